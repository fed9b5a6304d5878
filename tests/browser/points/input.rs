//! Points 29–35: what people type, in the shapes in which they type it.

use super::answered;
use crate::{
    house::House,
    kit::{Browser, PHONE},
};

/// A page of 住民票の写し, what is typed there, and how the check page says it.
type Typing = (&'static str, &'static [(&'static str, &'static str)], &'static str);

const TAKEN: &[Typing] = &[
    ("destination", &[("address.zip", "６３４－８５８６")], "634-8586"),
    ("destination", &[("address.zip", "〒634-8586")], "634-8586"),
    ("destination", &[("address.zip", "634 8586")], "634-8586"),
    ("destination", &[("address.zip", "6348586")], "634-8586"),
    ("destination", &[("address.street", "１丁目１－１８")], "１丁目１－１８"),
    ("destination", &[("address.street", "1丁目1‐18")], "1丁目1‐18"),
    ("destination", &[("address.street", "1丁目1ー18")], "1丁目1ー18"),
    ("contact", &[("phone", "０７４４（２２）４００１")], "0744-22-4001"),
    ("contact", &[("phone", "0744ー22ー4001")], "0744-22-4001"),
    ("contact", &[("email", "ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ")], "hanako@example.jp"),
    ("applicant", &[("kana", "ｶｼﾊﾗ ﾊﾅｺ")], "カシハラ ハナコ"),
    ("applicant", &[("kana", "かしはら はなこ")], "カシハラ ハナコ"),
    ("applicant", &[("name", "髙橋 花子")], "髙橋 花子"),
    ("applicant", &[("name", "山﨑 花子")], "山﨑 花子"),
    ("applicant", &[("name", "𠮷田 花子")], "𠮷田 花子"),
    ("applicant", &[("name", "\u{FA19}山 花子")], "\u{FA19}山 花子"),
    ("applicant", BORN_SHOWA, "昭和60年（1985年）4月27日"),
    ("applicant", BORN_SHORT, "昭和60年（1985年）4月27日"),
    ("applicant", BORN_WESTERN, "昭和60年（1985年）4月27日"),
    ("applicant", BORN_FIRST, "令和元年（2019年）5月1日"),
];
const BORN_SHOWA: &[(&str, &str)] =
    &[("birthday.era", "昭和"), ("birthday.year", "60"), ("birthday.month", "4"), ("birthday.day", "27")];
const BORN_SHORT: &[(&str, &str)] =
    &[("birthday.era", "西暦"), ("birthday.year", "Ｓ６０"), ("birthday.month", "4"), ("birthday.day", "27")];
const BORN_WESTERN: &[(&str, &str)] =
    &[("birthday.era", "西暦"), ("birthday.year", "1985"), ("birthday.month", "4"), ("birthday.day", "27")];
const BORN_FIRST: &[(&str, &str)] =
    &[("birthday.era", "令和"), ("birthday.year", "元"), ("birthday.month", "5"), ("birthday.day", "1")];

/// What cannot be a day, and what is said of it.
const REFUSED: &[Typing] = &[
    (
        "applicant",
        &[("birthday.era", "平成"), ("birthday.year", "32"), ("birthday.month", "1"), ("birthday.day", "1")],
        "令和2年",
    ),
    (
        "applicant",
        &[("birthday.era", "平成"), ("birthday.year", "2"), ("birthday.month", "2"), ("birthday.day", "30")],
        "2月30日",
    ),
];

/// Types on a page of the draft, coming from the check page.
async fn types(browser: &Browser, house: &House, check: &str, (page, answers, _): &Typing) {
    let address = check.replace("/check", &format!("/{page}?return=check"));
    browser.visit(&house.url(&address)).await;
    for (name, value) in *answers {
        browser.answer(name, &[(*value).to_owned()]).await;
    }
    browser.press("次へ進む").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_taken_in_every_width_and_said_in_one() {
    let house = House::open().await;
    let browser = Browser::open(PHONE, false).await;
    answered(&browser, &house, "juminhyo-yubin").await;
    let check = browser.path().await;
    for typing in TAKEN {
        types(&browser, &house, &check, typing).await;
        let text = browser.text().await;
        assert_eq!(browser.path().await, check, "{typing:?}:\n{text}");
        assert!(text.contains(typing.2), "{typing:?}:\n{text}");
    }
    for typing in REFUSED {
        types(&browser, &house, &check, typing).await;
        assert!(browser.title().await.starts_with("エラー："), "{typing:?}");
        let said = browser.words_of(".error-summary a").await.join("\n");
        assert!(said.contains(typing.2), "{typing:?}: {said}");
    }
    browser.close().await;
}

/// Point 19: what a browser may fill in by itself.
#[tokio::test(flavor = "multi_thread")]
async fn the_browser_knows_what_personal_questions_are_about() {
    let house = House::open().await;
    let browser = Browser::open(PHONE, true).await;
    answered(&browser, &house, "juminhyo-yubin").await;
    let check = browser.path().await;
    for (page, name, token) in [
        ("applicant", "name", "name"),
        ("applicant", "birthday.year", "bday-year"),
        ("applicant", "birthday.month", "bday-month"),
        ("applicant", "birthday.day", "bday-day"),
        ("destination", "address.zip", "postal-code"),
        ("destination", "address.pref", "address-level1"),
        ("destination", "address.city", "address-level2"),
        ("contact", "phone", "tel"),
        ("contact", "email", "email"),
        // Somebody else's: the browser would offer one's own.
        ("record", "head_name", "off"),
    ] {
        browser.visit(&house.url(&check.replace("/check", &format!("/{page}?return=check")))).await;
        let told = "return document.getElementsByName(arguments[0])[0].autocomplete";
        assert_eq!(browser.run(told, vec![name.into()]).await, token, "{name}");
    }
    browser.close().await;
}

/// Point 36: a postal code of any town in Japan, without scripts; what is not known is typed by hand.
#[tokio::test(flavor = "multi_thread")]
async fn an_address_comes_from_a_postal_code_without_scripts() {
    let house = House::open().await;
    let browser = Browser::open(PHONE, false).await;
    answered(&browser, &house, "juminhyo-yubin").await;
    let page = house.url(&browser.path().await.replace("/check", "/destination?return=check"));
    let value = async |name: &str| {
        let told = "return document.getElementsByName(arguments[0])[0].value";
        browser.run(told, vec![name.into()]).await.as_str().unwrap_or_default().to_owned()
    };
    for (code, address) in
        [("６３４－８５８６", ["奈良県", "橿原市", "八木町"]), ("100-0001", ["東京都", "千代田区", "千代田"])]
    {
        browser.visit(&page).await;
        browser.answer("address.zip", &[code.to_owned()]).await;
        browser.answer("address.street", &["2-3".to_owned()]).await;
        browser.press("住所を入力する").await;
        let found = [value("address.pref").await, value("address.city").await, value("address.town").await];
        for (found, expected) in found.iter().zip(address) {
            assert!(found.starts_with(expected), "{code}: {found} is not {expected}");
        }
        assert_eq!(value("address.street").await, "2-3", "nothing else is lost");
        assert_eq!(browser.count("[name=send_home][value=yes]:checked").await, 1);
    }
    browser.visit(&page).await;
    browser.answer("address.zip", &["999-9999".to_owned()]).await;
    browser.press("住所を入力する").await;
    assert!(browser.text().await.contains("999-9999"), "{}", browser.text().await);
    browser.answer("address.town", &["見本町".to_owned()]).await;
    browser.press("次へ進む").await;
    assert!(browser.text().await.contains("見本町"), "{}", browser.text().await);
    browser.close().await;
}
