//! Stories of the last weeks carried out in memory on many different todays: nothing is refused
//! unexpectedly, every persona finds work, lights of each colour burn, and lamps are lit.

use fadu_kernel::actor::Entitled;
use fadu_kernel::clock::{ClockState, Light};
use fadu_kernel::decide::could_do;
use fadu_kernel::enact::enact;
use fadu_kernel::indicator::Contribution;
use fadu_kernel::matter::MatterId;
use fadu_kernel::procedure::StageKind;
use fadu_kernel::scheme::requests;
use jiff::ToSpan;

use super::super::tell::First;
use super::dry_run::{Cells, DryRun};
use super::*;

/// Roles that do no acts on matters.
const ADMINISTRATORS: [&str; 3] = [
    "system_administrator",
    "security_administrator",
    "audit_administrator",
];

/// The story files of living work, and the city in which they are told.
struct Living {
    city: CityFile,
    files: Vec<StoryFiles>,
    first: Vec<First>,
    values: Values,
    rows: RowTables,
    packs: Packs,
    calendar: Calendar,
}

impl Living {
    fn read() -> Self {
        let folder = home().join("demo").join(CITY);
        let all = StoryFiles::read(&folder, None).unwrap();
        let mut city = CityFile::load(&folder.join("city.toml")).unwrap();
        city.employ(&all.staff().unwrap()).unwrap();
        let figures = FigureFile::files(&folder).unwrap();
        let names = toml_files(&folder.join("stories")).unwrap();
        let names = names.iter().map(|(name, _)| name.as_str());
        let living = names.filter(|name| name.starts_with("living_"));
        let read = living.map(|name| StoryFiles::read(&folder, Some(name)).unwrap());
        Self {
            files: read.collect(),
            first: all.first().unwrap(),
            values: Values::new(figures.iter().flat_map(|(_, file)| &file.figure)),
            rows: RowTables::read(&home().join("demo/rows")).unwrap(),
            packs: shipped_packs(),
            calendar: shipped_calendar(),
            city,
        }
    }

    /// The acts of the weeks before a day and of its early morning.
    fn told(&self, today: Date) -> Vec<Planned> {
        let town = Town::new(&self.city);
        let sources = Sources {
            town: &town,
            values: &self.values,
            rows: &self.rows,
            packs: &self.packs,
            calendar: &self.calendar,
            today,
            seed: SEED,
        };
        let read = self.files.iter().map(|file| file.stories(sources).unwrap());
        let stories: Vec<Story> = read.flatten().collect();
        let until = today.at(10, 0, 0, 0);
        let told = Told::new(&stories, &town, &self.calendar, until);
        told.collect::<Result<Vec<_>, _>>().unwrap()
    }
}

/// Every eleventh day of two years, with the days at which calendars are apt to stumble.
fn todays() -> Vec<Date> {
    let mut days = Vec::new();
    let mut day = Date::constant(2026, 1, 1);
    while day.year() < 2028 {
        days.push(day);
        day = day.saturating_add(11.days());
    }
    for (month, day) in [
        (1, 1),
        (2, 17),
        (2, 24),
        (3, 1),
        (5, 5),
        (7, 31),
        (10, 8),
        (12, 31),
    ] {
        days.push(Date::new(2026, month, day).unwrap());
        days.push(Date::new(2027, month, day).unwrap());
    }
    days
}

impl DryRun<'_> {
    /// Lights the lamps of the month before, as the first of a month does.
    fn light_lamps(&mut self, first: Date) {
        for scheme in &self.packs.schemes {
            let span = scheme.every.last_closed(first);
            let done = format!("scheme/{}/{}", scheme.id, span.from);
            let find = |id: &str| self.packs.indicator(id);
            let parameters = self.packs.parameter_values();
            let asked = requests(scheme, &self.units, span, &parameters, &find, |unit| {
                let mut cells: BTreeMap<&str, Vec<&Contribution>> = BTreeMap::new();
                for contribution in self.city.contributions.iter().filter(|c| c.unit == unit) {
                    let of = cells.entry(&contribution.indicator).or_default();
                    of.push(contribution);
                }
                Cells(cells)
            });
            let Ok(asked) = asked;
            for request in asked {
                let mut city = std::mem::take(&mut self.city);
                let setting = self.setting(first.at(0, 0, 0, 0));
                let lit = enact(self.law(), &setting, &mut city, &request);
                assert!(lit.is_ok(), "{done}: {lit:?}");
                city.commit(Some(&done));
                self.city = city;
            }
        }
    }

    /// Carries out living work, with lamps and lapses; returns what is not as planned.
    fn live(&mut self, planned: &[Planned], today: Date) -> Vec<String> {
        let mut faults = Vec::new();
        let mut month: Option<Date> = None;
        for planned in planned {
            let submission = &planned.submission;
            self.pass_to(&mut month, submission.at.date());
            if let Some(fault) = self.fault_of(planned) {
                faults.push(format!("{} {}: {fault}", submission.key, submission.act));
            }
        }
        self.pass_to(&mut month, today);
        let ids: Vec<MatterId> = self.city.matters.keys().copied().collect();
        for id in ids {
            self.lapse(id, today.at(10, 0, 0, 0));
        }
        faults
    }

    fn pass_to(&mut self, month: &mut Option<Date>, day: Date) {
        let mut last = month.unwrap_or(day.first_of_month());
        while last < day.first_of_month() {
            last = last.saturating_add(1.month());
            self.light_lamps(last);
        }
        *month = Some(last);
    }

    /// Whether somebody with these posts has an act to do on a matter that is open.
    fn has_work(&self, account: &super::super::city::AccountEntry, now: DateTime) -> bool {
        let actor = self.actor(&Doer::Account(account.login.clone()), now.date());
        self.city.matters.values().any(|matter| {
            let Some(law) = self.packs.procedures.pinned(&matter.version) else {
                return false;
            };
            let open = law.stage(&matter.stage);
            let open = open.is_some_and(|stage| stage.kind != StageKind::Closed);
            let theirs = |entitled: &Entitled| matches!(entitled, Entitled::Role { .. });
            open && law.acts.iter().any(|act| {
                act.by.iter().any(theirs)
                    && could_do(law, &self.setting(now), matter, act, &actor).is_ok()
            })
        })
    }

    /// Running clocks by light.
    fn lights(&self, now: DateTime) -> BTreeMap<Light, usize> {
        let mut lights = BTreeMap::new();
        for matter in self.city.matters.values() {
            let law = self.packs.procedures.pinned(&matter.version).unwrap();
            for (id, clock) in &matter.clocks {
                let rule = law.clock(id).unwrap();
                if matches!(clock.state, ClockState::Running) {
                    *lights.entry(clock.light(now, rule.warn_days)).or_default() += 1;
                }
            }
        }
        lights
    }

    fn stage_of(&self, key: &str, procedure: &str) -> &str {
        let found = self
            .city
            .opened
            .get(&(key.to_owned(), procedure.to_owned()));
        found.map_or("nothing", |ids| &self.city.matters[&ids[0]].stage)
    }
}

