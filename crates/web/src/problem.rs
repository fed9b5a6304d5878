//! Every "no" has a reason and a way on. What is not yours looks as if it were not there.

use std::{any::Any, io::ErrorKind, sync::Arc};

use askama::Template;
use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Json, Redirect, Response},
};
use madoguchi_app::{App, Scan, StoreError, Trouble};
use madoguchi_vocab::ReceiptNumber;
use madoguchi_workflow::Refusal;

use crate::{
    chrome::{Chrome, Counter, place_of},
    headers::RequestId,
    page,
    session::Browser,
    waiting::{self, Asked, Carried},
};

/// Why no page could be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Not there, or not for this person.
    Missing,
    /// It was there; its time is over.
    Gone,
    /// The procedure is not open online.
    Closed,
    /// Every place is taken.
    Full,
    /// The role does not allow it.
    NotAllowed,
    /// Sign in first; then this address.
    SignIn(String),
    /// Show the second factor first; then this address.
    Factor(String),
    /// Show number and key first.
    LookUp,
    /// Too many tries; so many minutes to wait.
    TooMany(u32),
    /// Somebody else changed it in the meantime.
    Overtaken,
    /// It has been submitted already.
    Submitted(ReceiptNumber),
    /// It stands where this cannot happen.
    NotNow,
    /// It is in a colleague's hands.
    Held,
    /// Something is missing that the page should have asked for.
    Incomplete,
    /// The form was open too long, or the cookie is gone.
    Stale,
    /// Another site sent it.
    Forged,
    /// The virus scanner has not looked at the file yet.
    FileWaiting,
    /// A virus was found in the file; it is gone.
    FileInfected,
    /// The virus scanner could not say whether the file is clean.
    FileUnscannable,
    /// What was sent cannot be read.
    Unreadable,
    /// More than is taken at once.
    TooLarge,
    /// What was sent came too slowly, or stopped coming.
    Slow,
    /// The address is there, but not for this kind of request.
    WrongMethod,
    /// The office is too busy to answer in time.
    Busy,
    /// Database or disk cannot be written or read for now.
    Unavailable,
    /// No font has this letter, so a paper was not printed.
    Unprintable(char),
    /// Our fault.
    Broken,
}

impl Problem {
    /// The name in the message files.
    fn code(&self) -> &'static str {
        match self {
            Problem::Missing => "missing",
            Problem::Gone => "gone",
            Problem::Closed => "closed",
            Problem::Full => "full",
            Problem::NotAllowed => "not_allowed",
            Problem::SignIn(_) | Problem::Factor(_) | Problem::LookUp => "sign_in",
            Problem::TooMany(_) => "too_many",
            Problem::Overtaken => "overtaken",
            Problem::Submitted(_) => "submitted",
            Problem::NotNow => "not_now",
            Problem::Held => "held",
            Problem::Incomplete => "incomplete",
            Problem::Stale => "stale",
            Problem::Forged => "forged",
            Problem::FileWaiting => "file_waiting",
            Problem::FileInfected => "file_infected",
            Problem::FileUnscannable => "file_unscannable",
            Problem::Unreadable => "unreadable",
            Problem::TooLarge => "too_large",
            Problem::Slow => "slow",
            Problem::WrongMethod => "wrong_method",
            Problem::Busy => "busy",
            Problem::Unavailable => "unavailable",
            Problem::Unprintable(_) => "unprintable",
            Problem::Broken => "broken",
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Problem::Missing => StatusCode::NOT_FOUND,
            Problem::Gone => StatusCode::GONE,
            Problem::Closed
            | Problem::Full
            | Problem::Overtaken
            | Problem::Submitted(_)
            | Problem::NotNow
            | Problem::Held
            | Problem::FileWaiting
            | Problem::FileInfected
            | Problem::FileUnscannable
            | Problem::Unprintable(_) => StatusCode::CONFLICT,
            Problem::NotAllowed | Problem::Forged => StatusCode::FORBIDDEN,
            Problem::SignIn(_) | Problem::Factor(_) | Problem::LookUp => StatusCode::UNAUTHORIZED,
            Problem::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Problem::Incomplete | Problem::Stale => StatusCode::UNPROCESSABLE_ENTITY,
            Problem::Unreadable => StatusCode::BAD_REQUEST,
            Problem::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::Slow => StatusCode::REQUEST_TIMEOUT,
            Problem::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Problem::Busy | Problem::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Problem::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What an answer without a page of its own means.
    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Problem::Missing,
            StatusCode::METHOD_NOT_ALLOWED => Problem::WrongMethod,
            StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
            StatusCode::SERVICE_UNAVAILABLE => Problem::Busy,
            other if other.is_server_error() => Problem::Broken,
            _ => Problem::Unreadable,
        }
    }
}

