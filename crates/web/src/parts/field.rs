//! A form field for each kind of field: its name, why we ask, a hint, what is wrong with it, and
//! the control that suits the kind. What was typed is shown again as it was typed.

use fadu_kernel::field::{Choice, Field, FieldKind, parse_date};
use fadu_kernel::words::{Lang, Words};
use jiff::civil::DateTime;
use maud::{Markup, html};

use crate::speech::say;

/// Options up to this number are shown all at once; more fold into a list.
const RADIOS_MAX: usize = 7;

/// A field on a form.
#[derive(Clone, Debug)]
pub struct FieldView<'a> {
    /// The field as the pack declares it.
    pub field: &'a Field,
    /// Name in the form; the field's id where pages have no reason for another.
    pub name: &'a str,
    /// What was entered before, as it was typed; several for choices.
    pub entered: &'a [String],
    /// What is wrong with it.
    pub fault: Option<&'a Words>,
    /// Whether the act needs it; others are marked as optional.
    pub required: bool,
    /// How to fill it in, beyond what its kind says.
    pub hint: Option<&'a Words>,
    /// Whether the person fills in their own particulars, so that the browser may offer them.
    pub own: bool,
    /// Units or people to choose from, for a field that names one: id and name.
    pub listed: &'a [(String, Words)],
}

/// Id of the first control of a field, for links from the error summary.
pub fn control_id(name: &str) -> String {
    format!("field-{name}")
}

/// The field with its label and control.
pub fn field(lang: Lang, view: &FieldView) -> Markup {
    match &view.field.kind {
        FieldKind::YesNo => group(lang, view, &yes_no(lang, view)),
        FieldKind::Choice(options) if options.len() <= RADIOS_MAX => {
            group(lang, view, &boxes(lang, view, options, "radio"))
        }
        FieldKind::Choices(options) => group(lang, view, &boxes(lang, view, options, "checkbox")),
        FieldKind::Choice(options) => {
            let options = options
                .iter()
                .map(|option| (option.id.as_str(), &option.title));
            single(lang, view, &select(lang, view, options))
        }
        FieldKind::Unit | FieldKind::Account { .. } => {
            let options = view.listed.iter().map(|(id, name)| (id.as_str(), name));
            single(lang, view, &select(lang, view, options))
        }
        FieldKind::Units => group(lang, view, &unit_boxes(lang, view)),
        FieldKind::Paragraph => single(lang, view, &textarea(view, &first(view), 6)),
        FieldKind::Texts => single(lang, view, &textarea(view, &view.entered.join("\n"), 4)),
        FieldKind::Text
        | FieldKind::Integer
        | FieldKind::Decimal { .. }
        | FieldKind::Money
        | FieldKind::Date
        | FieldKind::Moment
        | FieldKind::Person
        | FieldKind::Phone
        | FieldKind::IdNumber
        | FieldKind::Document => single(lang, view, &input(lang, view)),
    }
}

fn first(view: &FieldView) -> String {
    view.entered.first().cloned().unwrap_or_default()
}

/// A control with a label of its own.
fn single(lang: Lang, view: &FieldView, control: &Markup) -> Markup {
    html! {
        div.field.field-faulty[view.fault.is_some()] {
            label for=(control_id(view.name)) { (title(lang, view)) }
            (around(lang, view))
            (control)
        }
    }
}

/// Several controls under one legend.
fn group(lang: Lang, view: &FieldView, controls: &Markup) -> Markup {
    html! {
        fieldset.field.field-faulty[view.fault.is_some()] aria-describedby=[described_by(view)] {
            legend { (title(lang, view)) }
            (around(lang, view))
            (controls)
        }
    }
}

fn title(lang: Lang, view: &FieldView) -> Markup {
    html! {
        (view.field.title.get(lang))
        @if !view.required { span.optional { (say(lang, "（选填）", " (optional)")) } }
    }
}

/// Why we ask, how to answer, what is wrong.
fn around(lang: Lang, view: &FieldView) -> Markup {
    let id = control_id(view.name);
    html! {
        @if let Some(why) = &view.field.why {
            p.field-why id={ (id) "-why" } {
                span.field-why-mark { (say(lang, "为什么问：", "Why we ask: ")) }
                (why.get(lang))
            }
        }
        @if let Some(hint) = hint(lang, view) { p.field-hint id={ (id) "-hint" } { (hint) } }
        @if let Some(fault) = view.fault {
            p.field-error id={ (id) "-error" } {
                span.spoken { (say(lang, "错误：", "Error: ")) }
                (fault.get(lang))
            }
        }
    }
}

