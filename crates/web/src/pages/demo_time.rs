//! /demo/time: moving a demonstration city's days forward, to see what the law draws from the
//! lapse of time. There is no such page in a city that works.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::act::{Act, ActId};
use fadu_kernel::actor::Actor;
use fadu_kernel::words::{Lang, Words};
use fadu_office::run_schemes::run_schemes;
use fadu_office::sweep_clocks::{SWEEP_MAX, sweep_clocks};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use maud::{Markup, html};

use super::matter;
use crate::act_form::see_other;
use crate::app::App;
use crate::asked::Asked;
use crate::entries::Entries;
use crate::parts::button::quiet_button;
use crate::parts::citation::citations;
use crate::parts::empty::empty;
use crate::parts::heading::heading_with_lead;
use crate::parts::table::{Column, table};
use crate::parts::{button, day, notice};
use crate::visit::{Problem, Shown, Visit};
use crate::wording;

/// Most days moved at once: a quarter.
const DAYS_MAX: i64 = 92;
/// Acts of law shown.
const ACTS_SHOWN: usize = 100;
/// Sweeps in one move; each settles some hundreds of matters.
const SWEEPS_MAX: usize = 200;

/// The routes of the demonstration's time.
pub fn routes() -> Router<App> {
    Router::new().route("/demo/time", get(show).post(forward))
}

async fn show(visit: Visit) -> Response {
    visit.answer(page).await
}

async fn forward(visit: Visit, entries: Entries) -> Response {
    visit
        .answer(move |visit| moved(visit, entries.text("days")))
        .await
}

/// Only in a demonstration, and only for people who signed in.
fn only_in_demo(visit: &Visit) -> Result<(), Problem> {
    if !visit.app.site.demo {
        return Err(Problem::NotFound);
    }
    visit.signed_in().map(|_| ())
}

fn page(visit: &Visit) -> Shown {
    only_in_demo(visit)?;
    let asked = Asked::of(visit);
    let since = asked.number("since").map(ActId);
    let head = visit.head("演示：推进日期", "Demonstration: move the days on");
    let drawn = match since {
        Some(since) => Some(drawn(visit, since)?),
        None => None,
    };
    let main = html! {
        (heading_with_lead(
            visit.say("推进日期", "Move the days on"),
            visit.say(
                "演示城市的“今天”可以往后推。期限届满时法律后果自动发生，定期亮灯自动评定。",
                "Today can be moved on in this demonstration. When clocks lapse the law's \
                 consequences follow by themselves, and schemes judge closed periods.",
            ),
        ))
        p {
            (visit.say("本市今天是 ", "Today in this city is "))
            strong { (day::day(visit.lang(), visit.today())) }
        }
        form.form method="post" action="/demo/time" data-once {
            input type="hidden" name="csrf" value=(visit.token);
            div.field {
                label for="field-days" { (visit.say("推进多少日", "Days to move on")) }
                p.field-hint id="field-days-hint" {
                    (match visit.lang() {
                        Lang::Zh => format!("1 至 {DAYS_MAX}"),
                        Lang::En => format!("1 to {DAYS_MAX}"),
                    })
                }
                input.input.input-short id="field-days" name="days" type="text" inputmode="numeric"
                    value="7" aria-describedby="field-days-hint";
            }
            div.form-end {
                (button::main_button(visit.say("推进日期", "Move on")))
            }
        }
        p {
            @for days in [1, 5, 30] {
                form.post-button method="post" action="/demo/time" {
                    input type="hidden" name="csrf" value=(visit.token);
                    input type="hidden" name="days" value=(days);
                    (quiet_button(&wording::days(visit.lang(), days, false)))
                }
                " "
            }
        }
        @if let Some(drawn) = drawn { (drawn) }
    };
    visit.desk(&head, &main, None)
}

