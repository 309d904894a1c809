//! Every part with example data, for the page `/gallery` of demo builds.
//!
//! Names, numbers and places here are invented.

mod forms;
mod law;
mod lists;
mod numbers;

use fadu_kernel::words::Lang;
use maud::{Markup, html};

use super::heading;
use crate::speech::say;

/// All parts in one language.
pub fn gallery(lang: Lang) -> Markup {
    html! {
        (heading::heading_with_lead(
            say(lang, "部件", "Parts"),
            say(
                lang,
                "各页面由这些部件组成。人物、编号和地点均为虚构。",
                "Pages are put together from these parts. People, numbers and places are invented.",
            ),
        ))
        (law::parts(lang))
        (forms::parts(lang))
        (numbers::parts(lang))
        (lists::parts(lang))
    }
}

/// A part under its name.
fn shown(name: &str, part: &Markup) -> Markup {
    html! {
        section {
            h2 { (name) }
            (part)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page may weigh 100 KB before compression; the gallery is the heaviest page there is.
    const PAGE_BYTES_MAX: usize = 100 * 1024;

    #[test]
    fn the_gallery_speaks_both_languages_and_stays_light() {
        let (zh, en) = (
            gallery(Lang::Zh).into_string(),
            gallery(Lang::En).into_string(),
        );
        assert!(zh.len() < PAGE_BYTES_MAX && en.len() < PAGE_BYTES_MAX);
        assert!(zh.contains("还有 6 个工作日") && en.contains("6 working days left"));
        assert_eq!(zh.matches("<h1").count(), 1);
        for page in [zh, en] {
            assert!(
                !page.contains(" style="),
                "styles stand in the stylesheet only"
            );
            assert!(!page.contains("<script"));
        }
    }
}
