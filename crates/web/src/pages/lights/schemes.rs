//! What a periodic scheme judged: units down, months across, a light in each cell that opens to
//! the act which recorded it, and the points of the year.

use std::collections::BTreeMap;

use fadu_kernel::clock::Light;
use fadu_kernel::field::Value;
use fadu_kernel::matter::Matter;
use fadu_kernel::scheme::Scheme;
use fadu_kernel::unit::Unit;
use fadu_kernel::words::Words;
use fadu_store::{MatterFilter, Reader};
use jiff::civil::Date;
use maud::{Markup, html};

use super::{months_of, years};
use crate::act_form::units_in_order;
use crate::address::segment;
use crate::pages::matter;
use crate::parts::empty::empty;
use crate::parts::light::judged_words;
use crate::parts::matrix::{Cell, MatrixRow, MatrixView, matrix};
use crate::sight::Lists;
use crate::visit::{Problem, Shown, Visit};
use crate::wording;

/// Most judgements read for one year: eighty units with twelve months each.
const JUDGEMENTS_MAX: usize = 1_000;

/// One judgement as recorded.
struct Recorded {
    light: Light,
    points: i64,
    number: String,
}

/// The register of a scheme for one year.
pub(super) fn section(lists: &Lists<'_>, scheme: &Scheme, year: i16) -> Shown {
    let (visit, reader) = (lists.visit, lists.reader);
    let days = months_of(year);
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Err(Problem::NotFound);
    };
    let by_unit = judgements(reader, scheme, *first, *last)?;
    let mut columns: Vec<String> = days
        .iter()
        .map(|on| wording::month_short(visit.lang(), on.month()))
        .collect();
    columns.push(visit.say("得分", "Points").to_owned());
    let rows: Vec<MatrixRow> = units_in_order(&visit.units, visit.today())
        .into_iter()
        .filter_map(|unit| {
            let judged = by_unit.get(&unit.id)?;
            Some(row(unit, judged, &days, lists.covers(&unit.id)))
        })
        .collect();
    let caption = Words::new(
        format!("{}，{year}年", scheme.title.zh),
        format!("{}, {year}", scheme.title.en),
    );
    Ok(html! {
        (years(visit, &segment(&scheme.id), year))
        @if rows.is_empty() {
            (empty(
                visit.say("这一年还没有评定", "Nothing was judged in this year"),
                &html! { (visit.say(
                    "每个周期结束后，系统按本地办法自动评定并记入账本。",
                    "After each closed period the scheme judges by itself and records it.",
                )) },
            ))
        } @else {
            (matrix(visit.lang(), &MatrixView {
                caption: &caption,
                corner: &Words::new("单位", "Unit"),
                columns: &columns,
                rows: &rows,
            }))
            (how(visit, scheme))
        }
    })
}

/// What a scheme recorded, by unit and month.
type Judgements = BTreeMap<String, BTreeMap<Date, Recorded>>;

/// The judgements of a year, from the first day of its first month to that of its last.
fn judgements(
    reader: &Reader,
    scheme: &Scheme,
    first: Date,
    last: Date,
) -> Result<Judgements, Problem> {
    let filter = MatterFilter {
        procedure: Some(scheme.procedure.clone()),
        opened_from: Some(first),
        // A month is judged on the first day after it.
        opened_until: Some(last.last_of_month().tomorrow().unwrap_or(last)),
        ..MatterFilter::default()
    };
    let mut by_unit = Judgements::new();
    for row in &reader.matters(&filter, None, JUDGEMENTS_MAX)?.items {
        let Some(judged) = reader.matter(row.id)? else {
            continue;
        };
        if let Some((month, recorded)) = recorded(&judged) {
            let of_unit = by_unit.entry(judged.unit.clone()).or_default();
            of_unit.entry(month).or_insert(recorded);
        }
    }
    Ok(by_unit)
}

/// A unit's year: a light for each month and the points of all.
fn row(unit: &Unit, judged: &BTreeMap<Date, Recorded>, days: &[Date], opens: bool) -> MatrixRow {
    let of_year = || days.iter().filter_map(|month| judged.get(month));
    let mut cells: Vec<Cell> = days
        .iter()
        .map(|month| cell(judged.get(month), opens))
        .collect();
    let points: i64 = of_year().map(|one| one.points).sum();
    cells.push(Cell::Value {
        value: points.to_string(),
        address: None,
    });
    MatrixRow {
        title: unit.name.clone(),
        address: None,
        cells,
    }
}

/// The rules of the scheme in words.
fn how(visit: &Visit, scheme: &Scheme) -> Markup {
    let lang = visit.lang();
    html! {
        h2 { (visit.say("怎么评定", "How it is judged")) }
        ul {
            @for judged in &scheme.lights {
                li {
                    (judged_words(light_of(&judged.colour)).get(lang))
                    (visit.say("：", ": ")) (judged.reason.get(lang))
                }
            }
        }
    }
}

fn recorded(judged: &Matter) -> Option<(Date, Recorded)> {
    let month = judged
        .fields
        .get("month")
        .and_then(Value::as_date)?
        .first_of_month();
    let colour = judged.fields.get("colour").and_then(Value::as_text)?;
    let points = judged
        .fields
        .get("points")
        .and_then(Value::as_integer)
        .unwrap_or(0);
    let number = judged.number.clone();
    Some((
        month,
        Recorded {
            light: light_of(colour),
            points,
            number,
        },
    ))
}

fn light_of(colour: &str) -> Light {
    let lights = [Light::Red, Light::Yellow, Light::Green];
    lights
        .into_iter()
        .find(|light| light.key() == colour)
        .unwrap_or(Light::Grey)
}

fn cell(recorded: Option<&Recorded>, opens: bool) -> Cell {
    recorded.map_or(Cell::Empty, |one| Cell::Judged {
        light: one.light,
        address: opens.then(|| matter::address(&one.number)),
    })
}
