//! 書かない窓口: what somebody of the office enters for a resident who came, telephoned or wrote.

use chrono::{Days, Duration};
use madoguchi_app::{DayWrong, DeskFacts, How, Original, Scan, Trouble, Way};
use madoguchi_forms::Typed;
use madoguchi_store::{audit, entries, views::volumes};
use madoguchi_testkit::{
    Office,
    office::{good_case, photo, tell},
    story,
};
use madoguchi_vocab::{Actor, DepartmentId, Instant, Lang};
use madoguchi_workflow::{Action, Event, StageName};

const PAPER: &str = "juminhyo-yubin";

/// What the trail tells of one object, oldest first.
async fn trail(office: &Office, object: &str) -> Vec<String> {
    let lines = audit::of_object(&office.store.reader(), object, 50).await.unwrap();
    lines.into_iter().rev().map(|line| line.verb).collect()
}

fn at(way: Way) -> DeskFacts {
    DeskFacts { way, ..DeskFacts::default() }
}

story! {
    /// The whole path: entered at the counter, worked on by the same clerk, decided, followed by the resident, counted
    /// by its channel.
    async fn what_is_entered_at_the_counter_lives_like_any_other(office: Office) {
        let sato = office.staff("sato").await;
        let receipt = sato.enters(PAPER, at(Way::Counter)).await;
        assert_eq!(office.post().await, 1, "the address that was given is written to");
        let case = office.app.open_case(&sato.person, &receipt.receipt).await.unwrap();
        let s = &case.submission;
        assert_eq!((s.channel.as_str(), s.stage.name()), ("counter", StageName::Received));
        let first = &s.history[0];
        assert!(matches!(first.event, Event::Submitted { .. }));
        assert!(matches!(&first.actor, Actor::Staff { name, .. } if *name == sato.person.name), "{:?}", first.actor);
        let entry = s.entry.as_ref().expect("it is known to be entered");
        assert_eq!((entry.staff_name.as_str(), entry.paper_day), (sato.person.name.as_str(), None));
        let original = &entry.originals["id_photo"];
        assert_eq!((original.how, original.is_awaited()), (How::Seen, false));
        let said: Vec<_> = s.show(Lang::Ja).into_iter().flat_map(|x| x.lines).collect();
        assert!(said.iter().any(|l| l.answer == "原本を窓口で確認しました"), "{said:?}");

        // The resident follows it with number and key, and mends it without being asked for the photo.
        sato.does(&receipt.receipt, Action::Take).await.unwrap();
        sato.asks_correction(&receipt.receipt, "phone", "つながりません。", 14).await.unwrap();
        let hanako = office.resident();
        office.app.look_up(receipt.receipt.as_str(), receipt.key.reveal(), &hanako.visitor, "x").await.unwrap();
        hanako.mends(&receipt.receipt, Typed::from_iter([("phone", "090-1234-5678")])).await.unwrap();
        sato.does(&receipt.receipt, Action::grant("")).await.unwrap();

        hanako.submits(PAPER, "").await;
        for way in [Way::Phone, Way::Mail, Way::Paper] {
            let day = way.is_on_paper().then(|| office.app.today());
            sato.enters(PAPER, DeskFacts { paper_day: day, ..at(way) }).await;
        }
        let today = Instant::beginning_of(office.app.today());
        let counted = volumes::between(&office.store.reader(), today, today.plus(Duration::days(1))).await.unwrap();
        let counted: Vec<_> = counted.iter().map(|v| (v.channel.as_str(), v.count)).collect();
        assert_eq!(counted, [("counter", 1), ("mail", 1), ("online", 1), ("paper", 1), ("phone", 1)]);
    }
}

