//! The first page of the day and the list: what is counted is what opens, what is seen of rows, what is saved, what is new.

use axum::http::StatusCode;
use chrono::Duration;
use madoguchi_app::Writer;
use madoguchi_testkit::{Browser, Office, Seen};
use madoguchi_vocab::ReceiptNumber;
use madoguchi_workflow::{Action, Outcome};

use crate::{counter, doors::signed_in, kit::and};

const SLUG: &str = "juminhyo-yubin";

fn main_of(page: &Seen) -> &str {
    page.html.split_once("id=\"main\"").expect("a page has a body").1
}

fn link(text: &str) -> String {
    text.replace("&amp;", "&").replace("&#38;", "&")
}

/// What stands between two texts, each time.
fn between<'t>(text: &'t str, before: &str, after: &str) -> Vec<&'t str> {
    text.split(before).skip(1).filter_map(|rest| rest.split(after).next()).collect()
}

/// How many rows a list shows, whichever list it is.
fn rows(page: &Seen) -> usize {
    let main = main_of(page);
    if page.path.starts_with("/staff/queue") {
        main.matches("name=\"pick\"").count()
    } else {
        main.matches("<li class=\"panel\">").count()
    }
}

/// A day with something of everything, before `sato`.
async fn busy(office: &Office) -> Vec<ReceiptNumber> {
    let life = "[workflow]\ntemplate = \"approval\"\n\n[procedure]\n";
    office.rewrites(SLUG, &[("[procedure]\n", life)]).await;
    let hanako = office.resident();
    let mut all = vec![];
    for _ in 0..6 {
        all.push(hanako.submits(SLUG, "hanako@example.jp").await.receipt);
    }
    let (sato, suzuki) = (office.staff("sato").await, office.staff("suzuki").await);
    sato.does(&all[0], Action::Take).await.unwrap();
    suzuki.does(&all[1], Action::Take).await.unwrap();
    let outcome = Outcome::Grant { note: String::new() };
    suzuki.does(&all[1], Action::Propose { outcome: outcome.clone() }).await.unwrap();
    office.app.write(Writer::Resident(&hanako.visitor), &all[2], "いつ届きますか。", &[]).await.unwrap();
    suzuki.does(&all[3], Action::Take).await.unwrap();
    suzuki.does(&all[3], Action::Propose { outcome }).await.unwrap();
    office.staff("head").await.does(&all[3], Action::Approve).await.unwrap();
    office.wait(Duration::days(6));
    all.push(hanako.submits(SLUG, "hanako@example.jp").await.receipt);
    all
}

#[tokio::test]
async fn every_number_of_the_day_opens_exactly_what_it_counts() {
    let (office, router) = counter().await;
    busy(&office).await;
    for who in ["sato", "head", "mizu"] {
        let mut clerk = signed_in(&router, who).await;
        let today = clerk.get("/staff").await;
        let mut seen = 0;
        let cards = between(main_of(&today), "<a class=\"card ", "</a>").into_iter().map(|card| {
            let url = between(card, "href=\"", "\"")[0];
            (link(url), between(card, "<b>", "</b>")[0].to_owned())
        });
        let bars = between(main_of(&today), "<th scope=\"row\"><a href=\"", "</tr>").into_iter().map(|row| {
            let count = between(row, "<td class=\"number\">", "</td>")[0].to_owned();
            (link(row.split('"').next().unwrap()), count)
        });
        for (url, count) in cards.chain(bars) {
            let list = clerk.get(&url).await;
            assert_eq!(list.status, StatusCode::OK, "{who} {url}");
            assert_eq!(rows(&list).to_string(), count, "{who} {url}");
            seen += usize::from(count != "0");
        }
        assert!(who == "mizu" || seen > 6, "{who}: the day is busy, and {seen} numbers say so");
    }
    let head = signed_in(&router, "head").await.get("/staff").await;
    assert!(head.html.contains("<b>1</b>自分の決裁待ち"), "one waits for the head");
    assert!(head.html.contains("<b>1</b>紙で送る通知書"), "one notice goes on paper");
    let sato = signed_in(&router, "sato").await.get("/staff").await;
    assert!(sato.html.contains("<b>0</b>自分の決裁待ち"), "who may not approve is not waited for");
    assert!(sato.html.contains("14 日間に届いた 7 件、終わった 1 件"), "{}", main_of(&sato));
}

