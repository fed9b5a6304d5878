//! Chores and what has stopped.

use chrono::Duration;
use madoguchi_store::{StoreError, chores, outbox};
use madoguchi_testkit::on_both;

use crate::samples::morning;

on_both!(a_chore_is_one_nodes_until_its_lease_ends_and_then_when_it_is_due, |store| {
    let claim = |minutes: i64| {
        let store = store.clone();
        async move {
            let now = morning().plus(Duration::minutes(minutes));
            let mut tx = store.begin().await.unwrap();
            let ours = chores::claim(&mut tx, "sweep", now, now.plus(Duration::minutes(60))).await.unwrap();
            tx.commit().await.unwrap();
            ours
        }
    };
    let mut tx = store.begin().await.unwrap();
    let early = chores::done(&mut tx, "sweep", morning(), morning()).await;
    assert!(matches!(early, Err(StoreError::NotFound)), "nobody has begun it");
    drop(tx);
    assert!(claim(0).await, "it was never done");
    assert!(!claim(59).await, "somebody is at it");
    assert!(claim(60).await, "that node is gone");
    let mut tx = store.begin().await.unwrap();
    chores::failed(&mut tx, "sweep", "disk", morning().plus(Duration::minutes(70))).await.unwrap();
    assert_eq!(chores::failures(&mut tx, "sweep").await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert!(!claim(69).await);
    assert!(claim(70).await);
    let at = morning().plus(Duration::minutes(71));
    let mut tx = store.begin().await.unwrap();
    chores::done(&mut tx, "sweep", at, at.plus(Duration::minutes(5))).await.unwrap();
    tx.commit().await.unwrap();
    let all = chores::all(&store.reader()).await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].done_at, all[0].failures, &all[0].last_error), (Some(at), 0, &None));
    assert!(!claim(75).await);
    assert!(claim(76).await);
});

on_both!(nothing_is_parked_where_nothing_is, |store| {
    let reader = store.reader();
    assert_eq!(outbox::parked(&reader, 10).await.unwrap(), []);
    assert_eq!(outbox::parked_count(&reader).await.unwrap(), 0);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(outbox::unpark(&mut tx, morning()).await.unwrap(), 0);
});
