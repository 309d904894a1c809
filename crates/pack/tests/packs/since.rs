//! `since`: an act, a rule or a clock that is younger than its procedure.

use fadu_pack::run_case::run_case;

use crate::lantern::{self, City, sound_files};

const FAIR: &str = "packs/lantern/procedures/fair.toml";
const CASE: &str = "packs/lantern/cases/since.toml";

/// The sound pack with one change, and a case of a matter that is older than the change's basis.
fn city(name: &str, old: &str, new: &str, case: &str) -> City {
    let mut files = sound_files();
    let fair = files.get_mut(FAIR).unwrap();
    assert_eq!(fair.matches(old).count(), 1);
    *fair = fair.replace(old, new);
    let head = "[case]\ntitle = { zh = \"旧事\", en = \"An old matter\" }\nunit = \"township\"\n";
    let apply =
        "facts = { applicant = \"赵某\", place = \"河边\", lamps = 20, held_on = \"2023-03-10\" }";
    let case = case.replace("APPLY", &format!("does = \"fair.apply\"\n{apply}"));
    files.insert(CASE.into(), format!("{head}\n{case}"));
    City::of(
        name,
        &files
            .into_iter()
            .map(|(name, text)| (name, Some(text)))
            .collect(),
    )
}

fn holds(city: &City) {
    assert_eq!(city.complaints(), []);
    let (packs, _) = city.load();
    let case = packs.cases.iter().find(|case| case.file == CASE).unwrap();
    assert_eq!(run_case(case, &packs, &lantern::calendar()), []);
}

#[test]
fn an_act_is_refused_before_its_basis_is_law() {
    let old = "from   = [\"filed\"]\nlocal  = true\nasks   = [\"keeper\"]";
    let new = "from   = [\"filed\"]\nsince  = \"2022-05-01\"\nbasis  = [\"河灯条例:1\"]\n\
               asks   = [\"keeper\"]";
    holds(&city(
        "since_act",
        old,
        new,
        r#"
[[step]]
on = "2022-04-28"
by = "anyone"
APPLY
[[step]]
on = "2022-04-30"
by = "warden"
does = "fair.assign"
facts = { keeper = "township" }
expect = { refused = "河灯条例:1" }
[[step]]
on = "2022-05-05"
by = "warden"
does = "fair.assign"
facts = { keeper = "township" }
"#,
    ));
}

#[test]
fn a_rule_asks_nothing_before_it_is_law() {
    let old = "when  = \"matter.held_on > act.on\"\nbasis = \"灯会管理法:2\"";
    let new = "when  = \"matter.lamps > 50 || matter.held_on < act.on\"\nsince = \"2022-05-01\"\n\
               basis = \"河灯条例:2\"";
    holds(&city(
        "since_rule",
        old,
        new,
        r#"
[[step]]
on = "2022-04-28"
by = "anyone"
APPLY
[[step]]
on = "2022-05-06"
by = "anyone"
APPLY
expect = { refused = "河灯条例:2" }
"#,
    ));
}

#[test]
fn a_clock_does_not_start_before_it_is_law() {
    let old = "starts   = [\"apply\"]";
    let new = "starts   = [\"apply\"]\nsince    = \"2022-05-01\"";
    holds(&city(
        "since_clock",
        old,
        new,
        r#"
[[step]]
on = "2022-04-28"
by = "anyone"
APPLY
expect = { light = { decide = "grey" } }
[[step]]
on = "2022-05-06"
by = "anyone"
as = "later"
APPLY
expect = { light = { decide = "green" }, due = { decide = "2022-05-19" } }
"#,
    ));
}
