//! /brief: one page for who leads a unit, read on a phone in two minutes: what waits for their
//! hand, what is late, what is due, what was asked of the unit, what changed. The same numbers as
//! everybody's.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::clock::Light;
use fadu_kernel::procedure::StageKind;
use fadu_kernel::unit::Unit;
use fadu_kernel::words::{Lang, Words};
use fadu_office::slice::Part;
use fadu_store::{MatterFilter, MatterRow, Reader, Scope};
use maud::{Markup, html};

use super::lights::behind::{self, Narrowed};
use super::{desk, figures, matter};
use crate::address::segment;
use crate::app::App;
use crate::asked::Asked;
use crate::parts::heading::heading_with_lead;
use crate::parts::{day, light};
use crate::sight::{Lists, at_work, snapshot};
use crate::situation::{self, ByClock, Compared};
use crate::visit::{Person, Shown, Visit};
use crate::wording;

/// Lines of one card.
const LINES_MAX: usize = 4;
/// Matters looked through for what other units asked of this one.
const ASKED_MAX: usize = 200;

/// The route of the page.
pub fn routes() -> Router<App> {
    Router::new().route("/brief", get(show))
}

async fn show(visit: Visit) -> Response {
    visit.answer(page).await
}

fn page(visit: &Visit) -> Shown {
    let person = at_work(visit)?;
    let reader = snapshot(visit)?;
    let units = units_of(visit, person);
    let asked = Asked::of(visit).some("unit");
    let chosen = units.iter().find(|unit| asked.as_ref() == Some(&unit.id));
    let Some(unit) = chosen.or(units.first()).copied() else {
        return Err(crate::visit::Problem::NotFound);
    };
    let scope = Scope::within(&unit.id);
    let lists = Lists::new(visit, &reader, person);
    let (total, each) = situation::lights(visit, &reader, &scope)?;
    let (soon, late) = situation::due(visit, &reader, &scope)?;
    let month = situation::last_month(visit.today());
    let part = Part::Whole(unit.id.clone());
    let moved = situation::moved(visit, &reader, &part, month)?;
    let ordered = ordered(&lists, &reader, &scope)?;
    let lead = match visit.lang() {
        Lang::Zh => format!(
            "{}，{}。超期 {} 项，临期 {} 项。",
            unit.name.zh,
            wording::day_with_weekday(Lang::Zh, visit.today()),
            total.red,
            total.yellow
        ),
        Lang::En => format!(
            "{}, {}. {} overdue, {} due soon.",
            unit.name.en,
            wording::day_with_weekday(Lang::En, visit.today()),
            total.red,
            total.yellow
        ),
    };
    let main = html! {
        (heading_with_lead(visit.say("一页看", "In brief"), &lead))
        (choice(visit, &units, unit))
        (own_card(&lists)?)
        (clocks_card(
            visit,
            visit.say("什么超期了", "What is late"),
            &late,
            (unit, Narrowed::Late),
            visit.say("没有超期的期限。", "Nothing is overdue."),
        ))
        (clocks_card(
            visit,
            visit.say("七天内到期的", "Due within seven days"),
            &soon,
            (unit, Narrowed::Soon),
            visit.say("七天内没有到期的期限。", "Nothing is due within seven days."),
        ))
        @if each.len() > 1 { (units_card(visit, &each)) }
        (ordered_card(visit, &ordered))
        (moved_card(visit, &moved, unit, month))
        p.quiet {
            (visit.say(
                "这里的数与各处页面同一来源。读过不等于签批，要签的在最上面。",
                "These numbers are the same as everywhere. To read is not to sign; what you must \
                 sign stands at the top.",
            ))
        }
    };
    visit.desk(&visit.head("一页看", "In brief"), &main, None)
}

/// The units in which a person holds a post, upper ones first.
fn units_of<'v>(visit: &'v Visit, person: &Person) -> Vec<&'v Unit> {
    let mut units: Vec<&Unit> = Vec::new();
    for post in &person.posts {
        if let Some(unit) = visit.units.get(&post.unit)
            && units.iter().all(|known| known.id != unit.id)
        {
            units.push(unit);
        }
    }
    units.sort_by_key(|unit| std::cmp::Reverse(visit.units.below(&unit.id).len()));
    units
}

fn choice(visit: &Visit, units: &[&Unit], chosen: &Unit) -> Markup {
    html! {
        @if units.len() > 1 {
            p {
                @for unit in units {
                    @if unit.id == chosen.id { strong { (unit.name.get(visit.lang())) } } @else {
                        a href={ "/brief?unit=" (segment(&unit.id)) } {
                            (unit.name.get(visit.lang()))
                        }
                    }
                    " "
                }
            }
        }
    }
}

