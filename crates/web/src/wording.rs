//! Dates, moments, numbers and money as people read them, in both languages.

use fadu_kernel::deadline::Expiry;
use fadu_kernel::field::{Fen, group_thousands};
use fadu_kernel::words::Lang;
use jiff::civil::{Date, DateTime, Weekday};

use crate::speech::say;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `2026年3月2日`, `2 March 2026`.
pub fn day(lang: Lang, on: Date) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月{}日", on.year(), on.month(), on.day()),
        Lang::En => format!("{} {} {}", on.day(), month_name(on.month()), on.year()),
    }
}

/// `周一`, `Monday`.
pub const fn weekday(lang: Lang, on: Weekday) -> &'static str {
    let (zh, en) = match on {
        Weekday::Monday => ("周一", "Monday"),
        Weekday::Tuesday => ("周二", "Tuesday"),
        Weekday::Wednesday => ("周三", "Wednesday"),
        Weekday::Thursday => ("周四", "Thursday"),
        Weekday::Friday => ("周五", "Friday"),
        Weekday::Saturday => ("周六", "Saturday"),
        Weekday::Sunday => ("周日", "Sunday"),
    };
    say(lang, zh, en)
}

/// `2026年3月2日（周一）`, `Monday 2 March 2026`: for every date that binds somebody.
pub fn day_with_weekday(lang: Lang, on: Date) -> String {
    let (day, weekday) = (day(lang, on), weekday(lang, on.weekday()));
    match lang {
        Lang::Zh => format!("{day}（{weekday}）"),
        Lang::En => format!("{weekday} {day}"),
    }
}

/// `2026-03-02`: for tables, in both languages.
pub fn table_day(on: Date) -> String {
    on.to_string()
}

/// `09:30`.
pub fn time(at: DateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// `2026年3月2日（周一）09:30`, `Monday 2 March 2026, 09:30`.
pub fn moment(lang: Lang, at: DateTime) -> String {
    let gap = say(lang, "", ", ");
    format!("{}{gap}{}", day_with_weekday(lang, at.date()), time(at))
}

/// `2026-03-02 09:30`: for tables.
pub fn table_moment(at: DateTime) -> String {
    format!("{} {}", at.date(), time(at))
}

/// The end of a period: a day, or a moment for periods in hours.
pub fn expiry(lang: Lang, end: Expiry) -> String {
    match end {
        Expiry::Day(on) => day_with_weekday(lang, on),
        Expiry::Moment(at) => moment(lang, at),
    }
}

/// `2026年3月`, `March 2026`.
pub fn month(lang: Lang, year: i16, month: i8) -> String {
    match lang {
        Lang::Zh => format!("{year}年{month}月"),
        Lang::En => format!("{} {year}", month_name(month)),
    }
}

/// The head of a month's column: `3月`, `Mar`.
pub fn month_short(lang: Lang, month: i8) -> String {
    match lang {
        Lang::Zh => format!("{month}月"),
        Lang::En => month_name(month).chars().take(3).collect(),
    }
}

/// `12,345`.
pub fn number(count: i64) -> String {
    group_thousands(&count.to_string())
}

/// `12,345.00 元`, `12,345.00 yuan`.
pub fn money(lang: Lang, amount: Fen) -> String {
    let Fen(fen) = amount;
    let sign = if fen < 0 { "-" } else { "" };
    let (yuan, rest) = (fen.unsigned_abs() / 100, fen.unsigned_abs() % 100);
    let unit = say(lang, "元", "yuan");
    format!(
        "{sign}{}.{rest:02} {unit}",
        group_thousands(&yuan.to_string())
    )
}

/// How many days, said with the kind of day the period is counted in.
pub fn days(lang: Lang, count: u32, working: bool) -> String {
    let plural = if count == 1 { "" } else { "s" };
    match (lang, working) {
        (Lang::Zh, true) => format!("{count} 个工作日"),
        (Lang::Zh, false) => format!("{count} 日"),
        (Lang::En, true) => format!("{count} working day{plural}"),
        (Lang::En, false) => format!("{count} day{plural}"),
    }
}

/// `还有 6 个工作日`, `今天到期`, `已超 3 个工作日`.
pub fn days_left(lang: Lang, left: i32, working: bool) -> String {
    let count = days(lang, left.unsigned_abs(), working);
    match (lang, left) {
        (Lang::Zh, 0) => "今天到期".to_owned(),
        (Lang::En, 0) => "Due today".to_owned(),
        (Lang::Zh, 1..) => format!("还有 {count}"),
        (Lang::En, 1..) => format!("{count} left"),
        (Lang::Zh, _) => format!("已超 {count}"),
        (Lang::En, _) => format!("{count} overdue"),
    }
}

fn month_name(month: i8) -> &'static str {
    let index = usize::try_from(month).unwrap_or_default().wrapping_sub(1);
    MONTHS.get(index).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_date_that_binds_has_its_weekday() {
        let on = date(2026, 3, 2);
        assert_eq!(day_with_weekday(Lang::Zh, on), "2026年3月2日（周一）");
        assert_eq!(day_with_weekday(Lang::En, on), "Monday 2 March 2026");
        assert_eq!(
            day_with_weekday(Lang::Zh, date(2026, 3, 1)),
            "2026年3月1日（周日）"
        );
        assert_eq!(table_day(on), "2026-03-02");
    }

    #[test]
    fn a_moment_has_its_hour() {
        let at = date(2026, 3, 2).at(9, 5, 0, 0);
        assert_eq!(moment(Lang::Zh, at), "2026年3月2日（周一）09:05");
        assert_eq!(moment(Lang::En, at), "Monday 2 March 2026, 09:05");
        assert_eq!(
            expiry(Lang::En, Expiry::Moment(at)),
            "Monday 2 March 2026, 09:05"
        );
        assert_eq!(table_moment(at), "2026-03-02 09:05");
    }

    #[test]
    fn months_have_names_and_short_heads() {
        assert_eq!(month(Lang::Zh, 2026, 12), "2026年12月");
        assert_eq!(month(Lang::En, 2026, 12), "December 2026");
        assert_eq!(month_short(Lang::En, 9), "Sep");
        assert_eq!(month_short(Lang::Zh, 9), "9月");
    }

    #[test]
    fn days_left_say_which_days_they_are() {
        assert_eq!(days_left(Lang::Zh, 6, true), "还有 6 个工作日");
        assert_eq!(days_left(Lang::Zh, -3, true), "已超 3 个工作日");
        assert_eq!(days_left(Lang::Zh, 0, false), "今天到期");
        assert_eq!(days_left(Lang::En, 1, false), "1 day left");
        assert_eq!(days_left(Lang::En, -2, true), "2 working days overdue");
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(number(-1_234_567), "-1,234,567");
        assert_eq!(money(Lang::Zh, Fen(123_450)), "1,234.50 元");
        assert_eq!(money(Lang::En, Fen(-5)), "-0.05 yuan");
    }
}
