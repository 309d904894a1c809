//! The small city of a case: one unit of each kind, matters and counts in memory.
//!
//! It keeps what the kernel decides and decides nothing itself.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use fadu_kernel::act::ActId;
use fadu_kernel::enact::{Enacted, Record};
use fadu_kernel::indicator::{Contribution, Span, Tally};
use fadu_kernel::matter::{Linked, Matter, MatterId, count_linked};
use fadu_kernel::procedure::{LookKey, Procedure};
use fadu_kernel::unit::{Unit, UnitKind, UnitTree};
use fadu_kernel::words::Words;
use jiff::civil::Date;

/// What stands for every unit in the numbers of a case's matters.
const CASE_UNIT: &str = "案";

/// The small city of cases: one unit of each kind, its id the kind's key.
pub(super) fn case_units() -> UnitTree {
    let unit = |kind: UnitKind, parent: Option<UnitKind>| Unit {
        id: kind.key().to_owned(),
        name: Words::new(kind.key(), kind.key()),
        short: CASE_UNIT.to_owned(),
        kind,
        parent: parent.map(|parent| parent.key().to_owned()),
        from_on: None,
        until_on: None,
        successor: None,
    };
    UnitTree::new([
        unit(UnitKind::City, None),
        unit(UnitKind::County, Some(UnitKind::City)),
        unit(UnitKind::Township, Some(UnitKind::County)),
        unit(UnitKind::Village, Some(UnitKind::Township)),
        unit(UnitKind::Department, Some(UnitKind::City)),
        unit(UnitKind::Outside, Some(UnitKind::City)),
    ])
    .unwrap_or_default()
}

/// Matters and contributions in memory.
#[derive(Default)]
pub(super) struct City {
    pub acts: i64,
    pub numbers: BTreeMap<String, u32>,
    pub matters: BTreeMap<MatterId, Matter>,
    pub contributions: Vec<(ActId, Contribution)>,
}

impl City {
    fn linked(&self, id: MatterId) -> Linked {
        let opened = |matter: &&Matter| matter.origin.as_ref().is_some_and(|o| o.matter == id);
        count_linked(self.matters.values().filter(opened))
    }
}

impl Record for City {
    type Fault = Infallible;

    fn matter(&mut self, id: MatterId) -> Result<Option<Matter>, Infallible> {
        let mut matter = self.matters.get(&id).cloned();
        if let Some(matter) = &mut matter {
            matter.linked = self.linked(id);
        }
        Ok(matter)
    }

    fn next_act(&mut self) -> Result<ActId, Infallible> {
        self.acts += 1;
        Ok(ActId(self.acts))
    }

    fn next_number(&mut self, law: &Procedure, unit: &str, on: Date) -> Result<String, Infallible> {
        let seq = self
            .numbers
            .entry(format!("{}/{unit}/{}", law.id, on.year()))
            .or_default();
        *seq += 1;
        let number = law.number.replace("{unit}", CASE_UNIT);
        let number = number.replace("{year}", &on.year().to_string());
        Ok(number.replace("{seq}", &seq.to_string()))
    }

    fn find(
        &mut self,
        procedure: &str,
        key: &LookKey,
        value: &str,
    ) -> Result<Vec<Matter>, Infallible> {
        let meant = |matter: &&Matter| matter.procedure() == procedure && matter.bears(key, value);
        Ok(self.matters.values().filter(meant).cloned().collect())
    }

    fn keep(&mut self, enacted: &Enacted) -> Result<(), Infallible> {
        self.matters.insert(enacted.after.id, enacted.after.clone());
        let act = enacted.act.id;
        self.contributions
            .extend(enacted.contributions.iter().map(|c| (act, c.clone())));
        Ok(())
    }
}

/// Cells summed on the fly, of one unit or of all.
pub(super) struct CityTally<'a> {
    pub city: &'a City,
    pub units: &'a UnitTree,
    pub within: Option<String>,
}

impl CityTally<'_> {
    fn of<'b>(&'b self, indicator: &'b str, span: Span) -> impl Iterator<Item = &'b Contribution> {
        self.city
            .contributions
            .iter()
            .map(|(_, contribution)| contribution)
            .filter(move |c| {
                let inside = self
                    .within
                    .as_ref()
                    .is_none_or(|unit| self.units.covers(unit, &c.unit));
                inside && c.indicator == indicator && span.from <= c.month && c.month <= span.to
            })
    }
}

fn until(on: Date) -> Span {
    Span {
        from: Date::MIN,
        to: on,
    }
}

impl Tally for CityTally<'_> {
    type Error = Infallible;

    fn sum(&self, indicator: &str, span: Span) -> Result<i64, Infallible> {
        Ok(self.of(indicator, span).map(|c| c.amount).sum())
    }

    fn stock(&self, indicator: &str, on: Date) -> Result<i64, Infallible> {
        self.sum(indicator, until(on))
    }

    fn distinct(&self, indicator: &str, span: Span) -> Result<i64, Infallible> {
        let members: BTreeSet<&str> = self
            .of(indicator, span)
            .map(|c| c.member.as_str())
            .collect();
        Ok(i64::try_from(members.len()).unwrap_or(i64::MAX))
    }

    fn stock_distinct(&self, indicator: &str, on: Date) -> Result<i64, Infallible> {
        let mut members: BTreeMap<&str, i64> = BTreeMap::new();
        for c in self.of(indicator, until(on)) {
            *members.entry(&c.member).or_default() += c.amount;
        }
        let standing = members.values().filter(|sum| **sum > 0).count();
        Ok(i64::try_from(standing).unwrap_or(i64::MAX))
    }

    fn of_member(&self, indicator: &str, member: &str, span: Span) -> Result<i64, Infallible> {
        Ok(self
            .of(indicator, span)
            .filter(|c| c.member == member)
            .map(|c| c.amount)
            .sum())
    }

    fn latest(&self, indicator: &str, span: Span) -> Result<Option<i64>, Infallible> {
        Ok(self.of(indicator, span).last().map(|c| c.amount))
    }
}
