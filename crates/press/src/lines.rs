//! Breaking glyphs into lines: no closing mark begins a line, no opening mark ends one, and no
//! number is cut in two.

use crate::glyphs::{Glyph, width};
use crate::measures::CELL;

/// How far a line may fall short and still be spread to its full width, in characters.
const SPREAD_MAX: f32 = 4.0;
/// Rounding of sums, in points.
const SLACK: f32 = 0.05;

/// A glyph with its place in a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// From the left edge of the text, in points.
    pub x: f32,
    /// The glyph.
    pub glyph: Glyph,
}

/// How a line lies between its edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lie {
    /// Spread from edge to edge, but for the last.
    Full,
    /// From the left.
    Left,
    /// In the middle.
    Middle,
}

/// Breaks glyphs into lines of a width, the first of them indented.
pub fn lines(glyphs: &[Glyph], measure: f32, indent: f32, set: Lie) -> Vec<Vec<Placed>> {
    let mut lines = Vec::new();
    let mut start = 0;
    while start < glyphs.len() {
        let indent = if start == 0 { indent } else { 0.0 };
        let end = end_of_line(glyphs, start, measure - indent);
        let mut line = glyphs[start..end].to_vec();
        start = end;
        while glyphs
            .get(start)
            .is_some_and(|glyph| glyph.character == ' ')
        {
            start += 1;
        }
        while line.last().is_some_and(|glyph| glyph.character == ' ') && !line.is_empty() {
            line.pop();
        }
        let is_last = start >= glyphs.len();
        lines.push(placed(line, measure, indent, set, is_last));
    }
    lines
}

/// Breaks a title into lines of about the same length, as titles are set.
pub fn balanced(glyphs: &[Glyph], measure: f32) -> Vec<Vec<Placed>> {
    let least = lines(glyphs, measure, 0.0, Lie::Middle).len();
    if least < 2 {
        return lines(glyphs, measure, 0.0, Lie::Middle);
    }
    let step = glyphs.first().map_or(CELL, |glyph| glyph.size);
    let mut narrow = measure;
    while narrow - step > width(glyphs) / 2.0_f32.powi(8)
        && lines(glyphs, narrow - step, 0.0, Lie::Middle).len() == least
    {
        narrow -= step;
    }
    let shift = (measure - narrow) / 2.0;
    let mut set = lines(glyphs, narrow, 0.0, Lie::Middle);
    for placed in set.iter_mut().flatten() {
        placed.x += shift;
    }
    set
}

/// Where the line that starts here ends.
fn end_of_line(glyphs: &[Glyph], start: usize, measure: f32) -> usize {
    let (mut reach, mut squeeze) = (0.0, 0.0);
    for (at, glyph) in glyphs.iter().enumerate().skip(start) {
        let over = reach + glyph.advance - measure;
        if over > SLACK {
            // A closing mark may still come in if the marks before it give way.
            let gives_way = closes(glyph) && over <= squeeze + give(glyph);
            let next = glyphs.get(at + 1);
            if gives_way && !next.is_some_and(closes) {
                return at + 1;
            }
            return break_before(glyphs, start, at);
        }
        reach += glyph.advance;
        squeeze += give(glyph);
    }
    glyphs.len()
}

/// The last place not after `at` where a line may break.
fn break_before(glyphs: &[Glyph], start: usize, at: usize) -> usize {
    let mut end = at;
    while end > start {
        if may_break(&glyphs[end - 1], &glyphs[end]) {
            return end;
        }
        end -= 1;
    }
    // Nothing to break at: what is too long for a line is cut.
    at.max(start + 1)
}

fn may_break(before: &Glyph, after: &Glyph) -> bool {
    let (a, b) = (before.character, after.character);
    let joined = is_word(a) && is_word(b);
    let dash = (a == '—' && b == '—') || (a == '…' && b == '…');
    !(joined || dash || closes(after) || opens(before))
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(
            c,
            '.' | ',' | '%' | '-' | '/' | '_' | ':' | '?' | '=' | '&' | '#'
        )
}

fn closes(glyph: &Glyph) -> bool {
    "，。、；：？！）》〉」』】〕”’％‰…,.;:?!)]}%".contains(glyph.character)
}

fn opens(glyph: &Glyph) -> bool {
    "（《〈「『【〔“‘([{".contains(glyph.character)
}

/// How much a mark can give way: the empty half of its square.
fn give(glyph: &Glyph) -> f32 {
    let halved = "，。、；：）》〉」』】〕”’".contains(glyph.character) && glyph.is_wide();
    if halved { glyph.advance * 0.45 } else { 0.0 }
}

fn placed(line: Vec<Glyph>, measure: f32, indent: f32, set: Lie, is_last: bool) -> Vec<Placed> {
    let room = measure - indent - width(&line);
    let mut x = indent;
    let mut spread = 0.0;
    let mut share = 0.0;
    match set {
        Lie::Middle => x += (room / 2.0).max(0.0),
        Lie::Left | Lie::Full if room < 0.0 => {
            let gives: f32 = line.iter().map(give).sum();
            share = if gives > 0.0 {
                (room / gives).max(-1.0)
            } else {
                0.0
            };
        }
        Lie::Full if !is_last && room <= SPREAD_MAX * CELL => {
            let gaps = line
                .windows(2)
                .filter(|pair| gap(&pair[0], &pair[1]))
                .count();
            // A line has far fewer than 65,536 gaps.
            spread = u16::try_from(gaps).map_or(0.0, |gaps| room / f32::from(gaps.max(1)));
        }
        Lie::Left | Lie::Full => {}
    }
    let mut stand = Vec::with_capacity(line.len());
    let mut glyphs = line.into_iter().peekable();
    while let Some(glyph) = glyphs.next() {
        let mut step = glyph.advance + give(&glyph) * share;
        if glyphs.peek().is_some_and(|next| gap(&glyph, next)) {
            step += spread;
        }
        stand.push(Placed { x, glyph });
        x += step;
    }
    stand
}

/// Whether room may come between two glyphs.
fn gap(before: &Glyph, after: &Glyph) -> bool {
    !(is_word(before.character) && is_word(after.character))
}
