//! What a department says in its own words: in letters, on notices, again and again.

use madoguchi_app::{NewPhrase, Origin, Trouble};
use madoguchi_store::audit;
use madoguchi_testkit::{Worker, databases::meddle, story};
use madoguchi_vocab::{DepartmentId, Lang, Text};
use madoguchi_workflow::{
    Action, Piece, Topic, Words,
    wording::{ADD, BODY, CLOSING, OPENING, REASON, TITLE},
};

const SLUG: &str = "juminhyo-yubin";

fn piece(code: &str) -> Piece {
    Piece::parse(code).unwrap()
}

async fn rewords(
    who: &Worker,
    office: &madoguchi_testkit::Office,
    code: &str,
    words: &Words,
) -> Result<(), Trouble> {
    let (_, worded, _) = office.app.wording(&who.person, SLUG, piece(code)).await?;
    office.app.reword(&who.person, SLUG, piece(code), worded.version, words).await
}

/// Everything that is wrong with words, as people read it.
fn told(refused: Result<(), Trouble>) -> Vec<String> {
    match refused {
        Err(Trouble::Worded(faults)) => faults.iter().map(|f| f.wrong.to_string()).collect(),
        other => panic!("{other:?}"),
    }
}

story! {
    /// A letter is written when it leaves, in the words that are in force then; the subject stays the city's.
    async fn a_letter_leaves_in_the_departments_words(office: Office) {
        let kessai = office.staff("kessai").await;
        let hanako = office.resident();
        let receipt = hanako.submits(SLUG, "hanako@example.jp").await.receipt;
        let added = Words::default().with(ADD, Lang::Ja, "{procedure}は、{department}が郵便で送ります。\n<b>");
        rewords(&kessai, &office, "letter.received", &added).await.unwrap();
        let body = "決まりました。\n{receipt}\n{status_url}\n{phone}";
        rewords(&kessai, &office, "letter.granted", &Words::default().with(BODY, Lang::Ja, body)).await.unwrap();
        assert_eq!(office.post().await, 1);
        let received = office.letterbox.letters()[0].text();
        assert!(received.contains("shimin課が郵便で送ります。\n<b>\n\n受付番号："), "{received}");
        assert!(received.contains("/status/") && !received.contains('{'), "{received}");

        let sato = office.staff("sato").await;
        sato.does(&receipt, Action::Take).await.unwrap();
        sato.does(&receipt, Action::grant("")).await.unwrap();
        assert_eq!(office.post().await, 2);
        let granted = office.letterbox.letters()[1].text();
        let url = format!("http://127.0.0.1/status/{receipt}");
        assert_eq!(granted.trim_end(), format!("決まりました。\n{receipt}\n{url}\n0744-22-4001"));
        let case = office.app.open_case(&sato.person, &receipt).await.unwrap();
        assert_eq!(case.letters.iter().map(|l| l.wording).collect::<Vec<_>>(), [Some(1), Some(1)]);
    }
}

story! {
    /// Back to the city's words, and back to an earlier version; every version stays, with who and when, and in the trail.
    async fn words_are_taken_back_and_nothing_is_forgotten(office: Office) {
        let (head, app, received) = (office.staff("head").await, &office.app, piece("letter.received"));
        let first = Words::default().with(ADD, Lang::Ja, "一つ目");
        rewords(&head, &office, "letter.received", &first).await.unwrap();
        let second = Words::default().with(ADD, Lang::Ja, "二つ目").with(ADD, Lang::En, "Second");
        rewords(&head, &office, "letter.received", &second).await.unwrap();
        let late = app.reword(&head.person, SLUG, received, 1, &first).await;
        assert!(matches!(late, Err(Trouble::Overtaken)), "{late:?}");
        rewords(&head, &office, "letter.received", &Words::default()).await.unwrap();
        let (_, worded, versions) = app.wording(&head.person, SLUG, received).await.unwrap();
        assert_eq!((worded.origin, worded.version, versions[0].usual), (Origin::City, 3, true));
        let changed: Vec<_> = versions[1].changes.iter().map(|c| (c.lang, c.before.as_str(), c.after.as_str())).collect();
        assert_eq!(changed, [(Lang::Ja, "一つ目", "二つ目"), (Lang::En, "", "Second")]);
        office.resident().submits(SLUG, "hanako@example.jp").await;
        office.post().await;
        assert!(!office.letterbox.letters()[0].text().contains("つ目"));

        app.reword_as(&head.person, SLUG, received, 3, 1).await.unwrap();
        let (_, worded, _) = app.wording(&head.person, SLUG, received).await.unwrap();
        assert_eq!((worded.words, worded.version), (first.clone(), 4));
        rewords(&head, &office, "letter.received", &first).await.unwrap();
        let trail = audit::latest(&office.store.reader(), 4).await.unwrap();
        let trail: Vec<_> = trail.iter().map(|t| (t.verb.as_str(), t.object.as_str())).collect();
        assert_eq!(trail, [
            ("reworded", "juminhyo-yubin letter.received 4"),
            ("took-back-words", "juminhyo-yubin letter.received 3"),
            ("reworded", "juminhyo-yubin letter.received 2"),
            ("reworded", "juminhyo-yubin letter.received 1"),
        ], "the same words again are no version");
    }
}

