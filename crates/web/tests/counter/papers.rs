//! Papers at the counter: what is printed, who gets it, and whether it is genuine.

use axum::http::StatusCode;
use madoguchi_testkit::{Browser, Office, printing::text_of};
use madoguchi_vocab::ReceiptNumber;
use madoguchi_workflow::Action;

use crate::{counter, doors::signed_in, kit::and};

fn is_pdf(seen: &madoguchi_testkit::Seen, way: &str) {
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.path);
    assert_eq!(seen.headers["content-type"], "application/pdf", "{}", seen.path);
    let disposition = seen.headers["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with(way), "{}: {disposition}", seen.path);
    assert!(seen.html.starts_with("%PDF-1.7"), "{}", seen.path);
}

/// The browser of somebody who has shown number and key.
async fn at_status(office: &Office, router: &axum::Router, receipt: &ReceiptNumber) -> Browser {
    let mut browser = Browser::new(router);
    let ask = browser.get(&format!("/status/{receipt}")).await;
    let case = office.app.open_case(&office.staff("sato").await.person, receipt).await.unwrap();
    let key = office.app.secret().lookup_key(case.submission.id);
    let shown = browser.post(&ask.action(), &and(&ask, &[("key", key.reveal())])).await;
    assert_eq!(shown.path, format!("/status/{receipt}"));
    browser
}

async fn decided(office: &Office, receipt: &ReceiptNumber) {
    let sato = office.staff("sato").await;
    sato.does(receipt, Action::Take).await.unwrap();
    sato.does(receipt, Action::grant("どうぞ")).await.unwrap();
}

