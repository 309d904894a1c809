//! Reading one procedure file into the kernel's values.
//!
//! Names are resolved here against the file itself; hand-overs to other procedures and citations
//! are checked once all packs are read.

mod act;
mod handover;
mod head;
mod look;
mod papers;
mod since;
mod stages;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use fadu_kernel::citation::Citation;
use fadu_kernel::condition::{Condition, Expected, Scope};
use fadu_kernel::field::{Choice, Field};
use fadu_kernel::procedure::{Document, Procedure, Stage};
use fadu_kernel::unit::UnitKind;
use fadu_kernel::words::Words;
use jiff::civil::Date;

use self::act::read_act;
use self::head::{Body, read_head};
use self::look::read_looks;
use self::papers::{check_lines, read_documents, read_publications, read_unwritten};
use self::stages::{read_fields, roles_of_fields};
use crate::clock::read_clock;
use crate::complaint::{did_you_mean, nearest};
use crate::entry::{Located, Reader, Table};
use crate::field::check_key;
use crate::limit;
use crate::outline::Outlines;
use crate::scope::{Named, compile, declare_linked, procedure_scope};

pub use self::head::refuse_personal;
pub use self::look::ReadLook;
pub(crate) use self::look::look_scope;
pub use self::since::{Since, read_since};
pub use self::stages::read_stages;

/// A procedure with what is needed to check and print it later.
#[derive(Debug, Clone)]
pub struct ReadProcedure {
    /// The kernel's value.
    pub procedure: Procedure,
    /// What its expressions may name; [`crate::packs`] keeps it once the procedure is read.
    pub scope: Scope,
    /// Places in the file by path (`act.apply`, `clock.decide`), for later complaints.
    pub places: BTreeMap<String, Range<usize>>,
    /// What acts, clocks and rules rest on, in the order of reading.
    pub grounds: Vec<Ground>,
    /// Roles named in `by`, with their places.
    pub roles: Vec<Located<String>>,
    /// Looks, to be completed once the other procedures are read.
    pub looks: Vec<ReadLook>,
}

/// The citations that one act, clock or rule rests on.
#[derive(Debug, Clone)]
pub struct Ground {
    /// The citations, with their places.
    pub citations: Vec<Located<Citation>>,
    /// Whether something is done under it from the first day on, so that it must be in force then.
    pub acts: bool,
    /// The day from which it is relied on, where that is later than the procedure's first.
    pub since: Option<Date>,
}

/// What a file's names are resolved against.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// The pack's id.
    pub pack: &'a str,
    /// The pack's system code.
    pub system: &'a str,
    /// The pack's parameters with their values.
    pub parameters: &'a BTreeMap<String, (Words, i64)>,
    /// All procedures in outline.
    pub outlines: &'a Outlines,
    /// Lists of options that fields share, by `pack.list`.
    pub lists: &'a BTreeMap<String, Vec<Choice>>,
}

/// What is known while acts and clocks are read.
pub struct Context<'a> {
    /// The pack's names.
    pub names: &'a Names<'a>,
    /// What expressions may name.
    pub scope: Scope,
    /// Stages.
    pub stages: Vec<Stage>,
    /// Fields.
    pub fields: Vec<Field>,
    /// Acts by id and title.
    pub acts: Vec<Named>,
    /// Documents by id.
    pub documents: BTreeSet<String>,
    /// Places by path.
    pub places: BTreeMap<String, Range<usize>>,
    /// What acts, clocks and rules rest on.
    pub grounds: Vec<Ground>,
    /// Roles found.
    pub roles: Vec<Located<String>>,
    /// Looks.
    pub looks: Vec<ReadLook>,
}

