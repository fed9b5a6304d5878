//! From the resident's answers to the decision and the letters.

use chrono::Duration;
use madoguchi_app::Trouble;
use madoguchi_forms::Typed;
use madoguchi_testkit::story;
use madoguchi_workflow::{Action, ActionName, Missing, Refusal, Ruling, Stage, StageName};

story! {
    /// The whole path: resident, clerk, correction, decision, letters.
    async fn a_request_is_corrected_and_granted(office: Office) {
        let hanako = office.resident();
        let receipt = hanako.submits("juminhyo-yubin", "hanako@example.jp").await.receipt;
        assert_eq!(office.post().await, 1, "the receipt is confirmed by mail");

        let sato = office.staff("sato").await;
        sato.does(&receipt, Action::Take).await.unwrap();
        office.wait(Duration::hours(1));
        sato.asks_correction(&receipt, "phone", "つながりません。日中につながる番号を書いてください。", 14).await.unwrap();
        assert_eq!(office.post().await, 2, "the correction is asked for by mail");

        office.wait(Duration::days(3));
        // The look of three days ago is over: number and key again.
        let key = office.app.secret().lookup_key(office.app.open_case(&sato.person, &receipt).await.unwrap().submission.id);
        office.app.look_up(receipt.as_str(), key.reveal(), &hanako.visitor, "test").await.unwrap();
        let seen = hanako.sees(&receipt).await;
        assert_eq!(seen.mendable().len(), 1, "only the flagged question is open");
        hanako.mends(&receipt, Typed::from_iter([("phone", "０９０－１２３４－５６７８")])).await.unwrap();
        assert_eq!(office.post().await, 3);

        let case = office.app.open_case(&sato.person, &receipt).await.unwrap();
        assert_eq!(case.submission.stage.name(), StageName::Corrected);
        let change = case.submission.history.iter().find_map(|h| match &h.event {
            madoguchi_workflow::Event::CorrectionGiven { changes, .. } => changes.first().cloned(),
            _ => None,
        });
        let change = change.expect("the clerk sees what changed");
        assert_ne!(change.before, change.after);
        assert!(change.after.replace('-', "").contains("09012345678"), "{change:?}");

        sato.does(&receipt, Action::grant("")).await.unwrap();
        assert_eq!(office.post().await, 4, "the decision goes out");
        let done = hanako.sees(&receipt).await;
        assert!(matches!(done.stage, Stage::Decided { ruling: Ruling::Granted { .. }, .. }));
        let letters = office.letterbox.letters();
        assert!(letters.iter().all(|l| l.to.contains("hanako@example.jp")));
        assert!(letters.iter().all(|l| !l.header("subject").unwrap().contains(receipt.as_str())), "a subject names the submission");
        let ids: std::collections::BTreeSet<_> = letters.iter().map(|l| l.header("message-id").unwrap()).collect();
        assert_eq!(ids.len(), 4, "each letter is a letter of its own");
    }
}

story! {
    /// A refusal carries criteria, facts and the notice of remedies, or it does not happen.
    async fn a_refusal_says_why_and_what_can_be_done(office: Office) {
        let taro = office.resident();
        let receipt = taro.submits("jido-teate-nintei", "taro@example.jp").await.receipt;
        let ko = office.staff("ko").await;
        ko.does(&receipt, Action::Take).await.unwrap();
        for (basis, facts, missing) in [("", "事実", Missing::Basis), ("基準", "　", Missing::Facts)] {
            let refuse = Action::refuse(basis, facts);
            let answer = ko.does(&receipt, refuse).await;
            assert!(matches!(answer, Err(Trouble::Refused(Refusal::Missing(m))) if m == missing), "{answer:?}");
        }
        let refuse = Action::refuse("児童手当法第4条", "監護する児童がいないため");
        ko.does(&receipt, refuse).await.unwrap();
        let Stage::Decided { ruling: Ruling::Refused { remedy, .. }, .. } = taro.sees(&receipt).await.stage else {
            panic!("it was not refused");
        };
        // 第1号法定受託事務: the governor hears the request for review (地方自治法255条の2).
        assert!(remedy.contains("奈良県知事"), "{remedy}");
        assert_eq!(office.post().await, 2);
    }
}

story! {
    /// 行政手続法37条: a notification is complete on arrival and cannot be refused as if it were a permit.
    async fn a_notification_is_acknowledged_and_never_refused(office: Office) {
        let jiro = office.resident();
        let receipt = jiro.submits("suido-kaishi", "").await.receipt;
        let mizu = office.staff("mizu").await;
        mizu.does(&receipt, Action::Take).await.unwrap();
        let allowed = office.app.open_case(&mizu.person, &receipt).await.unwrap().allowed;
        assert!(!allowed.contains(&ActionName::Refuse) && !allowed.contains(&ActionName::Grant), "{allowed:?}");
        let refuse = Action::refuse("条例", "事実");
        let answer = mizu.does(&receipt, refuse).await;
        assert!(matches!(answer, Err(Trouble::Refused(Refusal::NotInThisFlow { .. }))), "{answer:?}");
        mizu.does(&receipt, Action::Acknowledge { note: String::new() }).await.unwrap();
        assert_eq!(jiro.sees(&receipt).await.stage.name(), StageName::Acknowledged);
        assert_eq!(office.post().await, 0, "nobody gave an address, so nobody is written to");
    }
}

