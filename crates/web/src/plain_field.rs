//! Fields of forms that no pack declares: units, accounts, days. They look and read like any other.

use fadu_kernel::field::{Choice, Field, FieldFault, FieldKind, TEXT_LENGTH_MAX};
use fadu_kernel::words::{Lang, Words};
use maud::Markup;

use crate::entries::Entries;
use crate::parts::field::{FieldView, field};

/// A field of a page's own form.
pub fn plain(id: &str, zh: &str, en: &str, kind: FieldKind) -> Field {
    Field {
        id: id.to_owned(),
        title: Words::new(zh, en),
        kind,
        why: None,
        personal: false,
        sensitive: false,
        retain_years: None,
        min: None,
        max: None,
        length_max: TEXT_LENGTH_MAX,
        versioned: false,
        hidden_from: None,
    }
}

/// A field that takes one of some options.
pub fn choice(
    id: &str,
    zh: &str,
    en: &str,
    options: impl IntoIterator<Item = (String, Words)>,
) -> Field {
    let options = options.into_iter().map(|(id, title)| Choice { id, title });
    plain(id, zh, en, FieldKind::Choice(options.collect()))
}

/// The control of a field, with what was typed and what is wrong with it.
pub fn control(
    lang: Lang,
    declared: &Field,
    entries: &Entries,
    faults: &[FieldFault],
    required: bool,
    hint: Option<&Words>,
) -> Markup {
    let fault = faults.iter().find(|fault| fault.field == declared.id);
    field(
        lang,
        &FieldView {
            field: declared,
            name: &declared.id,
            entered: entries.texts(&declared.id),
            fault: fault.map(|fault| &fault.words),
            required,
            hint,
            own: false,
            listed: &[],
        },
    )
}

/// Reads required fields as texts; every one that is missing or wrong is named.
pub fn read(fields: &[(&Field, bool)], entries: &Entries) -> Result<Vec<String>, Vec<FieldFault>> {
    let (mut texts, mut faults) = (Vec::new(), Vec::new());
    for (declared, required) in fields {
        match declared.read_text(entries.text(&declared.id)) {
            Ok(Some(value)) => texts.push(value.as_text().unwrap_or_default().to_owned()),
            Ok(None) if !required => texts.push(String::new()),
            Ok(None) => faults.push(declared.missing()),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() {
        Ok(texts)
    } else {
        Err(faults)
    }
}

/// A fault of the form as a whole.
pub fn whole_fault(words: Words) -> FieldFault {
    FieldFault {
        field: String::new(),
        words,
    }
}
