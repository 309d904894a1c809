//! The rows a log is stored as, and the roots computed from them.
//! A row is `(level, index, hash)`: level 0 holds leaf hashes, and level `L` holds in row `i`
//! the root of the complete subtree of 256^L leaves number `i`. Everything between and at the
//! right edge is computed when needed.
//! It deliberately does not know where rows are kept: storage implements [`HashReader`].

use std::collections::BTreeMap;
use std::convert::Infallible;

use thiserror::Error;

use crate::frontier::Row;
use crate::hash::{EMPTY_ROOT, Hash, node_hash, perfect_root};
use crate::tile::TILE_WIDTH;

/// Most leaves a log may have. Far beyond any city, and small enough that no sum of indexes
/// overflows.
pub const MAX_SIZE: u64 = 1 << 56;

/// Binary levels of the tree in one level of tiles.
pub(crate) const TILE_HEIGHT: u32 = 8;

/// Where rows are read from.
pub trait HashReader {
    /// What goes wrong in the storage itself.
    type Error;

    /// The hashes of the rows `start..start + count` of a tile level, in order of index.
    ///
    /// Fewer hashes than asked for mean that rows are missing; that is an answer, not an error.
    fn hashes(&self, level: u8, start: u64, count: u64) -> Result<Vec<Hash>, Self::Error>;
}

/// Why a root or proof could not be computed from stored rows.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TreeError<E> {
    /// The storage failed.
    #[error("the rows of the ledger could not be read: {0}")]
    Reader(E),
    /// A row that a tree of this size must have is not there.
    #[error("row {index} of level {level} is missing from the ledger")]
    MissingRow {
        /// Tile level of the row.
        level: u8,
        /// First index at which the answer of the storage fell short.
        index: u64,
    },
    /// The leaf asked for lies outside the tree.
    #[error("leaf {index} is outside a tree of {size} leaves")]
    LeafOutsideTree {
        /// Index of the leaf.
        index: u64,
        /// Leaves in the tree.
        size: u64,
    },
    /// The older tree is larger than the newer one.
    #[error("a tree of {old} leaves cannot have grown into one of {new}")]
    SizesOutOfOrder {
        /// Leaves in the older tree.
        old: u64,
        /// Leaves in the newer tree.
        new: u64,
    },
    /// More leaves than a log may have.
    #[error("a ledger has at most 2^56 leaves, not {size}")]
    TooLarge {
        /// The size asked for.
        size: u64,
    },
}

/// Root of the tree of the first `size` leaves, computed from stored rows.
pub fn root_at<R: HashReader>(rows: &R, size: u64) -> Result<Hash, TreeError<R::Error>> {
    TreeRows::of(rows, size)?.range_root(0, size)
}

/// Rows kept in memory, for tests, for draws over a list, and for logs that came as a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemoryRows {
    rows: BTreeMap<(u8, u64), Hash>,
}

impl MemoryRows {
    /// No rows.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a row in its place, over whatever was there.
    pub fn put(&mut self, row: Row) {
        self.rows.insert((row.level, row.index), row.hash);
    }

    /// Takes a row out.
    pub fn remove(&mut self, level: u8, index: u64) -> Option<Hash> {
        self.rows.remove(&(level, index))
    }
}

impl Extend<Row> for MemoryRows {
    fn extend<I: IntoIterator<Item = Row>>(&mut self, rows: I) {
        for row in rows {
            self.put(row);
        }
    }
}

impl HashReader for MemoryRows {
    type Error = Infallible;

    fn hashes(&self, level: u8, start: u64, count: u64) -> Result<Vec<Hash>, Infallible> {
        let end = start.saturating_add(count);
        Ok(self
            .rows
            .range((level, start)..(level, end))
            .map(|(_, hash)| *hash)
            .collect())
    }
}

/// A tree of one size over stored rows. Reads each tile it needs once.
pub(crate) struct TreeRows<'r, R> {
    rows: &'r R,
    size: u64,
    tiles: BTreeMap<(u8, u64), Vec<Hash>>,
}

