//! How far people get is counted by hand here, and what they say afterwards leads back to nobody.

use chrono::Duration;
use madoguchi_app::{Draft, FeedbackFilter, FunnelPage, Rating, Trouble, Visitor};
use madoguchi_forms::Typed;
use madoguchi_testkit::{Office, Resident, office::good_case, story};
use madoguchi_vocab::{Date, Lang};

use crate::drafts::NEW_VERSION;

const PAPER: &str = "fukushi-taxi";
/// The pages of the case, from first to last.
const WAY: [&str; 6] = ["eligibility", "parts_page", "applicant", "contact", "holder", "delivery"];

fn whole(office: &Office, draft: &Draft) -> Typed {
    good_case(PAPER).typed_on(&draft.paper, office.clock.now().date())
}

async fn begins(office: &Office, who: &Resident, lang: Lang) -> Draft {
    let id = office.app.start_draft(&PAPER.parse().unwrap(), lang, &who.visitor).await.unwrap();
    office.app.draft(id, &who.visitor).await.unwrap()
}

/// Answers a page as in the case and presses 「次へ進む」.
async fn goes_on(office: &Office, draft: &Draft, page: &str) -> Draft {
    let answers = draft.paper.typed_on(draft.paper.page(page).unwrap(), &whole(office, draft));
    let mut typed = draft.typed.clone();
    typed.0.extend(answers.0);
    office.app.send_page(draft, typed, &page.parse().unwrap()).await.unwrap()
}

async fn goes_through(office: &Office, mut draft: Draft, pages: &[&str]) -> Draft {
    for page in pages {
        draft = goes_on(office, &draft, page).await;
    }
    draft
}

fn began() -> Date {
    "2026-11-24".parse().unwrap()
}

async fn counted(office: &Office) -> FunnelPage {
    office.app.funnel(PAPER, began(), began(), None).await.unwrap()
}

story! {
    /// Three drafts: one is stopped once, goes back, loads again, presses twice and is sent; one stays behind on the
    /// third page and is taken up by its code; one goes on under the next version and is sent a week later. One matter
    /// is entered at the desk. The numbers are counted by hand.
    async fn how_far_people_get(office: Office) {
        let (hanako, taro, jiro) = (office.resident(), office.resident(), office.resident());
        let app = &office.app;

        let draft = begins(&office, &hanako, Lang::Ja).await;
        let first = WAY[0].parse().unwrap();
        let stopped = app.send_page(&draft, draft.typed.clone(), &first).await.unwrap();
        let again = app.send_page(&stopped, stopped.typed.clone(), &first).await.unwrap();
        // What is saved while somebody types is no wish to go on.
        let autosaved = app.save_draft(&again, again.typed.clone()).await.unwrap();
        let passed = goes_on(&office, &autosaved, WAY[0]).await;
        let reloaded = app.draft(passed.id, &hanako.visitor).await.unwrap();
        let back = goes_through(&office, reloaded, &[WAY[0], WAY[1], WAY[0], WAY[1]]).await;
        office.wait(Duration::minutes(12));
        let whole = goes_through(&office, back, &WAY[2..]).await;
        app.submit(&whole, whole.revision, &hanako.visitor).await.unwrap();
        app.submit(&whole, whole.revision, &hanako.visitor).await.unwrap();

        let draft = begins(&office, &taro, Lang::En).await;
        let draft = goes_through(&office, draft, &WAY[..2]).await;
        for browser in [Visitor::new(7), Visitor::new(8)] {
            app.resume(app.resume_code(draft.id).reveal(), &browser, "a").await.unwrap();
        }

        let draft = begins(&office, &jiro, Lang::Ja).await;
        let jiros = goes_on(&office, &draft, WAY[0]).await;
        office.rewrites(PAPER, NEW_VERSION).await;
        office.wait(Duration::days(7));
        let carried = app.draft(jiros.id, &jiro.visitor).await.unwrap();
        assert_eq!((carried.version, carried.begun_version), (2, 1));
        let mut carried = goes_through(&office, carried, &WAY[..5]).await;
        carried.typed.set("since", "来月から");
        let carried = goes_on(&office, &carried, WAY[5]).await;
        app.submit(&carried, carried.revision, &jiro.visitor).await.unwrap();

        let facts = madoguchi_app::DeskFacts::default();
        let clerk = office.staff("sato").await;
        clerk.enters("juminhyo-yubin", facts).await;

        let page = counted(&office).await;
        let f = &page.funnel;
        assert_eq!((f.started, f.check, f.submitted, f.desk, f.resumed), (3, 2, 2, 0, 1));
        let langs: Vec<_> = f.langs.iter().map(|(lang, l)| (lang.as_str(), l.started, l.submitted)).collect();
        assert_eq!(langs, [("en", 1, 0), ("ja", 2, 2)]);
        let on_the_way: Vec<_> = WAY.map(|key| f.pages[key]).into();
        assert_eq!(on_the_way, [(3, 3), (3, 3), (3, 2), (2, 2), (2, 2), (2, 2)]);
        assert_eq!(f.pages.len(), WAY.len(), "no exit was reached");
        let stopped: Vec<_> = page.stops.iter().map(|s| (s.field.as_str(), s.kind.as_str(), s.n)).collect();
        assert_eq!(stopped, [("already", "empty", 1), ("registered", "empty", 1), ("techo", "empty", 1)]);
        assert_eq!(page.stops[1].page.as_deref(), Some(WAY[0]));
        let took: Vec<_> = f.took.iter().map(|(class, n)| (class.label(), *n)).collect();
        assert_eq!(took, [("10〜15 分", 1), ("7 日以上", 1)]);
        assert_eq!(page.versions.iter().map(|(v, f)| (*v, f.started, f.submitted)).collect::<Vec<_>>(), [(1, 3, 2)]);
        assert_eq!(page.under_way, 1, "one may still come");
        assert_eq!(f.completion(), None, "of three no share is told");
        let of_v2 = app.funnel(PAPER, began(), began(), Some(2)).await.unwrap();
        assert_eq!(of_v2.funnel.started, 0);
        let later = app.funnel(PAPER, began() + chrono::Days::new(1), office.clock.now().date(), None).await.unwrap();
        assert_eq!((later.funnel.started, later.funnel.submitted), (0, 0), "everything counts on the day it began");
        let all = app.funnels(began(), office.clock.now().date()).await.unwrap();
        let of = |slug: &str| all.iter().find(|l| l.slug == slug).map(|l| (l.funnel.started, l.funnel.submitted));
        assert_eq!((of(PAPER), of("juminhyo-yubin")), (Some((3, 2)), Some((0, 0))), "the desk is no resident");

        // Drafts go, the sums stay; after five years they go too.
        office.wait(Duration::days(60));
        app.sweep().await.unwrap();
        let page = counted(&office).await;
        assert_eq!((page.funnel.started, page.under_way), (3, 0));
        office.wait(Duration::days(5 * 366));
        app.sweep().await.unwrap();
        assert_eq!(counted(&office).await.funnel.started, 0);
    }
}

