//! One page or family of pages a file: path, query and view. Each file gives its own routes.

use axum::Router;

use crate::app::App;
pub mod acts;
pub mod act;
pub mod desk;
pub mod figures;
pub mod health;
pub mod ledger;
pub mod matter;
pub mod matters;
pub mod hotline;
pub mod lights;
pub mod registers;
pub mod import;
pub mod units;
pub mod accounts;
pub mod audit;
pub mod demo_time;
pub mod documents;
pub mod problem;
pub mod rail;
pub mod apply;
pub mod services;
pub mod front;
pub mod procedures;
pub mod statutes;
pub mod deadline;
pub mod receipt;
pub mod published;
pub mod gallery;
pub mod sign_in;
pub mod track;

/// All pages' routes.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(gallery::routes())
        .merge(published::routes())
        .merge(receipt::routes())
        .merge(deadline::routes())
        .merge(statutes::routes())
        .merge(procedures::routes())
        .merge(front::routes())
        .merge(services::routes())
        .merge(track::routes())
        .merge(sign_in::routes())
        .merge(apply::routes())
        .merge(acts::routes())
        .merge(figures::routes())
        .merge(health::routes())
        .merge(ledger::routes())
        .merge(act::routes())
        .merge(desk::routes())
        .merge(matter::routes())
        .merge(matters::routes())
        .merge(documents::routes())
        .merge(hotline::routes())
        .merge(lights::routes())
        .merge(registers::routes())
        .merge(import::routes())
        .merge(units::routes())
        .merge(accounts::routes())
        .merge(audit::routes())
        .merge(demo_time::routes())
}
