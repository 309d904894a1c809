//! Small drawings: the four lights and the signs of the rail. Each stands beside its word, so
//! each is hidden from screen readers.

use fadu_kernel::clock::Light;
use maud::{Markup, html};

/// The shape of a light: circle, triangle, square, ring.
pub fn light(light: Light) -> Markup {
    let class = format!("light-shape light-{}", light.key());
    html! {
        svg class=(class) viewBox="0 0 16 16" aria-hidden="true" focusable="false" {
            @match light {
                Light::Green => circle cx="8" cy="8" r="6.5" {},
                Light::Yellow => path d="M8 1.2 15.4 14.4H.6Z" {},
                Light::Red => rect x="1.75" y="1.75" width="12.5" height="12.5" {},
                Light::Grey => circle cx="8" cy="8" r="5.25" fill="none" stroke-width="2.5" {},
            }
        }
    }
}

/// Signs of the rail and of a few links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A ticked list.
    ToDo,
    /// A folder of papers.
    Matters,
    /// Three lights.
    Lights,
    /// Bars.
    Figures,
    /// A bound book.
    Registers,
    /// A telephone.
    Hotline,
    /// An arrow into a tray.
    Import,
    /// A sheet with a date.
    Plan,
    /// Scales.
    Law,
    /// A key.
    Settings,
    /// Three dots.
    More,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::ToDo => "M3 5.5 4.5 7 7 4M3 14.5 4.5 16 7 13M10 5.5h7M10 14.5h7",
            Self::Matters => "M2.5 16.5v-12h5l2 2.5h8v9.5ZM2.5 10h15",
            Self::Lights => "M4.5 7.5a2 2 0 1 0 0 .01M10 17l2.5-4.5h-5ZM13.5 5.5h4v4h-4Z",
            Self::Figures => "M3 17h14M5 17v-6M10 17V4M15 17V8",
            Self::Registers => "M4 3h11.5v14H4a1.5 1.5 0 0 1 0-3h11.5M8 6.5h4",
            Self::Hotline => {
                "M6.5 3 3.5 4c0 7 5.5 12.5 12.5 12.5l1-3-4-2-1.5 1.5c-2-1-3-2-4-4L9 7.5Z"
            }
            Self::Import => "M10 2.5v9M6.5 8.5 10 12l3.5-3.5M3 13v4h14v-4",
            Self::Plan => "M3 4.5h14v12.5H3ZM3 8.5h14M7 2.5v4M13 2.5v4",
            Self::Law => "M10 2.5v15M5 17.5h10M3.5 5.5h13M3.5 5.5 1.5 11h4ZM16.5 5.5l-2 5.5h4Z",
            Self::Settings => "M7 10a3.5 3.5 0 1 0 0 .01M10.5 10H18v3M15 10v2.5",
            Self::More => "M4 10h.01M10 10h.01M16 10h.01",
        }
    }
}

/// A sign drawn in the colour of the text around it.
pub fn icon(icon: Icon) -> Markup {
    html! {
        svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false" {
            path d=(icon.path()) {}
        }
    }
}

/// The mark of the house: a measure with its ticks (度).
pub fn mark() -> Markup {
    html! {
        svg class="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false" {
            path d="M4 3v18M4 4h15M4 8h8M4 12h11M4 16h8M4 20h15" {}
        }
    }
}
