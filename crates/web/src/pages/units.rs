//! /units: the units of the city in their tree, for the system administrator: adding, renaming,
//! ending and merging, each from a day, with the history of each unit.

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use fadu_kernel::field::{Field, FieldFault, FieldKind};
use fadu_kernel::unit::{Unit, UnitKind};
use fadu_kernel::words::Words;
use fadu_office::change_units::{Naming, UNIT_CHANGED, add_unit, end_unit, rename_unit};
use fadu_office::fault::Fault;
use jiff::civil::Date;
use maud::{Markup, html};

use crate::act_form::{see_other, units_in_order};
use crate::address::segment;
use crate::app::App;
use crate::asked::Asked;
use crate::entries::Entries;
use crate::page::Link;
use crate::parts::error_summary::error_summary;
use crate::parts::form::{FormView, form};
use crate::parts::heading::{heading, heading_with_lead};
use crate::parts::table::{Column, table};
use crate::parts::{day, notice, summary, tag};
use crate::plain_field::{choice, control, plain, read, whole_fault};
use crate::sight::administrator;
use crate::visit::{Problem, Visit};

const ROLE: &str = "system_administrator";
/// Events read for the history of a unit, a page at a time.
const EVENTS_READ: usize = 1_000;
/// Pages of events read at most; units change seldom.
const EVENT_PAGES_MAX: usize = 20;
const KINDS: [(UnitKind, &str, &str); 5] = [
    (UnitKind::County, "县、区", "County or district"),
    (UnitKind::Township, "乡镇、街道", "Township or subdistrict"),
    (UnitKind::Village, "村、社区", "Village or community"),
    (UnitKind::Department, "部门", "Department"),
    (
        UnitKind::Outside,
        "其他机关（法院、检察院等）",
        "Other body, such as a court",
    ),
];

/// The routes of units.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/units", get(all).post(add))
        .route("/units/{unit}", get(one).post(change))
}

type Answered = Result<Response, Problem>;

async fn all(visit: Visit) -> Response {
    visit
        .answer(|visit| tree(visit, &Entries::default(), &[]))
        .await
}

async fn add(visit: Visit, entries: Entries) -> Response {
    visit.answer(move |visit| added(visit, &entries)).await
}

async fn one(visit: Visit, Path(id): Path<String>) -> Response {
    visit
        .answer(move |visit| unit_page(visit, &id, &Entries::default(), &[]))
        .await
}

async fn change(visit: Visit, Path(id): Path<String>, entries: Entries) -> Response {
    visit
        .answer(move |visit| changed(visit, &id, &entries))
        .await
}

fn address(id: &str) -> String {
    format!("/units/{}", segment(id))
}

fn kind_words(kind: UnitKind) -> Words {
    let known = KINDS.iter().find(|(known, _, _)| *known == kind);
    known.map_or_else(
        || Words::new("市", "City"),
        |(_, zh, en)| Words::new(*zh, *en),
    )
}

fn unit_options(visit: &Visit, on: Date) -> Vec<(String, Words)> {
    let units = units_in_order(&visit.units, on).into_iter();
    units
        .map(|unit| (unit.id.clone(), unit.name.clone()))
        .collect()
}

/// The fields by which a unit is named.
fn naming_fields() -> [Field; 3] {
    [
        plain("name_zh", "全称", "Name in Chinese", FieldKind::Text),
        plain("name_en", "英文名称", "Name in English", FieldKind::Text),
        plain("short", "简称", "Short name", FieldKind::Text),
    ]
}

fn new_fields(visit: &Visit) -> [Field; 4] {
    let kinds = KINDS
        .iter()
        .map(|(kind, zh, en)| (kind.key().to_owned(), Words::new(*zh, *en)));
    [
        plain("id", "单位代码", "Key", FieldKind::Text),
        choice("kind", "类别", "Kind", kinds),
        choice(
            "parent",
            "上级单位",
            "Unit above",
            unit_options(visit, visit.today()),
        ),
        plain("from_on", "设立日期", "From", FieldKind::Date),
    ]
}

fn respond(page: Markup, faults: &[FieldFault]) -> Response {
    let status = if faults.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    (status, Html(page.into_string())).into_response()
}

