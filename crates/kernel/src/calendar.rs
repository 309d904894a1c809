//! Working days: weekends, holidays as announced each year, and weekends worked in exchange.
//!
//! A calendar is built once from data and then only asked; it reads no file and no clock.
//! The data are the annual notices of the State Council General Office, made under
//! 全国年节及纪念日放假办法 art. 7, and a region's own holidays under its art. 4.
//! A year without a notice has only weekends and the holidays fixed to a date of the solar
//! year; those by the lunar year and 清明节 are then unknown and count as ordinary days, so
//! that a due date errs on the early side, and such days are reported as not settled.

mod announced;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};

use crate::words::Words;

pub use self::announced::{AnnouncedYear, CalendarError, CalendarFault, Holiday, Notice, Region};
use self::announced::{holiday_on, refuse_bad_stretch, refuse_outside, refuse_overlap};

/// The last day of December's notice-free stretch: from the 24th on, the notice for the next
/// year has moved days of the old one (in 2006, 2007, 2011, 2018 and 2022, from the 29th on).
const LATE_DECEMBER: i8 = 24;

/// What kind of day a day is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// An ordinary Monday to Friday.
    Working,
    /// A free day worked in exchange (调休上班).
    MakeUp,
    /// An ordinary Saturday or Sunday.
    Weekend,
    /// A day off under the name of a festival.
    Holiday(Words),
}

/// One year as bits, so that counting a period allocates nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
struct YearDays {
    /// Bit `d` is set when day `d` of the year (from 0) is worked.
    worked: [u64; 6],
    notices: Vec<Notice>,
}

/// A calendar of working days for the country or for one region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeMap<i16, YearDays>,
    /// Sorted by first day, not overlapping; regional ones are kept apart.
    holidays: Vec<Holiday>,
    makeup_days: BTreeSet<Date>,
    region: Option<Region>,
}

impl Calendar {
    /// Builds the national calendar.
    ///
    /// # Errors
    /// Names the first day whose facts contradict each other.
    pub fn new(announced: Vec<AnnouncedYear>) -> Result<Self, CalendarError> {
        let mut calendar = Self {
            years: BTreeMap::new(),
            holidays: Vec::new(),
            makeup_days: BTreeSet::new(),
            region: None,
        };
        for year in announced {
            calendar.add_year(year)?;
        }
        calendar.holidays.sort_by_key(|holiday| holiday.from);
        refuse_overlap(&calendar.holidays)?;
        let years: Vec<i16> = calendar.years.keys().copied().collect();
        for year in years {
            let worked = calendar.worked_bits(year);
            if let Some(days) = calendar.years.get_mut(&year) {
                days.worked = worked;
            }
        }
        Ok(calendar)
    }

    /// Lays a region's own days over the national ones; the region's word wins on each day.
    ///
    /// # Errors
    /// Names the first day whose facts contradict each other.
    pub fn with_region(mut self, mut region: Region) -> Result<Self, CalendarError> {
        region.holidays.sort_by_key(|holiday| holiday.from);
        for holiday in &region.holidays {
            refuse_bad_stretch(holiday)?;
        }
        refuse_overlap(&region.holidays)?;
        region.workdays.sort_unstable();
        for (index, day) in region.workdays.iter().enumerate() {
            let twice = index > 0 && region.workdays[index - 1] == *day;
            if twice || holiday_on(&region.holidays, *day).is_some() {
                return Err(CalendarError {
                    on: *day,
                    fault: CalendarFault::FreeAndWorked,
                });
            }
        }
        self.region = Some(region);
        let years: Vec<i16> = self.years.keys().copied().collect();
        for year in years {
            let worked = self.worked_bits(year);
            if let Some(days) = self.years.get_mut(&year) {
                days.worked = worked;
            }
        }
        Ok(self)
    }

    /// Whether people work on this day.
    pub fn is_working_day(&self, on: Date) -> bool {
        match self.years.get(&on.year()) {
            Some(days) => {
                let index = day_index(on);
                days.worked[index / 64] >> (index % 64) & 1 == 1
            }
            None => self.works(on),
        }
    }

    /// Whether the facts about this day are final: its year is announced, and so is the next
    /// one if the day lies in late December; in a region, the region has published too.
    pub fn is_settled(&self, on: Date) -> bool {
        let year = on.year();
        let late = on.month() == 12 && on.day() >= LATE_DECEMBER;
        let nation = self.years.contains_key(&year)
            && (!late || self.years.contains_key(&year.saturating_add(1)));
        let region = self
            .region
            .as_ref()
            .is_none_or(|region| region.announced.contains(&year));
        nation && region
    }

    /// What kind of day this is, with the festival's name.
    pub fn kind(&self, on: Date) -> DayKind {
        if let Some(region) = &self.region {
            if region.workdays.binary_search(&on).is_ok() {
                // A region may declare an ordinary weekday worked; that changes nothing.
                let free = !matches!(self.national_kind(on), DayKind::Working | DayKind::MakeUp);
                return if free {
                    DayKind::MakeUp
                } else {
                    self.national_kind(on)
                };
            }
            if let Some(holiday) = holiday_on(&region.holidays, on) {
                return DayKind::Holiday(holiday.name.clone());
            }
        }
        self.national_kind(on)
    }

