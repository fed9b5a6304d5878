//! The pages of a disaster, switched where no page can be opened.

use crate::kit::Desk;

#[test]
fn a_disaster_is_begun_told_and_ended() {
    let desk = Desk::new();
    let shown = desk.run(&["disaster", "show"]);
    assert_eq!((shown.code, shown.out.trim()), (Some(0), "ふだんのページです。"), "{}", shown.err);
    let on = desk.run(&["disaster", "on", "--name", "見本の大雨", "--name-en", "Sample flood"]);
    assert!(on.code == Some(0) && on.out.contains("90 日残します"), "{}{}", on.out, on.err);
    let shown = desk.run(&["disaster", "show"]);
    assert!(shown.out.contains("災害時のページです：見本の大雨"), "{}", shown.out);
    let off = desk.run(&["disaster", "off"]);
    assert!(off.out.contains("ふだんのページに戻しました"), "{}", off.out);
    assert_eq!(desk.run(&["disaster", "show"]).out.trim(), "ふだんのページです。");
}

#[test]
fn a_disaster_that_ended_before_it_began_is_refused() {
    let desk = Desk::new();
    let past = desk.run(&["disaster", "on", "--name", "見本", "--until", "2020-01-01"]);
    assert_eq!(past.code, Some(2));
    assert!(past.err.contains("--until は、今日から 180 日後までの日にしてください"), "{}", past.err);
    assert_eq!(desk.run(&["disaster", "on"]).code, Some(2), "it has no name");
}