story! {
    /// 到達 is when the paper reached the office: the clock runs from that day, and the day is one that can be.
    async fn a_letter_arrived_when_it_reached_the_office(office: Office) {
        let sato = office.staff("sato").await;
        let today = office.app.today();
        let on = |day| DeskFacts { paper_day: Some(day), ..at(Way::Mail) };
        let draft = sato.fills_in(PAPER, &good_case(PAPER), at(Way::Mail)).await;
        let refused = |facts: DeskFacts| {
            let (draft, sato, office) = (draft.clone(), &sato, &office);
            async move {
                let draft = office.app.desk_draft(&sato.person, draft.id).await.unwrap();
                let typed = draft.typed.clone();
                let originals = draft.desk.as_ref().unwrap().facts.originals.clone();
                let facts = DeskFacts { originals, ..facts };
                let draft = office.app.save_at_desk(&sato.person, &draft, typed, Lang::Ja, facts).await.unwrap();
                office.app.enter(&sato.person, &draft, draft.revision).await
            }
        };
        for (facts, wrong) in [
            (at(Way::Mail), DayWrong::Missing),
            (on(today + Days::new(1)), DayWrong::Ahead),
            (on(today - Days::new(61)), DayWrong::LongAgo),
        ] {
            let answer = refused(facts).await;
            assert!(matches!(answer, Err(Trouble::PaperDay(w)) if w == wrong), "{answer:?}");
        }
        // Friday the 20th; three open days from the next open day: Monday was a holiday.
        let friday = "2026-11-20".parse().unwrap();
        let receipt = refused(on(friday)).await.unwrap();
        let s = office.app.open_case(&sato.person, &receipt.receipt).await.unwrap().submission;
        assert_eq!(s.arrived_at, Instant::beginning_of(friday));
        assert_eq!(s.due_on.unwrap().to_string(), "2026-11-26");
        let entry = s.entry.as_ref().unwrap();
        assert_eq!((entry.paper_day, entry.entered_at.date()), (Some(friday), today));
        assert_eq!(s.history[0].at, entry.entered_at, "the history says when it was entered");

        let late = DeskFacts { late_reason: "支所で保管されていた".into(), ..on(today - Days::new(61)) };
        let receipt = sato.enters(PAPER, late).await;
        let s = office.app.open_case(&sato.person, &receipt.receipt).await.unwrap().submission;
        assert_eq!(s.entry.unwrap().late_reason, "支所で保管されていた");
    }
}

story! {
    /// What a paper wants is judged by the day it came, like everything that came in time.
    async fn a_paper_is_read_by_the_day_it_came(office: Office) {
        let mizu = office.staff("mizu").await;
        let slug = "suido-kaishi";
        let draft = mizu.fills_in(slug, &good_case(slug), at(Way::Counter)).await;
        let app = &office.app;
        app.enter(&mizu.person, &draft, draft.revision).await.expect("the first day of use lies ahead");
        office.wait(Duration::days(70));
        let day = app.today() - Days::new(70);
        let (typed, facts) = (draft.typed.clone(), DeskFacts { paper_day: Some(day), late_reason: "支所".into(), ..at(Way::Mail) });
        let late = mizu.fills_in(slug, &good_case(slug), at(Way::Mail)).await;
        let by_today = app.save_at_desk(&mizu.person, &late, typed.clone(), Lang::Ja, at(Way::Counter)).await.unwrap();
        assert!(!by_today.read(app.today()).is_complete(), "the day of use is over by today");
        let by_mail = app.save_at_desk(&mizu.person, &by_today, typed, Lang::Ja, facts).await.unwrap();
        app.enter(&mizu.person, &by_mail, by_mail.revision).await.expect("it lay ahead when the letter came");
    }
}

story! {
    /// A colleague of the department goes on; whoever had it saves nothing over it any more.
    async fn a_colleague_takes_over(office: Office) {
        let (sato, suzuki) = (office.staff("sato").await, office.staff("suzuki").await);
        let app = &office.app;
        let draft = sato.fills_in(PAPER, &good_case(PAPER), at(Way::Counter)).await;
        let lines = app.desk_drafts(&suzuki.person).await.unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!((lines[0].applicant.as_str(), lines[0].mine), ("見本 花子", false));
        let answer = app.enter(&suzuki.person, &draft, draft.revision).await;
        assert!(matches!(answer, Err(Trouble::Overtaken)), "it is not in these hands: {answer:?}");
        let taken = app.take_over(&suzuki.person, draft.id).await.unwrap();
        let facts = draft.desk.clone().unwrap().facts;
        let late = app.save_at_desk(&sato.person, &draft, draft.typed.clone(), Lang::Ja, facts).await;
        assert!(matches!(late, Err(Trouble::Overtaken)), "{late:?}");
        let answer = app.discard_at_desk(&sato.person, draft.id).await;
        assert!(matches!(answer, Err(Trouble::Overtaken)), "{answer:?}");
        let press = || app.enter(&suzuki.person, &taken, taken.revision);
        let (one, two) = tokio::join!(press(), press());
        assert_eq!(one.unwrap().receipt, two.unwrap().receipt, "two presses are one submission");
        assert!(app.desk_drafts(&sato.person).await.unwrap().is_empty());
    }
}