/// The tree with the form that adds a unit.
fn tree(visit: &Visit, entries: &Entries, faults: &[FieldFault]) -> Answered {
    administrator(visit, ROLE)?;
    let lang = visit.lang();
    let mut head = visit.head("单位", "Units");
    head.faulty = !faults.is_empty();
    let columns = [
        Column::text("单位", "Unit"),
        Column::text("简称", "Short name"),
        Column::text("类别", "Kind"),
        Column::text("设立", "From"),
        Column::text("状态", "State"),
    ];
    let today = visit.today();
    let row = |unit: &Unit| -> Vec<Markup> {
        let depth = visit.units.ancestors(&unit.id).count().saturating_sub(1);
        vec![
            html! {
                span aria-hidden="true" { (" · ".repeat(depth)) }
                a href=(address(&unit.id)) { (unit.name.get(lang)) }
            },
            html! { (unit.short) },
            html! { (kind_words(unit.kind).get(lang)) },
            html! { @if let Some(on) = unit.from_on { (day::table_day(on)) } @else {
                span.quiet { (visit.say("启用时已有", "from the start")) }
            } },
            state(visit, unit),
        ]
    };
    let standing: Vec<Vec<Markup>> = units_in_order(&visit.units, today)
        .into_iter()
        .map(row)
        .collect();
    let others = visit.units.iter().filter(|unit| !unit.exists_on(today));
    let others: Vec<Vec<Markup>> = others.map(row).collect();
    let named = faults
        .iter()
        .map(|fault| (fault.field.as_str(), &fault.words));
    let done = Asked::of(visit).some("done");
    let main = html! {
        (error_summary(lang, named))
        @if done.is_some() {
            (notice::done(visit.say("已保存", "Saved"), &html! {}))
        }
        (heading_with_lead(
            visit.say("单位", "Units"),
            visit.say(
                "单位的改名、合并、撤销都按日期生效并保留历史，原有事项和编号不变。",
                "Renaming, merging and ending take effect from a day and keep history; matters and \
                 their numbers stay as they are.",
            ),
        ))
        (table(lang, &Words::new("现有单位", "Units that stand"), &columns, &standing))
        @if !others.is_empty() {
            details {
                summary { (visit.say(
                    "已撤销和未设立的单位",
                    "Units that ended or have not begun",
                )) }
                (table(lang, &Words::new("其他单位", "Other units"), &columns, &others))
            }
        }
        h2 { (visit.say("新设单位", "Add a unit")) }
        (add_form(visit, entries, faults))
    };
    Ok(respond(visit.desk(&head, &main, None)?, faults))
}

fn state(visit: &Visit, unit: &Unit) -> Markup {
    html! {
        @match unit.until_on {
            None => (tag::tag(visit.say("存续", "Stands"))),
            Some(on) => {
                (tag::closed_tag(visit.say("至 ", "Until "))) " " (day::table_day(on))
                @if let Some(next) = &unit.successor {
                    " → " (visit.unit_name(next))
                }
            }
        }
    }
}

fn add_form(visit: &Visit, entries: &Entries, faults: &[FieldFault]) -> Markup {
    let lang = visit.lang();
    let naming = naming_fields();
    let more = new_fields(visit);
    let hints = [
        Words::new(
            "小写字母、数字或下划线，定下后不再改变",
            "Lower-case letters, digits, underscores; never changes",
        ),
        Words::new(
            "写进事项编号，如“调司”；不能与其他单位相同",
            "Stands in numbers; no other unit may have it",
        ),
    ];
    let fields = html! {
        @for field in &naming {
            @let hint = (field.id == "short").then_some(&hints[1]);
            (control(lang, field, entries, faults, true, hint))
        }
        @for field in &more {
            (control(lang, field, entries, faults, true, (field.id == "id").then_some(&hints[0])))
        }
    };
    form(
        lang,
        &FormView {
            address: "/units",
            csrf: &visit.token,
            key: None,
            submit: &Words::new("新设单位", "Add the unit"),
            other: None,
        },
        &fields,
    )
}

fn naming_of(texts: &[String]) -> Naming {
    let text = |at: usize| texts.get(at).cloned().unwrap_or_default();
    Naming {
        name: Words::new(text(0), text(1)),
        short: text(2),
    }
}

