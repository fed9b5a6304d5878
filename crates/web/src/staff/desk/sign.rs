//! The answers on paper, for the resident to read and sign: in the language of the resident.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::App;

use super::{draft_of, path, way};
use crate::{
    chrome::Chrome,
    page::{Answer, go_to, show},
    problem::Problem,
    resident::apply::{ShownSection, sections},
    who::Staff,
};

pub const PATH: &str = "/desk/{id}/sign";

#[derive(Template)]
#[template(path = "staff/desk/sign.html")]
struct Sign {
    chrome: Chrome,
    /// In the language of the resident.
    paper: Chrome,
    title: String,
    kind: &'static str,
    back: String,
    way: &'static str,
    day: String,
    clerk: String,
    sections: Vec<ShownSection>,
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Answer {
    let draft = draft_of(&app, &person, &id).await?;
    let desk = draft.desk.as_ref().ok_or(Problem::Missing)?;
    if draft.receipt.is_some() {
        return go_to(&path(draft.id));
    }
    let reading = draft.read(app.today());
    let paper = chrome.in_language(draft.lang);
    show(&Sign {
        title: paper.text(&draft.paper.procedure.title).to_owned(),
        kind: paper.kind(draft.paper.procedure.kind),
        back: format!("{}/check", path(draft.id)),
        way: way(desk.facts.way),
        day: paper.day(&draft.read_on(app.today())),
        clerk: format!("{}　{}", person.department_name, person.name),
        sections: sections(draft.printed(&reading.answers, draft.lang), "", &|_| None),
        paper,
        chrome,
    })
}

#[cfg(test)]
mod tests {
    use madoguchi_vocab::Lang;

    use super::*;
    use crate::{page::tests::for_staff, resident::apply::sample_sections};

    #[test]
    fn the_sheet_draws_in_every_language_of_residents() {
        for lang in Lang::ALL {
            for_staff(|chrome| Sign {
                paper: Chrome::sample(lang),
                chrome,
                title: "住民票".into(),
                kind: "請求",
                back: "/staff/desk/x/check".into(),
                way: "窓口",
                day: "令和8年11月24日".into(),
                clerk: "市民課　見本 一郎".into(),
                sections: sample_sections(),
            });
        }
    }
}