impl IntoResponse for Problem {
    /// Says only what is wrong; [`say`] makes the page, for it knows counter, language and address.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::NotFound => Problem::Missing,
            Trouble::Gone => Problem::Gone,
            Trouble::Closed => Problem::Closed,
            Trouble::Full => Problem::Full,
            Trouble::NotAllowed => Problem::NotAllowed,
            Trouble::SignIn => Problem::LookUp,
            Trouble::FactorOwed => Problem::Factor("/staff".to_owned()),
            Trouble::TooMany { minutes } => Problem::TooMany(minutes),
            Trouble::Overtaken => Problem::Overtaken,
            Trouble::AlreadySubmitted(receipt) => Problem::Submitted(receipt),
            Trouble::Incomplete(_) | Trouble::PaperDay(_) | Trouble::Amiss { .. } | Trouble::Worded(_) => {
                Problem::Incomplete
            }
            Trouble::LastAdministrator => Problem::NotNow,
            Trouble::Refused(Refusal::HeldByAnother) => Problem::Held,
            Trouble::Refused(
                Refusal::ForTheHead | Refusal::ForClerks | Refusal::ForApprovers | Refusal::OwnProposal,
            ) => Problem::NotAllowed,
            Trouble::Refused(Refusal::NotYours) => Problem::Missing,
            Trouble::Refused(
                Refusal::NotNow { .. }
                | Refusal::NotInThisFlow { .. }
                | Refusal::CorrectionOpen { .. }
                | Refusal::NoSuchOpinion
                | Refusal::NoSuchFee,
            ) => Problem::NotNow,
            Trouble::Refused(
                Refusal::Missing(_)
                | Refusal::NoSuchQuestion(_)
                | Refusal::DueOutOfReach
                | Refusal::DayOutOfReach
                | Refusal::NobodyThere
                | Refusal::Unchecked
                | Refusal::FeeOwed
                | Refusal::NothingChanged,
            ) => Problem::Incomplete,
            Trouble::Unopened(Scan::Infected) => Problem::FileInfected,
            Trouble::Unopened(Scan::Unscannable) => Problem::FileUnscannable,
            Trouble::Unopened(_) => Problem::FileWaiting,
            Trouble::Unprintable(letter) => Problem::Unprintable(letter),
            Trouble::File(_) | Trouble::UnknownInput(_) => Problem::Unreadable,
            Trouble::Store(StoreError::Unreachable(why)) => {
                tracing::error!(why, "the database cannot work now");
                Problem::Unavailable
            }
            // What is missing or not what its name says will not be better in a minute.
            Trouble::Disk(why) if !matches!(why.kind(), ErrorKind::NotFound | ErrorKind::InvalidData) => {
                tracing::error!(%why, "files cannot be read or written now");
                Problem::Unavailable
            }
            failed => {
                tracing::error!(error = %failed, "a use case failed");
                Problem::Broken
            }
        }
    }
}

impl From<askama::Error> for Problem {
    fn from(error: askama::Error) -> Self {
        tracing::error!(%error, "a page could not be drawn");
        Problem::Broken
    }
}

/// What a page about a problem says.
struct Said {
    chrome: Chrome,
    title: String,
    text: String,
    /// Where to go on, and the words of the link.
    way_on: (String, String),
    id: String,
}

#[derive(Template)]
#[template(path = "errors/resident.html")]
struct ResidentPage {
    chrome: Chrome,
    said: Said,
}

