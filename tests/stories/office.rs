//! The life of a submission inside the office: every template from the first day to the last, approvals, lots, opinions,
//! fees, and what the law wants of each.

use chrono::Duration;
use madoguchi_app::{Refused, Trouble};
use madoguchi_forms::Typed;
use madoguchi_testkit::{Office, story};
use madoguchi_vocab::{DepartmentId, ReceiptNumber};
use madoguchi_workflow::{
    Action, Asked, Authority, Event, Fee, Missing, Outcome, Refusal, Ruling, Settled, Stage, StageName,
};

const SLUG: &str = "juminhyo-yubin";
const PROCEDURE: &str = "[procedure]\n";

/// 決裁 by two, one after the other.
const TWO_APPROVALS: &str = r#"template = "approval"

[[workflow.step]]
key = "second_approval"
stage = "awaiting_approval"
title = "部長決裁"

[[workflow.move]]
action = "approve"
from = ["awaiting_approval"]
to = "second_approval"
who = "approver"

[[workflow.move]]
action = "approve"
from = ["second_approval"]
to = "ruling"
who = "approver"

[[workflow.move]]
action = "send_back"
from = ["second_approval"]
to = "in_review"
who = "approver""#;

/// Publishes the paper with a life of its own.
async fn lives(office: &Office, life: &str) {
    office.rewrites(SLUG, &[(PROCEDURE, &format!("[workflow]\n{life}\n\n{PROCEDURE}"))]).await;
}

/// Publishes the paper with places that are drawn for: only a booking may be.
async fn is_drawn(office: &Office, places: &str) {
    let life = format!("[workflow]\ntemplate = \"draw\"\n\n{PROCEDURE}{places}");
    let kind = ("\nkind = \"request\"", "\nkind = \"booking\"");
    office.rewrites(SLUG, &[(PROCEDURE, &life), kind]).await;
}

async fn does(office: &Office, who: &str, receipt: &ReceiptNumber, actions: Vec<Action>) {
    let worker = office.staff(who).await;
    for action in actions {
        let said = format!("{who}: {action:?}");
        worker.does(receipt, action).await.unwrap_or_else(|e| panic!("{said}: {e:?}"));
    }
}

async fn history(office: &Office, receipt: &ReceiptNumber) -> (Stage, Vec<Event>) {
    let head = office.staff("head").await.person;
    let s = office.app.open_case(&head, receipt).await.unwrap().submission;
    (s.stage, s.history.into_iter().map(|h| h.event).collect())
}

async fn stage(office: &Office, receipt: &ReceiptNumber) -> StageName {
    history(office, receipt).await.0.name()
}

fn grant() -> Outcome {
    Outcome::Grant { note: String::new() }
}

fn refuse() -> Outcome {
    Outcome::Refuse { basis: "条例5条".into(), facts: "期限のあとに届いた".into() }
}

fn is_refused(answer: &Result<(), Trouble>, why: &Refusal) -> bool {
    matches!(answer, Err(Trouble::Refused(w)) if w == why)
}

story! {
    /// Each template leads from the first day to an end, by the people it names.
    async fn every_template_has_a_way_from_arrival_to_the_end(office: Office) {
        let propose = || Action::Propose { outcome: grant() };
        for (template, moves, end) in [
            ("permit", vec![("sato", vec![Action::Take, Action::grant("")])], StageName::Granted),
            (
                "approval",
                vec![("sato", vec![Action::Take, propose()]), ("head", vec![Action::Approve])],
                StageName::Granted,
            ),
            (
                "two_reviews",
                vec![
                    ("sato", vec![Action::Take, Action::Forward]),
                    ("suzuki", vec![Action::Take, propose()]),
                    ("head", vec![Action::Approve]),
                ],
                StageName::Granted,
            ),
            ("draw", vec![("head", vec![Action::Draw { rank: 1, of: 1, places: 1 }])], StageName::Chosen),
        ] {
            match template {
                "draw" => is_drawn(&office, "").await,
                _ => lives(&office, &format!("template = \"{template}\"")).await,
            }
            let receipt = office.resident().submits(SLUG, "hanako@example.jp").await.receipt;
            for (who, actions) in moves {
                does(&office, who, &receipt, actions).await;
            }
            assert_eq!(stage(&office, &receipt).await, end, "{template}");
        }
        let receipt = office.resident().submits("suido-kaishi", "").await.receipt;
        does(&office, "mizu", &receipt, vec![Action::Take, Action::Acknowledge { note: String::new() }]).await;
        assert_eq!(office.post().await, 8, "one receipt and one decision each; nothing of the steps between");
    }
}

