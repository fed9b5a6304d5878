//! Papers that are written in the browser: begun, changed by two, tried, opened, and taken up again.

use chrono::Duration;
use madoguchi_app::{Beginning, From, Opening, PaperTrouble, StaffPerson, Trouble};
use madoguchi_forms::edit::{Edit, NewField, Place};
use madoguchi_testkit::{Office, story};
use madoguchi_vocab::{DepartmentId, Lang, Text};

async fn who(office: &Office, login: &str) -> StaffPerson {
    office.staff(login).await.person
}

fn new(slug: &str, department: &str, from: From) -> Beginning {
    Beginning {
        slug: slug.into(),
        title: "見本の講座".into(),
        department: DepartmentId(department.into()),
        from,
    }
}

fn koza() -> From {
    From::Template("koza".into())
}

/// The digest of a paper as it was saved last.
async fn shown(office: &Office, person: &StaffPerson, slug: &str) -> Opening {
    let would = office.app.would_open(person, slug, None).await.unwrap();
    Opening {
        seen: would.loaded.paper.as_ref().unwrap().hash.clone(),
        reason: "急ぐため".into(),
        ..Opening::default()
    }
}

fn trouble<T: std::fmt::Debug>(answer: Result<T, Trouble>) -> PaperTrouble {
    match answer {
        Err(Trouble::Paper(why)) => why,
        other => panic!("{other:?}"),
    }
}

story! {
    /// Everybody writes what is the own department's; names are given once.
    async fn papers_are_begun_by_their_department(office: Office) {
        let (app, sato, mizu, dx) = (&office.app, who(&office, "sato").await, who(&office, "mizu").await, who(&office, "dx").await);
        app.begin_paper(&sato, &new("mihon-koza", "shimin", koza())).await.unwrap();
        for (slug, why) in [
            ("mihon-koza", PaperTrouble::TakenName),
            ("juminhyo-yubin", PaperTrouble::TakenName),
            ("new", PaperTrouble::BadName),
            ("_x", PaperTrouble::BadName),
            ("Mihon", PaperTrouble::BadName),
            ("a/b", PaperTrouble::BadName),
            ("", PaperTrouble::BadName),
        ] {
            assert_eq!(trouble(app.begin_paper(&sato, &new(slug, "shimin", koza())).await), why, "{slug}");
        }
        assert_eq!(trouble(app.begin_paper(&sato, &new("other", "suido", koza())).await), PaperTrouble::Department);
        assert_eq!(trouble(app.begin_paper(&dx, &new("other", "nowhere", koza())).await), PaperTrouble::Department);
        let nothing = From::Template("nothing".into());
        assert_eq!(trouble(app.begin_paper(&dx, &new("other", "suido", nothing)).await), PaperTrouble::NoSource);
        app.begin_paper(&dx, &new("mihon-copy", "suido", From::Paper("suido-kaishi".into()))).await.unwrap();
        let audit = who(&office, "audit").await;
        assert!(matches!(app.begin_paper(&audit, &new("x1", "shimin", koza())).await, Err(Trouble::NotAllowed)));

        let save = async |person: &StaffPerson, slug: &str| app.save_paper(person, slug, 1, "format = ").await;
        assert!(matches!(save(&mizu, "mihon-koza").await, Err(Trouble::NotAllowed)));
        assert_eq!(trouble(save(&dx, "suido-kaishi").await), PaperTrouble::InFolder);
        assert!(matches!(save(&dx, "nobody").await, Err(Trouble::NotFound)));
        assert_eq!(save(&mizu, "mihon-copy").await.unwrap(), 2, "what is broken is kept too");
        let copy = app.paper_line(&sato, "mihon-copy").await.unwrap();
        assert!(copy.loaded.paper.is_none() && copy.loaded.source == "format = ");
        let back = app.saved(&mizu, "mihon-copy", 1).await.unwrap();
        assert_eq!(app.save_paper(&mizu, "mihon-copy", 2, &back).await.unwrap(), 3);
        assert!(app.paper_line(&sato, "mihon-copy").await.unwrap().loaded.paper.is_some());
        assert!(app.papers().open("mihon-copy").is_none(), "no resident sees it");
    }
}

