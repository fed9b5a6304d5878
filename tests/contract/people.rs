//! Departments, staff, sessions, tries, the trail.

use chrono::Duration;
use madoguchi_store::{
    StoreError, accounts, audit,
    audit::TrailQuery,
    mergers::{self, Merger},
    people,
    people::NewStaff,
    throttle,
    transfers::{self, TransferRow},
};
use madoguchi_testkit::on_both;
use madoguchi_vocab::{Role, StaffId};
use serde_json::json;

use crate::samples::{furnish, morning, sato, shimin};

on_both!(staff_are_found_by_name_and_id, |store| {
    furnish(&store).await;
    let reader = store.reader();
    let row = people::staff_by_login(&reader, "sato").await.unwrap().unwrap();
    assert_eq!(
        (row.id, row.role, row.department_name.as_str(), row.active),
        (sato(), Role::Clerk, "shimin課", true)
    );
    assert_eq!(people::staff_by_id(&reader, sato()).await.unwrap().unwrap().login, "sato");
    assert!(people::staff_by_login(&reader, "SATO").await.unwrap().is_none());
    assert_eq!(people::staff_all(&reader).await.unwrap().len(), 1);
    let twice = NewStaff {
        id: StaffId(uuid::Uuid::from_u128(9)),
        login: "sato".into(),
        name: "別人".into(),
        password_hash: "x".into(),
        role: Role::Auditor,
        department: shimin(),
        created_at: morning(),
    };
    let mut tx = store.begin().await.unwrap();
    assert!(matches!(people::insert_staff(&mut tx, &twice).await, Err(StoreError::Duplicate)));
});

on_both!(sessions_open_touch_and_close, |store| {
    furnish(&store).await;
    let (token, end) = ([7; 32], morning().plus(Duration::hours(12)));
    let mut tx = store.begin().await.unwrap();
    people::open_session(&mut tx, token, sato(), morning(), end).await.unwrap();
    people::open_session(&mut tx, [8; 32], sato(), morning(), morning()).await.unwrap();
    people::touch_session(&mut tx, token, morning().plus(Duration::minutes(5))).await.unwrap();
    tx.commit().await.unwrap();
    let session = people::session(&store.reader(), token).await.unwrap().unwrap();
    assert_eq!(
        (session.staff, session.seen_at, session.expires_at),
        (sato(), morning().plus(Duration::minutes(5)), end)
    );
    let mut tx = store.begin().await.unwrap();
    assert_eq!(people::close_expired(&mut tx, morning()).await.unwrap(), 1);
    people::close_session(&mut tx, token).await.unwrap();
    tx.commit().await.unwrap();
    assert!(people::session(&store.reader(), token).await.unwrap().is_none());
});

on_both!(tries_are_counted_by_window, |store| {
    let mut tx = store.begin().await.unwrap();
    for _ in 0..3 {
        throttle::hit(&mut tx, "k", morning()).await.unwrap();
    }
    throttle::hit(&mut tx, "other", morning()).await.unwrap();
    tx.commit().await.unwrap();
    let reader = store.reader();
    assert_eq!(throttle::count(&reader, "k", morning()).await.unwrap(), 3);
    assert_eq!(throttle::count(&reader, "k", morning().plus(Duration::minutes(15))).await.unwrap(), 0);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(throttle::forget(&mut tx, morning().plus(Duration::minutes(1))).await.unwrap(), 2);
    tx.commit().await.unwrap();
    assert_eq!(throttle::count(&reader, "k", morning()).await.unwrap(), 0);
});

on_both!(the_trail_is_read_newest_first, |store| {
    let mut tx = store.begin().await.unwrap();
    for n in 0..3 {
        audit::note(&mut tx, morning(), json!({"who": "system"}), "viewed", &format!("o{n}")).await.unwrap();
    }
    tx.commit().await.unwrap();
    let objects: Vec<_> =
        audit::latest(&store.reader(), 2).await.unwrap().into_iter().map(|r| r.object).collect();
    assert_eq!(objects, ["o2", "o1"]);
});

