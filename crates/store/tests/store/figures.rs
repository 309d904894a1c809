//! Figures from cells against figures worked out from the contributions one by one.

use std::collections::{BTreeMap, BTreeSet};

use crate::city::{CITY, LINE, UNITS, act, matter, put_act, store};
use fadu_kernel::act::ActId;
use fadu_kernel::indicator::{Contribution, Span, Tally};
use fadu_store::{Batch, Cell, CityTally, ContributionFilter, ContributionPlace, Reader, Scope};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

const MONTH: Date = date(2024, 1, 1);

fn contribution() -> impl Strategy<Value = Contribution> {
    let parts = (
        0..3_usize,
        0..4_usize,
        0..5_i64,
        0..2_usize,
        -3..4_i64,
        0..3_usize,
    );
    parts.prop_map(
        |(indicator, unit, month, class, amount, member)| Contribution {
            indicator: ["a.count", "a.people", "b.stock"][indicator].into(),
            unit: UNITS[unit].0.into(),
            month: MONTH.saturating_add(month.months()),
            class: ["", "土地"][class].into(),
            amount,
            member: ["", "kept", "late"][member].into(),
        },
    )
}

fn acts() -> impl Strategy<Value = Vec<Vec<Contribution>>> {
    // Contributions of one act are of one month, as the kernel makes them.
    let act = (0..5_i64, prop::collection::vec(contribution(), 0..5)).prop_map(|(month, all)| {
        let month = MONTH.saturating_add(month.months());
        all.into_iter()
            .map(|one| Contribution { month, ..one })
            .collect()
    });
    prop::collection::vec(act, 0..30)
}

struct Naive<'a> {
    all: &'a [(ActId, Contribution)],
    within: Option<&'a str>,
    class: Option<&'a str>,
}

impl Naive<'_> {
    fn of<'b>(&'b self, indicator: &'b str, span: Span) -> impl Iterator<Item = &'b Contribution> {
        self.all.iter().map(|(_, one)| one).filter(move |one| {
            let inside = self.within.is_none_or(|upper| {
                upper == "city" || upper == one.unit || (upper == "north" && one.unit == "village")
            });
            let class = self.class.is_none_or(|class| class == one.class);
            inside
                && class
                && one.indicator == indicator
                && span.from <= one.month
                && one.month <= span.to
        })
    }
}

fn until(on: Date) -> Span {
    Span {
        from: date(1900, 1, 1),
        to: on,
    }
}

impl Tally for Naive<'_> {
    type Error = fadu_store::StoreFault;

    fn sum(&self, indicator: &str, span: Span) -> fadu_store::Result<i64> {
        Ok(self.of(indicator, span).map(|one| one.amount).sum())
    }

    fn stock(&self, indicator: &str, on: Date) -> fadu_store::Result<i64> {
        self.sum(indicator, until(on))
    }

    fn distinct(&self, indicator: &str, span: Span) -> fadu_store::Result<i64> {
        let members: BTreeSet<&str> = self
            .of(indicator, span)
            .map(|one| one.member.as_str())
            .collect();
        Ok(i64::try_from(members.len()).unwrap())
    }

    fn stock_distinct(&self, indicator: &str, on: Date) -> fadu_store::Result<i64> {
        let mut members: BTreeMap<&str, i64> = BTreeMap::new();
        for one in self.of(indicator, until(on)) {
            *members.entry(&one.member).or_default() += one.amount;
        }
        Ok(i64::try_from(members.values().filter(|sum| **sum > 0).count()).unwrap())
    }

    fn of_member(&self, indicator: &str, member: &str, span: Span) -> fadu_store::Result<i64> {
        let of_member = self.of(indicator, span).filter(|one| one.member == member);
        Ok(of_member.map(|one| one.amount).sum())
    }

    fn latest(&self, indicator: &str, span: Span) -> fadu_store::Result<Option<i64>> {
        Ok(self.of(indicator, span).last().map(|one| one.amount))
    }
}

fn fill(batch: &Batch<'_>, acts: &[Vec<Contribution>]) -> Vec<(ActId, Contribution)> {
    let opened = matter(0, "north", MONTH);
    batch.put_matter(&opened, &LINE).unwrap();
    let mut all = Vec::new();
    for (id, contributions) in (0..).zip(acts) {
        put_act(batch, &act(id, &opened)).unwrap();
        batch.put_contributions(ActId(id), contributions);
        all.extend(contributions.iter().map(|one| (ActId(id), one.clone())));
    }
    all
}

fn compare(reader: &Reader, all: &[(ActId, Contribution)]) {
    let spans = [
        Span {
            from: MONTH,
            to: date(2024, 1, 31),
        },
        Span {
            from: date(2024, 2, 1),
            to: date(2024, 4, 30),
        },
        Span {
            from: date(2023, 1, 1),
            to: date(2024, 12, 31),
        },
        Span {
            from: date(2025, 1, 1),
            to: date(2025, 12, 31),
        },
    ];
    for within in [
        None,
        Some("city"),
        Some("north"),
        Some("village"),
        Some("nowhere"),
    ] {
        for class in [None, Some(""), Some("土地")] {
            let mut kept = CityTally::new(reader, within);
            if let Some(class) = class {
                kept = kept.of_class(class);
            }
            let naive = Naive { all, within, class };
            for indicator in ["a.count", "a.people", "b.stock", "none"] {
                for span in spans {
                    let both = |of: fn(&dyn Tally<Error = _>, &str, Span) -> i64| {
                        assert_eq!(of(&kept, indicator, span), of(&naive, indicator, span));
                    };
                    both(|tally, id, span| tally.sum(id, span).unwrap());
                    both(|tally, id, span| tally.stock(id, span.to).unwrap());
                    both(|tally, id, span| tally.distinct(id, span).unwrap());
                    both(|tally, id, span| tally.stock_distinct(id, span.to).unwrap());
                    both(|tally, id, span| tally.of_member(id, "kept", span).unwrap());
                    both(|tally, id, span| tally.latest(id, span).unwrap().unwrap_or(-99));
                }
            }
        }
    }
}

