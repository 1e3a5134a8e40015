use super::*;

#[test]
fn the_first_difference_is_found() {
    let differs = |is: &str, should: &str| Some((2, is.to_owned(), should.to_owned()));
    assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
    assert_eq!(first_difference("a\nb\n", "a\nc\n"), differs("b", "c"));
    assert_eq!(first_difference("a\n", "a\nb\n"), differs("(end)", "b"));
    assert_eq!(first_difference("", ""), None);
}
