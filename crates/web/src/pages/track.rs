//! `/track`: following a matter by number and code, without an account, and doing what a party
//! may do in it.
//!
//! The name of no official is shown: a party deals with a post in a unit.

mod act;
mod entrance;

use axum::Router;
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use fadu_kernel::act::Act;
use fadu_kernel::actor::{Actor, Entitled};
use fadu_kernel::clock::Clock;
use fadu_kernel::decide::could_do;
use fadu_kernel::matter::Matter;
use fadu_kernel::procedure::{ActRule, Procedure, StageKind};
use fadu_kernel::refusal::Rule;
use fadu_kernel::words::{Lang, Words};
use fadu_store::{MatterRow, Reader};
use maud::{Markup, html};

use crate::act_form::see_other;
use crate::address::{query_value, segment};
use crate::app::App;
use crate::as_of::as_of;
use crate::asked::Asked;
use crate::entries::Entries;
use crate::issued;
use crate::page::Link;
use crate::pages::documents::Written;
use crate::pages::matter::erased;
use crate::parts::button::post_button;
use crate::parts::document::{DocumentView, document};
use crate::parts::heading::{heading, heading_with_number};
use crate::parts::lawful_acts::{Closed, Open, lawful_acts};
use crate::parts::notice::done;
use crate::parts::tag::{closed_tag, tag};
use crate::parts::timeline::{Done, timeline};
use crate::pass::{self, Carried, take_back};
use crate::printed::{FileKind, downloads};
use crate::running;
use crate::visit::{Problem, Visit};

/// The routes of following a matter.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/track", get(entrance::ask).post(entrance::enter))
        .route("/track/leave", post(leave))
        .route("/track/{number}", get(show))
        .route("/track/{number}/papers/{act}/{document}", get(paper))
        .route(
            "/track/{number}/papers/{act}/{document}/{file}",
            get(paper_as_file),
        )
        .route("/track/{number}/{act}", get(act::show).post(act::turn))
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
    // A shared device does not tell the next person which number the last one followed.
    let entrance = || match visit.speech.kiosk {
        true => see_other("/track"),
        false => see_other(&format!("/track?number={}", query_value(number))),
    };
    let Some(pass) = carried.matter else {
        return Ok(Err(entrance()));
    };
    let snapshot = crate::sight::snapshot(visit)?;
    let reader: &Reader = &snapshot;
    let Some(matter) = reader.matter_by_number(number)? else {
        return Ok(Err(entrance()));
    };
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
    let gone = erased(visit, &*crate::sight::snapshot(visit)?, law, matter.id)?;
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
        (crate::upon::public_links(visit, matter))
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
        (gone)
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
        let now = could_do(
            followed.law,
            &visit.setting(),
            &followed.matter,
            rule,
            &Actor::Party,
        );
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
    rule.by.contains(&Entitled::Party)
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
    let known = |row: &MatterRow| {
        let law = procedures
            .pinned(&row.version)
            .filter(|law| pass::has_parties(law))?;
        let stage = law.stage(&row.stage).map(|stage| stage.title.clone());
        Some((
            row.number.clone(),
            law.title.clone(),
            stage.unwrap_or_default(),
        ))
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
            basis: as_of(visit, &rule.basis, act.at.date()),
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
            let role = visit
                .rules()
                .packs
                .roles
                .get(&act.role)
                .map(|role| role.title.clone());
            let role = role.unwrap_or_else(|| Words::new("工作人员", "Staff"));
            let post = posts.iter().find(|post| post.role == act.role);
            let unit = post
                .and_then(|post| visit.units.get(&post.unit))
                .map(|unit| &unit.name);
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
        Actor::Handover { .. } => Words::new("由相关事项转来", "Handed over from a linked matter"),
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
                                            (crate::values::shown(visit, field, Some(value)))
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

async fn paper_as_file(
    visit: Visit,
    carried: Carried,
    Path((number, act, name, file)): Path<(String, i64, String, String)>,
) -> Response {
    visit
        .answer(move |visit| {
            let kind = FileKind::of(&file).ok_or(Problem::NotFound)?;
            match followed(visit, &carried, &number)? {
                Ok(followed) => written(visit, &followed, act, &name)?.as_file(visit, kind),
                Err(entrance) => Ok(entrance),
            }
        })
        .await
}

/// A paper that an act issued for the party.
fn written<'v>(
    visit: &Visit,
    followed: &Followed<'v>,
    act: i64,
    name: &str,
) -> Result<Written<'v>, Problem> {
    let Followed { matter, law, acts } = followed;
    let issued = issued::papers(law, acts);
    let one = issued
        .iter()
        .find(|one| one.act.id.0 == act && one.document.id == name)
        .filter(|one| issued::is_for_party(law, acts, one.document))
        .ok_or(Problem::NotFound)?;
    Ok(Written::of(visit, (law, matter, acts), &issued, one))
}

fn paper_page(
    visit: &Visit,
    followed: &Followed<'_>,
    act: i64,
    name: &str,
) -> Result<Response, Problem> {
    let matter = &followed.matter;
    let written = written(visit, followed, act, name)?;
    let at = format!("/track/{}/papers/{act}", segment(&matter.number));
    let stem = format!("{at}/{0}/{0}", segment(name));
    let main = html! {
        (heading(written.title.get(visit.lang())))
        p.quiet { (written.number) }
        // Papers are Chinese in both languages.
        div.law-text lang="zh-Hans" { @for line in &written.lines { p { (line) } } }
        p lang="zh-Hans" {
            (written.unit)
            " "
            (crate::wording::day(Lang::Zh, written.act.at.date()))
        }
        (downloads(visit, &stem, ""))
    };
    let mut head = visit.head_words(written.title.clone());
    let back = Words::new(matter.number.clone(), matter.number.clone());
    head.trail = vec![Link::new(
        back,
        format!("/track/{}", segment(&matter.number)),
    )];
    Ok(Html(visit.public(&head, &main).into_string()).into_response())
}
