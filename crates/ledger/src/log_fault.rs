//! What can be wrong with a stored log, each fault at its place.
//! It deliberately draws no conclusion about who did it or when.

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};
use thiserror::Error;

use crate::checkpoint::CheckpointFault;
use crate::words::Words;

/// One thing found wrong. `Display` gives the English words, [`LogFault::words`] both.
///
/// As JSON: `{code, leaf, level, index, checkpoint, what: {zh, en}}`, null where not said.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LogFault {
    /// A leaf has no entry.
    #[error("the entry of leaf {leaf} is missing")]
    EntryMissing {
        /// Number of the leaf.
        leaf: u64,
    },
    /// A leaf's row is not what its entry hashes to.
    #[error("the entry of leaf {leaf} does not hash to its row: one of them was altered")]
    LeafDiffers {
        /// Number of the leaf.
        leaf: u64,
    },
    /// There is an entry beyond the log's end.
    #[error("there is an entry {leaf} beyond the end of the ledger")]
    EntryPastEnd {
        /// Number of the leaf it would be.
        leaf: u64,
    },
    /// A row is not there.
    #[error("row {index} of level {level} is missing")]
    RowMissing {
        /// Tile level; 0 for a leaf.
        level: u8,
        /// Index within the level.
        index: u64,
    },
    /// The row of a complete subtree is not its root.
    #[error("row {index} of level {level} is not the root of its subtree")]
    RowDiffers {
        /// Tile level, 1 or more.
        level: u8,
        /// Index within the level.
        index: u64,
    },
    /// There is a row beyond the log's end.
    #[error("there is a row {index} of level {level} beyond the end of the ledger")]
    RowPastEnd {
        /// Tile level; 0 for a leaf.
        level: u8,
        /// Index within the level.
        index: u64,
    },
    /// A checkpoint cannot be read, or its signature does not hold.
    #[error("checkpoint {checkpoint} is refused: {reason}")]
    CheckpointRefused {
        /// Which checkpoint, in the order they were given, from 0.
        checkpoint: u64,
        /// Why it was refused.
        reason: CheckpointFault,
    },
    /// A checkpoint is another log's.
    #[error("checkpoint {checkpoint} is that of another ledger, {origin}")]
    CheckpointOfOtherLog {
        /// Which checkpoint, in the order they were given, from 0.
        checkpoint: u64,
        /// Its origin.
        origin: String,
    },
    /// A checkpoint is smaller than one before it.
    #[error("checkpoint {checkpoint} covers {size} leaves, fewer than {earlier} before it")]
    CheckpointOutOfOrder {
        /// Which checkpoint, in the order they were given, from 0.
        checkpoint: u64,
        /// Leaves it covers.
        size: u64,
        /// Leaves that an earlier one covers.
        earlier: u64,
    },
    /// A checkpoint covers more leaves than there are: some were removed.
    #[error(
        "checkpoint {checkpoint} covers {size} leaves, the ledger has \
         {leaves}: some were removed"
    )]
    CheckpointBeyondLog {
        /// Which checkpoint, in the order they were given, from 0.
        checkpoint: u64,
        /// Leaves it covers.
        size: u64,
        /// Leaves there are.
        leaves: u64,
    },
    /// The tree does not have the root that was signed.
    #[error(
        "checkpoint {checkpoint} was signed for another root than the first \
         {size} leaves have"
    )]
    CheckpointRootDiffers {
        /// Which checkpoint, in the order they were given, from 0.
        checkpoint: u64,
        /// Leaves it covers.
        size: u64,
    },
}

/// Where a fault lies; at most one of leaf, row and checkpoint.
#[derive(Default)]
struct Place {
    leaf: Option<u64>,
    level: Option<u8>,
    index: Option<u64>,
    checkpoint: Option<u64>,
}