#[derive(Template)]
#[template(path = "errors/staff.html")]
struct StaffPage {
    chrome: Chrome,
    said: Said,
}

impl Said {
    fn new(problem: &Problem, chrome: Chrome, counter: Counter, id: String) -> Self {
        let of_a_draft = matches!(problem, Problem::Missing) && chrome.here.starts_with("/apply/");
        let code = if of_a_draft { "no_draft" } else { problem.code() };
        let key = |part: &str| format!("problem.{code}.{part}");
        let text = match problem {
            Problem::TooMany(minutes) => chrome.put(&key("text"), minutes),
            Problem::Submitted(receipt) => chrome.put(&key("text"), receipt),
            Problem::Unprintable(letter) => {
                chrome.put(&key("text"), format!("{letter}（U+{:04X}）", u32::from(*letter)))
            }
            _ => chrome.say(&key("text")).to_owned(),
        };
        let (path, words) = match (counter, problem) {
            (Counter::Staff, _) => ("/staff".to_owned(), "problem.to_staff"),
            // The draft may live in another browser, or the cookie of this one may be gone.
            (_, Problem::Missing | Problem::Stale) if chrome.here.starts_with("/apply/") => {
                (chrome.url("/resume"), "problem.to_resume")
            }
            (_, Problem::Slow) if chrome.here.starts_with("/apply/") => {
                (chrome.url(chrome.here.split('?').next().unwrap_or("/")), "wait.open")
            }
            (_, Problem::Submitted(receipt)) => {
                (chrome.url(&format!("/status/{receipt}")), "problem.to_status")
            }
            (
                _,
                Problem::Gone | Problem::Closed | Problem::Full | Problem::Missing | Problem::WrongMethod,
            ) => (chrome.url("/search"), "problem.to_search"),
            (_, Problem::NotNow | Problem::Overtaken) => (chrome.url("/status"), "problem.to_status"),
            _ => (chrome.url("/"), "problem.to_home"),
        };
        let way_on = (path, chrome.say(words).to_owned());
        Self { title: chrome.say(&key("title")).to_owned(), text, way_on, id, chrome }
    }

    fn page(self, counter: Counter) -> page::Answer {
        let chrome = self.chrome.clone();
        match counter {
            Counter::Staff => page::show(&StaffPage { chrome, said: self }),
            Counter::Resident | Counter::Api => page::show(&ResidentPage { chrome, said: self }),
        }
    }
}

