//! Points 1–20: every page on every screen.

use madoguchi_vocab::ReceiptNumber;
use madoguchi_workflow::Action;

use super::{Findings, SMALL, begin, send, typed, walk};
use crate::{
    album::Album,
    house::House,
    journeys::{fact, sign_in},
    kit::{Browser, DESK, PHONE, Screen},
};

/// What is asked of every page on a phone, on the smallest screen, and at a desk.
const ON_A_PHONE: &[&str] = &[
    "sideways",
    "tables",
    "spacing",
    "small",
    "outline",
    "ruby",
    "inline",
    "targets",
    "focus",
    "order",
    "attributes",
    "labels",
    "marks",
    "numbers",
    "names",
];
const ON_THE_SMALLEST: &[&str] = &["sideways", "tables", "targets", "names"];
const AT_A_DESK: &[&str] = &["sideways", "tables", "twice", "small", "outline", "inline", "focus", "names"];

/// Papers that are walked through: a simple one, and one with branches, files and dates.
const PAPERS: [&str; 2] = ["suido-kaishi", "juminhyo-yubin"];

/// Pages that stand there for everybody.
const PUBLIC: &[&str] = &[
    "/",
    "/search",
    "/search?q=juminhyo",
    "/search?q=qqqqq",
    "/life/moving",
    "/p/juminhyo-yubin",
    "/p/juminhyo-yubin/eligibility",
    "/resume",
    "/status",
    "/status/code",
    "/status/code/sent",
    "/help",
    "/privacy",
    "/terms",
    "/accessibility",
    "/rate",
    "/verify",
    "/nowhere",
];

fn rules(screen: Screen) -> &'static [&'static str] {
    match screen.width {
        0..=320 => ON_THE_SMALLEST,
        321..=600 => ON_A_PHONE,
        _ => AT_A_DESK,
    }
}

/// Looks at pages one after the other: what breaks a rule is noted, and of each there is a picture.
struct Tour<'b> {
    browser: &'b Browser,
    findings: Findings,
    album: Option<Album>,
}

impl<'b> Tour<'b> {
    fn with(browser: &'b Browser) -> Self {
        // What the smallest screen shows, a phone shows too.
        let album = (browser.screen.width > SMALL.width).then(|| Album::of(browser, "resident"));
        Self { browser, findings: Findings::default(), album }
    }

    /// A page keeps its rules, and axe has nothing to say of it.
    async fn holds(&mut self, what: &str) {
        self.findings.on(self.browser, what, rules(self.browser.screen)).await;
        self.browser.inspect(what).await;
        if let Some(album) = &mut self.album {
            album.shows(self.browser, what).await;
        }
    }

    /// Nothing was found, and the album is whole.
    fn ends(self) {
        self.findings.are_none();
        if let Some(album) = self.album {
            album.ends_whole();
        }
    }
}

