//! Citations: a place in a law, or in a rule a city made for itself.
//!
//! Reads and prints `行政复议法:30:3` and says it in words.
//! It does not know which laws exist or what they say: resolving a citation
//! against the index of statutes is work of the pack compiler.

mod numeral;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::words::{Lang, Words};

pub use self::numeral::chinese_numeral;

/// Highest number an article may have; the Civil Code ends at 1260.
const ARTICLE_MAX: u16 = 9999;
/// Longest title of a law or document, in characters; the longest in force has about 60.
const TITLE_CHARS_MAX: usize = 120;
/// Marks a citation of a city's own rule.
const LOCAL_MARK: &str = "local:";

/// A citation, written as `law:article[:paragraph[:item]]` or `local:《title》[:article]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Citation {
    /// A provision of a law, regulation or rule in the index of statutes.
    Law {
        /// Short or full title, without 《》.
        law: String,
        /// Article (条), from 1.
        article: u16,
        /// The n of 之n for an inserted article; 0 for none. Written `8-1` or `8之1`.
        sub: u8,
        /// Paragraph (款), from 1; 0 for the article as a whole or where it has only one.
        paragraph: u8,
        /// Item (项), from 1; 0 for none.
        item: u8,
    },
    /// A document of the city itself, which no national index holds.
    Local {
        /// Title without 《》.
        document: String,
        /// Article number, or another place in the document as it is written there.
        article: Option<String>,
    },
}

/// Why a text is not a citation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a citation: {fault}")]
pub struct CitationError {
    /// The text as given.
    pub text: String,
    /// What is wrong with it.
    pub fault: CitationFault,
}

/// The part of a citation that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CitationFault {
    /// No title, a title with 《》 where none belong, or one too long.
    #[error("the title before the first colon is missing, malformed or too long")]
    Title,
    /// The article is missing or is not a number from 1 to 9999, with or without 之n.
    #[error("the article must be a number from 1 to 9999, such as 30 or 8-1")]
    Article,
    /// The paragraph is not a number from 0 to 255.
    #[error("the paragraph must be a number, 0 for none")]
    Paragraph,
    /// The item is not a number from 0 to 255.
    #[error("the item must be a number, 0 for none")]
    Item,
    /// More than four parts.
    #[error("there is text after the item")]
    TooLong,
}

impl CitationError {
    /// The complaint for people, in both languages.
    pub fn words(&self) -> Words {
        let zh = match self.fault {
            CitationFault::Title => "第一个冒号前的名称缺失、格式不对或过长",
            CitationFault::Article => "条须为1至9999的数字，如 30 或 8-1",
            CitationFault::Paragraph => "款须为数字，没有则写 0",
            CitationFault::Item => "项须为数字，没有则写 0",
            CitationFault::TooLong => "项之后还有多余内容",
        };
        Words::new(
            format!("“{}”不是有效的法律依据：{zh}", self.text),
            self.to_string(),
        )
    }
}

impl Citation {
    /// Cites a whole article of a law.
    pub fn article(law: impl Into<String>, article: u16) -> Self {
        Self::Law {
            law: law.into(),
            article,
            sub: 0,
            paragraph: 0,
            item: 0,
        }
    }

    /// Cites one paragraph of an article of a law.
    pub fn paragraph(law: impl Into<String>, article: u16, paragraph: u8) -> Self {
        Self::Law {
            law: law.into(),
            article,
            sub: 0,
            paragraph,
            item: 0,
        }
    }

    /// The title as cited: of the law, or of the city's own document.
    pub fn title(&self) -> &str {
        match self {
            Self::Law { law, .. } => law,
            Self::Local { document, .. } => document,
        }
    }

    /// Whether this cites a city's own document rather than the index of statutes.
    pub const fn is_local(&self) -> bool {
        matches!(self, Self::Local { .. })
    }

    /// Says the citation with the title as it was cited: `《行政复议法》第三十条第三款`.
    pub fn in_words(&self, lang: Lang) -> String {
        self.in_words_titled(lang, None)
    }

    /// Says the citation with the full title the index gives, if it gives one:
    /// `Administrative Reconsideration Law art. 30(3)`.
    pub fn in_words_titled(&self, lang: Lang, title: Option<&Words>) -> String {
        match lang {
            Lang::Zh => {
                let title = title.map_or(self.title(), |words| words.zh.as_str());
                format!("《{}》{}", inner_marks(title), self.place(lang))
            }
            Lang::En => {
                let place = self.place(lang);
                let gap = if place.is_empty() { "" } else { " " };
                match title {
                    Some(words) if !words.en.is_empty() => format!("{}{gap}{place}", words.en),
                    Some(_) | None => format!("《{}》{gap}{place}", inner_marks(self.title())),
                }
            }
        }
    }

