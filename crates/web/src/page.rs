//! The two frames: the narrow public page and the desk.
//!
//! A frame gives a page its head, its ways around and its foot. The page itself brings its one
//! first heading and everything below it.

use fadu_kernel::words::{Lang, Words};
use maud::{DOCTYPE, Markup, html};

use crate::assets;
use crate::parts::button::quiet_link;
use crate::parts::icon::{self, Icon};
use crate::speech::{Speech, Theme, html_lang, say};
use crate::wording;

/// How many entries of the rail a phone shows; the others fold into a fifth.
const BAR_ENTRIES: usize = 4;
/// How many characters of a root the foot shows.
const ROOT_SHOWN: usize = 12;

/// What is the same on every page of an installation.
#[derive(Clone, Debug)]
pub struct Site {
    /// The city.
    pub city: Words,
    /// The office that runs the platform: 调兵山市司法局.
    pub office: Words,
    /// The telephone number people are sent to: 12348 unless the city has its own.
    pub telephone: String,
    /// Whether people, units and matters are invented.
    pub demo: bool,
}

/// The ledger as it stood when a page's data were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerMark {
    /// Entries.
    pub size: u64,
    /// Root in base64 or hexadecimal.
    pub root: String,
}

/// A link with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What people see.
    pub words: Words,
    /// Where it leads.
    pub address: String,
}

impl Link {
    /// A link.
    pub fn new(words: Words, address: impl Into<String>) -> Self {
        Self {
            words,
            address: address.into(),
        }
    }
}

/// What a frame needs to know of its page.
#[derive(Clone, Debug)]
pub struct PageHead<'a> {
    /// The installation.
    pub site: &'a Site,
    /// Language, size and address of the request.
    pub speech: &'a Speech,
    /// The page's own title, without the office's name.
    pub title: Words,
    /// The pages above this one, from the top; a single one is a link back.
    pub trail: Vec<Link>,
    /// Who answers for this page, where it is not the office.
    pub answers: Option<Words>,
    /// The ledger of the page's data, where it shows any.
    pub ledger: Option<LedgerMark>,
    /// Whether a form came back with faults; the title then says so first.
    pub faulty: bool,
    /// The mark against forged forms, for the button that wipes a shared device.
    pub token: &'a str,
}

impl<'a> PageHead<'a> {
    /// The head of a page at the top, answered for by the office.
    pub fn new(site: &'a Site, speech: &'a Speech, title: Words) -> Self {
        Self {
            site,
            speech,
            title,
            trail: Vec::new(),
            answers: None,
            ledger: None,
            faulty: false,
            token: "",
        }
    }

    const fn lang(&self) -> Lang {
        self.speech.lang
    }
}

/// An entry of the desk's rail.
#[derive(Clone, Debug)]
pub struct RailEntry {
    /// Its sign.
    pub icon: Icon,
    /// Its name: a task, not a module.
    pub title: Words,
    /// Its page.
    pub address: String,
    /// How much waits there.
    pub count: Option<u64>,
    /// Whether the page shown belongs to it.
    pub current: bool,
}

/// Who is at the desk, and what lies on it.
#[derive(Clone, Debug)]
pub struct Desk<'a> {
    /// Entries by task, the most used first.
    pub rail: &'a [RailEntry],
    /// The person's name.
    pub person: &'a str,
    /// The unit and post in which they act.
    pub unit: &'a Words,
    /// Where the form that signs out is sent.
    pub sign_out: &'a str,
    /// The session's mark against forged forms.
    pub csrf: &'a str,
}

/// A page for everybody: one thing, in a narrow column.
pub fn public_page(head: &PageHead, main: &Markup) -> Markup {
    let content = html! {
        (public_header(head))
        div.public-body {
            (trail(head))
            main #main tabindex="-1" { (main) }
        }
        (footer(head))
    };
    document(head, "public", &content)
}

/// A page for people at work: rail, content, and the margin for the law.
pub fn desk_page(head: &PageHead, desk: &Desk, main: &Markup, margin: Option<&Markup>) -> Markup {
    let lang = head.lang();
    let content = html! {
        (desk_header(head, desk))
        div.desk-body {
            (rail(lang, desk))
            div.desk-content {
                (trail(head))
                div.desk-columns.desk-columns-wide[margin.is_none()] {
                    main #main tabindex="-1" { (main) }
                    @if let Some(margin) = margin {
                        aside.margin aria-label=(say(lang, "依据和说明", "Law and explanations")) {
                            (margin)
                        }
                    }
                }
            }
        }
        (footer(head))
        (bottom_bar(lang, desk))
    };
    document(head, "desk", &content)
}

