//! Measures what the store alone takes: batches of acts, and the lists of a city of 100,000
//! matters. Run with `cargo run --release -p fadu-store --example speed -- FOLDER [MATTERS]`.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use fadu_kernel::act::{Act, ActId};
use fadu_kernel::actor::Actor;
use fadu_kernel::clock::{Clock, ClockState, Light};
use fadu_kernel::field::Value;
use fadu_kernel::indicator::{Contribution, Span, Tally};
use fadu_kernel::matter::{Matter, MatterId};
use fadu_kernel::procedure::StageKind;
use fadu_kernel::unit::{Unit, UnitKind};
use fadu_kernel::words::Words;
use fadu_ledger::{Commitment, Frontier, Salt};
use fadu_store::{
    Batch, CityTally, ClockRow, ContributionFilter, MatterFilter, MatterLine, Scope, Store,
    StoreFault, ToDoFilter,
};
use jiff::ToSpan;
use jiff::civil::{Date, date};

const CITY: &str = "demo";
const ACTS_IN_BATCH: i64 = 100;
const COUNTIES: i64 = 10;
const VILLAGES: i64 = 200;
const ON: Date = date(2024, 1, 1);

fn main() -> Result<(), StoreFault> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| "speed-data".to_owned());
    let matters = arguments
        .next()
        .and_then(|text| text.parse().ok())
        .unwrap_or(100_000);
    let store = Store::open(Path::new(&folder))?;
    let mut city = City {
        next: 0,
        frontier: Frontier::new(),
    };
    let mut writer = store.writer()?;
    let batch = writer.begin(CITY)?;
    put_units(&batch)?;
    batch.commit()?;

    // Each matter is opened by one act and moved by two more.
    let mut opening = Vec::new();
    let mut moving = Vec::new();
    let mut opened: Vec<Matter> = Vec::new();
    while i64::try_from(opened.len()).unwrap() < matters {
        let begun = Instant::now();
        let batch = writer.begin(CITY)?;
        let first = opened.len();
        for _ in 0..ACTS_IN_BATCH {
            let matter = city.matter();
            batch.attempt(|batch| city.act(batch, &matter))?;
            opened.push(matter);
        }
        city.seal(&batch)?;
        batch.commit()?;
        opening.push(begun.elapsed());
        for stage in ["accepted", "closed"] {
            let begun = Instant::now();
            let batch = writer.begin(CITY)?;
            for matter in &mut opened[first..] {
                move_on(matter, stage);
                batch.attempt(|batch| city.act(batch, matter))?;
            }
            city.seal(&batch)?;
            batch.commit()?;
            moving.push(begun.elapsed());
        }
    }
    report("a batch of 100 opening acts", &mut opening);
    report("a batch of 100 further acts", &mut moving);
    lists(&store)?;
    figures(&store)
}

struct City {
    next: i64,
    frontier: Frontier,
}

impl City {
    fn matter(&self) -> Matter {
        let id = self.next;
        let on = ON.saturating_add((id / 1_000).days());
        let unit = format!("village{}", id * 7_919 % VILLAGES);
        let version = format!("procedure{}@2024-01-01", id % 40);
        let mut matter = Matter::unopened(MatterId(id), version, unit, on);
        matter.number = format!("示调〔2024〕{id}号");
        "applied".clone_into(&mut matter.stage);
        for field in 0..8 {
            let value = Value::Text(format!("某某镇某某村村民之间的邻里纠纷{field}"));
            matter.fields.insert(format!("field{field}"), value);
        }
        for id in ["accept", "decide", "serve"] {
            matter.clocks.insert(id.to_owned(), clock(on));
        }
        matter
    }

