//! What only shows when all packs are read: hand-overs, reachability, clocks and citations.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use fadu_kernel::actor::Entitled;
use fadu_kernel::condition::{Condition, Type};
use fadu_kernel::procedure::{ActRule, ClockRule, From, Procedure, StageKind, To};
use fadu_kernel::words::Words;
use jiff::civil::Date;

use crate::complaint::{Complaint, Source, nearest};
use crate::packs::{CitationCount, Packs};
use crate::procedure::ReadProcedure;
use crate::scope::type_of;
use crate::statutes::{Resolution, StatuteIndex};

/// A procedure with the file it came from.
#[derive(Debug)]
pub struct Located {
    /// The file.
    pub source: Source,
    /// What was read.
    pub read: ReadProcedure,
}

impl Located {
    fn place(&self, path: &str) -> Range<usize> {
        self.read.places.get(path).cloned().unwrap_or(0..0)
    }

    fn complain(
        &self,
        path: &str,
        rule: &'static str,
        words: (String, String),
        remedy: (&str, &str),
    ) -> Complaint {
        let (words, remedy) = (Words::new(words.0, words.1), Words::new(remedy.0, remedy.1));
        self.source.complain(&self.place(path), rule, words, remedy)
    }
}

/// Checks every procedure against itself and the others.
pub fn cross_check(located: &[Located], packs: &Packs, complaints: &mut Vec<Complaint>) {
    let mut versions: BTreeMap<String, &str> = BTreeMap::new();
    for one in located {
        let version = one.read.procedure.version();
        if let Some(other) = versions.insert(version.clone(), &one.source.file) {
            complaints.push(one.complain(
                "procedure",
                "doubled",
                (
                    format!("“{version}”已在 {other} 中定义"),
                    format!("“{version}” is defined in {other} already"),
                ),
                ("改 id 或 in_force", "Change id or in_force"),
            ));
        }
        check_roles(one, packs, complaints);
        check_law_acts(one, complaints);
        check_stages(one, complaints);
        check_clocks_end(one, complaints);
        check_handovers(one, packs, complaints);
    }
}

fn check_roles(one: &Located, packs: &Packs, complaints: &mut Vec<Complaint>) {
    for role in one
        .read
        .roles
        .iter()
        .filter(|role| !packs.roles.contains_key(&role.value))
    {
        let near = nearest(&role.value, packs.roles.keys().map(String::as_str));
        let remedy = near.map_or_else(
            || {
                Words::new(
                    "在某个 pack.toml 中声明 [role.…]",
                    "Declare [role.…] in a pack.toml",
                )
            },
            |near| Words::new(format!("是不是“{near}”"), format!("Did you mean “{near}”")),
        );
        complaints.push(one.source.complain(
            &role.span,
            "unknown_name",
            Words::new(
                format!("没有岗位“{}”", role.value),
                format!("there is no role “{}”", role.value),
            ),
            remedy,
        ));
    }
}

fn by_law(act: &ActRule) -> bool {
    act.by.contains(&Entitled::Law)
}

fn check_law_acts(one: &Located, complaints: &mut Vec<Complaint>) {
    let law = &one.read.procedure;
    for clock in &law.clocks {
        let act = clock.on_lapse.as_ref().and_then(|act| law.act(act));
        if act.is_some_and(|act| !by_law(act) || !act.asks.is_empty()) {
            complaints.push(one.complain(
                &format!("clock.{}", clock.id),
                "lapse_act",
                (
                    format!("期限“{}”届满触发的行为须由 law 作出且不需要填写", clock.id),
                    format!(
                        "the act fired when “{}” lapses must be by law and ask nothing",
                        clock.id
                    ),
                ),
                (
                    "写 by = [\"law\"]，去掉 asks",
                    "Write by = [\"law\"] and drop asks",
                ),
            ));
        }
    }
    for act in law.acts.iter().filter(|act| by_law(act)) {
        if !law
            .clocks
            .iter()
            .any(|clock| clock.on_lapse.as_ref() == Some(&act.id))
        {
            complaints.push(one.complain(
                &format!("act.{}", act.id),
                "act_nobody_may_do",
                (
                    format!("没有期限届满会触发“{}”", act.id),
                    format!("no clock fires “{}” when it lapses", act.id),
                ),
                ("在期限中写 on_lapse", "Name it as on_lapse of a clock"),
            ));
        }
    }
}

