//! Overlays set parameters and add rules marked local; law stays as it is.

use std::path::Path;

use fadu_kernel::procedure::Term;
use fadu_pack::packs::{Packs, find_packs, load_within};
use fadu_pack::run_case::run_case;

use crate::lantern::{self, City, sound_files};

fn city(name: &str, with_overlay: bool) -> City {
    let files = sound_files().into_iter();
    let files = files.filter(|(name, _)| with_overlay || !name.starts_with("overlays/"));
    City::of(
        name,
        &files.map(|(name, text)| (name, Some(text))).collect(),
    )
}

fn length_of_watch(packs: &Packs) -> u32 {
    let watch = packs.procedures.newest("watch").unwrap();
    match watch.clock("watch").unwrap().term {
        Term::Length { length, .. } => length,
        Term::Due(_) => 0,
    }
}

#[test]
fn an_overlay_sets_a_parameter_and_says_who_set_it() {
    let (plain, _) = city("plain", false).load();
    let (local, _) = city("local", true).load();
    assert_eq!((length_of_watch(&plain), length_of_watch(&local)), (7, 9));
    assert_eq!(plain.parameters["lantern.watch_days"].set_by, None);
    let set_by = local.parameters["lantern.watch_days"].set_by.as_deref();
    assert_eq!(set_by, Some("riverside"));
}

#[test]
fn an_overlay_adds_a_rule_that_cites_a_local_document() {
    let (packs, complaints) = city("rule", true).load();
    assert_eq!(complaints, []);
    let allow = packs
        .procedures
        .newest("fair")
        .unwrap()
        .act("allow")
        .unwrap();
    let [rule] = allow.requires.as_slice() else {
        unreachable!("one rule is added")
    };
    assert!(rule.basis.is_local());
    assert_eq!(rule.when.source(), "matter.lamps <= 500");
}

#[test]
fn a_later_overlay_wins_over_an_earlier_one() {
    let city = city("later", true);
    let overlay = &sound_files()["overlays/riverside/overlay.toml"];
    let overlay = overlay
        .replace("riverside", "village")
        .replace("= 9", "= 5");
    city.write("overlays/village/overlay.toml", overlay.as_bytes());
    let (packs, complaints) = city.load();
    assert_eq!(complaints, []);
    assert_eq!(length_of_watch(&packs), 5);
    let fair = packs.procedures.newest("fair").unwrap();
    assert_eq!(fair.act("allow").unwrap().requires.len(), 2);
}

#[test]
fn the_statutory_rules_stand_whatever_an_overlay_adds() {
    let (plain, _) = city("law_plain", false).load();
    let (local, _) = city("law_local", true).load();
    let rules = |packs: &Packs| {
        let fair = packs.procedures.newest("fair").unwrap();
        let rules = fair.acts.iter().flat_map(|act| &act.requires);
        let of_law = rules.filter(|rule| !rule.basis.is_local());
        of_law
            .map(|rule| rule.when.source().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(rules(&plain), rules(&local));
}

#[test]
fn the_overlays_of_the_repository_fit_its_packs() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let packs = find_packs(&home.join("packs")).unwrap();
    let overlays = ["liaoning", "diaobingshan"].map(|name| home.join("overlays").join(name));
    let on = jiff::civil::date(2026, 6, 1);
    let (packs, complaints) = load_within(&home, &packs, &overlays, None, on);
    let of_overlays = complaints
        .iter()
        .filter(|c| c.file.starts_with("overlays/"));
    assert_eq!(of_overlays.count(), 0, "{complaints:?}");
    let parameter = &packs.parameters["mediation.target_days"];
    assert_eq!(
        (parameter.value, parameter.set_by.as_deref()),
        (20, Some("diaobingshan"))
    );
    let mediation = packs.procedures.newest("mediation").unwrap();
    let rules = &mediation.act("apply").unwrap().requires;
    assert!(
        rules
            .iter()
            .any(|rule| rule.basis.title() == "调兵山市示例规则")
    );
}

#[test]
fn the_cases_of_an_overlay_are_run_by_its_values_and_rules() {
    let told = r#"[case]
title = { zh = "河边镇守夜九天", en = "Nine days of watch at Riverside" }
unit = "township"

[[step]]
on = "2024-02-01"
by = "warden"
does = "round.order"
facts = { place = "河边", keepers = ["village"], rules = "巡夜。" }
[step.expect]
opened = { procedure = "watch", as = "watch" }

[[step]]
on = "2024-02-01"
[step.expect]
matter = "watch"
due = { watch = "2024-02-18" }
"#;
    let mut files = sound_files();
    let place = "overlays/riverside/cases/watch.toml";
    files.insert(place.to_owned(), told.to_owned());
    let files = files.into_iter().map(|(name, text)| (name, Some(text)));
    let (packs, complaints) = City::of("told", &files.collect()).load();
    assert_eq!(complaints, []);
    let [case] = packs.overlay_cases.as_slice() else {
        unreachable!("one case is told")
    };
    assert_eq!(case.file, place);
    assert_eq!(run_case(case, &packs, &lantern::calendar()), []);
    // Nine days end in the Spring Festival; by the value of the pack alone it were the eighth.
    let (plain, _) = city("told-plain", false).load();
    assert_eq!(run_case(case, &plain, &lantern::calendar()).len(), 1);
}
