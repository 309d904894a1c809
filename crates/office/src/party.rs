//! Parties without an account: the code by which they follow their matter, and the pass that
//! shows they gave it.
//!
//! A code is eight digits, told once and kept as an argon2id hash, since so few digits would give
//! way to any faster one. A pass is signed, names one matter and ends by itself; nothing of it is
//! stored. What a party may do is not decided here.

use std::sync::OnceLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use fadu_kernel::matter::MatterId;
use jiff::civil::DateTime;
use jiff::{Timestamp, ToSpan};
use sha2::{Digest, Sha256};

use crate::accounts::hex;
use crate::fault::Fault;
use crate::office::{Office, chance};

/// Digits of a code: few enough to be read over the telephone.
pub const CODE_DIGITS: usize = 8;
/// Wrong codes after which a number waits; a person mistypes a few times.
pub const WRONG_CODES_MAX: u64 = 10;
/// Minutes that a number waits after too many wrong codes.
pub const WAIT_MINUTES: i64 = 15;
/// Minutes that a pass is good for: time to read a matter and fill in a form.
pub const PASS_MINUTES: i64 = 60;
/// Longest number looked up, in characters.
const NUMBER_LENGTH_MAX: usize = 80;
/// Block length of SHA-256, for the signature of passes (RFC 2104).
const BLOCK: usize = 64;

/// The code that goes with a form's key, as eight digits. The same key gives the same code as
/// long as the server runs, so that a form sent twice tells one code.
pub fn code_of(key: &str) -> Result<String, Fault> {
    let mac = signature(key.as_bytes())?;
    let digits = mac
        .iter()
        .take(8)
        .fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    Ok(format!(
        "{:0width$}",
        digits % 100_000_000,
        width = CODE_DIGITS
    ))
}

/// What is kept of a code.
pub fn hash_code(code: &str) -> Result<String, Fault> {
    let salt = SaltString::encode_b64(&chance::<16>()?).map_err(|_| Fault::NoChance)?;
    let hash = Argon2::default().hash_password(code.as_bytes(), &salt);
    Ok(hash.map_err(|_| Fault::Damaged("code".into()))?.to_string())
}

/// What came of a number and a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admitted {
    /// They belong together.
    Matter(MatterId),
    /// They do not, or there is no such number: the answer is the same.
    Wrong,
    /// The number waits after too many wrong codes.
    Waiting,
}

/// Looks up a number with its code at a moment of the wall clock. Tries are counted by number,
/// wherever they come from.
pub fn admit(office: &Office, number: &str, code: &str, wall: DateTime) -> Result<Admitted, Fault> {
    let number: String = number.chars().take(NUMBER_LENGTH_MAX).collect();
    let subject = format!("track:{number}");
    let since = wall.saturating_sub(WAIT_MINUTES.minutes());
    let (row, wrong) = office.read(|reader| {
        Ok((
            reader.matter_row_by_number(&number)?,
            reader.failed_logins(&subject, since)?,
        ))
    })?;
    if wrong >= WRONG_CODES_MAX {
        return Ok(Admitted::Waiting);
    }
    let digits: String = code
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    let hash = row.as_ref().and_then(|row| row.code_hash.as_deref());
    // Hash in any case, so that time does not tell whether the number exists.
    let right = digits.len() == CODE_DIGITS && is_code(&digits, hash.unwrap_or(NO_HASH));
    if let Some(row) = row.filter(|_| right) {
        office
            .ask(move |work| Ok(work.batch.clear_failed_logins(&subject)?))
            .wait()?;
        return Ok(Admitted::Matter(row.id));
    }
    office
        .ask(move |work| Ok(work.batch.put_failed_login(&subject, wall)?))
        .wait()?;
    Ok(Admitted::Wrong)
}

/// The hash of a code that no matter has.
const NO_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$\
     AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn is_code(code: &str, hash: &str) -> bool {
    let parsed = PasswordHash::new(hash);
    parsed.is_ok_and(|hash| {
        Argon2::default()
            .verify_password(code.as_bytes(), &hash)
            .is_ok()
    })
}

