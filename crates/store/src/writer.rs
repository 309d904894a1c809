//! The one writer, and batches: many requests in one durable transaction.
//!
//! Each request runs in a savepoint of its own, so that one that fails does not undo its
//! neighbours. Nobody is answered before [`Batch::commit`] has returned.

use std::cell::RefCell;
use std::fs::File;
use std::ops::Deref;

use rusqlite::Connection;

use crate::drain::Drain;
use crate::fault::{Result, StoreFault};
use crate::query::Bound;
use crate::store::Reader;

/// Pages kept in memory, in KiB: as many as the largest batches touch, so that none is read twice.
const CACHE_KIB: i64 = 131_072;

/// The one writer of a database. Dropping it lets another begin.
#[derive(Debug)]
pub struct Writer {
    reader: Reader,
    drain: Drain,
    _lock: File,
}

impl Writer {
    pub(crate) fn new(connection: Connection, drain: Drain, lock: File) -> Self {
        // A hint that fails costs speed only.
        let _ = connection.pragma_update(None, "cache_size", -CACHE_KIB);
        Self {
            reader: Reader::new(connection, String::new()),
            drain,
            _lock: lock,
        }
    }

    /// Begins a batch for a city. What it writes is undone unless it is committed.
    pub fn begin(&mut self, city: &str) -> Result<Batch<'_>> {
        city.clone_into(&mut self.reader.city);
        self.reader.waiting = RefCell::default();
        self.reader.connection.execute_batch("BEGIN IMMEDIATE")?;
        Ok(Batch {
            writer: self,
            open: true,
        })
    }

    /// Reads between batches.
    pub fn reader(&mut self, city: &str) -> &Reader {
        city.clone_into(&mut self.reader.city);
        &self.reader
    }
}

/// One durable transaction. Reads see what it has written.
#[derive(Debug)]
pub struct Batch<'w> {
    writer: &'w mut Writer,
    open: bool,
}

impl Deref for Batch<'_> {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.writer.reader
    }
}

impl Batch<'_> {
    /// Begins a savepoint; they nest.
    ///
    /// On a full or failing disk the database undoes a whole transaction by itself; a savepoint
    /// begun after that would be one of its own, and durable when released. So none is begun.
    pub fn savepoint(&self) -> Result<()> {
        self.run("SAVEPOINT attempt", &[])?;
        self.waiting.borrow_mut().savepoint();
        Ok(())
    }

    /// Ends the innermost savepoint and undoes what was written since.
    pub fn rollback(&self) -> Result<()> {
        self.run("ROLLBACK TO SAVEPOINT attempt", &[])?;
        self.waiting.borrow_mut().rollback();
        self.release()
    }

    /// Ends the innermost savepoint and keeps what was written since.
    pub fn release(&self) -> Result<()> {
        self.run("RELEASE SAVEPOINT attempt", &[])?;
        self.waiting.borrow_mut().release();
        Ok(())
    }

    /// Runs `attempt` in a savepoint of its own: kept if it succeeds, undone if not.
    pub fn attempt<T, E: From<StoreFault>>(
        &self,
        attempt: impl FnOnce(&Self) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.savepoint()?;
        let outcome = attempt(self);
        if outcome.is_ok() {
            self.release()?;
        } else {
            self.rollback()?;
        }
        outcome
    }

    /// Rows written, changed and deleted through this connection, those undone included.
    pub fn rows_written(&self) -> u64 {
        self.connection.total_changes()
    }

    /// Writes everything to disk. Only then may anybody be answered.
    pub fn commit(mut self) -> Result<()> {
        self.write_waiting()?;
        self.connection.execute_batch("COMMIT")?;
        self.open = false;
        self.writer.drain.after_commit(&self.connection);
        Ok(())
    }

    /// Runs one statement; returns how many rows it changed.
    pub(crate) fn run(&self, sql: &str, bound: Bound<'_>) -> Result<usize> {
        self.write(sql, bound)
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        if self.open {
            // If this fails the connection is broken, and closing it undoes the batch as well.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn writes_nothing_more_once_the_database_undid_the_batch() {
        let folder = std::env::temp_dir().join(format!("fadu-undone-{}", std::process::id()));
        let store = Store::open(&folder).unwrap();
        let mut writer = store.writer().unwrap();
        let batch = writer.begin("city").unwrap();
        // What the database does by itself when the disk is full.
        batch.connection.execute_batch("ROLLBACK").unwrap();
        let undone = |result: Result<()>| matches!(result, Err(StoreFault::Unwritable(_)));
        assert!(undone(batch.savepoint()));
        assert!(undone(batch.run("DELETE FROM cities", &[]).map(|_| ())));
        assert!(batch.commit().is_err());
        drop(writer);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
