//! Texts with places: `沈法审〔{year}〕{n}号`. Places are known when a file is read.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value as Json;

use super::by::By;
use super::scene::Scene;

/// Names of places besides the names of drawn values.
const PLACES: &str = "n, i, each, each_name, year, month, date, unit, unit_name, city, county, \
                      township, village, doer, role:…, account:…";

/// A text with places to be filled.
#[derive(Debug, Clone, PartialEq)]
pub struct Wording(Vec<Part>);

#[derive(Debug, Clone, PartialEq)]
enum Part {
    Literal(String),
    Telling { plus: u64, width: usize },
    Repetition { plus: u64, width: usize },
    Each,
    EachName,
    Year,
    Month,
    Date,
    Unit,
    UnitName,
    Above(&'static str),
    Doer,
    Role(By),
    Account(By),
    Let(String),
}

impl Wording {
    /// Reads a text; `lets` are the drawn values that it may name.
    pub fn read(text: &str, lets: &[String]) -> Result<Self> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '{' | '}' if letters.peek() == Some(&letter) => {
                    literal.push(letter);
                    letters.next();
                }
                '{' => {
                    let name: String = letters.by_ref().take_while(|c| *c != '}').collect();
                    if !literal.is_empty() {
                        parts.push(Part::Literal(std::mem::take(&mut literal)));
                    }
                    parts.push(Part::read(&name, lets).with_context(|| format!("in “{text}”"))?);
                }
                '}' => bail!("“{text}” closes a brace that it does not open; write }}}} for one"),
                other => literal.push(other),
            }
        }
        if !literal.is_empty() || parts.is_empty() {
            parts.push(Part::Literal(literal));
        }
        Ok(Self(parts))
    }

    /// The text itself, if it has no places.
    pub fn as_plain(&self) -> Option<&str> {
        match self.0.as_slice() {
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// The text of a telling.
    pub fn fill(&self, scene: &Scene<'_>) -> Result<String> {
        let mut text = String::new();
        for part in &self.0 {
            part.fill(scene, &mut text)?;
        }
        Ok(text)
    }
}

impl Part {
    fn read(name: &str, lets: &[String]) -> Result<Self> {
        if let Some(by) = name.strip_prefix("role:") {
            return Ok(Self::Role(By::read(by, lets)?));
        }
        if let Some(by) = name.strip_prefix("account:") {
            return Ok(Self::Account(By::read(by, lets)?));
        }
        let (counted, width) = match name.split_once(':') {
            Some((counted, width)) => (counted, width.parse().context("a width is a number")?),
            None => (name, 0),
        };
        ensure!(width <= 20, "the width {width} is too wide");
        let (counted, plus) = match counted.split_once('+') {
            Some((counted, plus)) => (counted, plus.parse().context("a start is a number")?),
            None => (counted, 0),
        };
        Ok(match (counted, name) {
            ("n", _) => Self::Telling { plus, width },
            ("i", _) => Self::Repetition { plus, width },
            (_, "each") => Self::Each,
            (_, "each_name") => Self::EachName,
            (_, "year") => Self::Year,
            (_, "month") => Self::Month,
            (_, "date") => Self::Date,
            (_, "unit") => Self::Unit,
            (_, "unit_name") => Self::UnitName,
            (_, "city") => Self::Above("city"),
            (_, "county") => Self::Above("county"),
            (_, "township") => Self::Above("township"),
            (_, "village") => Self::Above("village"),
            (_, "doer") => Self::Doer,
            _ if lets.iter().any(|known| known == name) => Self::Let(name.to_owned()),
            _ => bail!(
                "{{{name}}} stands for nothing; there are {PLACES}, and: {}",
                lets.join(", ")
            ),
        })
    }

    fn fill(&self, scene: &Scene<'_>, text: &mut String) -> Result<()> {
        let numbered = |number: u64, plus: &u64, width: &usize| {
            let width = *width;
            format!("{:0width$}", number + plus)
        };
        match self {
            Self::Literal(literal) => text.push_str(literal),
            Self::Telling { plus, width } => {
                text.push_str(&numbered(scene.telling + 1, plus, width));
            }
            Self::Repetition { plus, width } => {
                text.push_str(&numbered(scene.repetition + 1, plus, width));
            }
            Self::Each => text.push_str(scene.each()?),
            Self::EachName => text.push_str(scene.town.name(scene.each()?)),
            Self::Year => text.push_str(&scene.at()?.year().to_string()),
            Self::Month => text.push_str(&scene.at()?.month().to_string()),
            Self::Date => text.push_str(&scene.at()?.date().to_string()),
            Self::Unit => text.push_str(scene.unit),
            Self::UnitName => text.push_str(scene.town.name(scene.unit)),
            Self::Above(kind) => {
                let above = scene.town.above(scene.unit, kind);
                let above =
                    above.with_context(|| format!("{} stands below no {kind}", scene.unit))?;
                text.push_str(scene.town.name(above));
            }
            Self::Doer => text.push_str(scene.town.person(scene.doer)),
            Self::Role(by) => text.push_str(scene.town.person(by.login(scene)?)),
            Self::Account(by) => text.push_str(by.login(scene)?),
            Self::Let(name) => match scene.value(name)? {
                Json::String(value) => text.push_str(value),
                other => text.push_str(&other.to_string()),
            },
        }
        Ok(())
    }
}
