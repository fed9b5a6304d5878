//! What the city issues: numbered, kept, taken, superseded, and told from a forgery.

use madoguchi_app::{Genuine, Sheet, Trouble, Wishes};
use madoguchi_documents::Unprintable;
use madoguchi_store::{audit, documents};
use madoguchi_testkit::{
    Office, Resident,
    office::good_case,
    printing::{bytes_of, text_of},
    story,
};
use madoguchi_vocab::ReceiptNumber;
use madoguchi_workflow::Action;
use sha2::{Digest, Sha256};

async fn wishes_no_paper(office: &Office, resident: &Resident) -> ReceiptNumber {
    let draft = resident.types("juminhyo-yubin", &good_case("juminhyo-yubin")).await;
    let wishes = Wishes { no_paper: true };
    office.app.submit_wishing(&draft, draft.revision, &resident.visitor, wishes).await.unwrap().receipt
}

fn refuse() -> Action {
    Action::refuse("住民基本台帳法12条", "本人ではない")
}

fn grant(note: &str) -> Action {
    Action::grant(note)
}

/// The code that stands on a notice.
fn code_on(text: &str) -> String {
    text.split("確認コード").nth(1).unwrap().chars().take(14).collect()
}

story! {
    /// Issued, taken, taken up again, superseded, verified.
    async fn a_notice_lives_as_long_as_its_decision(office: Office) {
        let (app, hanako) = (&office.app, office.resident());
        let (sato, head) = (office.staff("sato").await, office.staff("head").await);
        let receipt = wishes_no_paper(&office, &hanako).await;
        sato.does(&receipt, Action::Take).await.unwrap();
        assert_eq!(app.issued(&hanako.sees(&receipt).await).await.unwrap(), vec![]);
        sato.does(&receipt, refuse()).await.unwrap();

        let issued = app.issued(&hanako.sees(&receipt).await).await.unwrap();
        let first = issued[0].clone();
        assert_eq!((issued.len(), first.superseded, first.by_post, first.first_downloaded_at), (1, false, false, None));
        assert_eq!((first.number.as_str(), first.issued_by.as_str()), ("令8橿shimin第1号", "橿原市長"));

        office.wait(chrono::Duration::minutes(20));
        let taken_at = office.clock.now();
        let pdf = bytes_of(app.issued_to_resident(&receipt, &hanako.visitor, first.id).await.unwrap()).await;
        assert_eq!(hex::encode(Sha256::digest(&pdf)), first.digest, "what is given is what was issued");
        office.wait(chrono::Duration::minutes(20));
        app.issued_to_resident(&receipt, &hanako.visitor, first.id).await.unwrap();
        let seen = app.issued(&hanako.sees(&receipt).await).await.unwrap()[0].first_downloaded_at;
        assert_eq!(seen, Some(taken_at), "the first time counts, a clerk's look does not");
        let text = text_of(&pdf);
        for words in ["令8橿shimin第1号", "住民基本台帳法12条", "本人ではない", "審査請求", "（公印省略）"] {
            assert!(text.contains(words), "{words}:\n{text}");
        }
        let code = code_on(&text);
        let genuine = app.genuine("令8橿shimin第1号", &code.to_lowercase(), "a").await.unwrap();
        let Genuine { superseded, digest, .. } = genuine.clone();
        assert_eq!((superseded, digest), (false, first.digest.clone()));
        assert!(!format!("{genuine:?}").contains("見本"), "nobody's name is told: {genuine:?}");

        head.does(&receipt, Action::Reopen { reason: "委任状が届いた".into() }).await.unwrap();
        assert!(!app.genuine(&first.number, &code, "a").await.unwrap().superseded, "it holds until another is made");
        head.does(&receipt, grant("")).await.unwrap();
        let issued = app.issued(&hanako.sees(&receipt).await).await.unwrap();
        assert_eq!(issued.iter().map(|d| d.superseded).collect::<Vec<_>>(), [false, true]);
        assert_eq!(issued[0].number, "令8橿shimin第2号");
        assert!(sato.reads_notice(&receipt).await.contains("先にお送りした令8橿shimin第1号に代わる"));
        assert!(app.genuine(&first.number, &code, "a").await.unwrap().superseded);
        app.issued_to_resident(&receipt, &hanako.visitor, first.id).await.expect("the earlier one stays");
    }
}

