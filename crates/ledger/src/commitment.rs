//! Salted commitments: what the log holds of a record instead of the record.
//! Without the salt nobody can test a guess at the record against the log, so destroying salt
//! and record erases personal data while every proof stays good.
//! It deliberately does not draw the salt: chance is the caller's.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::hash::{HASH_BYTES, Hash, HashFault, leaf_hash};

/// Length of a salt, in bytes.
pub const SALT_BYTES: usize = 32;

// Tells a commitment of this kind from every other use of SHA-256.
const DOMAIN: &[u8] = b"fadu/act/v1\n";

/// Thirty-two bytes of chance, drawn anew for every record and kept beside it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub [u8; SALT_BYTES]);

/// The entry of the log: a hash that binds to a record and, while the salt is secret, hides it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Commitment(pub [u8; HASH_BYTES]);

impl Commitment {
    /// Commits to the canonical bytes of a record.
    ///
    /// SHA-256 of the domain line `fadu/act/v1`, a newline, the salt and the record.
    pub fn to(salt: &Salt, record: &[u8]) -> Self {
        let mut digest = Sha256::new();
        digest.update(DOMAIN);
        digest.update(salt.0);
        digest.update(record);
        Self(digest.finalize().into())
    }

    /// Whether this commitment was made to exactly this record with this salt.
    pub fn opens_to(&self, salt: &Salt, record: &[u8]) -> bool {
        *self == Self::to(salt, record)
    }

    /// Hash of the leaf whose entry this commitment is.
    pub fn leaf_hash(&self) -> Hash {
        leaf_hash(&self.0)
    }
}

impl TryFrom<&[u8]> for Commitment {
    type Error = HashFault;

    fn try_from(bytes: &[u8]) -> Result<Self, HashFault> {
        Hash::try_from(bytes).map(|hash| Self(hash.0))
    }
}

impl FromStr for Commitment {
    type Err = HashFault;

    fn from_str(text: &str) -> Result<Self, HashFault> {
        text.parse::<Hash>().map(|hash| Self(hash.0))
    }
}

impl fmt::Display for Commitment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&STANDARD.encode(self.0))
    }
}

impl fmt::Debug for Commitment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Commitment({self})")
    }
}

impl Salt {
    /// The salt in standard base64, for the receipt of whoever may read the record.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(self.0)
    }

    /// Reads a salt from standard base64.
    pub fn from_base64(text: &str) -> Result<Self, HashFault> {
        text.parse::<Hash>().map(|hash| Self(hash.0))
    }
}

// A salt in a log file would undo an erasure, so Debug does not show it.
impl fmt::Debug for Salt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Salt(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_to_domain_salt_and_record_in_this_order() {
        let salt = Salt([7; SALT_BYTES]);
        let mut whole = b"fadu/act/v1\n".to_vec();
        whole.extend([7; 32]);
        whole.extend(b"{\"a\":1}");
        let expected: [u8; 32] = Sha256::digest(&whole).into();
        assert_eq!(Commitment::to(&salt, b"{\"a\":1}"), Commitment(expected));
    }

    #[test]
    fn opens_only_with_the_same_salt_and_the_same_record() {
        let salt = Salt([1; SALT_BYTES]);
        let commitment = Commitment::to(&salt, b"record");
        assert!(commitment.opens_to(&salt, b"record"));
        assert!(!commitment.opens_to(&Salt([2; SALT_BYTES]), b"record"));
        assert!(!commitment.opens_to(&salt, b"Record"));
    }

    #[test]
    fn never_shows_a_salt_in_debug_output() {
        assert_eq!(format!("{:?}", Salt([9; SALT_BYTES])), "Salt(..)");
    }
}
