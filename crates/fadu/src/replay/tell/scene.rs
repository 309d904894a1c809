//! What a draw may look at: the telling, its place and day, and what was drawn before.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use fadu_kernel::calendar::Calendar;
use jiff::civil::{Date, DateTime};
use serde_json::Value as Json;

use super::share::Reach;
use super::town::Town;

/// Values drawn once for a telling, by name.
pub type Lets = BTreeMap<String, Json>;

/// A matter that a step of this telling opened, by itself or by hand-over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedHere {
    /// Its name in the story.
    pub name: Option<String>,
    /// Key of the act that opened it.
    pub key: String,
    /// Procedures of which it may be.
    pub procedures: Vec<String>,
    /// Where it was opened.
    pub unit: String,
    /// When.
    pub on: Date,
}

/// What a draw may look at.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The city.
    pub town: &'a Town<'a>,
    /// Working days.
    pub calendar: &'a Calendar,
    /// Which telling, from 0.
    pub telling: u64,
    /// The unit of the matter.
    pub unit: &'a str,
    /// Values drawn so far.
    pub lets: &'a Lets,
    /// A number by which people who share a post are chosen.
    pub pick: u64,
    /// The moment of the step, or of the telling's beginning; `None` where it has no day.
    pub at: Option<DateTime>,
    /// The unit of this repetition.
    pub each: Option<&'a str>,
    /// Which repetition, from 0.
    pub repetition: u64,
    /// Log-in of who acts; empty for people without an account.
    pub doer: &'a str,
    /// What earlier steps opened.
    pub opened: &'a [OpenedHere],
    /// How totals are shared out, by the place of the share in the story.
    pub shares: &'a [Reach],
}

impl<'a> Scene<'a> {
    /// A value drawn before.
    pub fn value(&self, name: &str) -> Result<&'a Json> {
        let found = self.lets.get(name);
        found.with_context(|| format!("nothing was drawn under the name {name}"))
    }

    /// The moment of the step.
    pub fn at(&self) -> Result<DateTime> {
        self.at.context("nothing here has a day yet")
    }

    /// The unit of this repetition.
    pub fn each(&self) -> Result<&'a str> {
        self.each
            .context("{each} needs a step with repeat = \"every:…\"")
    }

    /// The day on which the matter of a name was opened.
    pub fn opened_on(&self, name: &str) -> Result<Date> {
        let found = self
            .opened
            .iter()
            .rev()
            .find(|opened| opened.name.as_deref() == Some(name));
        found
            .map(|opened| opened.on)
            .with_context(|| format!("no earlier step of this telling is named {name}"))
    }
}
