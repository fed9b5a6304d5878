//! What goes online next, whether that is in time, and how the KPIs stand.

use std::collections::{BTreeMap, BTreeSet};

use madoguchi_app::{DueBy, Pace, RoadAsked, Trouble};
use madoguchi_inventory::{
    Goal, Month, Outlook, PlanWrong, Realised, Terms,
    kpi::{Amount, Measurement, Value},
};
use madoguchi_testkit::story;

/// Of 1,000 known a year 50 are online; the papers of the first two lie ready.
fn sheet() -> String {
    let head = madoguchi_inventory::COLUMNS.join(",");
    let row = |id: &str, status: &str, paper: &str, volume: &str| {
        format!(
            "{id},{id}の手続き,shimin,法,1条,law,application,own,resident,city,{status},,理由,counter,,{paper},{volume},,2025,sample,見本,,,,,,,,"
        )
    };
    [
        head,
        row("a", "not_yet", "juminhyo-yubin", "600"),
        row("b", "not_yet", "suido-kaishi", "300"),
        row("c", "online", "", "50"),
        row("d", "not_yet", "", "50"),
        row("e", "not_yet", "", ""),
        row("f", "excluded", "", "400"),
    ]
    .join("\n")
}

fn asked(chosen: &[&str]) -> RoadAsked {
    let chosen: BTreeSet<String> = chosen.iter().map(|id| (*id).to_owned()).collect();
    RoadAsked { goal: Goal::Volume, target: 90, assumed_days: 10, chosen }
}

story! {
    /// A plan is saved, adopted, moved and compared with what happened; others may look and not touch.
    async fn a_plan_is_made_and_kept(office: Office) {
        let dx = office.staff("dx").await.person;
        let sato = office.staff("sato").await.person;
        let app = &office.app;
        app.import(&dx, sheet().as_bytes()).await.unwrap();
        for slug in ["juminhyo-yubin", "suido-kaishi"] {
            app.unpublish(&dx, slug).await.unwrap();
        }
        app.set_terms(&dx, "a", Terms { days: Some(30), barred: String::new() }).await.unwrap();
        assert!(matches!(app.set_terms(&sato, "a", Terms::default()).await, Err(Trouble::NotAllowed)));
        assert!(matches!(app.set_terms(&dx, "gone", Terms::default()).await, Err(Trouble::NotFound)));

        let page = app.road(&asked(&["a"])).await.unwrap();
        assert_eq!((page.road.outlook, page.road.start.by_volume()), (Outlook::Open, "5.0 %".into()));
        assert_eq!(page.road.shortest.map(|l| (l.ids, l.days, l.assumed)), Some((vec!["a".to_owned(), "b".to_owned()], 40, 1)));
        assert_eq!(page.what_if.map(|p| p.by_volume()), Some("65.0 %".into()));
        assert_eq!((page.road.unknown.len(), page.road.excluded), (1, 1));

        let begins = Month::of(app.today());
        let pace = Pace { begins, days: 20, due: begins.plus(6).last_day() };
        assert!(matches!(app.save_plan(&sato, "x", &asked(&["a"]), pace).await, Err(Trouble::NotAllowed)));
        assert_eq!(app.save_plan(&dx, "x", &asked(&["f"]), pace).await.unwrap(), Err(PlanWrong::NotOpen));
        let id = app.save_plan(&dx, "来年度まで", &asked(&["a", "b"]), pace).await.unwrap().unwrap();
        assert!(app.outlook().await.unwrap().calendar.is_none(), "nobody goes by it yet");
        app.adopt_plan(&dx, id, 1).await.unwrap();
        assert!(matches!(app.adopt_plan(&dx, id, 1).await, Err(Trouble::Overtaken)));
        let months = BTreeMap::from([("b".to_owned(), begins)]);
        let none = BTreeSet::new();
        app.move_steps(&dx, id, 2, &months, &none).await.unwrap();
        assert!(matches!(app.move_steps(&dx, id, 2, &months, &none).await, Err(Trouble::Overtaken)));
        let aim = app.aim().await.unwrap();
        assert_eq!((aim.due, aim.by), (pace.due, DueBy::Plan), "there is no strategy");

        let ahead = app.outlook().await.unwrap();
        let (_, calendar) = ahead.calendar.unwrap();
        assert_eq!(calendar.months.iter().take(2).map(|m| m.progress.by_volume()).collect::<Vec<_>>(), ["35.0 %", "95.0 %"]);
        assert_eq!(calendar.reaches(Goal::Volume, 90), Some(begins.plus(1)));

        app.publish(&dx, "suido-kaishi").await.unwrap();
        office.wait(chrono::Duration::days(70));
        let page = app.plan(id).await.unwrap();
        assert_eq!(page.saved.by.as_deref(), Some(dx.name.as_str()));
        let became: Vec<_> = page.steps.iter().map(|(s, r)| (s.procedure.as_str(), *r)).collect();
        assert_eq!(became, [("b", Realised::InTime(begins)), ("a", Realised::Overdue)]);
        assert_eq!(page.months[1].1.by_volume(), "95.0 %");
        assert_eq!(page.months[1].2.map(|p| p.by_volume()), Some("35.0 %".into()));
        // What is not to be done any more leaves the plan; a plan of nothing is none.
        let gone = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<BTreeSet<String>>();
        let all = app.move_steps(&dx, id, 3, &BTreeMap::new(), &gone(&["a", "b"])).await;
        assert!(matches!(all, Err(Trouble::Amiss { field: "steps", .. })));
        app.move_steps(&dx, id, 3, &BTreeMap::new(), &gone(&["a"])).await.unwrap();
        assert_eq!(app.plan(id).await.unwrap().steps.len(), 1);
        // And the city goes by it no more.
        assert!(matches!(app.put_plan_aside(&sato, id, 4).await, Err(Trouble::NotAllowed)));
        app.put_plan_aside(&dx, id, 4).await.unwrap();
        assert!(matches!(app.put_plan_aside(&dx, id, 5).await, Err(Trouble::Overtaken)));
        assert!(app.outlook().await.unwrap().calendar.is_none());
        assert_eq!(app.aim().await.unwrap().by, DueBy::FiscalYear);
        app.remove_plan(&dx, id, 5).await.unwrap();
        assert!(matches!(app.plan(id).await, Err(Trouble::NotFound)));
    }
}

