//! `/matters/{number}/code`: the code by which a party follows its matter, to hand over at the
//! desk: when staff opened the matter, and again when the party has lost it.
//!
//! A code is shown to the one who made it, for some minutes, and kept nowhere. A new one puts the
//! old one out of use and stands in the audit trail.

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::matter::Matter;
use fadu_kernel::procedure::Procedure;
use fadu_kernel::words::Words;
use fadu_office::party::give_new_code;
use maud::{Markup, html};

use super::matter;
use crate::act_form::{KEY, fresh_key, own_key, see_other};
use crate::app::App;
use crate::entries::Entries;
use crate::page::Link;
use crate::parts::button::{main_button, quiet_link};
use crate::parts::heading::heading_with_number;
use crate::parts::notice::notice;
use crate::pass::{Slip, Slips, hand_over, has_parties};
use crate::sight::{Seen, at_work, see_number, snapshot};
use crate::visit::{Problem, Shown, Visit};

/// The route of codes.
pub fn routes() -> Router<App> {
    Router::new().route("/matters/{number}/code", get(show).post(give))
}

/// The page of a matter's code.
fn address(number: &str) -> String {
    format!("{}/code", matter::address(number))
}

/// What was just opened for a party: the code has to be handed over.
pub(super) fn notice_of(visit: &Visit, slips: &Slips, law: &Procedure, row: &Matter) -> Markup {
    let fresh = slips.0.as_ref().is_some_and(|slip| slip.matter == row.id);
    html! {
        @if fresh && has_parties(law) {
            (notice(visit.say("把查询码交给当事人", "Hand the code to the party"), &html! {
                p { (visit.say(
                    "当事人凭编号和查询码查进度、补材料。查询码只在这段时间能看到。",
                    "With the number and the code the party follows the matter and adds to it. \
                     The code can be seen for a short time only.",
                )) }
                p { (quiet_link(&address(&row.number), visit.say(
                    "看并打印查询码",
                    "See and print the code",
                ))) }
            }))
        }
    }
}

/// The way to a new code, for those who work on a party's matter.
pub(super) fn link(visit: &Visit, seen: &Seen<'_>) -> Markup {
    html! {
        @if may_give(seen) {
            p { a href=(address(&seen.matter.number)) {
                (visit.say("当事人的查询码", "The party's code"))
            } }
        }
    }
}

fn may_give(seen: &Seen<'_>) -> bool {
    seen.is_whole() && has_parties(seen.law)
}

/// The matter, where the person at the desk may give its party a code.
fn party_matter<'v>(visit: &'v Visit, number: &str) -> Result<Seen<'v>, Problem> {
    at_work(visit)?;
    let reader = snapshot(visit)?;
    let seen = see_number(visit, &reader, number)?;
    if may_give(&seen) {
        return Ok(seen);
    }
    Err(Problem::Forbidden(Words::new(
        "只有办理这一程序的人员能给当事人查询码；没有当事人的程序不用查询码",
        "Only people who work in the procedure give a party its code, and only where it has \
         parties",
    )))
}

async fn show(visit: Visit, slips: Slips, Path(number): Path<String>) -> Response {
    let answer = move |visit: &Visit| page(visit, &slips, &number);
    visit.answer(answer).await
}

async fn give(visit: Visit, Path(number): Path<String>, entries: Entries) -> Response {
    let answer = move |visit: &Visit| given(visit, &number, &entries);
    visit.answer(answer).await
}

fn given(visit: &Visit, number: &str, entries: &Entries) -> Result<Response, Problem> {
    let seen = party_matter(visit, number)?;
    let person = visit.signed_in()?;
    let key = own_key(entries.text(KEY));
    if key.is_empty() {
        return Err(Problem::BadInput(Words::new(
            "表单缺少提交编号，没有生成查询码。请重新打开本页。",
            "The form lacks its submission key; no code was made. Open the page anew.",
        )));
    }
    let office = &visit.app.office;
    let code = give_new_code(office, &person.account.id, seen.matter.id, &key)?;
    let mut response = see_other(&address(&seen.matter.number));
    let slip = Slip {
        matter: seen.matter.id,
        code,
    };
    hand_over(&mut response, &visit.app, &slip);
    Ok(response)
}

fn page(visit: &Visit, slips: &Slips, number: &str) -> Shown {
    let seen = party_matter(visit, number)?;
    let (matter, law) = (&seen.matter, seen.law);
    let title = Words::new("当事人的查询码", "The party's code");
    let mut head = visit.head_words(title.clone());
    let trail = Words::new(matter.number.clone(), matter.number.clone());
    head.trail = vec![
        Link::new(Words::new("事项", "Matters"), "/matters"),
        Link::new(trail, matter::address(&matter.number)),
    ];
    let slip = slips.0.as_ref().filter(|slip| slip.matter == matter.id);
    let main = html! {
        (heading_with_number(&matter.number, title.get(visit.lang()), &html! {
            span.quiet { (law.title.get(visit.lang())) }
        }))
        @match slip {
            Some(slip) => (to_hand_over(visit, matter, &slip.code)),
            None => p { (visit.say(
                "查询码不保存，只在生成后的十五分钟内能看到。\
                 当事人忘了，核对身份后可以给一个新的。",
                "Codes are not kept and can be seen for fifteen minutes only. When a party has \
                 lost it, check who they are and give them a new one.",
            )) },
        }
        (new_code(visit, matter)?)
    };
    visit.desk(&head, &main, None)
}

/// The slip: what a party needs to get in, and where.
fn to_hand_over(visit: &Visit, matter: &Matter, code: &str) -> Markup {
    let (first, last) = code.split_at(code.len() / 2);
    html! {
        div.confirmation role="status" {
            p { (visit.say("编号", "Number")) }
            p.confirmation-number { (matter.number) }
            p { (visit.say("查询码", "Code")) }
            p.confirmation-number { (first) " " (last) }
        }
        p { (visit.say(
            "打开本网站的“查进度”，输入编号和查询码，就能看进度、补材料、撤回。\
             请保管好，不要告诉无关的人。",
            "Open “Track” on this site and enter number and code to follow the matter, add to it \
             or withdraw it. Keep them safe, and tell no strangers.",
        )) }
        p { (visit.say("办理单位：", "With: ")) (visit.unit_name(&matter.unit))
            " · " (visit.say("电话 ", "telephone ")) (visit.app.site.telephone) }
        p.quiet { (visit.say(
            "用浏览器的打印功能可以打印这一页交给当事人。",
            "Print this page with the browser to hand it over.",
        )) }
    }
}

fn new_code(visit: &Visit, matter: &Matter) -> Shown {
    let key = fresh_key()?;
    Ok(html! {
        section {
            h2 { (visit.say("给一个新的查询码", "Give a new code")) }
            p { (visit.say(
                "先核对来人是当事人本人或者其代理人。旧的查询码随即作废，这一操作记入审计日志。",
                "First check that it is the party or its agent. The old code is out of use at \
                 once, and this stands in the audit log.",
            )) }
            form.form method="post" action=(address(&matter.number)) {
                input type="hidden" name="csrf" value=(visit.token);
                input type="hidden" name=(KEY) value=(key);
                div.form-end { (main_button(visit.say("生成新的查询码", "Make a new code"))) }
            }
        }
    })
}
