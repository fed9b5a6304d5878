//! Residents with an account: signing in by a letter, what is theirs, what is kept, what comes by mail, and the end of it.

use chrono::Duration;
use madoguchi_app::{KnownFrom, LetIn, Member, Population, TOLD_DAYS, Trouble, UNUSED_DAYS, Visitor};
use madoguchi_auth::SessionToken;
use madoguchi_forms::{ApplicantRole, Value};
use madoguchi_store::saved_answers;
use madoguchi_testkit::{Office, Resident, office::good_case, story};
use madoguchi_vocab::Lang;
use madoguchi_workflow::Action;

pub const HANAKO: &str = "hanako@example.jp";

/// What stands in the latest letter to an address: the key and the six digits.
pub async fn letter_to(office: &Office, address: &str) -> (String, String) {
    office.post().await;
    let letter = office
        .letterbox
        .letters()
        .into_iter()
        .rfind(|l| l.to == address && l.text().contains('#'))
        .expect("a letter");
    let text = letter.text();
    let key = text.split('#').nth(1).expect("a link").split_whitespace().next().unwrap().to_owned();
    let digits = |line: &&str| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit());
    (key, text.lines().find(digits).unwrap_or_default().to_owned())
}

/// Signs somebody in, in their browser.
pub async fn signs_in(office: &Office, mut who: Resident, address: &str) -> (Resident, Member, SessionToken) {
    office.app.ask_to_sign_in(address, Lang::Ja, &who.visitor, "a").await.unwrap();
    let (key, _) = letter_to(office, address).await;
    let LetIn { token, visitor } =
        office.app.sign_in_by_link(&key, &who.visitor, "iPhone", "a").await.unwrap();
    let member = office.app.member(&token).await.unwrap();
    who.visitor = visitor;
    (who.signed_in(member.id), member, token)
}

/// The same browser, with nobody signed in.
pub fn left(who: &Resident) -> Visitor {
    Visitor::parse(who.visitor.reveal()).unwrap()
}

pub fn not_found<T>(outcome: Result<T, Trouble>) -> bool {
    matches!(outcome, Err(Trouble::NotFound))
}

story! {
    /// A link signs in once and within its quarter of an hour; used, over and unknown look alike. A letter that is held up
    /// longer than that does not leave.
    async fn a_link_signs_in_once_and_in_its_time(office: Office) {
        let (app, hanako) = (&office.app, office.resident());
        app.ask_to_sign_in(HANAKO, Lang::Ja, &hanako.visitor, "a").await.unwrap();
        let (key, code) = letter_to(&office, HANAKO).await;
        let letter = office.letterbox.letters().remove(0);
        let subject = letter.header("Subject").unwrap();
        assert!(!subject.contains(&key) && !subject.contains("hanako") && code.len() == 6, "{subject}");
        assert!(letter.text().contains("/sign-in/open#"), "the secret stands behind #");
        let typed = key.to_lowercase().replace('-', " ");
        let token = app.sign_in_by_link(&typed, &hanako.visitor, "", "a").await.unwrap().token;
        assert_eq!(app.member(&token).await.unwrap().address, HANAKO);
        assert!(not_found(app.sign_in_by_link(&key, &hanako.visitor, "", "a").await), "used twice");
        assert!(not_found(app.sign_in_by_code(&code, &hanako.visitor, "", "a").await), "its digits too");
        assert!(not_found(app.sign_in_by_link("7Q4M-KX2P-9D3T-VW5H", &hanako.visitor, "", "a").await));
        app.ask_to_sign_in(HANAKO, Lang::Easy, &hanako.visitor, "a").await.unwrap();
        let (late, _) = letter_to(&office, HANAKO).await;
        office.wait(Duration::minutes(15));
        assert!(not_found(app.sign_in_by_link(&late, &hanako.visitor, "", "a").await), "its time is over");
        app.ask_to_sign_in(HANAKO, Lang::En, &hanako.visitor, "a").await.unwrap();
        office.wait(Duration::minutes(16));
        assert_eq!(office.post().await, 2, "a link that is over left");
        office.wait(Duration::days(2));
        app.sweep().await.unwrap();
        assert!(app.member(&token).await.is_ok(), "the session goes on");
    }
}

