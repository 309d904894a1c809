//! `/procedures/{procedure}/clocks`: the time limits of a procedure in words.

use axum::extract::Path;
use axum::response::Response;
use fadu_kernel::procedure::{ClockRule, Extension, ExtensionLength, Procedure};
use fadu_kernel::words::{Lang, Words};
use maud::{Markup, html};

use super::{trail, version};
use crate::law_words::{self, act_titles, cited, sentence};
use crate::parts::heading::heading_with_number;
use crate::parts::summary::summary;
use crate::parts::tag::tag;
use crate::visit::{Shown, Visit};

pub(super) async fn show(visit: Visit, Path(procedure): Path<String>) -> Response {
    visit.answer(move |visit| page(visit, &procedure)).await
}

fn page(visit: &Visit, procedure: &str) -> Shown {
    let law = version(visit, procedure)?;
    let title = Words::new("期限", "Time limits");
    let main = html! {
        (heading_with_number(law.title.get(visit.lang()), title.get(visit.lang()), &html! {}))
        @if law.clocks.is_empty() {
            p { (visit.say("这个程序没有期限。", "This procedure has no time limits.")) }
        }
        @for clock in &law.clocks { (one(visit, law, clock)) }
    };
    let mut head = visit.head_words(title.clone());
    head.trail = trail(Some(law));
    Ok(visit.public(&head, &main))
}

fn one(visit: &Visit, law: &Procedure, clock: &ClockRule) -> Markup {
    let lang = visit.lang();
    let titles = |ids: &[String]| {
        let titles = act_titles(law, ids);
        html! { (titles.get(lang)) }
    };
    let mut rows = vec![
        (
            visit.say("多长", "How long"),
            html! {
                strong { (law_words::term(visit, law, &clock.term, lang)) }
                @for variant in &clock.variants {
                    div {
                        (law_words::term(visit, law, &variant.term, lang))
                        (visit.say("：", ": "))
                        (sentence(visit, law, &variant.when, lang)) " "
                        (cited(visit, &variant.basis))
                    }
                }
            },
        ),
        (
            visit.say("从哪天算", "From when"),
            html! {
                (law_words::starts(visit, law, clock, lang))
                @if let Some(when) = &clock.when {
                    div { (visit.say("只在：", "Only if: ")) (sentence(visit, law, when, lang)) }
                }
            },
        ),
    ];
    if !clock.satisfied_by.is_empty() {
        rows.push((
            visit.say("做了什么算按期", "Kept by"),
            titles(&clock.satisfied_by),
        ));
    }
    if !clock.suspended_by.is_empty() {
        rows.push((
            visit.say("什么时候暂停", "Suspended by"),
            titles(&clock.suspended_by),
        ));
    }
    if let Some(extension) = &clock.extension {
        rows.push((
            visit.say("能不能延长", "Extension"),
            extended(visit, law, extension),
        ));
    }
    if clock.on_lapse.is_some() || clock.lapse_note.is_some() {
        rows.push((
            visit.say("到期怎样", "When it lapses"),
            html! {
                @if let Some(act) = clock.on_lapse.as_ref().and_then(|id| law.act(id)) {
                    (visit.say("法律上发生“", "The law brings about “")) (act.title.get(lang))
                    (visit.say("”。", "”. "))
                }
                @if let Some(note) = &clock.lapse_note { (note.get(lang)) }
            },
        ));
    }
    rows.push((visit.say("依据", "Law"), cited(visit, &clock.basis)));
    html! {
        h2 id={ "clock-" (clock.id) } {
            (clock.title.get(lang))
            @if clock.local { " " (tag(visit.say("工作要求，非法定", "a target, not law"))) }
        }
        (summary(&rows))
    }
}

fn extended(visit: &Visit, law: &Procedure, extension: &Extension) -> Markup {
    let lang = visit.lang();
    let act = law
        .act(&extension.by)
        .map(|act| act.title.get(lang))
        .unwrap_or_default();
    let how_much = match (&extension.length, lang) {
        (ExtensionLength::Fixed(length), Lang::Zh) => format!("每次 {length}（同一单位）"),
        (ExtensionLength::Fixed(length), Lang::En) => format!("{length} each time, in its unit"),
        (ExtensionLength::Given { max, .. }, Lang::Zh) => format!("每次最多 {max}（同一单位）"),
        (ExtensionLength::Given { max, .. }, Lang::En) => {
            format!("at most {max} each time, in its unit")
        }
    };
    html! {
        (visit.say("由“", "By “")) (act) (visit.say("”延长，", "”, "))
        (how_much)
        (visit.say("，最多 ", ", at most ")) (extension.times) (visit.say(" 次 ", " time(s) "))
        (cited(visit, &extension.basis))
    }
}
