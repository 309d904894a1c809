//! Units of a city (单位) in their tree: city, county, township, village, with departments.
//!
//! Units have a validity period, so that merges and renames keep history. The tree answers who
//! stands above whom; it does not know people.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::words::Words;

/// Key of a unit, stable over renames.
pub type UnitId = String;

/// Deepest tree accepted: city, county, township, village, group, with room for departments.
pub const DEPTH_MAX: usize = 12;

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// 市 (the whole city this installation serves).
    City,
    /// 县、区.
    County,
    /// 乡镇、街道.
    Township,
    /// 村、社区.
    Village,
    /// A department (部门) of whatever level its parent is.
    Department,
    /// A court, procuratorate or other body that takes part without being governed.
    Outside,
}

impl UnitKind {
    /// The key used in packs.
    pub const fn key(self) -> &'static str {
        match self {
            Self::City => "city",
            Self::County => "county",
            Self::Township => "township",
            Self::Village => "village",
            Self::Department => "department",
            Self::Outside => "outside",
        }
    }
}

/// One unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Key.
    pub id: UnitId,
    /// Full name.
    pub name: Words,
    /// Short name used in matter numbers (调兵山市司法局 → 调司).
    pub short: String,
    /// What it is.
    pub kind: UnitKind,
    /// The unit above; `None` for the city.
    pub parent: Option<UnitId>,
    /// First day it exists; `None` is from the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_on: Option<Date>,
    /// Last day it exists; `None` is still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_on: Option<Date>,
    /// The unit that carries on after a merge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<UnitId>,
}

impl Unit {
    /// Whether the unit exists on a day.
    pub fn exists_on(&self, date: Date) -> bool {
        self.from_on.is_none_or(|from| from <= date)
            && self.until_on.is_none_or(|until| date <= until)
    }
}

/// All units of a city.
#[derive(Debug, Clone, Default)]
pub struct UnitTree {
    units: BTreeMap<UnitId, Unit>,
}

/// What is wrong with a list of units.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnitFault {
    /// Two units share a key.
    #[error("unit {0} is listed twice")]
    Doubled(UnitId),
    /// A parent is not in the list.
    #[error("unit {unit} names the parent {parent}, which is not listed")]
    NoParent {
        /// The unit.
        unit: UnitId,
        /// Its missing parent.
        parent: UnitId,
    },
    /// A unit stands above itself, or deeper than [`DEPTH_MAX`].
    #[error("unit {0} stands above itself or too deep")]
    Circular(UnitId),
}

impl UnitTree {
    /// Builds the tree; every parent must be listed and nothing may stand above itself.
    pub fn new(list: impl IntoIterator<Item = Unit>) -> Result<Self, UnitFault> {
        let mut units = BTreeMap::new();
        for unit in list {
            let id = unit.id.clone();
            if units.insert(id.clone(), unit).is_some() {
                return Err(UnitFault::Doubled(id));
            }
        }
        let tree = Self { units };
        for unit in tree.units.values() {
            if let Some(parent) = unit
                .parent
                .as_ref()
                .filter(|id| !tree.units.contains_key(*id))
            {
                let (unit, parent) = (unit.id.clone(), parent.clone());
                return Err(UnitFault::NoParent { unit, parent });
            }
            if tree.ancestors(&unit.id).count() > DEPTH_MAX {
                return Err(UnitFault::Circular(unit.id.clone()));
            }
        }
        Ok(tree)
    }

    /// One unit.
    pub fn get(&self, id: &str) -> Option<&Unit> {
        self.units.get(id)
    }

    /// All units, by key.
    pub fn iter(&self) -> impl Iterator<Item = &Unit> {
        self.units.values()
    }

    /// The unit itself and those above it, nearest first; cut a little past [`DEPTH_MAX`].
    pub fn ancestors(&self, id: &str) -> impl Iterator<Item = &Unit> {
        let start = self.units.get(id);
        let up = |unit: &&Unit| {
            unit.parent
                .as_ref()
                .and_then(|parent| self.units.get(parent))
        };
        std::iter::successors(start, up).take(DEPTH_MAX + 2)
    }

    /// The unit itself, then the one that carries on what it held, and so on through merges.
    pub fn carried_on(&self, id: &str) -> impl Iterator<Item = &Unit> {
        let start = self.units.get(id);
        let next = |unit: &&Unit| {
            let successor = unit.successor.as_ref();
            successor.and_then(|id| self.units.get(id))
        };
        std::iter::successors(start, next).take(DEPTH_MAX)
    }

    /// Whether `upper` is `lower` or stands above it, or above the unit that carries on what
    /// `lower` held: a merge hands the work over from the moment it is recorded.
    pub fn covers(&self, upper: &str, lower: &str) -> bool {
        self.carried_on(lower)
            .any(|unit| self.ancestors(&unit.id).any(|unit| unit.id == upper))
    }

    /// The unit itself and all below it.
    pub fn below(&self, id: &str) -> Vec<&Unit> {
        self.units
            .values()
            .filter(|unit| self.covers(id, &unit.id))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(id: &str, parent: Option<&str>) -> Unit {
        Unit {
            id: id.into(),
            name: Words::new(id, id),
            short: id.into(),
            kind: UnitKind::Department,
            parent: parent.map(str::to_owned),
            from_on: None,
            until_on: None,
            successor: None,
        }
    }

    #[test]
    fn answers_who_stands_above_whom() {
        let list = [
            unit("city", None),
            unit("town", Some("city")),
            unit("village", Some("town")),
        ];
        let tree = UnitTree::new(list).unwrap();
        assert!(tree.covers("city", "village"));
        assert!(tree.covers("town", "town"));
        assert!(!tree.covers("village", "town"));
        assert_eq!(tree.below("town").len(), 2);
    }

    #[test]
    fn a_merged_unit_is_covered_by_the_one_that_carries_on() {
        let merged = Unit {
            successor: Some("new".into()),
            ..unit("old", Some("east"))
        };
        let older = Unit {
            successor: Some("old".into()),
            ..unit("older", Some("east"))
        };
        let list = [
            unit("city", None),
            unit("east", Some("city")),
            unit("west", Some("city")),
            unit("new", Some("west")),
            merged,
            older,
        ];
        let tree = UnitTree::new(list).unwrap();
        for upper in ["old", "new", "west", "east", "city"] {
            assert!(tree.covers(upper, "older"), "{upper}");
        }
        assert!(!tree.covers("old", "new"));
    }

    #[test]
    fn refuses_a_circle_and_a_missing_parent() {
        let circle = UnitTree::new([unit("a", Some("b")), unit("b", Some("a"))]);
        assert!(matches!(circle, Err(UnitFault::Circular(_))));
        let orphan = UnitTree::new([unit("a", Some("z"))]);
        assert!(matches!(orphan, Err(UnitFault::NoParent { .. })));
    }
}
