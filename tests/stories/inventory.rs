//! The inventory has a past: any day and any published number can be laid open again.

use std::collections::BTreeMap;

use madoguchi_app::{Edited, PartialRule, Trouble};
use madoguchi_inventory::{Channel, DataSet, Derived, Rate, RateId};
use madoguchi_store::mergers::{self, Merger};
use madoguchi_testkit::{Office, story};
use madoguchi_vocab::{Actor, Date, DepartmentId};

const HEAD: &str =
    "id,name,department,status,status_since,volume,volume_method,volume_source,paper,channels\n";

fn sheet(rows: &[&str]) -> String {
    format!("{HEAD}{}\n", rows.join("\n"))
}

fn written(cells: &[(&str, &str)]) -> BTreeMap<String, String> {
    cells.iter().map(|(c, v)| ((*c).to_owned(), (*v).to_owned())).collect()
}

async fn by_volume(office: &Office, day: Date) -> (String, u128) {
    let page = office.app.rates(day).await.unwrap();
    let rate: &Rate = &page.rates[RateId::OnlineByVolume as usize];
    (rate.percent(), rate.denominator)
}

story! {
    /// What was asked of each day on that day is what is asked of it later, whatever was changed since: volumes, states,
    /// departments, new rows. A day before the inventory began is judged by its first day.
    async fn every_past_day_replays(office: Office) {
        let dx = office.staff("dx").await.person;
        let first = sheet(&["a,手続き,shimin,not_yet,,100,actual,見本,,counter", "b,手続き,suido,online,2020-04-01,50,actual,見本,,platform"]);
        office.app.import(&dx, first.as_bytes()).await.unwrap();
        let began = office.clock.now().date();
        let edits: [(&str, &[(&str, &str)]); 6] = [
            ("a", &[("volume", "300")]),
            ("a", &[("status", "online"), ("status_since", "")]),
            ("b", &[("department", "kodomo")]),
            ("b", &[("status", "not_yet"), ("status_since", "")]),
            ("a", &[("level", "prefecture")]),
            ("a", &[("level", "city"), ("volume", "")]),
        ];
        let mut told = vec![(began, by_volume(&office, began).await)];
        for (id, cells) in edits {
            office.wait(chrono::Duration::days(3));
            let today = office.clock.now().date();
            let version = office.app.procedure(id, today).await.unwrap().version;
            assert_eq!(office.app.edit_procedure(&dx, id, version, &written(cells)).await.unwrap(), Edited::Saved, "{cells:?}");
            told.push((today, by_volume(&office, today).await));
        }
        office.wait(chrono::Duration::days(3));
        for (day, then) in &told {
            assert_eq!(by_volume(&office, *day).await, *then, "{day}");
            assert_eq!(by_volume(&office, *day + chrono::Days::new(2)).await, *then, "two days after {day}");
        }
        let percents: Vec<&str> = told.iter().map(|(_, (percent, _))| percent.as_str()).collect();
        assert_eq!(percents, ["33.3 %", "14.3 %", "100.0 %", "100.0 %", "85.7 %", "0.0 %", "0.0 %"]);
        assert_eq!(by_volume(&office, "2020-03-31".parse().unwrap()).await, ("0.0 %".into(), 150));
        assert_eq!(by_volume(&office, "2020-04-01".parse().unwrap()).await, ("33.3 %".into(), 150));

        let rows = office.app.inventory_on(began).await.unwrap();
        assert_eq!(rows.iter().map(|p| p.volume.total).collect::<Vec<_>>(), [Some(100), Some(50)]);
        let past = office.app.procedure("a", began).await.unwrap().past;
        assert_eq!(past.len(), 5, "four edits and the import");
        assert!(past.iter().all(|c| matches!(&c.by, Actor::Staff { id, .. } if *id == dx.id)), "signed");
    }
}

