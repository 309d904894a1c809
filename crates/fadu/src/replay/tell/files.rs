//! The story files of a city's folder.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use fadu_kernel::words::Words;
use serde::Deserialize;
use toml::{Table, Value};

use super::keys::{known_keys, text};
use super::story::{Sources, Story};
use crate::replay::settle::Staff;

/// A matter worth opening first: for whom, which, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct First {
    /// Log-in of the person to whom it belongs.
    pub login: String,
    /// Key of the act that opened it.
    pub key: String,
    /// What is to be seen there.
    pub words: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FirstEntry {
    login: String,
    zh: String,
    en: String,
}

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

    /// The matters worth opening first.
    pub fn first(&self) -> Result<Vec<First>> {
        let mut all = Vec::new();
        for (name, table) in &self.files {
            for story in tables_of(name, table)? {
                let Some(first) = story.get("first") else {
                    continue;
                };
                let id = text(story, "id")?;
                let read: FirstEntry = first
                    .clone()
                    .try_into()
                    .with_context(|| format!("stories/{name}.toml, story {id}, `first`"))?;
                all.push(First {
                    login: read.login,
                    key: format!("{name}.{id}-1-1"),
                    words: Words::new(read.zh, read.en),
                });
            }
        }
        Ok(all)
    }

    /// The stories.
    pub fn stories(&self, sources: Sources<'_>) -> Result<Vec<Story>> {
        let mut stories: Vec<Story> = Vec::new();
        for (name, table) in &self.files {
            for story in tables_of(name, table)? {
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

/// The stories of a file as they are written.
fn tables_of<'a>(name: &str, table: &'a Table) -> Result<Vec<&'a Table>> {
    let stories = match table.get("story") {
        None => &[][..],
        Some(Value::Array(stories)) => stories.as_slice(),
        Some(_) => bail!("stories/{name}.toml: stories are written [[story]]"),
    };
    let stories = stories.iter().map(Value::as_table);
    let read: Option<Vec<&Table>> = stories.collect();
    read.context("a story is a table")
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
