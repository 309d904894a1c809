//! What changed between two versions of a law, told by hashes.

use jiff::civil::Date;

use super::law::{Article, ArticleNumber};
use super::load::StatuteIndex;

/// One article that differs between two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ArticleChange {
    /// Only the later version has it.
    Added {
        /// The article.
        article: ArticleNumber,
    },
    /// Only the earlier version has it.
    Removed {
        /// The article.
        article: ArticleNumber,
    },
    /// Both have it and their text differs, or a hash to compare is missing.
    Changed {
        /// The article.
        article: ArticleNumber,
    },
}

impl ArticleChange {
    /// The article that changed.
    pub fn article(&self) -> ArticleNumber {
        match self {
            Self::Added { article } | Self::Removed { article } | Self::Changed { article } => {
                *article
            }
        }
    }
}

/// Lists the articles that differ between two versions, ascending; nothing for an unknown law or
/// version. An article without a hash on either side counts as changed: what cannot be compared
/// must be looked at.
pub fn diff(index: &StatuteIndex, law: &str, from: Date, to: Date) -> Vec<ArticleChange> {
    let Some(law) = index.law(law) else {
        return Vec::new();
    };
    let (Some(old), Some(new)) = (law.version(from), law.version(to)) else {
        return Vec::new();
    };
    let gone = old.articles.iter().filter_map(|article| {
        let article = article.number;
        new.article(article)
            .is_none()
            .then_some(ArticleChange::Removed { article })
    });
    let kept = new.articles.iter().filter_map(|after| {
        let article = after.number;
        match old.article(article) {
            None => Some(ArticleChange::Added { article }),
            Some(before) => {
                (!same_text(before, after)).then_some(ArticleChange::Changed { article })
            }
        }
    });
    let mut changes: Vec<ArticleChange> = gone.chain(kept).collect();
    changes.sort_by_key(|change| (change.article(), *change));
    changes
}

fn same_text(before: &Article, after: &Article) -> bool {
    before.hash.is_some() && before.hash == after.hash
}
