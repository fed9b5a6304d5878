//! A million rows are never read to find fifty: each condition has an index, and SQLite takes it.

use madoguchi_vocab::{AccountId, DepartmentId, Instant, StaffId, SubmissionId};
use uuid::Uuid;

use super::{
    backlog, marks,
    moved::moved,
    queue::{Due, Holder, Marked, QueueQuery, chosen, page_columns},
    today,
};
use crate::{
    Location, Reader, Result, Store,
    dialect::{FromRow, Row, Sql, sql},
    documents, held,
};

struct Step(String);

impl FromRow for Step {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("detail").map(Self)
    }
}

/// Which index of a plan is used, out of how the statement is begun.
async fn plan(reader: &Reader, statement: impl FnOnce(Sql) -> Sql) -> String {
    let steps: Vec<Step> = statement(sql("EXPLAIN QUERY PLAN ")).all(reader).await.unwrap();
    steps.into_iter().map(|Step(step)| step).collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn every_condition_has_an_index_that_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&Location::Sqlite(folder.path().join("plans.db"))).await.unwrap();
    store.migrate().await.unwrap();
    let reader = store.reader();
    let base = || QueueQuery::of(DepartmentId("shimin".into()));
    let mark = |mark| QueueQuery { mark: Some(mark), ..base() };
    let (who, now) = (StaffId(Uuid::nil()), Instant::from_utc(chrono::DateTime::UNIX_EPOCH));
    let (day, next) = (now.date(), now.date().succ_opt().unwrap());
    let mut wrong = vec![];
    let mut expect = |what: String, plan: String, index: &str| {
        if !plan.split([' ', ';']).any(|word| word == index) {
            wrong.push(format!("{what}: not by {index}, but {plan}"));
        }
    };
    for (query, index) in [
        (base(), "submissions_open"),
        (QueueQuery { ended: true, until: Some(now), ..base() }, "submissions_ever"),
        (QueueQuery { holder: Holder::Is(who), ..base() }, "submissions_holder"),
        (QueueQuery { holder: Holder::Nobody, ..base() }, "submissions_holder"),
        (QueueQuery { slug: Some("paper".into()), ..base() }, "submissions_paper"),
        (QueueQuery { channel: Some("phone".into()), ..base() }, "submissions_offline"),
        (QueueQuery { due: Due::Before(day), ..base() }, "submissions_open_due"),
        (QueueQuery { due: Due::Between(day, next), ..base() }, "submissions_open_due"),
        (QueueQuery { since: Some(now), until: Some(now), ..base() }, "submissions_open"),
        (mark(Marked::Asked), "submissions_asked"),
        (mark(Marked::Foreign), "submissions_foreign"),
        (mark(Marked::ByProxy), "submissions_by_proxy"),
        (mark(Marked::ChangedFor(who)), "looks_staff"),
        (QueueQuery { to_post: true, stages: vec!["granted".into()], ..base() }, "documents_to_post"),
    ] {
        let plan = plan(&reader, |s| chosen(s.push(page_columns()), &query)).await;
        expect(format!("{query:?}"), plan, index);
    }
    expect("moved".into(), plan(&reader, |s| moved(s, &base(), now, 9)).await, "submissions_moved");
    let id = [SubmissionId(Uuid::nil())];
    expect("names".into(), plan(&reader, |s| marks::alike(s, &id, now, now)).await, "submissions_name");
    let flow = plan(&reader, |s| today::flowed(s, &base().department, &[(now, now)], 9)).await;
    expect("came".into(), flow.clone(), "submissions_queue");
    expect("done".into(), flow, "submissions_done");
    let load = plan(&reader, |s| today::loaded(s, &base().department, 9)).await;
    expect("load".into(), load, "submissions_holder");
    let oldest = plan(&reader, |s| backlog::asked(s, &[base().department])).await;
    expect("oldest".into(), oldest, "submissions_queue");
    let account = AccountId(Uuid::nil());
    let own = plan(&reader, |s| held::listed(s, account, 9)).await;
    expect("own submissions".into(), own, "sqlite_autoindex_account_submissions_1");
    let own = plan(&reader, |s| documents::held(s, account, 100)).await;
    expect("own documents".into(), own, "sqlite_autoindex_documents_3");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
