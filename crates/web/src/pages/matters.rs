//! /matters: all matters that the person at the desk may see, found by words, procedure, stage,
//! unit, light and date; and the same list as a workbook.

use std::collections::BTreeSet;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::clock::Light;
use fadu_kernel::matter::MatterId;
use fadu_kernel::words::Words;
use fadu_store::{MatterFilter, MatterRow, Scope};
use maud::{Markup, html};

use super::matter;
use crate::act_form::units_in_order;
use crate::address::with_query;
use crate::app::App;
use crate::asked::{Asked, query_of};
use crate::parts::empty::empty;
use crate::parts::filters::{Filter, FilterKind, FiltersView, filters};
use crate::parts::heading::heading;
use crate::parts::pagination::{PaginationView, pagination};
use crate::parts::table::{Column, table};
use crate::parts::{day, light};
use crate::sheet::{self, Cell, Sheet};
use crate::sight::{Lists, at_work, snapshot};
use crate::visit::{Problem, Shown, Visit};

/// Lines on one page.
const PAGE_LENGTH: usize = 50;
/// Most lines in one workbook; a longer list is narrowed by its filters.
const EXPORT_MAX: usize = 10_000;

/// The routes of the list.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/matters", get(list))
        .route("/matters.xlsx", get(export))
}

async fn list(visit: Visit) -> Response {
    visit.answer(page).await
}

async fn export(visit: Visit) -> Response {
    visit.answer(workbook).await
}

/// What the list is asked for.
struct Wanted {
    asked: Asked,
    filter: MatterFilter,
    unit: Option<String>,
    light: Option<Light>,
}

fn wanted(visit: &Visit) -> Wanted {
    let asked = Asked::of(visit);
    let light = [Light::Red, Light::Yellow, Light::Green, Light::Grey]
        .into_iter()
        .find(|light| light.key() == asked.text("light"));
    let procedure = asked.some("procedure");
    let filter = MatterFilter {
        stage: asked.some("stage").filter(|_| procedure.is_some()),
        procedure,
        light: light.map(|light| (light, visit.now)),
        opened_from: asked.day("from"),
        opened_until: asked.day("until"),
        text: asked.some("q"),
        ..MatterFilter::default()
    };
    let unit = asked
        .some("unit")
        .filter(|unit| visit.units.get(unit).is_some());
    Wanted {
        asked,
        filter,
        unit,
        light,
    }
}

fn page(visit: &Visit) -> Shown {
    let person = at_work(visit)?;
    let reader = snapshot(visit)?;
    let lists = Lists::new(visit, &reader, person);
    let wanted = wanted(visit);
    let before = wanted.asked.number("before").map(MatterId);
    let page = lists.page(&wanted.filter, wanted.unit.as_deref(), before, PAGE_LENGTH)?;
    let head = visit.head("事项", "Matters");
    let main = html! {
        (heading(visit.say("事项", "Matters")))
        (controls(visit, &lists, &wanted)?)
        @if page.items.is_empty() {
            (nothing(visit, &wanted))
        } @else {
            (rows(visit, &page.items))
            (links(visit, before, page.next))
            p {
                a href=(export_address(visit)) {
                    (visit.say("导出为 XLSX（最多 1 万条）", "Export as XLSX (at most 10,000)"))
                }
            }
        }
    };
    visit.desk(&head, &main, None)
}

fn export_address(visit: &Visit) -> String {
    let query = query_of(visit);
    if query.is_empty() {
        "/matters.xlsx".to_owned()
    } else {
        format!("/matters.xlsx?{query}")
    }
}

