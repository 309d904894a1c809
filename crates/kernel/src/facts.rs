//! What expressions may look at: one act on one matter, seen as named facts.
//!
//! Facts are looked up one at a time when an expression asks; nothing is computed ahead.

use std::collections::BTreeMap;

use jiff::civil::DateTime;

use crate::act::Draft;
use crate::clock::ClockState;
use crate::condition::{FactValue, Facts};
use crate::field::{FieldKind, Value};
use crate::matter::Matter;
use crate::procedure::Procedure;

/// An act on a matter as expressions see it.
#[derive(Debug, Clone, Copy)]
pub struct ActFacts<'a> {
    /// The procedure.
    pub law: &'a Procedure,
    /// The matter, its fields already merged with the act's facts.
    pub matter: &'a Matter,
    /// When the act is done.
    pub at: DateTime,
    /// Account of the person acting.
    pub account: Option<&'a str>,
    /// Role by which the actor was admitted.
    pub role: &'a str,
    /// Unit of the post by which the actor was admitted.
    pub post_unit: Option<&'a str>,
    /// Parameters by `pack.key`.
    pub parameters: &'a BTreeMap<String, i64>,
}

impl<'a> ActFacts<'a> {
    /// Facts of a draft on a matter.
    pub fn new(
        law: &'a Procedure,
        matter: &'a Matter,
        draft: &'a Draft,
        admitted: crate::actor::Admission<'a>,
        parameters: &'a BTreeMap<String, i64>,
    ) -> Self {
        Self {
            law,
            matter,
            at: draft.at,
            account: draft.actor.account(),
            role: admitted.role,
            post_unit: admitted.unit,
            parameters,
        }
    }

    /// What is known of the matter itself, by the key of a field.
    pub(crate) fn of_matter(&self, key: &str) -> FactValue {
        match key {
            "stage" => FactValue::Text(self.matter.stage.clone()),
            "unit" => FactValue::Text(self.matter.unit.clone()),
            "opened_on" => FactValue::Date(self.matter.opened_on),
            field => {
                let kind = self.law.field(field).map(|field| &field.kind);
                match (kind, self.matter.fields.get(field)) {
                    (Some(kind), Some(value)) => fact_of(kind, value),
                    _ => FactValue::Null,
                }
            }
        }
    }

    /// How many matters opened from or upon this one stand where `path` says:
    /// `procedure.total`, `procedure.open` or `procedure.stage`.
    fn of_linked(&self, path: &str) -> FactValue {
        let (procedure, what) = path.split_once('.').unwrap_or((path, ""));
        let open = self.law.watches.get(procedure);
        let counts = |stage: &str| match what {
            "total" => true,
            "open" => open.is_some_and(|open| open.contains(stage)),
            other => stage == other,
        };
        let stages = self.matter.linked.get(procedure).into_iter().flatten();
        let counted = stages.filter(|(stage, _)| counts(stage));
        FactValue::Integer(counted.map(|(_, count)| i64::from(*count)).sum())
    }

    fn of_clock(&self, path: &str) -> FactValue {
        let Some((id, what)) = path.split_once('.') else {
            return FactValue::Null;
        };
        let Some(clock) = self.matter.clocks.get(id) else {
            return match what {
                "running" | "lapsed" => FactValue::Flag(false),
                _ => FactValue::Null,
            };
        };
        match what {
            "due" => FactValue::Date(clock.due.date()),
            "started_on" => FactValue::Date(clock.started_at.date()),
            "running" => FactValue::Flag(clock.state == ClockState::Running),
            "lapsed" => FactValue::Flag(clock.has_lapsed(self.at)),
            "in_time" => FactValue::Flag(clock.in_time(self.at)),
            _ => FactValue::Null,
        }
    }
}

impl Facts for ActFacts<'_> {
    fn fact(&self, path: &str) -> FactValue {
        let (room, rest) = path.split_once('.').unwrap_or((path, ""));
        let done = || self.matter.done.get(rest);
        match room {
            "matter" => self.of_matter(rest),
            "act" if rest == "on" => FactValue::Date(self.at.date()),
            "done" => done().map_or(FactValue::Null, |done| FactValue::Date(done.on)),
            "times" => FactValue::Integer(done().map_or(0, |done| i64::from(done.times))),
            "did" => {
                let same = |done: &crate::matter::Done| {
                    self.account
                        .is_some_and(|me| done.by.iter().any(|by| by == me))
                };
                FactValue::Flag(done().is_some_and(same))
            }
            "clock" => self.of_clock(rest),
            "actor" if rest == "role" => FactValue::Text(self.role.to_owned()),
            "actor" if rest == "unit" => self
                .post_unit
                .map_or(FactValue::Null, |unit| FactValue::Text(unit.to_owned())),
            "origin" => match (&self.matter.origin, rest) {
                (Some(origin), "procedure") => FactValue::Text(origin.procedure.clone()),
                (Some(origin), "act") if !origin.act.is_empty() => {
                    FactValue::Text(origin.act.clone())
                }
                _ => FactValue::Null,
            },
            "linked" => self.of_linked(rest),
            "found" => {
                let found = self.matter.found.get(rest);
                found.map_or(FactValue::Null, |number| FactValue::Integer(*number))
            }
            "parameter" => {
                let id = format!("{}.{rest}", self.law.pack);
                self.parameters
                    .get(&id)
                    .map_or(FactValue::Null, |n| FactValue::Integer(*n))
            }
            _ => FactValue::Null,
        }
    }
}

/// A stored value as a fact, given its field's kind.
pub fn fact_of(kind: &FieldKind, value: &Value) -> FactValue {
    match (kind, value) {
        (FieldKind::Date, value) => value.as_date().map_or(FactValue::Null, FactValue::Date),
        (FieldKind::Moment, Value::Text(text)) => {
            text.parse().map_or(FactValue::Null, FactValue::Moment)
        }
        (_, Value::Flag(flag)) => FactValue::Flag(*flag),
        (_, Value::Integer(number)) => FactValue::Integer(*number),
        (_, Value::Text(text)) => FactValue::Text(text.clone()),
        (_, Value::List(entries)) => {
            FactValue::List(entries.iter().cloned().map(FactValue::Text).collect())
        }
    }
}

/// A fact as a stored value; `None` for null.
pub fn value_of(fact: FactValue) -> Option<Value> {
    match fact {
        FactValue::Null => None,
        FactValue::Text(text) => Some(Value::Text(text)),
        FactValue::Integer(number) => Some(Value::Integer(number)),
        FactValue::Flag(flag) => Some(Value::Flag(flag)),
        FactValue::Date(date) => Some(Value::Text(date.to_string())),
        FactValue::Moment(at) => Some(Value::Text(at.strftime("%Y-%m-%dT%H:%M").to_string())),
        FactValue::List(entries) => {
            let texts = entries
                .into_iter()
                .filter_map(|entry| match value_of(entry)? {
                    Value::Text(text) => Some(text),
                    Value::Integer(number) => Some(number.to_string()),
                    Value::Flag(_) | Value::List(_) => None,
                });
            Some(Value::List(texts.collect()))
        }
    }
}
