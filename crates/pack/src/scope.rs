//! What expressions in a procedure may name, with the nouns they are printed as.

use std::ops::Range;

use fadu_kernel::condition::{ChoiceOption, Condition, Expected, Scope, Type, Variable};
use fadu_kernel::field::{Choice, Field, FieldKind};
use fadu_kernel::procedure::Stage;
use fadu_kernel::words::Words;

use crate::entry::{Located, Reader};
use crate::outline::Outline;

/// A named thing with its title.
pub type Named = (String, Words);

/// Everything a procedure's expressions may name.
pub fn procedure_scope(
    fields: &[Field],
    stages: &[Stage],
    acts: &[Named],
    clocks: &[Named],
    parameters: &[Named],
) -> Scope {
    let mut scope = Scope::new();
    for field in fields {
        let path = format!("matter.{}", field.id);
        declare(&mut scope, path, type_of(&field.kind), field.title.clone());
    }
    let stages = stages.iter().map(|stage| ChoiceOption {
        id: stage.id.clone(),
        title: stage.title.clone(),
    });
    let always = [
        (
            "matter.stage",
            Type::Choice(stages.collect()),
            "阶段",
            "stage",
        ),
        ("matter.unit", Type::Text, "办理单位", "unit"),
        ("matter.opened_on", Type::Date, "立事项之日", "opening date"),
        ("act.on", Type::Date, "行为之日", "date of the act"),
        ("actor.role", Type::Text, "行为人岗位", "role of the actor"),
        ("actor.unit", Type::Text, "行为人单位", "unit of the actor"),
        (
            "origin.procedure",
            Type::Text,
            "来源程序",
            "opening procedure",
        ),
        ("origin.act", Type::Text, "来源行为", "opening act"),
    ];
    for (path, ty, zh, en) in always {
        declare(&mut scope, path.to_owned(), ty, Words::new(zh, en));
    }
    for (id, title) in acts {
        declare_act(&mut scope, id, title);
    }
    for (id, title) in clocks {
        declare_clock(&mut scope, id, title);
    }
    for (id, title) in parameters {
        declare(
            &mut scope,
            format!("parameter.{id}"),
            Type::Integer,
            title.clone(),
        );
    }
    scope
}

fn declare(scope: &mut Scope, path: String, ty: Type, title: Words) {
    let variable = Variable {
        ty,
        title,
        optional: true,
    };
    scope.insert(path, variable);
}

fn declare_act(scope: &mut Scope, id: &str, title: &Words) {
    let (zh, en) = (&title.zh, &title.en);
    let dated = Words::new(format!("“{zh}”之日"), format!("the date of “{en}”"));
    declare(scope, format!("done.{id}"), Type::Date, dated);
    let often = Words::new(format!("“{zh}”次数"), format!("times of “{en}”"));
    declare(scope, format!("times.{id}"), Type::Count, often);
    let same = Words::new(
        format!("本人曾办理“{zh}”"),
        format!("the same person did “{en}”"),
    );
    declare(scope, format!("did.{id}"), Type::Flag, same);
}

/// How many matters of a procedure were opened from or upon this one, and where they stand.
pub fn declare_linked(scope: &mut Scope, id: &str, outline: &Outline) {
    let (zh, en) = (&outline.title.zh, &outline.title.en);
    let mut declare_count = |what: &str, zh: String, en: String| {
        let path = format!("linked.{id}.{what}");
        declare(scope, path, Type::Count, Words::new(zh, en));
    };
    declare_count(
        "total",
        format!("关联的“{zh}”件数"),
        format!("the number of linked “{en}”"),
    );
    declare_count(
        "open",
        format!("关联而未办结的“{zh}”件数"),
        format!("the number of linked “{en}” still open"),
    );
    for stage in outline.stages.values() {
        let (at, at_en) = (&stage.title.zh, &stage.title.en);
        declare_count(
            &stage.id,
            format!("关联而处于“{at}”的“{zh}”件数"),
            format!("the number of linked “{en}” at “{at_en}”"),
        );
    }
}

