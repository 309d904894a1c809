//! Procedures (程序): what a pack says, checked and ready to decide by.
//!
//! Values of these types are made by the pack compiler, which guarantees that every name in them
//! resolves and every expression types. Nothing here reads files.

mod entry;
mod look;
mod papers;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::actor::Entitled;
use crate::citation::Citation;
use crate::condition::Condition;
use crate::deadline::{Counting, LengthUnit};
use crate::field::Field;
use crate::unit::UnitKind;
use crate::words::Words;

pub use entry::{About, Entry};
pub use look::{Lens, Look, LookKey};
pub use papers::{Document, Publication, Unwritten};

/// One version of a procedure. Matters are pinned to `id@in_force`.
#[derive(Debug, Clone)]
pub struct Procedure {
    /// Key, the same over versions.
    pub id: String,
    /// The pack it came from.
    pub pack: String,
    /// The mission's system code, such as `S20`.
    pub system: String,
    /// Its name.
    pub title: Words,
    /// The principal law.
    pub law: String,
    /// First day on which a matter may be opened under this version.
    pub in_force: Date,
    /// Last such day, when a later version replaced it.
    pub until: Option<Date>,
    /// Whether matters end, stand, or are done in one act.
    pub holds: Holds,
    /// Pattern of the number people see (案号): `{unit}`, `{year}`, `{seq}`.
    pub number: String,
    /// The line shown in lists.
    pub name: Option<Condition>,
    /// Kinds of unit that may hold a matter; empty for any.
    pub unit_kinds: Vec<UnitKind>,
    /// The guided entry of the public portal.
    pub entry: Option<Entry>,
    /// Stages in the order of the file.
    pub stages: Vec<Stage>,
    /// Fields in the order of the file.
    pub fields: Vec<Field>,
    /// Acts in the order of the file.
    pub acts: Vec<ActRule>,
    /// Clocks in the order of the file.
    pub clocks: Vec<ClockRule>,
    /// Papers that acts issue.
    pub documents: Vec<Document>,
    /// What is published.
    pub publications: Vec<Publication>,
    /// What the law says and this pack cannot say yet.
    pub unwritten: Vec<Unwritten>,
    /// Procedures whose linked matters its expressions count, with their open stages.
    pub watches: BTreeMap<String, BTreeSet<String>>,
    /// What its acts look up in other registers.
    pub looks: Vec<Look>,
    /// Fields by which looks of any procedure find its matters.
    pub keyed: BTreeSet<String>,
}

/// What a matter of a procedure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Work that ends.
    Matter,
    /// A thing that stands in a register.
    Register,
    /// Something done in one act.
    Activity,
}

/// A stage.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Key.
    pub id: String,
    /// Name.
    pub title: Words,
    /// Whether work goes on.
    pub kind: StageKind,
}

/// Whether work goes on in a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StageKind {
    /// Work goes on.
    Open,
    /// Stands in a register.
    Standing,
    /// Ended.
    Closed,
}

impl StageKind {
    /// The key in packs and records.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Standing => "standing",
            Self::Closed => "closed",
        }
    }
}

/// Where an act may start from.
#[derive(Debug, Clone)]
pub enum From {
    /// It opens the matter.
    Opening,
    /// Any of these stages.
    Stages(BTreeSet<String>),
}

/// Where an act leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// The stage stays.
    Stay,
    /// To this stage.
    Stage(String),
    /// Back to the stage before the last change.
    Previous,
}

/// One act (行为) that a procedure knows.
#[derive(Debug, Clone)]
pub struct ActRule {
    /// Key.
    pub id: String,
    /// The law's own verb.
    pub title: Words,
    /// Who may do it; deny by default.
    pub by: Vec<Entitled>,
    /// From where.
    pub from: From,
    /// To where.
    pub to: To,
    /// The articles that allow it.
    pub basis: Vec<Citation>,
    /// A working arrangement of the place, without statutory basis.
    pub local: bool,
    /// Facts that must be given, in the order of the form.
    pub asks: Vec<String>,
    /// Facts that may be given.
    pub may_ask: Vec<String>,
    /// Fields set by expressions after the facts.
    pub sets: Vec<(String, Condition)>,
    /// What must hold, else the act is refused.
    pub requires: Vec<Require>,
    /// Matters it opens elsewhere.
    pub opens: Vec<Opens>,
    /// What it tells the matter that opened this one.
    pub returns: Vec<Returns>,
    /// Papers it issues.
    pub issues: Vec<String>,
    /// Shown on the form.
    pub note: Option<Words>,
    /// For an opening act: the matter upon which it must be done.
    pub upon: Option<Upon>,
    /// What it looks up before it is decided, by the ids of looks.
    pub looks: BTreeSet<String>,
}

