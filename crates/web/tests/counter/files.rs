//! Files that are not what they say, that are somebody else's, and that nobody claimed.

use axum::{body::Body, http::StatusCode};
use madoguchi_app::Trouble;
use madoguchi_testkit::{
    Browser, Seen,
    office::{good_case, photo},
};
use madoguchi_workflow::Action;

use crate::{at_the_photo, complaints, counter, doors::signed_in, on_disk};

/// The links to the files of a page.
fn links(page: &Seen) -> Vec<String> {
    let found = page.html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    found.filter(|link| link.contains("/files/")).map(str::to_owned).collect()
}

/// A PNG of a few bytes that would fill any memory.
fn bomb() -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    png.extend([0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 8, 2, 0, 0, 0, 0, 0, 0, 0]);
    png.extend(b"\0\0\0\0IEND\xAE\x42\x60\x82");
    png
}

#[tokio::test]
async fn what_a_file_is_decides_and_not_what_it_is_called() {
    let (office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let page = at_the_photo(&office, &mut browser).await;
    for (name, bytes) in [
        ("empty.jpg", vec![]),
        ("program.jpg", b"MZ\x90\0\x03\0\0\0\x04 This program cannot be run".to_vec()),
        ("script.png", b"#!/bin/sh\nrm -rf /".to_vec()),
        ("page.pdf", b"<html><script>alert(1)</script> %PDF-1.7".to_vec()),
        ("locked.pdf", b"%PDF-1.7\n1 0 obj <</Encrypt 2 0 R>>".to_vec()),
        ("archive.jpg", b"PK\x03\x04\x14\0\0\0\x08\0".repeat(40)),
        ("moving.jpg", b"GIF89a\x01\0\x01\0".to_vec()),
        ("bomb.png", bomb()),
        ("cut.jpg", photo()[..80].to_vec()),
    ] {
        let seen = browser.post_files(&page.action(), &page.form(), &[("id_photo", name, bytes)]).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(complaints(&seen).contains(name), "{name}: {}", complaints(&seen));
        assert_eq!(on_disk(&office), 0, "{name} left something behind");
    }
    // A photo that is an archive, too, is a photo when it comes back, and nothing else.
    let both = [photo(), b"PK\x03\x04 a program".to_vec()].concat();
    let mut pairs = page.form();
    pairs.push(("_action".into(), "upload:".into()));
    let with = browser.post_files(&page.action(), &pairs, &[("id_photo", "both.zip", both)]).await;
    let file = browser.get(&links(&with)[0]).await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.headers["content-type"], "image/jpeg");
    assert_eq!(file.headers["content-length"], photo().len().to_string());
}