story! {
    /// What the office goes on with is no loss and no submission of the resident's own.
    async fn a_draft_that_goes_on_at_the_desk_is_counted_apart(office: Office) {
        let hanako = office.resident();
        let app = &office.app;
        let draft = hanako.types("juminhyo-yubin", &good_case("juminhyo-yubin")).await;
        let sato = office.staff("sato").await.person;
        app.resume_at_desk(&sato, app.resume_code(draft.id).reveal(), "a").await.unwrap();
        let taken = app.desk_draft(&sato, draft.id).await.unwrap();
        app.enter(&sato, &taken, taken.revision).await.unwrap();
        let page = app.funnel("juminhyo-yubin", began(), began(), None).await.unwrap();
        let f = page.funnel;
        assert_eq!((f.started, f.desk, f.submitted, f.check, page.under_way), (1, 1, 0, 0, 0));
    }
}

story! {
    /// Twenty have sent it, one went to the desk from the first page, one from the second, one after reading the answers: of
    /// those whose way it still was, all have sent it, and no page has lost anybody. One more who stays is a loss.
    async fn what_goes_on_at_the_desk_lowers_no_share(office: Office) {
        const PAPER: &str = "juminhyo-yubin";
        let app = &office.app;
        let sato = office.staff("sato").await.person;
        for _ in 0..20 {
            office.resident().submits(PAPER, "").await;
        }
        let paper = office.app.papers().open(PAPER).unwrap().paper.clone();
        // The pages on the way; the others tell that this is not the way.
        let way: Vec<_> = paper.pages.iter().filter(|p| p.exit.is_none()).collect();
        let mut left = vec![];
        for pages in [0, 1, 1] {
            let hanako = office.resident();
            let id = app.start_draft(&PAPER.parse().unwrap(), Lang::Ja, &hanako.visitor).await.unwrap();
            let mut draft = app.draft(id, &hanako.visitor).await.unwrap();
            for page in &way[..pages] {
                let whole = good_case(PAPER).typed_on(&paper, office.clock.now().date());
                let mut typed = draft.typed.clone();
                typed.0.extend(paper.typed_on(page, &whole).0);
                draft = app.send_page(&draft, typed, &page.key).await.unwrap();
            }
            left.push(draft);
        }
        let read = office.resident().types(PAPER, &good_case(PAPER)).await;
        left.insert(2, app.send_page(&read, read.typed.clone(), &way[way.len() - 1].key).await.unwrap());
        for draft in &left[..3] {
            app.resume_at_desk(&sato, app.resume_code(draft.id).reveal(), "a").await.unwrap();
        }
        let f = app.funnel(PAPER, began(), began(), None).await.unwrap().funnel;
        assert_eq!((f.started, f.submitted, f.desk, f.check), (24, 20, 3, 21));
        assert_eq!(f.completion().unwrap().percent(), "95.2", "20 of 21: one may still come");
        assert_eq!(f.langs["ja"].completion(), f.completion());
        let stayed: Vec<_> = f.pages.keys().map(|page| f.stayed(page)).filter(|n| *n > 0).collect();
        assert_eq!((stayed, f.stayed_at_check()), (vec![1], 0), "the one who is still on the second page");
        let all = app.funnels(began(), began()).await.unwrap();
        let worst = all.iter().find(|l| l.slug == PAPER).and_then(|l| l.worst.clone()).unwrap();
        assert_eq!((worst.0, worst.1.percent()), (way[1].title.ja.clone(), "4.3".to_owned()), "1 of 23");
    }
}

