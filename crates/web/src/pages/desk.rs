//! /desk: what waits for the person at the desk. First the clocks that run and that they can
//! keep, by the day on which they are due; then matters without a clock that wait for an act of
//! theirs; and what they can open.

mod by_day;
mod openings;
mod waiting;

use std::collections::BTreeMap;

use axum::Router;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use fadu_kernel::clock::Light;
use fadu_kernel::words::{Lang, Words};
use fadu_store::Snapshot;
use maud::{Markup, html};

pub use openings::{Opening, address as open_address, openings, units_for};
use waiting::{DueLine, WaitingLine};
pub(super) use waiting::{act_links, due as clocks_to_keep, what_to_do, without_clock};

use super::rail;
use crate::act_form::see_other;
use crate::address::with_query;
use crate::app::App;
use crate::asked::Asked;
use crate::parts::empty::empty;
use crate::parts::filters::{Filter, FilterKind, FiltersView, filters};
use crate::parts::heading::heading_with_lead;
use crate::parts::pagination::{PaginationView, pagination};
use crate::parts::table::{Column, table};
use crate::parts::tabs::{Tab, tabs};
use crate::parts::{day, light};
use crate::sight::{Lists, at_work, snapshot};
use crate::visit::{Problem, Shown, Visit};
use crate::wording;

/// The address of the desk.
const DESK: &str = "/desk";
/// Lines on one page.
const PAGE_LENGTH: usize = 50;
/// Up to so many kinds of matters a person can open are listed at once.
const OPEN_UNFOLDED_MAX: usize = 12;

/// The routes of the desk.
pub fn routes() -> Router<App> {
    Router::new().route(DESK, get(desk))
}

async fn desk(visit: Visit) -> Response {
    visit.answer(start).await
}

/// Where people land after signing in: their desk, or for administrators their own page.
fn start(visit: &Visit) -> Result<Response, Problem> {
    let person = visit.signed_in()?;
    let own = rail::entries(visit, person).into_iter().next();
    match own.filter(|entry| entry.address != DESK) {
        Some(entry) => Ok(see_other(&entry.address)),
        None => Ok(Html(page(visit)?.into_string()).into_response()),
    }
}

fn page(visit: &Visit) -> Shown {
    let person = at_work(visit)?;
    let reader: Snapshot = snapshot(visit)?;
    let lists = Lists::new(visit, &reader, person);
    let asked = Asked::of(visit);
    let due = waiting::due(&lists)?;
    let free = waiting::without_clock(&lists)?;
    let head = visit.head("待办", "To do");
    let at_free = asked.text("tab") == "waiting";
    let list = if at_free {
        free_list(visit, &free.lines, &asked)
    } else {
        due_list(&lists, &due.lines, &asked)?
    };
    let main = html! {
        (heading_with_lead(visit.say("待办", "To do"), &lead(visit, &due.lines)))
        (both_tabs(visit, (due.lines.len(), free.lines.len()), at_free))
        (list)
        @if due.cut && !at_free {
            p.quiet { (visit.say(
                "期限较多，这里只列最早到期的部分；其余请到“事项”按程序查找。",
                "There are more clocks than fit here; the soonest are shown, the others are \
                 under Matters.",
            )) }
        }
    };
    let margin = margin(visit);
    visit.desk(&head, &main, Some(&margin))
}

fn lead(visit: &Visit, lines: &[DueLine]) -> String {
    let count = |light: Light| lines.iter().filter(|line| line.light == light).count();
    let (red, yellow) = (count(Light::Red), count(Light::Yellow));
    let today = wording::day_with_weekday(visit.lang(), visit.today());
    match visit.lang() {
        Lang::Zh => format!("今天是{today}。由您办理的期限：超期 {red} 项，临期 {yellow} 项。"),
        Lang::En => format!("{today}. Clocks that are yours: {red} overdue, {yellow} due soon."),
    }
}

fn both_tabs(visit: &Visit, counts: (usize, usize), at_free: bool) -> Markup {
    let tab = |zh: &str, en: &str, address: &str, count: usize, current| Tab {
        title: Words::new(zh, en),
        address: address.to_owned(),
        count: u64::try_from(count).ok(),
        current,
    };
    let list = [
        tab("有期限", "With a clock", "/desk", counts.0, !at_free),
        tab(
            "无期限，等您办理",
            "No clock, waiting for you",
            "/desk?tab=waiting",
            counts.1,
            at_free,
        ),
    ];
    tabs(visit.lang(), visit.say("待办分类", "Kinds of work"), &list)
}

