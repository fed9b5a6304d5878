//! The counter of the residents.

mod account;
pub mod apply;
mod catalogue;
mod costs;
mod disaster;
mod eligibility;
mod feedback;
mod home;
mod info;
mod life;
mod open_data;
mod paper;
mod rate;
mod readings;
mod resume;
mod search;
mod start;
mod status;
mod verify;
mod wish;
mod zip;

use axum::{
    Router,
    routing::{get, post},
};
use madoguchi_app::App;
use madoguchi_vocab::Lang;

/// The routes of this counter in one language. Pages know their language by the address.
pub fn routes(lang: Lang) -> Router<App> {
    let pages = Router::new()
        .route(home::PATH, get(home::get))
        .route(search::PATH, get(search::get))
        .route(life::PATH, get(life::get))
        .route(start::PATH, get(start::get))
        .route(start::BEGIN, post(start::post))
        .route(eligibility::PATH, get(eligibility::get).post(eligibility::post))
        .route(resume::PATH, get(resume::get).post(resume::post))
        .route(info::HELP, get(info::help))
        .route(info::PRIVACY, get(info::privacy))
        .route(info::ACCESSIBILITY, get(info::accessibility))
        .route(info::TERMS, get(info::terms))
        .route(rate::PATH, get(rate::get))
        .route(open_data::PATH, get(open_data::get))
        .route(verify::PATH, get(verify::get))
        .merge(account::routes())
        .merge(wish::routes())
        .merge(apply::routes())
        .merge(status::routes());
    match lang {
        Lang::Ja => pages
            .route(zip::PATH, get(zip::get))
            .route(rate::CSV, get(rate::csv))
            .route(open_data::CATALOGUE, get(open_data::catalogue))
            .route(open_data::FILE, get(open_data::file))
            .route(paper::PATH, get(paper::get)),
        Lang::Easy => pages.route(readings::PATH, get(readings::get)),
        Lang::En => pages,
    }
}
