//! Somebody applies for somebody else on a telephone, without scripts.

use madoguchi_forms::cases::Case;
use madoguchi_testkit::office::forms;

use crate::{
    house::House,
    journeys::{fact, sign_in},
    kit::{Browser, DESK, PHONE},
};

const SLUG: &str = "kodomo-iryo-sho";

/// Sends the page without an answer, and looks at what is said.
async fn fails(phone: &Browser, what: &str) {
    phone.press("次へ進む").await;
    assert!(phone.title().await.starts_with("エラー："), "{what}: {}", phone.title().await);
    phone.inspect(&format!("{what} with errors")).await;
    phone.whole_picture(&format!("{what}-errors")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scrivener_applies_without_javascript() {
    let house = House::open().await;
    let text = std::fs::read_to_string(forms().join(SLUG).join("cases/proxy-scrivener.toml")).unwrap();
    let case = Case::read(&text).unwrap();
    let typed = case.typed_on(&house.office.app.papers().open(SLUG).unwrap().paper, house.office.app.today());
    let phone = Browser::open(PHONE, false).await;
    phone.visit(&house.url(&format!("/p/{SLUG}"))).await;
    phone.inspect("start page").await;
    phone.whole_picture("proxy-start").await;
    phone.press("申請をはじめる").await;
    for step in 0.. {
        let path = phone.path().await;
        let page = path.rsplit('/').next().unwrap();
        if page == "check" {
            break;
        }
        assert!(step < 15, "it does not end; it stands at {path}");
        if page.starts_with("proxy_") {
            phone.inspect(page).await;
            phone.whole_picture(page).await;
            fails(&phone, page).await;
        }
        for name in phone.names().await {
            if let Some(values) = typed.0.get(&name) {
                phone.answer(&name, values).await;
            }
        }
        phone.press("次へ進む").await;
        assert!(phone.count(".error-summary").await == 0, "{path}:\n{}", phone.text().await);
    }
    phone.inspect("check page of a proxy").await;
    phone.whole_picture("proxy-check").await;
    phone.press("この内容で申請する").await;
    let number = fact(&phone, "受付番号").await;
    phone.close().await;

    let desk = Browser::open(DESK, false).await;
    sign_in(&desk, &house, "ko").await;
    desk.visit(&house.url(&format!("/staff/a/{number}"))).await;
    assert!(desk.text().await.contains("代理人 代理 次郎（仕事で代わりにする人）"));
    desk.inspect("case of a proxy").await;
    desk.picture("proxy-case").await;
    desk.close().await;
}
