//! What a party without an account carries: the pass to its matter, and the code just told.
//!
//! Both are cookies that script cannot read and that end by themselves. Which matters a pass opens
//! is decided here for every page: the matter it names, and what that matter opened for parties.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::response::Response;
use fadu_kernel::actor::Entitled;
use fadu_kernel::matter::{Matter, MatterId};
use fadu_kernel::procedure::Procedure;
use fadu_office::fault::Fault;
use fadu_office::party::{CODE_DIGITS, PASS_MINUTES, pass_to, read_pass};
use fadu_store::Reader;

use crate::app::App;
use crate::guard::{cookie, wall_clock};
use crate::visit::{Problem, Visit};

const PASS: &str = "pass";
const TOLD: &str = "told";
const SLIP: &str = "slip";
/// Minutes for which a code just told is shown again when its page is loaded again.
const TOLD_MINUTES: i64 = 15;
/// Most hand-overs followed from a matter up to the one a pass names.
const HANDOVERS_MAX: usize = 8;

/// What the visitor carries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carried {
    /// The matter of the pass, if there is a good one.
    pub matter: Option<MatterId>,
    /// The code told a moment ago.
    pub code: Option<String>,
}

impl<S: Sync> FromRequestParts<S> for Carried {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let pass = cookie(&parts.headers, PASS);
        let matter = pass.and_then(|pass| read_pass(&pass, wall_clock()));
        let code = cookie(&parts.headers, TOLD).filter(|code| {
            code.len() == CODE_DIGITS && code.bytes().all(|byte| byte.is_ascii_digit())
        });
        Ok(Self { matter, code })
    }
}

/// A code just made for a party, which the person at the desk hands over: of which matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The matter.
    pub matter: MatterId,
    /// Its code.
    pub code: String,
}

impl Slip {
    fn read(text: &str) -> Option<Self> {
        let (matter, code) = text.split_once('.')?;
        let digits = code.len() == CODE_DIGITS && code.bytes().all(|byte| byte.is_ascii_digit());
        Some(Self {
            matter: MatterId(matter.parse().ok()?),
            code: digits.then(|| code.to_owned())?,
        })
    }
}

/// The slip that the desk carries, if there is one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slips(pub Option<Slip>);

impl<S: Sync> FromRequestParts<S> for Slips {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let slip = cookie(&parts.headers, SLIP);
        Ok(Self(slip.as_deref().and_then(Slip::read)))
    }
}

/// Lets the desk's next pages show a code to hand over.
pub fn hand_over(response: &mut Response, app: &App, slip: &Slip) {
    let value = format!("{}.{}", slip.matter.0, slip.code);
    set(response, app, SLIP, &value, TOLD_MINUTES * 60);
}

/// The address that knocks; loopback where the server does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Knock(pub IpAddr);

impl<S: Sync> FromRequestParts<S> for Knock {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let info = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(
            info.map_or(IpAddr::from([127, 0, 0, 1]), |info| info.0.ip()),
        ))
    }
}

/// Hands out a pass to a matter.
pub fn give_pass(response: &mut Response, app: &App, matter: MatterId) -> Result<(), Fault> {
    let pass = pass_to(matter, wall_clock())?;
    set(response, app, PASS, &pass, PASS_MINUTES * 60);
    Ok(())
}

/// Lets the next page tell the code.
pub fn tell_code(response: &mut Response, app: &App, code: &str) {
    set(response, app, TOLD, code, TOLD_MINUTES * 60);
}

/// Takes everything back: for a device that others use too.
pub fn take_back(response: &mut Response, app: &App) {
    set(response, app, PASS, "", 0);
    set(response, app, TOLD, "", 0);
}

fn set(response: &mut Response, app: &App, name: &str, value: &str, seconds: i64) {
    let secure = if app.secure { "; Secure" } else { "" };
    let cookie =
        format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

/// Whether a procedure gives parties something to do, and so something to follow.
pub fn has_parties(law: &Procedure) -> bool {
    law.acts
        .iter()
        .any(|act| act.by.contains(&Entitled::Party) || act.by.contains(&Entitled::Anyone))
}

/// Whether a pass to one matter opens another: the same, or one that came from it by hand-over
/// through procedures that know parties.
pub fn opens(
    visit: &Visit,
    reader: &Reader,
    pass: MatterId,
    wanted: &Matter,
) -> Result<bool, Problem> {
    let mut matter = wanted.clone();
    for _ in 0..HANDOVERS_MAX {
        if matter.id == pass {
            return Ok(true);
        }
        let law = visit.rules().packs.procedures.pinned(&matter.version);
        let Some(origin) = &matter.origin else {
            return Ok(false);
        };
        if !law.is_some_and(has_parties) {
            return Ok(false);
        }
        match reader.matter(origin.matter)? {
            Some(above) => matter = above,
            None => return Ok(false),
        }
    }
    Ok(false)
}
