//! `fadu backup` and `fadu restore`: a safe copy of a data folder while it is in use, and back.
//!
//! The copy is two files: the database, and beside it the key that signs the ledger. Whoever holds
//! both can go on as the city, so keep the key apart. Statute texts are not copied: they are yours.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use fadu_ledger::{SignerKey, VerifierKey};
use fadu_office::office::KEY_FILE;
use fadu_office::verify_record::verify_record;
use fadu_store::{DATABASE_FILE, Store};
use serde_json::{Value, json};

use crate::record::finish;
use crate::speak::Speak;

/// Copy a city's data to a file while it is in use; the ledger's key goes to FILE.key beside it.
///
/// Example: fadu backup --data /srv/fadu --to /backup/fadu-2026-05-01.sqlite
#[derive(Args)]
pub struct Backup {
    /// The data folder.
    #[arg(long)]
    data: PathBuf,
    /// The file to write; it must not exist.
    #[arg(long)]
    to: PathBuf,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

impl Backup {
    /// Runs the command.
    pub fn run(self, speak: Speak) -> ExitCode {
        finish(self.copy(speak))
    }

    fn copy(&self, speak: Speak) -> Result<bool> {
        let store = open_data(&self.data)?;
        let key_copy = key_beside(&self.to);
        if key_copy.exists() {
            bail!(
                "{} is there already; choose another file",
                key_copy.display()
            );
        }
        store
            .copy_to(&self.to)
            .map_err(|fault| anyhow!(fault.words().get(speak.lang).to_owned()))?;
        copy_private(&self.data.join(KEY_FILE), &key_copy)?;
        make_private(&self.to)?;
        let bytes = std::fs::metadata(&self.to)?.len();
        let cities = store.cities()?;
        if self.json {
            let document = json!({
                "file": self.to.display().to_string(), "key": key_copy.display().to_string(),
                "bytes": bytes, "cities": cities,
            });
            println!("{document:#}");
        } else {
            let (file, key) = (self.to.display(), key_copy.display());
            println!("{} {file} ({bytes} B)", speak.say("已备份到", "copied to"));
            println!(
                "{} {key}",
                speak.say("账本私钥（请另处保管）", "ledger key (keep it apart)")
            );
        }
        Ok(true)
    }
}

/// Put a copy back into an empty data folder, and verify it.
///
/// Example: fadu restore --from /backup/fadu-2026-05-01.sqlite --data /srv/fadu
#[derive(Args)]
pub struct Restore {
    /// The copy; its key is looked for beside it, as FILE.key.
    #[arg(long)]
    from: PathBuf,
    /// The data folder; it must hold no city.
    #[arg(long)]
    data: PathBuf,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

impl Restore {
    /// Runs the command.
    pub fn run(self, speak: Speak) -> ExitCode {
        finish(self.put_back(speak))
    }

    fn put_back(&self, speak: Speak) -> Result<bool> {
        if !self.from.is_file() {
            bail!("{} is no file", self.from.display());
        }
        let key = key_beside(&self.from);
        if !key.is_file() {
            bail!(
                "{} is missing: without its key the ledger cannot go on",
                key.display()
            );
        }
        begin_folder(&self.data)?;
        let database = self.data.join(DATABASE_FILE);
        std::fs::copy(&self.from, &database)
            .with_context(|| format!("{} cannot be written", database.display()))?;
        std::fs::File::open(&database)?.sync_all()?;
        copy_private(&key, &self.data.join(KEY_FILE))?;
        report_verified(&self.data, self.json, speak)
    }
}

/// Opens the store of a folder that holds one.
pub fn open_data(data: &Path) -> Result<Store> {
    if !data.join(DATABASE_FILE).is_file() {
        bail!(
            "{} holds no city; make one with fadu init or fadu demo",
            data.display()
        );
    }
    Ok(Store::open(data)?)
}

/// A folder into which a city may be put: none is there yet.
pub fn begin_folder(data: &Path) -> Result<()> {
    for name in [DATABASE_FILE, KEY_FILE] {
        if data.join(name).exists() {
            bail!(
                "{} holds a city already; choose an empty folder",
                data.display()
            );
        }
    }
    std::fs::create_dir_all(data).with_context(|| format!("{} cannot be made", data.display()))
}

/// Where the key lies beside a copy or an export.
pub fn key_beside(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".key");
    file.with_file_name(name)
}

/// The public half of a folder's ledger key.
pub fn verifier(data: &Path) -> Result<VerifierKey> {
    let path = data.join(KEY_FILE);
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    let key = SignerKey::from_private_text(text.trim())
        .map_err(|_| anyhow!("{} is no ledger key", path.display()))?;
    Ok(key.verifier().clone())
}

/// Verifies every city of a folder and says what was found; `false` if anything is wrong.
pub fn report_verified(data: &Path, as_json: bool, speak: Speak) -> Result<bool> {
    let key = verifier(data)?;
    let store = open_data(data)?;
    let mut rows = Vec::new();
    let mut all = true;
    for city in store.cities()? {
        let reader = store.snapshot(&city)?;
        let found = verify_record(&reader, &key, &mut |_| {})?;
        all &= found.ok;
        if !as_json {
            let verdict = if found.ok {
                speak.say("完好", "ok")
            } else {
                speak.say("有问题", "not ok")
            };
            println!(
                "{city}: {} {}: {verdict}",
                found.leaves,
                speak.say("条存证", "leaves")
            );
            found
                .faults
                .iter()
                .for_each(|fault| println!("  {:?} {}", fault.leaf, fault.what));
        }
        rows.push(json!({
            "city": city, "leaves": found.leaves, "checkpoint": found.checkpoint, "ok": found.ok,
            "faults": found.faults,
        }));
    }
    if as_json {
        println!("{:#}", Value::Array(rows));
    }
    Ok(all)
}

/// Copies a file so that only its owner can read it.
pub fn copy_private(from: &Path, to: &Path) -> Result<()> {
    let text = std::fs::read_to_string(from)
        .with_context(|| format!("{} cannot be read", from.display()))?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options
        .open(to)
        .with_context(|| format!("{} cannot be made", to.display()))?;
    std::io::Write::write_all(&mut file, text.as_bytes())?;
    file.sync_all()?;
    Ok(())
}

fn make_private(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    }
    let _ = path;
    Ok(())
}
