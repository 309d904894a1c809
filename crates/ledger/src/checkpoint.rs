//! Checkpoints after C2SP tlog-checkpoint: origin, size and root of the tree, signed.
//! It deliberately does not decide when to sign: a log must never sign two checkpoints that
//! contradict each other, and only the writer, holding the frontier, can see to that.

use std::str::FromStr;

use thiserror::Error;

use crate::hash::Hash;
use crate::key::{KeyKind, SignerKey, VerifierKey};
use crate::note::{NoteFault, SignedNote, VerifiedSignature, is_note_text};

/// What a checkpoint says: the head of a log's tree at one size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's lasting name, such as `fadu.example.gov.cn/ledger`; also its key's name.
    pub origin: String,
    /// Leaves in the tree.
    pub size: u64,
    /// Root of the tree.
    pub root: Hash,
    /// Further lines, opaque here, each not empty. Best left out: no monitor can check them.
    pub extensions: Vec<String>,
}

/// A checkpoint whose signature by the log was checked and holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedCheckpoint {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The signatures that hold: the log's, and those of the witnesses that were asked about.
    pub signed_by: Vec<VerifiedSignature>,
}

/// Why a checkpoint cannot be read or trusted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CheckpointFault {
    /// The note around it is at fault.
    #[error(transparent)]
    Note(#[from] NoteFault),
    /// Not three lines of origin, size and root, then lines that are not empty.
    #[error("a checkpoint has an origin, a size and a root, each on its line")]
    Malformed,
    /// Signed, but by no log key of the name that the checkpoint gives as its origin.
    #[error("the checkpoint of {origin} is not signed by a key of that name")]
    NotByItsLog {
        /// The origin the checkpoint gives.
        origin: String,
    },
}

impl Checkpoint {
    /// A checkpoint without extension lines.
    pub fn new(origin: impl Into<String>, size: u64, root: Hash) -> Self {
        Self {
            origin: origin.into(),
            size,
            root,
            extensions: Vec::new(),
        }
    }

    /// The text that is signed.
    pub fn body(&self) -> String {
        let mut body = format!("{}\n{}\n{}\n", self.origin, self.size, self.root);
        for line in &self.extensions {
            body.push_str(line);
            body.push('\n');
        }
        body
    }

    /// Signs the checkpoint. Refuses one that could not be read back as it is.
    pub fn sign(&self, signer: &SignerKey) -> Result<SignedNote, CheckpointFault> {
        let body = self.body();
        if body.parse::<Self>().as_ref() != Ok(self) {
            return Err(CheckpointFault::Malformed);
        }
        if signer.verifier().name() != self.origin {
            return Err(CheckpointFault::NotByItsLog {
                origin: self.origin.clone(),
            });
        }
        Ok(SignedNote::sign(&body, signer)?)
    }

    /// Reads a signed checkpoint and checks its signatures against the keys given.
    ///
    /// At least one must be a log key (type 0x01) whose name is the checkpoint's origin, so that
    /// no other log's checkpoint and no witness alone can stand in for the log's own.
    pub fn open(note: &str, known: &[VerifierKey]) -> Result<OpenedCheckpoint, CheckpointFault> {
        let note = SignedNote::parse(note)?;
        let signed_by = note.verify(known)?;
        let checkpoint: Self = note.text().parse()?;
        let by_its_log = |signature: &VerifiedSignature| {
            signature.key.kind() == KeyKind::Note && signature.key.name() == checkpoint.origin
        };
        if !signed_by.iter().any(by_its_log) {
            return Err(CheckpointFault::NotByItsLog {
                origin: checkpoint.origin,
            });
        }
        Ok(OpenedCheckpoint {
            checkpoint,
            signed_by,
        })
    }
}

impl FromStr for Checkpoint {
    type Err = CheckpointFault;

