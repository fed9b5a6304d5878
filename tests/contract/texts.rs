//! Words of departments: versions are added, never changed; the last is in force.

use madoguchi_store::{
    Store, StoreError,
    phrases::{self, PhraseRow},
    wordings::{self, WordingRow},
};
use madoguchi_testkit::on_both;
use madoguchi_vocab::{DepartmentId, PhraseId};
use serde_json::json;
use uuid::Uuid;

use crate::samples::{furnish, morning, shimin};

fn wording(piece: &str, version: i64) -> WordingRow {
    WordingRow {
        slug: "paper".into(),
        piece: piece.into(),
        version,
        words: Some(json!({ "add.ja": format!("第{version}版 \u{20BB7}") })),
        at: morning(),
        actor: json!({ "who": "system" }),
    }
}

async fn add(store: &Store, row: &WordingRow) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    wordings::add(&mut tx, row).await?;
    tx.commit().await
}

on_both!(the_last_version_of_words_is_in_force, |store| {
    let back = WordingRow { words: None, ..wording("letter.granted", 3) };
    let other = WordingRow { slug: "other".into(), ..wording("letter.granted", 1) };
    for row in [
        &wording("letter.granted", 1),
        &wording("letter.granted", 2),
        &wording("notice.refused", 1),
        &other,
        &back,
    ] {
        add(&store, row).await.unwrap();
    }
    let again = add(&store, &wording("letter.granted", 2)).await;
    assert!(matches!(again, Err(StoreError::Overtaken)), "a version is written once");
    let reader = store.reader();
    let versions = wordings::versions(&reader, "paper", "letter.granted").await.unwrap();
    assert_eq!(versions, [back.clone(), wording("letter.granted", 2), wording("letter.granted", 1)]);
    assert_eq!(wordings::latest(&reader, "paper", "letter.granted").await.unwrap(), Some(back.clone()));
    assert_eq!(wordings::latest(&reader, "paper", "letter.refused").await.unwrap(), None);
    assert_eq!(wordings::in_force(&reader, "paper").await.unwrap(), [back, wording("notice.refused", 1)]);
    assert_eq!(wordings::in_force(&reader, "other").await.unwrap(), [other]);
});

fn phrase(n: u128, version: i64) -> PhraseRow {
    PhraseRow {
        id: PhraseId(Uuid::from_u128(n)),
        version,
        department: shimin(),
        slug: String::new(),
        topic: "correction".into(),
        words: Some(json!({ "ja": "読めません", "en": format!("Blurred {version}") })),
        at: morning(),
        actor: json!({ "who": "system" }),
    }
}

on_both!(sentences_of_a_department_are_found_until_they_are_taken_out, |store| {
    furnish(&store).await;
    let out = PhraseRow { words: None, ..phrase(1, 3) };
    let other = PhraseRow { department: DepartmentId("suido".into()), ..phrase(3, 1) };
    let message = PhraseRow { topic: "message".into(), slug: "paper".into(), ..phrase(4, 1) };
    let mut tx = store.begin().await.unwrap();
    for row in [&phrase(1, 1), &phrase(1, 2), &message, &phrase(2, 1), &other] {
        phrases::add(&mut tx, row).await.unwrap();
    }
    tx.commit().await.unwrap();
    let reader = store.reader();
    let found = phrases::of_department(&reader, &shimin()).await.unwrap();
    assert_eq!(found, [phrase(1, 2), phrase(2, 1), message.clone()]);
    let mut tx = store.begin().await.unwrap();
    phrases::add(&mut tx, &out).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    assert!(matches!(phrases::add(&mut tx, &phrase(1, 3)).await, Err(StoreError::Overtaken)));
    drop(tx);
    assert_eq!(phrases::of_department(&reader, &shimin()).await.unwrap(), [phrase(2, 1), message]);
    let versions = phrases::versions(&reader, out.id).await.unwrap();
    assert_eq!(versions, [out, phrase(1, 2), phrase(1, 1)], "what was said stays known");
});
