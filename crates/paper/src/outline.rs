//! Outlines of reports, as data: which sections, who writes them, which figures stand in them.
//!
//! An outline says nothing about a city; its sentences are printed where the figures in them have
//! a value. The same guard looks at them as at what people write: no number in an outline is
//! typed.

use std::collections::BTreeSet;

use fadu_kernel::words::Words;
use serde::Deserialize;

use crate::compile::is_statistical;
use crate::text::{self, Piece, Placed};

/// Largest file of an outline, in bytes.
pub const FILE_BYTES_MAX: usize = 256 * 1024;

/// An outline.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outline {
    /// Its key.
    pub id: String,
    /// What kind of paper it makes.
    pub name: Words,
    /// The period it covers.
    pub every: Every,
    /// The title, with `{place}`, `{year}` and `{month}`.
    pub title: String,
    /// The mark of the issuing organ, where the paper carries one.
    #[serde(default)]
    pub organ: Option<String>,
    /// Who signs, with `{place}`.
    pub signed_by: String,
    /// Whom it addresses.
    #[serde(default)]
    pub addressee: Option<String>,
    /// The procedure by which the whole is ordered, compiled, signed and published.
    pub round: String,
    /// The procedure by which units hand in their part.
    #[serde(default)]
    pub contribution: Option<String>,
    /// The field that tells the period: a year, or a day of the month.
    pub period_field: String,
    /// The field that holds the number of the document, once it has one.
    #[serde(default)]
    pub number_field: Option<String>,
    /// The act by which somebody signs. Where the period is a month, each such act of a matter is
    /// a number of the series.
    pub signed_act: String,
    /// The clock of a contribution that tells by when it is due.
    #[serde(default)]
    pub hand_in_clock: Option<String>,
    /// The act by which a contribution is sent back.
    #[serde(default)]
    pub returned_act: Option<String>,
    /// What stands before the first section.
    #[serde(default)]
    pub opening: Vec<String>,
    /// Its sections.
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
    /// Tables that sections and texts place.
    #[serde(default, rename = "table")]
    pub tables: Vec<TableOutline>,
}

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// A calendar year.
    Year,
    /// A month.
    Month,
}

/// A section of a report.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its key.
    pub id: String,
    /// Its title, with `{year}`, `{next_year}` and `{month}`.
    pub title: String,
    /// The field of the round and of contributions in which people write it.
    #[serde(default)]
    pub field: Option<String>,
    /// Sentences around figures, which stand in the draft until people have written the section.
    #[serde(default, rename = "part")]
    pub parts: Vec<Part>,
    /// The tables at its end.
    #[serde(default)]
    pub tables: Vec<String>,
    /// What is listed in it.
    #[serde(default)]
    pub lists: Vec<ListKind>,
}

/// A part of a section.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its title.
    pub title: String,
    /// Each sentence is printed when every figure in it has a value other than nought.
    pub sentences: Vec<String>,
}

/// A list that writes itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListKind {
    /// Units that handed in late or not at all.
    LateContributions,
}

/// A table of indicators: this period, the year before, the change.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableOutline {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// The indicators, a row each.
    pub indicators: Vec<String>,
}

impl Outline {
    /// Reads an outline, or says what is wrong with it.
    pub fn read(file: &str) -> Result<Self, Words> {
        if file.len() > FILE_BYTES_MAX {
            return Err(Words::new("提纲文件太长", "the outline is too long"));
        }
        let outline: Self = toml::from_str(file).map_err(|error| {
            let said = error.message().to_owned();
            let line = error.span().map_or(1, |span| {
                file[..span.start.min(file.len())].matches('\n').count() + 1
            });
            Words::new(
                format!("提纲第{line}行读不懂：{said}"),
                format!("line {line} of the outline: {said}"),
            )
        })?;
        match outline.fault() {
            Some(fault) => Err(fault),
            None => Ok(outline),
        }
    }

