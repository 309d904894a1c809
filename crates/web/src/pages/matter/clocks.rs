//! The clocks of a matter: those that run in full, those that ended in a line each, and a page
//! for any one of them that explains every day.

use fadu_kernel::clock::{Clock, ClockState, Light};
use fadu_kernel::deadline::{DayLine, days_left};
use fadu_kernel::matter::Matter;
use fadu_kernel::procedure::{ClockRule, Procedure};
use fadu_kernel::words::Words;
use maud::{Markup, html};

use crate::address::segment;
use crate::page::Link;
use crate::parts::clock::{ClockView, Duty, clock, clock_line};
use crate::parts::heading::heading_with_number;
use crate::sight::snapshot;
use crate::visit::{Problem, Shown, Visit};
use crate::{articles, running};

/// Most days explained on the page of a matter; more are on the page of the clock.
const DAYS_SHOWN_MAX: usize = 100;

/// The section on the page of a matter.
pub(super) fn section(visit: &Visit, law: &Procedure, matter: &Matter) -> Markup {
    let mut alive: Vec<(&ClockRule, &Clock)> = Vec::new();
    let mut ended: Vec<(&ClockRule, &Clock)> = Vec::new();
    for (id, clock) in &matter.clocks {
        let Some(rule) = law.clock(id) else { continue };
        if clock.is_alive() {
            alive.push((rule, clock));
        } else {
            ended.push((rule, clock));
        }
    }
    alive.sort_by_key(|(_, clock)| clock.due.date());
    ended.sort_by_key(|(_, clock)| clock.started_at);
    let mut budget = DAYS_SHOWN_MAX;
    let explained = alive.into_iter().map(|(rule, running)| {
        let days = running::days(visit, running);
        let fits = days.len() <= budget;
        budget -= if fits { days.len() } else { 0 };
        (rule, running, if fits { days } else { Vec::new() }, fits)
    });
    let alive: Vec<_> = explained.collect();
    html! {
        section aria-labelledby="clocks" {
            h2 id="clocks" { (visit.say("期限", "Clocks")) }
            @if alive.is_empty() {
                p.quiet { (visit.say("现在没有正在计算的期限。", "No clock runs now.")) }
            }
            @for (rule, running, days, fits) in &alive {
                (in_full(visit, law, rule, running, days))
                @if !fits || law_note(rule).is_some() {
                    p {
                        @if let Some(note) = law_note(rule) {
                            (visit.say("届满后果：", "If it lapses: ")) (note.get(visit.lang())) " "
                        }
                        @if !fits {
                            a href=(address(matter, &rule.id)) {
                                (visit.say("看逐日计算", "See it counted day by day"))
                            }
                        }
                    }
                }
            }
            @if !ended.is_empty() {
                details {
                    summary {
                        (visit.say("已结束的期限", "Clocks that ended")) " (" (ended.len()) ")"
                    }
                    ul {
                        @for (rule, clock) in &ended {
                            li {
                                (line(visit, rule, clock))
                                " "
                                a href=(address(matter, &rule.id)) {
                                    (visit.say("怎么算的", "How it was counted"))
                                    span.spoken {
                                        (visit.say("：", ": ")) (rule.title.get(visit.lang()))
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

/// The page that explains one clock of a matter.
fn address(matter: &Matter, clock: &str) -> String {
    format!(
        "{}/clocks/{}",
        super::address(&matter.number),
        segment(clock)
    )
}

const fn law_note(rule: &ClockRule) -> Option<&Words> {
    rule.lapse_note.as_ref()
}

/// The articles of the term that applies: the main rule's, or those of the variant.
fn basis(rule: &ClockRule, clock: &Clock) -> Vec<fadu_kernel::citation::Citation> {
    let variant = usize::try_from(clock.variant)
        .ok()
        .and_then(|nth| nth.checked_sub(1));
    let variant = variant.and_then(|nth| rule.variants.get(nth));
    let mut basis = variant
        .map(|variant| variant.basis.clone())
        .unwrap_or_default();
    for cited in &rule.basis {
        if !basis.contains(cited) {
            basis.push(cited.clone());
        }
    }
    basis
}

fn light_of(visit: &Visit, rule: &ClockRule, clock: &Clock) -> Light {
    clock.light(visit.now, rule.warn_days)
}

fn in_full(
    visit: &Visit,
    law: &Procedure,
    rule: &ClockRule,
    running: &Clock,
    days: &[DayLine],
) -> Markup {
    let (who, what) = running::duty(visit, law, rule);
    let basis = basis(rule, running);
    let anchor = format!("clock-{}", rule.id);
    let runs = running.state == ClockState::Running;
    let left = runs.then(|| days_left(&visit.rules().calendar, visit.today(), running.due));
    let duty = who.as_ref().map(|who| Duty { who, what: &what });
    let view = ClockView {
        title: &rule.title,
        duty,
        clock: running,
        light: light_of(visit, rule, running),
        left,
        basis: &basis,
        days,
        anchor: &anchor,
    };
    clock(visit.lang(), &view)
}

fn line(visit: &Visit, rule: &ClockRule, ended: &Clock) -> Markup {
    let view = ClockView {
        title: &rule.title,
        duty: None,
        clock: ended,
        light: light_of(visit, rule, ended),
        left: None,
        basis: &[],
        days: &[],
        anchor: &rule.id,
    };
    clock_line(visit.lang(), &view)
}

/// The page of one clock, every day explained.
pub(super) fn page(visit: &Visit, number: &str, id: &str) -> Shown {
    let reader = snapshot(visit)?;
    let whole = super::whole(visit, &reader, number)?;
    let (law, matter) = (whole.law(), whole.matter());
    let rule = law.clock(id).ok_or(Problem::NotFound)?;
    let running = matter.clocks.get(id).ok_or(Problem::NotFound)?;
    let mut head = visit.head_words(rule.title.clone());
    let trail = Words::new(matter.number.clone(), matter.number.clone());
    head.trail = vec![
        Link::new(Words::new("事项", "Matters"), "/matters"),
        Link::new(trail, super::address(&matter.number)),
    ];
    let days = running::days(visit, running);
    let main = html! {
        (heading_with_number(&matter.number, rule.title.get(visit.lang()), &html! {}))
        (in_full(visit, law, rule, running, &days))
        @if let Some(note) = law_note(rule) {
            p { (visit.say("届满后果：", "If it lapses: ")) (note.get(visit.lang())) }
        }
        @if rule.local {
            p.quiet { (visit.say(
                "本期限是本地工作目标，不是法定期限。",
                "A target of the place, not of the law.",
            )) }
        }
    };
    let cited = basis(rule, running);
    let margin = articles::margin(visit, &cited, matter.opened_on);
    visit.desk(&head, &main, Some(&margin))
}
