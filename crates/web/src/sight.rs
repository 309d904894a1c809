//! What the person at the desk may see: one matter, or a list of matters.
//!
//! The rule itself is the office's ([`fadu_office::see_matter`]); every page of the desk asks
//! here before it shows a matter.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use fadu_kernel::act::Act;
use fadu_kernel::hidden::hidden_fields;
use fadu_kernel::matter::{Matter, MatterId};
use fadu_kernel::procedure::Procedure;
use fadu_kernel::words::Words;
use fadu_office::fault::Fault;
use fadu_office::see_matter::{Reachable, Sight, reachable, sight, unseen_words, works};
use fadu_store::{MatterFilter, MatterRow, Page, Reader, Scope, Snapshot};

use crate::visit::{Person, Problem, Visit};

/// Most rounds of reading for one page of a list of which some lines are not shown.
const ROUNDS_MAX: usize = 20;
/// Lines read in one round.
const ROUND_LENGTH: usize = 200;

/// A matter that may be seen.
#[derive(Debug)]
pub struct Seen<'v> {
    /// The matter as its last act left it, without the fields that are hidden from the person.
    pub matter: Matter,
    /// The procedure to which it is pinned.
    pub law: &'v Procedure,
    /// How much may be seen.
    pub sight: Sight,
    /// Fields that are hidden from the person's unit.
    pub hidden: BTreeSet<String>,
}

impl Seen<'_> {
    /// Whether all of the record may be seen, as a receipt shows it.
    pub fn is_whole(&self) -> bool {
        self.sight == Sight::Whole && self.hidden.is_empty()
    }

    /// An act without the facts that are hidden from the person.
    pub fn masked(&self, mut act: Act) -> Act {
        act.facts.retain(|field, _| !self.hidden.contains(field));
        act
    }
}

/// A snapshot of the record, for pages that read more than once.
pub fn snapshot(visit: &Visit) -> Result<Snapshot, Problem> {
    Ok(visit.app.office.store().snapshot(&visit.app.office.city)?)
}

/// Somebody signed in who works on matters; the administrators do not.
pub fn at_work(visit: &Visit) -> Result<&Person, Problem> {
    let person = visit.signed_in()?;
    if works(&person.posts) {
        return Ok(person);
    }
    Err(Problem::Forbidden(Words::new(
        "本页只供有业务岗位的人使用。系统、安全、审计管理员不查看也不办理事项；\
         没有岗位的，请联系安全管理员。",
        "This page is for people with a post in the work itself. The system, security and audit \
         administrators neither see nor handle matters; without a post, ask the security \
         administrator.",
    )))
}

/// Somebody signed in who holds an administrator's role.
pub fn administrator<'v>(visit: &'v Visit, role: &str) -> Result<&'v Person, Problem> {
    let person = visit.signed_in()?;
    if person.holds(role) {
        return Ok(person);
    }
    let title = visit
        .rules()
        .packs
        .roles
        .get(role)
        .map(|role| role.title.clone());
    let title = title.unwrap_or_else(|| Words::new(role, role));
    Err(Problem::Forbidden(Words::new(
        format!(
            "本页只供{}使用；三员分立，其他人员包括另两类管理员都不能打开。",
            title.zh
        ),
        format!(
            "This page is for the {} alone; the three administrators are kept apart.",
            title.en.to_lowercase()
        ),
    )))
}

/// The matter with a number, if the person at the desk may see it.
pub fn see_number<'v>(
    visit: &'v Visit,
    reader: &Reader,
    number: &str,
) -> Result<Seen<'v>, Problem> {
    let person = at_work(visit)?;
    let matter = reader.matter_by_number(number)?.ok_or(Problem::NotFound)?;
    see(visit, person, matter)
}

fn see<'v>(visit: &'v Visit, person: &Person, mut matter: Matter) -> Result<Seen<'v>, Problem> {
    let law = law_of(visit, &matter.version)?;
    let actor = person.actor();
    let sight = sight(law, &matter, &actor, &visit.units);
    if sight == Sight::Nothing {
        let holder = visit.units.get(&matter.unit).map(|unit| unit.name.clone());
        let holder = holder.unwrap_or_else(|| Words::new(matter.unit.clone(), matter.unit.clone()));
        return Err(Problem::Forbidden(unseen_words(law, &holder)));
    }
    let hidden = hidden_fields(law, &matter, &actor, &visit.units);
    matter.fields.retain(|field, _| !hidden.contains(field));
    Ok(Seen {
        matter,
        law,
        sight,
        hidden,
    })
}

/// The procedure version to which a matter is pinned.
pub fn law_of<'v>(visit: &'v Visit, version: &str) -> Result<&'v Procedure, Problem> {
    let law = visit.rules().packs.procedures.pinned(version);
    law.ok_or_else(|| Problem::Fault(Fault::Damaged(version.to_owned())))
}

/// Logs that sensitive fields of a matter are looked at, before they are shown. Where the look
/// cannot be logged nothing is shown.
pub fn log_sensitive(visit: &Visit, person: &Person, seen: &Seen<'_>) -> Result<(), Problem> {
    if seen.sight != Sight::Whole {
        return Ok(());
    }
    let shown: Vec<&str> = seen
        .law
        .fields
        .iter()
        .filter(|field| field.sensitive && seen.matter.fields.contains_key(&field.id))
        .map(|field| field.id.as_str())
        .collect();
    if shown.is_empty() {
        return Ok(());
    }
    let what = format!("view {}", shown.join(" "));
    let (account, matter) = (person.account.id.clone(), seen.matter.id);
    let log = visit
        .app
        .office
        .ask(move |work| work.log_access(&account, Some(matter), &what));
    Ok(log.wait()?)
}

