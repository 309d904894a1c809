//! Statistical tables: read with their cells, replaced by those of places.

use std::path::Path;

use fadu_pack::packs::{Packs, find_packs, load_within};
use fadu_pack::table::{Over, PeriodKind, RowKind};

use crate::lantern::{City, sound_files};

const TABLES: &str = r#"
[table.fairs]
title  = { zh = "灯会统计表", en = "Fairs" }
period = "quarter"
[[table.fairs.row]]
classes = "allowed"
[[table.fairs.row]]
total = true
[[table.fairs.column]]
indicator = "allowed"
[[table.fairs.column]]
indicator = "lantern.allowed"
over = "year_to_date"
"#;

fn load(name: &str, of_place: Option<&str>) -> Packs {
    let mut files = sound_files();
    files.insert("packs/lantern/tables.toml".into(), TABLES.into());
    if let Some(text) = of_place {
        files.insert("overlays/riverside/tables.toml".into(), text.into());
    }
    let files = files.into_iter().map(|(name, text)| (name, Some(text)));
    let (packs, complaints) = City::of(name, &files.collect()).load();
    assert_eq!(complaints, []);
    packs
}

#[test]
fn a_table_lists_the_classes_of_its_indicator_with_their_titles() {
    let packs = load("table_classes", None);
    let table = packs.table("lantern.fairs").unwrap();
    assert_eq!(table.period, PeriodKind::Quarter);
    let RowKind::Classes(classes) = &table.rows[0].kind else {
        unreachable!("the first row is by class")
    };
    let classes: Vec<_> = classes
        .iter()
        .map(|class| (class.id.as_str(), class.title.zh.as_str()))
        .collect();
    assert_eq!(classes, [("small", "小"), ("large", "大")]);
    let over: Vec<Over> = table.columns.iter().map(|column| column.over).collect();
    assert_eq!(over, [Over::Period, Over::YearToDate]);
    let indicator = table.columns[0].indicator.as_deref();
    assert_eq!(indicator, Some("lantern.allowed"));
}

#[test]
fn a_place_prints_its_own_table_in_the_stead_of_a_packs() {
    let own = TABLES
        .replace("\"allowed\"", "\"lantern.allowed\"")
        .replace(
            "period = \"quarter\"",
            "period = \"year\"\nreplaces = \"lantern.fairs\"",
        );
    let packs = load("table_place", Some(&own));
    let table = packs.table("lantern.fairs").unwrap();
    assert_eq!(
        (table.id.as_str(), table.period),
        ("riverside.fairs", PeriodKind::Year)
    );
    assert_eq!(table.place.as_deref(), Some("riverside"));
    let in_use: Vec<&str> = packs
        .tables_in_use()
        .map(|table| table.id.as_str())
        .collect();
    assert_eq!(in_use, ["riverside.fairs"]);
}

#[test]
fn the_tables_of_the_repository_fit_its_indicators() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let packs = find_packs(&home.join("packs")).unwrap();
    let overlays = [home.join("overlays/diaobingshan")];
    let on = jiff::civil::date(2026, 6, 1);
    let (packs, complaints) = load_within(&home, &packs, &overlays, None, on);
    let of_tables = complaints
        .iter()
        .filter(|one| one.file.ends_with("tables.toml"));
    assert_eq!(of_tables.count(), 0, "{complaints:#?}");
    let owners = [
        "mediation",
        "reconsideration",
        "litigation",
        "hotline",
        "legal_aid",
    ];
    for owner in owners {
        let of_owner =
            |table: &&fadu_pack::table::StatisticalTable| table.pack.as_deref() == Some(owner);
        assert!(packs.tables.iter().any(|table| of_owner(&table)), "{owner}");
    }
    let replaced = packs.table("mediation.by_unit").unwrap();
    assert_eq!(replaced.place.as_deref(), Some("diaobingshan"));
}
