//! A paper laid out as rows from top to bottom, before it is cut into pages.

use fadu_paper::paper::{Block, Code, Paper, Signature, Span};

use crate::faces::{Faces, Role};
use crate::glyphs::{Type, glyphs, plain, width};
use crate::lines::{Lie, Placed, balanced, lines};
use crate::measures::{BODY, CAPTION, CELL, CODE, MM, ORGAN_BELOW, PITCH, TITLE, WIDTH, baseline};
use crate::tables;

/// Size of the mark of the issuing organ, where it fits in a line.
const ORGAN: f32 = 44.0;
/// From the number to the red line below.
const RULE_BELOW: f32 = 4.0 * MM;
/// Characters between a signature and the right edge.
const SIGNATURE_RIGHT: f32 = 4.0;

/// Something from edge to edge: a line of text, a row of a table, a code.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// How high it is.
    pub height: f32,
    /// Whether it stands on the grid of lines.
    pub snaps: bool,
    /// Whether it may not be the last on its page.
    pub keeps: bool,
    /// Whether it begins a page.
    pub begins_page: bool,
    /// Words in it.
    pub runs: Vec<Run>,
    /// Lines drawn in it.
    pub rules: Vec<Rule>,
    /// A code in it.
    pub code: Option<Square>,
    /// The table to which it belongs.
    pub table: Option<usize>,
}

/// Words in a row.
#[derive(Debug, Clone)]
pub struct Run {
    /// The base line, from the top of the row.
    pub baseline: f32,
    /// The glyphs in their places.
    pub glyphs: Vec<Placed>,
    /// What they are part of.
    pub place: Place,
    /// Printed in red.
    pub red: bool,
}

/// What some words are part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The part of the paper.
    pub part: usize,
    /// The row of a table, from 0.
    pub row: usize,
    /// The column.
    pub column: usize,
}

/// A drawn line, from the upper left corner of the row.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// From the left edge of the text.
    pub x: f32,
    /// From the top of the row.
    pub y: f32,
    /// Its width.
    pub width: f32,
    /// Its height.
    pub height: f32,
    /// Drawn in red.
    pub red: bool,
}

/// A code.
#[derive(Debug, Clone)]
pub struct Square {
    /// What it says.
    pub text: String,
    /// What it is part of.
    pub place: Place,
}

/// A part of a paper, as readers with a screen reader are told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A heading: 1 for the title, 2 for sections.
    Heading(u8, String),
    /// A paragraph.
    Text,
    /// A table.
    Table,
    /// A code with the address it says.
    Code(String),
}

/// A paper laid out.
#[derive(Debug, Default)]
pub struct Layout {
    /// Rows in order.
    pub rows: Vec<Row>,
    /// Parts in order.
    pub parts: Vec<Part>,
    /// The head of each table, repeated on every page.
    pub heads: Vec<Row>,
}

impl Layout {
    /// Begins a part and says where its words belong.
    pub fn begin(&mut self, part: Part) -> Place {
        self.parts.push(part);
        Place {
            part: self.parts.len() - 1,
            row: 0,
            column: 0,
        }
    }

    /// Lines of text on the grid.
    pub fn text(&mut self, set: Vec<Vec<Placed>>, place: Place, size: f32, keeps: bool) {
        for glyphs in set {
            let run = Run {
                baseline: baseline(PITCH, size),
                glyphs,
                place,
                red: false,
            };
            self.rows.push(Row {
                height: PITCH,
                snaps: true,
                keeps,
                runs: vec![run],
                ..Row::default()
            });
        }
    }

    /// An empty line.
    pub fn blank(&mut self, keeps: bool) {
        self.rows.push(Row {
            height: PITCH,
            snaps: true,
            keeps,
            ..Row::default()
        });
    }
}

