//! The counter of those who look after the whole: rates, inventory, KPIs. It speaks Japanese only.

mod dashboard;
mod definitions;
mod edit;
mod import;
mod inventory;
mod kpi;
mod procedure;
mod snapshots;
mod what_if;

use axum::{Router, routing::get};
use madoguchi_app::App;

/// The pages of managers, below `/manage`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(dashboard::get))
        .route("/inventory", get(inventory::get))
        .route("/inventory.csv", get(inventory::csv))
        .route("/inventory/import", get(import::get).post(import::post))
        .route("/inventory/p/{id}", get(procedure::get))
        .route("/inventory/p/{id}/edit", get(edit::get).post(edit::post))
        .route("/kpi", get(kpi::get))
        .route("/definitions", get(definitions::get))
        .route("/what-if", get(what_if::get))
        .route("/snapshots", get(snapshots::get).post(snapshots::post))
        .route("/snapshots/{number}", get(snapshots::one))
}
