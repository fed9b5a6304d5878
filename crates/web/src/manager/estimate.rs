//! What it takes to put one procedure online: days of work, or why it is not to be planned.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::{App, RoadAsked};
use madoguchi_auth::Deed;
use madoguchi_inventory::{Goal, MOST_DAYS, Terms};
use madoguchi_vocab::normalise;

use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Manager,
};

#[derive(Template)]
#[template(path = "manager/estimate.html")]
struct Estimate {
    chrome: Chrome,
    id: String,
    name: String,
    days: String,
    barred: String,
    wrong: Vec<Wrong>,
}

impl Estimate {
    fn at(&self, target: &str) -> Option<&str> {
        complaint::at(&self.wrong, target)
    }
}

pub async fn get(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Answer {
    if !person.may_at_home(Deed::KeepPlans) {
        return Err(Problem::NotAllowed);
    }
    let asked = RoadAsked { goal: Goal::Volume, target: 90, assumed_days: 1, chosen: Default::default() };
    let page = app.road(&asked).await?;
    let name = page.fact(&id).ok_or(Problem::Missing)?.name.clone();
    let terms = page.terms.get(&id).cloned().unwrap_or_default();
    let days = terms.days.map_or_else(String::new, |d| d.to_string());
    show(&Estimate { chrome, id, name, days, barred: terms.barred, wrong: vec![] })
}

pub async fn post(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    Path(id): Path<String>,
    fields: Fields,
) -> Answer {
    if !person.may_at_home(Deed::KeepPlans) {
        return Err(Problem::NotAllowed);
    }
    let (days, barred) = (fields.first("days").trim(), fields.first("barred").trim());
    let read = normalise::integer(days).and_then(|n| u32::try_from(n).ok());
    let read = read.filter(|n| (1..=MOST_DAYS).contains(n));
    let mut wrong = Vec::new();
    if read.is_none() && !days.is_empty() {
        wrong.push(Wrong::at(
            "days",
            "日数は 1 から 1,000 までの整数で入力してください。わからないときは空にしてください",
        ));
    }
    if barred.chars().count() > 500 {
        wrong.push(Wrong::at("barred", "理由は 500 字までで入力してください"));
    }
    if wrong.is_empty() {
        app.set_terms(&person, &id, Terms { days: read, barred: barred.to_owned() }).await?;
        return go_to("/manage/next?done=estimate");
    }
    let page = Estimate {
        chrome: chrome.with_errors(),
        name: fields.first("name").to_owned(),
        days: days.to_owned(),
        barred: barred.to_owned(),
        id,
        wrong,
    };
    show_again(&page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_with_and_without_mistakes() {
        for wrong in [vec![], vec![Wrong::at("days", "整数で"), Wrong::at("barred", "短く")]] {
            for_staff(|chrome| Estimate {
                chrome,
                id: "a".into(),
                name: "<手続き>".into(),
                days: "多い".into(),
                barred: String::new(),
                wrong: wrong.clone(),
            });
        }
    }
}