story! {
    /// 決裁: the person who proposed never approves; whoever does is recorded with their ground, 代決 with the name.
    async fn a_proposal_is_approved_by_somebody_else_and_the_ground_is_kept(office: Office) {
        lives(&office, "template = \"approval\"").await;
        let hanako = office.resident();
        let receipt = hanako.submits(SLUG, "hanako@example.jp").await.receipt;
        does(&office, "head", &receipt, vec![Action::Take, Action::Propose { outcome: grant() }]).await;
        let head = office.staff("head").await;
        let own = head.does(&receipt, Action::Approve).await;
        assert!(is_refused(&own, &Refusal::OwnProposal), "{own:?}");
        let suzuki = office.staff("suzuki").await;
        let clerk = suzuki.does(&receipt, Action::Approve).await;
        assert!(is_refused(&clerk, &Refusal::ForApprovers), "{clerk:?}");
        // The head is away: suzuki stands in, and it is said for whom.
        let (today, mut tx) = (office.clock.now().date(), office.store.begin().await.unwrap());
        madoguchi_store::substitutes::insert(&mut tx, uuid::Uuid::from_u128(1), (head.person.id, suzuki.person.id), (today, today), "出張").await.unwrap();
        tx.commit().await.unwrap();
        suzuki.does(&receipt, Action::Approve).await.unwrap();
        let (stage, events) = history(&office, &receipt).await;
        assert_eq!(stage.name(), StageName::Granted);
        let Some(Event::Decided { authority: Some(Authority::Deputy(deputy)), .. }) = events.last() else {
            panic!("{:?}", events.last());
        };
        assert_eq!(deputy.of, head.person.id);
        // 専決 is a ground of its own.
        lives(&office, "template = \"permit\"").await;
        let other = hanako.submits(SLUG, "").await.receipt;
        does(&office, "sato", &other, vec![Action::Take, Action::grant("")]).await;
        let (_, events) = history(&office, &other).await;
        assert!(matches!(events.last(), Some(Event::Decided { authority: Some(Authority::Delegated), .. })));
        assert_eq!(office.post().await, 2);
    }
}

story! {
    /// Two approvals by two people; the first decides nothing, and nobody gives both.
    async fn two_approvals_need_two_people(office: Office) {
        lives(&office, TWO_APPROVALS).await;
        let receipt = office.resident().submits(SLUG, "").await.receipt;
        does(&office, "sato", &receipt, vec![Action::Take, Action::Propose { outcome: refuse() }]).await;
        does(&office, "head", &receipt, vec![Action::Approve]).await;
        let (stage_now, events) = history(&office, &receipt).await;
        assert_eq!(stage_now.step(), "second_approval");
        assert!(!events.iter().any(|e| matches!(e, Event::Decided { .. })), "nothing is decided by the first");
        let again = office.staff("head").await.does(&receipt, Action::Approve).await;
        assert!(is_refused(&again, &Refusal::OwnProposal), "{again:?}");
        does(&office, "kessai", &receipt, vec![Action::Approve]).await;
        assert_eq!(stage(&office, &receipt).await, StageName::Refused);
    }
}

