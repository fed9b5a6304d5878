//! Lists: what they are narrowed by, what is to be seen of their rows, what is saved of them, and
//! how they look.

use chrono::Duration;
use madoguchi_store::{
    Store, StoreError, looks,
    saved_views::{self, SavedView},
    submissions,
    views::{
        backlog, marks, moved,
        order::Sort,
        queue::{self, Due, Holder, Marked, QueueQuery},
        today,
    },
};
use madoguchi_testkit::on_both;
use madoguchi_vocab::{Date, DepartmentId, Lang, StaffId, SubmissionId, ViewId};
use uuid::Uuid;

use crate::samples::{at, furnish, morning, sato, shimin, submission, submit};

async fn ids(store: &Store, query: &QueueQuery) -> Vec<SubmissionId> {
    queue::page(&store.reader(), query).await.unwrap().into_iter().map(|row| row.id).collect()
}

fn those(numbers: &[u128]) -> Vec<SubmissionId> {
    numbers.iter().map(|n| submission(*n).id).collect()
}

async fn look(store: &Store, n: u128, revision: i64) {
    let mut tx = store.begin().await.unwrap();
    looks::note(&mut tx, submission(n).id, sato(), revision, morning()).await.unwrap();
    tx.commit().await.unwrap();
}

on_both!(every_condition_chooses_its_rows_in_every_order_and_counts_them, |store| {
    furnish(&store).await;
    let mut rows: Vec<_> = (1..=5).map(submission).collect();
    rows[0].channel = "phone".into();
    rows[1].lang = Lang::Easy;
    rows[1].by_proxy = true;
    rows[2].arrived_at = morning().plus(-Duration::days(9));
    rows[3].due_on = Date::from_ymd_opt(2026, 11, 26);
    rows[4].revision = 2;
    submit(&store, &rows).await;
    let mut asked = submissions::get(&store.reader(), rows[3].id).await.unwrap();
    asked.asked_at = Some(morning());
    let mut tx = store.begin().await.unwrap();
    submissions::update(&mut tx, &asked).await.unwrap();
    tx.commit().await.unwrap();
    look(&store, 1, 1).await;
    look(&store, 5, 1).await;
    let base = || QueueQuery::of(shimin());
    let day = |d| Date::from_ymd_opt(2026, 11, d).unwrap();
    let mark = |mark| QueueQuery { mark: Some(mark), ..base() };
    let stranger = StaffId(Uuid::from_u128(99));
    let cases = [
        (QueueQuery { channel: Some("phone".into()), ..base() }, vec![1]),
        (QueueQuery { channel: Some("online".into()), ..base() }, vec![3, 2, 4, 5]),
        (QueueQuery { until: Some(morning()), ..base() }, vec![3]),
        (QueueQuery { since: Some(morning()), ..base() }, vec![1, 2, 4, 5]),
        (QueueQuery { due: Due::Between(day(25), day(27)), ..base() }, vec![4]),
        (QueueQuery { due: Due::Between(day(27), day(30)), ..base() }, vec![]),
        (QueueQuery { holder: Holder::Is(sato()), ..base() }, vec![]),
        (mark(Marked::Asked), vec![4]),
        (mark(Marked::Foreign), vec![2]),
        (mark(Marked::ByProxy), vec![2]),
        (mark(Marked::Files), vec![]),
        (mark(Marked::Unread), vec![3, 2, 4]),
        (mark(Marked::UnreadBy(sato())), vec![3, 2, 4]),
        (mark(Marked::UnreadBy(stranger)), vec![3, 1, 2, 4, 5]),
        (mark(Marked::ChangedFor(sato())), vec![5]),
        (QueueQuery { text: Some("花子".into()), ..mark(Marked::ChangedFor(sato())) }, vec![5]),
        (QueueQuery { to_post: true, ..base() }, vec![]),
        (QueueQuery { to_post: true, text: Some("花子".into()), ..mark(Marked::ChangedFor(sato())) }, vec![]),
    ];
    for (query, expected) in &cases {
        assert_eq!(ids(&store, query).await, those(expected), "{query:?}");
        for sort in [Sort::Newest, Sort::Due] {
            let mut found = ids(&store, &QueueQuery { sort, ..query.clone() }).await;
            let mut wanted = those(expected);
            found.sort();
            wanted.sort();
            assert_eq!(found, wanted, "{sort:?} {query:?}");
        }
    }
    let (queries, sizes): (Vec<_>, Vec<_>) =
        cases.into_iter().map(|(q, rows)| (q, rows.len() as i64)).unzip();
    assert_eq!(queue::counts(&store.reader(), &queries, 100).await.unwrap(), sizes, "all in one go");
    assert_eq!(
        queue::counts(&store.reader(), &queries[1..2], 3).await.unwrap(),
        [3],
        "no further than asked"
    );
    assert!(queue::counts(&store.reader(), &[], 3).await.unwrap().is_empty());
});

