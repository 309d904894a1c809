//! Breakdowns of a year: which months, units and classes may be shown beside its known total.
//!
//! It looks at counts alone; whose they are and who asks is not known here.

use std::collections::{BTreeMap, BTreeSet};

use fadu_kernel::indicator::{Measure, Span};
use fadu_kernel::unit::UnitTree;
use fadu_store::Cell;
use jiff::civil::date;

use super::{SMALL_MAX, Withheld};
use crate::slice::{Part, Slice, of_kind};
use crate::statistical_table::root;

/// How a slice is cut out of a year's total: in one way, or none.
pub(super) enum Cut {
    Months,
    Part(Part),
    Class(String),
}

impl Cut {
    pub(super) fn of(slice: &Slice, units: &UnitTree) -> Result<Option<Self>, Withheld> {
        let Span { from, to } = slice.span;
        let years = (from.month(), to.month()) == (1, 12);
        let whole = match &slice.part {
            Part::City => true,
            Part::Whole(unit) => Some(unit.as_str()) == root(units),
            Part::Alone(_) | Part::Level { .. } => false,
        };
        match (years, whole, &slice.class) {
            (true, true, None) => Ok(None),
            (false, true, None) => Ok(Some(Self::Months)),
            (true, false, None) => Ok(Some(Self::Part(slice.part.clone()))),
            (true, true, Some(class)) => Ok(Some(Self::Class(class.clone()))),
            _ => Err(Withheld::Crossed),
        }
    }
}

/// What is counted of cells: a ratio of kept clocks tells of the late ones too.
#[derive(Debug, Clone, Copy)]
pub(super) enum Counting {
    Acts,
    Members,
    Standing,
    StandingMembers,
    Of(&'static str),
}

impl Counting {
    pub(super) fn of(measure: &Measure) -> &'static [Self] {
        match measure {
            Measure::Count(_) | Measure::Sum(_) | Measure::Latest(_) => &[Self::Acts],
            Measure::Distinct(_) => &[Self::Members],
            Measure::Stock(_) => &[Self::Standing],
            Measure::StockDistinct(_) => &[Self::StandingMembers],
            Measure::OnTime { .. } => &[Self::Acts, Self::Of("kept"), Self::Of("late")],
            Measure::Ratio { .. }
            | Measure::Difference { .. }
            | Measure::Change { .. }
            | Measure::Days => &[],
        }
    }

    const fn stands(self) -> bool {
        matches!(self, Self::Standing | Self::StandingMembers)
    }

    fn count<'c>(self, cells: impl Iterator<Item = &'c Cell>) -> i64 {
        match self {
            Self::Acts => cells.map(|cell| cell.acts).sum(),
            Self::Of(member) => cells
                .filter(|cell| cell.member == member)
                .map(|cell| cell.amount)
                .sum(),
            Self::Standing => cells.map(|cell| cell.amount).sum(),
            Self::Members => {
                let members: BTreeSet<&str> = cells.map(|cell| cell.member.as_str()).collect();
                i64::try_from(members.len()).unwrap_or(i64::MAX)
            }
            Self::StandingMembers => {
                let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
                for cell in cells {
                    *sums.entry(&cell.member).or_default() += cell.amount;
                }
                let standing = sums.values().filter(|sum| **sum > 0).count();
                i64::try_from(standing).unwrap_or(i64::MAX)
            }
        }
    }
}

/// Which months, units and classes of a year may be shown beside its total.
#[derive(Debug)]
pub(super) struct Breakdown {
    stands: bool,
    months: Vec<bool>,
    whole: BTreeMap<String, i64>,
    alone: BTreeMap<String, i64>,
    classes: BTreeMap<String, bool>,
}

