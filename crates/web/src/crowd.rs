//! How many are served at once. What is too much is refused at once and whole: with a page that says so, tells when to
//! come again and carries back every answer that was sent ([`crate::waiting`]).
//!
//! Residents and staff have places of their own, so neither shuts the other out. Of the residents' places some are left
//! for those who are filling in: whoever looks around waits first. Files have places of their own too, for they come as
//! slowly as the line they come over. Whoever watches the machine always gets in, and so do styles and scripts, which
//! lie in memory.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use madoguchi_app::App;

use crate::{
    chrome::{Counter, place_of},
    form_state::{self, FORM_LIMIT},
    problem::Problem,
    waiting::Carried,
};

/// A request that takes longer is given up: no page of ours needs as long.
const PATIENCE: Duration = Duration::from_secs(30);
/// Files may take longer: the largest over a thin line.
const PATIENCE_WITH_FILES: Duration = Duration::from_secs(10 * 60);

/// How many requests are worked on at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    /// Those of residents, all together.
    pub residents: usize,
    /// So many of them are only for who is filling in, saving or sending.
    pub kept: usize,
    /// Requests that bring files.
    pub files: usize,
    /// Those of staff.
    pub staff: usize,
}

impl Places {
    /// So many for residents and so many for staff. A quarter of the residents' is kept for who is filling in; files
    /// may take as many again.
    pub fn of(residents: usize, staff: usize) -> Self {
        let residents = residents.max(4);
        Self { residents, kept: residents / 4, files: residents / 4, staff: staff.max(1) }
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
pub struct Crowd(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    places: Places,
    residents: AtomicUsize,
    files: AtomicUsize,
    staff: AtomicUsize,
    free: AtomicUsize,
}

/// A place that is taken until this is dropped.
struct Place {
    crowd: Crowd,
    line: Line,
}

impl Crowd {
    /// Nobody yet.
    pub fn new(places: Places) -> Self {
        let none = AtomicUsize::default;
        Self(Arc::new(Counts { places, residents: none(), files: none(), staff: none(), free: none() }))
    }

    /// The count of a line and where it ends.
    fn count(&self, line: Line) -> (&AtomicUsize, usize) {
        let Counts { places, residents, files, staff, free } = &*self.0;
        match line {
            Line::Free => (free, usize::MAX),
            Line::Browse => (residents, places.residents - places.kept),
            Line::Keep => (residents, places.residents),
            Line::Files => (files, places.files),
            Line::Staff => (staff, places.staff),
        }
    }

    /// A place, if there is one.
    fn enter(&self, line: Line) -> Option<Place> {
        let (count, most) = self.count(line);
        let more = |n: usize| (n < most).then_some(n + 1);
        count.fetch_update(Ordering::AcqRel, Ordering::Acquire, more).ok()?;
        Some(Place { crowd: self.clone(), line })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.crowd.count(self.line).0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Lets in as many as there are places, and gives up what takes too long. Whatever was sent and cannot be worked on now is
/// carried back.
pub async fn admit(State((app, crowd)): State<(App, Crowd)>, request: Request, next: Next) -> Response {
    let brings_files = has_kind(request.headers(), "multipart/form-data");
    let line = Line::of(request.method(), request.uri().path(), brings_files);
    let patience = if brings_files { PATIENCE_WITH_FILES } else { PATIENCE };
    // A form is read before a place is taken: who sends slowly holds nobody up.
    let read = tokio::time::timeout(PATIENCE, remember(request)).await;
    let (request, mut carried) = match read {
        Ok(Ok(read)) => read,
        Ok(Err(problem)) => return problem.into_response(),
        Err(_) => return Problem::Busy.into_response(),
    };
    let Some(_place) = crowd.enter(line) else {
        tracing::warn!(?line, "every place is taken");
        let read = form_state::words_of(request, &app);
        if brings_files && let Ok(Ok(words)) = tokio::time::timeout(PATIENCE_WITH_FILES, read).await {
            carried = Some(words);
        }
        return with(Problem::Busy.into_response(), carried.map(|c| Carried { refused: true, ..c }));
    };
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => match response.extensions().get::<Problem>() {
            Some(Problem::Busy | Problem::Unavailable) => with(response, carried),
            _ => response,
        },
        Err(_) => with(Problem::Busy.into_response(), carried),
    }
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

/// Reads a form and lets it go on; what stood in it is known until it is answered.
async fn remember(request: Request) -> Result<(Request, Option<Carried>), Problem> {
    if request.method() != Method::POST || !has_kind(request.headers(), "application/x-www-form-urlencoded") {
        return Ok((request, None));
    }
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, FORM_LIMIT).await.map_err(|_| Problem::TooLarge)?;
    let carried = Carried::of_form(&bytes);
    Ok((Request::from_parts(parts, Body::from(bytes)), Some(carried)))
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
        let crowd = Crowd::new(Places { residents: 3, kept: 1, files: 1, staff: 1 });
        let taken: Vec<_> = (0..2).map(|_| crowd.enter(Line::Browse).unwrap()).collect();
        assert!(crowd.enter(Line::Browse).is_none(), "the last place is kept");
        let third = crowd.enter(Line::Keep).unwrap();
        assert!(crowd.enter(Line::Keep).is_none());
        let others: Vec<_> = [Line::Staff, Line::Files, Line::Free].map(|l| crowd.enter(l).unwrap()).into();
        assert!(crowd.enter(Line::Staff).is_none() && crowd.enter(Line::Files).is_none());
        assert!(crowd.enter(Line::Free).is_some(), "who watches the machine always gets in");
        drop((taken, third, others));
        assert!(crowd.enter(Line::Browse).is_some(), "places are given back");
    }
}
