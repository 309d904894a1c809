//! Signed notes after C2SP signed-note: a text, a blank line, and one signature a line.
//! Signatures by keys we do not know are kept and ignored, so that witnesses may add theirs.
//! It deliberately gives no meaning to the text: see `checkpoint` for that.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

use crate::key::{KeyKind, SignerKey, VerifierKey, is_key_name};

/// Largest note read, in bytes: a checkpoint with a hundred signatures has under 20,000.
pub const MAX_NOTE_BYTES: usize = 1_000_000;

/// Most signatures read in one note. The specification asks for at least 16.
pub const MAX_SIGNATURES: usize = 100;

const KEY_ID_BYTES: usize = 4;
const SIGNATURE_LINE_START: &str = "\u{2014} ";

/// Why a note cannot be read, made or trusted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoteFault {
    /// More bytes than anything signed here has.
    #[error("a note has at most {MAX_NOTE_BYTES} bytes, not {bytes}")]
    TooLarge {
        /// Length of the note.
        bytes: usize,
    },
    /// The text has control characters or does not end with a newline.
    #[error("the text of a note ends with a newline and has no control characters")]
    MalformedText,
    /// No blank line, or no signature after it.
    #[error("a note has a blank line and at least one signature after its text")]
    NoSignatures,
    /// A signature line that is not one.
    #[error("signature line {line} of the note is malformed")]
    MalformedSignature {
        /// Number of the line among the signatures, from 1.
        line: usize,
    },
    /// More signatures than are read.
    #[error("a note has at most {MAX_SIGNATURES} signatures")]
    TooManySignatures,
    /// A witness only countersigns what a log has signed.
    #[error("a witness cannot be the first to sign a note")]
    WitnessFirst,
    /// A known key stands beside a signature it did not make over this text.
    #[error("the signature by {name} does not fit the text")]
    BadSignature {
        /// Name of the key.
        name: String,
    },
    /// No signature is by a known key.
    #[error("no signature is by a known key")]
    NoKnownKey,
}

/// One signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// Name of the key.
    pub name: String,
    /// Id of the key.
    pub key_id: u32,
    /// What follows the id; for Ed25519 64 bytes, for a cosignature 8 bytes of time before.
    pub signature: Vec<u8>,
}

/// A text with its signatures, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedNote {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// A signature that was checked and holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedSignature {
    /// The key that made it.
    pub key: VerifierKey,
    /// When a witness says it signed, in seconds since 1970; a log's own key states no time.
    pub cosigned_at_seconds: Option<u64>,
}

impl SignedNote {
    /// Signs a text. It must end with a newline and have no other control characters.
    ///
    /// A witness's key cannot sign first: it only countersigns, with [`SignedNote::cosign`].
    pub fn sign(text: &str, signer: &SignerKey) -> Result<Self, NoteFault> {
        if !is_note_text(text) {
            return Err(NoteFault::MalformedText);
        }
        if signer.verifier().kind() != KeyKind::Note {
            return Err(NoteFault::WitnessFirst);
        }
        let signature = NoteSignature::by(signer.verifier(), signer.sign(text));
        Ok(Self {
            text: text.to_owned(),
            signatures: vec![signature],
        })
    }

    /// Adds a witness's signature with the time it states, in seconds since 1970.
    ///
    /// With a key that is not a witness's this adds a plain signature, and no time.
    pub fn cosign(&mut self, signer: &SignerKey, seconds: u64) -> Result<(), NoteFault> {
        let signature = match signer.verifier().kind() {
            KeyKind::Note => signer.sign(&self.text),
            KeyKind::Cosignature => signer.cosign(&self.text, seconds),
        };
        self.add(NoteSignature::by(signer.verifier(), signature))
    }

    /// Adds a signature made elsewhere, unchecked. The same line is not added twice.
    pub fn add(&mut self, signature: NoteSignature) -> Result<(), NoteFault> {
        if !is_key_name(&signature.name) || signature.signature.is_empty() {
            return Err(NoteFault::MalformedSignature {
                line: self.signatures.len() + 1,
            });
        }
        if self.signatures.contains(&signature) {
            return Ok(());
        }
        if self.signatures.len() >= MAX_SIGNATURES {
            return Err(NoteFault::TooManySignatures);
        }
        self.signatures.push(signature);
        Ok(())
    }

