//! What the engine promises: three moments, words, taking up again, places, evidence.

use chrono::Duration;
use madoguchi_app::{Broken, ENCLOSURES, FileTrouble, Trouble, Writer};
use madoguchi_store::submissions;
use madoguchi_testkit::{databases::meddle, office, story};
use madoguchi_workflow::{Action, ActionName, Event, Missing, Refusal, Ruling, Stage, StageName};
use sha2::{Digest, Sha256};

story! {
    /// 到達, 受付 and 審査開始 are three moments (REQ-ARR-2), and saving a draft is none of them (REQ-ARR-3).
    async fn arrival_acceptance_and_review_are_three_moments(office: Office) {
        let hanako = office.resident();
        hanako.types("suido-kaishi", &office::good_case("suido-kaishi")).await;
        assert_eq!(office.app.queue(&office.staff("mizu").await.person, &Default::default()).await.unwrap().total, 0);
        let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
        let arrived = office.clock.now();
        let (sato, suzuki) = (office.staff("sato").await, office.staff("suzuki").await);
        office.wait(Duration::minutes(10));
        let accepted = office.clock.now();
        sato.does(&receipt, Action::Accept).await.unwrap();
        assert_eq!(hanako.sees(&receipt).await.stage.name(), StageName::Accepted);
        let again = sato.does(&receipt, Action::Accept).await;
        assert!(matches!(again, Err(Trouble::Refused(Refusal::NotNow { .. }))), "{again:?}");
        office.wait(Duration::hours(20));
        let begun = office.clock.now();
        suzuki.does(&receipt, Action::Take).await.unwrap();
        office.wait(Duration::hours(1));
        sato.does(&receipt, Action::Take).await.unwrap();
        let seen = office.app.open_case(&sato.person, &receipt).await.unwrap().submission;
        assert_eq!(
            (seen.arrived_at, seen.received_at, seen.review_started_at),
            (arrived, Some(accepted), Some(begun)),
            "the second clerk does not begin it again"
        );
    }
}

story! {
    /// The last second of a Sunday and the first of a Monday are two days; the moment is the server's.
    async fn arrival_is_to_the_second_and_never_changes(office: Office) {
        let mut due = Vec::new();
        for at in ["2027-02-07T23:59:59+09:00", "2027-02-08T00:00:00+09:00"] {
            office.clock.set(madoguchi_vocab::Instant::parse(at).unwrap());
            let hanako = office.resident();
            let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
            let seen = hanako.sees(&receipt).await;
            assert_eq!(seen.arrived_at.jst().to_rfc3339(), at);
            due.push(seen.due_on.unwrap());
            office.wait(Duration::days(1));
            office.staff("sato").await.does(&receipt, Action::Take).await.unwrap();
            let row = submissions::by_receipt(&office.store.reader(), &receipt).await.unwrap();
            assert_eq!(row.arrived_at, seen.arrived_at);
        }
        assert!(due[0] < due[1], "a day of the office lies between them: {due:?}");
    }
}

