//! A file of a submission. Every look is noted.

use axum::extract::{Path, State};
use madoguchi_app::App;

use super::case::number;
use crate::{
    page::{Answer, give_file},
    problem::Problem,
    who::Staff,
};

pub const PATH: &str = "/a/{receipt}/files/{file}";

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    Path((receipt, file)): Path<(String, String)>,
) -> Answer {
    let file = file.parse().map_err(|_| Problem::Missing)?;
    let file = app.case_file(&person, &number(&receipt)?, file).await?;
    give_file(file)
}