/// Where an act may lead from a stage; `@previous` may lead to any stage of origin.
fn leads(act: &ActRule, from: &str, stages: &BTreeSet<&str>) -> Vec<String> {
    match &act.to {
        To::Stay => vec![from.to_owned()],
        To::Stage(stage) => vec![stage.clone()],
        To::Previous => stages.iter().map(|stage| (*stage).to_owned()).collect(),
    }
}

fn check_stages(one: &Located, complaints: &mut Vec<Complaint>) {
    let law = &one.read.procedure;
    let mut reached: BTreeSet<String> = BTreeSet::new();
    for act in law.opening_acts() {
        if let To::Stage(stage) = &act.to {
            reached.insert(stage.clone());
        }
    }
    if law.opening_acts().next().is_none() {
        complaints.push(one.complain(
            "procedure",
            "no_opening_act",
            (
                "没有立事项的行为".to_owned(),
                "no act opens a matter".to_owned(),
            ),
            (
                "给一个行为写 opens_matter = true",
                "Give an act opens_matter = true",
            ),
        ));
        return;
    }
    loop {
        let known: BTreeSet<&str> = reached.iter().map(String::as_str).collect();
        let mut next = reached.clone();
        for act in &law.acts {
            if let From::Stages(from) = &act.from {
                for stage in from.iter().filter(|stage| known.contains(stage.as_str())) {
                    next.extend(leads(act, stage, &known));
                }
            }
        }
        if next.len() == reached.len() {
            break;
        }
        reached = next;
    }
    for stage in law
        .stages
        .iter()
        .filter(|stage| !reached.contains(&stage.id))
    {
        complaints.push(one.complain(
            &format!("stage.{}", stage.id),
            "unreachable_stage",
            (
                format!("没有行为能到达阶段“{}”", stage.id),
                format!("no act leads to the stage “{}”", stage.id),
            ),
            (
                "让某个行为 to 到这里，或删去它",
                "Let an act lead here, or remove it",
            ),
        ));
    }
    for act in &law.acts {
        let starts = match &act.from {
            From::Opening => true,
            From::Stages(from) => from.iter().any(|stage| reached.contains(stage)),
        };
        if !starts {
            complaints.push(one.complain(
                &format!("act.{}", act.id),
                "unreachable_act",
                (
                    format!("事项到不了可以做“{}”的阶段", act.id),
                    format!("no matter ever stands where “{}” starts", act.id),
                ),
                ("核对 from", "Check from"),
            ));
        }
    }
    check_dead_ends(one, &reached, complaints);
}

fn check_dead_ends(one: &Located, reached: &BTreeSet<String>, complaints: &mut Vec<Complaint>) {
    let law = &one.read.procedure;
    let known: BTreeSet<&str> = reached.iter().map(String::as_str).collect();
    let rests = law
        .stages
        .iter()
        .filter(|stage| stage.kind != StageKind::Open);
    let mut ends: BTreeSet<String> = rests.map(|stage| stage.id.clone()).collect();
    loop {
        let before = ends.len();
        for act in &law.acts {
            if let From::Stages(from) = &act.from {
                for stage in from {
                    if leads(act, stage, &known).iter().any(|to| ends.contains(to)) {
                        ends.insert(stage.clone());
                    }
                }
            }
        }
        if ends.len() == before {
            break;
        }
    }
    for stage in law.stages.iter().filter(|stage| !ends.contains(&stage.id)) {
        complaints.push(one.complain(
            &format!("stage.{}", stage.id),
            "dead_end",
            (
                format!("阶段“{}”走不到任何结束或在册阶段", stage.id),
                format!("from the stage “{}” no act leads to an end", stage.id),
            ),
            (
                "增加一个能结束的行为，或把 kind 改为 closed",
                "Add an act that ends it, or make its kind closed",
            ),
        ));
    }
}

