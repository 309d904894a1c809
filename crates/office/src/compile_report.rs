//! Reports gathered from the record: the rounds in which they are written, what units handed in,
//! and the figures that their texts place.
//!
//! How a report is put together is [`fadu_paper::compile`]'s; nothing is written here. Figures are
//! those that the public may see, because a report is for everybody.

use std::collections::BTreeMap;
use std::fs;

use fadu_kernel::clock::{Clock, ClockState};
use fadu_kernel::field::Value;
use fadu_kernel::indicator::Span;
use fadu_kernel::matter::Matter;
use fadu_kernel::unit::{UnitKind, UnitTree};
use fadu_kernel::words::Words;
use fadu_paper::compile::{
    Ask, Compiled, Contribution, ContributionState, Found, Material, TextFault, compile,
};
use fadu_paper::numeral::numeral;
use fadu_paper::outline::{Every, Outline};
use fadu_paper::paper::Signature;
use fadu_store::{MatterFilter, Reader};
use jiff::civil::{Date, DateTime};

use crate::fault::Fault;
use crate::figures::figure_of;
use crate::rules::Rules;
use crate::slice::{Part, Slice};
use crate::small_numbers::{Release, Viewer};

/// The folder of a pack in which its outlines lie.
const FOLDER: &str = "outlines";
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
}

/// What a unit handed in, with the number of its matter.
#[derive(Debug, Clone)]
pub struct HandedIn {
    /// The matter's number.
    pub number: String,
    /// Where it stands.
    pub stage: String,
    /// What it says.
    pub contribution: Contribution,
}

/// A report with what it was made of.
#[derive(Debug)]
pub struct Report {
    /// The report as it stands.
    pub compiled: Compiled,
    /// What units handed in, in the order of their matters.
    pub handed_in: Vec<HandedIn>,
    /// What of it could not be printed, also where the report no longer prints it itself.
    pub faults_handed_in: Vec<TextFault>,
}

/// The outlines that the packs bring, by key.
pub fn outlines(rules: &Rules) -> Result<Vec<Outline>, Fault> {
    let mut found = Vec::new();
    for pack in rules.packs.packs.values() {
        let entries = fs::read_dir(pack.folder.join(FOLDER));
        let mut files: Vec<_> = entries
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|kind| kind == "toml"))
            .collect();
        files.sort();
        for file in files {
            let named = |words: &Words| {
                let name = file.display();
                Fault::Unacceptable(Words::new(
                    format!("{name}：{}", words.zh),
                    format!("{name}: {}", words.en),
                ))
            };
            let text = fs::read_to_string(&file)
                .map_err(|error| named(&Words::new(error.to_string(), error.to_string())))?;
            found.push(Outline::read(&text).map_err(|words| named(&words))?);
        }
    }
    Ok(found)
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
                let signed_on = matter.done.get(&outline.signed_act).map(|done| done.on);
                let round = round_of(outline, &matter, &matter.fields, signed_on);
                found.extend(round.map(|round| Round {
                    published_on,
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
                    // A number of the series has no gaps, because the matter's has none.
                    let number = format!("{}之{}", matter.number, numeral(issued));
                    found.extend(round.map(|round| Round {
                        number: round.number.or(Some(number)),
                        ..round
                    }));
                }
            }
        }
    }
    found.sort_by_key(|round| std::cmp::Reverse((round.span, round.matter.id)));
    Ok(found)
}

/// A round as its matter or one act of it tells.
fn round_of(
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

/// Compiles the report of a round, or from figures alone where no round was ordered.
pub fn report(
    reader: &Reader,
    rules: &Rules,
    outline: &Outline,
    round: Option<&Round>,
    occasion: Occasion<'_>,
) -> Result<Report, Fault> {
    let units = rules.units();
    let place = place_of(&units, occasion.unit);
    let name = units.get(place).map_or(place, |unit| unit.name.zh.as_str());
    let top = units.get(place).is_none_or(|unit| unit.parent.is_none());
    let handed_in = match round {
        Some(round) => contributions(reader, rules, outline, round, occasion.now)?,
        None => Vec::new(),
    };
    let day = round.and_then(|round| round.signed_on);
    let signature = day.map(|on| Signature {
        organ: outline.signed_by.replace("{place}", name),
        on: in_chinese(on),
    });
    let material = Material {
        outline,
        place: name.to_owned(),
        within: (!top).then(|| place.to_owned()),
        span: occasion.span,
        texts: round.map_or_else(BTreeMap::new, |round| round.texts.clone()),
        contributions: handed_in
            .iter()
            .map(|one| one.contribution.clone())
            .collect(),
        signature,
        number: round.and_then(|round| round.number.clone()),
        dated: day.unwrap_or_else(|| occasion.now.date()),
        checkpoint: reader
            .latest_checkpoint()?
            .map(|checkpoint| checkpoint.size),
    };
    let found = find(reader, rules, &material, occasion.now.date())?;
    let compiled = compile(&material, &found);
    let unwritten = Material {
        texts: BTreeMap::new(),
        ..material
    };
    let mut faults = compile(&unwritten, &found).faults;
    faults.retain(|fault| fault.unit.is_some());
    Ok(Report {
        compiled,
        handed_in,
        faults_handed_in: faults,
    })
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
        found.push(HandedIn {
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

/// The figures that a report asks for. A figure that the public may not see has no value.
fn find(
    reader: &Reader,
    rules: &Rules,
    material: &Material<'_>,
    today: Date,
) -> Result<BTreeMap<Ask, Found>, Fault> {
    let release = Release::new(reader, rules, Viewer::Public, today);
    let mut found = BTreeMap::new();
    for ask in material.asks() {
        let Some(indicator) = rules.packs.indicator(&ask.indicator) else {
            continue;
        };
        let Some(span) = Span::parse(&ask.period) else {
            continue;
        };
        let slice = Slice {
            span,
            part: Part::whole(ask.place.as_deref()),
            class: None,
        };
        let value = match release.withheld(indicator, &slice)? {
            Some(_) => None,
            None => figure_of(reader, rules, indicator, &slice)?.value,
        };
        let place = ask.place.as_ref();
        let place = place.map_or_else(String::new, |unit| format!("&place={unit}"));
        found.insert(
            ask.clone(),
            Found {
                title: indicator.title.clone(),
                definition: indicator.definition.clone(),
                unit: indicator.unit.clone(),
                value,
                address: format!("/figures/{}?period={}{place}", indicator.id, ask.period),
            },
        );
    }
    Ok(found)
}

/// A day as papers write it.
pub fn in_chinese(on: Date) -> String {
    format!("{}年{}月{}日", on.year(), on.month(), on.day())
}
