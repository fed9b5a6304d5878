//! A paper is tried: its pages as residents see them, one after the other, and nothing of it is kept. What was answered
//! before travels in the form itself.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, header},
    response::Response,
};
use madoguchi_app::{App, StaffPerson};
use madoguchi_forms::{Complaint, Facts, FieldKind, Page as Asked, Paper, Typed};
use madoguchi_vocab::Lang;
use serde::Deserialize;

use super::desk::Desk;
use crate::{
    chrome::Chrome,
    complaint::Wrong,
    form_state::Fields,
    headers,
    page::{Answer, show, show_again},
    problem::Problem,
    questions::{Sheet, Source},
    resident::apply::{add_row, drop_row, look_up_address},
    ruby::Html,
    staff::case::framing,
    who::Staff,
};

/// How it is looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Look {
    lang: String,
    page: String,
    errors: String,
}

impl Look {
    fn lang(&self) -> Lang {
        self.lang.parse().unwrap_or(Lang::Ja)
    }
}

/// The page of the author, with the page of the resident in a frame as wide as a phone.
#[derive(Template)]
#[template(path = "author/preview.html")]
struct Frame {
    chrome: Chrome,
    desk: Desk,
    /// Key and title.
    pages: Vec<(String, String)>,
    lang: Lang,
    page: String,
    errors: bool,
}

impl Frame {
    fn shown(&self) -> String {
        let page: String = url::form_urlencoded::byte_serialize(self.page.as_bytes()).collect();
        let errors = if self.errors { "&errors=1" } else { "" };
        format!("/author/{}/preview/{page}?lang={}{errors}", self.desk.slug, self.lang.code())
    }
}

/// What a resident would see.
#[derive(Template)]
#[template(path = "author/preview_page.html")]
struct Shown {
    chrome: Chrome,
    action: String,
    caption: String,
    title: String,
    question: Html,
    /// Words in place of questions, where the way ends.
    ends: Option<Html>,
    hint: Option<Html>,
    sheet: Sheet,
    wrong: Vec<Wrong>,
    /// Answers of other pages.
    kept: Vec<(String, String)>,
    takes_files: bool,
}

fn paper_of(line: &madoguchi_app::PaperLine) -> Option<&Paper> {
    line.loaded.paper.as_deref()
}

pub async fn frame(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(slug): Path<String>,
    Query(look): Query<Look>,
) -> Answer {
    let line = app.paper_line(&person, &slug).await?;
    let pages: Vec<_> = paper_of(&line)
        .map(|p| p.pages.iter().map(|page| (page.key.to_string(), page.title.ja.clone())).collect())
        .unwrap_or_default();
    let first = pages.first().map_or_else(String::new, |(key, _)| key.clone());
    let page = Some(look.page.clone()).filter(|k| pages.iter().any(|(key, _)| key == k)).unwrap_or(first);
    let desk = Desk::new(&app, &person, &line);
    let (lang, errors) = (look.lang(), !look.errors.is_empty());
    framing(show(&Frame { chrome, desk, pages, lang, page, errors })?)
}

/// The page may be looked at inside a page of ours.
fn framed(mut answer: Response) -> Answer {
    let policy = HeaderValue::from_static(headers::FRAMED_POLICY);
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(answer)
}

/// One try, as far as it has come.
struct Try<'a> {
    app: &'a App,
    paper: &'a Paper,
    typed: Typed,
    chrome: Chrome,
}

impl Try<'_> {
    /// The page, with these complaints.
    fn shown(self, page: &Asked, complaints: Vec<Complaint>) -> Result<Shown, Problem> {
        let (files, chrome) = (BTreeMap::new(), &self.chrome);
        let source = Source {
            chrome,
            paper: self.paper,
            typed: &self.typed,
            files: &files,
            today: self.app.today(),
            complaints,
            file_path: None,
            buttons: false,
            desk: None,
        };
        let mut sheet = source.sheet(page)?;
        let wrong = std::mem::take(&mut sheet.wrong);
        let title = &self.paper.procedure.title;
        let kept = self.typed.0.iter().filter(|(name, _)| !stands_on(name, page));
        let shown = Shown {
            action: format!("/author/{}/preview/{}?lang={}", self.paper.slug, page.key, chrome.lang.code()),
            caption: chrome.text(title).to_owned(),
            title: chrome.text(&page.title).to_owned(),
            question: chrome.tell(&page.title),
            ends: page.exit.as_ref().map(|text| chrome.tell(text)),
            hint: page.hint.as_ref().map(|h| chrome.tell(h)),
            takes_files: page.fields.iter().any(|f| matches!(f.kind, FieldKind::Attachment(_))),
            kept: kept.flat_map(|(n, values)| values.iter().map(|v| (n.clone(), v.clone()))).collect(),
            sheet,
            chrome: if wrong.is_empty() { chrome.clone() } else { chrome.clone().with_errors() },
            wrong,
        };
        Ok(shown)
    }

    /// What is not right yet on a page. Files cannot be given here, so none is missing.
    fn complaints(&self, page: &Asked) -> Vec<Complaint> {
        let files = BTreeMap::new();
        let reading = self.paper.read(&self.typed, &Facts { today: self.app.today(), files: &files });
        let is_file = |c: &&Complaint| {
            self.paper.field(c.field.as_str()).is_some_and(|f| matches!(f.kind, FieldKind::Attachment(_)))
        };
        reading.complaints_on(&page.key).filter(|c| !is_file(c)).cloned().collect()
    }

    /// The page that comes after one.
    fn next(&self, page: &Asked) -> Option<&Asked> {
        let files = BTreeMap::new();
        let reading = self.paper.read(&self.typed, &Facts { today: self.app.today(), files: &files });
        let next = reading.next_after(&page.key)?.key.clone();
        self.paper.page(next.as_str())
    }

    /// Behind the last question.
    fn end(self) -> Shown {
        let chrome = self.chrome;
        let end = chrome.say("preview.end").to_owned();
        Shown {
            action: String::new(),
            caption: chrome.text(&self.paper.procedure.title).to_owned(),
            question: chrome.read(&end),
            title: end,
            ends: Some(chrome.ruby("preview.end_text")),
            hint: None,
            sheet: Sheet::default(),
            wrong: vec![],
            kept: vec![],
            takes_files: false,
            chrome,
        }
    }
}