    /// Only the place, without the title: `第三十条第三款`, `art. 30(3)`; empty for a
    /// document cited as a whole.
    pub fn place(&self, lang: Lang) -> String {
        match (self, lang) {
            (
                Self::Law {
                    article,
                    sub,
                    paragraph,
                    item,
                    ..
                },
                Lang::Zh,
            ) => {
                let step = |before: &str, number: u8, after: &str| match number {
                    0 => String::new(),
                    _ => format!("{before}{}{after}", chinese_numeral(number.into())),
                };
                let article = chinese_numeral(*article);
                let sub = step("之", *sub, "");
                let paragraph = step("第", *paragraph, "款");
                format!("第{article}条{sub}{paragraph}{}", step("第", *item, "项"))
            }
            (
                Self::Law {
                    article,
                    sub,
                    paragraph,
                    item,
                    ..
                },
                Lang::En,
            ) => {
                let step = |before: &str, number: u8, after: &str| match number {
                    0 => String::new(),
                    _ => format!("{before}{number}{after}"),
                };
                let sub = step("-", *sub, "");
                let paragraph = step("(", *paragraph, ")");
                format!(
                    "art. {article}{sub}{paragraph}{}",
                    step(", item ", *item, "")
                )
            }
            (Self::Local { article: None, .. }, _) => String::new(),
            (
                Self::Local {
                    article: Some(article),
                    ..
                },
                _,
            ) => match read_law(&format!("法:{article}")) {
                Ok(place) => place.place(lang),
                Err(_) => article.clone(),
            },
        }
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Law {
                law,
                article,
                sub,
                paragraph,
                item,
            } => {
                write!(f, "{law}:{article}")?;
                if *sub > 0 {
                    write!(f, "-{sub}")?;
                }
                if *paragraph > 0 || *item > 0 {
                    write!(f, ":{paragraph}")?;
                }
                if *item > 0 {
                    write!(f, ":{item}")?;
                }
                Ok(())
            }
            Self::Local { document, article } => {
                write!(f, "{LOCAL_MARK}《{document}》")?;
                article
                    .as_ref()
                    .map_or(Ok(()), |article| write!(f, ":{article}"))
            }
        }
    }
}

impl FromStr for Citation {
    type Err = CitationError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parsed = match text.strip_prefix(LOCAL_MARK) {
            Some(rest) => read_local(rest),
            None => read_law(text),
        };
        parsed.map_err(|fault| CitationError {
            text: text.to_owned(),
            fault,
        })
    }
}

