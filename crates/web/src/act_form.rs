//! The form of one act in two steps: fill in, check, then send. The public pages and the desk use
//! the same. Long because filling in, checking and sending are one story.
//!
//! Nothing is kept between the steps: what was typed travels in the form, so that nothing is lost
//! when a server restarts or a phone sleeps. What may be asked comes from the procedure alone.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use fadu_kernel::act::Draft;
use fadu_kernel::actor::Actor;
use fadu_kernel::enact::read_facts;
use fadu_kernel::field::{Field, FieldFault, FieldKind, Value, parse_date};
use fadu_kernel::matter::Matter;
use fadu_kernel::procedure::{ActRule, Procedure};
use fadu_kernel::refusal::{Refusal, Rule};
use fadu_kernel::words::Words;
use fadu_office::accounts::hex;
use fadu_office::fault::Fault;
use fadu_office::looks::refusal_now;
use fadu_office::office::chance;
use jiff::civil::DateTime;
use maud::{Markup, html};
use serde_json::Value as Json;

use crate::address::ascii;
use crate::entries::Entries;
use crate::law_words::cited;
use crate::parts::error_summary::error_summary;
use crate::parts::field::{FieldView, field};
use crate::parts::form::{FormView, form};
use crate::parts::refusal::{RefusalView, refusal};
use crate::parts::{heading, steps};
use crate::sight::snapshot;
use crate::visit::Visit;
use crate::wording;

use crate::values::people;
pub use crate::values::{shown, typed, units_in_order, units_named};

// Names of the form's own entries have a hyphen, which no field of a pack can have.
/// Entry that says which step is sent.
pub const STEP: &str = "form-step";
/// Entry that leads back to the form with everything typed.
pub const BACK: &str = "form-back";
const DONE_ON: &str = "form-on";
/// Entry with the key under which sending twice counts once.
pub const KEY: &str = "idempotency_key";
const SEND: &str = "send";

/// Optional fields up to this number stand open on the page; more are folded.
const OPTIONAL_OPEN_MAX: usize = 2;

/// The form of one act on one matter for one actor.
#[derive(Debug, Clone)]
pub struct ActForm<'a> {
    /// The procedure's version.
    pub law: &'a Procedure,
    /// The act.
    pub rule: &'a ActRule,
    /// The matter as it stands; unopened for an act that opens it.
    pub before: &'a Matter,
    /// Who does it.
    pub actor: &'a Actor,
    /// Where the form is sent.
    pub address: &'a str,
    /// Entries of the page's own that travel along.
    pub carried: &'a [(&'a str, &'a str)],
    /// The heading of the page.
    pub title: &'a Words,
    /// What the last button does: “提交申请”.
    pub send: &'a Words,
    /// Another way out: words and address.
    pub leave: Option<(&'a Words, &'a str)>,
    /// The journey's steps, of which the last two are this form's; none where it stands alone.
    pub steps: &'a [Words],
    /// Whether people fill in their own particulars.
    pub own: bool,
    /// Whether the day of the act is asked: official acts may be entered later than done.
    pub dated: bool,
}

/// What a form sent in the end.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    /// The key under which sending twice counts once.
    pub key: String,
    /// When the act is done.
    pub at: DateTime,
    /// Entries by field, read by the procedure's fields before.
    pub facts: BTreeMap<String, Json>,
}

/// What to do with what a form sent.
#[derive(Debug)]
pub enum Turn {
    /// Show this page.
    Show(FormPage),
    /// Submit this.
    Send(Sent),
}

/// A page of the form.
#[derive(Debug)]
pub struct FormPage {
    /// The main part of the page.
    pub main: Markup,
    /// Whether it shows faults or a refusal.
    pub faulty: bool,
}

impl FormPage {
    /// The response, given the whole page.
    pub fn respond(&self, page: Markup) -> Response {
        let status = if self.faulty {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::OK
        };
        (status, Html(page.into_string())).into_response()
    }
}

/// After something was done: on to this address, by GET.
pub fn see_other(address: &str) -> Response {
    Redirect::to(&ascii(address)).into_response()
}

