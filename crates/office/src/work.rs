//! One group of work on its way into the record: the matters touched, the leaves appended, the
//! numbers given. What the kernel decides is kept here, line by line, in one transaction.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use fadu_kernel::act::{Act, ActId};
use fadu_kernel::enact::{Enacted, FOUND_MAX, Record};
use fadu_kernel::field::Value;
use fadu_kernel::matter::{Matter, MatterId};
use fadu_kernel::procedure::{LookKey, Procedure};
use fadu_kernel::refusal::Refusal;
use fadu_kernel::unit::UnitTree;
use fadu_ledger::{Checkpoint, Commitment, Frontier, Salt, SignerKey};
use fadu_store::{Access, Batch, ClockRow, Publication, RefusalLine};
use jiff::civil::{Date, DateTime};
use serde::Serialize;

use crate::fault::Fault;
use crate::lines::{line_of, title_of};
use crate::office::chance;
use crate::rules::Rules;
use crate::see_matter::keeps_sensitive;
use crate::sign_report::{fingerprint, paper_of};

/// Matters kept in memory between groups, so that busy ones are not read again for each act.
const HELD_MATTERS_MAX: usize = 20_000;

/// What the writer holds between groups.
#[derive(Debug)]
pub struct Held {
    /// The ledger's right edge as committed.
    frontier: Option<Frontier>,
    /// The right edge with the leaves of the group under way.
    ahead: Option<Frontier>,
    matters: HashMap<MatterId, Matter>,
    last_act: Option<ActId>,
}

impl Held {
    /// Starts with the ledger's right edge.
    pub fn new(frontier: Frontier) -> Self {
        Self {
            frontier: Some(frontier),
            ahead: None,
            matters: HashMap::new(),
            last_act: None,
        }
    }

    /// The group is durable.
    pub fn settle(&mut self) {
        self.frontier = self.ahead.take().or_else(|| self.frontier.take());
        if self.matters.len() > HELD_MATTERS_MAX {
            self.matters.clear();
        }
    }

    /// The group failed: nothing held can be trusted.
    pub fn forget(&mut self) {
        *self = Self {
            frontier: None,
            ahead: None,
            matters: HashMap::new(),
            last_act: None,
        };
    }
}

/// A group of work under way.
pub struct Work<'w> {
    /// The store's transaction.
    pub batch: Batch<'w>,
    /// What the city decides by.
    pub rules: &'w Arc<Rules>,
    /// The unit tree of this group.
    pub units: &'w UnitTree,
    /// The city's civil time of the piece of work under way.
    pub now: DateTime,
    held: &'w mut Held,
    frontier: Frontier,
    last_act: ActId,
    leaves: Vec<Commitment>,
    touched: Vec<MatterId>,
    code_hash: Option<String>,
    savepoints: Savepoints,
}

/// How a piece of work that fails is undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Savepoints {
    /// By the savepoint that it has in the store.
    Kept,
    /// Not at all: what fails has mostly written nothing yet.
    Trusted,
    /// It had written something: the whole group must be undone.
    Spoiled,
}

impl<'w> Work<'w> {
    /// Begins a group.
    pub fn new(
        batch: Batch<'w>,
        rules: &'w Arc<Rules>,
        units: &'w UnitTree,
        held: &'w mut Held,
    ) -> Result<Self, Fault> {
        let frontier = match held.frontier.clone() {
            Some(frontier) => frontier,
            None => batch.frontier()?,
        };
        let last_act = match held.last_act {
            Some(last) => last,
            None => batch.last_act_id()?.unwrap_or(ActId(-1)),
        };
        held.last_act = Some(last_act);
        held.frontier = Some(frontier.clone());
        Ok(Self {
            batch,
            rules,
            units,
            now: DateTime::MIN,
            held,
            frontier,
            last_act,
            leaves: Vec::new(),
            touched: Vec::new(),
            code_hash: None,
            savepoints: Savepoints::Kept,
        })
    }