on_both!(what_moved_since_is_found_open_or_over, |store| {
    furnish(&store).await;
    let mut rows: Vec<_> = (1..=4).map(submission).collect();
    let later = morning().plus(Duration::minutes(30));
    rows[0].stage_since = Some(morning());
    rows[1].stage_since = Some(later);
    rows[2].stage = "granted".into();
    rows[2].decided_at = Some(later);
    rows[2].stage_since = Some(later);
    rows[3].stage_since = Some(later);
    rows[3].department = DepartmentId("suido".into());
    submit(&store, &rows).await;
    let moved = async |stages: &[&str]| {
        let stages = stages.iter().map(|s| (*s).to_owned()).collect();
        let query = QueueQuery { stages, ..QueueQuery::of(shimin()) };
        moved::since(&store.reader(), &query, morning(), 9).await.unwrap()
    };
    assert_eq!(moved(&[]).await, those(&[2]));
    assert_eq!(moved(&["received"]).await, those(&[2]));
    assert_eq!(moved(&["granted"]).await, those(&[3]));
    assert_eq!(moved(&["refused"]).await, []);
});

on_both!(marks_are_found_for_all_rows_of_a_page, |store| {
    furnish(&store).await;
    let mut rows: Vec<_> = (1..=4).map(submission).collect();
    rows[1].applicant_name = "見本 太郎".into();
    rows[2].department = DepartmentId("suido".into());
    rows[3].arrived_at = morning().plus(-Duration::days(100));
    submit(&store, &rows).await;
    look(&store, 1, 7).await;
    let (reader, page) = (store.reader(), those(&[1, 2]));
    let looked = marks::looked_at(&reader, &page, sato()).await.unwrap();
    assert_eq!(looked.iter().map(|l| (l.submission, l.seen)).collect::<Vec<_>>(), [(page[0], Some(7))]);
    let by_others = marks::looked_at(&reader, &page, StaffId(Uuid::from_u128(99))).await.unwrap();
    assert_eq!(by_others[0].seen, None, "somebody else looked");
    assert!(marks::with_files(&reader, &page).await.unwrap().is_empty());
    let near =
        marks::namesakes(&reader, &page, morning().plus(-Duration::days(90)), morning()).await.unwrap();
    assert!(near.is_empty(), "none of that name, department and time: {near:?}");
    let far = at("2026-01-01T00:00:00+09:00");
    let ever = marks::namesakes(&reader, &page, far, morning()).await.unwrap();
    assert_eq!(
        ever.iter().map(|n| (n.row, n.arrived_at)).collect::<Vec<_>>(),
        [(page[0], rows[3].arrived_at)]
    );
    assert_eq!((ever[0].slug.as_str(), &ever[0].answers), ("paper", &rows[3].answers));
    assert!(marks::namesakes(&reader, &[], far, morning()).await.unwrap().is_empty());
});

on_both!(the_day_is_counted_by_day_and_by_person, |store| {
    furnish(&store).await;
    let mut rows: Vec<_> = (1..=4).map(submission).collect();
    rows[0].holder = Some(sato());
    rows[1].holder = Some(sato());
    rows[2].stage = "granted".into();
    rows[2].holder = Some(sato());
    rows[2].decided_at = Some(morning().plus(Duration::days(1)));
    rows[3].stage = "awaiting_approval".into();
    submit(&store, &rows).await;
    let reader = store.reader();
    let day = |n: i64| at("2026-11-24T00:00:00+09:00").plus(Duration::days(n));
    let spans = [(day(-1), day(0)), (day(0), day(1)), (day(1), day(2))];
    let flow = today::flow(&reader, &shimin(), &spans, 100).await.unwrap();
    assert_eq!(flow.iter().map(|f| (f.came, f.done)).collect::<Vec<_>>(), [(0, 0), (4, 0), (0, 1)]);
    assert_eq!(today::flow(&reader, &shimin(), &spans, 3).await.unwrap()[1].came, 3, "no further than asked");
    let load = today::load(&reader, &shimin(), 100).await.unwrap();
    assert_eq!((load.len(), load[0].staff, load[0].open), (1, sato(), 2));
    assert_eq!(load[0].oldest, Some(rows[0].arrived_at));
    assert!(today::load(&reader, &DepartmentId("suido".into()), 100).await.unwrap().is_empty());
    let proposals = today::proposals(&reader, &shimin(), 100).await.unwrap();
    assert_eq!(proposals.iter().map(|p| p.id).collect::<Vec<_>>(), those(&[4]));
});

