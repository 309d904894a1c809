//! Rows cut into pages: on the grid where they snap to it, with what must stay together.

use crate::measures::{HEIGHT, PITCH};
use crate::rows::{Layout, Row};

/// Most rows kept together before the page is broken after all.
const KEPT_MAX: usize = 8;
/// Rounding of sums, in points.
const SLACK: f32 = 0.05;

/// A row with its place on a page.
#[derive(Debug)]
pub struct Standing {
    /// From the top of the text.
    pub y: f32,
    /// The row.
    pub row: Row,
    /// Whether it repeats what was said on a page before.
    pub repeats: bool,
}

/// Cuts rows into pages. A code that would have a page to itself stands at the end instead.
pub fn cut(layout: &mut Layout) -> Vec<Vec<Standing>> {
    let mut rows = std::mem::take(&mut layout.rows);
    let pages = broken(layout, &rows);
    let lonely = |page: &Vec<Standing>| page.iter().all(|standing| standing.row.code.is_some());
    let Some((_, before_last)) = pages.split_last() else {
        return pages;
    };
    if !before_last.iter().any(lonely) {
        return pages;
    }
    let (codes, mut others): (Vec<Row>, Vec<Row>) =
        rows.drain(..).partition(|row| row.code.is_some());
    others.extend(codes);
    broken(layout, &others)
}

fn broken(layout: &Layout, rows: &[Row]) -> Vec<Vec<Standing>> {
    let mut pages: Vec<Vec<Standing>> = vec![Vec::new()];
    let mut y = 0.0;
    for (at, row) in rows.iter().enumerate() {
        let top = if row.snaps { snapped(y) } else { y };
        let together = height_together(rows, at);
        let is_first = pages.last().is_some_and(Vec::is_empty);
        // A row higher than a page stands on one of its own.
        let full = !is_first && top + together > HEIGHT + SLACK;
        let mut top = top;
        if full || (row.begins_page && !is_first) {
            pages.push(Vec::new());
            top = 0.0;
            let head = row.table.and_then(|table| layout.heads.get(table));
            if let (Some(head), Some(page)) = (head, pages.last_mut()) {
                page.push(Standing {
                    y: 0.0,
                    row: head.clone(),
                    repeats: true,
                });
                top = head.height;
            }
        }
        y = top + row.height;
        if let Some(page) = pages.last_mut() {
            page.push(Standing {
                y: top,
                row: row.clone(),
                repeats: false,
            });
        }
    }
    pages
}

/// The next line of the grid.
fn snapped(y: f32) -> f32 {
    ((y - SLACK) / PITCH).ceil().max(0.0) * PITCH
}

/// The height of a row with those that must stand on its page as well.
fn height_together(rows: &[Row], at: usize) -> f32 {
    let mut height = 0.0;
    for row in rows.iter().skip(at).take(KEPT_MAX) {
        if row.begins_page && height > 0.0 {
            break;
        }
        height += row.height;
        if !row.keeps {
            break;
        }
    }
    height.min(HEIGHT)
}
