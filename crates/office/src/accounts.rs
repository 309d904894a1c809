//! Accounts and sessions: who may enter, for how long, and what happens after wrong passwords.
//!
//! Passwords are hashed with argon2id (RFC 9106). A session is a random token whose hash is in the
//! store; it ends after idleness, after a day, or when the account is disabled.

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use fadu_kernel::words::Words;
use fadu_store::{Account, Reader, Session, Tenure};
use jiff::ToSpan;
use jiff::civil::DateTime;
use sha2::{Digest, Sha256};

use crate::fault::Fault;
use crate::office::{Office, chance};
use crate::work::Work;

/// Idle minutes after which a session ends (GB/T 22239-2019 asks for a limit; thirty is usual).
pub const IDLE_MINUTES: i64 = 30;
/// Hours after which a session ends in any case.
pub const SESSION_HOURS: i64 = 12;
/// Wrong passwords after which a log-in name waits.
pub const WRONG_MAX: u64 = 5;
/// Minutes that a log-in name waits after too many wrong passwords.
pub const WAIT_MINUTES: i64 = 15;
/// Shortest password accepted.
pub const PASSWORD_LENGTH_MIN: usize = 10;
/// Longest password accepted; longer ones only cost hashing time.
pub const PASSWORD_LENGTH_MAX: usize = 128;

/// A session begun: the token goes into the cookie and is kept nowhere else.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The token.
    pub token: String,
    /// The account.
    pub account: Account,
}

/// Hashes a password.
pub fn hash_password(password: &str) -> Result<String, Fault> {
    let salt = SaltString::encode_b64(&chance::<16>()?).map_err(|_| Fault::NoChance)?;
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
    Ok(hash
        .map_err(|_| Fault::Damaged("password".into()))?
        .to_string())
}

fn is_password(password: &str, hash: &str) -> bool {
    let parsed = PasswordHash::new(hash);
    parsed.is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    })
}

/// Whether a new password may be used.
pub fn check_password(password: &str, login: &str) -> Result<(), Fault> {
    let length = password.chars().count();
    let kinds = [
        password.chars().any(|c| c.is_ascii_digit()),
        password.chars().any(|c| c.is_ascii_lowercase()),
        password.chars().any(|c| c.is_ascii_uppercase()),
        password.chars().any(|c| !c.is_ascii_alphanumeric()),
    ];
    let varied = kinds.into_iter().filter(|kind| *kind).count() >= 2;
    let fits = (PASSWORD_LENGTH_MIN..=PASSWORD_LENGTH_MAX).contains(&length);
    if fits && varied && !password.contains(login) {
        return Ok(());
    }
    Err(Fault::Unacceptable(Words::new(
        format!("密码至少 {PASSWORD_LENGTH_MIN} 位，含两类以上字符，且不含登录名"),
        format!(
            "a password has at least {PASSWORD_LENGTH_MIN} characters of two kinds or more, \
             and not the log-in name"
        ),
    )))
}

/// Enters with log-in name and password. `None` when they do not match or the name must wait; the
/// answer is the same for an unknown name, so that names cannot be guessed.
pub fn sign_in(
    office: &Office,
    login: &str,
    password: &str,
    wall: DateTime,
) -> Result<Option<SignedIn>, Fault> {
    let since = wall.saturating_sub(WAIT_MINUTES.minutes());
    let subject = login.chars().take(64).collect::<String>();
    let (account, wrong) = office.read(|reader| {
        Ok((
            reader.account_by_login(&subject)?,
            reader.failed_logins(&subject, since)?,
        ))
    })?;
    // Hash in any case, so that time does not tell whether the name exists.
    let hash = account
        .as_ref()
        .map_or(UNKNOWN_HASH, |account| account.password_hash.as_str());
    let right = password.len() <= PASSWORD_LENGTH_MAX * 4 && is_password(password, hash);
    let today = office.now().date();
    let open = |account: &Account| account.disabled_on.is_none_or(|on| on > today);
    let account = account.filter(|account| right && open(account) && wrong < WRONG_MAX);
    let Some(account) = account else {
        office
            .ask(move |work| Ok(work.batch.put_failed_login(&subject, wall)?))
            .wait()?;
        return Ok(None);
    };
    let token = hex(&chance::<32>()?);
    let session = Session {
        token_hash: token_hash(&token),
        account: account.id.clone(),
        created_at: wall,
        seen_at: wall,
        expires_at: wall.saturating_add(SESSION_HOURS.hours()),
        csrf: hex(&chance::<16>()?),
    };
    let id = account.id.clone();
    let enter = office.ask(move |work| {
        work.batch.clear_failed_logins(&subject)?;
        work.batch.expire_sessions(wall)?;
        work.batch.put_session(&session)?;
        work.log_access(&id, None, "sign_in")
    });
    enter.wait()?;
    Ok(Some(SignedIn { token, account }))
}