story! {
    /// One press, one submission, whatever the network, the browser or the resident does.
    async fn pressing_twice_submits_once(office: Office) {
        let hanako = office.resident();
        let draft = hanako.types("juminhyo-yubin", &madoguchi_testkit::office::good_case("juminhyo-yubin")).await;
        let press = || office.app.submit(&draft, draft.revision, &hanako.visitor);
        let (one, two, three) = tokio::join!(press(), press(), press());
        let (one, two, three) = (one.unwrap(), two.unwrap(), three.unwrap());
        assert_eq!(one.receipt, two.receipt);
        assert_eq!(one.receipt, three.receipt);
        assert_eq!(one.key, two.key);
        office.wait(Duration::hours(1));
        let later = press().await.unwrap();
        assert_eq!((later.receipt, later.arrived_at), (one.receipt, one.arrived_at), "arrival never changes");
    }
}

story! {
    /// Two clerks decide at once, contradictorily: one wins, the other is told, one letter goes out.
    async fn two_decisions_at_once(office: Office) {
        let hanako = office.resident();
        let receipt = hanako.submits("juminhyo-yubin", "hanako@example.jp").await.receipt;
        let (sato, head) = (office.staff("sato").await, office.staff("head").await);
        sato.does(&receipt, Action::Take).await.unwrap();
        let revision = office.app.open_case(&sato.person, &receipt).await.unwrap().submission.revision;
        let refuse = Action::refuse("基準", "事実");
        let (a, b) = tokio::join!(
            office.app.act(&sato.person, &receipt, revision, Action::grant("")),
            office.app.act(&head.person, &receipt, revision, refuse),
        );
        assert!(a.is_ok() != b.is_ok(), "both or neither decided: {a:?} {b:?}");
        let lost = a.err().or(b.err()).unwrap();
        assert!(matches!(lost, Trouble::Overtaken | Trouble::Refused(Refusal::NotNow { .. })), "{lost:?}");
        assert_eq!(office.post().await, 2, "one receipt and one decision");
    }
}

story! {
    /// A day that lay ahead when the notice was handed in has passed when something else in it is mended.
    async fn what_was_right_on_the_day_it_arrived_stays_right(office: Office) {
        let hanako = office.resident();
        let receipt = hanako.submits("suido-kaishi", "").await.receipt;
        let mizu = office.staff("mizu").await;
        mizu.does(&receipt, Action::Take).await.unwrap();
        mizu.asks_correction(&receipt, "phone", "つながりません。", 60).await.unwrap();
        office.wait(Duration::days(70));
        let key = office.app.secret().lookup_key(office.app.open_case(&mizu.person, &receipt).await.unwrap().submission.id);
        office.app.look_up(receipt.as_str(), key.reveal(), &hanako.visitor, "test").await.unwrap();
        let before = hanako.sees(&receipt).await.answers.get("start_date").cloned();
        assert!(before.is_some(), "the notice names a day");
        hanako.mends(&receipt, Typed::from_iter([("phone", "090-1234-5678")])).await.unwrap();
        assert_eq!(hanako.sees(&receipt).await.answers.get("start_date"), before.as_ref());
    }
}

story! {
    /// The stage of a submission is what replaying its events gives, and the chain of events holds.
    async fn the_stage_is_what_the_history_says(office: Office) {
        let hanako = office.resident();
        let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
        let sato = office.staff("sato").await;
        sato.does(&receipt, Action::Take).await.unwrap();
        sato.asks_correction(&receipt, "phone", "確かめてください。", 10).await.unwrap();
        let seen = office.app.open_case(&sato.person, &receipt).await.unwrap().submission;
        let mut stage = Stage::Received { at: seen.arrived_at };
        for h in &seen.history {
            stage = stage.after(&h.event, &h.actor, h.at);
        }
        assert_eq!(stage, seen.stage);
        let mut rows = madoguchi_store::events::history(&office.store.reader(), seen.id).await.unwrap();
        assert_eq!(madoguchi_store::events::first_broken(seen.id, &rows), None);
        rows[1].at = rows[1].at.plus(Duration::seconds(1));
        assert_eq!(madoguchi_store::events::first_broken(seen.id, &rows), Some(2), "an altered row was not noticed");
    }
}