impl TryFrom<String> for Citation {
    type Error = CitationError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Citation> for String {
    fn from(citation: Citation) -> Self {
        citation.to_string()
    }
}

fn read_law(text: &str) -> Result<Citation, CitationFault> {
    let mut parts = text.split(':');
    let law = parts.next().unwrap_or_default();
    // A judicial interpretation names a law in 《》 inside its title; marks around all do not
    // belong in a citation.
    if law.starts_with('《') {
        return Err(CitationFault::Title);
    }
    let law = read_title(law)?;
    let article = parts.next().ok_or(CitationFault::Article)?;
    let (article, sub) = match article.split_once(['-', '之']) {
        None => (article, 0),
        Some((article, sub)) => {
            let sub = read_small(sub)
                .filter(|sub| *sub > 0)
                .ok_or(CitationFault::Article)?;
            (article, sub)
        }
    };
    let article = read_article_number(article).ok_or(CitationFault::Article)?;
    let paragraph = match parts.next() {
        None => 0,
        Some(part) => read_small(part).ok_or(CitationFault::Paragraph)?,
    };
    let item = match parts.next() {
        None => 0,
        Some(part) => read_small(part).ok_or(CitationFault::Item)?,
    };
    if parts.next().is_some() {
        return Err(CitationFault::TooLong);
    }
    Ok(Citation::Law {
        law,
        article,
        sub,
        paragraph,
        item,
    })
}

fn read_local(rest: &str) -> Result<Citation, CitationFault> {
    let rest = rest.strip_prefix('《').ok_or(CitationFault::Title)?;
    // A title may quote another title, so the last 》 ends it.
    let (document, article) = rest.rsplit_once('》').ok_or(CitationFault::Title)?;
    let document = read_title(document)?;
    let article = match article.strip_prefix(':') {
        None if article.is_empty() => None,
        Some(place) if !place.trim().is_empty() && place.trim() == place => Some(place.to_owned()),
        None | Some(_) => return Err(CitationFault::Article),
    };
    Ok(Citation::Local { document, article })
}

fn read_title(title: &str) -> Result<String, CitationFault> {
    let chars = title.chars().count();
    if chars == 0 || chars > TITLE_CHARS_MAX || title.trim() != title {
        return Err(CitationFault::Title);
    }
    Ok(title.to_owned())
}

/// A title inside a title takes single marks.
fn inner_marks(title: &str) -> String {
    title.replace('《', "〈").replace('》', "〉")
}

/// Digits only: `+3`, ` 3` and `３` are not numbers here, nor is a leading zero.
fn read_article_number(text: &str) -> Option<u16> {
    if text.starts_with('0') || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse()
        .ok()
        .filter(|number| (1..=ARTICLE_MAX).contains(number))
}

fn read_small(text: &str) -> Option<u8> {
    if text.len() > 1 && text.starts_with('0') || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_says_each_form() {
        let rows = [
            (
                "行政复议法:30:3",
                "《行政复议法》第三十条第三款",
                "《行政复议法》 art. 30(3)",
            ),
            (
                "行政复议法:62",
                "《行政复议法》第六十二条",
                "《行政复议法》 art. 62",
            ),
            (
                "行政复议法:11:0:3",
                "《行政复议法》第十一条第三项",
                "《行政复议法》 art. 11, item 3",
            ),
            (
                "刑法:133-1:1:2",
                "《刑法》第一百三十三条之一第一款第二项",
                "《刑法》 art. 133-1(1), item 2",
            ),
            ("local:《某市规则》", "《某市规则》", "《某市规则》"),
            (
                "local:《某市规则》:22:2",
                "《某市规则》第二十二条第二款",
                "《某市规则》 art. 22(2)",
            ),
            (
                "local:《某市规则》:12",
                "《某市规则》第十二条",
                "《某市规则》 art. 12",
            ),
            (
                "local:《关于《办法》的通知》:附件一",
                "《关于〈办法〉的通知》附件一",
                "《关于〈办法〉的通知》 附件一",
            ),
            (
                "关于适用《民事诉讼法》的解释:125",
                "《关于适用〈民事诉讼法〉的解释》第一百二十五条",
                "《关于适用〈民事诉讼法〉的解释》 art. 125",
            ),
        ];
        for (text, zh, en) in rows {
            let citation: Citation = text.parse().unwrap();
            assert_eq!(citation.to_string(), text);
            assert_eq!(citation.in_words(Lang::Zh), zh);
            assert_eq!(citation.in_words(Lang::En), en);
        }
    }

    #[test]
    fn says_the_full_title_when_the_index_gives_one() {
        let citation = Citation::paragraph("复议法", 30, 3);
        let title = Words::new("行政复议法", "Administrative Reconsideration Law");
        let said = |lang| citation.in_words_titled(lang, Some(&title));
        assert_eq!(said(Lang::Zh), "《行政复议法》第三十条第三款");
        assert_eq!(
            said(Lang::En),
            "Administrative Reconsideration Law art. 30(3)"
        );
    }

    #[test]
    fn reads_an_inserted_article_in_either_spelling() {
        let dash: Citation = "刑法:133-1".parse().unwrap();
        let word: Citation = "刑法:133之1".parse().unwrap();
        assert_eq!(dash, word);
        assert_eq!(word.to_string(), "刑法:133-1");
    }

    #[test]
    fn refuses_what_is_not_a_citation() {
        let rows = [
            ("", CitationFault::Title),
            (":30", CitationFault::Title),
            (" 刑法:30", CitationFault::Title),
            ("《刑法》:30", CitationFault::Title),
            ("刑法", CitationFault::Article),
            ("刑法:0", CitationFault::Article),
            ("刑法:030", CitationFault::Article),
            ("刑法:10000", CitationFault::Article),
            ("刑法:8-0", CitationFault::Article),
            ("刑法:8-", CitationFault::Article),
            ("刑法:+8", CitationFault::Article),
            ("刑法:三", CitationFault::Article),
            ("刑法:8:256", CitationFault::Paragraph),
            ("刑法:8::1", CitationFault::Paragraph),
            ("刑法:8:1:x", CitationFault::Item),
            ("刑法:8:1:1:1", CitationFault::TooLong),
            ("local:某市规则", CitationFault::Title),
            ("local:《》", CitationFault::Title),
            ("local:《某市规则》:", CitationFault::Article),
            ("local:《某市规则》12", CitationFault::Article),
        ];
        for (text, fault) in rows {
            let error = text.parse::<Citation>().unwrap_err();
            assert_eq!(error.fault, fault, "{text}");
            assert!(!error.words().zh.is_empty());
        }
    }

    #[test]
    fn travels_as_a_string() {
        let citation: Citation = "行政处罚法:85".parse().unwrap();
        let json = serde_json::to_string(&citation).unwrap();
        assert_eq!(json, "\"行政处罚法:85\"");
        assert_eq!(serde_json::from_str::<Citation>(&json).unwrap(), citation);
        assert!(serde_json::from_str::<Citation>("\"行政处罚法\"").is_err());
    }
}