/// Every page a resident comes by, from the first to the last.
async fn a_residents_pages(screen: Screen) {
    let house = House::open().await;
    let browser = Browser::open(screen, true).await;
    browser.watches_policy().await;
    let mut tour = Tour::with(&browser);
    for path in PUBLIC {
        browser.visit(&house.url(path)).await;
        tour.holds(path).await;
    }
    for slug in PAPERS {
        begin(&browser, &house, slug).await;
        let name = |path: &str| format!("{slug}-{}", path.rsplit('/').next().unwrap_or_default());
        walk(&browser, &typed(&house, slug), async |path| tour.holds(&name(path)).await).await;
        tour.holds(&name("check")).await;
        let check = browser.path().await;
        browser.visit(&house.url(&check.replace("/check", "/tasks"))).await;
        tour.holds(&name("tasks")).await;
        browser.visit(&house.url(&check)).await;
        send(&browser).await;
        tour.holds(&name("done")).await;
    }
    let number = fact(&browser, "受付番号").await;
    let receipt: ReceiptNumber = number.parse().unwrap();
    let clerk = house.office.staff("sato").await;
    clerk.does(&receipt, Action::Take).await.unwrap();
    clerk.asks_correction(&receipt, "phone", "つながりません。", 14).await.unwrap();
    for page in ["", "/correct", "/withdraw", "/write"] {
        browser.visit(&house.url(&format!("/status/{number}{page}"))).await;
        tour.holds(&format!("status{page}")).await;
    }
    tour.ends();
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_a_resident_fits_a_phone() {
    a_residents_pages(PHONE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_a_resident_fits_the_smallest_screen() {
    a_residents_pages(SMALL).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_a_resident_fits_a_desk() {
    a_residents_pages(DESK).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_the_office_fit_every_screen() {
    let house = House::open().await;
    let receipt = crate::acceptance::one(&house, "juminhyo-yubin").await;
    let mut findings = Findings::default();
    for screen in [PHONE, SMALL, DESK] {
        for (login, paths) in [
            ("sato", vec!["/staff".to_owned(), "/staff/queue".into(), format!("/staff/a/{receipt}")]),
            ("dx", vec!["/manage".into(), "/manage/inventory".into(), "/author/juminhyo-yubin".into()]),
        ] {
            let browser = Browser::open(screen, true).await;
            browser.watches_policy().await;
            sign_in(&browser, &house, login).await;
            for path in paths {
                browser.visit(&house.url(&path)).await;
                // Columns side by side have an order of their own, and lists of the office are dense.
                let rules = ["sideways", "tables", "spacing", "small", "outline", "inline", "focus", "names"];
                findings.on(&browser, &path, &rules).await;
                browser.inspect(&path).await;
            }
            browser.close().await;
        }
    }
    findings.are_none();
}

/// Point 6: the language is said, and switching keeps the page and what is typed in it.
async fn switching_keeps_the_page(scripts: bool) {
    let house = House::open().await;
    let browser = Browser::open(PHONE, scripts).await;
    for (path, lang) in
        [("/", "ja"), ("/easy/rate", "ja"), ("/en/rate", "en"), ("/en/p/juminhyo-yubin", "en")]
    {
        browser.visit(&house.url(path)).await;
        assert_eq!(browser.words_of("a[lang=en][hreflang=en]").await, ["English"]);
        assert_eq!(browser.run("return document.documentElement.lang", vec![]).await, lang, "{path}");
    }
    begin(&browser, &house, "juminhyo-yubin").await;
    let page = browser.path().await;
    browser.answer("registered", &["yes".to_owned()]).await;
    for (button, path) in [
        ("English", format!("/en{page}")),
        ("日本語", page.clone()),
        ("やさしい日本語", format!("/easy{page}")),
    ] {
        browser.press(button).await;
        assert_eq!(browser.path().await, path);
        let kept = browser.count("[name=registered][value=yes]:checked").await;
        assert_eq!(kept, 1, "{button}: what was answered a moment ago is lost");
        assert_eq!(browser.count(".error-summary, [aria-invalid]").await, 0, "{button}: nobody has sent it");
        let small = "return [...document.querySelectorAll('.tongues button')].filter(b => b.offsetHeight < 44).length";
        assert_eq!(browser.run(small, vec![]).await, 0);
    }
    // Enter is 「次へ進む」, not the first button of the page.
    browser.answer("requester", &["self".to_owned()]).await;
    browser.tabs_to("registered").await;
    browser.enters().await;
    assert!(browser.path().await.ends_with("/record"), "{}", browser.path().await);
    browser.close().await;
}

/// English pages are in English: what stands there in Japanese says so.
#[tokio::test(flavor = "multi_thread")]
async fn english_pages_are_in_english() {
    let house = House::open().await;
    let browser = Browser::open(PHONE, true).await;
    let mut findings = Findings::default();
    for path in PUBLIC.iter().chain(&["/me", "/sign-in", "/opendata"]) {
        browser.visit(&house.url(&format!("/en{}", path.trim_end_matches('/')))).await;
        findings.on(&browser, path, &["english"]).await;
    }
    for slug in PAPERS {
        begin(&browser, &house, slug).await;
        let english = async |path: &str, findings: &mut Findings| {
            browser.visit(&house.url(&format!("/en{path}"))).await;
            findings.on(&browser, path, &["english"]).await;
            browser.visit(&house.url(path)).await;
        };
        walk(&browser, &typed(&house, slug), async |path| english(path, &mut findings).await).await;
    }
    findings.are_none();
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_says_its_language_and_switching_keeps_it() {
    switching_keeps_the_page(true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_says_its_language_and_switching_keeps_it_without_scripts() {
    switching_keeps_the_page(false).await;
}

/// Point 8.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_tab_leads_past_the_head() {
    let house = House::open().await;
    let browser = Browser::open(DESK, false).await;
    for path in ["/", "/p/juminhyo-yubin", "/status"] {
        browser.visit(&house.url(path)).await;
        browser.types("\t").await;
        let skip = "const e = document.activeElement; return e.hash === '#main' && e.getBoundingClientRect().top >= 0";
        assert_eq!(browser.run(skip, vec![]).await, true, "{path}");
        browser.types(crate::kit::ENTER).await;
        browser.types("\t").await;
        let inside = "return document.querySelector('main').contains(document.activeElement)";
        assert_eq!(browser.run(inside, vec![]).await, true, "{path}: {:?}", browser.focus().await);
    }
    browser.close().await;
}

/// Point 9: readings over words in easy Japanese, and the link that takes them away.
#[tokio::test(flavor = "multi_thread")]
async fn readings_are_shown_in_easy_japanese_and_can_be_taken_away() {
    let house = House::open().await;
    let browser = Browser::open(PHONE, false).await;
    browser.visit(&house.url("/easy/p/juminhyo-yubin")).await;
    let readings =
        "return [...document.querySelectorAll('rt')].filter(e => e.getClientRects().length).length";
    assert!(browser.run(readings, vec![]).await.as_u64().unwrap() > 5);
    let mut findings = Findings::default();
    findings.on(&browser, "easy Japanese", &["ruby", "sideways", "names"]).await;
    findings.are_none();
    browser.follow("ふりがなを 消す").await;
    assert_eq!(browser.run(readings, vec![]).await, 0);
    browser.close().await;
}

/// All scripts there are, pressed as they go over the wire, are at most 12 kB.
#[tokio::test(flavor = "multi_thread")]
async fn all_scripts_together_are_light() {
    let house = House::open().await;
    let browser = Browser::open(PHONE, true).await;
    browser.visit(&house.url("/")).await;
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/web/static");
    let names = std::fs::read_dir(folder).unwrap().filter_map(|f| f.ok()?.file_name().into_string().ok());
    let names: Vec<_> = names.filter(|name| name.ends_with(".js")).collect();
    let weigh = "const [names, done] = arguments, base = document.querySelector('link[rel=stylesheet]').href;
        const pressed = name => fetch(new URL(name, base)).then(answer => {
            if (!answer.ok) throw name;
            return new Response(answer.body.pipeThrough(new CompressionStream('gzip'))).blob();
        }).then(blob => blob.size);
        Promise.all(names.map(pressed)).then(sizes => done(sizes.reduce((all, size) => all + size, 0)))";
    let weight = browser.ask(weigh, vec![names.into()]).await.as_u64().unwrap();
    println!("all scripts: {weight} bytes");
    assert!((5_000..=12_000).contains(&weight), "{weight} bytes");
    browser.close().await;
}

/// Point 10: what a first view costs, as it goes over the wire, and where from.
#[tokio::test(flavor = "multi_thread")]
async fn the_start_page_is_light_and_comes_from_here_alone() {
    let house = House::open().await;
    let browser = Browser::open(PHONE, true).await;
    for path in ["/", "/p/juminhyo-yubin"] {
        browser.visit(&house.url(path)).await;
        let cost = "const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
            return [all.reduce((sum, e) => sum + e.encodedBodySize + 300, 0),
                all.filter(e => new URL(e.name).origin !== location.origin).map(e => e.name),
                all.filter(e => /\\.(woff2?|ttf|otf)/.test(e.name)).map(e => e.name)]";
        let cost = browser.run(cost, vec![]).await;
        println!("{path}: {} bytes", cost[0]);
        assert!(cost[0].as_u64().unwrap() <= 60_000, "{path}: {cost}");
        assert_eq!(cost[1], serde_json::json!([]), "{path}");
        assert_eq!(cost[2], serde_json::json!([]), "{path}");
    }
    browser.close().await;
}
