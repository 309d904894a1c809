//! `/sign-in`, `/sign-out` and `/password`: entering the desk, leaving it, and changing one's own
//! password.

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use fadu_kernel::words::Words;
use fadu_office::accounts::{
    PASSWORD_LENGTH_MIN, SESSION_HOURS, WAIT_MINUTES, change_password, sign_in, sign_out,
};
use fadu_office::fault::Fault;
use maud::{Markup, html};

use crate::act_form::{FormPage, see_other};
use crate::address::query_value;
use crate::app::App;
use crate::asked::Asked;
use crate::entries::Entries;
use crate::guard::{LOGINS_PER_MINUTE, cookie, wall_clock};
use crate::parts::error_summary::error_summary;
use crate::parts::field::control_id;
use crate::parts::form::{FormView, form};
use crate::parts::heading::{heading, heading_with_lead};
use crate::parts::notice::notice;
use crate::pass::Knock;
use crate::visit::{Problem, SESSION, Shown, Visit};

/// Where people go when nothing else was asked for.
const DESK: &str = "/desk";

/// The routes of entering and leaving.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(ask).post(enter))
        .route("/sign-out", post(leave))
        .route("/password", get(ask_password).post(set_password))
}

/// An address on this site to go to after signing in; anything else leads to the desk.
fn next_of(asked: &str) -> String {
    let ours = asked.starts_with('/')
        && !asked.starts_with("//")
        && !asked.starts_with("/\\")
        && !asked.chars().any(char::is_control);
    if ours && asked != "/sign-out" {
        asked.to_owned()
    } else {
        DESK.to_owned()
    }
}

async fn ask(visit: Visit) -> Response {
    visit
        .answer(|visit| -> Result<Response, Problem> {
            let next = next_of(&Asked::of(visit).text("next"));
            if visit.person.is_some() {
                return Ok(see_other(&next));
            }
            Ok(page(visit, "", &next, &[]))
        })
        .await
}

async fn enter(visit: Visit, knock: Knock, entries: Entries) -> Response {
    visit
        .answer(move |visit| entered(visit, knock, &entries))
        .await
}

fn entered(visit: &Visit, knock: Knock, entries: &Entries) -> Result<Response, Problem> {
    let login = entries.text("login").trim();
    let password = entries.text("password");
    let next = next_of(entries.text("next"));
    let mut faults = Vec::new();
    if login.is_empty() {
        faults.push((
            "login",
            Words::new("请填写登录名", "Fill in your log-in name"),
        ));
    }
    if password.is_empty() {
        faults.push((
            "password",
            Words::new("请填写密码", "Fill in your password"),
        ));
    }
    if !faults.is_empty() {
        return Ok(page(visit, login, &next, &faults));
    }
    let wall = wall_clock();
    if !visit
        .app
        .gate
        .admits(knock.0, "sign-in", LOGINS_PER_MINUTE, wall)
    {
        let words = Words::new(
            "登录过于频繁，请一分钟后再试",
            "Too many log-ins from here; try again in a minute",
        );
        return Ok(page(visit, login, &next, &[("", words)]));
    }
    let office = &visit.app.office;
    let Some(signed) = sign_in(office, login, password, office.civil(wall))? else {
        let words = Words::new(
            format!(
                "登录名或密码不对。连续输错后，这个登录名要等 {WAIT_MINUTES} 分钟；\
                 忘记密码请找本单位的安全管理员"
            ),
            format!(
                "Log-in name or password is wrong. After several wrong tries the name waits \
                 {WAIT_MINUTES} minutes; if you forgot the password, ask the security administrator"
            ),
        );
        return Ok(page(visit, login, &next, &[("password", words)]));
    };
    let mut response = if signed.account.must_change {
        see_other(&format!("/password?next={}", query_value(&next)))
    } else {
        see_other(&next)
    };
    set_session(
        &mut response,
        &visit.app,
        &signed.token,
        SESSION_HOURS * 3600,
    );
    Ok(response)
}

