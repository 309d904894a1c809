//! The entrance to `/track`: number and code, and what is said when they do not belong together.

use axum::response::{Html, IntoResponse, Response};
use fadu_kernel::matter::Matter;
use fadu_kernel::words::Words;
use fadu_office::party::{Admitted, WAIT_MINUTES, admit};
use maud::{Markup, html};

use crate::act_form::{FormPage, see_other};
use crate::address::segment;
use crate::asked::Asked;
use crate::entries::Entries;
use crate::guard::wall_clock;
use crate::parts::button::main_button;
use crate::parts::error_summary::error_summary;
use crate::parts::heading::heading_with_lead;
use crate::pass::{Carried, Knock, give_pass};
use crate::visit::{Problem, Visit};

/// Tries with number and code that one address may make within a minute.
const TRIES_PER_MINUTE: u32 = 10;
/// Longest number accepted, in characters; the longest pattern in use has about thirty.
const NUMBER_LENGTH_MAX: usize = 80;

pub(super) async fn ask(visit: Visit, carried: Carried) -> Response {
    visit
        .answer(move |visit| -> Result<Response, Problem> {
            let asked = Asked::of(visit);
            let number = asked.text("number");
            let current = current(visit, &carried)?;
            let main = entrance(visit, &number, current.as_ref(), &[]);
            let head = visit.head("查进度", "Track");
            Ok(Html(visit.public(&head, &main).into_string()).into_response())
        })
        .await
}

/// The matter of the visitor's pass.
fn current(visit: &Visit, carried: &Carried) -> Result<Option<Matter>, Problem> {
    match carried.matter {
        Some(id) => visit.read(|reader| reader.matter(id)),
        None => Ok(None),
    }
}

fn entrance(
    visit: &Visit,
    number: &str,
    current: Option<&Matter>,
    faults: &[(&str, Words)],
) -> Markup {
    let lang = visit.lang();
    let fault = |name: &str| faults.iter().find(|(field, _)| *field == name);
    html! {
        (error_summary(lang, faults.iter().map(|(name, words)| (*name, words))))
        (heading_with_lead(
            visit.say("查进度", "Track your matter"),
            visit.say(
                "填写提交后得到的编号和查询码。",
                "Fill in the number and the code you got when you submitted.",
            ),
        ))
        @if let Some(matter) = current {
            p {
                a href={ "/track/" (segment(&matter.number)) } {
                    (visit.say("继续查看 ", "Go on with ")) (matter.number)
                }
            }
        }
        form.form method="post" action="/track" novalidate {
            input type="hidden" name="csrf" value=(visit.token);
            (line(visit, "number", visit.say("编号", "Number"), number,
                visit.say("例如 调司民调字〔2026〕12号；括号用哪种都可以",
                    "For example 调司民调字〔2026〕12号; any brackets will do"),
                fault("number").map(|(_, words)| words)))
            (line(visit, "code", visit.say("查询码", "Code"), "",
                visit.say("8 位数字", "8 digits"),
                fault("code").map(|(_, words)| words)))
            div.form-end { (main_button(visit.say("查看进度", "Show"))) }
        }
        h2 { (visit.say("没有编号或查询码？", "No number or code?")) }
        p {
            (visit.say(
                "您的申请是工作人员代为登记的，或者查询码丢了：请拨打 ",
                "If somebody registered your application for you, or the code is lost: call ",
            ))
            a href={ "tel:" (visit.app.site.telephone) } { (visit.app.site.telephone) }
            (visit.say("，或到受理单位出示证件。", ", or ask the unit with your identity card."))
        }
    }
}

fn line(
    visit: &Visit,
    name: &str,
    title: &str,
    entered: &str,
    hint: &str,
    fault: Option<&Words>,
) -> Markup {
    let id = crate::parts::field::control_id(name);
    let described = match fault {
        Some(_) => format!("{id}-hint {id}-error"),
        None => format!("{id}-hint"),
    };
    let digits = name == "code";
    html! {
        div.field.field-faulty[fault.is_some()] {
            label for=(id) { (title) }
            p.field-hint id={ (id) "-hint" } { (hint) }
            @if let Some(fault) = fault {
                p.field-error id={ (id) "-error" } {
                    span.spoken { (visit.say("错误：", "Error: ")) }
                    (fault.get(visit.lang()))
                }
            }
            input.input.input-middle id=(id) name=(name) type="text" value=(entered)
                autocomplete="off" spellcheck="false" inputmode=[digits.then_some("numeric")]
                aria-describedby=(described) aria-invalid=[fault.map(|_| "true")];
        }
    }
}

