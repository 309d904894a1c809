//! Putting a report together, block by block.

use std::collections::{BTreeMap, BTreeSet};

use super::annex::{annex, shown};
use super::change::change_in_words;
use super::{
    Ask, Compiled, Contribution, ContributionState, FaultKind, Found, Material, Source, TextFault,
    plainly,
};
use crate::numeral::numeral;
use crate::outline::{Every, ListKind, Section};
use crate::paper::{Block, Mark, Paper, Span, Table};
use crate::text::{self, Paragraph, ParagraphKind, Piece, Placed};

/// What stands where something is not printed.
const BLANK: &str = "＿＿";
/// What stands in the column of the year before where the work was not recorded yet.
const UNRECORDED: &str = "无记录";

/// Compiles a report.
pub fn compile(material: &Material<'_>, found: &BTreeMap<Ask, Found>) -> Compiled {
    let mut bench = Bench {
        material,
        found,
        sources: Vec::new(),
        compared: Vec::new(),
        faults: Vec::new(),
        tables: BTreeSet::new(),
    };
    let mut blocks = Vec::new();
    for line in &material.outline.opening {
        let line = filled(material, line);
        let spans = bench.own_text("", &line);
        blocks.extend(spans);
    }
    for (number, section) in (1..).zip(&material.outline.sections) {
        let title = filled(material, &section.title);
        blocks.push(Block::heading(1, format!("{}、{title}", numeral(number))));
        blocks.extend(bench.section(section));
    }
    let annex = annex(material, &bench.sources);
    let outline = material.outline;
    let paper = Paper {
        organ: outline.organ.as_ref().map(|organ| filled(material, organ)),
        number: material.number.clone(),
        title: filled(material, &outline.title),
        addressee: outline.addressee.as_ref().map(|to| filled(material, to)),
        blocks,
        signature: material.signature.clone(),
        annex,
        code: None,
        dated: material.dated,
        draft: None,
    };
    Compiled {
        paper,
        sources: bench.sources,
        compared: bench.compared,
        statistical: material
            .statistical
            .iter()
            .filter(|(key, _)| bench.tables.contains(*key))
            .map(|(key, table)| (key.clone(), table.clone()))
            .collect(),
        faults: bench.faults,
    }
}

/// A text of the outline with the city and the period in their places.
pub(super) fn filled(material: &Material<'_>, text: &str) -> String {
    let from = material.span.from;
    text.replace("{place}", &material.place)
        .replace("{year}", &from.year().to_string())
        .replace("{next_year}", &(from.year() + 1).to_string())
        .replace("{month}", &from.month().to_string())
}

/// What lies open while a report is put together.
struct Bench<'a> {
    material: &'a Material<'a>,
    found: &'a BTreeMap<Ask, Found>,
    sources: Vec<Source>,
    compared: Vec<Source>,
    faults: Vec<TextFault>,
    /// Tables that stand in the report already.
    tables: BTreeSet<String>,
}

/// Whose text is read.
#[derive(Clone, Copy)]
struct Writer<'a> {
    section: &'a str,
    unit: Option<(&'a str, &'a str)>,
}

