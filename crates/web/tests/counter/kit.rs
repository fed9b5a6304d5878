//! What the tests of this counter share: a short paper, and how to post on it.

use axum::Router;
use madoguchi_app::Loaded;
use madoguchi_forms::Typed;
use madoguchi_testkit::{Browser, Office, Seen};

fn dogs() -> Loaded {
    let paper = Loaded::compile("dogs".into(), "form.toml".into(), include_str!("dogs.toml").into());
    assert!(paper.paper.is_some(), "{:?}", paper.findings);
    paper
}

pub async fn with_dogs() -> (Office, Router) {
    let office = Office::with_papers(vec![dogs()]).await;
    let router = madoguchi_web::router(office.app.clone());
    (office, router)
}

pub async fn with_dogs_on_postgres() -> Office {
    Office::on_postgres_with(vec![dogs()]).await
}

pub const DOG: [(&str, &str); 7] = [
    ("has_dog", "yes"),
    ("breed", "柴犬"),
    ("mail", "shiba@example.jp"),
    ("dogs.r1.dog_name", "ポチ"),
    ("name", "見本 花子"),
    ("note", ""),
    ("agreed", "yes"),
];

/// What a page sends, and these names and values whether it has them or not.
pub fn and(page: &Seen, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut pairs = page.form();
    pairs.retain(|(name, _)| more.iter().all(|(other, _)| name != other));
    pairs.extend(more.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
    pairs
}

pub async fn begins(browser: &mut Browser) -> Seen {
    let start = browser.get("/p/dogs").await;
    browser.post(&start.action(), &start.form()).await
}

/// The last step of the address.
pub fn last_step(page: &Seen) -> &str {
    page.path.split(['?', '#']).next().unwrap().rsplit('/').next().unwrap()
}

/// Everything is filled in, and the answers are being said back.
pub async fn at_the_check(browser: &mut Browser) -> Seen {
    browser.fill_in(&Typed::from_iter(DOG), "/p/dogs").await.expect("the server answers").0
}
