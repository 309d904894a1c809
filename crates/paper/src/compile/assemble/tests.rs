//! A small report, with everything that can be right and wrong in one.

use std::collections::BTreeMap;

use fadu_kernel::indicator::Span as Period;
use fadu_kernel::words::Words;
use jiff::civil::Date;

use super::*;
use crate::outline::Outline;
use crate::paper::plain;

const OUTLINE: &str = r#"
    id = "annual"
    name = { zh = "年度报告", en = "Annual report" }
    every = "year"
    title = "{place}{year}年法治政府建设年度报告"
    signed_by = "{place}人民政府"
    round = "report_round"
    period_field = "report_year"
    signed_act = "sign"
    contribution = "report_contribution"
    opening = ["现将{year}年情况报告如下："]

    [[section]]
    id = "results"
    title = "{year}年主要举措和成效"
    field = "results"

    [[section.part]]
    title = "化解矛盾纠纷"
    sentences = [
        "调解纠纷{figure:mediation.mediated|change}。",
        "办理听证{figure:hearing.held}。",
        "没有的事{figure:nothing.done}。",
    ]

    [[section]]
    id = "problems"
    title = "存在的问题"
    field = "problems"
    lists = ["late_contributions"]
    tables = ["all"]

    [[table]]
    key = "all"
    title = "主要数据"
    indicators = ["mediation.mediated"]
"#;

fn figure(name: &str, value: Option<&str>, unit: &str) -> Found {
    Found {
        title: Words::new(name, name),
        definition: Words::new("按结束之日计", "by the day of the end"),
        unit: Words::new(unit, unit),
        value: value.map(str::to_owned),
        before_records: false,
        address: format!("/figures/{name}?period=2022"),
    }
}

fn record() -> BTreeMap<Ask, Found> {
    let one = |indicator: &str, period: &str, place: Option<&str>, found: Found| {
        let ask = Ask {
            indicator: indicator.to_owned(),
            period: period.to_owned(),
            place: place.map(str::to_owned),
        };
        (ask, found)
    };
    [
        one(
            "mediation.mediated",
            "2022",
            None,
            figure("mediated", Some("1121"), "件"),
        ),
        one(
            "mediation.mediated",
            "2021",
            None,
            figure("mediated", Some("1000"), "件"),
        ),
        one(
            "mediation.mediated",
            "2022",
            Some("town"),
            figure("mediated", Some("7"), "件"),
        ),
        one(
            "hearing.held",
            "2022",
            None,
            figure("held", Some("0"), "次"),
        ),
        one("nothing.done", "2022", None, figure("done", None, "次")),
        one(
            "court.saved",
            "2022",
            None,
            figure("saved", Some("487000000"), "元"),
        ),
    ]
    .into()
}

fn material(outline: &Outline) -> Material<'_> {
    Material {
        outline,
        place: "调兵山市".to_owned(),
        within: None,
        span: Period::parse("2022").unwrap(),
        texts: BTreeMap::new(),
        contributions: Vec::new(),
        signature: None,
        number: None,
        dated: Date::constant(2023, 2, 28),
        checkpoint: Some(9),
        statistical: BTreeMap::new(),
    }
}

fn contribution(state: ContributionState, text: &str) -> Contribution {
    Contribution {
        unit: "town".to_owned(),
        name: "兀术街道".to_owned(),
        texts: [("results".to_owned(), text.to_owned())].into(),
        state,
        due_on: None,
    }
}

fn words(compiled: &Compiled) -> Vec<String> {
    compiled.paper.blocks.iter().map(Block::plain).collect()
}

#[test]
fn a_report_writes_itself_from_figures_that_have_values() {
    let outline = Outline::read(OUTLINE).unwrap();
    let compiled = compile(&material(&outline), &record());
    assert_eq!(compiled.paper.title, "调兵山市2022年法治政府建设年度报告");
    let words = words(&compiled);
    assert_eq!(words[0], "现将2022年情况报告如下：");
    assert_eq!(words[1], "一、2022年主要举措和成效");
    assert_eq!(words[2], "（一）化解矛盾纠纷");
    assert_eq!(words[3], "调解纠纷1121件（比上年增长12.1%）。");
    assert!(!words.iter().any(|line| line.contains("没有的事")));
    assert!(!words.iter().any(|line| line.contains("听证")));
    assert_eq!(compiled.faults, []);
}

#[test]
fn what_people_write_takes_the_place_of_the_draft() {
    let outline = Outline::read(OUTLINE).unwrap();
    let mut material = material(&outline);
    let text = "（一）聚焦基层\n调解纠纷{figure:mediation.mediated}件，挽损{figure:court.saved}。";
    material.texts.insert("results".into(), text.into());
    let compiled = compile(&material, &record());
    let words = words(&compiled);
    assert_eq!(words[2], "（一）聚焦基层");
    assert_eq!(words[3], "调解纠纷1121件，挽损4.87亿元。");
    let Block::Text { spans } = &compiled.paper.blocks[3] else {
        panic!()
    };
    assert_eq!(
        spans[1].address.as_deref(),
        Some("/figures/mediated?period=2022")
    );
    assert_eq!(spans[1].source, Some(1));
}

#[test]
fn a_number_without_a_source_is_not_printed() {
    let outline = Outline::read(OUTLINE).unwrap();
    let mut material = material(&outline);
    let text = "全年稳定。\n调解1200件，听证{figure:hearing.hold}，{figure:nothing.done}起。";
    material.texts.insert("results".into(), text.into());
    let compiled = compile(&material, &record());
    assert_eq!(words(&compiled)[3], "调解＿＿件，听证＿＿，＿＿起。");
    assert!(compiled.paper.is_incomplete());
    let faults: Vec<(usize, FaultKind)> = compiled
        .faults
        .iter()
        .map(|fault| (fault.line, fault.kind))
        .collect();
    assert_eq!(
        faults,
        [
            (2, FaultKind::Sourceless),
            (2, FaultKind::UnknownFigure),
            (2, FaultKind::NoValue)
        ]
    );
}

