//! `/track`: following a matter by number and code, without an account, and doing what a party
//! may do in it.
//!
//! The name of no official is shown: a party deals with a post in a unit.

use axum::Router;
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use fadu_kernel::act::Act;
use fadu_kernel::actor::Actor;
use fadu_kernel::clock::Clock;
use fadu_kernel::decide::could_do;
use fadu_kernel::matter::{Matter, MatterId};
use fadu_kernel::procedure::{ActRule, Procedure, StageKind};
use fadu_kernel::refusal::Rule;
use fadu_kernel::words::Words;
use fadu_office::fault::Fault;
use fadu_office::party::{Admitted, WAIT_MINUTES, admit};
use fadu_office::submission::{Answer, Doer, Subject, Submission};
use fadu_office::submit_form::submit_form;
use fadu_store::Reader;
use maud::{Markup, html};

use crate::act_form::{ActForm, FormPage, Sent, Turn, see_other};
use crate::address::{query_value, segment};
use crate::app::App;
use crate::asked::Asked;
use crate::entries::Entries;
use crate::guard::wall_clock;
use crate::issued;
use crate::page::Link;
use crate::parts::button::{main_button, post_button};
use crate::parts::document::{DocumentView, document};
use crate::parts::error_summary::error_summary;
use crate::parts::heading::{heading, heading_with_lead, heading_with_number};
use crate::parts::lawful_acts::{Closed, Open, lawful_acts};
use crate::parts::notice::done;
use crate::parts::tag::{closed_tag, tag};
use crate::parts::timeline::{Done, timeline};
use crate::pass::{self, Carried, Knock, give_pass, take_back};
use crate::running;
use crate::visit::{Problem, Visit};

/// Tries with number and code that one address may make within a minute.
const TRIES_PER_MINUTE: u32 = 10;
/// Longest number accepted, in characters; the longest pattern in use has about thirty.
const NUMBER_LENGTH_MAX: usize = 80;

/// The routes of following a matter.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/track", get(ask).post(enter))
        .route("/track/leave", post(leave))
        .route("/track/{number}", get(show))
        .route("/track/{number}/papers/{act}/{document}", get(paper))
        .route("/track/{number}/{act}", get(act_form).post(act_turn))
}

