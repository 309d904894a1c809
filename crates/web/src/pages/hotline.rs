//! /hotline: the hotline's desk on one screen. Who calls and what they asked before, the call
//! under way with one button for each way it can end, what waits, and today's counts.

mod calls;
mod ticket;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use fadu_kernel::act::ActId;
use fadu_kernel::field::FieldFault;
use fadu_kernel::matter::MatterId;
use fadu_kernel::refusal::{Refusal, Rule};
use fadu_kernel::words::{Lang, Words};
use fadu_office::accounts::hex;
use fadu_office::office::chance;
use fadu_office::submission::{Answer, Doer, Done, Subject, Submission};
use maud::{Markup, html};

use self::ticket::Ticket;
use super::desk::{Opening, openings};
use super::matter;
use crate::act_form::{BACK, KEY, see_other};
use crate::app::App;
use crate::asked::Asked;
use crate::entries::Entries;
use crate::parts::error_summary::error_summary;
use crate::parts::heading::heading_with_lead;
use crate::parts::notice::done as done_notice;
use crate::parts::refusal::{RefusalView, refusal};
use crate::sight::{Lists, at_work, snapshot};
use crate::visit::{Person, Problem, Visit};
use crate::wording;

/// The procedure of a call.
pub(super) const CALL: &str = "hotline_call";

/// The routes of the hotline.
pub fn routes() -> Router<App> {
    Router::new().route("/hotline", get(show).post(take))
}

async fn show(visit: Visit) -> Response {
    visit.answer(|visit| page(visit, &State::fresh()?)).await
}

async fn take(visit: Visit, entries: Entries) -> Response {
    visit.answer(move |visit| submit(visit, entries)).await
}

/// What the ticket shows: what was typed, and what came of it.
struct State {
    entries: Entries,
    key: String,
    faults: Vec<FieldFault>,
    refused: Option<(Words, Refusal)>,
}

impl State {
    /// What was typed with the refusal of it, or with the faults of single fields.
    fn refused(entries: Entries, act: Words, refusal: Refusal) -> Self {
        let faults = match &refusal.rule {
            Rule::Facts(faults) => faults.clone(),
            Rule::Act | Rule::Role | Rule::Stage | Rule::Date | Rule::Unit | Rule::Require => {
                Vec::new()
            }
        };
        let refused = faults.is_empty().then_some((act, refusal));
        let key = entries.text(KEY).to_owned();
        Self {
            entries,
            key,
            faults,
            refused,
        }
    }

    fn fresh() -> Result<Self, Problem> {
        let key = hex(&chance::<16>()?);
        Ok(Self {
            entries: Entries::default(),
            key,
            faults: Vec::new(),
            refused: None,
        })
    }
}

/// The ways in which a call can be entered by the person at the desk.
fn ways(visit: &Visit) -> Result<Vec<Opening<'_>>, Problem> {
    at_work(visit)?;
    let ways: Vec<Opening<'_>> = openings(visit)
        .into_iter()
        .filter(|opening| opening.law.id == CALL)
        .collect();
    if ways.is_empty() {
        return Err(Problem::Forbidden(Words::new(
            "热线台只供坐席、值班律师和热线管理人员使用。岗位范围内的来电可以在“事项”中查看。",
            "The hotline's desk is for operators, lawyers on duty and supervisors. Calls within \
             the reach of your posts stand under Matters.",
        )));
    }
    Ok(ways)
}

/// The unit in which calls are entered: one of the person's own, where possible.
fn unit_of<'v>(opening: &Opening<'v>, person: &Person) -> Option<&'v str> {
    let own = person.units();
    let mine = opening.units.iter().find(|unit| own.contains(&unit.id));
    mine.or(opening.units.first()).map(|unit| unit.id.as_str())
}

