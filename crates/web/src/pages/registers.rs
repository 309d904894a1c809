//! /registers: the city's registers and activities, how many stand in each, their entries with
//! what is not personal, and the way to add one.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::field::Field;
use fadu_kernel::matter::{Matter, MatterId};
use fadu_kernel::procedure::{Holds, Procedure, StageKind};
use fadu_kernel::words::Words;
use fadu_store::{MatterFilter, MatterRow, Scope, StageCount};
use maud::{Markup, html};

use super::desk::{self, openings};
use super::{matter, matters};
use crate::act_form::shown;
use crate::address::segment;
use crate::app::App;
use crate::asked::{Asked, query_of};
use crate::page::Link;
use crate::parts::button::quiet_link;
use crate::parts::day;
use crate::parts::empty::empty;
use crate::parts::filters::{Filter, FilterKind, FiltersView, filters};
use crate::parts::heading::{heading, heading_with_lead};
use crate::parts::table::{Column, Set, table};
use crate::parts::tabs::{Tab, tabs};
use crate::sheet::{self, Cell, Sheet};
use crate::sight::{Lists, at_work, snapshot};
use crate::visit::{Problem, Shown, Visit};
use crate::wording;

/// Entries on one page.
const PAGE_LENGTH: usize = 50;
/// Kinds of registers on one page.
const KINDS_A_PAGE: usize = 25;
/// Most entries in one workbook.
const EXPORT_MAX: usize = 5_000;
/// Fields shown in a list; the page of the entry has them all.
const FIELDS_SHOWN: usize = 4;

/// The routes of the registers.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/registers", get(all))
        .route("/registers/{procedure}", get(one))
        .route("/registers/{procedure}/list.xlsx", get(export))
}

async fn all(visit: Visit) -> Response {
    visit.answer(page).await
}

async fn one(visit: Visit, Path(id): Path<String>) -> Response {
    visit.answer(move |visit| register(visit, &id)).await
}

async fn export(visit: Visit, Path(id): Path<String>) -> Response {
    visit.answer(move |visit| workbook(visit, &id)).await
}

/// The newest version of each register and activity.
fn registers(visit: &Visit, holds: Holds) -> Vec<&Procedure> {
    let newest = visit.rules().packs.procedures.each_newest();
    let mut list: Vec<&Procedure> = newest.filter(|law| law.holds == holds).collect();
    list.sort_by_key(|law| (law.system.as_str(), law.id.as_str()));
    list
}

fn address(law: &Procedure) -> String {
    format!("/registers/{}", segment(&law.id))
}

fn page(visit: &Visit) -> Shown {
    let person = at_work(visit)?;
    let reader = snapshot(visit)?;
    let lists = Lists::new(visit, &reader, person);
    let own = by_procedure(&reader.count_by_stage(&lists.own())?);
    let city = by_procedure(&reader.count_by_stage(&Scope::City)?);
    let head = visit.head("台账", "Registers");
    let asked = Asked::of(visit);
    let shown = if asked.text("tab") == "activities" {
        Holds::Activity
    } else {
        Holds::Register
    };
    let wanted = asked.text("q").to_lowercase();
    let named = |law: &&Procedure| {
        let title = format!("{} {} {}", law.title.zh, law.title.en, system(visit, law));
        title.to_lowercase().contains(&wanted)
    };
    let list: Vec<&Procedure> = registers(visit, shown).into_iter().filter(named).collect();
    let count = |counts: &BTreeMap<String, (u64, u64)>, law: &Procedure| {
        let (stand, all) = counts.get(&law.id).copied().unwrap_or_default();
        if shown == Holds::Register { stand } else { all }
    };
    let counts: Vec<Counted<'_>> = list
        .into_iter()
        .map(|law| (law, count(&own, law), count(&city, law)))
        .collect();
    let main = html! {
        (heading_with_lead(
            visit.say("台账", "Registers"),
            visit.say(
                "登记一次，统计、报表和名录都从这里取数，不必再填别的表。本单位的数含下级单位。",
                "Entered once; every table and figure is a view of it. Own units are those of \
                 your posts and all below.",
            ),
        ))
        (kinds(visit, shown))
        (finder(visit, &asked))
        (counted(visit, &asked, shown, &counts))
    };
    visit.desk(&head, &main, None)
}

