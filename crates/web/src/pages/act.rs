//! /matters/{number}/acts/{act} and /open/{procedure}/{act}: doing an act at the desk, with the
//! form that the pack declares, a check of the answers, and the law beside it.

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use fadu_kernel::actor::Actor;
use fadu_kernel::decide::could_do;
use fadu_kernel::matter::{Matter, MatterId};
use fadu_kernel::procedure::{ActRule, From, Procedure};
use fadu_kernel::refusal::Refusal;
use fadu_kernel::unit::Unit;
use fadu_kernel::words::Words;
use fadu_office::party::{code_of, hash_code};
use fadu_office::submission::{Answer, Doer, Done, Subject, Submission};
use maud::{Markup, html};

use super::desk::units_for;
use super::matter;
use crate::act_form::{ActForm, Sent, Turn, see_other};
use crate::address::{query_value, with_query};
use crate::app::App;
use crate::asked::Asked;
use crate::entries::Entries;
use crate::page::Link;
use crate::parts::button::quiet_button;
use crate::parts::citation::citations;
use crate::parts::heading::{heading, heading_with_lead};
use crate::parts::refusal::{RefusalView, refusal};
use crate::pass::{Slip, hand_over, has_parties};
use crate::sight::{Seen, at_work, log_sensitive, see_number, snapshot};
use crate::visit::{Person, Problem, Visit};
use crate::{articles, pages, upon};

/// The routes of the forms.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/matters/{number}/acts/{act}", get(show).post(send))
        .route(
            "/open/{procedure}/{act}",
            get(show_opening).post(send_opening),
        )
}

async fn show(visit: Visit, Path((number, act)): Path<(String, String)>) -> Response {
    visit
        .answer(move |visit| on_matter(visit, &number, &act, None))
        .await
}

async fn send(
    visit: Visit,
    Path((number, act)): Path<(String, String)>,
    entries: Entries,
) -> Response {
    visit
        .answer(move |visit| on_matter(visit, &number, &act, Some(&entries)))
        .await
}

async fn show_opening(visit: Visit, Path((id, act)): Path<(String, String)>) -> Response {
    visit
        .answer(move |visit| opening(visit, &id, &act, None))
        .await
}

async fn send_opening(
    visit: Visit,
    Path((id, act)): Path<(String, String)>,
    entries: Entries,
) -> Response {
    visit
        .answer(move |visit| opening(visit, &id, &act, Some(&entries)))
        .await
}

type Answered = Result<Response, Problem>;

/// The form of an act on a matter, before and after it was sent.
fn on_matter(visit: &Visit, number: &str, act: &str, entries: Option<&Entries>) -> Answered {
    let person = at_work(visit)?;
    let reader = snapshot(visit)?;
    let seen = see_number(visit, &reader, number)?;
    let rule = seen
        .law
        .act(act)
        .filter(|rule| !matches!(rule.from, From::Opening));
    let rule = rule.ok_or(Problem::NotFound)?;
    log_sensitive(visit, person, &seen)?;
    drop(reader);
    let actor = person.actor();
    let back = matter::address(&seen.matter.number);
    let Seen {
        matter: before,
        law,
        ..
    } = &seen;
    if entries.is_none()
        && let Err(refused) = could_do(law, &visit.setting(), before, rule, &actor)
    {
        return not_now(visit, law, rule, before, &refused);
    }
    let place = Place {
        law,
        rule,
        before,
        actor: &actor,
        address: &matter::act_address(&before.number, &rule.id),
        back: (&Words::new("返回事项", "Back to the matter"), &back),
        subject: Subject::Matter(before.id),
    };
    run(visit, person, &place, entries)
}

/// The form of an act that opens a matter.
fn opening(visit: &Visit, id: &str, act: &str, entries: Option<&Entries>) -> Answered {
    let person = at_work(visit)?;
    let law = visit.rules().packs.procedures.in_force(id, visit.today());
    let law = law.ok_or(Problem::NotFound)?;
    let rule = law
        .act(act)
        .filter(|rule| matches!(rule.from, From::Opening));
    let rule = rule.ok_or(Problem::NotFound)?;
    if let Some(below) = upon::below(visit, rule, &upon::named(visit))? {
        return opening_upon(visit, (law, rule), &below, person, entries);
    }
    let (actor, setting) = (person.actor(), visit.setting());
    let units = units_for(law, rule, &actor, &setting);
    let asked = Asked::of(visit).some("unit");
    let unit = match (&asked, units.as_slice()) {
        (_, []) => return Err(Problem::Forbidden(nobody(visit, law, rule))),
        (None, [only]) => only,
        (None, _) => return choose_unit(visit, law, rule, &units, person),
        (Some(unit), _) => match units.iter().find(|known| known.id == *unit) {
            Some(unit) => unit,
            None => return choose_unit(visit, law, rule, &units, person),
        },
    };
    let before = Matter::unopened(
        MatterId::default(),
        law.version(),
        unit.id.clone(),
        visit.today(),
    );
    let address = pages::desk::open_address(&law.id, &rule.id);
    let address = with_query(&address, "unit", &unit.id);
    let place = Place {
        law,
        rule,
        before: &before,
        actor: &actor,
        address: &address,
        back: (&Words::new("返回待办", "Back to the desk"), "/desk"),
        subject: Subject::New {
            unit: unit.id.clone(),
        },
    };
    run(visit, person, &place, entries)
}

