//! Printing in the user's language, and the three exit codes of every command.

use std::process::ExitCode;

use fadu_kernel::words::{Lang, Words};

/// The language chosen for this run.
#[derive(Debug, Clone, Copy)]
pub struct Speak {
    /// The language.
    pub lang: Lang,
}

impl Speak {
    /// By the option, else by the locale, else Chinese.
    pub fn choose(option: Option<&str>) -> Self {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
            .unwrap_or_default();
        let english = match option {
            Some(option) => option.starts_with("en"),
            None => locale.starts_with("en") || locale.starts_with('C') || locale == "POSIX",
        };
        Self {
            lang: if english { Lang::En } else { Lang::Zh },
        }
    }

    /// One of two texts.
    pub fn say<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// Bad usage or bad input: reason and remedy on standard error, exit 2.
    pub fn usage(self, words: &Words) -> ExitCode {
        eprintln!("{}", words.get(self.lang));
        ExitCode::from(2)
    }

    /// Whether what was checked holds: exit 0 or 1.
    pub fn verdict(self, holds: bool) -> ExitCode {
        if holds {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}
