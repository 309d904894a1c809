//! A clock: the due date in large type, what is left, its light, and how it was counted.

use fadu_kernel::citation::Citation;
use fadu_kernel::clock::{Clock, ClockState, Light};
use fadu_kernel::deadline::{Counting, DayLine, DaysLeft, Suspension};
use fadu_kernel::words::{Lang, Words};
use maud::{Markup, html};

use super::citation::citations;
use super::{day, light};
use crate::speech::say;
use crate::wording;

/// A clock with what explains it.
#[derive(Clone, Debug)]
pub struct ClockView<'a> {
    /// Its name: 作出受理决定的期限.
    pub title: &'a Words,
    /// Who must do what: “复议机构”, “作出受理决定”.
    pub duty: Option<Duty<'a>>,
    /// The clock itself.
    pub clock: &'a Clock,
    /// Its light now.
    pub light: Light,
    /// How far away the end is; used while it runs.
    pub left: Option<DaysLeft>,
    /// The articles it rests on.
    pub basis: &'a [Citation],
    /// How it was counted, day by day; empty for a date set by order.
    pub days: &'a [DayLine],
    /// A name for links to this clock within the page.
    pub anchor: &'a str,
}

/// Who must do what.
#[derive(Clone, Debug)]
pub struct Duty<'a> {
    /// 承办人.
    pub who: &'a Words,
    /// 作出受理决定; in English an infinitive without “to”.
    pub what: &'a Words,
}

/// A clock in full, for the page of a matter.
pub fn clock(lang: Lang, view: &ClockView) -> Markup {
    let heading = format!("{}-title", view.anchor);
    html! {
        article.clock id=(view.anchor) aria-labelledby=(heading) {
            div.clock-head {
                h3 id=(heading) { (view.title.get(lang)) }
                (light::light(lang, view.light))
            }
            p.clock-due { (day::expiry(lang, view.clock.due)) }
            p.clock-left { (standing(lang, view)) }
            @if let Some(duty) = view.duty.as_ref().filter(|_| is_open(view.clock)) {
                p { (duty_in_words(lang, view.clock, duty)) }
            }
            @if view.clock.provisional { (provisional(lang)) }
            @if view.clock.strict != view.clock.due {
                p.quiet {
                    (say(lang, "期间计满于 ", "The period itself is full on "))
                    (day::expiry(lang, view.clock.strict))
                    (say(lang, "。", "."))
                }
            }
            (account(lang, view))
        }
    }
}

/// A clock in one line, for lists: light, due date, what is left.
pub fn clock_line(lang: Lang, view: &ClockView) -> Markup {
    html! {
        span.clock-line {
            (light::light(lang, view.light))
            span { (view.title.get(lang)) }
            span.figures { (day::expiry(lang, view.clock.due)) }
            span.quiet { (standing(lang, view)) }
        }
    }
}

/// `承办人须在 2026年3月2日（周一）前作出受理决定。`
pub fn duty_in_words(lang: Lang, clock: &Clock, duty: &Duty) -> String {
    let (who, what) = (duty.who.get(lang), duty.what.get(lang));
    let due = wording::expiry(lang, clock.due);
    match lang {
        Lang::Zh => format!("{who}须在 {due}前{what}。"),
        Lang::En => format!("{who} must {what} by {due}."),
    }
}

const fn is_open(clock: &Clock) -> bool {
    matches!(clock.state, ClockState::Running | ClockState::Suspended)
}

/// Whether what is left is said in working days: only where the law counts in them.
pub fn in_working_days(clock: &Clock) -> bool {
    clock
        .period
        .is_some_and(|period| period.counting == Counting::Cr2WorkingDays)
}

/// One sentence on where the clock stands.
fn standing(lang: Lang, view: &ClockView) -> String {
    match &view.clock.state {
        ClockState::Running => match view.left {
            Some(left) if in_working_days(view.clock) => {
                wording::days_left(lang, left.working, true)
            }
            Some(left) => wording::days_left(lang, left.calendar, false),
            None => say(lang, "计时中", "Running").to_owned(),
        },
        ClockState::Suspended => say(lang, "已中止，暂不计时", "Suspended, not running").to_owned(),
        ClockState::Satisfied { at, in_time } => {
            let on = wording::day_with_weekday(lang, at.date());
            match (lang, in_time) {
                (Lang::Zh, true) => format!("已于 {on}按期办结"),
                (Lang::Zh, false) => format!("已于 {on}办结，超过期限"),
                (Lang::En, true) => format!("Done in time on {on}"),
                (Lang::En, false) => format!("Done late on {on}"),
            }
        }
        ClockState::Cancelled { at } => {
            let on = wording::day_with_weekday(lang, at.date());
            match lang {
                Lang::Zh => format!("已于 {on}终止，不再计时"),
                Lang::En => format!("Ended on {on}, no longer running"),
            }
        }
        ClockState::Lapsed { .. } => say(
            lang,
            "期限已届满，法律后果已发生",
            "Lapsed; the law has drawn the consequence",
        )
        .to_owned(),
    }
}

fn provisional(lang: Lang) -> Markup {
    html! {
        p.provisional {
            strong { (say(lang, "暂定日期。", "Provisional date. ")) }
            (say(
                lang,
                "期间内有的放假安排尚未公布，公布后重新计算。",
                "Some public holidays in the period are not announced yet; the date is counted \
                 again when they are.",
            ))
        }
    }
}

