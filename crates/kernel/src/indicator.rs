//! Indicators (指标): named measures over acts, by unit and month.
//!
//! An act contributes to indicators in the same decision that changes the matter. Contributions
//! add up to cells, cells to figures. Where cells are kept is not known here: values are computed
//! through [`Tally`].

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::act::Draft;
use crate::actor::Admission;
use crate::clock::{Clock, ClockState};
use crate::condition::{Condition, FactValue};
use crate::facts::ActFacts;
use crate::matter::Matter;
use crate::procedure::Procedure;
use crate::words::Words;

/// An indicator as a pack defines it.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// `pack.key`.
    pub id: String,
    /// The mission's system code.
    pub system: String,
    /// Name.
    pub title: Words,
    /// What is counted and when, in words.
    pub definition: Words,
    /// Unit of the value (件, 人次, %).
    pub unit: Words,
    /// Decimals printed; rounded half away from zero.
    pub decimals: u8,
    /// Supplied by another body.
    pub source: bool,
    /// How it is measured.
    pub measure: Measure,
}

/// How an indicator is measured.
#[derive(Debug, Clone)]
pub enum Measure {
    /// Number of acts.
    Count(Observed),
    /// Sum of a number; values carry `scale` decimals.
    Sum(Observed),
    /// Number of different values.
    Distinct(Observed),
    /// Matters standing in some stages on the last day.
    Stock(Standing),
    /// Different values among matters standing on the last day.
    StockDistinct(Standing),
    /// Share of a clock's ended instances that were kept.
    OnTime {
        /// The procedure.
        procedure: String,
        /// The clock.
        clock: String,
    },
    /// The value reported last within the period.
    Latest(Observed),
    /// Numerator over denominator, times `per`.
    Ratio {
        /// Indicator above the line.
        numerator: String,
        /// Indicator below the line.
        denominator: String,
        /// 100 for per cent, 1 for a mean.
        per: i64,
    },
    /// Numerator minus denominator.
    Difference {
        /// Taken from.
        numerator: String,
        /// Taken away.
        denominator: String,
    },
    /// Change against another period.
    Change {
        /// The indicator compared.
        over: String,
        /// Against which period.
        against: Against,
        /// Of the printed or of the exact values.
        on: ChangeOn,
        /// 100 for per cent.
        per: i64,
    },
    /// Days in the period.
    Days,
}

/// Acts observed, with compiled expressions for each procedure version.
#[derive(Debug, Clone, Default)]
pub struct Observed {
    /// `procedure` and `act` pairs.
    pub acts: Vec<(String, String)>,
    /// Expressions by procedure version.
    pub by_version: BTreeMap<String, Lens>,
    /// Decimals that stored amounts carry (2 for money in fen).
    pub scale: u8,
}

/// Matters standing in stages, with compiled expressions for each procedure version.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// The procedure.
    pub procedure: String,
    /// Its stages.
    pub stages: Vec<String>,
    /// Expressions by procedure version.
    pub by_version: BTreeMap<String, Lens>,
}

/// Through what an act is looked at.
#[derive(Debug, Clone, Default)]
pub struct Lens {
    /// Only if.
    pub when: Option<Condition>,
    /// What is added or told apart.
    pub of: Option<Condition>,
    /// The class under which it is also kept.
    pub class: Option<Condition>,
}

/// Which period a change is measured against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// The same period a year before.
    PreviousYear,
    /// The period of the same length just before.
    PreviousPeriod,
}

/// Whether a change is of printed (rounded) or exact values: both are in use, so it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeOn {
    /// Of the values as printed.
    Printed,
    /// Of the exact values.
    Unrounded,
}

/// What one act adds to one indicator.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Contribution {
    /// Indicator id.
    pub indicator: String,
    /// Unit of the matter.
    pub unit: String,
    /// First day of the month.
    pub month: Date,
    /// Class, or empty.
    pub class: String,
    /// What is added.
    pub amount: i64,
    /// The value told apart, or empty.
    pub member: String,
}

