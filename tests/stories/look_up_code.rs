//! A number without its key: digits go to the address of the submission, and count where they were asked for.

use chrono::Duration;
use madoguchi_app::Trouble;
use madoguchi_testkit::{Office, story};
use madoguchi_vocab::{Lang, ReceiptNumber};

const HANAKO: &str = "hanako@example.jp";

/// The digits of the latest letter to Hanako that has some.
async fn digits(office: &Office) -> String {
    office.post().await;
    let sent = office.letterbox.letters();
    let mut found = sent.iter().rev().filter(|l| l.to == HANAKO).filter_map(|l| code_in(&l.text()));
    found.next().expect("a letter with digits")
}

fn code_in(text: &str) -> Option<String> {
    let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit());
    text.lines().find(is_code).map(str::to_owned)
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
        let letter = office.letterbox.letters().into_iter().find(|l| l.text().contains(&code)).unwrap();
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
            app.ask_look_up_code(number, Lang::Ja, &browser.visitor, "b").await.unwrap();
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

story! {
    /// A number that somebody has, one without an address and one that nobody has are answered alike, letter for letter and guess
    /// for guess, however they are written.
    async fn whether_a_number_is_known_is_not_told(office: Office) {
        let app = &office.app;
        let known = office.resident().submits("juminhyo-yubin", HANAKO).await.receipt;
        let silent = office.resident().submits("suido-kaishi", "").await.receipt;
        let nobodys = ReceiptNumber::from_random(u64::MAX / 3);
        let told = |outcome: Result<(), Trouble>| match outcome {
            Ok(()) => "sent".to_owned(),
            Err(trouble) => format!("{trouble:?}"),
        };
        let before = office.post().await;
        let mut answers = Vec::new();
        for (n, number) in [&known, &silent, &nobodys].into_iter().enumerate() {
            let (browser, from) = (office.resident(), format!("from {n}"));
            let mut said = Vec::new();
            for written in 0..6 {
                let dress = match written % 3 {
                    0 => number.to_string(),
                    1 => number.to_string().replace('-', ""),
                    _ => number.to_string().to_lowercase().replace('0', "o").replace('1', "l"),
                };
                said.push(told(app.ask_look_up_code(&dress, Lang::Ja, &browser.visitor, &from).await));
            }
            for _ in 0..6 {
                said.push(told(app.look_up_by_code("no digits", &browser.visitor, &from).await.map(|_| ())));
            }
            answers.push(said);
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[0], answers[2]);
        assert!(answers[0][5].contains("TooMany"), "one number in three dresses: {:?}", answers[0]);
        assert!(answers[0][10].contains("NotFound") && answers[0][11].contains("TooMany"), "{:?}", answers[0]);
        assert_eq!(office.post().await, before + 5, "somebody else is written to");
        // The key is guessed no oftener for being written otherwise.
        let browser = office.resident();
        for _ in 0..5 {
            assert!(not_found(app.look_up(known.as_str(), "7Q4M-KX2P-9D3T-VW5H", &browser.visitor, "c").await));
        }
        let plain = known.to_string().replace('-', "");
        let sixth = app.look_up(&plain, "7Q4M-KX2P-9D3T-VW5H", &browser.visitor, "c").await;
        assert!(matches!(sixth, Err(Trouble::TooMany { .. })), "{sixth:?}");
    }
}

story! {
    /// A stranger who guesses all day shuts nobody out, and once enough letters have left for an address the answer is the same.
    async fn guesses_of_strangers_shut_nobody_out(office: Office) {
        let (app, stranger, hanako) = (&office.app, office.resident(), office.resident());
        let receipt = office.resident().submits("juminhyo-yubin", HANAKO).await.receipt;
        for _ in 0..3 {
            app.ask_look_up_code(receipt.as_str(), Lang::Ja, &stranger.visitor, "b").await.unwrap();
            for _ in 0..5 {
                assert!(not_found(app.look_up_by_code("no digits", &stranger.visitor, "b").await));
            }
            office.wait(Duration::minutes(16));
        }
        app.ask_look_up_code(receipt.as_str(), Lang::Ja, &hanako.visitor, "a").await.unwrap();
        let code = digits(&office).await;
        assert_eq!(app.look_up_by_code(&code, &hanako.visitor, "a").await.unwrap(), receipt);
        let left = office.post().await;
        for _ in 0..10 {
            app.ask_look_up_code(receipt.as_str(), Lang::Ja, &stranger.visitor, "b").await.unwrap();
            office.wait(Duration::minutes(16));
            app.ask_look_up_code(receipt.as_str(), Lang::Ja, &stranger.visitor, "b").await.unwrap();
        }
        assert!(office.post().await <= left + 7 && office.letterbox.letters().len() <= left + 7, "ten in a day from one place");
    }
}