/// The hash of a password nobody has, for names that are not there.
const UNKNOWN_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$\
     AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The session behind a token, if it still holds at `wall`.
pub fn session_of(
    reader: &Reader,
    token: &str,
    wall: DateTime,
) -> fadu_store::Result<Option<Session>> {
    if token.len() != 64 {
        return Ok(None);
    }
    let idle_since = wall.saturating_sub(IDLE_MINUTES.minutes());
    let session = reader.session(&token_hash(token))?;
    Ok(session.filter(|session| session.expires_at > wall && session.seen_at > idle_since))
}

/// Notes that a session is in use. Written at most once a minute, so that reading stays reading.
pub fn keep_alive(office: &Office, session: &Session, wall: DateTime) {
    if session.seen_at.saturating_add(1.minute()) > wall {
        return;
    }
    let (hash, until) = (session.token_hash.clone(), session.expires_at);
    // Nobody waits: the worst is a session that ends a minute early.
    drop(office.ask(move |work| Ok(work.batch.touch_session(&hash, wall, until)?)));
}

/// Ends a session.
pub fn sign_out(office: &Office, token: &str) -> Result<(), Fault> {
    let hash = token_hash(token);
    office
        .ask(move |work| Ok(work.batch.delete_session(&hash)?))
        .wait()
}

/// Whether a text can be a log-in name.
pub fn is_login(login: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || "._-".contains(c);
    (2..=64).contains(&login.chars().count()) && login.chars().all(plain)
}

/// What a log-in name looks like.
pub fn login_words() -> Words {
    Words::new(
        "登录名须为 2 至 64 个文字、数字或 ._-",
        "a log-in name has 2 to 64 letters, digits or ._-",
    )
}

/// Makes an account with a password hash and posts.
pub fn put_account(work: &Work<'_>, account: &Account, posts: &[Tenure]) -> Result<(), Fault> {
    if !is_login(&account.login) {
        return Err(Fault::Unacceptable(login_words()));
    }
    for tenure in posts {
        if work.units.get(&tenure.post.unit).is_none() {
            return Err(Fault::NotFound {
                what: "unit",
                name: tenure.post.unit.clone(),
            });
        }
        if !work.rules.packs.roles.contains_key(&tenure.post.role) {
            return Err(Fault::NotFound {
                what: "role",
                name: tenure.post.role.clone(),
            });
        }
    }
    work.batch.put_account(account)?;
    for tenure in posts {
        work.batch.put_post(tenure)?;
    }
    Ok(())
}

/// Changes one's own password; every other session of the account ends.
pub fn change_password(
    office: &Office,
    account: &Account,
    old: &str,
    new: &str,
) -> Result<(), Fault> {
    check_password(new, &account.login)?;
    if !is_password(old, &account.password_hash) {
        return Err(Fault::Unacceptable(Words::new(
            "原密码不正确",
            "the old password is not right",
        )));
    }
    let (id, hash) = (account.id.clone(), hash_password(new)?);
    let change = office.ask(move |work| {
        work.batch.set_password(&id, &hash, false)?;
        work.batch.delete_sessions_of(&id)?;
        work.log_access(&id, None, "change_password")
    });
    change.wait()
}

fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// Bytes as lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A random password for a first log-in: letters and digits that are not mistaken for each other.
pub fn one_time_password() -> Result<String, Fault> {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";
    let bytes = chance::<14>()?;
    let letters = bytes
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(*byte % 32)]));
    Ok(letters.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_by_its_hash_only() {
        let hash = hash_password("长 correct horse 1").unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(is_password("长 correct horse 1", &hash));
        assert!(!is_password("长 correct horse 2", &hash));
        assert!(!is_password("anything", UNKNOWN_HASH));
    }

    #[test]
    fn refuses_weak_passwords() {
        for weak in ["short1", "aaaaaaaaaaaa", "zhang.san-2024", "1234567890123"] {
            assert!(check_password(weak, "zhang.san").is_err(), "{weak}");
        }
        assert!(check_password("a-good-enough-1", "zhang.san").is_ok());
    }
}
