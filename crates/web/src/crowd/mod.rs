//! How many are served at once. What is too much is refused at once and whole: with a page that says so, tells when to
//! come again and carries back every answer that was sent ([`crate::waiting`]).
//!
//! Residents and staff have places of their own, so neither shuts the other out. Of the residents' places some are left
//! for those who are filling in: whoever looks around waits first. Files have places of their own too, for they come as
//! slowly as the line they come over; no address has more than a share of them, and what stops coming ([`pace`]) gives
//! its place back. Forms are read before they take a place, into a memory of which there is only so much. Whoever watches
//! the machine always gets in, and so do styles and scripts, which lie in memory.

mod pace;
mod stock;

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, HttpBody},
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;
use madoguchi_app::App;

pub use self::pace::Pace;
use self::{
    pace::{Late, paced},
    stock::{Portion, Stock},
};
use crate::{
    chrome::{Counter, place_of},
    form_state::{self, FORM_LIMIT},
    problem::Problem,
    waiting::Carried,
    who::Whence,
};

/// A request that takes longer is given up: no page of ours needs as long.
const PATIENCE: Duration = Duration::from_secs(30);
/// Files may take longer: the largest over a thin line.
const PATIENCE_WITH_FILES: Duration = Duration::from_secs(10 * 60);
/// So many files that found no place are read past, for the words beside them.
const SENT_AWAY: usize = 64;
/// What a form counts that has only begun to come: the connection is held for it, too.
const BEGUN: usize = 16 * 1024;

/// How many requests are worked on at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    /// Those of residents, all together.
    pub residents: usize,
    /// So many of them are only for who is filling in, saving or sending.
    pub kept: usize,
    /// Requests that bring files.
    pub files: usize,
    /// So many of them for one address: a whole community centre may stand behind one.
    pub files_each: usize,
    /// Those of staff.
    pub staff: usize,
    /// The memory in which forms are read, in bytes. One address of a resident takes a sixteenth at most; the office has
    /// a quarter as much of its own.
    pub forms: usize,
    /// How fast what is sent must come.
    pub pace: Pace,
}

impl Places {
    /// So many for residents and so many for staff. A quarter of the residents' is kept for who is filling in; files
    /// may take as many again.
    pub fn of(residents: usize, staff: usize) -> Self {
        let residents = residents.max(4);
        let files = residents / 4;
        Self {
            residents,
            kept: residents / 4,
            files,
            files_each: files.div_ceil(4),
            staff: staff.max(1),
            forms: 64 * 1024 * 1024,
            pace: Pace::default(),
        }
    }
}

impl Default for Places {
    /// With four readers and some milliseconds for a page the last of so many waits less than a second.
    fn default() -> Self {
        Self::of(256, 64)
    }
}

/// Who stands in which line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// Nobody counts these.
    Free,
    /// Residents who look around.
    Browse,
    /// Residents who fill in, save or send.
    Keep,
    /// Residents who bring files.
    Files,
    /// Staff.
    Staff,
}

impl Line {
    fn of(method: &Method, path: &str, brings_files: bool) -> Self {
        if path == "/healthz" || path == "/readyz" || path == "/favicon.ico" || path.starts_with("/assets/") {
            return Line::Free;
        }
        match place_of(path) {
            (Counter::Staff, ..) => Line::Staff,
            (Counter::Api, ..) => Line::Browse,
            (Counter::Resident, ..) if brings_files => Line::Files,
            (Counter::Resident, _, rest) if *method == Method::POST || rest.starts_with("/apply/") => {
                Line::Keep
            }
            (Counter::Resident, ..) => Line::Browse,
        }
    }
}

/// Everybody who is being served. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Crowd {
    kept: usize,
    pace: Pace,
    residents: Arc<Stock>,
    files: Arc<Stock>,
    staff: Arc<Stock>,
    free: Arc<Stock>,
    /// The memory of residents' forms.
    forms: Arc<Stock>,
    /// The memory of the office's forms: its people often come from one address.
    office_forms: Arc<Stock>,
    /// Files that found no place, of which the words beside them are read to be given back.
    sent_away: Arc<Stock>,
}

