//! Reading the tables of a story file: known keys only, with words that say what would be right.

use anyhow::{Context, Result, bail, ensure};
use jiff::civil::{Date, Time};
use serde_json::{Value as Json, json};
use toml::{Table, Value};

/// Refuses a key that nothing would read.
pub fn known_keys(table: &Table, known: &[&str]) -> Result<()> {
    for key in table.keys() {
        ensure!(
            known.contains(&key.as_str()),
            "the key `{key}` is not known here; there are: {}",
            known.join(", ")
        );
    }
    Ok(())
}

/// A text that must be there.
pub fn text<'a>(table: &'a Table, key: &str) -> Result<&'a str> {
    maybe_text(table, key)?.with_context(|| format!("`{key}` is missing"))
}

/// A text that may be there.
pub fn maybe_text<'a>(table: &'a Table, key: &str) -> Result<Option<&'a str>> {
    match table.get(key) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => bail!("`{key}` must be a text"),
    }
}

/// A yes or no; no where it is left out.
pub fn flag(table: &Table, key: &str) -> Result<bool> {
    match table.get(key) {
        None => Ok(false),
        Some(Value::Boolean(flag)) => Ok(*flag),
        Some(_) => bail!("`{key}` must be true or false"),
    }
}

/// A whole number.
pub fn whole(value: &Value) -> Result<i64> {
    value.as_integer().context("a whole number belongs here")
}

/// A whole number that is not negative.
pub fn count(value: &Value) -> Result<u64> {
    let number = whole(value)?;
    u64::try_from(number)
        .ok()
        .context("it must not be negative")
}

/// One number, or the least and the greatest.
pub fn range(value: &Value) -> Result<(i64, i64)> {
    match value {
        Value::Integer(number) => Ok((*number, *number)),
        Value::Array(ends) if ends.len() == 2 => {
            let (Some(least), Some(most)) = (ends.first(), ends.last()) else {
                bail!("a range is [least, greatest]");
            };
            let (least, most) = (whole(least)?, whole(most)?);
            ensure!(least <= most, "the range [{least}, {most}] is empty");
            Ok((least, most))
        }
        _ => bail!("a number or [least, greatest] belongs here"),
    }
}

/// A date written as a text.
pub fn date(text: &str) -> Result<Date> {
    text.parse()
        .ok()
        .with_context(|| format!("{text} is no date like 2022-07-08"))
}

/// An hour of the day written as a text.
pub fn time(text: &str) -> Result<Time> {
    let full = format!("{text}:00");
    full.parse()
        .ok()
        .with_context(|| format!("{text} is no time like 14:30"))
}

/// A plain value as a fact.
pub fn plain(value: &Value) -> Result<Json> {
    Ok(match value {
        Value::String(text) => json!(text),
        Value::Integer(number) => json!(number),
        Value::Float(number) => json!(number.to_string()),
        Value::Boolean(flag) => json!(flag),
        Value::Datetime(moment) => json!(moment.to_string()),
        Value::Array(entries) => Json::Array(entries.iter().map(plain).collect::<Result<_>>()?),
        Value::Table(_) => bail!("a table is no plain value"),
    })
}
