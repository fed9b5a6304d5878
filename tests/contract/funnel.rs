//! Sums of how far people get, and what they say.

use chrono::Duration;
use madoguchi_store::{
    StoreError, drafts,
    feedback::{self, FeedbackQuery, FeedbackRow},
    funnel::{self, FunnelRow, Tick},
};
use madoguchi_testkit::on_both;
use madoguchi_vocab::{Date, FeedbackId};
use serde_json::json;
use uuid::Uuid;

use crate::samples::{draft, furnish, morning, submission, submit};

fn day(n: u64) -> Date {
    morning().date() + chrono::Days::new(n)
}

fn tick(step: &str, place: &str) -> Tick {
    Tick { step: step.into(), place: place.into(), kind: String::new() }
}

on_both!(sums_are_added_up_over_days_and_forgotten, |store| {
    let mut tx = store.begin().await.unwrap();
    let both = || vec![tick("reached", "氏名"), tick("passed", "氏名")];
    for _ in 0..3 {
        funnel::count(&mut tx, day(0), "paper", 1, both()).await.unwrap();
    }
    // A statement counts one thing once, and nothing is nothing.
    let twice = vec![tick("reached", "氏名"), tick("reached", "氏名")];
    funnel::count(&mut tx, day(1), "paper", 1, twice).await.unwrap();
    funnel::count(&mut tx, day(1), "paper", 2, both()).await.unwrap();
    funnel::count(&mut tx, day(1), "other", 1, vec![tick("started", "")]).await.unwrap();
    funnel::count(&mut tx, day(1), "other", 1, vec![]).await.unwrap();
    tx.commit().await.unwrap();
    let reader = store.reader();
    let row = |slug: &str, version, step: &str, place: &str, n| FunnelRow {
        slug: slug.into(),
        version,
        tick: tick(step, place),
        n,
    };
    let of_paper = [
        row("paper", 1, "passed", "氏名", 3),
        row("paper", 1, "reached", "氏名", 4),
        row("paper", 2, "passed", "氏名", 1),
        row("paper", 2, "reached", "氏名", 1),
    ];
    assert_eq!(funnel::sums(&reader, Some("paper"), day(0), day(1)).await.unwrap(), of_paper);
    assert_eq!(funnel::sums(&reader, None, day(0), day(1)).await.unwrap().len(), 5);
    assert_eq!(funnel::sums(&reader, None, day(0), day(0)).await.unwrap().len(), 2);
    assert_eq!(funnel::sums(&reader, None, day(2), day(9)).await.unwrap(), []);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(funnel::forget(&mut tx, day(1)).await.unwrap(), 2);
    tx.commit().await.unwrap();
    assert_eq!(funnel::sums(&reader, None, day(0), day(1)).await.unwrap().len(), 4);
});

on_both!(what_is_counted_of_a_draft_goes_with_it, |store| {
    furnish(&store).await;
    submit(&store, &[submission(2)]).await;
    let mut tx = store.begin().await.unwrap();
    for n in 1..=3 {
        let mut row = draft(n);
        row.counted = (n != 3).then(|| json!(["started"]));
        drafts::insert(&mut tx, &row).await.unwrap();
    }
    drafts::note_counted(&mut tx, draft(1).id, &json!(["reached a", "started"])).await.unwrap();
    assert!(drafts::note_resumed(&mut tx, draft(1).id).await.unwrap());
    assert!(!drafts::note_resumed(&mut tx, draft(1).id).await.unwrap(), "once");
    assert!(!drafts::note_resumed(&mut tx, draft(3).id).await.unwrap(), "it is not counted");
    drafts::submitted(&mut tx, draft(2).id, 1, submission(2).id).await.unwrap();
    tx.commit().await.unwrap();
    let reader = store.reader();
    assert_eq!(
        drafts::get(&reader, draft(1).id).await.unwrap().counted,
        Some(json!(["reached a", "started"]))
    );
    assert_eq!(drafts::get(&reader, draft(2).id).await.unwrap().counted, None);
    let hour = Duration::hours(1);
    let ever = (morning().plus(-hour), morning().plus(hour));
    let under_way = async |now| funnel::under_way(&reader, "paper", ever.0, ever.1, now).await.unwrap();
    assert_eq!(under_way(morning()).await, 1, "not the one that was sent, nor the one that is not counted");
    assert_eq!(under_way(draft(1).expires_at).await, 0);
    assert_eq!(funnel::under_way(&reader, "other", ever.0, ever.1, morning()).await.unwrap(), 0);
    assert_eq!(funnel::under_way(&reader, "paper", ever.1, ever.1, morning()).await.unwrap(), 0);
});

