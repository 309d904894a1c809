//! Reading one procedure file into the kernel's values.
//!
//! Names are resolved here against the file itself; hand-overs to other procedures and citations
//! are checked once all packs are read.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use fadu_kernel::actor::{Entitled, Reach};
use fadu_kernel::condition::{Condition, Expected, Scope};
use fadu_kernel::field::{Field, FieldKind};
use fadu_kernel::procedure::{
    ActRule, Document, Entry, From, Holds, Opens, Procedure, Publication, Require, Returns, Stage,
    StageKind, To, Unwritten,
};
use fadu_kernel::unit::UnitKind;
use fadu_kernel::words::Words;

use crate::clock::read_clock;
use crate::entry::{Located, Reader, Table};
use crate::field::{check_key, read_field};
use crate::scope::{Named, compile, procedure_scope};

/// A procedure with what is needed to check and print it later.
#[derive(Debug, Clone)]
pub struct ReadProcedure {
    /// The kernel's value.
    pub procedure: Procedure,
    /// What its expressions may name.
    pub scope: Scope,
    /// Places in the file by path (`act.apply`, `clock.decide`), for later complaints.
    pub places: BTreeMap<String, Range<usize>>,
    /// Citations with their places.
    pub citations: Vec<Located<fadu_kernel::citation::Citation>>,
    /// Roles named in `by`, with their places.
    pub roles: Vec<Located<String>>,
}

/// What a file's names are resolved against.
#[derive(Debug)]
pub struct Names<'a> {
    /// The pack's id.
    pub pack: &'a str,
    /// The pack's system code.
    pub system: &'a str,
    /// The pack's parameters with their values.
    pub parameters: &'a BTreeMap<String, (Words, i64)>,
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
    /// Citations found.
    pub citations: Vec<Located<fadu_kernel::citation::Citation>>,
    /// Roles found.
    pub roles: Vec<Located<String>>,
}

/// Reads a procedure file. `None` when too little is there to go on.
pub fn read_procedure(reader: &Reader<'_>, names: &Names<'_>) -> Option<ReadProcedure> {
    let parsed = reader.parse()?;
    let root = Table::new(reader, parsed.get_ref(), 0..0, "");
    let Some(head) = root.table("procedure") else {
        root.missing("procedure");
        return None;
    };
    let stages = read_stages(&root);
    let fields = read_fields(&root);
    let act_tables = root.tables("act");
    let clock_tables = root.tables("clock");
    let title_of = |(id, table): &(String, Table<'_, '_>)| {
        check_key(reader, &table.span, id);
        (
            id.clone(),
            table
                .words("title")
                .unwrap_or_else(|| Words::new(id.as_str(), id.as_str())),
        )
    };
    let acts: Vec<Named> = act_tables.iter().map(title_of).collect();
    let clocks: Vec<Named> = clock_tables.iter().map(title_of).collect();
    let parameters: Vec<Named> = names
        .parameters
        .iter()
        .map(|(id, (title, _))| (id.clone(), title.clone()))
        .collect();
    let scope = procedure_scope(&fields, &stages, &acts, &clocks, &parameters);
    let documents = read_documents(&root);
    let mut places = BTreeMap::new();
    for (id, table) in &act_tables {
        places.insert(format!("act.{id}"), table.span.clone());
    }
    for (id, table) in &clock_tables {
        places.insert(format!("clock.{id}"), table.span.clone());
    }
    for (id, table) in root.tables("stage") {
        places.insert(format!("stage.{id}"), table.span);
    }
    let mut context = Context {
        names,
        scope,
        stages,
        fields,
        acts,
        documents: documents
            .iter()
            .map(|document| document.id.clone())
            .collect(),
        places,
        citations: Vec::new(),
        roles: Vec::new(),
    };
    let act_rules: Vec<ActRule> = act_tables
        .iter()
        .filter_map(|(id, table)| read_act(id, table, &mut context))
        .collect();
    let clock_rules = clock_tables
        .iter()
        .filter_map(|(id, table)| read_clock(id, table, &mut context))
        .collect();
    let publications = read_publications(&root, &mut context);
    let unwritten = read_unwritten(&root, &mut context);
    let procedure = read_head(
        &head,
        &mut context,
        Body {
            act_rules,
            clock_rules,
            documents,
            publications,
            unwritten,
        },
    );
    root.finish();
    let Context {
        scope,
        places,
        citations,
        roles,
        ..
    } = context;
    Some(ReadProcedure {
        procedure: procedure?,
        scope,
        places,
        citations,
        roles,
    })
}