/// Options of the procedures that occur, by title.
fn procedure_options<'a>(
    visit: &Visit,
    ids: impl Iterator<Item = &'a str>,
) -> Vec<(String, Words)> {
    let found: BTreeMap<&str, Words> = ids
        .filter_map(|id| {
            let law = visit.rules().packs.procedures.newest(id)?;
            Some((id, law.title.clone()))
        })
        .collect();
    found
        .into_iter()
        .map(|(id, title)| (id.to_owned(), title))
        .collect()
}

/// The lights to filter by.
pub(crate) fn light_options() -> Vec<(String, Words)> {
    [Light::Red, Light::Yellow, Light::Green]
        .into_iter()
        .map(|light| (light.key().to_owned(), light.words()))
        .collect()
}

fn filter(name: &str, zh: &str, en: &str, value: &str, options: Vec<(String, Words)>) -> Filter {
    Filter::new(name, (zh, en), value, FilterKind::Options(options))
}

/// The part of a list that the page asked for shows, and the links to the others.
pub(crate) fn paged<'l, T>(
    visit: &Visit,
    list: &[&'l T],
    asked: &Asked,
    length: usize,
) -> (Vec<&'l T>, Markup) {
    let page = usize::try_from(asked.number("page").unwrap_or(1))
        .unwrap_or(1)
        .clamp(1, 1_000);
    let first = (page - 1) * length;
    let shown: Vec<&T> = list.iter().skip(first).take(length).copied().collect();
    let link = |page: usize| with_query(&visit.speech.address, "page", &page.to_string());
    let previous = (page > 1).then(|| link(page - 1));
    let next = (first + length < list.len()).then(|| link(page + 1));
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let view = PaginationView {
        previous: previous.as_deref(),
        next: next.as_deref(),
        shown: (!shown.is_empty()).then(|| (count(first + 1), count(first + shown.len()))),
        total: Some(count(list.len())),
    };
    let links = pagination(visit.lang(), &view);
    (shown, links)
}

fn due_list<'v>(lists: &Lists<'v>, lines: &[DueLine<'v>], asked: &Asked) -> Shown {
    let visit = lists.visit;
    let (lit, procedure) = (asked.text("light"), asked.text("procedure"));
    let options = procedure_options(visit, lines.iter().map(|line| line.row.procedure.as_str()));
    let controls = [
        filter("light", "灯", "Light", &lit, light_options()),
        filter("procedure", "程序", "Procedure", &procedure, options),
    ];
    let view = FiltersView {
        address: "/desk",
        filters: &controls,
        keep: &[],
    };
    let all = !asked.text("all").is_empty() || asked.number("page").is_some();
    if lit.is_empty() && procedure.is_empty() && !all && !lines.is_empty() {
        let days = by_day::by_day(lists, lines)?;
        return Ok(html! { (filters(visit.lang(), &view)) (days) });
    }
    let kept: Vec<&DueLine> = lines
        .iter()
        .filter(|line| lit.is_empty() || line.light.key() == lit)
        .filter(|line| procedure.is_empty() || line.row.procedure == procedure)
        .collect();
    let (shown, others) = paged(visit, &kept, asked, PAGE_LENGTH);
    let lang = visit.lang();
    let rows = due_rows(lists, &shown)?;
    Ok(html! {
        (filters(lang, &view))
        @if rows.is_empty() {
            (empty(
                visit.say("没有等您办理的期限", "No clock waits for you"),
                &html! { (visit.say(
                    "您可以办理的事项有期限开始计算时，会按到期先后列在这里，并标明灯和要办的事。",
                    "When a clock starts that an act of yours keeps, it stands here by due date, \
                     with its light and what to do.",
                )) },
            ))
        } @else {
            (due_table(lang, &Words::new("由您办理的期限", "Clocks that are yours"), &rows))
            (others)
        }
    })
}

fn due_table(lang: Lang, caption: &Words, rows: &[Vec<Markup>]) -> Markup {
    let columns = [
        Column::text("到期", "Due"),
        Column::mark("灯", "Light"),
        Column::text("期限", "Clock"),
        Column::text("事项", "Matter"),
        Column::text("现在办什么", "What to do"),
    ];
    table(lang, caption, &columns, rows)
}

