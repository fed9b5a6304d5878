//! Opening, migrating, reading and writing.

use madoguchi_store::{Location, Store, StoreError, papers, people};
use madoguchi_testkit::{databases, on_both};

use crate::samples::{furnish, morning};

on_both!(migrating_again_changes_nothing, |store| {
    store.migrate().await.unwrap();
    furnish(&store).await;
    store.migrate().await.unwrap();
    assert_eq!(people::departments(&store.reader()).await.unwrap().len(), 2);
    store.ping().await.unwrap();
});

on_both!(what_is_not_committed_never_happened, |store| {
    furnish(&store).await;
    {
        let mut tx = store.begin().await.unwrap();
        papers::publish(&mut tx, "other", "h", "s", "見本", morning()).await.unwrap();
    }
    assert_eq!(papers::published(&store.reader()).await.unwrap().len(), 1);
});

#[tokio::test]
async fn nodes_that_start_together_take_turns() {
    let location = databases::fresh_schema();
    let (a, b) = tokio::join!(start(&location), start(&location));
    a.ping().await.unwrap();
    b.ping().await.unwrap();
}

async fn start(location: &Location) -> Store {
    let store = Store::open(location).await.unwrap();
    store.migrate().await.unwrap();
    store
}

#[tokio::test]
async fn a_database_that_is_not_there_says_where_and_hides_the_password() {
    let url = "postgres://who:secret@127.0.0.1:1/nowhere".to_owned();
    let error = Store::open(&Location::Postgres { url, schema: None }).await.unwrap_err();
    let StoreError::Unreachable(text) = error else { panic!("{error}") };
    assert!(text.contains("127.0.0.1:1") && !text.contains("secret"), "{text}");
}

on_both!(papers_have_versions, |store| {
    furnish(&store).await;
    let mut tx = store.begin().await.unwrap();
    let later = morning().plus(chrono::Duration::hours(1));
    assert_eq!(papers::publish(&mut tx, "paper", "hash2", "source2", "見本", later).await.unwrap(), 2);
    tx.commit().await.unwrap();
    let reader = store.reader();
    let open = papers::published(&reader).await.unwrap();
    assert_eq!((open.len(), open[0].version, open[0].source.as_str()), (1, 2, "source2"));
    assert_eq!(papers::version(&reader, "paper", 1).await.unwrap().source, "source");
    assert!(matches!(papers::version(&reader, "paper", 3).await, Err(StoreError::NotFound)));
    let mut tx = store.begin().await.unwrap();
    papers::withdraw(&mut tx, "paper", later.plus(chrono::Duration::hours(1))).await.unwrap();
    assert!(matches!(papers::withdraw(&mut tx, "paper", later).await, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    let open_at = |hours: i64| {
        let reader = reader.clone();
        async move {
            papers::open_at(&reader, morning().plus(chrono::Duration::minutes(hours * 60 + 30)))
                .await
                .unwrap()
        }
    };
    assert_eq!(open_at(0).await, ["paper"]);
    assert_eq!(open_at(1).await, ["paper"]);
    assert!(open_at(2).await.is_empty());
    assert!(open_at(-1).await.is_empty());
});