story! {
    /// Nobody enters for another department, nor sees what it is entering.
    async fn another_department_is_refused(office: Office) {
        let (sato, mizu, dx) = (office.staff("sato").await, office.staff("mizu").await, office.staff("dx").await);
        let app = &office.app;
        let slug = PAPER.parse().unwrap();
        for stranger in [&mizu, &dx] {
            let answer = app.start_at_desk(&stranger.person, &slug, Lang::Ja, at(Way::Counter)).await;
            assert!(matches!(answer, Err(Trouble::NotAllowed)), "{answer:?}");
        }
        let draft = sato.fills_in(PAPER, &good_case(PAPER), at(Way::Counter)).await;
        for stranger in [&mizu, &dx] {
            assert!(matches!(app.desk_draft(&stranger.person, draft.id).await, Err(Trouble::NotFound)));
            assert!(matches!(app.take_over(&stranger.person, draft.id).await, Err(Trouble::NotFound)));
        }
        assert!(app.desk_drafts(&mizu.person).await.unwrap().is_empty());
        // Neither is it there for any resident, by address or by code.
        let hanako = office.resident();
        assert!(matches!(app.draft(draft.id, &hanako.visitor).await, Err(Trouble::NotFound)));
        let code = app.resume_code(draft.id);
        let answer = app.resume(code.reveal(), &hanako.visitor, "x").await;
        assert!(matches!(answer, Err(Trouble::NotFound)), "{answer:?}");
        // And what a resident types is not there for the desk.
        let own = hanako.types(PAPER, &good_case(PAPER)).await;
        assert!(matches!(app.desk_draft(&sato.person, own.id).await, Err(Trouble::NotFound)));
    }
}

story! {
    /// Somebody began at home, comes to the counter, and says the code: answers and files come along.
    async fn a_code_from_home_brings_the_answers_along(office: Office) {
        let (sato, mizu) = (office.staff("sato").await, office.staff("mizu").await);
        let (app, hanako) = (&office.app, office.resident());
        let draft = hanako.types(PAPER, &good_case(PAPER)).await;
        app.mail_code(&draft, "hanako@example.jp", "x").await.unwrap();
        let code = app.resume_code(draft.id);
        let answer = app.resume_at_desk(&mizu.person, code.reveal(), "x").await;
        assert!(matches!(answer, Err(Trouble::NotFound)), "another department's paper: {answer:?}");
        let id = app.resume_at_desk(&sato.person, code.reveal(), "x").await.unwrap();
        let taken = app.desk_draft(&sato.person, id).await.unwrap();
        assert_eq!((&taken.typed, taken.files.len()), (&draft.typed, draft.files.len()));
        assert!(taken.desk.as_ref().unwrap().facts.begun_online);
        assert!(matches!(app.draft(id, &hanako.visitor).await, Err(Trouble::NotFound)), "it is at the desk now");
        let shown = app.form_token(&hanako.visitor);
        let answer = app.reclaim_draft(id, &shown, &hanako.visitor).await;
        assert!(matches!(answer, Err(Trouble::NotFound)), "an open tab takes it back: {answer:?}");
        assert_eq!(office.post().await, 0, "the code opens it no more, so it is not sent any more");
        let receipt = app.enter(&sato.person, &taken, taken.revision).await.unwrap();
        let s = app.open_case(&sato.person, &receipt.receipt).await.unwrap().submission;
        assert_eq!((s.channel.as_str(), s.files.len()), ("counter", draft.files.len()));
        assert!(s.entry.unwrap().begun_online);
        for _ in 0..5 {
            let _ = app.resume_at_desk(&sato.person, "7777-7777-7777", "x").await;
        }
        let answer = app.resume_at_desk(&sato.person, code.reveal(), "x").await;
        assert!(matches!(answer, Err(Trouble::TooMany { .. })), "codes are guessed: {answer:?}");
    }
}

story! {
    /// A paper that is to follow by post is waited for until somebody has it in hand.
    async fn what_is_to_come_by_post_is_ticked_off(office: Office) {
        let (sato, mizu) = (office.staff("sato").await, office.staff("mizu").await);
        let app = &office.app;
        let draft = sato.fills_in(PAPER, &good_case(PAPER), at(Way::Phone)).await;
        let mut facts = draft.desk.clone().unwrap().facts;
        let without = DeskFacts { originals: Default::default(), ..facts.clone() };
        let bare = app.save_at_desk(&sato.person, &draft, draft.typed.clone(), Lang::Ja, without).await.unwrap();
        let answer = app.enter(&sato.person, &bare, bare.revision).await;
        assert!(matches!(answer, Err(Trouble::Incomplete(_))), "the photo is wanting: {answer:?}");
        let later = Original { how: How::Later, note: "コピーを郵送".into() };
        facts.originals.insert("id_photo".into(), later.clone());
        // What no question asks for is not waited for.
        facts.originals.insert("phone".into(), later);
        let draft = app.save_at_desk(&sato.person, &bare, bare.typed.clone(), Lang::Ja, facts).await.unwrap();
        let receipt = app.enter(&sato.person, &draft, draft.revision).await.unwrap().receipt;
        let originals = || async {
            app.open_case(&sato.person, &receipt).await.unwrap().submission.entry.unwrap().originals
        };
        let before = originals().await;
        assert_eq!(before.keys().collect::<Vec<_>>(), ["id_photo"]);
        assert!(before["id_photo"].is_awaited());
        let answer = app.paper_came(&mizu.person, &receipt, "id_photo").await;
        assert!(matches!(answer, Err(Trouble::NotFound)), "{answer:?}");
        app.paper_came(&sato.person, &receipt, "id_photo").await.unwrap();
        let after = originals().await;
        assert_eq!(after["id_photo"].came, Some((app.now(), sato.person.name.clone())));
        let again = app.paper_came(&sato.person, &receipt, "id_photo").await;
        assert!(matches!(again, Err(Trouble::Overtaken)), "{again:?}");
    }
}

