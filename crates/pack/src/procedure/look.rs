//! Reading `[look.x]`: what acts look up in another register.
//!
//! What a look says of the other procedure is compiled by [`crate::looks`], once all are read.

use std::collections::BTreeMap;

use fadu_kernel::condition::{Condition, Expected, Scope, Type, Variable};
use fadu_kernel::words::Words;

use crate::entry::{Located, Table};
use crate::field::check_key;
use crate::scope::compile;

/// A look as far as its own file says it.
#[derive(Debug, Clone)]
pub struct ReadLook {
    /// Its key.
    pub id: String,
    /// The noun of the number.
    pub title: Words,
    /// The procedure looked at.
    pub procedure: Located<String>,
    /// The key by which its matters are found.
    pub key: Located<String>,
    /// What is looked for.
    pub value: Condition,
    /// The stages in which they count.
    pub stages: Vec<Located<String>>,
    /// What must hold of them.
    pub filter: Option<Located<String>>,
    /// What is added up.
    pub sum: Option<Located<String>>,
}

/// Reads the looks of a file and declares what they find, so that acts may name it.
pub(super) fn read_looks(root: &Table<'_, '_>, scope: &mut Scope) -> Vec<ReadLook> {
    let looks = root.tables("look").into_iter();
    let looks: Vec<ReadLook> = looks
        .filter_map(|(id, table)| read_look(&id, &table, scope))
        .collect();
    for look in &looks {
        let variable = Variable {
            ty: Type::Count,
            title: look.title.clone(),
            optional: true,
        };
        scope.insert(format!("found.{}", look.id), variable);
    }
    looks
}

fn read_look(id: &str, table: &Table<'_, '_>, scope: &Scope) -> Option<ReadLook> {
    check_key(table.reader, &table.span, id);
    let title = table.title_of(id);
    let (procedure, key) = (table.must_text("procedure"), table.must_text("key"));
    let value = table.must_text("value");
    let stages = table.texts("stages");
    let (filter, sum) = (table.text("where"), table.text("sum"));
    table.finish();
    let value = value?;
    let compiled = compile(table.reader, &value, scope, &Expected::Any)?;
    if !can_be_looked_for(compiled.result_type()) {
        table.reader.complain(
            &value.span,
            "look",
            Words::new(
                "不能按这种值查找",
                "nothing can be found by a value of this kind",
            ),
            Words::new(
                "value 应为文字、选项、整数、日期，或文字的列表",
                "value is a text, an option, a whole number, a date, or a list of texts",
            ),
        );
    }
    Some(ReadLook {
        id: id.to_owned(),
        title,
        procedure: procedure?,
        key: key?,
        value: compiled,
        stages,
        filter,
        sum,
    })
}

fn can_be_looked_for(ty: &Type) -> bool {
    match ty {
        Type::Text | Type::Choice(_) | Type::Integer | Type::Count | Type::Date => true,
        Type::List(inner) => **inner == Type::Text,
        Type::Money
        | Type::Decimal { .. }
        | Type::Moment
        | Type::Flag
        | Type::Choices(_)
        | Type::Null => false,
    }
}

/// What a look's own expressions may name: all that others may, and the matter found.
pub(crate) fn look_scope(own: &Scope, theirs: &Scope) -> Scope {
    let mut scope = own.clone();
    let fields: BTreeMap<String, Variable> = theirs
        .paths()
        .filter_map(|path| {
            let key = path.strip_prefix("matter.")?;
            Some((format!("other.{key}"), theirs.get(path)?.clone()))
        })
        .collect();
    for (path, variable) in fields {
        scope.insert(path, variable);
    }
    scope
}
