//! Plausible rows to begin with.

use madoguchi_store::{
    Store, drafts::DraftRow, events::NewEvent, papers, people, people::Department, people::NewStaff,
    submissions, submissions::SubmissionRow,
};
use madoguchi_vocab::{DepartmentId, DraftId, Instant, Lang, ReceiptNumber, Role, StaffId, SubmissionId};
use serde_json::json;
use uuid::Uuid;

pub fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

pub fn morning() -> Instant {
    at("2026-11-24T09:00:00.123456+09:00")
}

pub fn shimin() -> DepartmentId {
    DepartmentId("shimin".into())
}

pub fn sato() -> StaffId {
    StaffId(Uuid::from_u128(1))
}

/// A department, a member of staff and a paper.
pub async fn furnish(store: &Store) {
    let mut tx = store.begin().await.unwrap();
    for id in ["shimin", "suido"] {
        let department = Department {
            id: DepartmentId(id.into()),
            name: format!("{id}課"),
            name_en: String::new(),
            phone: String::new(),
            hours: String::new(),
            hours_en: String::new(),
            note: "見本".into(),
        };
        people::upsert_department(&mut tx, &department).await.unwrap();
    }
    let staff = NewStaff {
        id: sato(),
        login: "sato".into(),
        name: "見本 佐藤".into(),
        password_hash: "x".into(),
        role: Role::Clerk,
        department: shimin(),
        created_at: morning(),
    };
    people::insert_staff(&mut tx, &staff).await.unwrap();
    papers::publish(&mut tx, "paper", "hash", "source", "見本", morning()).await.unwrap();
    tx.commit().await.unwrap();
}

pub fn event(submission: SubmissionId, body: serde_json::Value) -> NewEvent {
    NewEvent { submission, at: morning(), actor: json!({"who": "resident"}), body, salt: 7 }
}

pub fn draft(n: u128) -> DraftRow {
    DraftRow {
        id: DraftId(Uuid::from_u128(1000 + n)),
        visitor_hash: [1; 32],
        slug: "paper".into(),
        version: 1,
        lang: Lang::Easy,
        typed: json!({"name": ["髙橋 \u{FA19}\u{20BB7}\u{845B}\u{E0100}"]}),
        revision: 1,
        created_at: morning(),
        saved_at: morning(),
        expires_at: morning().plus(chrono::Duration::days(30)),
        resume_hash: {
            let mut hash = [0; 32];
            hash[..16].copy_from_slice(&n.to_be_bytes());
            hash
        },
        submission: None,
        receipt: None,
        email: None,
        carried_from: None,
        desk: None,
        counted: None,
        account: None,
    }
}

pub fn submission(n: u128) -> SubmissionRow {
    SubmissionRow {
        id: SubmissionId(Uuid::from_u128(2000 + n)),
        receipt: ReceiptNumber::from_random(n as u64),
        draft: DraftId(Uuid::from_u128(1000 + n)),
        slug: "paper".into(),
        version: 1,
        paper_hash: "hash".into(),
        flow: "ruling".into(),
        department: shimin(),
        stage: "received".into(),
        stage_facts: json!({"stage": "received"}),
        step: "received".into(),
        stage_since: None,
        revision: 1,
        answers: json!({"values": {"氏名": {"type": "text", "value": "見本"}}}),
        applicant_name: "見本 花子".into(),
        applicant_kana: "ミホン ハナコ".into(),
        by_proxy: false,
        email: None,
        search_key: "見本花子ミホンハナコ".into(),
        lang: Lang::Ja,
        channel: "online".into(),
        arrived_at: morning().plus(chrono::Duration::minutes(n as i64)),
        received_at: None,
        review_started_at: None,
        asked_at: None,
        decided_at: None,
        due_on: None,
        correction_due: None,
        holder: None,
        dispose_from: None,
        disposed_at: None,
    }
}

/// Puts submissions in.
pub async fn submit(store: &Store, rows: &[SubmissionRow]) {
    let mut tx = store.begin().await.unwrap();
    for row in rows {
        submissions::insert(&mut tx, row).await.unwrap();
    }
    tx.commit().await.unwrap();
}
