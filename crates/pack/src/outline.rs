//! What procedures need to know of each other before they are read: titles, stages, and which
//! opens which.
//!
//! Nothing is complained of here; the same files are read in full afterwards.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use fadu_kernel::procedure::{Stage, StageKind};
use fadu_kernel::words::Words;

use crate::complaint::Source;
use crate::entry::{Reader, Table};
use crate::parallel::each;

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
    /// All procedures of these files; versions of one are laid together.
    pub fn of(sources: &[&Source]) -> Self {
        let mut all = Self::default();
        for (id, one) in each(sources, |source| outline(source))
            .into_iter()
            .flatten()
        {
            match all.0.entry(id) {
                Entry::Vacant(place) => {
                    place.insert(one);
                }
                Entry::Occupied(known) => {
                    let known = known.into_mut();
                    known.stages.extend(one.stages);
                    known.opens.extend(one.opens);
                    known.upon.extend(one.upon);
                }
            }
        }
        all
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

/// What a procedure's file says of itself, by the procedure's id.
fn outline(source: &Source) -> Option<(String, Outline)> {
    let reader = Reader::new(source);
    let parsed = reader.parse()?;
    let root = Table::new(&reader, parsed.get_ref(), 0..0, "");
    let head = root.table("procedure")?;
    let (id, title) = (head.text("id")?.value, head.words("title")?);
    let stages = crate::procedure::read_stages(&root).into_iter();
    let mut outline = Outline {
        title,
        stages: stages.map(|stage| (stage.id.clone(), stage)).collect(),
        opens: BTreeSet::new(),
        upon: BTreeSet::new(),
    };
    for (_, act) in root.tables("act") {
        let opened = act.array("opens").into_iter();
        let opened = opened.filter_map(|opens| Some(opens.text("procedure")?.value));
        outline.opens.extend(opened);
        let upon = act.table("upon").and_then(|upon| upon.text("procedure"));
        outline.upon.extend(upon.map(|procedure| procedure.value));
    }
    Some((id, outline))
}
