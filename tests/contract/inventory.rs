//! The inventory, its past, and the KPIs.

use madoguchi_store::{
    StoreError, inventory,
    ledger::{self, ChangeRow, SnapshotRow, StandingRow, WithdrawalRow},
};
use madoguchi_testkit::on_both;
use madoguchi_vocab::Date;
use serde_json::{Value, json};

use crate::samples::{furnish, morning, sato};

fn system() -> Value {
    json!({"who": "system"})
}

fn change(procedure: &str, version: i64) -> ChangeRow {
    ChangeRow {
        procedure: procedure.into(),
        version,
        at: morning(),
        actor: system(),
        cells: json!([["status", "not_yet", "online"]]),
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

on_both!(procedures_keep_their_order_and_are_changed_in_place, |store| {
    let mut tx = store.begin().await.unwrap();
    assert_eq!(inventory::last_position(&mut tx).await.unwrap(), -1);
    inventory::upsert_procedure(&mut tx, "b", 1, json!({"id": "b"})).await.unwrap();
    inventory::upsert_procedure(&mut tx, "a", 2, json!({"id": "a"})).await.unwrap();
    inventory::upsert_procedure(&mut tx, "b", 1, json!({"id": "b", "name": "新"})).await.unwrap();
    inventory::change_procedure(&mut tx, "a", json!({"id": "a", "name": "変"})).await.unwrap();
    let missing = inventory::change_procedure(&mut tx, "c", json!({})).await;
    assert!(matches!(missing, Err(StoreError::NotFound)));
    assert_eq!(inventory::last_position(&mut tx).await.unwrap(), 2);
    tx.commit().await.unwrap();
    let rows = inventory::procedures(&store.reader()).await.unwrap();
    assert_eq!(rows, [json!({"id": "b", "name": "新"}), json!({"id": "a", "name": "変"})]);
});

on_both!(every_version_can_be_laid_open_again, |store| {
    assert_eq!(ledger::version(&store.reader()).await.unwrap(), 0);
    for (version, changed) in [(1, vec!["a", "b"]), (2, vec!["b"]), (3, vec!["c"])] {
        let mut tx = store.begin().await.unwrap();
        assert_eq!(ledger::next_version(&mut tx, morning(), system(), "import").await.unwrap(), version);
        for id in changed {
            let body = json!({"id": id, "in": version});
            inventory::upsert_procedure(&mut tx, id, 0, body.clone()).await.unwrap();
            ledger::note_change(&mut tx, change(id, version), body).await.unwrap();
        }
        assert_eq!(ledger::last_changed(&mut tx, "a").await.unwrap(), 1);
        tx.commit().await.unwrap();
    }
    let reader = store.reader();
    for (version, rows) in [
        (0, vec![]),
        (1, vec![("a", 1), ("b", 1)]),
        (2, vec![("a", 1), ("b", 2)]),
        (3, vec![("a", 1), ("b", 2), ("c", 3)]),
    ] {
        let rows: Vec<_> = rows.into_iter().map(|(id, v)| json!({"id": id, "in": v})).collect();
        assert_eq!(ledger::procedures_at(&reader, version).await.unwrap(), rows, "version {version}");
    }
    assert_eq!(ledger::version(&reader).await.unwrap(), 3);
    let versions = ledger::versions(&reader).await.unwrap();
    assert_eq!(versions.iter().map(|v| v.version).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!((versions[0].at, versions[0].what.as_str()), (morning(), "import"));
    assert_eq!(ledger::changes_of(&reader, "b").await.unwrap(), [change("b", 2), change("b", 1)]);
    let mut tx = store.begin().await.unwrap();
    assert!(matches!(ledger::last_changed(&mut tx, "nobody").await, Err(StoreError::NotFound)));
});

// A version that is given up leaves no trace: the next one has its number.
on_both!(a_version_given_up_never_was, |store| {
    let mut tx = store.begin().await.unwrap();
    ledger::next_version(&mut tx, morning(), system(), "edit").await.unwrap();
    drop(tx);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(ledger::next_version(&mut tx, morning(), system(), "edit").await.unwrap(), 1);
});

on_both!(standings_are_told_oldest_first_as_far_as_they_were_known, |store| {
    let mut tx = store.begin().await.unwrap();
    for (since, status, version) in [
        ("2026-04-01", "online", 1),
        ("2025-04-01", "trial", 1),
        ("2025-04-01", "designing", 2),
        ("2025-04-01", "partial", 2),
    ] {
        let standing = StandingRow { procedure: "a".into(), since: day(since), status: status.into() };
        ledger::note_standing(&mut tx, &standing, version, morning()).await.unwrap();
    }
    tx.commit().await.unwrap();
    for (version, told) in [(0, vec![]), (1, vec!["trial", "online"]), (9, vec!["partial", "online"])] {
        let rows = ledger::standings(&store.reader(), version).await.unwrap();
        assert_eq!(rows.into_iter().map(|s| s.status).collect::<Vec<_>>(), told, "version {version}");
    }
});

on_both!(published_numbers_are_kept_with_what_they_were_computed_from, |store| {
    let row = |name: &str| SnapshotRow {
        number: 0,
        name: name.into(),
        at: morning(),
        actor: system(),
        as_of: day("2026-03-31"),
        rates: json!(["20.4 %"]),
    };
    let mut tx = store.begin().await.unwrap();
    assert_eq!(ledger::keep_snapshot(&mut tx, row("公表"), json!({"rows": 1})).await.unwrap(), 1);
    assert_eq!(ledger::keep_snapshot(&mut tx, row("議会"), json!({"rows": 2})).await.unwrap(), 2);
    tx.commit().await.unwrap();
    let reader = store.reader();
    let names: Vec<_> = ledger::snapshots(&reader).await.unwrap().into_iter().map(|s| s.name).collect();
    assert_eq!(names, ["議会", "公表"]);
    assert_eq!(ledger::snapshot(&reader, 1).await.unwrap(), SnapshotRow { number: 1, ..row("公表") });
    assert_eq!(ledger::snapshot_body(&reader, 2).await.unwrap(), json!({"rows": 2}));
    assert!(matches!(ledger::snapshot(&reader, 3).await, Err(StoreError::NotFound)));
});

on_both!(a_published_number_is_withdrawn_once_and_stays, |store| {
    let mut tx = store.begin().await.unwrap();
    let row = SnapshotRow {
        number: 0,
        name: "公表".into(),
        at: morning(),
        actor: system(),
        as_of: day("2026-03-31"),
        rates: json!([]),
    };
    let number = ledger::keep_snapshot(&mut tx, row, json!({})).await.unwrap();
    let withdrawal =
        WithdrawalRow { number, at: morning(), actor: system(), reason: "件数の誤り".into() };
    ledger::withdraw(&mut tx, withdrawal.clone()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(ledger::withdrawals(&store.reader()).await.unwrap(), std::slice::from_ref(&withdrawal));
    assert_eq!(ledger::snapshots(&store.reader()).await.unwrap().len(), 1, "it stays");
    let mut tx = store.begin().await.unwrap();
    assert!(matches!(ledger::withdraw(&mut tx, withdrawal).await, Err(StoreError::Duplicate)));
});

on_both!(a_file_laid_aside_is_taken_up_once_and_only_the_one_that_was_shown, |store| {
    furnish(&store).await;
    let later = morning().plus(chrono::Duration::minutes(1));
    let mut tx = store.begin().await.unwrap();
    inventory::lay_aside(&mut tx, sato(), morning(), "はじめ").await.unwrap();
    inventory::lay_aside(&mut tx, sato(), later, "つぎ").await.unwrap();
    let stale = inventory::take_up(&mut tx, sato(), morning()).await;
    assert!(matches!(stale, Err(StoreError::NotFound)));
    assert_eq!(inventory::take_up(&mut tx, sato(), later).await.unwrap(), "つぎ");
    let twice = inventory::take_up(&mut tx, sato(), later).await;
    assert!(matches!(twice, Err(StoreError::NotFound)));
});

on_both!(kpis_come_by_number, |store| {
    let mut tx = store.begin().await.unwrap();
    for n in [6, 3] {
        inventory::upsert_kpi(&mut tx, "r5", n, json!({ "number": n })).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(inventory::kpis(&store.reader()).await.unwrap(), [json!({"number": 3}), json!({"number": 6})]);
});
