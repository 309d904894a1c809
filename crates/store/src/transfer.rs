//! A whole city out of the database and back in: a copy of the file, or row by row.
//!
//! A copy is for safety and needs this program; rows are for leaving, and need nothing but a
//! reader of JSON. Sessions and failed logins are no part of the record and stay behind.

use std::fmt::Write as _;
use std::path::Path;

use rusqlite::types::{Value, ValueRef};
use serde_json::{Map, Value as Json};

use crate::fault::{Result, StoreFault};
use crate::migrate;
use crate::store::{Reader, Store};
use crate::writer::Batch;

/// Tables of the record, those referred to before those that refer.
pub const RECORD_TABLES: [&str; 26] = [
    "cities",
    "settings",
    "units",
    "unit_closure",
    "accounts",
    "posts",
    "matters",
    "matter_bodies",
    "stage_counts",
    "matter_keys",
    "numbers",
    "acts",
    "requests",
    "clocks",
    "contributions",
    "cells",
    "ledger_rows",
    "entries",
    "checkpoints",
    "refusals",
    "access_log",
    "imports",
    "publications",
    "erasures",
    "signed_papers",
    "events",
];

impl Store {
    /// Writes a copy of the database as it stands at this moment to a file that must not exist.
    /// Readers and the writer go on meanwhile.
    pub fn copy_to(&self, file: &Path) -> Result<()> {
        let path = file.to_str().ok_or_else(|| {
            StoreFault::Unwritable(format!("{} is no name in UTF-8", file.display()))
        })?;
        if file.exists() {
            return Err(StoreFault::Taken(file.display().to_string()));
        }
        self.plain_connection()?.execute("VACUUM INTO $1", [path])?;
        let flush = || {
            std::fs::OpenOptions::new()
                .write(true)
                .open(file)?
                .sync_all()
        };
        flush().map_err(|error: std::io::Error| StoreFault::Folder {
            path: file.to_owned(),
            reason: error.to_string(),
        })
    }
}

/// Number of the newest migration that this program knows.
pub fn schema() -> i64 {
    migrate::known()
}

impl Reader {
    /// Calls `each` with every row of the city's record: the table and its columns by name. Bytes
    /// are `{"hex": "…"}`.
    pub fn each_row<E: From<StoreFault>>(
        &self,
        mut each: impl FnMut(&str, Map<String, Json>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        for table in RECORD_TABLES {
            // Names come from the constant above; nothing from outside gets into the statement.
            let sql = format!("SELECT * FROM {table} WHERE city = $1");
            let mut statement = self.connection.prepare(&sql).map_err(StoreFault::from)?;
            let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
            let mut rows = statement.query([&self.city]).map_err(StoreFault::from)?;
            while let Some(row) = rows.next().map_err(StoreFault::from)? {
                let mut object = Map::new();
                for (at, name) in names.iter().enumerate() {
                    let value = row.get_ref(at).map_err(StoreFault::from)?;
                    object.insert(name.clone(), as_json(value)?);
                }
                each(table, object)?;
            }
        }
        Ok(())
    }

    fn columns_of(&self, table: &str) -> Result<Vec<String>> {
        let statement = self
            .connection
            .prepare(&format!("SELECT * FROM {table} LIMIT 0"))?;
        Ok(statement.column_names().map(str::to_owned).collect())
    }
}

impl Batch<'_> {
    /// Lets rows refer to others that come later in this batch; all must be there at its end.
    pub fn defer_references(&self) -> Result<()> {
        self.run("PRAGMA defer_foreign_keys = ON", &[])?;
        Ok(())
    }