impl LogFault {
    /// A lasting name for programs, in English snake case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::EntryMissing { .. } => "entry_missing",
            Self::LeafDiffers { .. } => "leaf_differs",
            Self::EntryPastEnd { .. } => "entry_past_end",
            Self::RowMissing { .. } => "row_missing",
            Self::RowDiffers { .. } => "row_differs",
            Self::RowPastEnd { .. } => "row_past_end",
            Self::CheckpointRefused { .. } => "checkpoint_refused",
            Self::CheckpointOfOtherLog { .. } => "checkpoint_of_other_log",
            Self::CheckpointOutOfOrder { .. } => "checkpoint_out_of_order",
            Self::CheckpointBeyondLog { .. } => "checkpoint_beyond_log",
            Self::CheckpointRootDiffers { .. } => "checkpoint_root_differs",
        }
    }

    /// The leaf at fault, if it is one leaf: a row of level 0 is its leaf's.
    pub fn leaf(&self) -> Option<u64> {
        self.place().leaf
    }

    fn place(&self) -> Place {
        let nowhere = Place::default();
        match *self {
            Self::EntryMissing { leaf }
            | Self::LeafDiffers { leaf }
            | Self::EntryPastEnd { leaf } => Place {
                leaf: Some(leaf),
                ..nowhere
            },
            Self::RowMissing { level, index }
            | Self::RowDiffers { level, index }
            | Self::RowPastEnd { level, index } => Place {
                leaf: (level == 0).then_some(index),
                level: Some(level),
                index: Some(index),
                ..nowhere
            },
            Self::CheckpointRefused { checkpoint, .. }
            | Self::CheckpointOfOtherLog { checkpoint, .. }
            | Self::CheckpointOutOfOrder { checkpoint, .. }
            | Self::CheckpointBeyondLog { checkpoint, .. }
            | Self::CheckpointRootDiffers { checkpoint, .. } => Place {
                checkpoint: Some(checkpoint),
                ..nowhere
            },
        }
    }

    /// What is wrong and where, for people.
    pub fn words(&self) -> Words {
        let zh = match self {
            Self::EntryMissing { leaf } => {
                format!("第 {leaf} 号叶子的条目缺失")
            }
            Self::LeafDiffers { leaf } => {
                format!("第 {leaf} 号叶子的条目与叶子哈希不符，其一被改动")
            }
            Self::EntryPastEnd { leaf } => {
                format!("账本末尾之后还有第 {leaf} 号条目")
            }
            Self::RowMissing { level, index } => {
                format!("第 {level} 层第 {index} 行缺失")
            }
            Self::RowDiffers { level, index } => {
                format!("第 {level} 层第 {index} 行不是其子树的根")
            }
            Self::RowPastEnd { level, index } => {
                format!("账本末尾之后还有第 {level} 层第 {index} 行")
            }
            Self::CheckpointRefused { checkpoint, .. } => {
                format!("第 {checkpoint} 个检查点无法读取或签名无效")
            }
            Self::CheckpointOfOtherLog { checkpoint, origin } => {
                format!("第 {checkpoint} 个检查点属于另一账本 {origin}")
            }
            Self::CheckpointOutOfOrder {
                checkpoint,
                size,
                earlier,
            } => {
                format!("第 {checkpoint} 个检查点只含 {size} 片叶子，少于此前的 {earlier} 片")
            }
            Self::CheckpointBeyondLog {
                checkpoint,
                size,
                leaves,
            } => {
                format!(
                    "第 {checkpoint} 个检查点含 {size} 片叶子，账本只有 {leaves} 片：有叶子被删除"
                )
            }
            Self::CheckpointRootDiffers { checkpoint, size } => {
                format!("第 {checkpoint} 个检查点签名的根与前 {size} 片叶子的根不符")
            }
        };
        Words::new(zh, self.to_string())
    }
}

impl Serialize for LogFault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let place = self.place();
        let mut fault = serializer.serialize_struct("LogFault", 6)?;
        fault.serialize_field("code", self.code())?;
        fault.serialize_field("leaf", &place.leaf)?;
        fault.serialize_field("level", &place.level)?;
        fault.serialize_field("index", &place.index)?;
        fault.serialize_field("checkpoint", &place.checkpoint)?;
        fault.serialize_field("what", &self.words())?;
        fault.end()
    }
}
