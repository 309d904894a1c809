//! A demo city before its replay: its file, its stories, and what it published.

use std::path::Path;

use anyhow::{Context, Result, bail};
use fadu_office::office::Office;

use crate::city::TEXTS_FOLDER;
use crate::home::Home;
use crate::replay::city::{AccountEntry, CityFile, CitySettings};
use crate::replay::figures::FigureFile;
use crate::replay::tell::{First, RowTables, Sources, Story, StoryFiles, Town, Values};

/// A demo city as its folder says it.
pub struct Prepared {
    /// Units and people, with those that stories need.
    pub file: CityFile,
    /// The figures to compare.
    pub figures: FigureFile,
    /// All its published values, by which stories are told.
    pub values: Values,
    /// The matters worth opening first.
    pub first: Vec<First>,
    /// Whether only one story file is told.
    only: bool,
    /// How many people the city's own file names; those of stories follow.
    own_people: usize,
    stories: StoryFiles,
    rows: RowTables,
}

impl Prepared {
    /// Reads a demo city's folder, or one of its story files.
    pub fn read(home: &Home, city: &str, only: Option<&str>) -> Result<Self> {
        let folder = home.folder.join("demo").join(city);
        if !folder.is_dir() {
            bail!(
                "there is no demo city {city}: {} is missing",
                folder.display()
            );
        }
        let mut file = CityFile::load(&folder.join("city.toml"))?;
        let stories = StoryFiles::read(&folder, only)?;
        let own_people = file.accounts.len();
        file.employ(&stories.staff()?)?;
        let mut figures = FigureFile::files(&folder)?;
        let values = Values::new(figures.iter().flat_map(|(_, file)| &file.figure));
        figures.retain(|(name, _)| only.is_none_or(|only| only == name));
        Ok(Self {
            file,
            first: stories.first()?,
            rows: RowTables::read(&home.folder.join("demo/rows"))?,
            figures: FigureFile::join(figures),
            values,
            only: only.is_some(),
            own_people,
            stories,
        })
    }

    /// The people of the one story file that is told: whoever wrote it wants to sign in as them.
    pub fn people_of_story(&self) -> &[AccountEntry] {
        let people = self.file.accounts.get(self.own_people..);
        people.filter(|_| self.only).unwrap_or_default()
    }

    /// Its stories under an office's rules.
    pub fn stories(&self, office: &Office, town: &Town<'_>, seed: u64) -> Result<Vec<Story>> {
        self.stories.stories(Sources {
            town,
            values: &self.values,
            rows: &self.rows,
            packs: &office.rules.packs,
            calendar: &office.rules.calendar,
            today: office.now().date(),
            seed,
        })
    }
}

/// Gives a city's folder the statute texts that are installed for another.
pub fn share_texts(from: &Path, to: &Path) -> Result<()> {
    let (from, to) = (from.join(TEXTS_FOLDER), to.join(TEXTS_FOLDER));
    if from == to || !from.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(&to).with_context(|| to.display().to_string())?;
    for entry in std::fs::read_dir(&from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let there = to.join(entry.file_name());
        if !there.exists() {
            std::fs::copy(entry.path(), &there).with_context(|| there.display().to_string())?;
        }
    }
    Ok(())
}

/// Removes an earlier demo's record, and nothing that is not a demo's. Statute texts stay.
pub fn clear_demo(data: &Path) -> Result<()> {
    let database = data.join(fadu_store::DATABASE_FILE);
    if !database.is_file() {
        return Ok(());
    }
    let store = fadu_store::Store::open(data)?;
    for city in store.cities()? {
        let settings: Option<CitySettings> =
            store.read(&city, |reader| reader.setting(crate::city::CITY_SETTING))?;
        if !settings.is_some_and(|settings| settings.demo) {
            bail!(
                "{} holds the city {city}, which is no demo; choose another folder with --data",
                data.display()
            );
        }
    }
    drop(
        store
            .writer()
            .context("another program is using this demo; stop it first")?,
    );
    drop(store);
    let name = fadu_store::DATABASE_FILE;
    for suffix in ["", "-wal", "-shm"] {
        let file = data.join(format!("{name}{suffix}"));
        if file.exists() {
            std::fs::remove_file(&file).with_context(|| file.display().to_string())?;
        }
    }
    let key = data.join(fadu_office::office::KEY_FILE);
    if key.exists() {
        std::fs::remove_file(&key).with_context(|| key.display().to_string())?;
    }
    Ok(())
}
