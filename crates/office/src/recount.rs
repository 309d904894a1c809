//! Recounting: every indicator again from the acts, compared cell by cell with what was kept.
//!
//! Each act is decided anew by the version it was decided by, on the matter as its earlier acts
//! left it. A difference in stage is a fault as well: it means the record was changed.

use std::collections::{BTreeMap, BTreeSet};

use fadu_kernel::act::{Act, ActId, Draft};
use fadu_kernel::actor::Admission;
use fadu_kernel::decide::decide;
use fadu_kernel::indicator::{Contribution, contributions};
use fadu_kernel::matter::{Linked, Matter, MatterId, Origin, count_linked};
use fadu_store::{Cell, Reader, Scope};
use jiff::civil::{Date, DateTime};
use serde::Serialize;

use crate::fault::Fault;
use crate::rules::Rules;

/// Acts read at a time.
const PAGE: usize = 5_000;
/// Differences listed; the rest is only counted.
const DIFFERING_MAX: usize = 200;

/// What a recount found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Recount {
    /// Acts decided anew.
    pub acts: usize,
    /// Acts taken as they were counted: something was erased of their matters, so that they cannot
    /// be decided anew.
    pub erased: usize,
    /// Cells compared.
    pub cells: usize,
    /// Whether all agree.
    pub equal: bool,
    /// Those that do not, at most 200.
    pub differing: Vec<Difference>,
}

/// A cell or act that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Indicator, unit, month and class; or the act.
    pub what: String,
    /// As kept.
    pub kept: String,
    /// As counted anew.
    pub counted: String,
}

/// Indicator, unit, month, class and member.
type CellKey = (String, String, Date, String, String);

/// What a cell holds: the sum, how many contributions, and the last one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sum {
    amount: i64,
    acts: i64,
    latest: i64,
}

/// Counts everything anew within one snapshot.
pub fn recount(reader: &Reader, rules: &Rules) -> Result<Recount, Fault> {
    let mut again = Again {
        rules,
        matters: BTreeMap::new(),
        linked: BTreeMap::new(),
        acts: BTreeMap::new(),
    };
    let erased: BTreeSet<MatterId> = reader.matters_erased()?.into_iter().collect();
    let mut kept_counts: BTreeMap<ActId, Vec<Contribution>> = BTreeMap::new();
    if !erased.is_empty() {
        for (act, contribution) in reader.contributions_of_erased()? {
            kept_counts.entry(act).or_default().push(contribution);
        }
    }
    let mut cells: BTreeMap<CellKey, Sum> = BTreeMap::new();
    let mut found = Recount::default();
    let mut after: Option<ActId> = None;
    loop {
        let page = reader.acts_after(after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for row in &page {
            found.acts += 1;
            if erased.contains(&row.matter) {
                found.erased += 1;
                again.follow(&row.act()?)?;
                let counted = kept_counts.remove(&row.id).unwrap_or_default();
                for one in counted {
                    add(&mut cells, one);
                }
                continue;
            }
            match again.decide(&row.act()?, row.recorded_at)? {
                Ok(added) => added.into_iter().for_each(|c| add(&mut cells, c)),
                Err(difference) => note(&mut found, difference),
            }
        }
    }
    let mut kept: BTreeMap<CellKey, Sum> = BTreeMap::new();
    reader.for_each_cell(|cell: Cell| {
        let key = (
            cell.indicator,
            cell.unit,
            cell.month,
            cell.class,
            cell.member,
        );
        kept.insert(
            key,
            Sum {
                amount: cell.amount,
                acts: cell.acts,
                latest: cell.latest,
            },
        );
        Ok(())
    })?;
    compare(&mut found, &kept, &cells);
    compare_stages(&mut found, reader, &again)?;
    found.equal = found.differing.is_empty();
    Ok(found)
}

fn add(cells: &mut BTreeMap<CellKey, Sum>, c: Contribution) {
    let cell = cells
        .entry((c.indicator, c.unit, c.month, c.class, c.member))
        .or_default();
    cell.amount += c.amount;
    cell.acts += 1;
    cell.latest = c.amount;
}

fn note(found: &mut Recount, difference: Difference) {
    if found.differing.len() < DIFFERING_MAX {
        found.differing.push(difference);
    }
}

fn compare(found: &mut Recount, kept: &BTreeMap<CellKey, Sum>, counted: &BTreeMap<CellKey, Sum>) {
    let mut keys: Vec<&CellKey> = kept.keys().chain(counted.keys()).collect();
    keys.sort();
    keys.dedup();
    found.cells = keys.len();
    for key in keys {
        let (one, other) = (kept.get(key), counted.get(key));
        if one != other {
            let show = |cell: Option<&Sum>| {
                cell.map_or_else(
                    || "none".to_owned(),
                    |sum| format!("{} in {} acts, last {}", sum.amount, sum.acts, sum.latest),
                )
            };
            let what = format!("{} {} {} {} {}", key.0, key.1, key.2, key.3, key.4);
            note(
                found,
                Difference {
                    what,
                    kept: show(one),
                    counted: show(other),
                },
            );
        }
    }
}

/// How many matters stand in each stage, as kept and as the acts left them.
fn compare_stages(found: &mut Recount, reader: &Reader, again: &Again<'_>) -> Result<(), Fault> {
    let mut kept = Linked::new();
    for count in reader.count_by_stage(&Scope::City)? {
        let stages = kept.entry(count.procedure).or_default();
        *stages.entry(count.stage).or_default() += u32::try_from(count.matters).unwrap_or(u32::MAX);
    }
    let counted = count_linked(again.matters.values());
    let procedures: BTreeSet<&String> = kept.keys().chain(counted.keys()).collect();
    for procedure in procedures {
        let (one, other) = (kept.get(procedure), counted.get(procedure));
        if one != other {
            let show = |stages| format!("{stages:?}");
            note(
                found,
                Difference {
                    what: format!("matters of {procedure} by stage"),
                    kept: show(one),
                    counted: show(other),
                },
            );
        }
    }
    Ok(())
}

struct Again<'a> {
    rules: &'a Rules,
    matters: BTreeMap<MatterId, Matter>,
    /// Matters by the one from or upon which they were opened.
    linked: BTreeMap<MatterId, Vec<MatterId>>,
    /// Matter, procedure and act of recent acts, to which hand-overs point back.
    acts: BTreeMap<ActId, (MatterId, String, String)>,
}

