//! A paper is changed by what somebody wants of it: comments, order and spaces of everything else stay.
//!
//! An edit needs a text that is TOML, not a paper that is sound: what is missing or wrong afterwards the check says.

mod add;
mod order;
mod outline;
mod place;
mod words;

use madoguchi_vocab::Text;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value};

pub use add::{NewField, OFFERED};
pub use outline::{Outline, OutlineField, OutlinePage};
pub use place::{Place, place_at};

/// What somebody wants of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// These words stand under a key (`title`, `hint`, `label` …); none takes them away.
    Say(Place, &'static str, Option<Text>),
    /// This setting stands under a key; none takes it away.
    Set(Place, &'static str, Option<Setting>),
    /// One more page, behind all others.
    AddPage(Text),
    /// One more question, behind the others of a page.
    AddField(String, Box<NewField>),
    /// The options of a question: those that stay with their names, new ones without.
    Options(String, Vec<(Option<String>, Text)>),
    /// A page or a question goes one place up or down; at the end of the way it stays.
    Move(Place, Direction),
    /// A page with its questions, or a question, is taken out.
    Drop(Place),
    /// A page is shown where a question has an answer (the name of an option, or `yes` and `no`); none: always.
    When(String, Option<(String, String)>),
}

/// A setting that is no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// A word.
    Word(String),
    /// A number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// Words in a row.
    Words(Vec<String>),
}

/// Which way something moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Towards the first.
    Up,
    /// Towards the last.
    Down,
}

/// Why a paper was left as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotEdited {
    /// It is no TOML.
    #[error("not TOML")]
    NotToml,
    /// What was meant is not there (any more).
    #[error("not there")]
    NotThere,
    /// It is written in a way that only its author can change.
    #[error("written otherwise")]
    Otherwise,
}

/// Makes these changes, one after the other; all of them or none.
///
/// # Errors
/// See [`NotEdited`].
pub fn edit(text: &str, edits: &[Edit]) -> Result<String, NotEdited> {
    let mut paper: DocumentMut = text.parse().map_err(|_| NotEdited::NotToml)?;
    for edit in edits {
        make(&mut paper, edit)?;
    }
    Ok(paper.to_string())
}

fn make(paper: &mut DocumentMut, edit: &Edit) -> Result<(), NotEdited> {
    match edit {
        Edit::Say(place, key, said) => words::say(table_at(paper, place)?, key, said.as_ref()),
        Edit::Set(place, key, setting) => words::set(table_at(paper, place)?, key, setting.as_ref()),
        Edit::AddPage(title) => add::page(paper, title)?,
        Edit::AddField(page, new) => add::field(paper, page, new)?,
        Edit::Options(field, options) => {
            add::options(table_at(paper, &Place::Field(field.clone()))?, options)?;
        }
        Edit::Move(place, direction) => order::shift(paper, place, *direction)?,
        Edit::Drop(place) => order::drop(paper, place)?,
        Edit::When(page, is) => when(paper, page, is.as_ref())?,
    }
    Ok(())
}

/// The tables under a key, where they are written as tables.
fn tables_in<'t>(table: &'t mut Table, key: &str) -> Result<&'t mut ArrayOfTables, NotEdited> {
    match table.get_mut(key) {
        None => Err(NotEdited::NotThere),
        Some(item) => item.as_array_of_tables_mut().ok_or(NotEdited::Otherwise),
    }
}

fn is_named(table: &Table, key: &str) -> bool {
    table.get("key").and_then(Item::as_str) == Some(key)
}

fn table_at<'d>(paper: &'d mut DocumentMut, place: &Place) -> Result<&'d mut Table, NotEdited> {
    match place {
        Place::Procedure => match paper.get_mut("procedure") {
            None => Err(NotEdited::NotThere),
            Some(item) => item.as_table_mut().ok_or(NotEdited::Otherwise),
        },
        Place::Page(key) => {
            let pages = tables_in(paper.as_table_mut(), "page")?;
            pages.iter_mut().find(|p| is_named(p, key)).ok_or(NotEdited::NotThere)
        }
        Place::Field(key) => {
            let pages = tables_in(paper.as_table_mut(), "page")?;
            let fields = pages
                .iter_mut()
                .filter_map(|p| p.get_mut("field").and_then(Item::as_array_of_tables_mut))
                .flat_map(ArrayOfTables::iter_mut);
            fields.into_iter().find(|f| is_named(f, key)).ok_or(NotEdited::NotThere)
        }
    }
}

/// 「[質問] が [答え] のとき [ページ] を出す」
fn when(paper: &mut DocumentMut, page: &str, is: Option<&(String, String)>) -> Result<(), NotEdited> {
    let condition = match is {
        None => None,
        Some((question, answer)) => {
            let field = table_at(paper, &Place::Field(question.clone()))?;
            let kind = field.get("type").and_then(Item::as_str).unwrap_or_default();
            Some(condition(kind, question, answer).ok_or(NotEdited::Otherwise)?)
        }
    };
    let page = table_at(paper, &Place::Page(page.to_owned()))?;
    words::set(page, "when", condition.map(Setting::Word).as_ref());
    Ok(())
}

/// That a question of a kind has an answer, as it is written; nothing for kinds whose answers no sentence names.
fn condition(kind: &str, question: &str, answer: &str) -> Option<String> {
    match (kind, answer) {
        ("yes_no", "yes") => Some(format!("{question} == true")),
        ("yes_no", "no") => Some(format!("{question} == false")),
        ("choices", _) => Some(format!("'{answer}' in {question}")),
        ("choice" | "search_choice", _) => Some(format!("{question} == '{answer}'")),
        _ => None,
    }
}

impl From<&Setting> for Value {
    fn from(setting: &Setting) -> Self {
        match setting {
            Setting::Word(word) => Value::from(word.as_str()),
            Setting::Number(n) => Value::from(*n),
            Setting::Flag(flag) => Value::from(*flag),
            Setting::Words(words) => Value::from(words.iter().map(String::as_str).collect::<Array>()),
        }
    }
}
