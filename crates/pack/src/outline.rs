//! What procedures need to know of each other before they are read: titles, stages, and which
//! opens which.
//!
//! Nothing is complained of here; the same files are read in full afterwards.

use std::collections::{BTreeMap, BTreeSet};

use fadu_kernel::procedure::{Stage, StageKind};
use fadu_kernel::words::Words;

use crate::complaint::Source;
use crate::entry::{Reader, Table};

/// A procedure in outline; stages of all its versions.
#[derive(Debug, Clone)]
pub struct Outline {
    /// Its name.
    pub title: Words,
    /// Its stages by id.
    pub stages: BTreeMap<String, Stage>,
    /// Procedures that its acts open by hand-over.
    opens: BTreeSet<String>,
    /// Procedures upon whose matters its own are opened.
    upon: BTreeSet<String>,
}

impl Outline {
    /// The stages in which work goes on.
    pub fn open_stages(&self) -> BTreeSet<String> {
        let open = self.stages.values();
        let open = open.filter(|stage| stage.kind == StageKind::Open);
        open.map(|stage| stage.id.clone()).collect()
    }
}

/// All procedures in outline, by id.
#[derive(Debug, Clone, Default)]
pub struct Outlines(BTreeMap<String, Outline>);

impl Outlines {
    /// Adds what a procedure's file says of itself.
    pub fn add(&mut self, source: &Source) {
        let reader = Reader::new(source);
        let Some(parsed) = reader.parse() else { return };
        let root = Table::new(&reader, parsed.get_ref(), 0..0, "");
        let Some((id, title)) = root.table("procedure").and_then(|head| {
            let id = head.text("id")?;
            Some((id.value, head.words("title")?))
        }) else {
            return;
        };
        let outline = self.0.entry(id).or_insert_with(|| Outline {
            title,
            stages: BTreeMap::new(),
            opens: BTreeSet::new(),
            upon: BTreeSet::new(),
        });
        for stage in crate::procedure::read_stages(&root) {
            outline.stages.insert(stage.id.clone(), stage);
        }
        for (_, act) in root.tables("act") {
            let opened = act.array("opens").into_iter();
            outline
                .opens
                .extend(opened.filter_map(|opens| Some(opens.text("procedure")?.value)));
            let upon = act.table("upon").and_then(|upon| upon.text("procedure"));
            outline.upon.extend(upon.map(|procedure| procedure.value));
        }
    }

    /// One procedure.
    pub fn get(&self, id: &str) -> Option<&Outline> {
        self.0.get(id)
    }

    /// The procedures whose matters are opened from or upon those of `id`.
    pub fn linked_to<'a>(&'a self, id: &'a str) -> impl Iterator<Item = (&'a str, &'a Outline)> {
        let from = self.0.get(id);
        self.0.iter().filter_map(move |(other, outline)| {
            let opened = from.is_some_and(|from| from.opens.contains(other));
            (opened || outline.upon.contains(id)).then_some((other.as_str(), outline))
        })
    }
}
