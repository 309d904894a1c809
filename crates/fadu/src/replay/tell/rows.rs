//! Rows of a table: facts that belong together, such as a question, its kind and its answer.
//!
//! A row is drawn once for a telling. Its entries may be drawn in turn, and a text in it may name
//! the row's other entries; of the story it knows nothing, so that many stories can use it.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value as Json;
use toml::{Table, Value};

use super::draw::{Draw, Reading};
use super::files::toml_files;
use super::keys::{count, flag, known_keys, plain};
use super::scene::{Lets, Scene};
use super::story::read_in_order;
use crate::replay::chance::Chance;

/// Entries that say how a row is drawn, not what it is.
const WEIGHT: &str = "weight";

/// The tables of `demo/rows/`, by the name of their file.
#[derive(Debug, Clone, Default)]
pub struct RowTables(BTreeMap<String, Vec<Table>>);

impl RowTables {
    /// Reads a folder of tables.
    pub fn read(folder: &Path) -> Result<Self> {
        let mut tables = BTreeMap::new();
        for (name, text) in toml_files(folder)? {
            let wrong = || format!("rows/{name}.toml is wrong");
            let file: Table = text.parse().with_context(wrong)?;
            known_keys(&file, &["row"]).with_context(wrong)?;
            let rows = file.get("row").and_then(tables_of);
            let rows = rows
                .context("rows are written [[row]]")
                .with_context(wrong)?;
            tables.insert(name, rows);
        }
        Ok(Self(tables))
    }
}

fn tables_of(value: &Value) -> Option<Vec<Table>> {
    let rows = value.as_array()?.iter();
    rows.map(|row| row.as_table().cloned()).collect()
}

/// Rows among which one is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    in_turn: bool,
    weights: Vec<u32>,
    rows: Vec<Vec<(String, Draw)>>,
}

impl Rows {
    /// Reads `{ row = … }`: the name of a table, or rows written out.
    pub fn read(table: &Table, reading: &Reading<'_>) -> Result<Self> {
        known_keys(table, &["row", "where", "in_turn"])?;
        let all = match table.get("row") {
            Some(Value::String(name)) => {
                let known = || reading.rows.0.keys().map(String::as_str);
                let found = reading.rows.0.get(name).cloned();
                found.with_context(|| {
                    let names: Vec<&str> = known().collect();
                    format!(
                        "there is no table {name} in demo/rows; there are: {}",
                        names.join(", ")
                    )
                })?
            }
            Some(written) => {
                tables_of(written).context("`row` is a table's name or a list of rows")?
            }
            None => Vec::new(),
        };
        let mut rows = Self {
            in_turn: flag(table, "in_turn")?,
            weights: Vec::new(),
            rows: Vec::new(),
        };
        for row in all {
            if is_wanted(&row, table.get("where"))? {
                let weight = row.get(WEIGHT).map_or(Ok(1), count)?;
                rows.weights
                    .push(u32::try_from(weight).context("a weight is too great")?);
                rows.rows.push(entries(row, reading)?);
            }
        }
        ensure!(!rows.rows.is_empty(), "no row is left to be drawn");
        Ok(rows)
    }

    /// Names of everything that a row may hold.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().flatten().map(|(name, _)| name.as_str())
    }

    /// The entries of a telling's row.
    pub fn draw(&self, scene: &Scene<'_>, chance: &mut Chance) -> Result<Lets> {
        let place = if self.in_turn {
            let turn = scene.telling % self.rows.len().max(1) as u64;
            usize::try_from(turn).unwrap_or(0)
        } else {
            chance.weighted(&self.weights)
        };
        let mut drawn = Lets::new();
        for (name, draw) in self.rows.get(place).into_iter().flatten() {
            let scene = Scene {
                lets: &drawn,
                ..*scene
            };
            if let Some(value) = draw.draw(&scene, chance)? {
                drawn.insert(name.clone(), value);
            }
        }
        Ok(drawn)
    }
}

/// Whether a row has the entries that are asked for: each one of these values.
fn is_wanted(row: &Table, wanted: Option<&Value>) -> Result<bool> {
    let Some(wanted) = wanted else {
        return Ok(true);
    };
    let wanted = wanted
        .as_table()
        .context("`where` names entries of a row")?;
    for (name, values) in wanted {
        let is: Vec<Json> = match values {
            Value::Array(values) => values.iter().map(plain).collect::<Result<_>>()?,
            one => vec![plain(one)?],
        };
        let has = row.get(name).map(plain).transpose()?;
        if !has.is_some_and(|has| is.contains(&has)) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn entries(mut row: Table, reading: &Reading<'_>) -> Result<Vec<(String, Draw)>> {
    row.remove(WEIGHT);
    let mut alone = reading.alone();
    let read = read_in_order(&row, &mut alone).context("in a row")?;
    ensure!(
        alone.shares.is_empty(),
        "nothing can be shared out in a row; do it in a step"
    );
    Ok(read)
}