story! {
    /// Words that an earlier program took and this one would not are left aside: nobody reads half a letter.
    async fn words_that_cannot_be_filled_any_more_are_left_aside(office: Office) {
        let kessai = office.staff("kessai").await;
        for kept in [
            r#"UPDATE wordings SET words = '{"add.ja": "昔の{place}"}'"#,
            r#"UPDATE wordings SET words = '[1]'"#,
        ] {
            let words = Words::default().with(ADD, Lang::Ja, "文");
            rewords(&kessai, &office, "letter.received", &words).await.unwrap();
            meddle(&office.location, kept).await;
            office.resident().submits(SLUG, "hanako@example.jp").await;
            office.post().await;
            let text = office.letterbox.letters().pop().unwrap().text();
            assert!(text.contains("受付番号：") && !text.contains(['昔', '文', '{']), "{text}");
            let (_, worded, _) = office.app.wording(&kessai.person, SLUG, piece("letter.received")).await.unwrap();
            assert_eq!(worded.origin, Origin::City);
        }
    }
}

story! {
    /// Misspelt places, places left out, letters nobody sees, too much, and letters no font has are refused.
    async fn words_that_cannot_be_used_are_refused(office: Office) {
        let kessai = office.staff("kessai").await;
        let add = |text: &str| Words::default().with(ADD, Lang::Easy, text);
        for (words, why) in [
            (add("{reciept}"), "1 行目の {reciept} という差し込みはありません。「{receipt}」のことでしょうか"),
            (add("送ります\n{receipt"), "2 行目の波かっこが閉じていません"),
            (add("\u{202E}gpj.exe"), "目に見えない文字（U+202E）"),
            (add("a\r\nBcc: x@example.com"), "目に見えない文字（U+000D）"),
            (add(&"長".repeat(1_001)), "1000 文字までです（いま 1001 文字）"),
            (Words::default().with(BODY, Lang::En, "{receipt} {phone}"), "{status_url} がありません"),
        ] {
            let told = told(rewords(&kessai, &office, "letter.granted", &words).await);
            assert!(told.len() == 1 && told[0].contains(why), "{told:?}");
        }
        let title = Words::default().with(TITLE, Lang::Ja, "決定\u{1F600}");
        let refused = rewords(&kessai, &office, "notice.refused", &title).await;
        assert!(matches!(refused, Err(Trouble::Unprintable('\u{1F600}'))), "{refused:?}");
        let (_, all) = office.app.wordings(&kessai.person, SLUG).await.unwrap();
        assert!(all.iter().all(|w| w.origin == Origin::City && w.version == 0));
    }
}

story! {
    /// Title, first sentence, reason and end of a notice; 教示 is the law's. A notice that was issued stays as it was.
    async fn a_notice_is_printed_in_the_departments_words(office: Office) {
        let kessai = office.staff("kessai").await;
        let words = Words::default()
            .with(TITLE, Lang::Ja, "{procedure}却下通知書")
            .with(OPENING, Lang::Ja, "{arrived}の請求（{receipt}）について#box[通知]します。")
            .with(REASON, Lang::Ja, "{law}に定める者に当たらないため。")
            .with(CLOSING, Lang::Ja, "郵便為替はお返しします。\n問い合わせは{department}へ。");
        rewords(&kessai, &office, "notice.refused", &words).await.unwrap();
        let receipt = office.resident().submits(SLUG, "hanako@example.jp").await.receipt;
        let sato = office.staff("sato").await;
        sato.does(&receipt, Action::Take).await.unwrap();
        sato.does(&receipt, Action::refuse("住民基本台帳法12条", "本人ではない")).await.unwrap();
        let notice = sato.reads_notice(&receipt).await;
        for said in [
            "却下通知書", "令和8年11月24日の請求", "#box[通知]します", "に定める者に当たらないため。",
            "住民基本台帳法12条", "本人ではない", "郵便為替はお返しします。問い合わせはshimin課へ。", "審査請求",
        ] {
            assert!(notice.contains(said), "{said}:\n{notice}");
        }
        assert!(!notice.contains('{') && !notice.contains("決定通知書"), "{notice}");
        rewords(&kessai, &office, "notice.refused", &Words::default()).await.unwrap();
        assert!(sato.reads_notice(&receipt).await.contains("却下通知書"), "it is the document that was issued");
    }
}