/// A span of whole months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// First day of the first month.
    pub from: Date,
    /// Last day of the last month.
    pub to: Date,
}

impl Span {
    /// Reads `2022`, `2022-05`, `2022-Q2` or `2022-01..2022-06`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some((first, last)) = text.split_once("..") {
            let (first, last) = (Self::parse(first)?, Self::parse(last)?);
            return (first.from <= last.to).then_some(Self { from: first.from, to: last.to });
        }
        let (year, part) = text.split_once('-').map_or((text, None), |(y, p)| (y, Some(p)));
        let year: i16 = year.parse().ok().filter(|year| (1900..=2200).contains(year))?;
        let (first, count) = match part {
            None => (1, 12),
            Some(quarter) if quarter.starts_with(['Q', 'q']) => {
                let quarter: i8 = quarter.get(1..)?.parse().ok()?;
                ((1..=4).contains(&quarter).then_some(quarter * 3 - 2)?, 3)
            }
            Some(month) => (month.parse().ok()?, 1),
        };
        let from = Date::new(year, first, 1).ok()?;
        let last = from.checked_add((count - 1).months()).ok()?;
        Some(Self { from, to: last.last_of_month() })
    }

    /// The span a year before.
    pub fn year_before(self) -> Self {
        let back = |date: Date| date.saturating_sub(1.year());
        Self { from: back(self.from), to: back(self.to).last_of_month() }
    }

    /// The span of as many months just before.
    pub fn just_before(self) -> Self {
        let months = i64::from(self.to.year() - self.from.year()) * 12
            + i64::from(self.to.month() - self.from.month())
            + 1;
        let from = self.from.saturating_sub(months.months());
        Self { from, to: self.from.saturating_sub(1.day()) }
    }

    /// Days in the span.
    pub fn days(self) -> i64 {
        (self.to - self.from).get_days().into_i64() + 1
    }
}

trait IntoI64 {
    fn into_i64(self) -> i64;
}

impl IntoI64 for i32 {
    fn into_i64(self) -> i64 {
        i64::from(self)
    }
}

/// All contributions of one act. `after` is the matter as the act left it.
pub fn contributions(
    indicators: &[Indicator],
    law: &Procedure,
    before: &Matter,
    after: &Matter,
    draft: &Draft,
    admitted: Admission<'_>,
    parameters: &BTreeMap<String, i64>,
) -> Vec<Contribution> {
    let facts = ActFacts::new(law, after, draft, admitted, parameters);
    let earlier = ActFacts { matter: before, ..facts };
    let month = draft.on().first_of_month();
    let mut found = Vec::new();
    for indicator in indicators {
        let mut add = |seen: Seen| {
            found.push(Contribution {
                indicator: indicator.id.clone(),
                unit: after.unit.clone(),
                month,
                class: seen.class,
                amount: seen.amount,
                member: seen.member,
            });
        };
        match &indicator.measure {
            Measure::Count(observed) => {
                let seen = observed.lens(law, draft).and_then(|lens| lens.look(&facts));
                seen.into_iter().for_each(|seen| add(Seen { amount: 1, ..seen }));
            }
            Measure::Distinct(observed) => {
                let seen = observed.lens(law, draft).and_then(|lens| lens.look(&facts));
                let seen = seen.filter(|seen| !seen.member.is_empty());
                seen.into_iter().for_each(|seen| add(Seen { amount: 1, ..seen }));
            }
            Measure::Sum(observed) | Measure::Latest(observed) => {
                let seen = observed.lens(law, draft).and_then(|lens| lens.look(&facts));
                seen.into_iter().for_each(|seen| add(Seen { member: String::new(), ..seen }));
            }
            Measure::Stock(standing) | Measure::StockDistinct(standing) => {
                standing.changes(law, &earlier, &facts).into_iter().for_each(add);
            }
            Measure::OnTime { procedure, clock } if *procedure == law.id => {
                let kept = ended(before.clocks.get(clock), after.clocks.get(clock));
                kept.into_iter().for_each(|kept| {
                    let member = if kept { "kept" } else { "late" }.to_owned();
                    add(Seen { amount: 1, member, class: String::new() });
                });
            }
            Measure::OnTime { .. }
            | Measure::Ratio { .. }
            | Measure::Difference { .. }
            | Measure::Change { .. }
            | Measure::Days => {}
        }
    }
    found
}

