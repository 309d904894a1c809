//! `/published`: what is public by law today. Only the fields a publication names are shown, and of
//! these none that is personal.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::act::ActId;
use fadu_kernel::field::{Field, Value};
use fadu_kernel::procedure::Procedure;
use fadu_kernel::words::Words;
use fadu_store::{MatterRow, Publication, PublicationFilter, PublicationPlace};
use jiff::civil::Date;
use maud::{Markup, html};

use crate::address::{query_value, with_query};
use crate::app::App;
use crate::asked::Asked;
use crate::law_words::cited;
use crate::pages::procedures;
use crate::parts::day;
use crate::parts::empty::empty;
use crate::parts::filters::{Filter, FilterKind, FiltersView, filters};
use crate::parts::heading::heading_with_lead;
use crate::parts::pagination::{PaginationView, pagination};
use crate::values::shown;
use crate::visit::{Problem, Shown, Visit};

/// Publications on one page.
const PAGE_LENGTH: usize = 20;

/// The route of publications.
pub fn routes() -> Router<App> {
    Router::new().route("/published", get(show))
}

async fn show(visit: Visit) -> Response {
    visit.answer(page).await
}

/// A publication with the matter it is of.
struct Public<'v> {
    publication: Publication,
    row: MatterRow,
    law: &'v Procedure,
}

/// One page of publications.
struct Found<'v> {
    list: Vec<Public<'v>>,
    next: Option<PublicationPlace>,
    total: u64,
}

fn found<'v>(
    visit: &'v Visit,
    filter: &PublicationFilter,
    before: Option<&PublicationPlace>,
) -> Result<Found<'v>, Problem> {
    let (page, rows, total) = visit.read(|reader| {
        let page = reader.publications(filter, before, PAGE_LENGTH)?;
        let mut rows = Vec::new();
        for publication in &page.items {
            rows.push(reader.matter_row(publication.matter)?);
        }
        Ok((page, rows, reader.count_publications(filter)?))
    })?;
    let procedures = &visit.rules().packs.procedures;
    let list = page
        .items
        .into_iter()
        .zip(rows)
        .filter_map(|(publication, row)| {
            let row = row?;
            let law = procedures.pinned(&row.version)?;
            Some(Public {
                publication,
                row,
                law,
            })
        });
    Ok(Found {
        list: list.collect(),
        next: page.next,
        total,
    })
}

fn page(visit: &Visit) -> Shown {
    let lang = visit.lang();
    let asked = Asked::of(visit);
    let filter = PublicationFilter {
        publication: asked.some("kind"),
        on: Some(visit.today()),
        text: asked.some("q"),
    };
    let before = place(&asked.text("before"));
    let Found { list, next, total } = found(visit, &filter, before.as_ref())?;
    let next = next.map(|place| {
        let key = format!("{}~{}~{}", place.from_on, place.act.0, place.publication);
        with_query(&visit.speech.address, "before", &key)
    });
    let first = before.is_some().then(|| {
        format!(
            "/published?kind={}&q={}",
            query_value(&asked.text("kind")),
            query_value(&asked.text("q"))
        )
    });
    let main = html! {
        (heading_with_lead(
            visit.say("公示公开", "Published"),
            visit.say(
                "依法公开的决定、名单和结果。公开期满或撤回的不再显示。",
                "Decisions, lists and results that the law makes public, while they are.",
            ),
        ))
        (filters(lang, &FiltersView {
            address: "/published",
            filters: &[kind_filter(visit, &asked), text_filter(&asked)],
            keep: &[],
        }))
        @if list.is_empty() {
            (empty(
                visit.say("现在没有公开的内容", "Nothing is published now"),
                &html! {
                    p {
                        (visit.say(
                            "有依法须公开的决定作出时，会出现在这里。",
                            "What the law makes public appears here when it is decided.",
                        ))
                    }
                },
            ))
        }
        @for one in &list { (card(visit, one)) }
        (pagination(lang, &PaginationView {
            previous: first.as_deref(),
            next: next.as_deref(),
            shown: None,
            total: Some(total),
        }))
    };
    let head = visit.head("公示公开", "Published");
    Ok(visit.public(&head, &main))
}

/// The place in the list that an address names.
fn place(text: &str) -> Option<PublicationPlace> {
    let mut parts = text.splitn(3, '~');
    let from_on: Date = parts.next()?.parse().ok()?;
    let act = ActId(parts.next()?.parse().ok()?);
    Some(PublicationPlace {
        from_on,
        act,
        publication: parts.next()?.to_owned(),
    })
}

fn kind_filter(visit: &Visit, asked: &Asked) -> Filter {
    let mut options: Vec<(String, Words)> = Vec::new();
    for law in visit.rules().packs.procedures.each_newest() {
        for one in &law.publications {
            match options.iter_mut().find(|(id, _)| *id == one.id) {
                Some((_, title)) if title.zh.contains(&one.title.zh) => {}
                Some((_, title)) => {
                    title.zh = format!("{}、{}", title.zh, one.title.zh);
                    title.en = format!("{}, {}", title.en, one.title.en);
                }
                None => options.push((one.id.clone(), one.title.clone())),
            }
        }
    }
    Filter::new(
        "kind",
        ("种类", "Kind"),
        asked.text("kind"),
        FilterKind::Options(options),
    )
}

fn text_filter(asked: &Asked) -> Filter {
    Filter::new(
        "q",
        ("含有", "Containing"),
        asked.text("q"),
        FilterKind::Text,
    )
}

fn card(visit: &Visit, one: &Public<'_>) -> Markup {
    let lang = visit.lang();
    let Public {
        publication,
        row,
        law,
    } = one;
    let rule = law
        .publications
        .iter()
        .find(|rule| rule.id == publication.publication);
    let title = rule.map_or_else(|| law.title.clone(), |rule| rule.title.clone());
    let basis = rule.map_or(&[][..], |rule| &rule.basis);
    html! {
        article.card {
            h2.card-title { (title.get(lang)) }
            p.quiet {
                (row.number) " · " (visit.unit_name(&row.unit)) " · "
                (day::day(lang, publication.from_on))
                @if let Some(until) = publication.until_on {
                    (visit.say("至", " to ")) (day::day(lang, until))
                }
            }
            (shown_fields(visit, law, publication))
            p.quiet {
                (visit.say("依据：", "Law: ")) (cited(visit, basis)) " "
                a href=(procedures::address(law)) { (law.title.get(lang)) }
            }
        }
    }
}

/// The fields that a publication shows, as they were on its day; none that is personal.
pub fn shown_fields(visit: &Visit, law: &Procedure, publication: &Publication) -> Markup {
    // In the order in which the law's list names them, which is the order of telling.
    let mut rules = law.publications.iter();
    let rule = rules.find(|rule| rule.id == publication.publication);
    let named = rule.map_or(&[][..], |rule| &rule.shows[..]);
    let place = |id: &str| named.iter().position(|shown| shown == id);
    let mut fields: Vec<&Field> = law
        .fields
        .iter()
        .filter(|field| !field.personal && !field.sensitive)
        .collect();
    fields.sort_by_key(|field| place(&field.id).unwrap_or(usize::MAX));
    let told = fields.into_iter().filter_map(|field| {
        let value = publication.shown.get(&field.id)?;
        let value: Value = serde_json::from_value(value.clone()).ok()?;
        Some((field, value))
    });
    html! {
        dl.summary-list {
            @for (field, value) in told {
                div {
                    dt { (field.title.get(visit.lang())) }
                    dd { span.lines { (shown(visit, field, Some(&value))) } }
                }
            }
        }
    }
}
