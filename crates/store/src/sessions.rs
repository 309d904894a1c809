//! Sessions of people logged in, and failed logins for the rate limit.
//!
//! Only the hash of a session's token is kept: who reads the database cannot use it to log in.

use jiff::civil::DateTime;
use rusqlite::Row;

use crate::fault::Result;
use crate::query::Columns;
use crate::store::Reader;
use crate::writer::Batch;

/// A person logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Hash of the token.
    pub token_hash: Vec<u8>,
    /// The account.
    pub account: String,
    /// When it began, in the city's civil time.
    pub created_at: DateTime,
    /// When it was last used.
    pub seen_at: DateTime,
    /// When it ends at the latest.
    pub expires_at: DateTime,
    /// Token that every form of the session carries.
    pub csrf: String,
}

impl Reader {
    /// The session with this token hash, expired or not.
    pub fn session(&self, token_hash: &[u8]) -> Result<Option<Session>> {
        let sql = "SELECT token_hash, account, created_at, seen_at, expires_at, csrf \
                   FROM sessions WHERE city = $1 AND token_hash = $2";
        self.one(sql, &[&self.city, &token_hash], session)
    }

    /// The sessions of an account, last used first.
    pub fn sessions_of(&self, account: &str) -> Result<Vec<Session>> {
        let sql = "SELECT token_hash, account, created_at, seen_at, expires_at, csrf \
                   FROM sessions WHERE city = $1 AND account = $2 ORDER BY seen_at DESC";
        self.all(sql, &[&self.city, &account], session)
    }

    /// How often login failed for a subject (a login name, an address) since a moment.
    pub fn failed_logins(&self, subject: &str, since: DateTime) -> Result<u64> {
        let sql = "SELECT COUNT(*) FROM login_attempts \
                   WHERE city = $1 AND subject = $2 AND at >= $3";
        let count = self.number(sql, &[&self.city, &subject, &since.to_string()])?;
        Ok(count.unsigned_abs())
    }
}

impl Batch<'_> {
    /// Begins a session.
    pub fn put_session(&self, session: &Session) -> Result<()> {
        let sql = "INSERT INTO sessions (city, token_hash, account, created_at, seen_at, \
                   expires_at, csrf) VALUES ($1, $2, $3, $4, $5, $6, $7)";
        self.run(
            sql,
            &[
                &self.city,
                &session.token_hash,
                &session.account,
                &session.created_at.to_string(),
                &session.seen_at.to_string(),
                &session.expires_at.to_string(),
                &session.csrf,
            ],
        )?;
        Ok(())
    }

    /// Notes that a session was used, and until when it holds now.
    pub fn touch_session(
        &self,
        token_hash: &[u8],
        seen_at: DateTime,
        expires_at: DateTime,
    ) -> Result<()> {
        let sql = "UPDATE sessions SET seen_at = $1, expires_at = $2 \
                   WHERE city = $3 AND token_hash = $4";
        let (seen_at, expires_at) = (seen_at.to_string(), expires_at.to_string());
        self.run(sql, &[&seen_at, &expires_at, &self.city, &token_hash])?;
        Ok(())
    }

    /// Ends a session.
    pub fn delete_session(&self, token_hash: &[u8]) -> Result<()> {
        let sql = "DELETE FROM sessions WHERE city = $1 AND token_hash = $2";
        self.run(sql, &[&self.city, &token_hash])?;
        Ok(())
    }

    /// Ends every session of an account; returns how many there were.
    pub fn delete_sessions_of(&self, account: &str) -> Result<usize> {
        let sql = "DELETE FROM sessions WHERE city = $1 AND account = $2";
        self.run(sql, &[&self.city, &account])
    }

    /// Removes sessions that have expired; returns how many.
    pub fn expire_sessions(&self, now: DateTime) -> Result<usize> {
        let sql = "DELETE FROM sessions WHERE city = $1 AND expires_at <= $2";
        self.run(sql, &[&self.city, &now.to_string()])
    }

    /// Notes a failed login for a subject.
    pub fn put_failed_login(&self, subject: &str, at: DateTime) -> Result<()> {
        let sql = "INSERT INTO login_attempts (city, subject, nth, at) \
                   SELECT $1, $2, COALESCE(MAX(nth), 0) + 1, $3 FROM login_attempts \
                   WHERE city = $1 AND subject = $2";
        self.run(sql, &[&self.city, &subject, &at.to_string()])?;
        Ok(())
    }

    /// Forgets the failed logins of a subject, after one that succeeded.
    pub fn clear_failed_logins(&self, subject: &str) -> Result<()> {
        let sql = "DELETE FROM login_attempts WHERE city = $1 AND subject = $2";
        self.run(sql, &[&self.city, &subject])?;
        Ok(())
    }

    /// Forgets failed logins before a moment.
    pub fn forget_failed_logins(&self, before: DateTime) -> Result<usize> {
        let sql = "DELETE FROM login_attempts WHERE city = $1 AND at < $2";
        self.run(sql, &[&self.city, &before.to_string()])
    }
}

fn session(row: &Row<'_>) -> Result<Session> {
    Ok(Session {
        token_hash: row.get(0)?,
        account: row.get(1)?,
        created_at: row.parsed(2)?,
        seen_at: row.parsed(3)?,
        expires_at: row.parsed(4)?,
        csrf: row.get(5)?,
    })
}