    /// The years whose national notice is loaded, in order.
    pub fn announced_years(&self) -> impl Iterator<Item = i16> + '_ {
        self.years.keys().copied()
    }

    /// The national notices for a year; empty for a year not announced.
    pub fn notices(&self, year: i16) -> &[Notice] {
        self.years.get(&year).map_or(&[], |days| &days.notices)
    }

    /// The region laid over the national days, if any.
    pub fn region(&self) -> Option<&Region> {
        self.region.as_ref()
    }

    fn add_year(&mut self, year: AnnouncedYear) -> Result<(), CalendarError> {
        if self.years.contains_key(&year.year) {
            let on = Date::new(year.year, 1, 1).unwrap_or(Date::MIN);
            return Err(CalendarError {
                on,
                fault: CalendarFault::YearTwice,
            });
        }
        for holiday in &year.holidays {
            refuse_bad_stretch(holiday)?;
            for on in [holiday.from, holiday.to] {
                refuse_outside(year.year, on)?;
            }
        }
        for on in &year.workdays {
            refuse_outside(year.year, *on)?;
            if !is_weekend(*on) {
                return Err(CalendarError {
                    on: *on,
                    fault: CalendarFault::MakeUpOnWeekday,
                });
            }
            let free = year
                .holidays
                .iter()
                .any(|stretch| stretch.from <= *on && *on <= stretch.to);
            if free || !self.makeup_days.insert(*on) {
                return Err(CalendarError {
                    on: *on,
                    fault: CalendarFault::FreeAndWorked,
                });
            }
        }
        let days = YearDays {
            worked: [0; 6],
            notices: year.notices,
        };
        self.years.insert(year.year, days);
        self.holidays.extend(year.holidays);
        Ok(())
    }

    fn worked_bits(&self, year: i16) -> [u64; 6] {
        let mut worked = [0; 6];
        let first = Date::new(year, 1, 1).unwrap_or(Date::MIN);
        for on in first
            .series(jiff::Span::new().days(1))
            .take_while(|on| on.year() == year)
        {
            if self.works(on) {
                let index = day_index(on);
                worked[index / 64] |= 1 << (index % 64);
            }
        }
        worked
    }

    /// As [`Self::kind`] decides, without the names.
    fn works(&self, on: Date) -> bool {
        if let Some(region) = &self.region {
            if region.workdays.binary_search(&on).is_ok() {
                return true;
            }
            if holiday_on(&region.holidays, on).is_some() {
                return false;
            }
        }
        if self.makeup_days.contains(&on) {
            return true;
        }
        let fixed = !self.years.contains_key(&on.year()) && is_fixed_holiday(on);
        !fixed && holiday_on(&self.holidays, on).is_none() && !is_weekend(on)
    }

    fn national_kind(&self, on: Date) -> DayKind {
        if self.makeup_days.contains(&on) {
            return DayKind::MakeUp;
        }
        if let Some(holiday) = holiday_on(&self.holidays, on) {
            return DayKind::Holiday(holiday.name.clone());
        }
        if !self.years.contains_key(&on.year())
            && let Some(name) = fixed_holiday(on)
        {
            return DayKind::Holiday(name);
        }
        if is_weekend(on) {
            DayKind::Weekend
        } else {
            DayKind::Working
        }
    }
}

/// Whether a day is one of the holidays that need no notice: 元旦, 劳动节 and 国庆节 (放假办法
/// art. 2, as amended with effect from 2025; before, 劳动节 had one day).
fn is_fixed_holiday(on: Date) -> bool {
    match (on.month(), on.day()) {
        (1 | 5, 1) | (10, 1..=3) => true,
        (5, 2) => on.year() >= 2025,
        _ => false,
    }
}

fn fixed_holiday(on: Date) -> Option<Words> {
    if !is_fixed_holiday(on) {
        return None;
    }
    match on.month() {
        1 => Some(Words::new("元旦", "New Year's Day")),
        5 => Some(Words::new("劳动节", "Labour Day")),
        _ => Some(Words::new("国庆节", "National Day")),
    }
}

