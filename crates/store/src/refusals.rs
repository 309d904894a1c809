//! Refusals: when the law said no, to whom, and by which article.

use fadu_kernel::matter::MatterId;
use fadu_kernel::words::Words;
use jiff::civil::{Date, DateTime};
use rusqlite::Row;

use crate::fault::Result;
use crate::query::{Columns, Page, Query, page_length};
use crate::store::Reader;
use crate::writer::Batch;

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalLine {
    /// Key, given when it is kept.
    pub id: i64,
    /// When, in the city's civil time.
    pub at: DateTime,
    /// To whom, if it was a person with an account.
    pub account: Option<String>,
    /// The procedure's id.
    pub procedure: String,
    /// The act's id.
    pub act: String,
    /// The matter, unless it was to be opened.
    pub matter: Option<MatterId>,
    /// The kind of rule, by its key.
    pub rule: String,
    /// The article.
    pub citation: Option<String>,
    /// What was refused and why.
    pub words: Words,
}

/// Which refusals to list. The default lists all.
#[derive(Debug, Clone, Default)]
pub struct RefusalFilter {
    /// On this matter.
    pub matter: Option<MatterId>,
    /// In this procedure.
    pub procedure: Option<String>,
    /// Of this act.
    pub act: Option<String>,
    /// By this kind of rule.
    pub rule: Option<String>,
    /// On this day or later.
    pub from_on: Option<Date>,
    /// On this day or earlier.
    pub until_on: Option<Date>,
}

/// How often a rule refused an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalCount {
    /// The procedure's id.
    pub procedure: String,
    /// The act's id.
    pub act: String,
    /// The kind of rule.
    pub rule: String,
    /// How often.
    pub times: u64,
}

impl Reader {
    /// Refusals, latest first, those before `before`.
    pub fn refusals(
        &self,
        filter: &RefusalFilter,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Page<RefusalLine, i64>> {
        let limit = page_length(limit);
        let sql = "SELECT r.id, r.at, r.account, r.procedure, r.act, r.matter, r.rule, r.citation, \
                   r.words_zh, r.words_en FROM refusals r WHERE r.city = $1";
        let mut query = Query::new(sql, &self.city);
        narrow(&mut query, filter);
        if let Some(before) = before {
            query.push(" AND r.id < ").bind(before);
        }
        query.push(" ORDER BY r.id DESC").limit(limit);
        let found = self.found(&query, refusal_line)?;
        Ok(Page::cut(found, limit, |line| line.id))
    }

    /// How often which rule refused which act, most often first.
    pub fn count_refusals(&self, filter: &RefusalFilter) -> Result<Vec<RefusalCount>> {
        let sql = "SELECT r.procedure, r.act, r.rule, COUNT(*) FROM refusals r WHERE r.city = $1";
        let mut query = Query::new(sql, &self.city);
        narrow(&mut query, filter);
        query.push(" GROUP BY r.procedure, r.act, r.rule ORDER BY 4 DESC, 1, 2, 3");
        self.found(&query, |row| {
            Ok(RefusalCount {
                procedure: row.get(0)?,
                act: row.get(1)?,
                rule: row.get(2)?,
                times: row.get::<_, i64>(3)?.unsigned_abs(),
            })
        })
    }
}

impl Batch<'_> {
    /// Keeps a refusal and returns the key it was given; `line.id` is not looked at.
    pub fn put_refusal(&self, line: &RefusalLine) -> Result<i64> {
        let sql = "INSERT INTO refusals (city, id, at, account, procedure, act, matter, rule, \
                   citation, words_zh, words_en) \
                   SELECT $1, COALESCE(MAX(id), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10 \
                   FROM refusals WHERE city = $1 RETURNING id";
        self.number(
            sql,
            &[
                &self.city,
                &line.at.to_string(),
                &line.account,
                &line.procedure,
                &line.act,
                &line.matter.map(|matter| matter.0),
                &line.rule,
                &line.citation,
                &line.words.zh,
                &line.words.en,
            ],
        )
    }
}

fn narrow(query: &mut Query, filter: &RefusalFilter) {
    if let Some(matter) = filter.matter {
        query.push(" AND r.matter = ").bind(matter.0);
    }
    if let Some(procedure) = &filter.procedure {
        query.push(" AND r.procedure = ").bind(procedure.clone());
    }
    if let Some(act) = &filter.act {
        query.push(" AND r.act = ").bind(act.clone());
    }
    if let Some(rule) = &filter.rule {
        query.push(" AND r.rule = ").bind(rule.clone());
    }
    if let Some(on) = filter.from_on {
        query.push(" AND r.at >= ").bind(on.to_string());
    }
    if let Some(on) = filter.until_on {
        // Every moment of the day sorts before its T25.
        query.push(" AND r.at < ").bind(format!("{on}T25"));
    }
}

fn refusal_line(row: &Row<'_>) -> Result<RefusalLine> {
    Ok(RefusalLine {
        id: row.get(0)?,
        at: row.parsed(1)?,
        account: row.get(2)?,
        procedure: row.get(3)?,
        act: row.get(4)?,
        matter: row.get::<_, Option<i64>>(5)?.map(MatterId),
        rule: row.get(6)?,
        citation: row.get(7)?,
        words: Words {
            zh: row.get(8)?,
            en: row.get(9)?,
        },
    })
}
