//! Accounts of residents and what hangs on them.

use chrono::Duration;
use madoguchi_store::{
    Store, StoreError, drafts, held,
    outbox::{self, Matter},
    residents::{self, AccountRow, AccountSessionRow, IdentityRow},
    saved_answers::{self, SavedRow},
    sign_ins::{self, SignInRow},
    submissions,
    subscriptions::{self, SubscriptionRow},
};
use madoguchi_testkit::on_both;
use madoguchi_vocab::{AccountId, Lang, LetterId, SignInId, SubscriptionId};
use serde_json::json;
use uuid::Uuid;

use crate::samples::{draft, furnish, morning, submission, submit};

pub fn account(n: u128) -> AccountRow {
    AccountRow {
        id: AccountId(Uuid::from_u128(n)),
        lang: Lang::Easy,
        created_at: morning(),
        seen_at: morning(),
        warned_at: None,
        reminders: true,
    }
}

fn identity(n: u128) -> IdentityRow {
    IdentityRow {
        account: account(n).id,
        kind: "mail".into(),
        subject: format!("a{n}@example.jp"),
        label: format!("A{n}@example.jp"),
        verified_at: morning(),
    }
}

fn sign_in(n: u128) -> SignInRow {
    SignInRow {
        id: SignInId(Uuid::from_u128(n)),
        key_hash: [n as u8; 32],
        visitor_hash: [7; 32],
        kind: "mail".into(),
        subject: "a1@example.jp".into(),
        label: "A1@example.jp".into(),
        lang: Lang::Ja,
        created_at: morning().plus(Duration::seconds(n as i64)),
        expires_at: morning().plus(Duration::minutes(15)),
        used_at: None,
        tries: 0,
    }
}

fn wish(n: u128) -> SubscriptionRow {
    SubscriptionRow {
        id: SubscriptionId(Uuid::from_u128(n)),
        key_hash: [n as u8; 32],
        about: "juminhyo".into(),
        subject: format!("a{n}@example.jp"),
        address: format!("A{n}@example.jp"),
        lang: Lang::En,
        created_at: morning(),
        confirmed_at: None,
        told_at: None,
    }
}

pub async fn with_accounts(store: &Store) {
    let mut tx = store.begin().await.unwrap();
    for n in [1, 2] {
        residents::insert(&mut tx, &account(n)).await.unwrap();
        residents::identify(&mut tx, &identity(n)).await.unwrap();
    }
    tx.commit().await.unwrap();
}

