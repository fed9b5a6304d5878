//! A file of a draft at the desk, for its department. Every look is noted.

use axum::extract::{Path, State};
use madoguchi_app::App;

use super::draft_id;
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
    let file = file.parse().map_err(|_| Problem::Missing)?;
    give_file(app.desk_file(&person, draft_id(&id)?, file).await?)
}
