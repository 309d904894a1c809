//! Explains a period counted back from an event.
//!
//! The day it ends on comes from [`super::count`].

use jiff::civil::Date;

use crate::calendar::DayKind;
use crate::words::Words;

use super::Deadline;
use super::count::{day_after, day_before};
use super::explain::Account;
use super::fault::DeadlineError;
use super::phrases::{and, and_free_day, free_day, is_free};
use super::rule::LengthUnit;

impl Account<'_> {
    pub(super) fn backward(
        &mut self,
        event: Date,
        by_day: bool,
        deadline: Option<Deadline>,
    ) -> Result<(), DeadlineError> {
        let Some(deadline) = deadline else {
            return Ok(());
        };
        self.say(
            event,
            None,
            Words::new("事件当日，不计入", "day of the event, not counted"),
        );
        let working_only = matches!(self.period.unit, LengthUnit::WorkingDay);
        let (last, end) = (deadline.strict.date(), deadline.rolled.date());
        let mut day = if by_day { event } else { day_after(last)? };
        let mut counted = 0;
        while day > last {
            day = day_before(day)?;
            let kind = self.calendar.kind(day);
            if working_only && is_free(&kind) {
                let why = and(free_day(&kind), "不计入", "not counted");
                self.say(day, None, self.with_doubt(day, why));
                continue;
            }
            counted += 1;
            let mut why = match kind {
                DayKind::MakeUp => {
                    Words::new("调休上班日，倒数计入", "worked weekend, counted back")
                }
                DayKind::Working | DayKind::Weekend | DayKind::Holiday(_) => {
                    Words::new("倒数计入", "counted back")
                }
            };
            if day == last {
                why = and(why, "最迟日", "latest day");
                if end != last {
                    why = and_free_day(why, &self.calendar.kind(day));
                    why = and(why, "提前", "moved forward in time");
                }
            }
            let why = if working_only || day == last {
                self.with_doubt(day, why)
            } else {
                why
            };
            self.say(day, by_day.then_some(counted), why);
        }
        while day > end {
            day = day_before(day)?;
            let why = if day == end {
                Words::new(
                    "其前第一个工作日，最迟于本日",
                    "the working day before it: latest day",
                )
            } else {
                let kind = self.calendar.kind(day);
                and(free_day(&kind), "继续提前", "moved further")
            };
            self.say(day, None, self.with_doubt(day, why));
        }
        Ok(())
    }
}
