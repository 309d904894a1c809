//! Words shown to people: every sentence exists in Chinese and in English.
//!
//! This file holds the pair and the choice of language.
//! It does not hold any sentence itself and does not translate.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A language of the product; Chinese comes first everywhere.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    /// Chinese in simplified characters, the language of record.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The tag used in addresses, cookies and data: `zh` or `en`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// A language tag other than `zh` or `en`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown language {0:?}: write zh or en")]
pub struct UnknownLang(pub String);

impl FromStr for Lang {
    type Err = UnknownLang;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "zh" => Ok(Self::Zh),
            "en" => Ok(Self::En),
            other => Err(UnknownLang(other.to_owned())),
        }
    }
}

/// One thing said in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Chinese in simplified characters.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Words {
    /// Pairs a Chinese and an English wording.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// The wording in the language asked for.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_the_same_thing_in_the_language_asked_for() {
        let words = Words::new("受理", "acceptance");
        assert_eq!(words.get(Lang::Zh), "受理");
        assert_eq!(words.get(Lang::En), "acceptance");
    }

    #[test]
    fn reads_back_each_language_tag_and_refuses_others() {
        for lang in [Lang::Zh, Lang::En] {
            assert_eq!(lang.to_string().parse(), Ok(lang));
            assert_eq!(
                serde_json::to_string(&lang).unwrap(),
                format!("{:?}", lang.tag())
            );
        }
        assert_eq!("fr".parse::<Lang>(), Err(UnknownLang("fr".into())));
    }
}
