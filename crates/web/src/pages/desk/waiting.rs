//! What waits for a person: running clocks that acts of theirs keep, and matters without a clock
//! whose next step is theirs.

use std::collections::BTreeSet;

use fadu_kernel::actor::{Actor, Entitled, Reach};
use fadu_kernel::clock::Light;
use fadu_kernel::deadline::{Counting, Expiry, days_left};
use fadu_kernel::decide::could_do;
use fadu_kernel::matter::Matter;
use fadu_kernel::procedure::{ActRule, ClockRule, From, Procedure, StageKind, To};
use fadu_kernel::unit::UnitTree;
use fadu_store::{MatterFilter, MatterRow, Scope, ToDoFilter, ToDoLine};
use maud::{Markup, html};

use crate::sight::Lists;
use crate::visit::{Problem, Visit};
use crate::wording;

/// Most running clocks looked at for one desk; nobody keeps more in their head.
const CLOCKS_MAX: usize = 2_000;
/// Most matters without a clock looked at for one desk.
const MATTERS_MAX: usize = 600;
/// Lines read at once.
const ROUND_LENGTH: usize = 500;
/// Most acts named in one line.
const ACTS_NAMED_MAX: usize = 4;

/// A running clock that the person can keep.
pub(in crate::pages) struct DueLine<'v> {
    pub(in crate::pages) row: MatterRow,
    pub(in crate::pages) law: &'v Procedure,
    pub(in crate::pages) clock: &'v ClockRule,
    pub(in crate::pages) due: Expiry,
    pub(in crate::pages) light: Light,
}

impl<'v> DueLine<'v> {
    /// The matter whole; lists read it for the lines they show and for no others.
    pub(in crate::pages) fn matter(&self, lists: &Lists<'v>) -> Result<Matter, Problem> {
        lists.reader.matter(self.row.id)?.ok_or(Problem::NotFound)
    }

    /// How much is left, in the kind of day the clock counts.
    pub(in crate::pages) fn left(&self, visit: &Visit, matter: &Matter) -> String {
        let left = days_left(&visit.rules().calendar, visit.today(), self.due);
        let clock = matter.clocks.get(&self.clock.id);
        let period = clock.and_then(|clock| clock.period);
        let working = period.is_some_and(|period| period.counting == Counting::Cr2WorkingDays);
        let count = if working { left.working } else { left.calendar };
        wording::days_left(visit.lang(), count, working)
    }

    /// The acts that keep the clock and that the person may do on the matter.
    fn keeping(&self, lists: &Lists<'v>, matter: &Matter) -> Vec<&'v ActRule> {
        let (actor, units) = (lists.person.actor(), &lists.visit.units);
        let acts = keeping(self.law, self.clock);
        acts.filter(|act| admits(act, &actor, matter, units))
            .collect()
    }
}

fn keeping<'v>(law: &'v Procedure, clock: &'v ClockRule) -> impl Iterator<Item = &'v ActRule> {
    clock.satisfied_by.iter().filter_map(|id| law.act(id))
}

fn admits(act: &ActRule, actor: &Actor, matter: &Matter, units: &UnitTree) -> bool {
    let mut by = act.by.iter();
    by.any(|by| by.admits(actor, matter, units).is_some())
}

/// A matter without a running clock whose next step the person can take.
pub(in crate::pages) struct WaitingLine<'v> {
    pub(in crate::pages) row: MatterRow,
    pub(in crate::pages) law: &'v Procedure,
    pub(in crate::pages) acts: Vec<&'v ActRule>,
}

/// A list, and whether there was more than is looked at.
pub(in crate::pages) struct Waiting<T> {
    pub(in crate::pages) lines: Vec<T>,
    pub(in crate::pages) cut: bool,
}

/// The roles' reach into a procedure: not at all, into the units of the posts, or beyond.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hand {
    None,
    Near,
    Far,
}

