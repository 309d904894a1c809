//! A slice of an indicator: over which span, in which part of the city, of which class.
//!
//! It says where to count and how a figure is narrowed; it counts nothing and knows no law.

use fadu_kernel::indicator::Span;
use fadu_kernel::unit::{UnitId, UnitKind, UnitTree};
use fadu_store::Scope;

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
    /// The whole city, or a unit with all below it, over a span.
    pub fn whole(span: Span, unit: Option<&str>) -> Self {
        Self {
            span,
            part: Part::whole(unit),
            class: None,
        }
    }
}
