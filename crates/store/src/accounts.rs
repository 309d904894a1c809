//! Accounts of people, and the posts they hold from one day to another.

use fadu_kernel::actor::Post;
use fadu_kernel::unit::UnitId;
use jiff::civil::{Date, DateTime};
use rusqlite::Row;

use crate::fault::{Result, StoreFault};
use crate::query::{Columns, Page, Query, Scope, containing, page_length};
use crate::store::Reader;
use crate::writer::Batch;

/// Most people to choose one from: the lawyers or officers of a large city.
pub const HOLDERS_MAX: i64 = 2_000;

/// A person's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Key; goes into acts, so it never changes.
    pub id: String,
    /// What is typed to log in; unique in the city.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Password hash in PHC text form; empty if no password admits.
    pub password_hash: String,
    /// Telephone.
    pub phone: Option<String>,
    /// What kind of account it is, such as `official`, `system`, `security` or `audit`.
    pub kind: String,
    /// First day on which it no longer admits.
    pub disabled_on: Option<Date>,
    /// The password must be changed at the next login.
    pub must_change: bool,
    /// When it was made, in the city's civil time.
    pub created_at: DateTime,
}

/// A post held by an account (任职), with its first and last day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenure {
    /// Who holds it.
    pub account: String,
    /// Role and unit.
    pub post: Post,
    /// First day.
    pub from_on: Date,
    /// Last day; `None` is still held.
    pub until_on: Option<Date>,
}

/// Which accounts to list.
#[derive(Debug, Clone, Default)]
pub struct AccountFilter {
    /// Somewhere in name, login or phone.
    pub text: Option<String>,
    /// Holding a post in these units on [`AccountFilter::on`], or ever.
    pub scope: Scope,
    /// Holding this role.
    pub role: Option<String>,
    /// The day on which posts must be held and the account enabled; `None` lists all.
    pub on: Option<Date>,
}

const COLUMNS: &str = "SELECT a.account, a.login, a.name, a.password_hash, a.phone, a.kind, \
                       a.disabled_on, a.must_change, a.created_at FROM accounts a \
                       WHERE a.city = $1";

impl Reader {
    /// One account.
    pub fn account(&self, id: &str) -> Result<Option<Account>> {
        let mut query = Query::new(COLUMNS, &self.city);
        query.push(" AND a.account = ").bind(id.to_owned());
        Ok(self.found(&query, account)?.pop())
    }

    /// The account that logs in with this name.
    pub fn account_by_login(&self, login: &str) -> Result<Option<Account>> {
        let mut query = Query::new(COLUMNS, &self.city);
        query.push(" AND a.login = ").bind(login.to_owned());
        Ok(self.found(&query, account)?.pop())
    }

    /// The key of the account that logs in with this name, and the day from which it is disabled.
    pub fn account_key(&self, login: &str) -> Result<Option<(String, Option<Date>)>> {
        let sql = "SELECT account, disabled_on FROM accounts WHERE city = $1 AND login = $2";
        self.one(sql, &[&self.city, &login], |row| {
            Ok((row.get(0)?, row.parsed_or_none(1)?))
        })
    }

