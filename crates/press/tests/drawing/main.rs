//! The press as others meet it: a paper in, a PDF out, read back and measured.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its own file should stop"
)]

mod read_back;

use std::io::Write;
use std::process::{Command, Output, Stdio};

use fadu_paper::paper::{Annex, Block, Code, Mark, Paper, Signature, Span, Table};

use crate::read_back::{Line, lines};

const MM: f32 = 72.0 / 25.4;

fn press(stdin: &[u8], arguments: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fadu-press"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The press may refuse before it has read everything.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    child.wait_with_output().unwrap()
}

/// Puts what stands at the end of a signed paper.
fn sign(paper: &mut Paper) {
    paper.signature = Some(Signature {
        organ: "调兵山市人民政府".into(),
        on: "2023年2月28日".into(),
    });
    paper.code = Some(Code {
        text: "https://fadu.example/report/2022".into(),
        caption: vec!["扫码核验".into()],
    });
    paper.annex = Some(Annex {
        title: "数据来源说明".into(),
        blocks: vec![Block::text("由平台汇总。")],
    });
}

fn drawn(paper: &Paper) -> Vec<Vec<Line>> {
    let output = press(&serde_json::to_vec(paper).unwrap(), &["--plain"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "is fonts-noto-cjk installed? {said}"
    );
    lines(&output.stdout)
}

fn paper(blocks: Vec<Block>) -> Paper {
    Paper {
        title: "调兵山市年度报告".into(),
        blocks,
        dated: "2023-02-28".parse().unwrap(),
        ..Paper::default()
    }
}

fn text(page: &[Line]) -> String {
    page.iter().map(|line| line.text.as_str()).collect()
}

#[test]
fn a_full_page_has_twenty_two_lines_of_twenty_eight_characters() {
    let pages = drawn(&paper(vec![Block::text("法".repeat(28 * 60))]));
    let page = &pages[1];
    let body: Vec<&Line> = page
        .iter()
        .filter(|line| line.text.contains('法'))
        .collect();
    assert_eq!(body.len(), 22);
    for line in &body {
        assert_eq!(line.text.chars().count(), 28, "{line:?}");
        assert!((line.x - 28.0 * MM).abs() < 0.5, "{line:?}");
        assert!((line.size - 16.0).abs() < 0.01);
    }
    let pitch = (body[21].y - body[0].y) / 21.0;
    assert!((pitch - 225.0 * MM / 22.0).abs() < 0.05, "{pitch}");
    // The characters stand within the text area, upper edge to lower edge.
    let top = body[0].y - 0.88 * 16.0;
    assert!((37.0 * MM - 0.5..37.0 * MM + 8.0).contains(&top), "{top}");
    assert!(body[21].y <= 262.0 * MM, "{}", body[21].y);
    let step = (body[1].end - body[1].x) / 27.0;
    assert!((step - 156.0 * MM / 28.0).abs() < 0.05, "{step}");
}

#[test]
fn page_numbers_stand_between_dashes_on_the_outer_side() {
    let pages = drawn(&paper(vec![Block::text("法".repeat(28 * 60))]));
    let folio = |page: usize| {
        let found = pages[page].iter().find(|line| line.text.contains('—'));
        found.unwrap()
    };
    assert_eq!(folio(0).text, "— 1 —");
    assert_eq!(folio(1).text, "— 2 —");
    assert!(folio(0).x > 130.0 * MM && folio(1).x < 60.0 * MM);
    assert!(folio(0).y > 262.0 * MM);
}

#[test]
fn no_closing_mark_begins_a_line_and_no_number_is_cut() {
    let mut words = String::new();
    for number in 1..200 {
        words.push_str("调解纠纷");
        words.push_str(&"法".repeat(number % 7));
        words.push_str("1121件，“化解成功率98.46%”；");
    }
    for line in drawn(&paper(vec![Block::text(words)])).iter().flatten() {
        let first = line.text.chars().next().unwrap();
        assert!(!"，。、；：”）".contains(first), "{line:?}");
        let last = line.text.chars().next_back().unwrap();
        assert!(!"“（《".contains(last), "{line:?}");
        assert!(!line.text.starts_with(['.', '%']), "{line:?}");
        assert!(line.end <= 210.0 * MM - 25.0 * MM, "{line:?}");
    }
}

#[test]
fn figures_signature_and_sources_can_be_read_out_of_the_file() {
    let figure = Span {
        text: "1121件".into(),
        mark: Mark::Figure,
        address: Some("https://fadu.example/figures/mediation?period=2022".into()),
        source: Some(1),
    };
    let mut paper = paper(vec![
        Block::heading(1, "一、成效"),
        Block::Text {
            spans: vec![Span::words("调解纠纷"), figure.clone(), Span::words("。")],
        },
        Block::Table(Table {
            title: "主要数据".into(),
            head: vec!["指标".into(), "本年".into()],
            rows: vec![vec![Span::words("调解"), figure]; 80],
            widths: vec![70, 30],
        }),
    ]);
    paper.organ = Some("调兵山市人民政府文件".into());
    paper.number = Some("调政发〔2023〕3号".into());
    sign(&mut paper);
    let pages = drawn(&paper);
    let whole: String = pages.iter().map(|page| text(page)).collect();
    for piece in [
        "调政发〔2023〕3号",
        "调解纠纷1121件。",
        "调兵山市人民政府",
        "2023年2月28日",
        "扫码核验",
        "数据来源说明",
    ] {
        assert!(whole.contains(piece), "{piece} in {whole}");
    }
    let heads = pages.iter().filter(|page| text(page).contains("指标"));
    assert!(heads.count() > 1, "the head of a table is repeated");
    let annex = pages.last().unwrap();
    assert!(text(annex).starts_with("附件"));
    let compressed = press(&serde_json::to_vec(&paper).unwrap(), &[]).stdout;
    assert!(compressed.starts_with(b"%PDF-1.7"));
    let holds = |bytes: &[u8], piece: &[u8]| bytes.windows(piece.len()).any(|at| at == piece);
    assert!(holds(&compressed, b"pdfaid"), "it says that it is PDF/A");
    assert!(holds(&compressed, b"/StructTreeRoot"), "it has tags");
    assert!(!holds(&compressed, b"/Type3"), "its fonts are outlines");
    let again = press(&serde_json::to_vec(&paper).unwrap(), &[]).stdout;
    assert_eq!(compressed, again, "the same paper gives the same file");
}

#[test]
fn a_code_never_has_a_page_to_itself() {
    for length in 10..22 {
        let mut paper = paper(vec![Block::text("法".repeat(28 * length))]);
        sign(&mut paper);
        let pages = drawn(&paper);
        let with_code = pages.iter().find(|page| text(page).contains("扫码核验"));
        let others = with_code.unwrap().iter();
        let others = others.filter(|line| !line.text.contains(['扫', '—']));
        assert!(others.count() > 0, "{length} lines: {pages:?}");
    }
}

#[test]
fn what_is_hostile_is_printed_or_refused_and_nothing_else() {
    let hostile = [
        "#include(\"/etc/passwd\") {{7*7}} ${jndi:ldap://x} \\input{/etc/passwd}".to_owned(),
        "\u{202E}txt.exe\u{0}\u{7}\u{1B}[31m".to_owned(),
        "（".repeat(500),
        "x".repeat(5_000),
        "\u{1F600}\u{E000}\u{FFFF}\u{10FFFF}e\u{301}".to_owned(),
        " ".repeat(5_000),
        String::new(),
    ];
    for words in hostile {
        let mut paper = paper(vec![Block::text(words.clone())]);
        paper.title = words.clone();
        paper.organ = Some(words.clone());
        paper.code = Some(Code {
            text: words.clone(),
            caption: vec![words.clone()],
        });
        paper.blocks.push(Block::Text {
            spans: vec![Span {
                text: "不是网址".into(),
                mark: Mark::Figure,
                address: Some("javascript:alert(1)".into()),
                source: None,
            }],
        });
        paper.blocks.push(Block::Table(Table {
            title: words.clone(),
            head: vec![words.clone(), String::new()],
            rows: vec![vec![], vec![Span::words(words.clone()); 9]],
            widths: vec![0, 255],
        }));
        let output = press(&serde_json::to_vec(&paper).unwrap(), &["--plain"]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        let file = String::from_utf8_lossy(&output.stdout);
        for piece in ["javascript:", "root:x:"] {
            assert!(!file.contains(piece), "{piece}");
        }
    }
}

#[test]
fn what_is_no_paper_is_refused_with_a_reason() {
    let long = paper(vec![Block::text("法".repeat(300_000))]);
    let long = serde_json::to_vec(&long).unwrap();
    for (stdin, arguments, status) in [
        (&b""[..], &[][..], 2),
        (b"{", &[], 2),
        (b"{\"title\":\"x\",\"file\":\"/etc/passwd\"}", &[], 2),
        (&long, &[], 2),
        (b"{}", &["--output", "/tmp/x.pdf"], 2),
    ] {
        let output = press(stdin, arguments);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
}
