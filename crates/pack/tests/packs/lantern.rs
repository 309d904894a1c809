//! The sound pack on a made-up law, written to a folder of one test alone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fadu_kernel::calendar::Calendar;
use fadu_pack::complaint::Complaint;
use fadu_pack::packs::{Packs, find_packs, load_within};
use fadu_pack::statutes::StatuteIndex;
use jiff::civil::date;

/// The day as of which citations are judged.
const TODAY: jiff::civil::Date = date(2024, 6, 1);

/// The files of the sound pack and of its overlay.
pub const SOUND: [(&str, &str); 13] = [
    (
        "packs/lantern/pack.toml",
        include_str!("../sound/lantern/pack.toml"),
    ),
    (
        "packs/lantern/procedures/fair.toml",
        include_str!("../sound/lantern/procedures/fair.toml"),
    ),
    (
        "packs/lantern/procedures/lamp.toml",
        include_str!("../sound/lantern/procedures/lamp.toml"),
    ),
    (
        "packs/lantern/procedures/watch.toml",
        include_str!("../sound/lantern/procedures/watch.toml"),
    ),
    (
        "packs/lantern/procedures/round.toml",
        include_str!("../sound/lantern/procedures/round.toml"),
    ),
    (
        "packs/lantern/procedures/objection.toml",
        include_str!("../sound/lantern/procedures/objection.toml"),
    ),
    (
        "packs/lantern/cases/round.toml",
        include_str!("../sound/lantern/cases/round.toml"),
    ),
    (
        "packs/lantern/procedures/yard.toml",
        include_str!("../sound/lantern/procedures/yard.toml"),
    ),
    (
        "packs/lantern/cases/yard.toml",
        include_str!("../sound/lantern/cases/yard.toml"),
    ),
    (
        "packs/lantern/indicators.toml",
        include_str!("../sound/lantern/indicators.toml"),
    ),
    (
        "packs/lantern/schemes.toml",
        include_str!("../sound/lantern/schemes.toml"),
    ),
    (
        "packs/lantern/cases/large_fair.toml",
        include_str!("../sound/lantern/cases/large_fair.toml"),
    ),
    (
        "overlays/riverside/overlay.toml",
        include_str!("../sound/overlay/overlay.toml"),
    ),
];

/// A made-up law with a later one beside it.
const LAWS: [(&str, &str); 2] = [
    ("灯会管理法.toml", include_str!("../sound/灯会管理法.toml")),
    ("河灯条例.toml", include_str!("../sound/河灯条例.toml")),
];

pub fn sound_files() -> BTreeMap<String, String> {
    SOUND
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .into()
}

pub fn calendar() -> Calendar {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fadu_pack::calendar::load_calendar(&root.join("statutes/calendar"), None).unwrap()
}

/// A home folder of one test alone, removed at its end.
pub struct City {
    pub home: PathBuf,
}

impl City {
    pub fn of(name: &str, files: &BTreeMap<String, Option<String>>) -> Self {
        let home = std::env::temp_dir().join(format!("fadu-pack-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&home);
        let city = Self { home };
        for (file, text) in files {
            if let Some(text) = text {
                city.write(file, text.as_bytes());
            }
        }
        city
    }

    pub fn write(&self, file: &str, content: &[u8]) {
        let path = self.home.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    pub fn load(&self) -> (Packs, Vec<Complaint>) {
        let statutes = StatuteIndex::from_texts(LAWS).unwrap();
        let packs = find_packs(&self.home.join("packs")).unwrap();
        let overlays = find_folders(&self.home.join("overlays"));
        load_within(&self.home, &packs, &overlays, Some(&statutes), TODAY)
    }

    /// Complaints as they are shown, and warnings after them.
    pub fn complaints(&self) -> Vec<Complaint> {
        let (packs, mut complaints) = self.load();
        complaints.extend(packs.warnings);
        complaints
    }
}

impl Drop for City {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.home);
    }
}

fn find_folders(root: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root).into_iter().flatten();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}