fn declare_clock(scope: &mut Scope, id: &str, title: &Words) {
    let (zh, en) = (&title.zh, &title.en);
    let parts = [
        (
            "due",
            Type::Date,
            "届满日",
            format!("the due date of “{en}”"),
        ),
        (
            "started_on",
            Type::Date,
            "起算日",
            format!("the start of “{en}”"),
        ),
        (
            "running",
            Type::Flag,
            "正在计算",
            format!("“{en}” is running"),
        ),
        ("lapsed", Type::Flag, "已超期", format!("“{en}” has lapsed")),
        ("in_time", Type::Flag, "未超期", format!("“{en}” is kept")),
    ];
    for (part, ty, said, en) in parts {
        let title = Words::new(format!("“{zh}”{said}"), en);
        declare(scope, format!("clock.{id}.{part}"), ty, title);
    }
}

/// The type that expressions see for a field's kind.
pub fn type_of(kind: &FieldKind) -> Type {
    match kind {
        FieldKind::Text
        | FieldKind::Paragraph
        | FieldKind::Unit
        | FieldKind::Person
        | FieldKind::Account { .. }
        | FieldKind::Phone
        | FieldKind::IdNumber
        | FieldKind::Document => Type::Text,
        FieldKind::Integer => Type::Integer,
        FieldKind::Decimal { decimals } => Type::Decimal {
            decimals: *decimals,
        },
        FieldKind::Money => Type::Money,
        FieldKind::Date => Type::Date,
        FieldKind::Moment => Type::Moment,
        FieldKind::YesNo => Type::Flag,
        FieldKind::Choice(options) => Type::Choice(choice_options(options)),
        FieldKind::Choices(options) => Type::Choices(choice_options(options)),
        FieldKind::Texts | FieldKind::Units => Type::List(Box::new(Type::Text)),
    }
}

fn choice_options(options: &[Choice]) -> Vec<ChoiceOption> {
    let same = |option: &Choice| ChoiceOption {
        id: option.id.clone(),
        title: option.title.clone(),
    };
    options.iter().map(same).collect()
}

/// Compiles an expression; a fault is a complaint at its place in the file.
pub fn compile(
    reader: &Reader<'_>,
    expression: &Located<String>,
    scope: &Scope,
    expected: &Expected,
) -> Option<Condition> {
    match Condition::compile(&expression.value, scope, expected) {
        Ok(condition) => Some(condition),
        Err(fault) => {
            let span = place_in(reader, expression, fault.column);
            reader.complain(&span, "expression", fault.words, fault.remedy);
            None
        }
    }
}

/// As [`compile`], for an expression that must hold its own in each version of a procedure.
pub fn compile_for(
    reader: &Reader<'_>,
    version: &str,
    expression: &Located<String>,
    scope: &Scope,
    expected: &Expected,
) -> Option<Condition> {
    match Condition::compile(&expression.value, scope, expected) {
        Ok(condition) => Some(condition),
        Err(fault) => {
            let span = place_in(reader, expression, fault.column);
            let words = Words::new(
                format!("在版本 {version} 中：{}", fault.words.zh),
                format!("in the version {version}: {}", fault.words.en),
            );
            reader.complain(&span, "expression", words, fault.remedy);
            None
        }
    }
}

/// The place in the file of a column of an expression.
fn place_in(reader: &Reader<'_>, expression: &Located<String>, column: usize) -> Range<usize> {
    let written = reader.source.text.get(expression.span.clone());
    let marks = ["\"\"\"", "'''", "\"", "'"];
    let mark = marks
        .iter()
        .find(|mark| written.is_some_and(|text| text.starts_with(**mark)));
    let mark = mark.map_or(0, |mark| mark.len());
    // A line break after three quotation marks is no part of the text.
    let breaks = written
        .and_then(|text| text.get(mark..))
        .filter(|_| mark == 3);
    let skipped = breaks.map_or(0, |text| match text {
        text if text.starts_with("\r\n") => 2,
        text if text.starts_with('\n') => 1,
        _ => 0,
    });
    let mut letters = expression.value.char_indices();
    let inside = letters
        .nth(column.saturating_sub(1))
        .map_or(0, |(at, _)| at);
    let start = expression.span.start + mark + skipped + inside;
    start.min(expression.span.end)..expression.span.end
}