/// Reads a procedure file. `None` when too little is there to go on.
pub fn read_procedure(reader: &Reader<'_>, names: &Names<'_>) -> Option<ReadProcedure> {
    let parsed = reader.parse()?;
    let root = Table::new(reader, parsed.get_ref(), 0..0, "");
    let Some(head) = root.table("procedure") else {
        root.missing("procedure");
        return None;
    };
    let acts = root.tables("act");
    let clocks = root.tables("clock");
    limit::check_counts(&root, &acts, &clocks)?;
    let documents = read_documents(&root);
    let mut context = open_context(&root, names, (&acts, &clocks), &documents);
    check_lines(&root, &context);
    let read_one = |(id, table): &(String, Table<'_, '_>)| read_act(id, table, &mut context);
    let act_rules = acts.iter().map(read_one).collect();
    let read_one = |(id, table): &(String, Table<'_, '_>)| read_clock(id, table, &mut context);
    let clock_rules = clocks.iter().map(read_one).collect();
    let publications = read_publications(&root, &mut context);
    let unwritten = read_unwritten(&root, &mut context);
    let body = Body {
        act_rules,
        clock_rules,
        documents,
        publications,
        unwritten,
    };
    let procedure = read_head(&head, &mut context, body);
    root.finish();
    Some(ReadProcedure {
        procedure: procedure?,
        scope: context.scope,
        places: context.places,
        grounds: context.grounds,
        roles: context.roles,
        looks: context.looks,
    })
}

/// A table with the id under which it stands.
type Titled<'r, 'd> = (String, Table<'r, 'd>);

/// Stages, fields and all names, before acts and clocks are read.
fn open_context<'a>(
    root: &Table<'_, '_>,
    names: &'a Names<'a>,
    (acts, clocks): (&[Titled<'_, '_>], &[Titled<'_, '_>]),
    documents: &[Document],
) -> Context<'a> {
    let (stages, fields) = (read_stages(root), read_fields(root, names));
    let title_of = |(id, table): &(String, Table<'_, '_>)| {
        check_key(root.reader, &table.span, id);
        let title = table.words("title");
        (id.clone(), title.unwrap_or_else(|| Words::new(id, id)))
    };
    let acts: Vec<Named> = acts.iter().map(title_of).collect();
    let clocks: Vec<Named> = clocks.iter().map(title_of).collect();
    let parameters = names.parameters.iter();
    let parameters: Vec<Named> = parameters
        .map(|(id, (title, _))| (id.clone(), title.clone()))
        .collect();
    let mut scope = procedure_scope(&fields, &stages, &acts, &clocks, &parameters);
    let id = root.table("procedure").and_then(|head| head.text("id"));
    let id = id.map(|id| id.value).unwrap_or_default();
    for (linked, outline) in names.outlines.linked_to(&id) {
        declare_linked(&mut scope, linked, outline);
    }
    let looks = read_looks(root, &mut scope);
    let mut places = BTreeMap::new();
    for kind in ["act", "clock", "stage", "field", "document", "look"] {
        for (id, table) in root.tables(kind) {
            places.insert(format!("{kind}.{id}"), table.span);
        }
    }
    let documents = documents.iter().map(|document| document.id.clone());
    Context {
        names,
        scope,
        stages,
        fields,
        acts,
        documents: documents.collect(),
        places,
        grounds: Vec::new(),
        roles: roles_of_fields(root),
        looks,
    }
}

/// Complains about an unknown word with the list of known ones, separated by `、`.
pub fn unknown(reader: &Reader<'_>, span: &Range<usize>, found: &str, known: &str) {
    let known = Words::new(known, known.replace('、', ", "));
    unknown_as(reader, span, found, &known);
}

/// Complains about an unknown word and says what would be known.
pub fn unknown_as(reader: &Reader<'_>, span: &Range<usize>, found: &str, known: &Words) {
    reader.complain(
        span,
        "unknown_name",
        Words::new(
            format!("不认识“{found}”"),
            format!("“{found}” is not known here"),
        ),
        Words::new(
            format!("可用：{}", known.zh),
            format!("Known: {}", known.en),
        ),
    );
}

/// Complains when a name is not among the known ones.
pub fn resolve<'a>(
    reader: &Reader<'_>,
    name: &Located<String>,
    known: impl Iterator<Item = &'a str> + Clone,
    what: &str,
) -> bool {
    if known.clone().any(|other| other == name.value) {
        return true;
    }
    let near = nearest(&name.value, known.clone());
    let list: Vec<&str> = known.take(30).collect();
    let remedy = match near {
        Some(near) => did_you_mean(near),
        None if list.is_empty() => Words::new("核对名称", "Check the name"),
        None => Words::new(
            format!("可用：{}", list.join("、")),
            format!("Known: {}", list.join(", ")),
        ),
    };
    reader.complain(
        &name.span,
        "unknown_name",
        Words::new(
            format!("没有名为“{}”的{}", name.value, in_chinese(what)),
            format!("there is no {what} “{}”", name.value),
        ),
        remedy,
    );
    false
}