struct Body {
    act_rules: Vec<ActRule>,
    clock_rules: Vec<fadu_kernel::procedure::ClockRule>,
    documents: Vec<Document>,
    publications: Vec<Publication>,
    unwritten: Vec<Unwritten>,
}

fn read_head(head: &Table<'_, '_>, context: &mut Context<'_>, body: Body) -> Option<Procedure> {
    let reader = head.reader;
    let id = head.must_text("id");
    let title = head.must_words("title");
    let law = head.must_text("law");
    let in_force = head.date("in_force");
    if !head.has("in_force") {
        head.missing("in_force");
    }
    let until = head.date("until");
    let holds = match head.text("holds") {
        None => Some(Holds::Matter),
        Some(text) => match text.value.as_str() {
            "matter" => Some(Holds::Matter),
            "register" => Some(Holds::Register),
            "activity" => Some(Holds::Activity),
            other => {
                unknown(reader, &text.span, other, "matter、register、activity");
                None
            }
        },
    };
    let number = head.must_text("number");
    let name = head.text("name").and_then(|name| {
        let compiled = compile(reader, &name, &context.scope, Expected::Any)?;
        refuse_personal(reader, &name.span, &compiled, &context.fields);
        Some(compiled)
    });
    let unit_kinds = read_unit_kinds(head, "unit_kinds");
    let entry = head.table("entry").and_then(|entry| {
        let (need, act) = (entry.must_words("need"), entry.must_text("act"));
        entry.finish();
        let act = act?;
        resolve(
            reader,
            &act,
            context.acts.iter().map(|(id, _)| id.as_str()),
            "act",
        );
        Some(Entry {
            need: need?,
            act: act.value,
        })
    });
    head.finish();
    let (id, number) = (id?, number?);
    check_key(reader, &id.span, &id.value);
    check_number(reader, &number);
    context.places.insert("procedure".into(), id.span.clone());
    if let Some(law) = &law {
        context.places.insert("law".into(), law.span.clone());
    }
    Some(Procedure {
        id: id.value,
        pack: context.names.pack.to_owned(),
        system: context.names.system.to_owned(),
        title: title?,
        law: law?.value,
        in_force: in_force?,
        until,
        holds: holds?,
        number: number.value,
        name,
        unit_kinds,
        entry,
        stages: std::mem::take(&mut context.stages),
        fields: std::mem::take(&mut context.fields),
        acts: body.act_rules,
        clocks: body.clock_rules,
        documents: body.documents,
        publications: body.publications,
        unwritten: body.unwritten,
    })
}

fn check_number(reader: &Reader<'_>, number: &Located<String>) {
    let mut rest = number.value.clone();
    for place in ["{unit}", "{year}", "{seq}"] {
        rest = rest.replace(place, "");
    }
    if rest.contains(['{', '}']) || !number.value.contains("{seq}") {
        reader.complain(
            &number.span,
            "number_form",
            Words::new("编号格式不对", "the number pattern is wrong"),
            Words::new(
                "须含 {seq}，另可用 {unit} 和 {year}",
                "It needs {seq} and may have {unit} and {year}",
            ),
        );
    }
}

/// Complains when an expression shown in lists reads a personal field.
fn refuse_personal(
    reader: &Reader<'_>,
    span: &Range<usize>,
    expression: &Condition,
    fields: &[Field],
) {
    for path in expression.uses() {
        let field = path.strip_prefix("matter.").unwrap_or_default();
        if fields.iter().any(|f| f.id == field && f.personal) {
            reader.complain(
                span,
                "personal_shown",
                Words::new(
                    format!("“{field}”是个人信息，不能在此显示"),
                    format!("“{field}” is personal and cannot be shown here"),
                ),
                Words::new("换一个非个人信息的字段", "Use a field that is not personal"),
            );
        }
    }
}

