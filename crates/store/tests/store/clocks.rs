//! Clocks come back as they were, with their history.

use crate::city::{CITY, LINE, clock, matter, noon, open, store};
use fadu_kernel::clock::{ClockState, Light};
use fadu_kernel::deadline::Expiry;
use fadu_kernel::matter::MatterId;
use fadu_store::ClockRow;
use jiff::civil::{Date, date};

const ON: Date = date(2024, 5, 6);

#[test]
fn keeps_clocks_of_every_kind_and_their_history() {
    let store = store("clocks");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    let (mut first, at) = (matter(0, "north", ON), noon(ON));
    open(&batch, &first, &LINE);
    let day = Expiry::Day(date(2024, 6, 5));
    let moment = Expiry::Moment(date(2024, 6, 5).at(9, 30, 0, 0));
    let states = [
        ("running", ClockState::Running),
        ("suspended", ClockState::Suspended),
        ("kept", ClockState::Satisfied { at, in_time: true }),
        ("late", ClockState::Satisfied { at, in_time: false }),
        ("cancelled", ClockState::Cancelled { at }),
        ("lapsed", ClockState::Lapsed { at: moment }),
        ("lapsed_day", ClockState::Lapsed { at: day }),
    ];
    let mut rows = Vec::new();
    for (id, state) in states {
        for (end, due) in [("day", day), ("moment", moment)] {
            let mut kept = clock(1, at, due);
            kept.state = state.clone();
            kept.right = end == "moment" && id != "running";
            rows.push(ClockRow::of(
                &format!("{id}_{end}"),
                &kept,
                5,
                id == "running",
            ));
            for now in [
                "2024-05-30T00:00:00",
                "2024-05-31T00:00:00",
                "2024-06-05T09:30:00",
                "2024-06-05T09:30:01",
                "2024-06-05T23:59:59",
                "2024-06-06T00:00:00",
            ] {
                let now = now.parse().unwrap();
                let row = rows.last().unwrap();
                assert_eq!(row.light(now), kept.light(now, 5), "{id} {end} {now}");
            }
        }
    }
    batch.put_clocks(&first, &rows).unwrap();
    let mut kept = batch.clocks_of(first.id).unwrap();
    kept.sort_by(|a, b| a.clock.cmp(&b.clock));
    rows.sort_by(|a, b| a.clock.cmp(&b.clock));
    assert_eq!(kept, rows);

    // One act ends the clock and begins it again; only the new instance is handed over.
    let again = noon(date(2024, 6, 5));
    let restarted = ClockRow::of("running_moment", &clock(2, again, day), 5, false);
    first.unit = "south".into();
    batch.put_clocks(&first, &[restarted]).unwrap();
    let history = batch.clocks_of(first.id).unwrap();
    let earlier = history
        .iter()
        .find(|row| row.clock == "running_moment" && row.nth == 1);
    assert_eq!(
        earlier.unwrap().state,
        ClockState::Satisfied {
            at: again,
            in_time: false
        }
    );
    assert_eq!(
        batch.matter_row(first.id).unwrap().unwrap().light(again),
        Light::Yellow
    );
}

#[test]
fn finds_what_the_law_draws_from_lapse_of_time() {
    let store = store("lapses");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    for id in 0..6 {
        let opened = matter(id, "north", ON);
        open(&batch, &opened, &LINE);
        let due = Expiry::Day(date(2024, 6, 10 - i8::try_from(id).unwrap()));
        let lapsing = ClockRow::of("decide", &clock(1, noon(ON), due), 5, id % 2 == 0);
        let mut provisional = ClockRow::of("serve", &clock(1, noon(ON), due), 5, false);
        provisional.provisional = id > 3;
        batch.put_clocks(&opened, &[lapsing, provisional]).unwrap();
    }
    let owing = |text: &str| {
        batch
            .matters_owing_lapse(text.parse().unwrap(), 10)
            .unwrap()
    };
    assert_eq!(owing("2024-06-06T23:59:59"), []);
    assert_eq!(owing("2024-06-07T00:00:00"), [MatterId(4)]);
    assert_eq!(
        owing("2024-06-11T00:00:00"),
        [MatterId(4), MatterId(2), MatterId(0)]
    );
    let late = "2024-06-11T00:00:00".parse().unwrap();
    let rest = batch.matters_owing_lapse_after(late, 1, 1).unwrap();
    assert_eq!(rest, [MatterId(2)], "those skipped stay behind");
    assert_eq!(
        batch.next_lapse_due().unwrap(),
        Some(Expiry::Day(date(2024, 6, 6)))
    );
    let waiting = batch.matters_with_provisional_clocks(None, 10).unwrap();
    assert_eq!(waiting, [MatterId(4), MatterId(5)]);
    let rest = batch
        .matters_with_provisional_clocks(Some(MatterId(4)), 10)
        .unwrap();
    assert_eq!(rest, [MatterId(5)]);
}
