//! Every page of the office at a desk and on a phone: what must be true of every page is looked at on each, and each has
//! its picture. The manager's pages are in `managers.rs`; what happens on a page is told where it happens.

use madoguchi_app::{Beginning, DeskFacts, Form, From, Scope};
use madoguchi_vocab::Lang;
use madoguchi_workflow::Action;

use crate::{
    album::Album,
    house::House,
    journeys::sign_in,
    kit::{Browser, DESK, PHONE},
};

/// Whoever comes there, the name of the page and its address. `CASE` is a submission in the hands of `sato`,
/// `DRAFT` what is entered for a resident, `LIST` a list that is written, `SOMEBODY` a colleague. A new page is a
/// new line.
const ROOMS: &[(&str, &str, &str)] = &[
    ("", "login", "/staff/login"),
    ("", "welcome", "/staff/welcome"),
    ("sato", "today", "/staff"),
    ("sato", "queue", "/staff/queue"),
    ("sato", "queue-empty", "/staff/queue?paper=suido-kaishi"),
    ("sato", "queue-views", "/staff/queue/views"),
    ("sato", "search", "/staff/search"),
    ("sato", "export", "/staff/export?paper=juminhyo-yubin"),
    ("sato", "export-done", "/staff/export/LIST"),
    ("sato", "case", "/staff/a/CASE"),
    ("sato", "case-history", "/staff/a/CASE/history"),
    ("sato", "case-correct", "/staff/a/CASE/correct"),
    ("sato", "case-decide", "/staff/a/CASE/decide"),
    ("sato", "case-write", "/staff/a/CASE/write"),
    ("sato", "case-transfer", "/staff/a/CASE/transfer"),
    ("sato", "case-assign", "/staff/a/CASE/assign"),
    ("sato", "case-opinion", "/staff/a/CASE/ask_opinion"),
    ("sato", "case-fee", "/staff/a/CASE/charge_fee"),
    ("sato", "case-redirect", "/staff/a/CASE/redirect"),
    ("sato", "approvals", "/staff/approvals?whose=mine"),
    ("sato", "opinions", "/staff/opinions"),
    ("sato", "desk-choose", "/staff/new"),
    ("sato", "desk-resume", "/staff/new/resume"),
    ("sato", "desk-entry", "/staff/desk/DRAFT"),
    ("sato", "desk-sign", "/staff/desk/DRAFT/sign"),
    ("sato", "account", "/staff/account"),
    ("kessai", "approvals-to-give", "/staff/approvals"),
    ("head", "substitutes", "/staff/department/substitutes"),
    ("head", "rules", "/staff/department/rules"),
    ("dx", "texts", "/staff/texts"),
    ("dx", "texts-phrase", "/staff/texts/phrase"),
    ("dx", "texts-procedure", "/staff/texts/p/juminhyo-yubin"),
    ("dx", "texts-letter", "/staff/texts/p/juminhyo-yubin/letter.granted"),
    ("dx", "works", "/staff/works"),
    ("dx", "author-papers", "/author"),
    ("dx", "author-new", "/author/new"),
    ("dx", "author-paper", "/author/mihon"),
    ("dx", "author-part", "/author/mihon/part"),
    ("dx", "author-source", "/author/mihon/source"),
    ("dx", "author-preview", "/author/mihon/preview"),
    ("dx", "author-publish", "/author/mihon/publish"),
    ("dx", "author-saves", "/author/mihon/saves"),
    ("dx", "author-open", "/author/juminhyo-yubin"),
    ("dx", "author-versions", "/author/juminhyo-yubin/versions"),
    ("dx", "author-version", "/author/juminhyo-yubin/versions/1"),
    ("dx", "author-feedback", "/author/juminhyo-yubin/feedback"),
    ("admin", "people", "/admin/people"),
    ("admin", "people-new", "/admin/people/new"),
    ("admin", "person", "/admin/people/SOMEBODY"),
    ("admin", "person-change", "/admin/people/SOMEBODY/change"),
    ("admin", "departments", "/admin/departments"),
    ("admin", "departments-new", "/admin/departments/new"),
    ("admin", "department", "/admin/departments/suido"),
    ("admin", "department-merge", "/admin/departments/suido/merge"),
    ("admin", "transfer-list", "/admin/transfer-list"),
    ("admin", "banner", "/admin/banner"),
    ("admin", "disaster", "/admin/disaster"),
    ("audit", "trail", "/admin/trail"),
];

/// A house where work is under way; and what the words in the addresses stand for.
async fn furnished() -> (House, Vec<(&'static str, String)>) {
    let house = House::open().await;
    let app = &house.office.app;
    let receipt = house.office.resident().submits("juminhyo-yubin", "hanako@example.jp").await.receipt;
    for _ in 0..2 {
        house.office.resident().submits("juminhyo-yubin", "hanako@example.jp").await;
    }
    let sato = house.office.staff("sato").await;
    sato.does(&receipt, Action::Take).await.unwrap();
    let slug = "juminhyo-yubin".parse().unwrap();
    let draft = app.start_at_desk(&sato.person, &slug, Lang::Ja, DeskFacts::default()).await.unwrap();
    let columns = ["receipt".to_owned()];
    let list = app.ask_export(&sato.person, &Scope::default(), Form::Cp932, &columns, "見本").await.unwrap();
    while app.export_step().await.unwrap() {}
    let dx = house.office.staff("dx").await.person;
    let new = Beginning {
        slug: "mihon".into(),
        title: "見本の申込み".into(),
        department: dx.department.clone(),
        from: From::Template("koza".into()),
    };
    app.begin_paper(&dx, &new).await.unwrap();
    let somebody = house.office.staff("suzuki").await.person.id.to_string();
    let words = vec![
        ("CASE", receipt.to_string()),
        ("DRAFT", draft.to_string()),
        ("LIST", list.unwrap().to_string()),
        ("SOMEBODY", somebody),
    ];
    (house, words)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_office_can_be_used_by_everybody() {
    let (house, words) = furnished().await;
    let mut wrong = Vec::new();
    for screen in [DESK, PHONE] {
        let mut browser = Browser::open(screen, true).await;
        let (mut album, mut here) = (Album::of(&browser, "office"), "");
        for (who, name, address) in ROOMS {
            if *who != here {
                browser.close().await;
                browser = Browser::open(screen, true).await;
                sign_in(&browser, &house, who).await;
                here = who;
            }
            let address = words.iter().fold((*address).to_owned(), |a, (word, is)| a.replace(word, is));
            browser.visit(&house.url(&address)).await;
            assert_eq!(browser.status().await, 200, "{name}: {}", browser.text().await);
            let at = format!("{name} at {} px: ", screen.width);
            wrong.extend(browser.complaints().await.iter().map(|said| at.clone() + said));
            album.shows(&browser, name).await;
        }
        album.ends_whole();
        browser.close().await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
