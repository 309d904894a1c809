//! `/procedures/{procedure}/acts/{act}`: one act as the pack says it.

use axum::extract::Path;
use axum::response::Response;
use fadu_kernel::field::{Field, FieldKind};
use fadu_kernel::procedure::{ActRule, ClockRule, Opens, Procedure, Require};
use fadu_kernel::words::Words;
use maud::{Markup, html};

use super::{trail, version};
use crate::address::segment;
use crate::articles;
use crate::law_words::{self, sentence};
use crate::parts::heading::heading_with_number;
use crate::parts::summary::summary;
use crate::parts::tag::tag;
use crate::visit::{Problem, Shown, Visit};

pub(super) async fn show(visit: Visit, Path((procedure, act)): Path<(String, String)>) -> Response {
    visit
        .answer(move |visit| page(visit, &procedure, &act))
        .await
}

fn page(visit: &Visit, procedure: &str, act: &str) -> Shown {
    let lang = visit.lang();
    let law = version(visit, procedure)?;
    let rule = law.act(act).ok_or(Problem::NotFound)?;
    // The articles as they stood while this version was in force.
    let on = visit
        .today()
        .min(law.until.unwrap_or(visit.today()))
        .max(law.in_force);
    let beside = html! {
        @if rule.local { (tag(visit.say("本地做法，无法律依据", "A local arrangement"))) }
    };
    let main = html! {
        (heading_with_number(law.title.get(lang), rule.title.get(lang), &beside))
        @if let Some(note) = &rule.note { p.lead { (note.get(lang)) } }
        (in_short(visit, law, rule))
        (conditions(visit, law, rule))
        (facts(visit, law, rule))
        (time_limits(visit, law, rule))
        (handovers(visit, law, rule))
        h2 { (visit.say("法律依据", "The law")) }
        ul { @for one in &rule.basis { li { (articles::article(visit, one, on)) } } }
    };
    let mut head = visit.head_words(rule.title.clone());
    head.trail = trail(Some(law));
    Ok(visit.public(&head, &main))
}

fn in_short(visit: &Visit, law: &Procedure, rule: &ActRule) -> Markup {
    let lang = visit.lang();
    let papers: Vec<&Words> = rule
        .issues
        .iter()
        .filter_map(|id| law.document(id))
        .map(|paper| &paper.title)
        .collect();
    let mut rows = vec![
        (
            visit.say("由谁办", "Who"),
            html! {
                @for who in law_words::all_entitled(visit, law, rule) { div { (who.get(lang)) } }
            },
        ),
        (
            visit.say("从", "From"),
            html! { (law_words::from_words(law, rule).get(lang)) },
        ),
        (
            visit.say("到", "To"),
            html! { (law_words::to_words(law, rule).get(lang)) },
        ),
        (
            visit.say("依据", "Law"),
            law_words::cited(visit, &rule.basis),
        ),
    ];
    if !papers.is_empty() {
        let papers = law_words::joined(&papers);
        rows.push((
            visit.say("出具文书", "Papers"),
            html! { (papers.get(lang)) },
        ));
    }
    summary(&rows)
}

fn conditions(visit: &Visit, law: &Procedure, rule: &ActRule) -> Markup {
    let lang = visit.lang();
    let line = |require: &Require| {
        html! {
            li {
                p {
                    (sentence(visit, law, &require.when, lang)) " "
                    (law_words::cite(visit, &require.basis))
                }
                p.quiet {
                    (visit.say("否则不予办理：", "Otherwise refused: "))
                    (require.otherwise.get(lang))
                    @if let Some(instead) = &require.instead {
                        (visit.say("。可以：", ". Instead: ")) (instead.get(lang))
                    }
                }
            }
        }
    };
    html! {
        @if !rule.requires.is_empty() {
            h2 { (visit.say("须符合的条件", "What must hold")) }
            ul { @for require in &rule.requires { (line(require)) } }
        }
    }
}

fn facts(visit: &Visit, law: &Procedure, rule: &ActRule) -> Markup {
    let lang = visit.lang();
    let line = |id: &String, required: bool| {
        let field = law.field(id)?;
        Some(html! {
            li {
                (field.title.get(lang))
                span.quiet {
                    (visit.say("（", " (")) (kind_words(field).get(lang))
                    @if !required { (visit.say("，选填", ", optional")) }
                    @if field.sensitive {
                        (visit.say("，敏感，查看留痕", ", sensitive, views logged"))
                    }
                    @else if field.personal { (visit.say("，个人信息", ", personal")) }
                    (visit.say("）", ")"))
                }
            }
        })
    };
    html! {
        @if !rule.asks.is_empty() || !rule.may_ask.is_empty() {
            h2 { (visit.say("填写什么", "What is asked")) }
            ul {
                @for id in &rule.asks { @if let Some(line) = line(id, true) { (line) } }
                @for id in &rule.may_ask { @if let Some(line) = line(id, false) { (line) } }
            }
        }
        @if !rule.sets.is_empty() {
            h2 { (visit.say("系统据此记下", "What follows from it")) }
            ul {
                @for (id, value) in &rule.sets {
                    @if let Some(field) = law.field(id) {
                        li {
                            (field.title.get(lang)) (visit.say("：", ": "))
                            (sentence(visit, law, value, lang))
                        }
                    }
                }
            }
        }
    }
}