fn is_weekend(on: Date) -> bool {
    matches!(on.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn day_index(on: Date) -> usize {
    usize::try_from(on.day_of_year() - 1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn festival(from: Date, to: Date) -> Holiday {
        Holiday {
            from,
            to,
            name: Words::new("春节", "Spring Festival"),
        }
    }

    fn year_2024(holidays: Vec<Holiday>, workdays: Vec<Date>) -> AnnouncedYear {
        AnnouncedYear {
            year: 2024,
            notices: Vec::new(),
            holidays,
            workdays,
        }
    }

    fn fault_of(year: AnnouncedYear) -> (Date, CalendarFault) {
        let error = Calendar::new(vec![year]).unwrap_err();
        assert!(!error.words().zh.is_empty());
        (error.on, error.fault)
    }

    fn spring() -> Calendar {
        let holidays = vec![festival(date(2024, 2, 10), date(2024, 2, 17))];
        Calendar::new(vec![year_2024(holidays, vec![date(2024, 2, 18)])]).unwrap()
    }

    #[test]
    fn tells_working_days_holidays_and_worked_weekends_apart() {
        let calendar = spring();
        assert_eq!(calendar.kind(date(2024, 2, 9)), DayKind::Working);
        assert!(matches!(
            calendar.kind(date(2024, 2, 12)),
            DayKind::Holiday(_)
        ));
        assert_eq!(calendar.kind(date(2024, 2, 18)), DayKind::MakeUp);
        assert_eq!(calendar.kind(date(2024, 2, 24)), DayKind::Weekend);
        assert!(calendar.is_working_day(date(2024, 2, 18)));
        assert!(!calendar.is_working_day(date(2024, 2, 12)));
        assert!(
            calendar.is_working_day(date(2024, 12, 31)),
            "day 366 of a leap year"
        );
    }

    #[test]
    fn knows_only_fixed_holidays_of_a_year_not_announced() {
        let calendar = spring();
        let free = [
            date(2027, 1, 1),
            date(2027, 5, 1),
            date(2027, 10, 1),
            date(2027, 10, 3),
        ];
        for on in free {
            assert!(matches!(calendar.kind(on), DayKind::Holiday(_)), "{on}");
        }
        // 2027-02-06 is the first day of the lunar year; nobody has announced days off yet.
        assert!(calendar.is_working_day(date(2027, 2, 8)));
        assert!(!calendar.is_settled(date(2027, 2, 8)));
        // Two days for 劳动节 only since 2025: 2 May 2023 was a Tuesday.
        assert!(calendar.is_working_day(date(2023, 5, 2)));
    }

    #[test]
    fn leaves_late_december_open_until_the_next_notice() {
        let calendar = spring();
        assert!(calendar.is_settled(date(2024, 12, 23)));
        assert!(!calendar.is_settled(date(2024, 12, 24)));
    }

    #[test]
    fn lets_a_region_add_days_off_and_take_them_back() {
        let region = Region {
            key: "650000".into(),
            name: Words::new("某自治区", "An autonomous region"),
            announced: BTreeSet::from([2024]),
            notices: Vec::new(),
            holidays: vec![festival(date(2024, 4, 10), date(2024, 4, 12))],
            workdays: vec![date(2024, 2, 17), date(2024, 4, 13), date(2024, 4, 15)],
        };
        let calendar = spring().with_region(region.clone()).unwrap();
        assert!(!calendar.is_working_day(date(2024, 4, 11)));
        assert_eq!(calendar.kind(date(2024, 2, 17)), DayKind::MakeUp);
        assert_eq!(calendar.kind(date(2024, 4, 13)), DayKind::MakeUp);
        assert_eq!(calendar.kind(date(2024, 4, 15)), DayKind::Working);
        assert!(calendar.is_settled(date(2024, 4, 11)));
        let mut on = date(2023, 12, 1);
        while on < date(2026, 1, 1) {
            let works = matches!(calendar.kind(on), DayKind::Working | DayKind::MakeUp);
            assert_eq!(calendar.is_working_day(on), works, "{on}");
            on = on.tomorrow().unwrap();
        }
        let silent = Region {
            announced: BTreeSet::new(),
            ..region
        };
        assert!(
            !spring()
                .with_region(silent)
                .unwrap()
                .is_settled(date(2024, 4, 11))
        );
    }

    #[test]
    fn refuses_facts_that_contradict_each_other() {
        let (d1, d2) = (date(2024, 2, 10), date(2024, 2, 17));
        let good = festival(d1, d2);
        let rows = [
            (
                year_2024(vec![festival(d2, d1)], vec![]),
                d2,
                CalendarFault::Reversed,
            ),
            (
                year_2024(vec![festival(date(2024, 1, 1), date(2024, 2, 1))], vec![]),
                date(2024, 1, 1),
                CalendarFault::TooLong,
            ),
            (
                year_2024(vec![good.clone(), festival(d2, d2)], vec![]),
                d2,
                CalendarFault::Overlap,
            ),
            (
                year_2024(vec![], vec![date(2024, 2, 19)]),
                date(2024, 2, 19),
                CalendarFault::MakeUpOnWeekday,
            ),
            (
                year_2024(vec![], vec![date(2023, 2, 18)]),
                date(2023, 2, 18),
                CalendarFault::OutsideYear,
            ),
            (
                year_2024(vec![good], vec![d2]),
                d2,
                CalendarFault::FreeAndWorked,
            ),
        ];
        for (year, on, fault) in rows {
            assert_eq!(fault_of(year), (on, fault));
        }
        let twice = vec![year_2024(vec![], vec![]), year_2024(vec![], vec![])];
        assert_eq!(
            Calendar::new(twice).unwrap_err().fault,
            CalendarFault::YearTwice
        );
    }
}
