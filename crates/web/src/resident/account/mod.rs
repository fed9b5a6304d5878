//! An account of one's own: signing in by a letter, and the pages behind it. Nobody needs one.

mod answers;
mod ask;
mod end;
mod me;
mod notices;
mod open;
mod sent;
mod sessions;

use axum::{Router, routing::get};
use madoguchi_app::App;

pub use self::ask::label as mail_label;

/// The routes of accounts.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(ask::get).post(ask::post))
        .route("/sign-in/sent", get(sent::get).post(sent::post))
        .route("/sign-in/open", get(open::get).post(open::post))
        .route("/me", get(me::get).post(me::post))
        .route("/me/answers", get(answers::get).post(answers::post))
        .route("/me/notices", get(notices::get).post(notices::post))
        .route("/me/sessions", get(sessions::get).post(sessions::post))
        .route("/me/delete", get(end::get).post(end::post))
}
