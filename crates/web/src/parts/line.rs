//! A line chart over time, with its numbers as a table folded under it.

use std::fmt::Write;

use fadu_kernel::words::{Lang, Words};
use maud::{Markup, html};

use crate::speech::say;

/// Sides of the drawing's own units; it is stretched to its frame.
const SIDE: i64 = 1000;

/// A line for people.
#[derive(Clone, Debug)]
pub struct LineView<'a> {
    /// What it shows.
    pub caption: &'a Words,
    /// Heads of the table: 月份, 件.
    pub columns: (&'a Words, &'a Words),
    /// The points in order of time.
    pub points: &'a [Point],
}

/// One point.
#[derive(Clone, Debug)]
pub struct Point {
    /// Its place in time, as printed: `3月`.
    pub title: String,
    /// Height, in any unit common to all points; none leaves a gap.
    pub height: Option<i64>,
    /// The value as printed.
    pub value: String,
    /// The acts behind it.
    pub address: Option<String>,
}

/// The chart and its table.
pub fn line(lang: Lang, view: &LineView) -> Markup {
    let highest = view.points.iter().filter(|point| point.height.is_some());
    let top = highest
        .max_by_key(|point| point.height)
        .filter(|point| point.height > Some(0));
    let (drawn, dots) = path(view.points, top.and_then(|point| point.height).unwrap_or(1));
    html! {
        figure.line {
            figcaption { (view.caption.get(lang)) }
            div.line-frame aria-hidden="true" {
                div.line-heights {
                    span { (top.map_or("", |point| point.value.as_str())) }
                    span { "0" }
                }
                svg.line-drawing viewBox={ "0 0 " (SIDE) " " (SIDE) } preserveAspectRatio="none"
                    focusable="false" {
                    path.line-ground d={ "M0 0H" (SIDE) "M0 " (SIDE) "H" (SIDE) } {}
                    path.line-path d=(drawn) {}
                    path.line-dots d=(dots) {}
                }
                div.line-times {
                    @if let (Some(first), Some(last)) = (view.points.first(), view.points.last()) {
                        span { (first.title) }
                        span { (last.title) " " strong { (last.value) } }
                    }
                }
            }
            details {
                summary { (say(lang, "看数字", "See the numbers")) }
                (numbers(lang, view))
            }
        }
    }
}

fn numbers(lang: Lang, view: &LineView) -> Markup {
    html! {
        table.days {
            caption.spoken { (view.caption.get(lang)) }
            thead {
                tr {
                    th scope="col" { (view.columns.0.get(lang)) }
                    th.number scope="col" { (view.columns.1.get(lang)) }
                }
            }
            tbody {
                @for point in view.points {
                    tr {
                        th scope="row" { (point.title) }
                        td.number {
                            @match &point.address {
                                Some(address) => a href=(address) { (point.value) },
                                None => (point.value),
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The line, broken at gaps, and a dot at each point.
fn path(points: &[Point], highest: i64) -> (String, String) {
    let steps = i64::try_from(points.len())
        .unwrap_or(i64::MAX)
        .saturating_sub(1)
        .max(1);
    let (mut drawn, mut dots) = (String::new(), String::new());
    let mut pen_down = false;
    for (index, point) in (0..).zip(points) {
        let Some(height) = point.height else {
            pen_down = false;
            continue;
        };
        let x = index * SIDE / steps;
        let risen = i128::from(height.max(0)) * i128::from(SIDE) / i128::from(highest.max(1));
        let y = i128::from(SIDE) - risen;
        // Writing to a String cannot fail.
        let _ = write!(drawn, "{}{x} {y}", if pen_down { 'L' } else { 'M' });
        let _ = write!(dots, "M{x} {y}h0");
        pen_down = true;
    }
    (drawn, dots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_breaks_the_line() {
        let point = |height| Point {
            title: String::new(),
            height,
            value: String::new(),
            address: None,
        };
        let points = [point(Some(0)), point(None), point(Some(5)), point(Some(10))];
        let (drawn, dots) = path(&points, 10);
        assert_eq!(drawn, "M0 1000M666 500L1000 0");
        assert_eq!(dots, "M0 1000h0M666 500h0M1000 0h0");
        assert_eq!(path(&[], 0).0, "");
    }
}
