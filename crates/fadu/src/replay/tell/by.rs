//! Who does a step: `mediator`, `mediator#2`, `unit_head@justice_bureau`, `party`, `anyone`.

use anyhow::{Context, Result, ensure};
use fadu_office::submission::Doer;

use super::scene::Scene;
use super::wording::Wording;

/// Who does a step.
#[derive(Debug, Clone, PartialEq)]
pub enum By {
    /// A party of the matter.
    Party,
    /// Anybody without an account.
    Anyone,
    /// Somebody who holds a role.
    Role {
        /// The role's id.
        role: String,
        /// People passed over: `mediator#2` is another person than `mediator`.
        skip: usize,
        /// The unit in which the role is held, if it is not the matter's.
        unit: Option<Wording>,
    },
}

impl By {
    /// Reads `role#2@unit`, `party` or `anyone`.
    pub fn read(text: &str, lets: &[String]) -> Result<Self> {
        match text {
            "party" => return Ok(Self::Party),
            "anyone" => return Ok(Self::Anyone),
            _ => {}
        }
        let (person, unit) = match text.split_once('@') {
            Some((person, unit)) => (person, Some(Wording::read(unit, lets)?)),
            None => (text, None),
        };
        let (role, number) = match person.split_once('#') {
            Some((role, number)) => (role, number.parse().context("after # comes a number")?),
            None => (person, 1_usize),
        };
        ensure!(
            !role.is_empty() && (1..=20).contains(&number),
            "`by = \"{text}\"` is a role, as in mediator#2@justice_bureau"
        );
        Ok(Self::Role {
            role: role.to_owned(),
            skip: number - 1,
            unit,
        })
    }

    /// The role, if it is one.
    pub fn role(&self) -> Option<&str> {
        match self {
            Self::Role { role, .. } => Some(role),
            Self::Party | Self::Anyone => None,
        }
    }

    /// The log-in of who does it; empty for people without an account.
    pub fn login<'a>(&self, scene: &Scene<'a>) -> Result<&'a str> {
        let Self::Role { role, skip, unit } = self else {
            return Ok("");
        };
        let named = unit.as_ref().map(|unit| unit.fill(scene)).transpose()?;
        let unit = named.as_deref().unwrap_or(scene.unit);
        ensure!(scene.town.has(unit), "this city has no unit {unit}");
        let login = scene.town.who(role, unit, scene.pick, *skip);
        login.with_context(|| {
            let number = skip + 1;
            format!(
                "nobody is {role}#{number} at {unit}; add to the file: [[staff]] roles = \
                 [\"{role}\"], units = …, count = {number}"
            )
        })
    }

    /// Who hands the act in.
    pub fn doer(&self, login: &str) -> Doer {
        match self {
            Self::Party => Doer::Party,
            Self::Anyone => Doer::Anyone,
            Self::Role { .. } => Doer::Account(login.to_owned()),
        }
    }
}
