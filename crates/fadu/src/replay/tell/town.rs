//! A city as stories see it: its units by kind and who holds what where.

use std::collections::BTreeMap;

use anyhow::{Result, bail, ensure};
use fadu_kernel::unit::Unit;

use crate::replay::city::CityFile;

/// Kinds of unit that a story may name.
const KINDS: [&str; 6] = [
    "city",
    "county",
    "township",
    "village",
    "department",
    "outside",
];

/// A city's units and people, looked up in no time.
#[derive(Debug)]
pub struct Town<'a> {
    units: BTreeMap<&'a str, &'a Unit>,
    by_kind: BTreeMap<&'static str, Vec<&'a str>>,
    holders: BTreeMap<(&'a str, &'a str), Vec<&'a str>>,
    anywhere: BTreeMap<&'a str, Vec<&'a str>>,
    names: BTreeMap<&'a str, &'a str>,
}

/// How a unit is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// This one.
    Fixed(String),
    /// These in turn by telling.
    Turn(Vec<String>),
    /// One of these, drawn.
    Any(Vec<String>),
    /// Every one of these.
    Every(Vec<String>),
}

impl<'a> Town<'a> {
    pub fn new(city: &'a CityFile) -> Self {
        let mut town = Self {
            units: BTreeMap::new(),
            by_kind: BTreeMap::new(),
            holders: BTreeMap::new(),
            anywhere: BTreeMap::new(),
            names: BTreeMap::new(),
        };
        for unit in &city.units {
            town.units.insert(&unit.id, unit);
            let kind = town.by_kind.entry(unit.kind.key()).or_default();
            kind.push(&unit.id);
        }
        for account in &city.accounts {
            town.names.insert(&account.login, &account.name);
            for post in &account.posts {
                let here = town.holders.entry((&post.role, &post.unit)).or_default();
                here.push(&account.login);
                town.anywhere
                    .entry(&post.role)
                    .or_default()
                    .push(&account.login);
            }
        }
        town
    }

    /// Whether a unit of this id exists.
    pub fn has(&self, id: &str) -> bool {
        self.units.contains_key(id)
    }

    /// Somebody who holds the role in the unit, else in the nearest above, else anywhere.
    ///
    /// `pick` chooses among people who share a post; `skip` people are passed over, so that
    /// another person than the first is found.
    pub fn who(&self, role: &str, unit: &str, pick: u64, skip: usize) -> Option<&'a str> {
        let pick = usize::try_from(pick % 9973).unwrap_or(0);
        let mut passed: Vec<&str> = Vec::new();
        let mut place = self.units.get(unit);
        while let Some(here) = place {
            let key = (role, here.id.as_str());
            let holders = self.holders.get(&key).map_or(&[][..], Vec::as_slice);
            for turn in 0..holders.len() {
                let Some(login) = holders.get((pick + turn) % holders.len()) else {
                    continue;
                };
                if passed.contains(login) {
                    continue;
                }
                if passed.len() == skip {
                    return Some(login);
                }
                passed.push(login);
            }
            place = here.parent.as_deref().and_then(|id| self.units.get(id));
        }
        let all = self.anywhere.get(role)?;
        let others = all.iter().filter(|login| !passed.contains(login)).count();
        let wanted = skip.saturating_sub(passed.len());
        let mut others_left = all.iter().cycle().skip(pick % all.len());
        (wanted < others)
            .then(|| {
                let mut seen: Vec<&str> = Vec::new();
                others_left.find(|login| {
                    let is_new = !passed.contains(login) && !seen.contains(login);
                    if is_new {
                        seen.push(login);
                    }
                    seen.len() > wanted
                })
            })?
            .copied()
    }

    /// The name of the person behind a log-in.
    pub fn person(&self, login: &str) -> &'a str {
        self.names.get(login).copied().unwrap_or_default()
    }

    /// The Chinese name of a unit.
    pub fn name(&self, id: &str) -> &'a str {
        self.units.get(id).map_or("", |unit| unit.name.zh.as_str())
    }

    /// The unit of a kind at or above another.
    pub fn above(&self, id: &str, kind: &str) -> Option<&'a str> {
        let mut place = self.units.get(id);
        while let Some(here) = place {
            if here.kind.key() == kind {
                return Some(&here.id);
            }
            place = here.parent.as_deref().and_then(|id| self.units.get(id));
        }
        None
    }

    fn is_within(&self, id: &str, upper: &str) -> bool {
        let mut place = self.units.get(id);
        while let Some(here) = place {
            if here.id == upper {
                return true;
            }
            place = here.parent.as_deref().and_then(|id| self.units.get(id));
        }
        false
    }

    /// The units of a kind, or those of them in or below one: `village` or `village@liulin`.
    pub fn of_kind(&self, text: &str) -> Result<Vec<String>> {
        let (kind, within) = match text.split_once('@') {
            Some((kind, within)) => (kind, Some(within)),
            None => (text, None),
        };
        ensure!(
            KINDS.contains(&kind),
            "{kind} is no kind of unit; there are: {}",
            KINDS.join(", ")
        );
        if let Some(upper) = within {
            ensure!(self.has(upper), "this city has no unit {upper}");
        }
        let all = self.by_kind.get(kind).map_or(&[][..], Vec::as_slice);
        let chosen = all
            .iter()
            .filter(|id| within.is_none_or(|upper| self.is_within(id, upper)));
        let chosen: Vec<String> = chosen.map(|id| (*id).to_owned()).collect();
        ensure!(!chosen.is_empty(), "this city has no unit of kind {text}");
        Ok(chosen)
    }

    /// Reads `each:kind`, `any:kind`, `every:kind` or the id of a unit.
    pub fn find(&self, text: &str) -> Result<Where> {
        Ok(match text.split_once(':') {
            Some(("each", kind)) => Where::Turn(self.of_kind(kind)?),
            Some(("any", kind)) => Where::Any(self.of_kind(kind)?),
            Some(("every", kind)) => Where::Every(self.of_kind(kind)?),
            Some((other, _)) => bail!("`{other}:` is not known; write each:, any: or every:"),
            None => {
                ensure!(
                    self.has(text),
                    "this city has no unit {text}; name one, or a kind as in each:village"
                );
                Where::Fixed(text.to_owned())
            }
        })
    }

    /// Reads a text as [`Self::find`] does, or a list of these that take turns.
    pub fn find_value(&self, value: &toml::Value) -> Result<Where> {
        match value {
            toml::Value::String(text) => self.find(text),
            toml::Value::Array(entries) => {
                let mut units = Vec::new();
                for entry in entries {
                    let text = entry.as_str().unwrap_or_default();
                    units.extend_from_slice(self.find(text)?.units());
                }
                ensure!(!units.is_empty(), "the list of units is empty");
                Ok(Where::Turn(units))
            }
            _ => bail!("a unit is a text such as each:village, or a list of ids"),
        }
    }
}

impl Where {
    /// The units among which it chooses.
    pub fn units(&self) -> &[String] {
        match self {
            Self::Fixed(id) => std::slice::from_ref(id),
            Self::Turn(units) | Self::Any(units) | Self::Every(units) => units,
        }
    }

    /// The unit of a telling; `drawn` is a number by chance.
    pub fn at(&self, telling: u64, drawn: u64) -> &str {
        let units = self.units();
        let length = units.len().max(1) as u64;
        let place = match self {
            Self::Fixed(_) => 0,
            Self::Turn(_) | Self::Every(_) => telling % length,
            Self::Any(_) => drawn % length,
        };
        let place = usize::try_from(place).unwrap_or(0);
        units.get(place).map_or("", String::as_str)
    }
}
