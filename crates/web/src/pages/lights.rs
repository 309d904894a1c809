//! /lights: the lights of the units, now and by month, and what the city's schemes judged of each
//! month; every count opens to the clocks behind it.

pub mod behind;
mod schemes;

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::clock::Light;
use fadu_kernel::unit::Unit;
use fadu_kernel::words::Words;
use fadu_store::{LightCounts, Reader, Scope};
use jiff::civil::Date;
use maud::{Markup, html};

use crate::act_form::units_in_order;
use crate::address::segment;
use crate::app::App;
use crate::asked::Asked;
use crate::parts::empty::empty;
use crate::parts::heading::heading_with_lead;
use crate::parts::light;
use crate::parts::matrix::{Cell, MatrixRow, MatrixView, matrix};
use crate::parts::table::{Column, Set, table};
use crate::parts::tabs::{Tab, tabs};
use crate::sight::{Lists, at_work, snapshot};
use crate::visit::{Problem, Shown, Visit};
use crate::wording;

/// The routes of the lights.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/lights", get(all))
        .route("/lights/{unit}", get(of_unit))
}

async fn all(visit: Visit) -> Response {
    visit.answer(page).await
}

async fn of_unit(visit: Visit, Path(unit): Path<String>) -> Response {
    visit.answer(move |visit| behind::page(visit, &unit)).await
}

fn page(visit: &Visit) -> Shown {
    let person = at_work(visit)?;
    let asked = Asked::of(visit);
    let tab = asked.text("tab");
    let scheme = visit
        .rules()
        .packs
        .schemes
        .iter()
        .find(|scheme| scheme.id == tab);
    let head = visit.head("亮灯", "Lights");
    let reader = snapshot(visit)?;
    let shown = match (&*tab, scheme) {
        (_, Some(scheme)) => {
            let lists = Lists::new(visit, &reader, person);
            schemes::section(&lists, scheme, year(visit, &reader, &asked)?)?
        }
        ("months", None) => {
            let year = year(visit, &reader, &asked)?;
            months(visit, &reader, &asked, year)?
        }
        _ => now(visit, &reader, &asked)?,
    };
    let main = html! {
        (heading_with_lead(
            visit.say("亮灯", "Lights"),
            visit.say(
                "灯由期限和本地办法自动算出，谁也不能手工点灯。形状和文字与颜色同义。",
                "Lights follow from clocks and the city's schemes; nobody sets one by hand.",
            ),
        ))
        (kinds(visit, &tab))
        (shown)
    };
    visit.desk(&head, &main, None)
}

/// The year asked for, else that of the last act: a register's year ends when nothing follows.
fn year(visit: &Visit, reader: &Reader, asked: &Asked) -> Result<i16, Problem> {
    let year = asked
        .number("year")
        .and_then(|year| i16::try_from(year).ok());
    if let Some(year) = year.filter(|year| (2000..=2100).contains(year)) {
        return Ok(year);
    }
    let last = match reader.last_act_id()? {
        Some(last) => reader.act(last)?,
        None => None,
    };
    let act = last.map(|record| record.act()).transpose()?;
    Ok(act.map_or(visit.today(), |act| act.at.date()).year())
}

fn kinds(visit: &Visit, tab: &str) -> Markup {
    let entry = |title: Words, key: &str, current: bool| Tab {
        title,
        address: if key.is_empty() {
            "/lights".to_owned()
        } else {
            format!("/lights?tab={key}")
        },
        count: None,
        current,
    };
    let schemes = &visit.rules().packs.schemes;
    let other = tab != "months" && !schemes.iter().any(|scheme| scheme.id == tab);
    let mut list = vec![
        entry(Words::new("现在", "Now"), "", other),
        entry(Words::new("按月", "By month"), "months", tab == "months"),
    ];
    list.extend(
        schemes
            .iter()
            .map(|scheme| entry(scheme.title.clone(), &segment(&scheme.id), scheme.id == tab)),
    );
    tabs(
        visit.lang(),
        visit.say("亮灯分类", "Kinds of lights"),
        &list,
    )
}

/// Links to the years around one; `tab` is the tab with what else the address keeps.
pub(super) fn years(visit: &Visit, tab: &str, year: i16) -> Markup {
    let address = |year: i16| format!("/lights?tab={tab}&year={year}");
    html! {
        p {
            a href=(address(year - 1)) { "← " (year - 1) }
            " " strong { (year) (visit.say("年", "")) } " "
            a href=(address(year + 1)) { (year + 1) " →" }
        }
    }
}

