//! Ed25519 keys in the text forms of C2SP signed-note, for the log itself and for witnesses.
//! A verifier key is `name+id+base64(type || public key)`; a signer key is made from a seed of
//! 32 bytes, or read from the form the Go tools use.
//! It deliberately neither draws seeds nor keeps keys in files, and never shows a seed in
//! debug output.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use thiserror::Error;

const PUBLIC_BYTES: usize = 32;
const SIGNATURE_BYTES: usize = 64;
const TIME_BYTES: usize = 8;
const PRIVATE_PREFIX: &str = "PRIVATE+KEY+";

/// What a key signs, and so which type byte stands in its id (C2SP signed-note).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyKind {
    /// Type 0x01: signs the text of a note as it is. A log's own key is of this kind.
    Note,
    /// Type 0x04: a witness signs the time and the text (C2SP tlog-cosignature, version 1).
    Cosignature,
}

/// Why a text is not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KeyFault {
    /// Not of the form name, id, key, joined by plus signs.
    #[error("a key is written name+id+base64")]
    Malformed,
    /// The name is empty or has a space or a plus sign in it.
    #[error("the name of a key is not empty and has neither spaces nor plus signs")]
    MalformedName,
    /// Neither a note key nor a cosignature key of Ed25519.
    #[error("the key is of type {found:#04x}; only 0x01 and 0x04 are known here")]
    UnknownType {
        /// The type byte found.
        found: u8,
    },
    /// The id does not follow from the name and the key.
    #[error("the id of the key does not follow from its name and its bytes")]
    IdDiffers,
    /// The bytes are no usable Ed25519 public key.
    #[error("the bytes are not a usable Ed25519 public key")]
    NotAPublicKey,
}

/// A public key with its name: what a signature is checked against.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: u32,
    kind: KeyKind,
    public: VerifyingKey,
}

/// The signature is not by this key over this text.
pub(crate) struct DoesNotHold;

/// A private key with its name: what notes are signed with.
#[derive(Clone)]
pub struct SignerKey {
    private: SigningKey,
    verifier: VerifierKey,
}

impl KeyKind {
    fn type_byte(self) -> u8 {
        match self {
            Self::Note => 0x01,
            Self::Cosignature => 0x04,
        }
    }

    fn from_type_byte(found: u8) -> Result<Self, KeyFault> {
        match found {
            0x01 => Ok(Self::Note),
            0x04 => Ok(Self::Cosignature),
            _ => Err(KeyFault::UnknownType { found }),
        }
    }
}

impl VerifierKey {
    /// A key of a log or of a note (type 0x01) from its name and the bytes of the public key.
    pub fn new(name: &str, public: &[u8; PUBLIC_BYTES]) -> Result<Self, KeyFault> {
        Self::of_kind(name, KeyKind::Note, public)
    }

    /// A key of a witness (type 0x04) from its name and the bytes of the public key.
    pub fn witness(name: &str, public: &[u8; PUBLIC_BYTES]) -> Result<Self, KeyFault> {
        Self::of_kind(name, KeyKind::Cosignature, public)
    }

    fn of_kind(name: &str, kind: KeyKind, public: &[u8; PUBLIC_BYTES]) -> Result<Self, KeyFault> {
        if !is_key_name(name) {
            return Err(KeyFault::MalformedName);
        }
        let key = VerifyingKey::from_bytes(public).map_err(|_| KeyFault::NotAPublicKey)?;
        // A key of small order would accept signatures that nobody made.
        if key.is_weak() {
            return Err(KeyFault::NotAPublicKey);
        }
        let id = key_id(name, kind, public);
        Ok(Self {
            name: name.to_owned(),
            id,
            kind,
            public: key,
        })
    }

    /// The name signatures are made under, for a log its origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// First four bytes of SHA-256 over name, newline, type and public key, big-endian.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// What the key signs.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The bytes of the public key.
    pub fn public_bytes(&self) -> [u8; PUBLIC_BYTES] {
        self.public.to_bytes()
    }

