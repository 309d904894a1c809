//! What one act adds to indicators, decided with the act itself.
//!
//! Contributions are computed from the matter before and after; nothing is added up here.

use std::collections::BTreeMap;

use super::{Contribution, Indicators, Lens, Measure, Observed, Standing};
use crate::act::Draft;
use crate::actor::{Actor, Admission};
use crate::clock::ClockState;
use crate::condition::{Condition, FactValue};
use crate::facts::ActFacts;
use crate::matter::Matter;
use crate::procedure::{ClockRule, Procedure};

/// All contributions of one act. `after` is the matter as the act left it.
pub fn contributions(
    indicators: &Indicators,
    law: &Procedure,
    before: &Matter,
    after: &Matter,
    draft: &Draft,
    admitted: Admission<'_>,
    parameters: &BTreeMap<String, i64>,
) -> Vec<Contribution> {
    let facts = ActFacts::new(law, after, draft, admitted, parameters);
    let earlier = ActFacts {
        matter: before,
        ..facts
    };
    let month = draft.on().first_of_month();
    let mut found = Vec::new();
    for indicator in indicators.touched(&law.id, &draft.act) {
        let seen = if let Measure::OnTime { procedure, clock } = &indicator.measure {
            let rule = law.clock(clock).filter(|_| *procedure == law.id);
            let kept = rule.and_then(|rule| ended(rule, before, after, draft));
            kept.map(Seen::of_clock).into_iter().collect()
        } else {
            seen_by(&indicator.measure, law, draft, &earlier, &facts)
        };
        found.extend(seen.into_iter().map(|seen| Contribution {
            indicator: indicator.id.clone(),
            unit: after.unit.clone(),
            month,
            class: seen.class,
            amount: seen.amount,
            member: seen.member,
        }));
    }
    found
}

/// What a measure over acts or standing matters sees of this act.
fn seen_by(
    measure: &Measure,
    law: &Procedure,
    draft: &Draft,
    before: &ActFacts<'_>,
    after: &ActFacts<'_>,
) -> Vec<Seen> {
    let look = |observed: &Observed| observed.lens(law, draft).and_then(|lens| lens.look(after));
    let one = |seen: Option<Seen>| seen.into_iter().collect();
    match measure {
        Measure::Count(observed) => one(look(observed).map(|seen| Seen { amount: 1, ..seen })),
        Measure::Distinct(observed) => {
            let named = look(observed).filter(|seen| !seen.member.is_empty());
            one(named.map(|seen| Seen { amount: 1, ..seen }))
        }
        Measure::Sum(observed) | Measure::Latest(observed) => {
            one(look(observed).map(|seen| Seen {
                member: String::new(),
                ..seen
            }))
        }
        Measure::Stock(standing) | Measure::StockDistinct(standing) => {
            standing.changes(law, before, after)
        }
        Measure::OnTime { .. }
        | Measure::Ratio { .. }
        | Measure::Difference { .. }
        | Measure::Change { .. }
        | Measure::Days => Vec::new(),
    }
}

/// What a lens sees of an act or a matter.
struct Seen {
    amount: i64,
    member: String,
    class: String,
}

impl Seen {
    /// A clock that ended, kept or late.
    fn of_clock(kept: bool) -> Self {
        let member = if kept { "kept" } else { "late" }.to_owned();
        Self {
            amount: 1,
            member,
            class: String::new(),
        }
    }
}

impl Observed {
    fn lens(&self, law: &Procedure, draft: &Draft) -> Option<&Lens> {
        let (id, act) = (&law.id, &draft.act);
        let observed = self
            .acts
            .iter()
            .any(|(procedure, a)| procedure == id && a == act);
        observed
            .then(|| self.by_version.get(&law.version()))
            .flatten()
    }
}

impl Lens {
    fn look(&self, facts: &ActFacts<'_>) -> Option<Seen> {
        let admits = |when: &Condition| when.holds(facts).unwrap_or(false);
        if !self.when.as_ref().is_none_or(admits) {
            return None;
        }
        let value = |expression: &Option<Condition>| {
            expression
                .as_ref()
                .and_then(|expression| expression.evaluate(facts).ok())
        };
        let (amount, member) = match value(&self.of) {
            None | Some(FactValue::Null) => (0, String::new()),
            Some(FactValue::Integer(number)) => (number, number.to_string()),
            Some(other) => (0, text_of(other)),
        };
        let class = value(&self.class).map(text_of).unwrap_or_default();
        Some(Seen {
            amount,
            member,
            class,
        })
    }
}

fn text_of(value: FactValue) -> String {
    match value {
        FactValue::Null => String::new(),
        FactValue::Text(text) => text,
        FactValue::Integer(number) => number.to_string(),
        FactValue::Flag(flag) => flag.to_string(),
        FactValue::Date(date) => date.to_string(),
        FactValue::Moment(at) => at.to_string(),
        FactValue::List(entries) => entries
            .into_iter()
            .map(text_of)
            .collect::<Vec<_>>()
            .join("、"),
    }
}

impl Standing {
    /// The matter leaving and entering the stock by one act.
    fn changes(&self, law: &Procedure, before: &ActFacts<'_>, after: &ActFacts<'_>) -> Vec<Seen> {
        let Some(lens) = self.by_version.get(&law.version()) else {
            return Vec::new();
        };
        let stands = |facts: &ActFacts<'_>| {
            let inside = self.stages.contains(&facts.matter.stage);
            inside.then(|| lens.look(facts)).flatten()
        };
        let (left, entered) = (stands(before), stands(after));
        let same = match (&left, &entered) {
            (Some(left), Some(entered)) => {
                left.member == entered.member && left.class == entered.class
            }
            _ => false,
        };
        if same {
            return Vec::new();
        }
        let left = left.map(|seen| Seen { amount: -1, ..seen });
        let entered = entered.map(|seen| Seen { amount: 1, ..seen });
        left.into_iter().chain(entered).collect()
    }
}

/// Whether a clock ended by the act, and if so whether it was kept. One that was cancelled and
/// began again was neither kept nor broken.
fn ended(rule: &ClockRule, before: &Matter, after: &Matter, draft: &Draft) -> Option<bool> {
    let (before, after) = (before.clocks.get(&rule.id), after.clocks.get(&rule.id)?);
    let fresh = before.is_none_or(|before| before.nth < after.nth || before.is_alive());
    match &after.state {
        ClockState::Satisfied { in_time, .. } => fresh.then_some(*in_time),
        ClockState::Lapsed { .. } => fresh.then_some(false),
        // A clock that ended and began again: it was ended by the act that began it.
        ClockState::Running | ClockState::Suspended => {
            let ended = before.filter(|before| before.nth < after.nth && before.is_alive())?;
            let lapsed =
                matches!(draft.actor, Actor::Law) && rule.on_lapse.as_ref() == Some(&draft.act);
            let satisfied = rule.satisfied_by.contains(&draft.act);
            (lapsed || satisfied).then(|| !lapsed && ended.in_time(draft.at))
        }
        ClockState::Cancelled { .. } => None,
    }
}
