//! Lists against the same lists worked out in memory: no gaps, no doubles, the right order.

use crate::city::{CITY, UNITS, clock, matter, noon, open, store};
use fadu_kernel::clock::{ClockState, Light};
use fadu_kernel::deadline::Expiry;
use fadu_kernel::matter::{Matter, MatterId};
use fadu_kernel::procedure::StageKind;
use fadu_store::{
    ClockRow, LightCounts, MatterFilter, MatterLine, Reader, Scope, Store, ToDoFilter, ToDoPlace,
};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, date};

const ON: Date = date(2024, 5, 6);
/// More than are listed through their units, so that both ways are taken.
const MATTERS: i64 = 2_400;

struct Kept {
    matter: Matter,
    title: String,
    clocks: Vec<ClockRow>,
}

/// Matters that differ in everything a list can ask for; some have a clock, some two.
fn filled(name: &str) -> (Store, Vec<Kept>) {
    let store = store(name);
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    let mut kept = Vec::new();
    for id in 0..MATTERS {
        let at = |numbers: i64| usize::try_from(id / numbers).unwrap();
        let unit = UNITS[at(1) * 7 % 4].0;
        let mut opened = matter(id, unit, ON.saturating_add((id * 37 % 60).days()));
        opened.version = ["mediation@2024-01-01", "hotline@2024-01-01"][at(3) % 2].into();
        opened.stage = ["applied", "accepted", "closed"][at(2) % 3].into();
        let title = format!("纠纷{}：{}", id % 11, ["土地", "邻里"][at(1) % 2]);
        let stage_kind = if opened.stage == "closed" {
            StageKind::Closed
        } else {
            StageKind::Open
        };
        let line = MatterLine {
            stage_kind,
            holds: "matter",
            title: &title,
            code_hash: None,
        };
        open(&batch, &opened, &line);
        let clocks: Vec<ClockRow> = (0..id % 3)
            .map(|nth| {
                // Few dates, so that many clocks are due at once.
                let due = ON.saturating_add((30 + id % 4 + nth).days());
                let due = if id % 5 == 0 {
                    Expiry::Moment(noon(due))
                } else {
                    Expiry::Day(due)
                };
                let mut kept = clock(1, noon(ON), due);
                kept.right = id % 7 == 0;
                ClockRow::of(&format!("clock{nth}"), &kept, 3, false)
            })
            .collect();
        batch.put_clocks(&opened, &clocks).unwrap();
        kept.push(Kept {
            matter: opened,
            title,
            clocks,
        });
    }
    batch.commit().unwrap();
    (store, kept)
}

fn covers(scope: &Scope, unit: &str) -> bool {
    match scope {
        Scope::City => true,
        Scope::Units { within, exactly } => {
            exactly.iter().any(|one| one == unit)
                || within.iter().any(|upper| {
                    upper == "city" || upper == unit || (upper == "north" && unit == "village")
                })
        }
    }
}

fn light(kept: &Kept, now: DateTime) -> Light {
    kept.clocks
        .iter()
        .filter(|row| !row.right)
        .map(|row| row.light(now))
        .max()
        .unwrap_or(Light::Grey)
}

fn scopes() -> Vec<Scope> {
    vec![
        Scope::City,
        Scope::within("city"),
        Scope::within("north"),
        Scope::exactly("north"),
        Scope::Units {
            within: vec!["village".into()],
            exactly: vec!["south".into()],
        },
        Scope::Units {
            within: vec!["north".into(), "city".into()],
            exactly: vec!["north".into()],
        },
        Scope::Units {
            within: Vec::new(),
            exactly: Vec::new(),
        },
    ]
}

fn filters() -> Vec<MatterFilter> {
    let now = ON.saturating_add(31.days()).at(12, 0, 0, 0);
    let mut filters = Vec::new();
    for scope in scopes() {
        let all = MatterFilter {
            scope,
            ..MatterFilter::default()
        };
        let procedure = Some("hotline".to_owned());
        filters.push(MatterFilter {
            procedure: procedure.clone(),
            ..all.clone()
        });
        let stage = Some("accepted".to_owned());
        filters.push(MatterFilter {
            procedure,
            stage,
            ..all.clone()
        });
        filters.push(MatterFilter {
            stage_kind: Some(StageKind::Closed),
            ..all.clone()
        });
        for light in [Light::Red, Light::Yellow, Light::Green, Light::Grey] {
            filters.push(MatterFilter {
                light: Some((light, now)),
                ..all.clone()
            });
        }
        filters.push(MatterFilter {
            opened_from: Some(date(2024, 5, 20)),
            opened_until: Some(date(2024, 6, 10)),
            text: Some("土地".into()),
            ..all.clone()
        });
        filters.push(all);
    }
    filters
}

