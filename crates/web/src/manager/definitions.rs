//! What each rate means.

use askama::Template;
use madoguchi_inventory::{RateId, definition};
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
}

impl Definitions {
    fn new(chrome: Chrome) -> Self {
        let rates =
            RateId::ALL.iter().map(|id| (id.label(), definition(*id).get(Lang::Ja).to_owned())).collect();
        Self { chrome, rates }
    }
}

pub async fn get(Manager(_): Manager, chrome: Chrome) -> Answer {
    show(&Definitions::new(chrome))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws() {
        for_staff(Definitions::new);
    }
}