fn due_rows<'v>(lists: &Lists<'v>, lines: &[&DueLine<'v>]) -> Result<Vec<Vec<Markup>>, Problem> {
    let visit = lists.visit;
    let lang = visit.lang();
    let rows = lines.iter().map(|line| {
        let matter = line.matter(lists)?;
        let what = waiting::what_to_do(lists, line, &matter)?;
        Ok(vec![
            html! { span.figures { (day::expiry(lang, line.due)) } },
            light::light(lang, line.light),
            html! { (line.clock.title.get(lang)) p.quiet { (line.left(visit, &matter)) } },
            matter_cell(
                visit,
                &line.row.number,
                &line.row.title,
                &line.row.unit,
                line.law,
            ),
            what,
        ])
    });
    rows.collect()
}

fn matter_cell(
    visit: &Visit,
    number: &str,
    title: &str,
    unit: &str,
    law: &fadu_kernel::procedure::Procedure,
) -> Markup {
    html! {
        a href=(super::matter::address(number)) { (number) }
        p { (title) }
        p.quiet { (law.title.get(visit.lang())) " · " (visit.unit_name(unit)) }
    }
}

fn free_list(visit: &Visit, lines: &[WaitingLine], asked: &Asked) -> Markup {
    let procedure = asked.text("procedure");
    let options = procedure_options(visit, lines.iter().map(|line| line.row.procedure.as_str()));
    let controls = [filter(
        "procedure",
        "程序",
        "Procedure",
        &procedure,
        options,
    )];
    let keep = [("tab".to_owned(), "waiting".to_owned())];
    let view = FiltersView {
        address: "/desk",
        filters: &controls,
        keep: &keep,
    };
    let kept: Vec<&WaitingLine> = lines
        .iter()
        .filter(|line| procedure.is_empty() || line.row.procedure == procedure)
        .collect();
    let (shown, others) = paged(visit, &kept, asked, PAGE_LENGTH);
    let lang = visit.lang();
    let columns = [
        Column::text("事项", "Matter"),
        Column::mark("阶段", "Stage"),
        Column::text("最近办理", "Last act"),
        Column::text("现在办什么", "What to do"),
    ];
    let rows: Vec<Vec<Markup>> = shown
        .iter()
        .map(|line| {
            vec![
                matter_cell(
                    visit,
                    &line.row.number,
                    &line.row.title,
                    &line.row.unit,
                    line.law,
                ),
                super::matter::stage_tag(visit, line.law, &line.row.stage),
                day::table_day(line.row.moved_on),
                waiting::act_links(visit, &line.row.number, &line.acts),
            ]
        })
        .collect();
    html! {
        (filters(lang, &view))
        @if rows.is_empty() {
            (empty(
                visit.say("没有等您办理的无期限事项", "No matter without a clock waits for you"),
                &html! { (visit.say(
                    "法律没有规定期限、又轮到您办下一步的事项会列在这里。",
                    "Matters without a clock whose next step is yours stand here.",
                )) },
            ))
        } @else {
            (table(lang, &Words::new("等您办理的事项", "Matters waiting for you"), &columns, &rows))
            (others)
        }
    }
}

/// What the person can open, by procedure; folded where it is much.
fn margin(visit: &Visit) -> Markup {
    let all = openings(visit);
    let lang = visit.lang();
    let list = html! {
        @for (index, opening) in all.iter().enumerate() {
            @let above = index.checked_sub(1).and_then(|above| all.get(above));
            @let first = above.is_none_or(|above| above.law.id != opening.law.id);
            @if first { h3 { (opening.law.title.get(lang)) } }
            p { a href=(opening.address()) { (opening.rule.title.get(lang)) } }
        }
    };
    html! {
        h2 { (visit.say("可以新立", "What you can open")) }
        @if all.is_empty() {
            p.quiet { (visit.say("您的岗位不新立事项。", "Your posts open no matters.")) }
        } @else if all.len() > OPEN_UNFOLDED_MAX {
            details {
                summary { (visit.say("共 ", "All ")) (all.len()) (visit.say(" 种", "")) }
                (list)
            }
        } @else {
            (list)
        }
    }
}
