//! /kiosk: a shared device in a village. Large type, four doors, a telephone number; everything
//! the last person left is wiped at the press of a button or when nobody has touched it for a
//! minute.

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use maud::{Markup, html};

use super::services;
use crate::act_form::see_other;
use crate::app::App;
use crate::entries::Entries;
use crate::guard::TOKEN;
use crate::parts::heading::heading_with_lead;
use crate::speech::{KIOSK, Theme};
use crate::visit::{Problem, Visit};

/// Needs named on the first screen.
const NEEDS_SHOWN: usize = 4;
/// A device stays a kiosk for a year.
const KEPT_SECONDS: u32 = 31_536_000;

/// The routes of the kiosk.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/kiosk", get(show))
        .route("/kiosk/end", post(end))
        .route("/kiosk/off", post(off))
}

async fn show(visit: Visit) -> Response {
    visit.answer(page).await
}

async fn end(visit: Visit, _: Entries) -> Response {
    visit
        .answer(|_| -> Result<Response, Problem> {
            let mut response = see_other("/kiosk");
            wipe(&mut response);
            Ok(response)
        })
        .await
}

/// The device is a kiosk no longer.
async fn off(visit: Visit, _: Entries) -> Response {
    visit
        .answer(|_| -> Result<Response, Problem> {
            let mut response = see_other("/");
            wipe(&mut response);
            for name in [KIOSK, "theme"] {
                let gone = format!("{name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
                set(&mut response, &gone);
            }
            Ok(response)
        })
        .await
}

/// Takes away what a visitor carried: passes, codes, a session, the language; and asks the browser
/// to forget what it stored. With the token goes the way back: a form in the browser's history that
/// somebody sends once more is stale.
fn wipe(response: &mut Response) {
    for name in ["pass", "told", "session", "lang", TOKEN] {
        set(
            response,
            &format!("{name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"),
        );
    }
    response.headers_mut().insert(
        "clear-site-data",
        HeaderValue::from_static("\"cache\", \"storage\""),
    );
}

fn set(response: &mut Response, cookie: &str) {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

fn page(visit: &Visit) -> Result<Response, Problem> {
    let mut own = visit.clone();
    own.speech.kiosk = true;
    own.speech.theme = Theme::Elder;
    let main = doors(&own);
    let head = own.head("自助服务", "Self-service");
    let mut response = Html(own.public(&head, &main).into_string()).into_response();
    for (name, value) in [(KIOSK, "on"), ("theme", Theme::Elder.tag())] {
        let kept =
            format!("{name}={value}; Path=/; Max-Age={KEPT_SECONDS}; HttpOnly; SameSite=Lax");
        set(&mut response, &kept);
    }
    Ok(response)
}

fn doors(visit: &Visit) -> Markup {
    let needs = services::needs(visit);
    let telephone = &visit.app.site.telephone;
    html! {
        (heading_with_lead(
            visit.say("您遇到了什么事", "What happened to you?"),
            visit.say(
                "点一下最像的。办完请按“结束并清除”；一分钟没人操作，会自动清除。",
                "Touch the one most like it. Press “End and wipe” when done; after a minute \
                 without a touch everything is wiped by itself.",
            ),
        ))
        (services::list(visit, needs.iter().take(NEEDS_SHOWN)))
        ul.acts-open.kiosk-doors {
            (door("/services", visit.say("其他的事", "Something else")))
            (door("/track", visit.say("查进度", "Track an application")))
            (door("/receipts", visit.say("查真伪", "Check a paper")))
            (door("/consultations", visit.say("提意见", "Give an opinion")))
        }
        p.kiosk-call {
            (visit.say("不会用，请打电话，有人接听：", "Need help? Somebody answers: "))
            strong { (telephone) }
        }
        form method="post" action="/kiosk/off" {
            input type="hidden" name="csrf" value=(visit.token);
            button.link-button type="submit" {
                (visit.say("（管理人员）这台设备不再作自助机", "(Staff) This device is no kiosk"))
            }
        }
    }
}

fn door(address: &str, title: &str) -> Markup {
    html! { li { a.acts-link href=(address) { (title) } } }
}
