//! A light: its shape and its word, never its colour alone.

use fadu_kernel::clock::Light;
use fadu_kernel::words::{Lang, Words};
use maud::{Markup, html};

use super::icon;

/// Shape and word of a light.
pub fn light(lang: Lang, lit: Light) -> Markup {
    named(lang, lit, &lit.words())
}

/// Shape of a light with a closer word, such as `临期 2 件`.
pub fn named(lang: Lang, lit: Light, words: &Words) -> Markup {
    html! { span.light { (icon::light(lit)) span { (words.get(lang)) } } }
}

/// Shape of a light with its word for screen readers only, for narrow cells of a matrix whose
/// legend stands beside it.
pub fn shape(lang: Lang, lit: Light) -> Markup {
    html! { span.light { (icon::light(lit)) span.spoken { (lit.words().get(lang)) } } }
}

/// The word of a light that a scheme of the city judged: its colour, for nothing ran out.
pub fn judged_words(lit: Light) -> Words {
    match lit {
        Light::Green => Words::new("绿灯", "Green"),
        Light::Yellow => Words::new("黄灯", "Yellow"),
        Light::Red => Words::new("红灯", "Red"),
        Light::Grey => Words::new("未亮灯", "Not lit"),
    }
}

/// Shape of a judged light with its word for screen readers only.
pub fn judged_shape(lang: Lang, lit: Light) -> Markup {
    html! { span.light { (icon::light(lit)) span.spoken { (judged_words(lit).get(lang)) } } }
}

/// What each shape means where a scheme judged.
pub fn judged_legend(lang: Lang) -> Markup {
    html! {
        ul.legend {
            @for lit in [Light::Green, Light::Yellow, Light::Red] {
                li { (named(lang, lit, &judged_words(lit))) }
            }
        }
    }
}

/// What each shape means.
pub fn legend(lang: Lang) -> Markup {
    html! {
        ul.legend {
            @for lit in [Light::Green, Light::Yellow, Light::Red, Light::Grey] {
                li { (light(lang, lit)) }
            }
        }
    }
}
