//! Plans, what procedures take, measurements and measures.

use madoguchi_store::{
    StoreError,
    measurements::{self, MeasurementRow},
    plans,
};
use madoguchi_testkit::on_both;
use madoguchi_vocab::PlanId;
use serde_json::json;
use uuid::Uuid;

use crate::samples::morning;

on_both!(a_plan_is_changed_only_as_it_was_seen, |store| {
    let (a, b) = (PlanId(Uuid::from_u128(1)), PlanId(Uuid::from_u128(2)));
    let mut tx = store.begin().await.unwrap();
    plans::insert(&mut tx, a, json!({"name": "甲"}), morning(), json!({"who": "system"})).await.unwrap();
    let later = morning().plus(chrono::Duration::hours(1));
    plans::insert(&mut tx, b, json!({"name": "乙"}), later, json!({"who": "system"})).await.unwrap();
    plans::change(&mut tx, a, 1, json!({"name": "甲の 2"})).await.unwrap();
    assert!(matches!(plans::change(&mut tx, a, 1, json!({})).await, Err(StoreError::Overtaken)));
    tx.commit().await.unwrap();
    let reader = store.reader();
    let all = plans::all(&reader).await.unwrap();
    assert_eq!(
        all.iter().map(|p| (p.id, p.revision, p.adopted)).collect::<Vec<_>>(),
        [(b, 1, false), (a, 2, false)]
    );
    assert_eq!(plans::find(&reader, a).await.unwrap().body, json!({"name": "甲の 2"}));
    assert!(matches!(plans::find(&reader, PlanId(Uuid::from_u128(3))).await, Err(StoreError::NotFound)));
});

on_both!(one_plan_at_most_is_adopted, |store| {
    let (a, b) = (PlanId(Uuid::from_u128(1)), PlanId(Uuid::from_u128(2)));
    let mut tx = store.begin().await.unwrap();
    for id in [a, b] {
        plans::insert(&mut tx, id, json!({}), morning(), json!({"who": "system"})).await.unwrap();
    }
    plans::adopt(&mut tx, a, 1).await.unwrap();
    plans::adopt(&mut tx, b, 1).await.unwrap();
    assert!(
        matches!(plans::adopt(&mut tx, a, 1).await, Err(StoreError::Overtaken)),
        "it was put aside meanwhile"
    );
    tx.commit().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    assert!(matches!(plans::remove(&mut tx, b, 1).await, Err(StoreError::Overtaken)));
    plans::remove(&mut tx, a, 3).await.unwrap();
    tx.commit().await.unwrap();
    let left = plans::all(&store.reader()).await.unwrap();
    assert_eq!(left.iter().map(|p| (p.id, p.adopted)).collect::<Vec<_>>(), [(b, true)]);
});

on_both!(a_plan_is_put_aside_as_it_was_seen, |store| {
    let id = PlanId(Uuid::from_u128(1));
    let mut tx = store.begin().await.unwrap();
    plans::insert(&mut tx, id, json!({}), morning(), json!({"who": "system"})).await.unwrap();
    assert!(
        matches!(plans::put_aside(&mut tx, id, 1).await, Err(StoreError::Overtaken)),
        "nobody goes by it"
    );
    plans::adopt(&mut tx, id, 1).await.unwrap();
    assert!(matches!(plans::put_aside(&mut tx, id, 1).await, Err(StoreError::Overtaken)));
    plans::put_aside(&mut tx, id, 2).await.unwrap();
    tx.commit().await.unwrap();
    let left = plans::find(&store.reader(), id).await.unwrap();
    assert_eq!((left.adopted, left.revision), (false, 3));
});

on_both!(what_a_procedure_takes_is_the_last_estimate, |store| {
    let mut tx = store.begin().await.unwrap();
    for days in [5, 8] {
        plans::set_terms(&mut tx, "a", json!({ "days": days }), morning(), json!({"who": "system"}))
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let terms = plans::terms(&store.reader()).await.unwrap();
    assert_eq!(
        terms.iter().map(|t| (t.procedure.as_str(), &t.body)).collect::<Vec<_>>(),
        [("a", &json!({"days": 8}))]
    );
});

on_both!(measurements_are_all_kept_by_day_and_in_order, |store| {
    let row = |number, on: &str, value: Option<&str>| MeasurementRow {
        plan: "r5".into(),
        number,
        on: on.parse().unwrap(),
        value: value.map(str::to_owned),
        source: "見本".into(),
        note: String::new(),
        at: morning(),
        actor: json!({"who": "system"}),
    };
    let written = [
        row(3, "2026-03-31", Some("-25.5")),
        row(1, "2026-03-31", Some("done")),
        row(3, "2025-03-31", Some("7")),
        row(3, "2025-03-31", None),
    ];
    let mut tx = store.begin().await.unwrap();
    for row in &written {
        measurements::note(&mut tx, row).await.unwrap();
    }
    tx.commit().await.unwrap();
    let [a, b, c, d] = written;
    assert_eq!(measurements::all(&store.reader()).await.unwrap(), [b, c, d, a]);
});

on_both!(measures_are_replaced_as_a_whole, |store| {
    let mut tx = store.begin().await.unwrap();
    let measure = |id: &str| (id.to_owned(), json!({ "id": id }));
    measurements::replace_savings(&mut tx, vec![measure("b"), measure("a")]).await.unwrap();
    measurements::replace_savings(&mut tx, vec![measure("c"), measure("b")]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        measurements::savings(&store.reader()).await.unwrap(),
        [json!({"id": "c"}), json!({"id": "b"})]
    );
});
