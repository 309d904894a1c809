//! Append-only Merkle log in the C2SP formats: tlog-tiles, signed-note and
//! tlog-checkpoint, hashed with SHA-256 as in RFC 6962 and RFC 9162, signed with Ed25519.
//! Everything here is a function of its arguments: rows come through [`HashReader`], and
//! salts, key seeds and times are passed in.
//! It deliberately does not store, fetch, wait, look at a clock or draw at random, and it
//! knows nothing of acts: a record is a string of bytes whose salted hash is committed.

#![deny(clippy::wildcard_enum_match_arm, clippy::float_arithmetic)]

// In reading order, group by group: what is hashed.
mod commitment;
mod hash;

// The tree: appending, rows, proofs, addresses of tiles.
mod frontier;
mod proof;
mod rows;
mod tile;

// Signatures.
mod checkpoint;
mod key;
mod note;

// What one record's holder checks, and what anyone checks of the whole log.
mod receipt;
mod receipt_fault;

mod log_fault;
mod verify;

mod words;

pub use checkpoint::{Checkpoint, CheckpointFault, OpenedCheckpoint};
pub use commitment::{Commitment, SALT_BYTES, Salt};
pub use frontier::{Frontier, Row};
pub use hash::{EMPTY_ROOT, HASH_BYTES, Hash, HashFault, leaf_hash, node_hash};
pub use key::{KeyFault, KeyKind, SignerKey, VerifierKey};
pub use log_fault::LogFault;
pub use note::{
    MAX_NOTE_BYTES, MAX_SIGNATURES, NoteFault, NoteSignature, SignedNote, VerifiedSignature,
};
pub use proof::{
    ProofFault, consistency_proof, inclusion_proof, verify_consistency, verify_inclusion,
};
pub use receipt::{MAX_RECEIPT_BYTES, RECEIPT_FORMAT, Receipt, VerifiedReceipt};
pub use receipt_fault::ReceiptFault;
pub use rows::{HashReader, MAX_SIZE, MemoryRows, TreeError, root_at};
pub use tile::{
    BundleFault, TILE_WIDTH, TilePath, TilePathFault, encode_entry_bundle, parse_entry_bundle,
    parse_tile, tile_bytes,
};
pub use verify::{EntryReader, Extent, LogReport, LogToVerify, MAX_FAULTS_LISTED, verify_log};
pub use words::Words;

/// The README's example, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct ReadmeExample;
