//! Hostile text in every part comes out as text.

use fadu_kernel::citation::Citation;
use fadu_kernel::clock::{Clock, ClockState, Light};
use fadu_kernel::deadline::{DayLine, Expiry};
use fadu_kernel::field::{Choice, Field, FieldKind};
use fadu_kernel::words::{Lang, Words};
use jiff::civil::date;
use maud::{Markup, html};

use super::*;
use crate::page::{Desk, LedgerMark, Link, PageHead, RailEntry, Site, desk_page, public_page};
use crate::speech::{Speech, Theme};

/// Ends an attribute, a tag and a script, whichever it stands in.
const EVIL: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&";

fn evil() -> Words {
    Words::new(EVIL, EVIL)
}

fn evil_citation() -> Citation {
    Citation::Local {
        document: EVIL.into(),
        article: Some(EVIL.into()),
    }
}

fn harmless(part: &str, markup: Markup) {
    let page = markup.into_string();
    assert!(
        page.contains("&lt;script&gt;") || page.contains("%3Cscript%3E"),
        "{part}: {page}"
    );
    assert!(!page.contains("<script>alert"), "{part}: {page}");
    assert!(!page.contains("<img"), "{part}: {page}");
    assert!(!page.contains("\"'>"), "{part}: {page}");
}

#[test]
fn the_law_and_time_escape_what_they_are_given() {
    let (words, cited) = (evil(), evil_citation());
    let law = Citation::article(EVIL, 3);
    harmless("citation", citation::citation(Lang::Zh, &law));
    harmless(
        "citations",
        citation::citations(Lang::En, &[cited.clone(), law.clone()]),
    );
    let opened = citation::CitationView {
        citation: &law,
        title: Some(&words),
        text: Some(EVIL),
        note: Some(evil()),
    };
    harmless("opened citation", citation::opened(Lang::Zh, &opened));
    harmless("light", light::named(Lang::Zh, Light::Red, &words));

    let at = date(2026, 3, 2).at(9, 0, 0, 0);
    let clock = Clock {
        nth: 1,
        started_at: at,
        period: None,
        due: Expiry::Day(at.date()),
        strict: Expiry::Day(at.date()),
        provisional: true,
        right: false,
        state: ClockState::Running,
        suspensions: Vec::new(),
        extended: 1,
        variant: 0,
    };
    let view = clock::ClockView {
        title: &words,
        duty: Some(clock::Duty {
            who: &words,
            what: &words,
        }),
        clock: &clock,
        light: Light::Red,
        left: None,
        basis: std::slice::from_ref(&cited),
        days: &[DayLine {
            date: at.date(),
            counted: None,
            why: evil(),
        }],
        anchor: EVIL,
    };
    harmless("clock", clock::clock(Lang::Zh, &view));
    harmless("clock line", clock::clock_line(Lang::En, &view));
}

#[test]
fn acts_and_papers_escape_what_they_are_given() {
    let (words, cited) = (evil(), evil_citation());
    let at = date(2026, 3, 2).at(9, 0, 0, 0);
    let done = timeline::Done {
        title: evil(),
        at,
        by: evil(),
        basis: vec![cited.clone().into()],
        note: Some(evil()),
        receipt: Some((1, EVIL.into())),
    };
    harmless("timeline", timeline::timeline(Lang::Zh, &[done]));
    let open = lawful_acts::Open {
        title: evil(),
        address: EVIL.into(),
        basis: vec![cited.clone()],
        note: Some(evil()),
    };
    let closed = lawful_acts::Closed {
        title: evil(),
        reason: evil(),
        basis: vec![cited.clone()],
    };
    harmless(
        "lawful acts",
        lawful_acts::lawful_acts(Lang::En, &[open], &[closed]),
    );
    let refused = refusal::RefusalView {
        act: &words,
        reason: &words,
        basis: &[cited],
        instead: Some(&words),
    };
    harmless("refusal", refusal::refusal(Lang::Zh, &refused));
    let proof = receipt::ReceiptView {
        act: &words,
        number: EVIL,
        at,
        leaf: u64::MAX,
        leaf_hash: EVIL,
        checkpoint: Some((1, EVIL)),
        download: EVIL,
        verify: EVIL,
    };
    harmless("receipt", receipt::receipt(Lang::En, &proof));
    let paper = document::DocumentView {
        title: &words,
        number: Some(EVIL),
        on: None,
        file: Some(evil()),
        address: EVIL,
        hash: Some(EVIL),
        check: Some((html! {}, EVIL.into())),
    };
    harmless("document", document::document(Lang::Zh, &paper));
}