fn moved(visit: &Visit, days: &str) -> Result<Response, Problem> {
    only_in_demo(visit)?;
    let days: i64 = days.trim().parse().unwrap_or(0);
    if !(1..=DAYS_MAX).contains(&days) {
        return Err(Problem::BadInput(Words::new(
            format!("日数应为 1 至 {DAYS_MAX} 的整数。"),
            format!("The days are a whole number from 1 to {DAYS_MAX}."),
        )));
    }
    let office = &visit.app.office;
    let last = visit.read(fadu_store::Reader::last_act_id)?;
    let before = office.now();
    office.clock().move_forward(days);
    let after = office.now();
    // Each month that closed on the way is judged when it closed, after the lapses before it.
    for first in firsts_between(before.date(), after.date()) {
        let at = first.at(0, 0, 0, 0);
        sweep(visit, at)?;
        office.ask(move |work| run_schemes(work, at)).wait()?;
    }
    sweep(visit, after)?;
    let since = last.map_or(-1, |last| last.0);
    Ok(see_other(&format!("/demo/time?since={since}&days={days}")))
}

/// The first days of months after one day and up to another.
fn firsts_between(from: Date, to: Date) -> Vec<Date> {
    let next = |on: &Date| on.checked_add(1.month()).ok();
    let start = from.first_of_month().checked_add(1.month()).ok();
    std::iter::successors(start, next)
        .take_while(|on| *on <= to)
        .collect()
}

fn sweep(visit: &Visit, now: DateTime) -> Result<(), Problem> {
    for _ in 0..SWEEPS_MAX {
        let swept = visit
            .app
            .office
            .ask(move |work| sweep_clocks(work, now))
            .wait()?;
        if swept.matters < SWEEP_MAX || swept.acts == 0 {
            break;
        }
    }
    Ok(())
}

/// What the law and the schemes did since an act.
fn drawn(visit: &Visit, since: ActId) -> Result<Markup, Problem> {
    let lang = visit.lang();
    let records = visit.read(|reader| reader.acts_after(Some(since), ACTS_SHOWN))?;
    let acts: Result<Vec<Act>, _> = records.iter().map(fadu_store::ActRecord::act).collect();
    let acts: Vec<Act> = acts?;
    let by_itself = acts.iter().filter(|act| {
        matches!(
            act.actor,
            Actor::Law | Actor::Scheme | Actor::Handover { account: None }
        )
    });
    let rows: Vec<Vec<Markup>> = by_itself
        .map(|act| {
            let law = visit.rules().packs.procedures.pinned(&act.version);
            let rule = law.and_then(|law| law.act(&act.act));
            vec![
                html! {
                    a href=(matter::receipt_address(act.id)) {
                        (rule.map_or(act.act.as_str(), |rule| rule.title.get(lang)))
                    }
                },
                html! { (law.map_or("", |law| law.title.get(lang))) " " (act.number) },
                html! { (visit.unit_name(&act.unit)) },
                day::table_day(act.at.date()),
                html! { @if let Some(rule) = rule { (citations(lang, &rule.basis)) } },
            ]
        })
        .collect();
    let columns = [
        Column::text("行为", "Act"),
        Column::text("事项", "Matter"),
        Column::text("单位", "Unit"),
        Column::text("日期", "Day"),
        Column::text("依据", "Law"),
    ];
    let days = Asked::of(visit).text("days");
    Ok(html! {
        (notice::done(
            &match lang {
                Lang::Zh => format!("已推进 {days} 日"),
                Lang::En => format!("Moved on by {days} days"),
            },
            &html! { p { (rows.len()) (visit.say(
                " 项由法律或者定期机制自动发生",
                " acts followed by law or scheme",
            )) } },
        ))
        @if rows.is_empty() {
            (empty(
                visit.say("这段时间没有自动发生的事", "Nothing followed by itself"),
                &html! { (visit.say(
                    "没有期限届满的法律后果，也没有结束的评定周期。",
                    "No lapse had a consequence and no period closed.",
                )) },
            ))
        } @else {
            (table(lang, &Words::new("自动发生的行为", "What followed by itself"), &columns, &rows))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_month_that_closes_on_the_way_is_found() {
        let days = |from: &str, to: &str| {
            let found = firsts_between(from.parse().unwrap(), to.parse().unwrap());
            found.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(
            days("2026-01-15", "2026-03-01"),
            ["2026-02-01", "2026-03-01"]
        );
        assert!(days("2026-01-01", "2026-01-31").is_empty());
        assert_eq!(days("2026-12-31", "2027-01-01"), ["2027-01-01"]);
    }
}
