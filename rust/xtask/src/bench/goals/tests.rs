use super::*;

fn with(samples: &[(&str, f64)]) -> Figures {
    let mut figures = Figures::default();
    for (id, sample) in samples {
        figures.add(id, "ms", vec![*sample]);
    }
    figures
}

#[test]
fn a_goal_is_met_at_its_limit_and_missed_beyond() {
    let met = |curl| {
        let figures = with(&[("process: azmi", 2.0), ("process: curl", curl)]);
        all(&figures)[0].found.clone().unwrap().1
    };
    assert!(met(2.0));
    assert!(!met(1.9));
    let figures = with(&[("process: azmi", 2.0), ("process: Azure CLI", 39.0)]);
    assert!(!all(&figures)[1].found.clone().unwrap().1);
    let figures = with(&[("process: azmi", 2.0), ("process: Azure CLI", 40.0)]);
    assert!(all(&figures)[1].found.clone().unwrap().1);
}

#[test]
fn what_was_not_measured_is_neither_met_nor_left_out() {
    let goals = all(&Figures::default());
    assert!(goals.iter().all(|goal| goal.found.is_err()));
    assert!(goals.len() > 20);
}

#[test]
fn rates_are_compared_and_not_times() {
    let figures = with(&[("a", 100.0), ("b", 90.0)]);
    assert!(rate(&figures, "a", "b").unwrap().1);
    assert!(!rate(&figures, "a", "c").is_ok_and(|found| found.1));
    // A miss by a tenth of a percent must not read as what was wanted.
    let (found, met) = rate(&with(&[("a", 1_000.0), ("b", 899.0)]), "a", "b").unwrap();
    assert!(!met && found.starts_with("89.9 %"), "{found}");
    assert!(
        !rate(&with(&[("a", 100.0), ("b", 89.0)]), "a", "b")
            .unwrap()
            .1
    );
}