story! {
    /// What the platform cannot know is written down, corrected without being overwritten, and stands with who wrote it.
    async fn kpis_are_measured_by_people_and_by_the_platform(office: Office) {
        let dx = office.staff("dx").await.person;
        let app = &office.app;
        app.set_kpis(include_bytes!("../../deploy/seed/kpis.csv")).await.unwrap();
        let plan = app.kpis().await.unwrap()[0].kpi.plan.clone();
        let value = |n| Some(Value::Amount(Amount::whole(n)));
        let measurement = |on: &str, value| Measurement {
            plan: plan.clone(), number: 13, on: on.parse().unwrap(), value, source: "見本".into(), note: String::new(),
        };
        let line = || async { app.kpis().await.unwrap().into_iter().find(|l| l.kpi.number == 13).unwrap() };
        assert_eq!(line().await.now, None, "what is published here is a share, not the whole");
        assert!(!line().await.measured.unwrap().whole);
        for (on, n) in [("2024-03-31", 40), ("2025-03-31", 66), ("2025-03-31", 60)] {
            app.note_measurement(&dx, measurement(on, value(n))).await.unwrap();
        }
        let found = line().await;
        assert_eq!(found.now.and_then(|r| match r.value { Value::Amount(a) => Some(a), Value::Done(_) => None }), Some(Amount::whole(60)));
        assert_eq!(found.noted.iter().map(|n| n.replaced).collect::<Vec<_>>(), [false, true, false]);
        assert_eq!(found.achievement.map(|a| (a.met, a.percent())), Some((false, "17.0 %".into())));
        assert_eq!(found.outlook.map(|o| o.trend.points), Some(3));
        app.note_measurement(&dx, measurement("2025-03-31", None)).await.unwrap();
        assert_eq!(line().await.now.map(|r| r.on.to_string()).as_deref(), Some("2024-03-31"));
        let ahead = Measurement { number: 13, ..measurement("2030-01-01", value(1)) };
        assert!(matches!(app.note_measurement(&dx, ahead).await, Err(Trouble::NotFound)));

        let file = app.measurements_csv().await.unwrap();
        assert_eq!(app.import_measurements(&dx, &file).await.unwrap(), Ok(0), "it says nothing new");
        let broken = b"plan,number,on,value,source,note\nx,1,2025-03-31,1,x,\n";
        assert!(app.import_measurements(&dx, broken).await.unwrap().is_err());
        let sato = office.staff("sato").await.person;
        assert!(matches!(app.import_measurements(&sato, &file).await, Err(Trouble::NotAllowed)));
    }
}

story! {
    /// Hours are counted from what came online since the day of the measure, and what it took is taken off.
    async fn saved_time_counts_what_came_here(office: Office) {
        let dx = office.staff("dx").await.person;
        let app = &office.app;
        app.set_kpis(include_bytes!("../../deploy/seed/kpis.csv")).await.unwrap();
        office.resident().submits("juminhyo-yubin", "hanako@example.jp").await;
        let today = app.today();
        let file = |id: &str| format!(
            "id,name,paper,count,minutes_before,minutes_after,setup_hours,since,measured_on,sample,how,source,note\n\
             {id},住民票,juminhyo-yubin,,90,30,3,{today},{today},20,timed,見本,\n\
             rpa,転記,,60,10,0,,2025-04-01,2025-03-01,5,asked,見本,\n"
        );
        assert_eq!(app.import_savings(&dx, file("juminhyo").as_bytes()).await.unwrap(), Ok(2));
        let (saved, total) = app.savings().await.unwrap();
        assert_eq!(saved.iter().map(|s| (s.count, s.net.hours())).collect::<Vec<_>>(), [(1, "-2.0".into()), (60, "10.0".into())]);
        assert_eq!((total.all.hours(), total.here.hours()), ("8.0".into(), "-2.0".into()));
        assert!(app.import_savings(&dx, file("rpa").as_bytes()).await.unwrap().is_err(), "no minute is claimed twice");
        let line = app.kpis().await.unwrap().into_iter().find(|l| l.kpi.number == 3).unwrap();
        assert_eq!(line.now.map(|r| r.value.shown(&line.kpi)), Some("8 時間".into()));
    }
}