#[tokio::test]
async fn a_size_that_is_claimed_is_not_believed() {
    let (office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let page = at_the_photo(&office, &mut browser).await;
    for (claimed, megabytes, status) in [("1", 11, 422), ("1", 31, 413), ("99999999999", 11, 422)] {
        let mut body = b"--xx\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n".to_vec();
        body.extend(page.form().into_iter().find(|(name, _)| name == "_csrf").unwrap().1.bytes());
        let head = format!(
            "\r\n--xx\r\nContent-Disposition: form-data; name=\"id_photo\"; filename=\"a.jpg\"\r\nContent-Length: {claimed}\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend(photo());
        body.resize(body.len() + megabytes * 1024 * 1024, 7);
        body.extend(b"\r\n--xx--\r\n");
        let request = browser
            .request("POST", &page.action())
            .header("content-type", "multipart/form-data; boundary=xx")
            .header("content-length", claimed)
            .body(Body::from(body))
            .unwrap();
        let seen = browser.send(request, &page.action()).await;
        assert_eq!(seen.status.as_u16(), status, "{megabytes} MB that claim to be {claimed} bytes");
        assert!(seen.html.contains("<h1"));
        assert_eq!(on_disk(&office), 0);
    }
}

#[tokio::test]
async fn a_name_is_shown_as_given_and_leads_nowhere() {
    let (office, router) = counter().await;
    let long = format!("{}.jpg", "長".repeat(100));
    let longer = format!("{}.jpg", "長".repeat(300));
    for (given, shown) in [
        ("免許証 表 (1).jpg", "免許証 表 (1).jpg"),
        ("か\u{3099}ぞう.jpg", "か\u{3099}ぞう.jpg"),
        ("が\u{E0100}𠮷.jpg", "が\u{E0100}𠮷.jpg"),
        ("../../etc/passwd", "passwd"),
        ("/var/www/x.jpg", "x.jpg"),
        ("C:\\Users\\花子\\x.jpg", "x.jpg"),
        ("..", "file"),
        (" . ", "file"),
        ("ab\u{202E}gpj.jpg", "abgpj.jpg"),
        ("a&b'c;d.jpg", "a&b'c;d.jpg"),
        (long.as_str(), long.as_str()),
        (longer.as_str(), &longer[..360]),
    ] {
        let mut browser = Browser::new(&router);
        let page = at_the_photo(&office, &mut browser).await;
        let mut pairs = page.form();
        pairs.push(("_action".into(), "upload:".into()));
        let with = browser.post_files(&page.action(), &pairs, &[("id_photo", given, photo())]).await;
        assert_eq!(with.status, StatusCode::OK, "{given:?}");
        let html = with.html.replace("&#38;", "&").replace("&#39;", "'");
        assert!(html.contains(shown), "{given:?} is not shown as {shown:?}");
        assert!(!html.contains('\u{202E}') && !html.contains("../"), "{given:?}");
        let file = browser.get(&links(&with)[0]).await;
        let disposition = file.headers["content-disposition"].to_str().unwrap();
        let (plain, percent) = disposition.split_once("; filename*=UTF-8''").unwrap();
        let saved =
            url::form_urlencoded::parse(format!("name={percent}").as_bytes()).next().unwrap().1.into_owned();
        assert_eq!(saved, shown, "{disposition}");
        assert!(
            plain.starts_with("attachment; filename=\"") && !plain.contains(['/', '\\', '\0']),
            "{plain}"
        );
    }
}

#[tokio::test]
async fn a_file_is_had_only_with_its_own_application() {
    let (office, router) = counter().await;
    let (hanako, taro) = (office.resident(), office.resident());
    let hers = hanako.submits("juminhyo-yubin", "").await.receipt;
    let his = taro.submits("juminhyo-yubin", "").await.receipt;
    let file = hanako.sees(&hers).await.files.keys().next().unwrap().clone();
    let id = file.parse().unwrap();
    // Who follows one application does not get the file of another by its id; nor does the clerk of both.
    let answer = office.app.file_of_submission(&his, &taro.visitor, id).await.err();
    assert!(matches!(answer, Some(Trouble::NotFound)), "{answer:?}");
    let mut sato = signed_in(&router, "sato").await;
    assert_eq!(sato.get(&format!("/staff/a/{his}/files/{file}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(sato.get(&format!("/staff/a/{hers}/files/{file}")).await.status, StatusCode::OK);
    let stranger = Browser::new(&router).get(&format!("/status/{hers}/files/{file}")).await;
    assert!(stranger.path.starts_with("/status?receipt="), "number and key first: {}", stranger.path);

    // What lies in a draft is nobody's business yet, whatever application its id is tried with.
    let draft = hanako.types("juminhyo-yubin", &good_case("juminhyo-yubin")).await;
    let unsent = draft.files.keys().next().unwrap();
    assert_eq!(sato.get(&format!("/staff/a/{hers}/files/{unsent}")).await.status, StatusCode::NOT_FOUND);

    // The same holds for a correction that is being typed, and nobody else's photo mends it.
    let person = office.staff("sato").await;
    person.does(&hers, Action::Take).await.unwrap();
    person.asks_correction(&hers, "id_photo", "裏面も必要です", 14).await.unwrap();
    let submission = hanako.sees(&hers).await;
    let field = "id_photo".parse().unwrap();
    let back = office.app.arrived(&[photo(), vec![0]].concat()).await.unwrap();
    let new = office.app.attach_to_correction(&submission, &field, "ura.jpg", back).await.unwrap();
    assert_eq!(sato.get(&format!("/staff/a/{hers}/files/{new}")).await.status, StatusCode::NOT_FOUND);
    let other = taro.sees(&his).await.files.keys().next().unwrap().clone();
    let stolen = madoguchi_forms::Typed::from_iter([("id_photo", other.as_str())]);
    let answer = hanako.mends(&hers, stolen).await;
    assert!(matches!(answer, Err(Trouble::Incomplete(_))), "{answer:?}");
    let own = madoguchi_forms::Typed::from_iter([("id_photo", new.to_string())]);
    hanako.mends(&hers, own).await.unwrap();
    assert_eq!(sato.get(&format!("/staff/a/{hers}/files/{new}")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_files_of_a_draft_that_is_over_go_with_it() {
    let (office, _router) = counter().await;
    let hanako = office.resident();
    hanako.types("juminhyo-yubin", &good_case("juminhyo-yubin")).await;
    assert_eq!(on_disk(&office), 1);
    let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000);
    for folder in std::fs::read_dir(office.data().join("files")).unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            std::fs::File::options().write(true).open(path).unwrap().set_modified(long_ago).unwrap();
        }
    }
    for (days, left) in [(29, 1), (2, 0)] {
        office.wait(chrono::Duration::days(days));
        office.app.sweep().await.unwrap();
        office.app.sweep_files().await.unwrap();
        assert_eq!(on_disk(&office), left, "after {days} days more");
    }
}
