//! Drafts and files.

use chrono::Duration;
use madoguchi_store::{
    StoreError,
    attachments::{self, FileRow, Scan},
    drafts,
    outbox::{self, Matter},
    papers,
};
use madoguchi_testkit::on_both;
use madoguchi_vocab::{FileId, Lang, LetterId};
use serde_json::json;
use uuid::Uuid;

use crate::samples::{draft, furnish, morning, submission, submit};

on_both!(a_draft_comes_back_code_point_by_code_point, |store| {
    furnish(&store).await;
    let mut tx = store.begin().await.unwrap();
    drafts::insert(&mut tx, &draft(1)).await.unwrap();
    tx.commit().await.unwrap();
    let reader = store.reader();
    let back = drafts::get(&reader, draft(1).id).await.unwrap();
    assert_eq!(back.typed, draft(1).typed);
    assert_eq!(
        (back.created_at, back.expires_at, back.lang),
        (morning(), draft(1).expires_at, draft(1).lang)
    );
    assert_eq!(drafts::by_resume_hash(&reader, draft(1).resume_hash).await.unwrap().unwrap().id, draft(1).id);
    assert!(drafts::by_resume_hash(&reader, [9; 32]).await.unwrap().is_none());
    assert!(matches!(drafts::get(&reader, draft(2).id).await, Err(StoreError::NotFound)));
});

on_both!(a_draft_is_saved_only_over_what_was_seen, |store| {
    furnish(&store).await;
    let d = draft(1);
    let mut tx = store.begin().await.unwrap();
    drafts::insert(&mut tx, &d).await.unwrap();
    let save = |v: &str| json!({ "name": [v] });
    drafts::save(&mut tx, d.id, &save("a"), 1, morning(), d.expires_at).await.unwrap();
    assert!(matches!(
        drafts::save(&mut tx, d.id, &save("b"), 1, morning(), d.expires_at).await,
        Err(StoreError::Overtaken)
    ));
    drafts::save(&mut tx, d.id, &save("c"), 2, morning(), d.expires_at).await.unwrap();
    drafts::move_to_visitor(&mut tx, d.id, [5; 32], None).await.unwrap();
    tx.commit().await.unwrap();
    let back = drafts::get(&store.reader(), d.id).await.unwrap();
    assert_eq!((back.typed, back.revision, back.visitor_hash), (save("c"), 3, [5; 32]));
});

on_both!(a_submitted_draft_is_closed, |store| {
    furnish(&store).await;
    submit(&store, &[submission(1), submission(2)]).await;
    let mut tx = store.begin().await.unwrap();
    drafts::insert(&mut tx, &draft(1)).await.unwrap();
    drafts::submitted(&mut tx, draft(1).id, 1, submission(1).id).await.unwrap();
    assert!(matches!(
        drafts::submitted(&mut tx, draft(1).id, 1, submission(2).id).await,
        Err(StoreError::Overtaken)
    ));
    let late = drafts::save(&mut tx, draft(1).id, &json!({}), 2, morning(), morning()).await;
    assert!(matches!(late, Err(StoreError::Overtaken)));
    tx.commit().await.unwrap();
    let back = drafts::get(&store.reader(), draft(1).id).await.unwrap();
    assert_eq!(
        (back.submission, back.typed),
        (Some(submission(1).id), json!({})),
        "what was typed is kept twice"
    );
});

