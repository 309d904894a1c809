//! `fadu report`: a unit's report of a year, or its bulletin of a month, as DOCX, PDF or a page.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use fadu_kernel::indicator::Span;
use fadu_kernel::words::Words;
use fadu_office::compile_report::{Occasion, Report, Round, outlines, place_of, report, rounds};
use fadu_paper::compile::period;
use fadu_paper::docx::docx;
use fadu_paper::outline::{Every, Outline};
use fadu_paper::paper::{Code, Paper};
use fadu_paper::press::Press;
use fadu_store::{Reader, StoredCheckpoint};
use fadu_web::printed;
use serde_json::json;

use crate::city::{OpenCity, read_city};
use crate::home::Home;
use crate::speak::{Speak, in_words, told, told_words};

/// How much of a root is printed.
const ROOT_PRINTED: usize = 16;

/// Write a report: the yearly one of a unit, or a month's bulletin.
///
/// Example: fadu report --data data/demo --unit diaobingshan --year 2022 --out report.docx
#[derive(Args)]
#[command(name = "report")]
pub struct WriteReport {
    /// The city's data folder.
    #[arg(long)]
    data: PathBuf,
    /// The city, where the folder holds several.
    #[arg(long)]
    city: Option<String>,
    /// The unit in whose name it is written.
    #[arg(long)]
    unit: String,
    /// The year, or a month such as 2022-05 for its bulletin.
    #[arg(long)]
    year: String,
    /// The file: its name ends in docx, pdf or html.
    #[arg(long)]
    out: PathBuf,
    /// The address under which the city's pages are reached, for links on paper.
    #[arg(long)]
    address: Option<String>,
    /// Write a draft even where a number has no source: its place stays blank.
    #[arg(long)]
    draft: bool,
    /// Print one JSON document about what was written.
    #[arg(long)]
    json: bool,
}

/// A kind of file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Docx,
    Pdf,
    Html,
}

impl WriteReport {
    /// Runs the command: 1 where something could not be printed, 2 where the request is wrong.
    pub fn run(self, home: &Home, speak: Speak) -> ExitCode {
        match self.write(home, speak) {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::from(1),
            Err(error) => {
                eprintln!("{}", in_words(&error));
                ExitCode::from(2)
            }
        }
    }

    fn write(&self, home: &Home, speak: Speak) -> Result<bool> {
        let kind = match self.out.extension().and_then(|ending| ending.to_str()) {
            Some("docx") => Kind::Docx,
            Some("pdf") => Kind::Pdf,
            Some("html") => Kind::Html,
            _ => {
                return Err(told(
                    "--out 的文件名应以 .docx、.pdf 或 .html 结尾".to_owned(),
                    "the name of --out ends in .docx, .pdf or .html".to_owned(),
                ));
            }
        };
        let span = Span::parse(&self.year).ok_or_else(|| {
            told(
                format!("--year“{}”应写成 2022，月报写成 2022-05", self.year),
                format!("write --year as 2022, or 2022-05; not {}", self.year),
            )
        })?;
        let open = read_city(home, &self.data, self.city.as_deref())?;
        let reader = open.office.store().snapshot(&open.office.city)?;
        let (outline, round, made) = self.compile(&open, &reader, span)?;
        let whole = Self::tell_faults(&made, speak);
        if made.signed.as_ref().is_some_and(|signed| !signed.intact) {
            return Err(told(
                "留存的签发文本与账本中的指纹不符，不予印出；请运行 fadu verify".to_owned(),
                "the paper kept is not the one that was signed; run fadu verify".to_owned(),
            ));
        }
        if !whole && !self.draft {
            drop(reader);
            open.close();
            return Ok(false);
        }
        let mut paper = made.compiled.paper.clone();
        if !whole || paper.signature.is_none() {
            paper.draft = Some("草稿".to_owned());
        }
        let checkpoint = reader.latest_checkpoint()?;
        let public = round.is_some_and(|round| round.published_on.is_some());
        // What is signed and not public leads to the act that signed it, which everybody may see.
        let page = match &made.signed {
            Some(signed) if !public => format!("/acts/{}", signed.act.0),
            _ => format!("/report/{}?unit={}", period(span), self.unit),
        };
        self.mark(&mut paper, checkpoint.as_ref(), &page);
        let bytes = match kind {
            Kind::Docx => docx(&paper).map_err(|fault| told(fault.0.clone(), fault.0))?,
            Kind::Pdf => press()?
                .draw(&paper)
                .map_err(|fault| told_words(&fault.words()))?,
            Kind::Html => {
                printed::standing_page(&paper, &made.compiled.sources, made.leaves).into_bytes()
            }
        };
        std::fs::write(&self.out, &bytes)
            .with_context(|| format!("{} cannot be written", self.out.display()))?;
        self.tell(&outline, &made, &paper, bytes.len(), speak);
        drop(reader);
        open.close();
        Ok(true)
    }

