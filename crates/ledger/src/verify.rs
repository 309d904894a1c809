//! Checks a whole stored log: entries against leaves, leaves against subtree rows, both against
//! every signed checkpoint. Goes through the log once, in order, in memory that does not grow
//! with it, and does not stop at the first fault.
//! It deliberately repairs nothing, and cannot vouch for leaves that no checkpoint covers yet.

use std::collections::BTreeMap;
use std::iter::Fuse;
use std::mem::take;

use serde::Serialize;

use crate::checkpoint::Checkpoint;
use crate::commitment::Commitment;
use crate::frontier::{Frontier, Row};
use crate::hash::{HASH_BYTES, Hash};
use crate::key::VerifierKey;
use crate::log_fault::LogFault;
use crate::rows::HashReader;
use crate::tile::{TILE_WIDTH, rows_in_level};

/// Faults listed one by one; further ones are only counted, so that a log in ruins does not
/// fill the memory.
pub const MAX_FAULTS_LISTED: usize = 10_000;

// No log of 2^56 leaves has rows above this level.
const LEVEL_MAX: u8 = 7;

/// Where entries are read from.
pub trait EntryReader {
    /// What goes wrong in the storage itself.
    type Error;

    /// The entries `start..start + count`, in order. Fewer mean that some are missing.
    fn entries(&self, start: u64, count: u64) -> Result<Vec<Commitment>, Self::Error>;
}

/// Whether anything may lie beyond the size given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// The log ends there: whatever lies beyond is a fault.
    Whole,
    /// The log may be growing: only its beginning is checked.
    Beginning,
}

/// What is to be checked.
#[derive(Debug)]
pub struct LogToVerify<'a, R, N> {
    /// The log's origin, which every checkpoint must give.
    pub origin: &'a str,
    /// Leaves to check, as the storage counts them.
    pub size: u64,
    /// Whether the log ends there.
    pub extent: Extent,
    /// The rows.
    pub rows: &'a R,
    /// The entries.
    pub entries: &'a N,
    /// The keys the log has signed with, now and before, and any witnesses.
    pub keys: &'a [VerifierKey],
}

/// What was checked, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogReport {
    /// Leaves checked.
    pub leaves: u64,
    /// Root of the tree over them, as computed from the entries.
    pub root: Hash,
    /// Checkpoints read.
    pub checkpoints: u64,
    /// Leaves covered by the largest checkpoint that holds. What lies beyond is not yet sealed.
    pub sealed: u64,
    /// The faults, in the order in which they were met; at most [`MAX_FAULTS_LISTED`].
    pub faults: Vec<LogFault>,
    /// How many there were in all.
    pub fault_count: u64,
}

impl LogReport {
    /// Whether nothing at all was found wrong.
    pub fn is_sound(&self) -> bool {
        self.fault_count == 0
    }
}

/// Checks a log. `checkpoints` gives every signed checkpoint, oldest first; `progress` is told
/// after every 256 leaves how many are done. Only a failing storage ends it early.
pub fn verify_log<R, N, C, E>(
    log: &LogToVerify<'_, R, N>,
    checkpoints: C,
    progress: &mut dyn FnMut(u64),
) -> Result<LogReport, E>
where
    R: HashReader<Error = E>,
    N: EntryReader<Error = E>,
    C: IntoIterator<Item = Result<String, E>>,
{
    let mut walk = Walk {
        log,
        trees: Trees::default(),
        computed: BTreeMap::new(),
        checkpoints: checkpoints.into_iter().fuse(),
        next: None,
        seen: 0,
        largest: 0,
        sealed: 0,
        faults: Vec::new(),
        fault_count: 0,
    };
    walk.settle_checkpoints()?;
    let mut start = 0;
    while start < log.size {
        let count = TILE_WIDTH.min(log.size - start);
        for (leaf, (entry, row)) in (start..).zip(walk.read_leaves(start, count)?) {
            walk.take_leaf(leaf, entry, row);
            walk.settle_checkpoints()?;
        }
        walk.compare_full_tiles()?;
        start += count;
        progress(start);
    }
    walk.compare_remaining_rows()?;
    if log.extent == Extent::Whole {
        walk.look_past_the_end()?;
    }
    walk.look_at_larger_checkpoints()?;
    Ok(LogReport {
        leaves: log.size,
        root: walk.trees.of_entries.root(),
        checkpoints: walk.seen,
        sealed: walk.sealed,
        faults: walk.faults,
        fault_count: walk.fault_count,
    })
}

