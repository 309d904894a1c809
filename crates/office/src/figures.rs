//! Figures: an indicator's value over a span, as of a checkpoint, with its parts.
//!
//! They are computed from cells when asked for and kept nowhere.

use fadu_kernel::indicator::{Amount, Indicator, Measure, Span, value};
use fadu_store::{CityTally, Reader};

use fadu_kernel::words::Words;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::rules::Rules;
use crate::slice::Slice;

/// The setting under which a demo keeps what its city published, beside what was counted.
pub const PUBLISHED_SETTING: &str = "published_figures";

/// A figure that a city published, beside the one counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Its id in the list of published figures.
    pub id: String,
    /// What it says, in our words.
    pub name: Words,
    /// Its unit.
    pub unit: Words,
    /// The indicator that counts it.
    pub indicator: String,
    /// The span counted.
    pub span: String,
    /// The period as published.
    pub period: String,
    /// As published.
    pub published: String,
    /// As counted when the year was replayed.
    pub counted: String,
    /// Whether both are equal.
    pub matches: bool,
    /// The unit of which it is a figure, if not of the whole city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<String>,
    /// The class of the indicator that is meant, if not all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// What is printed as its place, if not the city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Words>,
    /// How the span of an undated figure was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Words>,
}

/// A figure as it is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The indicator's id.
    pub id: String,
    /// The printed value; `None` where there is no base or no report.
    pub value: Option<String>,
    /// The counted base of a ratio: numerator and denominator.
    pub base: Option<(i64, i64)>,
}

/// The figure of an indicator over a span, in a unit with those below it or in the whole city.
pub fn figure(
    reader: &Reader,
    rules: &Rules,
    indicator: &Indicator,
    span: Span,
    within: Option<&str>,
) -> Result<Figure, Fault> {
    figure_of(reader, rules, indicator, &Slice::whole(span, within))
}

/// The figure of a slice of an indicator.
pub fn figure_of(
    reader: &Reader,
    rules: &Rules,
    indicator: &Indicator,
    slice: &Slice,
) -> Result<Figure, Fault> {
    let mut tally = CityTally::in_scope(reader, slice.part.scope(&rules.units()));
    if let Some(class) = &slice.class {
        tally = tally.of_class(class.clone());
    }
    let find = |id: &str| rules.packs.indicator(id);
    let amount = value(indicator, &find, &tally, slice.span)?;
    Ok(Figure {
        id: indicator.id.clone(),
        value: amount.map(|amount| print(indicator, &amount)),
        base: amount.and_then(|amount| amount.base),
    })
}

/// An amount as the indicator prints it: money and decimals keep what they carry.
pub fn print(indicator: &Indicator, amount: &Amount) -> String {
    let decimals = match &indicator.measure {
        Measure::Sum(observed) | Measure::Latest(observed) => {
            indicator.decimals.max(observed.scale)
        }
        Measure::Count(_)
        | Measure::Distinct(_)
        | Measure::Stock(_)
        | Measure::StockDistinct(_)
        | Measure::OnTime { .. }
        | Measure::Ratio { .. }
        | Measure::Difference { .. }
        | Measure::Change { .. }
        | Measure::Days => indicator.decimals,
    };
    amount.print(decimals)
}

/// The indicators whose acts stand behind a figure: itself, or the parts of its formula.
pub fn counted_parts<'a>(rules: &'a Rules, indicator: &'a Indicator) -> Vec<&'a Indicator> {
    fn gather<'a>(
        rules: &'a Rules,
        indicator: &'a Indicator,
        depth: u8,
        found: &mut Vec<&'a Indicator>,
    ) {
        let parts: Vec<&str> = match &indicator.measure {
            Measure::Ratio {
                numerator,
                denominator,
                ..
            }
            | Measure::Difference {
                numerator,
                denominator,
            } => vec![numerator, denominator],
            Measure::Change { over, .. } => vec![over],
            Measure::Count(_)
            | Measure::Sum(_)
            | Measure::Distinct(_)
            | Measure::Stock(_)
            | Measure::StockDistinct(_)
            | Measure::OnTime { .. }
            | Measure::Latest(_) => {
                if !found.iter().any(|other| other.id == indicator.id) {
                    found.push(indicator);
                }
                return;
            }
            Measure::Days => return,
        };
        if depth == 0 {
            return;
        }
        for part in parts.into_iter().filter_map(|id| rules.packs.indicator(id)) {
            gather(rules, part, depth - 1, found);
        }
    }
    let mut found = Vec::new();
    gather(rules, indicator, 8, &mut found);
    found
}
