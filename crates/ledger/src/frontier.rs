//! The right edge of a growing log: what a writer keeps in memory to append without reading.
//! Appending yields the rows to store; storing them is the caller's, in the same transaction
//! as whatever the leaf commits to.
//! It deliberately keeps no leaf and no inner row: a frontier is at most 56 hashes.

use crate::hash::{EMPTY_ROOT, Hash, node_hash};
use crate::rows::{HashReader, TILE_HEIGHT, TreeError, TreeRows};

/// One row of the ledger's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Tile level: 0 for leaf hashes, `L` for roots of complete subtrees of 256^L leaves.
    pub level: u8,
    /// Position within the level, from 0.
    pub index: u64,
    /// Hash of the leaf or subtree.
    pub hash: Hash,
}

/// The complete subtrees at the right edge of a log, from which its root follows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    // One hash for every bit set in `size`, largest subtree first.
    subtrees: Vec<Hash>,
}

impl Frontier {
    /// The frontier of an empty log.
    pub fn new() -> Self {
        Self::default()
    }

    /// Rebuilds the frontier of a log of `size` leaves from its stored rows.
    pub fn from_rows<R: HashReader>(rows: &R, size: u64) -> Result<Self, TreeError<R::Error>> {
        let subtrees = TreeRows::of(rows, size)?.complete_subtrees()?;
        Ok(Self { size, subtrees })
    }

    /// Leaves in the log.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Root of the tree over all leaves so far.
    pub fn root(&self) -> Hash {
        let from_the_right = self.subtrees.iter().rev().copied();
        from_the_right
            .reduce(|right, left| node_hash(&left, &right))
            .unwrap_or(EMPTY_ROOT)
    }

    /// Appends a leaf and adds the rows it brings to `rows`: the leaf's own first, then one for
    /// each subtree of 256^L leaves it completes, lowest level first.
    pub fn append(&mut self, leaf: Hash, rows: &mut Vec<Row>) {
        debug_assert_eq!(
            self.subtrees.len() as u64,
            u64::from(self.size.count_ones())
        );
        rows.push(Row {
            level: 0,
            index: self.size,
            hash: leaf,
        });
        let mut hash = leaf;
        for height in 1..=self.size.trailing_ones() {
            if let Some(left) = self.subtrees.pop() {
                hash = node_hash(&left, &hash);
            }
            if height.is_multiple_of(TILE_HEIGHT) {
                let level = u8::try_from(height / TILE_HEIGHT).unwrap_or(u8::MAX);
                rows.push(Row {
                    level,
                    index: self.size >> height,
                    hash,
                });
            }
        }
        self.subtrees.push(hash);
        self.size += 1;
    }

    /// Appends many leaves and gives all rows they bring, in the order of appending.
    pub fn append_all(&mut self, leaves: impl IntoIterator<Item = Hash>) -> Vec<Row> {
        let leaves = leaves.into_iter();
        let mut rows = Vec::with_capacity(leaves.size_hint().0 + leaves.size_hint().0 / 255 + 1);
        for leaf in leaves {
            self.append(leaf, &mut rows);
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::leaf_hash;
    use crate::rows::MemoryRows;

    fn leaf(number: u64) -> Hash {
        leaf_hash(&number.to_be_bytes())
    }

    #[test]
    fn writes_a_row_for_each_leaf_and_for_each_subtree_it_completes() {
        let mut frontier = Frontier::new();
        let rows = frontier.append_all((0..65_536).map(leaf));
        assert_eq!(rows.len(), 65_536 + 256 + 1);
        let last: Vec<(u8, u64)> = rows[rows.len() - 3..]
            .iter()
            .map(|row| (row.level, row.index))
            .collect();
        assert_eq!(last, [(0, 65_535), (1, 255), (2, 0)]);
        assert_eq!(rows.last().unwrap().hash, frontier.root());
    }

    #[test]
    fn goes_on_from_stored_rows_as_if_it_had_never_stopped() {
        let mut whole = Frontier::new();
        let mut rows = MemoryRows::new();
        for number in 0..1_100 {
            let rebuilt = Frontier::from_rows(&rows, number).unwrap();
            assert_eq!(rebuilt, whole, "size {number}");
            rows.extend(whole.append_all([leaf(number)]));
        }
    }

    #[test]
    fn has_the_empty_root_while_it_is_empty() {
        assert_eq!(Frontier::new().root(), EMPTY_ROOT);
        assert_eq!(Frontier::new().size(), 0);
    }
}
