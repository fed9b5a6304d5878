//! Open data: which sets there are, and each of them as files.

mod describe;
mod file;

use askama::Template;
use axum::extract::State;
use madoguchi_app::{App, OpenSet};
use madoguchi_inventory::{Column, DataSet, LEAST};
use madoguchi_vocab::{Lang, Text, number::thousands};

pub use self::{
    describe::{CATALOGUE, catalogue},
    file::{FILE, get as file},
};
use crate::{
    chrome::Chrome,
    page::{Answer, show_public},
    who::Resident,
};

/// `/opendata`
pub const PATH: &str = "/opendata";

/// A set as everybody sees it.
struct Shown {
    code: &'static str,
    title: Text,
    description: Text,
    rhythm: String,
    changed: String,
    rows: String,
    columns: &'static [Column],
}

impl Shown {
    fn new(chrome: &Chrome, open: &OpenSet) -> Self {
        let set = open.set;
        Self {
            code: set.code(),
            title: set.title(),
            description: set.description(),
            rhythm: format!("opendata.{}", set.rhythm().code()),
            changed: chrome.day(&open.changed_at.date()),
            rows: thousands(open.table.rows.len()),
            columns: set.columns(),
        }
    }

    fn url(&self, ending: &str) -> String {
        format!("{PATH}/{}.{ending}", self.code)
    }
}

#[derive(Template)]
#[template(path = "resident/opendata.html")]
struct Page {
    chrome: Chrome,
    licence: String,
    licence_url: String,
    sets: Vec<Shown>,
}

impl Page {
    fn told<'c>(&self, column: &'c Column) -> &'c str {
        if self.chrome.lang == Lang::En { column.en } else { column.ja }
    }
}

/// The sets.
pub async fn get(Resident { chrome, .. }: Resident, State(app): State<App>) -> Answer {
    let mut sets = Vec::new();
    for set in DataSet::ALL {
        let open = app.open_set(*set).await?;
        sets.push(Shown::new(&chrome, &open));
    }
    let settings = app.settings();
    let (licence, licence_url) = (settings.licence.clone(), settings.licence_url.clone());
    show_public(&Page { chrome, licence, licence_url, sets })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_in_every_language() {
        let shown = |set: &DataSet| Shown {
            code: set.code(),
            title: set.title(),
            description: set.description(),
            rhythm: format!("opendata.{}", set.rhythm().code()),
            changed: String::new(),
            rows: "0".into(),
            columns: set.columns(),
        };
        in_every_language(|chrome| Page {
            chrome,
            licence: "CC BY 4.0".into(),
            licence_url: "https://example.jp/".into(),
            sets: DataSet::ALL.iter().map(shown).collect(),
        });
        for lang in Lang::ALL {
            for set in DataSet::ALL {
                let words = format!("opendata.{}", set.rhythm().code());
                assert_ne!(Chrome::sample(lang).say(&words), words, "{lang}");
            }
        }
    }
}
