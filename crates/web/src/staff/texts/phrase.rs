//! One 文例: written, changed, taken out, and brought back as it was.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use madoguchi_app::{App, NewPhrase, Phrase, StaffPerson, Trouble};
use madoguchi_vocab::{DepartmentId, Lang, PhraseId, Text};
use madoguchi_workflow::{Topic, wording::PHRASE};
use serde::Deserialize;

use super::{
    complaints, control, language,
    list::{chosen, name_of, topics},
};
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    staff::labels,
    who::Staff,
};

pub const NEW: &str = "/texts/phrase";
pub const ONE: &str = "/texts/phrase/{id}";

/// Whose sentence is to be written.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    department: String,
}

/// A language with what is written in it.
struct Written {
    id: String,
    name: String,
    label: &'static str,
    hint: &'static str,
    text: String,
    lang: &'static str,
}

/// A version, and what was written in it.
struct Version {
    number: i64,
    at: String,
    by: String,
    lines: Vec<(&'static str, String)>,
    /// It can be brought back.
    old: bool,
}

#[derive(Template)]
#[template(path = "staff/texts/phrase.html")]
struct Page {
    chrome: Chrome,
    action: String,
    back: String,
    /// Whose.
    department: DepartmentId,
    department_name: String,
    /// There is one already, and it is in force.
    there: bool,
    removed: bool,
    revision: i64,
    topics: Vec<(&'static str, &'static str, bool)>,
    procedures: Vec<(String, String, bool)>,
    written: Vec<Written>,
    places: Vec<(String, &'static str)>,
    versions: Vec<Version>,
    wrong: Vec<Wrong>,
    /// Somebody was quicker.
    overtaken: bool,
}

impl Page {
    fn new(app: &App, person: &StaffPerson, chrome: Chrome, new: &NewPhrase) -> Result<Self, Problem> {
        let papers = app.papers_to_word(person)?;
        let procedures = papers.iter().filter(|p| p.procedure.department == new.department);
        let slug = |s: &str| (s.to_owned(), s == new.slug);
        Ok(Self {
            action: "/staff/texts/phrase".to_owned(),
            back: format!("/staff/texts?department={}", new.department),
            department_name: name_of(app, &new.department)?,
            there: false,
            removed: false,
            revision: 0,
            topics: topics(Some(new.topic)),
            procedures: procedures
                .map(|p| {
                    let (value, is_chosen) = slug(p.slug.as_str());
                    (value, p.procedure.title.ja.clone(), is_chosen)
                })
                .collect(),
            written: Lang::ALL.map(|lang| written(lang, &new.words)).into(),
            places: PHRASE.known.iter().map(|p| (format!("{{{p}}}"), labels::place(p))).collect(),
            versions: vec![],
            wrong: vec![],
            overtaken: false,
            department: new.department.clone(),
            chrome,
        })
    }

    /// The page of a sentence that is there, with its versions.
    fn of(mut self, newest: &Phrase, versions: &[Phrase], app: &App) -> Self {
        self.action = format!("/staff/texts/phrase/{}", newest.id);
        self.there = newest.words.is_some();
        self.removed = newest.words.is_none();
        self.revision = newest.version;
        self.versions = versions.iter().map(|v| version(app, v, newest.version)).collect();
        self
    }

