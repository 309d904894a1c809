//! Calls of the hotline: what a caller asked before, what waits, the latest, and today's counts.

use fadu_kernel::field::Value;
use fadu_kernel::indicator::Span;
use fadu_kernel::words::Words;
use fadu_store::{ContributionFilter, MatterFilter, MatterRow, ToDoFilter};
use jiff::ToSpan;
use jiff::civil::Date;
use maud::{Markup, html};

use super::CALL;
use crate::asked::Asked;
use crate::pages::matter;
use crate::parts::button::quiet_button;
use crate::parts::table::{Column, table};
use crate::parts::{day, light};
use crate::sight::Lists;
use crate::visit::{Problem, Visit};
use crate::wording;

/// The indicator that tells callers apart by their number: through it a caller is found.
const CALLERS: &str = "hotline.callers";
/// The field with the caller's number.
const PHONE: &str = "caller_phone";
/// Years in which earlier calls of a number are looked for.
const YEARS_SEARCHED: i32 = 2;
/// Latest calls whose number is looked at when the indicator has none: missed calls, messages.
const LATEST_SEARCHED: usize = 300;
/// Earlier calls listed.
const FOUND_MAX: usize = 15;
/// Latest calls listed.
const RECENT_MAX: usize = 12;
/// Waiting calls listed.
const WAITING_MAX: usize = 12;

fn filter(lists: &Lists<'_>) -> MatterFilter {
    MatterFilter {
        scope: lists.own(),
        procedure: Some(CALL.to_owned()),
        ..MatterFilter::default()
    }
}

/// Today's counts by where the calls stand.
pub(super) fn today(lists: &Lists<'_>) -> Result<Markup, Problem> {
    let visit = lists.visit;
    let today = Some(visit.today());
    let of_today = MatterFilter {
        opened_from: today,
        opened_until: today,
        ..filter(lists)
    };
    let all = lists.reader.count_matters(&of_today)?;
    let stages = crate::pages::matters::stages_of(visit, CALL);
    let mut counts = Vec::new();
    for (stage, title) in stages {
        let of_stage = MatterFilter {
            stage: Some(stage.clone()),
            ..of_today.clone()
        };
        let count = lists.reader.count_matters(&of_stage)?;
        if count > 0 {
            counts.push((stage, title, count));
        }
    }
    let number = |count: u64| wording::number(i64::try_from(count).unwrap_or(i64::MAX));
    let on = visit.today();
    let base = format!("/matters?procedure={CALL}&from={on}&until={on}");
    Ok(html! {
        section aria-labelledby="today" {
            h2 id="today" { (visit.say("今天", "Today")) }
            p {
                a href=(base) { (visit.say(
                    "来电和留言 ",
                    "Calls and messages: ",
                )) strong { (number(all)) } }
                @for (stage, title, count) in &counts {
                    (visit.say("；", "; "))
                    a href={ (base) "&stage=" (stage) } {
                        (title.get(visit.lang())) " " strong { (number(*count)) }
                    }
                }
            }
        }
    })
}

/// The search by number with what it found.
pub(super) fn search(lists: &Lists<'_>) -> Result<Markup, Problem> {
    let visit = lists.visit;
    let typed = Asked::of(visit).text("phone");
    let number: String = typed.chars().filter(char::is_ascii_digit).collect();
    let found = if number.len() >= 4 {
        Some(calls_from(lists, &number)?)
    } else {
        None
    };
    Ok(html! {
        section aria-labelledby="caller" {
            h2 id="caller" { (visit.say("来电人", "The caller")) }
            form.filters role="search" method="get" action="/hotline" {
                div.filter {
                    label for="filter-phone" { (visit.say(
                        "来电号码（或后四位）",
                        "Number, or its last four digits",
                    )) }
                    input.input id="filter-phone" type="tel" inputmode="tel" name="phone"
                        autocomplete="off" value=(typed);
                }
                div.filters-end { (quiet_button(visit.say("查来电人", "Look up"))) }
            }
            @match &found {
                None if typed.is_empty() => {}
                None => p.quiet { (visit.say(
                    "请至少输入四位数字。",
                    "Type at least four digits.",
                )) },
                Some(rows) if rows.is_empty() => p {
                    (visit.say("没有查到这个号码以前的来电。", "No earlier call from this number."))
                },
                Some(rows) => (rows_of(visit, rows, ("以前的来电", "Earlier calls"))),
            }
        }
    })
}