/// What is to be seen stands at its stage, to the day.
fn stands_as_told(run: &DryRun<'_>, first: &[First], today: Date) {
    let expected = [
        (
            "living_reconsideration.last_day-1-1",
            "reconsideration",
            "filed",
        ),
        (
            "living_reconsideration.accepted_by_law-1-1",
            "reconsideration",
            "accepted",
        ),
        (
            "living_reconsideration.suspended-1-1",
            "reconsideration",
            "suspended",
        ),
        (
            "living_reconsideration.unanswered-1-1",
            "reconsideration",
            "heard",
        ),
        (
            "living_reconsideration.proposed-1-1",
            "reconsideration",
            "proposed",
        ),
        ("living_disputes.window-1-1", "mediation", "agreed"),
        ("living_disputes.overdue-1-1", "mediation", "mediating"),
    ];
    for (key, procedure, stage) in expected {
        assert_eq!(run.stage_of(key, procedure), stage, "{today} {key}");
    }
    let last = &run.city.matters[&run.city.opened[&(
        "living_reconsideration.last_day-1-1".to_owned(),
        "reconsideration".to_owned(),
    )][0]];
    let due = last.clocks["decide_on_acceptance"].due.date();
    let mut next = today.saturating_add(1.day());
    while !run.calendar.is_working_day(next) {
        next = next.saturating_add(1.day());
    }
    assert_eq!(
        due, next,
        "{today}: accepted by law after one more working day"
    );
    let closed = today.first_of_month().saturating_sub(1.month());
    let lamp = format!("scheme/litigation.court_lamp/{closed}");
    let order = run.stage_of(&lamp, "supervision_order");
    assert!(
        matches!(order, "issued" | "checking"),
        "{today}: the lamp's order is {order}"
    );
    assert!(first.len() >= 5);
    for worth in first {
        let opened = run.city.opened.keys().any(|(key, _)| *key == worth.key);
        assert!(opened, "{today}: {} is not there", worth.key);
    }
}

#[test]
fn living_work_is_lawful_on_any_day_and_gives_everybody_something_to_do() {
    let living = Living::read();
    let days = todays();
    assert!(days.len() >= 60);
    let mut faults = BTreeMap::new();
    for today in days {
        let mut run = DryRun::new(&living.packs, &living.calendar, &living.city);
        let planned = living.told(today);
        for fault in run.live(&planned, today) {
            faults.entry(fault).or_insert(today);
        }
        stands_as_told(&run, &living.first, today);
        let now = today.at(10, 0, 0, 0);
        for account in living
            .city
            .accounts
            .iter()
            .filter(|account| account.persona.is_some())
        {
            let runs = account
                .posts
                .iter()
                .any(|post| ADMINISTRATORS.contains(&post.role.as_str()));
            let opens_only = account.posts.iter().all(|post| post.role == "grid_worker");
            if !(runs || opens_only || run.has_work(account, now)) {
                let idle = format!("{} has nothing to do", account.login);
                faults.entry(idle).or_insert(today);
            }
        }
        let lights = run.lights(now);
        for light in [Light::Green, Light::Yellow, Light::Red] {
            let count = lights.get(&light).copied().unwrap_or(0);
            if count < 8 {
                faults
                    .entry(format!("{count} clocks are {}", light.key()))
                    .or_insert(today);
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn living_work_never_lies_after_today_and_never_touches_the_year() {
    let living = Living::read();
    for today in todays() {
        let planned = living.told(today);
        let mut keys = BTreeSet::new();
        for Planned { submission, .. } in &planned {
            let day = submission.at.date();
            assert!(day <= today, "{today}: {} lies after it", submission.key);
            assert!(day > Date::constant(2022, 12, 31));
            assert!(
                keys.insert(&submission.key),
                "{} is used twice",
                submission.key
            );
        }
        let weeks = today.saturating_sub(75.days());
        let recent = planned.iter().filter(|p| p.submission.at.date() >= weeks);
        let recent = recent.count();
        assert!(
            recent + 12 >= planned.len(),
            "{today}: {recent} of {}",
            planned.len()
        );
    }
}
