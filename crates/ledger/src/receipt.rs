//! Receipts: one document with everything needed to check, without us and without a network,
//! that a record stands in the ledger unaltered.
//! It deliberately does not read the record: it is a string of bytes that was committed to, and
//! what it means is for others to say.

use serde::{Deserialize, Serialize};

use crate::checkpoint::{Checkpoint, CheckpointFault, OpenedCheckpoint};
use crate::commitment::{Commitment, Salt};
use crate::hash::Hash;
use crate::key::{KeyKind, VerifierKey};
use crate::note::NoteFault;
use crate::proof::{ProofFault, verify_inclusion};
use crate::receipt_fault::ReceiptFault;

/// The format this code writes and reads.
pub const RECEIPT_FORMAT: &str = "fadu-receipt/v1";

/// Largest receipt read, in bytes: a record of 64,000 with a proof of 56 hashes has well under
/// a tenth of it.
pub const MAX_RECEIPT_BYTES: usize = 4_000_000;

/// A receipt as it is handed out, not yet checked. Its JSON form is the serde one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// [`RECEIPT_FORMAT`].
    pub format: String,
    /// The record exactly as committed to, as canonical JSON in a string.
    pub record: String,
    /// The salt of the commitment, in base64.
    pub salt: String,
    /// The commitment, in base64. It follows from record and salt, and may be left out; given,
    /// it tells an altered record from a wrong proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commitment: Option<String>,
    /// Number of the leaf in the ledger, from 0.
    pub index: u64,
    /// Inclusion proof, from the leaf's sibling up, each hash in base64.
    pub proof: Vec<String>,
    /// The signed checkpoint the proof leads to, whole.
    pub checkpoint: String,
    /// The ledger's verifier key. Worth no more than where the receipt came from: compare it
    /// with a key obtained elsewhere.
    pub key: String,
}

/// What a receipt proves once it was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedReceipt {
    /// The record, exactly as committed to.
    pub record: String,
    /// Number of its leaf in the ledger.
    pub index: u64,
    /// The checkpoint it is proven under: whose ledger, how many leaves, which root.
    pub checkpoint: Checkpoint,
    /// The key that signed the checkpoint.
    pub key: VerifierKey,
    /// Whether the key was compared with one obtained elsewhere.
    pub key_was_trusted: bool,
}

impl Receipt {
    /// Puts a receipt together. The parts are taken as they are; [`Receipt::verify`] tells
    /// whether they fit.
    pub fn new(
        record: impl Into<String>,
        salt: &Salt,
        index: u64,
        proof: &[Hash],
        checkpoint_note: impl Into<String>,
        key: &VerifierKey,
    ) -> Self {
        let record = record.into();
        let commitment = Commitment::to(salt, record.as_bytes());
        Self {
            format: RECEIPT_FORMAT.to_owned(),
            salt: salt.to_base64(),
            commitment: Some(commitment.to_string()),
            index,
            proof: proof.iter().map(Hash::to_string).collect(),
            checkpoint: checkpoint_note.into(),
            key: key.to_string(),
            record,
        }
    }

    /// Reads a receipt from JSON.
    pub fn from_json(json: &str) -> Result<Self, ReceiptFault> {
        if json.len() > MAX_RECEIPT_BYTES {
            return Err(ReceiptFault::TooLarge {
                bytes: json.len(),
                limit: MAX_RECEIPT_BYTES,
            });
        }
        serde_json::from_str(json).map_err(|error| ReceiptFault::NotAReceipt {
            line: error.line(),
            column: error.column(),
            reason: error.to_string(),
        })
    }

    /// Writes the receipt as JSON, indented, with a newline at its end.
    pub fn to_json(&self) -> Result<String, ReceiptFault> {
        let json =
            serde_json::to_string_pretty(self).map_err(|error| ReceiptFault::NotAReceipt {
                line: 0,
                column: 0,
                reason: error.to_string(),
            })?;
        Ok(json + "\n")
    }

