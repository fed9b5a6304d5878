//! 抽選: who takes part, how many places, and what came of it. Only for whoever leads the department.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use madoguchi_app::{App, DrawList, Drawn, Trouble};
use madoguchi_vocab::normalise;

use super::labels;
use crate::{
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, show, show_again},
    who::Staff,
};

pub const PATH: &str = "/draw/{slug}";

#[derive(Template)]
#[template(path = "staff/draw.html")]
struct DrawPage {
    chrome: Chrome,
    slug: String,
    list: DrawList,
    places: String,
    /// The number was read: the last press is offered.
    sure: bool,
    wrong: bool,
    /// The list is not what it was when it was looked at.
    changed: bool,
}

#[derive(Template)]
#[template(path = "staff/draw_done.html")]
struct DrawDone {
    chrome: Chrome,
    title: String,
    places: u32,
    drawn: Drawn,
}

impl DrawPage {
    fn new(chrome: Chrome, slug: String, list: DrawList) -> Self {
        let left = list.capacity.map(|all| all.saturating_sub(list.given));
        let places = left.filter(|n| *n > 0).map(|n| n.to_string()).unwrap_or_default();
        Self { chrome, slug, list, places, sure: false, wrong: false, changed: false }
    }
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(slug): Path<String>,
) -> Answer {
    let list = app.draw_list(&person, &slug).await?;
    show(&DrawPage::new(chrome, slug, list))
}

pub async fn post(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(slug): Path<String>,
    fields: Fields,
) -> Answer {
    let list = app.draw_list(&person, &slug).await?;
    let typed = fields.first("places").to_owned();
    let places = normalise::integer(&typed).and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
    let Some(places) = places.filter(|_| !list.entrants.is_empty()) else {
        let page = DrawPage::new(chrome.with_errors(), slug, list);
        return show_again(&DrawPage { places: typed, wrong: true, ..page });
    };
    if fields.action == "confirm" {
        let title = list.title.clone();
        return match app.draw(&person, &slug, places, fields.first("seen")).await {
            Ok(drawn) => show(&DrawDone { chrome, title, places, drawn }),
            Err(Trouble::Overtaken) => {
                let list = app.draw_list(&person, &slug).await?;
                let page = DrawPage { places: typed, changed: true, ..DrawPage::new(chrome, slug, list) };
                Ok((StatusCode::CONFLICT, show(&page)?).into_response())
            }
            Err(other) => Err(other.into()),
        };
    }
    let changed = fields.first("seen") != list.seen;
    let sure = !changed;
    show(&DrawPage { places: places.to_string(), sure, changed, ..DrawPage::new(chrome, slug, list) })
}

#[cfg(test)]
mod tests {
    use madoguchi_app::{Entrant, Lot};
    use madoguchi_vocab::{Date, ReceiptNumber};
    use madoguchi_workflow::StageName;

    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_pages_draw_before_and_after() {
        let entrant = || Entrant {
            receipt: ReceiptNumber::from_random(1),
            applicant: "見本<花子>".into(),
            arrived_on: Date::from_ymd_opt(2026, 11, 24).unwrap(),
            stage: StageName::Accepted,
        };
        for (sure, wrong) in [(false, false), (false, true), (true, false)] {
            let entrants = || if wrong { vec![] } else { vec![entrant()] };
            for_staff(|chrome| {
                let list = DrawList {
                    title: "見本の講座".into(),
                    capacity: Some(3),
                    given: 1,
                    entrants: entrants(),
                    left_out: vec![entrant()],
                    seen: "00".into(),
                };
                DrawPage { sure, wrong, changed: wrong, ..DrawPage::new(chrome, "koza".into(), list) }
            });
        }
        let lot = |rank, chosen| Lot {
            rank,
            receipt: ReceiptNumber::from_random(1),
            applicant: "見本".into(),
            chosen,
        };
        let drawn = Drawn { seed: "00ff".into(), lots: vec![lot(1, true), lot(2, false)] };
        for_staff(|chrome| DrawDone {
            chrome, title: "見本の講座".into(), places: 1, drawn: drawn.clone()
        });
    }
}
