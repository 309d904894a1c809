//! One round at the desk: what keeps it from being printed, what units handed in, which texts are
//! alike, the draft to start from, and the paper as it would be printed now.

use std::collections::BTreeMap;

use fadu_kernel::words::Words;
use fadu_office::compile_report::{Report, Round, draft};
use fadu_paper::compile::{ContributionState, TextFault, period};
use fadu_paper::likeness::{Likeness, likenesses};
use fadu_paper::outline::Outline;
use maud::{Markup, html};

use super::signed::as_signed;
use crate::address::segment;
use crate::page::PageHead;
use crate::pages::matter;
use crate::parts::day::table_day;
use crate::parts::heading::heading_with_number;
use crate::parts::notice::{done, notice};
use crate::parts::table::{Column, table};
use crate::parts::tag::tag;
use crate::printed::{article, downloads, sources};
use crate::visit::Visit;

/// Most texts compared with each other: every unit of a great city.
const COMPARED_MAX: usize = 200;
/// Most pairs shown.
const PAIRS_SHOWN_MAX: usize = 30;

/// The page's content.
pub(super) fn view(
    visit: &Visit,
    outline: &Outline,
    round: &Round,
    report: &Report,
    head: &PageHead<'_>,
) -> Markup {
    let number = &round.matter.number;
    let state = match (round.published_on, round.signed_on) {
        (Some(_), _) => visit.say("已公开", "Published"),
        (None, Some(_)) => visit.say("已签发", "Signed"),
        (None, None) => visit.say("编制中", "In preparation"),
    };
    let stem = format!("/desk/report/{}/{}", segment(number), period(round.span));
    let preview = match &report.signed {
        Some(_) => visit.say("签发的文本", "As it was signed"),
        None => visit.say("照现在的样子印出来", "As it would be printed now"),
    };
    html! {
        (heading_with_number(number, head.title.get(visit.lang()), &tag(state)))
        p {
            a href=(matter::address(number)) {
                (visit.say("办理：汇编、签发、公开", "Acts: compile, sign, publish"))
            }
            @if round.published_on.is_some() {
                " · " a href={ "/report/" (period(round.span)) } {
                    (visit.say("公开的页面", "The public page"))
                }
            }
        }
        (faults(visit, report))
        (contributions(visit, report))
        (alike(visit, outline, report))
        (start(visit, outline, report))
        section aria-labelledby="preview" {
            h2 id="preview" { (preview) }
            (as_signed(visit, round, report))
            (downloads(visit, &stem, ""))
            (article(&report.compiled.paper))
        }
        (sources(visit.lang(), &report.compiled.sources, report.leaves))
    }
}

/// What is not printed, where it stands, and what to do.
fn faults(visit: &Visit, report: &Report) -> Markup {
    let lang = visit.lang();
    let own = report
        .compiled
        .faults
        .iter()
        .filter(|fault| fault.unit.is_none());
    let list: Vec<&TextFault> = own.chain(&report.faults_handed_in).collect();
    if list.is_empty() {
        let title = visit.say("可以印出", "Ready to be printed");
        return done(
            title,
            &html! { p { (visit.say(
                "每一个数都有来源。",
                "Every number has a source.",
            )) } },
        );
    }
    let columns = [
        Column::text("在哪里", "Where"),
        Column::text("为什么不印", "Why it is not printed"),
        Column::text("怎么办", "What to do"),
    ];
    let rows: Vec<Vec<Markup>> = list
        .into_iter()
        .map(|fault| {
            let whose = fault.unit.as_deref();
            let whose = whose.unwrap_or_else(|| visit.say("报告稿", "The report"));
            vec![
                html! {
                    (whose) " · " (fault.section) " · "
                    (visit.say("第", "line ")) (fault.line) (visit.say("行", ""))
                },
                html! { (fault.words().get(lang)) },
                html! { (fault.remedy().get(lang)) },
            ]
        })
        .collect();
    let caption = Words::new("不能印出的内容", "What cannot be printed");
    let title = if report.compiled.faults.is_empty() {
        visit.say("单位材料有问题", "Parts handed in need a look")
    } else {
        visit.say("还不能签发", "Not ready to be signed")
    };
    html! {
        (notice(title, &html! {
            p { (visit.say(
                "没有来源的数字、读不懂的位置和没有数的指标不印出，原处留空。",
                "Numbers without a source, places that cannot be read and figures without a value \
                 are not printed; their place stays blank.",
            )) }
        }))
        (table(lang, &caption, &columns, &rows))
    }
}

const fn state_words(state: ContributionState) -> (&'static str, &'static str) {
    match state {
        ContributionState::Awaited => ("未到期", "Awaited"),
        ContributionState::Missing => ("逾期未报", "Overdue"),
        ContributionState::HandedIn => ("按期报送", "In time"),
        ContributionState::HandedInLate => ("逾期报送", "Late"),
    }
}

