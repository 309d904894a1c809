//! Writes the gallery and two sample pages as files, to be opened in a browser without a server:
//! `cargo run -p fadu-web --example pictures -- target/pictures`.

use std::fs;
use std::io;
use std::path::PathBuf;

use fadu_kernel::citation::Citation;
use fadu_kernel::clock::Light;
use fadu_kernel::words::{Lang, Words};
use fadu_web::assets;
use fadu_web::page::{Desk, LedgerMark, Link, PageHead, RailEntry, Site, desk_page, public_page};
use fadu_web::parts::citation::{self, CitationView};
use fadu_web::parts::icon::Icon;
use fadu_web::parts::{button, gallery, heading, light, notice, summary, tag};
use fadu_web::speech::{Speech, Theme, say};
use maud::{Markup, html};

fn main() -> io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or("target/pictures".into()));
    fs::create_dir_all(folder.join("assets"))?;
    for asset in [assets::stylesheet(), assets::script()] {
        fs::write(
            folder.join(asset.address.trim_start_matches('/')),
            asset.body,
        )?;
    }
    let site = Site {
        city: Words::new("示例市", "Sample City"),
        office: Words::new("示例市司法局", "Sample City Justice Bureau"),
        telephone: "12348".into(),
        demo: true,
    };
    for (lang, theme) in [
        (Lang::Zh, Theme::Plain),
        (Lang::En, Theme::Plain),
        (Lang::Zh, Theme::Elder),
    ] {
        let speech = Speech {
            lang,
            theme,
            kiosk: false,
            address: "/track?number=12".into(),
        };
        let mut head = PageHead::new(&site, &speech, Words::new("部件", "Parts"));
        head.ledger = Some(LedgerMark {
            size: 10_482,
            root: "q3X1l0mBzV9gk7m2pYcQ".into(),
        });
        let pages = [
            ("gallery", public_page(&head, &gallery::gallery(lang))),
            ("home", public_page(&head, &home(lang))),
            ("matter", matter(&head, &particulars(lang))),
        ];
        for (name, page) in pages {
            // Files are opened from the folder itself.
            let page = page.into_string().replace("\"/assets/", "\"assets/");
            fs::write(
                folder.join(format!("{name}-{lang}-{}.html", theme.tag())),
                page,
            )?;
        }
    }
    Ok(())
}

fn home(lang: Lang) -> Markup {
    let text = |zh, en| html! { (say(lang, zh, en)) };
    html! {
        (heading::heading_with_lead(
            say(lang, "申请行政复议", "Apply for administrative reconsideration"),
            say(
                lang,
                "对罚款、许可、征收等决定不服的，可以在这里申请。不收费。",
                "If you disagree with a fine, a licence or an expropriation, apply here.",
            ),
        ))
        (summary::summary(&[
            (
                say(lang, "谁可以申请", "Who"),
                text("认为决定侵犯其权益的人", "Anybody whose rights are affected"),
            ),
            (say(lang, "期限", "Time limit"), html! {
                (say(lang, "自知道决定之日起 60 日内 ", "60 days from learning of it "))
                (citation::citation(lang, &Citation::paragraph("行政复议法", 20, 1)))
            }),
            (
                say(lang, "多久有结果", "How long"),
                text("受理后 60 日内", "60 days after acceptance"),
            ),
        ]))
        p { (button::main_link("#apply", say(lang, "开始申请", "Start"))) }
        (notice::notice(
            say(lang, "不方便上网也可以办", "You need not apply online"),
            &html! { p { (text("拨打 12348，或到司法所代填。", "Call 12348.")) } },
        ))
    }
}

fn particulars(lang: Lang) -> Markup {
    let text = |zh, en| html! { (say(lang, zh, en)) };
    let beside = html! {
        (tag::tag(say(lang, "审查中", "In review")))
        (light::light(lang, Light::Yellow))
    };
    html! {
        (heading::heading_with_number(
            "示复〔2026〕12号",
            say(lang, "王某不服市场监督管理局罚款", "Mr Wang against a fine"),
            &beside,
        ))
        (summary::summary(&[
            (say(lang, "申请人", "Applicant"), text("王某", "Mr Wang")),
            (
                say(lang, "被申请人", "Respondent"),
                text("示例市市场监督管理局", "Market Regulation Bureau"),
            ),
        ]))
        (gallery::gallery(lang))
    }
}

fn matter(head: &PageHead, main: &Markup) -> Markup {
    let lang = head.speech.lang;
    let entry = |icon, zh: &str, en: &str, count, current| RailEntry {
        icon,
        title: Words::new(zh, en),
        address: "#".into(),
        count,
        current,
    };
    let rail = [
        entry(Icon::ToDo, "待办", "To do", Some(12), true),
        entry(Icon::Matters, "事项", "Matters", None, false),
        entry(Icon::Lights, "亮灯", "Lights", Some(3), false),
        entry(Icon::Figures, "数据", "Figures", None, false),
        entry(Icon::Registers, "台账", "Registers", None, false),
        entry(Icon::Hotline, "热线", "Hotline", None, false),
        entry(Icon::Import, "批量", "Import", None, false),
    ];
    let unit = Words::new("行政复议科", "Reconsideration Section");
    let desk = Desk {
        rail: &rail,
        person: "李静",
        unit: &unit,
        sign_out: "#",
        csrf: "example",
    };
    let mut head = head.clone();
    head.trail = vec![
        Link::new(Words::new("待办", "To do"), "#"),
        Link::new(Words::new("行政复议", "Reconsideration"), "#"),
    ];
    let article = Citation::paragraph("行政复议法", 30, 1);
    let view = CitationView {
        citation: &article,
        title: None,
        text: Some("这里显示已安装的法条原文。"),
        note: Some(Words::new(
            "2024年1月1日起施行",
            "In force from 1 January 2024",
        )),
    };
    let margin = html! {
        h2 { (say(lang, "依据", "Law")) }
        (citation::opened(lang, &view))
    };
    desk_page(&head, &desk, main, Some(&margin))
}
