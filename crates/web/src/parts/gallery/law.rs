//! Parts about the law and time.

use fadu_kernel::calendar::{AnnouncedYear, Calendar};
use fadu_kernel::citation::Citation;
use fadu_kernel::clock::{Clock, Light};
use fadu_kernel::deadline::{Counting, LengthUnit, Period, Policy, days_left, explain};
use fadu_kernel::words::{Lang, Words};
use jiff::civil::{Date, date};
use maud::{Markup, html};

use super::shown;
use crate::parts::citation::{self, CitationView};
use crate::parts::clock::{self, ClockView, Duty};
use crate::parts::document::{self, DocumentView};
use crate::parts::lawful_acts::{self, Closed, Open};
use crate::parts::receipt::{self, ReceiptView};
use crate::parts::refusal::{self, RefusalView};
use crate::parts::timeline::{self, Done};
use crate::parts::{light, qr, tag};
use crate::speech::say;

const TODAY: Date = date(2026, 3, 6);
const HASH: &str = "9f2c4e1ab07d53866cf1e2a94b7d0c35e8f6a1927b4d3c50e6f8091a2b3c4d5e";

pub fn parts(lang: Lang) -> Markup {
    html! {
        (shown(say(lang, "灯和阶段", "Lights and stages"), &lights(lang)))
        (shown(say(lang, "法律依据", "Citation"), &citations(lang)))
        (shown(say(lang, "期限", "Clock"), &clocks(lang)))
        (lawful_acts(lang))
        (shown(say(lang, "办理经过", "Timeline"), &timeline(lang)))
        (shown(say(lang, "没有办理", "Refusal"), &refused(lang)))
        (shown(say(lang, "凭证和文书", "Receipt and document"), &papers(lang)))
    }
}

fn lights(lang: Lang) -> Markup {
    html! {
        (light::legend(lang))
        p {
            (tag::tag(say(lang, "审查中", "In review"))) " "
            (tag::closed_tag(say(lang, "已办结", "Closed"))) " "
            (light::named(lang, Light::Yellow, &Words::new("临期 2 件", "2 due soon")))
        }
    }
}

fn citations(lang: Lang) -> Markup {
    let article = Citation::paragraph("行政复议法", 30, 1);
    let view = CitationView {
        citation: &article,
        title: None,
        text: Some("这里显示已安装的法条原文；没有安装时只给出链接。"),
        note: Some(Words::new(
            "2024年1月1日起施行",
            "In force from 1 January 2024",
        )),
    };
    let local = Citation::Local {
        document: "示例市行政执法事项清单".into(),
        article: None,
    };
    html! {
        p { (citation::citations(lang, &[article.clone(), local])) }
        (citation::opened(lang, &view))
    }
}

/// A period of some length, and the day on which it is looked at.
fn counted_clock(lang: Lang, start: Date, period: Period, today: Date, anchor: &str) -> Markup {
    let title = Words::new("审查申请并决定是否受理", "Examine the application");
    let who = Words::new("复议机构", "The reconsideration institution");
    let what = Words::new("作出受理决定", "decide on acceptance");
    let basis = [
        Citation::paragraph("行政复议法", 30, 1),
        Citation::paragraph("行政复议法", 88, 2),
    ];
    let announced = AnnouncedYear {
        year: 2026,
        notices: vec![],
        holidays: vec![],
        workdays: vec![],
    };
    let (start, policy) = (start.at(10, 20, 0, 0), Policy::default());
    let counted = Calendar::new(vec![announced]).ok().and_then(|calendar| {
        let clock = Clock::start(1, start, period, 0, &calendar, policy).ok()?;
        let days = explain(&calendar, start, period, &[], policy).ok()?;
        let left = days_left(&calendar, today, clock.due);
        Some((clock, days, left))
    });
    html! {
        @if let Some((clock, days, left)) = &counted {
            @let view = ClockView {
                title: &title,
                duty: Some(Duty { who: &who, what: &what }),
                clock,
                light: clock.light(today.at(9, 0, 0, 0), 3),
                left: Some(*left),
                basis: &basis,
                days,
                anchor,
            };
            (clock::clock(lang, &view))
            p { (clock::clock_line(lang, &view)) }
        }
    }
}

