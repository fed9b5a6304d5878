//! What a client posts that no page of ours offered, and where addresses lead that nobody followed.

use axum::http::StatusCode;
use madoguchi_app::QueueFilter;
use madoguchi_forms::{Typed, Value};
use madoguchi_testkit::{Browser, browser::encoded};

use crate::kit::{DOG, and, begins, last_step, with_dogs};

#[tokio::test]
async fn an_answer_that_was_hidden_again_is_nowhere() {
    let (office, router) = with_dogs().await;
    let mut browser = Browser::new(&router);
    let (check, pages) = browser.fill_in(&Typed::from_iter(DOG), "/p/dogs").await.unwrap();
    assert_eq!(pages, ["dog", "more", "last"]);
    assert!(check.html.contains("柴犬") && check.html.contains("ポチ"));
    let draft = check.path.trim_end_matches("/check").to_owned();

    // A browser without scripts sends the hidden fields too; a client with a mind of its own the computed ones.
    let page = browser.get(&format!("{draft}/dog?return=check")).await;
    let refused = browser.post(&page.action(), &and(&page, &[("price", "0")])).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "what is computed is not for anybody to post");
    let check = browser.post(&page.action(), &and(&page, &[("has_dog", "no"), ("breed", "秋田犬")])).await;
    assert_eq!(last_step(&check), "check");
    let done = browser.post(&check.action(), &check.form()).await;
    let receipt = done.code(1).parse().unwrap();
    let receipt_page = browser.get(&format!("{draft}/receipt")).await;
    let status = browser.get(&format!("/status/{receipt}")).await;
    let mut sato = crate::doors::signed_in(&router, "sato").await;
    let case = sato.get(&format!("/staff/a/{receipt}")).await;
    let queue = sato.get("/staff/queue").await;
    for page in [&check, &done, &receipt_page, &status, &case, &queue] {
        assert_eq!(page.status, StatusCode::OK, "{}", page.path);
        for word in ["柴犬", "秋田犬", "ポチ", "shiba@example.jp"] {
            assert!(!page.html.contains(word), "{word} on {}", page.path);
        }
    }
    let sato = office.staff("sato").await.person;
    let answers = office.app.open_case(&sato, &receipt).await.unwrap().submission.answers;
    assert_eq!(answers.values.keys().map(|k| k.as_str()).collect::<Vec<_>>(), ["agreed", "has_dog", "name"]);
    assert!(answers.rows.is_empty(), "{answers:?}");
    assert_eq!(
        answers.computed.get("price"),
        Some(&Value::Int(0)),
        "what depends on it is as if it had never been"
    );
    let search = QueueFilter { text: "shiba".into(), ..QueueFilter::default() };
    assert_eq!(office.app.queue(&sato, &search).await.unwrap().rows.len(), 0, "nobody finds it either");
    assert_eq!(office.post().await, 0, "nobody is written to at an address that was taken back");
}

#[tokio::test]
async fn an_address_leads_to_the_first_page_that_is_not_complete_or_nowhere() {
    let (_office, router) = with_dogs().await;
    let mut browser = Browser::new(&router);
    let draft = begins(&mut browser).await.path.trim_end_matches("/dog").to_owned();
    for (page, leads_to) in [
        ("dog", "dog"),
        ("more", "dog"),
        ("last", "dog"),
        ("last?return=check", "dog"),
        ("last?return=%FF&x=1", "dog"),
        ("", "dog"),
        ("check", "check"),
        ("saved", "saved"),
    ] {
        let seen = browser.get(&format!("{draft}/{page}").replace("//", "/")).await;
        let seen = if page.is_empty() { browser.get(&draft).await } else { seen };
        assert_eq!((seen.status, last_step(&seen)), (StatusCode::OK, leads_to), "{page}");
    }
    for page in ["nowhere", "dog/r1", "done", "receipt", "files/1", "..%2Fdog", "%00"] {
        let seen = browser.get(&format!("{draft}/{page}")).await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND, "{page}");
    }
    // The check page says what is missing instead of sending it.
    let check = browser.get(&format!("{draft}/check")).await;
    let again = browser.post(&check.action(), &check.form()).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.complaints().contains("/dog"), "{}", again.complaints());
}

