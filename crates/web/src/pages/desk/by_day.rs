//! The to-do list by day: what is due today and this week stands open, and what has been overdue
//! for long is told by a count, so that it buries nothing.

use std::collections::BTreeMap;

use fadu_kernel::words::{Lang, Words};
use jiff::ToSpan;
use jiff::civil::Date;
use maud::{Markup, html};

use super::waiting::DueLine;
use super::{due_rows, due_table};
use crate::address::query_value;
use crate::sight::Lists;
use crate::visit::{Shown, Visit};

/// Days that are near: a week's work, and a week in which something overdue is still fresh.
const NEAR_DAYS: i64 = 7;
/// Lines of what is due later; the rest is in the whole list.
const LATER_SHOWN_MAX: usize = 10;

/// Where a clock stands from today.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    LongOver,
    JustOver,
    Today,
    ThisWeek,
    Later,
}

fn when(due: Date, today: Date) -> When {
    let near = NEAR_DAYS.days();
    if due < today.saturating_sub(near) {
        When::LongOver
    } else if due < today {
        When::JustOver
    } else if due == today {
        When::Today
    } else if due <= today.saturating_add(near) {
        When::ThisWeek
    } else {
        When::Later
    }
}

/// The sections of the list.
pub(super) fn by_day<'v>(lists: &Lists<'v>, lines: &[DueLine<'v>]) -> Shown {
    let visit = lists.visit;
    let today = visit.today();
    let of = |wanted: When| -> Vec<&DueLine<'v>> {
        let found = lines.iter();
        found
            .filter(|line| when(line.due.date(), today) == wanted)
            .collect()
    };
    let open = [
        (When::Today, "今天到期", "Due today"),
        (When::JustOver, "七天内超期", "Overdue by a week at most"),
        (When::ThisWeek, "七天内到期", "Due within a week"),
    ];
    let mut sections = html! {};
    let mut shown = 0;
    for (wanted, zh, en) in open {
        let list = of(wanted);
        shown += list.len();
        if !list.is_empty() {
            let section = section(lists, &Words::new(zh, en), &list)?;
            sections = html! { (sections) (section) };
        }
    }
    let mut later = of(When::Later);
    let rest = later.len().saturating_sub(LATER_SHOWN_MAX);
    later.truncate(LATER_SHOWN_MAX);
    let later_section = if later.is_empty() {
        html! {}
    } else {
        section(lists, &Words::new("以后到期", "Due later"), &later)?
    };
    Ok(html! {
        (long_over(visit, &of(When::LongOver)))
        @if shown == 0 {
            p { (visit.say("今天和七天内没有到期的。", "Nothing is due today or within a week.")) }
        }
        (sections)
        (later_section)
        @if rest > 0 {
            p { a href="/desk?all=1" {
                @match visit.lang() {
                    Lang::Zh => { "还有 " (rest) " 项以后到期，看全部" }
                    Lang::En => { (rest) " more are due later; see all" }
                }
            } }
        }
    })
}

fn section<'v>(lists: &Lists<'v>, title: &Words, list: &[&DueLine<'v>]) -> Shown {
    let rows = due_rows(lists, list)?;
    let caption = Words::new(
        format!("{}（{} 项）", title.zh, list.len()),
        format!("{} ({})", title.en, list.len()),
    );
    Ok(due_table(lists.visit.lang(), &caption, &rows))
}

/// What has been overdue for more than a week: how many of each procedure, each a way to its list.
fn long_over(visit: &Visit, list: &[&DueLine<'_>]) -> Markup {
    if list.is_empty() {
        return html! {};
    }
    let mut counts: BTreeMap<&str, (usize, &DueLine<'_>)> = BTreeMap::new();
    for line in list {
        let entry = counts.entry(&line.law.id).or_insert((0, *line));
        entry.0 += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    html! {
        details.long-overdue {
            summary {
                (crate::parts::light::light(visit.lang(), fadu_kernel::clock::Light::Red)) " "
                @match visit.lang() {
                    Lang::Zh => { "一周以上的有 " (list.len()) " 项" }
                    Lang::En => { "for more than a week: " (list.len()) }
                }
            }
            ul {
                @for (id, (count, line)) in counts {
                    li {
                        a href={ "/desk?light=red&procedure=" (query_value(id)) } {
                            (line.law.title.get(visit.lang()))
                        }
                        " " (count) (visit.say(" 项", ""))
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_is_long_over_is_told_from_what_is_fresh() {
        let today = date(2026, 3, 9);
        let table = [
            (date(2026, 3, 1), When::LongOver),
            (date(2026, 3, 2), When::JustOver),
            (date(2026, 3, 8), When::JustOver),
            (today, When::Today),
            (date(2026, 3, 16), When::ThisWeek),
            (date(2026, 3, 17), When::Later),
        ];
        for (due, expected) in table {
            assert!(when(due, today) == expected, "{due}");
        }
    }
}
