//! A DOCX is read back: its parts, their XML, the order that the schema asks for.

use std::io::Read;

use jiff::civil::Date;

use super::*;
use crate::paper::{Annex, Code, Signature};

fn paper() -> Paper {
    Paper {
        organ: Some("调兵山市人民政府文件".into()),
        number: Some("调政发〔2023〕3号".into()),
        title: "调兵山市2022年法治政府建设年度报告".into(),
        addressee: Some("铁岭市人民政府：".into()),
        blocks: vec![
            Block::heading(1, "一、成效"),
            Block::Text {
                spans: vec![
                    Span::words("调解纠纷"),
                    Span {
                        text: "1121件".into(),
                        mark: Mark::Figure,
                        address: Some("https://fadu.example/figures/x?a=1&b=2".into()),
                        source: Some(1),
                    },
                    Span::words("，<img src=x onerror=1>&\u{0}。"),
                    Span {
                        text: "不是网址".into(),
                        mark: Mark::Figure,
                        address: Some("file:///etc/passwd".into()),
                        source: None,
                    },
                ],
            },
            Block::Table(Table {
                title: "主要数据".into(),
                head: vec!["指标".into(), "本年".into()],
                rows: vec![vec![Span::words("调解"), Span::words("1121")]],
                widths: vec![70, 30],
            }),
        ],
        signature: Some(Signature {
            organ: "调兵山市人民政府".into(),
            on: "2023年2月28日".into(),
        }),
        annex: Some(Annex {
            title: "数据来源说明".into(),
            blocks: vec![Block::text("由平台汇总。")],
        }),
        code: Some(Code {
            text: "https://fadu.example/report/2022".into(),
            caption: vec!["扫码核验".into()],
        }),
        dated: Date::constant(2023, 2, 28),
        draft: None,
    }
}

fn part(file: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    let mut text = String::new();
    zip.by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// Walks through XML and checks that every element that opens also closes.
fn is_well_formed(xml: &str) -> bool {
    let mut open = Vec::new();
    for tag in xml.split('<').skip(1) {
        let Some((inside, _)) = tag.split_once('>') else {
            return false;
        };
        let name = inside.trim_start_matches('/').split([' ', '/']).next();
        if inside.starts_with('?') || inside.ends_with('/') {
            continue;
        }
        if inside.starts_with('/') {
            if open.pop() != name {
                return false;
            }
        } else {
            open.push(name.unwrap_or_default());
        }
        if open.iter().any(|name| name.is_empty()) {
            return false;
        }
    }
    open.is_empty()
}

#[test]
fn every_part_is_there_and_well_formed() {
    let file = docx(&paper()).unwrap();
    for name in [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/document.xml",
        "word/styles.xml",
        "word/settings.xml",
        "word/fontTable.xml",
        "word/footer1.xml",
        "word/footer2.xml",
        "word/_rels/document.xml.rels",
    ] {
        assert!(is_well_formed(&part(&file, name)), "{name}");
    }
}

#[test]
fn what_people_typed_stays_text_and_only_pages_are_linked() {
    let file = docx(&paper()).unwrap();
    let body = part(&file, "word/document.xml");
    assert!(body.contains("，&lt;img src=x onerror=1&gt;&amp;。"));
    let relations = part(&file, "word/_rels/document.xml.rels");
    assert!(relations.contains("https://fadu.example/figures/x?a=1&amp;b=2"));
    assert!(!relations.contains("passwd"));
    assert_eq!(body.matches("<w:hyperlink").count(), 1);
}

#[test]
fn the_page_is_that_of_the_standard() {
    let body = part(&docx(&paper()).unwrap(), "word/document.xml");
    let section = &body[body.find("<w:sectPr").unwrap()..];
    for piece in ["w:top=\"2098\"", "w:left=\"1587\"", "w:linePitch=\"579\""] {
        assert!(section.contains(piece), "{piece} in {section}");
    }
    // Twentieths of a point: 22 lines in 225 mm, 28 characters in 156 mm.
    assert!((22 * 579_i32 - 225 * 5669 / 100).abs() < 22);
    let styles = part(&docx(&paper()).unwrap(), "word/styles.xml");
    assert!(styles.contains("<w:spacing w:val=\"-5\"/><w:sz w:val=\"32\"/>"));
    let text_points = 156.0 / 25.4 * 72.0_f64;
    let line = 28.0 * (16.0 - 0.25);
    assert!(line < text_points && text_points < line + 15.0);
}

#[test]
fn properties_stand_in_the_order_of_the_schema() {
    let styles = part(&docx(&paper()).unwrap(), "word/styles.xml");
    let order = [
        "w:keepNext",
        "w:pageBreakBefore",
        "w:pBdr",
        "w:snapToGrid",
        "w:spacing",
        "w:ind",
        "w:jc",
        "w:outlineLvl",
    ];
    for style in styles.split("<w:style ").skip(1) {
        let style = style.split("<w:rPr>").next().unwrap();
        let places: Vec<usize> = order
            .iter()
            .filter_map(|name| style.find(&format!("<{name}")))
            .collect();
        assert!(places.is_sorted(), "{style}");
    }
    let body = part(&docx(&paper()).unwrap(), "word/document.xml");
    for cell in body.split("<w:tc>").skip(1) {
        assert!(cell.find("<w:tcPr>") < cell.find("<w:p>"), "{cell}");
    }
}

#[test]
fn the_same_paper_gives_the_same_file() {
    assert_eq!(docx(&paper()).unwrap(), docx(&paper()).unwrap());
}

#[test]
fn a_paper_beyond_all_measure_is_refused() {
    let mut paper = paper();
    paper.blocks = vec![Block::text("法".repeat(300_000))];
    assert!(docx(&paper).is_err());
}