story! {
    /// Messages go both ways, move nothing, and the queue shows who waits for an answer.
    async fn the_resident_and_the_office_write_to_each_other(office: Office) {
        let hanako = office.resident();
        let receipt = hanako.submits("juminhyo-yubin", "hanako@example.jp").await.receipt;
        let sato = office.staff("sato").await;
        let asked = madoguchi_app::QueueFilter { mark: Some(madoguchi_app::Mark::Asked), ..Default::default() };
        assert_eq!(office.app.queue(&sato.person, &asked).await.unwrap().total, 0);
        office.app.write(Writer::Resident(&hanako.visitor), &receipt, "いつ届きますか。", &[]).await.unwrap();
        assert_eq!(office.app.queue(&sato.person, &asked).await.unwrap().total, 1);
        let empty = office.app.write(Writer::Resident(&hanako.visitor), &receipt, "　\n", &[]).await;
        assert!(matches!(empty, Err(Trouble::Refused(Refusal::Missing(Missing::Words)))), "{empty:?}");
        office.app.write(Writer::Staff(&sato.person), &receipt, "明日送ります。", &[]).await.unwrap();
        assert_eq!(office.app.queue(&sato.person, &asked).await.unwrap().total, 0);
        let seen = hanako.sees(&receipt).await;
        assert_eq!(seen.stage.name(), StageName::Received, "words move nothing");
        let words: Vec<_> = seen
            .history
            .iter()
            .filter_map(|h| match &h.event {
                Event::Wrote { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(words, ["いつ届きますか。", "明日送ります。"]);
        let stranger = office.resident();
        let answer = office.app.write(Writer::Resident(&stranger.visitor), &receipt, "x", &[]).await;
        assert!(matches!(answer, Err(Trouble::SignIn)), "{answer:?}");
        let mizu = office.staff("mizu").await;
        let answer = office.app.write(Writer::Staff(&mizu.person), &receipt, "x", &[]).await;
        assert!(matches!(answer, Err(Trouble::NotFound)), "another department writes: {answer:?}");
        assert_eq!(office.post().await, 2, "the receipt, and that there is something to read");
        assert!(office.letterbox.letters().iter().all(|l| !format!("{l:?}").contains("明日")), "the words stay out of the mail");
    }
}

story! {
    /// Files go along with words, both ways; they are under the chain, and nobody takes another's.
    async fn messages_carry_files_both_ways(office: Office) {
        let (hanako, stranger) = (office.resident(), office.resident());
        let (receipt, other) = (
            hanako.submits("suido-kaishi", "").await.receipt,
            stranger.submits("suido-kaishi", "").await.receipt,
        );
        let (app, mizu) = (&office.app, office.staff("mizu").await);
        let resident = Writer::Resident(&hanako.visitor);
        let photo = || async { app.arrived(&office::photo()).await.unwrap() };
        let sent = app.enclose(resident, &receipt, 0, "メーター.jpg", photo().await).await.unwrap();
        let theft = app.write(Writer::Resident(&stranger.visitor), &other, "x", &[sent.id]).await;
        assert!(matches!(theft, Err(Trouble::NotFound)), "{theft:?}");
        let early = app.case_file(&mizu.person, &receipt, sent.id).await;
        assert!(matches!(early, Err(Trouble::NotFound)), "what was not sent is not the office's");
        app.write(resident, &receipt, "写真を送ります。", &[sent.id]).await.unwrap();
        let twice = app.write(resident, &receipt, "もう一度", &[sent.id]).await;
        assert!(matches!(twice, Err(Trouble::NotFound)), "a file goes once");
        let seen = app.case_file(&mizu.person, &receipt, sent.id).await.unwrap();
        assert_eq!((seen.name.as_str(), seen.kind.as_str()), ("メーター.jpg", "image/jpeg"));
        let clerk = Writer::Staff(&mizu.person);
        let map = app.enclose(clerk, &receipt, 0, "案内図.jpg", photo().await).await.unwrap();
        app.write(clerk, &receipt, "ここにお越しください。", &[map.id]).await.unwrap();
        assert!(app.file_of_submission(&receipt, &hanako.visitor, map.id).await.is_ok());
        assert!(app.file_of_submission(&other, &stranger.visitor, map.id).await.is_err());
        let digest: String = Sha256::digest(office::photo()).iter().map(|b| format!("{b:02x}")).collect();
        let wrote = hanako.sees(&receipt).await.history.into_iter().filter_map(|h| match h.event {
            Event::Wrote { files, .. } => Some(files),
            _ => None,
        });
        for file in wrote.flatten() {
            assert_eq!(file.digest, digest, "the chain does not hold what was in {}", file.name);
        }
        let text = app.arrived(b"just words").await.unwrap();
        let refused = app.enclose(resident, &receipt, 0, "memo.txt", text).await;
        assert!(matches!(refused, Err(Trouble::File(FileTrouble::Kind { .. }))), "{refused:?}");
        let sixth = app.enclose(resident, &receipt, ENCLOSURES, "6.jpg", photo().await).await;
        assert!(matches!(sixth, Err(Trouble::File(FileTrouble::TooMany { .. }))), "{sixth:?}");
    }
}

story! {
    /// A decision taken up again stays in the history with its reasons; only the head may, and must say why.
    async fn a_decision_taken_up_again_is_kept(office: Office) {
        let hanako = office.resident();
        let receipt = hanako.submits("juminhyo-yubin", "hanako@example.jp").await.receipt;
        let (sato, head) = (office.staff("sato").await, office.staff("head").await);
        sato.does(&receipt, Action::Take).await.unwrap();
        sato.does(&receipt, Action::refuse("基準", "事実")).await.unwrap();
        let kept = submissions::by_receipt(&office.store.reader(), &receipt).await.unwrap();
        // Ended in 令和8年度, kept for its class's years from the first of April after it (REQ-REC-1).
        let years = hanako.sees(&receipt).await.paper.procedure.retention.years();
        assert_eq!(kept.dispose_from.unwrap().to_string(), format!("{}-04-01", 2027 + years));
        let reopen = |reason: &str| Action::Reopen { reason: reason.to_owned() };
        let answer = sato.does(&receipt, reopen("誤り")).await;
        assert!(matches!(answer, Err(Trouble::Refused(Refusal::ForTheHead))), "{answer:?}");
        let answer = head.does(&receipt, reopen(" ")).await;
        assert!(matches!(answer, Err(Trouble::Refused(Refusal::Missing(Missing::Reason)))), "{answer:?}");
        head.does(&receipt, reopen("事実に誤りがあったため")).await.unwrap();
        let seen = hanako.sees(&receipt).await;
        assert_eq!((seen.stage.name(), seen.decided_at), (StageName::InReview, None));
        let row = submissions::by_receipt(&office.store.reader(), &receipt).await.unwrap();
        assert_eq!(row.dispose_from, None, "what is open is kept");
        head.does(&receipt, Action::grant("")).await.unwrap();
        let rulings: Vec<_> = hanako
            .sees(&receipt)
            .await
            .history
            .into_iter()
            .filter_map(|h| match h.event {
                Event::Decided { ruling, .. } => Some(ruling),
                _ => None,
            })
            .collect();
        assert!(matches!(&rulings[..], [Ruling::Refused { facts, .. }, Ruling::Granted { .. }] if facts == "事実"), "{rulings:?}");
        let allowed = office.app.open_case(&sato.person, &receipt).await.unwrap().allowed;
        let words = [ActionName::Write, ActionName::Note, ActionName::Call];
        assert_eq!(allowed, words, "only words are open to a clerk after the end");
        assert_eq!(office.post().await, 4, "received, refused, taken up again, granted");
    }
}

story! {
    /// Whoever alters, removes or adds anything behind the office's back is found, and the place is named.
    async fn meddling_is_found(office: Office) {
        let hanako = office.resident();
        let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
        let sato = office.staff("sato").await;
        sato.does(&receipt, Action::Take).await.unwrap();
        office.app.seal().await.unwrap().unwrap();
        sato.does(&receipt, Action::grant("")).await.unwrap();
        let verified = office.app.verify().await.unwrap();
        assert_eq!((verified.submissions, verified.events, verified.seals, verified.unsealed), (1, 3, 1, 1));
        assert_eq!(verified.broken, []);

        let event = |seq| Broken::Event { receipt: receipt.clone(), seq };
        let root = Broken::Root { number: 1 };
        let length = Broken::Length { receipt: receipt.clone(), expected: 3, found: 2 };
        // What somebody does, what is found, and how it is undone.
        let cases: [(&'static str, Vec<Broken>, &'static str); 6] = [
            ("UPDATE events SET at = '2020-01-01T00:00:00+00:00' WHERE seq = 2", vec![event(2)], ""),
            ("UPDATE events SET body = '{\"event\":\"taken\",\"x\":1}' WHERE seq = 2", vec![event(2)], "UPDATE events SET body = '{\"event\":\"taken\"}' WHERE seq = 2"),
            ("UPDATE submissions SET stage_facts = '{\"stage\":\"withdrawn\",\"at\":\"2020-01-01T00:00:00Z\"}'", vec![Broken::Stage { receipt: receipt.clone() }], ""),
            ("UPDATE submissions SET answers = '{\"values\":{},\"rows\":{}}'", vec![Broken::Answers { receipt: receipt.clone() }], ""),
            ("UPDATE seals SET events = 5", vec![Broken::Seal { number: 1 }], "UPDATE seals SET events = 2"),
            ("DELETE FROM events WHERE seq = 3", vec![length], ""),
        ];
        let keep = "CREATE TABLE kept_e AS SELECT * FROM events; CREATE TABLE kept_s AS SELECT * FROM submissions";
        let back = "DELETE FROM events; INSERT INTO events SELECT * FROM kept_e;
            UPDATE submissions SET stage_facts = (SELECT stage_facts FROM kept_s), answers = (SELECT answers FROM kept_s)";
        meddle(&office.location, keep).await;
        for (deed, found, undo) in cases {
            meddle(&office.location, deed).await;
            assert_eq!(office.app.verify().await.unwrap().broken, found, "{deed}");
            meddle(&office.location, back).await;
            if !undo.is_empty() {
                meddle(&office.location, undo).await;
            }
            assert_eq!(office.app.verify().await.unwrap().broken, [], "{deed} was not undone");
        }
        // A whole history rewritten so that it holds by itself is still not what was sealed.
        meddle(&office.location, "UPDATE events SET seal = NULL WHERE seq = 2").await;
        assert_eq!(office.app.verify().await.unwrap().broken, [root]);
        meddle(&office.location, back).await;
    }
}

story! {
    /// A proof shows somebody outside one history, and that it is the one that was sealed.
    async fn a_history_is_shown_to_others(office: Office) {
        let hanako = office.resident();
        let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
        for _ in 0..5 {
            office.resident().submits("suido-kaishi", "").await;
        }
        let seal = office.app.seal().await.unwrap().unwrap();
        let sato = office.staff("sato").await;
        sato.does(&receipt, Action::Take).await.unwrap();
        let proof = office.app.prove(&receipt).await.unwrap();
        assert_eq!(proof.check(), Ok(()));
        assert_eq!(proof.seals.iter().map(|s| s.hash).collect::<Vec<_>>(), [seal.hash]);
        let text = serde_json::to_string(&proof).unwrap();
        assert!(text.len() < 8000, "a proof is small: {} bytes", text.len());
        let read: madoguchi_app::Proof = serde_json::from_str(&text).unwrap();
        assert_eq!(read.check(), Ok(()));

        let mut altered = read.clone();
        altered.events[0].at = altered.events[0].at.plus(Duration::seconds(1));
        assert_eq!(altered.check(), Err(madoguchi_app::Disproved::Event(1)));
        let mut moved = read.clone();
        moved.events[0].index += 1;
        assert_eq!(moved.check(), Err(madoguchi_app::Disproved::NotUnderSeal(1)));
        let mut forged = read.clone();
        forged.seals[0].root = [1; 32];
        assert_eq!(forged.check(), Err(madoguchi_app::Disproved::Seal(1)));
        let mut unsealed = read;
        unsealed.seals.clear();
        assert_eq!(unsealed.check(), Err(madoguchi_app::Disproved::NotUnderSeal(1)));
        let unknown = madoguchi_vocab::ReceiptNumber::from_random(5);
        assert!(matches!(office.app.prove(&unknown).await, Err(Trouble::NotFound)));
    }
}

story! {
    /// The seal of the day is made once a day, whoever asks and however often.
    async fn a_day_is_sealed_once(office: Office) {
        for day in 1..=3 {
            office.resident().submits("suido-kaishi", "").await;
            let (a, b) = tokio::join!(office.app.seal_daily(), office.app.seal_daily());
            a.and(b).unwrap();
            office.resident().submits("suido-kaishi", "").await;
            office.app.seal_daily().await.unwrap();
            let seals = office.app.seals().await.unwrap();
            assert_eq!(seals.len(), day, "day {day}");
            office.wait(Duration::days(1));
        }
    }
}

story! {
    /// A submission that stands in nobody's hands can be accepted by anyone of the department, and by no other.
    async fn another_department_cannot_accept(office: Office) {
        let receipt = office.resident().submits("juminhyo-yubin", "").await.receipt;
        let answer = office.staff("mizu").await.does(&receipt, Action::Accept).await;
        assert!(matches!(answer, Err(Trouble::NotFound)), "{answer:?}");
        let seen = submissions::by_receipt(&office.store.reader(), &receipt).await.unwrap();
        assert!(serde_json::from_value::<Stage>(seen.stage_facts).is_ok_and(|s| s.holder().is_none()));
    }
}

story! {
    /// What is over goes when somebody has approved it; its stub, its trail and its chain stay, its number is never
    /// used again. What is open, kept or not over stays (REQ-REC-1).
    async fn what_is_over_goes_and_its_trail_stays(office: Office) {
        let hanako = office.resident();
        let receipt = hanako.submits("juminhyo-yubin", "hanako@example.jp").await.receipt;
        let kept = hanako.submits("juminhyo-yubin", "").await.receipt;
        let open = hanako.submits("juminhyo-yubin", "").await.receipt;
        let sato = office.staff("sato").await;
        for number in [&receipt, &kept] {
            sato.does(number, Action::Take).await.unwrap();
            sato.asks_correction(number, "phone", "見本の理由", 5).await.unwrap();
            hanako.mends(number, madoguchi_forms::Typed::from_iter([("phone", "090-1234-5678")])).await.unwrap();
            sato.does(number, Action::grant("")).await.unwrap();
        }
        office.post().await;
        office.app.seal().await.unwrap();
        assert_eq!(office.app.disposal_list().await.unwrap(), [], "nothing is over yet");
        let years = hanako.sees(&receipt).await.paper.procedure.retention.years();
        let day = format!("{}-01-05T09:00:00+09:00", 2027 + years);
        office.clock.set(madoguchi_vocab::Instant::parse(&day).unwrap());
        let list = office.app.disposal_list().await.unwrap();
        assert_eq!(list.len(), 2, "warned of before it is over");
        let done = office.app.dispose(&list, "見本 課長").await.unwrap();
        assert_eq!((done.gone, done.left), (0, 2), "it is not over yet");
        office.wait(Duration::days(100));
        office.app.keep(&kept, Some("開示請求のため")).await.unwrap();
        let done = office.app.dispose(&list, "見本 課長").await.unwrap();
        assert_eq!((done.gone, done.left), (1, 1));
        let again = office.app.dispose(&list, "見本 課長").await.unwrap();
        assert_eq!((again.gone, again.left), (0, 2), "nothing goes twice");

        let stub = submissions::by_receipt(&office.store.reader(), &receipt).await.unwrap();
        assert_eq!((stub.applicant_name.as_str(), stub.search_key.as_str(), stub.email), ("", "", None));
        assert!(stub.disposed_at.is_some());
        let history = madoguchi_store::events::history(&office.store.reader(), stub.id).await.unwrap();
        let words = format!("{history:?}");
        assert!(!words.contains("090-1234-5678") && !words.contains("見本の理由"), "{words}");
        assert_eq!(history.len(), 6, "who did something when is still there");
        let answer = office.app.open_case(&sato.person, &receipt).await;
        assert!(matches!(answer, Err(Trouble::Gone)), "{answer:?}");
        assert_eq!(office.app.verify().await.unwrap().broken, [], "the chains and the seals hold without the words");
        for number in [&kept, &open] {
            assert!(office.app.open_case(&sato.person, number).await.is_ok());
        }
        office.app.keep(&kept, None).await.unwrap();
        assert_eq!(office.app.dispose(&list, "見本 課長").await.unwrap().gone, 1);
    }
}

story! {
    /// What is shown as the usual time is what was measured, in open days, without what was withdrawn.
    async fn the_time_it_takes_is_measured(office: Office) {
        let sato = office.staff("sato").await;
        for days in [1, 1, 2, 3, 9] {
            let hanako = office.resident();
            let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
            let arrived = office.clock.now();
            sato.does(&receipt, Action::Take).await.unwrap();
            office.wait(Duration::days(days));
            let measured = office.app.calendar().elapsed(arrived.date(), office.clock.now().date());
            sato.does(&receipt, Action::grant(measured.to_string())).await.unwrap();
            office.clock.set(arrived);
        }
        let gone = office.resident();
        let receipt = gone.submits("juminhyo-yubin", "").await.receipt;
        office.app.withdraw(&receipt, &gone.visitor, 1, "").await.unwrap();
        assert!(office.app.measured().is_empty(), "nobody has looked yet");
        office.app.measure().await.unwrap();
        let measured = office.app.measured()["juminhyo-yubin"];
        // A Tuesday: 1, 1, 2, 3 and (over a weekend) 7 open days.
        assert_eq!((measured.count, measured.median, measured.p90), (5, 2, 7));
    }
}

story! {
    /// The clock of the server is set back an hour: what happened stays in its order, the chains hold, nobody arrives
    /// before they came, and the day is sealed once.
    async fn a_clock_set_back_breaks_nothing(office: Office) {
        let first = office.resident().submits("juminhyo-yubin", "hanako@example.jp").await.receipt;
        office.app.seal_daily().await.unwrap();
        office.wait(Duration::hours(-1));
        let hanako = office.resident();
        let second = hanako.submits("juminhyo-yubin", "hanako@example.jp").await.receipt;
        let sato = office.staff("sato").await;
        for receipt in [&first, &second] {
            sato.does(receipt, Action::Take).await.unwrap();
            sato.does(receipt, Action::grant("")).await.unwrap();
        }
        office.app.seal_daily().await.unwrap();
        assert_eq!(office.app.seals().await.unwrap().len(), 1);
        office.wait(Duration::days(1));
        office.app.seal_daily().await.unwrap();
        let verified = office.app.verify().await.unwrap();
        assert_eq!((verified.seals, verified.unsealed), (2, 0));
        assert_eq!(verified.broken, []);
        assert_eq!(office.post().await, 4);
    }
}

story! {
    /// The mail server is gone for an hour: letters wait, go out once it is back, and nobody gets one twice.
    async fn letters_outlast_an_hour_without_a_mail_server(office: Office) {
        office.letterbox.puts_off();
        for _ in 0..3 {
            office.resident().submits("juminhyo-yubin", "hanako@example.jp").await;
        }
        for _ in 0..60 {
            assert_eq!(office.app.deliver().await.unwrap().sent, 0);
            office.wait(Duration::minutes(1));
        }
        assert_eq!(office.letterbox.letters().len(), 0);
        office.letterbox.accepts();
        office.wait(Duration::hours(1));
        assert_eq!(office.post().await, 3);
    }
}
