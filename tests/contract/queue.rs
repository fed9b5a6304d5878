//! The queue and the volumes.

use madoguchi_store::{
    assign_rules, submissions,
    views::{
        neighbours,
        order::{Place, Sort},
        queue::{self, Due, Holder, QueueQuery},
        sheet, volumes,
    },
};
use madoguchi_testkit::on_both;
use madoguchi_vocab::{Date, DepartmentId};

use crate::samples::{at, furnish, morning, sato, shimin, submission, submit};

on_both!(pages_follow_each_other_without_gap_or_repeat, |store| {
    furnish(&store).await;
    let mut rows: Vec<_> = (1..=7).map(submission).collect();
    // Two that arrived in the same instant are told apart by their ids.
    rows[3].arrived_at = rows[2].arrived_at;
    submit(&store, &rows).await;
    let reader = store.reader();
    let mut query = QueueQuery { limit: 2, ..QueueQuery::of(shimin()) };
    let mut seen = vec![];
    loop {
        let page = queue::page(&reader, &query).await.unwrap();
        let Some(last) = page.last() else { break };
        query.after = Some(last.into());
        seen.extend(page.iter().map(|r| r.id));
    }
    assert_eq!(seen, rows.iter().map(|r| r.id).collect::<Vec<_>>());
    assert_eq!(queue::count(&reader, &query, 100).await.unwrap(), 7);
});

on_both!(every_order_has_each_row_once_forth_and_back, |store| {
    furnish(&store).await;
    let mut rows: Vec<_> = (1..=7).map(submission).collect();
    rows[3].arrived_at = rows[2].arrived_at;
    for (n, day) in
        [(0, Some(9)), (1, None), (2, Some(3)), (3, Some(3)), (4, None), (5, Some(1)), (6, Some(9))]
    {
        rows[n].due_on = day.and_then(|day| Date::from_ymd_opt(2026, 12, day));
    }
    submit(&store, &rows).await;
    let reader = store.reader();
    for (sort, text, expected) in [
        (Sort::Oldest, None, [1, 2, 3, 4, 5, 6, 7]),
        (Sort::Newest, None, [7, 6, 5, 4, 3, 2, 1]),
        (Sort::Due, None, [6, 3, 4, 1, 7, 2, 5]),
        (Sort::Newest, Some("花子"), [7, 6, 5, 4, 3, 2, 1]),
        (Sort::Due, Some("花子"), [6, 3, 4, 1, 7, 2, 5]),
    ] {
        let text = text.map(str::to_owned);
        let mut query = QueueQuery { limit: 2, sort, text, ..QueueQuery::of(shimin()) };
        let mut seen = vec![];
        loop {
            let page = queue::page(&reader, &query).await.unwrap();
            let Some(last) = page.last() else { break };
            query.after = Some(last.into());
            seen.extend(page);
        }
        let ids = |numbers: &[u128]| numbers.iter().map(|n| submission(*n).id).collect::<Vec<_>>();
        assert_eq!(seen.iter().map(|r| r.id).collect::<Vec<_>>(), ids(&expected), "{sort:?}");
        for (n, row) in seen.iter().enumerate() {
            let place = Place::from(row);
            assert_eq!(neighbours::count_before(&reader, &query, place, 100).await.unwrap(), n as i64);
            let before = neighbours::previous(&reader, &query, place).await.unwrap();
            assert_eq!(before, n.checked_sub(1).map(|n| seen[n].receipt.clone()), "{sort:?} before {n}");
            let behind = neighbours::next(&reader, &query, place).await.unwrap();
            assert_eq!(behind, seen.get(n + 1).map(|r| r.receipt.clone()), "{sort:?} behind {n}");
        }
    }
});

on_both!(a_sheet_has_every_row_once_and_answers_where_they_are_wanted, |store| {
    furnish(&store).await;
    let mut rows: Vec<_> = (1..=5).map(submission).collect();
    rows[1].holder = Some(sato());
    rows[1].received_at = Some(morning());
    rows[1].email = Some("a@example.jp".into());
    rows[4].department = DepartmentId("suido".into());
    submit(&store, &rows).await;
    let reader = store.reader();
    for (text, expected) in [(None, vec![1, 2, 3, 4]), (Some("花子".to_owned()), vec![1, 2, 3, 4])] {
        let mut query = QueueQuery { limit: 3, text, ..QueueQuery::of(shimin()) };
        let mut seen = vec![];
        loop {
            let page = sheet::rows(&reader, &query).await.unwrap();
            let Some(last) = page.last() else { break };
            query.after = Some(Place { arrived_at: last.arrived_at, due_on: last.due_on, id: last.id });
            seen.extend(page);
        }
        assert_eq!(
            seen.iter().map(|r| r.id).collect::<Vec<_>>(),
            expected.iter().map(|n| submission(*n).id).collect::<Vec<_>>()
        );
        assert_eq!((seen[1].received_at, seen[1].email.as_deref()), (Some(morning()), Some("a@example.jp")));
        assert!(seen[1].holder_name.is_some() && seen[0].holder_name.is_none());
        let answers: serde_json::Value = serde_json::from_str(&seen[0].answers).unwrap();
        assert_eq!(answers, rows[0].answers);
    }
    for text in [None, Some("花子".to_owned())] {
        let query = QueueQuery { text, ..QueueQuery::of(shimin()) };
        assert_eq!(sheet::versions(&reader, &query).await.unwrap(), [rows[0].version], "each version once");
    }
    let nowhere = QueueQuery { slug: Some("nothing".into()), ..QueueQuery::of(shimin()) };
    assert!(sheet::versions(&reader, &nowhere).await.unwrap().is_empty());
});