#[test]
fn contributions_stand_under_their_units_and_the_late_are_named() {
    let outline = Outline::read(OUTLINE).unwrap();
    let mut material = material(&outline);
    material.contributions = vec![
        contribution(
            ContributionState::HandedInLate,
            "本街道调解{figure:mediation.mediated|own}件，引导{quote:12|街道台账}人。",
        ),
        contribution(ContributionState::Missing, ""),
    ];
    let compiled = compile(&material, &record());
    let words = words(&compiled);
    assert!(words.contains(&"1. 兀术街道".to_owned()), "{words:?}");
    assert!(
        words.contains(&"本街道调解7件，引导12人。".to_owned()),
        "{words:?}"
    );
    let late = "年度情况逾期未报送的单位：兀术街道；逾期报送的单位：兀术街道。";
    assert!(words.contains(&late.to_owned()), "{words:?}");
    let quoted = compiled
        .sources
        .iter()
        .any(|source| matches!(source, Source::Quote { text, .. } if text == "12"));
    assert!(quoted);
}

#[test]
fn tables_compare_with_the_year_before() {
    let outline = Outline::read(OUTLINE).unwrap();
    let compiled = compile(&material(&outline), &record());
    let table = compiled.paper.blocks.iter().find_map(|block| match block {
        Block::Table(table) => Some(table),
        Block::Heading { .. } | Block::Text { .. } => None,
    });
    let row = plain(&table.unwrap().rows[0]);
    assert_eq!(row, "mediated件11211000增长12.1%");
}

#[test]
fn the_annex_tells_where_every_number_comes_from() {
    let outline = Outline::read(OUTLINE).unwrap();
    let compiled = compile(&material(&outline), &record());
    let annex = compiled.paper.annex.unwrap();
    let Block::Table(table) = &annex.blocks[1] else {
        panic!()
    };
    assert_eq!(table.rows.len(), compiled.sources.len());
    assert!(annex.blocks[0].plain().contains("共有9条"));
}

#[test]
fn people_may_write_around_the_parts_that_write_themselves() {
    let outline = Outline::read(OUTLINE).unwrap();
    let mut material = material(&outline);
    let text = "一年来，工作有新进展。\n（一）加强领导\n定期研究。\n{parts}\n（三）其他";
    material.texts.insert("results".into(), text.into());
    let compiled = compile(&material, &record());
    let words = words(&compiled);
    assert_eq!(words[2], "一年来，工作有新进展。");
    assert_eq!(words[5], "（二）化解矛盾纠纷");
    assert_eq!(words[6], "调解纠纷1121件（比上年增长12.1%）。");
    assert_eq!(words[7], "（三）其他");
}

#[test]
fn a_year_before_the_records_is_told_as_such_and_not_as_nought() {
    let outline = Outline::read(OUTLINE).unwrap();
    let mut record = record();
    let before = |found: &mut BTreeMap<Ask, Found>, value: &str, before_records: bool| {
        for (ask, found) in found.iter_mut() {
            if ask.period == "2021" {
                found.value = Some(value.to_owned());
                found.before_records = before_records;
            }
        }
    };
    let row = |record: &BTreeMap<Ask, Found>| {
        let compiled = compile(&material(&outline), record);
        let table = compiled.paper.blocks.iter().find_map(|block| match block {
            Block::Table(table) => Some(plain(&table.rows[0])),
            Block::Heading { .. } | Block::Text { .. } => None,
        });
        table.unwrap()
    };
    before(&mut record, "0", true);
    assert_eq!(row(&record), "mediated件1121无记录—");
    before(&mut record, "0", false);
    assert_eq!(row(&record), "mediated件11210—");
}

#[test]
fn a_statistical_table_stands_where_it_is_placed() {
    let outline = Outline::read(OUTLINE).unwrap();
    let mut material = material(&outline);
    let text = "各镇情况：\n{table:mediation.by_unit}\n{table:mediation.nowhere}";
    material.texts.insert("results".into(), text.into());
    assert_eq!(
        material
            .statistical_tables()
            .into_iter()
            .collect::<Vec<_>>(),
        ["mediation.by_unit", "mediation.nowhere"]
    );
    let cell = Span {
        address: Some("/figures/mediation.mediated?period=2022&place=town".into()),
        mark: Mark::Figure,
        ..Span::words("7")
    };
    let table = Table {
        title: "人民调解".into(),
        head: vec!["项目".into(), "调解".into()],
        rows: vec![vec![Span::words("兀术街道"), cell]],
        widths: vec![50, 50],
    };
    material
        .statistical
        .insert("mediation.by_unit".into(), table.clone());
    let compiled = compile(&material, &record());
    assert!(compiled.paper.blocks.contains(&Block::Table(table.clone())));
    assert_eq!(compiled.statistical["mediation.by_unit"], table);
    let kinds: Vec<FaultKind> = compiled.faults.iter().map(|fault| fault.kind).collect();
    assert_eq!(kinds, [FaultKind::UnknownTable]);
}

#[test]
fn a_report_kept_as_text_is_the_same_when_it_is_read_again() {
    let outline = Outline::read(OUTLINE).unwrap();
    let compiled = compile(&material(&outline), &record());
    let kept = serde_json::to_string(&compiled).unwrap();
    let again: Compiled = serde_json::from_str(&kept).unwrap();
    assert_eq!(again, compiled);
}
