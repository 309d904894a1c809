//! `/deadline`: the public calculator. The same code as every running clock, with the rule in plain
//! words, the articles and the days one by one. A result is an address that can be shared.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::deadline::{
    Counting, DayLine, Deadline, LengthUnit, Period, days_left, due, explain,
};
use fadu_kernel::words::Words;
use jiff::civil::{Date, DateTime};
use maud::{Markup, html};

use crate::app::App;
use crate::asked::Asked;
use crate::parts::button::main_button;
use crate::parts::citation::citations;
use crate::parts::error_summary::error_summary;
use crate::parts::field::control_id;
use crate::parts::heading::heading_with_lead;
use crate::parts::{day, summary};
use crate::visit::{Shown, Visit};
use crate::wording;

/// The route of the calculator.
pub fn routes() -> Router<App> {
    Router::new().route("/deadline", get(show))
}

/// A way of counting as people choose it: one question instead of rule and unit apart.
struct Way {
    key: &'static str,
    counting: Counting,
    unit: LengthUnit,
    zh: &'static str,
    en: &'static str,
}

const WAYS: [Way; 12] = [
    way("day", Counting::Cr1Rolled, LengthUnit::Day,
        "日，最后一天是休息日就顺延（民事、行政期间通常如此）",
        "Days; a free last day is carried over (most civil and administrative periods)"),
    way("workday", Counting::Cr2WorkingDays, LengthUnit::WorkingDay,
        "工作日（行政复议、处罚、许可、强制中十日以内的期限）",
        "Working days (short periods in reconsideration, penalty, licensing, compulsion)"),
    way("month", Counting::Cr3Months, LengthUnit::Month,
        "月，到期那天是休息日就顺延", "Months; a free last day is carried over"),
    way("year", Counting::Cr3Months, LengthUnit::Year,
        "年，到期那天是休息日就顺延", "Years; a free last day is carried over"),
    way("hour", Counting::Cr5Hours { from_next_hour: false }, LengthUnit::Hour,
        "小时，从那一刻起算", "Hours, from the moment"),
    way("next_hour", Counting::Cr5Hours { from_next_hour: true }, LengthUnit::Hour,
        "小时，从下一小时起算（法院）", "Hours, from the next full hour (courts)"),
    way("strict_day", Counting::Cr4Strict, LengthUnit::Day,
        "日，休息日也不顺延（羁押等）", "Days, never carried over (custody)"),
    way("strict_month", Counting::Cr4Strict, LengthUnit::Month,
        "月，休息日也不顺延（羁押等）", "Months, never carried over (custody)"),
    way("unstated_day", Counting::Cr6Unstated, LengthUnit::Day,
        "日，法律没有说是否顺延", "Days; the law is silent on carrying over"),
    way("unstated_month", Counting::Cr6Unstated, LengthUnit::Month,
        "月，法律没有说是否顺延", "Months; the law is silent on carrying over"),
    way("back_day", Counting::Cr7Backward, LengthUnit::Day,
        "日，从某件事往前倒推（例如开庭前几日）", "Days, backward from an event (before a hearing)"),
    way("back_workday", Counting::Cr7Backward, LengthUnit::WorkingDay,
        "工作日，从某件事往前倒推", "Working days, backward from an event"),
];

const fn way(
    key: &'static str,
    counting: Counting,
    unit: LengthUnit,
    zh: &'static str,
    en: &'static str,
) -> Way {
    Way { key, counting, unit, zh, en }
}

/// Examples as addresses: what happened, and its question.
const EXAMPLES: [(&str, &str, &str); 3] = [
    ("from=2024-02-07&length=5&way=workday",
        "2024年2月7日收到复议申请，五个工作日内审查（跨春节）",
        "Application received on 7 February 2024, five working days to examine it (Spring Festival)"),
    ("from=2024-07-08&length=60&way=day",
        "2024年7月8日知道行政行为，六十日内申请复议",
        "Told of an act on 8 July 2024, sixty days to apply for reconsideration"),
    ("from=2024-08-31&length=6&way=month",
        "2024年8月31日起六个月（月末没有对应日）",
        "Six months from 31 August 2024 (a month without that day)"),
];

