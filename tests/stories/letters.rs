//! Letters: a crash between sending and writing it down, and an address that brings them back.

use chrono::Duration;
use madoguchi_testkit::{databases::meddle, story};
use madoguchi_vocab::Lang;
use madoguchi_workflow::{Action, Letter};

story! {
    /// The program ended after the server had taken the letter and before that was written down: it goes out again
    /// under the same Message-ID, so that it can be told to be the same; what was done besides is not done again.
    async fn a_letter_that_left_twice_is_the_same_letter(office: Office) {
        let hanako = office.resident();
        let receipt = hanako.submits("juminhyo-yubin", "hanako@example.jp").await.receipt;
        assert_eq!(office.post().await, 1);
        meddle(&office.location, "UPDATE letters SET state = 'waiting', sent_at = NULL").await;
        assert_eq!(office.post().await, 1, "whoever had it in hand may still have it");
        office.wait(Duration::minutes(6));
        assert_eq!(office.post().await, 2);
        let letters = office.letterbox.letters();
        assert_eq!(letters[0].header("message-id"), letters[1].header("message-id"));
        assert_eq!(letters[0].header("subject"), letters[1].header("subject"));
        assert_eq!(hanako.sees(&receipt).await.history.len(), 1, "sending is no event of the application");
        assert_eq!(office.post().await, 2);
    }
}

story! {
    /// One address brings its letter back; the letters of the others leave all the same, and the case goes on.
    async fn a_bounce_stops_nothing_else(office: Office) {
        let (bad, good) = (office.resident(), office.resident());
        office.letterbox.refuses();
        let receipt = bad.submits("juminhyo-yubin", "nobody@example.jp").await.receipt;
        assert_eq!(office.app.deliver().await.unwrap().parked, 1);
        office.letterbox.accepts();
        good.submits("juminhyo-yubin", "hanako@example.jp").await;
        let sato = office.staff("sato").await;
        sato.does(&receipt, Action::Take).await.unwrap();
        sato.does(&receipt, Action::grant("")).await.unwrap();
        assert_eq!(office.post().await, 2, "the decision is tried, the letter that came back is not");
        let letters = office.app.open_case(&sato.person, &receipt).await.unwrap().letters;
        let parked: Vec<_> = letters.iter().filter(|l| l.parked).map(|l| l.letter.clone()).collect();
        assert_eq!(parked, [Letter::Received], "somebody should telephone");
    }
}

story! {
    /// Who wrote in English reads in English whom to call and when; without an English name the Japanese one stands there.
    async fn a_letter_in_english_says_whom_to_call_in_english(office: Office) {
        let (app, hanako) = (&office.app, office.resident());
        let slug = "juminhyo-yubin".parse().unwrap();
        let draft = app.start_draft(&slug, Lang::En, &hanako.visitor).await.unwrap();
        let draft = app.draft(draft, &hanako.visitor).await.unwrap();
        app.mail_code(&draft, "hanako@example.jp", "one-address").await.unwrap();
        office.post().await;
        let letter = office.letterbox.letters().pop().unwrap().text();
        assert!(letter.contains("Kashihara City") && letter.contains("Weekdays 8:30–17:15"), "{letter}");
        assert!(letter.contains("shimin section") && !letter.contains("平日"), "{letter}");
    }
}
