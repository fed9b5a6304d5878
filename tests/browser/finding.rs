//! Finding a procedure, in three languages, on a phone and at a desk.

use crate::{
    house::House,
    kit::{Browser, DESK, PHONE},
};

#[tokio::test(flavor = "multi_thread")]
async fn what_leads_to_a_procedure_is_sound_in_every_language() {
    let house = House::open().await;
    for screen in [PHONE, DESK] {
        let browser = Browser::open(screen, true).await;
        for lang in ["", "/easy", "/en"] {
            for (path, what) in [
                (if lang.is_empty() { "/" } else { "" }, "home"),
                ("/search", "search, everything"),
                ("/search?q=moving", "search with hits"),
                ("/search?q=zzqqxx", "search without hits"),
                ("/life/moving?day=2026-12-13", "event with days"),
                ("/life/moving?day=x", "event with an error"),
                ("/life/bereavement", "event"),
                ("/p/move-in", "at the counter only"),
                ("/p/move-out-online", "on another site"),
                ("/p/juminhyo-yubin", "start page"),
            ] {
                browser.visit(&house.url(&format!("{lang}{path}"))).await;
                browser.inspect(&format!("{what} {lang}")).await;
            }
        }
        browser.close().await;
    }
}
