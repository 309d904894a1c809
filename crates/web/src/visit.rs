//! One request: who comes, how to speak to them, and what they may be shown.
//!
//! A page's handler takes a [`Visit`], does its reading on a blocking thread and returns a page
//! or a [`Problem`].

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, HOST};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use fadu_kernel::actor::{Actor, Post};
use fadu_kernel::decide::Setting;
use fadu_kernel::unit::{Unit, UnitTree};
use fadu_kernel::words::{Lang, Words};
use fadu_office::accounts::{keep_alive, session_of};
use fadu_office::fault::Fault;
use fadu_office::rules::Rules;
use fadu_store::{Account, Reader, Session};
use jiff::civil::{Date, DateTime};
use maud::Markup;

use crate::app::App;
use crate::guard::{Token, address, cookie, wall_clock};
use crate::page::{Desk, LedgerMark, PageHead, desk_page, public_page};
use crate::pages::{problem, rail};
use crate::speech::Speech;

/// The page on which a person chooses a password.
const NEW_PASSWORD: &str = "/password";

/// Longest host that is printed.
const HOST_LENGTH_MAX: usize = 120;

/// The cookie that holds a session's token.
pub const SESSION: &str = "session";

/// One request.
#[derive(Clone)]
pub struct Visit {
    /// The city.
    pub app: App,
    /// Language, size and address.
    pub speech: Speech,
    /// The token for forms.
    pub token: String,
    /// Who is signed in.
    pub person: Option<Arc<Person>>,
    /// Whether the session came as a bearer token and not as a cookie.
    pub by_bearer: bool,
    /// The address the request comes from.
    pub from: IpAddr,
    /// Under which address the server was asked, for links that leave this website on paper.
    pub origin: String,
    /// The city's civil time.
    pub now: DateTime,
    /// Units as they stand.
    pub units: Arc<UnitTree>,
}

/// Somebody signed in.
#[derive(Debug, Clone)]
pub struct Person {
    /// The account.
    pub account: Account,
    /// Posts held today.
    pub posts: Vec<Post>,
    /// The session.
    pub session: Session,
}

impl Person {
    /// Whether the person holds a role anywhere.
    pub fn holds(&self, role: &str) -> bool {
        self.posts.iter().any(|post| post.role == role)
    }

    /// The units of the person's posts, each once.
    pub fn units(&self) -> Vec<String> {
        let mut units: Vec<String> = self.posts.iter().map(|post| post.unit.clone()).collect();
        units.sort();
        units.dedup();
        units
    }

    /// The person as an actor.
    pub fn actor(&self) -> Actor {
        Actor::Official {
            account: self.account.id.clone(),
            posts: self.posts.clone(),
        }
    }
}

/// Why a page cannot be shown.
#[derive(Debug)]
pub enum Problem {
    /// Nothing at this address.
    NotFound,
    /// Somebody must sign in first.
    SignIn,
    /// A first password must be changed before anything else.
    NewPassword,
    /// Not for this person.
    Forbidden(Words),
    /// What was sent cannot be worked on.
    BadInput(Words),
    /// The machine failed.
    Fault(Fault),
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::NotFound { .. } => Self::NotFound,
            Fault::Forbidden(words) => Self::Forbidden(words),
            Fault::Unacceptable(words) => Self::BadInput(words),
            Fault::Store(_)
            | Fault::KeyReused(_)
            | Fault::Damaged(_)
            | Fault::NoChance
            | Fault::NotKept(_)
            | Fault::Stopped => Self::Fault(fault),
        }
    }
}

impl From<fadu_store::StoreFault> for Problem {
    fn from(fault: fadu_store::StoreFault) -> Self {
        Self::Fault(Fault::Store(fault))
    }
}

/// What a page's handler returns.
pub type Shown = Result<Markup, Problem>;

impl Visit {
    /// The language of the page.
    pub fn lang(&self) -> Lang {
        self.speech.lang
    }

