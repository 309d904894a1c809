//! What was announced about days off: the facts a calendar is built from, and what can be
//! wrong with them. Where they are written down is not known here.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::words::Words;

/// Longest single holiday accepted, in days; the longest so far had ten (2020).
const HOLIDAY_DAYS_MAX: i32 = 31;

/// The document that announced days off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Title as published, without 《》.
    pub title: String,
    /// Document number (文号), where certain.
    pub number: Option<String>,
    /// Day of issue, where certain.
    pub issued_on: Option<Date>,
}

/// Days off in one stretch under one name, exchanged days off included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// First day off.
    pub from: Date,
    /// Last day off.
    pub to: Date,
    /// Name of the festival.
    pub name: Words,
}

/// What was announced for the days of one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnouncedYear {
    /// The calendar year; every day below lies in it.
    pub year: i16,
    /// The notices these facts come from.
    pub notices: Vec<Notice>,
    /// Days off.
    pub holidays: Vec<Holiday>,
    /// Saturdays and Sundays worked in exchange (调休上班).
    pub workdays: Vec<Date>,
}

/// A region's own days, laid over the national ones (放假办法 art. 4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Key used in settings, such as an administrative division code.
    pub key: String,
    /// Name of the region.
    pub name: Words,
    /// Years for which the region has published its days.
    pub announced: BTreeSet<i16>,
    /// The documents these facts come from.
    pub notices: Vec<Notice>,
    /// Extra days off.
    pub holidays: Vec<Holiday>,
    /// Days worked in the region that would otherwise be free.
    pub workdays: Vec<Date>,
}

/// Facts that contradict each other; `on` names the day at fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{on}: {fault}")]
pub struct CalendarError {
    /// The day at fault; 1 January for a fault of the whole year.
    pub on: Date,
    /// What is wrong.
    pub fault: CalendarFault,
}

/// How facts of a calendar can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarFault {
    /// The same year is announced twice.
    #[error("this year is announced twice")]
    YearTwice,
    /// A day lies outside the year it is announced for.
    #[error("this day is not in the year it is announced for")]
    OutsideYear,
    /// A holiday ends before it begins.
    #[error("this holiday ends before it begins")]
    Reversed,
    /// A holiday is longer than any accepted.
    #[error("this holiday is longer than 31 days")]
    TooLong,
    /// Two holidays share a day.
    #[error("two holidays share this day")]
    Overlap,
    /// A national make-up working day falls on Monday to Friday, which is worked anyway.
    #[error("this make-up working day is not a Saturday or Sunday")]
    MakeUpOnWeekday,
    /// A day is announced both as free and as worked, or as worked twice.
    #[error("this day is announced twice, as free and as worked or twice as worked")]
    FreeAndWorked,
}

impl CalendarError {
    /// The complaint for people, in both languages.
    pub fn words(&self) -> Words {
        let zh = match self.fault {
            CalendarFault::YearTwice => "该年度重复公布",
            CalendarFault::OutsideYear => "该日不在所公布的年度内",
            CalendarFault::Reversed => "该假期的结束日早于开始日",
            CalendarFault::TooLong => "该假期超过31日",
            CalendarFault::Overlap => "两个假期在该日重叠",
            CalendarFault::MakeUpOnWeekday => "该调休上班日不是星期六或星期日",
            CalendarFault::FreeAndWorked => "该日既放假又上班，或重复列为上班",
        };
        Words::new(format!("{}：{zh}", self.on), self.to_string())
    }
}

pub(super) fn holiday_on(sorted: &[Holiday], on: Date) -> Option<&Holiday> {
    let after = sorted.partition_point(|holiday| holiday.from <= on);
    sorted[..after].last().filter(|holiday| on <= holiday.to)
}

pub(super) fn refuse_bad_stretch(holiday: &Holiday) -> Result<(), CalendarError> {
    let fault = if holiday.to < holiday.from {
        CalendarFault::Reversed
    } else if (holiday.to - holiday.from).get_days() >= HOLIDAY_DAYS_MAX {
        CalendarFault::TooLong
    } else {
        return Ok(());
    };
    Err(CalendarError {
        on: holiday.from,
        fault,
    })
}

pub(super) fn refuse_overlap(sorted: &[Holiday]) -> Result<(), CalendarError> {
    for pair in sorted.windows(2) {
        if let [before, after] = pair
            && after.from <= before.to
        {
            return Err(CalendarError {
                on: after.from,
                fault: CalendarFault::Overlap,
            });
        }
    }
    Ok(())
}

pub(super) fn refuse_outside(year: i16, on: Date) -> Result<(), CalendarError> {
    if on.year() == year {
        return Ok(());
    }
    Err(CalendarError {
        on,
        fault: CalendarFault::OutsideYear,
    })
}
