//! The checkout as tidy sees it: every text file, by its path from the root, read once.
//!
//! It walks the folders itself, so that it works in a tarball as well as in a clone, and leaves
//! out what `.gitignore` leaves out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::source::Source;

/// Folders that hold nothing of ours, wherever they stand.
const FOREIGN: [&str; 5] = [".git", "target", "node_modules", ".cache", "test-results"];

/// Extensions of files that are read; others are only known to exist.
const READ: [&str; 13] = [
    "rs", "toml", "md", "mjs", "js", "css", "csv", "json", "yml", "yaml", "txt", "html", "svg",
];

/// The checkout: paths with forward slashes, in order.
pub struct Tree {
    pub root: PathBuf,
    /// Text files and their content.
    pub texts: BTreeMap<String, String>,
    /// Rust files, cut into parts.
    pub sources: BTreeMap<String, Source>,
}

impl Tree {
    pub fn read(root: &Path) -> Result<Self> {
        let mut tree = Self {
            root: root.to_owned(),
            texts: BTreeMap::new(),
            sources: BTreeMap::new(),
        };
        tree.walk(root)?;
        Ok(tree)
    }

    /// A tree made of the given files, for tests. Nothing else exists in it.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let mut tree = Self {
            root: PathBuf::from("no-such-folder"),
            texts: BTreeMap::new(),
            sources: BTreeMap::new(),
        };
        for (path, text) in files {
            tree.take((*path).to_owned(), (*text).to_owned());
        }
        tree
    }

    /// Whether a file or folder of this path is in the checkout.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let folder = format!("{path}/");
        self.texts.contains_key(path)
            || self
                .texts
                .range(folder.clone()..)
                .next()
                .is_some_and(|(p, _)| p.starts_with(&folder))
            || self.root.join(path).exists()
    }

    /// The names that stand at the root.
    pub fn top_folders(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .texts
            .keys()
            .filter_map(|path| Some(path.split_once('/')?.0))
            .collect();
        names.dedup();
        names
    }

    fn walk(&mut self, folder: &Path) -> Result<()> {
        let entries = std::fs::read_dir(folder)
            .with_context(|| format!("cannot list {}", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = entry.path();
            let relative = path.strip_prefix(&self.root).unwrap_or(&path);
            let relative = relative.to_string_lossy().replace('\\', "/");
            if entry.file_type()?.is_dir() {
                if !FOREIGN.contains(&name.as_str()) && relative != "data" {
                    self.walk(&path)?;
                }
            } else if is_read(&relative) {
                let text = std::fs::read_to_string(&path)
                    .with_context(|| format!("{relative} is not UTF-8 text"))?;
                self.take(relative, text);
            }
        }
        Ok(())
    }

    fn take(&mut self, path: String, text: String) {
        if extension(&path) == "rs" {
            self.sources.insert(path.clone(), Source::read(&text));
        }
        self.texts.insert(path, text);
    }
}

/// What follows the last dot of the file name, or nothing.
pub fn extension(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn is_read(path: &str) -> bool {
    READ.contains(&extension(path)) || matches!(path, "LICENSE" | ".ci/run" | ".gitignore")
}

/// The crate a path belongs to: `crates/store/src/acts.rs` belongs to `store`.
pub fn crate_of(path: &str) -> Option<&str> {
    path.strip_prefix("crates/")?.split('/').next()
}