/// The lists of a person: which matters they reach, line by line.
pub struct Lists<'a> {
    /// The request.
    pub visit: &'a Visit,
    /// The snapshot read.
    pub reader: &'a Reader,
    /// Whose lists.
    pub person: &'a Person,
    /// Where they reach.
    pub reach: Reachable,
    /// Procedures of which the city holds a matter, once they were asked for.
    held: OnceCell<BTreeSet<String>>,
}

impl<'a> Lists<'a> {
    /// The lists of the person at the desk.
    pub fn new(visit: &'a Visit, reader: &'a Reader, person: &'a Person) -> Self {
        let reach = reachable(&visit.rules().packs.procedures, &person.posts, &visit.units);
        Self {
            visit,
            reader,
            person,
            reach,
            held: OnceCell::new(),
        }
    }

    /// The units of the person's posts and all below them.
    pub fn own(&self) -> Scope {
        Scope::Units {
            within: self.reach.within.clone(),
            exactly: Vec::new(),
        }
    }

    /// Whether a unit is one of the person's or stands below one.
    pub fn covers(&self, unit: &str) -> bool {
        self.reach
            .within
            .iter()
            .any(|upper| self.visit.units.covers(upper, unit))
    }

    /// How much of a matter in a list may be seen.
    pub fn sight(&self, row: &MatterRow) -> Result<Sight, Problem> {
        let Some(law) = self.visit.rules().packs.procedures.pinned(&row.version) else {
            return Ok(Sight::Nothing);
        };
        let actor = self.person.actor();
        let stub = Matter::unopened(row.id, row.version.clone(), row.unit.clone(), row.opened_on);
        let found = sight(law, &stub, &actor, &self.visit.units);
        if found == Sight::Whole || !self.reach.anywhere.contains(&row.procedure) {
            return Ok(found);
        }
        // A field of the matter may name a unit of the person's.
        let matter = self.reader.matter(row.id)?;
        Ok(matter.map_or(found, |matter| {
            sight(law, &matter, &actor, &self.visit.units)
        }))
    }

    /// The queries whose results together are what a filter finds in reach. `unit` narrows to a
    /// unit and all below it.
    fn filters(&self, base: &MatterFilter, unit: Option<&str>) -> Vec<MatterFilter> {
        let far: BTreeSet<&String> = match &base.procedure {
            Some(procedure) => self.reach.anywhere.get(procedure).into_iter().collect(),
            None => self.reach.anywhere.iter().collect(),
        };
        let near = match unit {
            None => Some(self.own()),
            Some(unit) => self.covers(unit).then(|| Scope::within(unit)),
        };
        let everywhere = unit.map_or(Scope::City, Scope::within);
        // A far reach into the one procedure asked for holds the near one.
        let only_far = base.procedure.is_some() && !far.is_empty();
        let near = near.filter(|_| !only_far);
        let near = near.map(|scope| MatterFilter {
            scope,
            ..base.clone()
        });
        let far = far.into_iter().map(|procedure| MatterFilter {
            scope: everywhere.clone(),
            procedure: Some(procedure.clone()),
            ..base.clone()
        });
        near.into_iter().chain(far).collect()
    }

    /// The same without procedures of which the city holds no matter.
    fn filters_held(
        &self,
        base: &MatterFilter,
        unit: Option<&str>,
    ) -> Result<Vec<MatterFilter>, Problem> {
        let held = self.held()?;
        let mut filters = self.filters(base, unit);
        filters.retain(|filter| filter.procedure.as_ref().is_none_or(|id| held.contains(id)));
        Ok(filters)
    }

    fn held(&self) -> Result<&BTreeSet<String>, Problem> {
        if let Some(held) = self.held.get() {
            return Ok(held);
        }
        let counts = self.reader.count_by_stage(&Scope::City)?;
        let held = counts.into_iter().map(|count| count.procedure).collect();
        Ok(self.held.get_or_init(|| held))
    }

    /// Matters in reach, newest first, those before `before`.
    pub fn page(
        &self,
        base: &MatterFilter,
        unit: Option<&str>,
        before: Option<MatterId>,
        limit: usize,
    ) -> Result<Page<MatterRow, MatterId>, Problem> {
        let filters = self.filters_held(base, unit)?;
        let (mut items, mut before) = (Vec::new(), before);
        for round in 0..ROUNDS_MAX {
            // Few lines are not shown, so that the first round is nearly always the last.
            let length = if round == 0 { limit + 1 } else { ROUND_LENGTH };
            let (rows, reached) = self.round(&filters, before, length)?;
            for row in rows {
                if self.sight(&row)? > Sight::Nothing {
                    items.push(row);
                }
            }
            before = reached;
            if before.is_none() || items.len() > limit {
                break;
            }
        }
        if items.len() <= limit {
            return Ok(Page {
                items,
                next: before,
            });
        }
        items.truncate(limit);
        let next = items.last().map(|row| row.id);
        Ok(Page { items, next })
    }

    /// One round: the lines that every query has read up to, and how far that is.
    fn round(
        &self,
        filters: &[MatterFilter],
        before: Option<MatterId>,
        length: usize,
    ) -> Result<(Vec<MatterRow>, Option<MatterId>), Problem> {
        let (mut rows, mut reached): (Vec<MatterRow>, Option<MatterId>) = (Vec::new(), None);
        for filter in filters {
            let page = self.reader.matters(filter, before, length)?;
            reached = reached.max(page.next);
            rows.extend(page.items);
        }
        rows.retain(|row| reached.is_none_or(|reached| row.id >= reached));
        rows.sort_by_key(|row| std::cmp::Reverse(row.id));
        rows.dedup_by_key(|row| row.id);
        Ok((rows, reached))
    }
}