/// The hint of the page, or what its kind needs to know.
fn hint<'a>(lang: Lang, view: &FieldView<'a>) -> Option<&'a str> {
    if let Some(hint) = view.hint {
        return Some(hint.get(lang));
    }
    let (zh, en) = match view.field.kind {
        FieldKind::Date => ("例如 2026-03-02", "For example 2026-03-02"),
        FieldKind::Moment => ("例如 2026-03-02 09:30", "For example 2026-03-02 09:30"),
        FieldKind::Texts => ("一行写一项", "One on each line"),
        FieldKind::Choices(_) | FieldKind::Units => ("可以选多项", "Choose all that apply"),
        FieldKind::IdNumber => ("18 位，末位可以是 X", "18 characters; the last may be X"),
        FieldKind::Document => ("填写文书标题", "Write the title of the document"),
        FieldKind::Text
        | FieldKind::Paragraph
        | FieldKind::Integer
        | FieldKind::Decimal { .. }
        | FieldKind::Money
        | FieldKind::YesNo
        | FieldKind::Choice(_)
        | FieldKind::Unit
        | FieldKind::Person
        | FieldKind::Account { .. }
        | FieldKind::Phone => return None,
    };
    Some(say(lang, zh, en))
}

/// Ids of the texts around the control, in the order they are read.
fn described_by(view: &FieldView) -> Option<String> {
    let id = control_id(view.name);
    let parts = [
        (view.field.why.is_some(), "why"),
        (hint(Lang::Zh, view).is_some(), "hint"),
        (view.fault.is_some(), "error"),
    ];
    let ids: Vec<String> = parts
        .iter()
        .filter(|(there, _)| *there)
        .map(|(_, name)| format!("{id}-{name}"))
        .collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// What one line of input wants from the browser.
struct Line {
    kind: &'static str,
    mode: Option<&'static str>,
    fill: &'static str,
    width: &'static str,
    unit: Option<(&'static str, &'static str)>,
}

fn line(kind: &FieldKind, own: bool) -> Line {
    let plain = Line {
        kind: "text",
        mode: None,
        fill: "off",
        width: "full",
        unit: None,
    };
    let filled = |name| if own { name } else { "off" };
    match kind {
        FieldKind::Integer => Line {
            mode: Some("numeric"),
            width: "short",
            ..plain
        },
        FieldKind::Decimal { .. } => Line {
            mode: Some("decimal"),
            width: "short",
            ..plain
        },
        FieldKind::Money => Line {
            mode: Some("decimal"),
            width: "short",
            unit: Some(("元", "yuan")),
            ..plain
        },
        FieldKind::Date => Line {
            kind: "date",
            width: "short",
            ..plain
        },
        FieldKind::Moment => Line {
            kind: "datetime-local",
            width: "middle",
            ..plain
        },
        FieldKind::Person => Line {
            fill: filled("name"),
            width: "middle",
            ..plain
        },
        FieldKind::Phone => Line {
            kind: "tel",
            mode: Some("tel"),
            fill: filled("tel"),
            width: "middle",
            ..plain
        },
        FieldKind::IdNumber => Line {
            width: "middle",
            ..plain
        },
        FieldKind::Text
        | FieldKind::Paragraph
        | FieldKind::YesNo
        | FieldKind::Choice(_)
        | FieldKind::Choices(_)
        | FieldKind::Unit
        | FieldKind::Units
        | FieldKind::Account { .. }
        | FieldKind::Document
        | FieldKind::Texts => plain,
    }
}

/// Every unit with a box, in a frame of its own height: a city has some hundreds.
fn unit_boxes(lang: Lang, view: &FieldView) -> Markup {
    let option = |(id, name): &(String, Words)| Choice {
        id: id.clone(),
        title: name.clone(),
    };
    let options: Vec<Choice> = view.listed.iter().map(option).collect();
    html! { div.boxes-many { (boxes(lang, view, &options, "checkbox")) } }
}

fn input(lang: Lang, view: &FieldView) -> Markup {
    let line = line(&view.field.kind, view.own);
    let class = format!("input input-{}", line.width);
    let (kind, value) = calendar_or_text(line.kind, first(view));
    html! {
        div.input-row {
            input class=(class) id=(control_id(view.name)) name=(view.name) type=(kind)
                value=(value) inputmode=[line.mode] autocomplete=(line.fill)
                spellcheck="false" aria-describedby=[described_by(view)]
                aria-invalid=[view.fault.map(|_| "true")];
            @if let Some((zh, en)) = line.unit { span.input-unit { (say(lang, zh, en)) } }
        }
    }
}

/// A browser's calendar shows only dates it can read; anything else is shown again as a text, so
/// that nothing typed gets lost.
fn calendar_or_text(kind: &'static str, entered: String) -> (&'static str, String) {
    match kind {
        "date" => match parse_date(&entered) {
            Some(date) => (kind, date.to_string()),
            None if entered.is_empty() => (kind, entered),
            None => ("text", entered),
        },
        "datetime-local" => {
            // A moment is typed with a space and read with a T.
            let normal = entered.trim().replace(' ', "T");
            if entered.is_empty() || normal.parse::<DateTime>().is_ok() {
                (kind, normal)
            } else {
                ("text", entered)
            }
        }
        _ => (kind, entered),
    }
}

fn textarea(view: &FieldView, text: &str, rows: u8) -> Markup {
    html! {
        textarea.input.input-full id=(control_id(view.name)) name=(view.name) rows=(rows)
            data-length-max=(view.field.length_max) aria-describedby=[described_by(view)]
            aria-invalid=[view.fault.map(|_| "true")] {
            // A browser drops the first line break of a textarea; this one is for it to drop.
            "\n" (text)
        }
    }
}

fn select<'a>(
    lang: Lang,
    view: &FieldView,
    options: impl Iterator<Item = (&'a str, &'a Words)>,
) -> Markup {
    html! {
        select.input.input-full id=(control_id(view.name)) name=(view.name)
            aria-describedby=[described_by(view)] aria-invalid=[view.fault.map(|_| "true")] {
            option value="" { (say(lang, "请选择", "Choose one")) }
            @for (id, name) in options {
                option value=(id) selected[chosen(view, id)] { (name.get(lang)) }
            }
        }
    }
}

