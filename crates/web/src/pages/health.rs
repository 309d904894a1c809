//! `/healthz`, `/readyz` and `/metrics`: whether the server lives, can work, and how much it did.

use std::fmt::Write;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use fadu_kernel::clock::Light;

use crate::app::App;

/// The routes of this family.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}

async fn ready(State(app): State<App>) -> Response {
    let works = tokio::task::spawn_blocking(move || {
        let reads = app.office.read(fadu_store::Reader::ledger_size).is_ok();
        // The writer answers only when it could commit a group.
        reads && app.office.ask(|_| Ok(())).wait().is_ok()
    });
    if works.await.unwrap_or(false) {
        "ready\n".into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
    }
}

async fn metrics(State(app): State<App>) -> Response {
    let text = tokio::task::spawn_blocking(move || {
        let now = app.office.now();
        app.office.read(|reader| {
            let mut text = String::new();
            let mut put = |name: &str, help: &str, kind: &str, value: u64| {
                let _ = writeln!(
                    text,
                    "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}"
                );
            };
            put(
                "fadu_acts_total",
                "Acts recorded.",
                "counter",
                reader.ledger_size()?,
            );
            let sealed = reader
                .latest_checkpoint()?
                .map_or(0, |checkpoint| checkpoint.size);
            put(
                "fadu_sealed_leaves",
                "Leaves under the newest checkpoint.",
                "gauge",
                sealed,
            );
            let matters = reader.count_matters(&fadu_store::MatterFilter::default())?;
            put("fadu_matters", "Matters recorded.", "gauge", matters);
            for (light, name) in [(Light::Red, "red"), (Light::Yellow, "yellow")] {
                let filter = fadu_store::MatterFilter {
                    light: Some((light, now)),
                    ..fadu_store::MatterFilter::default()
                };
                let name = format!("fadu_matters_{name}");
                put(
                    &name,
                    "Matters with this light.",
                    "gauge",
                    reader.count_matters(&filter)?,
                );
            }
            let events = reader.last_event()?.unsigned_abs();
            put(
                "fadu_events_total",
                "Events in the feed.",
                "counter",
                events,
            );
            Ok(text)
        })
    });
    match text.await {
        Ok(Ok(text)) => ([(CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response(),
        _ => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