fn hand(law: &Procedure, actor: &Actor, wanted: impl Fn(&ActRule) -> bool) -> Hand {
    let Actor::Official { posts, .. } = actor else {
        return Hand::None;
    };
    let mut found = Hand::None;
    for entitled in law
        .acts
        .iter()
        .filter(|act| wanted(act))
        .flat_map(|act| &act.by)
    {
        let Entitled::Role { role, reach } = entitled else {
            continue;
        };
        if posts.iter().any(|post| post.role == *role) {
            found = found.max(match reach {
                Reach::Unit | Reach::Within => Hand::Near,
                Reach::City | Reach::Field(_) | Reach::Person(_) => Hand::Far,
            });
        }
    }
    found
}

/// The procedures in which acts of the person's are wanted, near and far.
fn hands(
    lists: &Lists<'_>,
    actor: &Actor,
    wanted: impl Fn(&Procedure, &ActRule) -> bool,
) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut near, mut far) = (BTreeSet::new(), BTreeSet::new());
    for law in lists.visit.rules().packs.procedures.iter() {
        match hand(law, actor, |act| wanted(law, act)) {
            Hand::None => {}
            Hand::Near => {
                near.insert(law.id.clone());
            }
            Hand::Far => {
                far.insert(law.id.clone());
            }
        }
    }
    // One version may reach farther than another.
    near.retain(|id| !far.contains(id));
    (near, far)
}

/// The running clocks that the person can keep, soonest due first.
pub(in crate::pages) fn due<'v>(lists: &Lists<'v>) -> Result<Waiting<DueLine<'v>>, Problem> {
    let actor = lists.person.actor();
    let (near, far) = hands(lists, &actor, |law, act| {
        law.clocks
            .iter()
            .any(|clock| clock.satisfied_by.contains(&act.id))
    });
    let mut cut = false;
    let mut found: Vec<ToDoLine> = Vec::new();
    for (scope, procedures) in [(lists.own(), near), (Scope::City, far)] {
        if procedures.is_empty() {
            continue;
        }
        let procedures = procedures.into_iter().collect();
        let filter = ToDoFilter { scope, procedures };
        let mut after = None;
        for _ in 0..CLOCKS_MAX.div_ceil(ROUND_LENGTH) {
            let page = lists.reader.to_do(&filter, after.as_ref(), ROUND_LENGTH)?;
            found.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        cut |= after.is_some();
    }
    found.sort_by_key(|line| (order(line), line.matter.id));
    let mut lines = Vec::new();
    for line in found {
        if let Some(line) = mine(lists, &actor, line)? {
            lines.push(line);
        }
    }
    Ok(Waiting { lines, cut })
}

fn order(line: &ToDoLine) -> jiff::civil::DateTime {
    match line.clock.due {
        // A day ends after every moment in it.
        Expiry::Day(on) => on.at(23, 59, 59, 0),
        Expiry::Moment(at) => at,
    }
}

/// The line, if an act of the person's keeps the clock. The matter is read only where its fields
/// decide who may act.
fn mine<'v>(
    lists: &Lists<'v>,
    actor: &Actor,
    line: ToDoLine,
) -> Result<Option<DueLine<'v>>, Problem> {
    let procedures = &lists.visit.rules().packs.procedures;
    let Some(law) = procedures.pinned(&line.matter.version) else {
        return Ok(None);
    };
    let Some(clock) = law.clock(&line.clock.clock) else {
        return Ok(None);
    };
    let found = hand(law, actor, |act| clock.satisfied_by.contains(&act.id));
    if found == Hand::None {
        return Ok(None);
    }
    let units = &lists.visit.units;
    let row = &line.matter;
    let bare = Matter::unopened(row.id, row.version.clone(), row.unit.clone(), row.opened_on);
    let mut admitted = keeping(law, clock).any(|act| admits(act, actor, &bare, units));
    if !admitted && found == Hand::Far {
        let matter = lists.reader.matter(row.id)?;
        admitted = matter.is_some_and(|matter| {
            keeping(law, clock).any(|act| admits(act, actor, &matter, units))
        });
    }
    Ok(admitted.then(|| DueLine {
        light: line.clock.light(lists.visit.now),
        due: line.clock.due,
        row: line.matter,
        law,
        clock,
    }))
}

