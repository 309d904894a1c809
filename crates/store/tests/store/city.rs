//! A small city for the tests of the store: units, matters, acts and clocks without meaning.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fadu_kernel::act::{Act, ActId};
use fadu_kernel::actor::Actor;
use fadu_kernel::clock::Clock;
use fadu_kernel::deadline::Expiry;
use fadu_kernel::matter::{Matter, MatterId};
use fadu_kernel::procedure::StageKind;
use fadu_kernel::unit::{Unit, UnitKind};
use fadu_kernel::words::Words;
use fadu_ledger::Salt;
use fadu_store::{Batch, MatterLine, Store};
use jiff::civil::{Date, DateTime, date};

pub const CITY: &str = "demo";

/// A folder of its own for one test, emptied before.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    folder
}

/// A store with the city and its units: city over north and south, north over the village.
pub fn store(name: &str) -> Store {
    let store = Store::open(&folder(name)).unwrap();
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    batch.put_city(&Words::new("示范市", "Demo")).unwrap();
    for (id, parent) in UNITS {
        batch.put_unit(&unit(id, parent)).unwrap();
    }
    batch.commit().unwrap();
    drop(writer);
    store
}

pub const UNITS: [(&str, Option<&str>); 4] = [
    ("city", None),
    ("north", Some("city")),
    ("south", Some("city")),
    ("village", Some("north")),
];

pub fn unit(id: &str, parent: Option<&str>) -> Unit {
    Unit {
        id: id.to_owned(),
        name: Words::new(format!("{id}单位"), id),
        short: id.to_owned(),
        kind: UnitKind::Department,
        parent: parent.map(str::to_owned),
        from_on: Some(date(2020, 1, 1)),
        until_on: None,
        successor: None,
    }
}

pub fn matter(id: i64, unit: &str, opened_on: Date) -> Matter {
    let mut matter = Matter::unopened(
        MatterId(id),
        "mediation@2024-01-01".into(),
        unit.into(),
        opened_on,
    );
    matter.number = format!("示调〔2024〕{id}号");
    matter.stage = "applied".into();
    matter
}

pub const LINE: MatterLine<'_> = MatterLine {
    stage_kind: StageKind::Open,
    holds: "matter",
    title: "邻里纠纷",
    code_hash: None,
};

pub fn act(id: i64, matter: &Matter) -> Act {
    Act {
        id: ActId(id),
        matter: matter.id,
        number: matter.number.clone(),
        version: matter.version.clone(),
        act: "apply".into(),
        at: noon(matter.moved_on),
        unit: matter.unit.clone(),
        stage: matter.stage.clone(),
        actor: Actor::Official {
            account: "zhang".into(),
            posts: Vec::new(),
        },
        role: "mediator".into(),
        facts: BTreeMap::new(),
        cause: None,
        upon: None,
        found: BTreeMap::new(),
        paper: None,
    }
}

pub fn put_act(batch: &Batch<'_>, act: &Act) -> fadu_store::Result<()> {
    let record = serde_json::to_string(act).unwrap();
    batch.put_act(act, &record, &Salt([7; 32]), act.at)
}

/// Puts a matter with its opening act.
pub fn open(batch: &Batch<'_>, matter: &Matter, line: &MatterLine<'_>) {
    batch.put_matter(matter, line).unwrap();
    put_act(batch, &act(matter.id.0, matter)).unwrap();
}

pub fn noon(on: Date) -> DateTime {
    on.at(12, 0, 0, 0)
}

pub fn clock(nth: u32, started_at: DateTime, due: Expiry) -> Clock {
    Clock {
        due,
        strict: due,
        ..Clock::start_until(nth, started_at, due.date(), 0)
    }
}