/// A register with its entries in the person's own units and in the city.
type Counted<'v> = (&'v Procedure, u64, u64);

/// Registers and activities, each on a page of its own.
fn kinds(visit: &Visit, shown: Holds) -> Markup {
    let tab = |zh: &str, en: &str, address: &str, holds: Holds| Tab {
        title: Words::new(zh, en),
        address: address.to_owned(),
        count: u64::try_from(registers(visit, holds).len()).ok(),
        current: shown == holds,
    };
    let activities = "/registers?tab=activities";
    let list = [
        tab("名册", "Registers", "/registers", Holds::Register),
        tab("活动", "Activities", activities, Holds::Activity),
    ];
    tabs(
        visit.lang(),
        visit.say("台账分类", "Kinds of registers"),
        &list,
    )
}

fn finder(visit: &Visit, asked: &Asked) -> Markup {
    let list = [Filter::new(
        "q",
        ("名称", "Name"),
        asked.text("q"),
        FilterKind::Text,
    )];
    let keep: Vec<(String, String)> = asked
        .some("tab")
        .map(|tab| ("tab".to_owned(), tab))
        .into_iter()
        .collect();
    let view = FiltersView {
        address: "/registers",
        filters: &list,
        keep: &keep,
    };
    filters(visit.lang(), &view)
}

/// The table of what has entries, and a folded list of what has none. Who answers for the whole
/// city sees its one number once.
fn counted(visit: &Visit, asked: &Asked, shown: Holds, counts: &[Counted<'_>]) -> Markup {
    let (used, unused): (Vec<&Counted<'_>>, Vec<&Counted<'_>>) =
        counts.iter().partition(|(_, own, city)| own + city > 0);
    let twice = used.iter().any(|(_, own, city)| own != city);
    let (page, others) = desk::paged(visit, &used, asked, KINDS_A_PAGE);
    let line = |(law, own, city): &&Counted<'_>| -> Vec<Markup> {
        let mut cells = vec![html! {
            a href=(address(law)) { (law.title.get(visit.lang())) }
            br;
            span.quiet { (system(visit, law)) }
        }];
        cells.extend(twice.then(|| html! { (number(*own)) }));
        cells.push(html! { (number(*city)) });
        cells
    };
    let rows: Vec<Vec<Markup>> = page.iter().map(line).collect();
    let mut columns = vec![Column::text("名称", "Name")];
    columns.extend(twice.then(|| Column::number("本单位", "Own units")));
    columns.push(Column::number("全市", "City"));
    let caption = match shown {
        Holds::Register => Words::new("现在在册数", "Standing now"),
        Holds::Activity | Holds::Matter => Words::new("登记次数", "Entered so far"),
    };
    html! {
        @if counts.is_empty() {
            (empty(
                visit.say("没有这个名称的台账", "No register of this name"),
                &html! { a href="/registers" { (visit.say("看全部", "See all")) } },
            ))
        }
        @if !rows.is_empty() {
            (table(visit.lang(), &caption, &columns, &rows))
            (others)
        }
        @if !unused.is_empty() {
            details {
                summary {
                    (visit.say("还没有登记的 ", "Without any entry: ")) (unused.len())
                    (visit.say(" 种", ""))
                }
                ul {
                    @for (law, ..) in &unused {
                        li { a href=(address(law)) { (law.title.get(visit.lang())) } }
                    }
                }
            }
        }
    }
}

/// The title of the pack that a procedure belongs to.
fn system<'v>(visit: &'v Visit, law: &Procedure) -> &'v str {
    let pack = visit.rules().packs.packs.get(&law.pack);
    pack.map_or("", |pack| pack.title.get(visit.lang()))
}

