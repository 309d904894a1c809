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

mod breakdown;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use fadu_kernel::actor::{Entitled, Post, Reach};
use fadu_kernel::indicator::{Against, Indicator, Measure, Span};
use fadu_kernel::procedure::Procedure;
use fadu_kernel::unit::UnitTree;
use fadu_kernel::words::Words;
use fadu_store::Reader;
use jiff::civil::{Date, date};

use self::breakdown::{Breakdown, Counting, Cut};
use crate::fault::Fault;
use crate::figures::counted_parts;
use crate::rules::Rules;
use crate::see_matter::{keeps_sensitive, works};
use crate::slice::Slice;
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
                "这项工作涉及敏感个人信息，向公众显示时一次只按一种方式分：\
                 按月、按单位或者按类别。",
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

/// The procedures behind an indicator that belong to guarded packs.
fn guarded<'a>(
    rules: &'a Rules,
    packs: &BTreeSet<&str>,
    indicator: &'a Indicator,
) -> Vec<&'a Procedure> {
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
    found
        .filter(|law| packs.contains(law.pack.as_str()))
        .collect()
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
    guarded: BTreeSet<&'a str>,
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
        let laws = rules.packs.procedures.each_newest();
        let guarded = laws.filter(|law| is_guarded(rules, law));
        Self {
            reader,
            rules,
            viewer,
            today,
            guarded: guarded.map(|law| law.pack.as_str()).collect(),
            years: RefCell::default(),
        }
    }

    /// Whether the acts behind a figure may be listed one by one: in a guarded pack a list would
    /// tell what the figure withholds.
    pub fn lists_acts(&self, indicator: &Indicator, unit: Option<&str>) -> bool {
        let units = self.rules.units();
        let laws = guarded(self.rules, &self.guarded, indicator);
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
