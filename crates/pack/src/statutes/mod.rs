//! The index of statutes: which laws exist, in which versions, with which articles.
//!
//! It resolves citations on a day, checks and shows text the user installed from elsewhere,
//! and says what changed between two versions.
//! It never carries statute text itself: the repository holds numbers, dates and hashes only.

mod changes;
mod generate;
mod law;
mod load;
mod markdown;
mod resolve;
mod source;
mod texts;
mod wheel;
mod wording;
mod write;

pub use changes::{ArticleChange, diff};
pub use generate::{GenerateFault, Generated, Regenerated, index_from_source};
pub use law::{Article, ArticleNumber, Kind, Law, TextState, Version};
pub use load::{IndexFault, StatuteIndex};
pub use resolve::Resolution;
pub use source::{Source, SourceFault};
pub use texts::{ArticleText, Installed, Report, StatuteTexts};
pub use wording::{Structure, article_hash, normalise};