impl Breakdown {
    pub(super) fn of(cells: &[Cell], counting: Counting, year: i16, units: &UnitTree) -> Self {
        let months = (1..=12_i8).map(|month| {
            let counted = cells.iter().filter(|cell| {
                let (of, at) = (cell.month.year(), cell.month.month());
                if counting.stands() {
                    (of, at) <= (year, month)
                } else {
                    (of, at) == (year, month)
                }
            });
            counting.count(counted)
        });
        let months: Vec<i64> = months.collect();
        // What stands at the end of a month does not add up over months: only the small hide.
        let months = if counting.stands() {
            months.into_iter().map(|count| !is_small(count)).collect()
        } else {
            shown_of(&months)
        };
        let names: BTreeSet<&str> = cells.iter().map(|cell| cell.class.as_str()).collect();
        let counts = names
            .iter()
            .map(|class| counting.count(cells.iter().filter(|cell| cell.class == *class)));
        let counts: Vec<i64> = counts.collect();
        let classes = names
            .iter()
            .map(|class| (*class).to_owned())
            .zip(shown_of(&counts));
        let (mut whole, mut alone): (ByUnit<'_>, ByUnit<'_>) = Default::default();
        for cell in cells {
            alone.entry(&cell.unit).or_default().push(cell);
            for above in units.ancestors(&cell.unit) {
                whole.entry(&above.id).or_default().push(cell);
            }
        }
        Self {
            stands: counting.stands(),
            months,
            whole: counted(counting, whole),
            alone: counted(counting, alone),
            classes: classes.collect(),
        }
    }

    /// Whether a unit with all below it is shown: it and every unit above it, each beside the
    /// others of its family.
    fn shows_whole(&self, unit: &str, units: &UnitTree) -> bool {
        let path: Vec<&str> = units
            .ancestors(unit)
            .map(|above| above.id.as_str())
            .collect();
        let from_root = path.last().copied() == root(units);
        let mut steps = path.windows(2);
        from_root
            && steps.all(|step| match step {
                [below, above] => self.family(above, units).1.get(below) == Some(&true),
                _ => false,
            })
    }

    /// Whether a unit without those below it is shown.
    fn shows_alone(&self, unit: &str, units: &UnitTree) -> bool {
        let (own, below) = self.family(unit, units);
        self.shows_whole(unit, units) && (own || below.is_empty())
    }

    /// Of a unit that is shown: whether it is shown by itself, and which of those right below it.
    fn family<'u>(&self, unit: &str, units: &'u UnitTree) -> (bool, BTreeMap<&'u str, bool>) {
        let below = units
            .iter()
            .filter(|other| other.parent.as_deref() == Some(unit));
        let below: Vec<&str> = below.map(|other| other.id.as_str()).collect();
        let count = |from: &BTreeMap<String, i64>, id: &str| from.get(id).copied().unwrap_or(0);
        let counts = below.iter().map(|id| count(&self.whole, id));
        let counts: Vec<i64> = counts.chain([count(&self.alone, unit)]).collect();
        let shown = shown_of(&counts);
        let own = shown.last() == Some(&true);
        (own, below.into_iter().zip(shown).collect())
    }

    pub(super) fn shows(&self, cut: &Cut, span: Span, year: i16, units: &UnitTree) -> bool {
        // What stands is counted on the last day alone.
        if self.stands && year != span.to.year() {
            return true;
        }
        match cut {
            Cut::Class(class) => self.classes.get(class).copied().unwrap_or_else(|| {
                // A class that nothing was counted in is nought, if noughts are shown at all.
                self.classes.values().all(|shown| *shown)
            }),
            Cut::Part(Part::City) => true,
            Cut::Part(Part::Whole(unit)) => self.shows_whole(unit, units),
            Cut::Part(Part::Alone(unit)) => self.shows_alone(unit, units),
            Cut::Part(Part::Level { kind, within }) => {
                let of_kind = of_kind(units, *kind, within.as_deref());
                of_kind.iter().all(|unit| self.shows_alone(unit, units))
            }
            Cut::Months => {
                let inside = |month: i8| {
                    let first = date(year, month, 1);
                    let last = first.last_of_month();
                    if self.stands {
                        last == span.to
                    } else {
                        span.from <= first && last <= span.to
                    }
                };
                let months = (1..=12_i8).zip(&self.months);
                let asked: Vec<bool> = months
                    .filter(|(month, _)| inside(*month))
                    .map(|(_, shown)| *shown)
                    .collect();
                // A whole year among several is its total.
                (asked.len() == 12 && !self.stands) || asked.into_iter().all(|shown| shown)
            }
        }
    }
}