story! {
    /// Six digits count where they were asked for and for five tries; a day has ten. The link goes on working.
    async fn six_digits_are_not_guessed(office: Office) {
        let (app, hanako, stranger) = (&office.app, office.resident(), office.resident());
        app.ask_to_sign_in(HANAKO, Lang::Ja, &hanako.visitor, "a").await.unwrap();
        let (_, code) = letter_to(&office, HANAKO).await;
        assert!(not_found(app.sign_in_by_code(&code, &stranger.visitor, "", "b").await), "another browser");
        let wide: String = code.chars().map(|c| char::from_u32(c as u32 - 0x30 + 0xFF10).unwrap()).collect();
        app.sign_in_by_code(&wide, &hanako.visitor, "", "a").await.unwrap();
        // Somebody else asks in Hanako's name and guesses.
        let guess = |code: &str| format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
        for round in 0..2 {
            app.ask_to_sign_in(HANAKO, Lang::Ja, &stranger.visitor, "b").await.unwrap();
            let (_, code) = letter_to(&office, HANAKO).await;
            for _ in 0..5 {
                assert!(not_found(app.sign_in_by_code(&guess(&code), &stranger.visitor, "", "b").await));
            }
            let sixth = app.sign_in_by_code(&code, &stranger.visitor, "", "b").await;
            assert!(matches!(sixth, Err(Trouble::TooMany { .. })), "{round}: {sixth:?}");
            office.wait(Duration::minutes(16));
        }
        app.ask_to_sign_in(HANAKO, Lang::Ja, &hanako.visitor, "a").await.unwrap();
        let (key, code) = letter_to(&office, HANAKO).await;
        let used_up = app.sign_in_by_code(&code, &hanako.visitor, "", "a").await;
        assert!(matches!(used_up, Err(Trouble::TooMany { .. })), "ten wrong ones in a day: {used_up:?}");
        app.sign_in_by_link(&key, &hanako.visitor, "", "a").await.unwrap();
    }
}

story! {
    /// Who has an account is told nobody: an address with one and an address without are answered alike, letter for letter.
    async fn whether_an_address_is_known_is_not_told(office: Office) {
        let app = &office.app;
        signs_in(&office, office.resident(), HANAKO).await;
        office.wait(Duration::minutes(16));
        let before = office.post().await;
        for address in [HANAKO, "nobody@example.jp"] {
            let browser = office.resident();
            for _ in 0..5 {
                app.ask_to_sign_in(address, Lang::Ja, &browser.visitor, "a").await.unwrap();
            }
            let sixth = app.ask_to_sign_in(address, Lang::Ja, &browser.visitor, "a").await;
            assert!(matches!(sixth, Err(Trouble::TooMany { .. })), "{address}: {sixth:?}");
        }
        assert_eq!(office.post().await, before + 10);
        let letters = office.letterbox.letters().split_off(before);
        let shape = |text: String| -> Vec<usize> { text.lines().map(|l| l.chars().count()).collect() };
        let known = letters.iter().find(|l| l.to == HANAKO).unwrap().text();
        let unknown = letters.iter().find(|l| l.to != HANAKO).unwrap().text();
        assert_eq!(shape(known), shape(unknown));
    }
}

story! {
    /// A session is its own: it ends when it is left, after a week without use, after a month in any case, and with all others.
    async fn sessions_end_by_themselves_and_by_word(office: Office) {
        let app = &office.app;
        let (phone, member, token) = signs_in(&office, office.resident(), HANAKO).await;
        let (_, same, desk) = signs_in(&office, office.resident(), "Hanako@Example.jp").await;
        assert_eq!(member.id, same.id, "capitals make no other person");
        assert_ne!(token.reveal(), desk.reveal());
        let listed = app.member_sessions(&member, &token).await.unwrap();
        assert_eq!((listed.len(), listed.iter().filter(|s| s.current).count()), (2, 1));
        assert_eq!(listed[0].device, "iPhone");
        app.leave_others(&member, &token).await.unwrap();
        assert!(matches!(app.member(&desk).await, Err(Trouble::SignIn)));
        app.leave(&token, &phone.visitor).await.unwrap();
        assert!(matches!(app.member(&token).await, Err(Trouble::SignIn)));
        let (_, _, idle) = signs_in(&office, office.resident(), HANAKO).await;
        office.wait(Duration::days(6));
        assert!(app.member(&idle).await.is_ok());
        office.wait(Duration::days(7));
        assert!(matches!(app.member(&idle).await, Err(Trouble::SignIn)), "left for a week");
        let (_, _, long) = signs_in(&office, office.resident(), HANAKO).await;
        for _ in 0..4 {
            office.wait(Duration::days(6));
            assert!(app.member(&long).await.is_ok());
        }
        office.wait(Duration::days(6));
        assert!(matches!(app.member(&long).await, Err(Trouble::SignIn)), "a month is over");
        let (phone, member, token) = signs_in(&office, office.resident(), HANAKO).await;
        app.leave_everywhere(&member, &phone.visitor).await.unwrap();
        assert!(matches!(app.member(&token).await, Err(Trouble::SignIn)));
    }
}

