//! Cookies. A browser is known by what it brings; it is given a cookie once it has been shown a form.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use madoguchi_app::{App, Visitor};
use madoguchi_auth::SessionToken;

/// The name of a cookie: bound to this host and TLS wherever there is TLS.
fn name(kind: &str, secure: bool) -> String {
    if secure { format!("__Host-{kind}") } else { kind.to_owned() }
}

/// A browser at the counter.
#[derive(Debug)]
pub struct Browser {
    /// Who it is to the residents' counter.
    pub visitor: Visitor,
    /// The session of a member of staff, if it brought one; whether it is still good is not known here.
    pub staff: Option<SessionToken>,
    /// The session of a resident who signed in, if it brought one; whether it is still good is not known here.
    pub account: Option<SessionToken>,
    /// Whether easy Japanese is shown without readings, as this browser once asked.
    pub no_readings: bool,
    fresh: bool,
    form_shown: AtomicBool,
}

impl Browser {
    fn read(app: &App, headers: &HeaderMap) -> Self {
        let jar = CookieJar::from_headers(headers);
        let secure = app.settings().is_secure();
        let value = |kind| jar.get(&name(kind, secure)).map(|c| c.value().to_owned());
        let known = value("visitor").and_then(|v| Visitor::parse(&v));
        Self {
            fresh: known.is_none(),
            visitor: known.unwrap_or_else(|| Visitor::new(app.random())),
            no_readings: value("readings").as_deref() == Some("off"),
            staff: value("staff").and_then(|v| SessionToken::parse(&v)),
            account: value("account").and_then(|v| SessionToken::parse(&v)),
            form_shown: AtomicBool::new(false),
        }
    }

    /// A browser that nobody has seen, for pages drawn outside a request.
    #[cfg(test)]
    pub fn unknown() -> Self {
        Self {
            visitor: Visitor::new(0),
            staff: None,
            account: None,
            no_readings: false,
            fresh: true,
            form_shown: AtomicBool::new(false),
        }
    }

    /// Remembers that this answer holds a form, so that the browser must be known when it posts it.
    pub fn is_shown_a_form(&self) {
        self.form_shown.store(true, Ordering::Relaxed);
    }

    fn needs_cookie(&self) -> bool {
        self.fresh && self.form_shown.load(Ordering::Relaxed)
    }
}

/// Reads the cookies of every request and gives a cookie to a browser that was shown its first form.
pub async fn keep(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let browser = Arc::new(Browser::read(&app, request.headers()));
    request.extensions_mut().insert(browser.clone());
    let mut response = next.run(request).await;
    if browser.needs_cookie() {
        append(&mut response, visitor_cookie(&app, &browser.visitor));
    }
    response
}

/// The cookie of a browser that is another one from now on.
pub fn visitor_cookie(app: &App, visitor: &Visitor) -> Cookie<'static> {
    cookie(app, "visitor", visitor.reveal())
}

/// Remembers whether easy Japanese is shown with readings.
pub fn readings_cookie(app: &App, shown: bool) -> Cookie<'static> {
    cookie(app, "readings", if shown { "on" } else { "off" })
}

/// The cookie of a member of staff who has just signed in. It ends with the browser.
pub fn staff_cookie(app: &App, token: &SessionToken) -> Cookie<'static> {
    cookie(app, "staff", token.reveal())
}

/// What takes that cookie away again.
pub fn no_staff_cookie(app: &App) -> Cookie<'static> {
    let mut gone = cookie(app, "staff", "");
    gone.make_removal();
    gone
}

/// The cookie of a resident who has just signed in. It ends with the browser.
pub fn account_cookie(app: &App, token: &SessionToken) -> Cookie<'static> {
    cookie(app, "account", token.reveal())
}

/// Signs a browser out in an answer: takes that cookie away again, and gives the one of the browser it is from now on.
pub fn signed_out(app: &App, response: &mut Response, fresh: &Visitor) {
    let mut gone = cookie(app, "account", "");
    gone.make_removal();
    append(response, gone);
    append(response, visitor_cookie(app, fresh));
}

fn cookie(app: &App, kind: &str, value: &str) -> Cookie<'static> {
    let secure = app.settings().is_secure();
    Cookie::build((name(kind, secure), value.to_owned()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure)
        .build()
}

/// Puts a cookie into an answer.
pub fn append(response: &mut Response, cookie: Cookie<'_>) {
    if let Ok(value) = HeaderValue::try_from(cookie.to_string()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
