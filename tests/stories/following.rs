//! Drafts, resuming, looking up, the post.

use chrono::Duration;
use madoguchi_app::{Trouble, Visitor};
use madoguchi_testkit::{office::good_case, story};
use madoguchi_vocab::LookupKey;

story! {
    /// Number and key from the receipt open the status in any browser; anything else looks the same as nothing.
    async fn number_and_key_open_the_status(office: Office) {
        let hanako = office.resident();
        let receipt = hanako.submits("suido-kaishi", "").await;
        let stranger = office.resident();
        let app = &office.app;
        assert!(matches!(app.status(&receipt.receipt, &stranger.visitor).await, Err(Trouble::SignIn)));
        let wrong = LookupKey::from_random(1);
        let unknown = madoguchi_vocab::ReceiptNumber::from_random(99);
        for (number, key) in [
            (receipt.receipt.as_str(), wrong.reveal()),
            (unknown.as_str(), receipt.key.reveal()),
            ("", ""),
            ("K7", "x"),
        ] {
            let answer = app.look_up(number, key, &stranger.visitor, "a").await;
            assert!(matches!(answer, Err(Trouble::NotFound)), "{number} {answer:?}");
        }
        let typed = receipt.receipt.as_str().to_lowercase().replace('-', "");
        app.look_up(&typed, &receipt.key.reveal().replace('-', " "), &stranger.visitor, "a").await.unwrap();
        assert!(app.status(&receipt.receipt, &stranger.visitor).await.is_ok());
        office.wait(Duration::hours(3));
        assert!(matches!(app.status(&receipt.receipt, &stranger.visitor).await, Err(Trouble::SignIn)), "a look lasts two hours");
    }
}

story! {
    /// The sixth wrong key is not even compared.
    async fn guessing_is_made_slow(office: Office) {
        let hanako = office.resident();
        let receipt = hanako.submits("suido-kaishi", "").await;
        let stranger = office.resident();
        let look = |key: &str| {
            let (app, number, visitor, key) = (office.app.clone(), receipt.receipt.clone(), stranger.visitor.clone(), key.to_owned());
            async move { app.look_up(number.as_str(), &key, &visitor, "one-address").await }
        };
        for n in 0..5 {
            assert!(matches!(look(LookupKey::from_random(n).reveal()).await, Err(Trouble::NotFound)));
        }
        assert!(matches!(look(receipt.key.reveal()).await, Err(Trouble::TooMany { .. })), "the right key was still taken");
        office.wait(Duration::minutes(16));
        assert!(look(receipt.key.reveal()).await.is_ok());
    }
}

story! {
    /// 再開コード: the same answers, files too, in another browser; the first browser has them no more.
    async fn a_draft_is_taken_up_elsewhere(office: Office) {
        let hanako = office.resident();
        let draft = hanako.types("juminhyo-yubin", &good_case("juminhyo-yubin")).await;
        let code = office.app.resume_code(draft.id);
        let elsewhere = Visitor::new(office.app.random());
        for wrong in ["", "zzzz-zzzz-zzzz", "7777-7777-7777"] {
            assert!(matches!(office.app.resume(wrong, &elsewhere, "a").await, Err(Trouble::NotFound)));
        }
        let id = office.app.resume(&code.reveal().to_lowercase(), &elsewhere, "a").await.unwrap();
        let same = office.app.draft(id, &elsewhere).await.unwrap();
        assert_eq!(same.typed, draft.typed);
        assert_eq!(same.files, draft.files);
        assert!(matches!(office.app.draft(id, &hanako.visitor).await, Err(Trouble::NotFound)));
        office.wait(Duration::days(31));
        assert!(matches!(office.app.draft(id, &elsewhere).await, Err(Trouble::Gone)));
        office.app.sweep().await.unwrap();
        assert!(matches!(office.app.draft(id, &elsewhere).await, Err(Trouble::NotFound)));
    }
}

