//! The demo cities' own story files: they can be read and told, and list each figure once.

use std::collections::BTreeSet;

use super::super::{Sources, Story, StoryFiles, Told, Town, Values};
use super::{CALENDAR, LATE, PACKS, ROWS, home};
use crate::replay::city::CityFile;
use crate::replay::figures::FigureFile;

/// A demo city's stories, read and told from their beginning.
#[test]
fn the_stories_of_the_demo_cities_can_be_read_and_told() {
    for city in ["diaobingshan", "luliang", "shenyang"] {
        let folder = home().join("demo").join(city);
        let mut file = CityFile::load(&folder.join("city.toml")).unwrap();
        let files = StoryFiles::read(&folder, None).unwrap();
        file.employ(&files.staff().unwrap()).unwrap();
        let figures = FigureFile::files(&folder).unwrap();
        let values = Values::new(figures.iter().flat_map(|(_, file)| &file.figure));
        let town = Town::new(&file);
        let sources = Sources {
            town: &town,
            values: &values,
            rows: &ROWS,
            packs: &PACKS,
            calendar: &CALENDAR,
            today: LATE.date(),
            seed: 1,
        };
        let stories: Vec<Story> = files.stories(sources).unwrap();
        let mut shorts = BTreeSet::new();
        for unit in &file.units {
            assert!(shorts.insert(&unit.short), "{city}: {} twice", unit.short);
        }
        for planned in Told::new(&stories, &town, &CALENDAR, LATE).take(3_000) {
            planned.unwrap();
        }
    }
}

/// Figures F001–F251 belong to the city of their seed; each is listed once.
#[test]
fn every_published_figure_is_listed_once_in_its_city() {
    let mut listed = BTreeSet::new();
    let cities = [
        ("shenyang", 1..=114_u32),
        ("luliang", 115..=158),
        ("diaobingshan", 159..=251),
    ];
    for (city, ids) in cities {
        let figures = FigureFile::files(&home().join("demo").join(city)).unwrap();
        for figure in figures.iter().flat_map(|(_, file)| &file.figure) {
            let number: u32 = figure.id.trim_start_matches('F').parse().unwrap();
            assert!(ids.contains(&number), "{} is not of {city}", figure.id);
            assert!(listed.insert(number), "{} is listed twice", figure.id);
        }
    }
    assert_eq!(listed.len(), 251);
}
