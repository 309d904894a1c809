//! The router: every family of pages brings its own routes; here they are laid together.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::app::App;
use crate::entries::BODY_LENGTH_MAX;
use crate::visit::{Problem, Shown, Visit};
use crate::{api, assets, guard, pages, speech};

/// Longest time a request may take before the server gives up on it.
const REQUEST_SECONDS_MAX: u64 = 60;

/// The whole of the city's pages.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/assets/{file}", get(asset))
        .merge(pages::routes())
        .merge(api::routes())
        .fallback(nothing_here)
        .layer(from_fn(speech::remember))
        .layer(from_fn_with_state(app.clone(), guard::guard))
        .layer(CompressionLayer::new())
        .layer(DefaultBodyLimit::max(BODY_LENGTH_MAX))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            Duration::from_secs(REQUEST_SECONDS_MAX),
        ))
        .with_state(app)
}

async fn asset(visit: Visit, Path(file): Path<String>) -> Response {
    let Some(asset) = assets::find(&file) else {
        return nothing_here(visit).await;
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(asset.content_type)),
        (
            CACHE_CONTROL,
            HeaderValue::from_static(assets::CACHE_CONTROL),
        ),
    ];
    (headers, asset.body).into_response()
}

async fn nothing_here(visit: Visit) -> Response {
    visit.answer(|_| -> Shown { Err(Problem::NotFound) }).await
}