/// A key for a form about to be shown.
pub fn fresh_key() -> Result<String, Fault> {
    Ok(hex(&chance::<16>()?))
}

/// A key as forms carry it: other parts of the city keep keys of their own shape, which nobody may
/// take from them by a forged form. Anything else is no key.
pub fn own_key(sent: &str) -> String {
    let ours = sent.len() == 32 && sent.bytes().all(|byte| byte.is_ascii_hexdigit());
    if ours { sent.to_owned() } else { String::new() }
}

impl ActForm<'_> {
    /// The form before anything was typed; what is known of people is filled in for officials.
    pub fn fresh(&self, visit: &Visit) -> Result<FormPage, Fault> {
        let mut entries = Entries::default();
        entries.0.insert(KEY.to_owned(), vec![fresh_key()?]);
        if matches!(self.actor, Actor::Official { .. }) {
            for asked in self.fields().filter(|field| is_known_once(&field.kind)) {
                if let Some(value) = self.before.fields.get(&asked.id) {
                    entries.0.insert(asked.id.clone(), typed(asked, value));
                }
            }
        }
        Ok(self.fill(visit, &entries, &[], None))
    }

    /// What to do with what was sent.
    pub fn turn(&self, visit: &Visit, entries: &Entries) -> Turn {
        if entries.has(BACK) {
            return Turn::Show(self.fill(visit, entries, &[], None));
        }
        let facts = entries.facts(self.fields().map(|field| field.id.as_str()));
        let read = read_facts(self.law, &self.rule.id, &facts);
        let day = self.day(visit, entries);
        let (values, at) = match (read, day) {
            (Ok(values), Ok(at)) => (values, at),
            (read, day) => {
                let mut faults = read
                    .err()
                    .map(|refusal| faults_of(&refusal))
                    .unwrap_or_default();
                faults.extend(day.err());
                return Turn::Show(self.fill(visit, entries, &faults, None));
            }
        };
        let draft = Draft {
            act: self.rule.id.clone(),
            at,
            actor: self.actor.clone(),
            facts: values.clone(),
        };
        // The writer decides; this only spares a person the check of what cannot succeed.
        let (rules, setting, before) = (visit.rules(), visit.setting(), self.before.clone());
        let refusal = snapshot(visit).and_then(|reader| {
            Ok(refusal_now(
                &reader, rules, &setting, self.law, before, &draft,
            )?)
        });
        if let Ok(Some(refusal)) = refusal {
            return Turn::Show(self.refused(visit, entries, &refusal));
        }
        if entries.text(STEP) == SEND {
            return Turn::Send(Sent {
                key: own_key(entries.text(KEY)),
                at,
                facts,
            });
        }
        Turn::Show(FormPage {
            main: self.check(visit, entries, &values, at),
            faulty: false,
        })
    }

    /// The form again with a refusal; everything typed is kept.
    pub fn refused(&self, visit: &Visit, entries: &Entries, refusal: &Refusal) -> FormPage {
        match faults_of(refusal) {
            faults if faults.is_empty() => self.fill(visit, entries, &[], Some(refusal)),
            faults => self.fill(visit, entries, &faults, None),
        }
    }

    /// The form again with a new key: the old one was used for something else already.
    pub fn renewed(&self, visit: &Visit, entries: &Entries) -> Result<FormPage, Fault> {
        let mut entries = entries.clone();
        entries.0.insert(KEY.to_owned(), vec![fresh_key()?]);
        let used = FieldFault {
            field: String::new(),
            words: Words::new(
                "这张表已经提交过一次。要再办一件，请核对后重新提交；不需要就不必再交。",
                "This form was submitted before. To do it once more, check it and submit again; \
                 otherwise leave it.",
            ),
        };
        Ok(self.fill(visit, &entries, &[used], None))
    }

    fn fields(&self) -> impl Iterator<Item = &Field> {
        let ids = self.rule.asks.iter().chain(&self.rule.may_ask);
        ids.filter_map(|id| self.law.field(id))
    }

    fn day(&self, visit: &Visit, entries: &Entries) -> Result<DateTime, FieldFault> {
        let given = entries.text(DONE_ON).trim();
        if !self.dated || given.is_empty() {
            return Ok(visit.now);
        }
        match parse_date(given) {
            Some(day) if day == visit.today() => Ok(visit.now),
            Some(day) => Ok(day.at(12, 0, 0, 0)),
            None => Err(FieldFault {
                field: DONE_ON.to_owned(),
                words: Words::new(
                    "“办理日期”应为日期，例如 2026-03-02",
                    "“Done on” takes a date, such as 2026-03-02",
                ),
            }),
        }
    }

    fn fill(
        &self,
        visit: &Visit,
        entries: &Entries,
        faults: &[FieldFault],
        refused: Option<&Refusal>,
    ) -> FormPage {
        let lang = visit.lang();
        let next = Words::new("下一步：核对", "Next: check your answers");
        let view = FormView {
            address: self.address,
            csrf: &visit.token,
            key: Some(entries.text(KEY)),
            submit: &next,
            other: self.leave,
        };
        let named = faults
            .iter()
            .map(|fault| (fault.field.as_str(), &fault.words));
        let main = html! {
            (error_summary(lang, named))
            @if let Some(refused) = refused {
                (refusal(lang, &RefusalView::of(&self.rule.title, refused)))
            }
            @if self.steps.len() >= 2 { (steps::steps(lang, self.steps, self.steps.len() - 2)) }
            (heading::heading(self.title.get(lang)))
            @if let Some(note) = &self.rule.note { p.lead { (note.get(lang)) } }
            @if !self.rule.basis.is_empty() {
                p.quiet { (visit.say("依据：", "Law: ")) (cited(visit, &self.rule.basis)) }
            }
            (form(lang, &view, &self.controls(visit, entries, faults)))
        };
        FormPage {
            main,
            faulty: !faults.is_empty() || refused.is_some(),
        }
    }

    fn controls(&self, visit: &Visit, entries: &Entries, faults: &[FieldFault]) -> Markup {
        let units = self.units(visit);
        let shown = |id: &String, required: bool| {
            let declared = self.law.field(id)?;
            let fault = faults.iter().find(|fault| fault.field == *id);
            let people = people(visit, declared);
            let listed = if people.is_empty() { &units } else { &people };
            Some(field(
                visit.lang(),
                &FieldView {
                    field: declared,
                    name: id,
                    entered: entries.texts(id),
                    fault: fault.map(|fault| &fault.words),
                    required,
                    hint: None,
                    own: self.own && self.is_first_of_its_kind(declared),
                    listed,
                },
            ))
        };
        let required: Vec<Markup> = self
            .rule
            .asks
            .iter()
            .filter_map(|id| shown(id, true))
            .collect();
        let optional: Vec<Markup> = self
            .rule
            .may_ask
            .iter()
            .filter_map(|id| shown(id, false))
            .collect();
        let touched = self
            .rule
            .may_ask
            .iter()
            .any(|id| entries.has(id) || faults.iter().any(|fault| fault.field == *id));
        let folded = !required.is_empty() && optional.len() > OPTIONAL_OPEN_MAX;
        html! {
            (self.hidden())
            @for one in &required { (one) }
            @if self.dated { (Self::day_control(visit, entries, faults)) }
            @if folded {
                details open[touched] {
                    summary {
                        (visit.say("补充情况（选填，", "More (optional, "))
                        (optional.len())
                        (visit.say(" 项）", ")"))
                    }
                    @for one in &optional { (one) }
                }
            } @else {
                @for one in &optional { (one) }
            }
        }
    }

    fn day_control(visit: &Visit, entries: &Entries, faults: &[FieldFault]) -> Markup {
        let declared = day_field();
        let today = [visit.today().to_string()];
        let entered = if entries.has(DONE_ON) {
            entries.texts(DONE_ON)
        } else {
            &today
        };
        let fault = faults.iter().find(|fault| fault.field == DONE_ON);
        field(
            visit.lang(),
            &FieldView {
                field: &declared,
                name: DONE_ON,
                entered,
                fault: fault.map(|fault| &fault.words),
                required: true,
                hint: None,
                own: false,
                listed: &[],
            },
        )
    }

    fn hidden(&self) -> Markup {
        html! {
            @for (name, value) in self.carried { input type="hidden" name=(name) value=(value); }
        }
    }

    /// Units to choose from, where a field names one.
    fn units(&self, visit: &Visit) -> Vec<(String, Words)> {
        if !self
            .fields()
            .any(|field| matches!(field.kind, FieldKind::Unit | FieldKind::Units))
        {
            return Vec::new();
        }
        units_named(visit)
    }

    /// Browsers offer a person's own name and number for the first such field only: the next is
    /// somebody else's.
    fn is_first_of_its_kind(&self, declared: &Field) -> bool {
        self.fields().find(|field| field.kind == declared.kind) == Some(declared)
    }

    fn check(
        &self,
        visit: &Visit,
        entries: &Entries,
        values: &BTreeMap<String, Value>,
        at: DateTime,
    ) -> Markup {
        let lang = visit.lang();
        let view = FormView {
            address: self.address,
            csrf: &visit.token,
            key: Some(entries.text(KEY)),
            submit: self.send,
            other: self.leave,
        };
        let list = html! {
            (self.hidden())
            input type="hidden" name=(STEP) value=(SEND);
            @if entries.has(DONE_ON) {
                input type="hidden" name=(DONE_ON) value=(entries.text(DONE_ON));
            }
            @for asked in self.fields() {
                @for text in entries.texts(&asked.id) {
                    @if !text.trim().is_empty() {
                        input type="hidden" name=(asked.id) value=(text);
                    }
                }
            }
            dl.summary-list.answers {
                @for asked in self.fields() {
                    @let value = values.get(&asked.id);
                    @if value.is_some() || self.rule.asks.contains(&asked.id) {
                        (self.answer(visit, &asked.title, &asked.id, &shown(visit, asked, value)))
                    }
                }
                @if self.dated {
                    @let day = wording::day_with_weekday(lang, at.date());
                    (self.answer(visit, &day_field().title, DONE_ON, &day))
                }
            }
        };
        html! {
            @if self.steps.len() >= 2 { (steps::steps(lang, self.steps, self.steps.len() - 1)) }
            (heading::heading_with_lead(
                visit.say("核对填写的内容", "Check your answers"),
                visit.say(
                    "没有错，就按下面的按钮；有错，按“更改”。",
                    "If everything is right, press the button below; otherwise press “Change”.",
                ),
            ))
            (form(lang, &view, &list))
        }
    }

    /// One answer with the button that leads back to its field.
    fn answer(&self, visit: &Visit, title: &Words, name: &str, answer: &str) -> Markup {
        let lang = visit.lang();
        let back = format!("{}#{}", self.address, crate::parts::field::control_id(name));
        html! {
            div {
                dt { (title.get(lang)) }
                dd { span.lines { (answer) } }
                dd.answers-change {
                    button.link-button type="submit" name=(BACK) value=(name) formaction=(back) {
                        (visit.say("更改", "Change"))
                        span.spoken { (visit.say("：", ": ")) (title.get(lang)) }
                    }
                }
            }
        }
    }
}

/// The field for the day of an act.
fn day_field() -> Field {
    Field {
        id: DONE_ON.to_owned(),
        title: Words::new("办理日期", "Done on"),
        kind: FieldKind::Date,
        why: None,
        personal: false,
        sensitive: false,
        retain_years: None,
        min: None,
        max: None,
        length_max: 10,
        versioned: false,
        hidden_from: None,
    }
}

/// The faults of single fields inside a refusal; none for any other refusal.
fn faults_of(refusal: &Refusal) -> Vec<FieldFault> {
    match &refusal.rule {
        Rule::Facts(faults) => faults.clone(),
        Rule::Act | Rule::Role | Rule::Stage | Rule::Date | Rule::Unit | Rule::Require => {
            Vec::new()
        }
    }
}

/// What does not change from act to act, so that it need not be typed again.
const fn is_known_once(kind: &FieldKind) -> bool {
    matches!(
        kind,
        FieldKind::Person
            | FieldKind::Phone
            | FieldKind::IdNumber
            | FieldKind::Unit
            | FieldKind::Account { .. }
            | FieldKind::Choice(_)
    )
}