fn added(visit: &Visit, entries: &Entries) -> Answered {
    let person = administrator(visit, ROLE)?;
    let (naming, more) = (naming_fields(), new_fields(visit));
    let wanted: Vec<(&Field, bool)> = naming.iter().chain(&more).map(|f| (f, true)).collect();
    let texts = match read(&wanted, entries) {
        Ok(texts) => texts,
        Err(faults) => return tree(visit, entries, &faults),
    };
    let text = |at: usize| texts.get(at).map_or("", String::as_str);
    let kind = KINDS
        .iter()
        .find(|(kind, _, _)| kind.key() == text(4))
        .map(|(kind, _, _)| *kind);
    let (Some(kind), Ok(from_on)) = (kind, text(6).parse::<Date>()) else {
        return Err(Problem::NotFound);
    };
    let office = &visit.app.office;
    let by = &person.account.id;
    match add_unit(
        office,
        by,
        text(3),
        naming_of(&texts),
        kind,
        text(5),
        from_on,
    ) {
        Ok(()) => Ok(see_other(&format!("{}?done=1", address(text(3))))),
        Err(Fault::Unacceptable(words)) => tree(visit, entries, &[whole_fault(words)]),
        Err(fault) => Err(fault.into()),
    }
}

/// One unit: what it is, what it was, and the forms that change it.
fn unit_page(visit: &Visit, id: &str, entries: &Entries, faults: &[FieldFault]) -> Answered {
    administrator(visit, ROLE)?;
    let unit = visit.units.get(id).ok_or(Problem::NotFound)?;
    let lang = visit.lang();
    let mut head = visit.head_words(unit.name.clone());
    head.trail = vec![Link::new(Words::new("单位", "Units"), "/units")];
    head.faulty = !faults.is_empty();
    let holders = visit
        .read(|reader| reader.holders(id, visit.today()))?
        .len();
    let named = faults
        .iter()
        .map(|fault| (fault.field.as_str(), &fault.words));
    let parent = unit.parent.as_deref();
    let main = html! {
        (error_summary(lang, named))
        @if Asked::of(visit).some("done").is_some() {
            (notice::done(visit.say("已保存", "Saved"), &html! {}))
        }
        (heading(unit.name.get(lang)))
        (summary::summary(&[
            (visit.say("单位代码", "Key"), html! { code { (unit.id) } }),
            (visit.say("英文名称", "English name"), html! { (unit.name.en) }),
            (visit.say("简称", "Short name"), html! { (unit.short) }),
            (visit.say("类别", "Kind"), html! { (kind_words(unit.kind).get(lang)) }),
            (visit.say(
                "上级",
                "Above",
            ), html! { @if let Some(up) = parent { (visit.unit_name(up)) } }),
            (visit.say("状态", "State"), state(visit, unit)),
            (visit.say("现有任职人数", "Posts held now"), html! { (holders) }),
        ]))
        (history(visit, id)?)
        @if unit.until_on.is_none() {
            h2 { (visit.say("改名", "Rename")) }
            (rename_form(visit, unit, entries, faults))
            @if parent.is_some() {
                h2 { (visit.say("撤销或合并", "End or merge")) }
                (end_form(visit, unit, entries, faults))
            }
        }
    };
    Ok(respond(visit.desk(&head, &main, None)?, faults))
}

fn rename_form(visit: &Visit, unit: &Unit, entries: &Entries, faults: &[FieldFault]) -> Markup {
    let lang = visit.lang();
    let mut filled = entries.clone();
    if !entries.has("name_zh") {
        let now = [
            ("name_zh", &unit.name.zh),
            ("name_en", &unit.name.en),
            ("short", &unit.short),
        ];
        filled
            .0
            .extend(now.map(|(key, text)| (key.to_owned(), vec![text.clone()])));
    }
    let fields = html! {
        input type="hidden" name="do" value="rename";
        @for field in &naming_fields() { (control(lang, field, &filled, faults, true, None)) }
    };
    form(
        lang,
        &FormView {
            address: &address(&unit.id),
            csrf: &visit.token,
            key: None,
            submit: &Words::new("改名", "Rename"),
            other: None,
        },
        &fields,
    )
}

fn end_fields(visit: &Visit, unit: &Unit) -> [Field; 2] {
    let others = unit_options(visit, visit.today())
        .into_iter()
        .filter(|(id, _)| *id != unit.id);
    [
        plain("until_on", "最后一日", "Last day", FieldKind::Date),
        choice("successor", "并入单位", "Merges into", others),
    ]
}

