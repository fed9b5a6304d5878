//! Departments, staff, sessions, tries, the trail.

use chrono::Duration;
use madoguchi_store::{StoreError, audit, people, people::NewStaff, throttle};
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
