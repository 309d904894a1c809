//! The whole year carried out in memory with the shipped packs: what must be refused is refused,
//! nothing else is, and every published figure is counted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fadu_kernel::calendar::Calendar;
use fadu_office::submission::{Doer, Subject};
use fadu_pack::packs::{Packs, find_packs, load};
use jiff::civil::{Date, DateTime};

use super::city::CityFile;
use super::figures::FigureFile;
use super::tell::{RowTables, Sources, Story, StoryFiles, Told, Town, Values, toml_files};
use super::{Expected, Planned};

mod dry_run;
mod living;

use self::dry_run::DryRun;

/// The city whose stories are told whole.
const CITY: &str = "diaobingshan";
const SEED: u64 = 20_220_101;
/// Up to when stories are told in tests: a day that does not move.
const UNTIL: DateTime = DateTime::constant(2026, 6, 30, 18, 0, 0, 0);

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A demo city with the people that its stories need, and the acts of its stories.
fn told(city: &str, only: Option<&str>, seed: u64) -> (CityFile, FigureFile, Vec<Planned>) {
    let folder = home().join("demo").join(city);
    let mut file = CityFile::load(&folder.join("city.toml")).unwrap();
    let stories = StoryFiles::read(&folder, only).unwrap();
    file.employ(&stories.staff().unwrap()).unwrap();
    let mut figures = FigureFile::files(&folder).unwrap();
    let values = Values::new(figures.iter().flat_map(|(_, file)| &file.figure));
    figures.retain(|(name, _)| only.is_none_or(|only| only == name));
    let (packs, calendar) = (shipped_packs(), shipped_calendar());
    let rows = RowTables::read(&home().join("demo/rows")).unwrap();
    let planned = {
        let town = Town::new(&file);
        let sources = Sources {
            town: &town,
            values: &values,
            rows: &rows,
            packs: &packs,
            calendar: &calendar,
            today: UNTIL.date(),
            seed,
        };
        let stories = stories.stories(sources).unwrap();
        let told = Told::new(&stories, &town, &calendar, UNTIL);
        told.collect::<Result<Vec<_>, _>>().unwrap()
    };
    (file, FigureFile::join(figures), planned)
}

fn shipped_packs() -> Packs {
    let folders = find_packs(&home().join("packs")).unwrap();
    load(&folders, &[], None, Date::constant(2026, 1, 1)).0
}

fn shipped_calendar() -> Calendar {
    fadu_pack::calendar::load_calendar(&home().join("statutes/calendar"), None).unwrap()
}

/// Carries out the stories of a seed; returns whatever is not as planned or not as published.
fn faults_of(seed: u64) -> Vec<String> {
    let (city, figures, planned) = told(CITY, None, seed);
    faults_of_acts(&city, &figures, &planned)
}

/// Carries out acts; returns whatever is not as planned or not as published.
fn faults_of_acts(city: &CityFile, figures: &FigureFile, planned: &[Planned]) -> Vec<String> {
    let (packs, calendar) = (shipped_packs(), shipped_calendar());
    let mut run = DryRun::new(&packs, &calendar, city);
    let mut faults: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for planned in planned {
        let submission = &planned.submission;
        // What last month's lamp opened is not there while no lamp is lit.
        let of_lamp = matches!(&submission.subject, Subject::OpenedIn { key, .. }
            if key.starts_with("scheme/"));
        if of_lamp {
            continue;
        }
        let Some(fault) = run.fault_of(planned) else {
            continue;
        };
        let fault = format!("{}.{}: {fault}", submission.procedure, submission.act);
        let example = format!(
            "{} {:?} {:?}",
            submission.key, submission.doer, submission.facts
        );
        faults.entry(fault).or_insert((0, example)).0 += 1;
    }
    let told = faults
        .iter()
        .map(|(fault, (count, one))| format!("{count} x {fault}\n    {one}"));
    told.chain(run.figures(figures)).collect()
}

#[test]
fn the_year_is_lawful_but_for_what_must_be_refused_and_gives_every_published_figure() {
    let faults = faults_of(SEED);
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
}

/// Were a figure typed anywhere, it would not move with the acts.
#[test]
fn one_act_less_moves_the_figure_that_counts_it_and_no_other() {
    let (city, figures, mut planned) = told("luliang", Some("education"), SEED);
    assert_eq!(
        faults_of_acts(&city, &figures, &planned),
        Vec::<String>::new()
    );
    let lectures = planned.iter().position(|planned| {
        planned.submission.act == "hold" && planned.submission.facts.contains_key("leaflets")
    });
    planned.remove(lectures.unwrap());
    let faults = faults_of_acts(&city, &figures, &planned);
    assert!(
        faults
            .iter()
            .any(|fault| fault.contains("F145") && fault.ends_with("counted 499")),
        "{faults:?}"
    );
    assert!(faults.iter().any(|fault| fault.starts_with("F146")));
    assert_eq!(faults.len(), 2, "{faults:?}");
}

#[test]
fn another_seed_tells_other_stories_with_the_same_figures() {
    let faults = faults_of(SEED + 1);
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn acts_come_in_order_with_a_key_each_and_by_people_who_exist() {
    let (city, _, planned) = told(CITY, None, SEED);
    let logins: BTreeSet<&str> = city.accounts.iter().map(|a| a.login.as_str()).collect();
    let mut keys = BTreeSet::new();
    let mut last = DateTime::MIN;
    for Planned { submission, .. } in &planned {
        assert!(last <= submission.at, "{} is out of order", submission.key);
        assert!(
            keys.insert(&submission.key),
            "{} is used twice",
            submission.key
        );
        if let Doer::Account(login) = &submission.doer {
            assert!(
                logins.contains(login.as_str()),
                "{login} does {}",
                submission.act
            );
        }
        last = submission.at;
    }
    assert!(
        (35_000..50_000).contains(&planned.len()),
        "{} acts",
        planned.len()
    );
}

/// Ordinary mistakes that somebody makes: each is told with the article that forbids it.
#[test]
fn the_city_tells_enough_unlawful_attempts_of_many_kinds() {
    let (_, _, planned) = told(CITY, None, SEED);
    let mut articles = BTreeSet::new();
    let mut attempts = 0;
    for planned in &planned {
        if let Expected::RefusedBy(article) = &planned.expected {
            attempts += 1;
            articles.insert(article.to_string());
        }
    }
    assert!(attempts >= 159, "{attempts} unlawful attempts");
    assert!(articles.len() >= 25, "{articles:?}");
}
