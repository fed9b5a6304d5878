//! What was posted: names and values in order, files, and the token that says the form was ours.

use std::sync::Arc;

use axum::{
    body::to_bytes,
    extract::{FromRequest, Multipart, OriginalUri, Request, multipart::Field},
    http::header,
};
use madoguchi_app::{App, Arrived, Trouble};
use madoguchi_forms::Typed;

use crate::{
    chrome::{Counter, place_of},
    csrf,
    problem::Problem,
    session::Browser,
    waiting::Carried,
};

/// The most bytes of a form without files.
pub const FORM_LIMIT: usize = 1024 * 1024;
/// The most bytes of a request with files.
pub const UPLOAD_LIMIT: usize = 30 * 1024 * 1024;
/// More files than any page of ours sends.
const MOST_FILES: usize = 100;
/// More names and values than any page of ours sends.
pub const MOST_PAIRS: usize = 4_000;

/// A file that came with a form.
#[derive(Debug)]
pub struct Upload {
    /// The name of its input.
    pub input: String,
    /// The name it had on the sender's machine.
    pub name: String,
    /// What arrived. It lies sealed on the disk already, and goes when this is dropped.
    pub file: Arrived,
}

/// What was posted by a form of ours, shown to this browser. Posts with a token that does not fit never get
/// here: they are answered with [`Problem::Stale`].
#[derive(Debug, Default)]
pub struct Fields {
    pairs: Vec<(String, String)>,
    /// Files, without the inputs in which none was chosen.
    pub files: Vec<Upload>,
    /// Which button was pressed: the value of `_action`, or nothing.
    pub action: String,
    /// `_revision`: what the page showed.
    pub revision: Option<i64>,
    /// `_seen`: the answers a page of questions was drawn with, as a digest.
    pub seen: String,
    token: String,
}

impl Fields {
    /// The first value of a name; nothing is an empty value.
    pub fn first(&self, name: &str) -> &str {
        self.pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str()).unwrap_or_default()
    }

    /// Every value of a name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.pairs.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Every name and value, in the order sent.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether one of the values of a name is this one.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|v| v == value)
    }

    /// As the papers want it.
    pub fn typed(&self) -> Typed {
        self.pairs.iter().cloned().collect()
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), Problem> {
        if self.pairs.len() >= MOST_PAIRS {
            return Err(Problem::TooLarge);
        }
        match name {
            csrf::INPUT => self.token = value.to_owned(),
            "_action" => self.action = value.to_owned(),
            "_revision" => self.revision = value.parse().ok(),
            "_seen" => self.seen = value.to_owned(),
            name => self.pairs.push((name.to_owned(), clean(value))),
        }
        Ok(())
    }
}

/// Line breaks as one character, and nothing no keyboard types.
fn clean(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' => out.push('\n'),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

async fn read(request: Request, app: &App) -> Result<Fields, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        read_multipart(request, app).await
    } else if kind.starts_with("application/x-www-form-urlencoded") {
        let bytes = to_bytes(request.into_body(), FORM_LIMIT).await.map_err(|_| Problem::TooLarge)?;
        let mut fields = Fields::default();
        for (name, value) in url::form_urlencoded::parse(&bytes) {
            fields.take(&name, &value)?;
        }
        Ok(fields)
    } else {
        Err(Problem::Unreadable)
    }
}

async fn read_multipart(request: Request, app: &App) -> Result<Fields, Problem> {
    let mut parts = Multipart::from_request(request, app).await.map_err(|_| Problem::Unreadable)?;
    let mut fields = Fields::default();
    let mut text = 0;
    while let Some(mut part) = parts.next_field().await.map_err(|e| of_status(e.status()))? {
        let input = part.name().unwrap_or_default().to_owned();
        if let Some(name) = part.file_name().map(str::to_owned) {
            let file = receive(&mut part, app).await?;
            match name.as_str() {
                // An input in which nothing was chosen sends an empty name and nothing else.
                "" if file.size() == 0 => {}
                _ if fields.files.len() < MOST_FILES => fields.files.push(Upload { input, name, file }),
                _ => return Err(Problem::TooLarge),
            }
            continue;
        }
        let bytes = words(&mut part, &mut text).await?;
        fields.take(&input, &String::from_utf8_lossy(&bytes))?;
    }
    Ok(fields)
}

