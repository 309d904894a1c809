//! /plan/indices and /plan/indices/{number}: an index system as the tree it is, each item with its
//! points and the evidence behind it: the figure that counts it, or that people look themselves.

use std::cmp::Ordering;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::field::Value;
use fadu_kernel::indicator::{Indicator, Span};
use fadu_kernel::matter::Matter;
use fadu_kernel::procedure::StageKind;
use fadu_kernel::words::Words;
use fadu_office::figures::figure_of;
use fadu_office::slice::{Part, Slice};
use fadu_store::{MatterFilter, MatterRow, Reader};
use jiff::civil::Date;
use maud::{Markup, html};

use crate::address::segment;
use crate::app::App;
use crate::page::Link;
use crate::pages::{figures, matter};
use crate::parts::empty::empty;
use crate::parts::heading::{heading_with_lead, heading_with_number};
use crate::parts::table::{Column, table};
use crate::parts::tabs::{Tab, tabs};
use crate::sight::{Lists, at_work, log_sensitive, see_number, snapshot};
use crate::values;
use crate::visit::{Problem, Shown, Visit};

/// The procedure of an index system.
const SYSTEM: &str = "index_set";
/// The procedure of its items, each opened by the system it belongs to.
const ITEM: &str = "index_item";
/// The list of index systems.
const LIST: &str = "/plan/indices";
/// Index systems listed; a city has one a year.
const SYSTEMS_MAX: usize = 40;
/// Levels that an item is set in by; deeper ones stand with the last.
const DEPTH_MAX: usize = 2;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(LIST, get(show_list))
        .route("/plan/indices/{number}", get(show_tree))
}

async fn show_list(visit: Visit) -> Response {
    visit.answer(list).await
}

async fn show_tree(visit: Visit, Path(number): Path<String>) -> Response {
    visit.answer(move |visit| tree(visit, &number)).await
}

fn address(number: &str) -> String {
    format!("{LIST}/{}", segment(number))
}

/// The pages of the coordination desk: work ordered, index systems, supervision orders.
pub(super) fn ways(visit: &Visit, current: &str) -> Markup {
    let tab = |zh: &str, en: &str, address: &str| Tab {
        title: Words::new(zh, en),
        address: address.to_owned(),
        count: None,
        current: address == current,
    };
    let list = [
        tab("部署和进度", "Work ordered", "/plan"),
        tab("评价指标", "Index systems", LIST),
        tab(
            "督办单",
            "Supervision orders",
            "/matters?procedure=supervision_order",
        ),
    ];
    tabs(visit.lang(), visit.say("统筹", "Coordination"), &list)
}

fn list(visit: &Visit) -> Shown {
    let person = at_work(visit)?;
    let reader = snapshot(visit)?;
    let lists = Lists::new(visit, &reader, person);
    let filter = MatterFilter {
        procedure: Some(SYSTEM.to_owned()),
        ..MatterFilter::default()
    };
    let rows = lists.page(&filter, None, None, SYSTEMS_MAX)?.items;
    let line = |row: &MatterRow| -> Result<Vec<Markup>, Problem> {
        let items = items_of(&reader, row)?.len();
        let law = visit.rules().packs.procedures.pinned(&row.version);
        Ok(vec![
            html! {
                a href=(address(&row.number)) { (row.title) }
                br;
                span.quiet { (row.number) " · " (visit.unit_name(&row.unit)) }
            },
            html! { a href=(address(&row.number)) { (items) } },
            html! { @if let Some(law) = law { (matter::stage_tag(visit, law, &row.stage)) } },
        ])
    };
    let lines: Vec<Vec<Markup>> = rows.iter().map(line).collect::<Result<_, _>>()?;
    let columns = [
        Column::text("指标体系", "Index system"),
        Column::number("指标", "Items"),
        Column::mark("状态", "State"),
    ];
    let main = html! {
        (heading_with_lead(
            visit.say("评价指标", "Index systems"),
            visit.say(
                "指标、分值和取数来源。能统计的由平台算，每个数都能点开。",
                "Items, points and where each number comes from. What can be counted is counted \
                 here, and every number opens.",
            ),
        ))
        (ways(visit, LIST))
        @if lines.is_empty() {
            (empty(
                visit.say("还没有指标体系", "No index system yet"),
                &html! { (visit.say(
                    "编制指标体系、加入指标以后，列在这里。",
                    "It stands here once it is drawn up and has items.",
                )) },
            ))
        } @else {
            (table(visit.lang(), &Words::new("指标体系", "Index systems"), &columns, &lines))
        }
    };
    visit.desk(&visit.head("评价指标", "Index systems"), &main, None)
}

/// The items that a system has now, in the order of their codes.
fn items_of(reader: &Reader, system: &MatterRow) -> Result<Vec<Matter>, Problem> {
    let mut items = Vec::new();
    for row in reader.opened_by(system.id)? {
        if row.procedure == ITEM && row.stage_kind != StageKind::Closed.key() {
            items.extend(reader.matter(row.id)?);
        }
    }
    items.sort_by(|one, other| by_code(&text(one, "item_code"), &text(other, "item_code")));
    Ok(items)
}

/// Codes as people count them: 2 before 10, 2.9 before 2.10.
fn by_code(one: &str, other: &str) -> Ordering {
    let numbers = |code: &str| -> Vec<u32> {
        let parts = code.split('.');
        parts.map(|part| part.parse().unwrap_or(u32::MAX)).collect()
    };
    numbers(one).cmp(&numbers(other)).then(one.cmp(other))
}

