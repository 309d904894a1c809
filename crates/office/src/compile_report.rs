//! Reports gathered from the record: the rounds in which they are written, what units handed in,
//! and the figures that their texts place.
//!
//! How a report is put together is [`fadu_paper::compile`]'s; nothing is written here. Figures are
//! those that the public may see, because a report is for everybody. Once a report is signed it is
//! what was signed; see [`crate::sign_report`].

use std::collections::BTreeMap;

use fadu_kernel::act::ActId;
use fadu_kernel::clock::{Clock, ClockState};
use fadu_kernel::field::Value;
use fadu_kernel::indicator::Span;
use fadu_kernel::matter::Matter;
use fadu_kernel::unit::{UnitKind, UnitTree};
use fadu_kernel::words::Words;
use fadu_paper::compile::{
    Compiled, Contribution, ContributionState, Material, TextFault, compile,
};
use fadu_paper::numeral::numeral;
use fadu_paper::outline::{Every, Outline};
use fadu_paper::paper::Signature;
use fadu_store::{MatterFilter, Reader};
use jiff::civil::{Date, DateTime};

use crate::fault::Fault;
use crate::report_figures::Find;
use crate::rules::Rules;
use crate::sign_report::{Signed, signed};

/// Most rounds looked at: a hundred years, or eight of months.
const ROUNDS_MAX: usize = 100;

/// One round: a year's report or a month's bulletin of a unit.
#[derive(Debug, Clone)]
pub struct Round {
    /// Its matter.
    pub matter: Matter,
    /// The period it is about.
    pub span: Span,
    /// What people wrote, by section.
    pub texts: BTreeMap<String, String>,
    /// The document's number.
    pub number: Option<String>,
    /// Since when it is public; none where it is not, or no longer.
    pub published_on: Option<Date>,
    /// When it was signed.
    pub signed_on: Option<Date>,
    /// The act that signed it.
    pub signed_by: Option<ActId>,
}

/// What a unit handed in, with the number of its matter.
#[derive(Debug, Clone)]
pub struct HandedIn {
    /// The matter's number.
    pub number: String,
    /// Where it stands.
    pub stage: String,
    /// How often it was sent back.
    pub returned: u32,
    /// What it says.
    pub contribution: Contribution,
}

/// A report with what it was made of.
#[derive(Debug)]
pub struct Report {
    /// The report: as signed, or as it stands where nobody has signed it yet.
    pub compiled: Compiled,
    /// How many acts the record held when its figures were counted.
    pub leaves: Option<u64>,
    /// What was kept of it when it was signed, compared with the record now.
    pub signed: Option<Signed>,
    /// What units handed in, in the order of their matters.
    pub handed_in: Vec<HandedIn>,
    /// What of it could not be printed, also where the report no longer prints it itself.
    pub faults_handed_in: Vec<TextFault>,
}

/// The outlines in use, or what is wrong with one.
pub fn outlines(rules: &Rules) -> Result<&[Outline], Fault> {
    match rules.outlines.faults.first() {
        None => Ok(&rules.outlines.list),
        Some(fault) => Err(Fault::Unacceptable(Words::new(
            format!("{}：{}", fault.file, fault.words.zh),
            format!("{}: {}", fault.file, fault.words.en),
        ))),
    }
}

/// The rounds of an outline, newest first.
pub fn rounds(reader: &Reader, outline: &Outline, today: Date) -> Result<Vec<Round>, Fault> {
    let filter = MatterFilter {
        procedure: Some(outline.round.clone()),
        ..MatterFilter::default()
    };
    let mut found = Vec::new();
    for row in reader.matters(&filter, None, ROUNDS_MAX)?.items {
        let Some(matter) = reader.matter(row.id)? else {
            continue;
        };
        let published = reader.publications_of(matter.id)?;
        let published_on = published
            .iter()
            .filter(|one| one.withdrawn_on.is_none() && one.from_on <= today)
            .map(|one| one.from_on)
            .max();
        match outline.every {
            Every::Year => {
                let signed = matter.done.get(&outline.signed_act).map(|done| done.on);
                let signed_by = match signed {
                    Some(_) => last_act(reader, &matter, &outline.signed_act)?,
                    None => None,
                };
                let round = round_of(outline, &matter, &matter.fields, signed);
                found.extend(round.map(|round| Round {
                    published_on,
                    signed_by,
                    ..round
                }));
            }
            Every::Month => {
                let mut issued = 0;
                for record in reader.acts_of(matter.id)? {
                    let act = record.act()?;
                    if act.act != outline.signed_act {
                        continue;
                    }
                    issued += 1;
                    let on = Some(act.at.date());
                    let round = round_of(outline, &matter, &act.facts, on);
                    let number = number_in_series(&matter, issued);
                    found.extend(round.map(|round| Round {
                        number: round.number.or(Some(number)),
                        signed_by: Some(act.id),
                        ..round
                    }));
                }
            }
        }
    }
    found.sort_by_key(|round| std::cmp::Reverse((round.span, round.matter.id)));
    Ok(found)
}