/// Lays a paper out.
pub fn lay_out(paper: &Paper, faces: &mut Faces) -> Layout {
    let mut layout = Layout::default();
    if let Some(draft) = &paper.draft {
        let place = layout.begin(Part::Text);
        let set = plain(faces, draft, Type::body(Role::Heading));
        layout.text(lines(&set, WIDTH, 0.0, Lie::Left), place, BODY, false);
    }
    match &paper.organ {
        Some(organ) => head_with_organ(&mut layout, faces, organ, paper.number.as_deref()),
        None => layout.blank(false),
    }
    let place = layout.begin(Part::Heading(1, paper.title.clone()));
    let set = plain(faces, &paper.title, Type::solid(Role::Title, TITLE));
    layout.text(balanced(&set, WIDTH - 2.0 * CELL), place, TITLE, true);
    indent_title(&mut layout);
    if let (None, Some(number)) = (&paper.organ, &paper.number) {
        let place = layout.begin(Part::Text);
        let set = plain(faces, number, Type::body(Role::Kai));
        layout.text(lines(&set, WIDTH, 0.0, Lie::Middle), place, BODY, true);
    }
    layout.blank(true);
    if let Some(addressee) = &paper.addressee {
        let place = layout.begin(Part::Text);
        let set = plain(faces, addressee, Type::body(Role::Body));
        layout.text(lines(&set, WIDTH, 0.0, Lie::Full), place, BODY, true);
    }
    blocks(&mut layout, faces, &paper.blocks);
    if let Some(signature) = &paper.signature {
        sign(&mut layout, faces, signature);
    }
    if let Some(code) = &paper.code {
        code_with_caption(&mut layout, faces, code);
    }
    if let Some(annex) = &paper.annex {
        let first = layout.rows.len();
        let place = layout.begin(Part::Text);
        let set = plain(faces, "附件", Type::body(Role::Heading));
        layout.text(lines(&set, WIDTH, 0.0, Lie::Left), place, BODY, true);
        layout.rows[first].begins_page = true;
        let place = layout.begin(Part::Heading(2, annex.title.clone()));
        let set = plain(faces, &annex.title, Type::solid(Role::Title, TITLE));
        layout.text(lines(&set, WIDTH, 0.0, Lie::Middle), place, TITLE, true);
        layout.blank(true);
        blocks(&mut layout, faces, &annex.blocks);
    }
    layout
}

/// The title is broken within a narrower measure than the text, and stands in its middle.
fn indent_title(layout: &mut Layout) {
    let rows = layout.rows.iter_mut().rev().take_while(|row| row.keeps);
    for placed in rows
        .flat_map(|row| &mut row.runs)
        .flat_map(|run| &mut run.glyphs)
    {
        placed.x += CELL;
    }
}

/// The mark of the issuing organ, the number and the red line.
fn head_with_organ(layout: &mut Layout, faces: &mut Faces, organ: &str, number: Option<&str>) {
    let place = layout.begin(Part::Text);
    let natural = plain(faces, organ, Type::solid(Role::Title, ORGAN));
    let reach = width(&natural);
    let size = if reach > WIDTH {
        ORGAN * WIDTH / reach
    } else {
        ORGAN
    };
    let set = plain(faces, organ, Type::solid(Role::Title, size));
    let first = lines(&set, WIDTH + 1.0, 0.0, Lie::Middle)
        .into_iter()
        .next();
    layout.rows.push(Row {
        height: ORGAN_BELOW + size,
        runs: vec![Run {
            baseline: ORGAN_BELOW + baseline(size, size),
            glyphs: first.unwrap_or_default(),
            place,
            red: true,
        }],
        ..Row::default()
    });
    let mut row = Row {
        height: 2.0 * PITCH + BODY + RULE_BELOW,
        rules: vec![Rule {
            x: 0.0,
            y: 2.0 * PITCH + BODY + RULE_BELOW - 0.7,
            width: WIDTH,
            height: 1.4,
            red: true,
        }],
        ..Row::default()
    };
    if let Some(number) = number {
        let place = layout.begin(Part::Text);
        let set = plain(faces, number, Type::body(Role::Body));
        let set = lines(&set, WIDTH, 0.0, Lie::Middle).into_iter().next();
        row.runs.push(Run {
            baseline: 2.0 * PITCH + baseline(BODY, BODY),
            glyphs: set.unwrap_or_default(),
            place,
            red: false,
        });
    }
    layout.rows.push(row);
    layout.blank(false);
    layout.blank(false);
}