    /// Checks a signature over a note's text, and gives the time a witness states in it, in
    /// seconds since 1970; a note key states none.
    pub(crate) fn check(&self, text: &str, signature: &[u8]) -> Result<Option<u64>, DoesNotHold> {
        match self.kind {
            KeyKind::Note => self.holds(text, signature).map(|()| None),
            KeyKind::Cosignature => {
                let (time, rest) = signature
                    .split_first_chunk::<TIME_BYTES>()
                    .ok_or(DoesNotHold)?;
                let seconds = u64::from_be_bytes(*time);
                self.holds(&cosigned_message(seconds, text), rest)
                    .map(|()| Some(seconds))
            }
        }
    }

    fn holds(&self, message: &str, signature: &[u8]) -> Result<(), DoesNotHold> {
        let bytes: &[u8; SIGNATURE_BYTES] = signature.try_into().map_err(|_| DoesNotHold)?;
        let signature = Signature::from_bytes(bytes);
        self.public
            .verify_strict(message.as_bytes(), &signature)
            .map_err(|_| DoesNotHold)
    }
}

impl SignerKey {
    /// The key of a log (type 0x01) under this name, from a secret seed of 32 bytes.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyFault> {
        Self::of_kind(name, KeyKind::Note, seed)
    }

    /// The key of a witness (type 0x04) under this name, from a secret seed of 32 bytes.
    pub fn witness_from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyFault> {
        Self::of_kind(name, KeyKind::Cosignature, seed)
    }

    fn of_kind(name: &str, kind: KeyKind, seed: &[u8; 32]) -> Result<Self, KeyFault> {
        let private = SigningKey::from_bytes(seed);
        let verifier = VerifierKey::of_kind(name, kind, &private.verifying_key().to_bytes())?;
        Ok(Self { private, verifier })
    }

    /// Reads the form the Go tools use: `PRIVATE+KEY+name+id+base64(type || seed)`.
    pub fn from_private_text(text: &str) -> Result<Self, KeyFault> {
        let rest = text
            .strip_prefix(PRIVATE_PREFIX)
            .ok_or(KeyFault::Malformed)?;
        let (name, id, kind, seed) = split_key_text(rest)?;
        let key = Self::of_kind(name, kind, &seed)?;
        if key.verifier.id != id {
            return Err(KeyFault::IdDiffers);
        }
        Ok(key)
    }

    /// The form the Go tools use. Secret: for a key file and nothing else.
    pub fn to_private_text(&self) -> String {
        let typed = typed_base64(self.verifier.kind, self.private.as_bytes());
        format!(
            "{PRIVATE_PREFIX}{}+{:08x}+{typed}",
            self.verifier.name, self.verifier.id
        )
    }

    /// The public half, to be given to everyone.
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    pub(crate) fn sign(&self, text: &str) -> Vec<u8> {
        self.private.sign(text.as_bytes()).to_bytes().to_vec()
    }

    pub(crate) fn cosign(&self, text: &str, seconds: u64) -> Vec<u8> {
        let mut signature = seconds.to_be_bytes().to_vec();
        let message = cosigned_message(seconds, text);
        signature.extend(self.private.sign(message.as_bytes()).to_bytes());
        signature
    }
}

/// Whether a text may be the name of a key (C2SP signed-note, Format).
pub(crate) fn is_key_name(name: &str) -> bool {
    let forbidden = |c: char| c.is_whitespace() || c == '+' || c.is_ascii_control();
    !name.is_empty() && !name.contains(forbidden)
}

fn key_id(name: &str, kind: KeyKind, public: &[u8; PUBLIC_BYTES]) -> u32 {
    let mut digest = Sha256::new();
    digest.update(name);
    digest.update([b'\n', kind.type_byte()]);
    digest.update(public);
    let [first, second, third, fourth, ..]: [u8; 32] = digest.finalize().into();
    u32::from_be_bytes([first, second, third, fourth])
}

// C2SP tlog-cosignature, "Ed25519 signed message".
fn cosigned_message(seconds: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}

fn typed_base64(kind: KeyKind, bytes: &[u8; 32]) -> String {
    let mut typed = vec![kind.type_byte()];
    typed.extend(bytes);
    STANDARD.encode(typed)
}