story! {
    /// デジタル手続法7条: who has not agreed gets paper, and somebody notes that it went.
    async fn without_consent_it_goes_on_paper(office: Office) {
        let (app, hanako, sato) = (&office.app, office.resident(), office.staff("sato").await);
        let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
        sato.does(&receipt, Action::Take).await.unwrap();
        sato.does(&receipt, grant("")).await.unwrap();
        let submission = hanako.sees(&receipt).await;
        assert!(!app.wants_no_paper(&submission).await.unwrap());
        let notice = app.issued(&submission).await.unwrap()[0].clone();
        assert!(notice.by_post && notice.posted.is_none());
        let taken = app.issued_to_resident(&receipt, &hanako.visitor, notice.id).await;
        assert!(matches!(taken, Err(Trouble::NotFound)));
        let today = app.today();
        for day in [today.pred_opt().unwrap(), today.succ_opt().unwrap()] {
            let told = app.posted(&sato.person, &receipt, notice.id, day).await;
            assert!(matches!(told, Err(Trouble::Refused(_))), "{day}: {told:?}");
        }
        let other = office.staff("mizu").await;
        assert!(matches!(app.posted(&other.person, &receipt, notice.id, today).await, Err(Trouble::NotFound)));
        app.posted(&sato.person, &receipt, notice.id, today).await.unwrap();
        assert!(matches!(app.posted(&sato.person, &receipt, notice.id, today).await, Err(Trouble::Overtaken)));
        // Who saw it and sent it is found by the submission, and counted among who saw this person's data.
        app.issued_to_staff(&sato.person, &receipt, None).await.unwrap();
        let looked: Vec<_> = app.lookers(&submission).await.unwrap().into_iter().map(|t| t.verb).collect();
        assert!(["viewed-document", "posted-document"].iter().all(|verb| looked.iter().any(|l| l == verb)), "{looked:?}");
        let asked = audit::TrailQuery { verbs: vec!["viewed-document".into()], ..audit::TrailQuery::default() };
        let reader = office.store.reader();
        let counted = audit::persons(&reader, &asked).await.unwrap();
        assert!(counted.iter().any(|c| c.staff == sato.person.id && c.persons == 1), "{counted:?}");
        let line = audit::page(&reader, &asked, 1).await.unwrap().remove(0);
        assert_eq!((line.object.as_str(), line.reason.as_str()), (receipt.as_str(), notice.number.as_str()));
        let posted = app.issued(&submission).await.unwrap()[0].posted.clone();
        assert_eq!(posted, Some((today, sato.person.name.clone())));
    }
}

story! {
    /// However many decide at once, no number is given twice and none is left out.
    async fn numbers_are_given_once_and_without_gaps(office: Office) {
        let (app, hanako, sato) = (&office.app, office.resident(), office.staff("sato").await);
        let mut receipts = vec![];
        for _ in 0..5 {
            let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
            sato.does(&receipt, Action::Take).await.unwrap();
            receipts.push(receipt);
        }
        let decided = receipts.iter().map(|receipt| {
            let (app, person, receipt) = (app.clone(), sato.person.clone(), receipt.clone());
            tokio::spawn(async move { app.act(&person, &receipt, 2, grant("")).await })
        });
        for deciding in decided.collect::<Vec<_>>() {
            deciding.await.unwrap().unwrap();
        }
        let mut numbers = vec![];
        for receipt in &receipts {
            numbers.push(app.issued(&hanako.sees(receipt).await).await.unwrap()[0].number.clone());
        }
        numbers.sort();
        assert_eq!(numbers, (1..=5).map(|n| format!("令8橿shimin第{n}号")).collect::<Vec<_>>());
        // A new fiscal year begins with 1, and with another name.
        office.wait(chrono::Duration::days(200));
        let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
        sato.does(&receipt, Action::Take).await.unwrap();
        sato.does(&receipt, grant("")).await.unwrap();
        assert_eq!(app.issued(&hanako.sees(&receipt).await).await.unwrap()[0].number, "令9橿shimin第1号");
    }
}