fn page(visit: &Visit, state: &State) -> Result<Response, Problem> {
    let ways = ways(visit)?;
    let person = at_work(visit)?;
    let reader = snapshot(visit)?;
    let lists = Lists::new(visit, &reader, person);
    let lang = visit.lang();
    let faulty = !state.faults.is_empty() || state.refused.is_some();
    let mut head = visit.head("热线", "Hotline");
    head.faulty = faulty;
    let ticket = Ticket {
        visit,
        ways: &ways,
        entries: &state.entries,
        key: &state.key,
        faults: &state.faults,
    };
    let named = state
        .faults
        .iter()
        .map(|fault| (fault.field.as_str(), &fault.words));
    let main = html! {
        (error_summary(lang, named))
        @if let Some((act, refused)) = &state.refused {
            (refusal(lang, &RefusalView::of(act, refused)))
        }
        (told(visit, &reader)?)
        (heading_with_lead(visit.say("热线", "Hotline"), &lead(visit)))
        div.hotline-columns {
            div {
                (calls::search(&lists)?)
                (calls::today(&lists)?)
                (calls::waiting(&lists)?)
            }
            (ticket.form())
        }
        (calls::recent(&lists)?)
    };
    let page = visit.desk(&head, &main, None)?;
    let status = if faulty {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok((status, Html(page.into_string())).into_response())
}

fn lead(visit: &Visit) -> String {
    let today = wording::day_with_weekday(visit.lang(), visit.today());
    match visit.lang() {
        Lang::Zh => format!("{today}。先按号码查来电人，再登记；一通来电只填一次，一个按钮办完。"),
        Lang::En => format!(
            "{today}. Look the caller up, then enter the call once and end it with one button."
        ),
    }
}

/// What was just entered, with the matter it opened elsewhere.
fn told(visit: &Visit, reader: &fadu_store::Reader) -> Result<Markup, Problem> {
    let Some(act) = Asked::of(visit).number("done") else {
        return Ok(html! {});
    };
    let Some(record) = reader.act(ActId(act))? else {
        return Ok(html! {});
    };
    let (act, opened) = (record.act()?, reader.opened_by(MatterId(record.matter.0))?);
    if !act.version.starts_with(CALL) {
        return Ok(html! {});
    }
    Ok(done_notice(
        visit.say("已登记", "Entered"),
        &html! {
            p {
                (visit.say("编号 ", "Number "))
                a href=(matter::address(&act.number)) { (act.number) }
            }
            @for row in &opened {
                p {
                    (visit.say("已立人民调解：", "Mediation opened: ")) (row.number)
                    "，" (visit.unit_name(&row.unit))
                }
            }
        },
    ))
}

fn submit(visit: &Visit, entries: Entries) -> Result<Response, Problem> {
    let ways = ways(visit)?;
    let person = at_work(visit)?;
    if entries.has(BACK) {
        let key = entries.text(KEY).to_owned();
        return page(
            visit,
            &State {
                entries,
                key,
                faults: Vec::new(),
                refused: None,
            },
        );
    }
    let way = ways
        .iter()
        .find(|way| way.rule.id == entries.text("act"))
        .ok_or_else(|| {
            Problem::BadInput(Words::new(
                "没有选择来电怎么办理，请返回再按一个按钮。",
                "No way to end the call was chosen; go back and press a button.",
            ))
        })?;
    let unit = unit_of(way, person).ok_or(Problem::NotFound)?;
    let fields = way
        .rule
        .asks
        .iter()
        .chain(&way.rule.may_ask)
        .map(String::as_str);
    let submission = Submission {
        key: crate::act_form::own_key(entries.text("idempotency_key")),
        procedure: CALL.to_owned(),
        subject: Subject::New {
            unit: unit.to_owned(),
        },
        act: way.rule.id.clone(),
        at: visit.now,
        doer: Doer::Account(person.account.login.clone()),
        facts: entries.facts(fields),
    };
    if submission.key.is_empty() {
        return Err(Problem::BadInput(Words::new(
            "表单缺少提交编号，没有登记。请刷新后再填。",
            "The form lacks its submission key; nothing was entered. Reload and try again.",
        )));
    }
    match visit.app.office.submit_form(submission, None).wait()? {
        Answer::Done(done) => Ok(see_other(&landing(&done))),
        Answer::Refused(refusal) => {
            let title = way.rule.title.clone();
            page(visit, &State::refused(entries, title, *refusal))
        }
    }
}

fn landing(done: &Done) -> String {
    format!("/hotline?done={}", done.act.0)
}
