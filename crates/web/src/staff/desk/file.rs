//! A file of a draft at the desk, for its department.

use axum::extract::{Path, State};
use madoguchi_app::App;

use super::draft_of;
use crate::{
    page::{Answer, give_file},
    problem::Problem,
    who::Staff,
};

pub const PATH: &str = "/desk/{id}/files/{file}";

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    Path((id, file)): Path<(String, String)>,
) -> Answer {
    let draft = draft_of(&app, &person, &id).await?;
    let file = file.parse().map_err(|_| Problem::Missing)?;
    give_file(app.file_of_draft(&draft, file).await?)
}