fn difference(act: &Act, kept: String, counted: String) -> Difference {
    let what = format!("act {} {} {}", act.id.0, act.number, act.act);
    Difference {
        what,
        kept,
        counted,
    }
}

impl Again<'_> {
    fn decide(
        &mut self,
        act: &Act,
        recorded_at: DateTime,
    ) -> Result<Result<Vec<Contribution>, Difference>, Fault> {
        let damaged = || Fault::Damaged(format!("act {}", act.id.0));
        let procedures = &self.rules.packs.procedures;
        let law = procedures.pinned(&act.version).ok_or_else(damaged)?;
        let mut before = match self.matters.get(&act.matter) {
            Some(matter) => matter.clone(),
            None => self.unopened(act),
        };
        if !law.watches.is_empty() {
            before.linked = self.linked(act.matter);
        }
        // What the act found in other registers is part of its record.
        before.found.clone_from(&act.found);
        let draft = Draft {
            act: act.act.clone(),
            at: act.at,
            actor: act.actor.clone(),
            facts: act.facts.clone(),
        };
        let units = self.rules.units();
        let setting = self.rules.setting(&units, recorded_at.max(act.at));
        let mut outcome = match decide(law, &setting, &before, &draft) {
            Ok(outcome) => outcome,
            Err(refusal) => {
                let counted = format!("refused: {}", refusal.words.en);
                return Ok(Err(difference(act, act.stage.clone(), counted)));
            }
        };
        outcome.matter.id = act.matter;
        outcome.matter.number.clone_from(&act.number);
        if outcome.matter.stage != act.stage || outcome.role != act.role {
            let kept = format!("{} by {}", act.stage, act.role);
            let counted = format!("{} by {}", outcome.matter.stage, outcome.role);
            return Ok(Err(difference(act, kept, counted)));
        }
        let admitted = Admission {
            role: &outcome.role,
            unit: outcome.post_unit.as_deref(),
        };
        let found = contributions(
            &self.rules.packs.indicators,
            law,
            &before,
            &outcome.matter,
            &draft,
            admitted,
            setting.parameters,
        );
        if before.is_unopened()
            && let Some(origin) = &outcome.matter.origin
        {
            self.linked
                .entry(origin.matter)
                .or_default()
                .push(act.matter);
        }
        outcome.matter.found.clear();
        self.matters.insert(act.matter, outcome.matter);
        self.acts
            .insert(act.id, (act.matter, law.id.clone(), act.act.clone()));
        while self.acts.len() > 1_000 {
            self.acts.pop_first();
        }
        Ok(Ok(found))
    }

    /// Follows an act that cannot be decided anew, so that others can look at its matter.
    fn follow(&mut self, act: &Act) -> Result<(), Fault> {
        let procedures = &self.rules.packs.procedures;
        let law = procedures.pinned(&act.version);
        let law = law.ok_or_else(|| Fault::Damaged(format!("act {}", act.id.0)))?;
        let known = self.matters.get(&act.matter).cloned();
        if known.is_none()
            && let Some(origin) = self.unopened(act).origin
        {
            let below = self.linked.entry(origin.matter).or_default();
            below.push(act.matter);
        }
        let mut matter = known.unwrap_or_else(|| self.unopened(act));
        matter.stage.clone_from(&act.stage);
        matter.number.clone_from(&act.number);
        self.matters.insert(act.matter, matter);
        let name = (act.matter, law.id.clone(), act.act.clone());
        self.acts.insert(act.id, name);
        Ok(())
    }

    fn unopened(&self, act: &Act) -> Matter {
        let on = act.at.date();
        let mut matter = Matter::unopened(act.matter, act.version.clone(), act.unit.clone(), on);
        let caused = act.cause.and_then(|cause| self.acts.get(&cause));
        let caused = caused.map(|(matter, procedure, act)| Origin {
            matter: *matter,
            procedure: procedure.clone(),
            act: act.clone(),
        });
        let below = act.upon.and_then(|upon| self.matters.get(&upon));
        let below = below.map(|below| Origin {
            matter: below.id,
            procedure: below.procedure().to_owned(),
            act: String::new(),
        });
        matter.origin = caused.or(below);
        matter
    }

    /// How many matters were opened from or upon one, by procedure and stage.
    fn linked(&self, id: MatterId) -> Linked {
        let opened = self.linked.get(&id).into_iter().flatten();
        count_linked(opened.filter_map(|id| self.matters.get(id)))
    }
}
