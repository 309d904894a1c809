//! Small numbers (小数字): what of a figure the public may see where matters tell of people in a
//! delicate position.
//!
//! A pack whose procedures keep sensitive fields is guarded, unless it says that its counts tell
//! of organs and not of people. The whole city's closed years are always shown. Below them there
//! is one breakdown at a time: by month, by unit, or by class. In a breakdown counts of one to
//! four are withheld, and with them as many others as keep anybody from working them out: the
//! breakdowns share nothing but the year's total, so each is safe by itself.
//!
//! It withholds nothing from people whose post covers the matters, and it never changes a count.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use fadu_kernel::actor::{Entitled, Post, Reach};
use fadu_kernel::indicator::{Against, Indicator, Measure, Span};
use fadu_kernel::procedure::Procedure;
use fadu_kernel::unit::UnitTree;
use fadu_kernel::words::Words;
use fadu_store::{Cell, Reader};
use jiff::civil::{Date, date};

use crate::fault::Fault;
use crate::figures::counted_parts;
use crate::rules::Rules;
use crate::see_matter::{keeps_sensitive, works};
use crate::slice::{Part, Slice, of_kind};
use crate::statistical_table::root;

/// Counts from one to this are small.
pub const SMALL_MAX: i64 = 4;
/// What stands on a page in the place of a figure that is withheld.
pub const WITHHELD_MARK: &str = "※";

/// Why a figure is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Withheld {
    /// It is small, or a small one could be worked out from it.
    Small,
    /// Its year is not over.
    OpenYear,
    /// It is broken down in two ways at once.
    Crossed,
}

impl Withheld {
    /// The key used in the API.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::OpenYear => "open_year",
            Self::Crossed => "crossed",
        }
    }

    /// Why, in words.
    pub fn words(self) -> Words {
        match self {
            Self::Small => Words::new(
                "这个数在 1 至 4 之间，或者由它可以算出别的 1 至 4 的数。\
                 为避免认出具体的人，不向公众显示。",
                "This figure is from 1 to 4, or one that is could be worked out from it. It is \
                 withheld from the public so that nobody can be recognised.",
            ),
            Self::OpenYear => Words::new(
                "这项工作涉及敏感个人信息，当年的数在年度结束后向公众显示。",
                "This work concerns sensitive personal data; figures of a year are public after \
                 it has ended.",
            ),
            Self::Crossed => Words::new(
                "这项工作涉及敏感个人信息，向公众显示时一次只按一种方式分：按月、按单位或者按类别。",
                "This work concerns sensitive personal data; the public sees one breakdown at a \
                 time: by month, by unit or by class.",
            ),
        }
    }
}

/// Whether a procedure's counts are guarded: its pack keeps sensitive data and has not said that
/// its counts may be shown.
pub fn is_guarded(rules: &Rules, law: &Procedure) -> bool {
    let packs = &rules.packs;
    let shown = packs
        .packs
        .get(&law.pack)
        .is_some_and(|pack| pack.shows_small_numbers);
    let mut same_pack = packs
        .procedures
        .iter()
        .filter(|other| other.pack == law.pack);
    !shown && same_pack.any(keeps_sensitive)
}

/// The procedures behind an indicator whose counts are guarded.
fn guarded<'a>(rules: &'a Rules, indicator: &'a Indicator) -> Vec<&'a Procedure> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for part in counted_parts(rules, indicator) {
        match &part.measure {
            Measure::Count(observed)
            | Measure::Sum(observed)
            | Measure::Distinct(observed)
            | Measure::Latest(observed) => {
                names.extend(
                    observed
                        .acts
                        .iter()
                        .map(|(procedure, _)| procedure.as_str()),
                );
            }
            Measure::Stock(standing) | Measure::StockDistinct(standing) => {
                names.insert(&standing.procedure);
            }
            Measure::OnTime { procedure, .. } => {
                names.insert(procedure);
            }
            Measure::Ratio { .. }
            | Measure::Difference { .. }
            | Measure::Change { .. }
            | Measure::Days => {}
        }
    }
    let found = names
        .into_iter()
        .filter_map(|name| rules.packs.procedures.newest(name));
    found.filter(|law| is_guarded(rules, law)).collect()
}