story! {
    /// Many at once: each by itself, and what cannot be holds up none.
    async fn many_are_approved_and_each_is_told(office: Office) {
        lives(&office, "template = \"approval\"").await;
        let mut seen = vec![];
        for (who, outcome) in [("sato", grant()), ("head", grant()), ("sato", refuse()), ("sato", grant())] {
            let receipt = office.resident().submits(SLUG, "").await.receipt;
            does(&office, who, &receipt, vec![Action::Take, Action::Propose { outcome }]).await;
            let head = office.staff("head").await.person;
            seen.push((receipt.clone(), office.app.open_case(&head, &receipt).await.unwrap().submission.revision));
        }
        does(&office, "sato", &seen[2].0, vec![Action::PullBack]).await;
        let head = office.staff("head").await.person;
        let told = office.app.approve_all(&head, &seen).await.unwrap();
        let told: Vec<_> = told.into_iter().map(|t| t.outcome).collect();
        assert_eq!(told, [Ok(()), Err(Refused::No(Refusal::OwnProposal)), Err(Refused::Overtaken), Ok(())]);
        // Pressed twice, nothing happens twice.
        let again = office.app.approve_all(&head, &seen).await.unwrap();
        assert!(again.iter().all(|t| t.outcome.is_err()), "{again:?}");
        let list = office.app.approvals(&head, None).await.unwrap();
        assert_eq!(list.rows.iter().map(|r| r.receipt.clone()).collect::<Vec<_>>(), [seen[1].0.clone()]);
    }
}

story! {
    /// A decision without its reasons is none, whether it is made, proposed or foreseen.
    async fn no_decision_without_reasons_through_any_door(office: Office) {
        let sato = office.staff("sato").await;
        for life in ["permit", "approval"] {
            lives(&office, &format!("template = \"{life}\"")).await;
            let receipt = office.resident().submits(SLUG, "").await.receipt;
            sato.does(&receipt, Action::Take).await.unwrap();
            let (no, none, words) = (String::new(), "　\n".to_owned(), "事実".to_owned());
            for (outcome, missing) in [
                (Outcome::Refuse { basis: no.clone(), facts: words.clone() }, Missing::Basis),
                (Outcome::Refuse { basis: words.clone(), facts: none.clone() }, Missing::Facts),
                (Outcome::GrantInPart { part: no.clone(), basis: words.clone(), facts: words.clone() }, Missing::Part),
                (Outcome::GrantInPart { part: words.clone(), basis: none, facts: words.clone() }, Missing::Basis),
                (Outcome::GrantInPart { part: words.clone(), basis: words, facts: no }, Missing::Facts),
            ] {
                let action = if life == "permit" { Action::Decide { outcome } } else { Action::Propose { outcome } };
                let revision = office.app.open_case(&sato.person, &receipt).await.unwrap().submission.revision;
                let foreseen = office.app.foresee(&sato.person, &receipt, revision, action.clone()).await.map(|_| ());
                let made = sato.does(&receipt, action).await;
                for answer in [foreseen, made] {
                    assert!(is_refused(&answer, &Refusal::Missing(missing)), "{life}: {answer:?}");
                }
            }
            for action in [Action::Redirect { to: "県".into(), reason: String::new() }, Action::Transfer { to: DepartmentId("suido".into()), name: "x".into(), reason: " ".into() }] {
                let answer = sato.does(&receipt, action).await;
                assert!(is_refused(&answer, &Refusal::Missing(Missing::Reason)), "{answer:?}");
            }
            assert_eq!(stage(&office, &receipt).await, StageName::InReview, "{life}");
        }
    }
}

