//! Printing in the user's language, and the three exit codes of every command.

use std::process::ExitCode;
use std::sync::OnceLock;

use fadu_kernel::words::{Lang, Words};
use fadu_office::fault::Fault;
use fadu_store::StoreFault;

/// The language of this run, for errors that are made far from where they are printed.
static CHOSEN: OnceLock<Lang> = OnceLock::new();

/// An error in the user's language.
pub fn told(zh: impl Into<String>, en: impl Into<String>) -> anyhow::Error {
    told_words(&Words::new(zh, en))
}

/// An error in the user's language, of words at hand.
pub fn told_words(words: &Words) -> anyhow::Error {
    let lang = CHOSEN.get().copied().unwrap_or(Lang::Zh);
    anyhow::Error::msg(words.get(lang).to_owned())
}

/// An error of the office or the store in the user's language; others as they are.
pub fn in_words(error: &anyhow::Error) -> String {
    let lang = CHOSEN.get().copied().unwrap_or(Lang::Zh);
    let said = error.chain().map(|cause| {
        let office = cause.downcast_ref::<Fault>().map(Fault::words);
        let store = || cause.downcast_ref::<StoreFault>().map(StoreFault::words);
        match office.or_else(store) {
            Some(words) => words.get(lang).to_owned(),
            None => cause.to_string(),
        }
    });
    let mut parts: Vec<String> = said.collect();
    parts.dedup();
    parts.join(": ")
}

/// The language chosen for this run.
#[derive(Debug, Clone, Copy)]
pub struct Speak {
    /// The language.
    pub lang: Lang,
}

impl Speak {
    /// By the option, which must be a language that is spoken; else as [`Self::choose`].
    pub fn chosen(option: Option<&str>) -> Result<Self, Words> {
        match option {
            None | Some("zh" | "en") => Ok(Self::choose(option)),
            Some(other) => Err(Words::new(
                format!("--lang 只能是 zh 或 en，不能是“{other}”"),
                format!("--lang is zh or en, not “{other}”"),
            )),
        }
    }

    /// By the option, else by the locale, else Chinese.
    #[expect(
        clippy::disallowed_methods,
        reason = "only the program reads the environment"
    )]
    pub fn choose(option: Option<&str>) -> Self {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
            .unwrap_or_default();
        let english = match option {
            Some(option) => option.starts_with("en"),
            None => locale.starts_with("en") || locale.starts_with('C') || locale == "POSIX",
        };
        let lang = if english { Lang::En } else { Lang::Zh };
        let _ = CHOSEN.set(lang);
        Self { lang }
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