/// Cells by the unit in which, or below which, they were counted.
type ByUnit<'c> = BTreeMap<&'c str, Vec<&'c Cell>>;

fn counted(counting: Counting, cells: ByUnit<'_>) -> BTreeMap<String, i64> {
    let counts = cells.into_iter().map(|(unit, cells)| {
        let count = counting.count(cells.into_iter());
        (unit.to_owned(), count)
    });
    counts.collect()
}

fn is_small(count: i64) -> bool {
    (1..=SMALL_MAX).contains(&count)
}

/// Which of some counts may be shown beside their known sum.
///
/// Whoever sees the others knows what those withheld add up to, and that each is at least one.
/// So that none can be told to be small, the sum must leave each of them room above
/// [`SMALL_MAX`]: the smallest counts shown are withheld too, until it does. Where even all of
/// them do not suffice, noughts are withheld as well.
fn shown_of(counts: &[i64]) -> Vec<bool> {
    let mut shown: Vec<bool> = counts.iter().map(|count| !is_small(*count)).collect();
    if shown.iter().all(|shown| *shown) {
        return shown;
    }
    let mut rest: Vec<usize> = (0..counts.len())
        .filter(|at| counts.get(*at).is_some_and(|count| *count > SMALL_MAX))
        .collect();
    rest.sort_by_key(|at| std::cmp::Reverse(counts.get(*at).copied()));
    loop {
        let hidden: Vec<i64> = counts
            .iter()
            .zip(&shown)
            .filter(|(_, shown)| !**shown)
            .map(|(count, _)| *count)
            .collect();
        let others = i64::try_from(hidden.len()).unwrap_or(i64::MAX) - 1;
        if others >= 1 && hidden.iter().sum::<i64>() - others > SMALL_MAX {
            return shown;
        }
        let Some(next) = rest.pop() else {
            return vec![false; counts.len()];
        };
        if let Some(next) = shown.get_mut(next) {
            *next = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn withheld(counts: &[i64]) -> Vec<i64> {
        let shown = shown_of(counts);
        let hidden = counts.iter().zip(shown).filter(|(_, shown)| !shown);
        hidden.map(|(count, _)| *count).collect()
    }

    #[test]
    fn a_small_count_takes_another_with_it() {
        assert_eq!(withheld(&[10, 0, 7, 30]), [] as [i64; 0]);
        assert_eq!(withheld(&[10, 3, 7, 30]), [3, 7]);
        assert_eq!(withheld(&[10, 3, 2, 0]), [10, 3, 2]);
        assert_eq!(withheld(&[4, 4, 20]), [4, 4]);
        assert_eq!(withheld(&[1, 1, 20, 6]), [1, 1, 6]);
    }

    #[test]
    fn where_nothing_is_left_to_hide_behind_noughts_are_withheld_too() {
        assert_eq!(withheld(&[0, 3, 0]), [0, 3, 0]);
        assert_eq!(withheld(&[1, 1, 0]), [1, 1, 0]);
        assert_eq!(withheld(&[2]), [2]);
    }

    #[test]
    fn nobody_can_tell_that_a_withheld_count_is_small() {
        // Every sum of small families: what a reader can conclude about each count.
        for code in 0..7_i64.pow(4) {
            let counts: Vec<i64> = (0..4).map(|at| code / 7_i64.pow(at) % 7).collect();
            let hidden = withheld(&counts);
            if hidden.is_empty() || hidden.contains(&0) || hidden.len() == counts.len() {
                continue;
            }
            let most = hidden.iter().sum::<i64>() - i64::try_from(hidden.len()).unwrap() + 1;
            assert!(hidden.len() > 1 && most > SMALL_MAX, "{counts:?}");
        }
    }
}
