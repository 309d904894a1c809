//! The phrases an explanation is put together from.
//!
//! It counts nothing.

use jiff::civil::DateTime;

use crate::calendar::DayKind;
use crate::words::Words;

pub(super) fn is_free(kind: &DayKind) -> bool {
    match kind {
        DayKind::Weekend | DayKind::Holiday(_) => true,
        DayKind::Working | DayKind::MakeUp => false,
    }
}

/// The name of a free day; for a working day, that it is one.
pub(super) fn free_day(kind: &DayKind) -> Words {
    match kind {
        DayKind::Weekend => Words::new("周末", "weekend"),
        DayKind::Holiday(name) => Words::new(format!("{}放假", name.zh), name.en.clone()),
        DayKind::Working | DayKind::MakeUp => Words::new("工作日", "working day"),
    }
}

pub(super) fn suspended_day(last: bool) -> Words {
    if last {
        Words::new(
            "中止原因消除之日，不计入",
            "cause of suspension ended, not counted",
        )
    } else {
        Words::new("中止，不计入", "suspended, not counted")
    }
}

/// Adds the name of a free day.
pub(super) fn and_free_day(first: Words, kind: &DayKind) -> Words {
    let name = free_day(kind);
    and(first, &name.zh, &name.en)
}

/// Adds a clause.
pub(super) fn and(mut first: Words, zh: &str, en: &str) -> Words {
    first.zh.push('，');
    first.zh.push_str(zh);
    first.en.push_str(", ");
    first.en.push_str(en);
    first
}

/// Hours and minutes, with seconds only if there are any.
pub(super) fn clock_time(at: DateTime) -> String {
    if at.second() == 0 {
        format!("{:02}:{:02}", at.hour(), at.minute())
    } else {
        format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
    }
}