/// Who looks at figures.
#[derive(Debug, Clone, Copy)]
pub enum Viewer<'a> {
    /// Anybody.
    Public,
    /// Somebody with these posts.
    Posts(&'a [Post]),
}

impl Viewer<'_> {
    /// Whether a post takes part in a procedure and covers a part of the city.
    pub fn covers(&self, units: &UnitTree, law: &Procedure, unit: Option<&str>) -> bool {
        let Self::Posts(posts) = self else {
            return false;
        };
        let unit = unit.or_else(|| root(units)).unwrap_or_default();
        let held = |entitled: &Entitled| match entitled {
            Entitled::Role { role, reach } => posts.iter().any(|post| {
                post.role == *role
                    && (matches!(reach, Reach::City) || units.covers(&post.unit, unit))
            }),
            Entitled::Party
            | Entitled::Anyone
            | Entitled::Handover
            | Entitled::Scheme
            | Entitled::Law => false,
        };
        works(posts) && law.acts.iter().flat_map(|act| &act.by).any(held)
    }
}

/// The breakdowns of an indicator in a year, worked out once.
type Years = BTreeMap<(String, i16), Rc<Vec<Breakdown>>>;

/// What may be shown to one viewer of one snapshot of the record.
pub struct Release<'a> {
    reader: &'a Reader,
    rules: &'a Rules,
    viewer: Viewer<'a>,
    today: Date,
    years: RefCell<Years>,
}

impl std::fmt::Debug for Release<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Release")
            .field("today", &self.today)
            .finish_non_exhaustive()
    }
}

impl<'a> Release<'a> {
    /// For a viewer on a day.
    pub fn new(reader: &'a Reader, rules: &'a Rules, viewer: Viewer<'a>, today: Date) -> Self {
        Self {
            reader,
            rules,
            viewer,
            today,
            years: RefCell::default(),
        }
    }

    /// Whether the acts behind a figure may be listed one by one: in a guarded pack a list would
    /// tell what the figure withholds.
    pub fn lists_acts(&self, indicator: &Indicator, unit: Option<&str>) -> bool {
        let units = self.rules.units();
        let laws = guarded(self.rules, indicator);
        laws.iter().all(|law| self.viewer.covers(&units, law, unit))
    }

    /// Why the figure of a slice is not shown; none where it is.
    pub fn withheld(
        &self,
        indicator: &Indicator,
        slice: &Slice,
    ) -> Result<Option<Withheld>, Fault> {
        if self.lists_acts(indicator, slice.part.unit()) {
            return Ok(None);
        }
        if let Measure::Change { over, against, .. } = &indicator.measure {
            let Some(over) = self.rules.packs.indicator(over) else {
                return Ok(None);
            };
            let before = Slice {
                span: match against {
                    Against::PreviousYear => slice.span.year_before(),
                    Against::PreviousPeriod => slice.span.just_before(),
                },
                ..slice.clone()
            };
            return Ok(self
                .withheld(over, slice)?
                .max(self.withheld(over, &before)?));
        }
        let units = self.rules.units();
        let cut = Cut::of(slice, &units);
        if slice.span.to.year() >= self.today.year() {
            return Ok(Some(Withheld::OpenYear));
        }
        let cut = match cut {
            Ok(None) => return Ok(None),
            Ok(Some(cut)) => cut,
            Err(crossed) => return Ok(Some(crossed)),
        };
        for part in counted_parts(self.rules, indicator) {
            for year in slice.span.from.year()..=slice.span.to.year() {
                let breakdowns = self.breakdowns(part, year, &units)?;
                let shown = |one: &Breakdown| one.shows(&cut, slice.span, year, &units);
                if !breakdowns.iter().all(shown) {
                    return Ok(Some(Withheld::Small));
                }
            }
        }
        Ok(None)
    }

