//! Versions of a text side by side: which act gave which, and what changed, article by article.
//!
//! What was added and taken away is marked by its element and a sign, not by colour alone.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::act::Act;
use fadu_kernel::field::{Field, Value};
use fadu_kernel::procedure::Procedure;
use fadu_kernel::words::Words;
use fadu_office::see_matter::Sight;
use fadu_store::{Publication, Reader};
use maud::{Markup, html};
use similar::{ChangeTag, TextDiff};

use super::consultations::published_on;
use super::matter;
use crate::address::{segment, with_query};
use crate::app::App;
use crate::asked::Asked;
use crate::page::Link;
use crate::parts::day;
use crate::parts::heading::heading_with_lead;
use crate::sight::{at_work, law_of, log_sensitive, see_number, snapshot};
use crate::upon::consultation;
use crate::visit::{Problem, Shown, Visit};

/// Who looks: people at work on the matter, or anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// People at work on the matter.
    Desk,
    /// Anybody, where the text is published.
    Public,
}

/// The routes of versions.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/matters/{number}/versions/{field}", get(at_desk))
        .route("/consultations/{number}/versions/{field}", get(in_public))
}

async fn at_desk(visit: Visit, Path((number, field)): Path<(String, String)>) -> Response {
    visit
        .answer(move |visit| desk_page(visit, &number, &field))
        .await
}

async fn in_public(visit: Visit, Path((number, field)): Path<(String, String)>) -> Response {
    visit
        .answer(move |visit| public_page(visit, &number, &field))
        .await
}

fn desk_page(visit: &Visit, number: &str, field: &str) -> Shown {
    let reader = snapshot(visit)?;
    let seen = see_number(visit, &reader, number)?;
    log_sensitive(visit, at_work(visit)?, &seen)?;
    let whole = |field: &&Field| {
        (seen.sight == Sight::Whole || !field.personal) && !seen.hidden.contains(&field.id)
    };
    let field = seen.law.field(field).filter(whole);
    let field = field.filter(|field| field.versioned);
    let field = field.ok_or(Problem::NotFound)?;
    let given = versions(&reader, seen.matter.id, field)?;
    let here = format!(
        "{}/versions/{}",
        matter::address(number),
        segment(&field.id)
    );
    let main = compare(visit, seen.law, field, &given, &here)?;
    let mut head = visit.head_words(field.title.clone());
    let back = Words::new(number, number);
    head.trail = vec![Link::new(back, matter::address(number))];
    visit.desk(&head, &main, None)
}

fn public_page(visit: &Visit, number: &str, field: &str) -> Shown {
    let reader = snapshot(visit)?;
    let row = reader
        .matter_row_by_number(number)?
        .ok_or(Problem::NotFound)?;
    let law = law_of(visit, &row.version)?;
    let shown = published_on(&reader, &row, visit.today())?;
    let public = shown_versioned(law, &shown);
    let field = public.into_iter().find(|known| known.id == field);
    let field = field.ok_or(Problem::NotFound)?;
    // The public sees what was published, and nothing that was written since.
    let last = shown.iter().map(|one| one.act).max();
    let mut given = versions(&reader, row.id, field)?;
    given.retain(|version| last.is_some_and(|last| version.act.id <= last));
    let here = format!("{}/versions/{}", consultation(number), segment(&field.id));
    let main = compare(visit, law, field, &given, &here)?;
    let mut head = visit.head_words(field.title.clone());
    let back = Words::new(row.title.clone(), row.title.clone());
    head.trail = vec![Link::new(back, consultation(number))];
    Ok(visit.public(&head, &main))
}

/// The versioned fields that publications show.
fn shown_versioned<'l>(law: &'l Procedure, shown: &[Publication]) -> Vec<&'l Field> {
    let versioned = law
        .fields
        .iter()
        .filter(|field| field.versioned && !field.personal);
    let public = |field: &&Field| shown.iter().any(|one| one.shown.get(&field.id).is_some());
    versioned.filter(public).collect()
}

/// Links to the versions of the texts that are published of a matter.
pub fn links(
    visit: &Visit,
    law: &Procedure,
    number: &str,
    shown: &[Publication],
    face: Face,
) -> Markup {
    let fields: Vec<&Field> = match face {
        Face::Public => shown_versioned(law, shown),
        Face::Desk => law.fields.iter().filter(|field| field.versioned).collect(),
    };
    let room = match face {
        Face::Public => consultation(number),
        Face::Desk => matter::address(number),
    };
    html! {
        @for field in fields {
            p {
                a href={ (room) "/versions/" (segment(&field.id)) } {
                    (visit.say("各版本对照：", "Versions compared: "))
                    (field.title.get(visit.lang()))
                }
            }
        }
    }
}

/// One version: the act that gave it and the text.
struct Version {
    act: Act,
    text: String,
}

fn versions(
    reader: &Reader,
    matter: fadu_kernel::matter::MatterId,
    field: &Field,
) -> Result<Vec<Version>, Problem> {
    let mut given = Vec::new();
    for record in reader.acts_of(matter)? {
        let act = record.act()?;
        if let Some(Value::Text(text)) = act.facts.get(&field.id) {
            let text = text.clone();
            given.push(Version { act, text });
        }
    }
    Ok(given)
}