fn every_kind() -> Vec<FieldKind> {
    let options = |count| {
        vec![
            Choice {
                id: EVIL.into(),
                title: evil()
            };
            count
        ]
    };
    vec![
        FieldKind::Text,
        FieldKind::Paragraph,
        FieldKind::Integer,
        FieldKind::Decimal { decimals: 2 },
        FieldKind::Money,
        FieldKind::Date,
        FieldKind::Moment,
        FieldKind::YesNo,
        FieldKind::Choice(options(2)),
        FieldKind::Choice(options(9)),
        FieldKind::Choices(options(2)),
        FieldKind::Unit,
        FieldKind::Account { role: EVIL.into() },
        FieldKind::Person,
        FieldKind::Phone,
        FieldKind::IdNumber,
        FieldKind::Document,
        FieldKind::Texts,
    ]
}

#[test]
fn each_kind_of_field_escapes_what_it_is_given() {
    let words = evil();
    for kind in every_kind() {
        let declared = Field {
            id: EVIL.into(),
            title: evil(),
            kind,
            why: Some(evil()),
            personal: false,
            sensitive: false,
            retain_years: None,
            min: None,
            max: None,
            length_max: 10,
            versioned: false,
            hidden_from: None,
        };
        let view = field::FieldView {
            field: &declared,
            name: EVIL,
            entered: &[EVIL.to_owned()],
            fault: Some(&words),
            required: false,
            hint: Some(&words),
            own: false,
            listed: &[(EVIL.into(), evil())],
        };
        harmless(
            &format!("{:?}", declared.kind),
            field::field(Lang::Zh, &view),
        );
    }
}

#[test]
fn forms_escape_what_they_are_given() {
    let words = evil();
    let view = form::FormView {
        address: EVIL,
        csrf: EVIL,
        key: Some(EVIL),
        submit: &words,
        other: Some((&words, EVIL)),
    };
    harmless("form", form::form(Lang::Zh, &view, &html! {}));
    harmless("group", form::group(EVIL, &html! {}));
    let faults = [(EVIL, &words), ("", &words)];
    harmless(
        "error summary",
        error_summary::error_summary(Lang::Zh, faults),
    );
    let row = answers::Answer {
        title: evil(),
        answer: EVIL.into(),
        change: Some(EVIL.into()),
    };
    harmless("answers", answers::answers(Lang::En, &[row]));
    harmless("steps", steps::steps(Lang::Zh, &[evil(), evil()], 1));
    harmless("button", button::main_button(EVIL));
    harmless("post button", button::post_button(EVIL, EVIL, EVIL));
    harmless("link", button::quiet_link(EVIL, EVIL));
    harmless("notice", notice::notice(EVIL, &html! {}));
    harmless("done", notice::done(EVIL, &html! {}));
    harmless(
        "confirmation",
        notice::confirmation(EVIL, EVIL, EVIL, &html! {}),
    );
    harmless(
        "heading",
        heading::heading_with_number(EVIL, EVIL, &html! {}),
    );
    harmless("lead", heading::heading_with_lead(EVIL, EVIL));
    harmless("empty", empty::empty(EVIL, &html! {}));
    harmless("tag", tag::tag(EVIL));
    harmless("summary", summary::summary(&[(EVIL, html! { (EVIL) })]));
}