impl Bench<'_> {
    fn section(&mut self, section: &Section) -> Vec<Block> {
        let material = self.material;
        let mut blocks = Vec::new();
        let written = material.texts.get(&section.id);
        if let Some(text) = written.filter(|text| !text.trim().is_empty()) {
            blocks.extend(self.own_text(&section.id, text));
        } else {
            let parts = self.parts(section, 0);
            let handed_in = self.handed_in(section, parts.len());
            blocks.extend(parts.into_iter().flatten());
            blocks.extend(handed_in);
        }
        for list in &section.lists {
            blocks.extend(match list {
                ListKind::LateContributions => late(&material.contributions),
            });
        }
        for key in &section.tables {
            // Who wrote the section may have placed it already.
            if !self.tables.contains(key) {
                blocks.extend(self.table(key));
            }
        }
        if blocks.is_empty() {
            let nothing = match material.outline.every {
                Every::Year => "本年度无此项内容。",
                Every::Month => "本月无此项内容。",
            };
            blocks.push(Block::text(nothing));
        }
        blocks
    }

    /// The outline's own parts: sentences of which every figure has a value. Their numbers go on
    /// behind so many headings.
    fn parts(&mut self, section: &Section, before: usize) -> Vec<Vec<Block>> {
        let mut parts = Vec::new();
        for part in &section.parts {
            let mut spans = Vec::new();
            for sentence in &part.sentences {
                if self.holds(sentence) {
                    let writer = Writer {
                        section: &section.id,
                        unit: None,
                    };
                    for paragraph in text::read(sentence) {
                        spans.extend(self.spans(&paragraph, writer));
                    }
                }
            }
            if spans.is_empty() {
                continue;
            }
            let title = format!("（{}）{}", numeral(before + parts.len() + 1), part.title);
            parts.push(vec![Block::heading(2, title), Block::Text { spans }]);
        }
        parts
    }

    /// Whether every figure of a sentence has a value other than nought.
    fn holds(&self, sentence: &str) -> bool {
        crate::outline::placed(sentence).iter().all(|placed| {
            let found = self.found.get(&self.material.ask(placed, None));
            let value = found.and_then(|found| found.value.as_deref());
            value.is_some_and(counts)
        })
    }

    /// What units handed in for a section, under their names.
    fn handed_in(&mut self, section: &Section, parts: usize) -> Vec<Block> {
        let material = self.material;
        let mut blocks = Vec::new();
        let written = material.contributions.iter().filter_map(|one| {
            let text = one.texts.get(&section.id)?;
            (!text.trim().is_empty()).then_some((one, text))
        });
        for (number, (one, text)) in (1..).zip(written) {
            if number == 1 && parts > 0 {
                let title = format!("（{}）各单位工作情况", numeral(parts + 1));
                blocks.push(Block::heading(2, title));
            }
            blocks.push(Block::heading(3, format!("{number}. {}", one.name)));
            let writer = Writer {
                section: &section.id,
                unit: Some((&one.unit, &one.name)),
            };
            for block in self.text(text, writer) {
                // Headings inside a contribution stand below the unit's name.
                blocks.push(match block {
                    Block::Heading { spans, .. } => Block::Text { spans },
                    other => other,
                });
            }
        }
        blocks
    }

    fn own_text(&mut self, section: &str, text: &str) -> Vec<Block> {
        let writer = Writer {
            section,
            unit: None,
        };
        self.text(text, writer)
    }

    fn text(&mut self, text: &str, writer: Writer<'_>) -> Vec<Block> {
        let mut blocks = Vec::new();
        for paragraph in text::read(text) {
            match &paragraph.kind {
                ParagraphKind::Heading(level) => {
                    let spans = self.spans(&paragraph, writer);
                    // Sections bring their own heading of the first level.
                    let level = (*level).max(2);
                    blocks.push(Block::Heading { level, spans });
                }
                ParagraphKind::Words => {
                    let spans = self.spans(&paragraph, writer);
                    blocks.push(Block::Text { spans });
                }
                ParagraphKind::Parts => {
                    let second = |block: &&Block| matches!(block, Block::Heading { level: 2, .. });
                    let before = blocks.iter().filter(second).count();
                    let sections = &self.material.outline.sections;
                    let own = sections.iter().find(|section| section.id == writer.section);
                    match own.filter(|_| writer.unit.is_none()) {
                        Some(section) => {
                            let parts = self.parts(section, before);
                            blocks.extend(parts.into_iter().flatten());
                        }
                        None => self.fault(&paragraph, writer, "{parts}", FaultKind::Unreadable),
                    }
                }
                ParagraphKind::Table(key) => {
                    if self.material.outline.table(key).is_some()
                        || self.material.statistical.contains_key(key)
                    {
                        blocks.extend(self.table(key));
                    } else {
                        self.fault(&paragraph, writer, key, FaultKind::UnknownTable);
                    }
                }
            }
        }
        blocks
    }

    fn spans(&mut self, paragraph: &Paragraph, writer: Writer<'_>) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        let mut unit_printed: Option<String> = None;
        for piece in &paragraph.pieces {
            let unit = unit_printed.take();
            match piece {
                Piece::Words(words) => {
                    // 「1121件」 and not 「1121件件」 where the writer wrote the unit as well.
                    let rest = unit.and_then(|unit| words.strip_prefix(unit.as_str()));
                    let rest = rest.unwrap_or(words);
                    if !rest.is_empty() {
                        spans.push(Span::words(rest));
                    }
                }
                Piece::Quote { text, source } => {
                    let source = Source::Quote {
                        text: text.clone(),
                        source: source.clone(),
                    };
                    spans.push(Span {
                        text: text.clone(),
                        mark: Mark::Quoted,
                        address: None,
                        source: Some(self.sourced(source)),
                    });
                }
                Piece::Sourceless(number) => {
                    self.fault(paragraph, writer, number, FaultKind::Sourceless);
                    spans.push(withheld());
                }
                Piece::Unreadable(place) => {
                    self.fault(paragraph, writer, place, FaultKind::Unreadable);
                    spans.push(withheld());
                }
                Piece::Figure(placed) => match self.figure(placed, writer) {
                    Ok((figure, change, unit)) => {
                        spans.push(figure);
                        spans.extend(change);
                        unit_printed = unit;
                    }
                    Err(kind) => {
                        self.fault(paragraph, writer, &placed.indicator, kind);
                        spans.push(withheld());
                    }
                },
            }
        }
        spans
    }

    /// A figure with its change, and the unit it was printed with.
    fn figure(
        &mut self,
        placed: &Placed,
        writer: Writer<'_>,
    ) -> Result<(Span, Option<Span>, Option<String>), FaultKind> {
        let unit = writer.unit.map(|(unit, _)| unit);
        let ask = self.material.ask(placed, unit);
        let found = self.found.get(&ask).ok_or(FaultKind::UnknownFigure)?;
        let value = found.value.as_deref().ok_or(FaultKind::NoValue)?;
        let (value_shown, unit_shown) = shown(value, &found.unit.zh);
        let rate = found.unit.zh == "%";
        let text = if placed.bare {
            value_shown
        } else {
            format!("{value_shown}{unit_shown}")
        };
        let before = placed
            .change
            .then(|| self.material.ask_before(placed, unit));
        let before = before.and_then(|ask| Some((self.found.get(&ask)?, ask)));
        let change = before.and_then(|(then, ask)| {
            let words = change_in_words(value, then.value.as_deref()?, rate)?;
            Some((words, ask, then.clone()))
        });
        let number = self.sourced(Source::Figure {
            ask,
            found: Box::new(found.clone()),
        });
        let figure = Span {
            text,
            mark: Mark::Figure,
            address: Some(found.address.clone()),
            source: Some(number),
        };
        let change = change.map(|(words, ask, found)| {
            let address = Some(found.address.clone());
            let source = Some(self.sourced(Source::Figure {
                ask,
                found: Box::new(found),
            }));
            Span {
                text: format!("（{words}）"),
                mark: Mark::Figure,
                address,
                source,
            }
        });
        let follows = (!placed.bare && change.is_none()).then_some(unit_shown);
        Ok((figure, change, follows))
    }

    /// A statistical table, or one of the outline without indicators that counted nothing in
    /// either period.
    fn table(&mut self, key: &str) -> Option<Block> {
        if let Some(filled) = self.material.statistical.get(key) {
            self.tables.insert(key.to_owned());
            return (!filled.rows.is_empty()).then(|| Block::Table(filled.clone()));
        }
        let outline = self.material.outline.table(key)?;
        self.tables.insert(key.to_owned());
        let mut rows = Vec::new();
        for indicator in &outline.indicators {
            let placed = plainly(indicator);
            let ask = self.material.ask(&placed, None);
            let Some(found) = self.found.get(&ask) else {
                continue;
            };
            let ask_before = self.material.ask_before(&placed, None);
            let then = self.found.get(&ask_before);
            let unknown = then.is_some_and(|found| found.before_records);
            let before = then.and_then(|found| found.value.clone());
            let before = before.filter(|value| !unknown || counts(value));
            let value = found.value.clone();
            if !value.as_deref().is_some_and(counts) && !before.as_deref().is_some_and(counts) {
                continue;
            }
            let nothing = if unknown { UNRECORDED } else { "—" };
            self.compared.extend(then.map(|found| Source::Figure {
                ask: ask_before,
                found: Box::new(found.clone()),
            }));
            let change = value.as_deref().zip(before.as_deref());
            let rate = found.unit.zh == "%";
            let change = change.and_then(|(now, then)| change_in_words(now, then, rate));
            let change = change.map(|words| words.trim_start_matches("比上年").to_owned());
            let figure = |value: Option<String>, address: Option<&String>, none: &str| Span {
                text: value.unwrap_or_else(|| none.to_owned()),
                mark: Mark::Figure,
                address: address.cloned(),
                source: None,
            };
            rows.push(vec![
                Span::words(found.title.zh.clone()),
                Span::words(found.unit.zh.clone()),
                figure(value, Some(&found.address), "—"),
                figure(before, then.map(|found| &found.address), nothing),
                Span::words(change.unwrap_or_else(|| "—".to_owned())),
            ]);
            let number = Source::Figure {
                ask,
                found: Box::new(found.clone()),
            };
            self.sourced(number);
        }
        let (now, before) = match self.material.outline.every {
            Every::Year => ("本年", "上年"),
            Every::Month => ("本月", "上年同月"),
        };
        let head = ["指标", "单位", now, before, "增减"];
        (!rows.is_empty()).then(|| {
            Block::Table(Table {
                title: outline.title.clone(),
                head: head.map(str::to_owned).to_vec(),
                rows,
                widths: vec![40, 12, 16, 16, 16],
            })
        })
    }

    /// The line of a source; the same source has one line.
    fn sourced(&mut self, source: Source) -> usize {
        let known = self.sources.iter().position(|other| *other == source);
        known.map_or_else(
            || {
                self.sources.push(source);
                self.sources.len()
            },
            |at| at + 1,
        )
    }

    fn fault(&mut self, paragraph: &Paragraph, writer: Writer<'_>, found: &str, kind: FaultKind) {
        self.faults.push(TextFault {
            section: writer.section.to_owned(),
            unit: writer.unit.map(|(_, name)| name.to_owned()),
            line: paragraph.line,
            found: found.to_owned(),
            kind,
        });
    }
}

/// Whether a printed value is other than nought.
fn counts(value: &str) -> bool {
    value.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
}

fn withheld() -> Span {
    Span {
        text: BLANK.to_owned(),
        mark: Mark::Withheld,
        ..Span::default()
    }
}

/// The units that were late, by name.
fn late(contributions: &[Contribution]) -> Option<Block> {
    let names = |state: ContributionState| -> String {
        let of = contributions.iter().filter(|one| one.state == state);
        of.map(|one| one.name.as_str())
            .collect::<Vec<_>>()
            .join("、")
    };
    let missing = names(ContributionState::Missing);
    let late = names(ContributionState::HandedInLate);
    let told = match (missing.is_empty(), late.is_empty()) {
        (true, true) => return None,
        (false, true) => format!("年度情况逾期未报送的单位：{missing}。"),
        (true, false) => format!("年度情况逾期报送的单位：{late}。"),
        (false, false) => {
            format!("年度情况逾期未报送的单位：{missing}；逾期报送的单位：{late}。")
        }
    };
    Some(Block::text(told))
}

#[cfg(test)]
mod tests;
