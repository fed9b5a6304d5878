//! What came in and what ended between two moments, and when open data last changed.

use chrono::Duration;
use madoguchi_store::{
    open_sets::{self, OpenSetRow},
    submissions::SubmissionRow,
    views::flow,
};
use madoguchi_testkit::on_both;

use crate::samples::{furnish, morning, shimin, submission, submit};

on_both!(months_are_counted_by_paper_department_and_channel, |store| {
    furnish(&store).await;
    let reader = store.reader();
    assert_eq!(flow::first(&reader).await.unwrap(), None);
    let (from, to) = (morning(), morning().plus(Duration::days(30)));
    let due = |n: i64| Some((morning().plus(Duration::days(n))).date());
    let ended = |n: u128, days: i64, stage: &str, due_on| SubmissionRow {
        decided_at: Some(morning().plus(Duration::days(days))),
        stage: stage.into(),
        due_on,
        ..submission(n)
    };
    let rows = [
        SubmissionRow { arrived_at: from, due_on: due(5), ..submission(1) },
        SubmissionRow { channel: "mail".into(), ..submission(2) },
        SubmissionRow { arrived_at: to, ..submission(3) },
        ended(4, 3, "granted", due(2)),
        ended(5, 4, "withdrawn", None),
        ended(6, 30, "refused", due(40)),
    ];
    submit(&store, &rows).await;
    let of = |rows: Vec<flow::FlowRow>| {
        assert!(rows.iter().all(|r| r.slug == "paper" && r.department == shimin()));
        rows.into_iter().map(|r| (r.channel, r.count)).collect::<Vec<_>>()
    };
    let online = |n| ("online".to_owned(), n);
    assert_eq!(of(flow::received(&reader, from, to).await.unwrap()), [("mail".to_owned(), 1), online(4)]);
    assert_eq!(of(flow::ended(&reader, from, to).await.unwrap()), [online(1)], "neither withdrawn nor later");
    assert_eq!(of(flow::ended(&reader, to, to.plus(Duration::days(1))).await.unwrap()), [online(1)]);
    let ways = flow::ways(&reader, from, to).await.unwrap();
    assert_eq!(ways.iter().map(|w| w.due_on).collect::<Vec<_>>(), [due(2)]);
    assert_eq!((ways[0].slug.as_str(), &ways[0].department), ("paper", &shimin()));
    assert_eq!(flow::first(&reader).await.unwrap(), Some(from));
    // The first one is open and due on the fifth day; the fourth was due on the second and ended on the third.
    let late = async |day: i64| {
        let at = morning().plus(Duration::days(day));
        flow::overdue(&reader, at, at.date()).await.unwrap().iter().map(|row| row.count).sum::<i64>()
    };
    assert_eq!((late(2).await, late(3).await, late(5).await, late(6).await), (0, 1, 0, 1));
});

on_both!(a_set_keeps_the_time_at_which_it_changed, |store| {
    let row = |digest: &str, hours| OpenSetRow {
        name: "rates".into(),
        digest: digest.into(),
        changed_at: morning().plus(Duration::hours(hours)),
    };
    assert_eq!(open_sets::find(&store.reader(), "rates").await.unwrap(), None);
    for (seen, kept) in [(row("a", 0), row("a", 0)), (row("a", 1), row("a", 0)), (row("b", 2), row("b", 2))] {
        let mut tx = store.begin().await.unwrap();
        open_sets::note(&mut tx, &seen).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(open_sets::find(&store.reader(), "rates").await.unwrap(), Some(kept));
    }
});
