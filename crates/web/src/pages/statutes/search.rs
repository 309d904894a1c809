//! Looking for words in the texts of articles, where texts are installed.

use fadu_kernel::citation::Citation;
use maud::{Markup, html};

use crate::law_words;
use crate::visit::Visit;

/// Shortest words looked for in the texts; one character stands in every other article.
const WANTED_LENGTH_MIN: usize = 2;
/// Most articles listed for a search.
const HITS_MAX: usize = 20;
/// Characters shown before and after the words found.
const AROUND: usize = 20;

/// An article whose installed text has what is looked for.
pub(super) struct Hit {
    cited: Citation,
    around: String,
}

/// Articles in force today whose installed text has these words; none where no text is installed.
pub(super) fn in_texts(visit: &Visit, wanted: &str) -> Vec<Hit> {
    let Some(texts) = visit.rules().texts.as_ref() else {
        return Vec::new();
    };
    if wanted.chars().count() < WANTED_LENGTH_MIN {
        return Vec::new();
    }
    let today = visit.today();
    let versions = visit.rules().statutes.laws();
    let versions = versions.filter_map(|law| Some((law, law.version_on(today)?)));
    let hits = versions.flat_map(|(law, version)| {
        let numbers = version.articles.iter().map(|article| article.number);
        numbers.filter_map(move |number| {
            let text = texts.article(&law.key, version.date, number.number, number.sub)?;
            let around = text
                .paragraphs
                .iter()
                .find_map(|text| around(text, wanted))?;
            let cited = Citation::Law {
                law: law.key.clone(),
                article: number.number,
                sub: number.sub,
                paragraph: 0,
                item: 0,
            };
            Some(Hit { cited, around })
        })
    });
    hits.take(HITS_MAX).collect()
}

/// The words with a little of what stands around them.
fn around(text: &str, wanted: &str) -> Option<String> {
    let at = text.find(wanted)?;
    let skipped = text[..at].chars().count().saturating_sub(AROUND);
    let length = AROUND * 2 + wanted.chars().count();
    let shown: String = text.chars().skip(skipped).take(length).collect();
    Some(format!("…{}…", shown.replace('\n', "")))
}

/// The articles found, each with the words where they stand.
pub(super) fn hit_list(visit: &Visit, hits: &[Hit]) -> Markup {
    html! {
        @if !hits.is_empty() {
            h2 { (visit.say("条文里有这些字的", "Articles with these words")) }
            ul {
                @for hit in hits {
                    li {
                        (law_words::cite(visit, &hit.cited))
                        p.quiet lang="zh-Hans" { (hit.around) }
                    }
                }
            }
            @if hits.len() >= HITS_MAX {
                p.quiet {
                    (visit.say("只列前 ", "Only the first ")) (HITS_MAX)
                    (visit.say(
                        " 条，多写几个字可以缩小范围。",
                        " are listed; add words to narrow.",
                    ))
                }
            }
        }
    }
}