    /// The report of the unit's round of this period, or of figures alone where there is none.
    fn compile(
        &self,
        open: &OpenCity,
        reader: &Reader,
        span: Span,
    ) -> Result<(Outline, Option<Round>, Report)> {
        let (rules, now) = (&open.office.rules, open.office.now());
        let units = rules.units();
        if units.get(&self.unit).is_none() {
            return Err(told(
                format!("没有单位“{}”，单位以代码指明", self.unit),
                format!("there is no unit {}; name it by its key", self.unit),
            ));
        }
        let every = if period(span).len() == 4 {
            Every::Year
        } else {
            Every::Month
        };
        let outline = outlines(rules)
            .map_err(anyhow::Error::from)?
            .iter()
            .find(|outline| outline.every == every)
            .cloned()
            .ok_or_else(|| {
                told(
                    "程序包中没有这种报告的提纲".to_owned(),
                    "the packs bring no outline of such a report".to_owned(),
                )
            })?;
        let all = rounds(reader, &outline, now.date()).map_err(anyhow::Error::from)?;
        let place = place_of(&units, &self.unit);
        let round = all
            .iter()
            .find(|round| round.span == span && place_of(&units, &round.matter.unit) == place);
        let occasion = Occasion {
            unit: &self.unit,
            span,
            now,
        };
        let made = report(reader, rules, &outline, round, occasion)?;
        Ok((outline, round.cloned(), made))
    }

    /// Says what cannot be printed; whether all can.
    fn tell_faults(made: &Report, speak: Speak) -> bool {
        for fault in &made.compiled.faults {
            let place = fault.unit.as_deref().unwrap_or("-");
            let (words, remedy) = (fault.words(), fault.remedy());
            let both = |words: &Words| words.get(speak.lang).to_owned();
            let (section, line) = (&fault.section, fault.line);
            eprintln!(
                "{place} {section}:{line}: {}; {}",
                both(&words),
                both(&remedy)
            );
        }
        made.compiled.faults.is_empty()
    }

    /// Gives the paper its code: the page on which it is checked, with the checkpoint.
    fn mark(&self, paper: &mut Paper, checkpoint: Option<&StoredCheckpoint>, page: &str) {
        let origin = self.address.as_deref().unwrap_or_default();
        let origin = origin.trim_end_matches('/');
        printed::make_whole(paper, origin);
        let joint = if page.contains('?') { '&' } else { '?' };
        let page = format!("{origin}{page}");
        let mut caption = vec!["扫码核验本文件，逐项查看来源".to_owned()];
        let mut text = page.clone();
        if let Some(checkpoint) = checkpoint {
            let root = checkpoint.note.lines().nth(2).unwrap_or_default();
            let root: String = root.chars().take(ROOT_PRINTED).collect();
            let size = checkpoint.size;
            caption.push(format!("账本检查点 {size}（{root}）"));
            let root = fadu_web::address::query_value(&root);
            text = format!("{page}{joint}checkpoint={size}&root={root}");
        }
        caption.push(page);
        paper.code = Some(Code { text, caption });
    }

    fn tell(&self, outline: &Outline, made: &Report, paper: &Paper, bytes: usize, speak: Speak) {
        let (figures, faults) = (made.compiled.sources.len(), made.compiled.faults.len());
        if self.json {
            let about = json!({
                "outline": outline.id, "title": paper.title, "file": self.out, "bytes": bytes,
                "figures": figures, "faults": faults, "signed": paper.signature.is_some(),
                "contributions": made.handed_in.len(), "leaves": made.leaves,
                "changed": made.signed.as_ref().map(|signed| signed.changed.len()),
            });
            println!("{about:#}");
        } else {
            let file = self.out.display();
            println!(
                "{}: {file} ({figures} {})",
                paper.title,
                speak.say("个有来源的数", "numbers with a source")
            );
            for one in made.signed.iter().flat_map(|signed| &signed.changed) {
                eprintln!(
                    "{} {}: {} {} {} {}",
                    one.title.get(speak.lang),
                    one.period,
                    speak.say("签发时", "signed"),
                    one.signed,
                    speak.say("现在", "now"),
                    one.now,
                );
            }
        }
    }
}

/// The press beside this program.
pub fn press() -> Result<Press> {
    let program = std::env::current_exe().context("this program has no place")?;
    Ok(Press::beside(&program))
}