/// The form of an act that opens a matter upon another, in the other's unit.
fn opening_upon(
    visit: &Visit,
    (law, rule): upon::Opening<'_>,
    below: &Matter,
    person: &Person,
    entries: Option<&Entries>,
) -> Answered {
    let actor = person.actor();
    let units = units_for(law, rule, &actor, &visit.setting());
    if units.iter().all(|unit| unit.id != below.unit) {
        return Err(Problem::Forbidden(nobody(visit, law, rule)));
    }
    let unit = below.unit.clone();
    let before = Matter::unopened(MatterId::default(), law.version(), unit, visit.today());
    let address = pages::desk::open_address(&law.id, &rule.id);
    let place = Place {
        law,
        rule,
        before: &before,
        actor: &actor,
        address: &with_query(&address, upon::UPON, &below.number),
        back: (
            &Words::new("返回事项", "Back to the matter"),
            &matter::address(&below.number),
        ),
        subject: Subject::Upon(Box::new(Subject::Matter(below.id))),
    };
    run(visit, person, &place, entries)
}

fn nobody(visit: &Visit, law: &Procedure, rule: &ActRule) -> Words {
    let who = matter::who_may(visit, rule);
    Words::new(
        format!(
            "“{}”的“{}”{}，您现有的岗位不能办理。",
            law.title.zh, rule.title.zh, who.zh
        ),
        format!(
            "“{}” of “{}” is not open to your posts. {}.",
            rule.title.en, law.title.en, who.en
        ),
    )
}

/// Where an act is done.
struct Place<'a> {
    law: &'a Procedure,
    rule: &'a ActRule,
    before: &'a Matter,
    actor: &'a Actor,
    address: &'a str,
    back: (&'a Words, &'a str),
    subject: Subject,
}

fn run(visit: &Visit, person: &Person, place: &Place<'_>, entries: Option<&Entries>) -> Answered {
    let title = &place.rule.title;
    let button = Words::new(
        format!("提交：{}", title.zh),
        format!("Submit: {}", title.en),
    );
    let form = ActForm {
        law: place.law,
        rule: place.rule,
        before: place.before,
        actor: place.actor,
        address: place.address,
        carried: &[],
        title,
        send: &button,
        leave: Some(place.back),
        steps: &[],
        own: false,
        dated: true,
    };
    let Some(entries) = entries else {
        let page = form.fresh(visit)?;
        let whole = frame(visit, place, &page.main, page.faulty)?;
        return Ok(page.respond(whole));
    };
    let page = match form.turn(visit, entries) {
        Turn::Show(page) => page,
        Turn::Send(sent) => {
            let key = sent.key.clone();
            match submit(visit, person, place, sent)? {
                Answer::Done(done) => return landed(visit, place, &key, &done),
                Answer::Refused(refused) => form.refused(visit, entries, &refused),
            }
        }
    };
    let whole = frame(visit, place, &page.main, page.faulty)?;
    Ok(page.respond(whole))
}

/// Where a person lands after an act: on its matter, told what was done.
fn landing(done: &Done) -> String {
    format!(
        "{}?done={}",
        matter::address(&done.number),
        query_value(&done.act.0.to_string())
    )
}

/// Whether an act opens a matter that a party follows, who then gets a code.
fn gives_code(place: &Place<'_>) -> bool {
    place.before.is_unopened() && has_parties(place.law)
}

/// The answer after an act; with the code to hand over where it opened a party's matter.
fn landed(visit: &Visit, place: &Place<'_>, key: &str, done: &Done) -> Answered {
    let mut response = see_other(&landing(done));
    if gives_code(place) {
        let slip = Slip {
            matter: done.matter,
            code: code_of(key)?,
        };
        hand_over(&mut response, &visit.app, &slip);
    }
    Ok(response)
}