/// Matters without a running clock that the person can move on, latest first.
pub(in crate::pages) fn without_clock<'v>(
    lists: &Lists<'v>,
) -> Result<Waiting<WaitingLine<'v>>, Problem> {
    let (visit, actor) = (lists.visit, lists.person.actor());
    let base = MatterFilter {
        stage_kind: Some(StageKind::Open),
        light: Some((Light::Grey, visit.now)),
        ..MatterFilter::default()
    };
    let (near, far) = hands(lists, &actor, |_, act| moves_on(act));
    let (mut lines, mut looked_at, mut cut) = (Vec::new(), 0, false);
    let wanted = near.into_iter().map(|id| (id, lists.own()));
    let wanted = wanted.chain(far.into_iter().map(|id| (id, Scope::City)));
    for (procedure, scope) in wanted {
        let room = MATTERS_MAX.saturating_sub(looked_at);
        if room == 0 {
            cut = true;
            break;
        }
        let filter = MatterFilter {
            procedure: Some(procedure),
            scope,
            ..base.clone()
        };
        let page = lists.reader.matters(&filter, None, room)?;
        looked_at += page.items.len();
        cut |= page.next.is_some();
        for row in page.items {
            let Some(law) = visit.rules().packs.procedures.pinned(&row.version) else {
                continue;
            };
            let here = |act: &ActRule| moves_on(act) && leads_from(act, &row.stage);
            if hand(law, &actor, here) == Hand::None {
                continue;
            }
            let Some(matter) = lists.reader.matter(row.id)? else {
                continue;
            };
            let acts = next_steps(visit, law, &matter, &actor);
            if !acts.is_empty() {
                lines.push(WaitingLine { row, law, acts });
            }
        }
    }
    lines.sort_by_key(|line| (line.row.moved_on, line.row.id));
    Ok(Waiting { lines, cut })
}

/// Whether an act takes a matter to another stage; acts that only add to it are not waited for.
fn moves_on(act: &ActRule) -> bool {
    match (&act.from, &act.to) {
        (From::Opening, _) | (_, To::Stay) => false,
        (From::Stages(from), To::Stage(to)) => !(from.len() == 1 && from.contains(to)),
        (From::Stages(_), To::Previous) => true,
    }
}

fn leads_from(act: &ActRule, stage: &str) -> bool {
    matches!(&act.from, From::Stages(from) if from.contains(stage))
}

fn next_steps<'v>(
    visit: &Visit,
    law: &'v Procedure,
    matter: &Matter,
    actor: &Actor,
) -> Vec<&'v ActRule> {
    let setting = visit.setting();
    let moving = law.acts.iter().filter(|act| moves_on(act));
    moving
        .filter(|act| could_do(law, &setting, matter, act, actor).is_ok())
        .collect()
}

/// The acts that keep a clock and are lawful now; else those that lead on; else the matter.
pub(in crate::pages) fn what_to_do<'v>(
    lists: &Lists<'v>,
    line: &DueLine<'v>,
    matter: &Matter,
) -> Result<Markup, Problem> {
    let (visit, law) = (lists.visit, line.law);
    let actor = lists.person.actor();
    let setting = visit.setting();
    let lawful = |act: &&ActRule| could_do(law, &setting, matter, act, &actor).is_ok();
    let now: Vec<&ActRule> = line
        .keeping(lists, matter)
        .into_iter()
        .filter(lawful)
        .collect();
    if !now.is_empty() {
        return Ok(act_links(visit, &matter.number, &now));
    }
    let before = next_steps(visit, law, matter, &actor);
    Ok(html! {
        @if before.is_empty() {
            span.quiet { (visit.say(
                "等前一步由他人办理",
                "An earlier step is with somebody else",
            )) }
        } @else {
            span.quiet { (visit.say("先办：", "First: ")) }
            (act_links(visit, &matter.number, &before))
        }
    })
}

/// Acts as links to their forms.
pub(in crate::pages) fn act_links(visit: &Visit, number: &str, acts: &[&ActRule]) -> Markup {
    html! {
        @for (index, act) in acts.iter().take(ACTS_NAMED_MAX).enumerate() {
            @if index > 0 { (visit.say("、", ", ")) }
            a href=(crate::pages::matter::act_address(number, &act.id)) {
                (act.title.get(visit.lang()))
            }
        }
        @if acts.len() > ACTS_NAMED_MAX {
            " " a href=(crate::pages::matter::address(number)) { (visit.say("更多", "more")) }
        }
    }
}
