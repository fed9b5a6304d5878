//! A paper is begun: from a template or as a copy.

use askama::Template;
use axum::extract::State;
use madoguchi_app::{App, Beginning, From, PaperTrouble, StaffPerson, Template as Small, Trouble, templates};
use madoguchi_auth::Deed;
use madoguchi_vocab::DepartmentId;

use super::desk::{title, trouble};
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Staff,
};

#[derive(Template)]
#[template(path = "author/new.html")]
struct New {
    chrome: Chrome,
    small: Vec<Small>,
    /// Papers that can be copied: name and title.
    others: Vec<(String, String)>,
    departments: Vec<(String, String)>,
    from: String,
    copied: String,
    slug: String,
    title: String,
    department: String,
    wrong: Vec<Wrong>,
}

impl New {
    fn wrong_at(&self, target: &str) -> Option<&str> {
        complaint::at(&self.wrong, target)
    }
}

async fn page(app: &App, person: &StaffPerson, chrome: Chrome, fields: &Fields) -> Result<New, Problem> {
    if !person.may_at_home(Deed::WritePapers) {
        return Err(Problem::NotAllowed);
    }
    let lines = app.paper_lines(person).await?;
    let departments = app.departments();
    let own = departments.iter().filter(|d| person.may(Deed::WritePapers, &d.id));
    let or =
        |given: &str, otherwise: &str| if given.is_empty() { otherwise.to_owned() } else { given.to_owned() };
    Ok(New {
        chrome,
        small: templates().into(),
        others: lines.iter().map(|l| (l.loaded.slug.clone(), title(l))).collect(),
        departments: own.map(|d| (d.id.to_string(), d.name.clone())).collect(),
        from: fields.first("from").to_owned(),
        copied: fields.first("copied").to_owned(),
        slug: fields.first("slug").to_owned(),
        title: fields.first("title").to_owned(),
        department: or(fields.first("department"), &person.department.0),
        wrong: vec![],
    })
}

pub async fn get(State(app): State<App>, Staff(person): Staff, chrome: Chrome) -> Answer {
    show(&page(&app, &person, chrome, &Fields::default()).await?)
}

pub async fn post(State(app): State<App>, Staff(person): Staff, chrome: Chrome, fields: Fields) -> Answer {
    let mut page = page(&app, &person, chrome, &fields).await?;
    let new = Beginning {
        slug: page.slug.trim().to_owned(),
        title: page.title.clone(),
        department: DepartmentId(page.department.clone()),
        from: match page.from.as_str() {
            "copy" => From::Paper(page.copied.clone()),
            code => From::Template(code.to_owned()),
        },
    };
    let why = match app.begin_paper(&person, &new).await {
        Ok(()) => return go_to(&format!("/author/{}?done=began_paper", new.slug)),
        Err(Trouble::Paper(why)) => why,
        Err(other) => return Err(other.into()),
    };
    let target = match why {
        PaperTrouble::NoTitle => "title",
        PaperTrouble::NoSource => "from",
        PaperTrouble::Department => "department",
        _ => "slug",
    };
    page.wrong = vec![Wrong::at(target, trouble(&why))];
    page.chrome = page.chrome.with_errors();
    show_again(&page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_with_and_without_complaints() {
        for wrong in
            [vec![], ["from", "slug", "title", "department"].map(|t| Wrong::at(t, "直してください")).into()]
        {
            for_staff(|chrome| New {
                chrome,
                small: templates().into(),
                others: vec![("suido-kaishi".into(), "水道の使用開始届".into())],
                departments: vec![("shimin".into(), "市民課".into())],
                from: "copy".into(),
                copied: "suido-kaishi".into(),
                slug: "mihon".into(),
                title: "見本の手続き".into(),
                department: "shimin".into(),
                wrong: wrong.clone(),
            });
        }
    }
}