fn submit(
    visit: &Visit,
    person: &Person,
    place: &Place<'_>,
    sent: Sent,
) -> Result<Answer, Problem> {
    if sent.key.is_empty() {
        return Err(Problem::BadInput(Words::new(
            "表单缺少提交编号，没有提交任何内容。请重新打开表单再填。",
            "The form lacks its submission key; nothing was submitted. Open the form anew.",
        )));
    }
    let submission = Submission {
        key: sent.key,
        procedure: place.law.id.clone(),
        subject: place.subject.clone(),
        act: place.rule.id.clone(),
        at: sent.at,
        doer: Doer::Account(person.account.login.clone()),
        facts: sent.facts,
    };
    let code = gives_code(place)
        .then(|| code_of(&submission.key))
        .transpose()?;
    let hash = code.map(|code| hash_code(&code)).transpose()?;
    // A form sent twice has another moment; the first receipt answers both.
    Ok(visit.app.office.submit_form(submission, hash).wait()?)
}

fn frame(visit: &Visit, place: &Place<'_>, main: &Markup, faulty: bool) -> Result<Markup, Problem> {
    let title = &place.rule.title;
    let mut head = visit.head_words(title.clone());
    head.faulty = faulty;
    head.trail = if place.before.is_unopened() {
        vec![Link::new(Words::new("待办", "To do"), "/desk")]
    } else {
        let number = &place.before.number;
        vec![
            Link::new(Words::new("事项", "Matters"), "/matters"),
            Link::new(Words::new(number.clone(), number.clone()), place.back.1),
        ]
    };
    let main = html! {
        p.quiet {
            (place.law.title.get(visit.lang())) " · " (visit.unit_name(&place.before.unit))
            @if !place.before.number.is_empty() { " · " (place.before.number) }
        }
        (main)
    };
    visit.desk(&head, &main, Some(&margin(visit, place)))
}

/// What must hold for the act, each with its article, and the articles themselves.
fn margin(visit: &Visit, place: &Place<'_>) -> Markup {
    let lang = visit.lang();
    let scope = visit.rules().packs.scopes.get(&place.law.version());
    let requires = &place.rule.requires;
    let cited = place
        .rule
        .basis
        .iter()
        .chain(requires.iter().map(|require| &require.basis));
    html! {
        @if !requires.is_empty() {
            h2 { (visit.say("须满足的条件", "What must hold")) }
            ul {
                @for require in requires {
                    li {
                        @match scope {
                            Some(scope) => (require.when.sentence(scope, lang)),
                            None => (require.otherwise.get(lang)),
                        }
                        p.quiet { (citations(lang, std::slice::from_ref(&require.basis))) }
                    }
                }
            }
        }
        (articles::margin(visit, cited, visit.today()))
    }
}

/// The page of an act that is not lawful now: why, by which article, what instead.
fn not_now(
    visit: &Visit,
    law: &Procedure,
    rule: &ActRule,
    before: &Matter,
    refused: &Refusal,
) -> Answered {
    let back = matter::address(&before.number);
    let mut head = visit.head_words(rule.title.clone());
    head.trail = vec![Link::new(
        Words::new(before.number.clone(), before.number.clone()),
        &*back,
    )];
    let view = RefusalView::of(&rule.title, refused);
    let main = html! {
        (heading(rule.title.get(visit.lang())))
        p.quiet { (law.title.get(visit.lang())) " · " (before.number) }
        (refusal(visit.lang(), &view))
        p { (matter::who_may(visit, rule).get(visit.lang())) }
        p { a href=(back) { (visit.say(
            "返回事项，看现在可以做什么",
            "Back to what can be done now",
        )) } }
    };
    let margin = articles::margin(visit, &refused.basis, visit.today());
    let page = visit.desk(&head, &main, Some(&margin))?;
    Ok((StatusCode::CONFLICT, Html(page.into_string())).into_response())
}

/// The step before the form where a person may open the matter in more than one unit.
fn choose_unit(
    visit: &Visit,
    law: &Procedure,
    rule: &ActRule,
    units: &[&Unit],
    person: &Person,
) -> Answered {
    let own = person.units();
    let mut head = visit.head_words(rule.title.clone());
    head.trail = vec![Link::new(Words::new("待办", "To do"), "/desk")];
    let all = crate::act_form::units_in_order(&visit.units, visit.today());
    let listed = all
        .iter()
        .filter(|unit| units.iter().any(|known| known.id == unit.id));
    let address = pages::desk::open_address(&law.id, &rule.id);
    let main = html! {
        (heading_with_lead(
            rule.title.get(visit.lang()),
            visit.say("先选由哪个单位办理。", "First choose the unit that holds the matter."),
        ))
        form.form method="get" action=(address) {
            div.field {
                label for="field-unit" { (visit.say("办理单位", "Unit")) }
                select.input.input-full id="field-unit" name="unit" {
                    @for unit in listed {
                        option value=(unit.id) selected[own.contains(&unit.id)] {
                            (unit.name.get(visit.lang()))
                        }
                    }
                }
            }
            div.form-end { (quiet_button(visit.say("下一步：填写", "Next: fill in"))) }
        }
    };
    let page = visit.desk(&head, &main, None)?;
    Ok(Html(page.into_string()).into_response())
}