    /// The same without savepoints, for a group that can be done again.
    #[must_use]
    pub(crate) fn trusting(self) -> Self {
        Self {
            savepoints: Savepoints::Trusted,
            ..self
        }
    }

    /// Whether a piece of work failed after it had written something, with no savepoint to go
    /// back to. Then nothing of the group may be committed.
    pub(crate) fn is_spoiled(&self) -> bool {
        self.savepoints == Savepoints::Spoiled
    }

    /// Runs a piece of work; what it wrote is undone when it fails.
    pub fn in_savepoint<T>(
        &mut self,
        verb: impl FnOnce(&mut Self) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let (act, leaves, touched) = (self.last_act, self.leaves.len(), self.touched.len());
        let kept = self.savepoints == Savepoints::Kept;
        let written = self.batch.rows_written();
        if kept {
            self.batch.savepoint()?;
        }
        let result = verb(self);
        if result.is_ok() {
            if kept {
                self.batch.release()?;
            }
            return result;
        }
        if kept {
            self.batch.rollback()?;
        } else if self.batch.rows_written() != written {
            self.savepoints = Savepoints::Spoiled;
        }
        self.last_act = act;
        self.leaves.truncate(leaves);
        for id in self.touched.split_off(touched.min(self.touched.len())) {
            self.held.matters.remove(&id);
        }
        result
    }

    /// Appends the group's leaves, signs the checkpoint and makes everything durable.
    pub fn seal_and_commit(mut self, signer: &SignerKey) -> Result<(), Fault> {
        if !self.leaves.is_empty() {
            let hashes = self.leaves.iter().map(Commitment::leaf_hash);
            let rows = self.frontier.append_all(hashes);
            self.batch.append_rows(&rows)?;
            let (size, root) = (self.frontier.size(), self.frontier.root());
            let checkpoint = Checkpoint::new(signer.verifier().name(), size, root);
            let note = checkpoint
                .sign(signer)
                .map_err(|_| Fault::Damaged("checkpoint".into()))?;
            self.batch
                .put_checkpoint(size, &note.to_string(), self.now)?;
        }
        self.held.ahead = Some(self.frontier);
        self.held.last_act = Some(self.last_act);
        self.batch.commit()?;
        Ok(())
    }

    /// The hash of the code by which a party tracks the matters opened from now on.
    pub fn set_code_hash(&mut self, code_hash: Option<String>) {
        self.code_hash = code_hash;
    }

    /// Records a refusal: what the law forbade is known, even though nothing was done.
    pub fn keep_refusal(
        &self,
        account: Option<&str>,
        procedure: &str,
        act: &str,
        matter: Option<MatterId>,
        refusal: &Refusal,
    ) -> Result<(), Fault> {
        let citation: Vec<String> = refusal.basis.iter().map(ToString::to_string).collect();
        self.batch.put_refusal(&RefusalLine {
            id: 0,
            at: self.now,
            account: account.map(str::to_owned),
            procedure: procedure.to_owned(),
            act: act.to_owned(),
            matter,
            rule: refusal.rule.key().to_owned(),
            citation: Some(citation.join(" ")).filter(|text| !text.is_empty()),
            words: refusal.words.clone(),
        })?;
        Ok(())
    }

    /// Logs who looked at or did what outside matters' acts.
    pub fn log_access(
        &self,
        account: &str,
        matter: Option<MatterId>,
        what: &str,
    ) -> Result<(), Fault> {
        let at = self.now;
        let (account, what) = (account.to_owned(), what.to_owned());
        self.batch.put_access(&Access {
            id: 0,
            at,
            account,
            matter,
            what,
        })?;
        Ok(())
    }

    /// Keeps a matter out of which something was erased. No act did it, so nothing else changes.
    pub(crate) fn keep_erased(
        &mut self,
        law: &Procedure,
        matter: &Matter,
        title: &str,
    ) -> Result<(), Fault> {
        let line = line_of(law, matter, title, None);
        self.batch.put_matter(matter, &line)?;
        for field in &law.keyed {
            self.put_keys(law, field, matter)?;
        }
        self.held.matters.remove(&matter.id);
        Ok(())
    }

