//! The inventory and the KPIs.

use madoguchi_store::inventory;
use madoguchi_testkit::on_both;
use serde_json::json;

use crate::samples::morning;

on_both!(procedures_keep_their_order_and_are_changed_in_place, |store| {
    let mut tx = store.begin().await.unwrap();
    inventory::upsert_procedure(&mut tx, "b", 1, json!({"id": "b"})).await.unwrap();
    inventory::upsert_procedure(&mut tx, "a", 2, json!({"id": "a"})).await.unwrap();
    inventory::upsert_procedure(&mut tx, "b", 1, json!({"id": "b", "name": "新"})).await.unwrap();
    inventory::note_change(&mut tx, "b", morning(), json!({"who": "system"}), json!({})).await.unwrap();
    tx.commit().await.unwrap();
    let rows = inventory::procedures(&store.reader()).await.unwrap();
    assert_eq!(rows, [json!({"id": "b", "name": "新"}), json!({"id": "a"})]);
});

on_both!(standings_are_told_oldest_first, |store| {
    let day = |text: &str| text.parse().unwrap();
    let mut tx = store.begin().await.unwrap();
    inventory::note_standing(&mut tx, "a", day("2026-04-01"), "online", morning()).await.unwrap();
    inventory::note_standing(&mut tx, "a", day("2025-04-01"), "trial", morning()).await.unwrap();
    inventory::note_standing(&mut tx, "a", day("2025-04-01"), "partial", morning()).await.unwrap();
    tx.commit().await.unwrap();
    let told: Vec<_> =
        inventory::standings(&store.reader()).await.unwrap().into_iter().map(|s| s.status).collect();
    assert_eq!(told, ["partial", "online"]);
});

on_both!(kpis_come_by_number, |store| {
    let mut tx = store.begin().await.unwrap();
    for n in [6, 3] {
        inventory::upsert_kpi(&mut tx, "r5", n, json!({ "number": n })).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(inventory::kpis(&store.reader()).await.unwrap(), [json!({"number": 3}), json!({"number": 6})]);
});