story! {
    /// The paper's words hold where the department has none, and the department's go before them.
    async fn the_papers_words_are_the_default(office: Office) {
        let own = "[letters.received.ja]\nadd = \"様式が言うこと：{receipt}\"\n\n[procedure]\n";
        office.rewrites(SLUG, &[("[procedure]\n", own)]).await;
        let kessai = office.staff("kessai").await;
        let (_, worded, _) = office.app.wording(&kessai.person, SLUG, piece("letter.received")).await.unwrap();
        assert_eq!(worded.origin, Origin::Paper);
        let receipt = office.resident().submits(SLUG, "hanako@example.jp").await.receipt;
        office.post().await;
        assert!(office.letterbox.letters()[0].text().contains(&format!("様式が言うこと：{receipt}")));
        let words = Words::default().with(ADD, Lang::Ja, "課が言うこと");
        rewords(&kessai, &office, "letter.received", &words).await.unwrap();
        office.resident().submits(SLUG, "taro@example.jp").await;
        office.post().await;
        let text = office.letterbox.letters()[1].text();
        assert!(text.contains("課が言うこと") && !text.contains("様式が言うこと"), "{text}");
    }
}

story! {
    /// Who decides may word; for the own department, and the manager for all.
    async fn words_are_for_those_who_answer_for_them(office: Office) {
        let words = Words::default().with(ADD, Lang::Ja, "文");
        for (login, slug, may) in [
            ("kessai", SLUG, Some(true)), ("head", SLUG, Some(true)), ("dx", SLUG, Some(true)),
            ("kessai", "suido-kaishi", None), ("dx", "suido-kaishi", Some(true)),
            ("sato", SLUG, Some(false)), ("admin", SLUG, Some(false)), ("audit", SLUG, Some(false)),
        ] {
            let who = office.staff(login).await;
            let seen = office.app.wording(&who.person, slug, piece("letter.written")).await.map(|(_, w, _)| w.version);
            let tried = office.app.reword(&who.person, slug, piece("letter.written"), *seen.as_ref().unwrap_or(&0), &words).await;
            match may {
                Some(true) => tried.unwrap(),
                Some(false) => assert!(matches!(tried, Err(Trouble::NotAllowed)), "{login} {tried:?}"),
                None => assert!(matches!(tried, Err(Trouble::NotFound)), "{login} {tried:?}"),
            }
        }
    }
}

story! {
    /// A sentence is offered to clerks of its department, for its procedure, in the language of the resident; it is changed,
    /// taken out and brought back, and every version stays.
    async fn sentences_are_offered_until_they_are_taken_out(office: Office) {
        let (app, head, sato) = (&office.app, office.staff("head").await, office.staff("sato").await);
        let shimin = DepartmentId("shimin".into());
        let new = |slug: &str, ja: &str| NewPhrase {
            department: shimin.clone(),
            slug: slug.into(),
            topic: Topic::Correction,
            words: Text { ja: ja.into(), easy: Some(" ".into()), en: Some("Please call {phone}.".into()) },
        };
        let general = app.add_phrase(&head.person, new("", "{phone} に電話してください。")).await.unwrap();
        app.add_phrase(&head.person, new(SLUG, "小為替が足りません。")).await.unwrap();
        for (bad, why) in [("", "書いてください"), ("{receipt}", "差し込みはありません")] {
            let told = told(app.add_phrase(&head.person, new("", bad)).await.map(|_| ()));
            assert!(told[0].contains(why), "{told:?}");
        }
        let foreign = app.add_phrase(&head.person, new("suido-kaishi", "文")).await;
        assert!(matches!(foreign, Err(Trouble::NotFound)), "a procedure of another department");
        assert!(matches!(app.add_phrase(&sato.person, new("", "文")).await, Err(Trouble::NotAllowed)));

        let receipt = office.resident().submits(SLUG, "hanako@example.jp").await.receipt;
        let mut submission = app.open_case(&sato.person, &receipt).await.unwrap().submission;
        let offered = app.phrases_for(&submission, Topic::Correction).await.unwrap();
        let said: Vec<_> = offered.iter().map(|o| o.said.as_str()).collect();
        assert_eq!(said, ["小為替が足りません。", "0744-22-4001 に電話してください。"]);
        submission.lang = Lang::En;
        let offered = app.phrases_for(&submission, Topic::Correction).await.unwrap();
        assert_eq!((offered[1].said.as_str(), offered[1].translated), ("Please call 0744-22-4001.", true));
        assert_eq!(app.phrases_for(&submission, Topic::Message).await.unwrap(), []);

        app.change_phrase(&head.person, general, 1, new("", "別の文")).await.unwrap();
        let late = app.change_phrase(&head.person, general, 1, new("", "遅い文")).await;
        assert!(matches!(late, Err(Trouble::Overtaken)), "{late:?}");
        app.remove_phrase(&head.person, general, 2).await.unwrap();
        assert_eq!(app.phrases_for(&submission, Topic::Correction).await.unwrap().len(), 1);
        app.change_phrase_as(&head.person, general, 3, 1).await.unwrap();
        let (newest, versions) = app.phrase(&head.person, general).await.unwrap();
        assert_eq!((newest.version, newest.words.unwrap().ja.as_str()), (4, "{phone} に電話してください。"));
        assert_eq!(versions.len(), 4);
        office.post().await;
    }
}
