//! A year of a city, invented from a seed and handed in act by act.
//!
//! People, places and stories are invented; only published totals steer how many there are. What
//! a figure then shows is counted from the acts alone.

pub mod city;
pub mod figures;
pub mod present;
pub mod settle;
pub mod tell;

mod chance;
mod confirmation;
mod corrections;
mod education;
mod grassroots;
mod honours;
mod hotline;
mod judicial_data;
mod litigation;
mod mediation;
mod names;
mod officers;
mod oversight;
mod plan;
mod reconsideration;
mod screening;
mod stories;
mod unlawful;

#[cfg(test)]
mod tests;

use fadu_office::submission::Submission;

use self::city::CityFile;
use self::figures::Targets;
use self::plan::Plan;

/// The city whose year and living work are told by hand besides its stories.
pub const REPLAYED_BY_HAND: &str = "diaobingshan";
/// The year that is replayed.
pub const YEAR: i16 = 2022;

/// One act planned, with what must become of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// What is handed in.
    pub submission: Submission,
    /// Whether the law must say no.
    pub expects_refusal: bool,
}

/// The acts of a year in the order in which they are done; the same seed gives the same year.
///
/// Some acts lie before the year: registers and persons that stood when it began.
pub fn year(city: &CityFile, targets: &Targets, seed: u64) -> Vec<Planned> {
    let mut plan = Plan::new(city, targets, seed);
    grassroots::plan(&mut plan);
    officers::plan(&mut plan);
    corrections::plan(&mut plan);
    education::plan(&mut plan);
    mediation::plan(&mut plan);
    hotline::plan(&mut plan);
    reconsideration::plan(&mut plan);
    litigation::plan(&mut plan);
    oversight::plan(&mut plan);
    judicial_data::plan(&mut plan);
    honours::plan(&mut plan);
    unlawful::plan(&mut plan);
    plan.finish()
}
