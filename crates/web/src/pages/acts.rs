//! `/acts/{act}`: one act as the public may see it, with its leaf; the end of every drill-down.
//!
//! Facts are shown only where no field is personal; who acted is shown as a role.

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::act::{Act, ActId};
use fadu_kernel::field::FieldKind;
use fadu_kernel::procedure::Procedure;
use fadu_kernel::words::Words;
use fadu_ledger::{Commitment, EntryReader};
use fadu_office::see_matter::{keeps_sensitive, works};
use fadu_office::small_numbers::is_guarded;
use maud::{Markup, html};

use crate::address::segment;
use crate::app::App;
use crate::as_of::as_of;
use crate::asked::Asked;
use crate::page::Link;
use crate::pages::figures::viewer;
use crate::parts::citation::citations_on;
use crate::parts::heading::heading;
use crate::parts::summary::summary;
use crate::printed::checked;
use crate::values::{account_name, unit_names};
use crate::visit::{Problem, Shown, Visit};

/// The routes of this family.
pub fn routes() -> Router<App> {
    Router::new().route("/acts/{act}", get(show))
}

async fn show(visit: Visit, Path(act): Path<String>) -> Response {
    visit
        .answer(move |visit| -> Shown {
            let act = act.parse().map_err(|_| Problem::NotFound)?;
            page(visit, ActId(act))
        })
        .await
}

fn page(visit: &Visit, id: ActId) -> Shown {
    let lang = visit.lang();
    let index = u64::try_from(id.0).map_err(|_| Problem::NotFound)?;
    let snapshot = visit.app.office.store().snapshot(&visit.app.office.city)?;
    let row = snapshot.act(id)?.ok_or(Problem::NotFound)?;
    let act = row.act()?;
    let entry: Option<Commitment> = snapshot.entries(index, 1)?.pop();
    let law = visit
        .rules()
        .packs
        .procedures
        .pinned(&act.version)
        .ok_or(Problem::NotFound)?;
    let rule = law.act(&act.act).ok_or(Problem::NotFound)?;
    let sealed = snapshot.checkpoint_at_or_after(id)?;
    let agrees = |(entry, salt): (Commitment, _)| entry.opens_to(&salt, row.record.as_bytes());
    let opens = entry.zip(row.salt).map(agrees);
    let guarded = is_guarded(visit.rules(), law);
    if guarded && !viewer(visit).covers(&visit.units, law, Some(&act.unit)) {
        return kept_back(visit, id, entry, sealed.map(|sealed| sealed.size));
    }
    let main = html! {
        (heading(rule.title.get(lang)))
        (checked(visit, &Asked::of(visit), Some(id))?)
        (summary(&[
            (visit.say("程序", "Procedure"), html! {
                a href=(format!("/procedures/{}", segment(&law.id))) { (law.title.get(lang)) }
            }),
            (visit.say("编号", "Number"), number(visit, law, &act)),
            (visit.say("日期", "Date"), html! { (crate::parts::day::day(lang, act.at.date())) }),
            (visit.say("单位", "Unit"), html! { (visit.unit_name(&act.unit)) }),
            (visit.say("谁办理", "By"), html! { (role_words(visit, &act)) }),
            (visit.say("依据", "Basis"), html! {
                (citations_on(lang, &as_of(visit, &rule.basis, act.at.date())))
            }),
            (visit.say("办理后的阶段", "Stage after"), html! {
                (law.stage(&act.stage).map_or(act.stage.as_str(), |stage| stage.title.get(lang)))
            }),
            (visit.say("存证序号", "Leaf"), html! { span.figures { (id.0) } }),
            (visit.say("存证指纹", "Commitment"), html! {
                @if let Some(entry) = &entry { code.hash { (fadu_ledger::Hash(entry.0)) } }
            }),
            (visit.say("记录与存证", "Record and leaf"), html! {
                @match opens {
                    Some(true) => (visit.say("相符", "agree")),
                    Some(false) => (visit.say("不符", "differ")),
                    None => (visit.say(
                        "个人信息已依法删除，存证保留",
                        "personal data erased; the leaf stays",
                    )),
                }
            }),
            (visit.say("封存", "Sealed"), html! {
                @if let Some(sealed) = &sealed {
                    a href="/ledger/" { (visit.say("检查点 ", "checkpoint ")) (sealed.size) }
                }
            }),
        ]))
        @if let Some(paper) = &act.paper { (signed_paper(visit, paper)) }
        (facts(visit, law, &act))
        (found(visit, law, &act))
    };
    let mut head = visit.head_words(rule.title.clone());
    head.trail = vec![Link::new(Words::new("数据", "Figures"), "/figures")];
    if visit.person.is_some() {
        visit.desk(&head, &main, None)
    } else {
        Ok(visit.public(&head, &main))
    }
}

/// That this act signed a paper, and the paper's fingerprint.
fn signed_paper(visit: &Visit, paper: &str) -> Markup {
    html! {
        h2 { (visit.say("签发的文本", "The paper signed")) }
        p { (visit.say(
            "这一行为签发了一份文件。文字和每一个数在签发时留存，指纹记入这条记录，\
             改动一个字就对不上。",
            "This act signed a paper. Its text and figures were kept, and the record holds their \
             fingerprint: alter one character and it no longer fits.",
        )) }
        p { code.hash { (paper) } }
    }
}