story! {
    /// The same name and birthday, or telephone, in an open submission of the same paper: shown, not in the way.
    async fn the_same_person_is_noticed(office: Office) {
        let sato = office.staff("sato").await;
        let app = &office.app;
        let draft = sato.fills_in(PAPER, &good_case(PAPER), at(Way::Counter)).await;
        assert!(app.same_person(&draft).await.unwrap().is_empty());
        let first = office.resident().submits(PAPER, "").await.receipt;
        let found = app.same_person(&draft).await.unwrap();
        assert_eq!(found.iter().map(|r| r.receipt.clone()).collect::<Vec<_>>(), std::slice::from_ref(&first));
        let with = |pairs: &[(&str, &str)]| {
            let mut other = draft.clone();
            pairs.iter().for_each(|(name, value)| other.typed.set(*name, *value));
            other
        };
        for (pairs, same) in [
            (&[("name", "見本　花子"), ("phone", "090-0000-0000")][..], 1),
            (&[("birthday.year", "3")], 1),
            (&[("birthday.year", "3"), ("phone", "090-0000-0000")], 0),
            (&[("name", "見本 花江")], 0),
            (&[("name", "")], 0),
        ] {
            assert_eq!(app.same_person(&with(pairs)).await.unwrap().len(), same, "{pairs:?}");
        }
        // Once it is over, the next is no double.
        sato.does(&first, Action::Take).await.unwrap();
        sato.does(&first, Action::grant("")).await.unwrap();
        assert!(app.same_person(&draft).await.unwrap().is_empty());
        app.enter(&sato.person, &draft, draft.revision).await.expect("nothing is in the way");
    }
}

story! {
    /// When its time is over, what was noted of an entry goes with the answers.
    async fn what_was_noted_goes_with_the_answers(office: Office) {
        let sato = office.staff("sato").await;
        let app = &office.app;
        let receipt = sato.enters(PAPER, at(Way::Counter)).await;
        sato.does(&receipt.receipt, Action::Take).await.unwrap();
        sato.does(&receipt.receipt, Action::grant("")).await.unwrap();
        office.post().await;
        office.wait(Duration::days(366 * 5));
        let list = app.disposal_list().await.unwrap();
        assert_eq!(app.dispose(&list, "見本 課長").await.unwrap().gone, 1);
        let reader = office.store.reader();
        assert_eq!(entries::of(&reader, receipt.submission).await.unwrap(), None);
        assert_eq!(entries::originals_of(&reader, receipt.submission).await.unwrap(), []);
    }
}

story! {
    /// What was entered is looked at by the rules for every submission: once it is another department's, the desk where
    /// it was entered sees it no more.
    async fn a_transfer_closes_the_desk_as_well(office: Office) {
        let (sato, suzuki) = (office.staff("sato").await, office.staff("suzuki").await);
        let app = &office.app;
        let draft = sato.fills_in(PAPER, &good_case(PAPER), at(Way::Counter)).await;
        let early = app.entered(&sato.person, draft.id).await;
        assert!(matches!(early, Err(Trouble::NotFound)), "it is not entered yet: {early:?}");
        let receipt = app.enter(&sato.person, &draft, draft.revision).await.unwrap().receipt;
        assert_eq!(app.entered(&suzuki.person, draft.id).await.unwrap().receipt, receipt);
        assert_eq!(trail(&office, receipt.as_str()).await, ["entered", "viewed"]);
        sato.does(&receipt, Action::Take).await.unwrap();
        let to = DepartmentId("suido".into());
        let transfer = Action::Transfer { to, name: "suido課".into(), reason: "水道のこと".into() };
        sato.does(&receipt, transfer).await.unwrap();
        let before = trail(&office, receipt.as_str()).await;
        for colleague in [&sato, &suzuki] {
            let answer = app.entered(&colleague.person, draft.id).await;
            assert!(matches!(answer, Err(Trouble::NotFound)), "{answer:?}");
            let answer = app.desk_draft(&colleague.person, draft.id).await;
            assert!(matches!(answer, Err(Trouble::NotFound)), "the answers are in the draft, too: {answer:?}");
        }
        assert_eq!(trail(&office, receipt.as_str()).await, before, "nobody has seen anything");
    }
}