impl<'r, R: HashReader> TreeRows<'r, R> {
    pub(crate) fn of(rows: &'r R, size: u64) -> Result<Self, TreeError<R::Error>> {
        if size > MAX_SIZE {
            return Err(TreeError::TooLarge { size });
        }
        Ok(Self {
            rows,
            size,
            tiles: BTreeMap::new(),
        })
    }

    /// Root over the leaves `low..high`, where `low` is a multiple of the least power of two
    /// not below `high - low`: every range that RFC 9162 section 2.1 hashes is of this kind.
    pub(crate) fn range_root(&mut self, low: u64, high: u64) -> Result<Hash, TreeError<R::Error>> {
        let mut parts = Vec::new();
        let mut start = low;
        while start < high {
            let height = (high - start).ilog2();
            parts.push(self.node(height, start >> height)?);
            start += 1 << height;
        }
        let joined = parts
            .into_iter()
            .rev()
            .reduce(|right, left| node_hash(&left, &right));
        Ok(joined.unwrap_or(EMPTY_ROOT))
    }

    /// Roots of the complete subtrees that the tree falls into, largest first.
    pub(crate) fn complete_subtrees(&mut self) -> Result<Vec<Hash>, TreeError<R::Error>> {
        let mut roots = Vec::new();
        let mut start = 0;
        while start < self.size {
            let height = (self.size - start).ilog2();
            roots.push(self.node(height, start >> height)?);
            start += 1 << height;
        }
        Ok(roots)
    }

    /// Root of the complete subtree number `index` among those of 2^height leaves.
    fn node(&mut self, height: u32, index: u64) -> Result<Hash, TreeError<R::Error>> {
        let level = u8::try_from(height / TILE_HEIGHT).unwrap_or(u8::MAX);
        let inside = height % TILE_HEIGHT;
        let first = index << inside;
        let tile = self.tile(level, first / TILE_WIDTH)?;
        let at = usize::try_from(first % TILE_WIDTH).unwrap_or(usize::MAX);
        match tile.get(at..at + (1 << inside)) {
            Some(hashes) => Ok(perfect_root(hashes)),
            None => Err(TreeError::MissingRow {
                level,
                index: first,
            }),
        }
    }

    fn tile(&mut self, level: u8, number: u64) -> Result<&[Hash], TreeError<R::Error>> {
        if !self.tiles.contains_key(&(level, number)) {
            let start = number * TILE_WIDTH;
            let complete = self.size >> (TILE_HEIGHT * u32::from(level));
            let width = complete.saturating_sub(start).min(TILE_WIDTH);
            let hashes = self
                .rows
                .hashes(level, start, width)
                .map_err(TreeError::Reader)?;
            let found = u64::try_from(hashes.len()).unwrap_or(u64::MAX);
            if found != width {
                let index = start + found.min(width);
                return Err(TreeError::MissingRow { level, index });
            }
            self.tiles.insert((level, number), hashes);
        }
        Ok(self.tiles.get(&(level, number)).map_or(&[], Vec::as_slice))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Frontier;
    use crate::hash::leaf_hash;

    fn grown(size: u64) -> (MemoryRows, Frontier) {
        let mut frontier = Frontier::new();
        let mut rows = MemoryRows::new();
        rows.extend(frontier.append_all((0..size).map(|number| leaf_hash(&number.to_be_bytes()))));
        (rows, frontier)
    }

    #[test]
    fn computes_the_root_of_any_earlier_size_from_rows_written_since() {
        let (rows, _) = grown(700);
        for size in [0, 1, 2, 255, 256, 257, 511, 512, 513, 699, 700] {
            assert_eq!(
                root_at(&rows, size),
                Ok(grown(size).1.root()),
                "size {size}"
            );
        }
    }

    #[test]
    fn names_the_row_that_is_missing() {
        let (mut rows, _) = grown(600);
        let missing = |level, index| Err(TreeError::MissingRow { level, index });
        assert_eq!(root_at(&rows, 601), missing(0, 600));
        rows.remove(1, 1);
        assert_eq!(root_at(&rows, 600), missing(1, 1));
    }

    #[test]
    fn refuses_a_size_no_log_may_have() {
        let size = MAX_SIZE + 1;
        assert_eq!(
            root_at(&MemoryRows::new(), size),
            Err(TreeError::TooLarge { size })
        );
    }
}
