//! The announced years as the repository ships them, read without the pack crate so that the
//! kernel's tests depend on nothing above the kernel.

use std::path::Path;

use fadu_kernel::calendar::{AnnouncedYear, Calendar, Holiday};
use fadu_kernel::words::Words;
use jiff::civil::Date;
use serde::Deserialize;

#[derive(Deserialize)]
struct Announced {
    year: i16,
    workday: Vec<toml::value::Datetime>,
    holiday: Vec<Stretch>,
}

#[derive(Deserialize)]
struct Stretch {
    from: toml::value::Datetime,
    to: toml::value::Datetime,
    name: Words,
}

/// The national calendar of 2004 to 2026.
pub fn calendar() -> Calendar {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../statutes/calendar");
    let years = (2004..=2026)
        .map(|year| read(&folder.join(format!("{year}.toml"))))
        .collect();
    Calendar::new(years).unwrap()
}

fn read(path: &Path) -> AnnouncedYear {
    let year: Announced = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let holidays = year.holiday.into_iter().map(|stretch| Holiday {
        from: day(&stretch.from),
        to: day(&stretch.to),
        name: stretch.name,
    });
    AnnouncedYear {
        year: year.year,
        notices: Vec::new(),
        holidays: holidays.collect(),
        workdays: year.workday.iter().map(day).collect(),
    }
}

fn day(datetime: &toml::value::Datetime) -> Date {
    datetime.to_string().parse().unwrap()
}
