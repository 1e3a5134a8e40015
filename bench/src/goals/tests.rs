use super::*;

fn with(samples: &[(&str, f64)]) -> Figures {
    let mut figures = Figures::default();
    for (id, sample) in samples {
        figures.add(id, "ms", vec![*sample]);
    }
    figures
}

fn goal(kind: Kind, limit: f64) -> Goal {
    Goal { what: String::new(), target: String::new(), kind, of: "a".to_owned(), to: "b".to_owned(), limit }
}

#[test]
fn a_goal_is_met_at_its_limit_and_missed_beyond_it() {
    for (kind, a, b, limit, met) in [
        (Kind::AtMost, 2.0, 0.0, 2.0, true),
        (Kind::AtMost, 2.1, 0.0, 2.0, false),
        (Kind::Less, 3.0, 1.0, 2.0, true),
        (Kind::Less, 3.1, 1.0, 2.0, false),
        (Kind::Ratio, 2.0, 2.0, 1.0, true),
        (Kind::Ratio, 2.0, 1.9, 1.0, false),
        (Kind::Times, 40.0, 2.0, 20.0, true),
        (Kind::Times, 39.0, 2.0, 20.0, false),
        (Kind::Rate, 100.0, 90.0, 90.0, true),
        (Kind::Rate, 100.0, 89.0, 90.0, false),
        (Kind::Size, 2e6, 0.0, 2.0, true),
        (Kind::Size, 2.1e6, 0.0, 2.0, false),
        (Kind::Listed, 7.0, 0.0, 0.0, true),
    ] {
        let found = goal(kind, limit).found(&with(&[("a", a), ("b", b)])).unwrap();
        assert_eq!(found.1, met, "{kind:?} {found:?}");
    }
}

#[test]
fn a_goal_without_a_figure_is_neither_met_nor_omitted() {
    let goals = all().unwrap();
    assert!(goals.len() > 20);
    assert!(goals.iter().all(|goal| goal.found(&Figures::default()).is_err()));
}

#[test]
fn a_narrow_miss_is_not_rounded_to_the_target() {
    let (found, met) = goal(Kind::Rate, 90.0).found(&with(&[("a", 1_000.0), ("b", 899.0)])).unwrap();
    assert!(!met && found.starts_with("89.9 %"), "{found}");
}
