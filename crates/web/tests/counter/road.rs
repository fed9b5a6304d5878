//! The manager's way from a ranking to a plan, and the page of a KPI.

use axum::http::StatusCode;
use madoguchi_testkit::{Browser, Office, Seen};

use crate::{counter, doors::signed_in};

/// Of 1,000 known a year 50 are online.
async fn with_inventory(office: &Office) {
    let dx = office.staff("dx").await.person;
    let head = madoguchi_inventory::COLUMNS.join(",");
    let row = |id: &str, status: &str, volume: &str| {
        format!(
            "{id},<{id}>,shimin,法,1条,law,application,own,resident,city,{status},,理由,counter,,,{volume},,2025,sample,見本,,,,,,,,"
        )
    };
    let rows = [
        row("big", "not_yet", "850"),
        row("small", "not_yet", "100"),
        row("done", "online", "50"),
        row("dark", "not_yet", ""),
    ];
    let file = format!("{head}\n{}", rows.join("\n"));
    let imported = office.app.import(&dx, file.as_bytes()).await.unwrap();
    assert_eq!(imported.problems, []);
    office.app.set_kpis(include_bytes!("../../../../deploy/seed/kpis.csv")).await.unwrap();
}

fn posted(page: &Seen, pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let token = page.html.split("name=\"_csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let revision =
        page.html.split("name=\"_revision\" value=\"").nth(1).map(|v| v.split('"').next().unwrap());
    [("_csrf", token)]
        .into_iter()
        .chain(revision.map(|r| ("_revision", r)))
        .chain(pairs.iter().copied())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

async fn dx(router: &axum::Router) -> Browser {
    signed_in(router, "dx").await
}

#[tokio::test]
async fn a_list_becomes_a_plan_and_the_plan_a_calendar() {
    let (office, router) = counter().await;
    with_inventory(&office).await;
    let mut dx = dx(&router).await;
    let next = dx.get("/manage/next").await;
    assert!(next.html.contains("5.0 %") && next.html.contains("&#60;big&#62;"), "rates and rows are there");
    assert!(next.html.contains("期日は過ぎています") || next.html.contains("は過ぎています"));
    let chosen = dx.get("/manage/next?goal=volume&target=90&use=shortest").await;
    assert!(
        chosen.html.contains("選んだ 1 手続きができたとき") && chosen.html.contains("目標 90 % に届きます")
    );
    let wrong = dx.get("/manage/next?target=900&pick=small").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("value=\"900\"") && wrong.html.contains("href=\"#target\""));

    // What was ticked and typed is there again when one only looks.
    let look = [("_action", "see"), ("pick", "big"), ("name", "<春>")];
    let seen = dx.post("/manage/next", &posted(&chosen, &look)).await;
    assert!(seen.path.contains("pick=big") && seen.html.contains("value=\"&#60;春&#62;\""), "{}", seen.path);
    let pairs =
        [("pick", "big"), ("name", ""), ("begins", "2020-01"), ("pace", "二十"), ("due", "2027-03-31")];
    let again = dx.post("/manage/next", &posted(&chosen, &pairs)).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    for target in ["name", "begins", "pace"] {
        assert!(again.html.contains(&format!("href=\"#{target}\"")), "{target}: {}", again.complaints());
    }
    assert!(again.html.contains("value=\"二十\""), "what was typed stays");
    let begins = madoguchi_inventory::Month::of(office.clock.now().date()).to_string();
    let good = [
        ("pick", "big"),
        ("name", "<春>まで"),
        ("begins", begins.as_str()),
        ("pace", "20"),
        ("due", "2027-03-31"),
    ];
    let plan = dx.post("/manage/next", &posted(&again, &good)).await;
    assert!(plan.path.starts_with("/manage/plans/"), "{} {}", plan.status, plan.complaints());
    assert!(plan.html.contains("計画を保存しました") && plan.html.contains("&#60;春&#62;まで"));

    let path = plan.path.split('?').next().unwrap().to_owned();
    let moved = dx.post(&path, &posted(&plan, &[("_action", "move"), ("month-big", "春")])).await;
    assert_eq!(moved.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(moved.html.contains("href=\"#month-big\"") && moved.html.contains("value=\"春\""));
    let adopted = dx.post(&path, &posted(&moved, &[("_action", "adopt")])).await;
    assert!(adopted.html.contains("公開の予定にしました"), "{}", adopted.status);
    let twice = dx.post(&path, &posted(&moved, &[("_action", "adopt")])).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "it was seen before somebody changed it");
    // Nothing would be left of it: it is said, and nothing is taken out.
    let all = dx.post(&path, &posted(&adopted, &[("_action", "move"), ("drop", "big")])).await;
    assert_eq!(all.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(all.html.contains("href=\"#steps\"") && all.html.contains("checked"), "{}", all.complaints());
    let planned = dx.get("/manage/next").await;
    assert!(planned.html.contains("公開の予定："), "what is planned says when");
    let day = office.app.aim().await.unwrap().due.to_string();
    assert!(day == "2027-03-31", "{day}");
    let due = |seen: &Seen| seen.html.matches("公開の予定にした計画の期日").count();
    let forecast = dx.get("/manage/forecast").await;
    let dashboard = dx.get("/manage").await;
    assert_eq!((due(&planned), due(&forecast), due(&dashboard)), (1, 1, 1), "one day, said alike");
    assert!(forecast.html.contains("role=\"img\"") && forecast.html.contains("&#60;春&#62;まで"));
    let list = dx.get("/manage/plans").await;
    assert!(list.html.contains("公開の予定"));
    let aside = dx.post(&path, &posted(&all, &[("_action", "put_aside")])).await;
    assert!(aside.html.contains("公開の予定から外しました"), "{}", aside.status);

    let estimate = dx.get("/manage/next/big").await;
    let refused = dx.post("/manage/next/big", &posted(&estimate, &[("days", "0"), ("barred", "")])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let barred = dx
        .post("/manage/next/big", &posted(&refused, &[("days", "5"), ("barred", "条例の改正を待つ")]))
        .await;
    assert!(
        barred.html.contains("条例の改正を待つ") && barred.html.contains("届きません"),
        "{}",
        barred.path
    );
}

#[tokio::test]
async fn a_value_is_written_down_on_the_page_of_its_kpi() {
    let (office, router) = counter().await;
    with_inventory(&office).await;
    let mut dx = dx(&router).await;
    let all = dx.get("/manage/kpi").await;
    assert_eq!(all.html.matches("href=\"/manage/kpi/").count(), 18);
    let one = dx.get("/manage/kpi/13").await;
    assert!(one.html.contains("オープンデータ") && one.html.contains("ことばの説明"));
    let wrong =
        dx.post("/manage/kpi/13", &posted(&one, &[("on", "春"), ("value", "多い"), ("source", "")])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("value=\"多い\""), "what was typed stays");
    let good = [("on", "2025-03-31"), ("value", "６０件"), ("source", "<報告>"), ("note", "")];
    let done = dx.post("/manage/kpi/13", &posted(&wrong, &good)).await;
    assert!(
        done.html.contains("値を記録しました") && done.html.contains("&#60;報告&#62;"),
        "{}",
        done.complaints()
    );
    assert!(done.html.contains("17.0 %"));
    let back =
        dx.post("/manage/kpi/13", &posted(&done, &[("on", "2025-03-31"), ("_action", "take_back")])).await;
    assert!(back.html.contains("値を取り消しました") && back.html.contains("まだ測っていません"));
    let file = b"plan,number,on,value,source,note\nx,1,2025-03-31,1,x,\n".to_vec();
    let refused = dx.post_files("/manage/kpi", &posted(&back, &[]), &[("file", "kpi.csv", file)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("直すところが 1 か所"));
    let seen = signed_in(&router, "sato").await.get("/manage/kpi/13").await;
    assert!(!seen.html.contains("値を記録する"), "others look");
}