/// The matter upon which another is opened: it becomes its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upon {
    /// Its procedure.
    pub procedure: String,
    /// The stages in which it must stand.
    pub stages: BTreeSet<String>,
}

/// A rule that must hold for an act.
#[derive(Debug, Clone)]
pub struct Require {
    /// The condition.
    pub when: Condition,
    /// The rule it rests on.
    pub basis: Citation,
    /// Said when it does not hold.
    pub otherwise: Words,
    /// What can be done instead.
    pub instead: Option<Words>,
}

/// A hand-over that opens a linked matter.
#[derive(Debug, Clone)]
pub struct Opens {
    /// The procedure opened.
    pub procedure: String,
    /// Its opening act.
    pub act: String,
    /// Only if.
    pub when: Option<Condition>,
    /// The unit of the new matter; default the same.
    pub unit: Option<Condition>,
    /// The units of several new matters, one in each.
    pub units: Option<Condition>,
    /// Facts carried over: target fact and expression over the source.
    pub carry: Vec<(String, Condition)>,
}

/// An act done on the matter that opened this one.
#[derive(Debug, Clone)]
pub struct Returns {
    /// The procedure of the opening matter; others are left alone.
    pub procedure: String,
    /// The act done there.
    pub act: String,
    /// Only if.
    pub when: Option<Condition>,
    /// Facts carried back.
    pub carry: Vec<(String, Condition)>,
}

/// A statutory period (期限).
#[derive(Debug, Clone)]
pub struct ClockRule {
    /// Key.
    pub id: String,
    /// Name.
    pub title: Words,
    /// Acts that start it.
    pub starts: Vec<String>,
    /// The date it starts from; default the act's.
    pub from: Option<Condition>,
    /// Starts only if.
    pub when: Option<Condition>,
    /// How long.
    pub term: Term,
    /// Other terms in some cases; the first that holds wins.
    pub variants: Vec<Variant>,
    /// The articles it rests on.
    pub basis: Vec<Citation>,
    /// Acts that keep it.
    pub satisfied_by: Vec<String>,
    /// Acts that end it, neither kept nor broken.
    pub cancelled_by: Vec<String>,
    /// Acts that start it only to see when it is due, and end it at once.
    pub measured_by: Vec<String>,
    /// Acts that suspend it.
    pub suspended_by: Vec<String>,
    /// Acts that let it run on.
    pub resumed_by: Vec<String>,
    /// Who may extend it, and how far.
    pub extension: Option<Extension>,
    /// Calendar days before due when the light turns yellow.
    pub warn_days: u32,
    /// The act of law at lapse.
    pub on_lapse: Option<String>,
    /// What the law attaches to lapse, in words.
    pub lapse_note: Option<Words>,
    /// A target of policy and not of law.
    pub local: bool,
    /// A right that lapses, such as the time to appeal, and not a duty of an office: when it has
    /// run out nobody is late.
    pub right: bool,
}

/// The length of a clock.
#[derive(Debug, Clone)]
pub enum Term {
    /// So many of a unit, counted by a rule.
    Length {
        /// How many.
        length: u32,
        /// Of what.
        unit: LengthUnit,
        /// Counted how.
        counting: Counting,
    },
    /// The date an order sets.
    Due(Condition),
}

/// Another term in some cases.
#[derive(Debug, Clone)]
pub struct Variant {
    /// In which.
    pub when: Condition,
    /// The term then.
    pub term: Term,
    /// The articles it rests on.
    pub basis: Vec<Citation>,
}

/// How a clock may be extended.
#[derive(Debug, Clone)]
pub struct Extension {
    /// The act that extends.
    pub by: String,
    /// By how much, in the clock's unit.
    pub length: ExtensionLength,
    /// How often.
    pub times: u32,
    /// The articles.
    pub basis: Vec<Citation>,
}

