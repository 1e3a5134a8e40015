use super::parse;

#[test]
fn every_form_on_the_wire_is_read() {
    assert_eq!(parse("06/20/2019 02:57:58 +00:00"), Some(1_560_999_478));
    assert_eq!(parse("1/16/2020 5:24:12 AM +00:00"), Some(1_579_152_252));
    assert_eq!(parse("1/16/2020 12:24:12 AM +00:00"), Some(1_579_134_252));
    assert_eq!(parse("1/16/2020 12:24:12 PM +00:00"), Some(1_579_177_452));
    assert_eq!(parse("2019-06-20 02:57:58"), Some(1_560_999_478));
    assert_eq!(parse("2019-06-20T02:57:58Z"), Some(1_560_999_478));
    assert_eq!(parse("2019-06-20T04:57:58.123+02:00"), Some(1_560_999_478));
    assert_eq!(parse("2000-02-29T00:00:00Z"), Some(951_782_400));
}

#[test]
fn what_is_no_time_is_refused() {
    for wrong in [
        "",
        "soon",
        "06/31/2019 02:57:58",
        "2019-13-01 00:00:00",
        "2019-06-20",
        "2019-02-29T00:00:00Z",
        "2019-06-20T24:00:00Z",
        "2019-06-20T02:57:58+25:00",
        "2019-06-20T02:57:58ZZ",
        "+1-06-20 02:57:58",
    ] {
        assert_eq!(parse(wrong), None, "{wrong}");
    }
}