/// A page for a wall screen: dark, the whole width, and refreshed by itself unless paused.
pub fn wall_page(head: &PageHead, main: &Markup) -> Markup {
    let lang = head.lang();
    let content = html! {
        main #main tabindex="-1" { (main) }
        footer.wall-foot {
            label.choice.wall-pause hidden {
                input type="checkbox" #pause;
                span { (say(lang, "暂停自动刷新", "Pause refreshing")) }
            }
            a href="/desk" { (say(lang, "返回待办", "Back to the desk")) }
            (switches(head.speech))
        }
    };
    document(head, "wall", &content)
}

fn document(head: &PageHead, frame: &str, content: &Markup) -> Markup {
    let lang = head.lang();
    let elder = (head.speech.theme == Theme::Elder).then_some("elder");
    html! {
        (DOCTYPE)
        html lang=(html_lang(lang)) class=[elder] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="format-detection" content="telephone=no";
                title { (title(head)) }
                link rel="stylesheet" href=(assets::stylesheet().address);
                link rel="icon" href="data:,";
                script src=(assets::script().address) defer {}
            }
            body class=(frame) {
                a.skip href="#main" { (say(lang, "跳到正文", "Skip to the content")) }
                (content)
            }
        }
    }
}

fn title(head: &PageHead) -> String {
    let lang = head.lang();
    let (page, office) = (head.title.get(lang), head.site.office.get(lang));
    let fault = if head.faulty {
        say(lang, "错误：", "Error: ")
    } else {
        ""
    };
    format!("{fault}{page} · {office}")
}

/// On a shared device: the way back to the beginning, and the way out, which leaves nothing behind.
fn wipe_bar(head: &PageHead) -> Markup {
    html! {
        @if head.speech.kiosk {
            form.wipe-bar method="post" action="/kiosk/end" {
                (quiet_link("/kiosk", say(head.lang(), "回到开头", "Start")))
                input type="hidden" name="csrf" value=(head.token);
                button.button.button-quiet type="submit" {
                    (say(head.lang(), "结束并清除", "End and wipe"))
                }
            }
        }
    }
}

fn public_header(head: &PageHead) -> Markup {
    let lang = head.lang();
    html! {
        (wipe_bar(head))
        header.header {
            div.header-row {
                @let home = if head.speech.kiosk { "/kiosk" } else { "/" };
                a.header-name href=(home) { (icon::mark()) span { (head.site.office.get(lang)) } }
                @if head.site.demo { (demo_tag(lang)) }
                div.header-switches { (switches(head.speech)) }
            }
            // A shared device shows one thing at a time: its own page holds the ways.
            @if !head.speech.kiosk { (ways(lang)) }
        }
    }
}

/// The main ways and the search.
fn ways(lang: Lang) -> Markup {
    html! {
        div.header-row.header-ways {
            nav aria-label=(say(lang, "主要栏目", "Main")) {
                a href="/services" { (say(lang, "办事", "Apply")) }
                a href="/track" { (say(lang, "查进度", "Track")) }
                a href="/figures" { (say(lang, "看数据", "Figures")) }
            }
            form.header-search role="search" method="get" action="/services" {
                label.spoken for="header-search" {
                    (say(lang, "找事项", "Find a procedure"))
                }
                input #header-search type="search" name="q" autocomplete="off"
                    placeholder=(say(lang, "找事项", "Find a procedure"));
                button type="submit" { (say(lang, "查找", "Find")) }
            }
        }
    }
}

/// Language and size; both lead back to the same page.
fn switches(speech: &Speech) -> Markup {
    let (other, name) = match speech.lang {
        Lang::Zh => (Lang::En, "English"),
        Lang::En => (Lang::Zh, "中文"),
    };
    let (theme, size) = match speech.theme {
        Theme::Plain => (Theme::Elder, say(speech.lang, "大字版", "Large type")),
        Theme::Elder => (Theme::Plain, say(speech.lang, "标准版", "Standard type")),
    };
    html! {
        a href=(speech.address_in(other)) lang=(html_lang(other)) hreflang=(html_lang(other))
            rel="nofollow" { (name) }
        a href=(speech.address_at(theme)) rel="nofollow" { (size) }
    }
}

