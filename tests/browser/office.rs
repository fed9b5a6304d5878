//! A day at the office: the list, many rows at once, a submission and its moves, on a desk and on a phone, with and
//! without scripts. What must be true of every page is looked at on each.

use madoguchi_vocab::ReceiptNumber;
use madoguchi_workflow::Action;

use crate::{
    house::House,
    journeys::sign_in,
    kit::{Browser, DESK, PHONE, Screen},
};

async fn three(house: &House) -> Vec<ReceiptNumber> {
    let mut all = vec![];
    for _ in 0..3 {
        all.push(house.office.resident().submits("juminhyo-yubin", "hanako@example.jp").await.receipt);
    }
    all
}

/// Every card of the first page opens a list that says the card's number.
async fn cards_open_what_they_count(clerk: &Browser, house: &House) {
    for card in ["期限超過", "今日が期限", "未割当", "補正済（要確認）", "自分の担当"]
    {
        clerk.visit(&house.url("/staff")).await;
        let text = clerk.text().await;
        let lines: Vec<_> = text.lines().map(str::trim).collect();
        let at = lines.iter().position(|l| *l == card).unwrap_or_else(|| panic!("no card {card} in\n{text}"));
        let count = lines[at - 1].to_owned();
        clerk.follow(&format!("{count}{card}")).await;
        let listed = clerk.count("table.stack tbody tr").await.to_string();
        assert_eq!(listed, count, "{card}");
    }
}

