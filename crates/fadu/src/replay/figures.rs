//! Published figures: what a city printed about a year, to be set beside what is counted.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use fadu_kernel::field::parse_scaled;
use fadu_kernel::indicator::{Amount, Span};
use fadu_kernel::words::Words;
use serde::{Deserialize, Serialize};

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
}

impl FigureFile {
    /// Reads a file of figures.
    pub fn load(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("the figures {} cannot be read", path.display()))?;
        Self::parse(&text).with_context(|| format!("the figures {} are wrong", path.display()))
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
            let whole = parse_scaled(&figure.value, figure.decimals());
            ensure!(whole.is_some(), "{id}: the value is no number");
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

/// The published totals that steer how many stories are told, by indicator.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Targets(BTreeMap<String, String>);

impl Targets {
    /// The totals of published figures.
    pub fn new(file: &FigureFile) -> Self {
        let pairs = file.figure.iter();
        Self(
            pairs
                .map(|figure| (figure.indicator.clone(), figure.value.clone()))
                .collect(),
        )
    }

    /// The value of an indicator as published; zero where nothing was.
    pub fn text(&self, indicator: &str) -> &str {
        self.0.get(indicator).map_or("0", String::as_str)
    }

    /// The whole part of the value.
    pub fn whole(&self, indicator: &str) -> u32 {
        let text = self.text(indicator);
        text.split('.')
            .next()
            .and_then(|whole| whole.parse().ok())
            .unwrap_or(0)
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
