//! Reads the calendar of working days from `statutes/calendar/`: one file a year, and one a
//! region in `region/`, each fact with the notice it comes from. All complaints of all files
//! are collected; contradictions between facts are found by the kernel, one at a time.
//!
//! A year has `year`, `workday` (weekend days worked in exchange), `[[source]]` (`title`,
//! `number`, `issued_on`) and `[[holiday]]` (`name`, `from`, `to`, exchanged days off included).
//! A region has `name` and `announced` (its published years) in place of `year`.

mod files;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;

use fadu_kernel::calendar::{
    AnnouncedYear, Calendar, CalendarError, CalendarFault, Holiday, Notice, Region,
};
use fadu_kernel::words::Words;
use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use crate::complaint::{Complaint, Source};
use crate::entry::{Located, Reader, Table};

use self::files::{read_source, region_source, year_files};

/// Loads the national calendar from a folder, with one region's own days laid over it.
///
/// # Errors
/// Everything found wrong, each with its file, line and remedy.
pub fn load_calendar(dir: &Path, region: Option<&str>) -> Result<Calendar, Vec<Complaint>> {
    let mut complaints = Vec::new();
    let mut places = Vec::new();
    let mut years = Vec::new();
    for path in year_files(dir)? {
        match read_source(&path) {
            Ok(source) => years.extend(read_year(&path, &source, &mut places, &mut complaints)),
            Err(found) => complaints.extend(found),
        }
    }
    if !complaints.is_empty() {
        return Err(complaints);
    }
    let nation = Calendar::new(years).map_err(|error| vec![contradiction(&error, &places)])?;
    let Some(key) = region else { return Ok(nation) };
    let source = region_source(dir, key)?;
    let mut places = Vec::new();
    let Some(region) = read_region(key, &source, &mut places, &mut complaints) else {
        return Err(complaints);
    };
    nation
        .with_region(region)
        .map_err(|error| vec![contradiction(&error, &places)])
}

/// Where a date stands, so that a contradiction found later can name the line.
struct Place {
    on: Date,
    file: String,
    line: usize,
    column: usize,
}

fn read_year(
    path: &Path,
    source: &Source,
    places: &mut Vec<Place>,
    complaints: &mut Vec<Complaint>,
) -> Option<AnnouncedYear> {
    let reader = Reader::new(source);
    let found = reader.parse().and_then(|root| {
        let table = Table::new(&reader, root.get_ref(), 0..0, "");
        let year = table.integer("year");
        match &year {
            None if !table.has("year") => table.missing("year"),
            None => {}
            Some(year) => {
                let named = path.file_stem().and_then(OsStr::to_str);
                if named != Some(year.value.to_string().as_str()) {
                    reader.complain(
                        &year.span,
                        "calendar_year",
                        Words::new("年份与文件名不一致", "the year is not the file's name"),
                        Words::new("请改为一致", "Make them the same"),
                    );
                }
            }
        }
        let facts = read_facts(&reader, &table, root.get_ref(), places);
        table.finish();
        let year = i16::try_from(year?.value).ok()?;
        let Facts {
            notices,
            holidays,
            workdays,
        } = facts;
        Some(AnnouncedYear {
            year,
            notices,
            holidays,
            workdays,
        })
    });
    finish(reader, found, complaints)
}

fn read_region(
    key: &str,
    source: &Source,
    places: &mut Vec<Place>,
    complaints: &mut Vec<Complaint>,
) -> Option<Region> {
    let reader = Reader::new(source);
    let found = reader.parse().and_then(|root| {
        let table = Table::new(&reader, root.get_ref(), 0..0, "");
        let name = table.must_words("name");
        let announced = read_years(&reader, &table, root.get_ref());
        let facts = read_facts(&reader, &table, root.get_ref(), places);
        table.finish();
        let Facts {
            notices,
            holidays,
            workdays,
        } = facts;
        let key = key.to_owned();
        Some(Region {
            key,
            name: name?,
            announced,
            notices,
            holidays,
            workdays,
        })
    });
    finish(reader, found, complaints)
}

/// Gives the value only if nothing was complained about.
fn finish<T>(reader: Reader<'_>, found: Option<T>, complaints: &mut Vec<Complaint>) -> Option<T> {
    let new = reader.into_complaints();
    let sound = new.is_empty();
    complaints.extend(new);
    found.filter(|_| sound)
}

struct Facts {
    notices: Vec<Notice>,
    holidays: Vec<Holiday>,
    workdays: Vec<Date>,
}

