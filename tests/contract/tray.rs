//! The out-tray.

use std::collections::BTreeSet;

use chrono::Duration;
use madoguchi_store::{
    StoreError,
    outbox::{self, Matter},
};
use madoguchi_testkit::on_both;
use madoguchi_vocab::{Lang, LetterId};
use serde_json::json;
use uuid::Uuid;

use crate::samples::{furnish, morning, submission, submit};

fn letter(n: u128) -> LetterId {
    LetterId(Uuid::from_u128(n))
}

async fn put(store: &madoguchi_store::Store, count: u128) {
    furnish(store).await;
    submit(store, &[submission(1)]).await;
    let mut tx = store.begin().await.unwrap();
    for n in 1..=count {
        outbox::put(
            &mut tx,
            letter(n),
            Matter::Submission(submission(1).id),
            json!({"letter": "received"}),
            Lang::En,
            "a@example.jp",
            morning(),
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
}

on_both!(a_letter_in_hand_is_nobody_elses_until_the_lease_ends, |store| {
    put(&store, 1).await;
    let claim = |minutes: i64| {
        let store = store.clone();
        async move {
            let now = morning().plus(Duration::minutes(minutes));
            let mut tx = store.begin().await.unwrap();
            let taken = outbox::claim(&mut tx, now, now.plus(Duration::minutes(5)), 10).await.unwrap();
            tx.commit().await.unwrap();
            taken
        }
    };
    let first = claim(0).await;
    assert_eq!((first.len(), first[0].attempts, first[0].lang), (1, 1, Lang::En));
    assert!(claim(4).await.is_empty());
    assert_eq!(claim(5).await[0].attempts, 2);
});

on_both!(letters_leave_wait_or_are_parked, |store| {
    put(&store, 3).await;
    let mut tx = store.begin().await.unwrap();
    outbox::sent(&mut tx, letter(1), morning(), Some(3)).await.unwrap();
    assert!(
        matches!(outbox::sent(&mut tx, letter(1), morning(), None).await, Err(StoreError::NotFound)),
        "sent twice"
    );
    outbox::later(&mut tx, letter(2), "busy", morning().plus(Duration::hours(1))).await.unwrap();
    outbox::park(&mut tx, letter(3), "no such mailbox").await.unwrap();
    tx.commit().await.unwrap();
    let reader = store.reader();
    let states: Vec<_> = outbox::of_submission(&reader, submission(1).id)
        .await
        .unwrap()
        .into_iter()
        .map(|l| (l.state, l.last_error, l.wording))
        .collect();
    assert_eq!(
        states,
        [
            ("sent".into(), None, Some(3)),
            ("waiting".into(), Some("busy".into()), None),
            ("parked".into(), Some("no such mailbox".into()), None)
        ]
    );
    assert_eq!(outbox::waiting(&reader).await.unwrap(), 1);
});

on_both!(eight_nodes_take_each_letter_once, |store| {
    put(&store, 60).await;
    let mut nodes = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let store = store.clone();
        nodes.spawn(async move {
            let mut mine = vec![];
            loop {
                let mut tx = store.begin().await.unwrap();
                let taken =
                    outbox::claim(&mut tx, morning(), morning().plus(Duration::minutes(5)), 3).await.unwrap();
                tx.commit().await.unwrap();
                if taken.is_empty() {
                    return mine;
                }
                mine.extend(taken.into_iter().map(|l| l.id));
            }
        });
    }
    let all = nodes.join_all().await.concat();
    assert_eq!(all.len(), 60, "a letter was taken twice or not at all");
    assert_eq!(all.into_iter().collect::<BTreeSet<_>>().len(), 60);
});
