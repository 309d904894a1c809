//! SHA-256 hashes of leaves and nodes, as in RFC 6962 section 2.1 and RFC 9162 section 2.1.1.
//! It deliberately offers no other hash function: the C2SP formats fix SHA-256, and a log
//! hashed otherwise could not be verified by anyone else's tools.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Length of a SHA-256 hash, in bytes.
pub const HASH_BYTES: usize = 32;

/// Root of the tree without leaves: SHA-256 of nothing (RFC 6962 section 2.1).
pub const EMPTY_ROOT: Hash = Hash([
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
    0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
]);

// The prefixes keep a leaf from ever passing for a node (RFC 6962 section 2.1).
const LEAF_PREFIX: u8 = 0x00;
const NODE_PREFIX: u8 = 0x01;

/// A hash of a leaf, a node or a whole tree. Written in standard base64, as in the C2SP formats.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hash(pub [u8; HASH_BYTES]);

/// Why a text or a slice is not a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum HashFault {
    /// The text is not canonical standard base64 with padding.
    #[error("a hash is written in standard base64")]
    NotBase64,
    /// The bytes are not thirty-two.
    #[error("a hash has 32 bytes, not {bytes}")]
    WrongLength {
        /// How many there were.
        bytes: usize,
    },
}

/// Hash of a leaf: SHA-256 of 0x00 and the entry (RFC 6962 section 2.1).
pub fn leaf_hash(entry: &[u8]) -> Hash {
    let mut digest = Sha256::new();
    digest.update([LEAF_PREFIX]);
    digest.update(entry);
    Hash(digest.finalize().into())
}

/// Hash of an inner node: SHA-256 of 0x01 and both children (RFC 6962 section 2.1).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut block = [NODE_PREFIX; 1 + 2 * HASH_BYTES];
    block[1..=HASH_BYTES].copy_from_slice(&left.0);
    block[1 + HASH_BYTES..].copy_from_slice(&right.0);
    Hash(Sha256::digest(block).into())
}

/// Root over hashes that stand for subtrees of equal height.
/// Their number must be a power of two; of none it is the empty root.
pub(crate) fn perfect_root(hashes: &[Hash]) -> Hash {
    debug_assert!(hashes.is_empty() || hashes.len().is_power_of_two());
    let mut row = hashes.to_vec();
    let mut width = row.len();
    while width > 1 {
        width /= 2;
        for at in 0..width {
            row[at] = node_hash(&row[2 * at], &row[2 * at + 1]);
        }
    }
    row.first().copied().unwrap_or(EMPTY_ROOT)
}

impl Hash {
    /// The hash in lower-case hexadecimal, as RFC test vectors print it.
    pub fn to_hex(&self) -> String {
        use fmt::Write as _;
        self.0
            .iter()
            .fold(String::with_capacity(2 * HASH_BYTES), |mut hex, byte| {
                // Writing to a String does not fail.
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    }
}

impl TryFrom<&[u8]> for Hash {
    type Error = HashFault;

    fn try_from(bytes: &[u8]) -> Result<Self, HashFault> {
        match bytes.try_into() {
            Ok(array) => Ok(Self(array)),
            Err(_) => Err(HashFault::WrongLength { bytes: bytes.len() }),
        }
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&STANDARD.encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Hash({self})")
    }
}

impl FromStr for Hash {
    type Err = HashFault;

    fn from_str(text: &str) -> Result<Self, HashFault> {
        let bytes = STANDARD.decode(text).map_err(|_| HashFault::NotBase64)?;
        Self::try_from(bytes.as_slice())
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_the_empty_leaf_and_the_empty_tree_as_the_rfc_says() {
        assert_eq!(
            leaf_hash(b"").to_hex(),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        );
        assert_eq!(Hash(Sha256::digest(b"").into()), EMPTY_ROOT);
        assert_eq!(perfect_root(&[]), EMPTY_ROOT);
    }

    #[test]
    fn reads_back_what_it_writes_and_refuses_anything_else() {
        let hash = leaf_hash(b"x");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!(
            "AA==".parse::<Hash>(),
            Err(HashFault::WrongLength { bytes: 1 })
        );
        assert_eq!("not base64".parse::<Hash>(), Err(HashFault::NotBase64));
        // The same bytes with stray bits in the last character are another text: refused.
        let stray = format!("{}B=", &EMPTY_ROOT.to_string()[..42]);
        assert_eq!(stray.parse::<Hash>(), Err(HashFault::NotBase64));
    }
}
