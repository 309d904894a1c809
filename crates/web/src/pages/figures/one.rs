//! One figure: its definition and formula, its months, and the acts behind it.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use axum::response::Response;
use fadu_kernel::act::ActId;
use fadu_kernel::indicator::{Indicator, Measure};
use fadu_kernel::words::Words;
use fadu_office::figures::{Published, counted_parts};
use fadu_office::see_matter::{Sight, keeps_sensitive, works};
use fadu_office::slice::{Part, Slice};
use fadu_store::{ContributionLine, ContributionPlace, Reader};
use jiff::civil::Date;
use maud::{Markup, html};

use super::{Asked, Counted, published_figures, release, scope_words, show, withheld_note};
use crate::address::{segment, with_query};
use crate::page::Link;
use crate::parts::bars::{Bar, bars};
use crate::parts::day::table_day;
use crate::parts::empty::empty;
use crate::parts::figure::ratio;
use crate::parts::heading::heading;
use crate::parts::notice::notice;
use crate::parts::pagination::{PaginationView, pagination};
use crate::parts::summary::summary;
use crate::parts::table::{Column, table};
use crate::parts::tabs::{Tab, tabs};
use crate::sight::Lists;
use crate::visit::{Problem, Shown, Visit};
use crate::wording;

/// Acts on one page of a drill-down.
const ACTS_A_PAGE: usize = 50;

pub(super) async fn one(
    visit: Visit,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    visit
        .answer(move |visit| show_one(visit, &id, &asked))
        .await
}

fn show_one(visit: &Visit, id: &str, asked: &Asked) -> Shown {
    let (lang, rules) = (visit.lang(), visit.rules());
    let published = published_figures(visit)?;
    let named = published.iter().find(|published| published.id == id);
    let indicator_id = named.map_or(id, |published| &published.indicator);
    let indicator = rules
        .packs
        .indicator(indicator_id)
        .ok_or(Problem::NotFound)?;
    let (period, slice) = (asked.period(visit), asked.slice(visit)?);
    let snapshot = visit.app.office.store().snapshot(&visit.app.office.city)?;
    let checkpoint = snapshot
        .latest_checkpoint()?
        .map(|checkpoint| checkpoint.size);
    let parts = counted_parts(rules, indicator);
    let release = release(visit, &snapshot);
    let counted = Counted::of((visit, &snapshot, &release), indicator, &period, &slice)?;
    let scope = scope_words(
        visit,
        parts.first().copied().or(Some(indicator)),
        &period,
        &slice,
    );
    let listed = release.lists_acts(indicator, slice.part.unit());
    let part = parts
        .iter()
        .find(|part| part.id == asked.part)
        .or_else(|| parts.first());
    let shown = |other: &&Published| other.indicator == indicator.id && other.span == period;
    let whole = slice.part == Part::City && slice.class.is_none();
    let beside = published.iter().find(shown).filter(|_| whole);
    let main = html! {
        (heading(indicator.title.get(lang)))
        (value(visit, &counted, &scope))
        @if let Some(withheld) = counted.withheld { (withheld_note(visit, &[withheld])) }
        (summary(&[
            (visit.say("定义", "Definition"), html! { (indicator.definition.get(lang)) }),
            (visit.say("算法", "Formula"), html! { (formula(visit, indicator)) }),
            (visit.say("截至", "As of"), html! {
                a href="/ledger/" { (visit.say("检查\
                    点 ", "checkpoint ")) (checkpoint.unwrap_or(0)) }
            }),
            (visit.say("标识", "Id"), html! { code { (indicator.id) } }),
        ]))
        @if let Some(published) = beside { (beside_published(visit, published)) }
        @if !listed {
            (notice(visit.say("计入的行为不逐件列出", "The acts counted are not listed"), &html! {
                p { (visit.say(
                    "这项工作涉及敏感个人信息：逐件列出会让人认出具体的人。\
                     岗位负责这项工作的人员登录后可以看到每一件；每一件都在账本中存证。",
                    "This work concerns sensitive personal data: a list would let people be \
                     recognised. Staff whose post covers it see each act; each has its leaf in \
                     the ledger.",
                )) }
            }))
        } @else {
            @if parts.len() > 1 { (part_links(visit, &parts, part.copied())) }
            @if let Some(part) = part {
                (by_month(visit, &snapshot, part, &slice)?)
                (acts(visit, &snapshot, part, &slice, &asked.after)?)
            }
        }
    };
    let mut head = visit.head_words(indicator.title.clone());
    head.trail = vec![Link::new(Words::new("数据", "Figures"), "/figures")];
    show(visit, &head, &main)
}

