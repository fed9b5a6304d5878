//! Applying for somebody else, as residents and clerks see it.

use axum::http::StatusCode;
use madoguchi_forms::{Typed, cases::Case};
use madoguchi_testkit::{Browser, Office, office::forms};

use crate::{complaints, counter, doors::signed_in, fill_in};

const SLUG: &str = "kodomo-iryo-sho";

fn typed(office: &Office, case: &str) -> Typed {
    let text = std::fs::read_to_string(forms().join(SLUG).join("cases").join(case)).unwrap();
    let paper = office.app.papers().open(SLUG).unwrap().paper.clone();
    Case::read(&text).unwrap().typed_on(&paper, office.clock.now().date())
}

#[tokio::test]
async fn the_start_page_says_who_may_act_where_the_paper_does() {
    let (_office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let page = browser.get(&format!("/p/{SLUG}")).await;
    assert!(page.html.contains("できます：家族・仕事で代わりにする人"), "{}", page.html);
    let page = browser.get(&format!("/en/p/{SLUG}")).await;
    assert!(page.html.contains("Someone acting for them") && page.html.contains("Family"));
    // What a paper asks in words of its own is not spoken for.
    let page = browser.get("/p/juminhyo-yubin").await;
    assert!(!page.html.contains("代わりの人"));
}

#[tokio::test]
async fn who_acts_for_whom_stands_on_receipt_status_and_case() {
    let (office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let typed = typed(&office, "proxy-scrivener.toml");
    let (check, pages) = fill_in(&mut browser, &typed, &format!("/p/{SLUG}")).await;
    assert_eq!(pages[..3], ["proxy_who", "proxy_person", "proxy_power"]);
    assert!(check.html.contains("見本行政書士事務所"));
    let done = browser.post(&check.action(), &check.form()).await;
    assert!(done.path.ends_with("/done"), "{} {}", done.path, complaints(&done));
    let said = "見本 花子 さんの代理で 代理 次郎 さんが手続きしました。";
    let receipt = done.code(1);
    for path in [done.path.replace("/done", "/receipt"), format!("/status/{receipt}")] {
        let page = browser.get(&path).await;
        assert!(page.html.contains(said), "{path}: {}", page.html);
    }
    let mut ko = signed_in(&router, "ko").await;
    let case = ko.get(&format!("/staff/a/{receipt}")).await;
    assert!(case.html.contains("代理人</span> 代理 次郎（仕事で代わりにする人）"), "{}", case.html);
    // Whoever acts for themselves is no proxy.
    let own = office.resident().submits(SLUG, "").await.receipt;
    let case = ko.get(&format!("/staff/a/{own}")).await;
    assert!(!case.html.contains("代理人</span>"));
}

/// The browser of a proxy knows the proxy: it fills in who that is, and nothing about the person.
#[tokio::test]
async fn browsers_fill_in_the_one_who_types() {
    let (office, router) = counter().await;
    for (case, own) in [("proxy-scrivener.toml", false), ("complete-birth.toml", true)] {
        let typed = typed(&office, case);
        let mut browser = Browser::new(&router);
        let start = browser.get(&format!("/p/{SLUG}")).await;
        let mut page = browser.post(&start.action(), &start.form()).await;
        while !page.path.ends_with("/applicant") {
            if page.path.ends_with("/proxy_person") {
                assert!(page.html.contains("autocomplete=\"name\""), "{}", page.html);
            }
            page = browser.answer(&page, &typed).await.unwrap();
            assert_eq!(page.status, StatusCode::OK, "{} {}", page.path, complaints(&page));
        }
        assert_eq!(page.html.contains("autocomplete=\"name\""), own, "{case}");
    }
}
