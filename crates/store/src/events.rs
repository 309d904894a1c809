//! What other systems are told, in order and without gaps.

use jiff::civil::DateTime;
use rusqlite::Row;
use serde::Serialize;

use crate::fault::Result;
use crate::query::{Columns, as_stored, page_length};
use crate::store::Reader;
use crate::writer::Batch;

/// Something that happened, for those who follow.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Place in the feed, from 1.
    pub seq: i64,
    /// When, in the city's civil time.
    pub at: DateTime,
    /// What kind of event.
    pub kind: String,
    /// What is told.
    pub body: serde_json::Value,
}

impl Reader {
    /// Events after a place, in order.
    pub fn events_after(&self, seq: i64, limit: usize) -> Result<Vec<Event>> {
        let sql = "SELECT seq, at, kind, body FROM events WHERE city = $1 AND seq > $2 \
                   ORDER BY seq LIMIT $3";
        self.all(
            sql,
            &[&self.city, &seq, &as_stored(page_length(limit))],
            event,
        )
    }

    /// Place of the last event, 0 if there is none.
    pub fn last_event(&self) -> Result<i64> {
        let sql = "SELECT COALESCE(MAX(seq), 0) FROM events WHERE city = $1";
        self.number(sql, &[&self.city])
    }
}

impl Batch<'_> {
    /// Tells those who follow; returns the event's place.
    pub fn append_event(&self, at: DateTime, kind: &str, body: &impl Serialize) -> Result<i64> {
        let seq = self.last_event()? + 1;
        let sql = "INSERT INTO events (city, seq, at, kind, body) VALUES ($1, $2, $3, $4, $5)";
        let body = serde_json::to_string(body)?;
        self.run(sql, &[&self.city, &seq, &at.to_string(), &kind, &body])?;
        Ok(seq)
    }
}

fn event(row: &Row<'_>) -> Result<Event> {
    Ok(Event {
        seq: row.get(0)?,
        at: row.parsed(1)?,
        kind: row.get(2)?,
        body: row.json(3)?,
    })
}
