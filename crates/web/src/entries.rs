//! What a form sends: keys with one or more texts, checked for the token, bounded in size.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::Response;
use serde_json::Value as Json;

use crate::app::App;
use crate::guard::{TOKEN, Token, same_token};
use crate::pages::problem;
use crate::speech::Speech;

/// Longest form body: twenty full paragraphs.
pub const BODY_LENGTH_MAX: usize = 512 * 1024;
/// Most entries in one form.
pub const ENTRIES_MAX: usize = 500;

/// A form's entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entries(pub BTreeMap<String, Vec<String>>);

impl Entries {
    /// Reads `application/x-www-form-urlencoded`.
    pub fn parse(body: &[u8]) -> Self {
        let mut entries: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let pairs = body
            .split(|byte| *byte == b'&')
            .filter(|pair| !pair.is_empty());
        for pair in pairs.take(ENTRIES_MAX) {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let key = decode(halves.next().unwrap_or_default());
            let value = decode(halves.next().unwrap_or_default());
            entries
                .entry(key)
                .or_default()
                .push(value.replace("\r\n", "\n"));
        }
        Self(entries)
    }

    /// The first text under a key; empty when there is none.
    pub fn text(&self, key: &str) -> &str {
        self.0
            .get(key)
            .and_then(|texts| texts.first())
            .map_or("", String::as_str)
    }

    /// All texts under a key.
    pub fn texts(&self, key: &str) -> &[String] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }

    /// Whether the key was sent with anything in it.
    pub fn has(&self, key: &str) -> bool {
        self.texts(key).iter().any(|text| !text.trim().is_empty())
    }

    /// The entries of these fields as raw facts: one text, or a list.
    pub fn facts<'a>(&self, fields: impl Iterator<Item = &'a str>) -> BTreeMap<String, Json> {
        let given = fields.filter(|field| self.has(field)).map(|field| {
            let value = match self.texts(field) {
                [only] => Json::String(only.clone()),
                many => Json::from(many.to_vec()),
            };
            (field.to_owned(), value)
        });
        given.collect()
    }
}

fn decode(part: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.iter().copied();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let mut ahead = rest.clone();
                let digits = (ahead.next().and_then(hex), ahead.next().and_then(hex));
                if let (Some(high), Some(low)) = digits {
                    bytes.push(high * 16 + low);
                    rest = ahead;
                } else {
                    bytes.push(byte);
                }
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

impl FromRequest<App> for Entries {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let speech = Speech::read(request.uri(), request.headers());
        let token = request.extensions().get::<Token>().cloned();
        let body = Bytes::from_request(request, app)
            .await
            .map_err(|_| problem::too_large(app, &speech))?;
        if body.len() > BODY_LENGTH_MAX {
            return Err(problem::too_large(app, &speech));
        }
        let entries = Self::parse(&body);
        let token = token.map(|token| token.0).unwrap_or_default();
        if same_token(&token, entries.text(TOKEN)) {
            Ok(entries)
        } else {
            Err(problem::stale_entries(app, &speech, &token, &entries))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_browsers_send() {
        let entries = Entries::parse("a=1&b=%E7%94%B2+%E4%B9%99&a=2&c=%zz&d".as_bytes());
        assert_eq!(entries.texts("a"), ["1", "2"]);
        assert_eq!(entries.text("b"), "甲 乙");
        assert_eq!(entries.text("c"), "%zz");
        assert!(!entries.has("d"));
        let facts = entries.facts(["a", "b", "d"].into_iter());
        assert_eq!(facts.len(), 2);
        assert!(facts["a"].is_array());
    }
}
