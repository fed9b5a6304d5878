//! Submissions and what happened to them.

use chrono::Duration;
use madoguchi_store::{StoreError, disposal, events, seals, submissions, submissions::SubmissionRow};
use madoguchi_testkit::on_both;
use serde_json::json;

use crate::samples::{event, furnish, morning, sato, submission, submit};

on_both!(a_submission_comes_back_and_is_changed_only_as_seen, |store| {
    furnish(&store).await;
    submit(&store, &[submission(1)]).await;
    let reader = store.reader();
    let row = submissions::by_receipt(&reader, &submission(1).receipt).await.unwrap();
    assert_eq!(
        (row.id, row.arrived_at, row.answers.clone()),
        (submission(1).id, submission(1).arrived_at, submission(1).answers)
    );
    assert_eq!(submissions::by_draft(&reader, submission(1).draft).await.unwrap().unwrap().id, row.id);
    assert!(submissions::by_draft(&reader, submission(2).draft).await.unwrap().is_none());

    let mut changed = row.clone();
    changed.stage = "in_review".into();
    changed.holder = Some(sato());
    changed.due_on = Some("2026-12-01".parse().unwrap());
    let mut tx = store.begin().await.unwrap();
    submissions::update(&mut tx, &changed).await.unwrap();
    assert!(matches!(submissions::update(&mut tx, &changed).await, Err(StoreError::Overtaken)));
    tx.commit().await.unwrap();
    let back = submissions::get(&reader, row.id).await.unwrap();
    assert_eq!(
        (back.stage.as_str(), back.holder, back.due_on, back.revision),
        ("in_review", Some(sato()), changed.due_on, 2)
    );
});

on_both!(one_draft_is_one_submission, |store| {
    furnish(&store).await;
    submit(&store, &[submission(1)]).await;
    let mut again = submission(2);
    again.draft = submission(1).draft;
    let mut tx = store.begin().await.unwrap();
    assert!(matches!(submissions::insert(&mut tx, &again).await, Err(StoreError::Duplicate)));
});

on_both!(a_number_is_never_given_twice_even_when_what_it_stood_for_is_gone, |store| {
    furnish(&store).await;
    let over = SubmissionRow { dispose_from: Some("2026-04-01".parse().unwrap()), ..submission(1) };
    submit(&store, std::slice::from_ref(&over)).await;
    for disposed in [false, true] {
        if disposed {
            let mut tx = store.begin().await.unwrap();
            submissions::update(&mut tx, &over).await.unwrap();
            disposal::dispose(&mut tx, over.id, morning().date(), morning()).await.unwrap();
            tx.commit().await.unwrap();
        }
        let mut other = submission(2);
        other.receipt = over.receipt.clone();
        let mut tx = store.begin().await.unwrap();
        let again = submissions::insert(&mut tx, &other).await;
        assert!(matches!(again, Err(StoreError::Duplicate)), "disposed of: {disposed}");
    }
});

on_both!(a_look_is_remembered_for_its_browser_and_its_time, |store| {
    furnish(&store).await;
    submit(&store, &[submission(1)]).await;
    let id = submission(1).id;
    let mut tx = store.begin().await.unwrap();
    submissions::grant_visit(&mut tx, [1; 32], id, morning()).await.unwrap();
    submissions::grant_visit(&mut tx, [1; 32], id, morning().plus(Duration::hours(2))).await.unwrap();
    tx.commit().await.unwrap();
    let may = |visitor, hours| {
        let reader = store.reader();
        async move {
            submissions::may_visit(&reader, visitor, id, morning().plus(Duration::hours(hours)))
                .await
                .unwrap()
        }
    };
    assert!(may([1; 32], 1).await);
    assert!(!may([1; 32], 2).await);
    assert!(!may([2; 32], 1).await);
});

on_both!(the_chain_names_the_first_row_that_was_touched, |store| {
    furnish(&store).await;
    submit(&store, &[submission(1)]).await;
    let id = submission(1).id;
    let mut tx = store.begin().await.unwrap();
    for n in 1..=4 {
        let body = json!({"event": "x", "b": n, "a": {"z": 1, "y": [1, {"k": "値"}]}});
        assert_eq!(events::append(&mut tx, event(id, body)).await.unwrap(), n);
    }
    tx.commit().await.unwrap();
    let rows = events::history(&store.reader(), id).await.unwrap();
    assert_eq!(events::first_broken(id, &rows), None);
    let mut altered = rows.clone();
    altered[2].body["b"] = json!(9);
    assert_eq!(events::first_broken(id, &altered), Some(3));
    let mut removed = rows.clone();
    removed.remove(1);
    assert_eq!(events::first_broken(id, &removed), Some(2));
    let mut swapped = rows.clone();
    swapped.swap(0, 1);
    assert_eq!(events::first_broken(id, &swapped), Some(1));
    assert_eq!(events::first_broken(submission(2).id, &rows), Some(1), "a chain is its submission's");

    let mut tx = store.begin().await.unwrap();
    events::dispose(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    let mut disposed = events::history(&store.reader(), id).await.unwrap();
    assert!(disposed.iter().all(|e| e.is_disposed() && e.salt.is_none()));
    assert_eq!(events::first_broken(id, &disposed), None, "the chain holds without the words");
    disposed[1].body = json!({"event": "y"});
    assert_eq!(events::first_broken(id, &disposed), Some(2), "words cannot be put in afterwards");
});

on_both!(a_seal_is_over_everything_that_was_not_sealed, |store| {
    furnish(&store).await;
    submit(&store, &[submission(1), submission(2)]).await;
    let happens = async |n, what: &str| {
        let mut tx = store.begin().await.unwrap();
        events::append(&mut tx, event(submission(n).id, json!({"event": what}))).await.unwrap();
        tx.commit().await.unwrap();
    };
    let seal = async || {
        let mut tx = store.begin().await.unwrap();
        let sealed = seals::seal(&mut tx, morning()).await.unwrap();
        tx.commit().await.unwrap();
        sealed
    };
    for n in [2, 1, 2] {
        happens(n, "x").await;
    }
    let first = seal().await.unwrap();
    assert_eq!((first.number, first.events, first.prev_hash), (1, 3, [0; 32]));
    assert_eq!(seal().await, None, "there is nothing new");
    happens(1, "y").await;
    let second = seal().await.unwrap();
    assert_eq!((second.number, second.events, second.prev_hash), (2, 1, first.hash));
    assert_eq!(seals::all(&store.reader()).await.unwrap(), [first.clone(), second]);

    let leaves = seals::leaves(&store.reader(), 1).await.unwrap();
    assert_eq!(seals::root_of(&leaves), first.root);
    for (n, leaf) in leaves.iter().enumerate() {
        let path = seals::path_of(&leaves, n);
        assert!(seals::is_under(first.root, 3, n as u64, leaf.hash, &path));
        assert!(!seals::is_under(first.root, 3, n as u64, [9; 32], &path));
        assert!(!seals::is_under(first.root, 3, (n as u64 + 1) % 3, leaf.hash, &path));
        assert!(!seals::is_under(first.root, 3, 99, leaf.hash, &path[..path.len() / 2]));
    }
});
