//! What lists show of a matter: one line of it, and where it stands.
//!
//! The line is what the procedure's own expression gives, cut to a length; nothing is kept here.

use fadu_kernel::condition::FactValue;
use fadu_kernel::enact::Enacted;
use fadu_kernel::facts::ActFacts;
use fadu_kernel::field::{Field, FieldKind};
use fadu_kernel::matter::Matter;
use fadu_kernel::procedure::{Holds, Procedure, StageKind};
use fadu_store::MatterLine;

use crate::rules::Rules;

/// Longest line shown in lists, in characters.
const TITLE_LENGTH_MAX: usize = 120;

/// What lists show of a matter.
pub(crate) fn line_of<'a>(
    law: &Procedure,
    matter: &Matter,
    title: &'a str,
    code_hash: Option<&'a str>,
) -> MatterLine<'a> {
    let stage = law.stage(&matter.stage);
    MatterLine {
        stage_kind: stage.map_or(StageKind::Open, |stage| stage.kind),
        holds: match law.holds {
            Holds::Matter => "matter",
            Holds::Register => "register",
            Holds::Activity => "activity",
        },
        title,
        code_hash,
    }
}

/// The line shown in lists: the procedure's own expression, or its title.
pub(crate) fn title_of(law: &Procedure, enacted: &Enacted, rules: &Rules) -> String {
    let facts = ActFacts {
        law,
        matter: &enacted.after,
        at: enacted.act.at,
        account: None,
        role: &enacted.act.role,
        post_unit: None,
        parameters: rules.parameters(),
    };
    let shown = law
        .name
        .as_ref()
        .and_then(|name| name.evaluate(&facts).ok());
    let text = match shown {
        Some(FactValue::Text(text)) if !text.is_empty() => option_title(law, &text).unwrap_or(text),
        Some(FactValue::Date(date)) => date.to_string(),
        Some(FactValue::Integer(number)) => number.to_string(),
        _ => law.title.zh.clone(),
    };
    text.chars().take(TITLE_LENGTH_MAX).collect()
}

/// What people see of an option, where the line shown is that of a field of options.
fn option_title(law: &Procedure, text: &str) -> Option<String> {
    let uses = law.name.as_ref()?.uses();
    let shown = |field: &&Field| uses.contains(&format!("matter.{}", field.id));
    let options = law
        .fields
        .iter()
        .filter(shown)
        .filter_map(|field| match &field.kind {
            FieldKind::Choice(options) => Some(options),
            _ => None,
        });
    let mut options = options.flatten();
    let option = options.find(|option| option.id == text)?;
    Some(option.title.zh.clone())
}
