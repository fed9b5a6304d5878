//! How somebody likes lists to be drawn.

use axum::extract::State;
use madoguchi_app::{App, Density};

use super::{came_from, url};
use crate::{
    form_state::Fields,
    page::{Answer, go_to},
    problem::Problem,
    who::Staff,
};

pub const PATH: &str = "/queue/density";

pub async fn post(State(app): State<App>, Staff(person): Staff, fields: Fields) -> Answer {
    let density = Density::parse(fields.first("density")).ok_or(Problem::Unreadable)?;
    app.keep_density(&person, density).await?;
    go_to(&url(&came_from(&fields)))
}