story! {
    /// A number that was published is the same number a year later, from its rows and from the history.
    async fn a_published_number_is_derived_again(office: Office) {
        let dx = office.staff("dx").await.person;
        let rows = ["a,手続き,shimin,not_yet,,600,actual,見本,juminhyo-yubin,counter", "b,手続き,suido,not_yet,,400,actual,見本,,counter"];
        office.app.import(&dx, sheet(&rows).as_bytes()).await.unwrap();
        let day = office.clock.now().date();
        let number = office.app.freeze(&dx, "令和8年度の公表", day).await.unwrap();
        let shown = office.app.snapshot(number).await.unwrap();
        assert_eq!((shown.snapshot.rates[0].shown.as_str(), shown.frozen.dataset), ("60.0 %", 1));
        assert_eq!(shown.frozen.rule, PartialRule::Able);

        // On the same day, behind it: another volume, a new row, the paper closed, and a state dated back.
        office.wait(chrono::Duration::minutes(5));
        office.app.unpublish(&dx, "juminhyo-yubin").await.unwrap();
        let more = ["a,手続き,shimin,not_yet,,900,actual,見本,juminhyo-yubin,counter", "b,手続き,suido,online,2020-04-01,400,actual,見本,,counter", "c,手続き,suido,not_yet,,1,actual,見本,,counter"];
        office.app.import(&dx, sheet(&more).as_bytes()).await.unwrap();
        assert_eq!(by_volume(&office, day).await.1, 1301, "today as it is now");
        assert_eq!(office.app.snapshot(number).await.unwrap().derived, Derived::Same);
        office.wait(chrono::Duration::days(400));
        assert_eq!(office.app.snapshot(number).await.unwrap().derived, Derived::Same);
        // A past day can be frozen too: as it is known now.
        let again = office.app.freeze(&dx, "訂正", day).await.unwrap();
        let again = office.app.snapshot(again).await.unwrap();
        assert_eq!((again.derived, again.frozen.dataset), (Derived::Same, 2));
        assert_eq!(office.app.snapshots().await.unwrap().len(), 2);

        // One that was wrong is withdrawn, and stays where everybody sees it.
        office.app.withdraw_rates(&dx, number, " 件数の誤り ").await.unwrap();
        let withdrawn = office.app.snapshot(number).await.unwrap();
        assert_eq!(withdrawn.derived, Derived::Same);
        assert_eq!(withdrawn.snapshot.withdrawn.unwrap().reason, "件数の誤り");
        let twice = office.app.withdraw_rates(&dx, number, "もう一度").await;
        assert!(matches!(twice, Err(Trouble::Overtaken)));
        assert!(matches!(office.app.withdraw_rates(&dx, 99, "ない").await, Err(Trouble::NotFound)));
        let set = office.app.open_set(DataSet::Rates).await.unwrap();
        let of = |n: i64| set.table.rows.iter().filter(move |r| r[15] == n).collect::<Vec<_>>();
        assert_eq!((of(number).len(), of(2).len()), (4, 4), "nothing is taken out of the open data");
        assert!(of(number).iter().all(|r| r[17] == "件数の誤り") && of(2).iter().all(|r| r[17].is_null()));

        let sato = office.staff("sato").await.person;
        assert!(matches!(office.app.withdraw_rates(&sato, 2, "x").await, Err(Trouble::NotAllowed)));
        assert!(matches!(office.app.freeze(&sato, "x", day).await, Err(Trouble::NotAllowed)));
        let tomorrow = office.clock.now().date() + chrono::Days::new(1);
        assert!(matches!(office.app.freeze(&dx, "x", tomorrow).await, Err(Trouble::NotFound)));
    }
}

story! {
    /// Two people edit the same procedure: the second is told, and nothing of the first is lost. What is wrong saves nothing.
    async fn an_edit_of_what_was_changed_meanwhile_is_told(office: Office) {
        let dx = office.staff("dx").await.person;
        office.app.import(&dx, sheet(&["a,手続き,shimin,not_yet,,100,actual,見本,,counter"]).as_bytes()).await.unwrap();
        let today = office.clock.now().date();
        let seen = office.app.procedure("a", today).await.unwrap().version;
        assert_eq!(office.app.edit_procedure(&dx, "a", seen, &written(&[("volume", "100")])).await.unwrap(), Edited::Unchanged);
        assert_eq!(office.app.edit_procedure(&dx, "a", seen, &written(&[("note", "はじめの人")])).await.unwrap(), Edited::Saved);
        let late = office.app.edit_procedure(&dx, "a", seen, &written(&[("note", "あとの人")])).await;
        assert!(matches!(late, Err(Trouble::Overtaken)));
        let page = office.app.procedure("a", today).await.unwrap();
        assert_eq!((page.procedure.note.as_str(), page.past.len()), ("はじめの人", 2));
        let wrong = office.app.edit_procedure(&dx, "a", page.version, &written(&[("volume", "-1"), ("department", "nai")])).await.unwrap();
        let Edited::Wrong(problems) = wrong else { panic!("{wrong:?}") };
        assert_eq!(problems.iter().map(|p| p.column.as_str()).collect::<Vec<_>>(), ["department", "volume"]);
        // What was refused made no version.
        let versions: Vec<i64> = office.app.inventory_versions().await.unwrap().iter().map(|v| v.number).collect();
        assert_eq!(versions, [1, 2]);
        assert!(matches!(office.app.edit_procedure(&dx, "nobody", 1, &written(&[])).await, Err(Trouble::NotFound)));
        let sato = office.staff("sato").await.person;
        assert!(matches!(office.app.edit_procedure(&sato, "a", 2, &written(&[])).await, Err(Trouble::NotAllowed)));
    }
}

