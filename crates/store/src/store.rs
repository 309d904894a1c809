//! The database of an installation, and reading from it.
//!
//! One `SQLite` file in WAL mode, every commit on disk before it is answered. Readers see a
//! snapshot and never wait for the writer.

use std::cell::RefCell;
use std::fs::{File, OpenOptions, TryLockError};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Row};

use crate::drain::{Drain, LOG_MAX};
use crate::fault::{Result, StoreFault};
use crate::migrate;
use crate::query::{Bound, Query};
use crate::waiting::Waiting;
use crate::writer::Writer;

/// Name of the database in the data folder.
pub const DATABASE_FILE: &str = "fadu.sqlite";
/// Name of the file that the one writer locks.
pub const LOCK_FILE: &str = "fadu.lock";

/// Idle read connections kept; more are opened when needed and closed after use.
const IDLE_MAX: usize = 16;
/// Statements kept prepared for each connection: more than there are in this crate.
const STATEMENTS_MAX: usize = 256;
/// How long to wait for another program that holds the file.
const BUSY_SECONDS: u64 = 10;

/// The database of an installation. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    folder: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Store {
    /// Opens the database in a folder, makes both if they are not there, and brings the schema up
    /// to date. An older schema is only changed while nobody else writes.
    pub fn open(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(|error| in_folder(folder, &error))?;
        keep_private(&folder.join(DATABASE_FILE)).map_err(|error| in_folder(folder, &error))?;
        let store = Self(Arc::new(Shared {
            folder: folder.to_owned(),
            idle: Mutex::new(Vec::new()),
        }));
        let mut connection = store.connect()?;
        if migrate::found(&connection)? != migrate::known() {
            let _lock = store.lock()?;
            migrate::migrate(&mut connection)?;
        }
        Ok(store)
    }

    /// The folder in which the database lies.
    pub fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// Reads from one snapshot of a city.
    pub fn read<T>(&self, city: &str, read: impl FnOnce(&Reader) -> Result<T>) -> Result<T> {
        read(&*self.snapshot(city)?)
    }

    /// A snapshot of a city, held until it is dropped. Hold it no longer than a page takes.
    pub fn snapshot(&self, city: &str) -> Result<Snapshot> {
        let idle = self
            .0
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let connection = if let Some(connection) = idle {
            connection
        } else {
            let connection = self.connect()?;
            connection.pragma_update(None, "query_only", true)?;
            connection
        };
        connection.execute_batch("BEGIN DEFERRED")?;
        let reader = Reader::new(connection, city.to_owned());
        // A deferred transaction sees what is there when it first reads: that is now.
        reader.one("SELECT 1 FROM migrations LIMIT 1", &[], |_| Ok(()))?;
        Ok(Snapshot {
            reader: Some(reader),
            store: self.clone(),
        })
    }

    /// The cities kept in this database.
    pub fn cities(&self) -> Result<Vec<String>> {
        self.read("", Reader::cities)
    }

    /// The one writer. A second one, in this or another process, gets
    /// [`StoreFault::WriterTaken`].
    pub fn writer(&self) -> Result<Writer> {
        let lock = self.lock()?;
        let connection = self.connect()?;
        let path = self.0.folder.join(DATABASE_FILE);
        let drain = Drain::start(&connection, self.connect()?, &path);
        let drain = drain.map_err(|error| in_folder(&path, &error))?;
        Ok(Writer::new(connection, drain, lock))
    }

    /// A connection outside every snapshot and batch, for what stands alone.
    pub(crate) fn plain_connection(&self) -> Result<Connection> {
        self.connect()
    }

    fn connect(&self) -> Result<Connection> {
        let path = self.0.folder.join(DATABASE_FILE);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(&path, flags).map_err(|error| in_folder(&path, &error))?;
        connection.busy_timeout(Duration::from_secs(BUSY_SECONDS))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "cache_size", -32_768)?; // 32 MiB
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        // Plans do not look at the values bound, so that no statement is prepared anew for them.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.pragma_update(None, "journal_size_limit", LOG_MAX.cast_signed())?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
        Ok(connection)
    }

    fn lock(&self) -> Result<File> {
        let path = self.0.folder.join(LOCK_FILE);
        let opened = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path);
        let file = opened.map_err(|error| in_folder(&path, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(StoreFault::WriterTaken { path }),
            Err(TryLockError::Error(error)) => Err(in_folder(&path, &error)),
        }
    }

    fn give_back(&self, connection: Connection) {
        if connection.execute_batch("ROLLBACK").is_err() {
            return; // Closed instead of kept.
        }
        let mut idle = self.0.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_MAX {
            idle.push(connection);
        }
    }
}

