use super::*;

#[test]
fn only_text_between_the_marks_is_replaced() {
    let page = format!("head\n{BEGIN}\nold\n{END}\ntail\n");
    let new = placed(&page, "new").unwrap();
    assert!(new.starts_with("head\n") && new.ends_with("tail\n") && !new.contains("old"));
    assert_eq!(placed(&new, "new").unwrap(), new);
    assert!(placed("no marks", "new").is_none());
}