fn clocks(lang: Lang) -> Markup {
    let ten = Period {
        length: 10,
        unit: LengthUnit::Day,
        counting: Counting::Cr2WorkingDays,
    };
    let sixty = Period {
        length: 60,
        unit: LengthUnit::Day,
        counting: Counting::Cr1Rolled,
    };
    html! {
        (counted_clock(lang, date(2026, 3, 2), ten, TODAY, "clock-ten"))
        (counted_clock(lang, date(2026, 12, 20), sixty, date(2027, 3, 1), "clock-sixty"))
    }
}

fn lawful_acts(lang: Lang) -> Markup {
    let open = [
        Open {
            title: Words::new("受理申请", "Accept the application"),
            address: "#accept".into(),
            basis: vec![Citation::paragraph("行政复议法", 30, 1)],
            note: Some(Words::new("受理后 60 日内审结", "Then 60 days to decide")),
        },
        Open {
            title: Words::new("通知补正材料", "Ask for missing documents"),
            address: "#correct".into(),
            basis: vec![Citation::article("行政复议法", 31)],
            note: None,
        },
    ];
    let closed = [Closed {
        title: Words::new("作出复议决定", "Decide on the reconsideration"),
        reason: Words::new("申请还没有受理。", "The application is not accepted yet."),
        basis: vec![Citation::article("行政复议法", 62)],
    }];
    lawful_acts::lawful_acts(lang, &open, &closed)
}

fn timeline(lang: Lang) -> Markup {
    let acts = [
        Done {
            title: Words::new("补正材料", "Documents completed"),
            at: date(2026, 3, 5).at(15, 4, 0, 0),
            by: Words::new("申请人", "Applicant"),
            basis: vec![Citation::article("行政复议法", 31).into()],
            note: Some(Words::new(
                "补交处罚决定书复印件。",
                "A copy of the decision was added.",
            )),
            receipt: Some((10_482, "#receipt".into())),
        },
        Done {
            title: Words::new("提出申请", "Application"),
            at: date(2026, 3, 2).at(10, 20, 0, 0),
            by: Words::new("申请人，网上提交", "Applicant, online"),
            basis: vec![Citation::article("行政复议法", 22).into()],
            note: None,
            receipt: Some((10_391, "#receipt".into())),
        },
    ];
    timeline::timeline(lang, &acts)
}

fn refused(lang: Lang) -> Markup {
    let act = Words::new("提出申请", "Application");
    let reason = Words::new(
        "自知道处罚决定之日起已超过 60 日，申请期限已过。",
        "More than 60 days have passed since you learned of the decision.",
    );
    let instead = Words::new(
        "因不可抗力或者其他正当理由耽误的，请写明原因再申请；也可以拨打 12348 咨询。",
        "If something beyond your control kept you from it, apply again and say what; \
         or call 12348.",
    );
    let basis = [Citation::paragraph("行政复议法", 20, 1)];
    let view = RefusalView {
        act: &act,
        reason: &reason,
        basis: &basis,
        instead: Some(&instead),
    };
    refusal::refusal(lang, &view)
}

fn papers(lang: Lang) -> Markup {
    let act = Words::new("提出申请", "Application");
    let view = ReceiptView {
        act: &act,
        number: "示复〔2026〕12号",
        at: date(2026, 3, 2).at(10, 20, 0, 0),
        leaf: 10_391,
        leaf_hash: HASH,
        checkpoint: Some((10_482, "q3X1l0mBzV9gk7m2pYcQ4s8WfKjTnD5uHhR6aEoLx0I=")),
        download: "#download",
        verify: "#verify",
    };
    let title = Words::new("行政复议申请受理通知书", "Notice of acceptance");
    let paper = DocumentView {
        title: &title,
        number: Some("示复受〔2026〕12号"),
        on: Some(date(2026, 3, 9)),
        file: Some(Words::new("PDF，120 KB", "PDF, 120 KB")),
        address: "#document",
        hash: None,
        check: Some((
            qr::qr(
                "https://example.com/check/12",
                say(lang, "查真伪的二维码", "QR code"),
            ),
            "#check".into(),
        )),
    };
    html! {
        (receipt::receipt(lang, &view))
        (document::document(lang, &paper))
    }
}
