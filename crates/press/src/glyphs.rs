//! Words turned into glyphs of a size, with what they lead to.

use fadu_paper::paper::Span;

use crate::faces::{Faces, Role, Shape};
use crate::measures::{BODY, CELL};

/// A glyph before it has a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// The character it stands for.
    pub character: char,
    /// Its shape.
    pub shape: Shape,
    /// Its size in points.
    pub size: f32,
    /// How far the next one is, in points.
    pub advance: f32,
    /// Where it leads.
    pub address: Option<String>,
}

impl Glyph {
    /// Whether it is as wide as it is high, as Chinese characters are.
    pub fn is_wide(&self) -> bool {
        self.shape.advance > 0.9
    }
}

/// A face in a size.
#[derive(Debug, Clone, Copy)]
pub struct Type {
    /// The face.
    pub role: Role,
    /// Its size in points.
    pub size: f32,
    /// What a wide character takes up.
    pub cell: f32,
}

impl Type {
    /// The text of a paper: 28 characters in a line.
    pub const fn body(role: Role) -> Self {
        Self {
            role,
            size: BODY,
            cell: CELL,
        }
    }

    /// A face in a size, set solid.
    pub const fn solid(role: Role, size: f32) -> Self {
        Self {
            role,
            size,
            cell: size,
        }
    }
}

/// The glyphs of spans. Control characters are not printed.
pub fn glyphs(faces: &mut Faces, spans: &[Span], kind: Type) -> Vec<Glyph> {
    let mut set = Vec::new();
    for span in spans {
        for character in span.text.chars() {
            let character = match character {
                '\t' | '\n' | '\u{3000}' | '\u{A0}' => ' ',
                c if c.is_control() || is_format(c) => continue,
                c => c,
            };
            set.push(glyph(faces, character, kind, span.address.clone()));
        }
    }
    set
}

/// The glyphs of plain words.
pub fn plain(faces: &mut Faces, words: &str, kind: Type) -> Vec<Glyph> {
    glyphs(faces, &[Span::words(words)], kind)
}

fn glyph(faces: &mut Faces, character: char, kind: Type, address: Option<String>) -> Glyph {
    let shape = faces.shape(kind.role, character);
    let advance = if shape.advance > 0.9 {
        kind.cell * shape.advance
    } else {
        kind.size * shape.advance
    };
    Glyph {
        character,
        shape,
        size: kind.size,
        advance,
        address,
    }
}

/// How far glyphs reach.
pub fn width(glyphs: &[Glyph]) -> f32 {
    glyphs.iter().map(|glyph| glyph.advance).sum()
}

/// Marks that turn the direction of text or join letters: they could make a paper read otherwise
/// than it says.
const fn is_format(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}