/// What waits for the reader's own hand, soonest due first: each line leads to the form to sign.
fn own_card(lists: &Lists<'_>) -> Result<Markup, crate::visit::Problem> {
    let visit = lists.visit;
    let due = desk::clocks_to_keep(lists)?.lines;
    let free = desk::without_clock(lists)?.lines;
    let total = due.len() + free.len();
    let mut lines = Vec::new();
    for line in due.iter().take(LINES_MAX) {
        let matter = line.matter(lists)?;
        lines.push(html! {
            li {
                a.acts-link href=(matter::address(&line.row.number)) { (line.row.title) }
                p.quiet {
                    (light::shape(visit.lang(), line.light)) " "
                    (day::expiry(visit.lang(), line.due)) " · " (line.clock.title.get(visit.lang()))
                }
                p { (desk::what_to_do(lists, line, &matter)?) }
            }
        });
    }
    for line in free.iter().take(LINES_MAX - lines.len()) {
        lines.push(html! {
            li {
                a.acts-link href=(matter::address(&line.row.number)) { (line.row.title) }
                p { (desk::act_links(visit, &line.row.number, &line.acts)) }
            }
        });
    }
    Ok(html! {
        article.card {
            h2.card-title {
                (visit.say("等您签、等您办", "Yours to sign or do"))
                @if total > 0 { " " a href="/desk" { (total) (visit.say(" 项", "")) } }
            }
            @if lines.is_empty() { p { (visit.say("没有。", "Nothing.")) } } @else {
                ul.acts-open { @for line in lines { (line) } }
            }
        }
    })
}

fn clocks_card(
    visit: &Visit,
    title: &str,
    list: &ByClock,
    (unit, narrowed): (&Unit, Narrowed),
    none: &str,
) -> Markup {
    let total: u64 = list.iter().map(|(_, count)| count).sum();
    html! {
        article.card {
            h2.card-title {
                (title) " "
                @if total > 0 {
                    a href=(behind::address(&unit.id, narrowed, None)) {
                        (total) (visit.say(" 项", ""))
                    }
                }
            }
            @if list.is_empty() { p { (none) } } @else {
                ul {
                    @for (words, count) in list.iter().take(LINES_MAX) {
                        li {
                            (words.get(visit.lang())) " "
                            a href=(behind::address(&unit.id, narrowed, Some(words))) {
                                strong { (count) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn units_card(visit: &Visit, each: &[(String, fadu_store::LightCounts)]) -> Markup {
    let late: Vec<_> = each.iter().filter(|(_, counts)| counts.red > 0).collect();
    html! {
        article.card {
            h2.card-title { (visit.say("哪些下级单位超期", "Which units are late")) }
            @if late.is_empty() { p { (visit.say("都没有超期。", "None is.")) } } @else {
                ul {
                    @for (unit, counts) in late.iter().take(LINES_MAX) {
                        li {
                            (visit.unit_name(unit)) " "
                            a href=(behind::address(unit, Narrowed::Late, None)) {
                                strong { (counts.red) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What other units asked of this one and is still open.
fn ordered(
    lists: &Lists<'_>,
    reader: &Reader,
    scope: &Scope,
) -> Result<Vec<MatterRow>, crate::visit::Problem> {
    let filter = MatterFilter {
        scope: scope.clone(),
        stage_kind: Some(StageKind::Open),
        ..MatterFilter::default()
    };
    let mut found = Vec::new();
    for row in reader.matters(&filter, None, ASKED_MAX)?.items {
        let Some(origin) = row.origin else { continue };
        let elsewhere = reader.matter_row(origin)?;
        let elsewhere = elsewhere.is_some_and(|origin| origin.unit != row.unit);
        if elsewhere && lists.sight(&row)? > fadu_office::see_matter::Sight::Nothing {
            found.push(row);
        }
    }
    found.sort_by_key(|row| row.light(lists.visit.now) != Light::Red);
    Ok(found)
}

fn ordered_card(visit: &Visit, rows: &[MatterRow]) -> Markup {
    html! {
        article.card {
            h2.card-title {
                (visit.say("交给本单位、没办完的", "Asked of this unit, open"))
            }
            @if rows.is_empty() { p { (visit.say("没有。", "Nothing.")) } } @else {
                ul {
                    @for row in rows.iter().take(LINES_MAX) {
                        li {
                            (light::shape(visit.lang(), row.light(visit.now))) " "
                            a href=(matter::address(&row.number)) { (row.title) }
                        }
                    }
                }
                @if rows.len() > LINES_MAX {
                    p { a href="/matters?stage=open" {
                        (visit.say("共 ", "All ")) (rows.len()) (visit.say(" 项", ""))
                    } }
                }
            }
        }
    }
}

fn moved_card(
    visit: &Visit,
    moved: &[Compared<'_>],
    unit: &Unit,
    month: fadu_kernel::indicator::Span,
) -> Markup {
    let opened = |one: &Compared<'_>, span: fadu_kernel::indicator::Span| {
        let period = format!("{:04}-{:02}", span.from.year(), span.from.month());
        let place = segment(&unit.id);
        format!(
            "{}&place={place}",
            figures::address(&one.indicator.id, &period)
        )
    };
    let title = Words::new(
        format!("{}月办了多少", month.from.month()),
        format!(
            "What was done in {}",
            wording::month(Lang::En, month.from.year(), month.from.month())
        ),
    );
    html! {
        article.card {
            h2.card-title { (title.get(visit.lang())) }
            @if moved.is_empty() {
                p { (visit.say("上月没有可以汇总的办理行为。", "Nothing was counted.")) }
            } @else {
                ul {
                    @for one in moved.iter().take(LINES_MAX + 2) {
                        li {
                            (one.indicator.title.get(visit.lang())) " "
                            a href=(opened(one, month)) { strong { (wording::number(one.now)) } }
                            " "
                            span.quiet {
                                (visit.say("上一月 ", "month before "))
                                a href=(opened(one, month.just_before())) {
                                    (wording::number(one.before))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
