use madoguchi_documents::*;

use crate::kit::*;

#[test]
fn every_decision_says_what_it_must() {
    for (n, decision) in decisions().into_iter().enumerate() {
        let begun = std::time::Instant::now();
        let pdf = print(Document::Notice(Box::new(notice(decision.clone()))));
        eprintln!("{n}: {:?} {} bytes", begun.elapsed(), pdf.len());
        keep(&format!("notice-{n}"), &pdf);
        let text = text_of(&pdf);
        let (said, unsaid): (Vec<&str>, Vec<&str>) = match &decision {
            Decision::Granted { note } => (vec!["お求めのとおり決定します", note], vec!["不服", "理由"]),
            Decision::Limited { basis, facts, remedy, .. } => {
                (vec!["会議の議事録", "閲覧は市役所の中", basis, facts, remedy], vec![])
            }
            Decision::Refused { basis, facts, remedy } => {
                (vec!["応じられません", basis, facts, remedy], vec![])
            }
            Decision::Acknowledged { .. } => (vec!["届け出のとおり受け付けました"], vec!["不服", "お知らせ"]),
        };
        let always = [
            "令8橿市民第123号",
            "令和8年11月23日",
            "見本花子様",
            "橿原市長",
            "（公印省略）",
            "K7MN-4128-83",
            "電話0744-22-4001",
            "確認コード7Q4M-KX2P-9D3T",
            "1/1",
        ];
        for part in said.iter().chain(&always) {
            // Readers cut tables line by line: a long text is looked for by its beginning.
            let part: String = squeezed(part).chars().take(12).collect();
            assert!(text.contains(&part), "{decision:?} lacks {part}:\n{text}");
        }
        for part in unsaid {
            assert!(!text.contains(part), "{decision:?} holds {part}:\n{text}");
        }
    }
}
