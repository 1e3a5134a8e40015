use super::{LAST, number, parse, point};
use serde_json::json;

#[test]
fn every_format_on_the_wire_is_parsed() {
    assert_eq!(parse("06/20/2019 02:57:58 +00:00"), Some(1_560_999_478));
    assert_eq!(parse("1/16/2020 5:24:12 AM +00:00"), Some(1_579_152_252));
    assert_eq!(parse("1/16/2020 12:24:12 AM +00:00"), Some(1_579_134_252));
    assert_eq!(parse("1/16/2020 12:24:12 PM +00:00"), Some(1_579_177_452));
    assert_eq!(parse("2019-06-20 02:57:58"), Some(1_560_999_478));
    assert_eq!(parse("2019-06-20T02:57:58Z"), Some(1_560_999_478));
    assert_eq!(parse("2019-06-20T04:57:58.123+02:00"), Some(1_560_999_478));
    assert_eq!(parse("2000-02-29T00:00:00Z"), Some(951_782_400));
    for same in [
        "1/16/2020 5:24:12 am +00:00",
        "1/16/2020 5:24:12 Am +00:00",
        "1/16/2020 5:24:12am",
        "1/16/2020 5:24:12\u{202f}AM +00:00",
        "16/1/2020 5:24:12 +00:00",
        "01/16/2020 05:24:12.0000000 +0000",
        "2020-01-16t05:24:12z",
        "2020-01-16 05:24:12,5 UTC",
        "2020-01-16T07:24:12+02",
        "2020-01-16T00:24:12-0500",
        "2020/01/16 05:24:12Z",
        "Thu, 16 Jan 2020 05:24:12 GMT",
        "/Date(1579152252000)/",
    ] {
        assert_eq!(parse(same), Some(1_579_152_252), "{same}");
    }
    assert_eq!(parse("1/16/2020 12:24:12 pm +00:00"), Some(1_579_177_452));
}

#[test]
fn invalid_times_are_refused() {
    for wrong in [
        "",
        "soon",
        "06/31/2019 02:57:58",
        "2019-13-01 00:00:00",
        "2019-06-20",
        "2019-02-29T00:00:00Z",
        "2019-06-20T24:00:00Z",
        "2019-06-20T02:57:58+25:00",
        "2019-06-20T02:57:58+00:999999999999999999",
        "2019-06-20T02:57:58ZZ",
        "+1-06-20 02:57:58",
    ] {
        assert_eq!(parse(wrong), None, "{wrong}");
    }
}

#[test]
fn a_time_may_be_in_seconds_milliseconds_or_a_date() {
    for value in [
        json!(1_579_152_252),
        json!(1_579_152_252.9),
        json!("1579152252"),
        json!(" 1579152252.0 "),
        json!("1.579152252e9"),
        json!(1_579_152_252_123_i64),
        json!("1579152252123"),
        json!(1_579_152_252_123.5),
        json!("1/16/2020 5:24:12 am"),
    ] {
        assert_eq!(point(&value), Some(1_579_152_252), "{value}");
    }
    assert_eq!(point(&json!(LAST)), Some(LAST));
}

#[test]
fn an_impossible_time_is_absent() {
    for value in [
        json!(null),
        json!(""),
        json!("  "),
        json!(0),
        json!("0"),
        json!(-1),
        json!("-1.5"),
        json!(LAST + 1),
        json!(15_791_522_521_230_i64),
        json!(637_146_622_520_000_000_i64),
        json!(u64::MAX),
        json!(1e300),
        json!("nan"),
        json!("inf"),
        json!("-inf"),
        json!("1e400"),
        json!(true),
        json!([1]),
    ] {
        assert_eq!(point(&value), None, "{value}");
    }
    assert_eq!(number(&json!("86399.7")), Some(86_399));
    assert_eq!(number(&json!(-0.5)), Some(-1));
}
