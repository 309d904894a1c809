//! What happened on a matter: every act with who did it and its receipt, the papers issued, and
//! what was refused.

use std::collections::BTreeMap;

use fadu_kernel::act::{Act, ActId};
use fadu_kernel::actor::Actor;
use fadu_kernel::citation::Citation;
use fadu_kernel::words::{Lang, Words};
use fadu_office::see_matter::Sight;
use fadu_store::{Reader, RefusalFilter};
use maud::{Markup, html};

use super::Whole;
use crate::address::segment;
use crate::as_of::as_of;
use crate::parts::citation::citations;
use crate::parts::day;
use crate::parts::document::{DocumentView, document};
use crate::parts::timeline::{Done, timeline as drawn};
use crate::visit::{Problem, Visit};

/// Most acts drawn; the earliest of a longer matter are left to the ledger.
const ACTS_SHOWN_MAX: usize = 120;
/// Most refusals listed.
const REFUSALS_SHOWN_MAX: usize = 20;

/// Where the receipt of an act is.
pub(crate) fn receipt_address(act: ActId) -> String {
    format!("/acts/{}", act.0)
}

/// A role's title, or one of the words that stand for no role.
pub(crate) fn role_words(visit: &Visit, role: &str) -> Words {
    let title = visit
        .rules()
        .packs
        .roles
        .get(role)
        .map(|role| role.title.clone());
    title.unwrap_or_else(|| Words::new(role, role))
}

/// Names of accounts, looked up once each.
pub(crate) struct Names<'a> {
    visit: &'a Visit,
    reader: &'a Reader,
    known: BTreeMap<String, String>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(visit: &'a Visit, reader: &'a Reader) -> Self {
        Self {
            visit,
            reader,
            known: BTreeMap::new(),
        }
    }

    /// The person's name behind an account's id.
    pub(crate) fn person(&mut self, account: &str) -> Result<String, Problem> {
        if let Some(name) = self.known.get(account) {
            return Ok(name.clone());
        }
        let found = self.reader.account(account)?;
        let name = found.map_or_else(|| account.to_owned(), |account| account.name);
        self.known.insert(account.to_owned(), name.clone());
        Ok(name)
    }

    /// Who did an act, as what and where.
    pub(crate) fn doer(&mut self, act: &Act) -> Result<Words, Problem> {
        Ok(match &act.actor {
            Actor::Official { account, posts } => {
                let name = self.person(account)?;
                let role = role_words(self.visit, &act.role);
                let unit = posts
                    .iter()
                    .find(|post| post.role == act.role)
                    .map(|post| &post.unit);
                let unit = unit.and_then(|unit| self.visit.units.get(unit));
                match unit {
                    Some(unit) => Words::new(
                        format!("{name}（{}，{}）", role.zh, unit.name.zh),
                        format!("{name} ({}, {})", role.en, unit.name.en),
                    ),
                    None => Words::new(
                        format!("{name}（{}）", role.zh),
                        format!("{name} ({})", role.en),
                    ),
                }
            }
            Actor::Party => Words::new("当事人（凭编号和查询码）", "a party, by number and code"),
            Actor::Anyone => Words::new("公众（未登录）", "somebody without an account"),
            Actor::Handover { account } => match account {
                Some(account) => {
                    let name = self.person(account)?;
                    Words::new(
                        format!("由关联事项移交（经办 {name}）"),
                        format!("by hand-over ({name})"),
                    )
                }
                None => Words::new("由关联事项移交", "by hand-over"),
            },
            Actor::Scheme => Words::new("定期机制", "the periodic scheme"),
            Actor::Law => Words::new("法律规定，期限届满", "the law, by lapse of time"),
        })
    }
}