story! {
    /// REQ-NOT-3: the notice of remedies follows the legal basis, and is kept word by word with the decision.
    async fn the_notice_of_remedies_is_kept_verbatim(office: Office) {
        for (remedy, authority) in [("mayor", "橿原市長に対して"), ("governor", "奈良県知事に対して"), ("care-insurance-board", "奈良県介護保険審査会に対して")] {
            let word = "remedy = \"mayor\"";
            let changed = format!("remedy = \"{remedy}\"");
            office.rewrites(SLUG, &[(word, &changed)]).await;
            for outcome in [refuse(), Outcome::GrantInPart { part: "1通".into(), basis: "条例5条".into(), facts: "2通はいらない".into() }] {
                let receipt = office.resident().submits(SLUG, "").await.receipt;
                does(&office, "sato", &receipt, vec![Action::Take, Action::Decide { outcome }]).await;
                let head = office.staff("head").await.person;
                let s = office.app.open_case(&head, &receipt).await.unwrap().submission;
                let Stage::Decided { ruling, .. } = &s.stage else { panic!("{:?}", s.stage) };
                let kept = ruling.remedy().unwrap();
                assert!(kept.contains(authority) && kept.contains("3か月以内"), "{remedy}: {kept}");
                assert_eq!(kept, office.app.remedy_notice(&s), "word by word");
            }
        }
    }
}

story! {
    /// 行政手続法7条: who has a period for mending has all of it; the day after, a person decides.
    async fn nothing_is_refused_while_a_correction_runs(office: Office) {
        let hanako = office.resident();
        let receipt = hanako.submits(SLUG, "").await.receipt;
        let sato = office.staff("sato").await;
        sato.does(&receipt, Action::Take).await.unwrap();
        sato.asks_correction(&receipt, "phone", "つながりません", 5).await.unwrap();
        // Five days on is a Sunday; the period ends on the Monday.
        let due = office.clock.now().plus(Duration::days(6)).date();
        let second = sato.asks_correction(&receipt, "phone", "もう一度", 5).await;
        assert!(matches!(second, Err(Trouble::Refused(Refusal::NotNow { .. }))), "one correction at a time: {second:?}");
        let refusal = Action::Decide { outcome: refuse() };
        let early = sato.does(&receipt, refusal.clone()).await;
        assert!(is_refused(&early, &Refusal::CorrectionOpen { due }), "{early:?}");
        // Nor is a part of it refused; for that a colleague has to approve first.
        lives(&office, "template = \"approval\"").await;
        let other = office.resident().submits(SLUG, "").await.receipt;
        sato.does(&other, Action::Take).await.unwrap();
        sato.asks_correction(&other, "phone", "つながりません", 5).await.unwrap();
        let part = Outcome::GrantInPart { part: "1 通".into(), basis: "基準".into(), facts: "事実".into() };
        let in_part = sato.does(&other, Action::Propose { outcome: part }).await;
        assert!(is_refused(&in_part, &Refusal::CorrectionOpen { due }), "{in_part:?}");
        office.wait(Duration::days(6));
        let last_day = sato.does(&receipt, refusal.clone()).await;
        assert!(is_refused(&last_day, &Refusal::CorrectionOpen { due }), "{last_day:?}");
        assert_eq!(stage(&office, &receipt).await, StageName::AwaitingCorrection, "the day itself ends nothing");
        office.wait(Duration::days(1));
        sato.does(&receipt, refusal).await.unwrap();
    }
}

story! {
    /// Work is given to who reviews in the department, and goes to departments that are there, under the names they have.
    async fn work_goes_only_to_who_can_do_it(office: Office) {
        let receipt = office.resident().submits(SLUG, "").await.receipt;
        let sato = office.staff("sato").await;
        let mizu = office.staff("mizu").await.person;
        let elsewhere = sato.does(&receipt, Action::Assign { to: mizu.id, name: mizu.name }).await;
        assert!(matches!(elsewhere, Err(Trouble::NotFound)), "{elsewhere:?}");
        let nowhere = Action::Transfer { to: DepartmentId("kosodate".into()), name: "子育て課".into(), reason: "担当".into() };
        assert!(matches!(sato.does(&receipt, nowhere).await, Err(Trouble::NotFound)));
        let suzuki = office.staff("suzuki").await.person;
        sato.does(&receipt, Action::Assign { to: suzuki.id, name: "うその名前".into() }).await.unwrap();
        let case = office.app.open_case(&sato.person, &receipt).await.unwrap();
        let said = format!("{:?}", case.submission.history);
        assert!(said.contains(&suzuki.name) && !said.contains("うその名前"), "{said}");
    }
}

