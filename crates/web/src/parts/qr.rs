//! A QR code as a drawing: what it says can always be reached by a link beside it as well.

use std::fmt::Write;

use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};

/// Longest text drawn, in bytes: a code with more is too fine for a printed page.
const TEXT_BYTES_MAX: usize = 300;
/// Empty modules around the code (GB/T 18284 asks for four).
const QUIET_ZONE: i32 = 4;

/// The code of an address; nothing where the text is too long to be read from paper.
///
/// It is drawn dark on light in every theme, because readers expect it so.
pub fn qr(text: &str, label: &str) -> Markup {
    let code = Some(text)
        .filter(|text| text.len() <= TEXT_BYTES_MAX)
        .and_then(|text| QrCode::encode_text(text, QrCodeEcc::Medium).ok());
    html! {
        @if let Some(code) = code {
            @let side = code.size() + 2 * QUIET_ZONE;
            svg.qr viewBox={ "0 0 " (side) " " (side) } role="img" aria-label=(label)
                shape-rendering="crispEdges" {
                rect width=(side) height=(side) fill="#fff" {}
                path fill="#000" d=(modules(&code)) {}
            }
        }
    }
}

/// The dark modules, each row's runs as one stroke of the pen.
fn modules(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size())
                .take_while(|x| code.get_module(*x, y))
                .count();
            let Ok(length @ 1..) = i32::try_from(run) else {
                x += 1;
                continue;
            };
            // Writing to a String cannot fail.
            let (left, top) = (x + QUIET_ZONE, y + QUIET_ZONE);
            let _ = write!(path, "M{left} {top}h{length}v1h-{length}z");
            x += length;
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_module_is_drawn_once() {
        let code = QrCode::encode_text("https://example.com/check/12", QrCodeEcc::Medium).unwrap();
        let side = code.size();
        let dark = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
        let dark = dark.filter(|(x, y)| code.get_module(*x, *y)).count();
        let drawn: usize = modules(&code)
            .split('M')
            .filter_map(|run| {
                run.split_once('h')?
                    .1
                    .split_once('v')?
                    .0
                    .parse::<usize>()
                    .ok()
            })
            .sum();
        assert_eq!(drawn, dark);
        assert!(
            qr("https://example.com/check/12", "核验")
                .into_string()
                .contains("aria-label")
        );
    }

    #[test]
    fn a_text_too_long_for_paper_is_not_drawn() {
        assert_eq!(qr(&"a".repeat(TEXT_BYTES_MAX + 1), "x").into_string(), "");
    }
}
