//! A file of a submission: saved, or looked at inside the page. Every look is noted.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
};
use madoguchi_app::{App, StoredFile};

use super::{case::number, given::Shown};
use crate::{
    headers,
    page::{Answer, give_file},
    problem::Problem,
    who::Staff,
};

pub const PATH: &str = "/a/{receipt}/files/{file}";
pub const VIEW: &str = "/a/{receipt}/files/{file}/view";

async fn stored(
    app: &App,
    person: &madoguchi_app::StaffPerson,
    receipt: &str,
    file: &str,
) -> Result<StoredFile, Problem> {
    let file = file.parse().map_err(|_| Problem::Missing)?;
    Ok(app.case_file(person, &number(receipt)?, file).await?)
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    Path((receipt, file)): Path<(String, String)>,
) -> Answer {
    give_file(stored(&app, &person, &receipt, &file).await?)
}

/// The same file to be looked at. What browsers do not show is saved.
pub async fn view(
    State(app): State<App>,
    Staff(person): Staff,
    Path((receipt, file)): Path<(String, String)>,
) -> Answer {
    let file = stored(&app, &person, &receipt, &file).await?;
    let policy = match Shown::of(&file.kind) {
        Shown::Picture => headers::PICTURE_POLICY,
        Shown::Sheet => headers::SHEET_POLICY,
        Shown::Elsewhere => return give_file(file),
    };
    let mut answer = give_file(file)?;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    Ok(answer)
}
