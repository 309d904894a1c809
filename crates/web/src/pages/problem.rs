//! Pages that say why there is no page: not found, not for you, too large, stale, or our fault.
//! Each says what to do next.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use fadu_kernel::words::Words;
use maud::html;

use crate::act_form::{BACK, KEY, STEP};
use crate::app::App;
use crate::entries::Entries;
use crate::guard::TOKEN;
use crate::page::{PageHead, public_page};
use crate::parts::button::main_button;
use crate::parts::heading::heading;
use crate::speech::{Speech, say};
use crate::visit::{Problem, Visit};

/// What is not repeated: the old token, and the words that lead elsewhere than to the form.
const NOT_KEPT: [&str; 3] = [TOKEN, BACK, STEP];

/// The page for a problem.
pub fn problem(visit: &Visit, problem: &Problem) -> Response {
    let (status, title, next) = words_of(problem);
    // Somebody at work stays at the desk; who has to choose a password first has none yet.
    if visit.person.is_some() && !matches!(problem, Problem::NewPassword) {
        let lang = visit.lang();
        let main = html! {
            (heading(title.get(lang)))
            p { (next.get(lang)) }
            p { a href="/desk" { (say(lang, "回到待办", "Back to the desk")) } }
        };
        if let Ok(shown) = visit.desk(&visit.head_words(title.clone()), &main, None) {
            return (status, Html(shown.into_string())).into_response();
        }
    }
    page(&visit.app, &visit.speech, status, &title, &next)
}

fn words_of(problem: &Problem) -> (StatusCode, Words, Words) {
    match problem {
        Problem::NotFound => (
            StatusCode::NOT_FOUND,
            Words::new("没有这个页面", "There is no such page"),
            Words::new(
                "请核对网址，或从首页重新进入。",
                "Check the address, or start again from the front page.",
            ),
        ),
        Problem::SignIn => (
            StatusCode::UNAUTHORIZED,
            Words::new("请先登录", "Sign in first"),
            Words::new("登录后回到本页。", "You will come back here."),
        ),
        Problem::NewPassword => (
            StatusCode::FORBIDDEN,
            Words::new("请先设置新密码", "Choose a new password first"),
            Words::new(
                "首次登录的密码只能用一次。",
                "A first password can only be used once.",
            ),
        ),
        Problem::Forbidden(words) => (
            StatusCode::FORBIDDEN,
            Words::new("您不能打开本页", "This page is not open to you"),
            words.clone(),
        ),
        Problem::BadInput(words) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Words::new(
                "提交的内容需要改一下",
                "Something in what you sent needs mending",
            ),
            words.clone(),
        ),
        Problem::Fault(fault) => (
            StatusCode::SERVICE_UNAVAILABLE,
            Words::new("系统暂时不能处理", "The system cannot do this now"),
            fault.words(),
        ),
    }
}

/// A form whose token is missing or old: nothing was submitted.
pub fn stale_form(app: &App, speech: &Speech) -> Response {
    let title = Words::new("表单已过期", "The form has expired");
    let next = Words::new(
        "没有提交任何内容。请返回上一页，刷新后再提交；浏览器须允许本网站使用 Cookie。",
        "Nothing was submitted. Go back, reload and submit again; cookies must be allowed here.",
    );
    page(app, speech, StatusCode::FORBIDDEN, &title, &next)
}

/// A form whose token is missing or old, with everything typed kept: the button leads back to the
/// form, filled in again, and submits nothing by itself. Forms without a key of their own are
/// short and ask for secrets: those start anew. So does a form on a shared device: it may be the
/// last person's, sent once more from the browser's history.
pub fn stale_entries(app: &App, speech: &Speech, token: &str, entries: &Entries) -> Response {
    if speech.kiosk || !entries.has(KEY) {
        return stale_form(app, speech);
    }
    let lang = speech.lang;
    let kept = entries
        .0
        .iter()
        .filter(|(name, _)| !NOT_KEPT.contains(&name.as_str()));
    let address = speech.address.split('?').next().unwrap_or("/");
    let title = Words::new("表单已过期", "The form has expired");
    let main = html! {
        (heading(title.get(lang)))
        p {
            (say(
                lang,
                "没有提交任何内容，您填写的都还在。请继续填写，核对后再提交；\
                    浏览器须允许本网站使用 Cookie。",
                "Nothing was submitted, and what you typed is kept. Go on, check it and submit \
                 again; cookies must be allowed here.",
            ))
        }
        form.form method="post" action=(address) {
            input type="hidden" name=(TOKEN) value=(token);
            input type="hidden" name=(BACK) value="stale";
            @for (name, texts) in kept {
                @for text in texts { input type="hidden" name=(name) value=(text); }
            }
            div.form-end {
                (main_button(say(lang, "继续填写", "Go on with the form")))
                a href="/" { (say(lang, "回到首页", "Front page")) }
            }
        }
    };
    let head = PageHead::new(&app.site, speech, title.clone());
    (
        StatusCode::FORBIDDEN,
        Html(public_page(&head, &main).into_string()),
    )
        .into_response()
}

/// A body that is too long: nothing was submitted.
pub fn too_large(app: &App, speech: &Speech) -> Response {
    let title = Words::new("提交的内容过长", "What you sent is too long");
    let next = Words::new(
        "没有提交任何内容。请返回上一页，缩短文字后再提交。",
        "Nothing was submitted. Go back, shorten the text and submit again.",
    );
    page(app, speech, StatusCode::PAYLOAD_TOO_LARGE, &title, &next)
}

fn page(app: &App, speech: &Speech, status: StatusCode, title: &Words, next: &Words) -> Response {
    let lang = speech.lang;
    let head = PageHead::new(&app.site, speech, title.clone());
    let front = say(lang, "回到首页", "Front page");
    let main = html! {
        (heading(title.get(lang)))
        p { (next.get(lang)) }
        p { a href="/" { (front) } }
    };
    (status, Html(public_page(&head, &main).into_string())).into_response()
}