/// Entries standing and entries in all, by procedure.
fn by_procedure(counts: &[StageCount]) -> BTreeMap<String, (u64, u64)> {
    let mut found: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for count in counts {
        let (standing, all) = found.entry(count.procedure.clone()).or_default();
        *all += count.matters;
        if count.stage_kind == StageKind::Standing.key() {
            *standing += count.matters;
        }
    }
    found
}

fn number(count: u64) -> String {
    wording::number(i64::try_from(count).unwrap_or(i64::MAX))
}

fn named<'v>(visit: &'v Visit, id: &str) -> Result<&'v Procedure, Problem> {
    let law = visit.rules().packs.procedures.newest(id);
    law.filter(|law| law.holds != Holds::Matter)
        .ok_or(Problem::NotFound)
}

fn filter_of(law: &Procedure, asked: &Asked) -> MatterFilter {
    MatterFilter {
        procedure: Some(law.id.clone()),
        stage: asked.some("stage"),
        text: asked.some("q"),
        opened_from: asked.day("from"),
        opened_until: asked.day("until"),
        ..MatterFilter::default()
    }
}

/// The fields that a list shows: the first that are not personal.
fn listed(law: &Procedure) -> Vec<&Field> {
    let open = law
        .fields
        .iter()
        .filter(|field| !field.personal && !field.sensitive);
    open.take(FIELDS_SHOWN).collect()
}

fn register(visit: &Visit, id: &str) -> Shown {
    let person = at_work(visit)?;
    let law = named(visit, id)?;
    let reader = snapshot(visit)?;
    let lists = Lists::new(visit, &reader, person);
    let asked = Asked::of(visit);
    let unit = asked
        .some("unit")
        .filter(|unit| visit.units.get(unit).is_some());
    let before = asked.number("before").map(MatterId);
    let page = lists.page(
        &filter_of(law, &asked),
        unit.as_deref(),
        before,
        PAGE_LENGTH,
    )?;
    let mut head = visit.head_words(law.title.clone());
    head.trail = vec![Link::new(Words::new("台账", "Registers"), "/registers")];
    let mut rows = Vec::new();
    for row in &page.items {
        rows.push(line(visit, &lists, law, row)?);
    }
    let columns: Vec<Column> = columns(law);
    let query = query_of(visit);
    let main = html! {
        (heading(law.title.get(visit.lang())))
        (add(visit, law))
        (controls(visit, law, &asked))
        @if rows.is_empty() {
            (empty(
                visit.say("没有符合条件的登记", "No entry fits"),
                &html! { (visit.say(
                    "登记后列在这里；成批的可以用“批量”导入表格。",
                    "Entries stand here once made; many at once come in by Import.",
                )) },
            ))
        } @else {
            (table(visit.lang(), &Words::new(
                "登记，新的在前",
                "Entries, newest first",
            ), &columns, &rows))
            (matters::links(visit, before, page.next))
            p {
                a href={ (address(law)) "/list.xlsx?" (query) } {
                    (visit.say("导出为 XLSX（最多 5000 条）", "Export as XLSX (at most 5,000)"))
                }
            }
        }
    };
    visit.desk(&head, &main, None)
}

/// The acts by which the person can add an entry.
fn add(visit: &Visit, law: &Procedure) -> Markup {
    let ways = openings(visit);
    let ways: Vec<_> = ways.iter().filter(|way| way.law.id == law.id).collect();
    html! {
        @if !ways.is_empty() {
            p {
                @for way in ways {
                    (quiet_link(&way.address(), way.rule.title.get(visit.lang())))
                    " "
                }
                a href={ "/import?procedure=" (segment(&law.id)) } {
                    (visit.say("成批导入", "Import many"))
                }
            }
        }
    }
}