fn calls_from(lists: &Lists<'_>, number: &str) -> Result<Vec<MatterRow>, Problem> {
    let mut ids = Vec::new();
    let span = Span {
        from: lists
            .visit
            .today()
            .saturating_sub(YEARS_SEARCHED.years())
            .first_of_month(),
        to: lists.visit.today().last_of_month(),
    };
    let known = ContributionFilter {
        indicator: CALLERS.to_owned(),
        span,
        scope: lists.own(),
        class: None,
        member: Some(number.to_owned()),
    };
    let counted = lists.reader.contributions(&known, None, FOUND_MAX)?;
    ids.extend(counted.items.iter().map(|line| line.matter));
    let latest = lists
        .reader
        .matters(&filter(lists), None, LATEST_SEARCHED)?;
    for row in &latest.items {
        let Some(call) = lists.reader.matter(row.id)? else {
            continue;
        };
        let phone = call
            .fields
            .get(PHONE)
            .and_then(Value::as_text)
            .unwrap_or_default();
        if phone.ends_with(number) {
            ids.push(row.id);
        }
    }
    ids.sort_by(|one, other| other.cmp(one));
    ids.dedup();
    ids.truncate(FOUND_MAX);
    let mut rows = Vec::new();
    for id in ids {
        rows.extend(lists.reader.matter_row(id)?);
    }
    Ok(rows)
}

/// Calls whose clock runs, soonest due first.
pub(super) fn waiting(lists: &Lists<'_>) -> Result<Markup, Problem> {
    let visit = lists.visit;
    let filter = ToDoFilter {
        scope: lists.own(),
        procedures: vec![CALL.to_owned()],
    };
    let page = lists.reader.to_do(&filter, None, WAITING_MAX)?;
    let columns = [
        Column::text("到期", "Due"),
        Column::mark("灯", "Light"),
        Column::text("来电", "Call"),
        Column::mark("现在的阶段", "Stage"),
    ];
    let rows: Vec<Vec<Markup>> = page
        .items
        .iter()
        .map(|line| {
            let law = visit.rules().packs.procedures.pinned(&line.matter.version);
            vec![
                day::expiry(visit.lang(), line.clock.due),
                light::light(visit.lang(), line.clock.light(visit.now)),
                call_cell(&line.matter),
                html! {
                    @if let Some(law) = law {
                        (matter::stage_tag(visit, law, &line.matter.stage))
                    }
                },
            ]
        })
        .collect();
    Ok(html! {
        section aria-labelledby="waiting" {
            h2 id="waiting" { (visit.say("待回拨、待答复、待反馈", "Waiting")) }
            @if rows.is_empty() {
                p.quiet { (visit.say("没有等着办的来电。", "No call waits.")) }
            } @else {
                (table(visit.lang(), &Words::new(
                    "按到期先后",
                    "Soonest due first",
                ), &columns, &rows))
                @if page.next.is_some() {
                    p { a href={ "/desk?procedure=" (CALL) } { (visit.say("看全部", "See all")) } }
                }
            }
        }
    })
}

/// The latest calls.
pub(super) fn recent(lists: &Lists<'_>) -> Result<Markup, Problem> {
    let visit = lists.visit;
    let page = lists.reader.matters(&filter(lists), None, RECENT_MAX)?;
    Ok(html! {
        section aria-labelledby="recent" {
            h2 id="recent" { (visit.say("最近来电", "Latest calls")) }
            @if page.items.is_empty() {
                p.quiet { (visit.say(
                    "还没有来电。登记第一通后列在这里。",
                    "No calls yet; the first one entered stands here.",
                )) }
            } @else {
                (rows_of(visit, &page.items, ("新的在前", "Newest first")))
            }
        }
    })
}

fn call_cell(row: &MatterRow) -> Markup {
    html! {
        a href=(matter::address(&row.number)) { (row.number) }
        p { (row.title) }
    }
}

fn rows_of(visit: &Visit, rows: &[MatterRow], (zh, en): (&str, &str)) -> Markup {
    let columns = [
        Column::text("来电", "Call"),
        Column::text("日期", "Day"),
        Column::mark("阶段", "Stage"),
        Column::mark("灯", "Light"),
    ];
    let lines: Vec<Vec<Markup>> = rows
        .iter()
        .map(|row| {
            let law = visit.rules().packs.procedures.pinned(&row.version);
            let on: Date = row.opened_on;
            vec![
                call_cell(row),
                day::table_day(on),
                html! { @if let Some(law) = law { (matter::stage_tag(visit, law, &row.stage)) } },
                light::light(visit.lang(), row.light(visit.now)),
            ]
        })
        .collect();
    table(visit.lang(), &Words::new(zh, en), &columns, &lines)
}
