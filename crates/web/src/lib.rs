//! The counters: pages and API. They talk to people and decide nothing.
//!
//! A handler reads like a sentence: who, what, do, show. Who is asking is known by the arguments a handler
//! takes ([`who`]); what was sent becomes values in [`form_state`]; the office ([`madoguchi_app::App`])
//! decides; and every "no" becomes a page with a way on ([`problem`]).

mod admin;
mod api;
mod asking;
mod assets;
mod author;
mod chart;
mod chrome;
mod complaint;
mod crowd;
mod csrf;
mod enclosures;
mod form_state;
mod headers;
mod health;
mod lost;
mod manager;
mod page;
mod paging;
mod problem;
mod questions;
mod resident;
mod reveal;
mod ruby;
mod session;
mod staff;
mod waiting;
mod who;
mod widget;
mod words;

pub use author::life::picture as picture_of_life;
pub use crowd::{Pace, Places};

use axum::{Router, extract::DefaultBodyLimit, middleware};
use madoguchi_app::App;
use madoguchi_vocab::Lang;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

/// All counters of the office.
pub fn router(app: App) -> Router {
    router_for(app, Places::default())
}

/// All counters of the office, with so many places.
pub fn router_for(app: App, places: Places) -> Router {
    let crowd = crowd::Crowd::new(places);
    Router::new()
        .merge(resident::routes(Lang::Ja))
        .nest("/easy", resident::routes(Lang::Easy))
        .nest("/en", resident::routes(Lang::En))
        .nest("/staff", staff::routes())
        .nest("/manage", manager::routes())
        .nest("/author", author::routes())
        .nest("/admin", admin::routes())
        .nest("/api", api::routes())
        .merge(health::routes())
        .merge(assets::routes())
        .fallback(lost::no_such_page)
        .method_not_allowed_fallback(problem::wrong_method)
        // From here on the last one written is the first to see a request.
        .layer(middleware::from_fn_with_state((app.clone(), crowd), crowd::admit))
        .layer(DefaultBodyLimit::max(form_state::UPLOAD_LIMIT))
        .layer(middleware::from_fn_with_state(app.clone(), csrf::same_origin))
        .layer(CatchPanicLayer::custom(problem::after_panic))
        .layer(middleware::from_fn_with_state(app.clone(), problem::say))
        .layer(middleware::from_fn_with_state(app.clone(), page::keep_fresh))
        .layer(middleware::from_fn_with_state(app.clone(), session::keep))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(app.clone(), headers::guard))
        .with_state(app)
}
