use super::*;
use std::cell::Cell;

#[test]
fn one_run_that_fails_is_no_figure() {
    let mut turns = Turns::default();
    turns.add("good".to_owned(), Box::new(|| Command::new("true")));
    turns.add("bad".to_owned(), Box::new(|| Command::new("false")));
    let begun = Cell::new(0);
    let flaky = || {
        begun.set(begun.get() + 1);
        Command::new(if begun.get() == 2 { "false" } else { "true" })
    };
    turns.add("flaky".to_owned(), Box::new(flaky));
    let mut figures = Figures::default();
    turns.measure(3, &mut figures);
    assert_eq!(figures.figure("good").unwrap().samples.len(), 3);
    assert!(figures.figure("bad").is_none() && figures.figure("flaky").is_none());
    let why = figures.median("flaky").unwrap_err();
    assert!(why.starts_with("after 1 runs false ended with"), "{why}");
    assert!(matches!(figures.missing[0].lack, Lack::Failed(_)));
    assert_eq!(begun.get(), 2, "it is not tried again");
}
