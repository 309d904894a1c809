//! Tables of acts entered together, kept from preview to the last act.

use fadu_kernel::unit::UnitId;
use jiff::civil::DateTime;
use rusqlite::Row;

use crate::fault::{Result, StoreFault};
use crate::query::{Columns, Page, Query, page_length};
use crate::store::Reader;
use crate::writer::Batch;

/// A table being entered.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// Key, made by whoever begins it.
    pub id: String,
    /// Who enters it.
    pub account: String,
    /// The procedure's id.
    pub procedure: String,
    /// The act done for each row.
    pub act: String,
    /// The unit in which matters are opened.
    pub unit: Option<UnitId>,
    /// When it began, in the city's civil time.
    pub created_at: DateTime,
    /// How far it is; the office names the states.
    pub state: String,
    /// The rows with what became of each.
    pub rows: serde_json::Value,
}

impl Reader {
    /// One import.
    pub fn import(&self, id: &str) -> Result<Option<Import>> {
        let sql = "SELECT import_id, account, procedure, act, unit, created_at, state, rows \
                   FROM imports WHERE city = $1 AND import_id = $2";
        self.one(sql, &[&self.city, &id], import)
    }

    /// Imports, latest first, of one account or of all, those before the time and key of `before`.
    pub fn imports(
        &self,
        account: Option<&str>,
        before: Option<&(DateTime, String)>,
        limit: usize,
    ) -> Result<Page<Import, (DateTime, String)>> {
        let limit = page_length(limit);
        let sql = "SELECT i.import_id, i.account, i.procedure, i.act, i.unit, i.created_at, \
                   i.state, i.rows FROM imports i WHERE i.city = $1";
        let mut query = Query::new(sql, &self.city);
        if let Some(account) = account {
            query.push(" AND i.account = ").bind(account.to_owned());
        }
        if let Some((at, id)) = before {
            query
                .push(" AND (i.created_at, i.import_id) < (")
                .bind(at.to_string());
            query.push(", ").bind(id.clone()).push(")");
        }
        query
            .push(" ORDER BY i.created_at DESC, i.import_id DESC")
            .limit(limit);
        let found = self.found(&query, import)?;
        Ok(Page::cut(found, limit, |import| {
            (import.created_at, import.id.clone())
        }))
    }
}

impl Batch<'_> {
    /// Adds or changes an import.
    pub fn put_import(&self, import: &Import) -> Result<()> {
        let sql = "INSERT INTO imports (city, import_id, account, procedure, act, unit, \
                   created_at, state, rows) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                   ON CONFLICT (city, import_id) DO UPDATE SET state = $8, rows = $9";
        self.run(
            sql,
            &[
                &self.city,
                &import.id,
                &import.account,
                &import.procedure,
                &import.act,
                &import.unit,
                &import.created_at.to_string(),
                &import.state,
                &serde_json::to_string(&import.rows)?,
            ],
        )?;
        Ok(())
    }

    /// Moves an import on.
    pub fn set_import_state(&self, id: &str, state: &str) -> Result<()> {
        let sql = "UPDATE imports SET state = $1 WHERE city = $2 AND import_id = $3";
        match self.run(sql, &[&state, &self.city, &id])? {
            0 => Err(StoreFault::Missing(format!("import {id}"))),
            _ => Ok(()),
        }
    }

    /// Removes an import, with the personal data in its rows.
    pub fn delete_import(&self, id: &str) -> Result<()> {
        let sql = "DELETE FROM imports WHERE city = $1 AND import_id = $2";
        self.run(sql, &[&self.city, &id])?;
        Ok(())
    }
}

fn import(row: &Row<'_>) -> Result<Import> {
    Ok(Import {
        id: row.get(0)?,
        account: row.get(1)?,
        procedure: row.get(2)?,
        act: row.get(3)?,
        unit: row.get(4)?,
        created_at: row.parsed(5)?,
        state: row.get(6)?,
        rows: row.json(7)?,
    })
}