fn contributions(visit: &Visit, report: &Report) -> Markup {
    let (lang, list) = (visit.lang(), &report.handed_in);
    if list.is_empty() {
        return html! {};
    }
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for one in list {
        *counts
            .entry(state_words(one.contribution.state))
            .or_default() += 1;
    }
    let columns = [
        Column::text("单位", "Unit"),
        Column::text("材料", "State"),
        Column::text("报送期限", "Due"),
        Column::text("材料中的问题", "Faults"),
        Column::text("事项", "Matter"),
    ];
    // The late stand first.
    let mut sorted: Vec<_> = list.iter().collect();
    sorted.sort_by_key(|one| match one.contribution.state {
        ContributionState::Missing => 0,
        ContributionState::HandedInLate => 1,
        ContributionState::Awaited => 2,
        ContributionState::HandedIn => 3,
    });
    let rows: Vec<Vec<Markup>> = sorted
        .into_iter()
        .map(|one| {
            let (zh, en) = state_words(one.contribution.state);
            let written = !one.contribution.texts.is_empty();
            let name = &one.contribution.name;
            let faults = report.faults_handed_in.iter();
            let faults = faults
                .filter(|fault| fault.unit.as_ref() == Some(name))
                .count();
            vec![
                html! { (visit.unit_name(&one.contribution.unit)) },
                html! {
                    (visit.say(zh, en))
                    @if one.returned > 0 {
                        (visit.say("，退回 ", ", sent back ")) (one.returned)
                        (visit.say(" 次", " times"))
                    }
                },
                one.contribution
                    .due_on
                    .map_or_else(|| html! { "—" }, table_day),
                html! {
                    @if !written { (visit.say("没有材料", "nothing written")) }
                    @else if faults > 0 { (faults) } @else { "—" }
                },
                html! { a href=(matter::address(&one.number)) { (one.number) } },
            ]
        })
        .collect();
    let caption = Words::new("迟的在前", "The late stand first");
    html! {
        section aria-labelledby="contributions" {
            h2 id="contributions" { (visit.say("各单位材料", "What units handed in")) }
            p {
                @for ((zh, en), count) in &counts {
                    (tag(&format!("{} {count}", visit.say(zh, en)))) " "
                }
            }
            (table(lang, &caption, &columns, &rows))
        }
    }
}

/// Texts of different units that are alike, section by section.
fn alike(visit: &Visit, outline: &Outline, report: &Report) -> Markup {
    let mut pairs: Vec<(String, String, String, Likeness)> = Vec::new();
    for section in &outline.sections {
        let written: Vec<(&str, &str)> = report
            .handed_in
            .iter()
            .filter_map(|one| {
                let text = one.contribution.texts.get(&section.id)?;
                Some((one.contribution.unit.as_str(), text.as_str()))
            })
            .take(COMPARED_MAX)
            .collect();
        let texts: Vec<&str> = written.iter().map(|(_, text)| *text).collect();
        for found in likenesses(&texts) {
            let name = |at: usize| visit.unit_name(written[at].0).to_owned();
            let (one, other) = (name(found.one), name(found.other));
            pairs.push((section.title.clone(), one, other, found));
        }
    }
    if pairs.is_empty() {
        return html! {};
    }
    pairs.sort_by_key(|(_, _, _, found)| std::cmp::Reverse(found.percent));
    let columns = [
        Column::text("单位", "Units"),
        Column::number("相同（%）", "Alike (%)"),
        Column::text("最长的相同文字", "Longest passage in both"),
    ];
    let rows: Vec<Vec<Markup>> = pairs
        .iter()
        .take(PAIRS_SHOWN_MAX)
        .map(|(_, one, other, found)| {
            let passage: String = found.passage.chars().take(80).collect();
            vec![
                html! { (one) " / " (other) },
                html! { (found.percent) },
                html! { "“" (passage) "”" },
            ]
        })
        .collect();
    let caption = Words::new("相同最多的在前", "The most alike stand first");
    html! {
        section aria-labelledby="alike" {
            h2 id="alike" { (visit.say("文字雷同", "Alike")) }
            p.quiet { (visit.say(
                "按八个字的片段比较，数字不计。只供提醒：是否退回由经办人决定。",
                "Compared by runs of eight characters, numbers apart. A hint, not a verdict.",
            )) }
            (table(visit.lang(), &caption, &columns, &rows))
        }
    }
}

/// The draft to copy into the act by which the report is compiled.
fn start(visit: &Visit, outline: &Outline, report: &Report) -> Markup {
    let drafts = draft(report, outline);
    html! {
        details {
            summary { (visit.say("起草用的底稿", "A draft to start from")) }
            p { (visit.say(
                "由提纲和各单位材料拼成。复制到“汇编报告稿”中修改；数的位置写作 {figure:…}，\
                 引用别人公布的数写作 {quote:数|来源}；\
                 独占一行的 {parts} 就是提纲的各部分。",
                "Put together from the outline and what units handed in. Copy it into the act of \
                 compiling; figures stand as {figure:…}, quoted numbers as {quote:number|source}, \
                 and {parts} alone on a line as the outline's own parts.",
            )) }
            @for section in &outline.sections {
                @if let Some(text) = drafts.get(&section.id).filter(|text| !text.is_empty()) {
                    h3 { (section.title) }
                    pre.draft { (text) }
                }
            }
        }
    }
}
