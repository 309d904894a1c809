//! Clocks: what starts one can happen, something ends it, and none runs on where nothing can.

use std::collections::{BTreeMap, BTreeSet};

use fadu_kernel::procedure::{ClockRule, From, Procedure, StageKind, To};

use super::Located;
use super::stages::{leads, reached_stages};
use crate::complaint::Complaint;

fn ends_clock(clock: &ClockRule, act: &str) -> bool {
    let mut ends = clock.satisfied_by.iter().chain(&clock.cancelled_by);
    ends.any(|ends| ends == act) || clock.on_lapse.as_deref() == Some(act)
}

/// Whether any act ends it; that none does has been said otherwise.
fn has_ends(clock: &ClockRule) -> bool {
    !(clock.satisfied_by.is_empty() && clock.cancelled_by.is_empty())
}

/// A clock must not run on in a closed stage where nothing can end it, and must end somewhere.
pub(super) fn check_clocks_end(one: &Located, complaints: &mut Vec<Complaint>) {
    let law = &one.read.procedure;
    if reached_stages(law).is_empty() {
        return;
    }
    for clock in law
        .clocks
        .iter()
        .filter(|clock| has_ends(clock) && clock.on_lapse.is_none())
    {
        let place = format!("clock.{}", clock.id);
        let course = Course::of(law, clock);
        if course.never_ends(law, clock) {
            complaints.push(one.complain(
                &place,
                "clock_never_ends",
                (
                    format!("期限“{}”起算后，了结它的行为都做不了", clock.id),
                    format!("once “{}” runs, no act that ends it can be done", clock.id),
                ),
                (
                    "改 satisfied_by 或那些行为的 from",
                    "Change satisfied_by, or the from of those acts",
                ),
            ));
        } else if let Some((stage, act)) = course.runs_on(law, clock) {
            complaints.push(one.complain(
                &place,
                "clock_runs_on",
                (
                    format!("期限“{}”经“{act}”到“{stage}”后无法了结", clock.id),
                    format!(
                        "after “{act}” the clock “{}” runs on in “{stage}”",
                        clock.id
                    ),
                ),
                (
                    "把该行为写进 satisfied_by 或 cancelled_by",
                    "Add that act to satisfied_by or cancelled_by",
                ),
            ));
        }
    }
}

/// The stages in which a clock may run, and the act that first led to each while it ran.
#[derive(Default)]
struct Course {
    running: BTreeSet<String>,
    way: BTreeMap<String, String>,
}

impl Course {
    fn of(law: &Procedure, clock: &ClockRule) -> Self {
        let all: BTreeSet<&str> = law.stages.iter().map(|stage| stage.id.as_str()).collect();
        let mut course = Self::default();
        for act in law.acts.iter().filter(|act| clock.starts.contains(&act.id)) {
            if ends_clock(clock, &act.id) && clock.from.is_some() {
                continue; // Started and ended in one act.
            }
            let from: Vec<&str> = match &act.from {
                From::Opening => vec![""],
                From::Stages(from) => from.iter().map(String::as_str).collect(),
            };
            for to in from.iter().flat_map(|stage| leads(act, stage, &all)) {
                course.reach(to, &act.id);
            }
        }
        loop {
            let before = course.running.clone();
            course.go_on(law, clock, &all, &before);
            if course.running.len() == before.len() {
                return course;
            }
        }
    }

    fn go_on(
        &mut self,
        law: &Procedure,
        clock: &ClockRule,
        all: &BTreeSet<&str>,
        before: &BTreeSet<String>,
    ) {
        for act in law.acts.iter().filter(|act| !ends_clock(clock, &act.id)) {
            // A return to an earlier stage adds none in which the clock did not run.
            let From::Stages(from) = &act.from else {
                continue;
            };
            if act.to == To::Previous {
                continue;
            }
            for stage in from.intersection(before) {
                for to in leads(act, stage, all) {
                    self.reach(to, &act.id);
                }
            }
        }
    }

    fn reach(&mut self, stage: String, by: &str) {
        self.way
            .entry(stage.clone())
            .or_insert_with(|| by.to_owned());
        self.running.insert(stage);
    }

    fn never_ends(&self, law: &Procedure, clock: &ClockRule) -> bool {
        !self.running.is_empty() && !self.running.iter().any(|stage| endable(law, clock, stage))
    }

    /// A closed stage in which the clock may still run with nothing to end it, and the act
    /// leading there.
    fn runs_on(&self, law: &Procedure, clock: &ClockRule) -> Option<(String, String)> {
        let closed = law
            .stages
            .iter()
            .filter(|stage| stage.kind == StageKind::Closed);
        let mut stuck = closed.map(|stage| stage.id.as_str());
        let stage = stuck.find(|id| self.running.contains(*id) && !endable(law, clock, id))?;
        Some((
            stage.to_owned(),
            self.way.get(stage).cloned().unwrap_or_default(),
        ))
    }
}

fn endable(law: &Procedure, clock: &ClockRule, stage: &str) -> bool {
    law.acts.iter().any(|act| {
        ends_clock(clock, &act.id)
            && matches!(&act.from, From::Stages(from) if from.contains(stage))
    })
}