#[test]
fn numbers_escape_what_they_are_given() {
    let words = evil();
    let view = figure::FigureView {
        title: &words,
        value: Some(EVIL),
        unit: &words,
        scope: Some(&words),
        definition: &words,
        base: Some((EVIL, EVIL)),
        light: Some(Light::Grey),
        checkpoint: Some(1),
        address: EVIL,
    };
    harmless("figure", figure::figure(Lang::Zh, &view));
    harmless("ratio", figure::ratio(Lang::En, EVIL, EVIL, EVIL));
    let value = matrix::Cell::Value {
        value: EVIL.into(),
        address: Some(EVIL.into()),
    };
    let lamp = matrix::Cell::Light {
        light: Light::Red,
        address: Some(EVIL.into()),
    };
    let rows = [matrix::MatrixRow {
        title: evil(),
        address: Some(EVIL.into()),
        cells: vec![value, lamp, matrix::Cell::Empty],
    }];
    let columns = [EVIL.to_owned()];
    let view = matrix::MatrixView {
        caption: &words,
        corner: &words,
        columns: &columns,
        rows: &rows,
    };
    harmless("matrix", matrix::matrix(Lang::Zh, &view));
    let bar = bars::Bar {
        title: evil(),
        length: -1,
        value: EVIL.into(),
        address: Some(EVIL.into()),
    };
    harmless(
        "bars",
        bars::bars(Lang::Zh, &words, (&words, &words), &[bar]),
    );
    let point = line::Point {
        title: EVIL.into(),
        height: Some(i64::MAX),
        value: EVIL.into(),
        address: Some(EVIL.into()),
    };
    let view = line::LineView {
        caption: &words,
        columns: (&words, &words),
        points: &[point],
    };
    harmless("line", line::line(Lang::En, &view));
}

#[test]
fn drawings_escape_what_they_are_given() {
    let words = evil();
    let tile = tiles::Tile {
        column: 0,
        row: u8::MAX,
        title: evil(),
        value: EVIL.into(),
        light: Some(Light::Grey),
        address: EVIL.into(),
    };
    harmless("tiles", tiles::tiles(Lang::Zh, &words, &[tile]));
    harmless("qr", qr::qr(EVIL, EVIL));
    let view = progress::ProgressView {
        title: &words,
        done: 9,
        total: 0,
        accepted: 0,
        refused: 1,
        refused_address: Some(EVIL),
    };
    harmless("progress", progress::progress(Lang::Zh, &view));
}

#[test]
fn lists_escape_what_they_are_given() {
    let words = evil();
    let sort = table::Sort {
        address: EVIL.into(),
        now: Some(table::Order::Descending),
    };
    let column = table::Column {
        title: evil(),
        set: table::Set::Number,
        sort: Some(sort),
    };
    let row = vec![html! { (EVIL) }, html! { (EVIL) }];
    harmless(
        "table",
        table::table(Lang::Zh, &words, &[column.clone(), column], &[row]),
    );
    let filter = |kind| filters::Filter {
        name: EVIL.into(),
        title: evil(),
        value: EVIL.into(),
        kind,
    };
    let list = [
        filter(filters::FilterKind::Text),
        filter(filters::FilterKind::Day),
        filter(filters::FilterKind::Options(vec![(EVIL.into(), evil())])),
    ];
    let keep = [(EVIL.to_owned(), EVIL.to_owned())];
    let view = filters::FiltersView {
        address: EVIL,
        filters: &list,
        keep: &keep,
    };
    harmless("filters", filters::filters(Lang::Zh, &view));
    let view = pagination::PaginationView {
        previous: Some(EVIL),
        next: Some(EVIL),
        shown: None,
        total: Some(u64::MAX),
    };
    harmless("pagination", pagination::pagination(Lang::Zh, &view));
    let tab = tabs::Tab {
        title: evil(),
        address: EVIL.into(),
        count: Some(1),
        current: true,
    };
    harmless("tabs", tabs::tabs(Lang::Zh, EVIL, &[tab]));
}

#[test]
fn the_frames_escape_what_they_are_given() {
    let site = Site {
        city: evil(),
        office: evil(),
        telephone: EVIL.into(),
        demo: true,
    };
    let speech = Speech {
        lang: Lang::Zh,
        theme: Theme::Elder,
        kiosk: true,
        address: format!("/track?number={EVIL}"),
    };
    let mut head = PageHead::new(&site, &speech, evil());
    head.trail = vec![Link::new(evil(), EVIL), Link::new(evil(), EVIL)];
    head.answers = Some(evil());
    head.ledger = Some(LedgerMark {
        size: 1,
        root: EVIL.into(),
    });
    harmless("public page", public_page(&head, &html! {}));
    let rail = [RailEntry {
        icon: icon::Icon::ToDo,
        title: evil(),
        address: EVIL.into(),
        count: Some(1),
        current: true,
    }];
    let unit = evil();
    let desk = Desk {
        rail: &rail,
        person: EVIL,
        unit: &unit,
        sign_out: EVIL,
        csrf: EVIL,
    };
    harmless(
        "desk page",
        desk_page(&head, &desk, &html! {}, Some(&html! { (EVIL) })),
    );
}
