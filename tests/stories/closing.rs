//! Machines that others use, letterboxes of others: what is an account's stays its owner's.

use chrono::Duration;
use madoguchi_app::Trouble;
use madoguchi_testkit::{office::good_case, story};
use madoguchi_vocab::Lang;

use crate::accounts::{HANAKO, left, not_found, signs_in};

story! {
    /// Whoever forgot to sign out on a machine that others use does so from home. What is the account's opens there for nobody
    /// any more and is offered to nobody, whoever signs in next.
    async fn an_account_is_closed_from_afar(office: Office) {
        let app = &office.app;
        let (library, member, _) = signs_in(&office, office.resident(), HANAKO).await;
        let draft = library.types("juminhyo-yubin", &good_case("juminhyo-yubin")).await;
        let sent = library.types("suido-kaishi", &good_case("suido-kaishi")).await;
        let receipt = app.submit(&sent, sent.revision, &library.visitor).await.unwrap().receipt;
        let (_, _, home) = signs_in(&office, office.resident(), HANAKO).await;
        app.leave_others(&member, &home).await.unwrap();
        let left = left(&library);
        let next = app.start_draft(&draft.paper.slug, Lang::Ja, &left).await.unwrap();
        for id in [draft.id, sent.id] {
            assert!(matches!(app.draft(id, &left).await, Err(Trouble::SignIn)), "it opens without her");
        }
        assert!(matches!(app.status(&receipt, &left).await, Err(Trouble::SignIn)));
        assert!(app.known_for(next, &left).await.unwrap().0.is_empty(), "her name is offered");
        assert!(not_found(app.reclaim_draft(draft.id, &app.form_token(&left), &left).await), "a tab left open");
        // Somebody else sits down there and signs in, while she is signed in still.
        let (hers, _, _) = signs_in(&office, office.resident(), HANAKO).await;
        let shown = hers.types("juminhyo-yubin", &good_case("juminhyo-yubin")).await;
        let foreign = office.resident().submits("suido-kaishi", "").await;
        app.look_up(foreign.receipt.as_str(), foreign.key.reveal(), &hers.visitor, "a").await.unwrap();
        let (jiro, _, _) = signs_in(&office, hers, "jiro@example.jp").await;
        assert!(not_found(app.draft(shown.id, &jiro.visitor).await));
        assert!(matches!(app.status(&foreign.receipt, &jiro.visitor).await, Err(Trouble::SignIn)), "it was shown to her");
        assert!(app.known_for(next, &jiro.visitor).await.unwrap().0.is_empty());
        // With the code a draft goes where its owner is, signed in or not.
        let elsewhere = office.resident();
        app.resume(app.resume_code(draft.id).reveal(), &elsewhere.visitor, "b").await.unwrap();
        assert!(app.draft(draft.id, &elsewhere.visitor).await.is_ok());
        let (again, member, _) = signs_in(&office, office.resident(), HANAKO).await;
        app.resume(app.resume_code(draft.id).reveal(), &again.visitor, "b").await.unwrap();
        assert!(not_found(app.draft(draft.id, &elsewhere.visitor).await));
        assert_eq!(app.my_drafts(&member).await.unwrap().len(), 2);
    }
}

story! {
    /// Signing in is a new cookie for the browser, and signing out another. What was begun and sent before signing in is not lost by
    /// the first; by the second only what nobody has sent and no account has stays open.
    async fn signing_in_and_out_changes_the_cookie_and_loses_nothing(office: Office) {
        let app = &office.app;
        let before = office.resident();
        let begun = before.types("juminhyo-yubin", &good_case("juminhyo-yubin")).await;
        let sent = before.types("suido-kaishi", &good_case("suido-kaishi")).await;
        let receipt = app.submit(&sent, sent.revision, &before.visitor).await.unwrap().receipt;
        let known = before.visitor.clone();
        let (taro, member, token) = signs_in(&office, before, "taro@example.jp").await;
        assert_ne!(taro.visitor.reveal(), known.reveal());
        for id in [begun.id, sent.id] {
            assert!(app.draft(id, &taro.visitor).await.is_ok(), "lost by signing in");
            assert!(not_found(app.draft(id, &known).await), "the cookie from before opens it");
        }
        assert!(matches!(app.status(&receipt, &known).await, Err(Trouble::SignIn)));
        assert!(app.my_drafts(&member).await.unwrap().is_empty(), "others may have begun it here");
        app.add_seen_to_account(&member, &receipt, &taro.visitor).await.unwrap();
        assert!(app.draft(sent.id, &taro.visitor).await.is_ok() && app.status(&receipt, &taro.visitor).await.is_ok());
        // Left from afar, or by a press.
        assert!(matches!(app.draft(sent.id, &left(&taro)).await, Err(Trouble::SignIn)), "number and key are shown");
        assert!(matches!(app.status(&receipt, &left(&taro)).await, Err(Trouble::SignIn)));
        let after = app.leave(&token, &taro.visitor).await.unwrap();
        assert!(not_found(app.draft(sent.id, &after).await));
        assert!(matches!(app.status(&receipt, &after).await, Err(Trouble::SignIn)));
        assert!(app.draft(begun.id, &after).await.is_ok(), "what is begun is lost by signing out");
        // The end of the account opens nothing again.
        let (_, member, _) = signs_in(&office, office.resident(), "taro@example.jp").await;
        app.end_account(&member, &office.resident().visitor).await.unwrap();
        for browser in [&after, &left(&taro), &known] {
            assert!(not_found(app.draft(sent.id, browser).await));
        }
    }
}

