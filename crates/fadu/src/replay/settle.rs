//! Units and people that a city's file lists by convention: so many villages below each township,
//! so many people for a role in each unit. Names are invented.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use fadu_kernel::unit::{Unit, UnitKind};
use fadu_kernel::words::Words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::chance::Chance;
use super::city::{AccountEntry, CityFile, PostEntry};
use super::names;
use super::tell::Town;

/// Most units or people that one entry makes: a convention, not a census.
const MADE_MAX: usize = 5_000;
/// The day since which people hold a post, where nothing is said.
const SINCE: Date = Date::constant(2000, 1, 1);

/// Units below other units, by convention.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitsOf {
    /// Kind of the units made.
    pub kind: UnitKind,
    /// The units above: an id, a list, or `each:township`.
    pub parent: toml::Value,
    /// How many below each: a number, or a number for each parent.
    pub count: Count,
    /// Their names, taken in turn.
    pub names: Vec<UnitName>,
}

/// How many units stand below each parent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Count {
    /// As many below each.
    Same(usize),
    /// So many by parent.
    By(BTreeMap<String, usize>),
}

/// A name for units made by convention.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitName {
    /// End of the unit's id, after its parent's.
    pub id: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// End of the short name, after the parent's.
    pub short: String,
}

/// People for roles, by convention.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Staff {
    /// Roles that each of them holds.
    pub roles: Vec<String>,
    /// In which units: an id, a list, or `each:village`.
    pub units: toml::Value,
    /// How many in each unit.
    #[serde(default = "one")]
    pub count: usize,
    /// Since when.
    #[serde(default)]
    pub from: Option<String>,
}

const fn one() -> usize {
    1
}

impl CityFile {
    /// Makes the units that the file lists by convention.
    pub fn make_units(&mut self) -> Result<()> {
        for entry in std::mem::take(&mut self.units_of) {
            let made = self.units_below(&entry).context("[[units_of]]")?;
            self.units.extend(made);
        }
        Ok(())
    }

    fn units_below(&self, entry: &UnitsOf) -> Result<Vec<Unit>> {
        let parents = Town::new(self).find_value(&entry.parent)?.units().to_vec();
        let mut names = entry.names.iter().cycle();
        let mut made = Vec::new();
        for parent in parents {
            let above = self.units.iter().find(|unit| unit.id == parent);
            let above = above.with_context(|| format!("there is no unit {parent}"))?;
            let count = match &entry.count {
                Count::Same(count) => *count,
                Count::By(counts) => *counts
                    .get(&parent)
                    .with_context(|| format!("`count` says nothing of {parent}"))?,
            };
            ensure!(
                count <= entry.names.len() && made.len() + count <= MADE_MAX,
                "{count} units below {parent} need as many different names"
            );
            for name in names.by_ref().take(count) {
                made.push(Unit {
                    id: format!("{parent}_{}", name.id),
                    name: Words::new(name.zh.clone(), name.en.clone()),
                    short: format!("{}{}", above.short, name.short),
                    kind: entry.kind,
                    parent: Some(parent.clone()),
                    from_on: None,
                    until_on: None,
                    successor: None,
                });
            }
        }
        Ok(made)
    }

    /// Gives posts to invented people.
    pub fn employ(&mut self, staff: &[Staff]) -> Result<()> {
        let mut logins: BTreeSet<String> = self
            .accounts
            .iter()
            .map(|account| account.login.clone())
            .collect();
        let mut made = Vec::new();
        let town = Town::new(self);
        for entry in staff {
            let first = entry.roles.first().context("[[staff]]: `roles` is empty")?;
            let told = || format!("[[staff]] of {first}");
            let units = town.find_value(&entry.units).with_context(told)?;
            let from = match &entry.from {
                None => SINCE,
                Some(text) => text
                    .parse()
                    .ok()
                    .context("`from` is no date")
                    .with_context(told)?,
            };
            let people = units.units().len() * entry.count;
            ensure!(people <= MADE_MAX, "{}: too many people", told());
            for unit in units.units() {
                for _ in 0..entry.count {
                    let login = free_login(&mut logins, first, unit)?;
                    made.push(person(entry, login, unit, from));
                }
            }
        }
        self.accounts.extend(made);
        Ok(())
    }
}

fn person(entry: &Staff, login: String, unit: &str, from: Date) -> AccountEntry {
    let seed = login.bytes().fold(7_u64, |seed, byte| {
        seed.wrapping_mul(31).wrapping_add(u64::from(byte))
    });
    let post = |role: &String| PostEntry {
        role: role.clone(),
        unit: unit.to_owned(),
        from,
    };
    AccountEntry {
        name: names::person(&mut Chance::new(seed)),
        login,
        posts: entry.roles.iter().map(post).collect(),
        persona: None,
    }
}

/// `<role>_<unit>`, with a number behind it where that is taken.
fn free_login(logins: &mut BTreeSet<String>, role: &str, unit: &str) -> Result<String> {
    for number in 1..1_000 {
        let login = match number {
            1 => format!("{role}_{unit}"),
            _ => format!("{role}_{unit}_{number}"),
        };
        if logins.insert(login.clone()) {
            return Ok(login);
        }
    }
    bail!("too many people are {role} at {unit}")
}
