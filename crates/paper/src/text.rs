//! Text as people write it for a paper: paragraphs, headings by their numbers, and places.
//!
//! A place is `{figure:indicator}`, with `|own` for the unit that writes, `|year=2021` for
//! another year, `|change` for the comparison with the year before and `|bare` for no unit;
//! `{quote:number|source}` for a number that somebody else published; and, alone on its line,
//! `{table:key}`, or `{parts}` for the sentences of the outline. Nothing is looked up here.

use std::ops::Range;

use crate::number_guard::sourceless;

/// Longest text read, in characters.
pub const LENGTH_MAX: usize = 100_000;

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// What it is.
    pub kind: ParagraphKind,
    /// Its pieces in order.
    pub pieces: Vec<Piece>,
    /// The line of the text on which it stands, counted from 1.
    pub line: usize,
}

/// What a paragraph is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParagraphKind {
    /// A heading, by the number before it: 1 for 一、, 2 for （一）, 3 for 1., 4 for （1）.
    Heading(u8),
    /// Words.
    Words,
    /// The table with this key.
    Table(String),
    /// The outline's own parts.
    Parts,
}

/// A piece of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words as written.
    Words(String),
    /// A figure to be placed.
    Figure(Placed),
    /// A number quoted.
    Quote {
        /// As published.
        text: String,
        /// By whom, where.
        source: String,
    },
    /// A number without a source.
    Sourceless(String),
    /// A place that cannot be read.
    Unreadable(String),
}

/// A figure asked for by a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placed {
    /// The indicator.
    pub indicator: String,
    /// Another year than the paper's.
    pub year: Option<i16>,
    /// Of the unit that writes, and not of the whole.
    pub own: bool,
    /// With the change against the year before.
    pub change: bool,
    /// Without its unit.
    pub bare: bool,
}

/// Reads a text into paragraphs; empty lines separate nothing more than a line does.
pub fn read(text: &str) -> Vec<Paragraph> {
    let lines = (1..).zip(text.lines());
    let written = lines.map(|(number, line)| (number, line.trim()));
    written
        .filter(|(_, line)| !line.is_empty())
        .map(|(number, line)| paragraph(number, line))
        .collect()
}

fn paragraph(line: usize, text: &str) -> Paragraph {
    let table = text
        .strip_prefix("{table:")
        .and_then(|rest| rest.strip_suffix('}'));
    if let Some(key) = table.filter(|key| is_key(key)) {
        return Paragraph {
            kind: ParagraphKind::Table(key.to_owned()),
            pieces: Vec::new(),
            line,
        };
    }
    if text == "{parts}" {
        return Paragraph {
            kind: ParagraphKind::Parts,
            pieces: Vec::new(),
            line,
        };
    }
    let pieces = guarded(pieces(text));
    let kind = heading_level(text).map_or(ParagraphKind::Words, ParagraphKind::Heading);
    Paragraph { kind, pieces, line }
}

/// The level of a heading; a line that ends a sentence is a paragraph that begins with a number.
fn heading_level(text: &str) -> Option<u8> {
    let short = text.chars().count() <= 60 && !text.contains(['。', '；']);
    let chinese = |c: char| "一二三四五六七八九十".contains(c);
    let figure = |c: char| c.is_ascii_digit();
    let open = text.strip_prefix(['（', '(']);
    let level = if text.trim_start_matches(chinese).starts_with('、') && text.starts_with(chinese)
    {
        1
    } else if open.is_some_and(|rest| {
        rest.starts_with(chinese) && rest.trim_start_matches(chinese).starts_with(['）', ')'])
    }) {
        2
    } else if text.starts_with(figure) && text.trim_start_matches(figure).starts_with(['.', '．'])
    {
        3
    } else if open.is_some_and(|rest| {
        rest.starts_with(figure) && rest.trim_start_matches(figure).starts_with(['）', ')'])
    }) {
        4
    } else {
        return None;
    };
    short.then_some(level)
}

/// Cuts a line at its places.
fn pieces(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        if at > 0 {
            found.push(Piece::Words(rest[..at].to_owned()));
        }
        let Some(length) = rest[at..].find('}') else {
            found.push(Piece::Unreadable(rest[at..].to_owned()));
            return found;
        };
        let place = &rest[at + 1..at + length];
        found.push(place_of(place));
        rest = &rest[at + length + 1..];
    }
    if !rest.is_empty() {
        found.push(Piece::Words(rest.to_owned()));
    }
    found
}

