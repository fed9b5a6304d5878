//! What every answer carries, whoever wrote it.

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use madoguchi_app::App;

/// Nothing runs, loads or frames our pages but what we serve ourselves.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The policy of files that residents handed in: they are data, whatever they claim to be.
pub const FILE_POLICY: &str = "default-src 'none'; sandbox";

/// The policy of a picture that is looked at: nothing but itself.
pub const PICTURE_POLICY: &str = "default-src 'none'; img-src 'self'; sandbox; frame-ancestors 'none'";

/// The policy of a PDF that is looked at inside a page of ours. Browsers do not start their reader in a sandbox; it has
/// one of its own, and scripts of a page never run, for `nosniff` holds it to its type.
pub const SHEET_POLICY: &str = "default-src 'none'; object-src 'self'; img-src 'self'; style-src 'unsafe-inline'; \
     frame-ancestors 'self'";

/// [`POLICY`] of the pages that show pages of ours in frames: PDFs of residents, and papers that are tried.
pub const FRAMING_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// [`POLICY`] of a page that its author looks at inside a page of ours.
pub const FRAMED_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

/// Longer addresses are made by nobody who means well.
const LONGEST_ADDRESS: usize = 8 * 1024;

/// Names a request in logs and on pages that say something went wrong.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Gives every request a name and every answer its headers.
pub async fn guard(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = format!("{:016x}", app.random() as u64);
    request.extensions_mut().insert(RequestId(id.clone()));
    // The route, not the address: addresses of drafts open them.
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    let too_long = request.uri().to_string().len() > LONGEST_ADDRESS;
    let mut response =
        if too_long { StatusCode::URI_TOO_LONG.into_response() } else { next.run(request).await };
    tracing::info!(%id, %method, route, status = response.status().as_u16(), "answered");

    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=()",
        ),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if app.settings().is_secure() {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(year);
    }
    if let Ok(id) = HeaderValue::try_from(id) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_with_frames_allows_nothing_else_more() {
        assert_eq!(FRAMING_POLICY.replace("frame-src 'self'; ", ""), POLICY);
        assert_eq!(FRAMED_POLICY.replace("ancestors 'self'", "ancestors 'none'"), POLICY);
    }
}