fn controls(visit: &Visit, law: &Procedure, asked: &Asked) -> Markup {
    let units = crate::act_form::units_in_order(&visit.units, visit.today());
    let units = units
        .into_iter()
        .map(|unit| (unit.id.clone(), unit.name.clone()))
        .collect();
    let filter =
        |name: &str, zh: &str, en: &str, kind| Filter::new(name, (zh, en), asked.text(name), kind);
    let list = [
        filter("q", "编号或名称", "Number or title", FilterKind::Text),
        filter(
            "stage",
            "状态",
            "State",
            FilterKind::Options(matters::stages_of(visit, &law.id)),
        ),
        filter(
            "unit",
            "单位（含下级）",
            "Unit and below",
            FilterKind::Options(units),
        ),
        filter("from", "登记于（起）", "Entered from", FilterKind::Day),
        filter("until", "登记于（止）", "Entered until", FilterKind::Day),
    ];
    let address = address(law);
    filters(
        visit.lang(),
        &FiltersView {
            address: &address,
            filters: &list,
            keep: &[],
        },
    )
}

fn columns(law: &Procedure) -> Vec<Column> {
    let mut columns = vec![
        Column::text("编号", "Number"),
        Column::text("名称", "Title"),
    ];
    let fields = listed(law).into_iter();
    columns.extend(fields.map(|field| Column::set(field.title.clone(), Set::Text)));
    columns.extend([
        Column::text("单位", "Unit"),
        Column::mark("状态", "State"),
        Column::text("登记日期", "Entered on"),
    ]);
    columns
}

fn printed(visit: &Visit, entry: Option<&Matter>, field: &Field) -> String {
    let value = entry.and_then(|entry| entry.fields.get(&field.id));
    value.map_or_else(String::new, |value| shown(visit, field, Some(value)))
}

fn line(
    visit: &Visit,
    lists: &Lists<'_>,
    law: &Procedure,
    row: &MatterRow,
) -> Result<Vec<Markup>, Problem> {
    let entry = lists.reader.matter(row.id)?;
    let pinned = visit
        .rules()
        .packs
        .procedures
        .pinned(&row.version)
        .unwrap_or(law);
    let mut cells = vec![
        html! { a href=(matter::address(&row.number)) { (row.number) } },
        html! { (row.title) },
    ];
    cells.extend(listed(law).into_iter().map(|field| {
        html! { (printed(visit, entry.as_ref(), field)) }
    }));
    cells.extend([
        html! { (visit.unit_name(&row.unit)) },
        matter::stage_tag(visit, pinned, &row.stage),
        day::table_day(row.opened_on),
    ]);
    Ok(cells)
}

fn workbook(visit: &Visit, id: &str) -> Result<Response, Problem> {
    let person = at_work(visit)?;
    let law = named(visit, id)?;
    let reader = snapshot(visit)?;
    let lists = Lists::new(visit, &reader, person);
    let asked = Asked::of(visit);
    let unit = asked
        .some("unit")
        .filter(|unit| visit.units.get(unit).is_some());
    let filter = filter_of(law, &asked);
    let (mut rows, mut before) = (Vec::new(), None);
    while rows.len() < EXPORT_MAX {
        let room = (EXPORT_MAX - rows.len()).min(500);
        let page = lists.page(&filter, unit.as_deref(), before, room)?;
        for row in &page.items {
            let entry = reader.matter(row.id)?;
            let stage = law.stage(&row.stage);
            let mut cells = vec![Cell::text(&row.number), Cell::text(&row.title)];
            cells.extend(
                listed(law)
                    .into_iter()
                    .map(|field| Cell::text(printed(visit, entry.as_ref(), field))),
            );
            cells.extend([
                Cell::text(visit.unit_name(&row.unit)),
                Cell::text(stage.map_or(row.stage.as_str(), |s| s.title.get(visit.lang()))),
                Cell::text(row.opened_on.to_string()),
            ]);
            rows.push(cells);
        }
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    let account = person.account.id.clone();
    let what = format!("export {} {}", law.id, rows.len());
    let office = &visit.app.office;
    office
        .ask(move |work| work.log_access(&account, None, &what))
        .wait()?;
    let heads = columns(law)
        .into_iter()
        .map(|column| column.title.get(visit.lang()).to_owned());
    let name = law.title.get(visit.lang());
    let sheet = Sheet {
        name: name.to_owned(),
        columns: heads.collect(),
        rows,
    };
    Ok(sheet::download(name, sheet::write(&[sheet])?))
}