story! {
    /// A letter nobody can print: nothing is decided, and the next decision has the number.
    async fn what_cannot_be_printed_is_not_decided(office: Office) {
        let (app, hanako, sato) = (&office.app, office.resident(), office.staff("sato").await);
        let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
        sato.does(&receipt, Action::Take).await.unwrap();
        let told = sato.does(&receipt, grant("おめでとう😀")).await;
        assert!(matches!(told, Err(Trouble::Unprintable('😀'))), "{told:?}");
        assert_eq!(Unprintable::Letter('😀').to_string(), "no font has 😀 (U+1F600)");
        let submission = hanako.sees(&receipt).await;
        assert!(!submission.stage.name().is_final() && app.issued(&submission).await.unwrap().is_empty());
        // A rare kanji is asked of the other fonts.
        sato.does(&receipt, grant("𠮷野町")).await.unwrap();
        let notice = sato.reads_notice(&receipt).await;
        assert!(notice.contains("𠮷野町") && notice.contains("令8橿shimin第1号"), "{notice}");
    }
}

story! {
    /// Guessing is slow, and unknown numbers look like wrong codes.
    async fn a_forgery_is_told_and_guessing_is_slow(office: Office) {
        let (app, hanako, sato) = (&office.app, office.resident(), office.staff("sato").await);
        let receipt = wishes_no_paper(&office, &hanako).await;
        sato.does(&receipt, Action::Take).await.unwrap();
        sato.does(&receipt, grant("")).await.unwrap();
        let code = code_on(&sato.reads_notice(&receipt).await);
        for (number, code) in [("令8橿shimin第1号", "7777-7777-7777"), ("令8橿shimin第9号", code.as_str()), ("", "")] {
            assert!(matches!(app.genuine(number, code, "a").await, Err(Trouble::NotFound)), "{number}");
        }
        // Full width is what phones type.
        app.genuine("令８橿ｓｈｉｍｉｎ 第１号", &code, "a").await.unwrap();
        for _ in 0..4 {
            assert!(app.genuine("令8橿shimin第1号", "7777-7777-7777", "a").await.is_err());
        }
        let told = app.genuine("令8橿shimin第1号", &code, "b").await;
        assert!(matches!(told, Err(Trouble::TooMany { .. })), "{told:?}");
    }
}