fn number(count: u64) -> String {
    wording::number(i64::try_from(count).unwrap_or(i64::MAX))
}

/// A line of a table of units: a unit with all below it, or the upper unit by itself.
struct Group<'v> {
    unit: &'v Unit,
    ids: BTreeSet<&'v str>,
    alone: bool,
}

impl Group<'_> {
    /// The page with the clocks behind the line, narrowed by a query.
    fn address(&self, query: &str) -> String {
        let alone = if self.alone { "&alone=1" } else { "" };
        format!("/lights/{}?{query}{alone}", segment(&self.unit.id))
    }
}

/// The unit whose parts a table shows: the one asked for, or the topmost.
fn upper<'v>(visit: &'v Visit, asked: &Asked) -> Option<&'v Unit> {
    let named = asked.some("unit").and_then(|id| visit.units.get(&id));
    named.or_else(|| visit.units.iter().find(|unit| unit.parent.is_none()))
}

/// The parts of a unit: itself, and each unit below it with all that is below that.
fn groups<'v>(visit: &'v Visit, upper: &'v Unit) -> Vec<Group<'v>> {
    let own = Group {
        unit: upper,
        ids: BTreeSet::from([upper.id.as_str()]),
        alone: true,
    };
    let lower = units_in_order(&visit.units, visit.today()).into_iter();
    let lower = lower.filter(|unit| unit.parent.as_ref() == Some(&upper.id));
    let lower = lower.map(|unit| {
        let ids = visit
            .units
            .below(&unit.id)
            .into_iter()
            .map(|unit| unit.id.as_str());
        Group {
            unit,
            ids: ids.collect(),
            alone: false,
        }
    });
    std::iter::once(own).chain(lower).collect()
}

fn sum<'c>(counts: impl IntoIterator<Item = &'c LightCounts>) -> LightCounts {
    counts
        .into_iter()
        .fold(LightCounts::default(), |sum, one| LightCounts {
            red: sum.red + one.red,
            yellow: sum.yellow + one.yellow,
            green: sum.green + one.green,
            grey: sum.grey + one.grey,
        })
}

/// The name of a line; a unit with units below it opens to them.
fn name(group: &Group<'_>, tab: &str) -> (Words, String) {
    let Unit { id, name, .. } = group.unit;
    if group.alone {
        let words = Words::new(
            format!("{}（本级）", name.zh),
            format!("{} itself", name.en),
        );
        return (words, group.address(""));
    }
    let parts = group.ids.len() > 1;
    let address = if parts {
        format!("/lights?tab={tab}&unit={}", segment(id))
    } else {
        group.address("")
    };
    let count = group.ids.len().saturating_sub(1);
    let words = if parts {
        Words::new(
            format!("{}（含下级 {count} 个）", name.zh),
            format!("{} (with {count} below)", name.en),
        )
    } else {
        name.clone()
    };
    (words, address)
}

/// The way back up from the parts of a unit.
fn way_up(visit: &Visit, upper: &Unit, tab: &str) -> Markup {
    html! {
        @if let Some(parent) = &upper.parent {
            p {
                a href={ "/lights?tab=" (tab) "&unit=" (segment(parent)) } {
                    "← " (visit.unit_name(parent))
                }
            }
        }
    }
}

/// The clocks of each unit by light now.
fn now(visit: &Visit, reader: &Reader, asked: &Asked) -> Shown {
    let counted = reader.lights(visit.now, &Scope::City)?;
    let counted: BTreeMap<String, LightCounts> = counted
        .into_iter()
        .map(|unit| (unit.unit, unit.clocks))
        .collect();
    let Some(upper) = upper(visit, asked) else {
        return Err(Problem::NotFound);
    };
    let column = |light: Light| Column::set(light.words(), Set::Number);
    let columns = [
        Column::text("单位", "Unit"),
        column(Light::Red),
        column(Light::Yellow),
        column(Light::Green),
        column(Light::Grey),
    ];
    let groups = groups(visit, upper);
    let of = |group: &Group<'_>| sum(group.ids.iter().filter_map(|id| counted.get(*id)));
    let total = sum(groups.iter().map(of).collect::<Vec<_>>().iter());
    let all = Group {
        unit: upper,
        ids: BTreeSet::new(),
        alone: false,
    };
    let mut rows = vec![row(
        html! { strong { (visit.say("合计", "All")) } },
        &all,
        &total,
    )];
    for group in &groups {
        let counts = of(group);
        if counts != LightCounts::default() {
            let (words, address) = name(group, "now");
            let named = html! { a href=(address) { (words.get(visit.lang())) } };
            rows.push(row(named, group, &counts));
        }
    }
    let caption = Words::new(
        format!("{}：正在计算的期限数，按单位和灯", upper.name.zh),
        format!("{}: live clocks by unit and light", upper.name.en),
    );
    Ok(html! {
        (way_up(visit, upper, "now"))
        (light::legend(visit.lang()))
        @if total == LightCounts::default() {
            (empty(
                visit.say("没有正在计算的期限", "No clock runs"),
                &html! { (visit.say(
                    "事项的期限开始计算后，各单位的灯列在这里。",
                    "Lights of the units stand here once clocks run.",
                )) },
            ))
        } @else {
            (table(visit.lang(), &caption, &columns, &rows))
        }
    })
}