    /// One of two texts.
    pub fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        crate::speech::say(self.lang(), zh, en)
    }

    /// What the city decides by.
    pub fn rules(&self) -> &Rules {
        &self.app.office.rules
    }

    /// The day in the city.
    pub fn today(&self) -> Date {
        self.now.date()
    }

    /// What decisions look at, now.
    pub fn setting(&self) -> Setting<'_> {
        self.rules().setting(&self.units, self.now)
    }

    /// Reads one snapshot of the record.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&Reader) -> fadu_store::Result<T>,
    ) -> Result<T, Problem> {
        Ok(self.app.office.read(read)?)
    }

    /// The person signed in, or the way to the sign-in page; whoever has a first password only
    /// gets no further than choosing another.
    pub fn signed_in(&self) -> Result<&Person, Problem> {
        let person = self.person.as_deref().ok_or(Problem::SignIn)?;
        let choosing = self.speech.address.split('?').next() == Some(NEW_PASSWORD);
        if person.account.must_change && !choosing {
            return Err(Problem::NewPassword);
        }
        Ok(person)
    }

    /// A unit's name.
    pub fn unit_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.units
            .get(id)
            .map_or(id, |unit: &Unit| unit.name.get(self.lang()))
    }

    /// The head of a page, answered for by the office.
    pub fn head(&self, zh: &str, en: &str) -> PageHead<'_> {
        self.head_words(Words::new(zh, en))
    }

    /// The head of a page whose title is at hand in both languages.
    pub fn head_words(&self, title: Words) -> PageHead<'_> {
        let mut head = PageHead::new(&self.app.site, &self.speech, title);
        head.ledger = self.ledger_mark();
        head.token = &self.token;
        head
    }

    fn ledger_mark(&self) -> Option<LedgerMark> {
        let checkpoint = self.app.office.read(Reader::latest_checkpoint).ok()??;
        let root = checkpoint.note.lines().nth(2)?.to_owned();
        Some(LedgerMark {
            size: checkpoint.size,
            root,
        })
    }

    /// A public page.
    pub fn public(&self, head: &PageHead<'_>, main: &Markup) -> Markup {
        public_page(head, main)
    }

    /// A page at the desk of the person signed in.
    pub fn desk(
        &self,
        head: &PageHead<'_>,
        main: &Markup,
        margin: Option<&Markup>,
    ) -> Result<Markup, Problem> {
        let person = self.signed_in()?;
        let rail = rail::entries(self, person);
        let unit = rail::post_in_words(self, person);
        let desk = Desk {
            rail: &rail,
            person: &person.account.name,
            unit: &unit,
            sign_out: "/sign-out",
            csrf: &self.token,
        };
        Ok(desk_page(head, &desk, main, margin))
    }

    /// Runs a page's reading and writing on a blocking thread and answers with the page.
    pub async fn answer<P>(self, page: impl FnOnce(&Self) -> P + Send + 'static) -> Response
    where
        P: IntoAnswer + Send + 'static,
    {
        let visit = self.clone();
        let done = tokio::task::spawn_blocking(move || page(&visit)).await;
        match done {
            Ok(page) => page.into_answer(&self),
            Err(_) => problem::problem(&self, &Problem::Fault(Fault::Stopped)),
        }
    }
}

/// What a handler may give back: a page, a response, or a problem.
pub trait IntoAnswer {
    /// The response.
    fn into_answer(self, visit: &Visit) -> Response;
}

impl<T: IntoResponsePart> IntoAnswer for Result<T, Problem> {
    fn into_answer(self, visit: &Visit) -> Response {
        match self {
            Ok(page) => page.into_part(),
            Err(Problem::SignIn) => {
                let back = crate::address::query_value(&visit.speech.address);
                Redirect::to(&format!("/sign-in?next={back}")).into_response()
            }
            Err(Problem::NewPassword) => Redirect::to(NEW_PASSWORD).into_response(),
            Err(problem) => problem::problem(visit, &problem),
        }
    }
}

/// A finished page or response.
pub trait IntoResponsePart {
    /// The response.
    fn into_part(self) -> Response;
}

impl IntoResponsePart for Markup {
    fn into_part(self) -> Response {
        axum::response::Html(self.into_string()).into_response()
    }
}

impl IntoResponsePart for Response {
    fn into_part(self) -> Response {
        self
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let speech = Speech::read(&parts.uri, &parts.headers);
        let token = parts.extensions.get::<Token>().map(|token| token.0.clone());
        let bearer = parts
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let bearer = bearer
            .and_then(|value| value.strip_prefix("Bearer "))
            .map(str::to_owned);
        let by_bearer = bearer.is_some();
        let session = bearer.or_else(|| cookie(&parts.headers, SESSION));
        let person = session.and_then(|token| person_of(app, &token));
        Ok(Self {
            by_bearer,
            from: address(&parts.extensions),
            origin: origin(app, parts),
            app: app.clone(),
            speech,
            token: token.unwrap_or_default(),
            person: person.map(Arc::new),
            now: app.office.now(),
            units: app.office.rules.units(),
        })
    }
}

/// The scheme and host of a request; empty where the host is none that could stand in an address.
fn origin(app: &App, parts: &Parts) -> String {
    let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '-' | '[' | ']');
    let host = host.filter(|host| host.len() <= HOST_LENGTH_MAX && host.chars().all(plain));
    let scheme = if app.secure { "https" } else { "http" };
    host.map_or_else(String::new, |host| format!("{scheme}://{host}"))
}

/// The person behind a session's token. A fault of the store shows no person: nobody enters.
fn person_of(app: &App, token: &str) -> Option<Person> {
    let wall = app.office.civil(wall_clock());
    let today = app.office.now().date();
    let found = app.office.read(|reader| {
        let Some(session) = session_of(reader, token, wall)? else {
            return Ok(None);
        };
        let Some(account) = reader.account(&session.account)? else {
            return Ok(None);
        };
        let posts = reader.posts_on(&account.id, today)?;
        Ok(Some(Person {
            account,
            posts,
            session,
        }))
    });
    let person = found.ok().flatten()?;
    if person.account.disabled_on.is_some_and(|on| on <= today) {
        return None;
    }
    keep_alive(&app.office, &person.session, wall);
    Some(person)
}
