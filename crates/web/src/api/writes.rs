//! Writing through the API: signing in and submitting acts.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use fadu_office::accounts::sign_in as enter;
use fadu_office::submission::{Answer, Doer, Subject, Submission};
use jiff::civil::{Date, DateTime};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answered, ApiProblem, answer, json_response};
use crate::guard::{LOGINS_PER_MINUTE, wall_clock};
use crate::visit::Visit;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Login {
    login: String,
    password: String,
}

/// A body that is at hand whole; one that is too long is a problem like any other.
type Body = Result<Bytes, BytesRejection>;

fn whole(body: Body) -> Result<Bytes, ApiProblem> {
    body.map_err(|rejection| {
        ApiProblem::new(
            rejection.status(),
            "too-large",
            fadu_kernel::words::Words::new(
                "提交的内容过长，没有提交",
                "what you sent is too long; nothing was submitted",
            ),
        )
    })
}

pub async fn sign_in(visit: Visit, body: Body) -> Response {
    answer(visit, move |visit| {
        let body = whole(body)?;
        let login: Login = read(&body)?;
        let now = wall_clock();
        if !visit
            .app
            .gate
            .admits(visit.from, "login", LOGINS_PER_MINUTE, now)
        {
            return Err(ApiProblem::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too-many",
                fadu_kernel::words::Words::new("请一分钟后再试", "try again in a minute"),
            ));
        }
        let wall = visit.app.office.civil(now);
        let signed = enter(&visit.app.office, &login.login, &login.password, wall)?;
        let signed = signed.ok_or_else(|| {
            ApiProblem::new(
                StatusCode::UNAUTHORIZED,
                "sign-in",
                fadu_kernel::words::Words::new(
                    "登录名或密码不正确，或须稍后再试",
                    "the log-in name or password is wrong, or must wait",
                ),
            )
        })?;
        Ok(json_response(
            StatusCode::CREATED,
            &json!({ "token": signed.token }),
        ))
    })
    .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActBody {
    procedure: String,
    #[serde(default)]
    matter: Option<String>,
    #[serde(default)]
    unit: Option<String>,
    #[serde(default)]
    upon: Option<String>,
    act: String,
    #[serde(default)]
    on: Option<String>,
    #[serde(default)]
    facts: BTreeMap<String, Value>,
}

pub async fn submit(visit: Visit, headers: HeaderMap, body: Body) -> Response {
    answer(visit, move |visit| {
        submit_act(visit, &headers, &whole(body)?)
    })
    .await
}

/// The key under which the same request is taken once only.
fn idempotency_key(headers: &HeaderMap) -> Result<&str, ApiProblem> {
    let key = headers
        .get("idempotency-key")
        .and_then(|value| value.to_str().ok());
    key.filter(|key| !key.is_empty()).ok_or_else(|| {
        ApiProblem::bad(
            "缺少 Idempotency-Key 请求头，重试时用同一个值",
            "the header Idempotency-Key is missing; use the same value when you retry",
        )
    })
}

fn submit_act(visit: &Visit, headers: &HeaderMap, body: &[u8]) -> Answered {
    let person = visit.signed_in()?;
    if !visit.by_bearer {
        // A cookie alone is no proof that a program meant it: browsers send cookies by themselves.
        return Err(ApiProblem::from(crate::visit::Problem::SignIn));
    }
    let key = idempotency_key(headers)?;
    let body: ActBody = read(body)?;
    let at = match body.on.as_deref() {
        None => visit.now,
        Some(on) => parse_at(on).ok_or_else(|| {
            ApiProblem::bad(
                "on 应为日期，如 2026-03-02",
                "on is a date such as 2026-03-02",
            )
        })?,
    };
    let subject = match (body.matter, body.upon, body.unit) {
        (Some(number), _, _) => Subject::Number(number),
        (None, Some(number), _) => Subject::Upon(Box::new(Subject::Number(number))),
        (None, None, Some(unit)) => Subject::New { unit },
        (None, None, None) => {
            return Err(ApiProblem::bad(
                "请给出 matter（编号）、unit（在哪个单位立事项）或 upon（针对哪个事项提出）",
                "name a matter, a unit to open one in, or the matter upon which one is opened",
            ));
        }
    };
    let submission = Submission {
        key: format!("{}/{key}", person.account.id),
        procedure: body.procedure,
        subject,
        act: body.act,
        at,
        doer: Doer::Account(person.account.login.clone()),
        facts: body.facts,
    };
    // Without a day of its own a retry takes the moment of the first, so that it is the same act.
    let office = &visit.app.office;
    let submitted = if body.on.is_some() {
        office.submit(submission)
    } else {
        office.submit_form(submission, None)
    };
    match submitted.wait()? {
        Answer::Refused(refusal) => Err(ApiProblem::refusal(&refusal)),
        Answer::Done(done) => {
            let opened: Vec<Value> = done
                .opened
                .iter()
                .map(|(procedure, _, number)| json!({ "procedure": procedure, "matter": number }))
                .collect();
            let status = if done.repeated {
                StatusCode::OK
            } else {
                StatusCode::CREATED
            };
            let document = json!({ "act": done.act, "matter": done.number, "leaf": done.act,
                                   "opened": opened, "repeated": done.repeated });
            Ok(json_response(status, &document))
        }
    }
}

fn parse_at(text: &str) -> Option<DateTime> {
    if text.contains('T') {
        return text.parse().ok();
    }
    text.parse::<Date>().ok().map(|day| day.at(9, 0, 0, 0))
}

fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, ApiProblem> {
    serde_json::from_slice(body).map_err(|error| {
        ApiProblem::bad(
            format!("不是所需的 JSON：{error}"),
            format!("not the JSON asked for: {error}"),
        )
    })
}
