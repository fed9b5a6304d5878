//! Drafts kept for later, warned of, thrown away; and papers that change while somebody fills them in.

use std::sync::Arc;

use chrono::Duration;
use madoguchi_app::{Trouble, WARNED_DAYS};
use madoguchi_testkit::{office::good_case, story};

const ADDRESS: &str = "hanako@example.jp";

story! {
    /// The code goes by mail; asking for it again and again fills nobody's letterbox.
    async fn the_code_of_a_draft_goes_by_mail(office: Office) {
        let hanako = office.resident();
        let draft = hanako.types("suido-kaishi", &good_case("suido-kaishi")).await;
        let app = &office.app;
        for _ in 0..5 {
            app.mail_code(&draft, ADDRESS, "one-address").await.unwrap();
        }
        let sixth = app.mail_code(&draft, ADDRESS, "one-address").await;
        assert!(matches!(sixth, Err(Trouble::TooMany { .. })), "{sixth:?}");
        assert_eq!(office.post().await, 5);
        let letter = &office.letterbox.letters()[0];
        assert_eq!(letter.to, ADDRESS);
        let code = app.resume_code(draft.id);
        assert!(!letter.header("Subject").unwrap().contains(code.reveal()), "the code stands in the subject");
        let draft = app.draft(draft.id, &hanako.visitor).await.unwrap();
        assert_eq!(draft.email.as_deref(), Some(ADDRESS), "it is kept for the warning");
        app.submit(&draft, draft.revision, &hanako.visitor).await.unwrap();
        let late = app.draft(draft.id, &hanako.visitor).await.unwrap();
        assert_eq!(late.email, None, "the address is kept twice");
        assert!(matches!(app.mail_code(&late, ADDRESS, "a").await, Err(Trouble::AlreadySubmitted(_))));
    }
}

story! {
    /// Whoever left an address is told before a draft ends, once for each end; the others cannot be.
    async fn the_end_of_a_draft_is_told_beforehand(office: Office) {
        let (hanako, taro) = (office.resident(), office.resident());
        let app = &office.app;
        let draft = hanako.types("suido-kaishi", &good_case("suido-kaishi")).await;
        taro.types("suido-kaishi", &good_case("suido-kaishi")).await;
        app.mail_code(&draft, ADDRESS, "a").await.unwrap();
        let days = Duration::days;
        office.wait(days(30 - WARNED_DAYS) - Duration::hours(1));
        assert_eq!(app.warn_of_ends().await.unwrap(), 0, "too early");
        office.wait(Duration::hours(2));
        assert_eq!(app.warn_of_ends().await.unwrap(), 1);
        assert_eq!(app.warn_of_ends().await.unwrap(), 0, "told twice");
        assert_eq!(office.post().await, 2, "the code and the warning");
        // Saving once gives more time, and another warning at the other end.
        let draft = app.draft(draft.id, &hanako.visitor).await.unwrap();
        let saved = app.save_draft(&draft, draft.typed.clone()).await.unwrap();
        office.wait(days(WARNED_DAYS));
        app.sweep().await.unwrap();
        assert!(app.draft(saved.id, &hanako.visitor).await.is_ok(), "it went although it was saved again");
        office.wait(days(30 - WARNED_DAYS) - days(1));
        assert_eq!(app.warn_of_ends().await.unwrap(), 1);
        // It ends before the letter leaves: there is nothing to tell any more, and the address is gone.
        office.wait(days(4));
        app.sweep().await.unwrap();
        assert_eq!(office.post().await, 2);
    }
}

story! {
    /// Thrown away is gone: answers, files, letters, code.
    async fn a_draft_can_be_thrown_away(office: Office) {
        let (hanako, stranger) = (office.resident(), office.resident());
        let app = &office.app;
        let draft = hanako.types("juminhyo-yubin", &good_case("juminhyo-yubin")).await;
        app.mail_code(&draft, ADDRESS, "a").await.unwrap();
        assert!(matches!(app.discard_draft(draft.id, &stranger.visitor).await, Err(Trouble::NotFound)));
        app.discard_draft(draft.id, &hanako.visitor).await.unwrap();
        assert!(matches!(app.draft(draft.id, &hanako.visitor).await, Err(Trouble::NotFound)));
        let code = app.resume_code(draft.id);
        assert!(matches!(app.resume(code.reveal(), &hanako.visitor, "a").await, Err(Trouble::NotFound)));
        assert_eq!(office.post().await, 0, "a letter about nothing");
        let submitted = hanako.types("suido-kaishi", &good_case("suido-kaishi")).await;
        app.submit(&submitted, submitted.revision, &hanako.visitor).await.unwrap();
        let late = app.discard_draft(submitted.id, &hanako.visitor).await;
        assert!(matches!(late, Err(Trouble::AlreadySubmitted(_))), "{late:?}");
    }
}