/// How it was counted.
fn account(lang: Lang, view: &ClockView) -> Markup {
    html! {
        details {
            summary { (say(lang, "这个日期怎么算出来的", "How this date was counted")) }
            dl.summary-list {
                div {
                    dt { (say(lang, "期限", "Period")) }
                    dd { (view.clock.term_in_words(lang)) }
                }
                div {
                    dt { (say(lang, "起算", "Counted from")) }
                    dd { (day::day(lang, view.clock.started_at.date())) }
                }
                @if view.clock.extended > 0 {
                    div {
                        dt { (say(lang, "延长", "Extended")) }
                        dd { (times(lang, view.clock.extended)) }
                    }
                }
                @if !view.basis.is_empty() {
                    div {
                        dt { (say(lang, "依据", "Law")) }
                        dd { (citations(lang, view.basis)) }
                    }
                }
                @if !view.clock.suspensions.is_empty() {
                    div {
                        dt { (say(lang, "中止", "Suspended")) }
                        dd {
                            @for suspension in &view.clock.suspensions {
                                div { (stretch(lang, suspension)) }
                            }
                        }
                    }
                }
            }
            @if !view.days.is_empty() { (day_table(lang, view)) }
        }
    }
}

fn times(lang: Lang, times: u32) -> String {
    match (lang, times) {
        (Lang::Zh, _) => format!("{times} 次"),
        (Lang::En, 1) => "once".to_owned(),
        (Lang::En, _) => format!("{times} times"),
    }
}

fn stretch(lang: Lang, suspension: &Suspension) -> Markup {
    html! {
        (day::day(lang, suspension.from))
        (say(lang, " 至 ", " to "))
        @match suspension.to {
            Some(to) => (day::day(lang, to)),
            None => (say(lang, "今", "today")),
        }
    }
}

/// Lines to be read one by one; in a longer table, days alike are drawn together.
const LINES_APART_MAX: usize = 31;
/// Fewest days alike that are drawn together.
const RUN_MIN: usize = 3;

fn day_table(lang: Lang, view: &ClockView) -> Markup {
    html! {
        table.days {
            caption.spoken {
                (say(lang, "逐日计算：", "Day by day: ")) (view.title.get(lang))
            }
            thead {
                tr {
                    th scope="col" { (say(lang, "日期", "Date")) }
                    th.number scope="col" { (say(lang, "第几日", "Day")) }
                    th scope="col" { (say(lang, "说明", "Reason")) }
                }
            }
            tbody { @for run in runs(view.days) { (day_row(lang, run)) } }
        }
    }
}

/// The lines in order, each by itself or with the following ones of the same kind.
fn runs(days: &[DayLine]) -> Vec<&[DayLine]> {
    if days.len() <= LINES_APART_MAX {
        return days.chunks(1).collect();
    }
    let alike = |a: &DayLine, b: &DayLine| {
        a.why == b.why
            && a.counted.map(|nth| nth + 1) == b.counted
            && a.date.tomorrow().is_ok_and(|next| next == b.date)
    };
    let together = days.chunk_by(alike);
    together
        .flat_map(|run| run.chunks(if run.len() < RUN_MIN { 1 } else { run.len() }))
        .collect()
}

fn day_row(lang: Lang, run: &[DayLine]) -> Markup {
    let (Some(first), Some(last)) = (run.first(), run.last()) else {
        return html! {};
    };
    let several = run.len() > 1;
    html! {
        tr.days-skipped[first.counted.is_none()] {
            th scope="row" {
                (dated(lang, first))
                @if several { (say(lang, " 至 ", " to ")) (dated(lang, last)) }
            }
            td.number {
                @match (first.counted, last.counted) {
                    (Some(from), Some(to)) if several => { (from) "–" (to) }
                    (Some(nth), _) => (nth),
                    (None, _) => {
                        span aria-hidden="true" { "–" }
                        span.spoken { (say(lang, "不计", "not counted")) }
                    }
                }
            }
            td { (first.why.get(lang)) }
        }
    }
}

fn dated(lang: Lang, line: &DayLine) -> Markup {
    html! {
        time datetime=(line.date.to_string()) {
            span { (wording::table_day(line.date)) }
            " "
            span { (wording::weekday(lang, line.date.weekday())) }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::date;

    use super::*;

    fn lines(count: u32) -> Vec<DayLine> {
        let why = |nth: u32| match nth % 7 {
            0 => Words::new("周末，仍计入", "weekend, counted"),
            _ => Words::new("计入", "counted"),
        };
        (1..=count)
            .map(|nth| DayLine {
                date: date(2026, 1, 1).saturating_add(i64::from(nth).days()),
                counted: Some(nth),
                why: why(nth),
            })
            .collect()
    }

    #[test]
    fn a_short_period_is_told_day_by_day() {
        assert_eq!(runs(&lines(31)).len(), 31);
    }

    #[test]
    fn a_long_period_draws_days_alike_together_and_loses_none() {
        let days = lines(60);
        let drawn = runs(&days);
        assert_eq!(drawn.len(), 17);
        assert_eq!(drawn.concat(), days);
    }
}
