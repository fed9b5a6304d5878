//! Opinions the own department was asked for and owes.

use askama::Template;
use axum::extract::State;
use madoguchi_app::{App, Owed};

use crate::{
    chrome::Chrome,
    page::{Answer, show},
    who::Staff,
};

pub const PATH: &str = "/opinions";

#[derive(Template)]
#[template(path = "staff/opinions.html")]
struct Opinions {
    chrome: Chrome,
    owed: Vec<Owed>,
}

pub async fn get(State(app): State<App>, Staff(person): Staff, chrome: Chrome) -> Answer {
    let owed = app.owed(&person).await?;
    show(&Opinions { chrome, owed })
}

#[cfg(test)]
mod tests {
    use madoguchi_vocab::{Date, ReceiptNumber};

    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_empty_and_with_something_owed() {
        let owed = Owed {
            receipt: ReceiptNumber::from_random(1),
            title: "見本<の>手続き".into(),
            number: 1,
            asks: "見本課".into(),
            due: Date::from_ymd_opt(2026, 11, 24).unwrap(),
            overdue: true,
        };
        for owed in [vec![], vec![owed]] {
            for_staff(|chrome| Opinions { chrome, owed: owed.clone() });
        }
    }
}