fn demo_tag(lang: Lang) -> Markup {
    html! { a.tag href="#demo" { (say(lang, "演示", "Demo")) } }
}

fn trail(head: &PageHead) -> Markup {
    let lang = head.lang();
    html! {
        @match head.trail.as_slice() {
            [] => {}
            [back] => nav.trail aria-label=(say(lang, "返回", "Back")) {
                a href=(back.address) { "← " (back.words.get(lang)) }
            },
            links => nav.trail aria-label=(say(lang, "当前位置", "You are here")) {
                ol {
                    @for link in links {
                        li { a href=(link.address) { (link.words.get(lang)) } }
                    }
                }
            },
        }
    }
}

fn footer(head: &PageHead) -> Markup {
    let (lang, site) = (head.lang(), head.site);
    let answers = head.answers.as_ref().unwrap_or(&site.office).get(lang);
    html! {
        footer.footer {
            @if site.demo {
                p #demo {
                    (say(
                        lang,
                        "这是演示。人物、单位和事项都是虚构的，与任何真实的人和案件无关。",
                        "This is a demonstration. People, units and matters are invented.",
                    ))
                }
            }
            p {
                (say(lang, "本页由", "Answered for by "))
                (answers)
                (say(lang, "负责。", ". "))
                (say(lang, "咨询电话 ", "Telephone "))
                a href={ "tel:" (site.telephone) } { (site.telephone) }
            }
            @if let Some(mark) = &head.ledger { p { (ledger(lang, mark)) } }
        }
    }
}

fn ledger(lang: Lang, mark: &LedgerMark) -> Markup {
    let size = wording::number(i64::try_from(mark.size).unwrap_or(i64::MAX));
    let root: String = mark.root.chars().take(ROOT_SHOWN).collect();
    html! {
        (say(lang, "数据取自账本，共 ", "Data from the ledger of "))
        span.figures { (size) }
        (say(lang, " 条，根 ", " entries, root "))
        a href="/ledger/checkpoint" { code { (root) "…" } }
    }
}

fn desk_header(head: &PageHead, desk: &Desk) -> Markup {
    let lang = head.lang();
    html! {
        header.header {
            div.header-row {
                a.header-name href="/desk" { (icon::mark()) span { (head.site.office.get(lang)) } }
                @if head.site.demo { (demo_tag(lang)) }
                div.header-switches {
                    (switches(head.speech))
                    span.header-person {
                        strong { (desk.person) }
                        " " (desk.unit.get(lang))
                    }
                    form method="post" action=(desk.sign_out) {
                        input type="hidden" name="csrf" value=(desk.csrf);
                        button.link-button type="submit" { (say(lang, "退出", "Sign out")) }
                    }
                }
            }
        }
    }
}

fn rail(lang: Lang, desk: &Desk) -> Markup {
    html! {
        nav.rail aria-label=(say(lang, "工作", "Work")) {
            ul { @for entry in desk.rail { li { (rail_entry(lang, entry)) } } }
        }
    }
}

/// On a phone: four entries, and a fifth that opens the rest without script.
fn bottom_bar(lang: Lang, desk: &Desk) -> Markup {
    let (first, rest) = if desk.rail.len() > BAR_ENTRIES + 1 {
        desk.rail.split_at(BAR_ENTRIES)
    } else {
        (desk.rail, &[][..])
    };
    html! {
        nav.bottom-bar aria-label=(say(lang, "工作", "Work")) {
            ul {
                @for entry in first { li { (rail_entry(lang, entry)) } }
                @if !rest.is_empty() {
                    li {
                        details {
                            summary {
                                (icon::icon(Icon::More))
                                span { (say(lang, "更多", "More")) }
                            }
                            ul { @for entry in rest { li { (rail_entry(lang, entry)) } } }
                        }
                    }
                }
            }
        }
    }
}

fn rail_entry(lang: Lang, entry: &RailEntry) -> Markup {
    html! {
        a href=(entry.address) aria-current=[entry.current.then_some("page")] {
            (icon::icon(entry.icon))
            span { (entry.title.get(lang)) }
            @if let Some(count) = entry.count.filter(|count| *count > 0) {
                span.count { (wording::number(i64::try_from(count).unwrap_or(i64::MAX))) }
            }
        }
    }
}
