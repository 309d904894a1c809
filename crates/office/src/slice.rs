//! A slice of an indicator: over which span, in which part of the city, of which class.
//!
//! It says where to count and how a figure is narrowed; it counts nothing and knows no law.

use std::fmt::Write as _;

use fadu_kernel::indicator::Span;
use fadu_kernel::unit::{UnitId, UnitKind, UnitTree};
use fadu_store::{ContributionFilter, Scope};

/// Where and over which span an indicator is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// The months.
    pub span: Span,
    /// The part of the city.
    pub part: Part,
    /// This class alone.
    pub class: Option<String>,
}

/// A part of the city.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// All of it.
    City,
    /// A unit with all below it.
    Whole(UnitId),
    /// A unit without those below it (本级).
    Alone(UnitId),
    /// All units of a kind, each counted alone; within a unit, or in the whole city.
    Level {
        /// The kind.
        kind: UnitKind,
        /// The unit within which.
        within: Option<UnitId>,
    },
}

impl Part {
    /// The whole city, or a unit with all below it.
    pub fn whole(unit: Option<&str>) -> Self {
        unit.map_or(Self::City, |unit| Self::Whole(unit.to_owned()))
    }

    /// The units counted.
    pub fn scope(&self, units: &UnitTree) -> Scope {
        match self {
            Self::City => Scope::City,
            Self::Whole(unit) => Scope::within(unit),
            Self::Alone(unit) => Scope::exactly(unit),
            Self::Level { kind, within } => Scope::Units {
                within: Vec::new(),
                exactly: of_kind(units, *kind, within.as_deref()),
            },
        }
    }

    /// The unit within which all of it lies; none for the whole city.
    pub fn unit(&self) -> Option<&str> {
        match self {
            Self::City => None,
            Self::Whole(unit) | Self::Alone(unit) => Some(unit),
            Self::Level { within, .. } => within.as_deref(),
        }
    }
}

/// The units of a kind, within a unit or in the whole city.
pub fn of_kind(units: &UnitTree, kind: UnitKind, within: Option<&str>) -> Vec<UnitId> {
    let inside = |id: &str| within.is_none_or(|upper| units.covers(upper, id));
    let found = units
        .iter()
        .filter(|unit| unit.kind == kind && inside(&unit.id));
    found.map(|unit| unit.id.clone()).collect()
}

impl Slice {
    /// What an indicator counted in it, act by act.
    pub fn contributions(&self, indicator: &str, units: &UnitTree) -> ContributionFilter {
        ContributionFilter {
            indicator: indicator.to_owned(),
            span: self.span,
            scope: self.part.scope(units),
            class: self.class.clone(),
            member: None,
        }
    }

    /// The whole city, or a unit with all below it, over a span.
    pub fn whole(span: Span, unit: Option<&str>) -> Self {
        Self {
            span,
            part: Part::whole(unit),
            class: None,
        }
    }

    /// The slice but for its span, as it goes on in the address of a figure's page.
    pub fn query(&self) -> String {
        let mut text = String::new();
        let mut add = |key: &str, value: &str| {
            text.push('&');
            text.push_str(key);
            text.push('=');
            text.push_str(&encoded(value));
        };
        match &self.part {
            Part::City => {}
            Part::Whole(unit) => add("place", unit),
            Part::Alone(unit) => {
                add("place", unit);
                add("alone", "1");
            }
            Part::Level { kind, within } => {
                add("level", kind.key());
                if let Some(within) = within {
                    add("place", within);
                }
            }
        }
        if let Some(class) = &self.class {
            add("class", class);
        }
        text
    }
}

/// A value for the query of an address: letters of every script stand as they are.
fn encoded(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for letter in value.chars() {
        if letter.is_alphanumeric() || "-_.~".contains(letter) {
            text.push(letter);
        } else {
            let mut bytes = [0; 4];
            for byte in letter.encode_utf8(&mut bytes).bytes() {
                // Writing to a text cannot fail.
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
    text
}
