//! The file that says what a city is: its units, people with their posts, and settings.

use std::path::Path;

use anyhow::{Result, ensure};
use fadu_kernel::unit::{Unit, UnitTree};
use fadu_kernel::words::Words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::settle::{Staff, UnitsOf};
use crate::speak::told;

/// A city's file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CityFile {
    /// The city and its settings.
    pub city: CitySettings,
    /// Units, in any order.
    pub units: Vec<Unit>,
    /// Units listed by convention; none are left once the file is read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units_of: Vec<UnitsOf>,
    /// People listed by convention; none are left once the file is read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub staff: Vec<Staff>,
    /// People with accounts.
    #[serde(default)]
    pub accounts: Vec<AccountEntry>,
}

/// The city and its settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CitySettings {
    /// Key; the first part of every table's key.
    pub id: String,
    /// Name.
    pub name: Words,
    /// The office that runs the platform, as printed on papers.
    pub office_name: Words,
    /// The telephone number on every page.
    pub telephone: String,
    /// Hours from universal time to the city's civil time.
    pub time_offset_hours: i8,
    /// Which date binds where the law does not state rollover: `strict` or `rolled`.
    pub policy: String,
    /// Overlays laid on top of packs, by name.
    #[serde(default)]
    pub overlays: Vec<String>,
    /// The calendar's region, where it has holidays of its own.
    #[serde(default)]
    pub region: Option<String>,
    /// Pages say that people and cases are invented.
    #[serde(default)]
    pub demo: bool,
}

/// A person with an account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountEntry {
    /// Login name.
    pub login: String,
    /// Name.
    pub name: String,
    /// What the person does.
    pub posts: Vec<PostEntry>,
    /// In a demo: one of the people to try, and what as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub persona: Option<Words>,
}

/// A role held in a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostEntry {
    /// The role's id, declared by a pack.
    pub role: String,
    /// The unit's id.
    pub unit: String,
    /// First day.
    pub from: Date,
}

fn unreadable(path: &Path, reason: &str) -> anyhow::Error {
    let file = path.display();
    told(
        format!("城市文件 {file} 不能使用，请改正后再运行：{reason}"),
        format!("the city file {file} cannot be used; mend it and run again: {reason}"),
    )
}

impl CityFile {
    /// Reads and checks a city's file.
    pub fn load(path: &Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(path).map_err(|error| unreadable(path, &error.to_string()))?;
        Self::parse(&text).map_err(|error| unreadable(path, &format!("{error:#}")))
    }

    /// Reads and checks a city's text.
    pub fn parse(text: &str) -> Result<Self> {
        let mut city: Self = toml::from_str(text)?;
        city.make_units()?;
        let staff = std::mem::take(&mut city.staff);
        city.employ(&staff)?;
        let tree = city.tree()?;
        let mut logins = std::collections::BTreeSet::new();
        for account in &city.accounts {
            ensure!(
                logins.insert(&account.login),
                "the login {} is listed twice",
                account.login
            );
            for post in &account.posts {
                let known = tree.get(&post.unit).is_some();
                ensure!(
                    known,
                    "{} has a post in {}, no unit",
                    account.login,
                    post.unit
                );
            }
        }
        Ok(city)
    }

    /// The units as a tree.
    pub fn tree(&self) -> Result<UnitTree> {
        Ok(UnitTree::new(self.units.iter().cloned())?)
    }
}
