//! An address at which nothing is.

use axum::{
    extract::OriginalUri,
    http::{Method, Uri},
    response::{IntoResponse, Redirect},
};

use crate::{
    page::{Answer, is_ours},
    problem::Problem,
};

/// Nothing is at this address; where it ends with a slash, there may be something without it.
pub async fn no_such_page(method: Method, OriginalUri(uri): OriginalUri) -> Answer {
    match without_slash(&uri).filter(|_| method == Method::GET || method == Method::HEAD) {
        Some(to) => Ok(Redirect::permanent(&to).into_response()),
        None => Err(Problem::Missing),
    }
}

/// The address without the slashes at its end: no page of ours has any, and people type them.
fn without_slash(uri: &Uri) -> Option<String> {
    let path = uri.path().strip_suffix('/')?.trim_end_matches('/');
    let path = if path.is_empty() { "/" } else { path };
    is_ours(path).then(|| uri.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_too_many_is_left_out_and_leads_nowhere_else() {
        for (address, to) in [
            ("/en/", Some("/en")),
            ("/p/x/?y=1", Some("/p/x?y=1")),
            ("/p/x///", Some("/p/x")),
            ("//", Some("/")),
            ("/en", None),
            ("//evil.example/", None),
            ("///evil.example/", None),
            ("/\\evil.example/", None),
        ] {
            assert_eq!(without_slash(&address.parse().unwrap()).as_deref(), to, "{address}");
        }
    }
}