impl Crowd {
    /// Nobody yet.
    pub fn new(places: Places) -> Self {
        let Places { residents, kept, files, files_each, staff, forms, pace } = places;
        Self {
            kept,
            pace,
            residents: Stock::of(residents),
            files: Stock::shared(files, files_each),
            staff: Stock::of(staff),
            free: Stock::of(usize::MAX),
            forms: Stock::shared(forms, forms / 16),
            office_forms: Stock::of(forms / 4),
            sent_away: Stock::shared(SENT_AWAY, SENT_AWAY / 4),
        }
    }

    /// Where the forms of a line are kept while they are read.
    fn memory(&self, line: Line) -> &Arc<Stock> {
        if line == Line::Staff { &self.office_forms } else { &self.forms }
    }

    /// A place, if there is one.
    fn enter(&self, line: Line, who: &Arc<str>) -> Option<Portion> {
        match line {
            Line::Free => self.free.take(who, 1, 0),
            Line::Browse => self.residents.take(who, 1, self.kept),
            Line::Keep => self.residents.take(who, 1, 0),
            Line::Files => self.files.take(who, 1, 0),
            Line::Staff => self.staff.take(who, 1, 0),
        }
    }
}

/// Lets in as many as there are places, and gives up what takes too long. Whatever was sent and cannot be worked on now is
/// carried back.
pub async fn admit(State((app, crowd)): State<(App, Crowd)>, request: Request, next: Next) -> Response {
    let who: Arc<str> = Whence::of(request.extensions(), request.headers(), &app).0.into();
    let (request, late) = at_a_pace(request, crowd.pace);
    let response = serve(&app, &crowd, &who, request, next).await;
    // Nothing is done before all of a form has come.
    if late.is_so() { Problem::Slow.into_response() } else { response }
}

fn at_a_pace(request: Request, pace: Pace) -> (Request, Late) {
    if request.body().is_end_stream() {
        return (request, Late::default());
    }
    let (parts, body) = request.into_parts();
    let (body, late) = paced(body, pace);
    (Request::from_parts(parts, body), late)
}

async fn serve(app: &App, crowd: &Crowd, who: &Arc<str>, request: Request, next: Next) -> Response {
    let brings_files = has_kind(request.headers(), "multipart/form-data");
    let line = Line::of(request.method(), request.uri().path(), brings_files);
    let patience = if brings_files { PATIENCE_WITH_FILES } else { PATIENCE };
    // A form is read before a place is taken: who sends slowly holds nobody up.
    let read = tokio::time::timeout(PATIENCE, remember(request, crowd.memory(line), who)).await;
    let Remembered { request, carried, _memory } = match read {
        Ok(Ok(read)) => read,
        Ok(Err(Problem::Busy)) => {
            tracing::warn!(?line, "no memory is left for forms");
            return refused(None);
        }
        Ok(Err(problem)) => return problem.into_response(),
        Err(_) => return Problem::Slow.into_response(),
    };
    let Some(_place) = crowd.enter(line, who) else {
        let carried = if brings_files { words_beside_files(app, crowd, who, request).await } else { carried };
        tracing::warn!(?line, "every place is taken");
        return refused(carried);
    };
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => match response.extensions().get::<Problem>() {
            Some(Problem::Busy | Problem::Unavailable) => with(response, carried),
            _ => response,
        },
        Err(_) => with(Problem::Busy.into_response(), carried),
    }
}

/// Nobody has begun to work on it.
fn refused(carried: Option<Carried>) -> Response {
    let carried = Carried { refused: true, ..carried.unwrap_or_default() };
    with(Problem::Busy.into_response(), Some(carried))
}

/// What was typed beside files that found no place; nothing where too many are read like this already.
async fn words_beside_files(app: &App, crowd: &Crowd, who: &Arc<str>, request: Request) -> Option<Carried> {
    let _place = crowd.sent_away.take(who, 1, 0)?;
    tokio::time::timeout(PATIENCE_WITH_FILES, form_state::words_of(request, app)).await.ok()?.ok()
}

