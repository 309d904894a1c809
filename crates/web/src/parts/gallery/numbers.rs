//! Parts about numbers.

use fadu_kernel::clock::Light;
use fadu_kernel::words::{Lang, Words};
use maud::{Markup, html};

use super::shown;
use crate::parts::bars::{self, Bar};
use crate::parts::figure::{self, FigureView};
use crate::parts::line::{self, LineView, Point};
use crate::parts::matrix::{self, Cell, MatrixRow, MatrixView};
use crate::parts::progress::{self, ProgressView};
use crate::parts::tiles::{self, Tile};
use crate::speech::say;
use crate::wording;

const UNITS: [(&str, &str); 4] = [
    ("市场监督管理局", "Market Regulation Bureau"),
    ("自然资源局", "Natural Resources Bureau"),
    ("交通运输局", "Transport Bureau"),
    ("城市管理综合执法局", "Urban Management Bureau"),
];
const CASES: [i64; 8] = [31, 18, 42, 37, 55, 49, 61, 58];

pub fn parts(lang: Lang) -> Markup {
    html! {
        (shown(say(lang, "数据", "Figures"), &figures(lang)))
        (shown(say(lang, "矩阵", "Matrix"), &matrices(lang)))
        (shown(say(lang, "条形图", "Bars"), &bar_chart(lang)))
        (shown(say(lang, "折线图", "Line"), &line_chart(lang)))
        (shown(say(lang, "方格地图", "Tile-grid map"), &tile_map(lang)))
        (shown(say(lang, "导入进度", "Progress of an import"), &import(lang)))
    }
}

fn figures(lang: Lang) -> Markup {
    let scope = Words::new("全市，2026年1月至3月", "Whole city, January to March 2026");
    let (cases, percent) = (Words::new("件", "cases"), Words::new("%", "%"));
    let counted = Words::new(
        "复议机构收到申请的件数，以收到之日为准。",
        "Applications received, by the day of receipt.",
    );
    let shared = Words::new(
        "期内到期的期限中按期办结的占比。",
        "Share of the time limits ending in the period that were kept.",
    );
    let received = Words::new("行政复议收案", "Applications for reconsideration");
    let kept = Words::new("按期办结率", "Kept in time");
    let corrected = Words::new("直接纠错率", "Corrected outright");
    let plain = FigureView {
        title: &received,
        value: Some("1,284"),
        unit: &cases,
        scope: Some(&scope),
        definition: &counted,
        base: None,
        light: None,
        checkpoint: Some(10_482),
        address: "#figure",
    };
    let ratio = FigureView {
        title: &kept,
        value: Some("96.4"),
        unit: &percent,
        definition: &shared,
        base: Some(("53", "55")),
        light: Some(Light::Yellow),
        ..plain.clone()
    };
    let none = FigureView {
        title: &corrected,
        value: None,
        unit: &percent,
        ..plain.clone()
    };
    html! {
        (figure::figures(lang, &[plain, ratio, none]))
        p {
            (say(lang, "负责人出庭率 ", "Court appearance "))
            (figure::ratio(lang, "91.7%", "22", "24"))
        }
    }
}

fn matrices(lang: Lang) -> Markup {
    let months: Vec<String> = (1..=8)
        .map(|month| wording::month_short(lang, month))
        .collect();
    let lights = [
        Light::Green,
        Light::Green,
        Light::Yellow,
        Light::Red,
        Light::Grey,
    ];
    let row = |index: usize, cell: &dyn Fn(usize) -> Cell| MatrixRow {
        title: Words::new(UNITS[index].0, UNITS[index].1),
        address: Some("#unit".into()),
        cells: (0..months.len()).map(cell).collect(),
    };
    let lit = |index: usize| {
        move |month: usize| Cell::Light {
            light: lights[(index * 3 + month) % lights.len()],
            address: None,
        }
    };
    let counted = |index: usize| {
        move |month: usize| match (index + month) % 5 {
            4 => Cell::Empty,
            rest => Cell::Value {
                value: (CASES[month] + 7 * i64::try_from(rest).unwrap_or_default()).to_string(),
                address: Some("#acts".into()),
            },
        }
    };
    let corner = Words::new("单位", "Unit");
    let light_caption = Words::new("各单位各月的灯", "Lights by unit and month");
    let count_caption = Words::new("各单位各月的件数", "Cases by unit and month");
    let light_rows: Vec<MatrixRow> = (0..UNITS.len()).map(|n| row(n, &lit(n))).collect();
    let count_rows: Vec<MatrixRow> = (0..UNITS.len()).map(|n| row(n, &counted(n))).collect();
    let view = |caption, rows| MatrixView {
        caption,
        corner: &corner,
        columns: &months,
        rows,
    };
    html! {
        (matrix::matrix(lang, &view(&light_caption, &light_rows)))
        (matrix::matrix(lang, &view(&count_caption, &count_rows)))
    }
}

fn bar_chart(lang: Lang) -> Markup {
    let list: Vec<Bar> = UNITS
        .iter()
        .zip([128, 96, 41, 7])
        .map(|((zh, en), length)| Bar {
            title: Words::new(*zh, *en),
            length,
            value: wording::number(length),
            address: Some("#acts".into()),
        })
        .collect();
    let caption = Words::new("各单位行政检查次数", "Inspections by unit");
    let (unit, count) = (Words::new("单位", "Unit"), Words::new("次", "Inspections"));
    bars::bars(lang, &caption, (&unit, &count), &list)
}

fn line_chart(lang: Lang) -> Markup {
    let points: Vec<Point> = (1..)
        .zip(CASES)
        .map(|(month, height)| Point {
            title: wording::month_short(lang, month),
            height: Some(height),
            value: wording::number(height),
            address: Some("#acts".into()),
        })
        .collect();
    let caption = Words::new("每月收案", "Cases received each month");
    let (month, count) = (Words::new("月份", "Month"), Words::new("件", "Cases"));
    line::line(
        lang,
        &LineView {
            caption: &caption,
            columns: (&month, &count),
            points: &points,
        },
    )
}

fn tile_map(lang: Lang) -> Markup {
    let places = [
        (2, 1, "北乡", "North", "12", Light::Green),
        (1, 2, "西镇", "West", "7", Light::Green),
        (2, 2, "城关", "Centre", "31", Light::Yellow),
        (3, 2, "东镇", "East", "9", Light::Red),
        (2, 3, "南乡", "South", "4", Light::Grey),
    ];
    let list = places.map(|(column, row, zh, en, value, light)| Tile {
        column,
        row,
        title: Words::new(zh, en),
        value: value.into(),
        light: Some(light),
        address: "#place".into(),
    });
    tiles::tiles(
        lang,
        &Words::new("各乡镇调解件数", "Mediations by township"),
        &list,
    )
}

fn import(lang: Lang) -> Markup {
    let title = Words::new("导入调解台账", "Import of the mediation register");
    let view = ProgressView {
        title: &title,
        done: 1_200,
        total: 5_000,
        accepted: 1_180,
        refused: 20,
        refused_address: Some("#refused"),
    };
    progress::progress(lang, &view)
}
