//! Why a receipt does not hold, said so that its holder knows what to do next.
//! It deliberately names the first fault only: after one, the rest of a receipt says nothing.

use thiserror::Error;

use crate::checkpoint::CheckpointFault;
use crate::hash::HashFault;
use crate::key::KeyFault;
use crate::words::Words;

/// The first thing found wrong with a receipt. `Display` gives the English
/// words, [`ReceiptFault::words`] both.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReceiptFault {
    /// More bytes than any receipt has.
    #[error("the receipt has {bytes} bytes, more than the {limit} that are read")]
    TooLarge {
        /// Length of the document.
        bytes: usize,
        /// Largest length read.
        limit: usize,
    },
    /// Not JSON, or not with the fields of a receipt.
    #[error("this is not a receipt: {reason}")]
    NotAReceipt {
        /// Line of the document, from 1.
        line: usize,
        /// Column of the line, from 1.
        column: usize,
        /// What the JSON reader says, in English.
        reason: String,
    },
    /// A receipt, but of a format this code does not know.
    #[error("the receipt is of format {found}, which this program does not know")]
    UnknownFormat {
        /// The format given.
        found: String,
    },
    /// The key in the receipt is no key.
    #[error("the key in the receipt cannot be read: {0}")]
    MalformedKey(KeyFault),
    /// The key in the receipt is a witness's.
    #[error("the key in the receipt is a witness's, not a ledger's")]
    NotALedgerKey,
    /// The key in the receipt is not the trusted one.
    #[error("the key in the receipt, {found}, is not the trusted key {trusted}")]
    KeyDiffers {
        /// The key in the receipt.
        found: String,
        /// The key it was compared with.
        trusted: String,
    },
    /// The checkpoint in the receipt cannot be read.
    #[error("the checkpoint in the receipt cannot be read: {0}")]
    MalformedCheckpoint(CheckpointFault),
    /// The checkpoint was altered, or was never signed with this key.
    #[error(
        "the signature of the checkpoint does not hold: it was altered, or not \
         signed with this key"
    )]
    BadSignature,
    /// The checkpoint has signatures, but none under this key's name and id.
    #[error("the checkpoint is not signed with the key in the receipt")]
    NotSignedByKey,
    /// The checkpoint is another ledger's.
    #[error("the checkpoint is of the ledger {origin}, but the key is of {key}")]
    OtherLedger {
        /// Origin of the checkpoint.
        origin: String,
        /// Name of the key.
        key: String,
    },
    /// The salt is not 32 bytes in base64.
    #[error("the salt in the receipt cannot be read: {0}")]
    MalformedSalt(HashFault),
    /// The commitment is not 32 bytes in base64.
    #[error("the commitment in the receipt cannot be read: {0}")]
    MalformedCommitment(HashFault),
    /// Record and salt do not give the commitment stated.
    #[error("the record or its salt was altered: they do not give the commitment in the receipt")]
    AlteredRecord,
    /// The leaf is newer than the checkpoint.
    #[error("leaf {index} is not covered by the checkpoint, which ends after {size} leaves")]
    NotYetCovered {
        /// Number of the leaf.
        index: u64,
        /// Leaves the checkpoint covers.
        size: u64,
    },
    /// A hash of the proof is not 32 bytes in base64.
    #[error("hash {position} of the proof cannot be read: {fault}")]
    MalformedProof {
        /// Position in the proof, from 0.
        position: usize,
        /// What is wrong with it.
        fault: HashFault,
    },
    /// The proof does not lead from the record's leaf to the signed root.
    #[error(
        "the record agrees with its commitment, but the proof does not lead to \
         the signed root"
    )]
    WrongProof,
    /// The same, in a receipt without a commitment, where nothing tells which was altered.
    #[error("the record, its salt or the proof was altered: they do not lead to the signed root")]
    AlteredRecordOrProof,
}

impl ReceiptFault {
    /// A lasting name for programs, in English snake case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "too_large",
            Self::NotAReceipt { .. } => "not_a_receipt",
            Self::UnknownFormat { .. } => "unknown_format",
            Self::MalformedKey(_) => "malformed_key",
            Self::NotALedgerKey => "not_a_ledger_key",
            Self::KeyDiffers { .. } => "key_differs",
            Self::MalformedCheckpoint(_) => "malformed_checkpoint",
            Self::BadSignature => "bad_signature",
            Self::NotSignedByKey => "not_signed_by_key",
            Self::OtherLedger { .. } => "other_ledger",
            Self::MalformedSalt(_) => "malformed_salt",
            Self::MalformedCommitment(_) => "malformed_commitment",
            Self::AlteredRecord => "altered_record",
            Self::NotYetCovered { .. } => "not_yet_covered",
            Self::MalformedProof { .. } => "malformed_proof",
            Self::WrongProof => "wrong_proof",
            Self::AlteredRecordOrProof => "altered_record_or_proof",
        }
    }

    /// What is wrong, for the holder of the receipt.
    pub fn words(&self) -> Words {
        let zh = match self {
            Self::TooLarge { bytes, limit } => {
                format!("回执有 {bytes} 字节，超过可读取的 {limit} 字节")
            }
            Self::NotAReceipt { line, column, .. } => {
                format!("这不是回执：第 {line} 行第 {column} 列无法识读")
            }
            Self::UnknownFormat { found } => {
                format!("回执格式 {found} 不为本程序所知")
            }
            Self::MalformedKey(_) => "回执中的公钥无法识读".to_owned(),
            Self::NotALedgerKey => "回执中的公钥属于见证方，不是账本公钥".to_owned(),
            Self::KeyDiffers { found, trusted } => {
                format!("回执中的公钥 {found} 不是受信任的公钥 {trusted}")
            }
            Self::MalformedCheckpoint(_) => "回执中的检查点无法识读".to_owned(),
            Self::BadSignature => "检查点签名无效：检查点被改动，或并非用此公钥签名".to_owned(),
            Self::NotSignedByKey => "检查点没有此公钥的签名".to_owned(),
            Self::OtherLedger { origin, key } => {
                format!("检查点属于账本 {origin}，公钥却属于 {key}")
            }
            Self::MalformedSalt(_) => "回执中的盐值无法识读".to_owned(),
            Self::MalformedCommitment(_) => "回执中的承诺值无法识读".to_owned(),
            Self::AlteredRecord => "记录或盐值被改动：与回执中的承诺值不符".to_owned(),
            Self::NotYetCovered { index, size } => {
                format!("检查点只含前 {size} 片叶子，未覆盖第 {index} 号叶子")
            }
            Self::MalformedProof { position, .. } => {
                format!("证明中的第 {position} 个哈希无法识读")
            }
            Self::WrongProof => "记录与承诺值相符，但证明不能通向已签名的根".to_owned(),
            Self::AlteredRecordOrProof => "记录、盐值或证明被改动：不能通向已签名的根".to_owned(),
        };
        Words::new(zh, self.to_string())
    }
}
