//! A file of a draft, for whoever gave it.

use axum::extract::{Path, State};
use madoguchi_app::App;
use madoguchi_vocab::FileId;

use super::draft_of;
use crate::{
    page::{Answer, give_file},
    problem::Problem,
    who::Resident,
};

/// Gives the file back.
pub async fn get(
    resident: Resident,
    State(app): State<App>,
    Path((id, file)): Path<(String, String)>,
) -> Answer {
    let draft = draft_of(&app, &resident, &id).await?;
    let file: FileId = file.parse().map_err(|_| Problem::Missing)?;
    let stored = app.file_of_draft(&draft, file).await?;
    give_file(stored)
}