    /// Keeps one act with all it brings about: what the office does for each.
    fn act(&mut self, batch: &Batch<'_>, matter: &Matter) -> Result<(), StoreFault> {
        let id = ActId(self.next);
        let act = Act {
            id,
            matter: matter.id,
            number: matter.number.clone(),
            version: matter.version.clone(),
            act: matter.stage.clone(),
            at: matter.moved_on.at(12, 0, 0, 0),
            unit: matter.unit.clone(),
            stage: matter.stage.clone(),
            actor: Actor::Official {
                account: "zhang".to_owned(),
                posts: Vec::new(),
            },
            role: "mediator".to_owned(),
            facts: BTreeMap::new(),
            cause: None,
            upon: None,
            found: BTreeMap::new(),
            paper: None,
        };
        let record = serde_json::to_string(&act)?;
        let salt = Salt([7; 32]);
        let kind = match matter.stage.as_str() {
            "closed" => StageKind::Closed,
            _ => StageKind::Open,
        };
        let title = format!("纠纷第{}号", matter.id.0);
        let line = MatterLine {
            stage_kind: kind,
            holds: "matter",
            title: &title,
            code_hash: None,
        };
        batch.put_act(&act, &record, &salt, act.at)?;
        batch.put_matter(matter, &line)?;
        let clocks: Vec<ClockRow> = matter
            .clocks
            .iter()
            .map(|(id, clock)| ClockRow::of(id, clock, 3, id == "accept"))
            .collect();
        batch.put_clocks(matter, &clocks)?;
        batch.put_contributions(id, &contributions(matter));
        let commitment = Commitment::to(&salt, record.as_bytes());
        batch.put_entry(id, &commitment)?;
        let mut rows = Vec::with_capacity(1);
        self.frontier.append(commitment.leaf_hash(), &mut rows);
        batch.append_rows(&rows)?;
        batch.put_request(&format!("request-{}", id.0), "digest", id, id)?;
        self.next += 1;
        Ok(())
    }

    fn seal(&self, batch: &Batch<'_>) -> Result<(), StoreFault> {
        batch.put_checkpoint(self.frontier.size(), "a signed note", ON.at(0, 0, 0, 0))
    }
}

fn clock(on: Date) -> Clock {
    Clock::start_until(1, on.at(12, 0, 0, 0), on.saturating_add(30.days()), 0)
}

fn move_on(matter: &mut Matter, stage: &str) {
    stage.clone_into(&mut matter.stage);
    matter.moved_on = matter.moved_on.saturating_add(3.days());
    let at = matter.moved_on.at(12, 0, 0, 0);
    let ended: &[&str] = match stage {
        "accepted" => &["accept"],
        // Every tenth matter keeps a running clock.
        _ if matter.id.0 % 30 == 0 => &["decide"],
        _ => &["decide", "serve"],
    };
    for id in ended {
        if let Some(clock) = matter.clocks.get_mut(*id) {
            clock.state = ClockState::Satisfied { at, in_time: true };
        }
    }
}

fn contributions(matter: &Matter) -> Vec<Contribution> {
    let month = matter.moved_on.first_of_month();
    let one = |indicator: String, member: &str, amount| Contribution {
        indicator,
        unit: matter.unit.clone(),
        month,
        class: String::new(),
        amount,
        member: member.to_owned(),
    };
    let procedure = matter.procedure();
    vec![
        one(format!("{procedure}.{}", matter.stage), "", 1),
        one(format!("{procedure}.acts"), "", 1),
        one(format!("{procedure}.on_time"), "kept", 1),
        one(
            format!("{procedure}.stock"),
            "",
            if matter.stage == "closed" { -1 } else { 1 },
        ),
    ]
}

fn put_units(batch: &Batch<'_>) -> Result<(), StoreFault> {
    batch.put_city(&Words::new("示范市", "Demo"))?;
    batch.put_unit(&unit("city", None))?;
    for county in 0..COUNTIES {
        batch.put_unit(&unit(&format!("county{county}"), Some("city".to_owned())))?;
    }
    for village in 0..VILLAGES {
        let county = format!("county{}", village % COUNTIES);
        batch.put_unit(&unit(&format!("village{village}"), Some(county)))?;
    }
    Ok(())
}

fn unit(id: &str, parent: Option<String>) -> Unit {
    Unit {
        id: id.to_owned(),
        name: Words::new(id, id),
        short: id.to_owned(),
        kind: UnitKind::Department,
        parent,
        from_on: None,
        until_on: None,
        successor: None,
    }
}