    fn put_line(&self, law: &Procedure, enacted: &Enacted) -> Result<(), Fault> {
        let after = &enacted.after;
        let title = title_of(law, enacted, self.rules);
        let code_hash = self.code_hash.as_deref();
        let code_hash = code_hash.filter(|_| enacted.before.is_unopened());
        let line = line_of(law, after, &title, code_hash);
        if enacted.before.is_unopened() {
            self.batch.open_matter(after, &line)?;
        } else {
            self.batch.put_matter(after, &line)?;
        }
        Ok(())
    }

    /// Keeps the keys that the act changed, by which looks find the matter.
    fn put_changed_keys(&self, law: &Procedure, enacted: &Enacted) -> Result<(), Fault> {
        for field in &law.keyed {
            if enacted.before.fields.get(field) != enacted.after.fields.get(field) {
                self.put_keys(law, field, &enacted.after)?;
            }
        }
        Ok(())
    }

    /// Keeps the values of one key of a matter.
    pub(crate) fn put_keys(
        &self,
        law: &Procedure,
        field: &str,
        matter: &Matter,
    ) -> Result<(), Fault> {
        let values = matter.fields.get(field).map(Value::keys);
        let values = values.unwrap_or_default();
        self.batch.put_keys(&law.id, field, matter.id, &values)?;
        Ok(())
    }

    /// Puts an act into the feed of events, without anything personal.
    fn tell(&self, law: &Procedure, act: &Act) -> Result<(), Fault> {
        let number = (!keeps_sensitive(law)).then_some(&act.number);
        let body = ActDone {
            act: act.id,
            matter: number,
            procedure: &law.id,
            name: &act.act,
            unit: &act.unit,
            stage: &act.stage,
            on: act.at.date(),
        };
        self.batch.append_event(self.now, "fadu.act.done", &body)?;
        Ok(())
    }

    /// Publishes and takes down what the act calls for.
    fn publish(&self, law: &Procedure, enacted: &Enacted) -> Result<(), Fault> {
        let (act, on) = (&enacted.act, enacted.act.at.date());
        for publication in &law.publications {
            if publication.by_act == act.act {
                let shown = publication.shows.iter().filter_map(|field| {
                    Some((field.clone(), enacted.after.fields.get(field)?.clone()))
                });
                let shown: std::collections::BTreeMap<_, _> = shown.collect();
                let until = publication
                    .days
                    .map(|days| on.saturating_add(jiff::Span::new().days(i64::from(days))));
                self.batch.put_publication(&Publication {
                    matter: act.matter,
                    publication: publication.id.clone(),
                    act: act.id,
                    shown: serde_json::to_value(&shown)
                        .map_err(|_| Fault::Damaged(format!("act {}", act.id.0)))?,
                    from_on: on,
                    until_on: until,
                    withdrawn_on: None,
                })?;
            }
            if publication.withdrawn_by.contains(&act.act) {
                self.batch
                    .withdraw_publication(act.matter, &publication.id, on)?;
            }
        }
        Ok(())
    }
}

