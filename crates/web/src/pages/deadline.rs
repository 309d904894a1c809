//! `/deadline`: the public calculator. The same code as every running clock, with the rule in plain
//! words, the articles and the days one by one. A result is an address that can be shared.

mod question;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::deadline::{Counting, DayLine, Deadline, Period, days_left, due, explain};
use fadu_kernel::words::Words;
use jiff::civil::DateTime;
use maud::{Markup, html};

use crate::app::App;
use crate::law_words::cited;
use crate::parts::error_summary::error_summary;
use crate::parts::heading::heading_with_lead;
use crate::parts::{day, summary};
use crate::visit::{Shown, Visit};
use crate::wording;

/// The route of the calculator.
pub fn routes() -> Router<App> {
    Router::new().route("/deadline", get(show))
}

/// Examples as addresses: what happened, and its question.
const EXAMPLES: [(&str, &str, &str); 3] = [
    (
        "from=2024-02-07&length=5&way=workday",
        "2024年2月7日收到复议申请，五个工作日内审查（跨春节）",
        "Application received on 7 February 2024, five working days to examine it (a holiday \
         between)",
    ),
    (
        "from=2024-07-08&length=60&way=day",
        "2024年7月8日知道行政行为，六十日内申请复议",
        "Told of an act on 8 July 2024, sixty days to apply for reconsideration",
    ),
    (
        "from=2024-08-31&length=6&way=month",
        "2024年8月31日起六个月（月末没有对应日）",
        "Six months from 31 August 2024 (a month without that day)",
    ),
];

async fn show(visit: Visit) -> Response {
    visit.answer(|visit| -> Shown { Ok(page(visit)) }).await
}

fn page(visit: &Visit) -> Markup {
    let lang = visit.lang();
    let question = question::question(visit);
    let answer = question
        .read
        .map(|(from, period)| answer(visit, from, period));
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
        (question::form(visit, &question, &faults))
        (examples(visit))
        (rules(visit))
        (calendar(visit))
    };
    let mut head = visit.head("期限计算器", "Deadline calculator");
    head.faulty = !faults.is_empty();
    visit.public(&head, &main)
}

/// The answer in words, or why there is none.
fn answer(visit: &Visit, from: DateTime, period: Period) -> Result<Markup, Words> {
    let rules = visit.rules();
    let calendar = &rules.calendar;
    let deadline = due(calendar, from, period, &[], rules.policy).map_err(|fault| fault.words())?;
    let days = explain(calendar, from, period, &[], rules.policy).map_err(|fault| fault.words())?;
    let lang = visit.lang();
    let left = days_left(calendar, visit.today(), deadline.due);
    let working = period.counting == Counting::Cr2WorkingDays;
    let left = how_far(
        visit,
        if working { left.working } else { left.calendar },
        working,
    );
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
                        (cited(visit, &basis))
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
    format!(
        "{}{days}{}",
        visit.say("已经过去 ", ""),
        visit.say("", " ago")
    )
}

fn two_dates(visit: &Visit, deadline: &Deadline) -> Markup {
    let lang = visit.lang();
    html! {
        @if deadline.strict != deadline.rolled {
            p {
                (visit.say("不顺延：", "Without carrying over: "))
                (day::expiry(lang, deadline.strict))
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
                            } @else { (cited(visit, &basis)) }
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