on_both!(an_account_is_known_by_its_identities, |store| {
    with_accounts(&store).await;
    let reader = store.reader();
    assert_eq!(residents::get(&reader, account(1).id).await.unwrap(), account(1));
    let known = residents::by_identity(&reader, "mail", "a2@example.jp").await.unwrap();
    assert_eq!(known, Some(identity(2)));
    assert_eq!(residents::by_identity(&reader, "mail", "A2@example.jp").await.unwrap(), None);
    let mut tx = store.begin().await.unwrap();
    let taken = residents::identify(&mut tx, &IdentityRow { account: account(1).id, ..identity(2) }).await;
    assert!(matches!(taken, Err(StoreError::Duplicate)));
    drop(tx);
    let mut tx = store.begin().await.unwrap();
    residents::set_reminders(&mut tx, account(1).id, false).await.unwrap();
    residents::seen(&mut tx, account(1).id, morning().plus(Duration::days(1))).await.unwrap();
    assert!(matches!(residents::seen(&mut tx, account(9).id, morning()).await, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    let row = residents::get(&reader, account(1).id).await.unwrap();
    assert_eq!((row.reminders, row.seen_at), (false, morning().plus(Duration::days(1))));
    assert_eq!(residents::identities(&reader, account(1).id).await.unwrap(), [identity(1)]);
});

on_both!(sessions_of_accounts_end, |store| {
    with_accounts(&store).await;
    let session = |n: u8| AccountSessionRow {
        token: [n; 32],
        account: account(1).id,
        device: "Android".into(),
        created_at: morning(),
        seen_at: morning().plus(Duration::minutes(n.into())),
        expires_at: morning().plus(Duration::days(n.into())),
    };
    let mut tx = store.begin().await.unwrap();
    for n in 1..=4 {
        residents::open_session(&mut tx, &session(n)).await.unwrap();
    }
    residents::touch_session(&mut tx, [1; 32], morning().plus(Duration::hours(1))).await.unwrap();
    tx.commit().await.unwrap();
    let reader = store.reader();
    assert_eq!(residents::session(&reader, [2; 32]).await.unwrap(), Some(session(2)));
    let listed = async |at| {
        let rows = residents::sessions(&reader, account(1).id, at).await.unwrap();
        rows.iter().map(|s| s.token[0]).collect::<Vec<_>>()
    };
    assert_eq!(listed(morning()).await, [1, 4, 3, 2], "the latest used first");
    assert_eq!(listed(morning().plus(Duration::days(3))).await, [4]);
    let mut tx = store.begin().await.unwrap();
    residents::close_expired(
        &mut tx,
        morning().plus(Duration::days(1)),
        morning().plus(Duration::minutes(2)),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(listed(morning()).await, [4, 3], "one is over, one was left");
    let mut tx = store.begin().await.unwrap();
    assert_eq!(residents::close_sessions(&mut tx, account(1).id, Some([3; 32])).await.unwrap(), 1);
    residents::close_session(&mut tx, [3; 32]).await.unwrap();
    tx.commit().await.unwrap();
    assert!(listed(morning()).await.is_empty());
});

on_both!(a_sign_in_is_used_once_with_all_of_its_person, |store| {
    let mut tx = store.begin().await.unwrap();
    for n in 1..=3 {
        sign_ins::insert(&mut tx, &sign_in(n)).await.unwrap();
    }
    let body = json!({ "slip": "sign_in" });
    let letter = LetterId(Uuid::from_u128(1));
    outbox::put(&mut tx, letter, Matter::SignIn(sign_in(1).id), body, Lang::Ja, "a@example.jp", morning())
        .await
        .unwrap();
    assert!(sign_ins::take_try(&mut tx, sign_in(3).id, 1).await.unwrap());
    assert!(!sign_ins::take_try(&mut tx, sign_in(3).id, 1).await.unwrap(), "one more than there are");
    sign_ins::take_try(&mut tx, sign_in(2).id, 5).await.unwrap();
    sign_ins::give_try_back(&mut tx, sign_in(2).id).await.unwrap();
    tx.commit().await.unwrap();
    let (reader, now) = (store.reader(), morning().plus(Duration::minutes(1)));
    assert_eq!(sign_ins::get(&reader, sign_in(1).id).await.unwrap(), sign_in(1));
    let latest = async |at| sign_ins::latest_in(&reader, [7; 32], "mail", at).await.unwrap().map(|s| s.id);
    assert_eq!(latest(now).await, Some(sign_in(3).id));
    assert_eq!(latest(sign_in(1).expires_at).await, None, "over");
    let tries = sign_ins::tries_since(&reader, "mail", "a1@example.jp", morning()).await.unwrap();
    assert_eq!(tries, 1);
    let mut tx = store.begin().await.unwrap();
    sign_ins::use_up(&mut tx, &sign_in(1), now).await.unwrap();
    let others = sign_ins::use_up(&mut tx, &sign_in(2), now).await;
    assert!(matches!(others, Err(StoreError::NotFound)), "used up with the first");
    tx.commit().await.unwrap();
    assert!(sign_ins::by_key(&reader, [1; 32]).await.unwrap().unwrap().used_at.is_some());
    assert_eq!(outbox::waiting(&reader).await.unwrap(), 1);
    let mut tx = store.begin().await.unwrap();
    let until = morning().plus(Duration::seconds(2));
    assert_eq!(sign_ins::forget(&mut tx, until).await.unwrap(), 1);
    sign_ins::forget_of(&mut tx, "mail", "a1@example.jp").await.unwrap();
    tx.commit().await.unwrap();
    assert!(sign_ins::by_key(&reader, [3; 32]).await.unwrap().is_none());
    assert_eq!(outbox::waiting(&reader).await.unwrap(), 0, "letters go with it");
});

on_both!(an_account_shows_submissions_and_says_which_letters_it_wants, |store| {
    furnish(&store).await;
    with_accounts(&store).await;
    submit(&store, &[submission(1), submission(2)]).await;
    let (mine, reader) = (account(1).id, store.reader());
    let mut tx = store.begin().await.unwrap();
    for id in [submission(1).id, submission(2).id, submission(1).id] {
        held::add(&mut tx, mine, id, morning()).await.unwrap();
    }
    held::set_progress(&mut tx, mine, submission(1).id, false).await.unwrap();
    let foreign = held::set_progress(&mut tx, account(2).id, submission(1).id, false).await;
    assert!(matches!(foreign, Err(StoreError::NotFound)));
    submissions::grant_visit(&mut tx, [7; 32], submission(1).id, morning().plus(Duration::hours(1)))
        .await
        .unwrap();
    submissions::end_visits(&mut tx, [7; 32]).await.unwrap();
    tx.commit().await.unwrap();
    let rows = held::of_account(&reader, mine, 10).await.unwrap();
    let shown: Vec<_> = rows.iter().map(|h| (h.submission, h.progress)).collect();
    assert_eq!(shown, [(submission(2).id, true), (submission(1).id, false)], "the latest first");
    let (row, kept) = (&rows[1], submission(1));
    assert_eq!((&row.receipt, &row.slug, row.version), (&kept.receipt, &kept.slug, kept.version));
    assert_eq!((&row.stage, row.arrived_at, row.correction_due), (&kept.stage, kept.arrived_at, None));
    assert_eq!(held::of_account(&reader, mine, 1).await.unwrap().len(), 1);
    assert!(held::holds(&reader, mine, submission(1).id).await.unwrap());
    assert!(!held::holds(&reader, account(2).id, submission(1).id).await.unwrap());
    let holders = held::holders(&reader, submission(1).id).await.unwrap();
    assert_eq!((holders.len(), holders[0].address.as_str()), (1, "A1@example.jp"));
    assert!(!submissions::may_visit(&reader, [7; 32], submission(1).id, morning()).await.unwrap());
});

on_both!(answers_are_kept_by_kind_and_sealed_anew, |store| {
    with_accounts(&store).await;
    let saved = |account: AccountId, kind: &str, sealed: &[u8]| SavedRow {
        account,
        kind: kind.into(),
        sealed: sealed.to_vec(),
        saved_at: morning(),
    };
    let (one, two) = (account(1).id, account(2).id);
    let mut tx = store.begin().await.unwrap();
    for row in [
        saved(one, "name", b"a"),
        saved(one, "name", b"b"),
        saved(one, "kana", b"c"),
        saved(two, "name", b"d"),
    ] {
        saved_answers::keep(&mut tx, &row).await.unwrap();
    }
    tx.commit().await.unwrap();
    let reader = store.reader();
    let kept = saved_answers::of_account(&reader, one).await.unwrap();
    assert_eq!(kept, [saved(one, "kana", b"c"), saved(one, "name", b"b")]);
    let first = saved_answers::after(&reader, None, 2).await.unwrap();
    assert_eq!(first, kept);
    assert_eq!(saved_answers::after(&reader, first.last(), 2).await.unwrap(), [saved(two, "name", b"d")]);
    let mut tx = store.begin().await.unwrap();
    saved_answers::reseal(&mut tx, &kept[0], b"e".to_vec()).await.unwrap();
    let late = saved_answers::reseal(&mut tx, &kept[0], b"f".to_vec()).await;
    assert!(matches!(late, Err(StoreError::Overtaken)));
    saved_answers::forget(&mut tx, one, "name").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(saved_answers::of_account(&reader, one).await.unwrap(), [saved(one, "kana", b"e")]);
});

on_both!(a_wish_is_confirmed_told_and_forgotten, |store| {
    let (reader, later) = (store.reader(), morning().plus(Duration::days(1)));
    let mut tx = store.begin().await.unwrap();
    for n in 1..=3 {
        subscriptions::insert(&mut tx, &wish(n)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let twice = SubscriptionRow { id: wish(9).id, key_hash: [9; 32], ..wish(1) };
    assert!(matches!(subscriptions::insert(&mut tx, &twice).await, Err(StoreError::Duplicate)));
    drop(tx);
    assert!(subscriptions::awaited(&reader).await.unwrap().is_empty(), "nobody has confirmed");
    let mut tx = store.begin().await.unwrap();
    subscriptions::confirm(&mut tx, wish(1).id, morning()).await.unwrap();
    subscriptions::confirm(&mut tx, wish(1).id, later).await.unwrap();
    subscriptions::confirm(&mut tx, wish(2).id, morning()).await.unwrap();
    let body = json!({ "slip": "opened" });
    let letter = LetterId(Uuid::from_u128(1));
    outbox::put(&mut tx, letter, Matter::Subscription(wish(2).id), body, Lang::Ja, "a@example.jp", morning())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(subscriptions::by_key(&reader, [1; 32]).await.unwrap().unwrap().confirmed_at, Some(morning()));
    assert_eq!(subscriptions::of(&reader, "juminhyo", "a3@example.jp").await.unwrap(), Some(wish(3)));
    assert_eq!(subscriptions::waiting_of(&reader, "a1@example.jp").await.unwrap().len(), 1);
    assert!(subscriptions::waiting_of(&reader, "a3@example.jp").await.unwrap().is_empty());
    assert_eq!(subscriptions::awaited(&reader).await.unwrap(), ["juminhyo"]);
    assert_eq!(residents::reached(&reader).await.unwrap(), 2);
    let mut tx = store.begin().await.unwrap();
    subscriptions::remove(&mut tx, wish(2).id).await.unwrap();
    assert!(matches!(subscriptions::remove(&mut tx, wish(2).id).await, Err(StoreError::NotFound)));
    let told = subscriptions::claim(&mut tx, "juminhyo", later, 10).await.unwrap();
    assert_eq!(told.iter().map(|w| w.id).collect::<Vec<_>>(), [wish(1).id]);
    assert!(subscriptions::claim(&mut tx, "juminhyo", later, 10).await.unwrap().is_empty());
    tx.commit().await.unwrap();
    assert_eq!(outbox::waiting(&reader).await.unwrap(), 0, "the letter went with its wish");
    let mut tx = store.begin().await.unwrap();
    assert_eq!(subscriptions::forget(&mut tx, later, later).await.unwrap(), 1, "never confirmed");
    assert_eq!(subscriptions::forget(&mut tx, later, later.plus(Duration::days(1))).await.unwrap(), 1);
    subscriptions::remove_of(&mut tx, "a1@example.jp").await.unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(subscriptions::get(&reader, wish(1).id).await, Err(StoreError::NotFound)));
});

on_both!(an_account_goes_with_what_is_only_its_own, |store| {
    furnish(&store).await;
    with_accounts(&store).await;
    submit(&store, &[submission(1)]).await;
    let (mine, reader) = (account(1).id, store.reader());
    let mut tx = store.begin().await.unwrap();
    for n in [2, 3] {
        drafts::insert(&mut tx, &draft(n)).await.unwrap();
        drafts::give_to_account(&mut tx, draft(n).id, mine).await.unwrap();
    }
    drafts::give_to_account(&mut tx, draft(3).id, account(2).id).await.unwrap();
    held::add(&mut tx, mine, submission(1).id, morning()).await.unwrap();
    let body = json!({ "slip": "account_ending" });
    let letter = LetterId(Uuid::from_u128(1));
    outbox::put(&mut tx, letter, Matter::Account(mine), body, Lang::Ja, "a@example.jp", morning())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mine_now = drafts::of_account(&reader, mine, morning(), 10).await.unwrap();
    assert_eq!(mine_now.len(), 2, "another account takes none away");
    let lately = async |account| {
        let (since, visitor) = (morning().plus(-Duration::hours(1)), draft(2).visitor_hash);
        let rows = drafts::lately_in(&reader, visitor, account, draft(3).id, since, 5).await.unwrap();
        rows.into_iter().map(|d| d.id).collect::<Vec<_>>()
    };
    assert_eq!(lately(Some(mine)).await, [draft(2).id]);
    assert!(lately(None).await.is_empty() && lately(Some(account(2).id)).await.is_empty(), "another's");
    let mut tx = store.begin().await.unwrap();
    let end = draft(2).expires_at;
    let warned = drafts::claim_ending(&mut tx, morning(), end, 10).await.unwrap();
    assert_eq!(warned.len(), 2, "told of through the account");
    let since = morning();
    assert_eq!(residents::claim_unused(&mut tx, morning(), since, 1).await.unwrap().len(), 1);
    tx.commit().await.unwrap();
    let unused = residents::unused(&reader, since, morning(), 10).await.unwrap();
    assert_eq!(unused.len(), 1);
    let found = unused[0].id;
    let mut tx = store.begin().await.unwrap();
    assert!(residents::is_still_unused(&mut tx, found, since, morning()).await.unwrap());
    residents::seen(&mut tx, found, morning().plus(Duration::hours(1))).await.unwrap();
    assert!(!residents::is_still_unused(&mut tx, found, since, morning()).await.unwrap(), "back again");
    drafts::remove_of_account(&mut tx, mine, [0; 32]).await.unwrap();
    residents::remove(&mut tx, mine).await.unwrap();
    assert!(!residents::is_still_unused(&mut tx, mine, since, morning()).await.unwrap(), "gone");
    assert!(matches!(residents::remove(&mut tx, mine).await, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    assert_eq!(outbox::waiting(&reader).await.unwrap(), 0);
    assert!(submissions::get(&reader, submission(1).id).await.is_ok(), "what was sent stays");
    assert!(residents::get(&reader, account(2).id).await.is_ok());
});

on_both!(a_letter_with_nobody_to_read_it_is_taken_away, |store| {
    let mut tx = store.begin().await.unwrap();
    let letter = LetterId(Uuid::from_u128(1));
    let about = Matter::SignIn(sign_in(1).id);
    outbox::put(&mut tx, letter, about, json!({ "slip": "sign_in" }), Lang::Ja, "a@example.jp", morning())
        .await
        .unwrap();
    let claimed = outbox::claim(&mut tx, morning(), morning().plus(Duration::minutes(5)), 5).await.unwrap();
    assert_eq!(claimed[0].about, about);
    outbox::forget(&mut tx, letter).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(outbox::waiting(&store.reader()).await.unwrap(), 0);
});

on_both!(numbers_of_an_account_are_all_there, |store| {
    furnish(&store).await;
    with_accounts(&store).await;
    let rows: Vec<_> = (1..=130).map(submission).collect();
    submit(&store, &rows).await;
    let mut tx = store.begin().await.unwrap();
    for row in &rows {
        held::add(&mut tx, account(1).id, row.id, morning()).await.unwrap();
    }
    tx.commit().await.unwrap();
    let numbers = held::numbers(&store.reader(), account(1).id).await.unwrap();
    let expected: Vec<_> = rows.iter().rev().map(|row| (row.receipt.clone(), row.id)).collect();
    assert_eq!(numbers, expected, "the latest first, and none left out");
    assert!(held::numbers(&store.reader(), account(2).id).await.unwrap().is_empty());
});

on_both!(a_browser_hands_on_what_is_no_accounts, |store| {
    furnish(&store).await;
    with_accounts(&store).await;
    submit(&store, &[submission(1)]).await;
    let (old, new, newest) = (draft(1).visitor_hash, [8; 32], [9; 32]);
    let mut tx = store.begin().await.unwrap();
    for n in [1, 2, 3] {
        drafts::insert(&mut tx, &draft(n)).await.unwrap();
    }
    drafts::submitted(&mut tx, draft(1).id, 1, submission(1).id).await.unwrap();
    drafts::give_to_account(&mut tx, draft(3).id, account(1).id).await.unwrap();
    let until = morning().plus(Duration::hours(1));
    submissions::grant_visit(&mut tx, old, submission(1).id, until).await.unwrap();
    drafts::hand_on(&mut tx, old, new, true).await.unwrap();
    submissions::hand_on_visits(&mut tx, old, new).await.unwrap();
    tx.commit().await.unwrap();
    let reader = store.reader();
    let whose = async |n| drafts::get(&reader, draft(n).id).await.unwrap().visitor_hash;
    assert_eq!([whose(1).await, whose(2).await, whose(3).await], [new, new, old]);
    let may =
        async |visitor| submissions::may_visit(&reader, visitor, submission(1).id, morning()).await.unwrap();
    assert!(may(new).await && !may(old).await);
    let mut tx = store.begin().await.unwrap();
    drafts::give_sent_to_account(&mut tx, submission(1).id, old, account(2).id).await.unwrap();
    drafts::give_sent_to_account(&mut tx, submission(1).id, new, account(1).id).await.unwrap();
    submissions::end_visit(&mut tx, new, submission(1).id).await.unwrap();
    drafts::hand_on(&mut tx, new, newest, false).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!may(new).await);
    assert_eq!(
        drafts::get(&reader, draft(1).id).await.unwrap().account,
        Some(account(1).id),
        "by who sent it"
    );
    assert_eq!([whose(1).await, whose(2).await], [new, newest]);
    let mut tx = store.begin().await.unwrap();
    drafts::remove_of_account(&mut tx, account(1).id, [0; 32]).await.unwrap();
    drafts::move_to_visitor(&mut tx, draft(2).id, old, Some(account(2).id)).await.unwrap();
    tx.commit().await.unwrap();
    let sent = drafts::get(&reader, draft(1).id).await.unwrap();
    assert_eq!((sent.account, sent.visitor_hash), (None, [0; 32]));
    assert_eq!(drafts::get(&reader, draft(2).id).await.unwrap().account, Some(account(2).id));
});