fn place_of(place: &str) -> Piece {
    let unreadable = || Piece::Unreadable(format!("{{{place}}}"));
    if let Some(inside) = place.strip_prefix("quote:") {
        let parts = inside.split_once('|').map(|(t, s)| (t.trim(), s.trim()));
        return match parts {
            Some((text, source)) if !text.is_empty() && source.chars().count() >= 2 => {
                Piece::Quote {
                    text: text.to_owned(),
                    source: source.to_owned(),
                }
            }
            _ => unreadable(),
        };
    }
    let Some(inside) = place.strip_prefix("figure:") else {
        return unreadable();
    };
    let mut parts = inside.split('|').map(str::trim);
    let indicator = parts.next().unwrap_or_default();
    if !is_key(indicator) {
        return unreadable();
    }
    let mut placed = Placed {
        indicator: indicator.to_owned(),
        year: None,
        own: false,
        change: false,
        bare: false,
    };
    for part in parts {
        match part {
            "own" => placed.own = true,
            "change" => placed.change = true,
            "bare" => placed.bare = true,
            part => match part.strip_prefix("year=").map(str::parse) {
                Some(Ok(year @ 1900..=2200)) => placed.year = Some(year),
                _ => return unreadable(),
            },
        }
    }
    Piece::Figure(placed)
}

fn is_key(text: &str) -> bool {
    let part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '.';
    !text.is_empty() && text.len() <= 120 && text.chars().all(part)
}

/// Cuts out of the words what is a number without a source. The line is looked at as a whole, so
/// that a place between two words does not hide what stands around it.
fn guarded(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut line = String::new();
    let mut starts = Vec::with_capacity(pieces.len());
    for piece in &pieces {
        starts.push(line.len());
        match piece {
            Piece::Words(words) => line.push_str(words),
            // An object stands where a place was: no pattern crosses it.
            _ => line.push('\u{FFFC}'),
        }
    }
    let bad = sourceless(&line);
    let mut kept = Vec::with_capacity(pieces.len());
    for (start, piece) in starts.into_iter().zip(pieces) {
        match piece {
            Piece::Words(words) => cut(&words, start, &bad, &mut kept),
            other => kept.push(other),
        }
    }
    kept
}

fn cut(words: &str, start: usize, bad: &[Range<usize>], kept: &mut Vec<Piece>) {
    let mut from = 0;
    for range in bad {
        let (left, right) = (range.start.max(start), range.end.min(start + words.len()));
        if left >= right {
            continue;
        }
        let (left, right) = (left - start, right - start);
        if left > from {
            kept.push(Piece::Words(words[from..left].to_owned()));
        }
        if right > from {
            kept.push(Piece::Sourceless(words[left.max(from)..right].to_owned()));
            from = right;
        }
    }
    if from < words.len() {
        kept.push(Piece::Words(words[from..].to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Piece {
        Piece::Words(text.to_owned())
    }

    #[test]
    fn a_text_is_cut_into_paragraphs_headings_and_tables() {
        let read = read(
            "一、总体情况\n\n（二）化解纠纷\n1. 排查。全年不停。\n{table:mediation}\n{parts}\n正文",
        );
        let kinds: Vec<&ParagraphKind> = read.iter().map(|p| &p.kind).collect();
        assert_eq!(
            kinds,
            [
                &ParagraphKind::Heading(1),
                &ParagraphKind::Heading(2),
                &ParagraphKind::Words,
                &ParagraphKind::Table("mediation".into()),
                &ParagraphKind::Parts,
                &ParagraphKind::Words,
            ]
        );
        assert_eq!(read[1].line, 3);
    }

    #[test]
    fn places_are_read_with_what_they_ask_for() {
        let read = read("调解{figure:mediation.disputes_mediated|own|year=2021}，");
        let Piece::Figure(placed) = &read[0].pieces[1] else {
            panic!("{read:?}")
        };
        assert_eq!(placed.indicator, "mediation.disputes_mediated");
        assert_eq!((placed.own, placed.year), (true, Some(2021)));
    }

    #[test]
    fn a_number_is_found_on_both_sides_of_a_place() {
        let read = read("调解{figure:a.b}，其中30件来自{quote:12|统计公报}，另有5起。");
        assert_eq!(
            read[0].pieces,
            [
                words("调解"),
                Piece::Figure(Placed {
                    indicator: "a.b".into(),
                    year: None,
                    own: false,
                    change: false,
                    bare: false
                }),
                words("，其中"),
                Piece::Sourceless("30".into()),
                words("件来自"),
                Piece::Quote {
                    text: "12".into(),
                    source: "统计公报".into()
                },
                words("，另有"),
                Piece::Sourceless("5".into()),
                words("起。"),
            ]
        );
    }

    #[test]
    fn what_is_not_a_place_is_named_and_not_printed() {
        for text in [
            "{figure:}",
            "{figure:A b}",
            "{figure:a.b|loud}",
            "{quote:12}",
            "{quote:12|}",
            "{include:/etc/passwd}",
            "{",
            "{{figure:a.b}}",
        ] {
            let read = read(text);
            let first = &read[0].pieces[0];
            assert!(matches!(first, Piece::Unreadable(_)), "{text}: {first:?}");
        }
    }
}
