use super::*;

fn figure(samples: &[f64]) -> Figure {
    Figure { id: "group: name".to_owned(), unit: "ms".to_owned(), samples: samples.to_vec() }
}

#[test]
fn median_and_quartiles_use_sorted_samples() {
    let five = figure(&[5.0, 1.0, 4.0, 2.0, 3.0]);
    assert_eq!(rounded(five.median()), "3.00");
    assert_eq!(five.quartiles(), (2.0, 4.0));
    assert_eq!(rounded(figure(&[1.0, 2.0]).median()), "1.50");
    assert_eq!(rounded(figure(&[7.0]).median()), "7.00");
    assert!(figure(&[]).median().is_nan());
}

#[test]
fn a_missing_figure_has_a_reason() {
    let mut figures = Figures::default();
    figures.take("a: b", "ms", Err(Lack::Absent("no az".to_owned())));
    figures.add("a: c", "ms", Vec::new());
    figures.add("a: d", "ms", vec![1.0]);
    assert_eq!(figures.median("a: b").unwrap_err(), "no az");
    assert!(figures.median("a: c").is_err());
    assert!(figures.median("a: e").is_err());
    let lacks: Vec<_> = figures.missing.into_iter().map(|one| one.lack).collect();
    let failed = Lack::Failed("nothing was measured".to_owned());
    assert_eq!(lacks, [Lack::Absent("no az".to_owned()), failed]);
}

#[test]
fn numbers_have_three_digits() {
    assert_eq!(rounded(1234.5), "1234");
    assert_eq!(rounded(12.345), "12.3");
    assert_eq!(rounded(0.123_4), "0.12");
}
