//! No other site may press our buttons: a token in every form, and a look at where a request comes from.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use madoguchi_app::App;

use crate::{problem::Problem, session::Browser};

/// The hidden input that carries the token.
pub const INPUT: &str = "_csrf";

/// The token of forms shown to this browser. The forms of staff are bound to their session, so that nothing
/// shown before signing in counts after it.
pub fn token(app: &App, browser: &Browser, for_staff: bool) -> String {
    match &browser.staff {
        Some(session) if for_staff => app.secret().form_token(session.reveal()),
        _ => app.form_token(&browser.visitor),
    }
}

/// Whether a posted token was given to this browser.
pub fn fits(app: &App, browser: &Browser, posted: &str, for_staff: bool) -> bool {
    match &browser.staff {
        Some(session) if for_staff => app.secret().form_token_fits(session.reveal(), posted),
        _ => app.form_token_fits(&browser.visitor, posted),
    }
}

/// Refuses requests that change something and come from another site, before anything else looks at them.
pub async fn same_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    // Machines show a token of their own and bring no cookie.
    let machine = request.uri().path().starts_with("/api/");
    if safe || machine || is_ours(request.headers(), &app.settings().public_url) {
        next.run(request).await
    } else {
        Problem::Forged.into_response()
    }
}

fn is_ours(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name| headers.get(name).and_then(|v| v.to_str().ok());
    match text(header::HeaderName::from_static("sec-fetch-site")) {
        Some("same-origin" | "none") => return true,
        Some(_) => return false,
        None => {}
    }
    // Old browsers and command lines say nothing; the token in the form still has to fit.
    let Some(origin) = text(header::ORIGIN) else { return true };
    let host_of = |url: &str| url.split_once("://").map(|(_, rest)| rest.trim_end_matches('/').to_owned());
    let from = host_of(origin);
    from.is_some() && (from.as_deref() == text(header::HOST) || from == host_of(public_url))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn other_sites_are_told_apart() {
        for (name, value, ours) in [
            ("sec-fetch-site", "same-origin", true),
            ("sec-fetch-site", "none", true),
            ("sec-fetch-site", "same-site", false),
            ("sec-fetch-site", "cross-site", false),
            ("origin", "http://localhost:8000", true),
            ("origin", "https://city.example.jp", true),
            ("origin", "https://evil.example", false),
            ("origin", "null", false),
            ("accept", "*/*", true),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("host", HeaderValue::from_static("localhost:8000"));
            headers.insert(name, HeaderValue::from_static(value));
            assert_eq!(is_ours(&headers, "https://city.example.jp"), ours, "{name}: {value}");
        }
    }
}