/// A number of a series: it has no gaps, because the matter's has none.
pub(crate) fn number_in_series(matter: &Matter, issued: usize) -> String {
    format!("{}之{}", matter.number, numeral(issued))
}

/// The last act of a kind on a matter.
fn last_act(reader: &Reader, matter: &Matter, kind: &str) -> Result<Option<ActId>, Fault> {
    for record in reader.acts_of(matter.id)?.iter().rev() {
        if record.act()?.act == kind {
            return Ok(Some(record.id));
        }
    }
    Ok(None)
}

/// A round as its matter or one act of it tells.
pub(crate) fn round_of(
    outline: &Outline,
    matter: &Matter,
    fields: &BTreeMap<String, Value>,
    signed_on: Option<Date>,
) -> Option<Round> {
    let period = match fields.get(&outline.period_field)? {
        Value::Integer(year) => format!("{year:04}"),
        Value::Text(day) => day.chars().take(7).collect(),
        Value::Flag(_) | Value::List(_) => return None,
    };
    let text = |field: &Option<String>| {
        let text = fields.get(field.as_ref()?)?.as_text()?;
        Some(text.to_owned()).filter(|text| !text.trim().is_empty())
    };
    Some(Round {
        matter: matter.clone(),
        span: Span::parse(&period)?,
        texts: texts(outline, fields),
        number: text(&outline.number_field),
        published_on: None,
        signed_on,
        signed_by: None,
    })
}

/// The unit whose report a round is: the city, county or township in whose name it is written.
pub fn place_of<'u>(units: &'u UnitTree, unit: &'u str) -> &'u str {
    let mut above = units.ancestors(unit);
    let governed = above.find(|unit| match unit.kind {
        UnitKind::City | UnitKind::County | UnitKind::Township | UnitKind::Village => true,
        UnitKind::Department | UnitKind::Outside => false,
    });
    governed.map_or(unit, |unit| unit.id.as_str())
}

/// For whom and when a report is compiled.
#[derive(Debug, Clone, Copy)]
pub struct Occasion<'a> {
    /// The unit in whose name it is written.
    pub unit: &'a str,
    /// The period.
    pub span: Span,
    /// Now, in the city.
    pub now: DateTime,
}

/// The report of a round: as it was signed, or compiled now; from figures alone where no round was
/// ordered.
pub fn report(
    reader: &Reader,
    rules: &Rules,
    outline: &Outline,
    round: Option<&Round>,
    occasion: Occasion<'_>,
) -> Result<Report, Fault> {
    let checkpoint = reader.latest_checkpoint()?;
    let leaves = checkpoint.map(|checkpoint| checkpoint.size);
    let now = compiled_now(reader, rules, outline, round, (occasion, leaves))?;
    let by = round.and_then(|round| round.signed_by);
    let kept = match by {
        Some(act) => signed(reader, rules, act, occasion)?,
        None => None,
    };
    Ok(match kept {
        Some((compiled, signed)) => Report {
            compiled,
            leaves: Some(signed.leaves),
            signed: Some(signed),
            ..now
        },
        None => now,
    })
}

