//! Receipts: what the holder of an act keeps, and checks without this server.
//!
//! Checking one needs only [`fadu_ledger::Receipt`], not this crate.

use fadu_kernel::act::ActId;
use fadu_ledger::{
    Checkpoint, Commitment, EntryReader, Receipt, SignedNote, VerifierKey, consistency_proof,
    inclusion_proof, verify_consistency, verify_inclusion,
};
use fadu_store::Reader;

use crate::fault::Fault;

/// The receipt of an act against the newest checkpoint.
pub fn receipt_of(
    reader: &Reader,
    key: &VerifierKey,
    act: ActId,
) -> Result<Option<Receipt>, Fault> {
    let Some(row) = reader.act(act)? else {
        return Ok(None);
    };
    let Some(checkpoint) = reader.latest_checkpoint()? else {
        return Ok(None);
    };
    let damaged = |what: &str| Fault::Damaged(format!("{what} of act {}", act.0));
    let index = u64::try_from(act.0).map_err(|_| damaged("leaf index"))?;
    let opened = Checkpoint::open(&checkpoint.note, std::slice::from_ref(key))
        .map_err(|_| damaged("checkpoint"))?;
    let size = opened.checkpoint.size;
    let proof = inclusion_proof(reader, index, size).map_err(|_| damaged("proof"))?;
    let salt = row.salt.ok_or_else(|| damaged("salt"))?;
    Ok(Some(Receipt::new(
        row.record,
        &salt,
        index,
        &proof,
        checkpoint.note,
        key,
    )))
}

/// Whether a note is signed by this city's key; used by pages that show the checkpoint.
pub fn is_signed(note: &str, key: &VerifierKey) -> bool {
    SignedNote::parse(note).is_ok_and(|note| note.verify(std::slice::from_ref(key)).is_ok())
}

/// How much of a root a code on paper holds: enough to compare, short enough to be read.
pub const ROOT_IN_CODE: usize = 16;

/// A checkpoint that a paper names, compared with the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// The ledger has no such checkpoint, or does not go on from it.
    Differs,
    /// The ledger goes on from it.
    Agrees {
        /// How many leaves the newest checkpoint covers.
        newest: u64,
        /// Where the act's leaf stands, where one was asked about.
        leaf: Option<Under>,
    },
}

/// Where a leaf stands against a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Under {
    /// Under it: proven by a path of hashes.
    Covered,
    /// It came later.
    Later,
}

/// Compares the checkpoint on a paper with the ledger: that it was signed, that the newest one goes
/// on from it, and that it covers the leaf of an act. Every proof is checked as a stranger would.
pub fn compare_checkpoint(
    reader: &Reader,
    key: &VerifierKey,
    (size, root): (u64, &str),
    leaf: Option<ActId>,
) -> Result<Comparison, Fault> {
    let (named, newest) = (reader.checkpoint_of(size)?, reader.latest_checkpoint()?);
    let (Some(named), Some(newest)) = (named, newest) else {
        return Ok(Comparison::Differs);
    };
    let same = |note: &str| {
        note.lines()
            .nth(2)
            .is_some_and(|known| known.starts_with(root))
    };
    if root.len() < ROOT_IN_CODE || !same(&named.note) {
        return Ok(Comparison::Differs);
    }
    let keys = std::slice::from_ref(key);
    let opened = Checkpoint::open(&named.note, keys);
    let (Ok(old), Ok(new)) = (opened, Checkpoint::open(&newest.note, keys)) else {
        return Ok(Comparison::Differs);
    };
    let (old, new) = (old.checkpoint, new.checkpoint);
    let damaged = || Fault::Damaged(format!("the ledger up to {size}"));
    let proof = consistency_proof(reader, old.size, new.size).map_err(|_| damaged())?;
    if verify_consistency(old.size, new.size, &proof, &old.root, &new.root).is_err() {
        return Ok(Comparison::Differs);
    }
    let leaf = match leaf.and_then(|act| u64::try_from(act.0).ok()) {
        None => None,
        Some(index) if index >= old.size => Some(Under::Later),
        Some(index) => {
            let entry: Option<Commitment> = reader.entries(index, 1)?.pop();
            let hash = entry.ok_or_else(damaged)?.leaf_hash();
            let proof = inclusion_proof(reader, index, old.size).map_err(|_| damaged())?;
            if verify_inclusion(&hash, index, old.size, &proof, &old.root).is_err() {
                return Ok(Comparison::Differs);
            }
            Some(Under::Covered)
        }
    };
    Ok(Comparison::Agrees {
        newest: new.size,
        leaf,
    })
}
