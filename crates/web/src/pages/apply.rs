//! `/apply/{procedure}/{act}`: applying without an account. First the unit, where there is a
//! choice; then the form, its check, and a page that tells the number and the code.

use axum::Router;
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use fadu_kernel::actor::{Actor, Entitled};
use fadu_kernel::matter::{Matter, MatterId};
use fadu_kernel::procedure::{ActRule, From, Procedure};
use fadu_kernel::words::Words;
use fadu_office::fault::Fault;
use fadu_office::party::{code_of, hash_code};
use fadu_office::submission::{Answer, Doer, Subject, Submission};
use maud::{Markup, html};

use crate::act_form::{ActForm, FormPage, Sent, Turn, see_other};
use crate::address::{query_value, segment};
use crate::app::App;
use crate::asked::Asked;
use crate::desks::{desks, question};
use crate::entries::Entries;
use crate::guard::wall_clock;
use crate::page::Link;
use crate::parts::button::{main_link, quiet_link};
use crate::parts::notice::{confirmation, notice};
use crate::pass::{Carried, Knock, give_pass, tell_code};
use crate::running;
use crate::upon::{self, UPON};
use crate::visit::{Problem, Visit};

/// Entry that carries the unit chosen.
const UNIT: &str = "form-unit";
/// Applications that one address may hand in within a minute: a kiosk serves a few people.
const APPLICATIONS_PER_MINUTE: u32 = 30;

/// The routes of applying.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/apply/{procedure}/{act}", get(show).post(hand_in))
        .route("/apply/{procedure}/{act}/done", get(done))
}

async fn show(visit: Visit, Path((procedure, act)): Path<(String, String)>) -> Response {
    visit
        .answer(move |visit| form_or_question(visit, &procedure, &act))
        .await
}

async fn hand_in(
    visit: Visit,
    knock: Knock,
    Path((procedure, act)): Path<(String, String)>,
    entries: Entries,
) -> Response {
    visit
        .answer(move |visit| turn(visit, knock, &procedure, &act, &entries))
        .await
}

async fn done(
    visit: Visit,
    carried: Carried,
    Path((procedure, act)): Path<(String, String)>,
) -> Response {
    visit
        .answer(move |visit| told(visit, &carried, &procedure, &act))
        .await
}

/// An act by which anybody may open a matter of a procedure in force today.
pub fn opening<'v>(
    visit: &'v Visit,
    procedure: &str,
    act: &str,
) -> Result<(&'v Procedure, &'v ActRule), Problem> {
    let law = visit
        .rules()
        .packs
        .procedures
        .in_force(procedure, visit.today());
    let law = law.ok_or(Problem::NotFound)?;
    let rule = law
        .act(act)
        .filter(|rule| is_public(rule))
        .ok_or(Problem::NotFound)?;
    Ok((law, rule))
}

/// Whether anybody may open a matter by this act.
pub fn is_public(rule: &ActRule) -> bool {
    matches!(rule.from, From::Opening) && rule.by.contains(&Entitled::Anyone)
}

/// The address of an opening act.
pub fn address(law: &Procedure, rule: &ActRule) -> String {
    format!("/apply/{}/{}", segment(&law.id), segment(&rule.id))
}

/// Where an application goes: a unit, or the matter upon which it is made.
struct Place {
    unit: String,
    upon: Option<String>,
    /// Whether there were units to choose from.
    chosen: bool,
}

impl Place {
    fn upon(matter: &Matter) -> Self {
        Self {
            unit: matter.unit.clone(),
            upon: Some(matter.number.clone()),
            chosen: false,
        }
    }

    fn subject(&self) -> Subject {
        match &self.upon {
            Some(number) => Subject::Upon(Box::new(Subject::Number(number.clone()))),
            None => Subject::New {
                unit: self.unit.clone(),
            },
        }
    }
}

fn form_or_question(visit: &Visit, procedure: &str, act: &str) -> Result<Response, Problem> {
    let (law, rule) = opening(visit, procedure, act)?;
    if let Some(matter) = upon::below(visit, rule, &upon::named(visit))? {
        let place = Place::upon(&matter);
        let shown = with_form(visit, law, rule, &place, |form, visit| form.fresh(visit))?;
        return Ok(respond(visit, law, rule, &shown));
    }
    let desks = desks(visit, law, rule)?;
    let asked = Asked::of(visit);
    let chosen = match desks.as_slice() {
        [] => return Err(nobody_there(law)),
        [only] => Some(*only),
        many => {
            let wanted = asked.text("unit");
            many.iter().copied().find(|unit| unit.id == wanted)
        }
    };
    let here = address(law, rule);
    let Some(unit) = chosen else {
        let main = question(visit, &desks, &here, &asked.text("at"));
        return Ok(Html(page(visit, law, rule, &main, false).into_string()).into_response());
    };
    let place = Place {
        unit: unit.id.clone(),
        upon: None,
        chosen: desks.len() > 1,
    };
    let shown = with_form(visit, law, rule, &place, |form, visit| form.fresh(visit))?;
    Ok(respond(visit, law, rule, &shown))
}

