//! The value of an indicator over a span, as an exact fraction.
//!
//! Cells are looked up through [`Tally`]; where they are kept is not known here.

use jiff::civil::Date;

use super::{Against, ChangeOn, Indicator, Measure, Span};

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
        Self {
            numerator: number as i128,
            denominator: 1,
            base: None,
        }
    }

    fn scaled(number: i64, scale: u8) -> Self {
        let denominator = 10_i128.pow(u32::from(scale.min(9)));
        Self {
            numerator: i128::from(number),
            denominator,
            base: None,
        }
    }

    /// The value scaled by ten to `decimals`, rounded half away from zero.
    pub fn rounded(&self, decimals: u8) -> i64 {
        let scaled = self.numerator * 10_i128.pow(u32::from(decimals.min(9)));
        let (quotient, rest) = (scaled / self.denominator, scaled % self.denominator);
        let away = if rest.abs() * 2 >= self.denominator {
            scaled.signum()
        } else {
            0
        };
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
        Measure::Latest(observed) => tally
            .latest(id, span)?
            .map(|value| Amount::scaled(value, observed.scale)),
        Measure::OnTime { .. } => {
            let kept = tally.of_member(id, "kept", span)?;
            let all = kept + tally.of_member(id, "late", span)?;
            fraction(&Amount::whole(kept), &Amount::whole(all), 100)
        }
        Measure::Ratio {
            numerator,
            denominator,
            per,
        } => match (part(numerator)?, part(denominator)?) {
            (Some(above), Some(below)) => fraction(&above, &below, *per),
            _ => None,
        },
        Measure::Difference {
            numerator,
            denominator,
        } => match (part(numerator)?, part(denominator)?) {
            (Some(above), Some(below)) => Some(Amount {
                numerator: above.numerator * below.denominator
                    - below.numerator * above.denominator,
                denominator: above.denominator * below.denominator,
                base: None,
            }),
            _ => None,
        },
        Measure::Change {
            over,
            against,
            on,
            per,
        } => {
            let other = match against {
                Against::PreviousYear => span.year_before(),
                Against::PreviousPeriod => span.just_before(),
            };
            let (Some(indicator), 1..) = (find(over), depth) else {
                return Ok(None);
            };
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
        (amount.denominator == 1)
            .then(|| i64::try_from(amount.numerator).ok())
            .flatten()
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
    fraction(&difference, &then, per).map(|amount| Amount {
        base: None,
        ..amount
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_away_from_zero() {
        let amount = |numerator, denominator| Amount {
            numerator,
            denominator,
            base: None,
        };
        assert_eq!(amount(1, 8).print(2), "0.13");
        assert_eq!(amount(-1, 8).print(2), "-0.13");
        assert_eq!(amount(4937, 100).print(2), "49.37");
        assert_eq!(amount(200, 2).print(2), "100");
    }

    #[test]
    fn a_change_says_whether_of_printed_or_exact_values() {
        let (now, then) = (
            Amount {
                numerator: 149,
                denominator: 100,
                base: None,
            },
            Amount {
                numerator: 100,
                denominator: 100,
                base: None,
            },
        );
        let exact = change(&now, &then, ChangeOn::Unrounded, 0, 100).unwrap();
        let printed = change(&now, &then, ChangeOn::Printed, 0, 100).unwrap();
        assert_eq!(
            (exact.print(0).as_str(), printed.print(0).as_str()),
            ("49", "0")
        );
    }

    #[test]
    fn a_ratio_without_a_base_has_no_value() {
        assert_eq!(fraction(&Amount::whole(0), &Amount::whole(0), 100), None);
    }
}
