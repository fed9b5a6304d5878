//! Every door of the office: who gets in and what the others are told.

use axum::body::Body;
use madoguchi_app::{Beginning, DeskFacts, Form, From, Scope};
use madoguchi_testkit::{
    Browser, Office, Seen,
    browser::encoded,
    office::{PASSWORD, photo},
};
use madoguchi_vocab::Lang;
use madoguchi_workflow::Action;

const VISITORS: [&str; 6] = ["nobody", "sato", "mizu", "dx", "admin", "audit"];

/// Method, address, and the status for each visitor, in the order of [`VISITORS`]. The submission belongs to
/// the department of `sato`, who has taken it; a colleague of another department cannot tell it from one that
/// is not there. 303 leads to the sign-in page.
const DOORS: &[(&str, &str, [u16; 6])] = &[
    // The manager and the auditor begin at the numbers.
    ("GET", "/staff", [303, 200, 200, 303, 200, 303]),
    ("GET", "/staff/login", [200; 6]),
    ("GET", "/staff/works", [303, 403, 403, 200, 200, 403]),
    ("POST", "/staff/works", [303, 403, 403, 303, 303, 403]),
    ("GET", "/staff/queue", [303, 200, 200, 403, 403, 403]),
    ("GET", "/staff/queue/changes?since=0", [303, 200, 200, 403, 403, 403]),
    // No way to draw lists is named, no name is given, and the view is nobody's.
    ("POST", "/staff/queue/density", [303, 400, 400, 400, 400, 400]),
    ("GET", "/staff/queue/views", [303, 200, 200, 403, 403, 403]),
    ("POST", "/staff/queue/views", [303, 422, 422, 403, 403, 403]),
    ("POST", "/staff/queue/views/0190b5a47e3c7d4f9a2b3c4d5e6f7a8b", [303, 404, 404, 403, 403, 403]),
    // Nothing is chosen.
    ("POST", "/staff/queue/bulk", [303, 422, 422, 403, 403, 403]),
    ("GET", "/staff/queue.csv", [303, 200, 200, 403, 403, 403]),
    ("GET", "/staff/queue.xlsx", [303, 200, 200, 403, 403, 403]),
    ("GET", "/staff/queue.zip", [303, 200, 200, 403, 403, 403]),
    ("GET", "/staff/export", [303, 200, 200, 403, 403, 403]),
    // No purpose is said.
    ("POST", "/staff/export", [303, 422, 422, 403, 403, 403]),
    // A list is for whoever asked for it, also among colleagues. It is written already.
    ("GET", "/staff/export/LIST", [303, 200, 404, 404, 404, 404]),
    ("GET", "/staff/export/LIST/state", [303, 200, 404, 404, 404, 404]),
    ("GET", "/staff/export/LIST/file", [303, 200, 404, 404, 404, 404]),
    ("GET", "/staff/export/LIST/lacking", [303, 200, 404, 404, 404, 404]),
    ("POST", "/staff/export/LIST/cancel", [303, 409, 404, 404, 404, 404]),
    ("POST", "/staff/export/LIST/again", [303, 409, 404, 404, 404, 404]),
    ("GET", "/staff/a/CASE", [303, 200, 404, 404, 404, 404]),
    ("GET", "/staff/a/CASE/correct", [303, 200, 404, 404, 404, 404]),
    ("GET", "/staff/a/CASE/decide", [303, 200, 404, 404, 404, 404]),
    ("GET", "/staff/a/CASE/notice", [303, 404, 404, 404, 404, 404]),
    ("POST", "/staff/a/CASE/notice/preview", [303, 422, 404, 404, 404, 404]),
    ("GET", "/staff/a/CASE/documents/0190b5a47e3c7d4f9a2b3c4d5e6f7a8b", [303, 404, 404, 404, 404, 404]),
    (
        "POST",
        "/staff/a/CASE/documents/0190b5a47e3c7d4f9a2b3c4d5e6f7a8b/posted",
        [303, 422, 404, 404, 404, 404],
    ),
    ("GET", "/staff/print?ids=CASE", [303, 200, 404, 404, 404, 404]),
    ("POST", "/staff/print", [303, 404, 404, 404, 404, 404]),
    ("GET", "/staff/a/CASE/files/FILE", [303, 200, 404, 404, 404, 404]),
    ("GET", "/staff/a/CASE/files/FILE/view", [303, 200, 404, 404, 404, 404]),
    ("GET", "/staff/a/CASE/history", [303, 200, 404, 404, 404, 404]),
    ("POST", "/staff/a/CASE/note", [303, 409, 404, 404, 404, 404]),
    ("POST", "/staff/a/CASE/call", [303, 422, 404, 404, 404, 404]),
    // The page behind it is shown again: nothing was ticked, and nothing is.
    ("POST", "/staff/a/CASE/tick", [303, 409, 404, 404, 404, 404]),
    // It is taken already: accepting is over, and a decision that could be taken up again is not there yet.
    ("POST", "/staff/a/CASE/accept", [303, 409, 404, 404, 404, 404]),
    ("GET", "/staff/a/CASE/write", [303, 200, 404, 404, 404, 404]),
    ("POST", "/staff/a/CASE/write", [303, 422, 404, 404, 404, 404]),
    ("GET", "/staff/a/CASE/reopen", [303, 409, 404, 404, 404, 404]),
    ("POST", "/staff/a/CASE/reopen", [303, 409, 404, 404, 404, 404]),
    ("POST", "/staff/a/CASE/take", [303, 409, 404, 404, 404, 404]),
    ("POST", "/staff/a/CASE/correct", [303, 422, 404, 404, 404, 404]),
    ("POST", "/staff/a/CASE/decide", [303, 422, 404, 404, 404, 404]),
    // Moves that are not open now, that need words, and one that is none.
    ("GET", "/staff/a/CASE/transfer", [303, 200, 404, 404, 404, 404]),
    ("POST", "/staff/a/CASE/transfer", [303, 409, 404, 404, 404, 404]),
    ("GET", "/staff/approvals", [303, 200, 200, 403, 403, 403]),
    ("POST", "/staff/approvals", [303, 422, 422, 403, 403, 403]),
    ("GET", "/staff/opinions", [303, 200, 200, 403, 403, 403]),
    // Nothing of this paper is drawn.
    ("GET", "/staff/draw/juminhyo-yubin", [303, 404, 404, 403, 403, 403]),
    ("POST", "/staff/draw/juminhyo-yubin", [303, 404, 404, 403, 403, 403]),
    // Nothing of it is to come by post.
    ("POST", "/staff/a/CASE/paper", [303, 409, 404, 404, 404, 404]),
    // What is entered for residents is the department's: others cannot tell it from what is not there.
    ("GET", "/staff/new", [303, 200, 200, 403, 403, 403]),
    ("POST", "/staff/new", [303, 400, 400, 403, 403, 403]),
    ("GET", "/staff/new/resume", [303, 200, 200, 403, 403, 403]),
    ("POST", "/staff/new/resume", [303, 422, 422, 403, 403, 403]),
    ("GET", "/staff/new/suido-kaishi", [303, 200, 200, 403, 403, 403]),
    ("POST", "/staff/desk/DRAFT/take", [303, 303, 404, 404, 404, 404]),
    ("GET", "/staff/desk/DRAFT", [303, 200, 404, 404, 404, 404]),
    ("POST", "/staff/desk/DRAFT", [303, 400, 404, 404, 404, 404]),
    ("GET", "/staff/desk/DRAFT/files/SCAN", [303, 200, 404, 404, 404, 404]),
    // It is not filled in: it leads back to the questions.
    ("GET", "/staff/desk/DRAFT/check", [303, 303, 404, 404, 404, 404]),
    ("POST", "/staff/desk/DRAFT/check", [303, 400, 404, 404, 404, 404]),
    ("GET", "/staff/desk/DRAFT/sign", [303, 200, 404, 404, 404, 404]),
    ("GET", "/staff/desk/DRAFT/done", [303, 303, 404, 404, 404, 404]),
    ("GET", "/staff/desk/DRAFT/receipt", [303, 404, 404, 404, 404, 404]),
    ("GET", "/staff/account", [303, 200, 200, 200, 200, 200]),
    // Nothing was typed.
    ("POST", "/staff/account", [303, 422, 422, 422, 422, 422]),
    // Nobody shows a second factor here.
    ("GET", "/staff/second", [303, 404, 404, 404, 404, 404]),
    ("POST", "/staff/second", [303, 404, 404, 404, 404, 404]),
    ("POST", "/admin/people/SOMEBODY/factor", [303, 403, 403, 403, 303, 403]),
    ("GET", "/staff/welcome", [200; 6]),
    ("POST", "/staff/welcome", [422; 6]),
    ("GET", "/staff/search", [303, 200, 200, 403, 403, 403]),
    ("POST", "/staff/search", [303, 422, 422, 403, 403, 403]),
    // For the approver and the head of a department.
    ("GET", "/staff/department/substitutes", [303, 403, 403, 403, 403, 403]),
    ("POST", "/staff/department/substitutes", [303, 403, 403, 403, 403, 403]),
    ("GET", "/staff/department/rules", [303, 403, 403, 403, 403, 403]),
    ("POST", "/staff/department/rules", [303, 403, 403, 403, 403, 403]),
    ("GET", "/admin/people", [303, 403, 403, 403, 200, 403]),
    ("GET", "/admin/people/new", [303, 403, 403, 403, 200, 403]),
    ("POST", "/admin/people/new", [303, 403, 403, 403, 422, 403]),
    ("GET", "/admin/people/SOMEBODY", [303, 403, 403, 403, 200, 403]),
    ("GET", "/admin/people/SOMEBODY/change", [303, 403, 403, 403, 200, 403]),
    ("POST", "/admin/people/SOMEBODY/change", [303, 403, 403, 403, 422, 403]),
    ("POST", "/admin/people/SOMEBODY/code", [303, 403, 403, 403, 200, 403]),
    ("POST", "/admin/people/SOMEBODY/sessions", [303, 403, 403, 403, 303, 403]),
    ("GET", "/admin/departments", [303, 403, 403, 403, 200, 403]),
    ("GET", "/admin/departments/new", [303, 403, 403, 403, 200, 403]),
    ("POST", "/admin/departments/new", [303, 403, 403, 403, 422, 403]),
    ("GET", "/admin/departments/suido", [303, 403, 403, 403, 200, 403]),
    ("POST", "/admin/departments/suido", [303, 403, 403, 403, 422, 403]),
    ("GET", "/admin/departments/suido/merge", [303, 403, 403, 403, 200, 403]),
    ("POST", "/admin/departments/suido/merge", [303, 403, 403, 403, 422, 403]),
    ("GET", "/admin/transfer-list", [303, 403, 403, 403, 200, 403]),
    // No file was chosen.
    ("POST", "/admin/transfer-list", [303, 403, 403, 403, 422, 403]),
    ("GET", "/admin/transfer-list.csv", [303, 403, 403, 403, 200, 403]),
    // Nothing of that name was listed.
    (
        "POST",
        "/admin/transfer-list/0190b5a47e3c7d4f9a2b3c4d5e6f7a8b/take-back",
        [303, 403, 403, 403, 404, 403],
    ),
    ("GET", "/admin/banner", [303, 403, 403, 403, 200, 403]),
    // Nothing was typed.
    ("POST", "/admin/banner", [303, 403, 403, 403, 422, 403]),
    ("GET", "/admin/disaster", [303, 403, 403, 403, 200, 403]),
    ("POST", "/admin/disaster", [303, 403, 403, 403, 422, 403]),
    ("GET", "/admin/trail", [303, 403, 403, 403, 403, 200]),
    ("GET", "/admin/trail.csv", [303, 403, 403, 403, 403, 200]),
    // Words are changed by those who approve, and by the manager; there is no such sentence, and nothing is written in it.
    ("GET", "/staff/texts", [303, 403, 403, 200, 403, 403]),
    ("GET", "/staff/texts/phrase", [303, 403, 403, 200, 403, 403]),
    ("POST", "/staff/texts/phrase", [303, 403, 403, 422, 403, 403]),
    ("GET", "/staff/texts/phrase/0190b5a47e3c7d4f9a2b3c4d5e6f7a8b", [303, 403, 403, 404, 403, 403]),
    ("POST", "/staff/texts/phrase/0190b5a47e3c7d4f9a2b3c4d5e6f7a8b", [303, 403, 403, 404, 403, 403]),
    ("GET", "/staff/texts/p/juminhyo-yubin", [303, 403, 403, 200, 403, 403]),
    ("GET", "/staff/texts/p/juminhyo-yubin/letter.granted", [303, 403, 403, 200, 403, 403]),
    ("POST", "/staff/texts/p/juminhyo-yubin/letter.granted", [303, 403, 403, 303, 403, 403]),
    ("POST", "/staff/texts/p/juminhyo-yubin/notice.refused/preview", [303, 403, 403, 200, 403, 403]),
    ("GET", "/manage", [303, 200, 200, 200, 403, 200]),
    ("GET", "/manage/departments/shimin", [303, 200, 200, 200, 403, 200]),
    ("GET", "/manage/groups", [303, 200, 200, 200, 403, 200]),
    ("GET", "/manage/groups.csv", [303, 200, 200, 200, 403, 200]),
    ("GET", "/manage/months", [303, 200, 200, 200, 403, 200]),
    ("GET", "/manage/months.csv", [303, 200, 200, 200, 403, 200]),
    ("GET", "/manage/inventory", [303, 200, 200, 200, 403, 200]),
    ("GET", "/manage/inventory.csv", [303, 200, 200, 200, 403, 200]),
    ("GET", "/manage/inventory/import", [303, 403, 403, 200, 403, 403]),
    ("POST", "/manage/inventory/import", [303, 403, 403, 422, 403, 403]),
    // The inventory is empty here.
    ("GET", "/manage/inventory/p/juminhyo", [303, 404, 404, 404, 403, 404]),
    ("GET", "/manage/inventory/p/juminhyo/edit", [303, 403, 403, 404, 403, 403]),
    ("POST", "/manage/inventory/p/juminhyo/edit", [303, 403, 403, 404, 403, 403]),
    ("GET", "/manage/what-if", [303, 200, 200, 200, 403, 200]),
    ("GET", "/manage/report/195701/numbers", [303, 404, 404, 404, 403, 404]),
    ("GET", "/manage/snapshots", [303, 200, 200, 200, 403, 200]),
    // It has no name.
    ("POST", "/manage/snapshots", [303, 403, 403, 422, 403, 403]),
    ("GET", "/manage/snapshots/1", [303, 404, 404, 404, 403, 404]),
    ("POST", "/manage/snapshots/1", [303, 403, 403, 404, 403, 403]),
    ("GET", "/manage/next", [303, 200, 200, 200, 403, 200]),
    // It has no name, and nothing is chosen.
    ("POST", "/manage/next", [303, 403, 403, 422, 403, 403]),
    ("GET", "/manage/next/gone", [303, 403, 403, 404, 403, 403]),
    ("POST", "/manage/next/gone", [303, 403, 403, 404, 403, 403]),
    ("GET", "/manage/plans", [303, 200, 200, 200, 403, 200]),
    ("GET", "/manage/plans/0190b5a47e3c7d4f9a2b3c4d5e6f7a8b", [303, 404, 404, 404, 403, 404]),
    ("POST", "/manage/plans/0190b5a47e3c7d4f9a2b3c4d5e6f7a8b", [303, 403, 403, 404, 403, 403]),
    ("GET", "/manage/forecast", [303, 200, 200, 200, 403, 200]),
    ("GET", "/manage/funnel", [303, 200, 200, 200, 403, 200]),
    ("GET", "/manage/funnel/juminhyo-yubin", [303, 200, 200, 200, 403, 200]),
    ("GET", "/manage/funnel/juminhyo-yubin/numbers.csv", [303, 200, 200, 200, 403, 200]),
    // What residents wrote is for the manager alone, and for those who write the paper.
    ("GET", "/manage/feedback", [303, 403, 403, 200, 403, 403]),
    ("POST", "/manage/feedback", [303, 403, 403, 400, 403, 403]),
    ("GET", "/manage/feedback.csv", [303, 403, 403, 200, 403, 403]),
    ("GET", "/manage/kpi", [303, 200, 200, 200, 403, 200]),
    ("POST", "/manage/kpi", [303, 403, 403, 422, 403, 403]),
    ("GET", "/manage/kpi.csv", [303, 200, 200, 200, 403, 200]),
    ("GET", "/manage/kpi/6", [303, 404, 404, 404, 403, 404]),
    ("POST", "/manage/kpi/6", [303, 403, 403, 404, 403, 403]),
    ("GET", "/manage/savings", [303, 200, 200, 200, 403, 200]),
    ("POST", "/manage/savings", [303, 403, 403, 422, 403, 403]),
    ("GET", "/manage/savings.csv", [303, 200, 200, 200, 403, 200]),
    ("GET", "/manage/report", [303, 200, 200, 200, 403, 200]),
    // The clock of the office stands in 2026.
    ("GET", "/manage/report/209901", [303, 404, 404, 404, 403, 404]),
    ("GET", "/manage/definitions", [303, 200, 200, 200, 403, 200]),
    ("GET", "/manage/definitions/by-hand", [303, 200, 200, 200, 403, 200]),
    ("GET", "/author", [303, 200, 200, 200, 403, 403]),
    ("GET", "/author/new", [303, 200, 200, 200, 403, 403]),
    ("POST", "/author/new", [303, 422, 422, 422, 403, 403]),
    // This one is `sato`'s to write.
    ("GET", "/author/mihon", [303, 200, 200, 200, 403, 403]),
    ("POST", "/author/mihon", [303, 422, 403, 422, 403, 403]),
    ("GET", "/author/mihon/part", [303, 200, 403, 200, 403, 403]),
    ("POST", "/author/mihon/part", [303, 422, 403, 422, 403, 403]),
    ("GET", "/author/mihon/source", [303, 200, 200, 200, 403, 403]),
    // Not over what is saved.
    ("POST", "/author/mihon/source", [303, 409, 403, 409, 403, 403]),
    ("GET", "/author/mihon/preview", [303, 200, 200, 200, 403, 403]),
    ("GET", "/author/mihon/preview/who", [303, 200, 200, 200, 403, 403]),
    ("POST", "/author/mihon/preview/who", [303, 422, 422, 422, 403, 403]),
    ("GET", "/author/mihon/publish", [303, 200, 200, 200, 403, 403]),
    // Not what was shown.
    ("POST", "/author/mihon/publish", [303, 403, 403, 409, 403, 403]),
    ("GET", "/author/juminhyo-yubin/versions", [303, 200, 200, 200, 403, 403]),
    ("GET", "/author/juminhyo-yubin/versions/1", [303, 200, 200, 200, 403, 403]),
    ("GET", "/author/juminhyo-yubin/feedback", [303, 200, 403, 200, 403, 403]),
    ("GET", "/author/mihon/saves", [303, 200, 200, 200, 403, 403]),
    ("POST", "/author/mihon/saves", [303, 400, 400, 400, 403, 403]),
    ("GET", "/author/mihon/saves/1", [303, 200, 200, 200, 403, 403]),
    ("POST", "/author/juminhyo-yubin/unpublish", [303, 403, 403, 303, 403, 403]),
    // The rates are public.
    ("GET", "/api/v1/rate", [200; 6]),
    ("GET", "/api/v1/seals", [200; 6]),
    ("GET", "/api/v1/submissions/CASE", [401; 6]),
    // Signing out comes last: it ends the visit.
    ("POST", "/staff/logout", [303; 6]),
];

