//! What stands before every page: security headers, cross-site protection, and limits.
//!
//! Forms are protected twice: the browser's own word on where a request comes from, and a token
//! that must be the same in the cookie and in the form.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, REFERRER_POLICY, SET_COOKIE,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use fadu_office::office::chance;
use jiff::Timestamp;

use crate::app::App;

/// Cookie and form field of the token against cross-site requests.
pub const TOKEN: &str = "csrf";
/// Writes that one address may make in a minute; a busy desk makes a few.
pub const WRITES_PER_MINUTE: u32 = 240;
/// Failed or repeated log-ins that one address may try in a minute.
pub const LOGINS_PER_MINUTE: u32 = 12;
/// Addresses remembered; past that the oldest minute is forgotten.
const ADDRESSES_MAX: usize = 50_000;

/// The page's policy: nothing from elsewhere, no inline script, no frames.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' \
     data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; \
     base-uri 'none'; manifest-src 'self'";

/// The minute and the knocks in it, by address and by what it knocks at.
type Knocks = HashMap<(IpAddr, &'static str), (i64, u32)>;

/// Counts how often an address knocks, minute by minute.
#[derive(Debug, Default)]
pub struct Gate {
    counts: Mutex<Knocks>,
}

impl Gate {
    /// Whether one more knock is within the limit of this minute.
    pub fn admits(&self, from: IpAddr, what: &'static str, limit: u32, now: Timestamp) -> bool {
        let minute = now.as_second() / 60;
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() > ADDRESSES_MAX {
            counts.retain(|_, (then, _)| *then == minute);
        }
        let (then, count) = counts.entry((from, what)).or_insert((minute, 0));
        if *then != minute {
            (*then, *count) = (minute, 0);
        }
        *count += 1;
        *count <= limit
    }
}

/// The token of a request, made when the browser has none yet.
#[derive(Debug, Clone)]
pub struct Token(pub String);

/// Lays headers and checks around every page.
pub async fn guard(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let brought = cookie(request.headers(), TOKEN).filter(|token| token.len() == 32);
    let token = match &brought {
        Some(token) => token.clone(),
        None => match chance::<16>() {
            Ok(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
            Err(_) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
    };
    let writes = !matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if writes && let Some(refused) = refuse_write(&app, &request) {
        return with_headers(refused, &app);
    }
    let secret_page = request.uri().path().starts_with("/assets/");
    request.extensions_mut().insert(Token(token.clone()));
    let mut response = next.run(request).await;
    if brought.is_none() && !secret_page {
        let secure = if app.secure { "; Secure" } else { "" };
        let value = format!("{TOKEN}={token}; Path=/; HttpOnly; SameSite=Strict{secure}");
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().append(SET_COOKIE, value);
        }
    }
    with_headers(response, &app)
}

/// A write that comes from another site, or too often.
fn refuse_write(app: &App, request: &Request<Body>) -> Option<Response> {
    let site = request
        .headers()
        .get("sec-fetch-site")
        .and_then(|value| value.to_str().ok());
    if site.is_some_and(|site| site == "cross-site") {
        return Some(plain(
            StatusCode::FORBIDDEN,
            "请从本网站的页面提交。Please submit from a page of this site.",
        ));
    }
    let from = address(request.extensions());
    if !app
        .gate
        .admits(from, "write", WRITES_PER_MINUTE, wall_clock())
    {
        return Some(plain(
            StatusCode::TOO_MANY_REQUESTS,
            "提交过于频繁，请一分钟后再试。Too many submissions; try again in a minute.",
        ));
    }
    None
}

fn plain(status: StatusCode, words: &'static str) -> Response {
    (
        status,
        [("content-type", "text/plain; charset=utf-8")],
        words,
    )
        .into_response()
}

/// The address a request comes from; loopback where the server does not know.
pub fn address(extensions: &Extensions) -> IpAddr {
    let info = extensions.get::<ConnectInfo<std::net::SocketAddr>>();
    info.map_or(IpAddr::from([127, 0, 0, 1]), |info| info.0.ip())
}

/// The wall clock, for limits and sessions only; acts take the city's civil time.
#[expect(
    clippy::disallowed_methods,
    reason = "limits and sessions run on the wall clock"
)]
pub fn wall_clock() -> Timestamp {
    Timestamp::now()
}

fn with_headers(mut response: Response, app: &App) -> Response {
    let headers = response.headers_mut();
    let set = |headers: &mut HeaderMap, name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    set(headers, CONTENT_SECURITY_POLICY, POLICY);
    set(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, X_FRAME_OPTIONS, "DENY");
    set(headers, REFERRER_POLICY, "same-origin");
    set(
        headers,
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        headers,
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=()",
    );
    set(headers, CACHE_CONTROL, "no-store");
    if app.secure {
        let year = "max-age=31536000; includeSubDomains";
        set(
            headers,
            HeaderName::from_static("strict-transport-security"),
            year,
        );
    }
    response
}

/// One cookie of a request.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok());
    let pairs = all.flat_map(|header| header.split(';')).map(str::trim);
    let found = pairs
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name);
    found.map(|(_, value)| value.to_owned())
}

/// Whether two tokens are the same, in time that does not tell where they differ.
pub fn same_token(one: &str, other: &str) -> bool {
    let differs = one
        .bytes()
        .zip(other.bytes())
        .fold(0, |sum, (a, b)| sum | (a ^ b));
    one.len() == other.len() && !one.is_empty() && differs == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gate_counts_by_minute_and_address() {
        let gate = Gate::default();
        let (one, other) = (IpAddr::from([1, 1, 1, 1]), IpAddr::from([2, 2, 2, 2]));
        let now = Timestamp::constant(600, 0);
        assert!(gate.admits(one, "x", 1, now));
        assert!(!gate.admits(one, "x", 1, now));
        assert!(gate.admits(other, "x", 1, now));
        assert!(gate.admits(one, "x", 1, Timestamp::constant(660, 0)));
    }

    #[test]
    fn tokens_must_be_equal_and_there() {
        assert!(same_token("abc", "abc"));
        assert!(!same_token("abc", "abd"));
        assert!(!same_token("abc", "ab"));
        assert!(!same_token("", ""));
    }
}
