//! 代行入力 at a desk, by keyboard only, and on a phone.

use crate::{
    house::House,
    journeys::{fact, sign_in},
    kit::{Browser, DESK, PHONE, Screen},
};

/// The down arrow: the next of several options.
const DOWN: &str = "\u{e015}";
const SPACE: &str = " ";

/// What is pressed at each question of 住民票の写し, in the order of the screen.
const KEYS: &[(&str, &str)] = &[
    ("registered", SPACE),
    ("requester", SPACE),
    ("head_name", "見本 花子"),
    ("scope", SPACE),
    ("copies", "1"),
    ("name", "見本 花子"),
    ("kana", "みほん はなこ"),
    ("birthday.year", "1990"),
    ("birthday.month", "4"),
    ("birthday.day", "27"),
    ("address.zip", "6340804"),
    ("address.street", "1-1"),
    ("send_home", SPACE),
    ("phone", "0744-22-4001"),
    ("id_kind", SPACE),
    // The second of three: the original was seen.
    ("_original.id_photo", DOWN),
    ("agree", SPACE),
];

/// Fills the paper in without a mouse; says how many keys were pressed.
async fn by_keyboard(desk: &Browser) -> usize {
    let mut keys = 0;
    for (name, pressed) in KEYS {
        keys += desk.tabs_to(name).await;
        desk.types(pressed).await;
        keys += pressed.chars().count();
        if *name == "address.zip" {
            // The address comes by itself, and the cursor goes on to what is left of it.
            let said = "const done = arguments[0], line = document.querySelector('[data-address-said]');
                const tell = () => line.textContent && done(document.getElementsByName('address.town')[0].value);
                new MutationObserver(tell).observe(line, { childList: true });
                tell();";
            assert_eq!(desk.ask(said, vec![]).await.as_str(), Some("内膳町"));
            assert_eq!(desk.focus().await.0, "address.street");
        }
    }
    keys
}

async fn enters(screen: Screen, name: &str) {
    let house = House::open().await;
    let desk = Browser::open(screen, true).await;
    sign_in(&desk, &house, "sato").await;
    desk.visit(&house.url("/staff/new")).await;
    desk.inspect("desk: choose").await;
    desk.picture(&format!("{name}-choose")).await;
    // The cursor stands in the search; Enter there searches, it begins nothing.
    assert_eq!(desk.focus().await.0, "q");
    desk.types("じゅうみん").await;
    desk.enters().await;
    let mut keys = "じゅうみん".chars().count() + 1 + desk.tabs_to("slug").await + 1;
    desk.enters().await;
    assert!(desk.path().await.starts_with("/staff/desk/"), "{}", desk.path().await);
    desk.inspect("desk: empty").await;

    // Enter in a box goes on: what is missing is said, and the cursor stands at the summary.
    desk.tabs_to("head_name").await;
    desk.enters().await;
    assert!(desk.title().await.starts_with("エラー："), "{}", desk.title().await);
    desk.inspect("desk: errors").await;
    desk.picture(&format!("{name}-errors")).await;

    // Whoever comes back to it begins at the top.
    desk.visit(&house.url(&desk.path().await)).await;
    keys += by_keyboard(&desk).await;
    desk.inspect("desk: filled in").await;
    keys += desk.tabs_to("確認へ進む").await + 1;
    desk.enters().await;
    assert!(desk.path().await.ends_with("/check"), "{}", desk.text().await);
    desk.inspect("desk: check").await;
    desk.picture(&format!("{name}-check")).await;
    keys += desk.tabs_to("登録する").await + 1;
    desk.enters().await;
    desk.inspect("desk: done").await;
    desk.picture(&format!("{name}-done")).await;
    println!("{name}: {keys} keys from the search to the receipt number");
    let number = fact(&desk, "受付番号").await;
    for (words, what) in [("本人の控えを印刷する", "copy"), ("登録した内容へ戻る", "done again")]
    {
        desk.follow(words).await;
        desk.inspect(&format!("desk: {what}")).await;
    }
    desk.follow("この申請を開く").await;
    desk.inspect("desk: case").await;
    let text = desk.text().await;
    assert!(text.contains(&number) && text.contains("窓口で代行入力"), "{text}");
    assert!(text.contains("原本を窓口で確認しました"), "{text}");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_is_entered_by_keyboard_at_a_desk() {
    enters(DESK, "desk").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_is_entered_on_a_small_screen() {
    enters(PHONE, "desk-phone").await;
}

/// With scripts a section comes and goes at once with an answer of another section, and so does the end of the way.
#[tokio::test(flavor = "multi_thread")]
async fn what_an_answer_leads_to_is_there_at_once() {
    let house = House::open().await;
    let desk = Browser::open(DESK, true).await;
    sign_in(&desk, &house, "ko").await;
    desk.visit(&house.url("/staff/new/jido-teate-nintei")).await;
    desk.press("入力する：児童手当の認定請求").await;
    let screen = desk.path().await;
    for (name, value, ends) in [
        ("registered", "yes", false),
        ("public_servant", "yes", true),
        ("public_servant", "no", false),
        ("public_servant", "yes", true),
    ] {
        desk.answer(name, &[value.to_owned()]).await;
        for (section, shown) in [("exit_workplace", ends), ("contact", !ends), ("exit_already", false)] {
            let seen = "const [key, done] = arguments;
                done([document.getElementById(`p-${key}`), document.querySelector(`[data-for=${key}]`)].map(e => e.checkVisibility()))";
            let seen = desk.ask(seen, vec![section.into()]).await;
            assert_eq!(seen, serde_json::json!([shown, shown]), "{section} after {name} = {value}");
        }
    }
    desk.inspect("desk: an end of the way").await;
    desk.press("確認へ進む").await;
    assert!(desk.text().await.contains("この手続きは使えません"), "{}", desk.text().await);
    assert_eq!(desk.path().await, screen, "what is not for this paper is not entered");
    desk.close().await;
}