#[tokio::test]
async fn buttons_nobody_was_shown_do_nothing_and_are_never_our_fault() {
    let (_office, router) = with_dogs().await;
    let mut browser = Browser::new(&router);
    let page = begins(&mut browser).await;
    let rows = browser.post(&page.action(), &and(&page, &DOG[..3])).await;
    assert_eq!(last_step(&rows), "more");
    let named = [("dogs.r1.dog_name", "ポチ")];
    for (button, status) in [
        ("drop:r1", 200),
        ("drop:r99", 200),
        ("drop:", 200),
        ("drop:../../x", 200),
        ("remove:r1", 404),
        ("remove:0123456789abcdef0123456789abcdef", 404),
        ("lookup:dogs", 422),
        ("lookup:", 422),
        ("nonsense", 400),
        ("add:5:6", 200),
    ] {
        let mut pairs = and(&rows, &named);
        pairs.push(("_action".into(), button.into()));
        let seen = browser.post(&rows.action(), &pairs).await;
        assert_eq!(seen.status.as_u16(), status, "{button}");
    }
    let now = browser.get(&rows.path).await;
    assert!(now.form().contains(&("dogs.r1.dog_name".into(), "ポチ".into())), "{:?}", now.form());
    for (name, value) in [("dogs.r9.dog_name", "x"), ("dogs", "r0x"), ("name.r1", "x"), ("breed", "x")] {
        let seen = browser.post(&rows.action(), &and(&rows, &[(name, value)])).await;
        assert_eq!(seen.status, StatusCode::BAD_REQUEST, "{name}");
    }
    // A page that is not asked takes nothing.
    let page = browser.get(&page.path).await;
    browser.post(&page.action(), &and(&page, &[("has_dog", "no")])).await;
    let led = browser.post(&rows.action(), &and(&rows, &[("dogs.r1.dog_name", "クロ")])).await;
    assert_eq!(last_step(&led), "last", "a page that is not asked leads on");
    let page = browser.get(&page.path).await;
    browser.post(&page.action(), &and(&page, &[("has_dog", "yes")])).await;
    let rows = browser.get(&rows.path).await;
    assert!(rows.form().contains(&("dogs.r1.dog_name".into(), "ポチ".into())), "{:?}", rows.form());
}

#[tokio::test]
async fn going_back_and_posting_nothing_delete_nothing() {
    let (_office, router) = with_dogs().await;
    let mut browser = Browser::new(&router);
    let page = begins(&mut browser).await;
    let rows = browser.post(&page.action(), &and(&page, &DOG[..3])).await;
    // Nothing is typed here yet, and it must be; back is a link, and nobody complains.
    let back =
        rows.html.split("class=\"back\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let before = browser.get(&back).await;
    assert_eq!((before.status, last_step(&before)), (StatusCode::OK, "dog"));
    assert!(before.complaints().is_empty());
    for (name, value) in &DOG[..3] {
        assert!(before.form().contains(&((*name).into(), (*value).into())), "{name} is kept");
    }
    let rows = browser.get(&rows.path).await;
    let last = browser.post(&rows.action(), &and(&rows, &[("dogs.r1.dog_name", "ポチ")])).await;
    assert_eq!(last_step(&last), "last");
    let token = rows.form().into_iter().find(|(name, _)| name == "_csrf").unwrap();
    let posted_nothing = browser.post(&rows.action(), std::slice::from_ref(&token)).await;
    assert_eq!(last_step(&posted_nothing), "last", "nothing posted, nothing changed");
    let rows = browser.get(&rows.path).await;
    assert!(rows.form().contains(&("dogs.r1.dog_name".into(), "ポチ".into())), "{:?}", rows.form());

    // A box that is not posted is not ticked, however often it was before.
    let typed = Typed::from_iter(DOG);
    let check = browser.answer(&last, &typed).await.unwrap();
    assert_eq!(last_step(&check), "check");
    let unticked = browser.post(&last.action(), &[token, ("name".into(), "見本 花子".into())]).await;
    assert_eq!(unticked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unticked.complaints().contains("#f-agreed"), "{}", unticked.complaints());
    let refused = browser.post(&check.action(), &check.form()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "what nobody agreed to is not sent");
}

/// Names with 異体字, signs that mean something to a page, and letters of every plane.
#[tokio::test]
async fn names_and_signs_are_shown_as_they_were_typed_everywhere() {
    let (office, router) = with_dogs().await;
    let mut browser = Browser::new(&router);
    let name = "葛\u{E0100}城 𠮷﨑\u{FA19}";
    let note = "<script>alert(1)</script> & {name} {{ name }}\n\"'%s ' 👨‍👩‍👧 か\u{3099}";
    let mut typed = Typed::from_iter(DOG);
    typed.set("name", name);
    typed.set("note", note);
    typed.set("breed", "<b>柴</b> & \u{202E}\u{0}秋田");
    let (check, _) = browser.fill_in(&typed, "/p/dogs").await.unwrap();
    let done = browser.post(&check.action(), &check.form()).await;
    let receipt: madoguchi_vocab::ReceiptNumber = done.code(1).parse().unwrap();
    let status = browser.get(&format!("/status/{receipt}")).await;
    let mut sato = crate::doors::signed_in(&router, "sato").await;
    let case = sato.get(&format!("/staff/a/{receipt}")).await;
    for page in [&check, &status, &case] {
        assert!(page.html.contains(name), "the name on {}", page.path);
        assert!(!page.html.contains("<script>alert") && !page.html.contains("<b>柴"), "{}", page.path);
        assert!(!page.html.contains("<種類>") && !page.html.contains('\u{202E}'), "{}", page.path);
        assert!(
            page.html.contains("👨‍👩‍👧 か\u{3099}") && page.html.contains("{name} {{ name }}"),
            "{}",
            page.path
        );
    }
    for page in [sato.get("/staff/queue").await, sato.get(&format!("/staff/queue?q={}", encoded(name))).await]
    {
        assert!(page.html.contains(name), "the name on {}", page.path);
    }
    let person = office.staff("sato").await.person;
    let kept = office.app.open_case(&person, &receipt).await.unwrap().submission.answers;
    assert_eq!(kept.get("name"), Some(&Value::Text(name.into())), "code point by code point");
    assert_eq!(kept.get("note"), Some(&Value::Text(note.into())));
    assert_eq!(office.post().await, 1);
}