pub(super) async fn enter(visit: Visit, knock: Knock, entries: Entries) -> Response {
    visit
        .answer(move |visit| admitted(visit, knock, &entries))
        .await
}

fn admitted(visit: &Visit, knock: Knock, entries: &Entries) -> Result<Response, Problem> {
    let typed: String = entries
        .text("number")
        .trim()
        .chars()
        .take(NUMBER_LENGTH_MAX)
        .collect();
    let code = entries.text("code").trim();
    let mut faults: Vec<(&str, Words)> = Vec::new();
    if typed.is_empty() {
        faults.push(("number", Words::new("请填写编号", "Fill in the number")));
    }
    if code.is_empty() {
        faults.push(("code", Words::new("请填写查询码", "Fill in the code")));
    }
    if !faults.is_empty() {
        return Ok(entrance_again(visit, &typed, &faults));
    }
    let wall = wall_clock();
    let waits = !visit
        .app
        .gate
        .admits(knock.0, "track", TRIES_PER_MINUTE, wall);
    let tried = if waits {
        Admitted::Waiting
    } else {
        let number = number_meant(visit, &typed)?;
        admit(
            &visit.app.office,
            &number,
            code,
            visit.app.office.civil(wall),
        )?
    };
    match tried {
        Admitted::Matter(id) => {
            let matter = visit
                .read(|reader| reader.matter(id))?
                .ok_or(Problem::NotFound)?;
            let mut response = see_other(&format!("/track/{}", segment(&matter.number)));
            give_pass(&mut response, &visit.app, id)?;
            Ok(response)
        }
        Admitted::Wrong => {
            let words = Words::new(
                "编号和查询码对不上。请核对两处都没有写错。",
                "Number and code do not belong together. Check both.",
            );
            Ok(entrance_again(visit, &typed, &[("code", words)]))
        }
        Admitted::Waiting => {
            let words = Words::new(
                format!("试的次数太多了。请 {WAIT_MINUTES} 分钟后再试，或者拨打12348。"),
                format!("Too many tries. Try again in {WAIT_MINUTES} minutes, or call 12348."),
            );
            Ok(entrance_again(visit, &typed, &[("", words)]))
        }
    }
}

fn entrance_again(visit: &Visit, number: &str, faults: &[(&str, Words)]) -> Response {
    let mut head = visit.head("查进度", "Track");
    head.faulty = true;
    let page = FormPage {
        main: entrance(visit, number, None, faults),
        faulty: true,
    };
    let whole = visit.public(&head, &page.main);
    page.respond(whole)
}

/// The number as it is kept: people type the brackets their keyboard has, and leave out 号.
fn number_meant(visit: &Visit, typed: &str) -> Result<String, Problem> {
    let there = |number: &str| visit.read(|reader| reader.matter_row_by_number(number));
    if there(typed)?.is_some() {
        return Ok(typed.to_owned());
    }
    let plain = plain_number(typed);
    if there(&plain)?.is_none() {
        let whole = format!("{plain}号");
        if there(&whole)?.is_some() {
            return Ok(whole);
        }
    }
    Ok(plain)
}

fn plain_number(typed: &str) -> String {
    let letters = typed.chars().filter(|c| !c.is_whitespace());
    letters
        .map(|c| match c {
            '(' | '（' | '[' | '【' | '［' | '〈' | '<' | '{' => '〔',
            ')' | '）' | ']' | '】' | '］' | '〉' | '>' | '}' => '〕',
            '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_with_any_brackets() {
        for typed in [
            "调司民调字(2026)12号",
            "调司民调字【2026】 12号",
            "调司民调字[２０２６]12号",
        ] {
            assert_eq!(plain_number(typed), "调司民调字〔2026〕12号");
        }
    }
}