fn admits(filter: &MatterFilter, kept: &Kept) -> bool {
    let matter = &kept.matter;
    let closed = matter.stage == "closed";
    covers(&filter.scope, &matter.unit)
        && filter
            .procedure
            .as_ref()
            .is_none_or(|id| id == matter.procedure())
        && filter
            .stage
            .as_ref()
            .is_none_or(|stage| *stage == matter.stage)
        && filter
            .stage_kind
            .is_none_or(|kind| (kind == StageKind::Closed) == closed)
        && filter
            .light
            .is_none_or(|(wanted, now)| light(kept, now) == wanted)
        && filter.opened_from.is_none_or(|on| on <= matter.opened_on)
        && filter.opened_until.is_none_or(|on| matter.opened_on <= on)
        && filter
            .text
            .as_ref()
            .is_none_or(|text| kept.title.contains(text))
}

fn all_pages(reader: &Reader, filter: &MatterFilter, limit: usize) -> Vec<MatterId> {
    let mut found = Vec::new();
    let mut before = None;
    loop {
        let page = reader.matters(filter, before, limit).unwrap();
        assert!(page.items.len() <= limit);
        found.extend(page.items.iter().map(|row| row.id));
        match page.next {
            Some(next) => before = Some(next),
            None => return found,
        }
    }
}

#[test]
fn pages_of_matters_leave_nothing_out_and_repeat_nothing() {
    let (store, kept) = filled("matter_pages");
    let reader = store.snapshot(CITY).unwrap();
    for filter in filters() {
        let expected: Vec<MatterId> = kept
            .iter()
            .rev()
            .filter(|kept| admits(&filter, kept))
            .map(|k| k.matter.id)
            .collect();
        for limit in [97, 1_000] {
            assert_eq!(all_pages(&reader, &filter, limit), expected, "{filter:?}");
        }
        let count = usize::try_from(reader.count_matters(&filter).unwrap()).unwrap();
        assert_eq!(count, expected.len(), "{filter:?}");
    }
}

#[test]
fn a_page_does_not_move_when_new_matters_come() {
    let (store, _) = filled("moving_pages");
    let filter = MatterFilter::default();
    let first = store
        .read(CITY, |reader| reader.matters(&filter, None, 10))
        .unwrap();
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    open(&batch, &matter(MATTERS, "north", ON), &crate::city::LINE);
    batch.commit().unwrap();
    let second = store
        .read(CITY, |reader| reader.matters(&filter, first.next, 10))
        .unwrap();
    assert_eq!(second.items[0].id.0, first.items[9].id.0 - 1);
}

#[test]
fn the_to_do_list_goes_by_due_date_without_gaps() {
    let (store, kept) = filled("to_do");
    let reader = store.snapshot(CITY).unwrap();
    for scope in scopes() {
        for procedures in [Vec::new(), vec!["hotline".to_owned(), "nothing".to_owned()]] {
            let filter = ToDoFilter {
                scope: scope.clone(),
                procedures,
            };
            let mut expected: Vec<(Date, bool, MatterId, String)> = kept
                .iter()
                .filter(|kept| covers(&scope, &kept.matter.unit))
                .filter(|kept| {
                    let id = kept.matter.procedure();
                    filter.procedures.is_empty() || filter.procedures.iter().any(|p| p == id)
                })
                .flat_map(|kept| kept.clocks.iter().map(move |row| (kept, row)))
                .filter(|(_, row)| !row.right)
                .map(|(kept, row)| {
                    let whole_day = matches!(row.due, Expiry::Day(_));
                    (row.due.date(), whole_day, kept.matter.id, row.clock.clone())
                })
                .collect();
            expected.sort();
            let mut found = Vec::new();
            let mut after: Option<ToDoPlace> = None;
            loop {
                let page = reader.to_do(&filter, after.as_ref(), 111).unwrap();
                found.extend(page.items.into_iter().map(|line| {
                    let whole_day = matches!(line.clock.due, Expiry::Day(_));
                    (
                        line.clock.due.date(),
                        whole_day,
                        line.matter.id,
                        line.clock.clock,
                    )
                }));
                match page.next {
                    Some(next) => after = Some(next),
                    None => break,
                }
            }
            assert_eq!(found, expected, "{filter:?}");
        }
    }
}

