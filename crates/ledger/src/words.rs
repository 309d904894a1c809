//! What is shown to people, in Chinese and in English.
//! It deliberately does not choose the language: whoever shows the words does.

use serde::Serialize;

/// One statement in both languages, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Words {
    /// Chinese, shown first.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Words {
    /// Puts the two wordings of one statement together.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            zh: zh.into(),
            en: en.into(),
        }
    }
}
