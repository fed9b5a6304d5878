//! Corrections: one at a time, to an open day, with the clock standing still meanwhile.

use chrono::{Datelike, Duration};
use madoguchi_app::Trouble;
use madoguchi_forms::Typed;
use madoguchi_testkit::story;
use madoguchi_vocab::{Date, Instant};
use madoguchi_workflow::{Action, CorrectionItem, Refusal, Settled, Stage, StageName};

fn asks(due: Date) -> Action {
    let item = CorrectionItem { field: "phone".parse().unwrap(), reason: "つながりません。".into() };
    Action::AskCorrection { items: vec![item], due }
}

fn number(digits: &str) -> Typed {
    Typed::from_iter([("phone", digits)])
}

story! {
    /// While one is open there is no second, nobody grants over it, and the first stays as it was asked; once it is
    /// answered there may be another, and after the decision none.
    async fn one_correction_is_asked_at_a_time(office: Office) {
        let hanako = office.resident();
        let receipt = hanako.submits("juminhyo-yubin", "hanako@example.jp").await.receipt;
        let (sato, head) = (office.staff("sato").await, office.staff("head").await);
        sato.does(&receipt, Action::Take).await.unwrap();
        let due = office.clock.now().plus(Duration::days(14)).date();
        sato.does(&receipt, asks(due)).await.unwrap();
        let asked = hanako.sees(&receipt).await.stage;
        for (worker, action) in [
            (&sato, asks(due)),
            (&head, asks(due)),
            (&sato, Action::grant("")),
            (&sato, Action::Take),
        ] {
            let answer = worker.does(&receipt, action).await;
            assert!(matches!(answer, Err(Trouble::Refused(Refusal::NotNow { .. }))), "{answer:?}");
        }
        assert_eq!(hanako.sees(&receipt).await.stage, asked);
        hanako.mends(&receipt, number("090-1234-5678")).await.unwrap();
        let again = hanako.mends(&receipt, number("090-8765-4321")).await;
        assert!(matches!(again, Err(Trouble::Refused(Refusal::NotNow { .. }))), "mended once is mended: {again:?}");
        sato.does(&receipt, asks(due)).await.unwrap();
        hanako.mends(&receipt, number("090-8765-4321")).await.unwrap();
        sato.does(&receipt, Action::grant("")).await.unwrap();
        let answer = sato.does(&receipt, asks(due)).await;
        assert!(matches!(answer, Err(Trouble::Refused(Refusal::NotNow { .. }))), "{answer:?}");
        assert_eq!(office.post().await, 6, "received, twice asked, twice mended, granted");
    }
}

story! {
    /// The last day is one on which the counter and the telephone are open, and lies ahead, but not too far.
    async fn the_last_day_of_a_correction_is_an_open_day(office: Office) {
        let sato = office.staff("sato").await;
        let today = office.clock.now().date();
        // Of the working days; 2026-11-28 is a Saturday, and from 12-29 to 01-03 the office is closed.
        for (due, becomes) in [
            ("2026-11-27", Some("2026-11-27")),
            ("2026-11-28", Some("2026-11-30")),
            ("2026-12-29", Some("2027-01-04")),
            ("2027-01-11", Some("2027-01-12")),
            ("2026-11-24", None),
            ("2026-11-23", None),
            ("2027-03-01", None),
        ] {
            let hanako = office.resident();
            let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
            sato.does(&receipt, Action::Take).await.unwrap();
            let answer = sato.does(&receipt, asks(due.parse().unwrap())).await;
            let stage = hanako.sees(&receipt).await.stage;
            match (becomes, stage) {
                (Some(day), Stage::AwaitingCorrection { due, .. }) => assert_eq!(due.to_string(), day),
                (None, Stage::InReview { .. }) => {
                    assert!(matches!(answer, Err(Trouble::Refused(Refusal::DueOutOfReach))), "{due}: {answer:?}");
                }
                (_, stage) => panic!("{due} on a {:?} {today}: {stage:?}", today.weekday()),
            }
        }
    }
}

story! {
    /// Where the fee comes first the applicant is told days from the payment, and no day that would come before it. The
    /// office's own clock runs from the arrival all the same, and stands still only while money is owed that was asked for.
    async fn where_the_fee_comes_first_days_are_named_from_the_payment_and_the_office_is_not_let_off(office: Office) {
        let receipt = office.resident().submits("juminhyo-yubin", "").await.receipt;
        let (arrived, calendar) = (office.app.today(), office.app.calendar());
        let sato = office.staff("sato").await;
        let told = async || {
            let seen = office.app.open_case(&sato.person, &receipt).await.unwrap().submission;
            (seen.due_on, seen.days_from_payment())
        };
        assert_eq!(told().await, (Some(calendar.due(arrived, 3, &[])), Some(3)), "an untouched one can be late");
        sato.does(&receipt, Action::Take).await.unwrap();
        sato.does(&receipt, Action::ChargeFee { yen: 300, how: "定額小為替で".into() }).await.unwrap();
        office.wait(Duration::days(7));
        assert_eq!(told().await, (None, Some(3)), "it is the applicant's turn");
        let on = office.app.today();
        sato.does(&receipt, Action::SettleFee { settled: Settled::Paid { on } }).await.unwrap();
        let due = calendar.due(on, 3, &[]);
        assert_eq!(told().await, (Some(due), None));
        assert_eq!(office.app.open_case(&sato.person, &receipt).await.unwrap().due, Some(due));
        sato.does(&receipt, Action::grant("")).await.unwrap();
        assert_eq!(told().await.1, None, "it has ended");
    }
}

story! {
    /// The days until the correction is answered are not the office's: the day of the decision moves by as many open
    /// days, in the list as on the page; a correction that is late may still be answered until somebody refuses.
    async fn the_clock_stands_still_while_the_resident_mends(office: Office) {
        let hanako = office.resident();
        let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
        let sato = office.staff("sato").await;
        sato.does(&receipt, Action::Take).await.unwrap();
        let first = hanako.sees(&receipt).await.due_on.unwrap();
        sato.does(&receipt, asks("2026-12-01".parse().unwrap())).await.unwrap();
        // A week and a day later, past the last day: a Wednesday.
        office.clock.set(Instant::parse("2026-12-02T09:00:00+09:00").unwrap());
        let open = office.app.open_case(&sato.person, &receipt).await.unwrap();
        assert_eq!(open.submission.stage.name(), StageName::AwaitingCorrection);
        assert!(open.due.unwrap() > first && open.stands_still, "it stands still as long as nobody answers");
        assert_eq!(open.submission.due_on, None, "in no list is it overdue, or due on a day that will not be");
        office.app.look_up(receipt.as_str(), office.app.secret().lookup_key(open.submission.id).reveal(), &hanako.visitor, "a").await.unwrap();
        hanako.mends(&receipt, number("090-1234-5678")).await.unwrap();
        let calendar = office.app.calendar();
        let moved = calendar.elapsed(first, hanako.sees(&receipt).await.due_on.unwrap());
        assert_eq!(moved, calendar.elapsed("2026-11-24".parse().unwrap(), "2026-12-02".parse().unwrap()));
        let shown = office.app.open_case(&sato.person, &receipt).await.unwrap().due;
        assert_eq!(shown, hanako.sees(&receipt).await.due_on, "page and list agree");
    }
}
