//! ふりがな put away or brought back.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect},
};
use madoguchi_app::App;
use serde::Deserialize;

use crate::{
    page::Answer,
    problem::Problem,
    session::{append, readings_cookie},
    who::Resident,
};

/// `/readings/{to}`: `on` or `off`
pub const PATH: &str = "/readings/{to}";

/// Which page to show again.
#[derive(Debug, Default, Deserialize)]
pub struct Back {
    #[serde(default)]
    back: String,
}

/// Remembers the choice and shows the page again.
pub async fn get(
    Resident { chrome, .. }: Resident,
    State(app): State<App>,
    Path(to): Path<String>,
    Query(Back { back }): Query<Back>,
) -> Answer {
    let shown = match to.as_str() {
        "on" => true,
        "off" => false,
        _ => return Err(Problem::Missing),
    };
    let to = if is_ours(&back) { back } else { chrome.url("/") };
    let mut answer = Redirect::to(&to).into_response();
    append(&mut answer, readings_cookie(&app, shown));
    Ok(answer)
}

/// Only pages of this site: `//` and a backslash lead elsewhere in some browsers.
fn is_ours(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && path.chars().all(|c| !c.is_control() && c != '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for (path, ours) in [
            ("/easy/p/x?y=1", true),
            ("//evil.example", false),
            ("/\\evil.example", false),
            ("https://evil.example", false),
            ("/x\r\nSet-Cookie: a=b", false),
            ("", false),
        ] {
            assert_eq!(is_ours(path), ours, "{path:?}");
        }
    }
}
