//! Receipts: what the holder of an act keeps, and checks without this server.
//!
//! Checking one needs only [`fadu_ledger::Receipt`], not this crate.

use fadu_kernel::act::ActId;
use fadu_ledger::{Checkpoint, Receipt, SignedNote, VerifierKey, inclusion_proof};
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