story! {
    /// While others approve, nothing is asked of the resident; sent back, it can be.
    async fn a_correction_waits_until_the_proposal_is_back(office: Office) {
        lives(&office, "template = \"approval\"").await;
        let hanako = office.resident();
        let receipt = hanako.submits(SLUG, "").await.receipt;
        let sato = office.staff("sato").await;
        does(&office, "sato", &receipt, vec![Action::Take, Action::Propose { outcome: refuse() }]).await;
        let asked = sato.asks_correction(&receipt, "phone", "つながりません", 5).await;
        assert!(matches!(asked, Err(Trouble::Refused(Refusal::NotNow { .. }))), "{asked:?}");
        let head = office.staff("head").await;
        let silent = head.does(&receipt, Action::SendBack { reason: "　".into() }).await;
        assert!(is_refused(&silent, &Refusal::Missing(Missing::Reason)), "{silent:?}");
        head.does(&receipt, Action::SendBack { reason: "電話番号を確かめる".into() }).await.unwrap();
        sato.asks_correction(&receipt, "phone", "つながりません", 5).await.unwrap();
        hanako.mends(&receipt, Typed::from_iter([("phone", "090-1234-5678")])).await.unwrap();
        sato.does(&receipt, Action::Propose { outcome: grant() }).await.unwrap();
        let approval = office.app.approvals(&head.person, None).await.unwrap().rows.remove(0);
        let back = approval.sent_back.expect("it came back once");
        assert_eq!(back.reason, "電話番号を確かめる");
        assert!(matches!(back.before, Ruling::Refused { .. }) && back.changes.len() == 1, "{back:?}");
        head.does(&receipt, Action::Approve).await.unwrap();
    }
}

story! {
    /// Two decide otherwise at the same moment: one wins, one letter leaves.
    async fn of_contradictory_decisions_at_once_one_wins(office: Office) {
        let receipt = office.resident().submits(SLUG, "hanako@example.jp").await.receipt;
        let (sato, head) = (office.staff("sato").await, office.staff("head").await);
        sato.does(&receipt, Action::Take).await.unwrap();
        let revision = office.app.open_case(&sato.person, &receipt).await.unwrap().submission.revision;
        let (a, b) = tokio::join!(
            office.app.act(&sato.person, &receipt, revision, Action::grant("")),
            office.app.act(&head.person, &receipt, revision, Action::Decide { outcome: refuse() }),
        );
        assert_eq!([a.is_ok(), b.is_ok()].iter().filter(|ok| **ok).count(), 1, "{a:?} {b:?}");
        let (_, events) = history(&office, &receipt).await;
        assert_eq!(events.iter().filter(|e| matches!(e, Event::Decided { .. })).count(), 1);
        assert_eq!(office.post().await, 2, "one receipt, one decision");
    }
}

story! {
    /// Taken up again, the earlier decision stays with its reasons; it is not only the head's wish but has a reason.
    async fn what_is_taken_up_again_keeps_the_earlier_decision(office: Office) {
        let receipt = office.resident().submits(SLUG, "").await.receipt;
        does(&office, "sato", &receipt, vec![Action::Take, Action::Decide { outcome: refuse() }]).await;
        let reopen = |reason: &str| Action::Reopen { reason: reason.into() };
        let clerk = office.staff("sato").await.does(&receipt, reopen("やはり")).await;
        assert!(is_refused(&clerk, &Refusal::ForTheHead), "{clerk:?}");
        let silent = office.staff("head").await.does(&receipt, reopen("")).await;
        assert!(is_refused(&silent, &Refusal::Missing(Missing::Reason)), "{silent:?}");
        does(&office, "head", &receipt, vec![reopen("消印は期限のうち"), Action::grant("")]).await;
        let (_, events) = history(&office, &receipt).await;
        let rulings: Vec<_> = events.iter().filter_map(|e| match e {
            Event::Decided { ruling, .. } => Some(ruling.stage()),
            _ => None,
        }).collect();
        assert_eq!(rulings, [StageName::Refused, StageName::Granted]);
    }
}