    fn breakdowns(
        &self,
        indicator: &Indicator,
        year: i16,
        units: &UnitTree,
    ) -> Result<Rc<Vec<Breakdown>>, Fault> {
        let key = (indicator.id.clone(), year);
        if let Some(found) = self.years.borrow().get(&key) {
            return Ok(Rc::clone(found));
        }
        let stands = matches!(
            indicator.measure,
            Measure::Stock(_) | Measure::StockDistinct(_)
        );
        let from = if stands { 1000 } else { year };
        let span = Span {
            from: date(from, 1, 1),
            to: date(year, 12, 31),
        };
        let cells = self.reader.cells(&indicator.id, span)?;
        let breakdowns = Counting::of(&indicator.measure).iter();
        let breakdowns = breakdowns.map(|counting| Breakdown::of(&cells, *counting, year, units));
        let breakdowns = Rc::new(breakdowns.collect::<Vec<_>>());
        self.years.borrow_mut().insert(key, Rc::clone(&breakdowns));
        Ok(breakdowns)
    }
}

/// How a slice is cut out of a year's total: in one way, or none.
enum Cut {
    Months,
    Part(Part),
    Class(String),
}

impl Cut {
    fn of(slice: &Slice, units: &UnitTree) -> Result<Option<Self>, Withheld> {
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
enum Counting {
    Acts,
    Members,
    Standing,
    StandingMembers,
    Of(&'static str),
}

impl Counting {
    fn of(measure: &Measure) -> &'static [Self] {
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
struct Breakdown {
    stands: bool,
    months: Vec<bool>,
    wholes: BTreeSet<String>,
    alone: BTreeSet<String>,
    classes: BTreeMap<String, bool>,
}

impl Breakdown {
    fn of(cells: &[Cell], counting: Counting, year: i16, units: &UnitTree) -> Self {
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
        let mut found = Self {
            stands: counting.stands(),
            months,
            wholes: BTreeSet::new(),
            alone: BTreeSet::new(),
            classes: classes.collect(),
        };
        if let Some(root) = root(units) {
            found.wholes.insert(root.to_owned());
            found.descend(root, cells, counting, units);
        }
        found
    }

    /// Below a unit that is shown: the units right below it and the unit by itself.
    fn descend(&mut self, unit: &str, cells: &[Cell], counting: Counting, units: &UnitTree) {
        let below = units
            .iter()
            .filter(|other| other.parent.as_deref() == Some(unit));
        let below: Vec<&str> = below.map(|other| other.id.as_str()).collect();
        let counts = below
            .iter()
            .map(|id| counting.count(cells.iter().filter(|cell| units.covers(id, &cell.unit))));
        let mut counts: Vec<i64> = counts.collect();
        counts.push(counting.count(cells.iter().filter(|cell| cell.unit == unit)));
        let shown = shown_of(&counts);
        if below.is_empty() || shown.last() == Some(&true) {
            self.alone.insert(unit.to_owned());
        }
        for (id, _) in below.iter().zip(&shown).filter(|(_, shown)| **shown) {
            self.wholes.insert((*id).to_owned());
            self.descend(id, cells, counting, units);
        }
    }

    fn shows(&self, cut: &Cut, span: Span, year: i16, units: &UnitTree) -> bool {
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
            Cut::Part(Part::Whole(unit)) => self.wholes.contains(unit),
            Cut::Part(Part::Alone(unit)) => self.alone.contains(unit),
            Cut::Part(Part::Level { kind, within }) => {
                let of_kind = of_kind(units, *kind, within.as_deref());
                of_kind.iter().all(|unit| self.alone.contains(unit))
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
