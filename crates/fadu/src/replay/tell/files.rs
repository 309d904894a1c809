//! The story files of a city's folder.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use toml::{Table, Value};

use super::keys::known_keys;
use super::story::{Sources, Story};
use crate::replay::settle::Staff;

/// The story files of a city, read but not yet understood: their staff must be known first.
#[derive(Debug, Clone, Default)]
pub struct StoryFiles {
    files: Vec<(String, Table)>,
}

impl StoryFiles {
    /// Reads `stories/*.toml` of a city's folder, or only the one of a name.
    pub fn read(folder: &Path, only: Option<&str>) -> Result<Self> {
        let mut files = Vec::new();
        for (name, text) in toml_files(&folder.join("stories"))? {
            if only.is_none_or(|only| only == name) {
                files.push((name.clone(), parse(&name, &text)?));
            }
        }
        Ok(Self { files })
    }

    /// One file's text.
    #[cfg(test)]
    pub fn of_text(name: &str, text: &str) -> Result<Self> {
        let files = vec![(name.to_owned(), parse(name, text)?)];
        Ok(Self { files })
    }

    /// The people that stories need.
    pub fn staff(&self) -> Result<Vec<Staff>> {
        let mut all = Vec::new();
        for (name, table) in &self.files {
            if let Some(staff) = table.get("staff") {
                let read: Vec<Staff> = staff
                    .clone()
                    .try_into()
                    .with_context(|| format!("stories/{name}.toml, [[staff]]"))?;
                all.extend(read);
            }
        }
        Ok(all)
    }

    /// The stories.
    pub fn stories(&self, sources: Sources<'_>) -> Result<Vec<Story>> {
        let mut stories: Vec<Story> = Vec::new();
        for (name, table) in &self.files {
            let tables = match table.get("story") {
                None => &[][..],
                Some(Value::Array(tables)) => tables.as_slice(),
                Some(_) => bail!("stories/{name}.toml: stories are written [[story]]"),
            };
            for story in tables {
                let story = story.as_table().context("a story is a table")?;
                let story = Story::read(name, story, sources)?;
                let doubled = |other: &Story| other.file == story.file && other.id == story.id;
                ensure!(
                    !stories.iter().any(doubled),
                    "stories/{name}.toml: two stories are called {}",
                    story.id
                );
                stories.push(story);
            }
        }
        Ok(stories)
    }
}

fn parse(name: &str, text: &str) -> Result<Table> {
    let table: Table = text
        .parse()
        .with_context(|| format!("stories/{name}.toml is not TOML"))?;
    known_keys(&table, &["story", "staff"]).with_context(|| format!("stories/{name}.toml"))?;
    Ok(table)
}

/// The TOML files of a folder by name without ending, in order; none if there is no folder.
pub fn toml_files(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_none_or(|ending| ending != "toml") {
            continue;
        }
        let name = path.file_stem().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path);
        files.push((name, text.with_context(|| path.display().to_string())?));
    }
    files.sort();
    Ok(files)
}