on_both!(what_has_waited_longest_is_found_in_each_department, |store| {
    furnish(&store).await;
    let mut rows: Vec<_> = (1..=3).map(submission).collect();
    rows[0].stage = "in_review".into();
    submit(&store, &rows).await;
    let suido = DepartmentId("suido".into());
    let oldest = backlog::oldest(&store.reader(), &[shimin(), suido]).await.unwrap();
    let found: Vec<_> =
        oldest.iter().map(|r| (r.department.clone(), r.slug.as_str(), r.arrived_at)).collect();
    assert_eq!(found, [(shimin(), "paper", rows[1].arrived_at)], "somebody has begun the first");
    assert!(backlog::oldest(&store.reader(), &[]).await.unwrap().is_empty());
});

on_both!(views_are_their_owners_and_used_by_those_they_are_shared_with, |store| {
    furnish(&store).await;
    let stranger = StaffId(Uuid::from_u128(99));
    let view = |n: u128, shared| SavedView {
        id: ViewId(Uuid::from_u128(n)),
        department: shimin(),
        owner: sato(),
        owner_name: "見本 佐藤".into(),
        shared,
        name: format!("条件 {n}"),
        query: "stage=received".into(),
        created_at: morning(),
    };
    let save = async |view: &SavedView, most| {
        let mut tx = store.begin().await.unwrap();
        let saved = saved_views::save(&mut tx, view, most).await;
        tx.commit().await.unwrap();
        saved
    };
    save(&view(1, false), 2).await.unwrap();
    save(&view(2, true), 2).await.unwrap();
    assert!(matches!(save(&view(3, true), 2).await, Err(StoreError::Duplicate)), "no more than two");
    let reader = store.reader();
    assert_eq!(
        saved_views::usable(&reader, &shimin(), sato()).await.unwrap(),
        [view(1, false), view(2, true)]
    );
    assert_eq!(saved_views::usable(&reader, &shimin(), stranger).await.unwrap(), [view(2, true)]);
    let elsewhere = DepartmentId("suido".into());
    assert!(saved_views::usable(&reader, &elsewhere, stranger).await.unwrap().is_empty());
    let mut tx = store.begin().await.unwrap();
    let (id, missing) = (view(2, true).id, |e| matches!(e, Err(StoreError::NotFound)));
    assert!(missing(saved_views::change(&mut tx, id, stranger, "x", false).await));
    assert!(missing(saved_views::remove(&mut tx, id, stranger).await));
    saved_views::change(&mut tx, id, sato(), "新しい名前", false).await.unwrap();
    saved_views::remove(&mut tx, view(1, false).id, sato()).await.unwrap();
    tx.commit().await.unwrap();
    let left = saved_views::usable(&reader, &shimin(), sato()).await.unwrap();
    assert_eq!(left.iter().map(|v| (v.name.as_str(), v.shared)).collect::<Vec<_>>(), [("新しい名前", false)]);
    assert!(saved_views::usable(&reader, &shimin(), stranger).await.unwrap().is_empty());
});

on_both!(how_lists_are_drawn_is_kept_for_each, |store| {
    furnish(&store).await;
    assert_eq!(saved_views::density(&store.reader(), sato()).await.unwrap(), None);
    for density in ["compact", "comfortable"] {
        let mut tx = store.begin().await.unwrap();
        saved_views::keep_density(&mut tx, sato(), density).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(saved_views::density(&store.reader(), sato()).await.unwrap().as_deref(), Some(density));
    }
});
