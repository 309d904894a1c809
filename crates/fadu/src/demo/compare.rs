//! Published beside counted. Nothing is adjusted: a figure that differs is shown as it is.

use anyhow::{Context, Result};
use fadu_kernel::field::parse_scaled;
use fadu_kernel::indicator::{Indicator, Span, Tally, value};
use fadu_kernel::unit::UnitKind;
use fadu_office::figures::{Published, figure, print};
use fadu_office::office::Office;
use fadu_store::{CityTally, Reader};

use super::hand_in::Complaints;
use crate::replay::figures::{Figure, FigureFile};

/// Decimals by which the least and the greatest of units are told apart.
const PLACES: u8 = 6;

/// Sets what was published beside what is counted now.
pub fn compare(
    office: &Office,
    figures: &FigureFile,
    complaints: &mut Complaints,
) -> Result<Vec<Published>> {
    let reader = office.store().snapshot(&office.city)?;
    let mut compared = Vec::new();
    for published in &figures.figure {
        let id = &published.indicator;
        let span = Span::parse(&published.span).context("a span that is no period")?;
        let counted = if let Some(indicator) = office.rules.packs.indicator(id) {
            counted(office, &reader, indicator, span, published)?
        } else {
            complaints.add(format!("there is no indicator {id}"), &published.id);
            String::new()
        };
        let value = published.as_published(&counted).unwrap_or(counted);
        compared.push(Published {
            id: published.id.clone(),
            name: published.name.clone(),
            unit: published.unit.clone(),
            indicator: id.clone(),
            span: published.span.clone(),
            period: published.period.clone(),
            matches: value == published.value,
            published: published.value.clone(),
            counted: value,
            unit_id: published.unit_id.clone(),
            class: published.class.clone(),
            place: published.place.clone(),
            note: published.note.clone(),
        });
    }
    Ok(compared)
}

/// What is counted, as its indicator prints it; empty where nothing was reported.
fn counted(
    office: &Office,
    reader: &Reader,
    indicator: &Indicator,
    span: Span,
    published: &Figure,
) -> Result<String> {
    let within = published.unit_id.as_deref();
    if !published.grades.is_empty() {
        let mut found = Vec::new();
        for (class, label) in &published.grades {
            let tally = CityTally::new(reader, within).of_class(class);
            if tally.sum(&indicator.id, span)? > 0 {
                found.push(label.as_str());
            }
        }
        return Ok(found.join("、"));
    }
    let of = |unit: Option<&str>| -> Result<String> {
        if let Some(class) = &published.class {
            let tally = CityTally::new(reader, unit).of_class(class);
            let find = |id: &str| office.rules.packs.indicator(id);
            let amount = value(indicator, &find, &tally, span)?;
            return Ok(amount.map_or(String::new(), |amount| print(indicator, &amount)));
        }
        let figure = figure(reader, &office.rules, indicator, span, unit)?;
        Ok(figure.value.unwrap_or_default())
    };
    match (published.least_of, published.most_of) {
        (None, None) => of(within),
        (Some(kind), _) => outermost(office, kind, published, of, true),
        (None, Some(kind)) => outermost(office, kind, published, of, false),
    }
}

/// The least or the greatest value among the units of a kind.
fn outermost(
    office: &Office,
    kind: UnitKind,
    published: &Figure,
    of: impl Fn(Option<&str>) -> Result<String>,
    least: bool,
) -> Result<String> {
    let tree = office.rules.units();
    let units = tree.iter().filter(|unit| unit.kind == kind);
    let mut found: Option<(i64, String)> = None;
    for unit in units.filter(|unit| !published.except.contains(&unit.id)) {
        let printed = of(Some(&unit.id))?;
        let Some(value) = parse_scaled(&printed, PLACES) else {
            continue;
        };
        let further = found.as_ref().is_none_or(|(so_far, _)| {
            if least {
                value < *so_far
            } else {
                value > *so_far
            }
        });
        if further {
            found = Some((value, printed));
        }
    }
    Ok(found.map(|(_, printed)| printed).unwrap_or_default())
}