story! {
    /// What comes in here counts itself where the inventory says so: online by the site, the rest by the counter.
    async fn what_runs_here_counts_itself(office: Office) {
        let dx = office.staff("dx").await.person;
        let rows = ["a,手続き,shimin,not_yet,,,counted,,juminhyo-yubin,counter", "b,手続き,suido,not_yet,,3,actual,見本,,counter"];
        office.app.import(&dx, sheet(&rows).as_bytes()).await.unwrap();
        let day = office.clock.now().date();
        assert_eq!(by_volume(&office, day).await, ("0.0 %".into(), 3), "nothing came, and that is known");
        for _ in 0..2 {
            office.resident().submits("juminhyo-yubin", "hanako@example.jp").await;
        }
        let page = office.app.rates(day).await.unwrap();
        assert_eq!(page.rates[RateId::OnlineByVolume as usize].percent(), "40.0 %");
        assert_eq!(page.rates[RateId::UsedOfOnline as usize].percent(), "100.0 %");
        let procedure = office.app.procedure("a", day).await.unwrap();
        assert_eq!(procedure.counted, BTreeMap::from([(Channel::Platform, 2)]));
        let later = day + chrono::Days::new(364);
        office.wait(chrono::Duration::days(366));
        assert_eq!(by_volume(&office, later).await.1, 5);
        assert_eq!(by_volume(&office, later + chrono::Days::new(1)).await.1, 3, "a year later they are of another year");
    }
}

story! {
    /// A file is shown, laid aside, and saved once; another one in between is not taken for it.
    async fn a_file_is_saved_as_it_was_shown(office: Office) {
        let dx = office.staff("dx").await.person;
        let one = sheet(&["a,手続き,shimin,not_yet,,1,actual,見本,,counter"]);
        let (_, first) = office.app.lay_aside(&dx, one.as_bytes()).await.unwrap();
        office.wait(chrono::Duration::seconds(1));
        let two = sheet(&["b,手続き,shimin,not_yet,,2,actual,見本,,counter"]);
        let (shown, second) = office.app.lay_aside(&dx, two.as_bytes()).await.unwrap();
        assert_eq!(shown.changes.len(), 1);
        assert!(matches!(office.app.import_laid_aside(&dx, first).await, Err(Trouble::Overtaken)));
        office.app.import_laid_aside(&dx, second).await.unwrap();
        assert!(matches!(office.app.import_laid_aside(&dx, second).await, Err(Trouble::Overtaken)));
        let ids: Vec<_> = office.app.inventory_on(office.clock.now().date()).await.unwrap().into_iter().map(|p| p.id).collect();
        assert_eq!(ids, ["b"]);
    }
}

/// `from` has gone into `into` on that day.
async fn merged(office: &Office, from: &str, into: &str, on: &str) {
    let department = |id: &str| DepartmentId(id.to_owned());
    let (from, into, reason) = (department(from), department(into), "組織の見直し".to_owned());
    let merger = Merger { department: from, into, from_day: on.parse().unwrap(), reason, done_at: None };
    let mut tx = office.store.begin().await.unwrap();
    mergers::plan(&mut tx, &merger).await.unwrap();
    mergers::done(&mut tx, &merger.department, office.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
}

story! {
    /// A row in the name of a department that is no more is an error at its row and column, and says who has its work now;
    /// so are days before the city, departments nobody knows, an id twice, and more online than there is. Nothing of such a
    /// file is saved.
    async fn a_file_with_a_mistake_is_refused_as_a_whole(office: Office) {
        let dx = office.staff("dx").await.person;
        merged(&office, "kodomo", "suido", "2026-04-01").await;
        merged(&office, "suido", "shimin", "2026-10-01").await;
        let head = "id,name,department,status_since,volume,online_volume";
        let good = "a,見本の届出,shimin,,10,1";
        for (row, column, words) in [
            ("b,見本の申請,kodomo,,,", "department", ["2026-04-01", "今は「shimin」です"]),
            ("b,見本の申請,suido,,,", "department", ["2026-10-01", "今は「shimin」です"]),
            ("b,見本の申請,shimn,,,", "department", ["ありません", "「shimin」のことですか"]),
            ("b,見本の申請,shimin,1956-02-10,,", "status_since", ["市ができた", "1956-02-11"]),
            ("a,見本の申請,shimin,,,", "id", ["2 行目にも", "別の id"]),
            ("b,見本の申請,shimin,,10,11", "online_volume", ["11", "総件数 10 より多く"]),
        ] {
            let file = format!("{head}\n{good}\n{row}\n");
            let shown = office.app.preview_import(file.as_bytes()).await.unwrap();
            let saved = office.app.import(&dx, file.as_bytes()).await.unwrap();
            let run = office.app.import_as_operator(file.as_bytes()).await.unwrap();
            for told in [shown, saved, run] {
                assert_eq!(told.problems.len(), 1, "{row}: {:?}", told.problems);
                let problem = &told.problems[0];
                assert_eq!((problem.line, problem.column.as_str()), (3, column), "{row}");
                assert!(words.iter().all(|w| problem.message.contains(w)), "{row}: {}", problem.message);
            }
            assert!(office.app.inventory_on(office.app.today()).await.unwrap().is_empty(), "{row}");
            assert!(office.app.inventory_versions().await.unwrap().is_empty(), "{row}");
        }
        // An edit is held to the same.
        office.app.import(&dx, format!("{head}\n{good}\n").as_bytes()).await.unwrap();
        let moved = office.app.edit_procedure(&dx, "a", 1, &written(&[("department", "kodomo")])).await.unwrap();
        let Edited::Wrong(problems) = moved else { panic!("{moved:?}") };
        assert!(problems[0].message.contains("今は「shimin」です"), "{problems:?}");
    }
}