/// What a lens sees of an act or a matter.
struct Seen {
    amount: i64,
    member: String,
    class: String,
}

impl Observed {
    fn lens(&self, law: &Procedure, draft: &Draft) -> Option<&Lens> {
        let (id, act) = (&law.id, &draft.act);
        let observed = self.acts.iter().any(|(procedure, a)| procedure == id && a == act);
        observed.then(|| self.by_version.get(&law.version())).flatten()
    }
}

impl Lens {
    fn look(&self, facts: &ActFacts<'_>) -> Option<Seen> {
        let admits = |when: &Condition| when.holds(facts).unwrap_or(false);
        if !self.when.as_ref().is_none_or(admits) {
            return None;
        }
        let value = |expression: &Option<Condition>| {
            expression.as_ref().and_then(|expression| expression.evaluate(facts).ok())
        };
        let (amount, member) = match value(&self.of) {
            None | Some(FactValue::Null) => (0, String::new()),
            Some(FactValue::Integer(number)) => (number, number.to_string()),
            Some(other) => (0, text_of(other)),
        };
        let class = value(&self.class).map(text_of).unwrap_or_default();
        Some(Seen { amount, member, class })
    }
}

fn text_of(value: FactValue) -> String {
    match value {
        FactValue::Null => String::new(),
        FactValue::Text(text) => text,
        FactValue::Integer(number) => number.to_string(),
        FactValue::Flag(flag) => flag.to_string(),
        FactValue::Date(date) => date.to_string(),
        FactValue::Moment(at) => at.to_string(),
        FactValue::List(entries) => {
            entries.into_iter().map(text_of).collect::<Vec<_>>().join("、")
        }
    }
}

impl Standing {
    /// The matter leaving and entering the stock by one act.
    fn changes(&self, law: &Procedure, before: &ActFacts<'_>, after: &ActFacts<'_>) -> Vec<Seen> {
        let Some(lens) = self.by_version.get(&law.version()) else { return Vec::new() };
        let stands = |facts: &ActFacts<'_>| {
            let inside = self.stages.contains(&facts.matter.stage);
            inside.then(|| lens.look(facts)).flatten()
        };
        let (left, entered) = (stands(before), stands(after));
        let same = match (&left, &entered) {
            (Some(left), Some(entered)) => {
                left.member == entered.member && left.class == entered.class
            }
            _ => false,
        };
        if same {
            return Vec::new();
        }
        let left = left.map(|seen| Seen { amount: -1, ..seen });
        let entered = entered.map(|seen| Seen { amount: 1, ..seen });
        left.into_iter().chain(entered).collect()
    }
}

/// Whether a clock ended by the act, and if so whether it was kept.
fn ended(before: Option<&Clock>, after: Option<&Clock>) -> Option<bool> {
    let after = after?;
    let fresh = before.is_none_or(|before| before.nth < after.nth || before.is_alive());
    match &after.state {
        ClockState::Satisfied { in_time, .. } => fresh.then_some(*in_time),
        ClockState::Lapsed { .. } => fresh.then_some(false),
        // A clock that ended and began again: it was ended by the act that began it.
        ClockState::Running | ClockState::Suspended => {
            let ended = before.filter(|before| before.nth < after.nth && before.is_alive());
            ended.map(|before| before.keeps(after.started_at))
        }
        ClockState::Cancelled { .. } => None,
    }
}