/// Makes the page about a problem, in the language and at the counter of the address.
pub async fn say(State(app): State<App>, request: Request, next: Next) -> Response {
    let (uri, method) = (request.uri().clone(), request.method().clone());
    let browser = request.extensions().get::<Arc<Browser>>().cloned();
    let id = request.extensions().get::<RequestId>().map(|r| r.0.clone()).unwrap_or_default();
    let response = next.run(request).await;
    let status = response.status();
    let bare = !response.headers().get(header::CONTENT_TYPE).is_some_and(|t| {
        t.to_str().is_ok_and(|t| t.starts_with("text/html") || t.starts_with("application/"))
    });
    let problem = match response.extensions().get::<Problem>() {
        Some(problem) => problem.clone(),
        None if (status.is_client_error() || status.is_server_error()) && bare => Problem::of_status(status),
        None => return response,
    };
    let (counter, _, _) = place_of(uri.path());
    let Some(browser) = browser else { return response };
    let mut chrome = Chrome::new(&app, &uri, browser);
    if matches!(problem, Problem::Busy | Problem::Unavailable) && counter != Counter::Api {
        let carried = response.extensions().get::<Carried>().cloned();
        let address = uri.path_and_query().map_or("/", |a| a.as_str()).to_owned();
        let head = method == Method::HEAD;
        let asked = Asked { method, address, carried, id };
        return match waiting::page(&app, counter, chrome, &problem, asked) {
            Ok(mut page) => {
                *page.status_mut() = problem.status();
                if head { (page.status(), page.headers().clone()).into_response() } else { page }
            }
            Err(_) => response,
        };
    }
    if counter == Counter::Staff
        && let Some(token) = &chrome.browser().staff
    {
        // Whoever may not do this still needs the menu and the way out.
        chrome.person = app.staff_session(token).await.ok();
    }
    if !matches!(problem, Problem::Missing) {
        // Links to other languages repeat the request; of a press on a button only the page can be repeated.
        chrome.here = chrome.here.split('?').next().unwrap_or("/").to_owned();
    }
    let mut answer = match (counter, &problem) {
        (Counter::Staff, Problem::SignIn(next)) => return to_sign_in("login", next),
        (Counter::Staff, Problem::Factor(next)) => return to_sign_in("second", next),
        (Counter::Resident, Problem::SignIn(_)) => {
            return Redirect::to(&chrome.url("/sign-in")).into_response();
        }
        (Counter::Resident, Problem::LookUp) => {
            // The number stands in the address already; nobody should have to type it again.
            let number = chrome.here.strip_prefix("/status/").and_then(|rest| rest.split(['/', '?']).next());
            let number = number.filter(|n| ReceiptNumber::parse(n).is_ok());
            let query = number.map(|n| format!("?receipt={n}")).unwrap_or_default();
            return Redirect::to(&format!("{}{query}", chrome.url("/status"))).into_response();
        }
        (Counter::Api, _) => {
            let said = Said::new(&problem, chrome, counter, id);
            Json(serde_json::json!({ "error": problem.code(), "message": said.text, "id": said.id }))
                .into_response()
        }
        _ => match Said::new(&problem, chrome, counter, id).page(counter) {
            Ok(page) => page,
            Err(_) => return response,
        },
    };
    *answer.status_mut() = problem.status();
    if let Some(allow) = response.headers().get(header::ALLOW) {
        answer.headers_mut().insert(header::ALLOW, allow.clone());
    }
    let wait = match problem {
        Problem::TooMany(minutes) => Some(u64::from(minutes) * 60),
        Problem::Busy | Problem::Unavailable => Some(waiting::seconds(&app, &problem)),
        _ => None,
    };
    if let Some(seconds) = wait {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if method == Method::HEAD { (answer.status(), answer.headers().clone()).into_response() } else { answer }
}

fn to_sign_in(page: &str, next: &str) -> Response {
    let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    Redirect::to(&format!("/staff/{page}?next={next}")).into_response()
}

/// Something is at this address, but not for this kind of request.
pub async fn wrong_method() -> Problem {
    Problem::WrongMethod
}

/// What is left after a handler panicked. The text of the panic is for the log only.
pub fn after_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text =
        panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = text.unwrap_or("?"), "a handler panicked");
    Problem::Broken.into_response()
}

#[cfg(test)]
mod tests {
    use madoguchi_vocab::Lang;

    use super::*;

    fn all() -> Vec<Problem> {
        use Problem::*;
        let receipt = ReceiptNumber::from_random(1);
        vec![
            Missing,
            Gone,
            Closed,
            Full,
            NotAllowed,
            LookUp,
            TooMany(3),
            Overtaken,
            Submitted(receipt),
            NotNow,
            Held,
            Incomplete,
            Stale,
            Forged,
            FileWaiting,
            FileInfected,
            FileUnscannable,
            Unreadable,
            TooLarge,
            Slow,
            WrongMethod,
            Busy,
            Unavailable,
            Unprintable('𠮷'),
            Broken,
        ]
    }

    #[test]
    fn every_problem_has_a_sentence_and_a_way_on_in_every_language() {
        for lang in Lang::ALL {
            for problem in all() {
                for counter in [Counter::Resident, Counter::Staff] {
                    let said = Said::new(&problem, Chrome::sample(lang), counter, "id".into());
                    assert!(!said.title.starts_with("problem."), "{lang} lacks {}", said.title);
                    assert!(!said.text.starts_with("problem."), "{lang} lacks {}", said.text);
                    assert!(said.way_on.0.starts_with('/'), "{problem:?}");
                    assert!(said.page(counter).is_ok(), "{problem:?}");
                }
            }
        }
    }
}
