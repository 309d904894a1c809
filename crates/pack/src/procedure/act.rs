//! Reading `[act.x]`: who may do it, from where to where, what it asks, sets and requires.

use std::collections::BTreeSet;

use fadu_kernel::actor::{Entitled, Reach};
use fadu_kernel::condition::{Condition, Expected};
use fadu_kernel::field::{Field, FieldKind};
use fadu_kernel::procedure::{ActRule, From, Require, StageKind, To};
use fadu_kernel::words::Words;

use super::handover::{read_opens, read_returns, read_upon};
use super::{Context, Since, read_since, refuse_constant, resolve, unknown, unknown_as};
use crate::entry::{Located, Table};
use crate::scope::{compile, type_of};

/// Reads one act.
pub(super) fn read_act(id: &str, table: &Table<'_, '_>, context: &mut Context<'_>) -> ActRule {
    let title = table.title_of(id);
    let opening = table
        .maybe_flag("opens_matter")
        .unwrap_or(table.has("opens_matter"));
    let by = read_by(table, context, opening);
    let from = read_from(table, context, opening);
    let to = read_to(table, context, opening);
    let since = read_since(table);
    let basis = context.cite(table, "basis", since.as_ref());
    let local = table.flag("local");
    let (asks, may_ask) = read_asked(table, context);
    for asked in [&asks, &may_ask] {
        refuse_public_list(table, context, &by, asked);
    }
    let sets = read_sets(table, context, &asks);
    let mut requires = read_requires(table, context, since.as_ref());
    if let Some(since) = since {
        requires.extend(since.require(&context.scope, &basis));
    }
    let opens = read_opens(table, context);
    let returns = read_returns(table, context);
    let upon = read_upon(table, opening);
    for key in ["opens", "returns"] {
        for (at, handover) in table.array(key).into_iter().enumerate() {
            let path = format!("act.{id}.{key}.{at}");
            context.places.insert(path, handover.span);
        }
    }
    let issues = read_issues(table, context);
    let note = table.words("note");
    table.finish();
    if !table.has("basis") && !local {
        complain_of_no_basis(id, table);
    }
    if by.is_empty() {
        complain_of_nobody(id, table);
    }
    ActRule {
        id: id.to_owned(),
        title,
        by,
        from,
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
        upon,
        looks: BTreeSet::new(), // Filled in once looks are complete.
    }
}