fn blocks(layout: &mut Layout, faces: &mut Faces, blocks: &[Block]) {
    for block in blocks {
        match block {
            Block::Heading { level, spans } => {
                let role = match level {
                    1 => Role::Heading,
                    2 => Role::Kai,
                    _ => Role::Body,
                };
                let words = fadu_paper::paper::plain(spans);
                let place = layout.begin(Part::Heading((*level).clamp(1, 4) + 1, words));
                paragraph(layout, faces, spans, role, place, true);
            }
            Block::Text { spans } => {
                let place = layout.begin(Part::Text);
                paragraph(layout, faces, spans, Role::Body, place, false);
            }
            Block::Table(table) => tables::table(layout, faces, table),
        }
    }
}

/// A paragraph: two characters in, spread to the full width.
fn paragraph(
    layout: &mut Layout,
    faces: &mut Faces,
    spans: &[Span],
    role: Role,
    place: Place,
    keeps: bool,
) {
    let set = glyphs(faces, spans, Type::body(role));
    layout.text(
        lines(&set, WIDTH, 2.0 * CELL, Lie::Full),
        place,
        BODY,
        keeps,
    );
}

/// Organ and date at the right; they never stand alone on a page.
fn sign(layout: &mut Layout, faces: &mut Faces, signature: &Signature) {
    if let Some(last) = layout.rows.last_mut() {
        last.keeps = true;
    }
    layout.blank(true);
    let right = WIDTH - SIGNATURE_RIGHT * CELL;
    let day = plain(faces, &signature.on, Type::body(Role::Body));
    let organ = plain(faces, &signature.organ, Type::body(Role::Body));
    let day_from = right - width(&day);
    let middle = day_from + width(&day) / 2.0;
    let organ_from = (middle - width(&organ) / 2.0)
        .min(WIDTH - width(&organ))
        .max(0.0);
    let place = layout.begin(Part::Text);
    let organ = lines(&organ, WIDTH, 0.0, Lie::Left);
    let organ = organ.into_iter().map(|line| moved(line, organ_from));
    layout.text(organ.collect(), place, BODY, true);
    let place = layout.begin(Part::Text);
    let day = lines(&day, WIDTH, 0.0, Lie::Left);
    let day = day.into_iter().map(|line| moved(line, day_from.max(0.0)));
    layout.text(day.collect(), place, BODY, false);
}

fn moved(mut line: Vec<Placed>, by: f32) -> Vec<Placed> {
    for placed in &mut line {
        placed.x += by;
    }
    line
}

/// A code at the left with small words beside it.
fn code_with_caption(layout: &mut Layout, faces: &mut Faces, code: &Code) {
    let place = layout.begin(Part::Code(code.text.clone()));
    let words = layout.begin(Part::Text);
    let mut runs = Vec::new();
    let step = CAPTION * 1.5;
    let mut y = PITCH;
    for line in &code.caption {
        let set = plain(faces, line, Type::solid(Role::Song, CAPTION));
        for glyphs in lines(&set, WIDTH - CODE - 2.0 * CELL, 0.0, Lie::Left) {
            runs.push(Run {
                baseline: y + baseline(step, CAPTION),
                glyphs: moved(glyphs, CODE + CELL),
                place: words,
                red: false,
            });
            y += step;
        }
    }
    layout.rows.push(Row {
        height: (PITCH + CODE).max(y),
        runs,
        code: Some(Square {
            text: code.text.clone(),
            place,
        }),
        ..Row::default()
    });
}