fn set_session(response: &mut Response, app: &App, token: &str, seconds: i64) {
    let secure = if app.secure { "; Secure" } else { "" };
    let cookie =
        format!("{SESSION}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

fn page(visit: &Visit, login: &str, next: &str, faults: &[(&str, Words)]) -> Response {
    let lang = visit.lang();
    let submit = Words::new("登录", "Sign in");
    let view = FormView {
        address: "/sign-in",
        csrf: &visit.token,
        key: None,
        submit: &submit,
        other: None,
    };
    let fields = html! {
        input type="hidden" name="next" value=(next);
        (line(visit, &Line {
            name: "login",
            title: visit.say("登录名", "Log-in name"),
            kind: "text",
            fill: "username",
            entered: login,
            hint: None,
        }, faults))
        (line(visit, &Line {
            name: "password",
            title: visit.say("密码", "Password"),
            kind: "password",
            fill: "current-password",
            entered: "",
            hint: None,
        }, faults))
    };
    let main = html! {
        (error_summary(lang, faults.iter().map(|(name, words)| (*name, words))))
        (heading_with_lead(
            visit.say("工作人员登录", "Sign in for staff"),
            visit.say(
                "群众办事不用登录，请回到首页。",
                "Citizens need no account: go to the front page.",
            ),
        ))
        (form(lang, &view, &fields))
        @if visit.app.site.demo { (demo_accounts(visit)) }
    };
    let mut head = visit.head("登录", "Sign in");
    head.faulty = !faults.is_empty();
    let page = FormPage {
        main,
        faulty: !faults.is_empty(),
    };
    let whole = visit.public(&head, &page.main);
    page.respond(whole)
}

/// In a demo, where its accounts are told.
fn demo_accounts(visit: &Visit) -> Markup {
    notice(
        visit.say("演示账号", "Demo accounts"),
        &html! {
            p {
                (visit.say(
                    "演示账号和密码由启动演示的程序在终端列出。",
                    "The program that started the demo lists its accounts in the terminal.",
                ))
            }
        },
    )
}

/// One line of these forms.
struct Line<'a> {
    name: &'a str,
    title: &'a str,
    kind: &'a str,
    fill: &'a str,
    entered: &'a str,
    hint: Option<&'a str>,
}

fn line(visit: &Visit, view: &Line<'_>, faults: &[(&str, Words)]) -> Markup {
    let id = control_id(view.name);
    let fault = faults
        .iter()
        .find(|(name, _)| *name == view.name)
        .map(|(_, words)| words);
    let described: Vec<String> = [(view.hint.is_some(), "hint"), (fault.is_some(), "error")]
        .into_iter()
        .filter(|(there, _)| *there)
        .map(|(_, what)| format!("{id}-{what}"))
        .collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    html! {
        div.field.field-faulty[fault.is_some()] {
            label for=(id) { (view.title) }
            @if let Some(hint) = view.hint { p.field-hint id={ (id) "-hint" } { (hint) } }
            @if let Some(fault) = fault {
                p.field-error id={ (id) "-error" } {
                    span.spoken { (visit.say("错误：", "Error: ")) }
                    (fault.get(visit.lang()))
                }
            }
            input.input.input-middle id=(id) name=(view.name) type=(view.kind)
                value=(view.entered) autocomplete=(view.fill) spellcheck="false"
                autocapitalize="none" aria-describedby=[described]
                aria-invalid=[fault.map(|_| "true")];
        }
    }
}

async fn leave(visit: Visit, headers: axum::http::HeaderMap, _entries: Entries) -> Response {
    let token = cookie(&headers, SESSION);
    visit
        .answer(move |visit| -> Result<Response, Problem> {
            if let Some(token) = token {
                sign_out(&visit.app.office, &token)?;
            }
            let mut response = see_other("/sign-in");
            set_session(&mut response, &visit.app, "", 0);
            Ok(response)
        })
        .await
}

async fn ask_password(visit: Visit) -> Response {
    visit
        .answer(|visit| -> Shown {
            visit.signed_in()?;
            let next = next_of(&Asked::of(visit).text("next"));
            password_page(visit, &next, &[])
        })
        .await
}

fn password_page(visit: &Visit, next: &str, faults: &[(&str, Words)]) -> Shown {
    let lang = visit.lang();
    let person = visit.signed_in()?;
    let submit = Words::new("修改密码", "Change the password");
    let view = FormView {
        address: "/password",
        csrf: &visit.token,
        key: None,
        submit: &submit,
        other: None,
    };
    let hint = Words::new(
        format!("至少 {PASSWORD_LENGTH_MIN} 位，含两类以上字符，不含登录名；可以粘贴"),
        format!(
            "At least {PASSWORD_LENGTH_MIN} characters of two kinds or more, without the log-in \
             name; pasting is fine"
        ),
    );
    let secret = |name, title, fill, hint| Line {
        name,
        title,
        kind: "password",
        fill,
        entered: "",
        hint,
    };
    let fields = html! {
        input type="hidden" name="next" value=(next);
        (line(visit, &secret("old", visit.say("原密码", "Old password"), "current-password", None),
            faults))
        (line(visit, &secret("new", visit.say("新密码", "New password"), "new-password",
            Some(hint.get(lang))), faults))
        (line(visit, &secret("again", visit.say("再输一遍新密码", "New password again"),
            "new-password", None), faults))
    };
    let main = html! {
        (error_summary(lang, faults.iter().map(|(name, words)| (*name, words))))
        (heading(visit.say("修改密码", "Change your password")))
        @if person.account.must_change {
            p.lead {
                (visit.say(
                    "您用的是一次性密码，请先换成自己的。",
                    "You are using a one-time password; choose your own first.",
                ))
            }
        }
        p { (visit.say("修改后需要重新登录。", "You will have to sign in again.")) }
        (form(lang, &view, &fields))
    };
    let mut head = visit.head("修改密码", "Change your password");
    head.faulty = !faults.is_empty();
    Ok(visit.public(&head, &main))
}

async fn set_password(visit: Visit, knock: Knock, entries: Entries) -> Response {
    visit
        .answer(move |visit| password_set(visit, knock, &entries))
        .await
}

fn password_set(visit: &Visit, knock: Knock, entries: &Entries) -> Result<Response, Problem> {
    let person = visit.signed_in()?;
    let next = next_of(entries.text("next"));
    let (old, new) = (entries.text("old"), entries.text("new"));
    let again = |name: &'static str, words: Words| -> Result<Response, Problem> {
        let main = password_page(visit, &next, &[(name, words)])?;
        let status = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
        Ok((status, Html(main.into_string())).into_response())
    };
    if new != entries.text("again") {
        let words = Words::new("两次输入的新密码不一样", "The two new passwords differ");
        return again("again", words);
    }
    if !visit
        .app
        .gate
        .admits(knock.0, "sign-in", LOGINS_PER_MINUTE, wall_clock())
    {
        let words = Words::new(
            "过于频繁，请一分钟后再试",
            "Too often; try again in a minute",
        );
        return again("", words);
    }
    match change_password(&visit.app.office, &person.account, old, new) {
        Ok(()) => {
            let mut response = see_other(&format!("/sign-in?next={}", query_value(&next)));
            set_session(&mut response, &visit.app, "", 0);
            Ok(response)
        }
        Err(Fault::Unacceptable(words)) => {
            let about_old = fadu_office::accounts::check_password(new, &person.account.login);
            again(if about_old.is_ok() { "old" } else { "new" }, words)
        }
        Err(fault) => Err(fault.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_nowhere_but_to_this_site() {
        assert_eq!(next_of("/matters/1?a=b"), "/matters/1?a=b");
        for elsewhere in [
            "",
            "https://a.example",
            "//a.example",
            "/\\a.example",
            "a",
            "/sign-out",
        ] {
            assert_eq!(next_of(elsewhere), DESK, "{elsewhere}");
        }
    }
}