fn read_facts(
    reader: &Reader<'_>,
    table: &Table<'_, '_>,
    root: &DeTable<'_>,
    places: &mut Vec<Place>,
) -> Facts {
    let mut remember = |on: Date, span: &std::ops::Range<usize>| {
        let (line, column) = reader.source.place(span.start);
        places.push(Place {
            on,
            file: reader.source.file.clone(),
            line,
            column,
        });
    };
    let mut holidays = Vec::new();
    for entry in table.array("holiday") {
        let name = entry.must_words("name");
        let (from, to) = (must_date(&entry, "from"), must_date(&entry, "to"));
        entry.finish();
        if let (Some(name), Some(from), Some(to)) = (name, from, to) {
            remember(from, &entry.place("from"));
            remember(to, &entry.place("to"));
            holidays.push(Holiday { from, to, name });
        }
    }
    let mut workdays = Vec::new();
    for day in read_dates(reader, table, root) {
        remember(day.value, &day.span);
        workdays.push(day.value);
    }
    let mut notices = Vec::new();
    for entry in table.array("source") {
        let title = entry.must_text("title");
        let number = entry.text("number").map(|number| number.value);
        let issued_on = entry.date("issued_on");
        entry.finish();
        notices.extend(title.map(|title| Notice {
            title: title.value,
            number,
            issued_on,
        }));
    }
    if notices.is_empty() {
        table.missing("source");
    }
    Facts {
        notices,
        holidays,
        workdays,
    }
}

fn must_date(table: &Table<'_, '_>, key: &str) -> Option<Date> {
    if !table.has(key) {
        table.missing(key);
        return None;
    }
    table.date(key)
}

fn read_dates(
    reader: &Reader<'_>,
    table: &Table<'_, '_>,
    root: &DeTable<'_>,
) -> Vec<Located<Date>> {
    list(
        table,
        root,
        "workday",
        reader,
        "日期，如 2024-01-01",
        "dates such as 2024-01-01",
        |day| {
            let DeValue::Datetime(day) = day else {
                return None;
            };
            day.to_string().parse().ok()
        },
    )
}

fn read_years(reader: &Reader<'_>, table: &Table<'_, '_>, root: &DeTable<'_>) -> BTreeSet<i16> {
    if !table.has("announced") {
        table.missing("announced");
    }
    let years = list(table, root, "announced", reader, "年份", "years", |year| {
        let DeValue::Integer(year) = year else {
            return None;
        };
        i16::from_str_radix(year.as_str(), year.radix()).ok()
    });
    years.into_iter().map(|year| year.value).collect()
}