/// The value under the page's own heading, with its base and scope.
fn value(visit: &Visit, counted: &Counted<'_>, scope: &Words) -> Markup {
    let lang = visit.lang();
    let shown = counted.value.as_deref().unwrap_or("—");
    html! {
        p.figure-value { strong { (shown) } " " span.quiet { (counted.indicator.unit.get(lang)) } }
        @if let Some((above, below)) = &counted.base {
            p.quiet { (ratio(lang, shown, above, below)) }
        }
        p.quiet { (scope.get(lang)) }
    }
}

fn beside_published(visit: &Visit, published: &Published) -> Markup {
    let title = if published.matches {
        visit.say("与公布数一致", "Equal to the published figure")
    } else {
        visit.say("与公布数不一致", "Not equal to the published figure")
    };
    notice(
        title,
        &html! {
            p {
                (published.id) " " (published.name.get(visit.lang())) ": "
                (visit.say("公布", "published")) " " (published.published) " · "
                (visit.say("汇总", "counted")) " " (published.counted)
            }
        },
    )
}

fn formula(visit: &Visit, indicator: &Indicator) -> Markup {
    let lang = visit.lang();
    let link = |id: &str| {
        let title = visit
            .rules()
            .packs
            .indicator(id)
            .map(|other| other.title.get(lang).to_owned());
        let shown = title.unwrap_or_else(|| id.to_owned());
        html! { a href=(format!("/figures/{}", segment(id))) { (shown) } }
    };
    match &indicator.measure {
        Measure::Count(_) => html! { (visit.say("行为件数", "number of acts")) },
        Measure::Sum(_) => html! { (visit.say("数值合计", "sum of a number")) },
        Measure::Distinct(_) => html! { (visit.say("不重复计数", "number of different values")) },
        Measure::Stock(_) => html! { (visit.say("期末在册数", "standing on the last day")) },
        Measure::StockDistinct(_) => {
            html! { (visit.say("期末在册不重复数", "different values standing on the last day")) }
        }
        Measure::OnTime { .. } => {
            html! { (visit.say("按期了结 ÷ 全部了结", "kept ÷ all ended")) }
        }
        Measure::Latest(_) => html! { (visit.say("期内最后一次报送", "the last report")) },
        Measure::Ratio {
            numerator,
            denominator,
            per,
        } => html! {
            (link(numerator)) " ÷ " (link(denominator))
            @if *per != 1 { " × " (per) }
        },
        Measure::Difference {
            numerator,
            denominator,
        } => html! {
            (link(numerator)) " − " (link(denominator))
        },
        Measure::Change { over, .. } => html! {
            (visit.say("与上期相比：", "change of ")) (link(over))
        },
        Measure::Days => html! { (visit.say("期内天数", "days in the period")) },
    }
}

fn part_links(visit: &Visit, parts: &[&Indicator], current: Option<&Indicator>) -> Markup {
    let list: Vec<_> = parts
        .iter()
        .map(|part| Tab {
            title: part.title.clone(),
            address: with_query(&visit.speech.address, "part", &part.id),
            count: None,
            current: current.is_some_and(|current| current.id == part.id),
        })
        .collect();
    tabs(visit.lang(), visit.say("组成", "Parts"), &list)
}

fn by_month(visit: &Visit, reader: &Reader, part: &Indicator, slice: &Slice) -> Shown {
    if slice.class.is_some() {
        return Ok(html! {});
    }
    let scope = slice.part.scope(&visit.units);
    let mut months: BTreeMap<Date, i64> = BTreeMap::new();
    for cell in reader.matrix(&part.id, slice.span, &scope)? {
        *months.entry(cell.month).or_default() += cell.acts;
    }
    if months.len() < 2 {
        return Ok(html! {});
    }
    let list: Vec<Bar> = months
        .iter()
        .map(|(month, acts)| Bar {
            title: Words::new(
                format!("{}年{}月", month.year(), month.month()),
                month.strftime("%Y-%m").to_string(),
            ),
            length: *acts,
            value: wording::number(*acts),
            address: Some(with_query(
                &visit.speech.address,
                "period",
                &month.strftime("%Y-%m").to_string(),
            )),
        })
        .collect();
    let caption = Words::new("各月行为数", "Acts by month");
    let columns = (&Words::new("月份", "Month"), &Words::new("行为", "Acts"));
    Ok(bars(visit.lang(), &caption, columns, &list))
}

