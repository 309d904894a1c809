//! `/gallery`: every part with example data, in demo builds only.

use axum::Router;
use axum::response::Response;
use axum::routing::get;

use crate::app::App;
use crate::parts::gallery::gallery;
use crate::visit::{Problem, Shown, Visit};

/// The route of the gallery.
pub fn routes() -> Router<App> {
    Router::new().route("/gallery", get(show))
}

async fn show(visit: Visit) -> Response {
    visit
        .answer(|visit| -> Shown {
            if !visit.app.site.demo {
                return Err(Problem::NotFound);
            }
            let head = visit.head("部件", "Parts");
            Ok(visit.public(&head, &gallery(visit.lang())))
        })
        .await
}