fn ends_clock(clock: &ClockRule, act: &str) -> bool {
    clock
        .satisfied_by
        .iter()
        .chain(&clock.cancelled_by)
        .any(|ends| ends == act)
        || clock.on_lapse.as_deref() == Some(act)
}

/// A clock must not run on in a closed stage where nothing can end it.
fn check_clocks_end(one: &Located, complaints: &mut Vec<Complaint>) {
    let law = &one.read.procedure;
    for clock in law.clocks.iter().filter(|clock| clock.on_lapse.is_none()) {
        if let Some((stage, act)) = runs_on(law, clock) {
            complaints.push(one.complain(
                &format!("clock.{}", clock.id),
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

/// A closed stage in which the clock may still run with nothing to end it, and the act leading there.
fn runs_on(law: &Procedure, clock: &ClockRule) -> Option<(String, String)> {
    let all: BTreeSet<&str> = law.stages.iter().map(|stage| stage.id.as_str()).collect();
    let mut running: BTreeSet<String> = BTreeSet::new();
    let mut way: BTreeMap<String, String> = BTreeMap::new();
    for act in law.acts.iter().filter(|act| clock.starts.contains(&act.id)) {
        if ends_clock(clock, &act.id) && clock.from.is_some() {
            continue; // Started and ended in one act.
        }
        let from: Vec<&str> = match &act.from {
            From::Opening => vec![""],
            From::Stages(from) => from.iter().map(String::as_str).collect(),
        };
        for to in from.iter().flat_map(|stage| leads(act, stage, &all)) {
            way.entry(to.clone()).or_insert_with(|| act.id.clone());
            running.insert(to);
        }
    }
    loop {
        let mut next = running.clone();
        for act in law.acts.iter().filter(|act| !ends_clock(clock, &act.id)) {
            if let From::Stages(from) = &act.from {
                for stage in from.iter().filter(|stage| running.contains(*stage)) {
                    // A return to an earlier stage adds none in which the clock did not run.
                    if act.to == To::Previous {
                        continue;
                    }
                    for to in leads(act, stage, &all) {
                        way.entry(to.clone()).or_insert_with(|| act.id.clone());
                        next.insert(to);
                    }
                }
            }
        }
        if next.len() == running.len() {
            break;
        }
        running = next;
    }
    let endable = |stage: &str| {
        law.acts.iter().any(|act| {
            ends_clock(clock, &act.id)
                && matches!(&act.from, From::Stages(from) if from.contains(stage))
        })
    };
    let closed = law
        .stages
        .iter()
        .filter(|stage| stage.kind == StageKind::Closed);
    let stuck = closed.map(|stage| stage.id.as_str());
    let stage = stuck
        .filter(|id| running.contains(*id))
        .find(|id| !endable(id))?;
    Some((
        stage.to_owned(),
        way.get(stage).cloned().unwrap_or_default(),
    ))
}

fn check_handovers(one: &Located, packs: &Packs, complaints: &mut Vec<Complaint>) {
    for act in &one.read.procedure.acts {
        for opens in &act.opens {
            check_handover(
                one,
                act,
                &opens.procedure,
                &opens.act,
                &opens.carry,
                true,
                packs,
            )
            .into_iter()
            .for_each(|complaint| complaints.push(complaint));
        }
        for returns in &act.returns {
            check_handover(
                one,
                act,
                &returns.procedure,
                &returns.act,
                &returns.carry,
                false,
                packs,
            )
            .into_iter()
            .for_each(|complaint| complaints.push(complaint));
        }
    }
}

fn check_handover(
    one: &Located,
    act: &ActRule,
    procedure: &str,
    target: &str,
    carry: &[(String, Condition)],
    opening: bool,
    packs: &Packs,
) -> Vec<Complaint> {
    let place = format!("act.{}", act.id);
    let fault = |zh: String, en: String, remedy: (&str, &str)| {
        vec![one.complain(&place, "handover", (zh, en), remedy)]
    };
    let Some(other) = packs.procedures.newest(procedure) else {
        return fault(
            format!("移交的程序“{procedure}”不存在"),
            format!("there is no procedure “{procedure}” to hand over to"),
            ("核对 procedure", "Check procedure"),
        );
    };
    let Some(rule) = other.act(target) else {
        return fault(
            format!("程序“{procedure}”没有行为“{target}”"),
            format!("the procedure “{procedure}” has no act “{target}”"),
            ("核对 act", "Check act"),
        );
    };
    if matches!(rule.from, From::Opening) != opening || !rule.by.contains(&Entitled::Handover) {
        return fault(
            format!("“{procedure}.{target}”不接受移交"),
            format!("“{procedure}.{target}” takes no hand-over"),
            (
                "在该行为的 by 中加 handover；opens 须对应立事项的行为",
                "Add handover to its by; opens needs an opening act",
            ),
        );
    }
    let mut faults = Vec::new();
    for asked in rule
        .asks
        .iter()
        .filter(|asked| !carry.iter().any(|(key, _)| key == *asked))
    {
        faults.extend(fault(
            format!("移交到“{procedure}.{target}”缺少“{asked}”"),
            format!("the hand-over to “{procedure}.{target}” lacks “{asked}”"),
            (
                "在 carry 中补上，或让对方改为 may_ask",
                "Carry it, or let the target may_ask it",
            ),
        ));
    }
    for (key, expression) in carry {
        let known = rule.asks.contains(key) || rule.may_ask.contains(key);
        let Some(field) = other.field(key).filter(|_| known) else {
            faults.extend(fault(
                format!("“{procedure}.{target}”不收“{key}”"),
                format!("“{procedure}.{target}” takes no “{key}”"),
                ("核对 carry 的键", "Check the keys of carry"),
            ));
            continue;
        };
        if !carries(expression.result_type(), &type_of(&field.kind)) {
            faults.extend(fault(
                format!("“{key}”的类型与对方字段不符"),
                format!("“{key}” is not of the kind the other field takes"),
                ("核对两边字段的 kind", "Check the kinds of both fields"),
            ));
        }
    }
    faults
}

/// Whether a value of one type can be carried into a field of another.
fn carries(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::Choice(from), Type::Choice(to)) | (Type::Choices(from), Type::Choices(to)) => from
            .iter()
            .all(|option| to.iter().any(|other| other.id == option.id)),
        (Type::Choice(_) | Type::Text, Type::Text | Type::Choice(_)) => true,
        (Type::Integer | Type::Count, Type::Integer | Type::Count) => true,
        (Type::Null, _) => true,
        (from, to) => from == to,
    }
}

/// Resolves every citation as of `on`, or the last day of a superseded version.
pub fn check_citations(
    located: &[Located],
    statutes: &StatuteIndex,
    on: Date,
    complaints: &mut Vec<Complaint>,
) -> CitationCount {
    let mut count = CitationCount::default();
    for one in located {
        let day = one.read.procedure.until.unwrap_or(on);
        for citation in &one.read.citations {
            let resolution = statutes.resolve(&citation.value, day);
            match resolution.complaint() {
                None => {
                    count.resolved += 1;
                    let hashed = matches!(resolution, Resolution::Resolved { hashed: true, .. });
                    count.hashed += usize::from(hashed);
                }
                Some(words) => {
                    count.unresolved += 1;
                    complaints.push(one.source.complain(
                        &citation.span,
                        "citation",
                        words,
                        Words::new(
                            "核对法律名称、条款项和施行日期",
                            "Check the law's name, article, paragraph, item and dates",
                        ),
                    ));
                }
            }
        }
        let law = &one.read.procedure.law;
        if !law.starts_with("local:") && statutes.law(law).is_none() {
            complaints.push(one.complain(
                "law",
                "citation",
                (
                    format!("法规索引中没有“{law}”"),
                    format!("the index knows no “{law}”"),
                ),
                (
                    "写 statutes/index 中的名称",
                    "Write a name listed in statutes/index",
                ),
            ));
        }
    }
    count
}
