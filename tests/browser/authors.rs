//! Point 60: a form of three pages with one branch and one file is built by keyboard only, the check says that easy
//! Japanese is missing, it is tried and published; who began on the first version finishes on it.

use madoguchi_vocab::Lang;

use crate::{
    house::House,
    journeys::sign_in,
    kit::{Browser, DESK},
};

const SPACE: &str = " ";
const DOWN: &str = "\u{e015}";

/// Goes to a control and presses keys there.
async fn at(desk: &Browser, name: &str, keys: &str) {
    desk.tabs_to(name).await;
    desk.types(keys).await;
}

/// Goes to a button or a link and follows it.
async fn go(desk: &Browser, words: &str) {
    desk.tabs_to(words).await;
    desk.enters().await;
}

/// Goes to a button that says what it does by its value, and presses it.
async fn press(desk: &Browser, value: &str) {
    for _ in 0..80 {
        if desk.focus().await == ("_action".to_owned(), value.to_owned()) {
            return desk.enters().await;
        }
        desk.types("\t").await;
    }
    panic!("the tab key does not lead to {value}")
}

/// One more page, and the question on it.
async fn page(desk: &Browser, house: &House, title: &str, key: &str, kind: usize, label: &str) {
    desk.visit(&house.url("/author/mihon")).await;
    at(desk, "title.ja", title).await;
    desk.enters().await;
    desk.visit(&house.url(&format!("/author/mihon/part?page={key}"))).await;
    at(desk, "new_kind", &DOWN.repeat(kind)).await;
    at(desk, "new.ja", label).await;
    desk.enters().await;
    assert!(desk.text().await.contains(label), "{}", desk.text().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_built_tried_and_published_by_keyboard_only() {
    let house = House::open().await;
    let desk = Browser::open(DESK, true).await;
    sign_in(&desk, &house, "dx").await;
    desk.visit(&house.url("/author")).await;
    desk.inspect("papers").await;
    desk.picture("author-papers").await;
    go(&desk, "様式を新しく作る").await;
    desk.inspect("a new paper").await;
    // The last template: アンケート. Its pages go, so that what is built is built here.
    at(&desk, "from", &format!("{SPACE}{}", DOWN.repeat(4))).await;
    at(&desk, "title", "見本の応募").await;
    at(&desk, "slug", "mihon").await;
    desk.enters().await;
    assert_eq!(desk.path().await, "/author/mihon", "{}", desk.text().await);
    desk.inspect("the outline").await;
    for page in ["view", "rating", "words"] {
        press(&desk, &format!("drop:page:{page}")).await;
    }
    assert!(desk.text().await.contains("直すと公開できます"), "{}", desk.text().await);
    // はい・いいえ is the eleventh kind, 氏名 the third, ファイル the fifteenth.
    page(&desk, &house, "写真で応募しますか", "page1", 11, "写真で応募する").await;
    page(&desk, &house, "お名前を教えてください", "page2", 3, "応募する人の氏名").await;
    page(&desk, &house, "写真を付けてください", "page3", 15, "応募する写真").await;
    desk.inspect("a page and its questions").await;
    desk.picture("author-part").await;
    desk.visit(&house.url("/author/mihon/part?page=page3")).await;
    at(&desk, "when", DOWN).await;
    go(&desk, "保存する").await;
    let text = desk.text().await;
    assert!(text.contains("「写真で応募する」がはい のとき →"), "{text}");
    assert!(text.contains("やさしい日本語がありません"), "{text}");
    desk.inspect("three pages").await;
    desk.picture("author-outline").await;

    go(&desk, "試す").await;
    desk.inspect("a paper is tried").await;
    desk.picture("author-preview").await;
    desk.visit(&house.url("/author/mihon/source")).await;
    desk.inspect("the text").await;
    desk.picture("author-source").await;
    go(&desk, "公開").await;
    at(&desk, "reason", "やさしい日本語は来週足します").await;
    desk.inspect("before it opens").await;
    desk.picture("author-publish").await;
    go(&desk, "公開する").await;
    let app = &house.office.app;
    let first = app.papers().open("mihon").expect("it is open");
    assert_eq!((first.version, first.paper.pages.len()), (1, 3));

    let slug = "mihon".parse().unwrap();
    let early = house.office.resident();
    let begun = app.start_draft(&slug, Lang::Ja, &early.visitor).await.unwrap();
    page(&desk, &house, "電話番号を教えてください", "page4", 7, "日中の電話番号").await;
    desk.visit(&house.url("/author/mihon/publish")).await;
    at(&desk, "reason", "連絡先を聞くため").await;
    go(&desk, "公開する").await;
    let late = house.office.resident();
    let later = app.start_draft(&slug, Lang::Ja, &late.visitor).await.unwrap();
    assert_eq!(app.draft(begun, &early.visitor).await.unwrap().version, 1);
    assert_eq!(app.draft(later, &late.visitor).await.unwrap().version, 2);
    go(&desk, "公開した版").await;
    desk.inspect("the versions").await;
    go(&desk, "保存の履歴").await;
    desk.inspect("the saves").await;
    desk.close().await;
}