/// The tree of the entries and, from the first leaf where they part, that of the leaf rows.
///
/// Once an entry or a leaf row was altered nothing tells which of the two. A later row or
/// checkpoint that agrees with either tree is no further fault: the leaf is reported already.
#[derive(Default)]
struct Trees {
    of_entries: Frontier,
    of_rows: Option<Frontier>,
    // Emptied and used again, so that a leaf costs no allocation.
    rows_by_entries: Vec<Row>,
    rows_by_rows: Vec<Row>,
}

/// A row above the leaves as it should be, by either tree.
struct Computed {
    index: u64,
    by_entries: Hash,
    by_rows: Hash,
}

impl Trees {
    /// Adds a leaf; rows that it completes above the leaves go to `computed`, by level.
    fn append(&mut self, entry: Hash, row: Hash, computed: &mut BTreeMap<u8, Vec<Computed>>) {
        if entry != row && self.of_rows.is_none() {
            self.of_rows = Some(self.of_entries.clone());
        }
        self.rows_by_entries.clear();
        self.of_entries.append(entry, &mut self.rows_by_entries);
        let twins = match &mut self.of_rows {
            Some(tree) => {
                self.rows_by_rows.clear();
                tree.append(row, &mut self.rows_by_rows);
                &self.rows_by_rows
            }
            None => &self.rows_by_entries,
        };
        for (row, twin) in self.rows_by_entries.iter().zip(twins).skip(1) {
            let made = Computed {
                index: row.index,
                by_entries: row.hash,
                by_rows: twin.hash,
            };
            computed.entry(row.level).or_default().push(made);
        }
    }

    fn has_root(&self, root: &Hash) -> bool {
        let of_rows = self.of_rows.as_ref();
        self.of_entries.root() == *root || of_rows.is_some_and(|tree| tree.root() == *root)
    }
}

/// What is stored of a leaf: the hash of its entry, and its row.
type StoredLeaf = (Option<Hash>, Option<Hash>);

/// A checkpoint that was opened, waiting for the tree to reach its size.
struct Signed {
    number: u64,
    size: u64,
    root: Hash,
}

struct Walk<'a, R, N, C> {
    log: &'a LogToVerify<'a, R, N>,
    trees: Trees,
    // Rows above the leaves by level, not yet compared with the stored ones: under a tile each.
    computed: BTreeMap<u8, Vec<Computed>>,
    checkpoints: Fuse<C>,
    next: Option<Signed>,
    seen: u64,
    largest: u64,
    sealed: u64,
    faults: Vec<LogFault>,
    fault_count: u64,
}

