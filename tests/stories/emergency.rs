//! A disaster, and what is said to everybody.

use chrono::{Days, Duration};
use madoguchi_app::{Banner, DISASTER_DRAFT_DAYS, Disaster, Severity, Trouble};
use madoguchi_store::audit;
use madoguchi_testkit::{
    Office,
    office::{good_case, photo},
    story,
};
use madoguchi_vocab::Text;

const SLUG: &str = "juminhyo-yubin";

fn rain(office: &Office) -> Disaster {
    Disaster {
        name: Text::ja("見本の大雨"),
        since: office.app.now(),
        until: office.app.today() + Days::new(30),
        note: Text::ja(""),
    }
}

fn storm(office: &Office) -> Banner {
    Banner {
        words: Text::all("台風です", "", "Storm"),
        severity: Severity::Warning,
        from: office.app.now(),
        until: office.app.now().plus(Duration::hours(8)),
        link: String::new(),
    }
}

async fn trail(office: &Office) -> Vec<(String, String)> {
    let rows = audit::latest(&office.store.reader(), 3).await.unwrap();
    rows.into_iter().map(|r| (r.verb, r.object)).collect()
}

story! {
    /// What was begun before a disaster is kept as long as what is begun in it, and ends as it said after it.
    async fn in_a_disaster_drafts_are_kept_longer(office: Office) {
        let hanako = office.resident();
        let before = hanako.types(SLUG, &good_case(SLUG)).await;
        let admin = office.staff("admin").await;
        office.wait(Duration::days(20));
        office.app.set_disaster(&admin.person, 0, Some(rain(&office))).await.unwrap();
        assert_eq!(office.app.draft_days(), DISASTER_DRAFT_DAYS);
        let during = hanako.types(SLUG, &good_case(SLUG)).await;
        let end = office.app.now().plus(Duration::days(DISASTER_DRAFT_DAYS));
        let before = office.app.draft(before.id, &hanako.visitor).await.unwrap();
        assert_eq!((before.expires_at, during.expires_at), (end, end));
        // The disaster is over on its day; what was promised holds.
        office.wait(Duration::days(31));
        assert!(office.app.disaster().is_none());
        office.app.sweep().await.unwrap();
        let kept = office.app.draft(before.id, &hanako.visitor).await.unwrap();
        let saved = office.app.save_draft(&kept, kept.typed.clone()).await.unwrap();
        assert_eq!(saved.expires_at, end, "saving again shortens nothing");
        let after = hanako.types(SLUG, &good_case(SLUG)).await;
        assert_eq!(after.expires_at, office.app.now().plus(Duration::days(30)));
    }
}

story! {
    /// Somebody who was let through may look for longer: lines are cut, and people come back to the same telephone.
    async fn in_a_disaster_one_look_lasts_longer(office: Office) {
        let admin = office.staff("admin").await;
        office.app.set_disaster(&admin.person, 0, Some(rain(&office))).await.unwrap();
        let hanako = office.resident();
        let receipt = hanako.submits(SLUG, "").await.receipt;
        office.wait(Duration::hours(11));
        hanako.sees(&receipt).await;
        office.wait(Duration::hours(2));
        assert!(matches!(office.app.status(&receipt, &hanako.visitor).await, Err(Trouble::SignIn)));
    }
}

story! {
    /// Only an administrator speaks to everybody; a second one does not write over the first; all of it is in the trail.
    async fn speaking_to_everybody_is_an_administrators(office: Office) {
        for login in ["sato", "head", "kessai", "dx", "audit"] {
            let other = office.staff(login).await.person;
            let banner = office.app.set_banner(&other, 0, Some(storm(&office))).await;
            assert!(matches!(banner, Err(Trouble::NotAllowed)), "{login}");
            let disaster = office.app.set_disaster(&other, 0, Some(rain(&office))).await;
            assert!(matches!(disaster, Err(Trouble::NotAllowed)), "{login}");
        }
        let admin = office.staff("admin").await.person;
        office.app.set_banner(&admin, 0, Some(storm(&office))).await.unwrap();
        let late = office.app.set_banner(&admin, 0, None).await;
        assert!(matches!(late, Err(Trouble::Overtaken)));
        let banner = office.app.banner().unwrap();
        assert_eq!(banner.words, Text { easy: None, ..Text::all("台風です", "", "Storm") });
        office.app.set_banner(&admin, 1, None).await.unwrap();
        office.app.set_disaster_as_operator(Some(rain(&office))).await.unwrap();
        office.app.set_disaster_as_operator(None).await.unwrap();
        let told = trail(&office).await;
        let told: Vec<_> = told.iter().map(|(verb, object)| (verb.as_str(), object.as_str())).collect();
        let last = [("ended-disaster", "disaster 2"), ("began-disaster", "disaster 1"), ("removed-banner", "banner 2")];
        assert_eq!(told, last);
    }
}

story! {
    /// What one node was told, the others know at their next round; before it they say what they knew.
    async fn other_nodes_learn_of_it(office: Office) {
        let other = office.node(&office.store, 5).await;
        office.app.set_disaster_as_operator(Some(rain(&office))).await.unwrap();
        assert!(other.disaster().is_none());
        other.fetch_emergency().await.unwrap();
        assert_eq!(other.disaster(), office.app.disaster());
    }
}

story! {
    /// The answer to an upload was lost with the line: sent again the file is there once, also where there is room for no other.
    async fn a_file_that_is_sent_again_is_there_once(office: Office) {
        let hanako = office.resident();
        let draft = hanako.types(SLUG, &good_case(SLUG)).await;
        let field = "id_photo".parse().unwrap();
        let attach = async |draft: &madoguchi_app::Draft, name: &str| {
            let file = office.app.arrived(&photo()).await.unwrap();
            office.app.attach(draft, &field, None, name, file).await
        };
        let mut draft = attach(&draft, "免許証.jpg").await.unwrap();
        assert_eq!(draft.files.len(), 1, "it is the photo that lies there");
        for name in ["b.jpg", "c.jpg", "d.jpg"] {
            draft = attach(&draft, name).await.unwrap();
        }
        assert!(attach(&draft, "e.jpg").await.is_err(), "there is room for four");
        assert_eq!(attach(&draft, "d.jpg").await.unwrap().files.len(), 4);
        let kept = office.app.draft(draft.id, &hanako.visitor).await.unwrap();
        assert_eq!(kept.files.len(), 4);
    }
}

story! {
    /// Somebody types on while a file is on its way: what was saved meanwhile and the file are both there.
    async fn a_file_that_arrives_while_somebody_types_loses_nothing(office: Office) {
        let hanako = office.resident();
        let seen = hanako.types(SLUG, &good_case(SLUG)).await;
        let mut typed = seen.typed.clone();
        typed.set("head_name".to_owned(), "見本 次郎");
        office.app.save_draft(&seen, typed).await.unwrap();
        let file = office.app.arrived(&photo()).await.unwrap();
        let field = "id_photo".parse().unwrap();
        let with = office.app.attach(&seen, &field, None, "ura.jpg", file).await.unwrap();
        assert_eq!((with.files.len(), with.typed.first("head_name")), (2, "見本 次郎"));
    }
}
