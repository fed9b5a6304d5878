//! A number without its key: digits go to the address of the submission, and count where they were asked for.

use chrono::Duration;
use madoguchi_app::Trouble;
use madoguchi_testkit::{Office, story};
use madoguchi_vocab::Lang;

const HANAKO: &str = "hanako@example.jp";

/// The digits of the latest letter that has some, with its subject and its words.
async fn digits(office: &Office) -> (String, String) {
    office.post().await;
    let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit());
    let letters = office.letterbox.letters().into_iter().filter(|l| l.to == HANAKO);
    let told = letters.filter_map(|l| {
        let (text, subject) = (l.text(), l.header("Subject").unwrap_or_default());
        Some((text.lines().find(is_code)?.to_owned(), subject + &text))
    });
    told.last().expect("a letter with digits")
}

fn not_found<T>(outcome: Result<T, Trouble>) -> bool {
    matches!(outcome, Err(Trouble::NotFound))
}

story! {
    /// They let the browser in that asked, once and in their time, and open no account.
    async fn digits_by_mail_stand_in_for_the_key(office: Office) {
        let app = &office.app;
        let receipt = office.resident().submits("juminhyo-yubin", HANAKO).await.receipt;
        let (hanako, stranger) = (office.resident(), office.resident());
        app.ask_look_up_code(receipt.as_str(), Lang::Ja, &hanako.visitor, "a").await.unwrap();
        let (code, words) = digits(&office).await;
        assert_eq!(words.matches(&code).count(), 1, "in the letter alone, not in its subject");
        assert!(!words.contains(receipt.as_str()));
        assert!(not_found(app.look_up_by_code(&code, &stranger.visitor, "b").await), "another browser");
        assert!(not_found(app.sign_in_by_code(&code, &hanako.visitor, "", "a").await), "it opens no account");
        assert!(app.status(&receipt, &hanako.visitor).await.is_err());
        assert_eq!(app.look_up_by_code(&code, &hanako.visitor, "a").await.unwrap(), receipt);
        assert!(app.status(&receipt, &hanako.visitor).await.is_ok());
        assert!(not_found(app.look_up_by_code(&code, &hanako.visitor, "a").await), "used twice");
        app.ask_look_up_code(receipt.as_str(), Lang::En, &stranger.visitor, "b").await.unwrap();
        let (late, _) = digits(&office).await;
        office.wait(Duration::minutes(15));
        assert!(not_found(app.look_up_by_code(&late, &stranger.visitor, "b").await), "its time is over");
    }
}

story! {
    /// What is answered does not tell whether there is such a number or an address; letters and guesses come to an end.
    async fn asking_for_digits_tells_nothing(office: Office) {
        let (app, browser) = (&office.app, office.resident());
        let receipt = office.resident().submits("juminhyo-yubin", HANAKO).await.receipt;
        let before = office.post().await;
        for number in ["K0", "no number", ""] {
            app.ask_look_up_code(number, Lang::Ja, &browser.visitor, "a").await.unwrap();
        }
        assert_eq!(office.post().await, before, "there is nobody to write to");
        for _ in 0..5 {
            app.ask_look_up_code(receipt.as_str(), Lang::Ja, &browser.visitor, "a").await.unwrap();
        }
        let sixth = app.ask_look_up_code(receipt.as_str(), Lang::Ja, &browser.visitor, "a").await;
        assert!(matches!(sixth, Err(Trouble::TooMany { .. })), "{sixth:?}");
        let (code, _) = digits(&office).await;
        let guess = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
        for _ in 0..5 {
            assert!(not_found(app.look_up_by_code(&guess, &browser.visitor, "a").await));
        }
        let right = app.look_up_by_code(&code, &browser.visitor, "a").await;
        assert!(matches!(right, Err(Trouble::TooMany { .. })), "{right:?}");
    }
}