pub async fn signed_in(router: &axum::Router, login: &str) -> Browser {
    let mut browser = Browser::new(router);
    let page = browser.get("/staff/login").await;
    if login != "nobody" {
        let mut pairs = page.form();
        pairs.retain(|(name, _)| name.starts_with('_'));
        pairs.extend([("login".into(), login.into()), ("password".into(), PASSWORD.into())]);
        let inside = browser.post(&page.action(), &pairs).await;
        assert_ne!(inside.path, "/staff/login", "{login} signs in");
    }
    browser
}

async fn knocks(browser: &mut Browser, method: &str, path: &str) -> Seen {
    let page = browser.get("/staff").await;
    let token = page.form().into_iter().find(|(name, _)| name == "_csrf").expect("a token").1;
    let request = browser.request(method, path);
    let request = if method == "POST" {
        request
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(format!("_csrf={}", encoded(&token))))
    } else {
        request.body(Body::empty())
    };
    browser.send(request.unwrap(), path).await
}

#[tokio::test]
async fn every_door_lets_in_whom_it_should() {
    let office = Office::on_sqlite().await;
    let router = madoguchi_web::router(office.app.clone());
    let receipt = office.resident().submits("juminhyo-yubin", "hanako@example.jp").await.receipt;
    office.staff("sato").await.does(&receipt, Action::Take).await.unwrap();
    let case = signed_in(&router, "sato").await.get(&format!("/staff/a/{receipt}")).await;
    let file =
        case.html.split("/files/").nth(1).expect("a file").split(['"', '/']).next().unwrap().to_owned();

    let (draft, scan) = begun_at_the_desk(&office).await;
    let list = written(&office).await;
    // Nobody of this table: their password and sign-ins end here.
    let somebody = office.staff("suzuki").await.person.id.to_string();
    let sato = office.staff("sato").await.person;
    let new = Beginning {
        slug: "mihon".into(),
        title: "見本".into(),
        department: sato.department.clone(),
        from: From::Template("koza".into()),
    };
    office.app.begin_paper(&sato, &new).await.unwrap();
    let mut wrong = Vec::new();
    for (nth, visitor) in VISITORS.iter().enumerate() {
        let mut browser = signed_in(&router, visitor).await;
        for (method, door, expected) in DOORS {
            let path = door.replace("CASE", receipt.as_str()).replace("FILE", &file);
            let path = path.replace("DRAFT", &draft).replace("SCAN", &scan);
            let path = path.replace("LIST", &list).replace("SOMEBODY", &somebody);
            let seen = knocks(&mut browser, method, &path).await;
            if seen.status.as_u16() != expected[nth] {
                wrong.push(format!("{visitor} {method} {door}: {}, not {}", seen.status, expected[nth]));
            }
            if *visitor == "nobody" && seen.status == 303 && !door.ends_with("logout") {
                let to = seen.headers["location"].to_str().unwrap();
                assert!(to.starts_with("/staff/login"), "{door} leads to {to}");
            }
            let told = seen.html.contains(receipt.as_str());
            // The auditor reads the trail, which names what was looked at.
            let trail = *visitor == "audit" && door.starts_with("/admin/trail");
            if told && *visitor != "sato" && !trail {
                wrong.push(format!("{visitor} {method} {door}: a refusal names the submission"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A list that `sato` has asked for and that is written.
async fn written(office: &Office) -> String {
    let sato = office.staff("sato").await.person;
    let columns = ["receipt".to_owned()];
    let asked = office.app.ask_export(&sato, &Scope::default(), Form::Cp932, &columns, "見本").await;
    while office.app.export_step().await.unwrap() {}
    asked.unwrap().expect("it is asked for").to_string()
}

/// What `sato` has begun to enter for a resident, with a file.
async fn begun_at_the_desk(office: &Office) -> (String, String) {
    let sato = office.staff("sato").await.person;
    let slug = "juminhyo-yubin".parse().unwrap();
    let id = office.app.start_at_desk(&sato, &slug, Lang::Ja, DeskFacts::default()).await.unwrap();
    let draft = office.app.desk_draft(&sato, id).await.unwrap();
    let scan = office.app.arrived(&photo()).await.unwrap();
    let field = "id_photo".parse().unwrap();
    let draft = office.app.attach(&draft, &field, None, "scan.jpg", scan).await.unwrap();
    (id.to_string(), draft.files.keys().next().unwrap().clone())
}

/// A route nobody put into the table is a door nobody tried.
#[test]
fn every_route_of_the_office_is_in_the_table() {
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut handlers = 0;
    for room in ["staff", "manager", "author", "api", "admin"] {
        let text = std::fs::read_to_string(source.join(room).join("mod.rs")).unwrap();
        for route in text.split(".route(").skip(1) {
            let route = route.split(".route(").next().unwrap();
            handlers += ["get(", "post("].iter().map(|m| route.matches(m).count()).sum::<usize>();
        }
    }
    // Signing in is posted by the test itself.
    assert_eq!(DOORS.len() + 1, handlers);
}