fn complain_of_no_basis(id: &str, table: &Table<'_, '_>) {
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

fn complain_of_nobody(id: &str, table: &Table<'_, '_>) {
    table.reader.complain(
        &table.place("by"),
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

/// A role stands in `by` with its reach; the commonest slip is to leave the reach out.
fn complain_of_entitled(table: &Table<'_, '_>, text: &Located<String>) {
    if text.value.contains('@') {
        unknown(table.reader, &text.span, &text.value, ENTITLED);
        return;
    }
    let known = Words::new(
        format!("{ENTITLED}；岗位写作“{}@unit”", text.value),
        format!(
            "{}; a role is written “{}@unit”",
            ENTITLED.replace('、', ", "),
            text.value
        ),
    );
    unknown_as(table.reader, &text.span, &text.value, &known);
}

const ENTITLED: &str = "role@unit、role@within、role@city、role@field:…、role@person:…、party、\
                        anyone、handover、law、scheme";

fn read_by(table: &Table<'_, '_>, context: &mut Context<'_>, opening: bool) -> Vec<Entitled> {
    let mut by = Vec::new();
    for text in table.texts("by") {
        let Some(entitled) = Entitled::parse(&text.value) else {
            complain_of_entitled(table, &text);
            continue;
        };
        if let Entitled::Role { role, reach } = &entitled {
            context.roles.push(Located {
                value: role.clone(),
                span: text.span.clone(),
            });
            check_field_of_reach(table, &text, (role, reach), &context.fields);
        }
        check_place(table, &text, &entitled, opening);
        by.push(entitled);
    }
    by
}

/// The field that a reach goes by names a unit, or a holder of the role.
fn check_field_of_reach(
    table: &Table<'_, '_>,
    text: &Located<String>,
    (role, reach): (&String, &Reach),
    fields: &[Field],
) {
    let kind_of = |id: &String| fields.iter().find(|field| field.id == *id);
    let complain = |field: &String, zh: String, en: String| {
        unknown_as(table.reader, &text.span, field, &Words::new(zh, en));
    };
    match reach {
        Reach::Field(id) if kind_of(id).is_none_or(|field| field.kind != FieldKind::Unit) => {
            complain(
                id,
                "kind = \"unit\" 的字段".to_owned(),
                "a field of kind = \"unit\"".to_owned(),
            );
        }
        Reach::Person(id) => {
            let meant = FieldKind::Account { role: role.clone() };
            if kind_of(id).is_none_or(|field| field.kind != meant) {
                let wanted = format!("kind = \"account\", role = \"{role}\"");
                complain(
                    id,
                    format!("{wanted} 的字段"),
                    format!("a field of {wanted}"),
                );
            }
        }
        Reach::Unit | Reach::Within | Reach::City | Reach::Field(_) => {}
    }
}

/// A form that anybody fills in does not list the people of the city.
fn refuse_public_list(
    table: &Table<'_, '_>,
    context: &Context<'_>,
    by: &[Entitled],
    asked: &[String],
) {
    let public = by.contains(&Entitled::Anyone) || by.contains(&Entitled::Party);
    let mut named = context.fields.iter().filter(|field| {
        matches!(field.kind, FieldKind::Account { .. }) && asked.contains(&field.id)
    });
    if let Some(field) = named.next().filter(|_| public) {
        table.reader.complain(
            &table.place("by"),
            "personal_shown",
            Words::new(
                format!("公众填写的表单不能列出“{}”可选的人员", field.id),
                format!(
                    "a form for the public may not list the people for “{}”",
                    field.id
                ),
            ),
            Words::new(
                "改由有岗位的人填写该字段",
                "Let somebody with a post fill that field in",
            ),
        );
    }
}

/// Some may only open a matter, and some only act once it is there.
fn check_place(table: &Table<'_, '_>, text: &Located<String>, entitled: &Entitled, opening: bool) {
    let (zh, en) = match entitled {
        Entitled::Anyone if !opening => (
            "anyone 只能立事项",
            "“anyone” may open matters and nothing else",
        ),
        Entitled::Party if opening => (
            "还没有事项，也就没有当事人",
            "before a matter is there it has no party",
        ),
        Entitled::Role {
            reach: Reach::Person(_),
            ..
        } if opening => (
            "还没有事项，也就没有字段指明的人",
            "before a matter is there no field names anybody",
        ),
        Entitled::Law if opening => (
            "法定行为由期限届满引起，不能立事项",
            "an act of law follows from a clock and cannot open a matter",
        ),
        _ => return,
    };
    table.reader.complain(
        &text.span,
        "by_out_of_place",
        Words::new(zh, en),
        Words::new(
            "立事项用 anyone 或岗位，其后用 party 或岗位",
            "Let anyone or a role open; after that let a party or a role act",
        ),
    );
}

fn read_from(table: &Table<'_, '_>, context: &Context<'_>, opening: bool) -> From {
    let listed = table.texts("from");
    let taken = table.texts("not_from");
    if opening {
        for (key, names) in [("from", &listed), ("not_from", &taken)] {
            if let Some(first) = names.first() {
                let known =
                    Words::new("opens_matter 的行为没有 from", "an opening act has no from");
                unknown_as(table.reader, &first.span, key, &known);
            }
        }
        return From::Opening;
    }
    if !table.has("from") {
        table.missing("from");
        let all = context.stages.iter().map(|stage| stage.id.clone());
        return From::Stages(all.collect());
    }
    let ids = || context.stages.iter().map(|stage| stage.id.as_str());
    let mut stages = BTreeSet::new();
    for name in &listed {
        match name.value.as_str() {
            "any" => stages.extend(ids().map(str::to_owned)),
            "open" => {
                let stage = context.stages.iter();
                let open = stage.filter(|stage| stage.kind == StageKind::Open);
                stages.extend(open.map(|stage| stage.id.clone()));
            }
            _ if resolve(table.reader, name, ids(), "stage") => {
                stages.insert(name.value.clone());
            }
            _ => {}
        }
    }
    for name in &taken {
        if resolve(table.reader, name, ids(), "stage") {
            stages.remove(&name.value);
        }
    }
    From::Stages(stages)
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
        Some(text) if text.value == "@previous" => {
            if opening {
                table.reader.complain(
                    &text.span,
                    "no_previous_stage",
                    Words::new(
                        "立事项的行为没有可以回到的阶段",
                        "an act that opens a matter has no stage to return to",
                    ),
                    Words::new("写出阶段名", "Name a stage"),
                );
            }
            To::Previous
        }
        Some(text) => {
            resolve(table.reader, &text, stage_ids, "stage");
            To::Stage(text.value)
        }
    }
}

/// Reads `asks` and `may_ask`; a fact is asked for once.
fn read_asked(table: &Table<'_, '_>, context: &Context<'_>) -> (Vec<String>, Vec<String>) {
    let known = context.fields.iter().map(|field| field.id.as_str());
    let names = |key: &str| {
        let names = table.texts(key).into_iter();
        names.filter(|name| resolve(table.reader, name, known.clone(), "field"))
    };
    let asks: Vec<String> = names("asks").map(|name| name.value).collect();
    let mut may_ask = Vec::new();
    for name in names("may_ask") {
        if asks.contains(&name.value) {
            table.reader.complain(
                &name.span,
                "doubled",
                Words::new(
                    format!("“{}”已在 asks 中", name.value),
                    format!("“{}” stands in asks already", name.value),
                ),
                Words::new("只在一处询问", "Ask for it in one of the two"),
            );
        } else {
            may_ask.push(name.value);
        }
    }
    (asks, may_ask)
}

fn read_sets(
    table: &Table<'_, '_>,
    context: &Context<'_>,
    asks: &[String],
) -> Vec<(String, Condition)> {
    let Some(sets) = table.table("sets") else {
        return Vec::new();
    };
    let pairs = sets.text_pairs().into_iter().filter_map(|(key, text)| {
        let field = context.fields.iter().find(|field| field.id == key.value);
        let known = context.fields.iter().map(|field| field.id.as_str());
        if !resolve(table.reader, &key, known, "field") {
            return None;
        }
        let expected = Expected::Of(type_of(&field?.kind));
        let compiled = compile(table.reader, &text, &context.scope, &expected)?;
        let kept = compiled.uses().contains(&format!("matter.{}", key.value));
        if asks.contains(&key.value) && !kept {
            complain_of_overwriting(table, &key);
        }
        Some((key.value, compiled))
    });
    pairs.collect()
}

fn complain_of_overwriting(table: &Table<'_, '_>, key: &Located<String>) {
    table.reader.complain(
        &key.span,
        "overwritten",
        Words::new(
            format!("“{}”要求填写，又被 sets 覆盖", key.value),
            format!("“{}” is asked for and then overwritten", key.value),
        ),
        Words::new(
            "从 asks 或 sets 中删去一个",
            "Take it out of asks or of sets",
        ),
    );
}

fn read_requires(
    table: &Table<'_, '_>,
    context: &mut Context<'_>,
    act_since: Option<&Since>,
) -> Vec<Require> {
    let mut requires = Vec::new();
    for require in table.array("require") {
        let when = require.must_text("when");
        let since = read_since(&require);
        let basis = context.cite(&require, "basis", since.as_ref().or(act_since));
        if !require.has("basis") {
            require.missing("basis");
        }
        let (otherwise, instead) = (require.must_words("else"), require.words("instead"));
        require.finish();
        let Some(when) = when else { continue };
        let compiled = compile(table.reader, &when, &context.scope, &Expected::Flag);
        let Some(mut condition) = compiled else {
            continue;
        };
        refuse_constant(table.reader, &when, &condition);
        if let Some(since) = since {
            let dated = since.only_then(&condition, &context.scope);
            condition = dated.unwrap_or(condition);
        }
        if let (Some(basis), Some(otherwise)) = (basis.into_iter().next(), otherwise) {
            requires.push(Require {
                when: condition,
                basis,
                otherwise,
                instead,
            });
        }
    }
    requires
}

fn read_issues(table: &Table<'_, '_>, context: &Context<'_>) -> Vec<String> {
    let known = context.documents.iter().map(String::as_str);
    let names = table.texts("issues");
    let good = names
        .into_iter()
        .filter(|n| resolve(table.reader, n, known.clone(), "document"));
    good.map(|name| name.value).collect()
}