story! {
    /// What was sent while signed in is shown; what was sent otherwise needs number and key, though the address be the same.
    /// Whoever signs out on a machine that others use leaves nothing open on it.
    async fn an_account_shows_what_was_proved_to_be_its_own(office: Office) {
        let app = &office.app;
        // Somebody mistypes an address, and it is Hanako's.
        let taro = office.resident();
        let mistyped = taro.submits("suido-kaishi", HANAKO).await;
        let (hanako, member, token) = signs_in(&office, office.resident(), HANAKO).await;
        assert_eq!(app.my_submissions(&member).await.unwrap().len(), 0, "an address in a form proves nothing");
        let own = hanako.submits("suido-kaishi", HANAKO).await;
        let mine = app.my_submissions(&member).await.unwrap();
        assert_eq!(mine.iter().map(|m| &m.receipt).collect::<Vec<_>>(), [&own.receipt]);
        let wrong = app.add_to_account(&member, mistyped.receipt.as_str(), own.key.reveal(), &hanako.visitor, "a").await;
        assert!(not_found(wrong));
        let earlier = office.resident().submits("suido-kaishi", "").await;
        let added =
            app.add_to_account(&member, earlier.receipt.as_str(), earlier.key.reveal(), &hanako.visitor, "a").await;
        assert_eq!(added.unwrap(), earlier.receipt);
        assert!(matches!(
            app.add_seen_to_account(&member, &mistyped.receipt, &hanako.visitor).await,
            Err(Trouble::SignIn)
        ));
        // Any browser in which she has signed in sees them; hers without her does not.
        office.wait(Duration::hours(3));
        let elsewhere = office.resident().visitor.signed_in(member.id);
        assert_eq!(app.status(&own.receipt, &elsewhere).await.unwrap().receipt, own.receipt);
        let draft = hanako.types("suido-kaishi", &good_case("suido-kaishi")).await;
        assert!(app.draft(draft.id, &elsewhere).await.is_ok(), "gone on with on another device");
        assert_eq!(app.my_drafts(&member).await.unwrap().len(), 1);
        let after = app.leave(&token, &hanako.visitor).await.unwrap();
        for browser in [&after, &left(&hanako)] {
            assert!(matches!(app.status(&own.receipt, browser).await, Err(Trouble::SignIn)));
            assert!(app.draft(draft.id, browser).await.is_err());
        }
        let (_, other, _) = signs_in(&office, office.resident(), "jiro@example.jp").await;
        let foreign = office.resident().visitor.signed_in(other.id);
        assert!(matches!(app.status(&own.receipt, &foreign).await, Err(Trouble::SignIn)));
        assert!(not_found(app.draft(draft.id, &foreign).await));
        assert!(not_found(app.set_letters(&other, None, &[(own.receipt.clone(), false)]).await));
    }
}