fn said(n: u128, slug: &str, stars: i64, words: &str) -> FeedbackRow {
    FeedbackRow {
        id: FeedbackId(Uuid::from_u128(n)),
        slug: slug.into(),
        version: 1,
        day: day(u64::try_from(n).unwrap()),
        stars,
        words: words.into(),
        handled: false,
    }
}

on_both!(something_is_said_once_after_a_submission, |store| {
    furnish(&store).await;
    submit(&store, &[submission(1), submission(2)]).await;
    let mut tx = store.begin().await.unwrap();
    feedback::give_once(&mut tx, submission(1).id).await.unwrap();
    assert!(matches!(feedback::give_once(&mut tx, submission(1).id).await, Err(StoreError::Duplicate)));
    tx.commit().await.unwrap();
    let reader = store.reader();
    assert!(feedback::was_given(&reader, submission(1).id).await.unwrap());
    assert!(!feedback::was_given(&reader, submission(2).id).await.unwrap());
});

on_both!(what_was_said_is_found_looked_after_and_forgotten, |store| {
    let rows = [said(1, "a", 5, "よい😀"), said(2, "a", 3, ""), said(3, "b", 1, "長い")];
    let mut tx = store.begin().await.unwrap();
    for row in &rows {
        feedback::insert(&mut tx, row).await.unwrap();
    }
    let handled = feedback::set_handled(&mut tx, rows[0].id, true).await.unwrap();
    assert_eq!(handled, FeedbackRow { handled: true, ..rows[0].clone() });
    let again = feedback::set_handled(&mut tx, rows[0].id, true).await;
    assert!(matches!(again, Err(StoreError::NotFound)), "noted already");
    tx.commit().await.unwrap();
    let reader = store.reader();
    let found = async |q: FeedbackQuery| {
        let list = feedback::list(&reader, &q, 10, 0).await.unwrap();
        assert_eq!(feedback::count(&reader, &q).await.unwrap(), i64::try_from(list.len()).unwrap());
        list.iter().map(|r| r.id.0.as_u128()).collect::<Vec<_>>()
    };
    assert_eq!(found(FeedbackQuery::default()).await, [3, 2, 1], "the latest first");
    assert_eq!(found(FeedbackQuery { slug: Some("a".into()), ..Default::default() }).await, [2, 1]);
    assert_eq!(found(FeedbackQuery { handled: Some(false), ..Default::default() }).await, [3, 2]);
    assert_eq!(found(FeedbackQuery { in_words: true, ..Default::default() }).await, [3, 1]);
    let second = feedback::list(&reader, &FeedbackQuery::default(), 1, 1).await.unwrap();
    assert_eq!(second, [rows[1].clone()]);
    let stars: Vec<_> =
        feedback::stars(&reader).await.unwrap().into_iter().map(|s| (s.slug, s.stars, s.n)).collect();
    assert_eq!(stars, [("a".into(), 3, 1), ("a".into(), 5, 1), ("b".into(), 1, 1)]);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(feedback::forget(&mut tx, day(2)).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(found(FeedbackQuery::default()).await, [3, 2]);
});
