//! Administering accounts: opening them, giving and ending posts, disabling, new passwords.
//!
//! For the security administrator alone, who can do none of it to their own account. The three
//! administrators are kept apart here: an account that administers holds one role and no other.
//! Passwords are only ever known for one log-in; hashing and sessions are in `accounts`.

use fadu_kernel::actor::Post;
use fadu_kernel::words::Words;
use fadu_store::{Account, Tenure};
use jiff::civil::Date;

use crate::accounts::{hash_password, hex, one_time_password, put_account};
use crate::fault::Fault;
use crate::office::{Office, chance};
use crate::see_matter::ADMINISTRATORS;
use crate::work::Work;

/// Longest name of a person in characters.
pub const NAME_LENGTH_MAX: usize = 40;

/// What a new account is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// What is typed to log in.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// The first post.
    pub post: Post,
    /// Its first day.
    pub from_on: Date,
    /// Its last day, if it is known.
    pub until_on: Option<Date>,
}

/// Opens an account; returns the password for the first log-in, which is kept nowhere.
pub fn open_account(office: &Office, by: &str, new: NewAccount) -> Result<String, Fault> {
    let length = new.name.trim().chars().count();
    if !(1..=NAME_LENGTH_MAX).contains(&length) || new.name.chars().any(char::is_control) {
        return Err(Fault::Unacceptable(Words::new(
            format!("姓名须为 1 至 {NAME_LENGTH_MAX} 个字"),
            format!("a name has 1 to {NAME_LENGTH_MAX} characters"),
        )));
    }
    let password = one_time_password()?;
    let account = Account {
        id: format!("a{}", hex(&chance::<8>()?)),
        login: new.login.trim().to_owned(),
        name: new.name.trim().to_owned(),
        password_hash: hash_password(&password)?,
        phone: None,
        kind: "official".to_owned(),
        disabled_on: None,
        must_change: true,
        created_at: office.now(),
    };
    let tenure = Tenure {
        account: account.id.clone(),
        post: new.post,
        from_on: new.from_on,
        until_on: new.until_on,
    };
    let by = by.to_owned();
    let open = office.ask(move |work| {
        if work.batch.account_by_login(&account.login)?.is_some() {
            return Err(Fault::Unacceptable(Words::new(
                format!("登录名“{}”已经使用", account.login),
                format!("the log-in name “{}” is in use", account.login),
            )));
        }
        days_in_order(&tenure)?;
        put_account(work, &account, std::slice::from_ref(&tenure))?;
        log(work, &by, "open", &account.id, &tenure.post.role)
    });
    open.wait()?;
    Ok(password)
}

/// Gives a post from a day on.
pub fn give_post(office: &Office, by: &str, tenure: Tenure) -> Result<(), Fault> {
    not_oneself(by, &tenure.account)?;
    let by = by.to_owned();
    let give = office.ask(move |work| {
        let account = found(work, &tenure.account)?;
        days_in_order(&tenure)?;
        keep_apart(work, &tenure)?;
        put_account(work, &account, std::slice::from_ref(&tenure))?;
        let what = format!("{}@{}", tenure.post.role, tenure.post.unit);
        log(work, &by, "give post", &account.id, &what)
    });
    give.wait()
}

/// Ends a post after a day.
pub fn end_post(
    office: &Office,
    by: &str,
    account: &str,
    post: Post,
    until_on: Date,
) -> Result<(), Fault> {
    not_oneself(by, account)?;
    let (by, account) = (by.to_owned(), account.to_owned());
    let end = office.ask(move |work| {
        work.batch.end_post(&account, &post, until_on)?;
        log(
            work,
            &by,
            "end post",
            &account,
            &format!("{}@{}", post.role, post.unit),
        )
    });
    end.wait()
}

/// Lets an account in no more, from today on; its sessions end at once.
pub fn disable_account(office: &Office, by: &str, account: &str) -> Result<(), Fault> {
    not_oneself(by, account)?;
    let today = office.now().date();
    let (by, account) = (by.to_owned(), account.to_owned());
    let disable = office.ask(move |work| {
        found(work, &account)?;
        work.batch.disable_account(&account, today)?;
        log(work, &by, "disable", &account, "")
    });
    disable.wait()
}

/// Lets a disabled account in again.
pub fn enable_account(office: &Office, by: &str, account: &str) -> Result<(), Fault> {
    not_oneself(by, account)?;
    let (by, account) = (by.to_owned(), account.to_owned());
    let enable = office.ask(move |work| {
        found(work, &account)?;
        work.batch.enable_account(&account)?;
        log(work, &by, "enable", &account, "")
    });
    enable.wait()
}

/// Sets a password for one log-in and ends the account's sessions; returns the password.
pub fn reset_password(office: &Office, by: &str, account: &str) -> Result<String, Fault> {
    not_oneself(by, account)?;
    let password = one_time_password()?;
    let hash = hash_password(&password)?;
    let (by, account) = (by.to_owned(), account.to_owned());
    let reset = office.ask(move |work| {
        found(work, &account)?;
        work.batch.set_password(&account, &hash, true)?;
        work.batch.delete_sessions_of(&account)?;
        log(work, &by, "reset password", &account, "")
    });
    reset.wait()?;
    Ok(password)
}

fn found(work: &Work<'_>, account: &str) -> Result<Account, Fault> {
    let known = work.batch.account(account)?;
    known.ok_or_else(|| Fault::NotFound {
        what: "account",
        name: account.to_owned(),
    })
}

fn log(work: &Work<'_>, by: &str, what: &str, account: &str, on: &str) -> Result<(), Fault> {
    work.log_access(
        by,
        None,
        format!("account {what} {account} {on}").trim_end(),
    )
}

fn not_oneself(by: &str, account: &str) -> Result<(), Fault> {
    if by != account {
        return Ok(());
    }
    Err(Fault::Forbidden(Words::new(
        "安全管理员不能改自己的账号和岗位，请由另一名安全管理员办理",
        "nobody changes their own account or posts; another security administrator does",
    )))
}

fn days_in_order(tenure: &Tenure) -> Result<(), Fault> {
    if tenure.until_on.is_none_or(|until| tenure.from_on <= until) {
        return Ok(());
    }
    Err(Fault::Unacceptable(Words::new(
        "任职的最后一日不能早于第一日",
        "a post cannot end before it begins",
    )))
}

/// An administrator's role stands alone: beside it no other post is held at any time.
fn keep_apart(work: &Work<'_>, tenure: &Tenure) -> Result<(), Fault> {
    let administers = |role: &str| ADMINISTRATORS.contains(&role);
    let overlaps = |other: &Tenure| {
        other.until_on.is_none_or(|until| until >= tenure.from_on)
            && tenure.until_on.is_none_or(|until| until >= other.from_on)
    };
    let held = work.batch.tenures(&tenure.account)?;
    let clash = held
        .iter()
        .filter(|other| other.post.role != tenure.post.role)
        .find(|other| {
            overlaps(other) && (administers(&other.post.role) || administers(&tenure.post.role))
        });
    if clash.is_none() {
        return Ok(());
    }
    Err(Fault::Forbidden(Words::new(
        "三员分立：管理员账号只能担任一种管理员，不能同时担任其他岗位",
        "the three administrators are kept apart: an account that administers holds no other post",
    )))
}