fn end_form(visit: &Visit, unit: &Unit, entries: &Entries, faults: &[FieldFault]) -> Markup {
    let lang = visit.lang();
    let [until, successor] = end_fields(visit, unit);
    let hint = Words::new(
        "撤销后由谁承继；不选即为直接撤销",
        "Who carries on; none if it simply ends",
    );
    html! {
        form.form method="post" action=(address(&unit.id)) novalidate {
            input type="hidden" name="csrf" value=(visit.token);
            input type="hidden" name="do" value="end";
            (control(lang, &until, entries, faults, true, None))
            (control(lang, &successor, entries, faults, false, Some(&hint)))
            div.form-end {
                (crate::parts::button::quiet_button(visit.say("撤销或合并", "End or merge")))
            }
        }
    }
}

fn changed(visit: &Visit, id: &str, entries: &Entries) -> Answered {
    let person = administrator(visit, ROLE)?;
    let unit = visit.units.get(id).ok_or(Problem::NotFound)?;
    let (office, by) = (&visit.app.office, &person.account.id);
    let result = if entries.text("do") == "rename" {
        let naming = naming_fields();
        let wanted: Vec<(&Field, bool)> = naming.iter().map(|field| (field, true)).collect();
        match read(&wanted, entries) {
            Ok(texts) => rename_unit(office, by, id, naming_of(&texts), visit.today()),
            Err(faults) => return unit_page(visit, id, entries, &faults),
        }
    } else {
        let fields = end_fields(visit, unit);
        match read(&[(&fields[0], true), (&fields[1], false)], entries) {
            Ok(texts) => {
                let until = texts.first().and_then(|text| text.parse::<Date>().ok());
                let until = until.ok_or(Problem::NotFound)?;
                let successor = texts.get(1).cloned().filter(|text| !text.is_empty());
                end_unit(office, by, id, until, successor)
            }
            Err(faults) => return unit_page(visit, id, entries, &faults),
        }
    };
    match result {
        Ok(()) => Ok(see_other(&format!("{}?done=1", address(id)))),
        Err(Fault::Unacceptable(words)) => unit_page(visit, id, entries, &[whole_fault(words)]),
        Err(fault) => Err(fault.into()),
    }
}

/// What was changed of a unit, and when.
fn history(visit: &Visit, id: &str) -> Result<Markup, Problem> {
    let mut lines: Vec<(jiff::civil::DateTime, Words)> = Vec::new();
    let mut seq = 0;
    for _ in 0..EVENT_PAGES_MAX {
        let events = visit.read(|reader| reader.events_after(seq, EVENTS_READ))?;
        let Some(last) = events.last() else { break };
        seq = last.seq;
        for event in events.iter().filter(|event| event.kind == UNIT_CHANGED) {
            if event.body.get("unit").and_then(|unit| unit.as_str()) == Some(id) {
                lines.push((event.at, change_in_words(visit, &event.body)));
            }
        }
        if events.len() < EVENTS_READ {
            break;
        }
    }
    lines.reverse();
    Ok(html! {
        @if !lines.is_empty() {
            h2 { (visit.say("沿革", "History")) }
            ul {
                @for (at, words) in &lines {
                    li { (day::moment(visit.lang(), *at)) " " (words.get(visit.lang())) }
                }
            }
        }
    })
}

fn change_in_words(visit: &Visit, body: &serde_json::Value) -> Words {
    let text = |path: &str| {
        body.pointer(path)
            .and_then(|text| text.as_str())
            .unwrap_or_default()
    };
    match text("/what") {
        "renamed" => Words::new(
            format!(
                "由“{}”（{}）改名为“{}”",
                text("/told/was/zh"),
                text("/told/was_short"),
                text("/told/name/zh")
            ),
            format!(
                "renamed from “{}” to “{}”",
                text("/told/was/en"),
                text("/told/name/en")
            ),
        ),
        "ended" if !text("/told/successor").is_empty() => Words::new(
            format!(
                "自 {} 后并入“{}”",
                text("/told/until"),
                visit.unit_name(text("/told/successor"))
            ),
            format!(
                "merges into “{}” after {}",
                visit.unit_name(text("/told/successor")),
                text("/told/until")
            ),
        ),
        "ended" => Words::new(
            format!("自 {} 后撤销", text("/told/until")),
            format!("ends after {}", text("/told/until")),
        ),
        _ => Words::new(
            format!("自 {} 设立", text("/told/from")),
            format!("stands from {}", text("/told/from")),
        ),
    }
}