story! {
    /// Nobody fills a stranger's letterbox, by whatever kind of letter; and a stranger alone does not use up what its reader may
    /// ask for. The next day there are letters again.
    async fn letters_to_an_address_are_few_in_a_day(office: Office) {
        let app = &office.app;
        let stranger = office.resident();
        let draft = stranger.types("suido-kaishi", &good_case("suido-kaishi")).await;
        let asks = async |from: &str| app.ask_to_sign_in(HANAKO, Lang::Ja, &stranger.visitor, from).await;
        for _ in 0..5 {
            asks("b").await.unwrap();
        }
        office.wait(Duration::minutes(16));
        for _ in 0..4 {
            asks("b").await.unwrap();
        }
        app.mail_code(&draft, "Hanako@example.jp", "b").await.unwrap();
        let many = |outcome: Result<(), Trouble>| matches!(outcome, Err(Trouble::TooMany { minutes }) if minutes > 15);
        assert!(many(asks("b").await), "the eleventh of a day");
        assert!(many(app.mail_code(&draft, HANAKO, "b").await));
        assert!(many(app.wish("suido-kaishi", HANAKO, Lang::Ja, None, "b").await));
        office.wait(Duration::minutes(16));
        assert!(asks("a").await.is_ok(), "she asks at home");
        office.wait(Duration::hours(2));
        app.sweep().await.unwrap();
        assert!(many(asks("b").await), "forgotten too early");
        office.wait(Duration::days(1));
        app.sweep().await.unwrap();
        asks("b").await.unwrap();
    }
}

story! {
    /// The link on the telephone and the digits at the desk, pressed together: one of them signs in, and neither fails.
    async fn link_and_digits_pressed_together_sign_in_once(office: Office) {
        let app = &office.app;
        for n in 0..6 {
            let (desk, phone, address) = (office.resident(), office.resident(), format!("p{n}@example.jp"));
            for browser in [&desk, &phone] {
                app.ask_to_sign_in(&address, Lang::Ja, &browser.visitor, "a").await.unwrap();
            }
            office.post().await;
            let letters: Vec<_> = office.letterbox.letters().into_iter().filter(|l| l.to == address).collect();
            let keys: Vec<String> = letters
                .iter()
                .map(|l| l.text().split('#').nth(1).unwrap().split_whitespace().next().unwrap().to_owned())
                .collect();
            let (one, other) = tokio::join!(
                app.sign_in_by_link(&keys[0], &phone.visitor, "", "a"),
                app.sign_in_by_link(&keys[1], &desk.visitor, "", "a"),
            );
            assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
            assert!(not_found(if one.is_ok() { other } else { one }));
        }
    }
}

story! {
    /// Choices are kept together or not at all.
    async fn choices_of_letters_are_kept_together(office: Office) {
        let app = &office.app;
        let (hanako, member, token) = signs_in(&office, office.resident(), HANAKO).await;
        let own = hanako.submits("suido-kaishi", HANAKO).await.receipt;
        let foreign = office.resident().submits("suido-kaishi", "").await.receipt;
        let mixed = [(own.clone(), false), (foreign, false)];
        assert!(not_found(app.set_letters(&member, Some(false), &mixed).await));
        assert!(app.member(&token).await.unwrap().reminders && app.my_submissions(&member).await.unwrap()[0].progress);
        app.set_letters(&member, Some(false), &mixed[..1]).await.unwrap();
        assert!(!app.member(&token).await.unwrap().reminders);
        assert!(!app.my_submissions(&member).await.unwrap()[0].progress);
    }
}