fn chosen(view: &FieldView, id: &str) -> bool {
    view.entered.iter().any(|entered| entered == id)
}

fn boxes(lang: Lang, view: &FieldView, options: &[Choice], kind: &str) -> Markup {
    html! {
        @for (index, option) in options.iter().enumerate() {
            @let (id, title) = (option.id.as_str(), option.title.get(lang));
            (one_box(view, kind, index, id, title, chosen(view, id)))
        }
    }
}

fn yes_no(lang: Lang, view: &FieldView) -> Markup {
    let entered = first(view);
    let yes = ["true", "yes", "on", "1", "是"].contains(&entered.as_str());
    let no = ["false", "no", "off", "0", "否"].contains(&entered.as_str());
    html! {
        (one_box(view, "radio", 0, "true", say(lang, "是", "Yes"), yes))
        (one_box(view, "radio", 1, "false", say(lang, "否", "No"), no))
    }
}

/// One radio or checkbox; the first bears the field's id.
fn one_box(
    view: &FieldView,
    kind: &str,
    index: usize,
    value: &str,
    title: &str,
    checked: bool,
) -> Markup {
    let first = control_id(view.name);
    let id = if index == 0 {
        first
    } else {
        format!("{first}-{index}")
    };
    html! {
        label.choice for=(id) {
            input type=(kind) id=(id) name=(view.name) value=(value) checked[checked];
            span { (title) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(kind: FieldKind) -> Field {
        Field {
            id: "told_on".into(),
            title: Words::new("知道日期", "Date of knowledge"),
            kind,
            why: Some(Words::new("期限从这一天起算", "The period counts from it")),
            personal: false,
            sensitive: false,
            retain_years: None,
            min: None,
            max: None,
            length_max: 200,
            versioned: false,
            hidden_from: None,
        }
    }

    fn shown(kind: FieldKind, entered: &[String], fault: Option<&Words>) -> String {
        let declared = declared(kind);
        let view = FieldView {
            field: &declared,
            name: "told_on",
            entered,
            fault,
            required: true,
            hint: None,
            own: true,
            listed: &[],
        };
        field(Lang::Zh, &view).into_string()
    }

    #[test]
    fn an_error_is_tied_to_its_control() {
        let fault = Words::new("应为日期", "takes a date");
        let page = shown(FieldKind::Date, &["昨天".into()], Some(&fault));
        let tied = "aria-describedby=\"field-told_on-why field-told_on-hint field-told_on-error\"";
        assert!(page.contains(tied), "{page}");
        assert!(page.contains("id=\"field-told_on-error\""));
        assert!(page.contains("aria-invalid=\"true\""));
        assert!(
            page.contains("value=\"昨天\""),
            "what was typed is shown again"
        );
    }

    #[test]
    fn what_is_no_date_is_kept_as_a_text() {
        assert_eq!(
            calendar_or_text("date", "昨天".into()),
            ("text", "昨天".into())
        );
        let read = ("date", "2026-03-02".to_owned());
        assert_eq!(calendar_or_text("date", "2026年3月2日".into()), read);
        assert_eq!(
            calendar_or_text("date", String::new()),
            ("date", String::new())
        );
        let moment = ("datetime-local", "2026-03-02T09:30".to_owned());
        assert_eq!(
            calendar_or_text("datetime-local", "2026-03-02 09:30".into()),
            moment
        );
        assert_eq!(
            calendar_or_text("datetime-local", "9点".into()),
            ("text", "9点".into())
        );
    }

    #[test]
    fn few_options_are_radios_and_many_a_list() {
        let options = |count: usize| {
            let option = |n| Choice {
                id: format!("o{n}"),
                title: Words::new("甲", "A"),
            };
            FieldKind::Choice((0..count).map(option).collect())
        };
        assert_eq!(
            shown(options(7), &["o3".into()], None)
                .matches("type=\"radio\"")
                .count(),
            7
        );
        let list = shown(options(8), &["o3".into()], None);
        assert!(list.contains("<option value=\"o3\" selected>"), "{list}");
    }

    #[test]
    fn each_kind_opens_the_keyboard_it_needs() {
        assert!(shown(FieldKind::Money, &[], None).contains("inputmode=\"decimal\""));
        assert!(shown(FieldKind::Phone, &[], None).contains("autocomplete=\"tel\""));
        assert!(shown(FieldKind::Integer, &[], None).contains("inputmode=\"numeric\""));
        let flag = shown(FieldKind::YesNo, &["false".into()], None);
        assert!(flag.contains("value=\"false\" checked"));
    }
}
