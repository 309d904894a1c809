//! A bar chart that is its own table: each bar stands in the row of its number.

use fadu_kernel::words::{Lang, Words};
use maud::{Markup, html};

/// One bar.
#[derive(Clone, Debug)]
pub struct Bar {
    /// What is measured.
    pub title: Words,
    /// Length, in any unit common to all bars; below zero draws nothing.
    pub length: i64,
    /// The value as printed.
    pub value: String,
    /// The acts behind it.
    pub address: Option<String>,
}

/// The chart; `columns` are the heads of the name and of the value. The longest bar is full.
pub fn bars(lang: Lang, caption: &Words, columns: (&Words, &Words), list: &[Bar]) -> Markup {
    let longest = list.iter().map(|bar| bar.length).max().unwrap_or(0).max(1);
    bars_of_whole(lang, caption, columns, (list, longest))
}

/// The chart of parts of a whole: a bar is full where it reaches the whole.
pub fn bars_of_whole(
    lang: Lang,
    caption: &Words,
    columns: (&Words, &Words),
    (list, longest): (&[Bar], i64),
) -> Markup {
    html! {
        table.bars {
            caption { (caption.get(lang)) }
            thead.spoken {
                tr {
                    th scope="col" { (columns.0.get(lang)) }
                    th scope="col" { (columns.1.get(lang)) }
                    td {}
                }
            }
            tbody {
                @for bar in list {
                    tr {
                        th scope="row" { (bar.title.get(lang)) }
                        td.number {
                            @match &bar.address {
                                Some(address) => a href=(address) { (bar.value) },
                                None => (bar.value),
                            }
                        }
                        td.bars-drawing {
                            svg width="100%" height="12" aria-hidden="true" focusable="false" {
                                rect width=(share(bar.length, longest)) height="12" {}
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Length as a share of the longest, in hundredths of a per cent.
fn share(length: i64, longest: i64) -> String {
    let parts = i128::from(length.max(0)) * 10_000 / i128::from(longest.max(1));
    format!("{}.{:02}%", parts / 100, parts % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_fills_the_line() {
        assert_eq!(share(30, 30), "100.00%");
        assert_eq!(share(1, 3), "33.33%");
        assert_eq!(share(-4, 3), "0.00%");
        assert_eq!(share(i64::MAX, i64::MAX), "100.00%");
    }
}