fn acts(visit: &Visit, reader: &Reader, part: &Indicator, slice: &Slice, after: &str) -> Shown {
    let filter = slice.contributions(&part.id, &visit.units);
    let total = reader.count_contributions(&filter)?;
    let page = reader.contributions(&filter, parse_place(after), ACTS_A_PAGE)?;
    if page.items.is_empty() {
        let how = html! { (visit.say("换一个期间或单位再看。", "Try another period or unit.")) };
        return Ok(empty(
            visit.say("本期没有计入的行为。", "No acts in this period."),
            &how,
        ));
    }
    let lists = visit
        .person
        .as_deref()
        .filter(|person| works(&person.posts));
    let lists = lists.map(|person| Lists::new(visit, reader, person));
    let mut columns = vec![
        Column::text("编号", "Number"),
        Column::text("日期", "Date"),
        Column::text("行为", "Act"),
        Column::text("单位", "Unit"),
        Column::number("计入", "Adds"),
        Column::text("存证", "Leaf"),
    ];
    if lists.is_some() {
        columns.insert(1, Column::text("事项", "Matter"));
    }
    let rows: Vec<Vec<Markup>> = page
        .items
        .iter()
        .map(|line| row(visit, part, line, lists.as_ref()))
        .collect::<Result<_, Problem>>()?;
    let next = page
        .next
        .map(|place| with_query(&visit.speech.address, "after", &print_place(place)));
    let caption = Words::new("计入的行为", "Acts counted");
    Ok(html! {
        (table(visit.lang(), &caption, &columns, &rows))
        (pagination(visit.lang(), &PaginationView {
            previous: None,
            next: next.as_deref(),
            shown: None,
            total: Some(total),
        }))
    })
}

fn row(
    visit: &Visit,
    part: &Indicator,
    line: &ContributionLine,
    lists: Option<&Lists<'_>>,
) -> Result<Vec<Markup>, Problem> {
    let rules = visit.rules();
    let versions = rules.packs.procedures.versions(&line.procedure);
    let act = versions.last().and_then(|law| law.act(&line.act));
    let title = act.map_or(line.act.as_str(), |act| act.title.get(visit.lang()));
    let scale = match &part.measure {
        Measure::Sum(observed) | Measure::Latest(observed) => observed.scale,
        Measure::Count(_)
        | Measure::Distinct(_)
        | Measure::Stock(_)
        | Measure::StockDistinct(_)
        | Measure::OnTime { .. }
        | Measure::Ratio { .. }
        | Measure::Difference { .. }
        | Measure::Change { .. }
        | Measure::Days => 0,
    };
    let amount = fadu_kernel::field::print_scaled(line.contribution.amount, scale);
    let leaf = line.place.act.0;
    let mut cells = vec![
        html! {
            @if lists.is_none() && versions.iter().any(keeps_sensitive) {
                (visit.say("不公开", "not public"))
            } @else { span.figures { (line.number) } }
        },
        html! { (table_day(line.at.date())) },
        html! { (title) },
        html! { (visit.unit_name(&line.contribution.unit)) },
        html! { (amount) },
        html! { a.figures href=(format!("/acts/{leaf}")) { (leaf) } },
    ];
    if let Some(lists) = lists {
        let seen = lists.reader.matter_row(line.matter)?;
        let seen = match &seen {
            Some(row) => lists.sight(row)? > Sight::Nothing,
            None => false,
        };
        let matter = format!("/matters/{}", segment(&line.number));
        cells.insert(1, html! { @if seen { a href=(matter) { (line.title) } } });
    }
    Ok(cells)
}

/// A place in the list of acts, as it stands in an address.
pub fn print_place(place: ContributionPlace) -> String {
    format!("{}.{}.{}", place.month, place.act.0, place.position)
}

/// Reads a place printed by [`print_place`].
pub fn parse_place(text: &str) -> Option<ContributionPlace> {
    let mut parts = text.split('.');
    let month = parts.next()?.parse().ok()?;
    let act = ActId(parts.next()?.parse().ok()?);
    let position = parts.next()?.parse().ok()?;
    Some(ContributionPlace {
        month,
        act,
        position,
    })
}