/// Gives a matter the code that goes with a form's key in the place of the one it had, which
/// opens nothing from then on; a pass that it opened before ends within [`PASS_MINUTES`]. The
/// audit trail says who asked for it.
pub fn give_new_code(
    office: &Office,
    account: &str,
    matter: MatterId,
    key: &str,
) -> Result<String, Fault> {
    let code = code_of(key)?;
    let (hash, account) = (hash_code(&code)?, account.to_owned());
    let given = office.ask(move |work| {
        work.batch.set_code_hash(matter, Some(&hash))?;
        work.log_access(&account, Some(matter), "new_code")
    });
    given.wait()?;
    Ok(code)
}

/// A pass to a matter, good for [`PASS_MINUTES`] from `now`.
pub fn pass_to(matter: MatterId, now: Timestamp) -> Result<String, Fault> {
    let until = now.as_second().saturating_add(PASS_MINUTES * 60);
    let told = format!("{}.{until}", matter.0);
    let mac = signature(told.as_bytes())?;
    Ok(format!("{told}.{}", hex(&mac)))
}

/// The matter a pass leads to, if it is genuine and not over.
pub fn read_pass(pass: &str, now: Timestamp) -> Option<MatterId> {
    let (told, mac) = pass.rsplit_once('.')?;
    let expected = hex(&signature(told.as_bytes()).ok()?);
    let differs = expected
        .bytes()
        .zip(mac.bytes())
        .fold(0, |sum, (a, b)| sum | (a ^ b));
    if expected.len() != mac.len() || differs != 0 {
        return None;
    }
    let (matter, until) = told.split_once('.')?;
    let until: i64 = until.parse().ok()?;
    (now.as_second() < until).then_some(MatterId(matter.parse().ok()?))
}

/// HMAC-SHA256 (RFC 2104) with a key that lives as long as the server runs: after a restart
/// parties give their code again.
fn signature(message: &[u8]) -> Result<[u8; 32], Fault> {
    static KEY: OnceLock<[u8; 32]> = OnceLock::new();
    let key = match KEY.get() {
        Some(key) => key,
        None => {
            let fresh = chance::<32>()?;
            KEY.get_or_init(|| fresh)
        }
    };
    let pad = |mask: u8| {
        let mut block = [mask; BLOCK];
        block
            .iter_mut()
            .zip(key)
            .for_each(|(byte, key)| *byte ^= key);
        block
    };
    let inner = Sha256::new()
        .chain_update(pad(0x36))
        .chain_update(message)
        .finalize();
    Ok(Sha256::new()
        .chain_update(pad(0x5c))
        .chain_update(inner)
        .finalize()
        .into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_eight_digits_and_stays_with_its_key() {
        let code = code_of("key-1").unwrap();
        assert_eq!(code.len(), CODE_DIGITS);
        assert!(code.bytes().all(|byte| byte.is_ascii_digit()));
        assert_eq!(code, code_of("key-1").unwrap());
        assert_ne!(code, code_of("key-2").unwrap());
    }

    #[test]
    fn a_code_is_known_by_its_hash_only() {
        let hash = hash_code("01234567").unwrap();
        assert!(is_code("01234567", &hash));
        assert!(!is_code("01234568", &hash));
        assert!(!is_code("01234567", NO_HASH));
        assert!(!hash.contains("01234567"));
    }

    #[test]
    fn a_pass_names_one_matter_and_ends() {
        let now = Timestamp::constant(1_000, 0);
        let pass = pass_to(MatterId(7), now).unwrap();
        assert_eq!(read_pass(&pass, now), Some(MatterId(7)));
        let later = Timestamp::constant(1_000 + PASS_MINUTES * 60, 0);
        assert_eq!(read_pass(&pass, later), None);
        assert_eq!(read_pass(&pass.replacen('7', "8", 1), now), None);
        for forged in ["", ".", "7.99999999999.", "7.99999999999.00"] {
            assert_eq!(read_pass(forged, now), None, "{forged}");
        }
    }
}