    /// Reads a note. Says nothing yet about whether any signature holds.
    pub fn parse(note: &str) -> Result<Self, NoteFault> {
        if note.len() > MAX_NOTE_BYTES {
            return Err(NoteFault::TooLarge { bytes: note.len() });
        }
        if !is_note_text(note) {
            return Err(NoteFault::MalformedText);
        }
        // The last blank line divides: the text itself may contain others.
        let blank = note.rfind("\n\n").ok_or(NoteFault::NoSignatures)?;
        let (text, rest) = note.split_at(blank + 1);
        let lines = rest.strip_prefix('\n').unwrap_or(rest);
        if lines.is_empty() {
            return Err(NoteFault::NoSignatures);
        }
        let mut signatures = Vec::new();
        for (number, line) in lines.lines().enumerate() {
            if number >= MAX_SIGNATURES {
                return Err(NoteFault::TooManySignatures);
            }
            let signature = NoteSignature::parse(line)
                .ok_or(NoteFault::MalformedSignature { line: number + 1 })?;
            signatures.push(signature);
        }
        Ok(Self {
            text: text.to_owned(),
            signatures,
        })
    }

    /// The text that is signed, with its last newline. Not to be relied on before `verify`.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All signature lines, in order.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Checks every signature by a known key and gives those that hold.
    ///
    /// Unknown keys are ignored; one bad signature by a known key spoils the note, and so does
    /// the want of any good one (C2SP signed-note, Signatures).
    pub fn verify(&self, known: &[VerifierKey]) -> Result<Vec<VerifiedSignature>, NoteFault> {
        let mut verified: Vec<VerifiedSignature> = Vec::new();
        for signature in &self.signatures {
            let same =
                |key: &&VerifierKey| key.name() == signature.name && key.id() == signature.key_id;
            for key in known.iter().filter(same) {
                let Ok(cosigned_at_seconds) = key.check(&self.text, &signature.signature) else {
                    return Err(NoteFault::BadSignature {
                        name: signature.name.clone(),
                    });
                };
                if !verified.iter().any(|earlier| earlier.key == *key) {
                    verified.push(VerifiedSignature {
                        key: key.clone(),
                        cosigned_at_seconds,
                    });
                }
            }
        }
        if verified.is_empty() {
            return Err(NoteFault::NoKnownKey);
        }
        Ok(verified)
    }
}

impl NoteSignature {
    fn by(key: &VerifierKey, signature: Vec<u8>) -> Self {
        Self {
            name: key.name().to_owned(),
            key_id: key.id(),
            signature,
        }
    }

    fn parse(line: &str) -> Option<Self> {
        let (name, encoded) = line.strip_prefix(SIGNATURE_LINE_START)?.split_once(' ')?;
        if !is_key_name(name) {
            return None;
        }
        let bytes = STANDARD.decode(encoded).ok()?;
        let (id, signature) = bytes.split_at_checked(KEY_ID_BYTES)?;
        if signature.is_empty() {
            return None;
        }
        let key_id = u32::from_be_bytes(id.try_into().ok()?);
        Some(Self {
            name: name.to_owned(),
            key_id,
            signature: signature.to_vec(),
        })
    }
}

/// Ends with a newline and has no other ASCII control character (C2SP signed-note, Format).
pub(crate) fn is_note_text(text: &str) -> bool {
    text.ends_with('\n') && !text.bytes().any(|byte| byte < 0x20 && byte != b'\n')
}

impl fmt::Display for NoteSignature {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.key_id.to_be_bytes().to_vec();
        bytes.extend(&self.signature);
        write!(
            formatter,
            "{SIGNATURE_LINE_START}{} {}",
            self.name,
            STANDARD.encode(bytes)
        )
    }
}

