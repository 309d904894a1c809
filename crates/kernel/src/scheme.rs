//! Periodic schemes (亮灯、记分): a city's own lights and points, as data.
//!
//! A scheme looks at a unit's indicators of a closed period and judges. Recording the judgement is
//! an act like any other, by [`crate::actor::Actor::Scheme`].

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::act::Draft;
use crate::actor::Actor;
use crate::condition::{Condition, FactValue, Facts};
use crate::enact::{Request, Target};
use crate::field::Value;
use crate::indicator::{Indicator, Span, Tally, value};
use crate::unit::{UnitKind, UnitTree};
use crate::words::Words;

/// A periodic scheme.
#[derive(Debug, Clone)]
pub struct Scheme {
    /// `pack.key`, or `place.key` for one of an overlay.
    pub id: String,
    /// Name.
    pub title: Words,
    /// How often.
    pub every: Every,
    /// Kinds of unit it judges.
    pub units: Vec<UnitKind>,
    /// What it looks at.
    pub inputs: Vec<Input>,
    /// The procedure that records the judgement.
    pub procedure: String,
    /// Its opening act.
    pub act: String,
    /// Lights in order; the first that holds is given.
    pub lights: Vec<SchemeLight>,
}

/// One number that a scheme looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Its name in conditions: `input.name`.
    pub name: String,
    /// The indicator it reads, of the unit judged.
    pub indicator: String,
    /// Over which months.
    pub over: Over,
}

/// The months over which an input is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// The period judged.
    Period,
    /// As many months just before it.
    Previous,
    /// From the first month of the year to the end of the period.
    YearToDate,
}

impl Over {
    /// The span for a period.
    pub fn span(self, period: Span) -> Span {
        match self {
            Self::Period => period,
            Self::Previous => period.just_before(),
            Self::YearToDate => Span {
                from: period.to.first_of_year(),
                to: period.to,
            },
        }
    }
}

/// How often a scheme runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    /// Each month.
    Month,
    /// Each quarter.
    Quarter,
    /// Each year.
    Year,
}

impl Every {
    /// The last whole period that ended before a day.
    pub fn last_closed(self, before: Date) -> Span {
        let months = match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        };
        let zero_based = i32::from(before.month()) - 1;
        let start = zero_based / months * months;
        let first = before
            .first_of_month()
            .saturating_sub(jiff::Span::new().months(zero_based - start));
        let from = first.saturating_sub(jiff::Span::new().months(months));
        Span {
            from,
            to: first.saturating_sub(jiff::Span::new().days(1)),
        }
    }
}

/// One light of a scheme.
#[derive(Debug, Clone)]
pub struct SchemeLight {
    /// Option of the record's `colour` field.
    pub colour: String,
    /// When.
    pub when: Condition,
    /// Points, negative for deductions.
    pub points: Condition,
    /// Why, in words.
    pub reason: Words,
}

/// What a scheme found of one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Option of the record's `colour` field.
    pub colour: String,
    /// Points.
    pub points: i64,
    /// Why, in words.
    pub reason: Words,
}

struct Inputs<'a> {
    inputs: &'a BTreeMap<String, i64>,
    /// The pack whose parameters are meant.
    pack: &'a str,
    parameters: &'a BTreeMap<String, i64>,
}

impl Facts for Inputs<'_> {
    fn fact(&self, path: &str) -> FactValue {
        let number = match path.split_once('.') {
            Some(("input", name)) => self.inputs.get(name),
            Some(("parameter", key)) => self.parameters.get(&format!("{}.{key}", self.pack)),
            _ => None,
        };
        number.map_or(FactValue::Null, |number| FactValue::Integer(*number))
    }
}

impl Scheme {
    /// Judges one unit by its inputs and the city's parameters; `None` where no light holds.
    pub fn judge(
        &self,
        inputs: &BTreeMap<String, i64>,
        parameters: &BTreeMap<String, i64>,
    ) -> Option<Judgement> {
        let pack = self.id.split_once('.').map_or("", |(pack, _)| pack);
        let facts = Inputs {
            inputs,
            pack,
            parameters,
        };
        let light = self
            .lights
            .iter()
            .find(|light| light.when.holds(&facts).unwrap_or(false))?;
        let points = match light.points.evaluate(&facts) {
            Ok(FactValue::Integer(points)) => points,
            _ => 0,
        };
        Some(Judgement {
            colour: light.colour.clone(),
            points,
            reason: light.reason.clone(),
        })
    }
}

/// The acts by which a scheme records its judgement of every unit for a closed period.
///
/// `tally_of` looks at the cells of one unit and those below it. The acts are dated on the first
/// day after the period.
pub fn requests<'a, T: Tally>(
    scheme: &Scheme,
    units: &UnitTree,
    span: Span,
    parameters: &BTreeMap<String, i64>,
    find: &dyn Fn(&str) -> Option<&'a Indicator>,
    tally_of: impl Fn(&str) -> T,
) -> Result<Vec<Request>, T::Error> {
    let on = span.to.saturating_add(jiff::Span::new().days(1));
    let judged = units
        .iter()
        .filter(|unit| scheme.units.contains(&unit.kind) && unit.exists_on(span.to));
    let mut requests = Vec::new();
    for unit in judged {
        let tally = tally_of(&unit.id);
        let mut inputs = BTreeMap::new();
        for input in &scheme.inputs {
            let amount = match find(&input.indicator) {
                Some(indicator) => value(indicator, find, &tally, input.over.span(span))?,
                None => None,
            };
            let number = amount.map_or(0, |amount| amount.rounded(0));
            inputs.insert(input.name.clone(), number);
        }
        let Some(judgement) = scheme.judge(&inputs, parameters) else {
            continue;
        };
        let facts = BTreeMap::from([
            ("month".to_owned(), Value::Text(span.from.to_string())),
            ("colour".to_owned(), Value::Text(judgement.colour)),
            ("points".to_owned(), Value::Integer(judgement.points)),
            ("reason".to_owned(), Value::Text(judgement.reason.zh)),
        ]);
        let at = on.at(0, 0, 0, 0);
        requests.push(Request {
            procedure: scheme.procedure.clone(),
            on: Target::New(unit.id.clone()),
            draft: Draft {
                act: scheme.act.clone(),
                at,
                actor: Actor::Scheme,
                facts,
            },
        });
    }
    Ok(requests)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_last_closed_period() {
        let day: Date = "2026-01-15".parse().unwrap();
        assert_eq!(
            Every::Month.last_closed(day),
            Span::parse("2025-12").unwrap()
        );
        assert_eq!(
            Every::Quarter.last_closed(day),
            Span::parse("2025-Q4").unwrap()
        );
        assert_eq!(Every::Year.last_closed(day), Span::parse("2025").unwrap());
        let may: Date = "2026-05-01".parse().unwrap();
        assert_eq!(
            Every::Quarter.last_closed(may),
            Span::parse("2026-Q1").unwrap()
        );
    }
}