async fn ask(visit: Visit, carried: Carried) -> Response {
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

async fn enter(visit: Visit, knock: Knock, entries: Entries) -> Response {
    visit.answer(move |visit| admitted(visit, knock, &entries)).await
}

fn admitted(visit: &Visit, knock: Knock, entries: &Entries) -> Result<Response, Problem> {
    let typed: String = entries.text("number").trim().chars().take(NUMBER_LENGTH_MAX).collect();
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
    let waits = !visit.app.gate.admits(knock.0, "track", TRIES_PER_MINUTE, wall);
    let tried = if waits {
        Admitted::Waiting
    } else {
        let number = number_meant(visit, &typed)?;
        admit(&visit.app.office, &number, code, visit.app.office.civil(wall))?
    };
    match tried {
        Admitted::Matter(id) => {
            let matter = visit.read(|reader| reader.matter(id))?.ok_or(Problem::NotFound)?;
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
    let page = FormPage { main: entrance(visit, number, None, faults), faulty: true };
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

async fn leave(visit: Visit, _entries: Entries) -> Response {
    let mut response = see_other("/track");
    take_back(&mut response, &visit.app);
    response
}

/// A matter that the visitor's pass opens.
struct Followed<'v> {
    matter: Matter,
    law: &'v Procedure,
    acts: Vec<Act>,
}

/// The matter with a number, if the pass opens it; otherwise the way to the entrance.
fn followed<'v>(
    visit: &'v Visit,
    carried: &Carried,
    number: &str,
) -> Result<Result<Followed<'v>, Response>, Problem> {
    let entrance = || see_other(&format!("/track?number={}", query_value(number)));
    let Some(pass) = carried.matter else { return Ok(Err(entrance())) };
    let snapshot = crate::sight::snapshot(visit)?;
    let reader: &Reader = &snapshot;
    let Some(matter) = reader.matter_by_number(number)? else { return Ok(Err(entrance())) };
    if !pass::opens(visit, reader, pass, &matter)? {
        return Ok(Err(entrance()));
    }
    let law = crate::sight::law_of(visit, &matter.version)?;
    let mut acts = Vec::new();
    for row in reader.acts_of(matter.id)? {
        acts.push(row.act()?);
    }
    Ok(Ok(Followed { matter, law, acts }))
}

async fn show(visit: Visit, carried: Carried, Path(number): Path<String>) -> Response {
    visit
        .answer(move |visit| match followed(visit, &carried, &number)? {
            Ok(followed) => page(visit, &followed),
            Err(entrance) => Ok(entrance),
        })
        .await
}

fn page(visit: &Visit, followed: &Followed<'_>) -> Result<Response, Problem> {
    let lang = visit.lang();
    let Followed { matter, law, .. } = followed;
    let stage = law.stage(&matter.stage);
    let title = stage.map_or("", |stage| stage.title.get(lang));
    let beside = match stage.map(|stage| stage.kind) {
        Some(StageKind::Open) => tag(visit.say("办理中", "Open")),
        Some(StageKind::Standing) => tag(visit.say("已生效", "Standing")),
        Some(StageKind::Closed) | None => closed_tag(visit.say("已办结", "Closed")),
    };
    let links = linked(visit, followed)?;
    let (open, closed) = acts_for_party(visit, followed);
    let alive = matter.clocks.values().any(Clock::is_alive);
    let main = html! {
        (just_done(visit, followed))
        (heading_with_number(
            &matter.number,
            &format!("{}{}{title}", law.title.get(lang), visit.say("：", ": ")),
            &beside,
        ))
        p { (visit.say("办理单位：", "With: ")) (visit.unit_name(&matter.unit)) }
        (lawful_acts(lang, &open, &closed))
        @if alive {
            section {
                h2 { (visit.say("正在计算的期限", "Time limits that run")) }
                (running::clocks(visit, law, matter, Clock::is_alive))
            }
        }
        (papers(visit, followed))
        (links)
        section {
            h2 { (visit.say("办理经过", "What was done")) }
            (timeline(lang, &history(visit, followed)))
        }
        (own_answers(visit, followed))
        section {
            h2 { (visit.say("查完了", "Done looking?")) }
            p { (visit.say("在公用设备上请务必退出。", "Always leave on a shared device.")) }
            (post_button("/track/leave", &visit.token, visit.say("退出查询", "Leave")))
        }
    };
    let mut head = visit.head_words(law.title.clone());
    head.trail = vec![Link::new(Words::new("查进度", "Track"), "/track")];
    Ok(Html(visit.public(&head, &main).into_string()).into_response())
}

/// What the visitor did a moment ago, told by the address.
fn just_done(visit: &Visit, followed: &Followed<'_>) -> Markup {
    let told = Asked::of(visit).number("done");
    let act = told.and_then(|id| followed.acts.iter().find(|act| act.id.0 == id));
    let rule = act.and_then(|act| followed.law.act(&act.act));
    html! {
        @if let (Some(act), Some(rule)) = (act, rule) {
            @let title = Words::new(
                format!("已提交：{}", rule.title.zh),
                format!("Done: {}", rule.title.en),
            );
            (done(title.get(visit.lang()), &html! {
                p {
                    a href={ "/receipts/" (act.id.0) ".json" } {
                        (visit.say("下载凭证", "Download the receipt"))
                    }
                }
            }))
        }
    }
}

/// Acts that a party may do now, and those it may not do yet with the reason. Acts from other
/// stages are left out: they would only be a list of what might come.
fn acts_for_party(visit: &Visit, followed: &Followed<'_>) -> (Vec<Open>, Vec<Closed>) {
    let (mut open, mut closed) = (Vec::new(), Vec::new());
    for rule in followed.law.acts.iter().filter(|rule| is_for_party(rule)) {
        let now =
            could_do(followed.law, &visit.setting(), &followed.matter, rule, &Actor::Party);
        match now {
            Ok(()) => open.push(Open {
                title: rule.title.clone(),
                address: act_address(&followed.matter, rule),
                basis: rule.basis.clone(),
                note: rule.note.clone(),
            }),
            Err(refusal) if refusal.rule == Rule::Require => closed.push(Closed {
                title: rule.title.clone(),
                reason: refusal.words,
                basis: refusal.basis,
            }),
            Err(_) => {}
        }
    }
    (open, closed)
}

fn is_for_party(rule: &ActRule) -> bool {
    rule.by.contains(&fadu_kernel::actor::Entitled::Party)
}

fn act_address(matter: &Matter, rule: &ActRule) -> String {
    format!("/track/{}/{}", segment(&matter.number), segment(&rule.id))
}

fn papers(visit: &Visit, followed: &Followed<'_>) -> Markup {
    let Followed { matter, law, acts } = followed;
    let issued: Vec<_> = issued::papers(law, acts)
        .into_iter()
        .filter(|issued| issued::is_for_party(law, acts, issued.document))
        .collect();
    html! {
        @if !issued.is_empty() {
            section {
                h2 { (visit.say("文书", "Papers")) }
                @for one in &issued {
                    @let address = format!(
                        "/track/{}/papers/{}/{}",
                        segment(&matter.number), one.act.id.0, segment(&one.document.id),
                    );
                    (document(visit.lang(), &DocumentView {
                        title: &one.document.title,
                        number: None,
                        on: Some(one.act.at.date()),
                        file: None,
                        address: &address,
                        hash: None,
                        check: None,
                    }))
                }
            }
        }
    }
}

/// The matter this one came from and those it opened, as far as parties have a place in them.
fn linked(visit: &Visit, followed: &Followed<'_>) -> Result<Markup, Problem> {
    let id = followed.matter.id;
    let origin = followed.matter.origin.as_ref().map(|origin| origin.matter);
    let (rows, above) = visit.read(|reader| {
        let above = match origin {
            Some(origin) => reader.matter_row(origin)?,
            None => None,
        };
        Ok((reader.opened_by(id)?, above))
    })?;
    let procedures = &visit.rules().packs.procedures;
    let known = |row: &fadu_store::MatterRow| {
        let law = procedures.pinned(&row.version).filter(|law| pass::has_parties(law))?;
        let stage = law.stage(&row.stage).map(|stage| stage.title.clone());
        Some((row.number.clone(), law.title.clone(), stage.unwrap_or_default()))
    };
    let opened: Vec<(String, Words, Words)> = rows.iter().filter_map(known).collect();
    let above = above.as_ref().and_then(known);
    let lang = visit.lang();
    Ok(html! {
        @if !opened.is_empty() || above.is_some() {
            section {
                h2 { (visit.say("相关事项", "Linked matters")) }
                ul.acts-open {
                    @for (number, title, stage) in opened.iter().chain(above.as_ref()) {
                        li {
                            a.acts-link href={ "/track/" (segment(number)) } {
                                (title.get(lang))
                            }
                            p.quiet { (number) " · " (stage.get(lang)) }
                        }
                    }
                }
            }
        }
    })
}

fn history(visit: &Visit, followed: &Followed<'_>) -> Vec<Done> {
    let acts = followed.acts.iter().rev().filter_map(|act| {
        let rule = followed.law.act(&act.act)?;
        Some(Done {
            title: rule.title.clone(),
            at: act.at,
            by: by_whom(visit, act),
            basis: rule.basis.clone(),
            note: None,
            receipt: Some((act.id.0.unsigned_abs(), format!("/receipts/{}", act.id.0))),
        })
    });
    acts.collect()
}

/// Who did an act, as a post in a unit and never by name.
pub fn by_whom(visit: &Visit, act: &Act) -> Words {
    match &act.actor {
        Actor::Official { posts, .. } => {
            let role = visit.rules().packs.roles.get(&act.role).map(|role| role.title.clone());
            let role = role.unwrap_or_else(|| Words::new("工作人员", "Staff"));
            let post = posts.iter().find(|post| post.role == act.role);
            let unit = post.and_then(|post| visit.units.get(&post.unit)).map(|unit| &unit.name);
            match unit {
                Some(unit) => Words::new(
                    format!("{} {}", unit.zh, role.zh),
                    format!("{}, {}", role.en, unit.en),
                ),
                None => role,
            }
        }
        Actor::Party => Words::new("当事人", "Party"),
        Actor::Anyone => Words::new("申请人", "Applicant"),
        Actor::Handover { .. } => {
            Words::new("由相关事项转来", "Handed over from a linked matter")
        }
        Actor::Scheme => Words::new("按本市办法自动产生", "By a scheme of the city"),
        Actor::Law => Words::new("依法自动发生", "By operation of law"),
    }
}

/// What the applicant and the party wrote themselves.
fn own_answers(visit: &Visit, followed: &Followed<'_>) -> Markup {
    let own = followed
        .acts
        .iter()
        .filter(|act| matches!(act.actor, Actor::Anyone | Actor::Party) && !act.facts.is_empty());
    let lang = visit.lang();
    html! {
        @for act in own {
            @if let Some(rule) = followed.law.act(&act.act) {
                details {
                    summary {
                        (visit.say("您填写的内容：", "What you wrote: ")) (rule.title.get(lang))
                    }
                    dl.summary-list {
                        @for id in rule.asks.iter().chain(&rule.may_ask) {
                            @if let (Some(field), Some(value)) =
                                (followed.law.field(id), act.facts.get(id))
                            {
                                div {
                                    dt { (field.title.get(lang)) }
                                    dd {
                                        span.lines {
                                            (crate::act_form::shown(visit, field, Some(value)))
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

async fn paper(
    visit: Visit,
    carried: Carried,
    Path((number, act, name)): Path<(String, i64, String)>,
) -> Response {
    visit
        .answer(move |visit| match followed(visit, &carried, &number)? {
            Ok(followed) => paper_page(visit, &followed, act, &name),
            Err(entrance) => Ok(entrance),
        })
        .await
}

fn paper_page(
    visit: &Visit,
    followed: &Followed<'_>,
    act: i64,
    name: &str,
) -> Result<Response, Problem> {
    let Followed { matter, law, acts } = followed;
    let issued = issued::papers(law, acts);
    let one = issued
        .iter()
        .find(|one| one.act.id.0 == act && one.document.id == name)
        .filter(|one| issued::is_for_party(law, acts, one.document))
        .ok_or(Problem::NotFound)?;
    let lines = issued::lines(visit, law, matter, acts, one);
    let main = html! {
        (heading(one.document.title.get(visit.lang())))
        p.quiet { (matter.number) }
        // Papers are Chinese in both languages.
        div.law-text lang="zh-Hans" { @for line in &lines { p { (line) } } }
        p lang="zh-Hans" {
            (visit.units.get(&matter.unit).map_or("", |unit| unit.name.zh.as_str()))
            " "
            (crate::wording::day(fadu_kernel::words::Lang::Zh, one.act.at.date()))
        }
    };
    let mut head = visit.head_words(one.document.title.clone());
    let back = Words::new(matter.number.clone(), matter.number.clone());
    head.trail = vec![Link::new(back, format!("/track/{}", segment(&matter.number)))];
    Ok(Html(visit.public(&head, &main).into_string()).into_response())
}

async fn act_form(
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

async fn act_turn(
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
    followed.law.act(act).filter(|rule| is_for_party(rule)).ok_or(Problem::NotFound)
}

fn with_form<T>(
    followed: &Followed<'_>,
    rule: &ActRule,
    run: impl FnOnce(&ActForm<'_>) -> T,
) -> T {
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
            let shown = with_form(followed, rule, |form| form.refused(visit, entries, &refusal));
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
    visit.app.office.ask(move |work| submit_form(work, submission, None)).wait()
}

fn form_page(
    visit: &Visit,
    followed: &Followed<'_>,
    rule: &ActRule,
    shown: &FormPage,
) -> Response {
    let mut head = visit.head_words(rule.title.clone());
    head.faulty = shown.faulty;
    let number = &followed.matter.number;
    head.trail = vec![Link::new(
        Words::new(number.clone(), number.clone()),
        format!("/track/{}", segment(number)),
    )];
    shown.respond(visit.public(&head, &shown.main))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_with_any_brackets() {
        for typed in ["调司民调字(2026)12号", "调司民调字【2026】 12号", "调司民调字[２０２６]12号"] {
            assert_eq!(plain_number(typed), "调司民调字〔2026〕12号");
        }
    }
}