story! {
    /// Letters on the way may be left out, decisions may not. Who has written no address is written to through the account,
    /// and somebody else's letters are nobody's to silence.
    async fn letters_on_the_way_are_a_matter_of_choice(office: Office) {
        let app = &office.app;
        let (hanako, member, _) = signs_in(&office, office.resident(), HANAKO).await;
        let receipt = hanako.submits("suido-kaishi", "").await.receipt;
        let to = |address: &str| office.letterbox.letters().iter().filter(|l| l.to == address).count();
        office.post().await;
        assert_eq!(to(HANAKO), 2, "the link, and that it has arrived");
        app.set_letters(&member, None, &[(receipt.clone(), false)]).await.unwrap();
        let seen = hanako.sees(&receipt).await;
        app.withdraw(&receipt, &hanako.visitor, seen.revision, "").await.unwrap();
        office.post().await;
        assert_eq!(to(HANAKO), 2, "a letter on the way");
        let theirs = office.resident().submits("suido-kaishi", "taro@example.jp").await;
        app.add_to_account(&member, theirs.receipt.as_str(), theirs.key.reveal(), &hanako.visitor, "a").await.unwrap();
        app.set_letters(&member, None, &[(theirs.receipt.clone(), false)]).await.unwrap();
        let quiet = hanako.submits("suido-kaishi", HANAKO).await.receipt;
        app.set_letters(&member, None, &[(quiet.clone(), false)]).await.unwrap();
        let clerk = office.staff("mizu").await;
        for receipt in [&theirs.receipt, &quiet] {
            clerk.does(receipt, Action::Take).await.unwrap();
            clerk.asks_correction(receipt, "phone", "番号を確かめてください", 14).await.unwrap();
        }
        office.post().await;
        assert_eq!(to("taro@example.jp"), 2, "arrived, and to be mended");
        assert_eq!(to(HANAKO), 4, "arrived before it was silenced, and to be mended all the same");
    }
}

story! {
    /// Only plain facts are kept, sealed, and only for whom said so; in a browser without an account what was answered a
    /// moment ago is offered for two hours.
    async fn answers_are_offered_again_and_never_told_to_others(office: Office) {
        let app = &office.app;
        let (hanako, member, _) = signs_in(&office, office.resident(), HANAKO).await;
        let draft = hanako.types("juminhyo-yubin", &good_case("juminhyo-yubin")).await;
        app.submit(&draft, draft.revision, &hanako.visitor).await.unwrap();
        let next = hanako.types("suido-kaishi", &good_case("suido-kaishi")).await;
        let (lately, from) = app.known_for(next.id, &hanako.visitor).await.unwrap();
        assert_eq!(from, KnownFrom::Browser, "nothing is kept yet");
        assert!(lately.contains_key(&ApplicantRole::Name) && lately.contains_key(&ApplicantRole::Address));
        app.keep_answers(&member, &app.could_keep(&draft).await.unwrap()).await.unwrap();
        let (known, from) = app.known_for(next.id, &hanako.visitor).await.unwrap();
        assert_eq!((from, &known), (KnownFrom::Account, &app.could_keep(&draft).await.unwrap()));
        let rows = saved_answers::of_account(&office.store.reader(), member.id).await.unwrap();
        let Some(Value::Text(name)) = known.get(&ApplicantRole::Name) else { panic!("a name") };
        assert!(!rows.is_empty());
        for row in &rows {
            assert!(!String::from_utf8_lossy(&row.sealed).contains(name), "{} lies open", row.kind);
        }
        // A row in another's place is noticed.
        let (_, other, _) = signs_in(&office, office.resident(), "jiro@example.jp").await;
        assert!(app.kept_answers(&other).await.unwrap().is_empty());
        let mut tx = office.store.begin().await.unwrap();
        let moved = saved_answers::SavedRow { account: other.id, ..rows[0].clone() };
        saved_answers::keep(&mut tx, &moved).await.unwrap();
        tx.commit().await.unwrap();
        assert!(matches!(app.kept_answers(&other).await, Err(Trouble::Store(_))));
        let mut fewer = known.clone();
        fewer.remove(&ApplicantRole::Name);
        app.replace_answers(&member, &fewer).await.unwrap();
        assert!(!app.kept_answers(&member).await.unwrap().contains_key(&ApplicantRole::Name));
        // Without an account: this browser, for a while.
        let (taro, stranger) = (office.resident(), office.resident());
        let first = taro.types("suido-kaishi", &good_case("suido-kaishi")).await;
        let second = taro.types("juminhyo-yubin", &good_case("juminhyo-yubin")).await;
        assert!(!app.known_for(second.id, &taro.visitor).await.unwrap().0.is_empty());
        app.submit(&first, first.revision, &taro.visitor).await.unwrap();
        assert!(!app.known_for(second.id, &taro.visitor).await.unwrap().0.is_empty(), "also when it is sent");
        assert!(app.known_for(second.id, &stranger.visitor).await.unwrap().0.is_empty());
        office.wait(Duration::hours(2));
        assert!(app.known_for(second.id, &taro.visitor).await.unwrap().0.is_empty());
    }
}

