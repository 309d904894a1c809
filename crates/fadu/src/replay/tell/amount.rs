//! How many: numbers that stories take from published figures, so that a figure steers how often
//! something is told. What is counted afterwards comes from the acts alone.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use fadu_kernel::field::parse_scaled;
use toml::{Table, Value};

use super::keys::{known_keys, whole};
use crate::replay::figures::Figure;

/// Decimals kept of a published value: more than any report prints.
const PLACES: u8 = 6;
/// One, with that many decimals.
const ONE: i128 = 1_000_000;
/// Most tellings, repetitions or parts: a city of ten million does not report more at once.
pub const AMOUNT_MAX: u64 = 2_000_000_000;

/// Published values by the id of their figure.
#[derive(Debug, Clone, Default)]
pub struct Values(BTreeMap<String, String>);

impl Values {
    /// The values of published figures.
    pub fn new<'a>(figures: impl IntoIterator<Item = &'a Figure>) -> Self {
        let pairs = figures.into_iter();
        Self(
            pairs
                .map(|figure| (figure.id.clone(), figure.value.clone()))
                .collect(),
        )
    }

    fn scaled(&self, id: &str) -> Result<i128> {
        let text = self.0.get(id).with_context(|| {
            format!("the figure {id} is not listed; add its row to the city's figures/*.toml")
        })?;
        let value = parse_scaled(text, PLACES);
        let value = value.with_context(|| format!("the figure {id} is {text}, which is no number"));
        value.map(i128::from)
    }

    /// The value of a figure as it was published.
    pub fn text(&self, id: &str) -> Result<&str> {
        self.scaled(id)?;
        Ok(self.0.get(id).map_or("", String::as_str))
    }

    /// The value of a figure without its decimals.
    fn whole(&self, id: &str) -> Result<i128> {
        Ok(self.scaled(id)? / ONE)
    }

    /// So many that they are the figure's per cent of a total, to the nearest.
    pub fn part_of(&self, rate: &str, total: u64) -> Result<u64> {
        let hundred = ONE * 100;
        let part = (self.scaled(rate)? * i128::from(total) + hundred / 2) / hundred;
        in_bounds(part)
    }

    /// Reads a number, the id of a figure, or a table of figures added and taken away.
    pub fn amount(&self, value: &Value) -> Result<u64> {
        match value {
            Value::Integer(number) => in_bounds(i128::from(*number)),
            Value::String(id) => in_bounds(self.whole(id)?),
            Value::Table(table) if table.contains_key("rate") => self.rate(table),
            Value::Table(table) => {
                known_keys(table, &["figure", "less", "plus"])?;
                let first = table
                    .get("figure")
                    .context("an amount is a number or names a figure: { figure = \"F145\" }")?;
                let less = self.sum(table.get("less"))?;
                in_bounds(self.term(first)? + self.sum(table.get("plus"))? - less)
            }
            _ => bail!("an amount is a number or {{ figure = \"F145\" }}"),
        }
    }

    fn rate(&self, table: &Table) -> Result<u64> {
        known_keys(table, &["rate", "of"])?;
        let rate = table.get("rate").and_then(Value::as_str);
        let rate = rate.context("`rate` names a figure in per cent")?;
        let of = table
            .get("of")
            .context("`rate` needs `of`: a figure or a number")?;
        self.part_of(rate, self.amount(of)?)
    }

    fn term(&self, value: &Value) -> Result<i128> {
        match value {
            Value::String(id) => self.whole(id),
            Value::Table(_) => Ok(i128::from(self.amount(value)?)),
            other => Ok(i128::from(whole(other)?)),
        }
    }

    fn sum(&self, value: Option<&Value>) -> Result<i128> {
        match value {
            None => Ok(0),
            Some(Value::Array(terms)) => terms.iter().map(|term| self.term(term)).sum(),
            Some(one) => self.term(one),
        }
    }
}

fn in_bounds(number: i128) -> Result<u64> {
    let fits = u64::try_from(number)
        .ok()
        .filter(|number| *number <= AMOUNT_MAX);
    ensure!(
        fits.is_some(),
        "the amount comes to {number}, which cannot be told"
    );
    Ok(fits.unwrap_or(0))
}

/// How many of the first `count` of `total` places are chosen when `chosen` are, evenly spread.
pub fn chosen_before(count: u64, chosen: u64, total: u64) -> u64 {
    let spread = u128::from(count) * u128::from(chosen) / u128::from(total.max(1));
    u64::try_from(spread).unwrap_or(u64::MAX)
}
