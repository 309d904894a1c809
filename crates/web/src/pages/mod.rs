//! One page or family of pages a file: path, query and view. Each file gives its own routes.

use axum::Router;

use crate::app::App;
pub mod accounts;
pub mod act;
pub mod acts;
pub mod apply;
pub mod audit;
pub mod brief;
pub mod cockpit;
pub mod consultations;
pub mod deadline;
pub mod demo_time;
pub mod desk;
pub mod documents;
pub mod figures;
pub mod front;
pub mod gallery;
pub mod health;
pub mod hotline;
pub mod import;
pub mod kiosk;
pub mod ledger;
pub mod lights;
pub mod matter;
pub mod matters;
pub mod plan;
pub mod problem;
pub mod procedures;
pub mod published;
pub mod rail;
pub mod receipt;
pub mod registers;
pub mod report;
pub mod services;
pub mod sign_in;
pub mod statutes;
pub mod tables;
pub mod track;
pub mod tracking_code;
pub mod units;
pub mod unwritten;
pub mod versions;

/// All pages' routes.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(gallery::routes())
        .merge(published::routes())
        .merge(receipt::routes())
        .merge(deadline::routes())
        .merge(statutes::routes())
        .merge(procedures::routes())
        .merge(unwritten::routes())
        .merge(front::routes())
        .merge(services::routes())
        .merge(track::routes())
        .merge(sign_in::routes())
        .merge(apply::routes())
        .merge(acts::routes())
        .merge(figures::routes())
        .merge(tables::routes())
        .merge(tracking_code::routes())
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
        .merge(report::routes())
        .merge(import::routes())
        .merge(units::routes())
        .merge(accounts::routes())
        .merge(audit::routes())
        .merge(consultations::routes())
        .merge(versions::routes())
        .merge(plan::routes())
        .merge(brief::routes())
        .merge(cockpit::routes())
        .merge(kiosk::routes())
        .merge(demo_time::routes())
}