/// Whether an input belongs to a page.
fn stands_on(name: &str, page: &Asked) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    match &page.repeat {
        Some(repeat) => stem == repeat.key.as_str(),
        None => page.fields.iter().any(|f| f.key.as_str() == stem),
    }
}

async fn paper(app: &App, person: &StaffPerson, slug: &str) -> Result<std::sync::Arc<Paper>, Problem> {
    app.paper_line(person, slug).await?.loaded.paper.clone().ok_or(Problem::NotNow)
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path((slug, key)): Path<(String, String)>,
    Query(look): Query<Look>,
) -> Answer {
    let paper = paper(&app, &person, &slug).await?;
    let paper = alone(&paper, paper.page(&key).ok_or(Problem::Missing)?);
    let page = paper.page(&key).ok_or(Problem::Missing)?;
    let chrome = chrome.in_language(look.lang());
    let one = Try { app: &app, paper: &paper, typed: Typed::default(), chrome };
    let complaints = if look.errors.is_empty() { vec![] } else { every(&one, page) };
    framed(show(&one.shown(page, complaints)?)?)
}

/// A paper of one page, always shown: whoever looks at it has not been led there by answers.
fn alone(paper: &Paper, page: &Asked) -> Paper {
    let mut page = page.clone();
    page.when = None;
    let mut alone = paper.clone();
    alone.pages = vec![page];
    alone
}

/// What is said where nothing is answered: about files too.
fn every(one: &Try<'_>, page: &Asked) -> Vec<Complaint> {
    let files = BTreeMap::new();
    let reading = one.paper.read(&one.typed, &Facts { today: one.app.today(), files: &files });
    reading.complaints_on(&page.key).cloned().collect()
}

pub async fn post(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path((slug, key)): Path<(String, String)>,
    Query(look): Query<Look>,
    fields: Fields,
) -> Answer {
    let paper = paper(&app, &person, &slug).await?;
    let page = paper.page(&key).ok_or(Problem::Missing)?;
    let chrome = chrome.in_language(look.lang());
    let mut one = Try { app: &app, paper: &paper, typed: fields.typed(), chrome };
    match fields.action.split_once(':').unwrap_or((&fields.action, "")) {
        ("", _) => {}
        ("add", _) => drop(add_row(page, &mut one.typed)),
        ("drop", row) => drop_row(page, &mut one.typed, row),
        ("lookup", input) => drop(look_up_address(&app, &mut one.typed, input)),
        _ => return Err(Problem::Unreadable),
    }
    if !fields.action.is_empty() {
        return framed(show(&one.shown(page, vec![])?)?);
    }
    let complaints = one.complaints(page);
    if !complaints.is_empty() {
        return framed(show_again(&one.shown(page, complaints)?)?);
    }
    match one.next(page).map(|next| next.key.clone()) {
        Some(next) => {
            let next = paper.page(next.as_str()).ok_or(Problem::Missing)?;
            framed(show(&one.shown(next, vec![])?)?)
        }
        None => framed(show(&one.end())?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        page::tests::{for_staff, in_every_language},
        ruby::plain,
    };

    #[test]
    fn the_frame_draws_with_and_without_pages() {
        for pages in [vec![], vec![("a".to_owned(), "見本".to_owned())]] {
            for_staff(|chrome| Frame {
                chrome,
                desk: Desk { slug: "x".into(), ..Desk::default() },
                pages: pages.clone(),
                lang: Lang::Easy,
                page: "a".into(),
                errors: true,
            });
        }
    }

    #[test]
    fn the_page_draws_in_every_language() {
        for ends in [true, false] {
            in_every_language(|chrome| Shown {
                chrome,
                action: "/author/x/preview/a?lang=ja".into(),
                caption: "見本".into(),
                title: "お名前".into(),
                question: plain("お名前"),
                ends: ends.then(|| plain("終わりです")),
                hint: Some(plain("見本です")),
                sheet: Sheet::default(),
                wrong: vec![],
                kept: vec![("a".into(), "\"b".into())],
                takes_files: true,
            });
        }
    }
}