story! {
    /// Of two who began from the same save the second is told; nothing is overwritten.
    async fn two_authors_never_overwrite_each_other(office: Office) {
        let (app, sato, suzuki) = (&office.app, who(&office, "sato").await, who(&office, "suzuki").await);
        app.begin_paper(&sato, &new("mihon-koza", "shimin", koza())).await.unwrap();
        let say = |text: &str| [Edit::Say(Place::Procedure, "fee", Some(Text::ja(text)))];
        let (one, two) = (say("百円"), say("二百円"));
        let (a, b) = tokio::join!(
            app.edit_paper(&sato, "mihon-koza", 1, &one),
            app.edit_paper(&suzuki, "mihon-koza", 1, &two),
        );
        let answers = [a, b];
        assert_eq!(answers.iter().filter(|a| matches!(a, Ok(2))).count(), 1, "{answers:?}");
        assert_eq!(answers.iter().filter(|a| matches!(a, Err(Trouble::Overtaken))).count(), 1, "{answers:?}");
        assert_eq!(app.saves(&sato, "mihon-koza").await.unwrap().len(), 2);
        let same = app.paper_line(&sato, "mihon-koza").await.unwrap().loaded.source.clone();
        assert_eq!(app.save_paper(&sato, "mihon-koza", 2, &same).await.unwrap(), 2, "what is the same is not saved again");
    }
}

story! {
    /// A draft begun on the first version finishes on it while whoever begins later gets the second.
    async fn a_draft_begun_on_one_version_finishes_on_it(office: Office) {
        let (app, sato, dx) = (&office.app, who(&office, "sato").await, who(&office, "dx").await);
        app.begin_paper(&sato, &new("mihon-anketo", "shimin", From::Template("anketo".into()))).await.unwrap();
        let opening = shown(&office, &dx, "mihon-anketo").await;
        assert!(matches!(app.open_paper(&sato, "mihon-anketo", &opening).await, Err(Trouble::NotAllowed)));
        let silent = Opening { reason: "  ".into(), ..opening.clone() };
        let why = trouble(app.open_paper(&dx, "mihon-anketo", &silent).await);
        assert_eq!(why, PaperTrouble::NoReason, "the title has no easy Japanese yet");
        let would = app.would_open(&dx, "mihon-anketo", None).await.unwrap();
        assert_eq!(would.unlisted, ["mitei"], "the model's own word is no procedure of the inventory");
        assert_eq!(app.open_paper(&dx, "mihon-anketo", &opening).await.unwrap(), Some(1));
        let slug = "mihon-anketo".parse().unwrap();
        let early = office.resident();
        let first = app.start_draft(&slug, Lang::Ja, &early.visitor).await.unwrap();

        let more = NewField { kind: "text".into(), label: Text::ja("お住まいの地区"), required: true, ..NewField::default() };
        app.edit_paper(&sato, "mihon-anketo", 1, &[Edit::AddField("words".into(), Box::new(more))]).await.unwrap();
        assert!(matches!(app.open_paper(&dx, "mihon-anketo", &opening).await, Err(Trouble::Overtaken)), "not what was shown");
        let opening = shown(&office, &dx, "mihon-anketo").await;
        assert_eq!(app.open_paper(&dx, "mihon-anketo", &opening).await.unwrap(), Some(2));

        let late = office.resident();
        let second = app.start_draft(&slug, Lang::Ja, &late.visitor).await.unwrap();
        let asked = async |id, visitor: &madoguchi_app::Visitor| {
            let draft = app.draft(id, visitor).await.unwrap();
            (draft.version, draft.paper.fields().count())
        };
        assert_eq!(asked(first, &early.visitor).await, (1, 3));
        assert_eq!(asked(second, &late.visitor).await, (2, 4));
        let draft = app.draft(first, &early.visitor).await.unwrap();
        let mut typed = draft.typed.clone();
        typed.set("used", "no");
        let draft = app.save_draft(&draft, typed).await.unwrap();
        app.submit(&draft, draft.revision, &early.visitor).await.expect("the first version is finished as it was begun");

        let again = app.would_open(&dx, "mihon-anketo", Some(1)).await.unwrap();
        let seen = again.loaded.paper.as_ref().unwrap().hash.clone();
        let opening = Opening { version: Some(1), seen, reason: "地区は聞かないことにしたため".into(), on: None };
        assert_eq!(app.open_paper(&dx, "mihon-anketo", &opening).await.unwrap(), Some(3), "an older one is taken up again");
        let versions = app.versions(&sato, "mihon-anketo").await.unwrap();
        assert_eq!(versions[0].hash, versions[2].hash);
        assert_eq!(versions[0].reason, "地区は聞かないことにしたため");
        assert!(!app.version_changes(&sato, "mihon-anketo", 1, 2).await.unwrap().is_empty());
        assert!(app.version_changes(&sato, "mihon-anketo", 1, 3).await.unwrap().is_empty());
    }
}