on_both!(what_is_over_goes_and_what_was_submitted_stays, |store| {
    furnish(&store).await;
    submit(&store, &[submission(2)]).await;
    let mut tx = store.begin().await.unwrap();
    for n in [1, 2, 3] {
        let mut d = draft(n);
        d.expires_at = morning().plus(Duration::days(if n == 3 { 1 } else { -1 }));
        drafts::insert(&mut tx, &d).await.unwrap();
    }
    drafts::submitted(&mut tx, draft(2).id, 1, submission(2).id).await.unwrap();
    attachments::insert_file(&mut tx, &file(1, 1)).await.unwrap();
    assert_eq!(drafts::remove_expired(&mut tx, morning()).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let reader = store.reader();
    assert!(drafts::get(&reader, draft(1).id).await.is_err());
    assert!(attachments::files_of_draft(&reader, draft(1).id).await.unwrap().is_empty());
    assert!(
        drafts::get(&reader, draft(2).id).await.is_ok() && drafts::get(&reader, draft(3).id).await.is_ok()
    );
});

fn file(n: u128, of: u128) -> FileRow {
    FileRow {
        id: FileId(Uuid::from_u128(n)),
        draft: Some(draft(of).id),
        submission: None,
        field: "photo".into(),
        name: "免許証 表.jpg".into(),
        kind: "image/jpeg".into(),
        size: 12,
        digest: [n as u8; 32],
        created_at: morning(),
        scan: Scan::Waiting,
    }
}

on_both!(files_go_with_the_draft_into_the_submission, |store| {
    furnish(&store).await;
    submit(&store, &[submission(1)]).await;
    let mut tx = store.begin().await.unwrap();
    for n in [1, 2] {
        attachments::insert_file(&mut tx, &file(n, 1)).await.unwrap();
    }
    attachments::adopt(&mut tx, draft(1).id, submission(1).id, file(1, 1).id).await.unwrap();
    let other = attachments::adopt(&mut tx, draft(2).id, submission(1).id, file(2, 1).id).await;
    assert!(matches!(other, Err(StoreError::NotFound)), "another draft's file was adopted");
    let adopted = attachments::remove_from_draft(&mut tx, draft(1).id, file(1, 1).id).await;
    assert!(matches!(adopted, Err(StoreError::NotFound)), "a submitted file was removed");
    attachments::remove_from_draft(&mut tx, draft(1).id, file(2, 1).id).await.unwrap();
    tx.commit().await.unwrap();
    let files = attachments::files_of_submission(&store.reader(), submission(1).id).await.unwrap();
    assert_eq!(files, [FileRow { submission: Some(submission(1).id), ..file(1, 1) }]);
});

on_both!(the_scanner_takes_turns_and_what_it_says_holds_for_the_same_content, |store| {
    let mut tx = store.begin().await.unwrap();
    for (n, scan) in [(1, Scan::Waiting), (2, Scan::Unscanned), (3, Scan::Clean), (4, Scan::Infected)] {
        attachments::insert_file(&mut tx, &FileRow { scan, digest: [7; 32], ..file(n, 1) }).await.unwrap();
    }
    let lease = Duration::minutes(5);
    let claimed = attachments::claim(&mut tx, morning(), lease, 10).await.unwrap();
    let mut ids: Vec<_> = claimed.iter().map(|c| (c.id, c.attempts)).collect();
    ids.sort();
    assert_eq!(ids, [(file(1, 1).id, 1), (file(2, 1).id, 1)], "those too that came before the scanner");
    assert!(attachments::claim(&mut tx, morning(), lease, 10).await.unwrap().is_empty());
    let soon = morning().plus(Duration::seconds(30));
    attachments::scan_later(&mut tx, file(1, 1).id, "no answer", soon).await.unwrap();
    let again = attachments::claim(&mut tx, soon, lease, 10).await.unwrap();
    assert_eq!((again.len(), again[0].id, again[0].attempts), (1, file(1, 1).id, 2));
    attachments::scanned(&mut tx, [7; 32], Scan::Unscannable, "hm").await.unwrap();
    tx.commit().await.unwrap();
    let reader = store.reader();
    let scans: Vec<_> =
        attachments::files_of_draft(&reader, draft(1).id).await.unwrap().iter().map(|f| f.scan).collect();
    assert_eq!(scans, [Scan::Unscannable, Scan::Unscannable, Scan::Unscannable, Scan::Infected]);
    assert_eq!(attachments::digests(&reader).await.unwrap(), [[7; 32]]);
});

on_both!(whoever_left_an_address_is_told_once_of_each_end, |store| {
    furnish(&store).await;
    let mut tx = store.begin().await.unwrap();
    for n in [1, 2, 3] {
        let mut d = draft(n);
        d.expires_at = morning().plus(Duration::days(n as i64));
        drafts::insert(&mut tx, &d).await.unwrap();
        if n != 2 {
            drafts::set_email(&mut tx, d.id, "hanako@example.jp").await.unwrap();
        }
    }
    tx.commit().await.unwrap();
    let ending = |now| {
        let store = store.clone();
        async move {
            let mut tx = store.begin().await.unwrap();
            let rows =
                drafts::claim_ending(&mut tx, now, morning().plus(Duration::days(2)), 10).await.unwrap();
            tx.commit().await.unwrap();
            rows.into_iter().map(|d| (d.id, d.email)).collect::<Vec<_>>()
        }
    };
    assert_eq!(ending(morning()).await, [(draft(1).id, Some("hanako@example.jp".to_owned()))]);
    assert_eq!(ending(morning()).await, []);
    let mut tx = store.begin().await.unwrap();
    let again = morning().plus(Duration::days(1));
    drafts::save(&mut tx, draft(1).id, &json!({}), 1, morning(), again).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(ending(again).await, [], "it is over, there is nothing to warn of");
    assert_eq!(ending(morning()).await.len(), 1, "saved once more it ends once more");
});

on_both!(a_draft_is_carried_over_once_and_thrown_away_with_its_letters, |store| {
    furnish(&store).await;
    submit(&store, &[submission(2)]).await;
    let mut tx = store.begin().await.unwrap();
    papers::publish(&mut tx, "paper", "hash2", "source", "見本", morning()).await.unwrap();
    for n in [1, 2] {
        drafts::insert(&mut tx, &draft(n)).await.unwrap();
    }
    drafts::submitted(&mut tx, draft(2).id, 1, submission(2).id).await.unwrap();
    drafts::carry_over(&mut tx, draft(1).id, 1, 2, &json!({"a": ["1"]})).await.unwrap();
    let late = drafts::carry_over(&mut tx, draft(1).id, 1, 2, &json!({})).await;
    assert!(matches!(late, Err(StoreError::Overtaken)));
    let about = Matter::Draft(draft(1).id);
    let body = json!({"letter": "draft_saved"});
    outbox::put(&mut tx, LetterId(Uuid::from_u128(1)), about, body, Lang::Ja, "a@example.jp", morning())
        .await
        .unwrap();
    attachments::insert_file(&mut tx, &file(1, 1)).await.unwrap();
    tx.commit().await.unwrap();
    let back = drafts::get(&store.reader(), draft(1).id).await.unwrap();
    assert_eq!((back.version, back.carried_from, back.revision), (2, Some(1), 2));
    assert_eq!(back.typed, json!({"a": ["1"]}));
    let mut tx = store.begin().await.unwrap();
    drafts::remove(&mut tx, draft(1).id).await.unwrap();
    assert!(matches!(drafts::remove(&mut tx, draft(2).id).await, Err(StoreError::Overtaken)));
    tx.commit().await.unwrap();
    let reader = store.reader();
    assert!(matches!(drafts::get(&reader, draft(1).id).await, Err(StoreError::NotFound)));
    assert!(attachments::files_of_draft(&reader, draft(1).id).await.unwrap().is_empty());
    assert_eq!(outbox::waiting(&reader).await.unwrap(), 0);
});