fn kept_and_counted(reader: &Reader) -> (Vec<Cell>, Vec<Cell>) {
    let (mut kept, mut counted) = (Vec::new(), Vec::new());
    reader
        .for_each_cell(|cell| {
            kept.push(cell);
            Ok(())
        })
        .unwrap();
    reader
        .for_each_counted_cell(|cell| {
            counted.push(cell);
            Ok(())
        })
        .unwrap();
    (kept, counted)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn cells_give_the_figures_that_contributions_give(acts in acts()) {
        let store = store("tally");
        let mut writer = store.writer().unwrap();
        let batch = writer.begin(CITY).unwrap();
        let all = fill(&batch, &acts);
        compare(&batch, &all);
        let (kept, counted) = kept_and_counted(&batch);
        prop_assert_eq!(&kept, &counted);
        let rebuilt = batch.rebuild_cells().unwrap();
        prop_assert_eq!(rebuilt, kept.len());
        prop_assert_eq!(kept_and_counted(&batch).0, kept);
        compare(&batch, &all);
    }

    #[test]
    fn every_figure_leads_back_to_its_acts(acts in acts(), limit in 1..9_usize) {
        let store = store("drill_down");
        let mut writer = store.writer().unwrap();
        let batch = writer.begin(CITY).unwrap();
        let all = fill(&batch, &acts);
        let span = Span { from: MONTH, to: date(2024, 3, 31) };
        let filter = ContributionFilter {
            indicator: "a.count".into(),
            span,
            scope: Scope::within("north"),
            class: None,
            member: None,
        };
        let mut lines = Vec::new();
        let mut before: Option<ContributionPlace> = None;
        loop {
            let page = batch.contributions(&filter, before, limit).unwrap();
            lines.extend(page.items);
            match page.next {
                Some(next) => before = Some(next),
                None => break,
            }
        }
        let places: Vec<ContributionPlace> = lines.iter().map(|line| line.place).collect();
        let mut sorted = places.clone();
        sorted.sort_by(|a, b| b.cmp(a));
        sorted.dedup();
        prop_assert_eq!(&places, &sorted);
        let naive = Naive { all: &all, within: Some("north"), class: None };
        let sum: i64 = lines.iter().map(|line| line.contribution.amount).sum();
        prop_assert_eq!(sum, naive.sum("a.count", span).unwrap());
        prop_assert_eq!(lines.len(), naive.of("a.count", span).count());
        prop_assert_eq!(batch.count_contributions(&filter).unwrap(), lines.len() as u64);
        let matrix = batch.matrix("a.count", span, &filter.scope).unwrap();
        prop_assert_eq!(matrix.iter().map(|cell| cell.amount).sum::<i64>(), sum);
        let classes = batch.sums_by_class("a.count", span, &filter.scope).unwrap();
        prop_assert_eq!(classes.iter().map(|(_, amount)| amount).sum::<i64>(), sum);
    }
}

/// One counted in the north.
fn one() -> Contribution {
    Contribution {
        indicator: "a.count".into(),
        unit: "north".into(),
        month: MONTH,
        class: String::new(),
        amount: 1,
        member: String::new(),
    }
}

#[test]
fn an_indicator_can_be_forgotten_and_counted_anew() {
    let store = store("forgotten");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    let one = one();
    fill(
        &batch,
        &[vec![
            one.clone(),
            Contribution {
                indicator: "b".into(),
                ..one.clone()
            },
        ]],
    );
    assert_eq!(batch.counted_indicators().unwrap(), ["a.count", "b"]);
    batch.delete_indicator("a.count").unwrap();
    assert_eq!(batch.counted_indicators().unwrap(), ["b"]);
    batch.put_contributions(ActId(0), &[one]);
    assert_eq!(kept_and_counted(&batch).0.len(), 2);
}

#[test]
fn what_is_undone_is_not_counted_though_it_was_read_before() {
    let store = store("undone_contributions");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    let one = one();
    let sum = |reader: &Reader| {
        let month = Span {
            from: MONTH,
            to: MONTH,
        };
        CityTally::new(reader, None).sum("a.count", month).unwrap()
    };
    fill(&batch, &[vec![one.clone()]]);
    for read in [true, false] {
        batch.savepoint().unwrap();
        let ten = Contribution {
            amount: 10,
            ..one.clone()
        };
        batch.put_contributions(ActId(1), &[one.clone(), ten]);
        if read {
            // Whoever reads in a batch sees what was put, also before the savepoint.
            assert_eq!(sum(&batch), 12);
        }
        batch.rollback().unwrap();
    }
    batch.commit().unwrap();
    let snapshot = store.snapshot(CITY).unwrap();
    assert_eq!(sum(&snapshot), 1);
    let (kept, counted) = kept_and_counted(&snapshot);
    assert_eq!(kept, counted);
    assert_eq!(kept.len(), 1);
}
