//! Papers that are written in the browser, and plans to open them.

use madoguchi_store::{
    StoreError, papers,
    written::{self, PlanRow, WrittenRow},
};
use madoguchi_testkit::on_both;
use madoguchi_vocab::{Date, DepartmentId};

use crate::samples::{furnish, morning, shimin};

fn row(slug: &str) -> WrittenRow {
    WrittenRow {
        slug: slug.into(),
        department: shimin(),
        revision: 1,
        source: "format = 1 # 𠮷 \"'".into(),
        saved_at: morning(),
        saved_by: "見本 佐藤".into(),
    }
}

on_both!(a_paper_is_begun_once_and_each_save_of_it_is_kept, |store| {
    furnish(&store).await;
    let mut tx = store.begin().await.unwrap();
    written::begin(&mut tx, &row("koza")).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    assert!(matches!(written::begin(&mut tx, &row("koza")).await, Err(StoreError::Duplicate)));
    drop(tx);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(written::save(&mut tx, "koza", 1, "two", "見本 鈴木", morning()).await.unwrap(), 2);
    tx.commit().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let late = written::save(&mut tx, "koza", 1, "three", "見本", morning()).await;
    assert!(matches!(late, Err(StoreError::Overtaken)));
    let nobody = written::save(&mut tx, "nobody", 1, "x", "見本", morning()).await;
    assert!(matches!(nobody, Err(StoreError::Overtaken)));
    drop(tx);
    let reader = store.reader();
    let newest = written::get(&reader, "koza").await.unwrap().unwrap();
    assert_eq!((newest.revision, newest.source.as_str(), newest.saved_by.as_str()), (2, "two", "見本 鈴木"));
    assert_eq!(written::get(&reader, "nobody").await.unwrap(), None);
    assert_eq!(written::all(&reader).await.unwrap(), [newest]);
    let saves = written::saves(&reader, "koza").await.unwrap();
    assert_eq!(saves.iter().map(|s| s.revision).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(written::saved(&reader, "koza", 1).await.unwrap(), row("koza").source);
    assert!(matches!(written::saved(&reader, "koza", 9).await, Err(StoreError::NotFound)));
});

on_both!(a_paper_is_handed_to_another_department, |store| {
    furnish(&store).await;
    let suido = DepartmentId("suido".into());
    let mut tx = store.begin().await.unwrap();
    written::begin(&mut tx, &row("koza")).await.unwrap();
    written::hand_to(&mut tx, "koza", &suido).await.unwrap();
    assert!(matches!(written::hand_to(&mut tx, "nobody", &suido).await, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    assert_eq!(written::get(&store.reader(), "koza").await.unwrap().unwrap().department, suido);
});

on_both!(old_saves_are_let_go, |store| {
    furnish(&store).await;
    let mut tx = store.begin().await.unwrap();
    written::begin(&mut tx, &row("koza")).await.unwrap();
    for n in 1..=205 {
        written::save(&mut tx, "koza", n, "x", "見本", morning()).await.unwrap();
    }
    tx.commit().await.unwrap();
    let saves = written::saves(&store.reader(), "koza").await.unwrap();
    assert_eq!((saves.len(), saves[0].revision, saves[199].revision), (200, 206, 7));
});

on_both!(there_is_one_plan_for_a_paper, |store| {
    let plan = |day: u32, reason: &str| PlanRow {
        slug: "koza".into(),
        source: "text".into(),
        day: Date::from_ymd_opt(2026, 12, day).unwrap(),
        reason: reason.into(),
        planned_at: morning(),
        planned_by: "見本".into(),
    };
    let mut tx = store.begin().await.unwrap();
    written::plan(&mut tx, &plan(1, "")).await.unwrap();
    written::plan(&mut tx, &plan(2, "急ぐため")).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(written::plans(&store.reader()).await.unwrap(), [plan(2, "急ぐため")]);
    let mut tx = store.begin().await.unwrap();
    assert!(written::drop_plan(&mut tx, "koza").await.unwrap());
    assert!(!written::drop_plan(&mut tx, "koza").await.unwrap());
    tx.commit().await.unwrap();
});

on_both!(versions_say_who_opened_them_and_why, |store| {
    furnish(&store).await;
    let mut tx = store.begin().await.unwrap();
    let second = papers::publish(&mut tx, "paper", "other", "source", "見本 鈴木", morning()).await.unwrap();
    papers::remark(&mut tx, "paper", second, "急ぐため").await.unwrap();
    assert!(matches!(papers::remark(&mut tx, "paper", 9, "x").await, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    let versions = papers::versions(&store.reader(), "paper").await.unwrap();
    let said: Vec<_> =
        versions.iter().map(|v| (v.version, v.reason.as_str(), v.withdrawn_at.is_none())).collect();
    assert_eq!(said, [(2, "急ぐため", true), (1, "", false)]);
    assert_eq!(versions[0].published_by, "見本 鈴木");
});