    /// Puts a row back that [`Reader::each_row`] gave.
    pub fn put_row(&self, table: &str, row: &Map<String, Json>) -> Result<()> {
        if !RECORD_TABLES.contains(&table) {
            return Err(StoreFault::Unwritable(format!(
                "{table:?} is no table of the record"
            )));
        }
        let columns = self.columns_of(table)?;
        if row.len() != columns.len() || !columns.iter().all(|column| row.contains_key(column)) {
            return Err(StoreFault::Unwritable(format!(
                "a row of {table} with other columns"
            )));
        }
        if row.get("city").and_then(Json::as_str) != Some(self.city_key()) {
            return Err(StoreFault::Unwritable(format!(
                "a row of {table} of another city"
            )));
        }
        let mut places = String::new();
        for place in 1..=columns.len() {
            let comma = if place > 1 { ", " } else { "" };
            let _ = write!(places, "{comma}${place}");
        }
        let sql = format!(
            "INSERT INTO {table} ({}) VALUES ({places})",
            columns.join(", ")
        );
        let values: Vec<Value> = columns
            .iter()
            .map(|column| as_value(&row[column]))
            .collect::<Result<_>>()?;
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement.execute(rusqlite::params_from_iter(values))?;
        Ok(())
    }
}

fn as_json(value: ValueRef<'_>) -> Result<Json> {
    Ok(match value {
        ValueRef::Null => Json::Null,
        ValueRef::Integer(number) => Json::from(number),
        ValueRef::Real(_) => {
            return Err(StoreFault::Unwritable(
                "a fraction: the record has none".to_owned(),
            ));
        }
        ValueRef::Text(text) => {
            let text = std::str::from_utf8(text)
                .map_err(|error| StoreFault::Damaged(format!("text that is not UTF-8: {error}")))?;
            Json::from(text)
        }
        ValueRef::Blob(bytes) => {
            let mut hex = String::with_capacity(bytes.len() * 2);
            for byte in bytes {
                let _ = write!(hex, "{byte:02x}");
            }
            serde_json::json!({ "hex": hex })
        }
    })
}

fn as_value(json: &Json) -> Result<Value> {
    let odd = || StoreFault::Unwritable(format!("{json} is no value of a column"));
    Ok(match json {
        Json::Null => Value::Null,
        Json::Number(number) => Value::Integer(number.as_i64().ok_or_else(odd)?),
        Json::String(text) => Value::Text(text.clone()),
        Json::Object(object) => {
            let hex = object.get("hex").and_then(Json::as_str).ok_or_else(odd)?;
            Value::Blob(bytes_of(hex).ok_or_else(odd)?)
        }
        Json::Bool(_) | Json::Array(_) => return Err(odd()),
    })
}

fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> = hex.chars().map(|c| c.to_digit(16)).collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    let bytes = pairs
        .iter()
        .map(|[high, low]| u8::try_from(high * 16 + low).ok());
    if rest.is_empty() {
        bytes.collect()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive_as_hexadecimal() {
        let bytes = [0_u8, 1, 15, 16, 254, 255];
        let json = as_json(ValueRef::Blob(&bytes)).unwrap();
        assert_eq!(json["hex"], "00010f10feff");
        assert_eq!(as_value(&json).unwrap(), Value::Blob(bytes.to_vec()));
        assert!(as_value(&serde_json::json!({ "hex": "0" })).is_err());
        assert!(as_value(&serde_json::json!({ "hex": "zz" })).is_err());
        assert!(as_value(&serde_json::json!(1.5)).is_err());
    }

    #[test]
    fn every_table_is_either_taken_along_or_left_behind_on_purpose() {
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        migrate::migrate(&mut connection).unwrap();
        let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
        let mut statement = connection.prepare(sql).unwrap();
        let names = statement
            .query_map([], |row| row.get::<_, String>(0))
            .unwrap();
        let found: std::collections::BTreeSet<String> = names.map(|name| name.unwrap()).collect();
        let left = ["migrations", "sessions", "login_attempts"];
        let known = RECORD_TABLES
            .iter()
            .chain(&left)
            .map(|name| (*name).to_owned());
        assert_eq!(found, known.collect());
    }
}