    /// Accounts by login, those after `after`.
    pub fn accounts(
        &self,
        filter: &AccountFilter,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<Account, String>> {
        let limit = page_length(limit);
        let mut query = Query::new(COLUMNS, &self.city);
        if let Some(after) = after {
            query.push(" AND a.login > ").bind(after.to_owned());
        }
        narrow(&mut query, filter);
        query.push(" ORDER BY a.login").limit(limit);
        let found = self.found(&query, account)?;
        Ok(Page::cut(found, limit, |account| account.login.clone()))
    }

    /// How many accounts the filter finds.
    pub fn count_accounts(&self, filter: &AccountFilter) -> Result<u64> {
        let sql = "SELECT COUNT(*) FROM accounts a WHERE a.city = $1";
        let mut query = Query::new(sql, &self.city);
        narrow(&mut query, filter);
        let counted = self.found(&query, |row| Ok(row.get::<_, i64>(0)?))?;
        Ok(counted.first().map_or(0, |count| count.unsigned_abs()))
    }

    /// The posts that an account holds on a day.
    pub fn posts_on(&self, account: &str, on: Date) -> Result<Vec<Post>> {
        let sql = "SELECT role, unit FROM posts WHERE city = $1 AND account = $2 \
                   AND from_on <= $3 AND (until_on IS NULL OR until_on >= $3) \
                   ORDER BY role, unit";
        self.all(sql, &[&self.city, &account, &on.to_string()], |row| {
            Ok(Post {
                role: row.get(0)?,
                unit: row.get(1)?,
            })
        })
    }

    /// Everybody who holds a role on a day: account, name and unit, unit by unit; at most
    /// [`HOLDERS_MAX`].
    pub fn holders_of_role(&self, role: &str, on: Date) -> Result<Vec<(String, String, UnitId)>> {
        let sql = "SELECT a.account, a.name, p.unit FROM posts p \
                   JOIN accounts a ON a.city = p.city AND a.account = p.account \
                   WHERE p.city = $1 AND p.role = $2 AND p.from_on <= $3 \
                   AND (p.until_on IS NULL OR p.until_on >= $3) \
                   AND (a.disabled_on IS NULL OR a.disabled_on > $3) \
                   ORDER BY p.unit, a.name, a.account LIMIT $4";
        let on = on.to_string();
        self.all(sql, &[&self.city, &role, &on, &HOLDERS_MAX], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
    }

    /// Every post an account holds or held, latest first.
    pub fn tenures(&self, account: &str) -> Result<Vec<Tenure>> {
        let sql = "SELECT account, role, unit, from_on, until_on FROM posts \
                   WHERE city = $1 AND account = $2 ORDER BY from_on DESC, role, unit";
        self.all(sql, &[&self.city, &account], tenure)
    }

    /// Who holds posts in exactly this unit on a day.
    pub fn holders(&self, unit: &str, on: Date) -> Result<Vec<Tenure>> {
        let sql = "SELECT account, role, unit, from_on, until_on FROM posts \
                   WHERE city = $1 AND unit = $2 AND from_on <= $3 \
                   AND (until_on IS NULL OR until_on >= $3) ORDER BY role, account";
        self.all(sql, &[&self.city, &unit, &on.to_string()], tenure)
    }

    /// Which roles are held in which units on a day, each pair once.
    pub fn staffed_on(&self, on: Date) -> Result<Vec<Post>> {
        let sql = "SELECT DISTINCT role, unit FROM posts WHERE city = $1 AND from_on <= $2 \
                   AND (until_on IS NULL OR until_on >= $2) ORDER BY unit, role";
        self.all(sql, &[&self.city, &on.to_string()], |row| {
            Ok(Post {
                role: row.get(0)?,
                unit: row.get(1)?,
            })
        })
    }
}

impl Batch<'_> {
    /// Adds or changes an account. A login that another account has is
    /// [`StoreFault::Taken`].
    pub fn put_account(&self, account: &Account) -> Result<()> {
        let sql = "INSERT INTO accounts (city, account, login, name, password_hash, phone, kind, \
                   disabled_on, must_change, created_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
                   ON CONFLICT (city, account) DO UPDATE SET login = $3, name = $4, \
                   password_hash = $5, phone = $6, kind = $7, disabled_on = $8, must_change = $9";
        self.run(
            sql,
            &[
                &self.city,
                &account.id,
                &account.login,
                &account.name,
                &account.password_hash,
                &account.phone,
                &account.kind,
                &account.disabled_on.map(|on| on.to_string()),
                &i64::from(account.must_change),
                &account.created_at.to_string(),
            ],
        )?;
        Ok(())
    }

    /// Sets a password's hash.
    pub fn set_password(&self, account: &str, hash: &str, must_change: bool) -> Result<()> {
        let sql = "UPDATE accounts SET password_hash = $1, must_change = $2 \
                   WHERE city = $3 AND account = $4";
        let changed = self.run(sql, &[&hash, &i64::from(must_change), &self.city, &account])?;
        there(changed, account)
    }

    /// Disables an account from a day on, and ends its sessions.
    pub fn disable_account(&self, account: &str, on: Date) -> Result<()> {
        let sql = "UPDATE accounts SET disabled_on = $1 WHERE city = $2 AND account = $3";
        there(
            self.run(sql, &[&on.to_string(), &self.city, &account])?,
            account,
        )?;
        self.delete_sessions_of(account)?;
        Ok(())
    }

    /// Lets a disabled account in again.
    pub fn enable_account(&self, account: &str) -> Result<()> {
        let sql = "UPDATE accounts SET disabled_on = NULL WHERE city = $1 AND account = $2";
        there(self.run(sql, &[&self.city, &account])?, account)
    }

    /// Gives a post, or changes the last day of one that began on the same day.
    pub fn put_post(&self, tenure: &Tenure) -> Result<()> {
        let sql = "INSERT INTO posts (city, account, role, unit, from_on, until_on) \
                   VALUES ($1, $2, $3, $4, $5, $6) \
                   ON CONFLICT (city, account, role, unit, from_on) DO UPDATE SET until_on = $6";
        self.run(
            sql,
            &[
                &self.city,
                &tenure.account,
                &tenure.post.role,
                &tenure.post.unit,
                &tenure.from_on.to_string(),
                &tenure.until_on.map(|on| on.to_string()),
            ],
        )?;
        Ok(())
    }

    /// Ends a post that is held; `until_on` is its last day.
    pub fn end_post(&self, account: &str, post: &Post, until_on: Date) -> Result<()> {
        let sql = "UPDATE posts SET until_on = $1 WHERE city = $2 AND account = $3 AND role = $4 \
                   AND unit = $5 AND (until_on IS NULL OR until_on > $1)";
        let on = until_on.to_string();
        there(
            self.run(sql, &[&on, &self.city, &account, &post.role, &post.unit])?,
            account,
        )
    }
}

fn narrow(query: &mut Query, filter: &AccountFilter) {
    if let Some(text) = &filter.text {
        query.push(" AND (a.name LIKE ").bind(containing(text));
        let place = query.values.len();
        query.push(" ESCAPE '!' OR a.login LIKE ").again(place);
        query
            .push(" ESCAPE '!' OR a.phone LIKE ")
            .again(place)
            .push(" ESCAPE '!')");
    }
    let on = filter.on.map(|on| on.to_string());
    if let Some(on) = &on {
        query
            .push(" AND (a.disabled_on IS NULL OR a.disabled_on > ")
            .bind(on.clone())
            .push(")");
    }
    if filter.scope == Scope::City && filter.role.is_none() {
        return;
    }
    query.push(" AND EXISTS (SELECT 1 FROM posts p WHERE p.city = $1 AND p.account = a.account");
    if let Some(role) = &filter.role {
        query.push(" AND p.role = ").bind(role.clone());
    }
    query.and_in("p.unit", &filter.scope);
    if let Some(on) = on {
        query.push(" AND p.from_on <= ").bind(on);
        let place = query.values.len();
        query
            .push(" AND (p.until_on IS NULL OR p.until_on >= ")
            .again(place)
            .push(")");
    }
    query.push(")");
}

fn there(changed: usize, what: &str) -> Result<()> {
    if changed == 0 {
        Err(StoreFault::Missing(what.to_owned()))
    } else {
        Ok(())
    }
}

fn account(row: &Row<'_>) -> Result<Account> {
    Ok(Account {
        id: row.get(0)?,
        login: row.get(1)?,
        name: row.get(2)?,
        password_hash: row.get(3)?,
        phone: row.get(4)?,
        kind: row.get(5)?,
        disabled_on: row.parsed_or_none(6)?,
        must_change: row.get::<_, i64>(7)? != 0,
        created_at: row.parsed(8)?,
    })
}

fn tenure(row: &Row<'_>) -> Result<Tenure> {
    Ok(Tenure {
        account: row.get(0)?,
        post: Post {
            role: row.get(1)?,
            unit: row.get(2)?,
        },
        from_on: row.parsed(3)?,
        until_on: row.parsed_or_none(4)?,
    })
}