impl Record for Work<'_> {
    type Fault = Fault;

    fn matter(&mut self, id: MatterId) -> Result<Option<Matter>, Fault> {
        if let Some(matter) = self.held.matters.get(&id) {
            let mut matter = matter.clone();
            let law = self.rules.packs.procedures.pinned(&matter.version);
            if law.is_some_and(|law| !law.watches.is_empty()) {
                matter.linked = self.batch.linked(id)?;
            }
            return Ok(Some(matter));
        }
        let matter = self.batch.matter(id)?;
        if let Some(matter) = &matter {
            self.held.matters.insert(id, matter.clone());
        }
        Ok(matter)
    }

    fn next_act(&mut self) -> Result<ActId, Fault> {
        self.last_act = ActId(self.last_act.0 + 1);
        Ok(self.last_act)
    }

    fn next_number(&mut self, law: &Procedure, unit: &str, on: Date) -> Result<String, Fault> {
        let year = i64::from(on.year());
        let seq = self.batch.next_number(&law.id, unit, year)?;
        let short = self
            .units
            .get(unit)
            .map_or(unit, |unit| unit.short.as_str());
        let number = law
            .number
            .replace("{unit}", short)
            .replace("{year}", &year.to_string());
        Ok(number.replace("{seq}", &seq.to_string()))
    }

    fn find(&mut self, procedure: &str, key: &LookKey, value: &str) -> Result<Vec<Matter>, Fault> {
        // What the work under way wrote is seen: it runs in the same transaction.
        Ok(self
            .batch
            .matters_by_key(procedure, key, value, FOUND_MAX)?)
    }

    fn keep(&mut self, enacted: &Enacted) -> Result<(), Fault> {
        let act = &enacted.act;
        let law = self.rules.packs.procedures.pinned(&act.version);
        let law = law.ok_or_else(|| Fault::Damaged(act.version.clone()))?;
        assert_eq!(
            act.id, self.last_act,
            "acts are kept in the order of their keys"
        );
        let signed = paper_of(&self.batch, self.rules, enacted, self.now)?;
        let act = &match &signed {
            Some(body) => Cow::Owned(Act {
                paper: Some(fingerprint(body)),
                ..act.clone()
            }),
            None => Cow::Borrowed(act),
        };
        if let Some(body) = &signed {
            self.batch.put_signed_paper(act.id, body)?;
        }
        let record = canonical(act)?;
        let salt = fresh_salt()?;
        let commitment = Commitment::to(&salt, record.as_bytes());
        self.leaves.push(commitment);
        // The matter comes first: what refers to it finds it there.
        self.put_line(law, enacted)?;
        self.batch.put_act(act, &record, &salt, self.now)?;
        self.batch.put_entry(act.id, &commitment)?;
        self.put_changed_keys(law, enacted)?;
        let clocks = clock_rows(law, &enacted.after);
        if !clocks.is_empty() || !enacted.before.is_unopened() {
            self.batch.put_clocks(&enacted.after, &clocks)?;
        }
        self.batch.put_contributions(act.id, &enacted.contributions);
        self.publish(law, enacted)?;
        self.tell(law, act)?;
        self.touched.push(enacted.after.id);
        self.held
            .matters
            .insert(enacted.after.id, enacted.after.clone());
        Ok(())
    }
}

/// What the feed of events tells of an act.
#[derive(Serialize)]
struct ActDone<'a> {
    act: ActId,
    matter: Option<&'a String>,
    procedure: &'a str,
    name: &'a str,
    unit: &'a str,
    stage: &'a str,
    on: Date,
}

/// The canonical bytes of an act: keys in the order of the type, maps sorted.
pub(crate) fn canonical(act: &Act) -> Result<String, Fault> {
    serde_json::to_string(act).map_err(|_| Fault::Damaged(format!("act {}", act.id.0)))
}

fn fresh_salt() -> Result<Salt, Fault> {
    Ok(Salt(chance::<32>()?))
}

/// The clocks that lists and lights look at: duties, and what the law draws from lapse. A right
/// that merely runs out makes nobody late; the matter itself still shows it.
fn clock_rows(law: &Procedure, matter: &Matter) -> Vec<ClockRow> {
    let rows = matter.clocks.iter().filter_map(|(id, clock)| {
        let rule = law.clock(id);
        let warn_days = rule.map_or(0, |rule| rule.warn_days);
        let lapses = rule.is_some_and(|rule| rule.on_lapse.is_some());
        (lapses || !clock.right).then(|| ClockRow::of(id, clock, warn_days, lapses))
    });
    rows.collect()
}
