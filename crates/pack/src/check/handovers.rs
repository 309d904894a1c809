//! Hand-overs: the other procedure must take what is handed over, in every version in force at the
//! same time, and nothing may be handed over in a circle.

use std::collections::{BTreeMap, BTreeSet};

use fadu_kernel::actor::Entitled;
use fadu_kernel::condition::{Condition, Expected, Type};
use fadu_kernel::procedure::{ActRule, From, Procedure};

use super::Located;
use crate::complaint::Complaint;
use crate::packs::Packs;
use crate::scope::type_of;

/// A hand-over as it is written: `opens` or `returns` of an act.
struct Handover<'a> {
    one: &'a Located,
    place: String,
    procedure: &'a str,
    act: &'a str,
    carry: &'a [(String, Condition)],
    opening: bool,
}

/// Complains about every hand-over that the other side does not take.
pub(super) fn check_handovers(one: &Located, packs: &Packs, complaints: &mut Vec<Complaint>) {
    for act in &one.read.procedure.acts {
        for handover in handovers_of(one, act) {
            handover.check(packs, complaints);
        }
    }
}

fn handovers_of<'a>(one: &'a Located, act: &'a ActRule) -> Vec<Handover<'a>> {
    let opens = act.opens.iter().enumerate().map(|(at, opens)| Handover {
        one,
        place: format!("act.{}.opens.{at}", act.id),
        procedure: &opens.procedure,
        act: &opens.act,
        carry: &opens.carry,
        opening: true,
    });
    let returns = act
        .returns
        .iter()
        .enumerate()
        .map(|(at, returns)| Handover {
            one,
            place: format!("act.{}.returns.{at}", act.id),
            procedure: &returns.procedure,
            act: &returns.act,
            carry: &returns.carry,
            opening: false,
        });
    opens.chain(returns).collect()
}

impl Handover<'_> {
    fn fault(&self, words: (String, String), remedy: (&str, &str)) -> Complaint {
        self.one.complain(&self.place, "handover", words, remedy)
    }

    fn check(&self, packs: &Packs, complaints: &mut Vec<Complaint>) {
        let procedure = self.procedure;
        let versions = packs.procedures.versions(procedure);
        if versions.is_empty() {
            complaints.push(self.fault(
                (
                    format!("移交的程序“{procedure}”不存在"),
                    format!("there is no procedure “{procedure}” to hand over to"),
                ),
                ("核对 procedure", "Check procedure"),
            ));
            return;
        }
        let mine = &self.one.read.procedure;
        let meeting: Vec<&Procedure> = versions
            .iter()
            .filter(|other| overlap(mine, other))
            .collect();
        if meeting.is_empty() {
            complaints.push(self.fault(
                (
                    format!("“{procedure}”与本版本没有同时施行的日子"),
                    format!("“{procedure}” is never in force together with this version"),
                ),
                (
                    "核对两边的 in_force 和 until",
                    "Check in_force and until of both",
                ),
            ));
        }
        for other in meeting {
            self.check_version(other, packs, complaints);
        }
    }

    fn check_version(&self, other: &Procedure, packs: &Packs, complaints: &mut Vec<Complaint>) {
        let (procedure, target) = (other.version(), self.act);
        let Some(rule) = other.act(target) else {
            complaints.push(self.fault(
                (
                    format!("程序“{procedure}”没有行为“{target}”"),
                    format!("the procedure “{procedure}” has no act “{target}”"),
                ),
                ("核对 act", "Check act"),
            ));
            return;
        };
        let opens = matches!(rule.from, From::Opening);
        if opens != self.opening || !rule.by.contains(&Entitled::Handover) {
            complaints.push(self.fault(
                (
                    format!("“{procedure}.{target}”不接受移交"),
                    format!("“{procedure}.{target}” takes no hand-over"),
                ),
                (
                    "在该行为的 by 中加 handover；opens 须对应立事项的行为，returns 不得立事项",
                    "Add handover to its by; opens needs an opening act, returns one that is not",
                ),
            ));
            return;
        }
        let mine = &self.one.read.procedure;
        let upon = mine.acts.iter().filter_map(|act| act.upon.as_ref());
        let stands_on = upon.into_iter().any(|upon| upon.procedure == other.id);
        if !self.opening && !stands_on && !opens_other(other, &mine.id) {
            complaints.push(self.fault(
                (
                    format!("“{procedure}”从不移交到本程序，无从回告"),
                    format!("“{procedure}” never opens this procedure, so none can be told"),
                ),
                (
                    "在对方写 opens，或删去 returns",
                    "Write opens there, or remove returns",
                ),
            ));
        }
        self.check_carry(other, rule, packs, complaints);
    }

    fn check_carry(
        &self,
        other: &Procedure,
        rule: &ActRule,
        packs: &Packs,
        complaints: &mut Vec<Complaint>,
    ) {
        let target = format!("{}.{}", other.version(), rule.id);
        let carried = |asked: &String| self.carry.iter().any(|(key, _)| key == asked);
        for asked in rule.asks.iter().filter(|asked| !carried(asked)) {
            complaints.push(self.fault(
                (
                    format!("移交到“{target}”缺少“{asked}”"),
                    format!("the hand-over to “{target}” lacks “{asked}”"),
                ),
                (
                    "在 carry 中补上，或让对方改为 may_ask",
                    "Carry it, or let the target may_ask it",
                ),
            ));
        }
        for (key, expression) in self.carry {
            let known = rule.asks.contains(key) || rule.may_ask.contains(key);
            let Some(field) = other.field(key).filter(|_| known) else {
                complaints.push(self.fault(
                    (
                        format!("“{target}”不收“{key}”"),
                        format!("“{target}” takes no “{key}”"),
                    ),
                    ("核对 carry 的键", "Check the keys of carry"),
                ));
                continue;
            };
            if !self.fits(expression, &type_of(&field.kind), packs) {
                complaints.push(self.fault(
                    (
                        format!("“{key}”的类型或选项与对方字段不符"),
                        format!("“{key}” is not of the kind or options the other field takes"),
                    ),
                    (
                        "核对两边字段的 kind 和 options",
                        "Check kinds and options of both fields",
                    ),
                ));
            }
        }
    }

    /// Whether an expression over this matter gives what a field of the other takes.
    fn fits(&self, expression: &Condition, wanted: &Type, packs: &Packs) -> bool {
        let constant = expression.uses().is_empty();
        let scope = packs.scopes.get(&self.one.read.procedure.version());
        let source = expression.source();
        let expected = Expected::Of(wanted.clone());
        scope.is_some_and(|scope| Condition::compile(source, scope, &expected).is_ok())
            || (!constant && carries(expression.result_type(), wanted))
    }
}

