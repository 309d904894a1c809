//! What an act does to clocks: it starts, keeps, cancels, suspends, resumes and extends them.
//!
//! A clock that an act both ends and starts is ended first. Counting days is left to
//! [`crate::deadline`], the state of one clock to [`crate::clock`].

use jiff::civil::DateTime;

use super::checks::refusal;
use super::{Step, moment_of, wanted};
use crate::actor::Actor;
use crate::clock::{Clock, ClockFault, ClockState};
use crate::condition::FactValue;
use crate::deadline::Period;
use crate::facts::ActFacts;
use crate::matter::Matter;
use crate::procedure::{ActRule, ClockRule, ExtensionLength, Term};
use crate::refusal::{Refusal, Rule};
use crate::words::Words;

/// Clocks that stand or run, by id.
pub(super) fn alive_clocks(matter: &Matter) -> Vec<String> {
    let alive = matter.clocks.iter().filter(|(_, clock)| clock.is_alive());
    alive.map(|(id, _)| id.clone()).collect()
}

/// Clocks that the act starts and that do not run yet, so that its own rules can look at them.
pub(super) fn start_clocks(step: &Step<'_>, after: &mut Matter) -> Result<(), Refusal> {
    let rule = step.rule;
    for clock in step
        .law
        .clocks
        .iter()
        .filter(|clock| clock.is_started_by(&rule.id))
    {
        let alive = after.clocks.get(&clock.id).is_some_and(Clock::is_alive);
        let restarts = clock.satisfied_by.contains(&rule.id) && clock.from.is_none();
        if !alive && !restarts {
            start_clock(step, after, clock)?;
        }
    }
    Ok(())
}

/// Clocks that the act both ends and starts again.
pub(super) fn restart_clocks(
    step: &Step<'_>,
    after: &mut Matter,
    alive_before: &[String],
) -> Result<(), Refusal> {
    let rule = step.rule;
    for clock in step
        .law
        .clocks
        .iter()
        .filter(|clock| clock.starts.contains(&rule.id))
    {
        let ended = after
            .clocks
            .get(&clock.id)
            .is_none_or(|clock| !clock.is_alive());
        let again = clock.satisfied_by.contains(&rule.id) && clock.from.is_none();
        if ended && (again || alive_before.contains(&clock.id)) {
            start_clock(step, after, clock)?;
        }
    }
    Ok(())
}

fn start_clock(step: &Step<'_>, after: &mut Matter, clock: &ClockRule) -> Result<(), Refusal> {
    let Step {
        rule,
        setting,
        draft,
        ..
    } = *step;
    let started = {
        let facts = step.facts(after);
        if !wanted(clock.when.as_ref(), &facts) {
            return Ok(());
        }
        let from = match &clock.from {
            None => draft.at,
            Some(from) => match moment_of(from, &facts) {
                Some(from) => from,
                None => return Ok(()), // The event has not been stated; nothing to count from.
            },
        };
        let nth = after.clocks.get(&clock.id).map_or(1, |clock| clock.nth + 1);
        let chosen = clock
            .variants
            .iter()
            .position(|v| wanted(Some(&v.when), &facts));
        let term = chosen
            .and_then(|i| clock.variants.get(i))
            .map_or(&clock.term, |v| &v.term);
        let variant = chosen.map_or(0, |i| u32::try_from(i + 1).unwrap_or(u32::MAX));
        match term {
            Term::Length {
                length,
                unit,
                counting,
            } => {
                let period = Period {
                    length: *length,
                    unit: *unit,
                    counting: *counting,
                };
                Clock::start(nth, from, period, variant, setting.calendar, setting.policy)
                    .map_err(|fault| uncountable(rule, clock, &fault))?
            }
            Term::Due(due) => match moment_of(due, &facts) {
                Some(due) => Clock::start_until(nth, from, due.date(), variant),
                None => return Ok(()), // The order sets no date.
            },
        }
    };
    after.clocks.insert(
        clock.id.clone(),
        Clock {
            right: clock.right,
            ..started
        },
    );
    Ok(())
}