async fn works(screen: Screen, scripts: bool, name: &str) {
    let house = House::open().await;
    let all = three(&house).await;
    let kessai = house.office.staff("kessai").await.person;
    let clerk = Browser::open(screen, scripts).await;
    sign_in(&clerk, &house, "sato").await;
    clerk.inspect("today").await;
    clerk.picture(&format!("{name}-today")).await;
    cards_open_what_they_count(&clerk, &house).await;

    // The address alone is the list: what was filtered is found again.
    clerk.visit(&house.url("/staff/queue?stage=received&paper=juminhyo-yubin")).await;
    assert_eq!(clerk.count("input[name=pick]").await, 3);
    clerk.inspect("the list").await;
    clerk.answer("sort", &["due".to_owned()]).await;
    clerk.press("しぼり込む").await;
    let text = clerk.text().await;
    assert!(text.contains("3 件を表示（期限の近い順）") && text.contains("：受付待ち"), "{text}");
    clerk.inspect("the list in another order").await;
    let second =
        text.split_whitespace().filter(|word| all.iter().any(|r| r.as_str() == *word)).nth(1).unwrap();
    clerk.follow(second).await;
    assert!(clerk.text().await.contains("3 件中 2"), "{}", clerk.text().await);
    clerk.follow("次の申請").await;
    assert!(clerk.text().await.contains("3 件中 3"), "{}", clerk.text().await);
    clerk.follow("← 申請一覧へ").await;
    let picks: Vec<_> = all.iter().map(|receipt| format!("{receipt}:1")).collect();
    clerk.answer("pick", &picks).await;
    clerk.answer("what", &[format!("assign:{}", kessai.id)]).await;
    clerk.picture(&format!("{name}-list")).await;
    clerk.press("確かめてから実行する").await;
    clerk.inspect("the question").await;
    assert_eq!(clerk.count(".proposals li").await, 3, "each is shown once more");
    clerk.picture(&format!("{name}-bulk")).await;
    clerk.press("この 3 件を実行する").await;
    clerk.inspect("what became of each").await;
    assert!(clerk.text().await.contains("3 件のうち 3 件"), "{}", clerk.text().await);
    clerk.follow("一覧へ戻る").await;
    assert_eq!(clerk.count("input[name=pick]").await, 0, "none of them is received any more");
    clerk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_worked_through_on_a_desk() {
    works(DESK, true, "office-desk").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_worked_through_on_a_phone_without_scripts() {
    works(PHONE, false, "office-phone").await;
}

/// The smallest screen there is.
const SMALL: Screen = Screen { width: 320, height: 640, mobile: true };

#[tokio::test(flavor = "multi_thread")]
async fn the_day_the_list_and_what_is_saved_fit_the_smallest_screen() {
    let house = House::open().await;
    let all = three(&house).await;
    house.office.staff("sato").await.does(&all[0], Action::Take).await.unwrap();
    let sato = house.office.staff("sato").await.person;
    house.office.app.save_view(&sato, "届いたばかりのもの", "stage=received", true).await.unwrap();
    for (screen, scripts) in [(SMALL, true), (SMALL, false), (PHONE, true), (DESK, true)] {
        let clerk = Browser::open(screen, scripts).await;
        sign_in(&clerk, &house, "sato").await;
        for (page, name) in [
            ("/staff", "today"),
            ("/staff/queue?mark=files", "queue"),
            ("/staff/queue/views?mark=files", "views"),
            ("/staff/approvals?whose=mine", "my-approvals"),
        ] {
            clerk.visit(&house.url(page)).await;
            clerk.inspect(name).await;
            if scripts {
                clerk.picture(&format!("lists-{}-{name}", screen.width)).await;
            }
        }
        clerk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_arrives_is_announced_while_rows_stay_and_chosen_rows_are_counted() {
    let house = House::open().await;
    three(&house).await;
    let clerk = Browser::open(DESK, true).await;
    sign_in(&clerk, &house, "sato").await;
    clerk.visit(&house.url("/staff/queue?stage=received")).await;
    let choose = "document.getElementById('pick-all').click();
        arguments[arguments.length - 1](document.querySelector('[data-picked]').textContent)";
    assert_eq!(clerk.ask(choose, vec![]).await.as_str(), Some("3 件を選んでいます"));
    house.office.wait(chrono::Duration::seconds(1));
    house.office.resident().submits("juminhyo-yubin", "hanako@example.jp").await;
    // Coming back to the tab asks at once; a minute asks too.
    let come_back =
        "const [told, done] = [document.querySelector('[data-changes]'), arguments[arguments.length - 1]];
        new MutationObserver(() => done(told.textContent)).observe(told, { childList: true });
        document.dispatchEvent(new Event('visibilitychange'))";
    let said = clerk.ask(come_back, vec![]).await;
    assert_eq!(said.as_str(), Some("新しい申請が 1 件あります。表示を更新する"));
    assert_eq!(clerk.count("input[name=pick]:checked").await, 3, "what was chosen stays, and where it was");
    clerk.inspect("the list with news").await;
    clerk.follow("新しい申請が 1 件あります。表示を更新する").await;
    assert_eq!(clerk.count("input[name=pick]").await, 4);
    clerk.close().await;
}

/// The photo is seen whole, and no smaller than it can be.
async fn opens_as_large_as_its_frame(clerk: &Browser) {
    clerk.run("document.querySelector('[data-viewer]').scrollIntoView()", vec![]).await;
    clerk.until("document.querySelector('[data-viewer] img').style.width").await;
    let share = "const frame = document.querySelector('[data-viewer]');
        const photo = frame.querySelector('img').getBoundingClientRect();
        return Math.max(photo.width / frame.clientWidth, photo.height / frame.clientHeight)";
    let share = clerk.run(share, vec![]).await.as_f64().unwrap();
    assert!((0.98..=1.02).contains(&share), "{share} of the frame");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_fills_its_frame_and_a_correction_is_seen_before_it_is_sent() {
    let house = House::open().await;
    let receipt = three(&house).await.remove(0);
    house.office.staff("sato").await.does(&receipt, Action::Take).await.unwrap();
    for (screen, size) in [(DESK, "desk"), (PHONE, "phone")] {
        let clerk = Browser::open(screen, true).await;
        sign_in(&clerk, &house, "sato").await;
        clerk.visit(&house.url(&format!("/staff/a/{receipt}"))).await;
        opens_as_large_as_its_frame(&clerk).await;
        clerk.visit(&house.url(&format!("/staff/a/{receipt}/correct"))).await;
        clerk.answer("field", &["id_photo".to_owned()]).await;
        clerk.answer("phrase.id_photo", &["裏面も必要です。両面を出してください。".to_owned()]).await;
        clerk.press("申請者に見える文を確かめる").await;
        clerk.inspect("the words of a correction").await;
        clerk.picture(&format!("case-{size}-preview")).await;
        clerk.close().await;
    }
}
