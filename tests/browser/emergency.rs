//! The pages of a disaster, of waiting and of whoever speaks to everybody, as people see them.

use chrono::{Days, Duration};
use madoguchi_app::{Banner, Disaster, Severity};
use madoguchi_vocab::Text;
use madoguchi_web::Places;

use crate::{
    album::Album,
    house::House,
    journeys::sign_in,
    kit::{Browser, DESK, PHONE, Screen},
};

const LANGUAGES: [(&str, &str); 3] = [("", "ja"), ("/easy", "easy"), ("/en", "en")];

async fn in_a_disaster() -> House {
    let house = House::open().await;
    let app = &house.office.app;
    let disaster = Disaster {
        name: Text::all("令和8年11月の大雨（見本）", "大雨（見本）", "Heavy rain (sample)"),
        since: app.now(),
        until: app.today() + Days::new(30),
        note: Text::all(
            "給水所は市役所前です。",
            "水は 市役所の 前に あります。",
            "Water: in front of city hall.",
        ),
    };
    app.set_disaster_as_operator(Some(disaster)).await.unwrap();
    let banner = Banner {
        words: Text::all("水道が止まっています。", "水道が 止まって います。", "There is no tap water."),
        severity: Severity::Emergency,
        from: app.now(),
        until: app.now().plus(Duration::days(1)),
        link: "/help".into(),
    };
    let admin = house.office.staff("admin").await;
    app.set_banner(&admin.person, 0, Some(banner)).await.unwrap();
    house
}

async fn can_be_used(screen: Screen) {
    let house = in_a_disaster().await;
    let browser = Browser::open(screen, true).await;
    let mut album = Album::of(&browser, "emergency");
    for (prefix, language) in LANGUAGES {
        for (path, what) in
            [("", "disaster"), ("/p/risai-shomei", "start"), ("/search", "search"), ("/status", "status")]
        {
            let path =
                if prefix.is_empty() && path.is_empty() { "/".to_owned() } else { format!("{prefix}{path}") };
            browser.visit(&house.url(&path)).await;
            assert_eq!(browser.count(".banner").await, 1, "{path}");
            browser.inspect(&path).await;
            album.shows(&browser, &format!("{what}-{language}")).await;
        }
    }
    album.ends_whole();
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_a_disaster_can_be_used_on_a_phone() {
    can_be_used(PHONE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_a_disaster_can_be_used_on_a_desk() {
    can_be_used(DESK).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_waiting_can_be_used_by_everybody() {
    let house =
        House::with_places(Places { residents: 0, kept: 0, files: 0, staff: 0, ..Places::default() }).await;
    for screen in [PHONE, DESK] {
        let browser = Browser::open(screen, true).await;
        let mut album = Album::of(&browser, "waiting");
        for (prefix, language) in LANGUAGES {
            browser.visit(&house.url(&format!("{prefix}/help"))).await;
            browser.inspect(&format!("waiting {language}")).await;
            album.shows(&browser, &format!("waiting-{language}")).await;
            // Answers and a file that were sent.
            let send = format!(
                "const form = Object.assign(document.createElement('form'),
                    {{ method: 'post', action: '{prefix}/apply/x/name', enctype: 'multipart/form-data' }});
                form.innerHTML = '<input name=name value=見本><input type=file name=photo>';
                const files = new DataTransfer();
                files.items.add(new File(['x'], '免許証.jpg'));
                form.elements.photo.files = files.files;
                document.body.append(form);
                form.submit();"
            );
            browser.run(&send, vec![]).await;
            browser
                .until("document.querySelector('main form input[name=name][type=hidden]')?.value === '見本'")
                .await;
            assert!(browser.text().await.contains("免許証.jpg"));
            browser.inspect(&format!("waiting with answers {language}")).await;
            album.shows(&browser, &format!("answers-{language}")).await;
        }
        browser.visit(&house.url("/staff/login")).await;
        browser.inspect("waiting staff").await;
        album.shows(&browser, "staff").await;
        album.ends_whole();
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_speaks_to_everybody() {
    let house = House::open().await;
    for (screen, name) in [(DESK, "desk"), (PHONE, "phone")] {
        let admin = Browser::open(screen, true).await;
        sign_in(&admin, &house, "admin").await;
        admin.visit(&house.url("/admin/banner")).await;
        admin.inspect("banner").await;
        admin.answer("state", &["on".to_owned()]).await;
        admin.press("確かめる").await;
        assert!(admin.title().await.starts_with("エラー："), "{}", admin.text().await);
        admin.inspect("banner with errors").await;
        admin.answer("words", &["システムを入れかえます。".to_owned()]).await;
        admin.answer("severity", &["warning".to_owned()]).await;
        admin.press("確かめる").await;
        admin.inspect("banner before the last press").await;
        admin.picture(&format!("banner-{name}")).await;
        admin.press("この内容にする").await;
        assert!(admin.text().await.contains("全ページのお知らせを変えました"), "{}", admin.text().await);
        admin.visit(&house.url("/admin/disaster")).await;
        admin.inspect("disaster").await;
        admin.answer("state", &["on".to_owned()]).await;
        admin.answer("name", &["見本の地震".to_owned()]).await;
        admin.press("確かめる").await;
        admin.inspect("disaster before the last press").await;
        admin.picture(&format!("disaster-{name}")).await;
        admin.press("この内容にする").await;
        assert_eq!(house.office.app.disaster().unwrap().name.ja, "見本の地震");
        for path in ["/admin/banner", "/admin/disaster"] {
            admin.visit(&house.url(path)).await;
            admin.answer("state", &["off".to_owned()]).await;
            admin.press("確かめる").await;
            admin.press("この内容にする").await;
        }
        assert!(house.office.app.banner().is_none() && house.office.app.disaster().is_none());
        admin.close().await;
    }
}