/// Complains about an unknown word with the list of known ones.
pub fn unknown(reader: &Reader<'_>, span: &Range<usize>, found: &str, known: &str) {
    reader.complain(
        span,
        "unknown_name",
        Words::new(
            format!("不认识“{found}”"),
            format!("“{found}” is not known here"),
        ),
        Words::new(format!("可用：{known}"), format!("Known: {known}")),
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
    let near = crate::complaint::nearest(&name.value, known.clone());
    let list: Vec<&str> = known.take(30).collect();
    let list = list.join("、");
    let (zh, en) = near.map_or_else(
        || (format!("可用：{list}"), format!("Known: {list}")),
        |near| (format!("是不是“{near}”"), format!("Did you mean “{near}”")),
    );
    reader.complain(
        &name.span,
        "unknown_name",
        Words::new(
            format!("没有名为“{}”的 {what}", name.value),
            format!("there is no {what} “{}”", name.value),
        ),
        Words::new(zh, en),
    );
    false
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

fn read_stages(root: &Table<'_, '_>) -> Vec<Stage> {
    let stages = root.tables("stage").into_iter().filter_map(|(id, table)| {
        check_key(table.reader, &table.span, &id);
        let (title, kind) = (table.must_words("title"), table.must_text("kind"));
        table.finish();
        let kind = kind?;
        let kind = match kind.value.as_str() {
            "open" => StageKind::Open,
            "standing" => StageKind::Standing,
            "closed" => StageKind::Closed,
            other => {
                unknown(table.reader, &kind.span, other, "open、standing、closed");
                return None;
            }
        };
        Some(Stage {
            id,
            title: title?,
            kind,
        })
    });
    stages.collect()
}

fn read_fields(root: &Table<'_, '_>) -> Vec<Field> {
    let reserved = ["stage", "unit", "opened_on"];
    let fields = root.tables("field").into_iter().filter_map(|(id, table)| {
        check_key(table.reader, &table.span, &id);
        if reserved.contains(&id.as_str()) {
            table.reader.complain(
                &table.span,
                "doubled",
                Words::new(
                    format!("“{id}”是每个事项自带的"),
                    format!("every matter has its own “{id}”"),
                ),
                Words::new("请换一个字段名", "Choose another name for the field"),
            );
        }
        read_field(&id, &table)
    });
    fields.collect()
}

fn read_documents(root: &Table<'_, '_>) -> Vec<Document> {
    let documents = root
        .tables("document")
        .into_iter()
        .filter_map(|(id, table)| {
            let (title, lines) = (table.must_words("title"), table.names("lines"));
            table.finish();
            Some(Document {
                id,
                title: title?,
                lines,
            })
        });
    documents.collect()
}

fn read_publications(root: &Table<'_, '_>, context: &mut Context<'_>) -> Vec<Publication> {
    let mut publications = Vec::new();
    for (id, table) in root.tables("publication") {
        let title = table.must_words("title");
        let by_act = table.must_text("by_act");
        let withdrawn_by = table.text("withdrawn_by");
        let shows = table.texts("shows");
        let basis = context.cite(&table, "basis");
        let days = table.count("days");
        table.finish();
        let acts = || context.acts.iter().map(|(id, _)| id.as_str());
        for act in by_act.iter().chain(&withdrawn_by) {
            resolve(table.reader, act, acts(), "act");
        }
        for shown in &shows {
            let known = context.fields.iter().map(|field| field.id.as_str());
            if resolve(table.reader, shown, known, "field")
                && context
                    .fields
                    .iter()
                    .any(|f| f.id == shown.value && f.personal)
            {
                table.reader.complain(
                    &shown.span,
                    "personal_shown",
                    Words::new(
                        format!("“{}”是个人信息，不能公开", shown.value),
                        format!("“{}” is personal and cannot be published", shown.value),
                    ),
                    Words::new("从 shows 中删去", "Take it out of shows"),
                );
            }
        }
        if let (Some(title), Some(by_act)) = (title, by_act) {
            publications.push(Publication {
                id,
                title,
                by_act: by_act.value,
                withdrawn_by: withdrawn_by.map(|act| act.value),
                shows: shows.into_iter().map(|field| field.value).collect(),
                basis,
                days,
            });
        }
    }
    publications
}

fn read_unwritten(root: &Table<'_, '_>, context: &mut Context<'_>) -> Vec<Unwritten> {
    let entries = root.array("unwritten").into_iter().filter_map(|table| {
        let basis = context.cite(&table, "basis").into_iter().next();
        if !table.has("basis") {
            table.missing("basis");
        }
        let (says, reason) = (table.must_words("says"), table.must_words("reason"));
        table.finish();
        Some(Unwritten {
            basis: basis?,
            says: says?,
            reason: reason?,
        })
    });
    entries.collect()
}

impl Context<'_> {
    /// Reads citations and remembers their places.
    pub fn cite(
        &mut self,
        table: &Table<'_, '_>,
        key: &str,
    ) -> Vec<fadu_kernel::citation::Citation> {
        let found = table.citations(key);
        self.citations.extend(found.iter().cloned());
        found.into_iter().map(|citation| citation.value).collect()
    }

    /// Compiles an optional expression.
    pub fn expression(
        &self,
        table: &Table<'_, '_>,
        key: &str,
        expected: Expected,
    ) -> Option<Condition> {
        compile(table.reader, &table.text(key)?, &self.scope, expected)
    }

    /// Reads a list of act ids that must exist.
    pub fn act_names(&self, table: &Table<'_, '_>, key: &str) -> Vec<String> {
        let names = table.texts(key);
        let known = self.acts.iter().map(|(id, _)| id.as_str());
        let good = names
            .into_iter()
            .filter(|n| resolve(table.reader, n, known.clone(), "act"));
        good.map(|name| name.value).collect()
    }
}

fn read_act(id: &str, table: &Table<'_, '_>, context: &mut Context<'_>) -> Option<ActRule> {
    let title = table.must_words("title");
    let by = read_by(table, context);
    let opening = table.flag("opens_matter");
    let from = read_from(table, context, opening);
    let to = read_to(table, context, opening);
    let basis = context.cite(table, "basis");
    let local = table.flag("local");
    if basis.is_empty() && !local {
        table.reader.complain(
            &table.span,
            "no_basis",
            Words::new(
                format!("行为“{id}”没有依据"),
                format!("the act “{id}” cites nothing"),
            ),
            Words::new(
                "写 basis = [\"法律名:条\"]；没有法律依据的工作安排写 local = true",
                "Write basis = [\"law:article\"], or local = true for a working arrangement",
            ),
        );
    }
    let (asks, may_ask) = (
        field_names(table, "asks", context),
        field_names(table, "may_ask", context),
    );
    let sets = read_sets(table, context);
    let requires = read_requires(table, context);
    let opens = read_opens(table, context);
    let returns = read_returns(table, context);
    let issues = read_issues(table, context);
    let note = table.words("note");
    table.finish();
    if by.is_empty() {
        table.reader.complain(
            &table.span,
            "act_nobody_may_do",
            Words::new(
                format!("没有人可以做“{id}”"),
                format!("nobody may do “{id}”"),
            ),
            Words::new(
                "写 by = [\"岗位@unit\"] 等",
                "Write by = [\"role@unit\"] or the like",
            ),
        );
    }
    Some(ActRule {
        id: id.to_owned(),
        title: title?,
        by,
        from: from?,
        to,
        basis,
        local,
        asks,
        may_ask,
        sets,
        requires,
        opens,
        returns,
        issues,
        note,
    })
}

fn read_by(table: &Table<'_, '_>, context: &mut Context<'_>) -> Vec<Entitled> {
    let mut by = Vec::new();
    for text in table.texts("by") {
        let Some(entitled) = Entitled::parse(&text.value) else {
            unknown(
                table.reader,
                &text.span,
                &text.value,
                "role@unit、role@within、role@city、role@field:字段、party、anyone、handover、law、scheme",
            );
            continue;
        };
        if let Entitled::Role { role, reach } = &entitled {
            context.roles.push(Located {
                value: role.clone(),
                span: text.span.clone(),
            });
            if let Reach::Field(field) = reach {
                let unit = context.fields.iter().find(|f| f.id == *field);
                if unit.is_none_or(|field| field.kind != FieldKind::Unit) {
                    unknown(table.reader, &text.span, field, "kind = \"unit\" 的字段");
                }
            }
        }
        by.push(entitled);
    }
    by
}

fn read_from(table: &Table<'_, '_>, context: &Context<'_>, opening: bool) -> Option<From> {
    let listed = table.texts("from");
    let taken = table.names("not_from");
    let stage_ids = || context.stages.iter().map(|stage| stage.id.as_str());
    if opening {
        if let Some(first) = listed.first() {
            unknown(
                table.reader,
                &first.span,
                "from",
                "opens_matter 的行为没有 from",
            );
        }
        return Some(From::Opening);
    }
    if !table.has("from") {
        table.missing("from");
        return None;
    }
    let mut stages = BTreeSet::new();
    for name in &listed {
        match name.value.as_str() {
            "any" => stages.extend(stage_ids().map(str::to_owned)),
            "open" => {
                let open = context
                    .stages
                    .iter()
                    .filter(|stage| stage.kind == StageKind::Open);
                stages.extend(open.map(|stage| stage.id.clone()));
            }
            _ if resolve(table.reader, name, stage_ids(), "stage") => {
                stages.insert(name.value.clone());
            }
            _ => {}
        }
    }
    for name in &taken {
        stages.remove(name);
    }
    Some(From::Stages(stages))
}

fn read_to(table: &Table<'_, '_>, context: &Context<'_>, opening: bool) -> To {
    let stage_ids = context.stages.iter().map(|stage| stage.id.as_str());
    match table.text("to") {
        None => {
            if opening {
                table.missing("to");
            }
            To::Stay
        }
        Some(text) if text.value == "@previous" => To::Previous,
        Some(text) => {
            resolve(table.reader, &text, stage_ids, "stage");
            To::Stage(text.value)
        }
    }
}

fn field_names(table: &Table<'_, '_>, key: &str, context: &Context<'_>) -> Vec<String> {
    let known = context.fields.iter().map(|field| field.id.as_str());
    let names = table.texts(key);
    let good = names
        .into_iter()
        .filter(|n| resolve(table.reader, n, known.clone(), "field"));
    good.map(|name| name.value).collect()
}

fn read_sets(table: &Table<'_, '_>, context: &Context<'_>) -> Vec<(String, Condition)> {
    let Some(sets) = table.table("sets") else {
        return Vec::new();
    };
    let pairs = sets.text_pairs().into_iter().filter_map(|(key, text)| {
        let field = context.fields.iter().find(|field| field.id == key.value);
        let known = context.fields.iter().map(|field| field.id.as_str());
        if !resolve(table.reader, &key, known, "field") {
            return None;
        }
        let ty = crate::scope::type_of(&field?.kind);
        let compiled = compile(table.reader, &text, &context.scope, Expected::Of(ty))?;
        Some((key.value, compiled))
    });
    pairs.collect()
}

fn read_requires(table: &Table<'_, '_>, context: &mut Context<'_>) -> Vec<Require> {
    let mut requires = Vec::new();
    for require in table.array("require") {
        let when = require.must_text("when");
        let basis = context.cite(&require, "basis").into_iter().next();
        if !require.has("basis") {
            require.missing("basis");
        }
        let (otherwise, instead) = (require.must_words("else"), require.words("instead"));
        require.finish();
        let when =
            when.and_then(|when| compile(table.reader, &when, &context.scope, Expected::Flag));
        if let (Some(when), Some(basis), Some(otherwise)) = (when, basis, otherwise) {
            requires.push(Require {
                when,
                basis,
                otherwise,
                instead,
            });
        }
    }
    requires
}

/// Reads `carry`; target fields are checked once all packs are read.
fn read_carry(table: &Table<'_, '_>, context: &Context<'_>) -> Vec<(String, Condition)> {
    let Some(carry) = table.table("carry") else {
        return Vec::new();
    };
    let pairs = carry.text_pairs().into_iter().filter_map(|(key, text)| {
        let compiled = compile(table.reader, &text, &context.scope, Expected::Any)?;
        Some((key.value, compiled))
    });
    pairs.collect()
}

fn read_opens(table: &Table<'_, '_>, context: &Context<'_>) -> Vec<Opens> {
    let opens = table.array("opens").into_iter().filter_map(|opens| {
        let (procedure, act) = (opens.must_text("procedure"), opens.must_text("act"));
        let when = context.expression(&opens, "when", Expected::Flag);
        let unit = context.expression(&opens, "unit", Expected::Text);
        let carry = read_carry(&opens, context);
        opens.finish();
        Some(Opens {
            procedure: procedure?.value,
            act: act?.value,
            when,
            unit,
            carry,
        })
    });
    opens.collect()
}

fn read_returns(table: &Table<'_, '_>, context: &Context<'_>) -> Vec<Returns> {
    let returns = table.array("returns").into_iter().filter_map(|returns| {
        let (procedure, act) = (returns.must_text("procedure"), returns.must_text("act"));
        let when = context.expression(&returns, "when", Expected::Flag);
        let carry = read_carry(&returns, context);
        returns.finish();
        Some(Returns {
            procedure: procedure?.value,
            act: act?.value,
            when,
            carry,
        })
    });
    returns.collect()
}

fn read_issues(table: &Table<'_, '_>, context: &Context<'_>) -> Vec<String> {
    let known = context.documents.iter().map(String::as_str);
    let names = table.texts("issues");
    let good = names
        .into_iter()
        .filter(|n| resolve(table.reader, n, known.clone(), "document"));
    good.map(|name| name.value).collect()
}
