//! The ledger's rows, entries and checkpoints.
//!
//! Nothing is hashed or signed here, and no key is kept here.

use fadu_kernel::act::ActId;
use fadu_ledger::{
    Commitment, EntryReader, Frontier, HASH_BYTES, Hash, HashReader, Row as LedgerRow, TreeError,
};
use jiff::civil::DateTime;
use rusqlite::Row;

use crate::fault::{Result, StoreFault};
use crate::query::{Columns, as_stored};
use crate::store::Reader;
use crate::writer::Batch;

/// A signed checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCheckpoint {
    /// Leaves that it covers.
    pub size: u64,
    /// The signed note.
    pub note: String,
    /// When it was signed, in the city's civil time.
    pub at: DateTime,
}

/// Checkpoints read at once while going through all of them.
const NOTES_AT_ONCE: usize = 256;

/// Every checkpoint's note, oldest first, read a few at a time.
#[derive(Debug)]
pub struct CheckpointNotes<'r> {
    reader: &'r Reader,
    after: Option<u64>,
    read: std::vec::IntoIter<StoredCheckpoint>,
}

impl Iterator for CheckpointNotes<'_> {
    type Item = Result<String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.read.len() == 0 {
            match self.reader.checkpoints_after(self.after, NOTES_AT_ONCE) {
                Ok(found) => self.read = found.into_iter(),
                Err(fault) => return Some(Err(fault)),
            }
        }
        let next = self.read.next()?;
        self.after = Some(next.size);
        Some(Ok(next.note))
    }
}

impl Reader {
    /// Leaves in the ledger.
    pub fn ledger_size(&self) -> Result<u64> {
        let sql = "SELECT COALESCE(MAX(idx) + 1, 0) FROM ledger_rows WHERE city = $1 AND level = 0";
        Ok(self.number(sql, &[&self.city])?.unsigned_abs())
    }

    /// The right edge of the ledger, from which it grows.
    pub fn frontier(&self) -> Result<Frontier> {
        Frontier::from_rows(self, self.ledger_size()?).map_err(tree_fault)
    }

    /// The latest checkpoint.
    pub fn latest_checkpoint(&self) -> Result<Option<StoredCheckpoint>> {
        let sql = "SELECT size, note, at FROM checkpoints WHERE city = $1 \
                   ORDER BY size DESC LIMIT 1";
        self.one(sql, &[&self.city], checkpoint)
    }

    /// The checkpoint of exactly this size.
    pub fn checkpoint_of(&self, size: u64) -> Result<Option<StoredCheckpoint>> {
        let sql = "SELECT size, note, at FROM checkpoints WHERE city = $1 AND size = $2";
        self.one(sql, &[&self.city, &stored(size)?], checkpoint)
    }

    /// The first checkpoint that covers the leaf of an act.
    pub fn checkpoint_at_or_after(&self, leaf: ActId) -> Result<Option<StoredCheckpoint>> {
        let sql = "SELECT size, note, at FROM checkpoints WHERE city = $1 AND size > $2 \
                   ORDER BY size LIMIT 1";
        self.one(sql, &[&self.city, &leaf.0], checkpoint)
    }

    /// The last checkpoint signed not later than a moment: what a figure stood on then.
    pub fn checkpoint_as_of(&self, at: DateTime) -> Result<Option<StoredCheckpoint>> {
        let sql = "SELECT size, note, at FROM checkpoints WHERE city = $1 AND at <= $2 \
                   ORDER BY size DESC LIMIT 1";
        self.one(sql, &[&self.city, &at.to_string()], checkpoint)
    }

    /// Checkpoints larger than a size, smallest first.
    pub fn checkpoints_after(
        &self,
        size: Option<u64>,
        limit: usize,
    ) -> Result<Vec<StoredCheckpoint>> {
        let sql = "SELECT size, note, at FROM checkpoints WHERE city = $1 AND size > $2 \
                   ORDER BY size LIMIT $3";
        let after = size.map_or(Ok(-1), stored)?;
        self.all(sql, &[&self.city, &after, &as_stored(limit)], checkpoint)
    }

