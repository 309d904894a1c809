//! Published figures: what a city printed about a year, to be set beside what is counted.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use fadu_kernel::field::parse_scaled;
use fadu_kernel::indicator::{Amount, Span};
use fadu_kernel::unit::UnitKind;
use fadu_kernel::words::Words;
use serde::{Deserialize, Serialize};

use super::tell::toml_files;

/// A file of published figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureFile {
    /// The figures, in the order of their ids.
    pub figure: Vec<Figure>,
}

/// One published figure and the indicator that counts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Id in the mission's list.
    pub id: String,
    /// The period as published.
    pub period: String,
    /// The value as published; a text, so that its decimals are kept.
    pub value: String,
    /// Unit of the value.
    pub unit: Words,
    /// What it is, in our words.
    pub name: Words,
    /// The indicator that counts it.
    pub indicator: String,
    /// The months over which it is counted, as [`Span::parse`] reads them.
    pub span: String,
    /// The unit of which it is a figure, if not of the whole city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<String>,
    /// What is printed as its place, if not the city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Words>,
    /// The class of the indicator that is meant, if not all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// For a value that is a grade: what is printed for each class of the indicator.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub grades: BTreeMap<String, String>,
    /// The least value among the units of this kind is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_of: Option<UnitKind>,
    /// The greatest value among the units of this kind is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_of: Option<UnitKind>,
    /// Units left out of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
    /// How the span of an undated figure was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Words>,
}

impl FigureFile {
    /// Each file of a city's figures by its name without ending.
    pub fn files(folder: &Path) -> Result<Vec<(String, Self)>> {
        let mut files = Vec::new();
        for (name, text) in toml_files(&folder.join("figures"))? {
            let told = || format!("figures/{name}.toml is wrong");
            let file = Self::parse(&text).with_context(told)?;
            files.push((name, file));
        }
        Ok(files)
    }

    /// The figures of several files, in the order of their ids.
    pub fn join(files: Vec<(String, Self)>) -> Self {
        let mut figure: Vec<Figure> = files.into_iter().flat_map(|(_, f)| f.figure).collect();
        figure.sort_by(|one, other| one.id.cmp(&other.id));
        Self { figure }
    }

    /// Reads figures from text.
    pub fn parse(text: &str) -> Result<Self> {
        let file: Self = toml::from_str(text)?;
        for figure in &file.figure {
            let id = &figure.id;
            ensure!(
                Span::parse(&figure.span).is_some(),
                "{id}: the span is no period"
            );
            let number = parse_scaled(&figure.value, figure.decimals()).is_some();
            let grade = figure.grades.values().any(|grade| *grade == figure.value);
            ensure!(
                number || grade,
                "{id}: the value is no number and none of its grades"
            );
            ensure!(
                figure.least_of.is_none() || figure.most_of.is_none(),
                "{id}: either the least or the greatest is meant"
            );
        }
        Ok(file)
    }
}

impl Figure {
    /// Decimals of the published value.
    pub fn decimals(&self) -> u8 {
        let decimals = self
            .value
            .split_once('.')
            .map_or(0, |(_, decimals)| decimals.len());
        u8::try_from(decimals).unwrap_or(u8::MAX)
    }

    /// The counted value as it would be published: with as many decimals.
    pub fn print(&self, counted: &Amount) -> String {
        counted.print(self.decimals())
    }

    /// A counted value that its indicator printed, with as many decimals as were published.
    pub fn as_published(&self, printed: &str) -> Option<String> {
        const PLACES: u8 = 6;
        let numerator = i128::from(parse_scaled(printed, PLACES)?);
        let denominator = 10_i128.pow(u32::from(PLACES));
        Some(self.print(&Amount {
            numerator,
            denominator,
            base: None,
        }))
    }

    /// Whether the counted value, printed as the published one was, is the published one.
    #[cfg(test)]
    pub fn matches(&self, counted: Option<&Amount>) -> bool {
        let published = parse_scaled(&self.value, self.decimals());
        counted.map(|amount| amount.rounded(self.decimals())) == published
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(value: &str) -> Figure {
        let text = format!(
            "[[figure]]\nid = \"F1\"\nperiod = \"2022\"\nvalue = \"{value}\"\n\
             unit = {{ zh = \"%\", en = \"%\" }}\nname = {{ zh = \"率\", en = \"Rate\" }}\n\
             indicator = \"a.b\"\nspan = \"2022\"\n"
        );
        FigureFile::parse(&text).unwrap().figure.remove(0)
    }

    #[test]
    fn a_counted_value_is_compared_with_as_many_decimals_as_were_published() {
        let counted = Amount {
            numerator: 109_900,
            denominator: 1121,
            base: None,
        };
        assert!(figure("98").matches(Some(&counted)));
        assert!(figure("98.04").matches(Some(&counted)));
        assert!(!figure("98.1").matches(Some(&counted)));
        assert!(!figure("98").matches(None));
        assert_eq!(figure("98").as_published("98.04").as_deref(), Some("98"));
        assert_eq!(
            figure("49.37").as_published("49.37").as_deref(),
            Some("49.37")
        );
        assert_eq!(figure("98").as_published(""), None);
    }

    #[test]
    fn refuses_a_value_that_is_no_number() {
        let text = toml::to_string(&FigureFile {
            figure: vec![figure("98")],
        })
        .unwrap();
        assert!(FigureFile::parse(&text.replace("98", "many")).is_err());
    }
}
