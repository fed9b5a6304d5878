//! The counter of who tends people and departments, who speaks to everybody, and who reads the trail.

mod banner;
mod department;
mod departments;
mod disaster;
mod people;
mod person;
mod trail;
mod transfer_list;

use axum::{
    Router,
    routing::{get, post},
};
use madoguchi_app::App;

/// The pages below `/admin`.
pub fn routes() -> Router<App> {
    Router::new()
        .route(people::PATH, get(people::get))
        .route(people::NEW, get(people::ask).post(people::add))
        .route(person::PATH, get(person::get))
        .route(person::CHANGE, get(person::ask).post(person::change))
        .route(person::CODE, post(person::code))
        .route(person::FACTOR, post(person::forget_factor))
        .route(person::SESSIONS, post(person::end_sessions))
        .route(departments::PATH, get(departments::get))
        .route(department::NEW, get(department::ask_new).post(department::add))
        .route(department::PATH, get(department::ask).post(department::change))
        .route(department::MERGE, get(department::ask_merger).post(department::merge))
        .route(transfer_list::PATH, get(transfer_list::get).post(transfer_list::post))
        .route(transfer_list::FILE, get(transfer_list::file))
        .route(transfer_list::TAKE_BACK, post(transfer_list::take_back))
        .route(banner::PATH, get(banner::get).post(banner::post))
        .route(disaster::PATH, get(disaster::get).post(disaster::post))
        .route(trail::PATH, get(trail::get))
        .route(trail::FILE, get(trail::file))
}
