//! In which language and at which size a page speaks, and how a visitor chooses.
//!
//! The address decides (`?lang=en`, `?theme=elder`), then the cookie, then Chinese at plain size.
//! What the browser says it prefers is not asked: the language of record comes first everywhere.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::middleware::Next;
use axum::response::Response;
use fadu_kernel::words::Lang;

use crate::address::with_query;

const LANG: &str = "lang";
const THEME: &str = "theme";
/// The cookie of a shared device.
pub const KIOSK: &str = "kiosk";
/// A choice is kept for a year.
const KEPT_SECONDS: u32 = 31_536_000;

/// One thing said in the language asked for; the words stand where they are shown.
pub const fn say<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// The `lang` attribute of a language.
pub const fn html_lang(lang: Lang) -> &'static str {
    say(lang, "zh-Hans", "en")
}

/// The size of type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As designed.
    #[default]
    Plain,
    /// Large type and controls (大字版).
    Elder,
}

impl Theme {
    /// The tag in addresses and cookies.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Elder => "elder",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Plain, Self::Elder]
            .into_iter()
            .find(|theme| theme.tag() == text)
    }
}

/// How one request is to be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speech {
    /// The language.
    pub lang: Lang,
    /// The size of type.
    pub theme: Theme,
    /// Whether many people use this device one after another.
    pub kiosk: bool,
    /// Path and query of the page, so that a switch can lead back to it.
    pub address: String,
}

impl Speech {
    /// Reads the choice from the address, then from the cookies.
    pub fn read(uri: &Uri, headers: &HeaderMap) -> Self {
        let pick = |key| in_query(uri, key).or_else(|| in_cookies(headers, key));
        let full = uri
            .path_and_query()
            .map_or("/", axum::http::uri::PathAndQuery::as_str);
        Self {
            lang: pick(LANG)
                .and_then(|tag| tag.parse().ok())
                .unwrap_or_default(),
            theme: pick(THEME).and_then(Theme::parse).unwrap_or_default(),
            kiosk: in_cookies(headers, KIOSK) == Some("on"),
            // Two slashes at the front would name another host.
            address: format!("/{}", full.trim_start_matches('/')),
        }
    }

    /// The same page in a language.
    pub fn address_in(&self, lang: Lang) -> String {
        with_query(&self.address, LANG, lang.tag())
    }

    /// The same page at a size.
    pub fn address_at(&self, theme: Theme) -> String {
        with_query(&self.address, THEME, theme.tag())
    }
}

impl<S: Sync> FromRequestParts<S> for Speech {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::read(&parts.uri, &parts.headers))
    }
}

/// Keeps in cookies what the address chose; to be laid around all pages.
pub async fn remember(request: Request, next: Next) -> Response {
    let lang = in_query(request.uri(), LANG).and_then(|tag| tag.parse::<Lang>().ok());
    let theme = in_query(request.uri(), THEME).and_then(Theme::parse);
    let mut response = next.run(request).await;
    let chosen = [(LANG, lang.map(Lang::tag)), (THEME, theme.map(Theme::tag))];
    for (key, tag) in chosen
        .into_iter()
        .filter_map(|(key, tag)| Some((key, tag?)))
    {
        let cookie = format!("{key}={tag}; Path=/; Max-Age={KEPT_SECONDS}; SameSite=Lax; HttpOnly");
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, value);
        }
    }
    response
}

fn in_query<'a>(uri: &'a Uri, key: &str) -> Option<&'a str> {
    uri.query()?.split('&').find_map(|pair| value_of(pair, key))
}

fn in_cookies<'a>(headers: &'a HeaderMap, key: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .find_map(|pair| value_of(pair.trim(), key))
}

fn value_of<'a>(pair: &'a str, key: &str) -> Option<&'a str> {
    pair.split_once('=')
        .filter(|(name, _)| *name == key)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speech(address: &str, cookie: &str) -> Speech {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, cookie.parse().unwrap());
        Speech::read(&address.parse().unwrap(), &headers)
    }

    #[test]
    fn the_address_goes_before_the_cookie_and_chinese_before_all() {
        assert_eq!(speech("/track", "").lang, Lang::Zh);
        assert_eq!(speech("/track", "a=b; lang=en").lang, Lang::En);
        assert_eq!(speech("/track?lang=zh", "lang=en").lang, Lang::Zh);
        assert_eq!(speech("/track?lang=fr", "theme=elder").theme, Theme::Elder);
        assert_eq!(speech("/track?lang=fr", "theme=elder").lang, Lang::Zh);
    }

    #[test]
    fn a_switch_keeps_the_address() {
        let speech = speech("/track?number=1", "");
        assert_eq!(speech.address_in(Lang::En), "/track?number=1&lang=en");
        assert_eq!(
            speech.address_at(Theme::Elder),
            "/track?number=1&theme=elder"
        );
    }

    #[test]
    fn a_switch_never_leads_to_another_host() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("lang=en"));
        let uri = Uri::builder()
            .path_and_query("//elsewhere.example/a")
            .build()
            .unwrap();
        assert_eq!(Speech::read(&uri, &headers).address, "/elsewhere.example/a");
    }
}