#[tokio::test]
async fn a_list_is_narrowed_by_person_way_age_and_mark_and_says_what_it_cannot_read() {
    let (office, router) = counter().await;
    let all = busy(&office).await;
    let suzuki = office.staff("suzuki").await.person.id;
    let desk = office.staff("sato").await;
    let entered = desk.enters(SLUG, Default::default()).await.receipt;
    let mut sato = signed_in(&router, "sato").await;
    for (query, expected) in [
        (format!("holder={suzuki}"), vec![&all[1]]),
        ("channel=counter".to_owned(), vec![&entered]),
        ("age=0-2".to_owned(), vec![&all[6], &entered]),
        ("age=11-".to_owned(), vec![]),
        ("mark=asked".to_owned(), vec![&all[2]]),
        ("asked=yes".to_owned(), vec![&all[2]]),
        ("mark=foreign".to_owned(), vec![]),
        ("post=owed".to_owned(), vec![&all[3]]),
        ("stage=received&rows=25&sort=newest".to_owned(), vec![&all[2], &all[4], &all[5], &all[6], &entered]),
    ] {
        let list = sato.get(&format!("/staff/queue?{query}")).await;
        assert_eq!(rows(&list), expected.len(), "{query}: {}", main_of(&list));
        for receipt in expected {
            assert!(list.html.contains(&format!("value=\"{receipt}:")), "{query}: {receipt}");
        }
        assert!(!list.html.contains("読めないため"), "{query}");
    }
    let list = sato.get("/staff/queue?stage=received&colour=%3Cb%3E&age=old").await;
    assert!(list.html.contains("読めないため、外して表示しています"), "{}", main_of(&list));
    assert!(
        list.html.contains("<code>age=old</code>") && !list.html.contains("<b>&"),
        "named, and only named"
    );
    assert_eq!(rows(&list), 5, "what can be read still narrows");
    let newest = sato.get("/staff/queue?sort=newest").await;
    assert!(newest.html.contains("aria-sort=\"descending\""), "the head of the column says the order");
}

#[tokio::test]
async fn rows_say_who_has_not_looked_what_changed_and_what_is_there_twice() {
    let (office, router) = counter().await;
    let hanako = office.resident();
    let receipt = hanako.submits(SLUG, "hanako@example.jp").await.receipt;
    let mut sato = signed_in(&router, "sato").await;
    let mut marks = async |list: &str| {
        let page = sato.get(list).await;
        let row = between(&page.html, &format!("value=\"{receipt}:"), "</tr>");
        let Some(row) = row.first() else { return "not there".to_owned() };
        between(between(row, "class=\"marks\">", "</td>").first().unwrap_or(&""), "tag\">", "</span>")
            .join(" ")
    };
    assert_eq!(marks("/staff/queue").await, "未読 添付あり");
    office.staff("suzuki").await.does(&receipt, Action::Accept).await.unwrap();
    let mut suzuki = signed_in(&router, "suzuki").await;
    suzuki.get(&format!("/staff/a/{receipt}")).await;
    assert_eq!(marks("/staff/queue").await, "自分は未読 添付あり");
    assert_eq!(marks("/staff/queue?mark=unread").await, "not there");
    assert_eq!(marks("/staff/queue?mark=unread-by-me").await, "自分は未読 添付あり");
    let mut me = signed_in(&router, "sato").await;
    me.get(&format!("/staff/a/{receipt}")).await;
    assert_eq!(marks("/staff/queue?mark=files").await, "添付あり");
    office.app.write(Writer::Resident(&hanako.visitor), &receipt, "急いでいます。", &[]).await.unwrap();
    assert_eq!(marks("/staff/queue?mark=changed").await, "変更あり 返事待ち 添付あり");
    hanako.submits(SLUG, "hanako@example.jp").await;
    assert_eq!(marks("/staff/queue").await, "変更あり 返事待ち 重複の疑い 添付あり");
}