    /// Every checkpoint's note, oldest first: what a verification goes through.
    pub fn checkpoint_notes(&self) -> CheckpointNotes<'_> {
        CheckpointNotes {
            reader: self,
            after: None,
            read: Vec::new().into_iter(),
        }
    }

    /// Consecutive values of a column of hashes; ends before the first that is missing.
    fn run_of<T>(
        &self,
        sql: &str,
        level: Option<u8>,
        start: u64,
        count: u64,
        of: impl Fn([u8; HASH_BYTES]) -> T,
    ) -> Result<Vec<T>> {
        let (first, mut next) = (stored(start)?, stored(start)?);
        let end = first.saturating_add(stored(count)?);
        let mut found = Vec::new();
        let mut take = |row: &Row<'_>| {
            if row.get::<_, i64>(0)? == next {
                found.push(of(row.get(1)?));
                next += 1;
            }
            Ok(())
        };
        match level {
            Some(level) => {
                self.each(
                    sql,
                    &[&self.city, &i64::from(level), &first, &end],
                    &mut take,
                )?;
            }
            None => self.each(sql, &[&self.city, &first, &end], &mut take)?,
        }
        Ok(found)
    }
}

impl HashReader for Reader {
    type Error = StoreFault;

    fn hashes(&self, level: u8, start: u64, count: u64) -> Result<Vec<Hash>> {
        let sql = "SELECT idx, hash FROM ledger_rows \
                   WHERE city = $1 AND level = $2 AND idx >= $3 AND idx < $4 ORDER BY idx";
        self.run_of(sql, Some(level), start, count, Hash)
    }
}

impl EntryReader for Reader {
    type Error = StoreFault;

    fn entries(&self, start: u64, count: u64) -> Result<Vec<Commitment>> {
        let sql = "SELECT idx, commitment FROM entries \
                   WHERE city = $1 AND idx >= $2 AND idx < $3 ORDER BY idx";
        self.run_of(sql, None, start, count, Commitment)
    }
}

impl Batch<'_> {
    /// Appends rows that the frontier gave.
    pub fn append_rows(&self, rows: &[LedgerRow]) -> Result<()> {
        let sql = "INSERT INTO ledger_rows (city, level, idx, hash) VALUES ($1, $2, $3, $4)";
        for row in rows {
            let (level, index) = (i64::from(row.level), stored(row.index)?);
            self.run(sql, &[&self.city, &level, &index, &row.hash.0.as_slice()])?;
        }
        Ok(())
    }

    /// Keeps the entry of an act's leaf.
    pub fn put_entry(&self, leaf: ActId, commitment: &Commitment) -> Result<()> {
        let sql = "INSERT INTO entries (city, idx, commitment) VALUES ($1, $2, $3)";
        self.run(sql, &[&self.city, &leaf.0, &commitment.0.as_slice()])?;
        Ok(())
    }

    /// Keeps a checkpoint. Two different ones of one size are [`StoreFault::Taken`].
    pub fn put_checkpoint(&self, size: u64, note: &str, at: DateTime) -> Result<()> {
        let sql = "INSERT INTO checkpoints (city, size, note, at) VALUES ($1, $2, $3, $4)";
        self.run(sql, &[&self.city, &stored(size)?, &note, &at.to_string()])?;
        Ok(())
    }

    /// Adds a witness's signature: the note of a checkpoint, with more signatures than before.
    pub fn cosign_checkpoint(&self, size: u64, note: &str) -> Result<()> {
        let sql = "UPDATE checkpoints SET note = $1 WHERE city = $2 AND size = $3";
        match self.run(sql, &[&note, &self.city, &stored(size)?])? {
            0 => Err(StoreFault::Missing(format!("checkpoint of {size}"))),
            _ => Ok(()),
        }
    }
}

fn checkpoint(row: &Row<'_>) -> Result<StoredCheckpoint> {
    let size: i64 = row.get(0)?;
    Ok(StoredCheckpoint {
        size: size.unsigned_abs(),
        note: row.get(1)?,
        at: row.parsed(2)?,
    })
}

fn stored(number: u64) -> Result<i64> {
    i64::try_from(number).map_err(|_| StoreFault::Unwritable(format!("{number} is too large")))
}

fn tree_fault(error: TreeError<StoreFault>) -> StoreFault {
    match error {
        TreeError::Reader(fault) => fault,
        other => StoreFault::Damaged(other.to_string()),
    }
}
