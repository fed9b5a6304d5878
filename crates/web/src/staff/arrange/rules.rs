//! 割当の規則: by hand, or in turn among people, for each paper or for all.

use askama::Template;
use axum::extract::State;
use madoguchi_app::{App, Passed, StaffPerson, Trouble, Turns};
use madoguchi_auth::Deed;
use madoguchi_vocab::{StaffId, normalise};

use crate::{
    chrome::Chrome,
    complaint::Wrong,
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Staff,
};

pub const PATH: &str = "/department/rules";
const URL: &str = "/staff/department/rules";

/// A rule in words.
struct Rule {
    slug: String,
    paper: String,
    /// Names in their order, with why somebody is passed over.
    people: Vec<String>,
    next: String,
}

/// Somebody with a place in the order, or none.
struct Place {
    id: String,
    name: String,
    place: String,
}

#[derive(Template)]
#[template(path = "staff/arrange/rules.html")]
struct Page {
    chrome: Chrome,
    rules: Vec<Rule>,
    /// Papers of the department: slug and title.
    papers: Vec<(String, String)>,
    slug: String,
    people: Vec<Place>,
    wrong: Vec<Wrong>,
}

impl Page {
    async fn new(app: &App, person: &StaffPerson, chrome: Chrome) -> Result<Self, Problem> {
        let all = app.turns(person).await?;
        let held = app.papers();
        let own = held.published().filter(|p| p.paper.procedure.department == person.department);
        let papers: Vec<_> =
            own.map(|p| (p.paper.slug.to_string(), p.paper.procedure.title.ja.clone())).collect();
        let people = app.reviewers(person).await?;
        let place = |p: StaffPerson| Place { id: p.id.to_string(), name: p.name, place: String::new() };
        Ok(Self {
            rules: all.into_iter().map(|t| Rule::new(t, &papers)).collect(),
            papers,
            slug: String::new(),
            people: people.into_iter().map(place).collect(),
            wrong: vec![],
            chrome,
        })
    }
}

impl Rule {
    fn new(t: Turns, papers: &[(String, String)]) -> Self {
        let title = papers.iter().find(|(slug, _)| *slug == t.slug).map(|(_, title)| title.clone());
        let by_hand = t.people.is_empty();
        let people = t.people.into_iter().map(|(_, name, passed)| match passed {
            Passed::No => name,
            Passed::Away => format!("{name}（きょうは不在のため、とばします）"),
            Passed::Left => format!("{name}（この課の審査をしないため、とばします）"),
        });
        Self {
            paper: match title {
                Some(title) => title,
                None if t.slug.is_empty() => "そのほかのすべての手続き".to_owned(),
                None => t.slug.clone(),
            },
            people: people.collect(),
            next: match (t.next, by_hand) {
                (Some(p), _) => p.name,
                (None, true) => "手で割り当てる".to_owned(),
                (None, false) => "いません（未割当のままになります）".to_owned(),
            },
            slug: t.slug,
        }
    }
}

pub async fn get(State(app): State<App>, Staff(person): Staff, chrome: Chrome) -> Answer {
    show(&Page::new(&app, &person, chrome).await?)
}

/// Those who were given a number, in the order of the numbers.
fn in_order(fields: &Fields) -> Result<Vec<StaffId>, String> {
    let mut placed = Vec::new();
    for (name, value) in fields.pairs() {
        let Some(id) = name.strip_prefix("place-") else { continue };
        if normalise::code(value).is_empty() {
            continue;
        }
        let place = normalise::integer(value).filter(|n| (1..=999).contains(n));
        match (place, id.parse::<StaffId>()) {
            (Some(place), Ok(id)) => placed.push((place, id)),
            _ => return Err(name.to_owned()),
        }
    }
    placed.sort_by_key(|(place, _)| *place);
    Ok(placed.into_iter().map(|(_, id)| id).collect())
}

pub async fn post(State(app): State<App>, Staff(person): Staff, chrome: Chrome, fields: Fields) -> Answer {
    if !person.may_at_home(Deed::ArrangeWork) {
        return Err(Problem::NotAllowed);
    }
    if let Some(slug) = fields.action.strip_prefix("remove:") {
        app.remove_turns(&person, slug).await?;
        return go_to(&format!("{URL}?done=removed"));
    }
    let slug = fields.first("slug");
    let wrong = match in_order(&fields) {
        Err(at) => Wrong::at(at, "順番：1 から 999 までの数字にしてください"),
        Ok(_) if slug.is_empty() => Wrong::at("slug", "手続き：選んでください"),
        Ok(people) => {
            let slug = if slug == "*" { "" } else { slug };
            match app.set_turns(&person, slug, &people).await {
                Ok(()) => return go_to(&format!("{URL}?done=turns")),
                Err(Trouble::Amiss { words, .. }) => Wrong::at("slug", words),
                Err(other) => return Err(other.into()),
            }
        }
    };
    let mut page = Page::new(&app, &person, chrome.with_errors()).await?;
    page.slug = slug.to_owned();
    for p in &mut page.people {
        p.place = fields.first(&format!("place-{}", p.id)).to_owned();
    }
    page.wrong = vec![wrong];
    show_again(&page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_empty_and_full() {
        for n in [0, 2] {
            for_staff(|chrome| Page {
                chrome,
                rules: (0..n)
                    .map(|i| {
                        let id = StaffId(Default::default());
                        let people = (0..i).map(|_| (id, "見本 一郎".to_owned(), Passed::Away)).collect();
                        Rule::new(Turns { slug: "x".into(), people, next: None }, &[])
                    })
                    .collect(),
                papers: (0..n).map(|i| (format!("p{i}"), "見本の手続き".to_owned())).collect(),
                slug: "*".into(),
                people: (0..n)
                    .map(|i| Place { id: format!("{i}"), name: "見本 一郎".into(), place: "1".into() })
                    .collect(),
                wrong: (0..n.min(1)).map(|_| Wrong::at("place-0", "順番：数字にしてください")).collect(),
            });
        }
    }
}