/// Where counted cells are looked up.
pub trait Tally {
    /// What can go wrong below.
    type Error;
    /// Sum of amounts in the span.
    fn sum(&self, indicator: &str, span: Span) -> Result<i64, Self::Error>;
    /// Sum of amounts up to the span's last day, from the beginning.
    fn stock(&self, indicator: &str, on: Date) -> Result<i64, Self::Error>;
    /// Number of different members in the span.
    fn distinct(&self, indicator: &str, span: Span) -> Result<i64, Self::Error>;
    /// Number of different members with a positive sum up to a day.
    fn stock_distinct(&self, indicator: &str, on: Date) -> Result<i64, Self::Error>;
    /// Sum of amounts of one member in the span.
    fn of_member(&self, indicator: &str, member: &str, span: Span) -> Result<i64, Self::Error>;
    /// The amount contributed last in the span.
    fn latest(&self, indicator: &str, span: Span) -> Result<Option<i64>, Self::Error>;
}

/// An exact value: a fraction, with its base where it is a ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// Above the line.
    pub numerator: i128,
    /// Below the line; positive.
    pub denominator: i128,
    /// The counted base of a ratio, told apart from a scale.
    pub base: Option<(i64, i64)>,
}

impl Amount {
    const fn whole(number: i64) -> Self {
        Self { numerator: number as i128, denominator: 1, base: None }
    }

    fn scaled(number: i64, scale: u8) -> Self {
        let denominator = 10_i128.pow(u32::from(scale.min(9)));
        Self { numerator: i128::from(number), denominator, base: None }
    }

    /// The value scaled by ten to `decimals`, rounded half away from zero.
    pub fn rounded(&self, decimals: u8) -> i64 {
        let scaled = self.numerator * 10_i128.pow(u32::from(decimals.min(9)));
        let (quotient, rest) = (scaled / self.denominator, scaled % self.denominator);
        let away = if rest.abs() * 2 >= self.denominator { scaled.signum() } else { 0 };
        i64::try_from(quotient + away).unwrap_or(i64::MAX)
    }

    /// Printed with so many decimals.
    pub fn print(&self, decimals: u8) -> String {
        crate::field::print_scaled(self.rounded(decimals), decimals)
    }
}

/// The value of an indicator over a span; `None` where it has no base or no report.
///
/// `find` looks up other indicators by id. Formulas nest at most eight deep.
pub fn value<'a, T: Tally>(
    indicator: &'a Indicator,
    find: &dyn Fn(&str) -> Option<&'a Indicator>,
    tally: &T,
    span: Span,
) -> Result<Option<Amount>, T::Error> {
    value_at_depth(indicator, find, tally, span, 8)
}

fn value_at_depth<'a, T: Tally>(
    indicator: &'a Indicator,
    find: &dyn Fn(&str) -> Option<&'a Indicator>,
    tally: &T,
    span: Span,
    depth: u8,
) -> Result<Option<Amount>, T::Error> {
    let id = indicator.id.as_str();
    let part = |id: &str| match (find(id), depth) {
        (None, _) | (_, 0) => Ok(None),
        (Some(other), depth) => value_at_depth(other, find, tally, span, depth - 1),
    };
    Ok(match &indicator.measure {
        Measure::Count(_) => Some(Amount::whole(tally.sum(id, span)?)),
        Measure::Sum(observed) => Some(Amount::scaled(tally.sum(id, span)?, observed.scale)),
        Measure::Distinct(_) => Some(Amount::whole(tally.distinct(id, span)?)),
        Measure::Stock(_) => Some(Amount::whole(tally.stock(id, span.to)?)),
        Measure::StockDistinct(_) => Some(Amount::whole(tally.stock_distinct(id, span.to)?)),
        Measure::Latest(observed) => {
            tally.latest(id, span)?.map(|value| Amount::scaled(value, observed.scale))
        }
        Measure::OnTime { .. } => {
            let kept = tally.of_member(id, "kept", span)?;
            let all = kept + tally.of_member(id, "late", span)?;
            fraction(&Amount::whole(kept), &Amount::whole(all), 100)
        }
        Measure::Ratio { numerator, denominator, per } => {
            match (part(numerator)?, part(denominator)?) {
                (Some(above), Some(below)) => fraction(&above, &below, *per),
                _ => None,
            }
        }
        Measure::Difference { numerator, denominator } => {
            match (part(numerator)?, part(denominator)?) {
                (Some(above), Some(below)) => Some(Amount {
                    numerator: above.numerator * below.denominator
                        - below.numerator * above.denominator,
                    denominator: above.denominator * below.denominator,
                    base: None,
                }),
                _ => None,
            }
        }
        Measure::Change { over, against, on, per } => {
            let other = match against {
                Against::PreviousYear => span.year_before(),
                Against::PreviousPeriod => span.just_before(),
            };
            let (Some(indicator), 1..) = (find(over), depth) else { return Ok(None) };
            let now = value_at_depth(indicator, find, tally, span, depth - 1)?;
            let then = value_at_depth(indicator, find, tally, other, depth - 1)?;
            match (now, then) {
                (Some(now), Some(then)) => change(&now, &then, *on, indicator.decimals, *per),
                _ => None,
            }
        }
        Measure::Days => Some(Amount::whole(span.days())),
    })
}