/// What was asked, as typed, and read where it could be.
struct Question {
    from: String,
    length: String,
    way: String,
    read: Option<(DateTime, Period)>,
    faults: Vec<(&'static str, Words)>,
}

async fn show(visit: Visit) -> Response {
    visit.answer(page).await
}

fn page(visit: &Visit) -> Shown {
    let lang = visit.lang();
    let question = question(visit);
    let answer = question.read.map(|(from, period)| answer(visit, from, period));
    let mut faults = question.faults.clone();
    if let Some(Err(words)) = &answer {
        faults.push(("length", words.clone()));
    }
    let main = html! {
        (error_summary(lang, faults.iter().map(|(name, words)| (*name, words))))
        (heading_with_lead(
            visit.say("期限计算器", "Deadline calculator"),
            visit.say(
                "从哪天算、有多长、怎么算，就知道哪天到期，逐日列给您看。",
                "Give the day, the length and how it is counted; see when it ends, day by day.",
            ),
        ))
        @if let Some(Ok(answer)) = &answer { (answer) }
        (form(visit, &question, &faults))
        (examples(visit))
        (rules(visit))
        (calendar(visit))
    };
    let mut head = visit.head("期限计算器", "Deadline calculator");
    head.faulty = !faults.is_empty();
    Ok(visit.public(&head, &main))
}

fn question(visit: &Visit) -> Question {
    let asked = Asked::of(visit);
    let (from, length, way) = (asked.text("from"), asked.text("length"), asked.text("way"));
    let mut faults = Vec::new();
    if from.is_empty() && length.is_empty() && way.is_empty() {
        return Question { from, length, way, read: None, faults };
    }
    let start = moment(&from);
    if start.is_none() {
        faults.push(("from", Words::new(
            "“从哪天算”应为日期，例如 2026-03-02；按小时算的写 2026-03-02 09:30",
            "“Counted from” takes a date, such as 2026-03-02, or 2026-03-02 09:30 for hours",
        )));
    }
    let chosen = WAYS.iter().find(|one| one.key == way);
    if chosen.is_none() {
        faults.push(("way", Words::new("请选择怎么算", "Choose how it is counted")));
    }
    let most = chosen.map_or(LengthUnit::Day, |way| way.unit).length_max();
    let count = length.parse::<u32>().ok().filter(|count| (1..=most).contains(count));
    if count.is_none() {
        faults.push(("length", Words::new(
            format!("“有多长”应为 1 至 {most} 的整数"),
            format!("“How long” takes a whole number from 1 to {most}"),
        )));
    }
    let read = match (start, chosen, count) {
        (Some(start), Some(way), Some(length)) => {
            Some((start, Period { length, unit: way.unit, counting: way.counting }))
        }
        _ => None,
    };
    Question { from, length, way, read, faults }
}

/// A day, or a day with its time.
fn moment(text: &str) -> Option<DateTime> {
    let day = fadu_kernel::field::parse_date(text).map(|day| day.at(0, 0, 0, 0));
    day.or_else(|| {
        let at: DateTime = text.replace(' ', "T").parse().ok()?;
        (1900..=2200).contains(&at.year()).then_some(at)
    })
}

/// The answer in words, or why there is none.
fn answer(visit: &Visit, from: DateTime, period: Period) -> Result<Markup, Words> {
    let rules = visit.rules();
    let calendar = &rules.calendar;
    let deadline =
        due(calendar, from, period, &[], rules.policy).map_err(|fault| fault.words())?;
    let days =
        explain(calendar, from, period, &[], rules.policy).map_err(|fault| fault.words())?;
    let lang = visit.lang();
    let left = days_left(calendar, visit.today(), deadline.due);
    let working = period.counting == Counting::Cr2WorkingDays;
    let left = how_far(visit, if working { left.working } else { left.calendar }, working);
    let rule = period.counting.title();
    let basis = period.counting.basis();
    Ok(html! {
        section.clock aria-labelledby="answer-title" {
            h2 id="answer-title" { (visit.say("到期日", "It ends on")) }
            p.clock-due { (day::expiry(lang, deadline.due)) }
            p.clock-left { (left) }
            @if deadline.provisional {
                p.provisional {
                    strong { (visit.say("暂定。", "Provisional. ")) }
                    (visit.say(
                        "这段时间里有的放假安排还没有公布，公布后要再算一次。",
                        "Some public holidays in the period are not announced yet; count again \
                         when they are.",
                    ))
                }
            }
            (two_dates(visit, &deadline))
            (summary::summary(&[
                (visit.say("期限", "Period"), html! {
                    (period.unit.in_words(period.length).get(lang))
                }),
                (visit.say("怎么算", "Counted"), html! { (rule.get(lang)) }),
                (visit.say("依据", "Law"), html! {
                    @if basis.is_empty() {
                        (visit.say("法律没有规定计算方法", "The law gives no rule"))
                    } @else {
                        (citations(lang, &basis))
                    }
                }),
            ]))
            (day_table(visit, &days))
        }
    })
}

/// How far away the day is; one that has passed is no reproach here.
fn how_far(visit: &Visit, left: i32, working: bool) -> String {
    if left >= 0 {
        return wording::days_left(visit.lang(), left, working);
    }
    let days = wording::days(visit.lang(), left.unsigned_abs(), working);
    format!("{}{days}{}", visit.say("已经过去 ", ""), visit.say("", " ago"))
}

fn two_dates(visit: &Visit, deadline: &Deadline) -> Markup {
    let lang = visit.lang();
    html! {
        @if deadline.strict != deadline.rolled {
            p {
                (visit.say("不顺延：", "Without carrying over: ")) (day::expiry(lang, deadline.strict))
                (visit.say("；顺延：", "; carried over: ")) (day::expiry(lang, deadline.rolled))
                (visit.say("。稳妥的做法是按早的那天办。", ". To be safe, act by the earlier."))
            }
        }
    }
}

fn day_table(visit: &Visit, days: &[DayLine]) -> Markup {
    let lang = visit.lang();
    html! {
        details open {
            summary { (visit.say("逐日计算", "Day by day")) }
            table.days {
                caption.spoken { (visit.say("逐日计算", "Day by day")) }
                thead {
                    tr {
                        th scope="col" { (visit.say("日期", "Date")) }
                        th.number scope="col" { (visit.say("第几日", "Day")) }
                        th scope="col" { (visit.say("说明", "Reason")) }
                    }
                }
                tbody {
                    @for line in days {
                        tr.days-skipped[line.counted.is_none()] {
                            th scope="row" {
                                time.figures datetime=(line.date.to_string()) {
                                    (wording::table_day(line.date)) " "
                                    (wording::weekday(lang, line.date.weekday()))
                                }
                            }
                            td.number {
                                @match line.counted {
                                    Some(nth) => (nth),
                                    None => {
                                        span aria-hidden="true" { "–" }
                                        span.spoken { (visit.say("不计", "not counted")) }
                                    },
                                }
                            }
                            td { (line.why.get(lang)) }
                        }
                    }
                }
            }
        }
    }
}

fn form(visit: &Visit, question: &Question, faults: &[(&str, Words)]) -> Markup {
    let lang = visit.lang();
    let fault = |name: &str| {
        faults.iter().find(|(field, _)| *field == name).map(|(_, words)| words.get(lang))
    };
    let today = visit.today().to_string();
    let from = if question.from.is_empty() && question.read.is_none() && faults.is_empty() {
        &today
    } else {
        &question.from
    };
    let chosen = if question.way.is_empty() { "day" } else { &question.way };
    html! {
        form.form method="get" action="/deadline" novalidate {
            (labelled("from", visit.say("从哪天算", "Counted from"),
                visit.say("收到、知道或者事情发生的那天；这一天本身不算在内",
                    "The day of receipt, of knowledge or of the event; it is not itself counted"),
                fault("from"), &html! {
                    input.input.input-middle id=(control_id("from")) name="from" type="text"
                        value=(from) inputmode="numeric" autocomplete="off"
                        aria-describedby=(described("from", fault("from").is_some()))
                        aria-invalid=[fault("from").map(|_| "true")];
                }))
            (labelled("length", visit.say("有多长", "How long"),
                visit.say("只写数字，例如 60", "A number only, such as 60"),
                fault("length"), &html! {
                    input.input.input-short id=(control_id("length")) name="length" type="text"
                        value=(question.length) inputmode="numeric" autocomplete="off"
                        aria-describedby=(described("length", fault("length").is_some()))
                        aria-invalid=[fault("length").map(|_| "true")];
                }))
            (labelled("way", visit.say("怎么算", "Counted how"),
                visit.say("不知道选哪个，先选第一个", "If unsure, choose the first"),
                fault("way"), &html! {
                    select.input.input-full id=(control_id("way")) name="way"
                        aria-describedby=(described("way", fault("way").is_some()))
                        aria-invalid=[fault("way").map(|_| "true")] {
                        @for way in &WAYS {
                            option value=(way.key) selected[way.key == chosen] {
                                (visit.say(way.zh, way.en))
                            }
                        }
                    }
                }))
            div.form-end { (main_button(visit.say("算一算", "Count"))) }
        }
    }
}

fn described(name: &str, faulty: bool) -> String {
    let id = control_id(name);
    if faulty { format!("{id}-hint {id}-error") } else { format!("{id}-hint") }
}

fn labelled(
    name: &str,
    title: &str,
    hint: &str,
    fault: Option<&str>,
    control: &Markup,
) -> Markup {
    let id = control_id(name);
    html! {
        div.field.field-faulty[fault.is_some()] {
            label for=(id) { (title) }
            p.field-hint id={ (id) "-hint" } { (hint) }
            @if let Some(fault) = fault { p.field-error id={ (id) "-error" } { (fault) } }
            (control)
        }
    }
}

fn examples(visit: &Visit) -> Markup {
    html! {
        h2 { (visit.say("例子", "Examples")) }
        ul {
            @for (query, zh, en) in EXAMPLES {
                li { a href={ "/deadline?" (query) } { (visit.say(zh, en)) } }
            }
        }
    }
}

/// The rules in plain words, each with its articles.
fn rules(visit: &Visit) -> Markup {
    let lang = visit.lang();
    html! {
        details {
            summary { (visit.say("七种算法和它们的依据", "The seven rules and their articles")) }
            dl.summary-list {
                @for rule in Counting::ALL {
                    div {
                        dt { (rule.title().get(lang)) " " span.quiet { (rule.name()) } }
                        dd {
                            @let basis = rule.basis();
                            @if basis.is_empty() {
                                span.quiet {
                                    (visit.say("法律没有明文", "No provision says so"))
                                }
                            } @else { (citations(lang, &basis)) }
                        }
                    }
                }
            }
        }
    }
}

/// Up to when the calendar is settled.
fn calendar(visit: &Visit) -> Markup {
    let years: Vec<i16> = visit.rules().calendar.announced_years().collect();
    let (first, last) = (years.first(), years.last());
    html! {
        @if let (Some(first), Some(last)) = (first, last) {
            p.quiet {
                (visit.say("放假和调休按国务院办公厅通知，已录入 ",
                    "Public holidays follow the notices of the State Council, entered for "))
                (first) "—" (last)
                (visit.say(" 年；以后的年份先按周末算，标明暂定。",
                    "; later years count weekends only and are marked provisional."))
            }
        }
    }
}

/// The address at which a period is explained: for pages that name a deadline.
pub fn address(from: Date, period: &Period) -> Option<String> {
    let way = WAYS
        .iter()
        .find(|way| way.counting == period.counting && way.unit == period.unit)?;
    Some(format!("/deadline?from={from}&length={}&way={}", period.length, way.key))
}
