//! The clocks of a matter as people see them: due date, light, who must do what, and the days.

use fadu_kernel::actor::Entitled;
use fadu_kernel::clock::Clock;
use fadu_kernel::deadline::{DayLine, days_left, explain};
use fadu_kernel::matter::Matter;
use fadu_kernel::procedure::{ActRule, ClockRule, Procedure};
use fadu_kernel::words::Words;
use maud::{Markup, html};

use crate::parts::clock::{ClockView, Duty, clock};
use crate::visit::Visit;

/// Most acts named as what keeps a clock.
const ACTS_NAMED_MAX: usize = 3;

/// The clocks of a matter that `picks` picks, each in full, in the order of the procedure.
pub fn clocks(
    visit: &Visit,
    law: &Procedure,
    matter: &Matter,
    picks: impl Fn(&Clock) -> bool,
) -> Markup {
    let started = law
        .clocks
        .iter()
        .filter_map(|rule| Some((rule, matter.clocks.get(&rule.id)?)));
    let picked: Vec<(&ClockRule, &Clock)> = started.filter(|(_, clock)| picks(clock)).collect();
    html! { @for (rule, running) in picked { (one(visit, law, rule, running)) } }
}

fn one(visit: &Visit, law: &Procedure, rule: &ClockRule, running: &Clock) -> Markup {
    let days = days(visit, running);
    let anchor = format!("clock-{}", rule.id);
    let (who, what) = duty(visit, law, rule);
    let left = running
        .is_running()
        .then(|| days_left(&visit.rules().calendar, visit.today(), running.due));
    let variant = running
        .variant
        .checked_sub(1)
        .and_then(|nth| rule.variants.get(nth as usize));
    let basis = variant.map_or(&rule.basis, |variant| &variant.basis);
    let view = ClockView {
        title: &rule.title,
        duty: who.as_ref().map(|who| Duty { who, what: &what }),
        clock: running,
        light: running.light(visit.now, rule.warn_days),
        left,
        basis,
        days: &days,
        anchor: &anchor,
    };
    html! {
        (clock(visit.lang(), &view))
        @if let Some(note) = rule.lapse_note.as_ref().filter(|_| running.is_alive()) {
            p.quiet { (visit.say("到期后：", "When it lapses: ")) (note.get(visit.lang())) }
        }
    }
}

/// The days of a clock, one by one; none where an order set the date.
pub fn days(visit: &Visit, running: &Clock) -> Vec<DayLine> {
    let Some(period) = running.period else {
        return Vec::new();
    };
    let rules = visit.rules();
    let account = explain(
        &rules.calendar,
        running.started_at,
        period,
        &running.suspensions,
        rules.policy,
    );
    account.unwrap_or_default()
}

/// Who must do what to keep a clock; nobody where only a party can, who may but need not.
pub fn duty(visit: &Visit, law: &Procedure, rule: &ClockRule) -> (Option<Words>, Words) {
    let acts: Vec<&ActRule> = rule
        .satisfied_by
        .iter()
        .filter_map(|id| law.act(id))
        .collect();
    let holder = acts.iter().flat_map(|act| &act.by).find_map(|by| match by {
        Entitled::Role { role, .. } => visit.rules().packs.roles.get(role),
        Entitled::Party
        | Entitled::Anyone
        | Entitled::Handover
        | Entitled::Scheme
        | Entitled::Law => None,
    });
    let named = |pick: fn(&Words) -> &str| -> Vec<String> {
        acts.iter()
            .take(ACTS_NAMED_MAX)
            .map(|act| format!("“{}”", pick(&act.title)))
            .collect()
    };
    let (zh, en) = (named(|title| &title.zh), named(|title| &title.en));
    let more = acts.len() > ACTS_NAMED_MAX;
    let what = Words::new(
        format!("办理{}{}", zh.join("或"), if more { "等" } else { "" }),
        format!(
            "complete {}{}",
            en.join(" or "),
            if more { " or the like" } else { "" }
        ),
    );
    let who = holder.filter(|_| !acts.is_empty()).map(|role| {
        Words::new(
            role.title.zh.clone(),
            format!("The {}", lower_first(&role.title.en)),
        )
    });
    (who, what)
}

/// An English title inside a sentence.
pub fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}