on_both!(an_account_is_changed_as_it_was_seen, |store| {
    furnish(&store).await;
    let mut tx = store.begin().await.unwrap();
    accounts::describe(&mut tx, sato(), 0, "見本 改名", Some("a@example.jp".into())).await.unwrap();
    let late = accounts::describe(&mut tx, sato(), 0, "x", None).await;
    assert!(matches!(late, Err(StoreError::Overtaken)));
    assert_eq!(accounts::administrators(&mut tx).await.unwrap(), []);
    accounts::place(&mut tx, sato(), "見本", (Role::Administrator, &shimin()), true).await.unwrap();
    assert_eq!(accounts::administrators(&mut tx).await.unwrap(), [sato()]);
    accounts::give_code(&mut tx, sato(), [1; 32], morning(), "nobody").await.unwrap();
    accounts::use_code(&mut tx, sato(), [1; 32], "hash").await.unwrap();
    assert!(matches!(accounts::use_code(&mut tx, sato(), [1; 32], "other").await, Err(StoreError::NotFound)));
    accounts::set_factor(&mut tx, sato(), (0, 1), Some(morning()), 0b111).await.unwrap();
    assert!(matches!(
        accounts::set_factor(&mut tx, sato(), (0, 2), None, 0).await,
        Err(StoreError::Overtaken)
    ));
    accounts::factor_used(&mut tx, sato(), 7).await.unwrap();
    assert!(matches!(accounts::factor_used(&mut tx, sato(), 7).await, Err(StoreError::Overtaken)), "twice");
    accounts::recovery_used(&mut tx, sato(), 0b111, 0b110).await.unwrap();
    assert!(matches!(accounts::recovery_used(&mut tx, sato(), 0b111, 0).await, Err(StoreError::Overtaken)));
    accounts::set_password(&mut tx, sato(), "hash2").await.unwrap();
    tx.commit().await.unwrap();
    let row = people::staff_by_id(&store.reader(), sato()).await.unwrap().unwrap();
    assert_eq!(
        (row.email.as_deref(), row.revision, row.password_hash.as_str()),
        (Some("a@example.jp"), 2, "hash2")
    );
    assert_eq!((row.factor, row.factor_since, row.factor_step, row.recovery), (1, Some(morning()), 7, 0b110));
    assert_eq!((row.code_hash, row.code_until), (None, None));
});

on_both!(sessions_of_a_person_end_together, |store| {
    furnish(&store).await;
    let end = morning().plus(Duration::hours(12));
    let mut tx = store.begin().await.unwrap();
    for n in 1..4 {
        people::open_session(&mut tx, [n; 32], sato(), morning(), end).await.unwrap();
    }
    people::session_stands(&mut tx, [1; 32], "code").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(people::session(&store.reader(), [1; 32]).await.unwrap().unwrap().standing, "code");
    assert_eq!(people::sessions_of(&store.reader(), sato()).await.unwrap().len(), 3);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(people::close_sessions_of(&mut tx, sato(), Some([2; 32])).await.unwrap(), 2);
    assert_eq!(people::close_sessions_of(&mut tx, sato(), None).await.unwrap(), 1);
    tx.commit().await.unwrap();
});

fn transfer(n: u128, login: &str, day: &str) -> TransferRow {
    TransferRow {
        id: uuid::Uuid::from_u128(n),
        login: login.into(),
        name: "見本".into(),
        role: Role::Clerk,
        department: shimin(),
        active: true,
        successor: String::new(),
        from_day: day.parse().unwrap(),
        listed_at: morning(),
        listed_by: json!({"who": "system"}),
        done_at: None,
        left: None,
        handed_at: None,
        released: 0,
        handed: 0,
        refused: String::new(),
    }
}

on_both!(transfers_are_listed_done_and_handed_over, |store| {
    furnish(&store).await;
    let (first, second) = (transfer(1, "sato", "2027-04-01"), transfer(2, "sato", "2027-04-01"));
    let mut tx = store.begin().await.unwrap();
    transfers::list(&mut tx, &first).await.unwrap();
    transfers::list(&mut tx, &second).await.unwrap();
    transfers::list(&mut tx, &transfer(3, "other", "2027-05-01")).await.unwrap();
    tx.commit().await.unwrap();
    let reader = store.reader();
    assert_eq!(transfers::waiting(&reader).await.unwrap()[0], second, "the later list counts");
    assert_eq!(transfers::due(&reader, "2027-03-31".parse().unwrap()).await.unwrap(), []);
    assert_eq!(transfers::due(&reader, "2027-04-01".parse().unwrap()).await.unwrap().len(), 1);
    let mut tx = store.begin().await.unwrap();
    transfers::done(&mut tx, second.id, morning(), Some(shimin())).await.unwrap();
    assert!(matches!(transfers::done(&mut tx, second.id, morning(), None).await, Err(StoreError::Overtaken)));
    assert!(matches!(transfers::take_back(&mut tx, second.id).await, Err(StoreError::NotFound)));
    transfers::refused(&mut tx, uuid::Uuid::from_u128(3), morning(), "なぜなら").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(transfers::unhanded(&store.reader()).await.unwrap().len(), 1);
    assert_eq!(transfers::left(&store.reader(), &shimin(), morning()).await.unwrap(), []);
    let mut tx = store.begin().await.unwrap();
    transfers::handed(&mut tx, second.id, (2, 1), None).await.unwrap();
    transfers::handed(&mut tx, second.id, (1, 0), Some(morning())).await.unwrap();
    tx.commit().await.unwrap();
    let left = transfers::left(&store.reader(), &shimin(), morning()).await.unwrap();
    assert_eq!((left[0].released, left[0].handed, left[0].left.clone()), (3, 1, Some(shimin())));
    let done = transfers::done_lately(&store.reader(), 10).await.unwrap();
    assert_eq!(done.iter().filter(|t| t.refused == "なぜなら").count(), 1);
    assert_eq!(transfers::in_hands(&store.reader(), sato(), 10).await.unwrap(), []);
    assert_eq!(transfers::count_in_hands(&store.reader(), sato()).await.unwrap(), 0);
    assert_eq!(transfers::left_behind(&store.reader(), 10).await.unwrap(), []);
});

