//! `/api/v1`: the same record for programs, with problem details (RFC 9457), idempotency keys,
//! entity tags and cursors. Whoever writes signs in first and sends the session as a bearer token.

mod document;
mod reads;
mod writes;

use axum::Router;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use fadu_kernel::refusal::{Refusal, Rule};
use fadu_kernel::words::Words;
use serde_json::{Value, json};

use crate::app::App;
use crate::visit::{Problem, Visit};

/// The routes of the API.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/openapi.json", get(document::openapi))
        .route("/api/v1/sessions", post(writes::sign_in))
        .route("/api/v1/procedures", get(reads::procedures))
        .route("/api/v1/procedures/{id}", get(reads::procedure))
        .route("/api/v1/figures", get(reads::figures))
        .route("/api/v1/figures/{id}/acts", get(reads::figure_acts))
        .route("/api/v1/deadline", get(reads::deadline))
        .route("/api/v1/matters", get(reads::matters))
        .route("/api/v1/matters/{number}", get(reads::matter))
        .route("/api/v1/acts", post(writes::submit))
        .route("/api/v1/acts/{act}/receipt", get(reads::receipt))
        .route("/api/v1/events", get(reads::events))
}

/// An API answer: a document or a problem.
pub type Answered = Result<Response, ApiProblem>;

/// A problem with its status, as RFC 9457 wants it.
#[derive(Debug)]
pub struct ApiProblem {
    status: StatusCode,
    kind: &'static str,
    words: Words,
    more: Value,
}

impl ApiProblem {
    /// A problem.
    pub fn new(status: StatusCode, kind: &'static str, words: Words) -> Self {
        Self {
            status,
            kind,
            words,
            more: Value::Null,
        }
    }

    /// What was sent cannot be read.
    pub fn bad(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-request", Words::new(zh, en))
    }

    /// A refusal by the law, with its articles.
    pub fn refusal(refusal: &Refusal) -> Self {
        let basis: Vec<String> = refusal.basis.iter().map(ToString::to_string).collect();
        let fields: Vec<Value> = match &refusal.rule {
            Rule::Facts(faults) => faults
                .iter()
                .map(|fault| json!({ "field": fault.field, "words": fault.words }))
                .collect(),
            Rule::Act | Rule::Role | Rule::Stage | Rule::Date | Rule::Unit | Rule::Require => {
                Vec::new()
            }
        };
        let status = match refusal.rule {
            Rule::Role => StatusCode::FORBIDDEN,
            Rule::Act | Rule::Stage | Rule::Facts(_) | Rule::Date | Rule::Unit | Rule::Require => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
        };
        let more = json!({
            "rule": refusal.rule.key(), "citation": basis, "instead": refusal.instead,
            "fields": fields,
        });
        Self {
            status,
            kind: "refusal",
            words: refusal.words.clone(),
            more,
        }
    }

    fn into_response(self, visit: &Visit) -> Response {
        let mut document = json!({
            "type": format!("/api/v1/problems/{}", self.kind),
            "title": self.words.get(visit.lang()),
            "status": self.status.as_u16(),
            "words": self.words,
        });
        if let (Some(document), Value::Object(more)) = (document.as_object_mut(), self.more) {
            document.extend(more);
        }
        let headers = [(CONTENT_TYPE, "application/problem+json")];
        (self.status, headers, document.to_string()).into_response()
    }
}

impl From<Problem> for ApiProblem {
    fn from(problem: Problem) -> Self {
        let (status, kind, words) = match problem {
            Problem::NotFound => (
                StatusCode::NOT_FOUND,
                "not-found",
                Words::new("没有找到", "not found"),
            ),
            Problem::SignIn => (
                StatusCode::UNAUTHORIZED,
                "sign-in",
                Words::new(
                    "请先登录，并以 Bearer 令牌提交",
                    "sign in first and send the session as a bearer token",
                ),
            ),
            Problem::NewPassword => (
                StatusCode::FORBIDDEN,
                "new-password",
                Words::new(
                    "请先在网页上设置新密码",
                    "choose a new password on the pages first",
                ),
            ),
            Problem::Forbidden(words) => (StatusCode::FORBIDDEN, "forbidden", words),
            Problem::BadInput(words) => (StatusCode::BAD_REQUEST, "bad-request", words),
            Problem::Fault(fault) => match fault {
                fadu_office::fault::Fault::KeyReused(_) => {
                    (StatusCode::CONFLICT, "key-reused", fault.words())
                }
                _ => (StatusCode::SERVICE_UNAVAILABLE, "fault", fault.words()),
            },
        };
        Self::new(status, kind, words)
    }
}

impl From<fadu_office::fault::Fault> for ApiProblem {
    fn from(fault: fadu_office::fault::Fault) -> Self {
        Problem::from(fault).into()
    }
}

impl From<fadu_store::StoreFault> for ApiProblem {
    fn from(fault: fadu_store::StoreFault) -> Self {
        Problem::from(fault).into()
    }
}

/// Runs an answer on a blocking thread.
async fn answer(visit: Visit, verb: impl FnOnce(&Visit) -> Answered + Send + 'static) -> Response {
    let inside = visit.clone();
    match tokio::task::spawn_blocking(move || verb(&inside)).await {
        Ok(Ok(response)) => response,
        Ok(Err(problem)) => problem.into_response(&visit),
        Err(_) => ApiProblem::from(Problem::Fault(fadu_office::fault::Fault::Stopped))
            .into_response(&visit),
    }
}

/// A document with its entity tag; nothing where the caller has it already.
fn tagged(document: &Value, tag: &str, headers: &HeaderMap) -> Response {
    let tag = format!("\"{tag}\"");
    let has = headers
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    if has.is_some_and(|has| has.split(',').any(|one| one.trim() == tag)) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let mut response = json_response(StatusCode::OK, document);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

fn json_response(status: StatusCode, document: &Value) -> Response {
    (
        status,
        [(CONTENT_TYPE, "application/json")],
        document.to_string(),
    )
        .into_response()
}