async fn saves(clerk: &mut Browser, query: &str, name: &str, shared: bool) -> Seen {
    let page = clerk.get(&format!("/staff/queue/views?{query}")).await;
    let page = Seen { html: main_of(&page).to_owned(), ..page };
    let mut fields = and(&page, &[("name", name)]);
    fields.retain(|(name, _)| name != "shared");
    if shared {
        fields.push(("shared".into(), "yes".into()));
    }
    clerk.post("/staff/queue/views", &fields).await
}

#[tokio::test]
async fn a_filter_is_saved_shared_used_by_others_and_changed_by_its_owner_alone() {
    let (office, router) = counter().await;
    office.resident().submits(SLUG, "").await;
    let mut sato = signed_in(&router, "sato").await;
    for bad in ["", "　 ", &"長".repeat(41)] {
        let again = saves(&mut sato, "stage=received", bad, true).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
        assert!(again.html.contains("error-summary") && again.html.contains("stage=received"), "{bad}");
    }
    let saved = saves(&mut sato, "stage=received&after=1-0-x&colour=red", "届いた<もの>", true).await;
    assert_eq!(saved.path, "/staff/queue?stage=received&done=view_saved");
    assert!(saved.html.contains("条件を保存しました"));
    saves(&mut sato, "q=%E8%A6%8B%E6%9C%AC", "さがす", false).await;
    let list = sato.get("/staff/queue").await;
    let nav = between(main_of(&list), "aria-label=\"保存した条件\"", "</nav>")[0].to_owned();
    assert!(nav.contains("<b>1</b>") && nav.contains("さがす"), "{nav}");

    let mut suzuki = signed_in(&router, "suzuki").await;
    let page = suzuki.get("/staff/queue/views").await;
    let main = main_of(&page);
    assert!(main.contains("さんが共有しています") && !main.contains("さがす"), "{main}");
    assert!(!signed_in(&router, "mizu").await.get("/staff/queue").await.html.contains("届いた"));
    let own = sato.get("/staff/queue/views").await;
    let action = between(main_of(&own), "action=\"/staff/queue/views/", "\"")
        .into_iter()
        .map(|id| format!("/staff/queue/views/{id}"))
        .find(|a| main_of(&own).split(a.as_str()).nth(1).unwrap().contains("value=\"届いた"))
        .unwrap();
    let token = |page: &Seen| ("_csrf".to_owned(), page.form().remove(0).1);
    let with = |page: &Seen, name: &str, action: &str| {
        vec![token(page), ("name".into(), name.into()), ("_action".into(), action.into())]
    };
    for deed in ["change", "remove"] {
        let refused = suzuki.post(&action, &with(&page, "盗んだ", deed)).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{deed}");
    }
    let again = sato.post(&action, &with(&own, " ", "change")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let renamed = sato.post(&action, &with(&own, "新しい名前", "change")).await;
    assert!(main_of(&renamed).contains("新しい名前") && renamed.path.ends_with("done=view_changed"));
    assert!(!suzuki.get("/staff/queue").await.html.contains("新しい名前"), "it is shared no more");
    let gone = sato.post(&action, &with(&own, "", "remove")).await;
    assert!(!main_of(&gone).contains("新しい名前") && gone.path.ends_with("done=view_removed"));
}

#[tokio::test]
async fn nobody_keeps_more_than_thirty_and_what_cannot_be_read_any_more_is_said() {
    let (office, router) = counter().await;
    let sato = office.staff("sato").await.person;
    office.app.save_view(&sato, "古い条件", "stage=renamed&holder=me", true).await.unwrap();
    for n in 1..30 {
        office.app.save_view(&sato, &format!("条件 {n}"), "", false).await.unwrap();
    }
    let mut browser = signed_in(&router, "sato").await;
    let full = saves(&mut browser, "holder=me", "もう 1 つ", false).await;
    assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(full.html.contains("1 人 30 個まで") && full.html.contains("もう 1 つ"));
    let mut suzuki = signed_in(&router, "suzuki").await;
    assert!(suzuki.get("/staff/queue").await.html.contains("読めない条件あり"));
    assert!(suzuki.get("/staff/queue/views").await.html.contains("stage=renamed"));
    let list = suzuki.get("/staff/queue?stage=renamed&holder=me").await;
    assert!(list.html.contains("<code>stage=renamed</code>") && list.html.contains("担当：自分"));
}

#[tokio::test]
async fn how_rows_are_drawn_is_kept_for_each_person() {
    let (office, router) = counter().await;
    office.resident().submits(SLUG, "").await;
    let mut sato = signed_in(&router, "sato").await;
    let list = sato.get("/staff/queue?stage=received").await;
    assert!(!list.html.contains("rows compact"));
    let token = list.form().remove(0).1;
    let fields = [("_csrf", token.as_str()), ("from", "/staff/queue?stage=received"), ("density", "compact")]
        .map(|(n, v)| (n.to_owned(), v.to_owned()));
    let list = sato.post("/staff/queue/density", &fields).await;
    assert_eq!(list.path, "/staff/queue?stage=received");
    assert!(list.html.contains("rows compact"));
    assert!(signed_in(&router, "sato").await.get("/staff/queue").await.html.contains("rows compact"));
    assert!(!signed_in(&router, "suzuki").await.get("/staff/queue").await.html.contains("rows compact"));
}

#[tokio::test]
async fn what_is_new_is_what_the_list_did_not_show() {
    let (office, router) = counter().await;
    let old = office.resident().submits(SLUG, "").await.receipt;
    let mut sato = signed_in(&router, "sato").await;
    let addresses = async |clerk: &mut Browser| {
        let mut all = vec![];
        for query in
            ["", "?stage=in_review", "?holder=nobody", "?holder=me", "?stage=received&paper=suido-kaishi"]
        {
            let page = clerk.get(&format!("/staff/queue{query}")).await;
            all.push(link(between(&page.html, "data-changes=\"", "\"")[0]));
        }
        all
    };
    let drawn = addresses(&mut sato).await;
    let mut news = async |drawn: &[String]| {
        let mut all = vec![];
        for address in drawn {
            all.push(between(&sato.get(address).await.html, "\"new\":", ",")[0].to_owned());
        }
        all.join(" ")
    };
    assert_eq!(news(&drawn).await, "0 0 0 0 0");
    office.wait(Duration::minutes(1));
    let suzuki = office.staff("suzuki").await;
    suzuki.does(&old, Action::Take).await.unwrap();
    assert_eq!(news(&drawn).await, "0 1 0 0 0", "a colleague took what was there");
    let new = office.resident().submits(SLUG, "").await.receipt;
    office.resident().submits("suido-kaishi", "").await;
    assert_eq!(news(&drawn).await, "1 1 1 0 0", "one arrived, and one elsewhere");
    let me = office.staff("sato").await.person;
    suzuki.does(&new, Action::Assign { to: me.id, name: me.name }).await.unwrap();
    assert_eq!(news(&drawn).await, "1 1 0 1 0", "it was given to me");
    let water = office.staff("mizu").await;
    let there = office.resident().submits("suido-kaishi", "").await.receipt;
    let reason = "こちらの担当です".to_owned();
    let to = office.staff("sato").await.person.department;
    water.does(&there, Action::Transfer { to, name: "市民課".into(), reason }).await.unwrap();
    assert_eq!(news(&drawn).await, "2 1 1 1 0", "one came over from another department");
    let nonsense = ["since=x", "since=-9", "since=99999999999999999999", ""];
    let told = news(&nonsense.map(|q| format!("/staff/queue/changes?{q}"))).await;
    assert_eq!(told, "0 3 0 0", "what is no moment tells nothing, what is long ago a day");
}

#[tokio::test]
async fn a_page_that_asks_by_itself_keeps_no_session_alive() {
    let (office, router) = counter().await;
    let mut sato = signed_in(&router, "sato").await;
    for _ in 0..3 {
        office.wait(Duration::minutes(50));
        sato.get("/staff/queue/changes?since=0").await;
    }
    assert!(
        sato.get("/staff/queue").await.path.starts_with("/staff/login"),
        "nobody was there for two hours"
    );
}
