//! What each rate means.

use askama::Template;
use axum::{extract::State, response::IntoResponse};
use madoguchi_app::{App, RatesPage};
use madoguchi_inventory::{DEFINITIONS, PartialRule, Rate, RateId, definition, under_each_rule};
use madoguchi_vocab::Lang;

use crate::{
    chrome::Chrome,
    page::{Answer, show},
    who::Manager,
};

#[derive(Template)]
#[template(path = "manager/definitions.html")]
struct Definitions {
    chrome: Chrome,
    rates: Vec<(&'static str, String)>,
    /// How 一部 counts.
    rule: PartialRule,
    /// Each rule with 化率 by volume and by kind.
    rules: Vec<(PartialRule, String, String)>,
}

impl Definitions {
    fn new(chrome: Chrome, page: &RatesPage) -> Self {
        let by = |rates: &[Rate], id: RateId| rates[id as usize].percent();
        let rules = under_each_rule(&page.facts, page.as_of)
            .into_iter()
            .map(|(rule, r)| (rule, by(&r, RateId::OnlineByVolume), by(&r, RateId::OnlineByKind)))
            .collect();
        let rates =
            RateId::ALL.iter().map(|id| (id.label(), definition(*id).get(Lang::Ja).to_owned())).collect();
        Self { chrome, rates, rule: page.rule, rules }
    }
}

pub async fn get(State(app): State<App>, Manager(_): Manager, chrome: Chrome) -> Answer {
    let page = app.rates(app.today()).await?;
    show(&Definitions::new(chrome, &page))
}

/// The rates, worked out by hand on a small inventory.
const BY_HAND: &str = include_str!("../../../../docs/rates-by-hand.md");

/// The document, to be read in the browser.
pub async fn by_hand(Manager(_): Manager) -> Answer {
    Ok(BY_HAND.into_response())
}

#[cfg(test)]
mod tests {
    use madoguchi_inventory::rates;

    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws() {
        let as_of = "2026-11-23".parse().unwrap();
        let rule = PartialRule::Half;
        let page =
            RatesPage { rates: rates(&[], rule, as_of), facts: vec![], procedures: vec![], as_of, rule };
        for_staff(|chrome| Definitions::new(chrome, &page));
    }
}