/// Compiles a report from the texts and figures as they stand now.
pub(crate) fn compiled_now(
    reader: &Reader,
    rules: &Rules,
    outline: &Outline,
    round: Option<&Round>,
    (occasion, leaves): (Occasion<'_>, Option<u64>),
) -> Result<Report, Fault> {
    let units = rules.units();
    let place = place_of(&units, occasion.unit);
    let name = units.get(place).map_or(place, |unit| unit.name.zh.as_str());
    let handed_in = match round {
        Some(round) => contributions(reader, rules, outline, round, occasion.now)?,
        None => Vec::new(),
    };
    let day = round.and_then(|round| round.signed_on);
    let signature = day.map(|on| Signature {
        organ: outline.signed_by.replace("{place}", name),
        on: in_chinese(on),
    });
    let mut material = Material {
        outline,
        place: name.to_owned(),
        within: within(&units, occasion.unit),
        span: occasion.span,
        texts: round.map_or_else(BTreeMap::new, |round| round.texts.clone()),
        contributions: handed_in
            .iter()
            .map(|one| one.contribution.clone())
            .collect(),
        signature,
        number: round.and_then(|round| round.number.clone()),
        dated: day.unwrap_or_else(|| occasion.now.date()),
        checkpoint: leaves,
        statistical: BTreeMap::new(),
    };
    let find = Find {
        reader,
        rules,
        today: occasion.now.date(),
    };
    let keys = material.statistical_tables();
    material.statistical = find.tables(&keys, material.span, material.within.as_deref())?;
    let found = find.figures(material.asks())?;
    let compiled = compile(&material, &found);
    let unwritten = Material {
        texts: BTreeMap::new(),
        ..material
    };
    let mut faults = compile(&unwritten, &found).faults;
    faults.retain(|fault| fault.unit.is_some());
    Ok(Report {
        compiled,
        leaves,
        signed: None,
        handed_in,
        faults_handed_in: faults,
    })
}

/// The unit of which the figures are, where they are not of the whole city.
pub(crate) fn within(units: &UnitTree, unit: &str) -> Option<String> {
    let place = place_of(units, unit);
    let top = units.get(place).is_none_or(|unit| unit.parent.is_none());
    (!top).then(|| place.to_owned())
}

/// The draft of each section as text, with its places, for whoever writes it.
pub fn draft(report: &Report, outline: &Outline) -> BTreeMap<String, String> {
    let sections = outline.sections.iter().map(|section| {
        let mut lines = Vec::new();
        for (number, part) in (1..).zip(&section.parts) {
            let order = numeral(number);
            lines.push(format!("（{order}）{}", part.title));
            lines.push(part.sentences.concat());
        }
        for one in &report.handed_in {
            if let Some(text) = one.contribution.texts.get(&section.id) {
                lines.push(format!("【{}】", one.contribution.name));
                lines.push(text.clone());
            }
        }
        (section.id.clone(), lines.join("\n"))
    });
    sections.collect()
}

/// What people wrote, by section.
fn texts(outline: &Outline, fields: &BTreeMap<String, Value>) -> BTreeMap<String, String> {
    let written = outline.sections.iter().filter_map(|section| {
        let field = section.field.as_ref()?;
        let text = fields.get(field)?.as_text()?;
        (!text.trim().is_empty()).then(|| (section.id.clone(), text.to_owned()))
    });
    written.collect()
}

fn contributions(
    reader: &Reader,
    rules: &Rules,
    outline: &Outline,
    round: &Round,
    now: DateTime,
) -> Result<Vec<HandedIn>, Fault> {
    let Some(procedure) = &outline.contribution else {
        return Ok(Vec::new());
    };
    let units = rules.units();
    let mut found = Vec::new();
    for row in reader.opened_by(round.matter.id)? {
        if row.procedure != *procedure {
            continue;
        }
        let Some(matter) = reader.matter(row.id)? else {
            continue;
        };
        let texts = texts(outline, &matter.fields);
        let unit = units.get(&matter.unit);
        let clock = outline.hand_in_clock.as_ref();
        let clock = clock.and_then(|clock| matter.clocks.get(clock));
        let (state, due_on) = state_of(clock, !texts.is_empty(), now);
        let sent_back = outline.returned_act.as_ref();
        let sent_back = sent_back.and_then(|act| matter.done.get(act));
        found.push(HandedIn {
            returned: sent_back.map_or(0, |done| done.times),
            number: matter.number.clone(),
            stage: matter.stage.clone(),
            contribution: Contribution {
                name: unit.map_or_else(|| matter.unit.clone(), |unit| unit.name.zh.clone()),
                unit: matter.unit,
                texts,
                state,
                due_on,
            },
        });
    }
    Ok(found)
}

/// Whether a contribution came in time, by its clock.
fn state_of(
    clock: Option<&Clock>,
    written: bool,
    now: DateTime,
) -> (ContributionState, Option<Date>) {
    // Who is recorded as not having reported has no clock running any more.
    let given_up = clock.is_some_and(|clock| matches!(clock.state, ClockState::Cancelled { .. }));
    let late = given_up || clock.is_some_and(|clock| clock.has_lapsed(now));
    let state = match (written, late) {
        (true, false) => ContributionState::HandedIn,
        (true, true) => ContributionState::HandedInLate,
        (false, true) => ContributionState::Missing,
        (false, false) => ContributionState::Awaited,
    };
    (state, clock.map(|clock| clock.due.date()))
}

/// A day as papers write it.
pub fn in_chinese(on: Date) -> String {
    format!("{}年{}月{}日", on.year(), on.month(), on.day())
}
