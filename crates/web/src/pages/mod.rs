//! One page or family of pages a file: path, query and view. Each file gives its own routes.

use axum::Router;

use crate::app::App;

pub mod problem;
pub mod rail;

/// All pages' routes.
pub fn routes() -> Router<App> {
    Router::new()
}