#[tokio::test]
async fn the_form_to_write_on_is_linked_and_printed() {
    let (_office, router) = counter().await;
    let mut browser = Browser::new(&router);
    for prefix in ["", "/easy", "/en"] {
        let start = browser.get(&format!("{prefix}/p/juminhyo-yubin")).await;
        assert!(start.html.contains("href=\"/p/juminhyo-yubin/paper.pdf\""), "{prefix}");
    }
    let paper = browser.get("/p/juminhyo-yubin/paper.pdf").await;
    is_pdf(&paper, "inline;");
    let again = browser.get("/p/juminhyo-yubin/paper.pdf").await;
    assert_eq!(paper.html, again.html);
    assert_eq!(browser.get("/p/no-such-paper/paper.pdf").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/p/_gallery/paper.pdf").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_ticks_the_box_takes_the_notice_on_the_page_and_the_others_get_paper() {
    let (office, router) = counter().await;
    for wishes in [false, true] {
        let hanako = office.resident();
        let draft =
            hanako.types("juminhyo-yubin", &madoguchi_testkit::office::good_case("juminhyo-yubin")).await;
        let mut browser = Browser::new(&router);
        let resume = browser.get("/resume").await;
        let code = office.app.secret().resume_code(draft.id);
        browser.post(&resume.action(), &and(&resume, &[("code", code.reveal())])).await;
        let check = browser.get(&format!("/apply/{}/check", draft.id)).await;
        assert!(
            check.html.contains("name=\"no_paper\"") && !check.html.contains("checked"),
            "nothing is ticked"
        );
        let ticked: &[(&str, &str)] = if wishes { &[("no_paper", "yes")] } else { &[] };
        let done = browser.post(&check.action(), &and(&check, ticked)).await;
        assert!(done.path.ends_with("/done"), "{}", done.html);
        let shown = done.html.split("class=\"code\">").nth(1).and_then(|s| s.split('<').next());
        let receipt: ReceiptNumber = shown.expect("a number").parse().unwrap();
        decided(&office, &receipt).await;
        let mut browser = at_status(&office, &router, &receipt).await;
        let page = browser.get(&format!("/status/{receipt}")).await;
        assert_eq!(page.html.contains("/documents/"), wishes);
        assert_eq!(page.html.contains("紙でお送りします"), !wishes);
        let mut sato = signed_in(&router, "sato").await;
        let case = sato.get(&format!("/staff/a/{receipt}")).await;
        assert_eq!(case.html.contains("紙で送ったことを記録する"), !wishes);
        if wishes {
            assert!(case.html.contains("まだ受け取っていません"));
            let link = page.html.split("href=\"").find(|l| l.contains("/documents/")).unwrap();
            is_pdf(&browser.get(link.split('"').next().unwrap()).await, "attachment;");
            assert!(sato.get(&format!("/staff/a/{receipt}")).await.html.contains("申請者が受け取りました"));
        } else {
            let action = case.html.split("action=\"").find(|a| a.contains("/posted")).unwrap();
            let action = action.split('"').next().unwrap().to_owned();
            let today = office.app.today().to_string();
            let mut fields = case.form();
            fields.retain(|(name, _)| name == "_csrf");
            fields.push(("on".into(), today.clone()));
            let sent = sato.post(&action, &fields).await;
            assert!(sent.html.contains(&format!("紙で送りました（{today}")), "{}", sent.html);
            let page = browser.get(&format!("/status/{receipt}")).await;
            assert!(page.html.contains("に紙でお送りしました"));
        }
        is_pdf(&browser.get(&format!("/status/{receipt}/receipt.pdf")).await, "attachment;");
        is_pdf(&browser.get(&format!("/status/{receipt}/copy.pdf")).await, "attachment;");
    }
}

#[tokio::test]
async fn a_clerk_looks_before_deciding_and_prints_many() {
    let (office, router) = counter().await;
    let hanako = office.resident();
    let mut receipts = vec![];
    for _ in 0..2 {
        let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
        office.staff("sato").await.does(&receipt, Action::Take).await.unwrap();
        receipts.push(receipt);
    }
    let mut sato = signed_in(&router, "sato").await;
    let decide = sato.get(&format!("/staff/a/{}/decide", receipts[0])).await;
    assert!(decide.html.contains("/notice/preview\" formtarget=\"_blank\""));
    // The head of the page has a form of its own, for signing out.
    let mut fields = decide.form();
    fields.retain(|(name, _)| name == "_csrf");
    let path = format!("/staff/a/{}/notice/preview", receipts[0]);
    let said = |more: &[(&str, &str)]| {
        let more = more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        fields.iter().cloned().chain(more).collect::<Vec<_>>()
    };
    is_pdf(&sato.post(&path, &said(&[("decision", "grant"), ("note", "どうぞ")])).await, "inline;");
    for (fields, status) in [
        (said(&[("decision", "refuse"), ("basis", ""), ("facts", "")]), StatusCode::UNPROCESSABLE_ENTITY),
        (said(&[("decision", "grant"), ("note", "😀")]), StatusCode::CONFLICT),
        (said(&[]), StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        assert_eq!(sato.post(&path, &fields).await.status, status);
    }
    let unprintable = sato.post(&path, &said(&[("decision", "grant"), ("note", "😀")])).await;
    assert!(unprintable.html.contains("U+1F600"), "{}", unprintable.html);
    let both = format!("/staff/print?ids={},{}", receipts[0], receipts[1]);
    is_pdf(&sato.get(&both).await, "inline;");
    let ticked = said(&[("ids", receipts[0].as_str()), ("ids", receipts[1].as_str())]);
    is_pdf(&sato.post("/staff/print", &ticked).await, "inline;");
    for wrong in ["/staff/print", "/staff/print?ids=xyz", &format!("{both}&what=everything")] {
        assert_eq!(sato.get(wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn what_cannot_be_printed_is_said_beside_what_was_typed() {
    let (office, router) = counter().await;
    let receipt = office.resident().submits("juminhyo-yubin", "").await.receipt;
    office.staff("sato").await.does(&receipt, Action::Take).await.unwrap();
    let mut sato = signed_in(&router, "sato").await;
    let page = sato.get(&format!("/staff/a/{receipt}/decide")).await;
    let html = page.html.split_once("id=\"main\"").unwrap().1.to_owned();
    let page = madoguchi_testkit::Seen { html, ..page };
    let again =
        sato.post(&page.action(), &and(&page, &[("decision", "grant"), ("note", "おめでとう😀")])).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.html.contains("U+1F600") && again.html.contains("おめでとう😀"), "{}", again.html);
}

#[tokio::test]
async fn anybody_can_ask_whether_a_document_is_genuine() {
    let (office, router) = counter().await;
    let receipt = office.resident().submits("juminhyo-yubin", "").await.receipt;
    decided(&office, &receipt).await;
    let notice = office.staff("sato").await.reads_notice(&receipt).await;
    let code: String = notice.split("確認コード").nth(1).unwrap().chars().take(14).collect();
    let number = "%E4%BB%A48%E6%A9%BFshimin%E7%AC%AC1%E5%8F%B7";
    let mut browser = Browser::new(&router);
    for prefix in ["", "/easy", "/en"] {
        assert_eq!(browser.get(&format!("{prefix}/verify")).await.status, StatusCode::OK);
        let told = browser.get(&format!("{prefix}/verify?number={number}&code={code}")).await;
        assert_eq!(told.status, StatusCode::OK);
        for part in ["class=\"notice good\"", "令8橿shimin第1号", "橿原市長"] {
            assert!(told.html.contains(part), "{prefix} {part}");
        }
        assert!(!told.html.contains("見本 花子") && !told.html.contains(receipt.as_str()), "nobody's data");
        let unknown = browser.get(&format!("{prefix}/verify?number={number}&code=")).await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    for wrong in [
        format!("number={number}&code=7777-7777-7777"),
        "number=%00%27--&code=x".into(),
        format!("number={}&code=x", "9".repeat(5_000)),
    ] {
        let told = browser.get(&format!("/verify?{wrong}")).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let text = text_of(
        &madoguchi_testkit::printing::bytes_of(
            office.app.issued_to_staff(&office.staff("sato").await.person, &receipt, None).await.unwrap(),
        )
        .await,
    );
    assert!(text.contains("/verify"), "the address stands on the notice");
}
