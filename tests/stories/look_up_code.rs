//! A number without its key: digits go to the address of the submission, and count where they were asked for.

use chrono::Duration;
use madoguchi_app::Trouble;
use madoguchi_testkit::{Office, story};
use madoguchi_vocab::Lang;

const HANAKO: &str = "hanako@example.jp";

/// The digits of the latest letter to an address.
async fn digits(office: &Office) -> String {
    office.post().await;
    let letter = office.letterbox.letters().into_iter().rfind(|l| l.to == HANAKO).expect("a letter");
    let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit());
    letter.text().lines().find(is_code).unwrap_or_default().to_owned()
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
        let code = digits(&office).await;
        let letter = office.letterbox.letters().pop().unwrap();
        assert!(!letter.header("Subject").unwrap().contains(&code) && !letter.text().contains(receipt.as_str()));
        assert!(not_found(app.look_up_by_code(&code, &stranger.visitor, "b").await), "another browser");
        assert!(not_found(app.sign_in_by_code(&code, &hanako.visitor, "", "a").await), "it opens no account");
        assert!(app.status(&receipt, &hanako.visitor).await.is_err());
        assert_eq!(app.look_up_by_code(&code, &hanako.visitor, "a").await.unwrap(), receipt);
        assert!(app.status(&receipt, &hanako.visitor).await.is_ok());
        assert!(not_found(app.look_up_by_code(&code, &hanako.visitor, "a").await), "used twice");
        app.ask_look_up_code(receipt.as_str(), Lang::En, &stranger.visitor, "b").await.unwrap();
        let late = digits(&office).await;
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
        let code = digits(&office).await;
        let guess = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
        for _ in 0..5 {
            assert!(not_found(app.look_up_by_code(&guess, &browser.visitor, "a").await));
        }
        let right = app.look_up_by_code(&code, &browser.visitor, "a").await;
        assert!(matches!(right, Err(Trouble::TooMany { .. })), "{right:?}");
    }
}
