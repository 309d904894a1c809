//! What a pack says, in words: who may act, from where to where, how long, and what must hold.

use fadu_kernel::actor::{Entitled, Reach};
use fadu_kernel::citation::Citation;
use fadu_kernel::clock::term_in_words;
use fadu_kernel::condition::{Condition, Scope};
use fadu_kernel::procedure::{ActRule, ClockRule, From, Procedure, Term, To};
use fadu_kernel::words::{Lang, Words};
use fadu_pack::statutes::Law;
use maud::{Markup, html};

use crate::parts::citation::address;
use crate::visit::Visit;

/// The names that a procedure's expressions are printed with.
pub fn scope<'v>(visit: &'v Visit, law: &Procedure) -> Option<&'v Scope> {
    visit.rules().packs.scopes.get(&law.version())
}

/// A condition as a sentence; as written where its procedure has no names.
pub fn sentence(visit: &Visit, law: &Procedure, condition: &Condition, lang: Lang) -> String {
    match scope(visit, law) {
        Some(scope) => condition.sentence(scope, lang),
        None => condition.source().to_owned(),
    }
}

/// Who may do an act: “调解员（本单位和下级单位的事项）”.
pub fn entitled(visit: &Visit, law: &Procedure, by: &Entitled) -> Words {
    match by {
        Entitled::Role { role, reach } => {
            let title = visit
                .rules()
                .packs
                .roles
                .get(role)
                .map(|role| role.title.clone());
            let title = title.unwrap_or_else(|| Words::new(role.clone(), role.clone()));
            let reach = reach_words(law, reach);
            Words::new(
                format!("{}（{}）", title.zh, reach.zh),
                format!("{} ({})", title.en, reach.en),
            )
        }
        Entitled::Party => Words::new("当事人", "A party"),
        Entitled::Anyone => Words::new("任何人，不用登录", "Anybody, without an account"),
        Entitled::Handover => Words::new(
            "由其他程序转来，不能单独办理",
            "Another procedure only, by hand-over",
        ),
        Entitled::Scheme => Words::new("由本市的定期办法产生", "A periodic scheme of the city"),
        Entitled::Law => Words::new("法律本身，到期自动发生", "The law itself, at lapse of time"),
    }
}

fn reach_words(law: &Procedure, reach: &Reach) -> Words {
    match reach {
        Reach::Unit => Words::new("本单位的事项", "matters of the same unit"),
        Reach::Within => Words::new(
            "本单位和下级单位的事项",
            "matters of the unit and those below",
        ),
        Reach::City => Words::new("全市的事项", "matters of the whole city"),
        Reach::Field(field) => match law.field(field).map(|field| &field.title) {
            Some(title) => Words::new(
                format!("“{}”所指单位的事项", title.zh),
                format!("matters that name the unit in “{}”", title.en),
            ),
            None => Words::new("事项所指的单位", "the unit a matter names"),
        },
        Reach::Person(field) => match law.field(field).map(|field| &field.title) {
            Some(title) => Words::new(
                format!("限“{}”本人", title.zh),
                format!("only the person named in “{}”", title.en),
            ),
            None => Words::new("限事项所指的本人", "only the person a matter names"),
        },
    }
}

/// All who may do an act, one after another.
pub fn all_entitled(visit: &Visit, law: &Procedure, rule: &ActRule) -> Vec<Words> {
    rule.by.iter().map(|by| entitled(visit, law, by)).collect()
}

/// Where an act starts from.
pub fn from_words(law: &Procedure, rule: &ActRule) -> Words {
    match &rule.from {
        From::Opening => Words::new("立案时（新立一件）", "The beginning: it opens a matter"),
        From::Stages(stages) if stages.len() == law.stages.len() => {
            Words::new("任何阶段", "Any stage")
        }
        From::Stages(stages) => {
            let named: Vec<&Words> = law
                .stages
                .iter()
                .filter(|stage| stages.contains(&stage.id))
                .map(|stage| &stage.title)
                .collect();
            joined(&named)
        }
    }
}

/// Where an act leads.
pub fn to_words(law: &Procedure, rule: &ActRule) -> Words {
    match &rule.to {
        To::Stay => Words::new("阶段不变", "The stage stays"),
        To::Previous => Words::new("回到变动前的阶段", "Back to the stage before"),
        To::Stage(stage) => law.stage(stage).map_or_else(
            || Words::new(stage.clone(), stage.clone()),
            |s| s.title.clone(),
        ),
    }
}

/// Titles one after another.
pub fn joined(titles: &[&Words]) -> Words {
    let zh: Vec<&str> = titles.iter().map(|title| title.zh.as_str()).collect();
    let en: Vec<&str> = titles.iter().map(|title| title.en.as_str()).collect();
    Words::new(zh.join("、"), en.join(", "))
}

/// Titles of acts by their ids.
pub fn act_titles(law: &Procedure, ids: &[String]) -> Words {
    let titles: Vec<&Words> = ids
        .iter()
        .filter_map(|id| law.act(id))
        .map(|act| &act.title)
        .collect();
    joined(&titles)
}

/// How long a clock is, with how it is counted.
pub fn term(visit: &Visit, law: &Procedure, term: &Term, lang: Lang) -> String {
    match term {
        Term::Length {
            length,
            unit,
            counting,
        } => term_in_words(*length, *unit, *counting, lang),
        Term::Due(date) => {
            let date = sentence(visit, law, date, lang);
            crate::speech::say(lang, "到", "until ").to_owned() + &date
        }
    }
}

/// From when a clock counts: the acts that start it, or the fact that they state.
pub fn starts(visit: &Visit, law: &Procedure, rule: &ClockRule, lang: Lang) -> String {
    let acts = act_titles(law, &rule.starts);
    let from = rule
        .from
        .as_ref()
        .map(|from| sentence(visit, law, from, lang));
    match (from, lang) {
        (Some(from), Lang::Zh) if acts.zh.is_empty() => format!("自“{from}”起"),
        (Some(from), Lang::En) if acts.en.is_empty() => format!("from “{from}”"),
        (Some(from), Lang::Zh) => format!("自“{from}”起（由“{}”启动）", acts.zh),
        (Some(from), Lang::En) => format!("from “{from}” (set off by “{}”)", acts.en),
        (None, Lang::Zh) => format!("自“{}”之日起", acts.zh),
        (None, Lang::En) => format!("from the day of “{}”", acts.en),
    }
}

/// Citations as links one after another, each law by its name in the language of the page.
pub fn cited(visit: &Visit, list: &[Citation]) -> Markup {
    html! {
        @if !list.is_empty() {
            span.citations {
                @for (index, one) in list.iter().enumerate() {
                    @if index > 0 { (visit.say("、", "; ")) }
                    (cite(visit, one))
                }
            }
        }
    }
}

/// One citation as a link.
pub fn cite(visit: &Visit, one: &Citation) -> Markup {
    let law = visit
        .rules()
        .statutes
        .law(one.title())
        .filter(|_| !one.is_local());
    let name = one.in_words_titled(visit.lang(), law.map(Law::words).as_ref());
    html! {
        @match address(one) {
            Some(address) => a.citation href=(address) { (name) },
            None => span.citation { (name) },
        }
    }
}