    /// Checks the receipt from end to end: key, signature, record, proof.
    ///
    /// With a trusted key, obtained elsewhere, success means that this ledger holds the record.
    /// Without, it means only that the receipt agrees with itself.
    pub fn verify(&self, trusted: Option<&VerifierKey>) -> Result<VerifiedReceipt, ReceiptFault> {
        if self.format != RECEIPT_FORMAT {
            return Err(ReceiptFault::UnknownFormat {
                found: self.format.clone(),
            });
        }
        let key = self.verify_key(trusted)?;
        let checkpoint = self.verify_checkpoint(&key)?.checkpoint;
        let commitment = self.verify_record()?;
        self.verify_proof(&commitment, &checkpoint)?;
        Ok(VerifiedReceipt {
            record: self.record.clone(),
            index: self.index,
            checkpoint,
            key,
            key_was_trusted: trusted.is_some(),
        })
    }

    fn verify_key(&self, trusted: Option<&VerifierKey>) -> Result<VerifierKey, ReceiptFault> {
        let key: VerifierKey = self.key.parse().map_err(ReceiptFault::MalformedKey)?;
        if key.kind() != KeyKind::Note {
            return Err(ReceiptFault::NotALedgerKey);
        }
        match trusted {
            Some(trusted) if *trusted != key => Err(ReceiptFault::KeyDiffers {
                found: self.key.clone(),
                trusted: trusted.to_string(),
            }),
            Some(_) | None => Ok(key),
        }
    }

    fn verify_checkpoint(&self, key: &VerifierKey) -> Result<OpenedCheckpoint, ReceiptFault> {
        let opened = Checkpoint::open(&self.checkpoint, std::slice::from_ref(key));
        opened.map_err(|fault| match fault {
            CheckpointFault::Note(NoteFault::BadSignature { .. }) => ReceiptFault::BadSignature,
            CheckpointFault::Note(NoteFault::NoKnownKey) => ReceiptFault::NotSignedByKey,
            CheckpointFault::NotByItsLog { origin } => ReceiptFault::OtherLedger {
                origin,
                key: key.name().to_owned(),
            },
            other @ (CheckpointFault::Note(_) | CheckpointFault::Malformed) => {
                ReceiptFault::MalformedCheckpoint(other)
            }
        })
    }

    fn verify_record(&self) -> Result<Commitment, ReceiptFault> {
        let salt = Salt::from_base64(&self.salt).map_err(ReceiptFault::MalformedSalt)?;
        let commitment = Commitment::to(&salt, self.record.as_bytes());
        let Some(stated) = &self.commitment else {
            return Ok(commitment);
        };
        let stated: Commitment = stated.parse().map_err(ReceiptFault::MalformedCommitment)?;
        if stated != commitment {
            return Err(ReceiptFault::AlteredRecord);
        }
        Ok(commitment)
    }

    fn verify_proof(
        &self,
        commitment: &Commitment,
        checkpoint: &Checkpoint,
    ) -> Result<(), ReceiptFault> {
        let mut proof = Vec::with_capacity(self.proof.len().min(64));
        for (position, text) in self.proof.iter().enumerate() {
            let hash: Hash = text
                .parse()
                .map_err(|fault| ReceiptFault::MalformedProof { position, fault })?;
            proof.push(hash);
        }
        let (index, size) = (self.index, checkpoint.size);
        let leaf = commitment.leaf_hash();
        verify_inclusion(&leaf, index, size, &proof, &checkpoint.root).map_err(
            |fault| match fault {
                ProofFault::LeafOutsideTree { .. } | ProofFault::SizesOutOfOrder { .. } => {
                    ReceiptFault::NotYetCovered { index, size }
                }
                ProofFault::WrongLength => ReceiptFault::WrongProof,
                ProofFault::RootDiffers | ProofFault::OldRootDiffers => match self.commitment {
                    Some(_) => ReceiptFault::WrongProof,
                    None => ReceiptFault::AlteredRecordOrProof,
                },
            },
        )
    }
}