story! {
    /// The code of a draft opens nothing once the draft is an application: that has a number and a key.
    async fn a_resume_code_ends_with_the_submission(office: Office) {
        let hanako = office.resident();
        let draft = hanako.types("suido-kaishi", &good_case("suido-kaishi")).await;
        let code = office.app.resume_code(draft.id);
        office.app.submit(&draft, draft.revision, &hanako.visitor).await.unwrap();
        let finder = Visitor::new(office.app.random());
        assert!(matches!(office.app.resume(code.reveal(), &finder, "a").await, Err(Trouble::NotFound)));
        assert!(office.app.draft(draft.id, &finder).await.is_err(), "number and key are not shown");
        let own = office.app.draft(draft.id, &hanako.visitor).await.unwrap();
        assert!(office.app.receipt_of(&own).await.is_ok(), "the own browser still has them");
    }
}

story! {
    /// Two tabs save the same draft: the second is told, and nothing of the first is lost.
    async fn two_tabs_do_not_lose_each_others_answers(office: Office) {
        let hanako = office.resident();
        let tab = hanako.types("suido-kaishi", &good_case("suido-kaishi")).await;
        let mut one = tab.typed.clone();
        one.set("name", "見本 一子");
        office.app.save_draft(&tab, one.clone()).await.unwrap();
        let mut two = tab.typed.clone();
        two.set("name", "見本 二子");
        assert!(matches!(office.app.save_draft(&tab, two).await, Err(Trouble::Overtaken)));
        assert_eq!(office.app.draft(tab.id, &hanako.visitor).await.unwrap().typed, one);
    }
}

story! {
    /// The mail server is busy for a while, then back: nothing lost, nothing sent twice.
    async fn letters_wait_for_the_mail_server(office: Office) {
        let hanako = office.resident();
        office.letterbox.puts_off();
        hanako.submits("juminhyo-yubin", "hanako@example.jp").await;
        let done = office.app.deliver().await.unwrap();
        assert_eq!((done.sent, done.later), (0, 1));
        assert_eq!(office.app.deliver().await.unwrap().later, 0, "it is not tried again at once");
        office.wait(Duration::hours(1));
        office.letterbox.accepts();
        assert_eq!(office.post().await, 1);
        assert_eq!(office.post().await, 1, "it was sent twice");
    }
}

story! {
    /// No such mailbox: the letter is parked for a person to look at, and the clerk sees it.
    async fn a_refused_letter_is_parked_and_shown(office: Office) {
        let hanako = office.resident();
        office.letterbox.refuses();
        let receipt = hanako.submits("juminhyo-yubin", "nobody@example.jp").await.receipt;
        assert_eq!(office.app.deliver().await.unwrap().parked, 1);
        let sato = office.staff("sato").await;
        assert!(office.app.open_case(&sato.person, &receipt).await.unwrap().letters[0].parked);
    }
}

story! {
    /// A file belongs to who gave it: no other browser and no other submission gets it by its id.
    async fn files_are_not_had_by_guessing(office: Office) {
        let hanako = office.resident();
        let draft = hanako.types("juminhyo-yubin", &good_case("juminhyo-yubin")).await;
        let file = draft.files.keys().next().expect("the case has a photo").parse().unwrap();
        assert!(office.app.file_of_draft(&draft, file).await.is_ok());
        let stranger = office.resident();
        let other = stranger.types("juminhyo-yubin", &good_case("juminhyo-yubin")).await;
        assert!(matches!(office.app.file_of_draft(&other, file).await, Err(Trouble::NotFound)));
        // Posting its id does not make it one's own either.
        let mut typed = other.typed.clone();
        for values in typed.0.values_mut().filter(|v| v.iter().any(|id| other.files.contains_key(id))) {
            *values = vec![file.to_string()];
        }
        let other = office.app.save_draft(&other, typed).await.unwrap();
        assert!(matches!(office.app.submit(&other, other.revision, &stranger.visitor).await, Err(Trouble::Incomplete(_))));
    }
}