/// What the things that names stand for are called.
fn in_chinese(what: &str) -> &str {
    match what {
        "act" => "行为",
        "stage" => "阶段",
        "field" => "字段",
        "clock" => "期限",
        "document" => "文书",
        "procedure" => "程序",
        "indicator" => "指标",
        "role" => "岗位",
        "table" => "统计表",
        "place" => "填写处",
        other => other,
    }
}

/// Reads unit kinds.
pub fn read_unit_kinds(table: &Table<'_, '_>, key: &str) -> Vec<UnitKind> {
    let all = [
        UnitKind::City,
        UnitKind::County,
        UnitKind::Township,
        UnitKind::Village,
        UnitKind::Department,
        UnitKind::Outside,
    ];
    let kinds = table.texts(key).into_iter().filter_map(|text| {
        let found = all.into_iter().find(|kind| kind.key() == text.value);
        if found.is_none() {
            let known = "city、county、township、village、department、outside";
            unknown(table.reader, &text.span, &text.value, known);
        }
        found
    });
    kinds.collect()
}

impl Context<'_> {
    /// Reads what an act, clock or rule rests on and remembers it.
    pub fn cite(
        &mut self,
        table: &Table<'_, '_>,
        key: &str,
        since: Option<&Since>,
    ) -> Vec<Citation> {
        self.rest_on(table, key, true, since.map(|since| since.date))
    }

    /// Reads citations under which nothing is done, such as of what is not yet expressed.
    pub fn mention(&mut self, table: &Table<'_, '_>, key: &str) -> Vec<Citation> {
        self.rest_on(table, key, false, None)
    }

    fn rest_on(
        &mut self,
        table: &Table<'_, '_>,
        key: &str,
        acts: bool,
        since: Option<Date>,
    ) -> Vec<Citation> {
        let citations = table.citations(key);
        let found = citations.iter().map(|citation| citation.value.clone());
        let found = found.collect();
        self.grounds.push(Ground {
            citations,
            acts,
            since,
        });
        found
    }

    /// Compiles an optional expression.
    pub fn expression(
        &self,
        table: &Table<'_, '_>,
        key: &str,
        expected: &Expected,
    ) -> Option<Condition> {
        compile(table.reader, &table.text(key)?, &self.scope, expected)
    }

    /// Compiles an optional condition, which must depend on something.
    pub fn condition(&self, table: &Table<'_, '_>, key: &str) -> Option<Condition> {
        let text = table.text(key)?;
        let condition = compile(table.reader, &text, &self.scope, &Expected::Flag)?;
        refuse_constant(table.reader, &text, &condition);
        Some(condition)
    }

    /// Reads an act's id that must exist.
    pub fn act_name(&self, table: &Table<'_, '_>, name: &Located<String>) -> bool {
        let known = self.acts.iter().map(|(id, _)| id.as_str());
        resolve(table.reader, name, known, "act")
    }

    /// Reads a list of act ids that must exist.
    pub fn act_names(&self, table: &Table<'_, '_>, key: &str) -> Vec<String> {
        let names = table.texts(key).into_iter();
        let good = names.filter(|name| self.act_name(table, name));
        good.map(|name| name.value).collect()
    }
}

/// Complains about a condition that reads nothing, and so holds always or never.
pub fn refuse_constant(reader: &Reader<'_>, text: &Located<String>, condition: &Condition) {
    if condition.uses().is_empty() {
        let source = condition.source();
        reader.complain(
            &text.span,
            "constant_condition",
            Words::new(
                format!("条件“{source}”不看任何情况，永远成立或永远不成立"),
                format!("the condition “{source}” looks at nothing: it holds always or never"),
            ),
            Words::new(
                "删去它，或写出所看的字段",
                "Remove it, or name the field it looks at",
            ),
        );
    }
}