/// Clocks that the act resumes, extends, keeps, cancels, suspends or, by law, lets lapse.
pub(super) fn end_clocks(
    step: &Step<'_>,
    after: &mut Matter,
    alive_before: &[String],
) -> Result<(), Refusal> {
    let Step {
        rule,
        setting,
        draft,
        ..
    } = *step;
    for clock_rule in &step.law.clocks {
        let by = match &clock_rule.extension {
            Some(extension) if extension.by == rule.id => {
                extension_length(rule, clock_rule, &extension.length, &step.facts(after))?
            }
            _ => 0,
        };
        let Some(clock) = after
            .clocks
            .get_mut(&clock_rule.id)
            .filter(|c| c.is_alive())
        else {
            continue;
        };
        let fault = |fault: ClockFault| uncountable(rule, clock_rule, &fault);
        if clock_rule.resumed_by.contains(&rule.id) && clock.state == ClockState::Suspended {
            clock
                .resume(draft.on(), setting.calendar, setting.policy)
                .map_err(fault)?;
        }
        if by > 0 {
            let refused = spent_extension(rule, clock_rule, clock)
                .or_else(|| late_extension(clock_rule, clock, draft.at));
            if let Some(refused) = refused {
                return Err(refused);
            }
            clock
                .extend(by, setting.calendar, setting.policy)
                .map_err(fault)?;
        }
        if matches!(draft.actor, Actor::Law)
            && clock_rule.on_lapse.as_ref() == Some(&rule.id)
            && clock.has_lapsed(setting.now)
        {
            clock.state = ClockState::Lapsed { at: clock.due };
        } else if clock_rule.satisfied_by.contains(&rule.id) {
            clock.satisfy(draft.at);
        } else if (clock_rule.cancelled_by.contains(&rule.id)
            && alive_before.contains(&clock_rule.id))
            || (clock_rule.measured_by.contains(&rule.id) && !alive_before.contains(&clock_rule.id))
        {
            clock.state = ClockState::Cancelled { at: draft.at };
        } else if clock_rule.suspended_by.contains(&rule.id)
            && clock.is_running()
            && clock.keeps(draft.at)
        {
            clock.suspend(draft.on()); // One that has run out stays overdue.
        }
    }
    Ok(())
}

pub(super) fn spent_extension(act: &ActRule, rule: &ClockRule, clock: &Clock) -> Option<Refusal> {
    let extension = rule.extension.as_ref()?;
    (clock.extended >= extension.times).then(|| Refusal {
        rule: Rule::Require,
        basis: extension.basis.clone(),
        words: Words::new(
            format!("“{}”最多延长 {} 次，已用完", rule.title.zh, extension.times),
            format!(
                "“{}” may be extended {} time(s); none is left",
                rule.title.en, extension.times
            ),
        ),
        instead: Some(Words::new(
            format!("请在期限内办结，不再进行“{}”", act.title.zh),
            "finish within the time limit".to_owned(),
        )),
    })
}

/// What has run out cannot be lengthened: only a period that still runs is extended.
fn late_extension(rule: &ClockRule, clock: &Clock, at: DateTime) -> Option<Refusal> {
    let extension = rule.extension.as_ref()?;
    let (zh, en, due) = (&rule.title.zh, &rule.title.en, clock.due);
    (!clock.in_time(at)).then(|| Refusal {
        rule: Rule::Require,
        basis: extension.basis.clone(),
        words: Words::new(
            format!("“{zh}”已于 {due} 届满，不能再延长"),
            format!("“{en}” ran out on {due} and cannot be extended any more"),
        ),
        instead: None,
    })
}

fn extension_length(
    act: &ActRule,
    rule: &ClockRule,
    length: &ExtensionLength,
    facts: &ActFacts<'_>,
) -> Result<u32, Refusal> {
    match length {
        ExtensionLength::Fixed(length) => Ok(*length),
        ExtensionLength::Given { length, max } => {
            let asked = match length.evaluate(facts) {
                Ok(FactValue::Integer(asked)) => u32::try_from(asked).unwrap_or(0),
                _ => 0,
            };
            if asked == 0 || asked > *max {
                return Err(Refusal {
                    rule: Rule::Require,
                    basis: act.basis.clone(),
                    words: Words::new(
                        format!("“{}”每次延长为 1 至 {max}，现填 {asked}", rule.title.zh),
                        format!("“{}” is extended by 1 to {max}, not {asked}", rule.title.en),
                    ),
                    instead: None,
                });
            }
            Ok(asked)
        }
    }
}

fn uncountable(act: &ActRule, clock: &ClockRule, fault: &ClockFault) -> Refusal {
    refusal(
        Rule::Date,
        act,
        format!("“{}”无法计算：{}", clock.title.zh, fault.0.zh),
        format!("“{}” cannot be counted: {}", clock.title.en, fault.0.en),
    )
}