fn with(mut response: Response, carried: Option<Carried>) -> Response {
    if let Some(carried) = carried {
        response.extensions_mut().insert(carried);
    }
    response
}

fn has_kind(headers: &HeaderMap, kind: &str) -> bool {
    headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).is_some_and(|v| v.starts_with(kind))
}

/// A request whose form was read, and what stood in it until it is answered.
struct Remembered {
    request: Request,
    carried: Option<Carried>,
    _memory: Option<Portion>,
}

/// Reads a form and lets it go on.
///
/// # Errors
/// [`Problem::Busy`] if there is no memory left for it.
async fn remember(request: Request, memory: &Arc<Stock>, who: &Arc<str>) -> Result<Remembered, Problem> {
    if request.method() != Method::POST || !has_kind(request.headers(), "application/x-www-form-urlencoded") {
        return Ok(Remembered { request, carried: None, _memory: None });
    }
    let mut memory = memory.take(who, BEGUN, 0).ok_or(Problem::Busy)?;
    let (parts, body) = request.into_parts();
    let (mut pieces, mut bytes) = (body.into_data_stream(), Vec::new());
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Problem::Unreadable)?;
        if bytes.len() + piece.len() > FORM_LIMIT {
            return Err(Problem::TooLarge);
        }
        if !memory.grow(piece.len()) {
            return Err(Problem::Busy);
        }
        bytes.extend_from_slice(&piece);
    }
    let carried = Some(Carried::of_form(&bytes));
    Ok(Remembered { request: Request::from_parts(parts, Body::from(bytes)), carried, _memory: Some(memory) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_stands_in_the_right_line() {
        use Line::*;
        let (get, post) = (Method::GET, Method::POST);
        for (method, path, files, line) in [
            (&get, "/healthz", false, Free),
            (&get, "/readyz", false, Free),
            (&get, "/assets/0/base.css", false, Free),
            (&get, "/", false, Browse),
            (&get, "/en/p/x", false, Browse),
            (&get, "/api/v1/rate", false, Browse),
            (&get, "/easy/apply/x/y", false, Keep),
            (&post, "/p/x/start", false, Keep),
            (&post, "/apply/x/submit", false, Keep),
            (&post, "/en/apply/x/y", true, Files),
            (&get, "/staff/queue", false, Staff),
            (&post, "/admin/transfer-list", true, Staff),
        ] {
            assert_eq!(Line::of(method, path, files), line, "{method} {path}");
        }
    }

    #[test]
    fn who_fills_in_gets_in_when_who_looks_around_does_not() {
        let crowd = Crowd::new(Places {
            residents: 3,
            kept: 1,
            files: 2,
            files_each: 1,
            staff: 1,
            ..Places::default()
        });
        let (me, you): (Arc<str>, Arc<str>) = ("192.0.2.1".into(), "192.0.2.2".into());
        let taken: Vec<_> = (0..2).map(|_| crowd.enter(Line::Browse, &me).unwrap()).collect();
        assert!(crowd.enter(Line::Browse, &you).is_none(), "the last place is kept");
        let third = crowd.enter(Line::Keep, &me).unwrap();
        assert!(crowd.enter(Line::Keep, &you).is_none());
        let others: Vec<_> =
            [Line::Staff, Line::Files, Line::Free].map(|l| crowd.enter(l, &me).unwrap()).into();
        assert!(crowd.enter(Line::Staff, &you).is_none());
        assert!(crowd.enter(Line::Files, &me).is_none(), "one address has one of the two");
        assert!(crowd.enter(Line::Files, &you).is_some());
        assert!(crowd.enter(Line::Free, &me).is_some(), "who watches the machine always gets in");
        drop((taken, third, others));
        assert!(crowd.enter(Line::Browse, &me).is_some(), "places are given back");
    }
}