impl<R, N, C, E> Walk<'_, R, N, C>
where
    R: HashReader<Error = E>,
    N: EntryReader<Error = E>,
    C: Iterator<Item = Result<String, E>>,
{
    fn fault(&mut self, fault: LogFault) {
        self.fault_count += 1;
        if self.faults.len() < MAX_FAULTS_LISTED {
            self.faults.push(fault);
        }
    }

    fn read_leaves(&self, start: u64, count: u64) -> Result<Vec<StoredLeaf>, E> {
        let rows = read_rows(self.log.rows, 0, start, count)?;
        let entries = read_with_gaps(start, count, |at, number| {
            self.log.entries.entries(at, number)
        })?;
        let hashes = entries
            .iter()
            .map(|entry| entry.map(|entry| entry.leaf_hash()));
        Ok(hashes.zip(rows).collect())
    }

    fn take_leaf(&mut self, leaf: u64, entry: Option<Hash>, row: Option<Hash>) {
        if entry.is_none() {
            self.fault(LogFault::EntryMissing { leaf });
        }
        if row.is_none() {
            self.fault(LogFault::RowMissing {
                level: 0,
                index: leaf,
            });
        }
        if entry.is_some() && row.is_some() && entry != row {
            self.fault(LogFault::LeafDiffers { leaf });
        }
        // A leaf of which nothing is left gets a hash that nothing has: no root can agree.
        let lost = Hash([0; HASH_BYTES]);
        let by_entry = entry.or(row).unwrap_or(lost);
        let by_row = row.or(entry).unwrap_or(lost);
        self.trees.append(by_entry, by_row, &mut self.computed);
    }

    fn compare_full_tiles(&mut self) -> Result<(), E> {
        let full = |rows: &Vec<Computed>| rows.len() as u64 >= TILE_WIDTH;
        let levels: Vec<u8> = self
            .computed
            .iter()
            .filter(|(_, rows)| full(rows))
            .map(|(level, _)| *level)
            .collect();
        for level in levels {
            let rows = self.computed.remove(&level).unwrap_or_default();
            self.compare_rows(level, &rows)?;
        }
        Ok(())
    }

    fn compare_remaining_rows(&mut self) -> Result<(), E> {
        for (level, rows) in take(&mut self.computed) {
            self.compare_rows(level, &rows)?;
        }
        Ok(())
    }

    fn compare_rows(&mut self, level: u8, computed: &[Computed]) -> Result<(), E> {
        let Some(first) = computed.first() else {
            return Ok(());
        };
        let stored = read_rows(self.log.rows, level, first.index, computed.len() as u64)?;
        for (row, stored) in computed.iter().zip(stored) {
            let index = row.index;
            match stored {
                None => self.fault(LogFault::RowMissing { level, index }),
                Some(hash) if hash != row.by_entries && hash != row.by_rows => {
                    self.fault(LogFault::RowDiffers { level, index });
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// Compares the checkpoints of the size that the tree has reached with the tree.
    fn settle_checkpoints(&mut self) -> Result<(), E> {
        let leaves = self.trees.of_entries.size();
        while let Some(signed) = self.next_checkpoint()? {
            if signed.size > leaves {
                self.next = Some(signed);
                break;
            }
            if self.trees.has_root(&signed.root) {
                self.sealed = leaves;
            } else {
                let (checkpoint, size) = (signed.number, signed.size);
                self.fault(LogFault::CheckpointRootDiffers { checkpoint, size });
            }
        }
        Ok(())
    }

    /// The next checkpoint that is genuine and not smaller than those before it.
    fn next_checkpoint(&mut self) -> Result<Option<Signed>, E> {
        if let Some(waiting) = self.next.take() {
            return Ok(Some(waiting));
        }
        while let Some(note) = self.checkpoints.next() {
            let note = note?;
            let checkpoint = self.seen;
            self.seen += 1;
            let opened = match Checkpoint::open(&note, self.log.keys) {
                Ok(opened) => opened.checkpoint,
                Err(reason) => {
                    self.fault(LogFault::CheckpointRefused { checkpoint, reason });
                    continue;
                }
            };
            if opened.origin != self.log.origin {
                let origin = opened.origin;
                self.fault(LogFault::CheckpointOfOtherLog { checkpoint, origin });
                continue;
            }
            let (size, earlier) = (opened.size, self.largest);
            if size < earlier {
                self.fault(LogFault::CheckpointOutOfOrder {
                    checkpoint,
                    size,
                    earlier,
                });
                continue;
            }
            self.largest = size;
            return Ok(Some(Signed {
                number: checkpoint,
                size,
                root: opened.root,
            }));
        }
        Ok(None)
    }

    /// What is left when the tree has its full size: checkpoints that claim more leaves.
    fn look_at_larger_checkpoints(&mut self) -> Result<(), E> {
        while let Some(signed) = self.next_checkpoint()? {
            if self.log.extent == Extent::Whole {
                let (checkpoint, size, leaves) = (signed.number, signed.size, self.log.size);
                self.fault(LogFault::CheckpointBeyondLog {
                    checkpoint,
                    size,
                    leaves,
                });
            }
        }
        Ok(())
    }

    /// Looks one tile's width past the end of every level.
    fn look_past_the_end(&mut self) -> Result<(), E> {
        let log = self.log;
        let entries = read_with_gaps(log.size, TILE_WIDTH, |at, number| {
            log.entries.entries(at, number)
        })?;
        for (leaf, entry) in (log.size..).zip(entries) {
            if entry.is_some() {
                self.fault(LogFault::EntryPastEnd { leaf });
            }
        }
        for level in 0..=LEVEL_MAX {
            let end = rows_in_level(level, log.size);
            for (index, row) in (end..).zip(read_rows(log.rows, level, end, TILE_WIDTH)?) {
                if row.is_some() {
                    self.fault(LogFault::RowPastEnd { level, index });
                }
            }
        }
        Ok(())
    }
}

fn read_rows<R: HashReader>(
    rows: &R,
    level: u8,
    start: u64,
    count: u64,
) -> Result<Vec<Option<Hash>>, R::Error> {
    read_with_gaps(start, count, |at, number| rows.hashes(level, at, number))
}

/// Reads a range, and where the answer falls short, finds out one by one what is missing.
fn read_with_gaps<T: Copy, E>(
    start: u64,
    count: u64,
    read: impl Fn(u64, u64) -> Result<Vec<T>, E>,
) -> Result<Vec<Option<T>>, E> {
    let found = read(start, count)?;
    if found.len() as u64 >= count {
        return Ok((0..count).zip(found).map(|(_, item)| Some(item)).collect());
    }
    if found.is_empty() {
        return Ok((0..count).map(|_| None).collect());
    }
    (start..start.saturating_add(count))
        .map(|at| Ok(read(at, 1)?.first().copied()))
        .collect()
}