/// What stands in a form that brings files but cannot be taken: its words, and the names of its files. What is in the files
/// goes by unread.
pub async fn words_of(request: Request, app: &App) -> Result<Carried, Problem> {
    let mut parts = Multipart::from_request(request, app).await.map_err(|_| Problem::Unreadable)?;
    let mut carried = Carried { with_files: true, ..Carried::default() };
    let mut text = 0;
    while let Some(mut part) = parts.next_field().await.map_err(|e| of_status(e.status()))? {
        let input = part.name().unwrap_or_default().to_owned();
        if let Some(name) = part.file_name().map(str::to_owned) {
            while part.chunk().await.map_err(|e| of_status(e.status()))?.is_some() {}
            if !name.is_empty() && carried.files.len() < MOST_FILES {
                carried.files.push((input, name));
            }
            continue;
        }
        let bytes = words(&mut part, &mut text).await?;
        if carried.pairs.len() >= MOST_PAIRS {
            return Err(Problem::TooLarge);
        }
        carried.pairs.push((input, String::from_utf8_lossy(&bytes).into_owned()));
    }
    Ok(carried)
}

/// The words of a part. Those of all parts together are counted as they come, so that never more lies in memory.
async fn words(part: &mut Field<'_>, read: &mut usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(piece) = part.chunk().await.map_err(|e| of_status(e.status()))? {
        *read += piece.len();
        if *read > FORM_LIMIT {
            return Err(Problem::TooLarge);
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

/// A file goes to the disk as it comes.
async fn receive(part: &mut Field<'_>, app: &App) -> Result<Arrived, Problem> {
    let mut incoming = app.receive();
    while let Some(piece) = part.chunk().await.map_err(|e| of_status(e.status()))? {
        incoming.write(&piece).await.map_err(|e| Problem::from(Trouble::from(e)))?;
    }
    incoming.finish().await.map_err(|e| Trouble::from(e).into())
}

fn of_status(status: axum::http::StatusCode) -> Problem {
    if status == axum::http::StatusCode::PAYLOAD_TOO_LARGE { Problem::TooLarge } else { Problem::Unreadable }
}

/// What was posted, even if the token does not fit any more: for pages that show themselves again with the
/// answers kept. Whoever takes this must look at `stale` before anything is changed.
pub struct MaybeStale {
    /// What was posted.
    pub fields: Fields,
    /// The form was not shown to this browser as it is now.
    pub stale: bool,
}

impl MaybeStale {
    /// The token in the form, whoever it was shown to.
    pub fn token(&self) -> &str {
        &self.fields.token
    }
}

impl FromRequest<App> for MaybeStale {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let path =
            request.extensions().get::<OriginalUri>().map_or_else(|| request.uri().clone(), |u| u.0.clone());
        let for_staff = place_of(path.path()).0 == Counter::Staff;
        let browser = request.extensions().get::<Arc<Browser>>().cloned().ok_or(Problem::Broken)?;
        let fields = read(request, app).await?;
        let stale = !csrf::fits(app, &browser, &fields.token, for_staff);
        Ok(Self { fields, stale })
    }
}

impl FromRequest<App> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let MaybeStale { fields, stale } = MaybeStale::from_request(request, app).await?;
        if stale { Err(Problem::Stale) } else { Ok(fields) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_keyboard_types_is_left_out() {
        assert_eq!(clean("a\r\nb\rc\0d\u{7}\te"), "a\nb\ncd\te");
        assert_eq!(clean("𠮷髙﨑"), "𠮷髙﨑");
    }

    #[test]
    fn reserved_names_are_no_answers() {
        let mut fields = Fields::default();
        for (name, value) in [("_csrf", "t"), ("_action", "save"), ("_revision", "3"), ("a", "1"), ("a", "2")]
        {
            fields.take(name, value).unwrap();
        }
        assert_eq!((fields.token.as_str(), fields.action.as_str(), fields.revision), ("t", "save", Some(3)));
        assert_eq!(fields.all("a").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(fields.pairs.len(), 2);
    }

    #[test]
    fn nobody_sends_ten_thousand_answers() {
        let mut fields = Fields::default();
        let refused = (0..10_000).find_map(|i| fields.take(&format!("n{i}"), "x").err());
        assert_eq!(refused, Some(Problem::TooLarge));
    }
}