/// Runs something with the form of an opening act in a unit.
fn with_form<T>(
    visit: &Visit,
    law: &Procedure,
    rule: &ActRule,
    place: &Place,
    run: impl FnOnce(&ActForm<'_>, &Visit) -> T,
) -> T {
    let here = address(law, rule);
    let before = Matter::unopened(
        MatterId(0),
        law.version(),
        place.unit.clone(),
        visit.today(),
    );
    let mut steps = vec![
        Words::new("填写", "Your answers"),
        Words::new("核对并提交", "Check and submit"),
    ];
    if place.chosen {
        steps.insert(0, Words::new("选择单位", "Choose a unit"));
    }
    let send = Words::new(
        format!("提交：{}", rule.title.zh),
        format!("Submit: {}", rule.title.en),
    );
    let leave = Words::new("不办了，返回", "Leave without submitting");
    let (out, carried) = match &place.upon {
        Some(number) => (upon::consultation(number), (UPON, number.as_str())),
        None => {
            let out = format!("/services/{}", segment(&law.id));
            (out, (UNIT, place.unit.as_str()))
        }
    };
    let form = ActForm {
        law,
        rule,
        before: &before,
        actor: &Actor::Anyone,
        address: &here,
        carried: &[carried],
        title: &rule.title,
        send: &send,
        leave: Some((&leave, &out)),
        steps: &steps,
        own: true,
        dated: false,
    };
    run(&form, visit)
}

fn turn(
    visit: &Visit,
    knock: Knock,
    procedure: &str,
    act: &str,
    entries: &Entries,
) -> Result<Response, Problem> {
    let (law, rule) = opening(visit, procedure, act)?;
    let place = if let Some(matter) = upon::below(visit, rule, entries.text(UPON))? {
        Place::upon(&matter)
    } else {
        let desks = desks(visit, law, rule)?;
        let wanted = entries.text(UNIT);
        let Some(unit) = desks.iter().find(|unit| unit.id == wanted) else {
            return Ok(see_other(&address(law, rule)));
        };
        Place {
            unit: unit.id.clone(),
            upon: None,
            chosen: desks.len() > 1,
        }
    };
    let turn = with_form(visit, law, rule, &place, |form, visit| {
        form.turn(visit, entries)
    });
    let sent = match turn {
        Turn::Show(shown) => return Ok(respond(visit, law, rule, &shown)),
        Turn::Send(sent) => sent,
    };
    if !visit
        .app
        .gate
        .admits(knock.0, "apply", APPLICATIONS_PER_MINUTE, wall_clock())
    {
        return Err(Problem::BadInput(Words::new(
            "这里一分钟内提交的申请太多。请一分钟后返回上一页再提交，填写的内容还在。",
            "Too many applications from here within a minute. Go back in a minute and submit \
             again; what you typed is still there.",
        )));
    }
    let code = code_of(&sent.key)?;
    match submit(visit, law, rule, &place, sent, &code) {
        Ok(Answer::Done(done)) => {
            let mut response = see_other(&format!("{}/done", address(law, rule)));
            give_pass(&mut response, &visit.app, done.matter)?;
            tell_code(&mut response, &visit.app, &code);
            Ok(response)
        }
        Ok(Answer::Refused(refusal)) => {
            let shown = with_form(visit, law, rule, &place, |form, visit| {
                form.refused(visit, entries, &refusal)
            });
            Ok(respond(visit, law, rule, &shown))
        }
        Err(Fault::KeyReused(_)) => {
            let shown = with_form(visit, law, rule, &place, |form, visit| {
                form.renewed(visit, entries)
            })?;
            Ok(respond(visit, law, rule, &shown))
        }
        Err(fault) => Err(fault.into()),
    }
}

fn submit(
    visit: &Visit,
    law: &Procedure,
    rule: &ActRule,
    place: &Place,
    sent: Sent,
    code: &str,
) -> Result<Answer, Fault> {
    let hash = hash_code(code)?;
    let submission = Submission {
        key: sent.key,
        procedure: law.id.clone(),
        subject: place.subject(),
        act: rule.id.clone(),
        at: sent.at,
        doer: Doer::Anyone,
        facts: sent.facts,
    };
    let office = &visit.app.office;
    office.submit_form(submission, Some(hash)).wait()
}

fn respond(visit: &Visit, law: &Procedure, rule: &ActRule, shown: &FormPage) -> Response {
    shown.respond(page(visit, law, rule, &shown.main, shown.faulty))
}

fn page(visit: &Visit, law: &Procedure, rule: &ActRule, main: &Markup, faulty: bool) -> Markup {
    let mut head = visit.head_words(rule.title.clone());
    head.faulty = faulty;
    head.trail = vec![
        Link::new(Words::new("办事", "Apply"), "/services"),
        Link::new(law.title.clone(), format!("/services/{}", segment(&law.id))),
    ];
    visit.public(&head, main)
}

fn nobody_there(law: &Procedure) -> Problem {
    Problem::BadInput(Words::new(
        format!(
            "“{}”现在还没有单位在网上受理。请拨打12348，或到就近的司法所办理。",
            law.title.zh
        ),
        format!(
            "No unit takes “{}” online yet. Call 12348 or go to the nearest justice office.",
            law.title.en
        ),
    ))
}

/// The end of the journey: the number, the code, and what comes next.
fn told(visit: &Visit, carried: &Carried, procedure: &str, act: &str) -> Result<Response, Problem> {
    let (law, rule) = opening(visit, procedure, act)?;
    let matter = match carried.matter {
        Some(id) => visit.read(|reader| reader.matter(id))?,
        None => None,
    };
    let Some(matter) = matter.filter(|matter| matter.procedure() == law.id) else {
        return Ok(see_other("/track"));
    };
    let title = Words::new(
        format!("已提交：{}", rule.title.zh),
        format!("Submitted: {}", rule.title.en),
    );
    let follow = format!("/track/{}", segment(&matter.number));
    let next = html! {
        (code_to_keep(visit, carried.code.as_deref()))
        p { (main_link(&follow, visit.say("查看进度", "Follow it"))) }
        h2 { (visit.say("接下来", "What happens next")) }
        (what_next(visit, law, &matter))
        h2 { (visit.say("凭证", "Receipt")) }
        p {
            (visit.say(
                "凭证证明您的申请已经记入账本、没有被改动。可以下载保存，任何人都能核验。",
                "The receipt proves that your application is in the ledger, unaltered. Keep it; \
                 anybody can check it.",
            ))
        }
        p {
            (quiet_link(
                &format!("/receipts/{}.json", matter.id.0),
                visit.say("下载凭证", "Download the receipt"),
            ))
            " "
            a href="/receipts" { (visit.say("凭证是什么", "What a receipt is")) }
        }
    };
    let number_name = visit.say("您的编号", "Your number");
    let main = confirmation(title.get(visit.lang()), number_name, &matter.number, &next);
    let head = visit.head_words(title.clone());
    Ok(Html(visit.public(&head, &main).into_string()).into_response())
}

fn code_to_keep(visit: &Visit, code: Option<&str>) -> Markup {
    let Some(code) = code else {
        return notice(
            visit.say("查询码只显示一次", "The code is shown once"),
            &html! {
                p {
                    (visit.say(
                        "您已经看过查询码。忘记了，请拨打12348，或到受理单位出示证件重新领取。",
                        "You have seen it. If it is lost, call 12348, or ask the unit with your \
                         identity card.",
                    ))
                }
            },
        );
    };
    let (first, last) = code.split_at(code.len() / 2);
    notice(
        visit.say("您的查询码", "Your code"),
        &html! {
            p.confirmation-number { (first) " " (last) }
            p {
                (visit.say(
                    "请抄下编号和查询码，或者截图保存。查进度、补材料、撤回都要用。\
                     查询码只在这里显示，请不要告诉无关的人。",
                    "Write down the number and the code, or take a picture. You need both to \
                     follow, add to or withdraw your application. The code is shown only here; \
                     do not give it to strangers.",
                ))
            }
        },
    )
}

fn what_next(visit: &Visit, law: &Procedure, matter: &Matter) -> Markup {
    let unit = visit.unit_name(&matter.unit);
    let running = matter
        .clocks
        .values()
        .any(fadu_kernel::clock::Clock::is_running);
    html! {
        p {
            (visit.say("您的申请已经送到", "Your application is with "))
            strong { (unit) }
            (visit.say("。现在的阶段：", ". It now stands at: "))
            strong { (law.stage(&matter.stage).map_or("", |stage| stage.title.get(visit.lang()))) }
            (visit.say("。", "."))
        }
        @if running {
            (running::clocks(visit, law, matter, fadu_kernel::clock::Clock::is_running))
        } @else {
            p {
                (visit.say(
                    "法律对这一步没有规定期限。受理单位会与您联系；您随时可以来这里查看。",
                    "The law sets no time limit for this step. The unit will be in touch; you \
                     can look here at any time.",
                ))
            }
        }
    }
}

/// The address of the question which unit, or of the form where there is none to ask.
pub fn start_address(law: &Procedure, rule: &ActRule, at: Option<&str>) -> String {
    match at {
        Some(at) => format!("{}?at={}", address(law, rule), query_value(at)),
        None => address(law, rule),
    }
}