story! {
    /// A wish is confirmed by a letter, told once when the paper opens, and ended by one press. The letters say so in their
    /// head, as programs that read mail want it.
    async fn who_waits_is_told_once(office: Office) {
        let app = &office.app;
        let dx = office.staff("dx").await;
        app.unpublish(&dx.person, "suido-kaishi").await.unwrap();
        import(&office).await;
        for address in [HANAKO, "taro@example.jp", "idle@example.jp"] {
            app.wish("water-start", address, Lang::Ja, None, "a").await.unwrap();
        }
        assert!(not_found(app.wish("no-such-thing", HANAKO, Lang::Ja, None, "a").await));
        let (key, _) = letter_to(&office, HANAKO).await;
        let (taros, _) = letter_to(&office, "taro@example.jp").await;
        assert!(not_found(app.confirm_wish("7Q4M-KX2P-9D3T-VW5H", "a").await));
        for key in [&key, &key, &taros] {
            assert!(!app.confirm_wish(key, "a").await.unwrap().is_open);
        }
        let before = office.post().await;
        app.wish("water-start", HANAKO, Lang::Ja, None, "a").await.unwrap();
        assert_eq!(office.post().await, before, "it waits already: no second letter");
        assert_eq!(app.tell_openings().await.unwrap(), 0, "nothing is open");
        app.end_wish(&taros).await.unwrap();
        app.end_wish(&taros).await.unwrap();
        app.publish(&dx.person, "suido-kaishi").await.unwrap();
        assert_eq!(app.tell_openings().await.unwrap(), 1);
        assert_eq!(app.tell_openings().await.unwrap(), 0, "told twice");
        assert_eq!(office.post().await, before + 1);
        let told = office.letterbox.letters().pop().unwrap();
        assert_eq!(told.to, HANAKO);
        let stop = told.header("List-Unsubscribe").unwrap();
        assert_eq!(stop, format!("<http://127.0.0.1/notices/stop/{key}>"));
        assert_eq!(told.header("List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"));
        assert!(told.text().contains("/p/water-start") && told.text().contains(&format!("/notices/stop/{key}")));
        office.wait(Duration::days(31));
        app.sweep().await.unwrap();
        assert!(not_found(app.confirm_wish(&key, "a").await), "its address is kept no longer");
    }
}

/// Puts one procedure into the inventory.
async fn import(office: &Office) {
    let dx = office.staff("dx").await;
    let seed = include_str!("../../deploy/seed/inventory.csv");
    let line =
        |l: &&str| l.starts_with("water-start,") || l.trim_start_matches('\u{feff}').starts_with("id,");
    let csv: String = seed.lines().filter(line).map(|l| format!("{l}\n")).collect();
    office.app.import(&dx.person, csv.as_bytes()).await.unwrap();
}

story! {
    /// Each verified address that is told something by itself counts once for the share of citizens whom notices reach.
    async fn verified_subscribers_are_counted_once(office: Office) {
        let office = office.with_population(Population { on: "2026-10-01".parse().unwrap(), count: 1000 }).await;
        let app = &office.app;
        app.set_kpis(include_bytes!("../../deploy/seed/kpis.csv")).await.unwrap();
        let share = async || {
            let lines = app.kpis().await.unwrap();
            let push = lines.iter().find(|l| l.kpi.name.starts_with("PUSH")).unwrap();
            push.measured.as_ref().map(|m| (m.value.code(), m.note.clone(), m.whole))
        };
        let told = |n: u32| format!("この窓口で確認した {n} 人 ÷ 人口 1,000 人（2026-10-01）");
        assert_eq!(share().await, Some(("0".into(), told(0), false)));
        let (_, member, _) = signs_in(&office, office.resident(), HANAKO).await;
        import(&office).await;
        let dx = office.staff("dx").await;
        app.unpublish(&dx.person, "suido-kaishi").await.unwrap();
        // The same person twice, once proved by signing in; and somebody who never confirms.
        app.wish("water-start", "HANAKO@example.jp", Lang::Ja, Some(&member), "a").await.unwrap();
        app.wish("water-start", "taro@example.jp", Lang::Ja, None, "a").await.unwrap();
        assert_eq!(share().await, Some(("0.1".into(), told(1), false)));
        let (key, _) = letter_to(&office, "taro@example.jp").await;
        app.confirm_wish(&key, "a").await.unwrap();
        assert_eq!(share().await, Some(("0.2".into(), told(2), false)));
        let wishes = app.my_wishes(&member).await.unwrap();
        app.end_my_wish(&member, wishes[0].0).await.unwrap();
        assert!(not_found(app.end_my_wish(&member, wishes[0].0).await));
        app.set_letters(&member, Some(false), &[]).await.unwrap();
        assert_eq!(share().await, Some(("0.1".into(), told(1), false)), "nothing comes to her by itself");
    }
}

