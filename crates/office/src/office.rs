//! An opened city: its rules, its store, its writer and its ledger key, wired once.
//!
//! It decides nothing: it hands work to the writer and gives out snapshots.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use fadu_kernel::actor::Actor;
use fadu_kernel::unit::UnitTree;
use fadu_ledger::{SignerKey, VerifierKey};
use fadu_store::{Reader, Store};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::fault::Fault;
use crate::index_keys::index_keys;
use crate::rules::Rules;
use crate::submission::{Answer, Doer, Submission};
use crate::submit_act::submit_act;
use crate::submit_form::submit_form;
use crate::work::Work;
use crate::writer::{Desk, Pending, WriterThread, start};

/// The file that holds the ledger's private key, readable by its owner only.
pub const KEY_FILE: &str = "ledger.key";

/// Civil time of a city: a fixed offset from UTC, moved forward by whole days in a demo.
#[derive(Debug, Clone)]
pub struct CivilClock {
    offset: Offset,
    days_ahead: Arc<AtomicI64>,
}

impl CivilClock {
    /// Civil time so many hours ahead of UTC; China keeps eight.
    pub fn new(offset_hours: i8) -> Self {
        let offset = Offset::from_hours(offset_hours).unwrap_or(Offset::UTC);
        Self {
            offset,
            days_ahead: Arc::default(),
        }
    }

    /// The civil time of an instant, without days moved forward.
    pub fn civil(&self, at: Timestamp) -> DateTime {
        self.offset.to_datetime(at)
    }

    /// The city's civil time now.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the city's time enters"
    )]
    pub fn now(&self) -> DateTime {
        let ahead = self.days_ahead.load(Ordering::Relaxed);
        let now = self.civil(Timestamp::now());
        now.saturating_add(jiff::Span::new().days(ahead.clamp(0, 36_500)))
    }

    /// Moves a demo city's days forward.
    pub fn move_forward(&self, days: i64) {
        self.days_ahead
            .fetch_add(days.clamp(0, 3_660), Ordering::Relaxed);
    }
}

/// An opened city. Cheap to clone.
#[derive(Clone)]
pub struct Office {
    /// The city's key in every table.
    pub city: String,
    /// What it decides by.
    pub rules: Arc<Rules>,
    store: Store,
    desk: Desk,
    key: VerifierKey,
    clock: CivilClock,
}

impl Office {
    /// Opens a city whose data lie in a folder. The thread ends when every clone is dropped.
    pub fn open(
        folder: &Path,
        city: &str,
        rules: Rules,
        clock: CivilClock,
    ) -> Result<(Self, WriterThread), Fault> {
        let store = Store::open(folder)?;
        let signer = signer_key(&folder.join(KEY_FILE), city)?;
        let key = signer.verifier().clone();
        let writer = store.writer()?;
        let (frontier, units) = store.read(city, |reader| {
            let frontier = reader.frontier()?;
            Ok((frontier, reader.units()?))
        })?;
        let units = UnitTree::new(units).map_err(|fault| Fault::Damaged(fault.to_string()))?;
        rules.set_units(units);
        let rules = Arc::new(rules);
        let (desk, thread) = start(
            writer,
            city.to_owned(),
            Arc::clone(&rules),
            signer,
            frontier,
        )
        .map_err(|_| Fault::Stopped)?;
        let office = Self {
            city: city.to_owned(),
            rules,
            store,
            desk,
            key,
            clock,
        };
        office.ask(index_keys).wait()?;
        Ok((office, thread))
    }

    /// Opens a city for reading only, also while another program serves it. Work that is asked of
    /// it is answered with [`Fault::Stopped`].
    pub fn open_to_read(
        folder: &Path,
        city: &str,
        rules: Rules,
        clock: CivilClock,
    ) -> Result<Self, Fault> {
        let store = Store::open(folder)?;
        let key = signer_key(&folder.join(KEY_FILE), city)?.verifier().clone();
        let units = store.read(city, fadu_store::Reader::units)?;
        let units = UnitTree::new(units).map_err(|fault| Fault::Damaged(fault.to_string()))?;
        rules.set_units(units);
        Ok(Self {
            city: city.to_owned(),
            rules: Arc::new(rules),
            store,
            desk: Desk::closed(),
            key,
            clock,
        })
    }

