//! Outlines of reports as the packs and the place bring them, read once.
//!
//! A place's outline stands in the stead of the pack's that has the same key. What an outline
//! names must be there: procedures, fields, clocks, indicators and tables. How a report is
//! compiled from one is not known here.

use fadu_kernel::words::Words;
use fadu_pack::packs::Packs;
use fadu_paper::compile::is_statistical;
use fadu_paper::outline::Outline;

/// The outlines in use, and what is wrong with the files.
#[derive(Debug, Clone, Default)]
pub struct Outlines {
    /// Those that can be used.
    pub list: Vec<Outline>,
    /// What is wrong, file by file.
    pub faults: Vec<OutlineFault>,
}

/// Something wrong with an outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineFault {
    /// The file.
    pub file: String,
    /// The line in which the name stands, or the first.
    pub line: usize,
    /// What, in words.
    pub words: Words,
}

impl Outlines {
    /// Reads the outlines of the packs and of the places laid on top.
    pub fn of(packs: &Packs) -> Self {
        let mut found = Self::default();
        for file in &packs.outlines {
            let fault = |(name, words): (Option<String>, Words)| {
                let stands = |line: &str| name.as_ref().is_some_and(|name| line.contains(name));
                OutlineFault {
                    file: file.file.clone(),
                    line: file.text.lines().position(stands).map_or(1, |at| at + 1),
                    words,
                }
            };
            match Outline::read(&file.text) {
                Err(words) => found.faults.push(fault((None, words))),
                Ok(outline) => {
                    let missing = missing(&outline, packs);
                    if missing.is_empty() {
                        found.list.retain(|other| other.id != outline.id);
                        found.list.push(outline);
                    }
                    found.faults.extend(missing.into_iter().map(fault));
                }
            }
        }
        found
    }
}

/// What an outline names that is not there: the name, and how to say so.
fn missing(outline: &Outline, packs: &Packs) -> Vec<(Option<String>, Words)> {
    let mut found = Vec::new();
    let mut lack = |what: (&str, &str), name: &str, there: bool| {
        if !there {
            let words = Words::new(
                format!("提纲用到的{}“{name}”不存在", what.0),
                format!(
                    "the outline names the {} {name}, which is not there",
                    what.1
                ),
            );
            found.push((Some(name.to_owned()), words));
        }
    };
    let procedure = ("程序", "procedure");
    let round = packs.procedures.newest(&outline.round);
    lack(procedure, &outline.round, round.is_some());
    if let Some(round) = round {
        let signs = round.act(&outline.signed_act).is_some();
        lack(("行为", "act"), &outline.signed_act, signs);
        for field in fields_of(outline) {
            lack(("字段", "field"), field, round.field(field).is_some());
        }
    }
    if let Some(contribution) = &outline.contribution {
        let law = packs.procedures.newest(contribution);
        lack(procedure, contribution, law.is_some());
        if let (Some(law), Some(act)) = (law, &outline.returned_act) {
            lack(("行为", "act"), act, law.act(act).is_some());
        }
        if let (Some(law), Some(clock)) = (law, &outline.hand_in_clock) {
            lack(("期限", "clock"), clock, law.clock(clock).is_some());
        }
    }
    for indicator in outline.indicators() {
        let there = packs.indicator(&indicator).is_some();
        lack(("指标", "indicator"), &indicator, there);
    }
    let tables = outline.sections.iter().flat_map(|section| &section.tables);
    for table in tables.filter(|key| is_statistical(key)) {
        lack(("报表", "table"), table, packs.table(table).is_some());
    }
    found
}

fn fields_of(outline: &Outline) -> impl Iterator<Item = &str> {
    let sections = outline.sections.iter();
    let written = sections.filter_map(|section| section.field.as_deref());
    let number = outline.number_field.as_deref();
    written.chain(number).chain([outline.period_field.as_str()])
}