/// The procedures of which the person's lists hold any matter.
fn procedures_in_reach(lists: &Lists<'_>) -> Result<Vec<(String, Words)>, Problem> {
    let mut held: BTreeSet<String> = BTreeSet::new();
    held.extend(
        lists
            .reader
            .count_by_stage(&lists.own())?
            .into_iter()
            .map(|c| c.procedure),
    );
    if !lists.reach.anywhere.is_empty() {
        let city = lists
            .reader
            .count_by_stage(&Scope::City)?
            .into_iter()
            .map(|c| c.procedure);
        held.extend(city.filter(|id| lists.reach.anywhere.contains(id)));
    }
    let newest = lists.visit.rules().packs.procedures.each_newest();
    let held = newest.filter(|law| held.contains(&law.id));
    Ok(held
        .map(|law| (law.id.clone(), law.title.clone()))
        .collect())
}

fn controls(visit: &Visit, lists: &Lists<'_>, wanted: &Wanted) -> Result<Markup, Problem> {
    let procedures = procedures_in_reach(lists)?;
    let units = units_in_order(&visit.units, visit.today());
    let units = units
        .into_iter()
        .map(|unit| (unit.id.clone(), unit.name.clone()));
    let lights = [Light::Red, Light::Yellow, Light::Green, Light::Grey];
    let lights = lights
        .into_iter()
        .map(|light| (light.key().to_owned(), light.words()));
    let stages = wanted
        .filter
        .procedure
        .as_deref()
        .map(|id| stages_of(visit, id));
    let filter = |name: &str, zh: &str, en: &str, kind| {
        Filter::new(name, (zh, en), wanted.asked.text(name), kind)
    };
    let mut list = vec![
        filter("q", "编号或名称", "Number or title", FilterKind::Text),
        filter(
            "procedure",
            "程序",
            "Procedure",
            FilterKind::Options(procedures),
        ),
    ];
    if let Some(stages) = stages {
        list.push(filter(
            "stage",
            "阶段",
            "Stage",
            FilterKind::Options(stages),
        ));
    }
    list.extend([
        filter(
            "unit",
            "单位（含下级）",
            "Unit and below",
            FilterKind::Options(units.collect()),
        ),
        filter(
            "light",
            "灯",
            "Light",
            FilterKind::Options(lights.collect()),
        ),
        filter("from", "立于（起）", "Opened from", FilterKind::Day),
        filter("until", "立于（止）", "Opened until", FilterKind::Day),
    ]);
    let view = FiltersView {
        address: "/matters",
        filters: &list,
        keep: &[],
    };
    Ok(filters(visit.lang(), &view))
}

/// The stages of all versions of a procedure, each once.
pub(super) fn stages_of(visit: &Visit, id: &str) -> Vec<(String, Words)> {
    let mut found: Vec<(String, Words)> = Vec::new();
    for law in visit.rules().packs.procedures.versions(id).iter().rev() {
        for stage in &law.stages {
            if !found.iter().any(|(known, _)| *known == stage.id) {
                found.push((stage.id.clone(), stage.title.clone()));
            }
        }
    }
    found
}

fn nothing(visit: &Visit, wanted: &Wanted) -> Markup {
    let narrowed = visit.speech.address.contains('?');
    let how = if narrowed {
        visit.say(
            "没有符合条件的事项。请放宽条件，或按“重置”看全部。",
            "Nothing fits. Widen the filters, or reset them to see all.",
        )
    } else {
        visit.say(
            "您的岗位所在单位还没有事项。可以从“待办”右侧新立，或在“批量”导入。",
            "Your units hold no matters yet. Open one from the desk, or import a table.",
        )
    };
    let hint = wanted.light == Some(Light::Grey);
    html! {
        (empty(visit.say("没有事项", "No matters"), &html! { (how) }))
        @if hint {
            p.quiet { (visit.say(
                "“未起算”指没有正在计算的期限。",
                "Grey means that no clock runs.",
            )) }
        }
    }
}