    /// The city's civil time.
    pub fn now(&self) -> DateTime {
        self.clock.now()
    }

    /// The civil time of an instant on the wall clock: for sessions and limits.
    pub fn civil(&self, at: Timestamp) -> DateTime {
        self.clock.civil(at)
    }

    /// The city's clock, which a demo may move forward.
    pub fn clock(&self) -> &CivilClock {
        &self.clock
    }

    /// The key that verifies checkpoints and receipts.
    pub fn key(&self) -> &VerifierKey {
        &self.key
    }

    /// The store, for reading.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Reads one snapshot.
    pub fn read<T>(&self, read: impl FnOnce(&Reader) -> fadu_store::Result<T>) -> Result<T, Fault> {
        Ok(self.store.read(&self.city, read)?)
    }

    /// Submits an act now; the answer comes when it is durable.
    pub fn submit(&self, submission: Submission) -> Pending<Answer> {
        self.submit_at(submission, self.now())
    }

    /// Submits an act at a civil time of the caller's: the replay lives in the past.
    pub fn submit_at(&self, submission: Submission, now: DateTime) -> Pending<Answer> {
        self.desk
            .ask_again(move |work| submit_act(work, &submission, now))
    }

    /// Submits what a form sent, at the present moment; see [`submit_form`]. `code_hash` belongs to
    /// the code by which a party follows what is opened.
    pub fn submit_form(
        &self,
        submission: Submission,
        code_hash: Option<String>,
    ) -> Pending<Answer> {
        let now = self.now();
        self.desk.ask_again(move |work| {
            work.now = now;
            submit_form(work, &submission, code_hash.as_deref())
        })
    }

    /// Queues any other verb of this crate.
    pub fn ask<T: Send + 'static>(
        &self,
        verb: impl FnOnce(&mut Work<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Pending<T> {
        let now = self.now();
        self.desk.ask(move |work| {
            work.now = now;
            verb(work)
        })
    }

    /// The actor behind a doer, with the posts held today.
    pub fn actor(&self, doer: &Doer) -> Result<Actor, Fault> {
        let today = self.now().date();
        match doer {
            Doer::Party => Ok(Actor::Party),
            Doer::Anyone => Ok(Actor::Anyone),
            Doer::Account(login) => {
                let found = self.read(|reader| {
                    let Some(account) = reader.account_by_login(login)? else {
                        return Ok(None);
                    };
                    let posts = reader.posts_on(&account.id, today)?;
                    Ok(Some(Actor::Official {
                        account: account.id,
                        posts,
                    }))
                })?;
                found.ok_or_else(|| Fault::NotFound {
                    what: "account",
                    name: login.clone(),
                })
            }
        }
    }
}

/// Random bytes from the operating system: the one place where chance enters.
#[expect(
    clippy::disallowed_methods,
    reason = "the office is where chance enters"
)]
pub fn chance<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes).map_err(|_| Fault::NoChance)?;
    Ok(bytes)
}

fn signer_key(path: &PathBuf, city: &str) -> Result<SignerKey, Fault> {
    let damaged = |_| Fault::Damaged(path.display().to_string());
    if path.exists() {
        let text = std::fs::read_to_string(path).map_err(damaged)?;
        return SignerKey::from_private_text(text.trim())
            .map_err(|_| Fault::Damaged(path.display().to_string()));
    }
    let key = SignerKey::from_seed(&format!("fadu.{city}"), &chance::<32>()?)
        .map_err(|_| Fault::Damaged(city.to_owned()))?;
    write_private(path, &key.to_private_text()).map_err(damaged)?;
    Ok(key)
}

#[cfg(unix)]
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    writeln!(file, "{text}")?;
    file.sync_all()
}

#[cfg(not(unix))]
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    std::fs::write(path, text)
}