fn kind_words(field: &Field) -> Words {
    let (zh, en) = match &field.kind {
        FieldKind::Text | FieldKind::Paragraph => ("文字", "text"),
        FieldKind::Integer => ("整数", "whole number"),
        FieldKind::Decimal { .. } => ("数字", "number"),
        FieldKind::Money => ("金额", "money"),
        FieldKind::Date => ("日期", "date"),
        FieldKind::Moment => ("时间", "date and time"),
        FieldKind::YesNo => ("是或否", "yes or no"),
        FieldKind::Choice(_) => ("单选", "one choice"),
        FieldKind::Choices(_) => ("多选", "choices"),
        FieldKind::Unit => ("单位", "unit"),
        FieldKind::Units => ("多个单位", "units"),
        FieldKind::Person => ("姓名", "name"),
        FieldKind::Account { .. } => ("有岗位的人员", "holder of a post"),
        FieldKind::Phone => ("电话", "telephone"),
        FieldKind::IdNumber => ("身份证号", "identity number"),
        FieldKind::Document => ("文件", "document"),
        FieldKind::Texts => ("多项文字", "list of texts"),
    };
    Words::new(zh, en)
}

/// What the act does to time limits.
fn time_limits(visit: &Visit, law: &Procedure, rule: &ActRule) -> Markup {
    let lang = visit.lang();
    let with = |has: fn(&ClockRule, &String) -> bool| -> Vec<&Words> {
        law.clocks
            .iter()
            .filter(|clock| has(clock, &rule.id))
            .map(|clock| &clock.title)
            .collect()
    };
    let rows = [
        (
            visit.say("开始计算", "Starts"),
            with(|clock, act| clock.starts.contains(act)),
        ),
        (
            visit.say("按期完成", "Keeps"),
            with(|clock, act| clock.satisfied_by.contains(act)),
        ),
        (
            visit.say("不再计算", "Ends"),
            with(|clock, act| clock.cancelled_by.contains(act)),
        ),
        (
            visit.say("暂停计算", "Suspends"),
            with(|clock, act| clock.suspended_by.contains(act)),
        ),
        (
            visit.say("恢复计算", "Resumes"),
            with(|clock, act| clock.resumed_by.contains(act)),
        ),
        (
            visit.say("延长", "Extends"),
            with(|clock, act| {
                clock
                    .extension
                    .as_ref()
                    .is_some_and(|extension| extension.by == *act)
            }),
        ),
        (
            visit.say("到期自动发生于", "Follows the lapse of"),
            with(|clock, act| clock.on_lapse.as_ref() == Some(act)),
        ),
    ];
    let rows: Vec<(&str, Markup)> = rows
        .into_iter()
        .filter(|(_, clocks)| !clocks.is_empty())
        .map(|(what, clocks)| (what, html! { (law_words::joined(&clocks).get(lang)) }))
        .collect();
    html! {
        @if !rows.is_empty() {
            h2 { (visit.say("期限", "Time limits")) }
            (summary(&rows))
        }
    }
}

fn handovers(visit: &Visit, law: &Procedure, rule: &ActRule) -> Markup {
    let lang = visit.lang();
    let title = |id: &str| {
        let found = visit.rules().packs.procedures.newest(id);
        found.map_or_else(|| id.to_owned(), |law| law.title.get(lang).to_owned())
    };
    let opens = |one: &Opens| {
        html! {
            li {
                (visit.say("开启：", "Opens: "))
                a href={ "/procedures/" (segment(&one.procedure)) } { (title(&one.procedure)) }
                @if let Some(when) = &one.when {
                    span.quiet {
                        (visit.say("，条件：", ", if "))
                        (sentence(visit, law, when, lang))
                    }
                }
            }
        }
    };
    html! {
        @if !rule.opens.is_empty() || !rule.returns.is_empty() {
            h2 { (visit.say("与其他程序的衔接", "Links to other procedures")) }
            ul {
                @for one in &rule.opens { (opens(one)) }
                @for one in &rule.returns {
                    li {
                        (visit.say("反馈给：", "Reports back to: "))
                        a href={ "/procedures/" (segment(&one.procedure)) } {
                            (title(&one.procedure))
                        }
                    }
                }
            }
        }
    }
}