/// Everything that was done, newest first.
pub(super) fn timeline(
    visit: &Visit,
    reader: &Reader,
    whole: &Whole<'_>,
) -> Result<Markup, Problem> {
    let (law, mut names) = (whole.law(), Names::new(visit, reader));
    let mut shown: Vec<Done> = Vec::new();
    let mut stage = String::new();
    for act in &whole.acts {
        let rule = law.act(&act.act);
        let title = rule.map(|rule| rule.title.clone());
        let moved = (act.stage != stage)
            .then(|| law.stage(&act.stage))
            .flatten();
        stage.clone_from(&act.stage);
        shown.push(Done {
            title: title.unwrap_or_else(|| Words::new(act.act.clone(), act.act.clone())),
            at: act.at,
            by: names.doer(act)?,
            basis: rule.map_or_else(Vec::new, |rule| as_of(visit, &rule.basis, act.at.date())),
            note: moved.map(|stage| {
                Words::new(
                    format!("进入“{}”", stage.title.zh),
                    format!("Now: {}", stage.title.en),
                )
            }),
            receipt: u64::try_from(act.id.0)
                .ok()
                .map(|leaf| (leaf, receipt_address(act.id))),
        });
    }
    let earlier = shown.len().saturating_sub(ACTS_SHOWN_MAX);
    shown.reverse();
    shown.truncate(ACTS_SHOWN_MAX);
    Ok(html! {
        section aria-labelledby="history" {
            h2 id="history" { (visit.say("办理经过", "What was done")) }
            (drawn(visit.lang(), &shown))
            @if earlier > 0 {
                p.quiet {
                    (visit.say("更早的 ", "Earlier acts not shown: ")) (earlier)
                    (visit.say(" 项未列出。", "."))
                }
            }
        }
    })
}

/// The papers that acts issued, newest first.
pub(super) fn documents(visit: &Visit, whole: &Whole<'_>) -> Markup {
    let law = whole.law();
    let issued = whole.acts.iter().rev().flat_map(|act| {
        let issues = law
            .act(&act.act)
            .map_or(&[][..], |rule| rule.issues.as_slice());
        issues
            .iter()
            .filter_map(move |id| Some((act, law.document(id)?)))
    });
    let issued: Vec<_> = issued.collect();
    if issued.is_empty() {
        return html! {};
    }
    html! {
        section aria-labelledby="documents" {
            h2 id="documents" { (visit.say("文书", "Documents")) }
            @if whole.seen.sight < Sight::Whole {
                p.quiet { (visit.say(
                    "文书含个人信息，您的岗位不参与本程序，不能打开。",
                    "Documents hold personal data and do not open for your post.",
                )) }
            }
            @for (act, paper) in issued {
                @let address = format!(
                    "{}/documents/{}?act={}",
                    super::address(&whole.matter().number), segment(&paper.id), act.id.0
                );
                (document(visit.lang(), &DocumentView {
                    title: &paper.title,
                    number: Some(&whole.matter().number),
                    on: Some(act.at.date()),
                    file: None,
                    address: &address,
                    hash: None,
                    check: None,
                }))
            }
        }
    }
}

/// What was asked for on this matter and refused.
pub(super) fn refusals(
    visit: &Visit,
    reader: &Reader,
    whole: &Whole<'_>,
) -> Result<Markup, Problem> {
    let filter = RefusalFilter {
        matter: Some(whole.matter().id),
        ..RefusalFilter::default()
    };
    let page = reader.refusals(&filter, None, REFUSALS_SHOWN_MAX)?;
    if page.items.is_empty() {
        return Ok(html! {});
    }
    let lang = visit.lang();
    Ok(html! {
        section aria-labelledby="refusals" {
            h2 id="refusals" { (visit.say("未准许的办理", "What was refused")) }
            ul {
                @for line in &page.items {
                    @let act = whole.law().act(&line.act);
                    @let basis = cited(line.citation.as_deref());
                    li {
                        strong {
                            (act.map_or(line.act.as_str(), |act| act.title.get(lang)))
                        }
                        " · " (day::moment(lang, line.at))
                        @if let Some(login) = &line.account { " · " (login) }
                        p { (line.words.get(lang)) }
                        @if !basis.is_empty() { p { (citations(lang, &basis)) } }
                    }
                }
            }
            @if page.next.is_some() {
                p.quiet { (match lang {
                    Lang::Zh => format!("只列最近 {REFUSALS_SHOWN_MAX} 条。"),
                    Lang::En => format!("The latest {REFUSALS_SHOWN_MAX} only."),
                }) }
            }
        }
    })
}

/// Citations as kept with a refusal: one after another with spaces between.
pub(crate) fn cited(text: Option<&str>) -> Vec<Citation> {
    let (mut found, mut open) = (Vec::new(), String::new());
    for part in text.unwrap_or("").split(' ') {
        // The title of a city's own document may hold a space.
        if !open.is_empty() {
            open.push(' ');
        }
        open.push_str(part);
        if let Ok(citation) = open.parse() {
            found.push(citation);
            open.clear();
        }
    }
    found
}