story! {
    /// Once after each submission, without a way back to it; masked, looked after, and gone after three years.
    async fn residents_say_how_it_was(office: Office) {
        let hanako = office.resident();
        let app = &office.app;
        let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
        let submission = hanako.sees(&receipt).await;
        assert!(app.may_rate(&submission).await.unwrap());
        let words = format!("簡単でした。受付番号は{receipt}、電話は090-1234-5678です");
        let rating = Rating::read("4", &words).unwrap();
        app.rate(&submission, &rating, "one-address").await.unwrap();
        app.rate(&submission, &Rating::read("1", "もう一度").unwrap(), "one-address").await.unwrap();
        assert!(!app.may_rate(&submission).await.unwrap());

        let (dx, sato) = (office.staff("dx").await.person, office.staff("sato").await.person);
        let all = FeedbackFilter::default();
        let page = app.feedback(&dx, &all, 1).await.unwrap();
        let said = &page.said[0];
        assert_eq!((page.all, said.stars, said.handled), (1, 4, false), "said twice, kept once");
        assert_eq!(said.words, "簡単でした。受付番号は〔受付番号など〕、電話は〔電話番号〕です");
        assert_eq!((said.slug.as_str(), said.version, said.day), ("juminhyo-yubin", 1, began()));
        assert_eq!(page.stars[0].2.average(), None, "one voice is no average");
        assert!(matches!(app.feedback(&sato, &all, 1).await, Err(Trouble::NotAllowed)));
        assert_eq!(app.feedback_of(&sato, "juminhyo-yubin", 1).await.unwrap().all, 1, "of the own department");
        assert!(matches!(app.feedback_of(&sato, "suido-kaishi", 1).await, Err(Trouble::NotAllowed)));
        assert!(matches!(app.tend_feedback(&sato, said.id, true).await, Err(Trouble::NotAllowed)));

        for _ in 0..2 {
            app.tend_feedback(&dx, said.id, true).await.unwrap();
        }
        let open = FeedbackFilter { handled: Some(false), ..all.clone() };
        assert_eq!(app.feedback(&dx, &open, 1).await.unwrap().all, 0);
        let audit = office.staff("audit").await.person;
        let filter = madoguchi_app::TrailFilter { verb: "handled-feedback".into(), ..Default::default() };
        assert_eq!(app.trail(&audit, &filter).await.unwrap().lines.len(), 1, "noted once");

        // A disposed-of or corrected submission changes nothing here, and neither does a month.
        office.wait(Duration::days(3 * 366));
        app.sweep().await.unwrap();
        assert_eq!(app.feedback(&dx, &all, 1).await.unwrap().all, 0);
    }
}

story! {
    /// Nobody fills the box from one address.
    async fn what_is_said_is_throttled(office: Office) {
        let hanako = office.resident();
        let receipt = hanako.submits("suido-kaishi", "").await.receipt;
        let submission = hanako.sees(&receipt).await;
        let rating = Rating::read("5", "").unwrap();
        for _ in 0..60 {
            office.app.rate(&submission, &rating, "one-address").await.unwrap();
        }
        let more = office.app.rate(&submission, &rating, "one-address").await;
        assert!(matches!(more, Err(Trouble::TooMany { .. })), "{more:?}");
        office.app.rate(&submission, &rating, "another").await.unwrap();
    }
}
