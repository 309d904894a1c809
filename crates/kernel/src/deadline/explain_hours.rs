//! Explains a period in hours, which has a beginning, an end and no days between them to count.
//!
//! The moment it ends at comes from [`super::count`].

use jiff::civil::DateTime;

use crate::words::Words;

use super::count::first_moment;
use super::explain::Account;
use super::fault::DeadlineError;
use super::phrases::{and, clock_time, is_free};
use super::{Deadline, Expiry};

impl Account<'_> {
    pub(super) fn hours(
        &mut self,
        start: DateTime,
        from_next_hour: bool,
        deadline: Option<Deadline>,
    ) -> Result<(), DeadlineError> {
        let begin = first_moment(start, from_next_hour)?;
        let time = clock_time(begin);
        let why = if from_next_hour {
            Words::new(
                format!("自下一小时 {time} 起算"),
                format!("runs from the next full hour, {time}"),
            )
        } else {
            Words::new(format!("自 {time} 起算"), format!("runs from {time}"))
        };
        self.say(begin.date(), None, why);
        let end = deadline.map(|deadline| deadline.due);
        for suspension in self.suspensions {
            let over = suspension.to.is_some_and(|to| to < begin.date());
            if over || end.is_some_and(|end| suspension.from > end.date()) {
                continue;
            }
            let first = suspension.from.max(begin.date());
            let Some(to) = suspension.to else {
                self.still_suspended(first);
                return Ok(());
            };
            let zh = format!("自本日至 {to} 中止，不计入");
            let en = format!("suspended from this day to {to}, not counted");
            self.say(first, None, Words::new(zh, en));
        }
        if let Some(Expiry::Moment(at)) = end {
            let length = self.period.unit.in_words(self.period.length);
            let time = clock_time(at);
            let why = Words::new(
                format!("满{}，于 {time} 届满", length.zh),
                format!("{} complete: ends at {time}", length.en),
            );
            let kind = self.calendar.kind(at.date());
            let why = if is_free(&kind) {
                and(why, "休假日不顺延", "not carried over a free day")
            } else {
                why
            };
            self.say(at.date(), None, why);
        }
        Ok(())
    }
}