on_both!(filters_choose_rows, |store| {
    furnish(&store).await;
    let mut rows: Vec<_> = (1..=4).map(submission).collect();
    rows[0].stage = "granted".into();
    rows[1].holder = Some(sato());
    rows[1].due_on = Some("2026-11-20".parse().unwrap());
    rows[2].due_on = Some("2026-11-24".parse().unwrap());
    rows[2].search_key = "50%_見本".into();
    rows[3].department = DepartmentId("suido".into());
    submit(&store, &rows).await;
    let reader = store.reader();
    let today = morning().date();
    let base = || QueueQuery::of(shimin());
    for (query, expected) in [
        (base(), vec![2, 3]),
        (QueueQuery { stages: vec!["granted".into()], ..base() }, vec![1]),
        (QueueQuery { holder: Holder::Is(sato()), ..base() }, vec![2]),
        (QueueQuery { holder: Holder::Nobody, ..base() }, vec![3]),
        (QueueQuery { due: Due::Before(today), ..base() }, vec![2]),
        (QueueQuery { due: Due::Between(today, today), ..base() }, vec![3]),
        (QueueQuery { slug: Some("other".into()), ..base() }, vec![]),
        (QueueQuery { text: Some("花子".into()), ..base() }, vec![2]),
        (QueueQuery { text: Some("0%_見".into()), ..base() }, vec![3]),
        (QueueQuery { text: Some("%".into()), ..base() }, vec![3]),
        (QueueQuery::of(DepartmentId("suido".into())), vec![4]),
    ] {
        let page = queue::page(&reader, &query).await.unwrap();
        let ids: Vec<_> = page.iter().map(|r| r.id).collect();
        assert_eq!(ids, expected.iter().map(|n| submission(*n).id).collect::<Vec<_>>(), "{query:?}");
        assert_eq!(queue::count(&reader, &query, 100).await.unwrap(), expected.len() as i64, "{query:?}");
    }
    assert_eq!(queue::count(&reader, &base(), 1).await.unwrap(), 1, "counted no further than asked");
    let named = queue::page(&reader, &QueueQuery { holder: Holder::Is(sato()), ..base() }).await.unwrap();
    assert_eq!(named[0].holder_name.as_deref(), Some("見本 佐藤"));
});

on_both!(a_name_that_changed_is_found_by_the_new_one_only, |store| {
    furnish(&store).await;
    let mut row = submission(1);
    row.search_key = "k7 髙橋一郎 たかはし".into();
    submit(&store, std::slice::from_ref(&row)).await;
    let found = async |text: &str| {
        let query = QueueQuery { text: Some(text.into()), ..QueueQuery::of(shimin()) };
        queue::page(&store.reader(), &query).await.unwrap().len()
    };
    for (text, expected) in [("髙橋", 1), ("橋一郎", 1), ("たかは", 1), ("橋二", 0), ("高橋", 0)]
    {
        assert_eq!(found(text).await, expected, "{text}");
    }
    let mut changed = submissions::get(&store.reader(), row.id).await.unwrap();
    changed.search_key = "k7 見本一郎 みほん".into();
    let mut tx = store.begin().await.unwrap();
    submissions::update(&mut tx, &changed).await.unwrap();
    tx.commit().await.unwrap();
    for (text, expected) in [("髙橋", 0), ("見本", 1), ("みほん", 1), ("一郎", 1)] {
        assert_eq!(found(text).await, expected, "{text}");
    }
});

on_both!(volumes_are_counted_by_paper_and_channel, |store| {
    furnish(&store).await;
    let mut rows: Vec<_> = (1..=3).map(submission).collect();
    rows[1].channel = "counter".into();
    rows[2].arrived_at = at("2027-04-01T00:00:00+09:00");
    submit(&store, &rows).await;
    let (from, to) = (at("2026-04-01T00:00:00+09:00"), at("2027-04-01T00:00:00+09:00"));
    let counted = volumes::between(&store.reader(), from, to).await.unwrap();
    let told: Vec<_> = counted.iter().map(|v| (v.channel.as_str(), v.count)).collect();
    assert_eq!(told, [("counter", 1), ("online", 1)]);
});

on_both!(what_cannot_move_yet_hides_nothing_behind_it, |store| {
    furnish(&store).await;
    let mut rows: Vec<_> = (1..=5).map(submission).collect();
    rows[2].arrived_at = rows[1].arrived_at;
    submit(&store, &rows).await;
    let (reader, slug) = (store.reader(), rows[0].slug.clone());
    let ids: Vec<_> = rows.iter().map(|r| r.id).collect();
    let (mut seen, mut last) = (vec![], None);
    loop {
        let page = submissions::open_of(&reader, &slug, last.as_ref(), 2).await.unwrap();
        seen.extend(page.iter().map(|r| r.id));
        last = match page.into_iter().last() {
            None => break,
            last => last,
        };
    }
    assert_eq!(seen, ids);
    let mut tx = store.begin().await.unwrap();
    assign_rules::put(&mut tx, &shimin(), "", &[sato()]).await.unwrap();
    tx.commit().await.unwrap();
    let (mut seen, mut last) = (vec![], None);
    loop {
        let page = assign_rules::waiting(&reader, last.as_ref(), 2).await.unwrap();
        seen.extend(page.iter().map(|w| w.id));
        last = match page.into_iter().last() {
            None => break,
            last => last,
        };
    }
    assert_eq!(seen, ids);
});
