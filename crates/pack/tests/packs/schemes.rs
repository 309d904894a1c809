//! Five cities light their lamps differently: the same unit, judged by each scheme as data.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fadu_kernel::scheme::Scheme;
use fadu_pack::packs::{Packs, find_packs, load};
use jiff::civil::date;

/// What a unit did: overdue, far behind, behind, done, on schedule, and what its lamps were
/// before: yellow in the year, blue, orange, red in the period before.
type Unit = ([i64; 5], [i64; 4]);

/// A unit and the lamp it gets: colour and points.
type Lamp<'a> = (Unit, &'a str, i64);

fn packs_with(overlay: Option<&str>) -> Packs {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folders = find_packs(&root.join("packs")).unwrap();
    let overlays: Vec<PathBuf> = overlay
        .map(|place| root.join("overlays").join(place))
        .into_iter()
        .collect();
    let (packs, complaints) = load(&folders, &overlays, None, date(2024, 1, 1));
    assert_eq!(complaints, []);
    packs
}

fn judged(packs: &Packs, scheme: &Scheme, (work, lamps): Unit) -> Option<(String, i64)> {
    let [overdue, far, behind, done, on] = work;
    let [yellow_before, blue_before, orange_before, red_before] = lamps;
    let inputs = [
        ("overdue", overdue),
        ("far", far),
        ("behind", behind),
        ("done", done),
        ("on", on),
        ("yellow_before", yellow_before),
        ("blue_before", blue_before),
        ("orange_before", orange_before),
        ("red_before", red_before),
    ];
    let inputs: BTreeMap<String, i64> = inputs
        .into_iter()
        .map(|(name, number)| (name.to_owned(), number))
        .collect();
    let judgement = scheme.judge(&inputs, &packs.parameter_values())?;
    Some((judgement.colour, judgement.points))
}

const LATE: Unit = ([1, 0, 0, 0, 0], [0; 4]);
const FAR: Unit = ([0, 1, 0, 0, 0], [0; 4]);
const BEHIND: Unit = ([0, 0, 1, 0, 0], [0; 4]);
const FINE: Unit = ([0, 0, 0, 2, 1], [0; 4]);
const IDLE: Unit = ([0; 5], [0; 4]);

#[test]
fn each_place_lights_by_its_own_scheme() {
    let second_yellow = (BEHIND.0, [1, 0, 0, 0]);
    let third_yellow = (BEHIND.0, [2, 0, 0, 0]);
    let after_blue = (BEHIND.0, [0, 1, 0, 0]);
    let after_orange = (BEHIND.0, [0, 0, 1, 0]);
    let after_red = (FINE.0, [0, 0, 0, 1]);
    let table: [(Option<&str>, &[Lamp<'_>]); 6] = [
        (
            None,
            &[
                (LATE, "red", -2),
                (BEHIND, "yellow", -1),
                (FINE, "green", 0),
            ],
        ),
        (
            Some("yichang"),
            &[(FAR, "red", 0), (BEHIND, "yellow", 0), (FINE, "green", 0)],
        ),
        (
            Some("guangyuan"),
            &[
                (LATE, "red", -2),
                (BEHIND, "yellow", 0),
                (second_yellow, "yellow", -1),
                (third_yellow, "yellow", 0),
            ],
        ),
        (
            Some("sanming"),
            &[
                (BEHIND, "blue", 0),
                (after_blue, "orange", 0),
                (after_orange, "red", 0),
                (FINE, "green", 0),
            ],
        ),
        (
            Some("suqian"),
            &[(LATE, "red", 0), (FAR, "yellow", 0), (BEHIND, "blue", 0)],
        ),
        (
            Some("ouhai"),
            &[
                (LATE, "red", 0),
                (after_red, "yellow", 0),
                (FINE, "green", 0),
            ],
        ),
    ];
    for (place, expected) in table {
        lights(place, expected);
    }
}

fn lights(place: Option<&str>, expected: &[Lamp<'_>]) {
    let packs = packs_with(place);
    let id = format!("{}.work", place.unwrap_or("lamps"));
    let scheme = packs.schemes.iter().find(|scheme| scheme.id == id).unwrap();
    let name = place.unwrap_or("plain");
    for (unit, colour, points) in expected {
        let found = judged(&packs, scheme, *unit);
        assert_eq!(
            found,
            Some(((*colour).to_owned(), *points)),
            "{name} {unit:?}"
        );
    }
    assert_eq!(judged(&packs, scheme, IDLE), None, "nothing to judge");
    let plain = packs
        .schemes
        .iter()
        .filter(|scheme| scheme.id == "lamps.work");
    assert_eq!(plain.count(), usize::from(place.is_none()), "replaced");
}
