//! How alike two texts are: the share of runs of characters that they have in common.
//!
//! It is for the person who reads reports of many units and asks which were copied from each
//! other. It judges nothing: formulas that all must repeat make texts alike as well.

use std::collections::BTreeSet;

/// Characters in a run: long enough that shared runs are shared phrases.
const RUN: usize = 8;
/// Shortest text compared, in characters; below that everything is alike.
pub const LENGTH_MIN: usize = 60;
/// From this share in per cent on, a pair is shown.
pub const SHOWN_MIN: u8 = 40;

/// Two texts that are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// The first text's place in the list.
    pub one: usize,
    /// The other's.
    pub other: usize,
    /// Runs in common over the runs of the shorter text, in per cent, rounded down.
    pub percent: u8,
    /// The longest passage that stands in both, as the first has it.
    pub passage: String,
}

/// The pairs of texts that are alike, the most alike first.
///
/// Figures placed and numbers do not count, so that the same sentence around another number is
/// still the same sentence.
pub fn likenesses(texts: &[&str]) -> Vec<Likeness> {
    let read: Vec<Vec<char>> = texts.iter().map(|text| letters(text)).collect();
    let runs: Vec<BTreeSet<&[char]>> = read
        .iter()
        .map(|letters| letters.windows(RUN).collect())
        .collect();
    let mut found = Vec::new();
    for one in 0..texts.len() {
        for other in one + 1..texts.len() {
            let shorter = read[one].len().min(read[other].len());
            if shorter < LENGTH_MIN {
                continue;
            }
            let common = runs[one].intersection(&runs[other]).count();
            let least = runs[one].len().min(runs[other].len()).max(1);
            let percent = u8::try_from(common * 100 / least).unwrap_or(100);
            if percent >= SHOWN_MIN {
                let passage = longest_passage(&read[one], &runs[other]);
                found.push(Likeness {
                    one,
                    other,
                    percent,
                    passage,
                });
            }
        }
    }
    found.sort_by(|a, b| (b.percent, a.one, a.other).cmp(&(a.percent, b.one, b.other)));
    found
}

/// The longest stretch of a text of which every run stands in the other.
fn longest_passage(letters: &[char], other: &BTreeSet<&[char]>) -> String {
    let (mut best, mut start) = (0..0, None);
    for at in 0..=letters.len().saturating_sub(RUN) {
        let shared = letters
            .get(at..at + RUN)
            .is_some_and(|run| other.contains(run));
        if shared {
            let from = *start.get_or_insert(at);
            if at + RUN - from > best.len() {
                best = from..at + RUN;
            }
        } else {
            start = None;
        }
    }
    letters.get(best).unwrap_or_default().iter().collect()
}

/// The letters of a text: no spaces, no marks, no numbers, no places.
fn letters(text: &str) -> Vec<char> {
    let mut depth = 0_usize;
    let mut kept = Vec::new();
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            c if depth == 0 && c.is_alphabetic() => kept.push(c),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "坚持把法治建设摆在全局工作的重要位置来抓，主要负责同志切实履行推进法治建设\
                       第一责任人职责，对重要工作亲自部署、重大问题亲自过问、重点环节亲自协调。";
    const OTHER: &str = "全年受理群众来访一批，逐件登记、逐件答复；与法院建立诉前对接，调解室设在\
                         信访大厅，当事人当场可以申请司法确认，来访人少跑了许多路。";

    #[test]
    fn a_copied_text_is_named_with_the_passage_it_shares() {
        let changed = format!("今年以来，{}办结案件 15 件。", ONE.replace("全局", "中心"));
        let found = likenesses(&[ONE, OTHER, &changed]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].one, found[0].other), (0, 2));
        assert!(found[0].percent >= 70, "{found:?}");
        assert!(found[0].passage.contains("对重要工作亲自部署"), "{found:?}");
    }

    #[test]
    fn numbers_do_not_make_texts_different() {
        let one = format!("{ONE}办结 12 件。");
        let other = format!("{ONE}办结 99 件。");
        assert_eq!(likenesses(&[&one, &other])[0].percent, 100);
    }

    #[test]
    fn short_texts_are_not_compared() {
        assert_eq!(likenesses(&["没有问题。", "没有问题。"]), []);
    }
}
