//! What a city decides by: packs, calendar, statutes and the unit tree, read once and shared.
//!
//! Rules do not change while a city runs, but for its units.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use fadu_kernel::calendar::Calendar;
use fadu_kernel::deadline::Policy;
use fadu_kernel::decide::Setting;
use fadu_kernel::enact::Law;
use fadu_kernel::unit::UnitTree;
use fadu_pack::packs::Packs;
use fadu_pack::statutes::{StatuteIndex, StatuteTexts};
use jiff::civil::DateTime;

use crate::outlines::Outlines;

/// Packs, calendar and statutes of a running city.
#[derive(Debug)]
pub struct Rules {
    /// All packs with overlays.
    pub packs: Packs,
    /// Working days.
    pub calendar: Calendar,
    /// The statute index.
    pub statutes: StatuteIndex,
    /// Statute texts, where the user installed them.
    pub texts: Option<StatuteTexts>,
    /// Which date binds where the law does not state rollover.
    pub policy: Policy,
    /// Outlines of reports.
    pub outlines: Outlines,
    parameters: BTreeMap<String, i64>,
    units: RwLock<Arc<UnitTree>>,
}

impl Rules {
    /// Gathers the rules; units are set once the store is open.
    pub fn new(
        packs: Packs,
        calendar: Calendar,
        statutes: StatuteIndex,
        texts: Option<StatuteTexts>,
        policy: Policy,
    ) -> Self {
        let parameters = packs.parameter_values();
        let units = RwLock::default();
        let outlines = Outlines::of(&packs);
        Self {
            packs,
            calendar,
            statutes,
            texts,
            policy,
            outlines,
            parameters,
            units,
        }
    }

    /// The unit tree as it stands.
    pub fn units(&self) -> Arc<UnitTree> {
        Arc::clone(&self.units.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the unit tree after a change of units.
    pub fn set_units(&self, units: UnitTree) {
        *self.units.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(units);
    }

    /// What a province or city set, by `pack.key`.
    pub fn parameters(&self) -> &BTreeMap<String, i64> {
        &self.parameters
    }

    /// What a decision looks at.
    pub fn setting<'a>(&'a self, units: &'a UnitTree, now: DateTime) -> Setting<'a> {
        Setting {
            calendar: &self.calendar,
            units,
            parameters: &self.parameters,
            policy: self.policy,
            now,
        }
    }

    /// Procedures and indicators.
    pub fn law(&self) -> Law<'_> {
        Law {
            procedures: &self.packs.procedures,
            indicators: &self.packs.indicators,
        }
    }
}
