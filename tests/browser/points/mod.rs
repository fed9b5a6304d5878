//! What must be true of every page and every journey of a resident, point by point; what must be true of a page is in
//! `rules.js`, and is asked of every page on every way through the house.

mod errors;
mod hostile;
mod input;
mod journey;
mod pages;
mod problems;

use madoguchi_forms::Typed;
use madoguchi_testkit::office::good_case;
use serde_json::{Value, json};

use crate::{
    house::House,
    kit::{Browser, SMALL},
};

const RULES: &str = include_str!("rules.js");

/// What breaks the rules on the pages that were looked at.
#[derive(Default)]
struct Findings(Vec<String>);

impl Findings {
    /// Holds a page to rules by their names.
    async fn on(&mut self, browser: &Browser, what: &str, rules: &[&str]) {
        let found = browser.run(RULES, vec![json!(rules), json!(browser.screen.width)]).await;
        let page = format!("{what} at {} px ({})", browser.screen.width, browser.path().await);
        let found = found.as_array().unwrap().iter().filter_map(Value::as_str);
        self.0.extend(found.map(|found| format!("{page}: {found}")));
    }

    /// There were none.
    fn are_none(self) {
        assert!(self.0.is_empty(), "{} findings:\n{}", self.0.len(), self.0.join("\n"));
    }
}

/// The answers of the case beside a paper, as they are typed.
fn typed(house: &House, slug: &str) -> Typed {
    let paper = &house.office.app.papers().open(slug).unwrap().paper;
    good_case(slug).typed_on(paper, house.office.app.today())
}

/// Presses the button that begins a paper.
async fn begin(browser: &Browser, house: &House, slug: &str) {
    browser.visit(&house.url(&format!("/p/{slug}"))).await;
    let words = browser.words_of("form[action$='/start'] button").await;
    browser.press(&words[0]).await;
}

/// Answers the controls of the page that is shown, as far as there are answers for them.
async fn fill(browser: &Browser, typed: &Typed) {
    for name in browser.names().await {
        if let Some(values) = typed.0.get(&name) {
            browser.answer(&name, values).await;
        }
    }
}

/// Goes through a paper as its case does, from the page it stands on to the check page, and does something on each
/// page before it is answered. Says how many pages it passed.
async fn walk(browser: &Browser, typed: &Typed, mut at_each: impl AsyncFnMut(&str)) -> usize {
    for passed in 0..20 {
        let path = browser.path().await;
        if path.ends_with("/check") {
            return passed;
        }
        at_each(&path).await;
        fill(browser, typed).await;
        browser.press("次へ進む").await;
        assert_eq!(browser.count(".error-summary").await, 0, "{path}:\n{}", browser.text().await);
    }
    panic!("the paper does not end; it stands at {}", browser.path().await)
}

/// A browser on the check page of a paper that is answered.
async fn answered(browser: &Browser, house: &House, slug: &str) {
    begin(browser, house, slug).await;
    walk(browser, &typed(house, slug), async |_| ()).await;
}

/// Sends what stands on the check page; says the words on the button.
async fn send(browser: &Browser) {
    let words = browser.words_of("form[action$='/submit'] button").await;
    browser.press(&words[0]).await;
    assert!(browser.path().await.ends_with("/done"), "{}", browser.text().await);
}