/// The matter's number, which leads to the matter for people at work.
fn number(visit: &Visit, law: &Procedure, act: &Act) -> Markup {
    let person = visit.person.as_ref();
    html! {
        @if person.is_some_and(|person| works(&person.posts)) {
            a href=(format!("/matters/{}", segment(&act.number))) { (act.number) }
        } @else if keeps_sensitive(law) {
            (visit.say("不公开", "not public"))
        } @else { span.figures { (act.number) } }
    }
}

/// An act of work whose counts are guarded: its leaf and nothing by which it could be counted.
fn kept_back(visit: &Visit, id: ActId, entry: Option<Commitment>, sealed: Option<u64>) -> Shown {
    let main = html! {
        (heading(visit.say("不公开的行为", "An act that is not public")))
        (checked(visit, &Asked::of(visit), Some(id))?)
        p { (visit.say(
            "这一行为属于涉及敏感个人信息的工作，内容、单位和日期都不公开。它的存证在账本中，\
             当事人可以凭收据核对。",
            "This act belongs to work with sensitive personal data: what it is, its unit and its \
             date are not public. Its leaf is in the ledger, and a party can check it with the \
             receipt.",
        )) }
        (summary(&[
            (visit.say("存证序号", "Leaf"), html! { span.figures { (id.0) } }),
            (visit.say("存证指纹", "Commitment"), html! {
                @if let Some(entry) = &entry { code.hash { (fadu_ledger::Hash(entry.0)) } }
            }),
            (visit.say("封存", "Sealed"), html! {
                @if let Some(sealed) = sealed {
                    a href="/ledger/" { (visit.say("检查点 ", "checkpoint ")) (sealed) }
                }
            }),
        ]))
    };
    let head = visit.head("不公开的行为", "An act that is not public");
    if visit.person.is_some() {
        visit.desk(&head, &main, None)
    } else {
        Ok(visit.public(&head, &main))
    }
}

fn role_words(visit: &Visit, act: &Act) -> String {
    let role = visit.rules().packs.roles.get(&act.role);
    let said = match act.role.as_str() {
        "party" => visit.say("当事人", "a party"),
        "anyone" => visit.say("申请人", "an applicant"),
        "law" => visit.say("法律规定（期限届满）", "the law, by lapse of time"),
        "scheme" => visit.say("定期亮灯方案", "a periodic scheme"),
        "handover" => visit.say("由关联事项移交", "handed over from a linked matter"),
        other => role.map_or(other, |role| role.title.get(visit.lang())),
    };
    said.to_owned()
}

/// Facts that are not personal. A procedure with sensitive fields shows none at all.
fn facts(visit: &Visit, law: &Procedure, act: &Act) -> Markup {
    let lang = visit.lang();
    let closed = keeps_sensitive(law);
    let shown: Vec<(String, String)> = act
        .facts
        .iter()
        .filter_map(|(id, value)| {
            let field = law
                .field(id)
                .filter(|field| !field.personal && is_structured(&field.kind))?;
            Some((
                field.title.get(lang).to_owned(),
                shown_value(visit, field, value),
            ))
        })
        .collect();
    let hidden = act.facts.len().saturating_sub(shown.len());
    html! {
        @if !act.facts.is_empty() {
            h2 { (visit.say("登记的事实", "Facts recorded")) }
        }
        @if !closed && !shown.is_empty() {
            (summary(&shown.iter().map(|(name, value)| {
                (name.as_str(), html! { (value) })
            }).collect::<Vec<_>>()))
        }
        @if (closed && !act.facts.is_empty()) || hidden > 0 {
            p.quiet { (visit.say(
                "含个人信息或自由文字的内容不公开；它们已计入存证指纹。",
                "What holds personal data or free text is not public; the commitment covers it.",
            )) }
        }
    }
}

/// What the act found in other registers. It may tell of a person, so the public does not see it.
fn found(visit: &Visit, law: &Procedure, act: &Act) -> Markup {
    let lang = visit.lang();
    let shown = act.found.iter().map(|(id, number)| {
        let name = law
            .look(id)
            .map_or(id.as_str(), |look| look.title.get(lang));
        (name, html! { span.figures { (number) } })
    });
    let shown: Vec<_> = shown.collect();
    let at_work = visit.person.as_ref();
    let at_work = at_work.is_some_and(|person| works(&person.posts));
    html! {
        @if at_work && !shown.is_empty() {
            h2 { (visit.say(
                "办理时在其他事项和名册中查到",
                "Found in other matters and registers then",
            )) }
            (summary(&shown))
            p.quiet { (visit.say(
                "查到的数已记入这条记录，以后的变动不改变它。",
                "What was found is part of this record; later changes do not alter it.",
            )) }
        }
    }
}

/// Free text may name people although its field is not personal: the public sees none of it.
fn is_structured(kind: &fadu_kernel::field::FieldKind) -> bool {
    use fadu_kernel::field::FieldKind as Kind;
    match kind {
        Kind::Integer
        | Kind::Decimal { .. }
        | Kind::Money
        | Kind::Date
        | Kind::Moment
        | Kind::YesNo
        | Kind::Choice(_)
        | Kind::Choices(_)
        | Kind::Unit
        | Kind::Units => true,
        Kind::Text
        | Kind::Paragraph
        | Kind::Person
        | Kind::Account { .. }
        | Kind::Phone
        | Kind::IdNumber
        | Kind::Document
        | Kind::Texts => false,
    }
}

fn shown_value(
    visit: &Visit,
    field: &fadu_kernel::field::Field,
    value: &fadu_kernel::field::Value,
) -> String {
    match field.kind {
        FieldKind::Unit | FieldKind::Units => unit_names(visit, value),
        FieldKind::Account { .. } => account_name(visit, value),
        _ => field.show(value, visit.lang()),
    }
}