story! {
    /// 所管替え: the day of arrival stays, and what ended meanwhile goes nowhere.
    async fn a_transfer_keeps_the_day_of_arrival(office: Office) {
        let hanako = office.resident();
        let receipt = hanako.submits(SLUG, "hanako@example.jp").await.receipt;
        let arrived = hanako.sees(&receipt).await.arrived_at;
        office.wait(Duration::days(1));
        let to = || Action::Transfer { to: DepartmentId("suido".into()), name: "suido課".into(), reason: "水道のこと".into() };
        does(&office, "sato", &receipt, vec![Action::Take, to()]).await;
        let mizu = office.staff("mizu").await;
        let s = office.app.open_case(&mizu.person, &receipt).await.unwrap().submission;
        assert_eq!((s.arrived_at, s.department.0.as_str()), (arrived, "suido"));
        let sato = office.staff("sato").await;
        assert!(matches!(office.app.open_case(&sato.person, &receipt).await, Err(Trouble::NotFound)));
        assert_eq!(office.post().await, 2, "the resident is told whom to ask now");
        let ended = hanako.submits(SLUG, "").await.receipt;
        let revision = office.app.open_case(&sato.person, &ended).await.unwrap().submission.revision;
        office.app.withdraw(&ended, &hanako.visitor, revision, "").await.unwrap();
        let late = office.app.act(&sato.person, &ended, revision, to()).await;
        assert!(matches!(late, Err(Trouble::Overtaken)), "{late:?}");
        let after = sato.does(&ended, to()).await;
        assert!(matches!(after, Err(Trouble::Refused(Refusal::NotNow { .. }))), "{after:?}");
    }
}

story! {
    /// REQ-PAY-1: while a fee is owed the clock stands still; it is paid, waived or given back, each once.
    async fn the_clock_stands_still_while_a_fee_is_owed(office: Office) {
        let receipt = office.resident().submits(SLUG, "").await.receipt;
        let sato = office.staff("sato").await;
        sato.does(&receipt, Action::Take).await.unwrap();
        let due = async || office.app.open_case(&sato.person, &receipt).await.unwrap().due.unwrap();
        let before = due().await;
        sato.does(&receipt, Action::ChargeFee { yen: 300, how: "納付書で".into() }).await.unwrap();
        office.wait(Duration::days(14));
        let on = office.clock.now().date();
        let tomorrow = on + chrono::Days::new(1);
        let early = sato.does(&receipt, Action::SettleFee { settled: Settled::Paid { on: tomorrow } }).await;
        assert!(is_refused(&early, &Refusal::DayOutOfReach), "{early:?}");
        sato.does(&receipt, Action::SettleFee { settled: Settled::Paid { on } }).await.unwrap();
        assert!(due().await >= before + chrono::Days::new(14), "{} {before}", due().await);
        let twice = sato.does(&receipt, Action::SettleFee { settled: Settled::Paid { on } }).await;
        assert!(is_refused(&twice, &Refusal::NoSuchFee), "{twice:?}");
        let silent = sato.does(&receipt, Action::SettleFee { settled: Settled::Refunded { reason: " ".into() } }).await;
        assert!(is_refused(&silent, &Refusal::Missing(Missing::Reason)), "{silent:?}");
        sato.does(&receipt, Action::SettleFee { settled: Settled::Refunded { reason: "二重払い".into() } }).await.unwrap();
        let facts = office.app.open_case(&sato.person, &receipt).await.unwrap().facts;
        assert_eq!(facts.fee, Fee::Refunded { yen: 300, reason: "二重払い".into() });
    }
}