story! {
    /// What is sent is what was shown: an answer another tab changed since is shown first.
    async fn what_is_sent_is_what_was_checked(office: Office) {
        let hanako = office.resident();
        let shown = hanako.types("suido-kaishi", &good_case("suido-kaishi")).await;
        let mut typed = shown.typed.clone();
        typed.set("phone", "090-1234-5678");
        let changed = office.app.save_draft(&shown, typed).await.unwrap();
        let press = async |seen| {
            let now = office.app.draft(shown.id, &hanako.visitor).await?;
            office.app.submit(&now, seen, &hanako.visitor).await
        };
        assert!(matches!(press(shown.revision).await, Err(Trouble::Overtaken)));
        let receipt = press(changed.revision).await.unwrap();
        // Pressed again, also from the older page, it is the same receipt.
        assert_eq!(press(changed.revision).await.unwrap().receipt, receipt.receipt);
        assert_eq!(press(shown.revision).await.unwrap().receipt, receipt.receipt);
    }
}

/// A version with a question more, another wording to agree to, and a last day for the version before.
pub const NEW_VERSION: &[(&str, &str)] = &[
    ("[procedure]\n", "[procedure]\nearlier_until = \"2026-11-30\"\n"),
    ("手帳の記録を確かめることに同意します", "手帳と医療費の記録を確かめることに同意します"),
    (
        "[[page.field]]\nkey = \"agree\"\n",
        "[[page.field]]\nkey = \"since\"\ntype = \"text\"\nlabel = \"いつから使いますか\"\n\n[[page.field]]\nkey = \"agree\"\n",
    ),
];

story! {
    /// A draft ends under the version it began with, until the day its successor names; then it goes on under that:
    /// answers stay, agreements are asked for again, and what is new is told.
    async fn a_draft_goes_on_under_the_next_version_after_the_last_day(office: Office) {
        let (hanako, taro, jiro) = (office.resident(), office.resident(), office.resident());
        let app = &office.app;
        let case = good_case("fukushi-taxi");
        let begun = [hanako.types("fukushi-taxi", &case).await, taro.types("fukushi-taxi", &case).await];
        office.rewrites("fukushi-taxi", NEW_VERSION).await;
        let fresh = jiro.types("fukushi-taxi", &case).await;
        assert_eq!((begun[0].version, fresh.version), (1, 2));
        // 2026-11-30 is the last day.
        office.wait(Duration::days(6));
        let same = app.draft(begun[0].id, &hanako.visitor).await.unwrap();
        assert_eq!((same.version, same.news().is_none()), (1, true));
        let again = app.draft(begun[0].id, &hanako.visitor).await.unwrap();
        assert!(Arc::ptr_eq(&same.paper, &again.paper), "an earlier version is compiled once");
        let receipt = app.submit(&same, same.revision, &hanako.visitor).await.unwrap();
        assert_eq!(hanako.sees(&receipt.receipt).await.paper.hash, begun[0].paper.hash);

        office.wait(Duration::days(1));
        // He had the check page open: he is shown what is new before anything is sent.
        let press = app.submit(&begun[1], begun[1].revision, &taro.visitor).await;
        assert!(matches!(press, Err(Trouble::Overtaken)), "{press:?}");
        let carried = app.draft(begun[1].id, &taro.visitor).await.unwrap();
        let press = app.submit(&carried, begun[1].revision, &taro.visitor).await;
        assert!(matches!(press, Err(Trouble::Overtaken)), "{press:?}");
        assert_eq!((carried.version, carried.revision), (2, begun[1].revision + 1));
        let news = carried.news().expect("it is told what is new");
        let keys: Vec<_> = news.asked.iter().map(|f| f.key.as_str()).collect();
        assert_eq!((keys, news.gone.len()), (vec!["since", "agree"], 0));
        let reading = carried.read(app.today());
        let wanting: Vec<_> = reading.complaints.iter().map(|c| c.field.as_str()).collect();
        assert_eq!(wanting, ["since", "agree"], "what was agreed to in other words is asked again");
        let mut typed = carried.typed.clone();
        typed.set("since", "来月から");
        typed.set("agree", "yes");
        let whole = app.save_draft(&carried, typed).await.unwrap();
        app.submit(&whole, whole.revision, &taro.visitor).await.unwrap();
    }
}