fn row(name: Markup, group: &Group<'_>, counts: &LightCounts) -> Vec<Markup> {
    let cell = |light: Light, count: u64| {
        html! {
            @if count > 0 {
                a href=(group.address(&format!("light={}", light.key()))) { (number(count)) }
            } @else { (number(count)) }
        }
    };
    vec![
        name,
        cell(Light::Red, counts.red),
        cell(Light::Yellow, counts.yellow),
        cell(Light::Green, counts.green),
        cell(Light::Grey, counts.grey),
    ]
}

/// The gravest light among counts; none where nothing was due.
const fn gravest(counts: &LightCounts) -> Option<Light> {
    match counts {
        LightCounts { red: 1.., .. } => Some(Light::Red),
        LightCounts { yellow: 1.., .. } => Some(Light::Yellow),
        LightCounts { green: 1.., .. } => Some(Light::Green),
        LightCounts { grey: 1.., .. } => Some(Light::Grey),
        LightCounts { .. } => None,
    }
}

/// The first days of a year's months.
pub(super) fn months_of(year: i16) -> Vec<Date> {
    (1..=12)
        .filter_map(|month| Date::new(year, month, 1).ok())
        .collect()
}

/// The clocks due in each month of a year, by unit.
fn months(visit: &Visit, reader: &Reader, asked: &Asked, year: i16) -> Shown {
    let days = months_of(year);
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Err(Problem::NotFound);
    };
    let counted = reader.lights_by_month(*first, *last, visit.now, &Scope::City)?;
    let Some(upper) = upper(visit, asked) else {
        return Err(Problem::NotFound);
    };
    let columns: Vec<String> = days
        .iter()
        .map(|on| wording::month_short(visit.lang(), on.month()))
        .collect();
    let line = |group: &Group<'_>| -> Option<MatrixRow> {
        let mine = counted
            .iter()
            .filter(|cell| group.ids.contains(cell.unit.as_str()));
        let mine: Vec<_> = mine.collect();
        let cells = days.iter().map(|month| {
            let of_month = mine.iter().filter(|cell| cell.month == *month);
            let lit = gravest(&sum(of_month.map(|cell| &cell.clocks)));
            lit.map_or(Cell::Empty, |light| Cell::Light {
                light,
                address: Some(group.address(&format!("month={}", month_key(*month)))),
            })
        });
        let (title, address) = name(group, "months");
        let row = MatrixRow {
            title,
            address: Some(address),
            cells: cells.collect(),
        };
        (!mine.is_empty()).then_some(row)
    };
    let rows: Vec<MatrixRow> = groups(visit, upper).iter().filter_map(line).collect();
    let caption = Words::new(
        format!("{}：{year}年各月到期的期限，取当月最重的灯", upper.name.zh),
        format!(
            "{}: clocks due in {year}, the gravest light of each month",
            upper.name.en
        ),
    );
    Ok(html! {
        (way_up(visit, upper, "months"))
        (years(visit, &format!("months&unit={}", segment(&upper.id)), year))
        @if rows.is_empty() {
            (empty(
                visit.say("这一年没有到期的期限", "No clock was due in this year"),
                &html! { (visit.say("换一年看看。", "Try another year.")) },
            ))
        } @else {
            (matrix(visit.lang(), &MatrixView {
                caption: &caption,
                corner: &Words::new("单位", "Unit"),
                columns: &columns,
                rows: &rows,
            }))
        }
    })
}

fn month_key(month: Date) -> String {
    format!("{:04}-{:02}", month.year(), month.month())
}
