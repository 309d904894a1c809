//! Tables: columns by their shares, cells broken into lines, rules between them.

use fadu_paper::paper::{Span, Table};

use crate::faces::{Faces, Role};
use crate::glyphs::{Type, glyphs, plain};
use crate::lines::{Lie, Placed, lines};
use crate::measures::{FOLIO, PITCH, TABLE, TABLE_PADDING, TABLE_PITCH, WIDTH, baseline};
use crate::rows::{Layout, Part, Place, Row, Rule, Run};

/// Thickness of rules.
const RULE: f32 = 0.6;
/// Columns narrower than this share stand in the middle of their cells.
const MIDDLE_SHARE_MAX: u8 = 20;

/// Lays a table out.
pub fn table(layout: &mut Layout, faces: &mut Faces, table: &Table) {
    if !table.title.is_empty() {
        let place = layout.begin(Part::Text);
        let set = plain(faces, &table.title, Type::solid(Role::Heading, FOLIO));
        layout.text(lines(&set, WIDTH, 0.0, Lie::Middle), place, FOLIO, true);
    }
    let widths = widths(table);
    if widths.is_empty() {
        return;
    }
    let place = layout.begin(Part::Table);
    let number = layout.heads.len();
    let head: Vec<Vec<Span>> = table
        .head
        .iter()
        .map(|words| vec![Span::words(words.clone())])
        .collect();
    let mut head = row(
        faces,
        &head,
        &widths,
        place,
        Role::Heading,
        &table.widths,
        true,
    );
    head.keeps = true;
    layout.heads.push(head.clone());
    layout.rows.push(head);
    for (at, cells) in (1..).zip(&table.rows) {
        let place = Place { row: at, ..place };
        let cells: Vec<Vec<Span>> = cells.iter().map(|cell| vec![cell.clone()]).collect();
        let shares = &table.widths;
        let mut row = row(faces, &cells, &widths, place, Role::Song, shares, false);
        row.table = Some(number);
        layout.rows.push(row);
    }
    layout.rows.push(Row {
        height: PITCH / 2.0,
        ..Row::default()
    });
}

/// The widths of columns in points; equal where no shares are given.
fn widths(table: &Table) -> Vec<f32> {
    let shares: Vec<f32> = if table.widths.len() == table.head.len() {
        table
            .widths
            .iter()
            .map(|share| f32::from((*share).max(1)))
            .collect()
    } else {
        table.head.iter().map(|_| 1.0).collect()
    };
    let sum: f32 = shares.iter().sum();
    shares.iter().map(|share| WIDTH * share / sum).collect()
}

fn row(
    faces: &mut Faces,
    cells: &[Vec<Span>],
    widths: &[f32],
    place: Place,
    role: Role,
    shares: &[u8],
    is_head: bool,
) -> Row {
    let kind = Type::solid(role, TABLE);
    let mut set: Vec<Vec<Vec<Placed>>> = Vec::with_capacity(widths.len());
    for (column, width) in widths.iter().enumerate() {
        let spans = cells.get(column).map_or(&[][..], Vec::as_slice);
        let narrow = shares
            .get(column)
            .is_some_and(|share| *share <= MIDDLE_SHARE_MAX);
        let lie = if is_head || narrow {
            Lie::Middle
        } else {
            Lie::Left
        };
        let inside = width - 2.0 * TABLE_PADDING;
        let words = glyphs(faces, spans, kind);
        set.push(lines(&words, inside, 0.0, lie));
    }
    let deepest = set.iter().map(Vec::len).max().unwrap_or(1).clamp(1, 60);
    // At most sixty lines: more would not fit on a page.
    let lines_high = u16::try_from(deepest).map_or(1.0, f32::from);
    let height = lines_high * TABLE_PITCH + 2.0 * TABLE_PADDING;
    let mut runs = Vec::new();
    let mut rules = vec![
        rule(0.0, height - RULE / 2.0, WIDTH, RULE),
        rule(0.0, 0.0, RULE, height),
    ];
    if is_head {
        rules.push(rule(0.0, -RULE / 2.0, WIDTH, RULE));
    }
    let mut left = 0.0;
    for (column, (lines, width)) in set.into_iter().zip(widths).enumerate() {
        let own = u16::try_from(lines.len()).map_or(1.0, f32::from);
        let mut y = TABLE_PADDING + (lines_high - own).max(0.0) * TABLE_PITCH / 2.0;
        for mut glyphs in lines.into_iter().take(60) {
            for placed in &mut glyphs {
                placed.x += left + TABLE_PADDING;
            }
            runs.push(Run {
                baseline: y + baseline(TABLE_PITCH, TABLE),
                glyphs,
                place: Place { column, ..place },
                red: false,
            });
            y += TABLE_PITCH;
        }
        left += width;
        rules.push(rule(left - RULE / 2.0, 0.0, RULE, height));
    }
    Row {
        height,
        runs,
        rules,
        ..Row::default()
    }
}

const fn rule(x: f32, y: f32, width: f32, height: f32) -> Rule {
    Rule {
        x,
        y,
        width,
        height,
        red: false,
    }
}
