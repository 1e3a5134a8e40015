use super::*;

#[test]
fn each_figure_has_a_bar_within_the_picture_and_ours_stands_out() {
    let mut figures = Figures::default();
    figures.add("process: azmi", "ms", vec![2.0]);
    figures.add("process: a <b> & c", "ms", vec![900.0, 1_000.0]);
    figures.add("pwsh: token, ours", "ms", vec![250.0]);
    let picture = draw(&figures);
    assert_eq!(picture.matches("<line").count(), 3);
    assert_eq!(picture.matches("#0b6e4f").count(), 2);
    assert!(picture.contains("a &lt;b> &amp; c"));
    let widths = picture.split("width=\"").skip(1);
    let numbers = widths.filter_map(|rest| rest.split('"').next()?.parse::<f64>().ok());
    assert!(numbers.into_iter().all(|width| (0.0..=WIDTH).contains(&width)));
    assert_eq!(picture.matches('<').count(), picture.matches('>').count() - 1, "each element is closed");
}
