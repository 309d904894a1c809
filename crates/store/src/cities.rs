//! The cities kept in a database, and their settings.

use std::collections::BTreeMap;

use fadu_kernel::words::Words;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::fault::Result;
use crate::query::Columns;
use crate::store::Reader;
use crate::writer::Batch;

impl Reader {
    /// Keys of all cities in this database.
    pub fn cities(&self) -> Result<Vec<String>> {
        self.all("SELECT city FROM cities ORDER BY city", &[], |row| {
            Ok(row.get(0)?)
        })
    }

    /// The city's name; `None` if the city is not kept here.
    pub fn city_name(&self) -> Result<Option<Words>> {
        let sql = "SELECT name_zh, name_en FROM cities WHERE city = $1";
        self.one(sql, &[&self.city], |row| {
            Ok(Words {
                zh: row.get(0)?,
                en: row.get(1)?,
            })
        })
    }

    /// One setting.
    pub fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        let sql = "SELECT value FROM settings WHERE city = $1 AND key = $2";
        self.one(sql, &[&self.city, &key], |row| row.json(0))
    }

    /// All settings.
    pub fn settings(&self) -> Result<BTreeMap<String, serde_json::Value>> {
        let mut found = BTreeMap::new();
        let sql = "SELECT key, value FROM settings WHERE city = $1";
        self.each(sql, &[&self.city], |row| {
            found.insert(row.get(0)?, row.json(1)?);
            Ok(())
        })?;
        Ok(found)
    }
}

impl Batch<'_> {
    /// Keeps this batch's city, or renames it.
    pub fn put_city(&self, name: &Words) -> Result<()> {
        let sql = "INSERT INTO cities (city, name_zh, name_en) VALUES ($1, $2, $3) \
                   ON CONFLICT (city) DO UPDATE SET name_zh = $2, name_en = $3";
        self.run(sql, &[&self.city, &name.zh, &name.en])?;
        Ok(())
    }

    /// Sets a setting.
    pub fn set_setting<T: Serialize + ?Sized>(&self, key: &str, value: &T) -> Result<()> {
        let sql = "INSERT INTO settings (city, key, value) VALUES ($1, $2, $3) \
                   ON CONFLICT (city, key) DO UPDATE SET value = $3";
        self.run(sql, &[&self.city, &key, &serde_json::to_string(value)?])?;
        Ok(())
    }

    /// Removes a setting, if it is there.
    pub fn remove_setting(&self, key: &str) -> Result<()> {
        self.run(
            "DELETE FROM settings WHERE city = $1 AND key = $2",
            &[&self.city, &key],
        )?;
        Ok(())
    }
}