fn fraction(above: &Amount, below: &Amount, per: i64) -> Option<Amount> {
    if below.numerator == 0 {
        return None;
    }
    let sign = below.numerator.signum();
    let counted = |amount: &Amount| {
        (amount.denominator == 1).then(|| i64::try_from(amount.numerator).ok()).flatten()
    };
    Some(Amount {
        numerator: above.numerator * below.denominator * i128::from(per) * sign,
        denominator: above.denominator * below.numerator * sign,
        base: counted(above).zip(counted(below)),
    })
}

fn change(now: &Amount, then: &Amount, on: ChangeOn, decimals: u8, per: i64) -> Option<Amount> {
    let settle = |amount: &Amount| match on {
        ChangeOn::Printed => Amount::scaled(amount.rounded(decimals), decimals),
        ChangeOn::Unrounded => *amount,
    };
    let (now, then) = (settle(now), settle(then));
    let difference = Amount {
        numerator: now.numerator * then.denominator - then.numerator * now.denominator,
        denominator: now.denominator * then.denominator,
        base: None,
    };
    fraction(&difference, &then, per).map(|amount| Amount { base: None, ..amount })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_spans_of_whole_months() {
        let span = Span::parse("2022").unwrap();
        assert_eq!((span.from.to_string(), span.to.to_string()), ("2022-01-01".into(), "2022-12-31".into()));
        assert_eq!(span.days(), 365);
        assert_eq!(span.year_before(), Span::parse("2021").unwrap());
        let quarter = Span::parse("2024-Q1").unwrap();
        assert_eq!(quarter.days(), 91);
        assert_eq!(quarter.just_before(), Span::parse("2023-Q4").unwrap());
        assert_eq!(Span::parse("2024-02").unwrap().year_before(), Span::parse("2023-02").unwrap());
        assert_eq!(Span::parse("2022-13"), None);
        assert_eq!(Span::parse("abc"), None);
    }

    #[test]
    fn rounds_half_away_from_zero() {
        let amount = |numerator, denominator| Amount { numerator, denominator, base: None };
        assert_eq!(amount(1, 8).print(2), "0.13");
        assert_eq!(amount(-1, 8).print(2), "-0.13");
        assert_eq!(amount(4937, 100).print(2), "49.37");
        assert_eq!(amount(200, 2).print(2), "100");
    }

    #[test]
    fn a_change_says_whether_of_printed_or_exact_values() {
        let (now, then) = (
            Amount { numerator: 149, denominator: 100, base: None },
            Amount { numerator: 100, denominator: 100, base: None },
        );
        let exact = change(&now, &then, ChangeOn::Unrounded, 0, 100).unwrap();
        let printed = change(&now, &then, ChangeOn::Printed, 0, 100).unwrap();
        assert_eq!((exact.print(0).as_str(), printed.print(0).as_str()), ("49", "0"));
    }

    #[test]
    fn a_ratio_without_a_base_has_no_value() {
        assert_eq!(fraction(&Amount::whole(0), &Amount::whole(0), 100), None);
    }
}