fn text(matter: &Matter, field: &str) -> String {
    match matter.fields.get(field) {
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Integer(number)) => number.to_string(),
        Some(Value::Flag(_) | Value::List(_)) | None => String::new(),
    }
}

fn tree(visit: &Visit, number: &str) -> Shown {
    let person = at_work(visit)?;
    let reader = snapshot(visit)?;
    let seen = see_number(visit, &reader, number)?;
    if seen.matter.procedure() != SYSTEM {
        return Err(Problem::NotFound);
    }
    log_sensitive(visit, person, &seen)?;
    let row = reader.matter_row(seen.matter.id)?;
    let row = row.ok_or(Problem::NotFound)?;
    let year = year_of(&seen.matter).unwrap_or_else(|| visit.today().year());
    let items = items_of(&reader, &row)?;
    let line = |item| line(visit, &reader, (&items, item), year);
    let lines: Vec<Vec<Markup>> = items.iter().map(line).collect::<Result<_, _>>()?;
    let columns = [
        Column::text("指标", "Item"),
        Column::number("分值", "Points"),
        Column::text("凭什么评", "Evidence"),
    ];
    let caption = Words::new(
        format!("{year}年的指标、分值和凭据"),
        format!("Items of {year}, points and evidence"),
    );
    let main = html! {
        (heading_with_number(&row.number, &row.title, &html! {}))
        p { a href=(matter::address(&row.number)) {
            (visit.say("编制和审议经过", "How it was drawn up and adopted"))
        } }
        @if lines.is_empty() {
            (empty(
                visit.say("还没有指标", "No item yet"),
                &html! { (visit.say("加入指标以后列在这里。", "Items stand here once added.")) },
            ))
        } @else {
            (table(visit.lang(), &caption, &columns, &lines))
        }
    };
    let mut head = visit.head_words(Words::new(row.title.clone(), row.title.clone()));
    head.trail = vec![Link::new(Words::new("评价指标", "Index systems"), LIST)];
    visit.desk(&head, &main, None)
}

fn year_of(system: &Matter) -> Option<i16> {
    match system.fields.get("set_year") {
        Some(Value::Integer(year)) => i16::try_from(*year).ok(),
        _ => None,
    }
}

/// The items below one.
fn below<'i>(items: &'i [Matter], item: &Matter) -> Vec<&'i Matter> {
    let above = format!("{}.", text(item, "item_code"));
    let all = items.iter();
    all.filter(|other| text(other, "item_code").starts_with(&above))
        .collect()
}

/// The points of an item: its own, and those of all items below it.
fn points(item: &Matter, below: &[&Matter]) -> i64 {
    let own = |item: &Matter| match item.fields.get("item_points") {
        Some(Value::Integer(points)) => *points,
        _ => 0,
    };
    own(item) + below.iter().copied().map(own).sum::<i64>()
}

/// One item, set in by its depth in the tree.
fn line(
    visit: &Visit,
    reader: &Reader,
    (items, item): (&[Matter], &Matter),
    year: i16,
) -> Result<Vec<Markup>, Problem> {
    let below = below(items, item);
    let leaf = below.is_empty();
    let code = text(item, "item_code");
    let depth = code.matches('.').count().min(DEPTH_MAX);
    let named = html! {
        span class={ "depth-" (depth) } {
            span.figures { (code) } " "
            a href=(matter::address(&item.number)) { (text(item, "item_title")) }
        }
    };
    let counted = visit.rules().packs.indicator(&text(item, "counted_by"));
    let evidence = match counted {
        Some(indicator) => counted_by(visit, reader, indicator, year)?,
        // An item above others is looked at through them.
        None if leaf => html! { (method(visit, item)) },
        None => html! {},
    };
    Ok(vec![named, html! { (points(item, &below)) }, evidence])
}

/// How people look at what is not counted: papers, a visit, a survey.
fn method(visit: &Visit, item: &Matter) -> String {
    let law = visit.rules().packs.procedures.newest(ITEM);
    let field = law.and_then(|law| law.field("item_method"));
    let value = item.fields.get("item_method");
    field.map_or_else(String::new, |field| values::shown(visit, field, value))
}

/// The figure behind an item for the year, which opens to its acts.
fn counted_by(
    visit: &Visit,
    reader: &Reader,
    indicator: &Indicator,
    year: i16,
) -> Result<Markup, Problem> {
    let (Ok(from), Ok(to)) = (Date::new(year, 1, 1), Date::new(year, 12, 31)) else {
        return Err(Problem::NotFound);
    };
    let slice = Slice {
        span: Span { from, to },
        part: Part::City,
        class: None,
    };
    let lang = visit.lang();
    let withheld = figures::release(visit, reader).withheld(indicator, &slice)?;
    let value = if withheld.is_some() {
        None
    } else {
        figure_of(reader, visit.rules(), indicator, &slice)?.value
    };
    Ok(html! {
        (indicator.title.get(lang)) " "
        a href=(figures::address(&indicator.id, &year.to_string())) {
            @match &value {
                Some(value) => { strong.figures { (value) } " " (indicator.unit.get(lang)) },
                None => (visit.say("看数据", "See the figure")),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_ordered_as_people_count_and_not_as_letters() {
        let mut codes = ["10", "2.10", "2", "2.9", "1.1.2", "1.1"];
        codes.sort_by(|one, other| by_code(one, other));
        assert_eq!(codes, ["1.1", "1.1.2", "2", "2.9", "2.10", "10"]);
    }
}
