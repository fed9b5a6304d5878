//! Nobody sees what is not theirs, and every look leaves a trace.

use chrono::Duration;
use madoguchi_app::{COUNTED, Loaded, QueueFilter, Trouble, Whose};
use madoguchi_testkit::{
    Office, Resident,
    office::{self, PASSWORD, good_case},
    story,
};
use madoguchi_vocab::{DraftId, Lang, Slug};
use madoguchi_workflow::{Action, StageName};

story! {
    /// Another department, a manager, an administrator: for them the submission is not there.
    async fn a_submission_is_its_departments(office: Office) {
        let hanako = office.resident();
        let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
        for stranger in ["mizu", "dx", "admin", "audit"] {
            let stranger = office.staff(stranger).await;
            assert!(matches!(office.app.open_case(&stranger.person, &receipt).await, Err(Trouble::NotFound)));
            let take = office.app.act(&stranger.person, &receipt, 1, Action::Take).await;
            assert!(matches!(take, Err(Trouble::NotFound)), "{take:?}");
        }
        let sato = office.staff("sato").await;
        office.app.open_case(&sato.person, &receipt).await.unwrap();
        let trail = madoguchi_store::audit::latest(&office.store.reader(), 1).await.unwrap();
        assert_eq!((trail[0].verb.as_str(), trail[0].object.as_str()), ("viewed", receipt.as_str()));
    }
}

story! {
    /// What a count counts is what the list lists.
    async fn counts_open_exactly_the_rows_they_count(office: Office) {
        let hanako = office.resident();
        let mut receipts = vec![];
        for _ in 0..3 {
            receipts.push(hanako.submits("juminhyo-yubin", "").await.receipt);
        }
        hanako.submits("suido-kaishi", "").await;
        let sato = office.staff("sato").await;
        sato.does(&receipts[0], Action::Take).await.unwrap();
        office.wait(chrono::Duration::days(10));
        let filters = [
            (QueueFilter::default(), 3),
            (QueueFilter { whose: Whose::Nobodys, ..QueueFilter::default() }, 2),
            (QueueFilter { whose: Whose::Mine, ..QueueFilter::default() }, 1),
            (QueueFilter { stage: Some(StageName::InReview), ..QueueFilter::default() }, 1),
            (QueueFilter { when: madoguchi_app::When::Overdue, ..QueueFilter::default() }, 3),
            (QueueFilter { text: receipts[1].as_str().to_lowercase(), ..QueueFilter::default() }, 1),
            (QueueFilter { text: "%".into(), ..QueueFilter::default() }, 0),
        ];
        let all: Vec<_> = filters.iter().map(|(filter, _)| filter.clone()).collect();
        let counts = office.app.queue_counts(&sato.person, &all, COUNTED).await.unwrap();
        for ((filter, expected), count) in filters.into_iter().zip(counts) {
            let page = office.app.queue(&sato.person, &filter).await.unwrap();
            assert_eq!(page.rows.len(), expected, "{filter:?}");
            assert_eq!(page.total, expected as i64, "{filter:?}");
            assert_eq!(count, expected as i64, "{filter:?}");
        }
    }
}

story! {
    /// Signing in: the right password, one answer for every wrong one, and a session that ends.
    async fn staff_sign_in_and_sessions_end(office: Office) {
        let app = &office.app;
        for (login, password) in [("sato", "wrong"), ("nobody", PASSWORD), ("", "")] {
            assert!(matches!(app.sign_in(login, password, "a").await, Err(Trouble::SignIn)));
        }
        let token = app.sign_in("sato", PASSWORD, "a").await.unwrap();
        assert_eq!(app.staff_session(&token).await.unwrap().login, "sato");
        office.wait(chrono::Duration::minutes(119));
        assert!(app.staff_session(&token).await.is_ok());
        office.wait(chrono::Duration::minutes(121));
        assert!(matches!(app.staff_session(&token).await, Err(Trouble::SignIn)), "two idle hours end a session");
        let token = app.sign_in("sato", PASSWORD, "a").await.unwrap();
        app.sign_out(&token).await.unwrap();
        assert!(matches!(app.staff_session(&token).await, Err(Trouble::SignIn)));
    }
}

