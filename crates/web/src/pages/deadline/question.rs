//! The question that the calculator is asked: as typed, as read, and its form.

use fadu_kernel::deadline::{Counting, LengthUnit, Period};
use fadu_kernel::field::parse_date;
use fadu_kernel::words::Words;
use jiff::civil::DateTime;
use maud::{Markup, html};

use crate::asked::Asked;
use crate::parts::button::main_button;
use crate::parts::field::control_id;
use crate::visit::Visit;

/// A way of counting as people choose it: one question instead of rule and unit apart.
struct Way {
    key: &'static str,
    counting: Counting,
    unit: LengthUnit,
    zh: &'static str,
    en: &'static str,
}

const WAYS: [Way; 12] = [
    way(
        "day",
        Counting::Cr1Rolled,
        LengthUnit::Day,
        "日，最后一天是休息日就顺延（民事、行政期间通常如此）",
        "Days; a free last day is carried over (most civil and administrative periods)",
    ),
    way(
        "workday",
        Counting::Cr2WorkingDays,
        LengthUnit::WorkingDay,
        "工作日（行政复议、处罚、许可、强制中十日以内的期限）",
        "Working days (short periods in reconsideration, penalty, licensing, compulsion)",
    ),
    way(
        "month",
        Counting::Cr3Months,
        LengthUnit::Month,
        "月，到期那天是休息日就顺延",
        "Months; a free last day is carried over",
    ),
    way(
        "year",
        Counting::Cr3Months,
        LengthUnit::Year,
        "年，到期那天是休息日就顺延",
        "Years; a free last day is carried over",
    ),
    way(
        "hour",
        Counting::Cr5Hours {
            from_next_hour: false,
        },
        LengthUnit::Hour,
        "小时，从那一刻起算",
        "Hours, from the moment",
    ),
    way(
        "next_hour",
        Counting::Cr5Hours {
            from_next_hour: true,
        },
        LengthUnit::Hour,
        "小时，从下一小时起算（法院）",
        "Hours, from the next full hour (courts)",
    ),
    way(
        "strict_day",
        Counting::Cr4Strict,
        LengthUnit::Day,
        "日，休息日也不顺延（羁押等）",
        "Days, never carried over (custody)",
    ),
    way(
        "strict_month",
        Counting::Cr4Strict,
        LengthUnit::Month,
        "月，休息日也不顺延（羁押等）",
        "Months, never carried over (custody)",
    ),
    way(
        "unstated_day",
        Counting::Cr6Unstated,
        LengthUnit::Day,
        "日，法律没有说是否顺延",
        "Days; the law is silent on carrying over",
    ),
    way(
        "unstated_month",
        Counting::Cr6Unstated,
        LengthUnit::Month,
        "月，法律没有说是否顺延",
        "Months; the law is silent on carrying over",
    ),
    way(
        "back_day",
        Counting::Cr7Backward,
        LengthUnit::Day,
        "日，从某件事往前倒推（例如开庭前几日）",
        "Days, backward from an event (before a hearing)",
    ),
    way(
        "back_workday",
        Counting::Cr7Backward,
        LengthUnit::WorkingDay,
        "工作日，从某件事往前倒推",
        "Working days, backward from an event",
    ),
];

const fn way(
    key: &'static str,
    counting: Counting,
    unit: LengthUnit,
    zh: &'static str,
    en: &'static str,
) -> Way {
    Way {
        key,
        counting,
        unit,
        zh,
        en,
    }
}

/// What was asked, as typed, and read where it could be.
pub(super) struct Question {
    from: String,
    length: String,
    way: String,
    /// What could be read of it.
    pub(super) read: Option<(DateTime, Period)>,
    /// What is wrong with it.
    pub(super) faults: Vec<(&'static str, Words)>,
}

/// Reads the question from the address.
pub(super) fn question(visit: &Visit) -> Question {
    let asked = Asked::of(visit);
    let (from, length, way) = (asked.text("from"), asked.text("length"), asked.text("way"));
    let mut faults = Vec::new();
    if from.is_empty() && length.is_empty() && way.is_empty() {
        return Question {
            from,
            length,
            way,
            read: None,
            faults,
        };
    }
    let start = moment(&from);
    if start.is_none() {
        faults.push((
            "from",
            Words::new(
                "“从哪天算”应为日期，例如 2026-03-02；按小时算的写 2026-03-02 09:30",
                "“Counted from” takes a date, such as 2026-03-02, or 2026-03-02 09:30 for hours",
            ),
        ));
    }
    let chosen = WAYS.iter().find(|one| one.key == way);
    if chosen.is_none() {
        faults.push((
            "way",
            Words::new("请选择怎么算", "Choose how it is counted"),
        ));
    }
    let most = chosen.map_or(LengthUnit::Day, |way| way.unit).length_max();
    let count = length
        .parse::<u32>()
        .ok()
        .filter(|count| (1..=most).contains(count));
    if count.is_none() {
        faults.push((
            "length",
            Words::new(
                format!("“有多长”应为 1 至 {most} 的整数"),
                format!("“How long” takes a whole number from 1 to {most}"),
            ),
        ));
    }
    let read = match (start, chosen, count) {
        (Some(start), Some(way), Some(length)) => Some((
            start,
            Period {
                length,
                unit: way.unit,
                counting: way.counting,
            },
        )),
        _ => None,
    };
    Question {
        from,
        length,
        way,
        read,
        faults,
    }
}

/// A day, or a day with its time.
fn moment(text: &str) -> Option<DateTime> {
    let day = parse_date(text).map(|day| day.at(0, 0, 0, 0));
    day.or_else(|| {
        let at: DateTime = text.replace(' ', "T").parse().ok()?;
        (1900..=2200).contains(&at.year()).then_some(at)
    })
}

/// The form, with what was typed.
pub(super) fn form(visit: &Visit, question: &Question, faults: &[(&str, Words)]) -> Markup {
    let lang = visit.lang();
    let fault = |name: &str| {
        faults
            .iter()
            .find(|(field, _)| *field == name)
            .map(|(_, words)| words.get(lang))
    };
    let today = visit.today().to_string();
    let from = if question.from.is_empty() && question.read.is_none() && faults.is_empty() {
        &today
    } else {
        &question.from
    };
    let chosen = if question.way.is_empty() {
        "day"
    } else {
        &question.way
    };
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
    if faulty {
        format!("{id}-hint {id}-error")
    } else {
        format!("{id}-hint")
    }
}

fn labelled(name: &str, title: &str, hint: &str, fault: Option<&str>, control: &Markup) -> Markup {
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