story! {
    /// 照会キー is handed over by who entered it, and by nobody else; that it was shown is noted.
    async fn the_key_is_shown_to_who_entered_it(office: Office) {
        let (sato, suzuki) = (office.staff("sato").await, office.staff("suzuki").await);
        let app = &office.app;
        let receipt = sato.enters(PAPER, at(Way::Counter)).await;
        let submission = app.open_case(&sato.person, &receipt.receipt).await.unwrap().submission;
        let of = |who: &madoguchi_app::StaffPerson| {
            let (who, submission) = (who.clone(), submission.clone());
            async move { app.entry_key(&who, &submission).await.unwrap().map(|key| key.reveal().to_owned()) }
        };
        assert_eq!(of(&suzuki.person).await, None, "a colleague could act as the resident");
        assert_eq!(trail(&office, receipt.receipt.as_str()).await, ["entered", "viewed"]);
        assert_eq!(of(&sato.person).await.as_deref(), Some(receipt.key.reveal()));
        assert_eq!(trail(&office, receipt.receipt.as_str()).await, ["entered", "viewed", "showed-key"]);
        office.wait(Duration::hours(2));
        assert_eq!(of(&sato.person).await, None, "it does not lie about");
        let online = office.resident().submits(PAPER, "").await.receipt;
        let online = app.open_case(&sato.person, &online).await.unwrap().submission;
        assert!(app.entry_key(&sato.person, &online).await.unwrap().is_none(), "nobody entered it");
    }
}

story! {
    /// A draft that changes hands at the desk, or is thrown away, leaves a trace; who may not leaves none.
    async fn drafts_change_hands_with_a_trace(office: Office) {
        let (sato, suzuki) = (office.staff("sato").await, office.staff("suzuki").await);
        let (app, hanako) = (&office.app, office.resident());
        let id = hanako.types(PAPER, &good_case(PAPER)).await.id;
        let code = app.resume_code(id);
        app.resume_at_desk(&sato.person, code.reveal(), "x").await.unwrap();
        app.take_over(&sato.person, id).await.expect("it is in these hands already");
        app.take_over(&suzuki.person, id).await.unwrap();
        let late = app.discard_at_desk(&sato.person, id).await;
        assert!(matches!(late, Err(Trouble::Overtaken)), "{late:?}");
        app.discard_at_desk(&suzuki.person, id).await.unwrap();
        let told = trail(&office, &id.to_string()).await;
        assert_eq!(told, ["resumed-draft", "took-draft", "discarded-draft"]);
    }
}

#[tokio::test]
async fn a_file_at_the_desk_waits_for_the_scanner_and_every_look_is_noted() {
    // A port nobody listens on: it was ours a moment ago.
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (office, waits) in
        [(Office::with_scanner(&format!("tcp://{nobody}")).await, true), (Office::on_sqlite().await, false)]
    {
        tell(office, |office| async move {
            let (sato, mizu) = (office.staff("sato").await, office.staff("mizu").await);
            let app = &office.app;
            let draft = sato.fills_in(PAPER, &good_case(PAPER), at(Way::Counter)).await;
            let (field, photo) = ("id_photo".parse().unwrap(), app.arrived(&photo()).await.unwrap());
            let draft = app.attach(&draft, &field, None, "scan.jpg", photo).await.unwrap();
            let file = draft.files.keys().next().unwrap().parse().unwrap();
            let answer = app.desk_file(&mizu.person, draft.id, file).await.map(|file| file.size);
            assert!(matches!(answer, Err(Trouble::NotFound)), "{answer:?}");
            let answer = app.desk_file(&sato.person, draft.id, file).await.map(|file| file.size);
            match waits {
                true => assert!(matches!(answer, Err(Trouble::Unopened(Scan::Waiting))), "{answer:?}"),
                false => assert!(answer.is_ok(), "{answer:?}"),
            }
            assert_eq!(trail(&office, &draft.id.to_string()).await, ["viewed-file"]);
        })
        .await;
    }
}