fn in_folder(path: &Path, reason: &dyn std::fmt::Display) -> StoreFault {
    StoreFault::Folder {
        path: path.to_owned(),
        reason: reason.to_string(),
    }
}

/// A reader on one snapshot; gives its connection back when dropped.
#[derive(Debug)]
pub struct Snapshot {
    reader: Option<Reader>,
    store: Store,
}

impl Deref for Snapshot {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        match &self.reader {
            Some(reader) => reader,
            None => unreachable!("only dropping takes the reader out"),
        }
    }
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        if let Some(reader) = self.reader.take() {
            self.store.give_back(reader.connection);
        }
    }
}

/// Everything that can be read of one city. What a family of tables offers stands in its file.
#[derive(Debug)]
pub struct Reader {
    pub(crate) connection: Connection,
    pub(crate) city: String,
    /// Empty but in a batch.
    pub(crate) waiting: RefCell<Waiting>,
}

impl Reader {
    pub(crate) fn new(connection: Connection, city: String) -> Self {
        Self {
            connection,
            city,
            waiting: RefCell::default(),
        }
    }

    /// The city read.
    pub fn city_key(&self) -> &str {
        &self.city
    }

    /// Runs one statement of a batch; returns how many rows it changed.
    pub(crate) fn write(&self, sql: &str, bound: Bound<'_>) -> Result<usize> {
        if self.connection.is_autocommit() {
            return Err(StoreFault::Unwritable("the transaction was undone".into()));
        }
        let mut statement = self.connection.prepare_cached(sql)?;
        debug_assert!(
            numbered_in_order(&statement),
            "$1 to $n by first use: {sql}"
        );
        Ok(statement.execute(bound)?)
    }

    /// Calls `each` with every row.
    pub(crate) fn each(
        &self,
        sql: &str,
        bound: Bound<'_>,
        mut each: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.connection.prepare_cached(sql)?;
        debug_assert!(
            numbered_in_order(&statement),
            "$1 to $n by first use: {sql}"
        );
        let mut rows = statement.query(bound)?;
        while let Some(row) = rows.next()? {
            each(row)?;
        }
        Ok(())
    }

    /// All rows.
    pub(crate) fn all<T>(
        &self,
        sql: &str,
        bound: Bound<'_>,
        mut map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        self.each(sql, bound, |row| {
            found.push(map(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The first row, if there is one.
    pub(crate) fn one<T>(
        &self,
        sql: &str,
        bound: Bound<'_>,
        map: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        debug_assert!(
            numbered_in_order(&statement),
            "$1 to $n by first use: {sql}"
        );
        let mut rows = statement.query(bound)?;
        match rows.next()? {
            Some(row) => map(row).map(Some),
            None => Ok(None),
        }
    }

    /// A number that a statement always gives: a count or a sum.
    pub(crate) fn number(&self, sql: &str, bound: Bound<'_>) -> Result<i64> {
        Ok(self
            .one(sql, bound, |row| Ok(row.get::<_, i64>(0)?))?
            .unwrap_or(0))
    }

    /// All rows of a filter. Its values are bound by name, in whatever order they are used.
    pub(crate) fn found<T>(
        &self,
        query: &Query,
        mut map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.connection.prepare_cached(&query.sql)?;
        for (number, value) in (1..).zip(&query.values) {
            let name = format!("${number}");
            if let Some(place) = statement.parameter_index(&name)? {
                statement.raw_bind_parameter(place, value)?;
            }
        }
        let mut rows = statement.raw_query();
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(map(row)?);
        }
        Ok(found)
    }
}

/// Makes a new database's file so that its owner alone can read it: it holds personal data. What
/// the database lays beside it takes over the same rights.
fn keep_private(file: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Values are bound by place, so `$1` to `$n` must first appear in that order.
pub(crate) fn numbered_in_order(statement: &rusqlite::Statement<'_>) -> bool {
    (1..=statement.parameter_count()).all(|place| {
        statement
            .parameter_name(place)
            .is_some_and(|name| name == format!("${place}"))
    })
}