on_both!(mergers_are_planned_and_done_once, |store| {
    furnish(&store).await;
    let departments = people::departments(&store.reader()).await.unwrap();
    let other = departments.iter().find(|d| d.id != shimin()).unwrap().id.clone();
    let merger = Merger {
        department: shimin(),
        into: other.clone(),
        from_day: "2027-04-01".parse().unwrap(),
        reason: "見直し".into(),
        done_at: None,
    };
    let mut tx = store.begin().await.unwrap();
    mergers::plan(&mut tx, &merger).await.unwrap();
    mergers::plan(&mut tx, &Merger { reason: "組織の見直し".into(), ..merger.clone() }).await.unwrap();
    mergers::done(&mut tx, &shimin(), morning()).await.unwrap();
    assert!(matches!(mergers::done(&mut tx, &shimin(), morning()).await, Err(StoreError::Overtaken)));
    assert!(matches!(mergers::plan(&mut tx, &merger).await, Err(StoreError::Overtaken)));
    assert!(matches!(mergers::give_up(&mut tx, &shimin()).await, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    let all = mergers::all(&store.reader()).await.unwrap();
    assert_eq!((all.len(), all[0].reason.as_str(), all[0].done_at), (1, "組織の見直し", Some(morning())));
    let named = mergers::named(&store.reader(), &shimin()).await.unwrap();
    assert_eq!((named.people, named.open, named.drafts, named.opinions, named.transfers), (1, 0, 0, 0, 0));
    assert_eq!(mergers::open_of(&store.reader(), &shimin(), 10).await.unwrap(), []);
});

on_both!(the_trail_is_asked_by_person_deed_thing_and_time, |store| {
    furnish(&store).await;
    let by = json!({"who": "staff", "id": sato().to_string(), "role": "clerk", "department": "shimin", "name": "見本"});
    let mut tx = store.begin().await.unwrap();
    for n in 0..5 {
        let at = morning().plus(Duration::minutes(n));
        let verb = if n % 2 == 0 { "viewed" } else { "printed" };
        audit::note_why(&mut tx, at, by.clone(), verb, &format!("o{n}"), "調べるため").await.unwrap();
    }
    audit::note(&mut tx, morning(), json!({"who": "system"}), "viewed", "o0").await.unwrap();
    tx.commit().await.unwrap();
    let reader = store.reader();
    let all = TrailQuery { staff: Some(sato()), ..TrailQuery::default() };
    let page = audit::page(&reader, &all, 3).await.unwrap();
    assert_eq!(page.iter().map(|r| r.object.as_str()).collect::<Vec<_>>(), ["o4", "o3", "o2"]);
    assert_eq!(page[0].reason, "調べるため");
    let rest =
        audit::page(&reader, &TrailQuery { after: Some(page[2].seq), ..all.clone() }, 9).await.unwrap();
    assert_eq!(rest.iter().map(|r| r.object.as_str()).collect::<Vec<_>>(), ["o1", "o0"]);
    let verbs = vec!["printed".to_owned(), "other".to_owned()];
    assert_eq!(audit::page(&reader, &TrailQuery { verbs, ..all.clone() }, 9).await.unwrap().len(), 2);
    for (objects, found) in [(vec!["o0"], 2), (vec!["O0", "o0"], 2), (vec!["O0"], 0)] {
        let objects = objects.into_iter().map(str::to_owned).collect();
        let asked = TrailQuery { objects, ..TrailQuery::default() };
        assert_eq!(audit::page(&reader, &asked, 9).await.unwrap().len(), found);
    }
    let (from, until) =
        (Some(morning().plus(Duration::minutes(1))), Some(morning().plus(Duration::minutes(3))));
    assert_eq!(audit::page(&reader, &TrailQuery { from, until, ..all.clone() }, 9).await.unwrap().len(), 2);
    assert_eq!(audit::persons(&reader, &all).await.unwrap(), []);
});