story! {
    /// What is planned for a day opens on that day, as it was planned, on one of the nodes.
    async fn a_paper_opens_on_the_day_that_was_planned(office: Office) {
        let (app, sato, dx) = (&office.app, who(&office, "sato").await, who(&office, "dx").await);
        app.begin_paper(&sato, &new("mihon-koza", "shimin", koza())).await.unwrap();
        let opening = shown(&office, &dx, "mihon-koza").await;
        let today = app.today();
        for wrong in [today - Duration::days(1), today + Duration::days(400)] {
            let opening = Opening { on: Some(wrong), ..opening.clone() };
            assert_eq!(trouble(app.open_paper(&dx, "mihon-koza", &opening).await), PaperTrouble::BadDay);
        }
        let planned = Opening { on: Some(today + Duration::days(2)), ..opening };
        assert_eq!(app.open_paper(&dx, "mihon-koza", &planned).await.unwrap(), None);
        app.save_paper(&sato, "mihon-koza", 1, "format = ").await.unwrap();
        assert_eq!(app.do_chores().await.unwrap(), 0);
        assert!(app.papers().open("mihon-koza").is_none(), "not yet");
        office.wait(Duration::days(2));
        let other = office.node(&office.store, 9).await;
        let (a, b) = tokio::join!(app.do_chores(), other.do_chores());
        assert_eq!((a.unwrap(), b.unwrap()), (0, 0));
        app.fetch_published().await.unwrap();
        let open = app.papers().open("mihon-koza").expect("it is open now");
        assert_eq!((open.version, open.paper.procedure.title.ja.as_str()), (1, "見本の講座"));
        assert_eq!(app.versions(&sato, "mihon-koza").await.unwrap()[0].reason, "急ぐため");
        let would = app.would_open(&dx, "mihon-koza", None).await.unwrap();
        assert!(would.plan.is_none() && would.blocked == Some(PaperTrouble::Errors(1)));
    }
}

story! {
    /// A folder that comes later holds; what lies in the cabinet is not lost and not used.
    async fn a_folder_of_the_same_name_holds(office: Office) {
        let (app, sato) = (&office.app, who(&office, "sato").await);
        app.begin_paper(&sato, &new("mihon-koza", "shimin", koza())).await.unwrap();
        let text = madoguchi_app::templates()[4].source;
        app.put_paper(madoguchi_app::Loaded::compile("mihon-koza".into(), "x".into(), text.into()));
        let line = app.paper_line(&sato, "mihon-koza").await.unwrap();
        assert!(line.in_folder && line.written.is_some() && line.loaded.source == text);
        assert!(!line.is_written_by(&sato));
        assert_eq!(trouble(app.save_paper(&sato, "mihon-koza", 1, "x").await), PaperTrouble::InFolder);
        assert!(app.written_papers().await.unwrap()[0].source.contains("見本の講座"));
    }
}