fn rows(visit: &Visit, items: &[MatterRow]) -> Markup {
    let lang = visit.lang();
    let columns = [
        Column::text("编号", "Number"),
        Column::text("名称", "Title"),
        Column::text("程序", "Procedure"),
        Column::text("单位", "Unit"),
        Column::mark("阶段", "Stage"),
        Column::mark("灯", "Light"),
        Column::text("最近办理", "Last act"),
    ];
    let lines: Vec<Vec<Markup>> = items
        .iter()
        .map(|row| {
            let law = visit.rules().packs.procedures.pinned(&row.version);
            vec![
                html! { a href=(matter::address(&row.number)) { (row.number) } },
                html! { (row.title) },
                html! { @if let Some(law) = law { (law.title.get(lang)) } },
                html! { (visit.unit_name(&row.unit)) },
                html! { @if let Some(law) = law { (matter::stage_tag(visit, law, &row.stage)) } },
                light::light(lang, row.light(visit.now)),
                day::table_day(row.moved_on),
            ]
        })
        .collect();
    table(
        lang,
        &Words::new("事项，新的在前", "Matters, newest first"),
        &columns,
        &lines,
    )
}

/// Links of a list by key; the page before is the browser's to remember.
pub(super) fn links(visit: &Visit, before: Option<MatterId>, next: Option<MatterId>) -> Markup {
    let address = |id: MatterId| with_query(&visit.speech.address, "before", &id.0.to_string());
    let next = next.map(address);
    let first = before.map(|_| without(&visit.speech.address, "before"));
    html! {
        @if let Some(first) = &first {
            p { a href=(first) { (visit.say("回到第一页", "Back to the first page")) } }
        }
        @if next.is_some() {
            (pagination(visit.lang(), &PaginationView {
                next: next.as_deref(),
                ..PaginationView::default()
            }))
        }
    }
}

/// An address without one of its values.
pub(super) fn without(address: &str, key: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let named = |pair: &&str| pair.split('=').next() == Some(key);
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !named(pair))
        .collect();
    if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", kept.join("&"))
    }
}

fn workbook(visit: &Visit) -> Result<Response, Problem> {
    let person = at_work(visit)?;
    let reader = snapshot(visit)?;
    let lists = Lists::new(visit, &reader, person);
    let wanted = wanted(visit);
    let mut rows: Vec<MatterRow> = Vec::new();
    let mut before = None;
    while rows.len() < EXPORT_MAX {
        let room = (EXPORT_MAX - rows.len()).min(500);
        let page = lists.page(&wanted.filter, wanted.unit.as_deref(), before, room)?;
        rows.extend(page.items);
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    let (lang, office) = (visit.lang(), &visit.app.office);
    let account = person.account.id.clone();
    let what = format!("export matters {}", rows.len());
    office
        .ask(move |work| work.log_access(&account, None, &what))
        .wait()?;
    let columns = [
        "编号",
        "名称",
        "程序",
        "单位",
        "阶段",
        "灯",
        "立事项日期",
        "最近办理日期",
    ];
    let english = [
        "Number",
        "Title",
        "Procedure",
        "Unit",
        "Stage",
        "Light",
        "Opened on",
        "Last act on",
    ];
    let columns = columns
        .iter()
        .zip(english)
        .map(|(zh, en)| visit.say(zh, en).to_owned());
    let cells = rows.iter().map(|row| {
        let law = visit.rules().packs.procedures.pinned(&row.version);
        let stage = law.and_then(|law| law.stage(&row.stage));
        vec![
            Cell::text(&row.number),
            Cell::text(&row.title),
            Cell::text(law.map_or(row.procedure.as_str(), |law| law.title.get(lang))),
            Cell::text(visit.unit_name(&row.unit)),
            Cell::text(stage.map_or(row.stage.as_str(), |stage| stage.title.get(lang))),
            Cell::text(row.light(visit.now).words().get(lang)),
            Cell::text(row.opened_on.to_string()),
            Cell::text(row.moved_on.to_string()),
        ]
    });
    let name = visit.say("事项", "matters").to_owned();
    let sheet = Sheet {
        name: name.clone(),
        columns: columns.collect(),
        rows: cells.collect(),
    };
    Ok(sheet::download(&name, sheet::write(&[sheet])?))
}
