//! The counter of those who look after the whole: rates, inventory, KPIs. It speaks Japanese only.

mod course;
mod dashboard;
mod definitions;
mod department;
mod edit;
mod estimate;
mod feedback;
mod forecast;
mod funnel;
mod groups;
mod import;
mod inventory;
mod kpi;
mod months;
mod next;
mod plans;
mod procedure;
mod report;
mod savings;
mod snapshots;
mod what_if;

use axum::{Router, routing::get};
use madoguchi_app::App;

#[cfg(test)]
pub use self::feedback::tests::sample as sample_feedback;
pub use self::feedback::{SaidRow, StarsRow};

/// The pages of managers, below `/manage`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(dashboard::get))
        .route("/departments/{id}", get(department::get))
        .route("/groups", get(groups::get))
        .route("/groups.csv", get(groups::csv))
        .route("/months", get(months::get))
        .route("/months.csv", get(months::csv))
        .route("/inventory", get(inventory::get))
        .route("/inventory.csv", get(inventory::csv))
        .route("/inventory/import", get(import::get).post(import::post))
        .route("/inventory/p/{id}", get(procedure::get))
        .route("/inventory/p/{id}/edit", get(edit::get).post(edit::post))
        .route("/next", get(next::get).post(next::post))
        .route("/next/{id}", get(estimate::get).post(estimate::post))
        .route("/plans", get(plans::list))
        .route("/plans/{id}", get(plans::get).post(plans::post))
        .route("/forecast", get(forecast::get))
        .route("/funnel", get(funnel::get))
        .route("/funnel/{slug}", get(funnel::one::get))
        .route("/funnel/{slug}/numbers.csv", get(funnel::one::csv))
        .route("/feedback", get(feedback::get).post(feedback::post))
        .route("/feedback.csv", get(feedback::csv))
        .route("/kpi", get(kpi::list).post(kpi::import))
        .route("/kpi.csv", get(kpi::csv))
        .route("/kpi/{number}", get(kpi::one::get).post(kpi::one::post))
        .route("/savings", get(savings::get).post(savings::post))
        .route("/savings.csv", get(savings::csv))
        .route("/report", get(report::list))
        .route("/report/{month}", get(report::get))
        .route("/report/{month}/numbers", get(report::numbers::get))
        .route("/definitions", get(definitions::get))
        .route("/definitions/by-hand", get(definitions::by_hand))
        .route("/what-if", get(what_if::get))
        .route("/snapshots", get(snapshots::get).post(snapshots::post))
        .route("/snapshots/{number}", get(snapshots::one::get).post(snapshots::one::post))
}