story! {
    /// A letter to nobody, a decision by a stranger's hand: only the clerk in charge or the head decides.
    async fn only_the_clerk_in_charge_decides(office: Office) {
        let hanako = office.resident();
        let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
        let (sato, suzuki, head) = (office.staff("sato").await, office.staff("suzuki").await, office.staff("head").await);
        sato.does(&receipt, Action::Take).await.unwrap();
        let grant = || Action::grant("");
        let answer = suzuki.does(&receipt, grant()).await;
        assert!(matches!(answer, Err(Trouble::Refused(madoguchi_workflow::Refusal::HeldByAnother))), "{answer:?}");
        head.does(&receipt, grant()).await.unwrap();
    }
}

/// What is asked stays as it was when somebody began; how long and for how many is what the office says today.
#[tokio::test]
async fn a_period_that_is_changed_holds_for_who_has_begun() {
    let sound = office::papers().into_iter().find(|p| p.slug == "suido-kaishi").unwrap();
    let until = |day: &str| {
        let text = sound.source.replacen("retention =", &format!("open_until = \"{day}\"\nretention ="), 1);
        Loaded::compile("suido-kaishi".into(), "form.toml".into(), text)
    };
    let office = Office::with_papers(vec![until("2026-11-25")]).await;
    let hanako = office.resident();
    let dx = office.staff("dx").await.person;
    let draft = hanako.types("suido-kaishi", &good_case("suido-kaishi")).await;
    office.wait(Duration::days(2));
    assert!(
        matches!(office.app.submit(&draft, draft.revision, &hanako.visitor).await, Err(Trouble::Closed)),
        "it is over"
    );
    for (day, open) in [("2026-11-27", true), ("2026-11-25", false)] {
        office.app.put_paper(until(day));
        office.app.publish(&dx, "suido-kaishi").await.unwrap();
        let draft =
            if open { draft.id } else { late(&office, &hanako, &until("2026-12-31"), &until(day)).await };
        let draft = office.app.draft(draft, &hanako.visitor).await.unwrap();
        let answer = office.app.submit(&draft, draft.revision, &hanako.visitor).await;
        assert_eq!(answer.is_ok(), open, "until {day}: {answer:?}");
    }
}

/// A draft begun while the paper was open longer than it is now.
async fn late(office: &Office, who: &Resident, then: &Loaded, now: &Loaded) -> DraftId {
    let dx = office.staff("dx").await.person;
    office.app.put_paper(then.clone());
    office.app.publish(&dx, &then.slug).await.unwrap();
    let draft = who.types(&then.slug, &good_case(&then.slug)).await;
    office.app.put_paper(now.clone());
    office.app.publish(&dx, &now.slug).await.unwrap();
    draft.id
}

/// 受付期間: before and behind it nothing begins, and what was begun in time is handed in in time or not at all.
#[tokio::test]
async fn a_paper_is_taken_only_in_its_period() {
    let sound = office::papers().into_iter().find(|p| p.slug == "suido-kaishi").unwrap();
    let period = "open_from = \"2026-11-25\"\nopen_until = \"2026-11-26\"\nretention =";
    let text = sound.source.replacen("retention =", period, 1);
    let office =
        Office::with_papers(vec![Loaded::compile("suido-kaishi".into(), "form.toml".into(), text)]).await;
    let hanako = office.resident();
    let slug = Slug::parse("suido-kaishi").unwrap();
    let begins = async || office.app.start_draft(&slug, Lang::Ja, &hanako.visitor).await;
    assert!(matches!(begins().await, Err(Trouble::Closed)), "the day before");
    office.wait(Duration::days(1));
    let first = hanako.types("suido-kaishi", &good_case("suido-kaishi")).await;
    let second = hanako.types("suido-kaishi", &good_case("suido-kaishi")).await;
    office.wait(Duration::days(1));
    office.app.submit(&first, first.revision, &hanako.visitor).await.expect("the last day");
    office.wait(Duration::days(1));
    assert!(
        matches!(office.app.submit(&second, second.revision, &hanako.visitor).await, Err(Trouble::Closed)),
        "a day late"
    );
    assert!(matches!(begins().await, Err(Trouble::Closed)), "the day after");
}
