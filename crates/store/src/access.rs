//! Who looked at sensitive data, and when.

use fadu_kernel::matter::MatterId;
use jiff::civil::DateTime;
use rusqlite::Row;

use crate::fault::Result;
use crate::query::{Columns, Page, Query, page_length};
use crate::store::Reader;
use crate::writer::Batch;

/// A look at sensitive data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Key, given when it is kept.
    pub id: i64,
    /// When, in the city's civil time.
    pub at: DateTime,
    /// Who looked.
    pub account: String,
    /// At which matter.
    pub matter: Option<MatterId>,
    /// At what: field keys, or the name of a list or export.
    pub what: String,
}

/// Which looks to list. The default lists all.
#[derive(Debug, Clone, Default)]
pub struct AccessFilter {
    /// At this matter.
    pub matter: Option<MatterId>,
    /// By this account.
    pub account: Option<String>,
}

impl Reader {
    /// Looks at sensitive data, latest first, those before `before`.
    pub fn accesses(
        &self,
        filter: &AccessFilter,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Page<Access, i64>> {
        let limit = page_length(limit);
        let sql = "SELECT l.id, l.at, l.account, l.matter, l.what FROM access_log l \
                   WHERE l.city = $1";
        let mut query = Query::new(sql, &self.city);
        if let Some(matter) = filter.matter {
            query.push(" AND l.matter = ").bind(matter.0);
        }
        if let Some(account) = &filter.account {
            query.push(" AND l.account = ").bind(account.clone());
        }
        if let Some(before) = before {
            query.push(" AND l.id < ").bind(before);
        }
        query.push(" ORDER BY l.id DESC").limit(limit);
        let found = self.found(&query, access)?;
        Ok(Page::cut(found, limit, |access| access.id))
    }
}

impl Batch<'_> {
    /// Keeps a look and returns the key it was given; `access.id` is not looked at.
    pub fn put_access(&self, access: &Access) -> Result<i64> {
        let sql = "INSERT INTO access_log (city, id, at, account, matter, what) \
                   SELECT $1, COALESCE(MAX(id), 0) + 1, $2, $3, $4, $5 \
                   FROM access_log WHERE city = $1 RETURNING id";
        let matter = access.matter.map(|matter| matter.0);
        let at = access.at.to_string();
        self.number(
            sql,
            &[&self.city, &at, &access.account, &matter, &access.what],
        )
    }
}

fn access(row: &Row<'_>) -> Result<Access> {
    Ok(Access {
        id: row.get(0)?,
        at: row.parsed(1)?,
        account: row.get(2)?,
        matter: row.get::<_, Option<i64>>(3)?.map(MatterId),
        what: row.get(4)?,
    })
}