/// Splits `name+id+base64`; the base64 may itself contain plus signs, the name may not.
fn split_key_text(text: &str) -> Result<(&str, u32, KeyKind, [u8; 32]), KeyFault> {
    let (name, rest) = text.split_once('+').ok_or(KeyFault::Malformed)?;
    let (id_text, key_text) = rest.split_once('+').ok_or(KeyFault::Malformed)?;
    if !is_key_name(name) {
        return Err(KeyFault::MalformedName);
    }
    let lower_hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    if id_text.len() != 8 || !id_text.chars().all(lower_hex) {
        return Err(KeyFault::Malformed);
    }
    let id = u32::from_str_radix(id_text, 16).map_err(|_| KeyFault::Malformed)?;
    let typed = STANDARD.decode(key_text).map_err(|_| KeyFault::Malformed)?;
    let (type_byte, key) = typed.split_first().ok_or(KeyFault::Malformed)?;
    let kind = KeyKind::from_type_byte(*type_byte)?;
    let bytes = key.try_into().map_err(|_| KeyFault::Malformed)?;
    Ok((name, id, kind, bytes))
}

impl FromStr for VerifierKey {
    type Err = KeyFault;

    fn from_str(text: &str) -> Result<Self, KeyFault> {
        let (name, id, kind, public) = split_key_text(text)?;
        let key = Self::of_kind(name, kind, &public)?;
        if key.id != id {
            return Err(KeyFault::IdDiffers);
        }
        Ok(key)
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let typed = typed_base64(self.kind, &self.public.to_bytes());
        write!(formatter, "{}+{:08x}+{typed}", self.name, self.id)
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "VerifierKey({self})")
    }
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "SignerKey({}+{:08x})",
            self.verifier.name, self.verifier.id
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example key of the Go implementation of signed notes.
    const PUBLIC: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const PRIVATE: &str =
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

    #[test]
    fn reads_and_writes_the_key_everyone_tests_with() {
        let key: VerifierKey = PUBLIC.parse().unwrap();
        assert_eq!(key.name(), "PeterNeumann");
        assert_eq!(key.id(), 0xc74f_20a3);
        assert_eq!(key.to_string(), PUBLIC);
        let signer = SignerKey::from_private_text(PRIVATE).unwrap();
        assert_eq!(signer.verifier(), &key);
        assert_eq!(signer.to_private_text(), PRIVATE);
    }

    #[test]
    fn refuses_every_part_of_a_key_and_every_key_with_a_letter_changed() {
        for start in 0..PUBLIC.len() {
            for end in start..=PUBLIC.len() {
                if (start, end) != (0, PUBLIC.len()) {
                    assert!(PUBLIC[start..end].parse::<VerifierKey>().is_err());
                }
            }
            let mut bytes = PUBLIC.as_bytes().to_vec();
            bytes[start] += 1;
            let changed = String::from_utf8(bytes).unwrap();
            assert!(changed.parse::<VerifierKey>().is_err(), "{changed}");
        }
    }

    #[test]
    fn refuses_names_that_would_break_a_signature_line() {
        for name in ["", "a b", "a+b", "a\u{3000}b", "a\nb", "a\tb"] {
            let made = SignerKey::from_seed(name, &[1; 32]);
            assert_eq!(made.unwrap_err(), KeyFault::MalformedName, "{name:?}");
        }
        assert!(SignerKey::from_seed("城市.example/法度", &[1; 32]).is_ok());
    }

    #[test]
    fn refuses_a_key_of_small_order() {
        let mut identity = [0; 32];
        identity[0] = 1;
        assert_eq!(
            VerifierKey::new("x", &identity),
            Err(KeyFault::NotAPublicKey)
        );
    }

    #[test]
    fn never_shows_a_seed_in_debug_output() {
        let signer = SignerKey::from_private_text(PRIVATE).unwrap();
        assert_eq!(format!("{signer:?}"), "SignerKey(PeterNeumann+c74f20a3)");
    }
}