    /// Reads the text of a checkpoint, without signatures.
    fn from_str(body: &str) -> Result<Self, CheckpointFault> {
        if !is_note_text(body) {
            return Err(CheckpointFault::Malformed);
        }
        let mut lines = body.strip_suffix('\n').unwrap_or(body).split('\n');
        let mut line = || lines.next().filter(|line| !line.is_empty());
        let (Some(origin), Some(size_text), Some(root_text)) = (line(), line(), line()) else {
            return Err(CheckpointFault::Malformed);
        };
        let size: u64 = size_text.parse().map_err(|_| CheckpointFault::Malformed)?;
        // Only the shortest decimal form: neither a sign nor leading zeros.
        if size.to_string() != size_text {
            return Err(CheckpointFault::Malformed);
        }
        let root = root_text.parse().map_err(|_| CheckpointFault::Malformed)?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if extensions.iter().any(String::is_empty) {
            return Err(CheckpointFault::Malformed);
        }
        Ok(Self {
            origin: origin.to_owned(),
            size,
            root,
            extensions,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::{EMPTY_ROOT, leaf_hash};

    fn signer() -> SignerKey {
        SignerKey::from_seed("fadu.example/ledger", &[3; 32]).unwrap()
    }

    #[test]
    fn opens_what_it_signed_with_extensions_and_witnesses() {
        let mut checkpoint = Checkpoint::new("fadu.example/ledger", 7, leaf_hash(b"x"));
        checkpoint.extensions.push("sealed 2026-01-05".to_owned());
        let mut note = checkpoint.sign(&signer()).unwrap();
        let witness = SignerKey::witness_from_seed("procuratorate.example", &[4; 32]).unwrap();
        note.cosign(&witness, 12).unwrap();
        let known = [signer().verifier().clone(), witness.verifier().clone()];
        let opened = Checkpoint::open(&note.to_string(), &known).unwrap();
        assert_eq!(opened.checkpoint, checkpoint);
        assert_eq!(opened.signed_by.len(), 2);
        assert_eq!(opened.signed_by[1].cosigned_at_seconds, Some(12));
    }

    #[test]
    fn reads_the_example_of_the_specification() {
        let body = "example.com/behind-the-sofa\n20852163\n\
                    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        let checkpoint: Checkpoint = body.parse().unwrap();
        assert_eq!(checkpoint.size, 20_852_163);
        assert_eq!(checkpoint.body(), body);
    }

    #[test]
    fn refuses_texts_that_are_not_checkpoints() {
        let root = EMPTY_ROOT.to_string();
        let cases = [
            String::new(),
            format!("o\n1\n{root}"),
            format!("\n1\n{root}\n"),
            format!("o\n01\n{root}\n"),
            format!("o\n+1\n{root}\n"),
            format!("o\n-1\n{root}\n"),
            format!("o\n18446744073709551616\n{root}\n"),
            "o\n1\nAAAA\n".to_owned(),
            format!("o\n1\n{root}\n\n"),
            format!("o\n1\n{root}\na\n\nb\n"),
            format!("o\n1\n{root}\na\tb\n"),
        ];
        for body in cases {
            assert_eq!(
                body.parse::<Checkpoint>(),
                Err(CheckpointFault::Malformed),
                "{body:?}"
            );
        }
    }

    #[test]
    fn refuses_to_sign_what_could_not_be_read_back_or_is_of_another_log() {
        let mut checkpoint = Checkpoint::new("fadu.example/ledger", 0, EMPTY_ROOT);
        checkpoint.extensions.push("two\nlines".to_owned());
        assert_eq!(checkpoint.sign(&signer()), Err(CheckpointFault::Malformed));
        let other = Checkpoint::new("another.example", 0, EMPTY_ROOT);
        let refused = CheckpointFault::NotByItsLog {
            origin: "another.example".to_owned(),
        };
        assert_eq!(other.sign(&signer()), Err(refused));
    }

    #[test]
    fn refuses_another_logs_checkpoint_even_if_both_keys_are_known() {
        let other = SignerKey::from_seed("another.example", &[9; 32]).unwrap();
        let body = Checkpoint::new("fadu.example/ledger", 0, EMPTY_ROOT).body();
        let note = SignedNote::sign(&body, &other).unwrap();
        let known = [signer().verifier().clone(), other.verifier().clone()];
        let refused = CheckpointFault::NotByItsLog {
            origin: "fadu.example/ledger".to_owned(),
        };
        assert_eq!(Checkpoint::open(&note.to_string(), &known), Err(refused));
    }
}