#[test]
fn lights_add_up_by_unit_and_month() {
    let (store, kept) = filled("lights");
    let reader = store.snapshot(CITY).unwrap();
    for days in [0, 28, 31, 33, 80] {
        let now = ON.saturating_add(days.days()).at(15, 0, 0, 0);
        for scope in scopes() {
            let mut by_unit = Vec::new();
            for (unit, _) in UNITS {
                let clocks: Vec<Light> = kept
                    .iter()
                    .filter(|kept| kept.matter.unit == unit && covers(&scope, unit))
                    .flat_map(|kept| kept.clocks.iter().map(|row| row.light(now)))
                    .collect();
                let of = |light: Light| clocks.iter().filter(|one| **one == light).count() as u64;
                if !clocks.is_empty() {
                    let counts = LightCounts {
                        red: of(Light::Red),
                        yellow: of(Light::Yellow),
                        green: of(Light::Green),
                        grey: of(Light::Grey),
                    };
                    by_unit.push((unit.to_owned(), counts));
                }
            }
            let found = reader.lights(now, &scope).unwrap();
            let found: Vec<_> = found
                .into_iter()
                .map(|line| (line.unit, line.clocks))
                .collect();
            assert_eq!(found, by_unit);
            let months = reader
                .lights_by_month(ON, date(2024, 7, 1), now, &scope)
                .unwrap();
            let sum = |pick: fn(&LightCounts) -> u64| -> (u64, u64) {
                let all = by_unit.iter().map(|(_, counts)| pick(counts)).sum();
                (months.iter().map(|month| pick(&month.clocks)).sum(), all)
            };
            for (found, expected) in [
                sum(|c| c.red),
                sum(|c| c.yellow),
                sum(|c| c.green),
                sum(|c| c.grey),
            ] {
                assert_eq!(found, expected);
            }
            assert!(months.iter().all(|month| month.month == date(2024, 6, 1)));
        }
    }
}

#[test]
fn clocks_due_in_a_month_are_listed_whether_they_run_or_have_ended() {
    let (store, kept) = filled("clocks_due");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    let mut kept = kept;
    for one in kept.iter_mut().step_by(2) {
        for row in &mut one.clocks {
            row.state = ClockState::Satisfied {
                at: noon(ON),
                in_time: true,
            };
        }
        batch.put_clocks(&one.matter, &one.clocks).unwrap();
    }
    let months = (date(2024, 6, 1), date(2024, 6, 1));
    for scope in scopes() {
        let mut expected: Vec<(Date, bool, MatterId, String)> = kept
            .iter()
            .filter(|kept| covers(&scope, &kept.matter.unit))
            .flat_map(|kept| {
                kept.clocks
                    .iter()
                    .map(move |row| place(kept.matter.id, row))
            })
            .collect();
        expected.sort();
        let mut found = Vec::new();
        let mut after: Option<ToDoPlace> = None;
        loop {
            let page = batch
                .clocks_due(months, &scope, after.as_ref(), 300)
                .unwrap();
            found.extend(
                page.items
                    .iter()
                    .map(|line| place(line.matter.id, &line.clock)),
            );
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        assert_eq!(found, expected, "{scope:?}");
        let other = (date(2024, 7, 1), date(2024, 8, 1));
        assert_eq!(batch.clocks_due(other, &scope, None, 9).unwrap().items, []);
    }
}

fn place(matter: MatterId, row: &ClockRow) -> (Date, bool, MatterId, String) {
    let whole_day = matches!(row.due, Expiry::Day(_));
    (row.due.date(), whole_day, matter, row.clock.clone())
}
