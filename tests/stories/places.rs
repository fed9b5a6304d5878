//! 定員: places that are counted, given back and changed.

use madoguchi_app::Trouble;
use madoguchi_testkit::{office, story};

story! {
    /// However many press at once, no more get in than there are places; one that withdraws gives its place back.
    async fn places_are_never_given_away_twice(office: Office) {
        office.limits("suido-kaishi", 3).await;
        let residents: Vec<_> = (0..8).map(|_| office.resident()).collect();
        let mut drafts = Vec::new();
        for resident in &residents {
            drafts.push(resident.types("suido-kaishi", &office::good_case("suido-kaishi")).await);
        }
        let presses: Vec<_> = residents
            .iter()
            .zip(&drafts)
            .map(|(r, d)| {
                let (app, draft, visitor) = (office.app.clone(), d.clone(), r.visitor.clone());
                tokio::spawn(async move { app.submit(&draft, draft.revision, &visitor).await })
            })
            .collect();
        let mut inside = Vec::new();
        for (n, press) in presses.into_iter().enumerate() {
            match press.await.unwrap() {
                Ok(receipt) => inside.push((n, receipt.receipt)),
                Err(e) => assert!(matches!(e, Trouble::Full), "{e:?}"),
            }
        }
        assert_eq!(inside.len(), 3, "{inside:?}");
        let late = office.resident();
        let slug = "suido-kaishi".parse().unwrap();
        let answer = office.app.start_draft(&slug, madoguchi_vocab::Lang::Ja, &late.visitor).await;
        assert!(matches!(answer, Err(Trouble::Full)), "{answer:?}");
        let (n, receipt) = &inside[0];
        office.app.withdraw(receipt, &residents[*n].visitor, 1, "").await.unwrap();
        let outside = (0..8).find(|n| inside.iter().all(|(m, _)| m != n)).unwrap();
        office.app.submit(&drafts[outside], drafts[outside].revision, &residents[outside].visitor).await.unwrap();
    }
}

story! {
    /// The number of places is the one the office names today, for those too who began when it was another.
    async fn places_that_are_changed_hold_for_who_has_begun(office: Office) {
        let case = office::good_case("suido-kaishi");
        let residents: Vec<_> = (0..5).map(|_| office.resident()).collect();
        let mut drafts = Vec::new();
        for (n, resident) in residents.iter().enumerate() {
            // The first begins before there are places, the others while there is one.
            if n == 1 {
                office.limits("suido-kaishi", 1).await;
            }
            drafts.push(resident.types("suido-kaishi", &case).await);
        }
        let submits = async |n: usize| office.app.submit(&drafts[n], drafts[n].revision, &residents[n].visitor).await;
        let receipt = submits(1).await.unwrap().receipt;
        for n in [0, 2] {
            assert!(matches!(submits(n).await, Err(Trouble::Full)), "{n}");
        }
        office.limits("suido-kaishi", 2).await;
        submits(2).await.unwrap();
        assert!(matches!(submits(3).await, Err(Trouble::Full)));
        office.app.withdraw(&receipt, &residents[1].visitor, 1, "").await.unwrap();
        office.limits("suido-kaishi", 1).await;
        assert!(matches!(submits(3).await, Err(Trouble::Full)), "fewer places than before");
        office.limits("suido-kaishi", 2).await;
        submits(3).await.unwrap();
        assert!(matches!(submits(4).await, Err(Trouble::Full)));
    }
}