story! {
    /// Receipt and copy for the resident, copies and notices of many for the clerk, each look noted.
    async fn papers_are_printed_for_those_who_may_see_them(office: Office) {
        let (app, hanako, sato) = (&office.app, office.resident(), office.staff("sato").await);
        let mut receipts = vec![];
        for _ in 0..3 {
            let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
            sato.does(&receipt, Action::Take).await.unwrap();
            receipts.push(receipt);
        }
        let receipt = &receipts[0];
        let sheet = text_of(&app.receipt_sheet(receipt, &hanako.visitor).await.unwrap());
        assert!(sheet.contains("受付票") && sheet.contains(receipt.as_str()), "{sheet}");
        let key = app.secret().lookup_key(hanako.sees(receipt).await.id);
        assert!(!sheet.contains(key.reveal()), "whoever finds the sheet cannot look");
        let copy = text_of(&app.own_copy(receipt, &hanako.visitor).await.unwrap());
        for section in hanako.sees(receipt).await.print(madoguchi_vocab::Lang::Ja) {
            for line in section.lines {
                for words in line.answer.split_whitespace() {
                    assert!(copy.contains(words), "{words} of {}:\n{copy}", line.label);
                }
            }
        }
        assert!(copy.contains("免許証.jpg") && copy.contains("SHA-256"), "{copy}");
        let again = app.own_copy(receipt, &hanako.visitor).await.unwrap();
        assert_eq!(again, app.own_copy(receipt, &hanako.visitor).await.unwrap(), "the same copy is the same bytes");
        let stranger = office.resident();
        assert!(matches!(app.own_copy(receipt, &stranger.visitor).await, Err(Trouble::SignIn)));
        assert!(matches!(app.receipt_sheet(receipt, &stranger.visitor).await, Err(Trouble::SignIn)));

        let many = text_of(&app.print_many(&sato.person, &receipts, Sheet::Copies).await.unwrap());
        for receipt in &receipts {
            assert!(many.contains(receipt.as_str()));
        }
        assert!(many.contains("課長"), "with boxes for stamps");
        let trail = madoguchi_store::audit::latest(&office.store.reader(), 3).await.unwrap();
        let mut noted: Vec<_> = trail.iter().map(|t| (t.verb.clone(), t.object.clone())).collect();
        noted.sort();
        let mut expected: Vec<_> = receipts.iter().map(|r| ("printed".to_owned(), r.to_string())).collect();
        expected.sort();
        assert_eq!(noted, expected);

        let none = app.print_many(&sato.person, &receipts, Sheet::Notices).await;
        assert!(matches!(none, Err(Trouble::NotFound)), "nothing is decided yet");
        for receipt in &receipts {
            sato.does(receipt, grant("")).await.unwrap();
        }
        let notices = text_of(&app.print_many(&sato.person, &receipts, Sheet::Notices).await.unwrap());
        assert!((1..=3).all(|n| notices.contains(&format!("令8橿shimin第{n}号"))), "{notices}");
        let mizu = office.staff("mizu").await;
        assert!(matches!(app.print_many(&mizu.person, &receipts, Sheet::Copies).await, Err(Trouble::NotFound)));
        let too_many = vec![receipts[0].clone(); 101];
        assert!(matches!(app.print_many(&sato.person, &too_many, Sheet::Copies).await, Err(Trouble::NotFound)));
    }
}

story! {
    /// A look at the notice before the decision changes nothing.
    async fn a_preview_keeps_nothing(office: Office) {
        let (app, hanako, sato) = (&office.app, office.resident(), office.staff("sato").await);
        let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
        sato.does(&receipt, Action::Take).await.unwrap();
        let before = hanako.sees(&receipt).await;
        let pdf = app.preview_notice(&sato.person, &before, refuse()).await.unwrap();
        let text = text_of(&pdf);
        assert!(text.contains("通知書ではありません") && text.contains("本人ではない"), "{text}");
        let empty = Action::refuse("", "");
        assert!(matches!(app.preview_notice(&sato.person, &before, empty).await, Err(Trouble::Refused(_))));
        let after = hanako.sees(&receipt).await;
        assert_eq!((after.revision, app.issued(&after).await.unwrap().len()), (before.revision, 0));
        assert_eq!(documents::next_number(&office.store.reader(), "令8橿shimin").await.unwrap(), 1);
    }
}

story! {
    /// 廃棄: what it said is gone, that it was issued can still be verified.
    async fn what_was_disposed_of_is_gone_and_still_genuine(office: Office) {
        let (app, hanako, sato) = (&office.app, office.resident(), office.staff("sato").await);
        let receipt = wishes_no_paper(&office, &hanako).await;
        sato.does(&receipt, Action::Take).await.unwrap();
        sato.does(&receipt, grant("")).await.unwrap();
        let code = code_on(&sato.reads_notice(&receipt).await);
        let submission = hanako.sees(&receipt).await;
        let named = madoguchi_store::attachments::digests(&office.store.reader()).await.unwrap().len();
        office.wait(chrono::Duration::days(365 * 32));
        let due = app.disposal_list().await.unwrap();
        assert_eq!(app.dispose(&due, "見本 次郎").await.unwrap().gone, 1);
        let row = documents::of_submission(&office.store.reader(), submission.id).await.unwrap().remove(0);
        assert_eq!(row.facts, None);
        let left = madoguchi_store::attachments::digests(&office.store.reader()).await.unwrap().len();
        assert_eq!((named, left), (2, 0), "the next sweep takes the bytes");
        assert!(!documents::agreed(&office.store.reader(), submission.id).await.unwrap());
        assert!(!app.genuine(&row.number, &code, "a").await.unwrap().superseded);
    }
}
