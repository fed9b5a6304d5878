//! Lists that are written into files, and their columns.

use chrono::Duration;
use madoguchi_store::{
    Store, StoreError, attachments, export_templates,
    exports::{self, ExportRow, ExportState, Made, Step},
    views::queue::{self, QueueQuery},
};
use madoguchi_testkit::on_both;
use madoguchi_vocab::{ExportId, Instant};
use serde_json::json;
use uuid::Uuid;

use crate::samples::{furnish, morning, sato, shimin, submission, submit};

fn list(n: u128) -> ExportRow {
    ExportRow {
        id: ExportId(Uuid::from_u128(3000 + n)),
        staff: sato(),
        department: shimin(),
        asked_at: morning(),
        wanted: json!({"purpose": "見本"}),
        state: ExportState::Reading,
        total: 7,
        read: 0,
        written: 0,
        place: None,
        turn: 0,
        failures: 0,
        trouble: None,
        made: Made::default(),
        done_at: None,
        expires_at: morning().plus(Duration::days(7)),
    }
}

async fn ask(store: &Store, row: &ExportRow) {
    let mut tx = store.begin().await.unwrap();
    exports::insert(&mut tx, row).await.unwrap();
    tx.commit().await.unwrap();
}

async fn claim(store: &Store, now: Instant) -> Option<ExportRow> {
    let mut tx = store.begin().await.unwrap();
    let taken = exports::claim(&mut tx, now, now.plus(Duration::minutes(2))).await.unwrap();
    tx.commit().await.unwrap();
    taken
}

async fn note(store: &Store, row: &ExportRow, step: Step, now: Instant) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    exports::note(&mut tx, row, step, now, now).await?;
    tx.commit().await
}

fn minute(n: i64) -> Instant {
    morning().plus(Duration::minutes(n))
}

on_both!(a_list_is_one_nodes_until_its_lease_ends_and_an_earlier_hand_no_longer_counts, |store| {
    furnish(&store).await;
    let row = list(1);
    ask(&store, &row).await;
    assert_eq!(exports::get(&store.reader(), row.id).await.unwrap(), row);
    let first = claim(&store, minute(0)).await.unwrap();
    assert_eq!((first.id, first.turn), (row.id, 1));
    assert!(claim(&store, minute(1)).await.is_none(), "somebody is at it");
    let second = claim(&store, minute(2)).await.unwrap();
    assert_eq!(second.turn, 2, "that node is gone");
    let place = Some(json!({"id": 1}));
    let late = note(&store, &first, Step::Read(5, place.clone()), minute(2)).await;
    assert!(matches!(late, Err(StoreError::Overtaken)), "{late:?}");
    note(&store, &second, Step::Read(5, place.clone()), minute(2)).await.unwrap();
    let third = claim(&store, minute(2)).await.unwrap();
    assert_eq!((third.read, third.place.clone()), (5, place));
    note(&store, &third, Step::AllRead, minute(3)).await.unwrap();
    let fourth = claim(&store, minute(3)).await.unwrap();
    assert_eq!(fourth.state, ExportState::Writing);
    note(&store, &fourth, Step::Written(3), minute(3)).await.unwrap();
    assert_eq!(exports::get(&store.reader(), row.id).await.unwrap().written, 3);
    let made = Made { digest: Some([1; 32]), bytes: 9, persons: 4, files: 2, ..Made::default() };
    note(&store, &fourth, Step::Made(Box::new(made.clone())), minute(4)).await.unwrap();
    let done = exports::get(&store.reader(), row.id).await.unwrap();
    assert_eq!((done.state, done.written, done.done_at), (ExportState::Done, 5, Some(minute(4))));
    assert_eq!(done.made, made);
    assert!(claim(&store, minute(60)).await.is_none(), "it is done");
});

on_both!(lists_take_turns_and_what_stopped_goes_on_when_told, |store| {
    furnish(&store).await;
    for n in 1..=2 {
        ask(&store, &list(n)).await;
    }
    let (first, second) = (claim(&store, minute(0)).await.unwrap(), claim(&store, minute(0)).await.unwrap());
    assert_ne!(first.id, second.id);
    note(&store, &first, Step::Failing(3, "files".into()), minute(5)).await.unwrap();
    let failing = claim(&store, minute(5)).await.unwrap();
    assert_eq!(
        (failing.id, failing.failures, failing.trouble.as_deref()),
        (second.id, 0, None),
        "its lease is over"
    );
    let failing = claim(&store, minute(5)).await.unwrap();
    assert_eq!((failing.id, failing.failures, failing.trouble.as_deref()), (first.id, 3, Some("files")));
    note(&store, &failing, Step::Failed("files".into()), minute(6)).await.unwrap();
    assert_eq!(exports::under_way(&store.reader()).await.unwrap(), (1, 1));
    let mut tx = store.begin().await.unwrap();
    assert_eq!(exports::under_way_of(&mut tx, sato()).await.unwrap(), 1);
    exports::again(&mut tx, first.id, minute(7)).await.unwrap();
    let twice = exports::again(&mut tx, first.id, minute(7)).await;
    assert!(matches!(twice, Err(StoreError::Overtaken)));
    exports::cancel(&mut tx, second.id).await.unwrap();
    assert!(matches!(exports::cancel(&mut tx, second.id).await, Err(StoreError::Overtaken)));
    assert_eq!(exports::all_again(&mut tx, minute(7)).await.unwrap(), 0);
    tx.commit().await.unwrap();
    assert_eq!(claim(&store, minute(7)).await.unwrap().id, first.id);
    assert!(claim(&store, minute(7)).await.is_none(), "nobody wants the other");
    let theirs = exports::of_staff(&store.reader(), sato(), 10).await.unwrap();
    assert_eq!(theirs.len(), 2);
});