story! {
    /// 意見照会: the department that is asked sees the submission until it has answered, and decides nothing.
    async fn an_opinion_opens_the_submission_until_it_is_given(office: Office) {
        let receipt = office.resident().submits(SLUG, "").await.receipt;
        let mizu = office.staff("mizu").await;
        does(&office, "sato", &receipt, vec![Action::Take]).await;
        assert!(office.app.open_case(&mizu.person, &receipt).await.is_err());
        let due = office.clock.now().date();
        let of = Asked::Department { id: DepartmentId("suido".into()), name: "suido課".into() };
        does(&office, "sato", &receipt, vec![Action::AskOpinion { of, question: "通れますか".into(), due }]).await;
        assert_eq!(office.app.owed(&mizu.person).await.unwrap().len(), 1);
        let decide = mizu.does(&receipt, Action::grant("")).await;
        assert!(matches!(decide, Err(Trouble::NotFound)), "{decide:?}");
        office.wait(Duration::days(1));
        assert!(office.app.owed(&mizu.person).await.unwrap()[0].overdue);
        mizu.does(&receipt, Action::GiveOpinion { number: 1, text: "通れます".into() }).await.unwrap();
        assert_eq!(office.app.owed(&mizu.person).await.unwrap(), []);
        assert!(office.app.open_case(&mizu.person, &receipt).await.is_err());
    }
}

story! {
    /// 抽選: the head draws the list that was seen, everybody gets one lot, and a second draw gives what is left.
    async fn lots_are_drawn_once_and_can_be_found_again(office: Office) {
        is_drawn(&office, "capacity = 2\n").await;
        let mut all = vec![];
        for _ in 0..5 {
            // 定員 is the number of places, not of who may apply.
            all.push(office.resident().submits(SLUG, "hanako@example.jp").await.receipt);
        }
        let (head, sato) = (office.staff("head").await.person, office.staff("sato").await.person);
        assert!(matches!(office.app.draw_list(&sato, SLUG).await, Err(Trouble::NotAllowed)));
        let list = office.app.draw_list(&head, SLUG).await.unwrap();
        assert_eq!((list.entrants.len(), list.capacity, list.given), (5, Some(2), 0));
        let drawn = office.app.draw(&head, SLUG, 2, &list.seen).await.unwrap();
        let mut found: Vec<_> = drawn.lots.iter().map(|l| l.receipt.clone()).collect();
        let trail = madoguchi_store::audit::latest(&office.store.reader(), 1).await.unwrap();
        assert_eq!(trail[0].verb, "drew");
        assert!(trail[0].object.contains(&format!("seed={}", drawn.seed)), "{}", trail[0].object);
        for (rank, lot) in (1..).zip(&drawn.lots) {
            let expected = if rank <= 2 { StageName::Chosen } else { StageName::NotChosen };
            assert_eq!((lot.rank, stage(&office, &lot.receipt).await), (rank, expected));
        }
        found.sort();
        all.sort();
        assert_eq!(found, all, "everybody once");
        assert_eq!(office.post().await, 10, "a receipt and a lot each");
        let again = office.app.draw(&head, SLUG, 2, &list.seen).await;
        assert!(matches!(again, Err(Trouble::Overtaken)), "{again:?}");
        let late = office.resident().submits(SLUG, "").await.receipt;
        let list = office.app.draw_list(&head, SLUG).await.unwrap();
        assert_eq!((list.entrants.len(), list.given), (1, 2), "only who has no lot yet");
        office.app.withdraw(&late, &office.resident().visitor, 1, "").await.unwrap_err();
        assert_eq!(stage(&office, &late).await, StageName::Received);
    }
}
