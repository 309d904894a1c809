//! `fadu export` and `fadu import`: everything out of a city as lines of JSON, and back in to the
//! same ledger root.
//!
//! The first line says what the file is and where the ledger stood; each other line is a row of a
//! table. Salts and checkpoints are rows like others. Sessions are left behind.

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use fadu_office::office::KEY_FILE;
use fadu_store::{Store, schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::backup::{begin_folder, copy_private, key_beside, open_data, report_verified};
use crate::record::finish;
use crate::speak::Speak;

/// What the first line says the file is.
const FORMAT: &str = "fadu-export-1";

/// The first line of an export.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    format: String,
    schema: i64,
    city: String,
    leaves: u64,
    /// The newest checkpoint: the root to which an import must come.
    checkpoint: Option<String>,
}

/// A row of a table.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    table: String,
    row: Map<String, Value>,
}

/// Write everything of a city as lines of JSON; the ledger's key goes to FILE.key beside it.
///
/// Example: fadu export --data /srv/fadu --to city.jsonl
#[derive(Args)]
pub struct Export {
    /// The data folder.
    #[arg(long)]
    data: PathBuf,
    /// The city, where the folder holds several.
    #[arg(long)]
    city: Option<String>,
    /// The file to write; it must not exist.
    #[arg(long)]
    to: PathBuf,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

impl Export {
    /// Runs the command.
    pub fn run(self, speak: Speak) -> ExitCode {
        finish(self.write(speak))
    }

    fn write(&self, speak: Speak) -> Result<bool> {
        let store = open_data(&self.data)?;
        let cities = store.cities()?;
        let city = match (&self.city, cities.as_slice()) {
            (Some(city), _) if cities.contains(city) => city.clone(),
            (None, [only]) => only.clone(),
            _ => bail!("choose a city with --city: {}", cities.join(", ")),
        };
        let file = private_file(&self.to)?;
        copy_private(&self.data.join(KEY_FILE), &key_beside(&self.to))?;
        let mut out = BufWriter::new(file);
        let reader = store.snapshot(&city)?;
        let checkpoint = reader
            .latest_checkpoint()?
            .map(|checkpoint| checkpoint.note);
        let leaves = reader.ledger_size()?;
        let head = Head {
            format: FORMAT.to_owned(),
            schema: schema(),
            city,
            leaves,
            checkpoint,
        };
        writeln!(out, "{}", serde_json::to_string(&head)?)?;
        let mut rows = 0_u64;
        reader.each_row(|table, row| -> Result<()> {
            rows += 1;
            let line = Line {
                table: table.to_owned(),
                row,
            };
            writeln!(out, "{}", serde_json::to_string(&line)?)?;
            Ok(())
        })?;
        out.flush()?;
        out.get_ref().sync_all()?;
        if self.json {
            println!(
                "{:#}",
                json!({ "city": head.city, "rows": rows, "leaves": head.leaves })
            );
        } else {
            let (rows_word, leaves_word) = (speak.say("行", "rows"), speak.say("条存证", "leaves"));
            println!(
                "{}: {rows} {rows_word}, {} {leaves_word}",
                head.city, head.leaves
            );
        }
        Ok(true)
    }
}

/// Read an export into an empty data folder, and verify it.
///
/// Example: fadu import --from city.jsonl --data /srv/fadu-new
#[derive(Args)]
pub struct Import {
    /// The export; its key is looked for beside it, as FILE.key.
    #[arg(long)]
    from: PathBuf,
    /// The data folder; it must hold no city.
    #[arg(long)]
    data: PathBuf,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

impl Import {
    /// Runs the command.
    pub fn run(self, speak: Speak) -> ExitCode {
        finish(self.read(speak))
    }

    fn read(&self, speak: Speak) -> Result<bool> {
        let file = std::fs::File::open(&self.from)
            .with_context(|| format!("{} cannot be read", self.from.display()))?;
        let key = key_beside(&self.from);
        if !key.is_file() {
            bail!(
                "{} is missing: without its key the ledger cannot go on",
                key.display()
            );
        }
        let mut lines = BufReader::new(file).lines();
        let first = lines.next().context("the file is empty")??;
        let head: Head = serde_json::from_str(&first).context("the first line is no head")?;
        if head.format != FORMAT {
            bail!(
                "{} is no format this program reads; it reads {FORMAT}",
                head.format
            );
        }
        if head.schema != schema() {
            let (found, known) = (head.schema, schema());
            bail!("the export has schema {found} and this program {known}; use the same version");
        }
        begin_folder(&self.data)?;
        let store = Store::open(&self.data)?;
        put_rows(&store, &head, lines)?;
        copy_private(&key, &self.data.join(KEY_FILE))?;
        let reader = store.snapshot(&head.city)?;
        let checkpoint = reader
            .latest_checkpoint()?
            .map(|checkpoint| checkpoint.note);
        if reader.ledger_size()? != head.leaves || checkpoint != head.checkpoint {
            bail!("the ledger did not come to the root named in the first line");
        }
        drop(reader);
        report_verified(&self.data, self.json, speak)
    }
}

/// All rows in one transaction: an import that breaks off leaves nothing.
fn put_rows(
    store: &Store,
    head: &Head,
    lines: impl Iterator<Item = std::io::Result<String>>,
) -> Result<()> {
    let mut writer = store.writer()?;
    let batch = writer.begin(&head.city)?;
    batch.defer_references()?;
    for (number, line) in (2..).zip(lines) {
        let line = line.with_context(|| format!("line {number} cannot be read"))?;
        let line: Line =
            serde_json::from_str(&line).with_context(|| format!("line {number} is no row"))?;
        batch
            .put_row(&line.table, &line.row)
            .with_context(|| format!("line {number} cannot be put back"))?;
    }
    batch.commit().context("the rows do not hold together")?;
    Ok(())
}

fn private_file(path: &std::path::Path) -> Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
        .open(path)
        .with_context(|| format!("{} cannot be made", path.display()))
}
