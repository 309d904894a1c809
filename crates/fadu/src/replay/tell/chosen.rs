//! Conditions of stories: in which tellings something happens.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value as Json;
use toml::{Table, Value};

use super::amount::{Values, chosen_before};
use super::keys::{count, known_keys, plain, text};
use super::scene::Lets;
use crate::replay::chance::Chance;

/// In which tellings something happens.
#[derive(Debug, Clone, PartialEq)]
pub enum Chosen {
    /// In the first so many of each so many.
    Of { of: u64, first: u64 },
    /// In so many of all tellings, spread evenly.
    Exactly { chosen: u64, total: u64 },
    /// By chance, so many times in a hundred.
    Percent(u32),
    /// If a drawn value is one of these.
    Let { name: String, is: Vec<Json> },
    /// Not then.
    Not(Box<Self>),
    /// If all hold.
    All(Vec<Self>),
    /// If one holds.
    Any(Vec<Self>),
}

/// What reading a condition needs to know of its story.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Published values.
    pub values: &'a Values,
    /// How many tellings there are.
    pub total: u64,
    /// Names of drawn values.
    pub lets: &'a [String],
}

impl Chosen {
    /// Reads a condition.
    pub fn read(value: &Value, known: Known<'_>) -> Result<Self> {
        let table = value
            .as_table()
            .context("a condition is a table such as { of = 100, first = 98 }")?;
        let has = |key: &str| table.contains_key(key);
        if has("of") || has("first") {
            return Self::read_of(table);
        }
        if has("let") || has("is") {
            return Self::read_let(table, known);
        }
        ensure!(
            table.len() == 1,
            "a condition has one key, as {{ every = 7 }}"
        );
        let Some((key, value)) = table.iter().next() else {
            bail!("the condition is empty");
        };
        let total = known.total;
        let within = |chosen: u64| {
            ensure!(
                chosen <= total,
                "{chosen} tellings cannot be chosen of {total}; tell the story more often"
            );
            Ok(Self::Exactly { chosen, total })
        };
        let list = |value: &Value| -> Result<Vec<Self>> {
            let entries = value
                .as_array()
                .context("a list of conditions belongs here")?;
            let read = entries.iter().map(|entry| Self::read(entry, known));
            read.collect()
        };
        match key.as_str() {
            "exactly" => within(known.values.amount(value)?),
            "except" => Ok(Self::Not(Box::new(within(known.values.amount(value)?)?))),
            "rate" => {
                let figure = value.as_str().context("`rate` names a figure")?;
                within(known.values.part_of(figure, total)?)
            }
            "every" => {
                let every = count(value)?.max(1);
                Ok(Self::Of {
                    of: every,
                    first: 1,
                })
            }
            "percent" => {
                let share = u32::try_from(count(value)?).unwrap_or(u32::MAX);
                ensure!(share <= 100, "{share} is more than a hundred per cent");
                Ok(Self::Percent(share))
            }
            "not" => Ok(Self::Not(Box::new(Self::read(value, known)?))),
            "all" => Ok(Self::All(list(value)?)),
            "any" => Ok(Self::Any(list(value)?)),
            other => bail!(
                "the condition `{other}` is not known; there are: of with first, exactly, \
                 except, rate, every, percent, let with is, not, all, any"
            ),
        }
    }

    fn read_of(table: &Table) -> Result<Self> {
        known_keys(table, &["of", "first"])?;
        let (Some(of), Some(first)) = (table.get("of"), table.get("first")) else {
            bail!("`of` and `first` come together: {{ of = 100, first = 98 }}");
        };
        let (of, first) = (count(of)?, count(first)?);
        ensure!(of > 0 && first <= of, "{first} of {of} cannot be chosen");
        Ok(Self::Of { of, first })
    }

    fn read_let(table: &Table, known: Known<'_>) -> Result<Self> {
        known_keys(table, &["let", "is"])?;
        let name = text(table, "let")?;
        ensure!(
            known.lets.iter().any(|other| other == name),
            "no value is drawn under the name {name}; there are: {}",
            known.lets.join(", ")
        );
        let is = table.get("is").context("`let` needs `is`")?;
        let is = match is {
            Value::Array(entries) => entries.iter().map(plain).collect::<Result<_>>()?,
            one => vec![plain(one)?],
        };
        Ok(Self::Let {
            name: name.to_owned(),
            is,
        })
    }

    /// Whether it holds in a telling, from 0.
    pub fn holds(&self, telling: u64, lets: &Lets, chance: &mut Chance) -> bool {
        match self {
            Self::Of { of, first } => telling % of < *first,
            Self::Exactly { chosen, total } => {
                let before = |count| chosen_before(count, *chosen, *total);
                before(telling + 1) > before(telling)
            }
            Self::Percent(share) => chance.percent(*share),
            Self::Let { name, is } => lets.get(name).is_some_and(|value| is.contains(value)),
            Self::Not(other) => !other.holds(telling, lets, chance),
            Self::All(all) => all.iter().all(|one| one.holds(telling, lets, chance)),
            Self::Any(any) => any.iter().any(|one| one.holds(telling, lets, chance)),
        }
    }

    /// Whether chance decides, so that nothing can be shared out under it.
    pub fn is_chance(&self) -> bool {
        match self {
            Self::Of { .. } | Self::Exactly { .. } | Self::Let { .. } => false,
            Self::Percent(_) => true,
            Self::Not(other) => other.is_chance(),
            Self::All(list) | Self::Any(list) => list.iter().any(Self::is_chance),
        }
    }

    /// Whether a drawn value decides.
    pub fn is_drawn(&self) -> bool {
        match self {
            Self::Of { .. } | Self::Exactly { .. } | Self::Percent(_) => false,
            Self::Let { .. } => true,
            Self::Not(other) => other.is_drawn(),
            Self::All(list) | Self::Any(list) => list.iter().any(Self::is_drawn),
        }
    }
}
