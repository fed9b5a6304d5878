//! What was issued: numbers, versions, consents.

use madoguchi_store::{
    Store, StoreError,
    documents::{self, DocumentRow},
    held,
};
use madoguchi_testkit::on_both;
use madoguchi_vocab::DocumentId;
use serde_json::json;
use uuid::Uuid;

use crate::accounts::{account, with_accounts};
use crate::samples::{furnish, morning, submission, submit};

const SERIES: &str = "令8橿市民";

fn document(n: u128, version: i64) -> DocumentRow {
    DocumentRow {
        id: DocumentId(Uuid::from_u128(n)),
        submission: submission(1).id,
        kind: "notice".into(),
        number: format!("{SERIES}第{n}号"),
        version,
        title: "見本　決定通知書".into(),
        issued_at: morning(),
        issued_by: "橿原市長".into(),
        digest: [n as u8; 32],
        size: 70_000,
        facts: Some(json!({ "addressee": "見本 花子" })),
        superseded_by: None,
        by_post: n == 1,
        posted_on: None,
        posted_by: None,
        first_downloaded_at: None,
    }
}

async fn issue(store: &Store, row: &DocumentRow) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    documents::issue(&mut tx, row).await?;
    tx.commit().await
}

async fn take(store: &Store, number: i64) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    documents::take_number(&mut tx, SERIES, number).await?;
    tx.commit().await
}

on_both!(a_number_is_given_once_and_in_its_turn, |store| {
    assert_eq!(documents::next_number(&store.reader(), SERIES).await.unwrap(), 1);
    take(&store, 1).await.unwrap();
    assert!(matches!(take(&store, 1).await, Err(StoreError::Duplicate)), "somebody has it");
    assert!(matches!(take(&store, 3).await, Err(StoreError::Duplicate)), "none is left out");
    take(&store, 2).await.unwrap();
    assert_eq!(documents::next_number(&store.reader(), SERIES).await.unwrap(), 3);
    // What is rolled back gives its number back.
    let mut tx = store.begin().await.unwrap();
    documents::take_number(&mut tx, SERIES, 3).await.unwrap();
    drop(tx);
    assert_eq!(documents::next_number(&store.reader(), SERIES).await.unwrap(), 3);
    assert_eq!(documents::next_number(&store.reader(), "令9橿市民").await.unwrap(), 1);
});

on_both!(a_later_document_takes_the_place_of_the_earlier, |store| {
    furnish(&store).await;
    submit(&store, &[submission(1), submission(2)]).await;
    let (first, second) = (document(1, 1), document(2, 2));
    issue(&store, &first).await.unwrap();
    let other = DocumentRow { submission: submission(2).id, ..document(3, 1) };
    issue(&store, &other).await.unwrap();
    for twice in
        [DocumentRow { number: "x".into(), ..document(4, 1) }, DocumentRow { version: 9, ..document(1, 9) }]
    {
        let twice = DocumentRow { id: DocumentId(Uuid::from_u128(9)), ..twice };
        assert!(matches!(issue(&store, &twice).await, Err(StoreError::Duplicate)));
    }
    issue(&store, &second).await.unwrap();
    let reader = store.reader();
    let rows = documents::of_submission(&reader, submission(1).id).await.unwrap();
    assert_eq!(rows, [second.clone(), DocumentRow { superseded_by: Some(second.id), ..first.clone() }]);
    assert_eq!(documents::by_number(&reader, &other.number).await.unwrap(), Some(other.clone()));
    with_accounts(&store).await;
    let mut tx = store.begin().await.unwrap();
    for (holder, id) in [(1, submission(1).id), (1, submission(2).id), (2, submission(2).id)] {
        held::add(&mut tx, account(holder).id, id, morning()).await.unwrap();
    }
    tx.commit().await.unwrap();
    let all = documents::of_account(&reader, account(1).id, 100).await.unwrap();
    let numbers: Vec<_> = all.iter().map(|d| (d.submission, d.version)).collect();
    assert_eq!(numbers, [(submission(1).id, 2), (submission(1).id, 1), (submission(2).id, 1)]);
    assert_eq!(documents::of_account(&reader, account(2).id, 100).await.unwrap(), [other]);
    assert_eq!(documents::by_number(&reader, "令8橿市民第99号").await.unwrap(), None);

    let mut tx = store.begin().await.unwrap();
    let later = morning().plus(chrono::Duration::hours(1));
    documents::downloaded(&mut tx, second.id, morning()).await.unwrap();
    documents::downloaded(&mut tx, second.id, later).await.unwrap();
    let day = morning().date();
    documents::posted(&mut tx, first.id, day, "見本 佐藤").await.unwrap();
    tx.commit().await.unwrap();
    for id in [first.id, second.id] {
        let mut tx = store.begin().await.unwrap();
        let again = documents::posted(&mut tx, id, day, "x").await;
        assert!(matches!(again, Err(StoreError::Overtaken)), "once, and only what goes on paper");
    }
    let rows = documents::of_submission(&reader, submission(1).id).await.unwrap();
    assert_eq!(rows[0].first_downloaded_at, Some(morning()));
    assert_eq!((rows[1].posted_on, rows[1].posted_by.as_deref()), (Some(day), Some("見本 佐藤")));
});

on_both!(whoever_agreed_is_known, |store| {
    furnish(&store).await;
    submit(&store, &[submission(1), submission(2)]).await;
    let mut tx = store.begin().await.unwrap();
    documents::agree(&mut tx, submission(1).id, morning()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(documents::agreed(&store.reader(), submission(1).id).await.unwrap());
    assert!(!documents::agreed(&store.reader(), submission(2).id).await.unwrap());
});
