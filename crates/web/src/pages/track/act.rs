//! `/track/{number}/{act}`: a party does what a party may do in its matter.

use axum::extract::Path;
use axum::response::Response;
use fadu_kernel::actor::Actor;
use fadu_kernel::matter::MatterId;
use fadu_kernel::procedure::{ActRule, Procedure};
use fadu_kernel::words::Words;
use fadu_office::fault::Fault;
use fadu_office::submission::{Answer, Doer, Subject, Submission};

use super::{Followed, act_address, followed, is_for_party};
use crate::act_form::{ActForm, FormPage, Sent, Turn, see_other};
use crate::address::segment;
use crate::entries::Entries;
use crate::page::Link;
use crate::pass::Carried;
use crate::visit::{Problem, Visit};

pub(super) async fn show(
    visit: Visit,
    carried: Carried,
    Path((number, act)): Path<(String, String)>,
) -> Response {
    visit
        .answer(move |visit| {
            let followed = match followed(visit, &carried, &number)? {
                Ok(followed) => followed,
                Err(entrance) => return Ok(entrance),
            };
            let rule = rule_of(&followed, &act)?;
            let shown = with_form(&followed, rule, |form| form.fresh(visit))?;
            Ok(form_page(visit, &followed, rule, &shown))
        })
        .await
}

pub(super) async fn turn(
    visit: Visit,
    carried: Carried,
    Path((number, act)): Path<(String, String)>,
    entries: Entries,
) -> Response {
    visit
        .answer(move |visit| {
            let followed = match followed(visit, &carried, &number)? {
                Ok(followed) => followed,
                Err(entrance) => return Ok(entrance),
            };
            do_act(visit, &followed, &act, &entries)
        })
        .await
}

fn rule_of<'f>(followed: &'f Followed<'_>, act: &str) -> Result<&'f ActRule, Problem> {
    followed
        .law
        .act(act)
        .filter(|rule| is_for_party(rule))
        .ok_or(Problem::NotFound)
}

fn with_form<T>(followed: &Followed<'_>, rule: &ActRule, run: impl FnOnce(&ActForm<'_>) -> T) -> T {
    let here = act_address(&followed.matter, rule);
    let out = format!("/track/{}", segment(&followed.matter.number));
    let send = Words::new(
        format!("提交：{}", rule.title.zh),
        format!("Submit: {}", rule.title.en),
    );
    let leave = Words::new("不办了，返回", "Leave without submitting");
    run(&ActForm {
        law: followed.law,
        rule,
        before: &followed.matter,
        actor: &Actor::Party,
        address: &here,
        carried: &[],
        title: &rule.title,
        send: &send,
        leave: Some((&leave, &out)),
        steps: &[],
        own: true,
        dated: false,
    })
}

fn do_act(
    visit: &Visit,
    followed: &Followed<'_>,
    act: &str,
    entries: &Entries,
) -> Result<Response, Problem> {
    let rule = rule_of(followed, act)?;
    let sent = match with_form(followed, rule, |form| form.turn(visit, entries)) {
        Turn::Show(shown) => return Ok(form_page(visit, followed, rule, &shown)),
        Turn::Send(sent) => sent,
    };
    match submit(visit, followed.matter.id, followed.law, rule, sent) {
        Ok(Answer::Done(done)) => {
            let number = segment(&followed.matter.number);
            Ok(see_other(&format!("/track/{number}?done={}", done.act.0)))
        }
        Ok(Answer::Refused(refusal)) => {
            let shown = with_form(followed, rule, |form| {
                form.refused(visit, entries, &refusal)
            });
            Ok(form_page(visit, followed, rule, &shown))
        }
        Err(Fault::KeyReused(_)) => {
            let shown = with_form(followed, rule, |form| form.renewed(visit, entries))?;
            Ok(form_page(visit, followed, rule, &shown))
        }
        Err(fault) => Err(fault.into()),
    }
}

fn submit(
    visit: &Visit,
    matter: MatterId,
    law: &Procedure,
    rule: &ActRule,
    sent: Sent,
) -> Result<Answer, Fault> {
    let submission = Submission {
        key: sent.key,
        procedure: law.id.clone(),
        subject: Subject::Matter(matter),
        act: rule.id.clone(),
        at: sent.at,
        doer: Doer::Party,
        facts: sent.facts,
    };
    let office = &visit.app.office;
    office.submit_form(submission, None).wait()
}

fn form_page(visit: &Visit, followed: &Followed<'_>, rule: &ActRule, shown: &FormPage) -> Response {
    let mut head = visit.head_words(rule.title.clone());
    head.faulty = shown.faulty;
    let number = &followed.matter.number;
    head.trail = vec![Link::new(
        Words::new(number.clone(), number.clone()),
        format!("/track/{}", segment(number)),
    )];
    shown.respond(visit.public(&head, &shown.main))
}