on_both!(parts_are_named_as_long_as_they_are_wanted, |store| {
    furnish(&store).await;
    let row = list(1);
    ask(&store, &row).await;
    let mut tx = store.begin().await.unwrap();
    for (number, byte) in [(500, 2), (0, 1)] {
        exports::add_part(&mut tx, row.id, number, [byte; 32]).await.unwrap();
    }
    tx.commit().await.unwrap();
    let reader = store.reader();
    assert_eq!(exports::parts(&reader, row.id).await.unwrap(), [[1; 32], [2; 32]], "in their order");
    assert_eq!(attachments::digests(&reader).await.unwrap().len(), 2, "no sweep takes them");
    let mut tx = store.begin().await.unwrap();
    let twice = exports::add_part(&mut tx, row.id, 0, [3; 32]).await;
    assert!(matches!(twice, Err(StoreError::Duplicate)), "{twice:?}");
    drop(tx);
    let taken = claim(&store, minute(0)).await.unwrap();
    let digests = (Some([4; 32]), Some([5; 32]));
    let made = Made { digest: digests.0, lacking_digest: digests.1, ..Made::default() };
    note(&store, &taken, Step::Made(Box::new(made)), minute(0)).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    exports::forget_parts(&mut tx, row.id).await.unwrap();
    assert_eq!(exports::remove_expired(&mut tx, minute(1)).await.unwrap(), 0);
    tx.commit().await.unwrap();
    let mut named = attachments::digests(&reader).await.unwrap();
    named.sort_unstable();
    assert_eq!(named, [[4; 32], [5; 32]]);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(exports::remove_expired(&mut tx, row.expires_at).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert!(matches!(exports::get(&reader, row.id).await, Err(StoreError::NotFound)));
    assert!(attachments::digests(&reader).await.unwrap().is_empty());
});

on_both!(columns_are_saved_by_name_for_a_department_and_a_paper, |store| {
    furnish(&store).await;
    let reader = store.reader();
    for (slug, name, columns) in [
        ("paper", "基幹", json!(["a"])),
        ("paper", "RPA", json!(["b"])),
        ("", "基幹", json!(["c"])),
        ("paper", "基幹", json!(["d", "a"])),
    ] {
        let mut tx = store.begin().await.unwrap();
        export_templates::save(&mut tx, (&shimin(), slug, name), columns, sato(), morning()).await.unwrap();
        tx.commit().await.unwrap();
    }
    let saved = export_templates::all(&reader, &shimin(), "paper").await.unwrap();
    let names: Vec<_> = saved.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names, ["RPA", "基幹"]);
    assert_eq!((&saved[1].columns, saved[1].by.as_str()), (&json!(["d", "a"]), "見本 佐藤"));
    let mut tx = store.begin().await.unwrap();
    assert_eq!(export_templates::others(&mut tx, &shimin(), "paper", "RPA").await.unwrap(), 1);
    export_templates::remove(&mut tx, &shimin(), "paper", "RPA").await.unwrap();
    let again = export_templates::remove(&mut tx, &shimin(), "paper", "RPA").await;
    assert!(matches!(again, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    assert_eq!(export_templates::all(&reader, &shimin(), "").await.unwrap().len(), 1);
    let others = madoguchi_vocab::DepartmentId("suido".into());
    assert!(export_templates::all(&reader, &others, "paper").await.unwrap().is_empty());
});

on_both!(a_period_and_what_is_over_choose_rows, |store| {
    furnish(&store).await;
    let mut rows: Vec<_> = (1..=4).map(submission).collect();
    rows[1].stage = "granted".into();
    submit(&store, &rows).await;
    let base = || QueueQuery { ended: true, ..QueueQuery::of(shimin()) };
    let at = |n: usize| Some(rows[n].arrived_at);
    for (query, expected) in [
        (base(), vec![1, 2, 3, 4]),
        (QueueQuery { ended: false, ..base() }, vec![1, 3, 4]),
        (QueueQuery { stages: vec!["granted".into()], ..base() }, vec![2]),
        (QueueQuery { since: at(1), ..base() }, vec![2, 3, 4]),
        (QueueQuery { until: at(2), ..base() }, vec![1, 2]),
        (QueueQuery { since: at(1), until: at(2), ..base() }, vec![2]),
    ] {
        let page = queue::page(&store.reader(), &query).await.unwrap();
        let ids: Vec<_> = page.iter().map(|r| r.id).collect();
        assert_eq!(ids, expected.iter().map(|n| submission(*n).id).collect::<Vec<_>>(), "{query:?}");
    }
});