story! {
    /// A draft of an account is told of before it ends, though no address was left with it; not if that is not wanted.
    async fn drafts_of_an_account_are_told_of(office: Office) {
        let app = &office.app;
        let (hanako, member, _) = signs_in(&office, office.resident(), HANAKO).await;
        hanako.types("suido-kaishi", &good_case("suido-kaishi")).await;
        office.wait(Duration::days(28));
        app.set_letters(&member, Some(false), &[]).await.unwrap();
        assert_eq!(app.warn_of_ends().await.unwrap(), 0);
        app.set_letters(&member, Some(true), &[]).await.unwrap();
        assert_eq!(app.warn_of_ends().await.unwrap(), 1);
        assert_eq!(office.post().await, 2);
        assert_eq!(office.letterbox.letters()[1].to, HANAKO);
    }
}

story! {
    /// Removed by its owner an account is gone at once, and what was sent stays with its key. Unused for two years it goes by
    /// itself, a month after its owner was told; whoever signs in meanwhile keeps it.
    async fn an_account_ends(office: Office) {
        let app = &office.app;
        let (hanako, member, token) = signs_in(&office, office.resident(), HANAKO).await;
        let receipt = hanako.submits("suido-kaishi", HANAKO).await;
        let draft = hanako.types("suido-kaishi", &good_case("suido-kaishi")).await;
        let known = app.known_for(draft.id, &hanako.visitor).await.unwrap().0;
        app.keep_answers(&member, &known).await.unwrap();
        let keys = app.my_keys(&member).await.unwrap();
        assert_eq!((keys.len(), keys[0].1.reveal()), (1, receipt.key.reveal()));
        app.end_account(&member, &hanako.visitor).await.unwrap();
        assert!(matches!(app.end_account(&member, &hanako.visitor).await, Err(Trouble::SignIn)));
        assert!(matches!(app.member(&token).await, Err(Trouble::SignIn)));
        assert!(not_found(app.draft(draft.id, &hanako.visitor).await), "drafts go with it");
        assert!(saved_answers::of_account(&office.store.reader(), member.id).await.unwrap().is_empty());
        let browser = office.resident();
        app.look_up(receipt.receipt.as_str(), receipt.key.reveal(), &browser.visitor, "a").await.unwrap();
        let (_, again, _) = signs_in(&office, office.resident(), HANAKO).await;
        assert_ne!(again.id, member.id, "it is another account");
        signs_in(&office, office.resident(), "jiro@example.jp").await;
        let letters = office.post().await;
        office.wait(Duration::days(UNUSED_DAYS - TOLD_DAYS - 1));
        assert_eq!(app.end_unused().await.unwrap(), (0, 0), "too early");
        office.wait(Duration::days(1));
        assert_eq!(app.end_unused().await.unwrap(), (2, 0));
        assert_eq!(app.end_unused().await.unwrap(), (0, 0), "told twice");
        assert_eq!(office.post().await, letters + 2);
        let (_, kept, _) = signs_in(&office, office.resident(), HANAKO).await;
        assert_eq!(kept.id, again.id);
        office.wait(Duration::days(TOLD_DAYS));
        assert_eq!(app.end_unused().await.unwrap(), (0, 1), "the one who came back stays");
    }
}
