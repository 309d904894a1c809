//! Citations as of the day of an act: the version that was in force then, and whether the article
//! reads otherwise by now.
//!
//! A procedure cites by article; which text that was is said by the index of statutes, and only
//! for the day on which something was done.

use fadu_kernel::citation::Citation;
use fadu_kernel::words::Words;
use fadu_pack::statutes::{Article, ArticleNumber, Resolution, StatuteIndex, TextState, Version};
use jiff::civil::Date;

use crate::parts::citation::CitedOn;
use crate::visit::Visit;

/// These citations as they stood on a day.
pub fn as_of(visit: &Visit, citations: &[Citation], on: Date) -> Vec<CitedOn> {
    let statutes = &visit.rules().statutes;
    let cited = citations.iter();
    cited
        .map(|citation| cited_on(statutes, citation, on, visit.today()))
        .collect()
}

fn cited_on(statutes: &StatuteIndex, citation: &Citation, on: Date, today: Date) -> CitedOn {
    let (day, remark) = match statutes.resolve(citation, on) {
        Resolution::Resolved { law, version, .. } => match law.version_on(today) {
            Some(now) if now.date == version.date => (None, None),
            now => (Some(on), since_then(citation, version, now)),
        },
        Resolution::NotInForce { from, until } => (Some(on), Some(not_then(from, until))),
        Resolution::NoSuchArticle { .. }
        | Resolution::NoSuchParagraph { .. }
        | Resolution::NoSuchItem { .. } => {
            let known = statutes.law(citation.title());
            let version = known.and_then(|law| law.version_on(on));
            // Of a version whose text was not seen the index knows a few articles only.
            let seen = version.is_some_and(|version| version.text != TextState::Unseen);
            let remark = Words::new(
                "办理当日施行的版本没有这一处",
                "not in the version in force on that day",
            );
            (Some(on), seen.then_some(remark))
        }
        Resolution::Local | Resolution::NoSuchLaw { .. } => (None, None),
    };
    CitedOn {
        citation: citation.clone(),
        on: day,
        remark,
    }
}

fn article<'a>(citation: &Citation, version: &'a Version) -> Option<&'a Article> {
    let Citation::Law { article, sub, .. } = citation else {
        return None;
    };
    version.article(ArticleNumber {
        number: *article,
        sub: *sub,
    })
}

/// What became of an article since the version of an act; nothing where it reads the same.
fn since_then(citation: &Citation, then: &Version, now: Option<&Version>) -> Option<Words> {
    let from = then.in_force;
    let Some(now) = now else {
        return Some(Words::new(
            format!("当时适用{from}起施行的版本，现已失效"),
            format!("the version in force from {from}; no longer in force"),
        ));
    };
    let hash = |version| article(citation, version).and_then(|found: &Article| found.hash);
    let (was, is) = (hash(then), hash(now));
    let (zh, en) = match (was, is) {
        _ if article(citation, now).is_none() => (
            "现行版本没有这一条",
            "the version in force now has no such article",
        ),
        (Some(was), Some(is)) if was == is => return None,
        (Some(_), Some(_)) => ("现行条文不同", "worded otherwise now"),
        _ => ("其后有新的版本", "there has been a newer version since"),
    };
    Some(Words::new(
        format!("当时适用{from}起施行的版本，{zh}"),
        format!("the version in force from {from}; {en}"),
    ))
}

fn not_then(from: Date, until: Option<Date>) -> Words {
    match until {
        Some(until) => Words::new(
            format!("办理当日不在施行期间，该版本施行于{from}至{until}"),
            format!("not in force on that day; in force from {from} to {until}"),
        ),
        None => Words::new(
            format!("办理当日尚未施行，自{from}起施行"),
            format!("not yet in force on that day; in force from {from}"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_act_of_the_past_cites_the_version_of_its_day() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../statutes/index");
        let statutes = StatuteIndex::load(&folder).unwrap();
        let (today, then) = (date(2026, 3, 2), date(2022, 6, 1));
        let table = [
            // In force on both days in the same version: nothing to say.
            ("人民调解法:33", then, None),
            // The law of 2023 renumbered and reworded; the version of 2017 has no article 62.
            ("行政复议法:62:1", then, Some("没有这一处")),
            ("行政复议法:9", then, Some("当时适用2018-01-01起施行的版本")),
            ("行政复议法:62:1", date(2024, 6, 1), None),
            // A law that came later, and one that is no more.
            ("法治宣传教育法:1", then, Some("尚未施行")),
            ("没有这部法律:1", then, None),
            ("local:《办法》:3", then, None),
        ];
        for (text, on, expected) in table {
            let citation: Citation = text.parse().unwrap();
            let found = cited_on(&statutes, &citation, on, today);
            let said = found.remark.map(|remark| remark.zh);
            match expected {
                None => assert_eq!(said, None, "{text}"),
                Some(words) => {
                    let said = said.unwrap_or_default();
                    assert!(said.contains(words), "{text}: {said}");
                    assert_eq!(found.on, Some(on), "{text}");
                }
            }
        }
    }
}
