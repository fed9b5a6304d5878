//! What every answer carries, whoever wrote it.

use axum::{
    extract::{Request, State},
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

/// Longer addresses are made by nobody who means well.
const LONGEST_ADDRESS: usize = 8 * 1024;

/// Names a request in logs and on pages that say something went wrong.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Gives every request a name and every answer its headers.
pub async fn guard(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = format!("{:016x}", app.random() as u64);
    request.extensions_mut().insert(RequestId(id.clone()));
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let too_long = request.uri().to_string().len() > LONGEST_ADDRESS;
    let mut response =
        if too_long { StatusCode::URI_TOO_LONG.into_response() } else { next.run(request).await };
    tracing::info!(%id, %method, path = shortened(&path), status = response.status().as_u16(), "answered");

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

/// Addresses of drafts open them; the log gets only what kind of page it was.
fn shortened(path: &str) -> String {
    path.split('/')
        .map(|part| {
            if part.len() >= 32 && part.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-') {
                "…"
            } else {
                part
            }
        })
        .collect::<Vec<_>>()
        .join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_does_not_open_drafts() {
        assert_eq!(shortened("/easy/apply/0123456789abcdef0123456789abcdef/name"), "/easy/apply/…/name");
        assert_eq!(shortened("/p/juminhyo-yubin"), "/p/juminhyo-yubin");
    }
}
