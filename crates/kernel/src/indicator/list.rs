//! All indicators of a city, found by id and by what they look at.
//!
//! A city has some nine hundred; an act is looked at by the few that name it or its procedure.

use std::collections::BTreeMap;
use std::ops::Deref;

use super::{Indicator, Measure};

/// Indicators in the order of their packs.
#[derive(Debug, Clone, Default)]
pub struct Indicators {
    list: Vec<Indicator>,
    by_id: BTreeMap<String, usize>,
    /// Places by procedure and act: those that count acts.
    by_act: BTreeMap<String, BTreeMap<String, Vec<usize>>>,
    /// Places by procedure: those that look at where its matters stand, or at its clocks.
    by_procedure: BTreeMap<String, Vec<usize>>,
}

impl Indicators {
    /// Adds an indicator; of two with one id the first is found.
    pub fn push(&mut self, indicator: Indicator) {
        let place = self.list.len();
        self.by_id.entry(indicator.id.clone()).or_insert(place);
        match &indicator.measure {
            Measure::Count(observed)
            | Measure::Sum(observed)
            | Measure::Distinct(observed)
            | Measure::Latest(observed) => {
                for (procedure, act) in &observed.acts {
                    let acts = self.by_act.entry(procedure.clone()).or_default();
                    acts.entry(act.clone()).or_default().push(place);
                }
            }
            Measure::Stock(standing) | Measure::StockDistinct(standing) => {
                let procedure = standing.procedure.clone();
                self.by_procedure.entry(procedure).or_default().push(place);
            }
            Measure::OnTime { procedure, .. } => {
                let places = self.by_procedure.entry(procedure.clone()).or_default();
                places.push(place);
            }
            Measure::Ratio { .. }
            | Measure::Difference { .. }
            | Measure::Change { .. }
            | Measure::Days => {}
        }
        self.list.push(indicator);
    }

    /// One indicator.
    pub fn get(&self, id: &str) -> Option<&Indicator> {
        self.list.get(*self.by_id.get(id)?)
    }

    /// Those that an act of a procedure may touch, in the order of the list.
    pub fn touched(&self, procedure: &str, act: &str) -> impl Iterator<Item = &Indicator> {
        let acts = self.by_act.get(procedure).and_then(|acts| acts.get(act));
        let whole = self.by_procedure.get(procedure);
        let mut places: Vec<usize> = acts.into_iter().chain(whole).flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|place| self.list.get(place))
    }
}

impl Deref for Indicators {
    type Target = [Indicator];

    fn deref(&self) -> &[Indicator] {
        &self.list
    }
}

impl Extend<Indicator> for Indicators {
    fn extend<I: IntoIterator<Item = Indicator>>(&mut self, more: I) {
        more.into_iter().for_each(|indicator| self.push(indicator));
    }
}

impl FromIterator<Indicator> for Indicators {
    fn from_iter<I: IntoIterator<Item = Indicator>>(list: I) -> Self {
        let mut indicators = Self::default();
        indicators.extend(list);
        indicators
    }
}

impl<'a> IntoIterator for &'a Indicators {
    type Item = &'a Indicator;
    type IntoIter = std::slice::Iter<'a, Indicator>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}