    fn wrong_at(&self, target: &str) -> Option<&str> {
        complaint::at(&self.wrong, target)
    }
}

fn written(lang: Lang, words: &Text) -> Written {
    let hint = match lang {
        Lang::Ja => "申請者に何をしてほしいかを書きます。500 文字まで。",
        Lang::Easy => "短い文で。なければ日本語の文を送ります。",
        Lang::En => "なければ日本語の文を送ります。",
    };
    let text = if words.has(lang) { words.get(lang).to_owned() } else { String::new() };
    Written {
        id: control("words", lang),
        name: format!("words.{lang}"),
        label: language(lang),
        hint,
        text,
        lang: lang.html(),
    }
}

fn version(app: &App, phrase: &Phrase, newest: i64) -> Version {
    let mut lines = vec![];
    if let Some(words) = &phrase.words {
        let slug = phrase.slug.as_str();
        let procedure = if slug.is_empty() { "すべて".to_owned() } else { super::title_of(app, slug) };
        lines.push(("使うところ", format!("{}（{procedure}）", labels::topic(phrase.topic))));
        let said = Lang::ALL.into_iter().filter(|l| words.has(*l));
        lines.extend(said.map(|l| (language(l), words.get(l).to_owned())));
    }
    Version {
        number: phrase.version,
        at: phrase.at.to_seconds(),
        by: labels::actor(&phrase.by).to_owned(),
        old: phrase.words.is_some() && phrase.version != newest,
        lines,
    }
}

/// What was posted.
fn posted(fields: &Fields, department: DepartmentId) -> NewPhrase {
    let said = |lang: Lang| fields.first(&format!("words.{lang}")).to_owned();
    let other = |lang| Some(said(lang)).filter(|t| !t.trim().is_empty());
    NewPhrase {
        department,
        slug: fields.first("procedure").to_owned(),
        topic: Topic::parse(fields.first("topic")).unwrap_or(Topic::Correction),
        words: Text { ja: said(Lang::Ja), easy: other(Lang::Easy), en: other(Lang::En) },
    }
}

fn as_it_is(phrase: &Phrase) -> NewPhrase {
    NewPhrase {
        department: phrase.department.clone(),
        slug: phrase.slug.clone(),
        topic: phrase.topic,
        words: phrase.words.clone().unwrap_or_default(),
    }
}

pub async fn new(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Query(asked): Query<Asked>,
) -> Answer {
    let department = chosen(&app, &person, &asked.department);
    app.phrases(&person, &department).await?;
    show(&Page::new(&app, &person, chrome, &posted(&Fields::default(), department))?)
}

pub async fn add(State(app): State<App>, Staff(person): Staff, chrome: Chrome, fields: Fields) -> Answer {
    let new = posted(&fields, chosen(&app, &person, fields.first("department")));
    let back = format!("/staff/texts?department={}&done=phrase", new.department);
    match app.add_phrase(&person, new.clone()).await {
        Ok(_) => go_to(&back),
        Err(trouble) => {
            let wrong = complaints(trouble, "words-ja")?;
            let page = Page::new(&app, &person, chrome.with_errors(), &new)?;
            show_again(&Page { wrong, ..page })
        }
    }
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Answer {
    let (newest, versions) = app.phrase(&person, number(&id)?).await?;
    show(&Page::new(&app, &person, chrome, &as_it_is(&newest))?.of(&newest, &versions, &app))
}

pub async fn post(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(id): Path<String>,
    fields: Fields,
) -> Answer {
    let id = number(&id)?;
    let seen = fields.revision.unwrap_or_default();
    let (before, _) = app.phrase(&person, id).await?;
    let new = posted(&fields, before.department.clone());
    let (done, tried) = match fields.action.as_str() {
        "remove" => ("phrase_removed", app.remove_phrase(&person, id, seen).await),
        "back" => {
            let version = fields.first("version").parse().map_err(|_| Problem::Incomplete)?;
            ("phrase", app.change_phrase_as(&person, id, seen, version).await)
        }
        _ => ("phrase", app.change_phrase(&person, id, seen, new.clone()).await),
    };
    let back = format!("/staff/texts?department={}&done={done}", before.department);
    let trouble = match tried {
        Ok(()) => return go_to(&back),
        Err(trouble) => trouble,
    };
    let (newest, versions) = app.phrase(&person, id).await?;
    let typed = if fields.has("form", "words") { new } else { as_it_is(&newest) };
    let overtaken = matches!(trouble, Trouble::Overtaken);
    let chrome = if overtaken { chrome } else { chrome.with_errors() };
    let mut page = Page::new(&app, &person, chrome, &typed)?.of(&newest, &versions, &app);
    if overtaken {
        page.overtaken = true;
        return Ok((StatusCode::CONFLICT, show(&page)?).into_response());
    }
    page.wrong = complaints(trouble, "words-ja")?;
    page.revision = seen;
    show_again(&page)
}

fn number(id: &str) -> Result<PhraseId, Problem> {
    id.parse().map_err(|_| Problem::Missing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_for_a_new_one_and_for_one_that_was_changed_or_taken_out() {
        for (there, removed, overtaken) in [(false, false, false), (true, false, true), (false, true, false)]
        {
            for_staff(|chrome| {
                let words =
                    Text {
                        ja: "写真が<読めません>".into(), easy: None, en: Some("\"Blurred\"".into())
                    };
                Page {
                    chrome,
                    action: "/staff/texts/phrase".into(),
                    back: "/staff/texts".into(),
                    department: DepartmentId("shimin".into()),
                    department_name: "市民課".into(),
                    there,
                    removed,
                    revision: 2,
                    topics: topics(Some(Topic::Message)),
                    procedures: vec![("x".into(), "見本の手続き".into(), true)],
                    written: Lang::ALL.map(|lang| written(lang, &words)).into(),
                    places: vec![("{phone}".into(), "電話番号")],
                    versions: [true, false]
                        .map(|old| Version {
                            number: 1,
                            at: "2026-11-24 09:00:00".into(),
                            by: "見本 花子".into(),
                            lines: vec![("日本語", "前の<文>".into())],
                            old: old && there,
                        })
                        .into(),
                    wrong: if removed {
                        vec![]
                    } else {
                        vec![Wrong::at("words-ja", "書いてください")]
                    },
                    overtaken,
                }
            });
        }
    }
}