    fn fault(&self) -> Option<Words> {
        for text in self.texts() {
            for paragraph in text::read(&text) {
                for piece in paragraph.pieces {
                    if let Piece::Sourceless(found) | Piece::Unreadable(found) = piece {
                        return Some(Words::new(
                            format!("提纲中“{found}”没有来源或读不懂，在“{text}”"),
                            format!("“{found}” in “{text}” has no source or cannot be read"),
                        ));
                    }
                }
            }
        }
        let keys: BTreeSet<&str> = self.tables.iter().map(|table| table.key.as_str()).collect();
        let mut asked = self.sections.iter().flat_map(|section| &section.tables);
        // A statistical table is one of the packs, and whoever knows the packs looks for it.
        let missing = asked.find(|key| !is_statistical(key) && !keys.contains(key.as_str()))?;
        Some(Words::new(
            format!("提纲没有表“{missing}”"),
            format!("the outline has no table {missing}"),
        ))
    }

    /// The texts that stand in the outline itself.
    fn texts(&self) -> impl Iterator<Item = String> {
        let parts = self.sections.iter().flat_map(|section| &section.parts);
        let parts = parts.flat_map(|part| std::iter::once(&part.title).chain(&part.sentences));
        let opening = self.opening.iter().map(|text| neutral(text));
        opening
            .chain(parts.cloned())
            .collect::<Vec<_>>()
            .into_iter()
    }

    /// The indicators that the outline itself asks for.
    pub fn indicators(&self) -> BTreeSet<String> {
        let mut found: BTreeSet<String> = self
            .tables
            .iter()
            .flat_map(|table| table.indicators.iter().cloned())
            .collect();
        for text in self.texts() {
            found.extend(placed(&text).into_iter().map(|placed| placed.indicator));
        }
        found
    }

    /// The table with a key.
    pub fn table(&self, key: &str) -> Option<&TableOutline> {
        self.tables.iter().find(|table| table.key == key)
    }
}

/// The figures that a text places.
pub fn placed(text: &str) -> Vec<Placed> {
    let pieces = text::read(text).into_iter().flat_map(|p| p.pieces);
    let figures = pieces.filter_map(|piece| match piece {
        Piece::Figure(placed) => Some(placed),
        Piece::Words(_) | Piece::Quote { .. } | Piece::Sourceless(_) | Piece::Unreadable(_) => None,
    });
    figures.collect()
}

/// A text with its own places put to rest, so that the guard sees what will stand there.
fn neutral(text: &str) -> String {
    text.replace("{place}", "某市")
        .replace("{year}", "2022")
        .replace("{next_year}", "2023")
        .replace("{month}", "5")
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
        id = "annual"
        name = { zh = "年度报告", en = "Annual report" }
        every = "year"
        title = "{place}{year}年法治政府建设年度报告"
        signed_by = "{place}人民政府"
        round = "report_round"
        period_field = "report_year"
        signed_act = "sign"
        opening = ["现将{year}年有关情况报告如下："]

        [[section]]
        id = "results"
        title = "主要举措和成效"
        field = "results"
        tables = ["disputes"]

        [[section.part]]
        title = "化解矛盾纠纷"
        sentences = ["全市调解纠纷{figure:mediation.disputes_mediated}。"]

        [[table]]
        key = "disputes"
        title = "矛盾纠纷"
        indicators = ["mediation.screenings"]
    "#;

    #[test]
    fn an_outline_names_the_indicators_it_needs() {
        let outline = Outline::read(GOOD).unwrap();
        let indicators: Vec<String> = outline.indicators().into_iter().collect();
        assert_eq!(
            indicators,
            ["mediation.disputes_mediated", "mediation.screenings"]
        );
    }

    #[test]
    fn an_outline_with_a_number_of_its_own_is_refused() {
        let typed = GOOD.replace("{figure:mediation.disputes_mediated}", "1121件");
        assert!(Outline::read(&typed).unwrap_err().zh.contains("1121"));
    }

    #[test]
    fn an_unknown_key_or_table_is_refused_with_its_line() {
        let unknown = GOOD.replace("every =", "evry =");
        assert!(Outline::read(&unknown).unwrap_err().en.starts_with("line "));
        let missing = GOOD.replace("[\"disputes\"]", "[\"others\"]");
        assert!(Outline::read(&missing).unwrap_err().en.contains("others"));
    }
}
