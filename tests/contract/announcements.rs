//! What is said to everybody: versions are added, never changed; the last of a kind is in force.

use chrono::Duration;
use madoguchi_store::{
    StoreError,
    announcements::{self, AnnouncementRow},
    drafts,
};
use madoguchi_testkit::on_both;
use serde_json::json;

use crate::samples::{draft, furnish, morning, submission, submit};

fn said(kind: &str, version: i64) -> AnnouncementRow {
    AnnouncementRow {
        kind: kind.into(),
        version,
        body: Some(json!({ "words": format!("第{version}版 \u{20BB7}") })),
        at: morning(),
        actor: json!({ "who": "operator" }),
    }
}

on_both!(the_last_announcement_of_a_kind_is_in_force, |store| {
    let over = AnnouncementRow { body: None, ..said("disaster", 2) };
    let mut tx = store.begin().await.unwrap();
    for row in [&said("banner", 1), &said("disaster", 1), &over, &said("banner", 2)] {
        announcements::add(&mut tx, row).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let again = announcements::add(&mut tx, &said("banner", 2)).await;
    assert!(matches!(again, Err(StoreError::Overtaken)), "a version is written once");
    drop(tx);
    let reader = store.reader();
    assert_eq!(announcements::latest(&reader, "banner").await.unwrap(), Some(said("banner", 2)));
    assert_eq!(announcements::latest(&reader, "disaster").await.unwrap(), Some(over));
    assert_eq!(announcements::latest(&reader, "other").await.unwrap(), None);
});

on_both!(drafts_that_are_still_there_are_kept_longer, |store| {
    furnish(&store).await;
    submit(&store, &[submission(1)]).await;
    let (now, until) = (morning(), morning().plus(Duration::days(90)));
    let (mut gone, mut long) = (draft(2), draft(3));
    gone.expires_at = now;
    long.expires_at = until.plus(Duration::days(1));
    let mut tx = store.begin().await.unwrap();
    for d in [&draft(1), &gone, &long, &draft(4)] {
        drafts::insert(&mut tx, d).await.unwrap();
    }
    drafts::submitted(&mut tx, draft(4).id, 1, submission(1).id).await.unwrap();
    assert_eq!(drafts::keep_until(&mut tx, now, until).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let reader = store.reader();
    let kept = [draft(1), gone.clone(), long.clone(), draft(4)].map(|d| d.id);
    let mut ends = Vec::new();
    for id in kept {
        ends.push(drafts::get(&reader, id).await.unwrap().expires_at);
    }
    assert_eq!(ends, [until, gone.expires_at, long.expires_at, draft(4).expires_at]);
});