fn lists(store: &Store) -> Result<(), StoreFault> {
    let now = ON.saturating_add(60.days()).at(12, 0, 0, 0);
    let scopes = [
        ("the city", Scope::City),
        ("a county", Scope::within("county3")),
        ("a village", Scope::within("village17")),
    ];
    for (name, scope) in scopes {
        let all = MatterFilter {
            scope: scope.clone(),
            ..MatterFilter::default()
        };
        let searched = MatterFilter {
            text: Some("第77777号".into()),
            ..all.clone()
        };
        let overdue = MatterFilter {
            light: Some((Light::Red, now)),
            ..all.clone()
        };
        let stage = MatterFilter {
            procedure: Some("procedure7".into()),
            stage: Some("closed".into()),
            ..all.clone()
        };
        let to_do = ToDoFilter {
            scope: scope.clone(),
            ..ToDoFilter::default()
        };
        let read = |what: &str, read: &dyn Fn(&fadu_store::Reader) -> Result<(), StoreFault>| {
            time(store, &format!("{what} of {name}"), read)
        };
        read("50 newest matters", &|r| {
            r.matters(&all, None, 50).map(|_| ())
        })?;
        read("50 from the middle", &|r| {
            r.matters(&all, Some(MatterId(150_000)), 50).map(|_| ())
        })?;
        read("a search in all titles", &|r| {
            r.matters(&searched, None, 50).map(|_| ())
        })?;
        read("50 red matters", &|r| {
            r.matters(&overdue, None, 50).map(|_| ())
        })?;
        read("50 of a procedure and stage", &|r| {
            r.matters(&stage, None, 50).map(|_| ())
        })?;
        read("a count of matters", &|r| r.count_matters(&all).map(|_| ()))?;
        read("counts by stage", &|r| r.count_by_stage(&scope).map(|_| ()))?;
        read("50 to do", &|r| r.to_do(&to_do, None, 50).map(|_| ()))?;
        read("lights", &|r| r.lights(now, &scope).map(|_| ()))?;
        read("lights by month", &|r| {
            r.lights_by_month(ON, ON.saturating_add(59.days()), now, &scope)
                .map(|_| ())
        })?;
    }
    time(store, "a matter", &|r| {
        r.matter(MatterId(1_500)).map(|_| ())
    })?;
    time(store, "acts of a matter", &|r| {
        r.acts_of(MatterId(1_500)).map(|_| ())
    })?;
    time(store, "matters owing a lapse", &|r| {
        r.matters_owing_lapse(now, 500).map(|_| ())
    })
}

fn figures(store: &Store) -> Result<(), StoreFault> {
    let span = Span {
        from: ON,
        to: date(2024, 12, 31),
    };
    let id = "procedure7.on_time";
    for (name, within) in [("the city", None), ("a county", Some("county3"))] {
        time(store, &format!("a year's sum of {name}"), &|r| {
            CityTally::new(r, within)
                .sum("procedure7.acts", span)
                .map(|_| ())
        })?;
        time(store, &format!("a year's share on time of {name}"), &|r| {
            CityTally::new(r, within)
                .of_member(id, "kept", span)
                .map(|_| ())
        })?;
    }
    time(store, "a matrix of units and months", &|r| {
        r.matrix("procedure7.acts", span, &Scope::City).map(|_| ())
    })?;
    let filter = ContributionFilter {
        indicator: "procedure7.acts".to_owned(),
        span,
        scope: Scope::City,
        class: None,
        member: None,
    };
    time(store, "50 acts behind a figure", &|r| {
        r.contributions(&filter, None, 50).map(|_| ())
    })?;
    time(store, "all cells", &|r| r.for_each_cell(|_| Ok(())))
}

fn time(
    store: &Store,
    what: &str,
    read: &dyn Fn(&fadu_store::Reader) -> Result<(), StoreFault>,
) -> Result<(), StoreFault> {
    let mut times = Vec::new();
    for _ in 0..20 {
        let begun = Instant::now();
        store.read(CITY, read)?;
        times.push(begun.elapsed());
    }
    report(what, &mut times);
    Ok(())
}

fn report(what: &str, times: &mut [Duration]) {
    times.sort();
    let at = |share: usize| {
        times
            .get((times.len() - 1) * share / 100)
            .copied()
            .unwrap_or_default()
    };
    println!(
        "{what}: median {:.2?}, 99th {:.2?}, longest {:.2?}",
        at(50),
        at(99),
        at(100)
    );
}
