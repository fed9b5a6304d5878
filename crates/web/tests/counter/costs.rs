//! What somebody pays, when, and where the thing is in the end.

use madoguchi_testkit::Browser;
use madoguchi_workflow::{Action, Settled};

use crate::{case_typed, counter, fill_in};

const BESIDE: &str = "返信用の封筒に貼る切手";

#[tokio::test]
async fn what_is_paid_is_told_before_the_beginning_before_the_sending_and_after() {
    let (office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let start = browser.get("/p/juminhyo-yubin").await;
    assert!(start.html.contains("1通300円") && start.html.contains(BESIDE), "{}", start.html);
    assert!(browser.get("/en/p/juminhyo-yubin").await.html.contains("the stamp on your return envelope"));
    let other = browser.get("/p/suido-kaishi").await;
    assert!(!other.html.contains("手数料のほかに払うお金"), "where nothing is, nothing is said");
    let typed = case_typed(&office, "juminhyo-yubin");
    let (check, _) = fill_in(&mut browser, &typed, "/p/juminhyo-yubin").await;
    assert!(check.html.contains("払うお金") && check.html.contains(BESIDE), "{}", check.html);
    let done = browser.post(&check.action(), &check.form()).await;
    let receipt = browser.get(&done.path.replace("/done", "/receipt")).await;
    assert!(receipt.html.contains("1通300円") && receipt.html.contains(BESIDE), "{}", receipt.html);
}

#[tokio::test]
async fn the_result_is_expected_so_long_after_the_payment_and_in_the_end_it_is_told_where_it_is() {
    let (office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let typed = case_typed(&office, "juminhyo-yubin");
    let (check, _) = fill_in(&mut browser, &typed, "/p/juminhyo-yubin").await;
    let done = browser.post(&check.action(), &check.form()).await;
    let receipt = done.code(1).parse().unwrap();
    let status = format!("/status/{receipt}");
    let waiting = "結果の目安：手数料のお支払いから 3 開庁日";
    assert!(browser.get(&status).await.html.contains(waiting));
    let sato = office.staff("sato").await;
    sato.does(&receipt, Action::Take).await.unwrap();
    sato.does(&receipt, Action::ChargeFee { yen: 300, how: "定額小為替で".into() }).await.unwrap();
    assert!(browser.get(&status).await.html.contains(waiting));
    let on = office.app.today();
    sato.does(&receipt, Action::SettleFee { settled: Settled::Paid { on } }).await.unwrap();
    let paid = browser.get(&status).await;
    assert!(!paid.html.contains(waiting) && paid.html.contains("結果の目安："), "{}", paid.html);
    sato.does(&receipt, Action::grant("11月25日に<住民票>を発送しました。")).await.unwrap();
    let ended = browser.get(&status).await;
    let told = ended.html.split("class=\"notice good\"").nth(1).unwrap().split("</div>").next().unwrap();
    assert!(told.contains("を発送しました。") && !told.contains("<住民票>"), "{told}");
    assert!(told.contains("決定通知書") && told.contains("紙でお送りします"), "{told}");
}