/// Which versions are looked at, and the comparison.
fn compare(
    visit: &Visit,
    law: &Procedure,
    field: &Field,
    given: &[Version],
    here: &str,
) -> Result<Markup, Problem> {
    let place = |key: &str, usual: usize| {
        let asked = Asked::of(visit)
            .number(key)
            .and_then(|n| usize::try_from(n).ok());
        asked
            .filter(|n| (1..=given.len()).contains(n))
            .unwrap_or(usual)
    };
    let to = place("to", given.len());
    let from = place("from", to.saturating_sub(1));
    let newer = given.get(to.wrapping_sub(1)).ok_or(Problem::NotFound)?;
    let older = given.get(from.wrapping_sub(1));
    let name = |nth: usize| match visit.lang() {
        fadu_kernel::words::Lang::Zh => format!("第{nth}稿"),
        fadu_kernel::words::Lang::En => format!("Version {nth}"),
    };
    Ok(html! {
        (heading_with_lead(
            field.title.get(visit.lang()),
            match given.len() {
                1 => visit.say(
                    "只有一稿。修改以后，增删的文字在这里对照。",
                    "One version so far. Changes are shown here side by side once there are any.",
                ),
                _ => visit.say(
                    "新增的文字加下划线，删去的文字加删除线。",
                    "Added text is underlined, removed text struck through.",
                ),
            },
        ))
        ol.timeline-plain {
            @for (nth, version) in given.iter().enumerate().map(|(at, version)| (at + 1, version)) {
                li {
                    @if nth == to { strong { (name(nth)) } } @else {
                        a href=(with_query(here, "to", &nth.to_string())) { (name(nth)) }
                    }
                    " · " (day::day(visit.lang(), version.act.at.date())) " · "
                    (law.act(&version.act.act).map_or("", |rule| rule.title.get(visit.lang())))
                }
            }
        }
        @if let Some(older) = older {
            h2 { (name(from)) " → " (name(to)) }
            (difference(visit, &older.text, &newer.text))
        } @else {
            h2 { (name(to)) }
            p.lines { (newer.text) }
        }
    })
}

/// A text by articles: what stands before the first, then each by its heading.
fn articles(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match (article_of(line), found.last_mut()) {
            (Some(name), _) => found.push((name, line.to_owned())),
            (None, Some((_, body))) => {
                body.push('\n');
                body.push_str(line);
            }
            (None, None) => found.push((String::new(), line.to_owned())),
        }
    }
    found
}

/// `第…条` at the head of a line.
fn article_of(line: &str) -> Option<String> {
    let end = line.find('条')? + '条'.len_utf8();
    let head = line.get(..end)?;
    let inner = head.strip_prefix('第')?.strip_suffix('条')?;
    let numeral = |c: char| "零〇一二三四五六七八九十百千".contains(c) || c.is_ascii_digit();
    (!inner.is_empty() && inner.chars().all(numeral)).then(|| head.to_owned())
}

fn difference(visit: &Visit, older: &str, newer: &str) -> Markup {
    let (older, newer) = (articles(older), articles(newer));
    let before: BTreeMap<&str, &str> = pairs(&older).collect();
    let after: BTreeMap<&str, &str> = pairs(&newer).collect();
    let gone: Vec<_> = pairs(&older)
        .filter(|(name, _)| !after.contains_key(name))
        .collect();
    let same = pairs(&newer)
        .filter(|(name, body)| before.get(name) == Some(body))
        .count();
    html! {
        @for (name, body) in pairs(&newer) {
            @match before.get(name) {
                Some(old) if *old == body => {}
                Some(old) => {
                    article.card { h3 { (name) } (changed(old, body)) }
                }
                None => {
                    article.card {
                        h3 { (visit.say("新增", "Added")) " " (name) }
                        p.lines { ins { (body) } }
                    }
                }
            }
        }
        @for (name, body) in gone {
            article.card {
                h3 { (visit.say("删去", "Removed")) " " (name) }
                p.lines { del { (body) } }
            }
        }
        p.quiet {
            (visit.say("没有改动的条文 ", "Articles unchanged: ")) (same)
            (visit.say(" 条。", "."))
        }
    }
}

fn pairs(articles: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    articles
        .iter()
        .map(|(name, body)| (name.as_str(), body.as_str()))
}

fn changed(older: &str, newer: &str) -> Markup {
    let difference = TextDiff::from_chars(older, newer);
    let mut runs: Vec<(ChangeTag, String)> = Vec::new();
    for change in difference.iter_all_changes() {
        match runs.last_mut() {
            Some((tag, run)) if *tag == change.tag() => run.push_str(change.value()),
            _ => runs.push((change.tag(), change.value().to_owned())),
        }
    }
    html! {
        p.lines {
            @for (tag, run) in &runs {
                @match tag {
                    ChangeTag::Equal => { (run) }
                    ChangeTag::Insert => { ins { (run) } }
                    ChangeTag::Delete => { del { (run) } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_its_articles() {
        let text = "关于灯会的办法\n第一条 灯会须申请。\n（一）写明地点。\n第十二条 本办法自公布之日起施行。";
        let names: Vec<String> = articles(text).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["", "第一条", "第十二条"]);
        assert_eq!(article_of("第三人参加"), None);
        assert_eq!(article_of("第三人提出的条件"), None);
    }

    #[test]
    fn what_changed_is_marked_and_the_rest_left() {
        let marked = changed("灯会须申请", "灯会应当申请").into_string();
        assert!(marked.contains("<del>须</del>") && marked.contains("<ins>应当</ins>"));
        assert!(changed("<b>", "<b>").into_string().contains("&lt;b&gt;"));
    }
}
