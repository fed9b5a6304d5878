//! What goes on behind the counter is seen, and what stopped goes on.

use chrono::Duration;
use madoguchi_app::{Chore, Says, Trouble};
use madoguchi_testkit::story;
use madoguchi_workflow::Letter;

story! {
    /// A letter the mail server refuses stops, is seen without its address, and goes on when somebody has mended it.
    async fn a_letter_that_stopped_is_seen_and_tried_again(office: Office) {
        let hanako = office.resident();
        office.letterbox.refuses();
        let receipt = hanako.submits("suido-kaishi", "hanako@example.jp").await.receipt;
        office.app.deliver().await.unwrap();
        let admin = office.staff("admin").await.person;
        let works = office.app.works_for(&admin).await.unwrap();
        assert_eq!((works.parked, works.letters_waiting), (1, 0));
        let stopped = &works.letters_parked[0];
        assert!(matches!(stopped.says, Says::Letter(Letter::Received)), "{:?}", stopped.says);
        assert_eq!(stopped.receipt.as_ref(), Some(&receipt));
        assert!(!stopped.error.is_empty() && !stopped.error.contains('@'), "{}", stopped.error);
        let clerk = office.staff("sato").await.person;
        assert!(matches!(office.app.works_for(&clerk).await, Err(Trouble::NotAllowed)));
        assert!(matches!(office.app.try_again_for(&clerk).await, Err(Trouble::NotAllowed)));
        office.letterbox.accepts();
        assert_eq!(office.app.try_again_for(&admin).await.unwrap(), (1, 0, 0));
        assert_eq!(office.post().await, 1);
        assert_eq!(office.app.works().await.unwrap().parked, 0);
    }
}

story! {
    /// Two nodes: each chore is done once when it is due, by whoever comes first.
    async fn chores_are_done_once_by_whoever_comes_first(office: Office) {
        let other = office.node(&office.store, 8).await;
        let sealed = async || office.app.seals().await.unwrap().len();
        office.resident().submits("suido-kaishi", "").await;
        let (a, b) = tokio::join!(office.app.do_chores(), other.do_chores());
        assert_eq!((a.unwrap(), b.unwrap(), sealed().await), (0, 0, 1));
        let begun = async || {
            let chores = office.app.works().await.unwrap().chores;
            assert_eq!(chores.len(), Chore::ALL.len());
            chores.into_iter().map(|c| (c.name, c.begun_at)).collect::<Vec<_>>()
        };
        let first = begun().await;
        other.do_chores().await.unwrap();
        assert_eq!(begun().await, first, "nothing is due yet");
        office.wait(Duration::minutes(1));
        other.do_chores().await.unwrap();
        let again: Vec<_> = begun().await.into_iter().zip(first).filter(|(a, b)| a != b).map(|(a, _)| a.0).collect();
        assert_eq!(again, ["advance", "publish", "seal", "sweep", "transfers"]);
    }
}

story! {
    /// A chore that goes wrong is noted with its reason and tried again, at longer and longer intervals.
    async fn a_chore_that_goes_wrong_is_noted_and_tried_again(office: Office) {
        // Uploads lie there; a file in place of the folder and nothing can be swept.
        let incoming = office.data().join("files").join("incoming");
        std::fs::remove_dir_all(&incoming).unwrap();
        std::fs::write(&incoming, "").unwrap();
        assert_eq!(office.app.do_chores().await.unwrap(), 1);
        let files = async || {
            let chores = office.app.works().await.unwrap().chores;
            chores.into_iter().find(|c| c.name == "files").unwrap()
        };
        assert!(files().await.failures == 1 && files().await.last_error.is_some(), "{:?}", files().await);
        for (failures, minutes) in [(2, 1), (3, 2), (4, 4)] {
            office.wait(Duration::minutes(minutes) - Duration::seconds(1));
            office.app.do_chores().await.unwrap();
            assert_eq!(files().await.failures, failures - 1, "too early");
            office.wait(Duration::seconds(1));
            office.app.do_chores().await.unwrap();
            assert_eq!(files().await.failures, failures);
        }
        std::fs::remove_file(&incoming).unwrap();
        std::fs::create_dir(&incoming).unwrap();
        office.wait(Duration::minutes(8));
        office.app.do_chores().await.unwrap();
        assert_eq!((files().await.failures, files().await.last_error), (0, None));
    }
}
