//! Acts, which are only ever added, and the requests that brought them about.
//!
//! An act's record is kept as the very bytes that the ledger commits to; the other columns are
//! there to be asked for.

use fadu_kernel::act::{Act, ActId};
use fadu_kernel::matter::MatterId;
use fadu_ledger::{SALT_BYTES, Salt};
use jiff::civil::DateTime;
use rusqlite::Row;

use crate::fault::{Result, StoreFault};
use crate::query::{Columns, Page, as_stored, page_length};
use crate::store::Reader;
use crate::writer::Batch;

/// A recorded act: canonical JSON of [`Act`], and the salt of its commitment.
#[derive(Clone, PartialEq, Eq)]
pub struct ActRecord {
    /// Key and leaf index.
    pub id: ActId,
    /// The matter.
    pub matter: MatterId,
    /// When it was recorded, in the city's civil time.
    pub recorded_at: DateTime,
    /// Salt of the commitment; `None` where the record was redacted.
    pub salt: Option<Salt>,
    /// Canonical JSON of the act, as committed to unless it was redacted.
    pub record: String,
}

impl ActRecord {
    /// The act in the record.
    pub fn act(&self) -> Result<Act> {
        serde_json::from_str(&self.record).map_err(|error| StoreFault::Unreadable {
            column: format!("record of act {}", self.id.0),
            reason: error.to_string(),
        })
    }
}

impl std::fmt::Debug for ActRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The record holds personal data and the salt hides it: neither belongs in a log.
        f.debug_struct("ActRecord")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// What a request brought about, by its idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestResult {
    /// Digest of what was asked for: the same key with another digest is another request.
    pub digest: String,
    /// The first act it brought about.
    pub first_act: ActId,
    /// The last act it brought about.
    pub last_act: ActId,
}

impl Reader {
    /// One act.
    pub fn act(&self, id: ActId) -> Result<Option<ActRecord>> {
        let sql = "SELECT act, matter, recorded_at, salt, record FROM acts \
                   WHERE city = $1 AND act = $2";
        self.one(sql, &[&self.city, &id.0], act_record)
    }

    /// The acts of a matter, in order.
    pub fn acts_of(&self, matter: MatterId) -> Result<Vec<ActRecord>> {
        let sql = "SELECT act, matter, recorded_at, salt, record FROM acts \
                   WHERE city = $1 AND matter = $2 ORDER BY act";
        self.all(sql, &[&self.city, &matter.0], act_record)
    }

    /// The acts after one, in order; from the first with `None`.
    pub fn acts_after(&self, after: Option<ActId>, limit: usize) -> Result<Vec<ActRecord>> {
        let sql = "SELECT act, matter, recorded_at, salt, record FROM acts \
                   WHERE city = $1 AND act > $2 ORDER BY act LIMIT $3";
        let after = after.map_or(-1, |id| id.0);
        self.all(sql, &[&self.city, &after, &as_stored(limit)], act_record)
    }

    /// The acts from one to another, both included.
    pub fn acts_between(&self, first: ActId, last: ActId) -> Result<Vec<ActRecord>> {
        let sql = "SELECT act, matter, recorded_at, salt, record FROM acts \
                   WHERE city = $1 AND act BETWEEN $2 AND $3 ORDER BY act";
        self.all(sql, &[&self.city, &first.0, &last.0], act_record)
    }

    /// The acts of an account, latest first, those before `before`.
    pub fn acts_by(
        &self,
        account: &str,
        before: Option<ActId>,
        limit: usize,
    ) -> Result<Page<ActRecord, ActId>> {
        let limit = page_length(limit);
        let sql = "SELECT act, matter, recorded_at, salt, record FROM acts \
                   WHERE city = $1 AND account = $2 AND act < $3 ORDER BY act DESC LIMIT $4";
        let before = before.map_or(i64::MAX, |id| id.0);
        let found = self.all(
            sql,
            &[&self.city, &account, &before, &as_stored(limit + 1)],
            act_record,
        )?;
        Ok(Page::cut(found, limit, |record| record.id))
    }

    /// The last act of the city.
    pub fn last_act_id(&self) -> Result<Option<ActId>> {
        let sql = "SELECT act FROM acts WHERE city = $1 ORDER BY act DESC LIMIT 1";
        self.one(sql, &[&self.city], |row| Ok(ActId(row.get(0)?)))
    }

    /// What a request with this key brought about, if there was one.
    pub fn request(&self, key: &str) -> Result<Option<RequestResult>> {
        let sql = "SELECT digest, first_act, last_act FROM requests WHERE city = $1 AND key = $2";
        self.one(sql, &[&self.city, &key], |row| {
            let (first_act, last_act) = (ActId(row.get(1)?), ActId(row.get(2)?));
            Ok(RequestResult {
                digest: row.get(0)?,
                first_act,
                last_act,
            })
        })
    }
}

impl Batch<'_> {
    /// Records an act. `record` is its canonical JSON; the matter may be put before or after.
    pub fn put_act(
        &self,
        act: &Act,
        record: &str,
        salt: &Salt,
        recorded_at: DateTime,
    ) -> Result<()> {
        let sql = "INSERT INTO acts (city, act, matter, procedure, version, name, at, unit, \
                   actor_kind, account, role, cause, recorded_at, salt, record) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
        let procedure = act
            .version
            .split_once('@')
            .map_or(act.version.as_str(), |(id, _)| id);
        self.run(
            sql,
            &[
                &self.city,
                &act.id.0,
                &act.matter.0,
                &procedure,
                &act.version,
                &act.act,
                &act.at.to_string(),
                &act.unit,
                &act.actor.kind(),
                &act.actor.account(),
                &act.role,
                &act.cause.map(|cause| cause.0),
                &recorded_at.to_string(),
                &salt.0.as_slice(),
                &record,
            ],
        )?;
        Ok(())
    }

    /// Takes personal data out of a record: `record` is what may stay of it. The salt goes, so
    /// that nobody can test guesses against the ledger, in which the commitment stays.
    pub fn redact_act(&self, id: ActId, record: &str) -> Result<()> {
        let sql = "UPDATE acts SET record = $1, salt = NULL WHERE city = $2 AND act = $3";
        match self.run(sql, &[&record, &self.city, &id.0])? {
            0 => Err(StoreFault::Missing(format!("act {}", id.0))),
            _ => Ok(()),
        }
    }

    /// Keeps what a request brought about. A key used before is [`StoreFault::Taken`].
    pub fn put_request(
        &self,
        key: &str,
        digest: &str,
        first_act: ActId,
        last_act: ActId,
    ) -> Result<()> {
        let sql = "INSERT INTO requests (city, key, digest, first_act, last_act) \
                   VALUES ($1, $2, $3, $4, $5)";
        self.run(sql, &[&self.city, &key, &digest, &first_act.0, &last_act.0])?;
        Ok(())
    }
}

fn act_record(row: &Row<'_>) -> Result<ActRecord> {
    let salt: Option<[u8; SALT_BYTES]> = row.get(3)?;
    Ok(ActRecord {
        id: ActId(row.get(0)?),
        matter: MatterId(row.get(1)?),
        recorded_at: row.parsed(2)?,
        salt: salt.map(Salt),
        record: row.get(4)?,
    })
}