/// By how much an extension lengthens.
#[derive(Debug, Clone)]
pub enum ExtensionLength {
    /// Always so much.
    Fixed(u32),
    /// What the act says, up to a limit.
    Given {
        /// The expression, normally a field of the extending act.
        length: Condition,
        /// The most that the law allows.
        max: u32,
    },
}

/// A role that people hold by a post.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// Key.
    pub id: String,
    /// Name.
    pub title: Words,
    /// The articles that create it.
    pub basis: Vec<Citation>,
}

/// What a province or city may set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// `pack.key`.
    pub id: String,
    /// Name.
    pub title: Words,
    /// The value in force after overlays.
    pub value: i64,
    /// Where it comes from.
    pub basis: Citation,
    /// The overlay that set it, if one did.
    pub set_by: Option<String>,
}

impl ClockRule {
    /// Whether an act starts it, for good or only to measure.
    pub fn is_started_by(&self, act: &str) -> bool {
        self.starts
            .iter()
            .chain(&self.measured_by)
            .any(|starts| starts == act)
    }
}

impl Procedure {
    /// `id@in_force`, to which matters are pinned.
    pub fn version(&self) -> String {
        format!("{}@{}", self.id, self.in_force)
    }

    /// One act.
    pub fn act(&self, id: &str) -> Option<&ActRule> {
        self.acts.iter().find(|act| act.id == id)
    }

    /// One field.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// One stage.
    pub fn stage(&self, id: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == id)
    }

    /// One clock.
    pub fn clock(&self, id: &str) -> Option<&ClockRule> {
        self.clocks.iter().find(|clock| clock.id == id)
    }

    /// One look.
    pub fn look(&self, id: &str) -> Option<&Look> {
        self.looks.iter().find(|look| look.id == id)
    }

    /// One document.
    pub fn document(&self, id: &str) -> Option<&Document> {
        self.documents.iter().find(|document| document.id == id)
    }

    /// Acts that open a matter.
    pub fn opening_acts(&self) -> impl Iterator<Item = &ActRule> {
        self.acts
            .iter()
            .filter(|act| matches!(act.from, From::Opening))
    }

    /// Whether a matter may be opened under this version on a day.
    pub fn in_force_on(&self, date: Date) -> bool {
        self.in_force <= date && self.until.is_none_or(|until| date <= until)
    }
}

/// All procedures of a city, by id and version.
#[derive(Debug, Clone, Default)]
pub struct Procedures {
    by_id: BTreeMap<String, Vec<Procedure>>,
}

impl Procedures {
    /// Adds a version; versions of one id are kept in order of coming into force.
    pub fn add(&mut self, procedure: Procedure) {
        let versions = self.by_id.entry(procedure.id.clone()).or_default();
        versions.push(procedure);
        versions.sort_by_key(|version| version.in_force);
    }

    /// The version in force on a day.
    pub fn in_force(&self, id: &str, on: Date) -> Option<&Procedure> {
        self.by_id
            .get(id)?
            .iter()
            .rev()
            .find(|version| version.in_force_on(on))
    }

    /// The newest version.
    pub fn newest(&self, id: &str) -> Option<&Procedure> {
        self.by_id.get(id)?.last()
    }

    /// The version to which a matter is pinned.
    pub fn pinned(&self, version: &str) -> Option<&Procedure> {
        let (id, _) = version.split_once('@')?;
        self.by_id
            .get(id)?
            .iter()
            .find(|procedure| procedure.version() == version)
    }

    /// All versions of an id, oldest first.
    pub fn versions(&self, id: &str) -> &[Procedure] {
        self.by_id.get(id).map_or(&[], Vec::as_slice)
    }

    /// All versions of all procedures.
    pub fn iter(&self) -> impl Iterator<Item = &Procedure> {
        self.by_id.values().flatten()
    }

    /// The newest version of each.
    pub fn each_newest(&self) -> impl Iterator<Item = &Procedure> {
        self.by_id.values().filter_map(|versions| versions.last())
    }

    /// Mutable versions of an id, for overlays.
    pub fn versions_mut(&mut self, id: &str) -> &mut [Procedure] {
        self.by_id.get_mut(id).map_or(&mut [], Vec::as_mut_slice)
    }
}
