//! A report as it was signed: text, figures and where each comes from are kept with the act that
//! signs it, whose leaf holds their fingerprint.
//!
//! What is signed is what is shown and printed from then on. Where the record says something else
//! since, the difference is told beside it and changes nothing in it.

use std::collections::{BTreeMap, BTreeSet};

use fadu_kernel::act::ActId;
use fadu_kernel::enact::Enacted;
use fadu_kernel::indicator::Span;
use fadu_kernel::words::Words;
use fadu_paper::compile::{Compiled, Source};
use fadu_paper::outline::{Every, Outline};
use fadu_paper::paper::{Mark, Table};
use fadu_store::Reader;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::compile_report::{Occasion, Round, compiled_now, number_in_series, round_of, within};
use crate::fault::Fault;
use crate::report_figures::Find;
use crate::rules::Rules;

/// What is kept of a paper.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    /// How many acts the record held before the signature.
    leaves: u64,
    /// The paper with its sources.
    compiled: Compiled,
}

/// What was signed, compared with the record now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The act that signed it: its leaf.
    pub act: ActId,
    /// How many acts the record held before the signature: the figures are of these.
    pub leaves: u64,
    /// Whether what is kept is what the act says was signed.
    pub intact: bool,
    /// Figures that have another value now.
    pub changed: Vec<Changed>,
}

/// A figure that has another value than when it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Its name.
    pub title: Words,
    /// Its period, or the column in which it stands.
    pub period: String,
    /// As signed.
    pub signed: String,
    /// As counted now.
    pub now: String,
    /// The page on which it opens.
    pub address: String,
}

/// The paper that an act about to be kept signs; none where it signs none.
pub(crate) fn paper_of(
    reader: &Reader,
    rules: &Rules,
    enacted: &Enacted,
    now: DateTime,
) -> Result<Option<String>, Fault> {
    let (act, matter) = (&enacted.act, &enacted.after);
    let signs =
        |outline: &&Outline| outline.signed_act == act.act && outline.round == matter.procedure();
    let Some(outline) = rules.outlines.list.iter().find(signs) else {
        return Ok(None);
    };
    let day = Some(act.at.date());
    let round = match outline.every {
        Every::Year => round_of(outline, matter, &matter.fields, day),
        Every::Month => {
            let mut issued = 1;
            for record in reader.acts_of(matter.id)? {
                issued += usize::from(record.act()?.act == act.act);
            }
            let number = number_in_series(matter, issued);
            round_of(outline, matter, &act.facts, day).map(|round| Round {
                number: round.number.or(Some(number)),
                ..round
            })
        }
    };
    // Without a period there is nothing to compile, and nothing is kept.
    let Some(round) = round else { return Ok(None) };
    let leaves = u64::try_from(act.id.0).map_err(|_| damaged(act.id))?;
    let occasion = Occasion {
        unit: &matter.unit,
        span: round.span,
        now: now.max(act.at),
    };
    let made = compiled_now(
        reader,
        rules,
        outline,
        Some(&round),
        (occasion, Some(leaves)),
    )?;
    let kept = Kept {
        leaves,
        compiled: made.compiled,
    };
    let body = serde_json::to_string(&kept).map_err(|_| damaged(act.id))?;
    Ok(Some(body))
}

/// The fingerprint of a paper as the act that signs it holds it.
pub(crate) fn fingerprint(body: &str) -> String {
    let digest = Sha256::digest(body.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether the paper that an act signed is there and is the one.
pub(crate) fn is_intact(reader: &Reader, act: ActId, paper: Option<&str>) -> Result<bool, Fault> {
    let body = reader.signed_paper(act)?;
    Ok(body.as_deref().map(fingerprint).as_deref() == paper)
}

/// What an act signed, and what of it is counted otherwise now; none where it signed before papers
/// were kept.
pub(crate) fn signed(
    reader: &Reader,
    rules: &Rules,
    act: ActId,
    occasion: Occasion<'_>,
) -> Result<Option<(Compiled, Signed)>, Fault> {
    let Some(body) = reader.signed_paper(act)? else {
        return Ok(None);
    };
    let record = reader.act(act)?.ok_or_else(|| damaged(act))?.act()?;
    let Kept { leaves, compiled } = serde_json::from_str(&body).map_err(|_| damaged(act))?;
    let find = Find {
        reader,
        rules,
        today: occasion.now.date(),
    };
    let mut changed = figures_changed(&find, &compiled)?;
    let within = within(&rules.units(), occasion.unit);
    let keys: BTreeSet<String> = compiled.statistical.keys().cloned().collect();
    let tables = find.tables(&keys, occasion.span, within.as_deref())?;
    changed.extend(cells_changed(&compiled.statistical, &tables));
    let signed = Signed {
        act,
        leaves,
        intact: record.paper == Some(fingerprint(&body)),
        changed,
    };
    Ok(Some((compiled, signed)))
}

fn figures_changed(find: &Find<'_>, compiled: &Compiled) -> Result<Vec<Changed>, Fault> {
    let all = compiled.sources.iter().chain(&compiled.compared);
    let figures: Vec<_> = all
        .filter_map(|source| match source {
            Source::Figure { ask, found } => Some((ask, found)),
            Source::Quote { .. } => None,
        })
        .collect();
    let asks = figures.iter().map(|(ask, _)| (*ask).clone()).collect();
    let now = find.figures(asks)?;
    let mut changed: Vec<Changed> = Vec::new();
    for (ask, found) in figures {
        let value = now.get(ask).and_then(|found| found.value.clone());
        if value == found.value {
            continue;
        }
        let span = Span::parse(&ask.period);
        let one = Changed {
            title: found.title.clone(),
            period: span.map_or_else(|| ask.period.clone(), fadu_paper::compile::period),
            signed: printed(found.value.as_deref(), &found.unit.zh),
            now: printed(value.as_deref(), &found.unit.zh),
            address: found.address.clone(),
        };
        if !changed.contains(&one) {
            changed.push(one);
        }
    }
    Ok(changed)
}

fn printed(value: Option<&str>, unit: &str) -> String {
    value.map_or_else(|| "—".to_owned(), |value| format!("{value}{unit}"))
}

/// Cells of statistical tables, known by their addresses.
fn cells_changed(signed: &BTreeMap<String, Table>, now: &BTreeMap<String, Table>) -> Vec<Changed> {
    let mut changed = Vec::new();
    for (key, table) in signed {
        let rows = now.get(key).into_iter().flat_map(|table| &table.rows);
        let cells: BTreeMap<(&str, usize), &str> = rows
            .flat_map(|row| row.iter().enumerate())
            .filter_map(|(column, cell)| {
                Some(((cell.address.as_deref()?, column), cell.text.as_str()))
            })
            .collect();
        for row in &table.rows {
            let title = row.first().map_or("", |cell| cell.text.as_str());
            let title = format!("{}：{title}", table.title);
            for (column, cell) in row.iter().enumerate() {
                let Some(address) = cell.address.as_deref() else {
                    continue;
                };
                let value = cells.get(&(address, column)).copied().unwrap_or("—");
                if cell.mark == Mark::Figure && value != cell.text {
                    let head = table.head.get(column).cloned();
                    changed.push(Changed {
                        title: Words::new(title.clone(), title.clone()),
                        period: head.unwrap_or_default(),
                        signed: cell.text.clone(),
                        now: value.to_owned(),
                        address: address.to_owned(),
                    });
                }
            }
        }
    }
    changed
}

fn damaged(act: ActId) -> Fault {
    Fault::Damaged(format!("the paper signed by act {}", act.0))
}
