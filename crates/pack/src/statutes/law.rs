//! What the index knows of one law: names, versions, articles; facts only, no text.

use std::fmt;

use fadu_kernel::words::Words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The rank of an instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Law of the National People's Congress or its Standing Committee (法律).
    Law,
    /// Regulation of the State Council (行政法规).
    AdministrativeRegulation,
    /// Interpretation or rule of the Supreme People's Court (司法解释).
    JudicialInterpretation,
    /// Regulation of the Party, or of the Party and the State Council together (党内法规).
    PartyRegulation,
    /// Rule of a ministry (部门规章).
    DepartmentRule,
    /// Regulation of a local people's congress (地方性法规).
    LocalRegulation,
    /// Other normative document of a national organ (规范性文件).
    NormativeDocument,
}

/// One instrument with all its versions, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Law {
    /// The name used in packs: the title without 中华人民共和国, or the usual short title.
    pub key: String,
    /// The official title.
    pub title: String,
    /// The title in English.
    pub title_en: String,
    /// Other names that resolve to this law, such as 复议法.
    pub aliases: Vec<String>,
    /// Who made it.
    pub issuer: String,
    /// Its rank.
    pub kind: Kind,
    /// Oldest first; their days in force never overlap.
    pub versions: Vec<Version>,
}

/// A law as it stood from one day to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Day of adoption, revision or publication by which the version is known.
    pub date: Date,
    /// First day in force.
    pub in_force: Date,
    /// Last day in force, if the version was replaced or repealed.
    pub until: Option<Date>,
    /// Number of the order or document, such as 国务院令第711号; empty where none is recorded.
    pub number: String,
    /// How much of the text was seen when the index was made.
    pub text: TextState,
    /// Where the text was read; empty for `Unseen`.
    pub source: String,
    /// What a reader should know, such as where a date comes from.
    pub note: String,
    /// Ascending by number.
    pub articles: Vec<Article>,
}

/// How much of a version's text was seen when the index was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextState {
    /// Every article has structure and hash.
    Hashed,
    /// All articles are listed, but some have no hash or no structure.
    Partial,
    /// The text was not at hand: only article numbers known from elsewhere are listed.
    Unseen,
}

/// The number of an article (条), with the n of 之n for an inserted one, else 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ArticleNumber {
    /// From 1.
    pub number: u16,
    /// From 1 for 之一; 0 for an ordinary article.
    pub sub: u8,
}

/// One article: its number, its shape and the hash of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// The number.
    pub number: ArticleNumber,
    /// Number of items (项) in each paragraph (款); `None` where the shape is not known.
    pub items: Option<Vec<u8>>,
    /// SHA-256 of the normalised text; `None` where the text was not at hand.
    pub hash: Option<[u8; 32]>,
}

impl Law {
    /// The title in both languages, with the short Chinese form packs use.
    pub fn words(&self) -> Words {
        Words::new(self.key.clone(), self.title_en.clone())
    }

    /// The version in force on a day.
    pub fn version_on(&self, on: Date) -> Option<&Version> {
        self.versions.iter().find(|version| version.in_force_on(on))
    }

    /// The version known by its date of adoption or revision.
    pub fn version(&self, date: Date) -> Option<&Version> {
        self.versions.iter().find(|version| version.date == date)
    }
}

impl Version {
    /// Whether it is in force on a day, the first and the last day included.
    pub fn in_force_on(&self, on: Date) -> bool {
        self.in_force <= on && self.until.is_none_or(|until| on <= until)
    }

    /// The article of a number.
    pub fn article(&self, number: ArticleNumber) -> Option<&Article> {
        let at = self
            .articles
            .binary_search_by_key(&number, |article| article.number);
        at.ok().and_then(|at| self.articles.get(at))
    }

    /// How many articles have a hash.
    pub fn hashed(&self) -> usize {
        self.articles
            .iter()
            .filter(|article| article.hash.is_some())
            .count()
    }
}

impl ArticleNumber {
    /// An ordinary article.
    pub const fn new(number: u16) -> Self {
        Self { number, sub: 0 }
    }
}

impl fmt::Display for ArticleNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number)?;
        if self.sub > 0 {
            write!(f, "-{}", self.sub)?;
        }
        Ok(())
    }
}

impl std::str::FromStr for ArticleNumber {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (number, sub) = match text.split_once('-') {
            None => (text, 0),
            Some((number, sub)) => (number, sub.parse().map_err(|_| ())?),
        };
        let number = number.parse().map_err(|_| ())?;
        if number == 0 {
            return Err(());
        }
        Ok(Self { number, sub })
    }
}