fn list<T>(
    table: &Table<'_, '_>,
    root: &DeTable<'_>,
    key: &str,
    reader: &Reader<'_>,
    zh: &str,
    en: &str,
    read: impl Fn(&DeValue<'_>) -> Option<T>,
) -> Vec<Located<T>> {
    let complain = |span: &std::ops::Range<usize>| {
        let words = Words::new(
            format!("“{key}”应列出{zh}"),
            format!("“{key}” must list {en}"),
        );
        let remedy = Words::new(format!("请改为{zh}"), format!("Write {en}"));
        reader.complain(span, "wrong_type", words, remedy);
    };
    // Asking marks the key as known.
    let (true, Some(value)) = (table.has(key), root.get(key)) else {
        return Vec::new();
    };
    let DeValue::Array(entries) = value.get_ref() else {
        complain(&value.span());
        return Vec::new();
    };
    let mut found = Vec::new();
    for entry in entries {
        match read(entry.get_ref()) {
            Some(value) => found.push(Located {
                value,
                span: entry.span(),
            }),
            None => complain(&entry.span()),
        }
    }
    found
}

/// Says where the day stands that the kernel found at fault.
fn contradiction(error: &CalendarError, places: &[Place]) -> Complaint {
    let remedy = match error.fault {
        CalendarFault::YearTwice => Words::new("只保留一份", "Keep one of them"),
        CalendarFault::OutsideYear => Words::new(
            "请移到该日所在年度的文件",
            "Move the day to the file of its year",
        ),
        CalendarFault::Reversed | CalendarFault::TooLong => Words::new(
            "请核对起止日",
            "Compare the first and the last day with the notice",
        ),
        CalendarFault::Overlap => Words::new("请合并或改正其中一个", "Join them, or correct one"),
        CalendarFault::MakeUpOnWeekday => {
            Words::new("请与通知核对日期", "Compare the day with the notice")
        }
        CalendarFault::FreeAndWorked => Words::new(
            "请与通知核对，删去一处",
            "Compare with the notice and delete one",
        ),
    };
    // The later of two places is the one at fault: the earlier was accepted.
    let place = places.iter().rfind(|place| place.on == error.on);
    Complaint {
        file: place.map_or_else(String::new, |place| place.file.clone()),
        line: place.map_or(1, |place| place.line),
        column: place.map_or(1, |place| place.column),
        rule: "calendar_facts",
        words: error.words(),
        remedy,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use jiff::civil::date;

    use super::*;

    fn shipped() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../statutes/calendar")
    }

    /// A folder of its own for each test, under the build folder.
    fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
        let dir = std::env::temp_dir().join(format!("fadu-calendar-{}-{name}", std::process::id()));
        fs::create_dir_all(dir.join("region")).unwrap();
        for (file, text) in files {
            fs::write(dir.join(file), text).unwrap();
        }
        dir
    }

    const YEAR: &str = "year = 2024\nworkday = [2024-02-18]\n[[source]]\ntitle = \"通知\"\n\
        [[holiday]]\nname = { zh = \"春节\", en = \"Spring Festival\" }\n\
        from = 2024-02-10\nto = 2024-02-17\n";

    fn complaints(name: &str, text: &str) -> Vec<Complaint> {
        let dir = folder(name, &[("2024.toml", text)]);
        let found = load_calendar(&dir, None).unwrap_err();
        fs::remove_dir_all(dir).unwrap();
        found
    }

    #[test]
    fn loads_every_year_that_is_shipped() {
        let calendar = load_calendar(&shipped(), None).unwrap();
        assert!(calendar.announced_years().eq(2004..=2026));
        for year in 2004..=2026 {
            assert!(!calendar.notices(year).is_empty(), "{year}");
        }
        assert!(calendar.is_working_day(date(2024, 2, 18)));
        assert!(!calendar.is_working_day(date(2024, 2, 12)));
    }

    #[test]
    fn lays_a_region_over_the_nation() {
        let region = "name = { zh = \"某地\", en = \"Somewhere\" }\nannounced = [2024]\n\
            workday = [2024-04-13]\n[[source]]\ntitle = \"某地通知\"\n\
            [[holiday]]\nname = { zh = \"节\", en = \"Feast\" }\n\
            from = 2024-04-10\nto = 2024-04-11\n";
        let dir = folder(
            "region",
            &[("2024.toml", YEAR), ("region/somewhere.toml", region)],
        );
        let calendar = load_calendar(&dir, Some("somewhere")).unwrap();
        assert!(!calendar.is_working_day(date(2024, 4, 10)));
        assert!(calendar.is_working_day(date(2024, 4, 13)));
        for wrong in ["elsewhere", "../2024", ""] {
            let found = load_calendar(&dir, Some(wrong)).unwrap_err();
            assert_eq!(found[0].rule, "calendar_region");
            assert!(found[0].remedy.en.contains("somewhere"));
        }
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn names_the_line_of_each_mistake() {
        let rows = [
            ("2024-02-17\n", "2024-02-09\n", "calendar_facts", 7),
            ("[2024-02-18]", "[2024-02-19]", "calendar_facts", 2),
            ("[2024-02-18]", "[2025-02-16]", "calendar_facts", 2),
            ("[2024-02-18]", "[\"soon\"]", "wrong_type", 2),
            ("year = 2024", "year = 2023", "calendar_year", 1),
            ("workday", "workdays", "unknown_key", 2),
            ("from = 2024-02-10\n", "", "missing_key", 5),
            (
                "name = { zh = \"春节\",",
                "name = { zh = \"\",",
                "wrong_type",
                6,
            ),
            ("[[source]]", "[[source]", "syntax", 3),
        ];
        for (index, (good, bad, rule, line)) in rows.into_iter().enumerate() {
            let text = YEAR.replacen(good, bad, 1);
            assert_ne!(text, YEAR);
            let found = complaints(&format!("row{index}"), &text);
            assert_eq!(
                (found[0].rule, found[0].line),
                (rule, line),
                "{bad}: {found:?}"
            );
            assert!(found[0].file.ends_with("2024.toml"));
            assert!(!found[0].words.zh.is_empty() && !found[0].remedy.zh.is_empty());
        }
    }

    #[test]
    fn a_folder_without_years_is_a_complaint() {
        let dir = folder("empty", &[]);
        assert_eq!(
            load_calendar(&dir, None).unwrap_err()[0].rule,
            "calendar_empty"
        );
        fs::remove_dir_all(&dir).unwrap();
        assert_eq!(
            load_calendar(&dir, None).unwrap_err()[0].rule,
            "calendar_file"
        );
    }
}