impl fmt::Display for SignedNote {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", self.text)?;
        self.signatures
            .iter()
            .try_for_each(|signature| writeln!(formatter, "{signature}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example note of the Go implementation, which every other implementation tests with.
    const PUBLIC: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const PRIVATE: &str =
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    const TEXT: &str = "If you think cryptography is the answer to your problem,\n\
                        then you don't know what your problem is.\n";
    const LINE: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2p\
                        ZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";

    fn peter() -> VerifierKey {
        PUBLIC.parse().unwrap()
    }

    #[test]
    fn signs_the_example_note_to_the_same_bytes_as_everyone_else() {
        let signer = SignerKey::from_private_text(PRIVATE).unwrap();
        let note = SignedNote::sign(TEXT, &signer).unwrap();
        assert_eq!(note.to_string(), format!("{TEXT}\n{LINE}\n"));
    }

    #[test]
    fn opens_the_example_note_and_refuses_it_with_any_bit_changed() {
        let note = format!("{TEXT}\n{LINE}\n");
        let parsed = SignedNote::parse(&note).unwrap();
        assert_eq!(parsed.verify(&[peter()]).unwrap()[0].key, peter());
        for bit in 0..note.len() * 8 {
            let mut bytes = note.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let Ok(changed) = String::from_utf8(bytes) else {
                continue;
            };
            let opened = SignedNote::parse(&changed).and_then(|note| note.verify(&[peter()]));
            assert!(opened.is_err(), "bit {bit}");
        }
    }

    #[test]
    fn ignores_unknown_signatures_but_not_a_bad_one_by_a_known_key() {
        let other = SignerKey::from_seed("other.example", &[5; 32]).unwrap();
        let mut note = SignedNote::parse(&format!("{TEXT}\n{LINE}\n")).unwrap();
        note.cosign(&other, 0).unwrap();
        assert_eq!(note.verify(&[peter()]).unwrap().len(), 1);
        assert_eq!(
            note.verify(&[peter(), other.verifier().clone()])
                .unwrap()
                .len(),
            2
        );
        let stranger = SignerKey::from_seed("stranger.example", &[6; 32]).unwrap();
        let known = [stranger.verifier().clone()];
        assert_eq!(note.verify(&known), Err(NoteFault::NoKnownKey));
        let mut spoilt = note.signatures()[0].clone();
        spoilt.signature[0] ^= 1;
        note.add(spoilt).unwrap();
        let bad = NoteFault::BadSignature {
            name: "PeterNeumann".to_owned(),
        };
        assert_eq!(note.verify(&[peter()]), Err(bad));
    }

    #[test]
    fn keeps_the_time_a_witness_states_and_binds_the_signature_to_it() {
        let log = SignerKey::from_seed("log.example", &[1; 32]).unwrap();
        let witness = SignerKey::witness_from_seed("witness.example", &[2; 32]).unwrap();
        let mut note = SignedNote::sign(TEXT, &log).unwrap();
        note.cosign(&witness, 1_679_315_147).unwrap();
        let known = [witness.verifier().clone()];
        let read = SignedNote::parse(&note.to_string()).unwrap();
        assert_eq!(
            read.verify(&known).unwrap()[0].cosigned_at_seconds,
            Some(1_679_315_147)
        );
        let mut later = read.signatures()[1].clone();
        later.signature[7] += 1;
        let mut forged = SignedNote::sign(TEXT, &log).unwrap();
        forged.add(later).unwrap();
        assert!(forged.verify(&known).is_err());
    }

    #[test]
    fn opens_the_cosignature_example_of_the_specification_as_far_as_it_goes() {
        let note = "example.com/behind-the-sofa\n20852163\n\
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
            — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7\
            u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
            — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dl\
            rDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
        let parsed = SignedNote::parse(note).unwrap();
        assert_eq!(parsed.to_string(), note);
        assert_eq!(
            parsed.signatures()[1].signature[..8],
            1_679_315_147_u64.to_be_bytes()
        );
    }

    #[test]
    fn refuses_notes_that_are_malformed() {
        let good = format!("{TEXT}\n{LINE}\n");
        let cases = [
            String::new(),
            "\n".to_owned(),
            TEXT.to_owned(),
            format!("{TEXT}\n"),
            good.trim_end().to_owned(),
            good.replace('\u{2014}', "-"),
            good.replace("— PeterNeumann ", "— Peter Neumann "),
            good.replace("AM=", "AM"),
            good.replace("is.", "is.\r"),
            format!("{good}\n"),
            format!("{TEXT}\n— PeterNeumann x08gow==\n"),
        ];
        for note in cases {
            assert!(SignedNote::parse(&note).is_err(), "{note:?}");
        }
        let many = format!("{TEXT}\n{}", format!("{LINE}\n").repeat(MAX_SIGNATURES + 1));
        assert_eq!(SignedNote::parse(&many), Err(NoteFault::TooManySignatures));
    }
}