fn overlap(a: &Procedure, b: &Procedure) -> bool {
    a.until.is_none_or(|until| b.in_force <= until)
        && b.until.is_none_or(|until| a.in_force <= until)
}

fn opens_other(procedure: &Procedure, other: &str) -> bool {
    let mut opened = procedure.acts.iter().flat_map(|act| &act.opens);
    opened.any(|opens| opens.procedure == other)
}

/// Whether a value of one type can be carried into a field of another.
fn carries(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::Choice(from), Type::Choice(to)) | (Type::Choices(from), Type::Choices(to)) => from
            .iter()
            .all(|option| to.iter().any(|other| other.id == option.id)),
        (Type::Choice(_) | Type::Text, Type::Text | Type::Choice(_))
        | (Type::Integer | Type::Count, Type::Integer | Type::Count)
        | (Type::Null, _) => true,
        (from, to) => from == to,
    }
}

/// Complains about acts that hand over, without any condition, in a circle: it would never stop.
pub(super) fn check_circles(located: &[Located], packs: &Packs, complaints: &mut Vec<Complaint>) {
    let mut leads: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for law in packs.procedures.iter() {
        for act in &law.acts {
            let opened = act.opens.iter().filter(|opens| opens.when.is_none());
            let opened = opened.map(|opens| format!("{}.{}", opens.procedure, opens.act));
            let told = act.returns.iter().filter(|returns| returns.when.is_none());
            let told = told.map(|returns| format!("{}.{}", returns.procedure, returns.act));
            let from = format!("{}.{}", law.id, act.id);
            leads.entry(from).or_default().extend(opened.chain(told));
        }
    }
    for one in located {
        for act in &one.read.procedure.acts {
            let start = format!("{}.{}", one.read.procedure.id, act.id);
            if comes_back(&start, &leads) {
                complaints.push(one.complain(
                    &format!("act.{}", act.id),
                    "handover_circle",
                    (
                        format!("从“{start}”移交会绕回它自己"),
                        format!("handing over from “{start}” comes back to it"),
                    ),
                    (
                        "去掉其中一次移交，或给它写 when",
                        "Take one of the hand-overs out, or give it a when",
                    ),
                ));
            }
        }
    }
}

fn comes_back(start: &str, leads: &BTreeMap<String, BTreeSet<String>>) -> bool {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut next: Vec<&str> = vec![start];
    while let Some(act) = next.pop() {
        for to in leads.get(act).into_iter().flatten() {
            if to == start {
                return true;
            }
            if seen.insert(to) {
                next.push(to);
            }
        }
    }
    false
}
