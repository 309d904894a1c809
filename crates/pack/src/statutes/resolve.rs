//! Resolves a citation against the index on a day.

use fadu_kernel::citation::Citation;
use fadu_kernel::words::Words;
use jiff::civil::Date;

use super::law::{Article, ArticleNumber, Law, Version};
use super::load::StatuteIndex;

/// What a citation comes to on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution<'a> {
    /// The provision exists and is in force.
    Resolved {
        /// The law.
        law: &'a Law,
        /// Its version in force on the day.
        version: &'a Version,
        /// Whether the index holds the hash of the article's text.
        hashed: bool,
    },
    /// A document of the city's own; the index does not judge it.
    Local,
    /// No law of this name.
    NoSuchLaw {
        /// The key most like it, if any is.
        nearest: Option<&'a str>,
    },
    /// The law has no version in force on the day.
    NotInForce {
        /// First day of the nearest version.
        from: Date,
        /// Its last day, if it has one.
        until: Option<Date>,
    },
    /// The version in force has no such article.
    NoSuchArticle {
        /// The highest article number known; 0 where none is.
        articles: u16,
    },
    /// The article has fewer paragraphs.
    NoSuchParagraph {
        /// How many it has.
        paragraphs: u8,
    },
    /// The paragraph has fewer items.
    NoSuchItem {
        /// How many it has.
        items: u8,
    },
}

impl Resolution<'_> {
    /// Whether the citation may be used: it resolved, or is the city's own.
    pub fn is_sound(&self) -> bool {
        matches!(self, Self::Resolved { .. } | Self::Local)
    }

    /// The complaint for people, or nothing if the citation is sound.
    pub fn complaint(&self) -> Option<Words> {
        let words = match self {
            Self::Resolved { .. } | Self::Local => return None,
            Self::NoSuchLaw { nearest: None } => Words::new(
                "法律索引中没有这部法律",
                "the index of statutes has no law of this name",
            ),
            Self::NoSuchLaw {
                nearest: Some(nearest),
            } => Words::new(
                format!("法律索引中没有这部法律，是否为“{nearest}”"),
                format!("the index of statutes has no law of this name; did you mean {nearest}?"),
            ),
            Self::NotInForce { from, until } => not_in_force(*from, *until),
            Self::NoSuchArticle { articles } => Words::new(
                format!("没有这一条，索引所知最后一条为第{articles}条"),
                format!("there is no such article; the last one known is {articles}"),
            ),
            Self::NoSuchParagraph { paragraphs } => Words::new(
                format!("没有这一款，该条共{paragraphs}款"),
                format!("there is no such paragraph; the article has {paragraphs}"),
            ),
            Self::NoSuchItem { items } => Words::new(
                format!("没有这一项，该款共{items}项"),
                format!("there is no such item; the paragraph has {items}"),
            ),
        };
        Some(words)
    }
}

impl StatuteIndex {
    /// Resolves a citation as the law stood on a day.
    pub fn resolve(&self, citation: &Citation, on: Date) -> Resolution<'_> {
        let Citation::Law {
            law,
            article,
            sub,
            paragraph,
            item,
        } = citation
        else {
            return Resolution::Local;
        };
        let Some(law) = self.law(law) else {
            let nearest = self.nearest(law);
            return Resolution::NoSuchLaw { nearest };
        };
        let Some(version) = law.version_on(on) else {
            return nearest_version(law, on);
        };
        let number = ArticleNumber {
            number: *article,
            sub: *sub,
        };
        let Some(found) = version.article(number) else {
            let articles = version.articles.last().map_or(0, |last| last.number.number);
            return Resolution::NoSuchArticle { articles };
        };
        place_fault(found, *paragraph, *item).unwrap_or(Resolution::Resolved {
            law,
            version,
            hashed: found.hash.is_some(),
        })
    }

    /// The key with the most characters in common with a name, at least half of them.
    fn nearest(&self, name: &str) -> Option<&str> {
        let likeness = |key: &str| {
            let longer = name.chars().count().max(key.chars().count());
            let common = name.chars().filter(|c| key.contains(*c)).count();
            (common * 2 >= longer).then_some(common * 100 / longer.max(1))
        };
        self.laws()
            .flat_map(|law| {
                let names = std::iter::once(&law.key).chain(&law.aliases);
                names.filter_map(move |name| Some((likeness(name)?, law.key.as_str())))
            })
            .max_by_key(|(likeness, _)| *likeness)
            .map(|(_, key)| key)
    }
}

fn nearest_version(law: &Law, on: Date) -> Resolution<'_> {
    // Between two versions, or before the first: the next to come. After the last: that one.
    let next = law.versions.iter().find(|version| version.in_force > on);
    match next.or(law.versions.last()) {
        Some(version) => Resolution::NotInForce {
            from: version.in_force,
            until: version.until,
        },
        None => Resolution::NoSuchArticle { articles: 0 },
    }
}

/// What is wrong with the paragraph or item, if anything. An unknown shape is not judged.
fn place_fault(article: &Article, paragraph: u8, item: u8) -> Option<Resolution<'static>> {
    let items = article.items.as_ref()?;
    let paragraphs = u8::try_from(items.len()).unwrap_or(u8::MAX);
    if paragraph > paragraphs {
        return Some(Resolution::NoSuchParagraph { paragraphs });
    }
    let most = if paragraph == 0 {
        // Without a paragraph an item is clear only where a single paragraph has items.
        let mut with_items = items.iter().copied().filter(|count| *count > 0);
        let first = with_items.next().unwrap_or(0);
        if with_items.next().is_some() {
            0
        } else {
            first
        }
    } else {
        items.get(usize::from(paragraph - 1)).copied().unwrap_or(0)
    };
    (item > most).then_some(Resolution::NoSuchItem { items: most })
}

fn not_in_force(from: Date, until: Option<Date>) -> Words {
    match until {
        None => Words::new(
            format!("该日尚未施行，自{from}起施行"),
            format!("not in force on that day; in force from {from}"),
        ),
        Some(until) => Words::new(
            format!("该日不在施行期间（{from}至{until}）"),
            format!("not in force on that day; in force from {from} to {until}"),
        ),
    }
}
