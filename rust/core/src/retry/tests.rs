use super::*;

fn waits(rules: RetryRules, status: Option<u16>) -> Vec<u64> {
    let mut since = Duration::ZERO;
    let mut out = Vec::new();
    while let Some(wait) = rules.next_wait(status, out.len() as u32 + 1, since, None) {
        assert!(wait.as_secs_f64() < wait.as_secs() as f64 * 1.25 + 1.0);
        since += wait;
        out.push(wait.as_secs());
        assert!(out.len() < 50);
    }
    out
}

#[test]
fn transient_failures_get_three_retries() {
    for status in [Some(429), Some(500), Some(404), Some(408), Some(509), None] {
        assert_eq!(waits(RetryRules::IMDS, status).len(), 3, "{status:?}");
    }
    assert_eq!(waits(RetryRules::ARM, Some(503)).len(), 4);
}

#[test]
fn permanent_failures_are_not_retried() {
    for status in [400, 401, 403, 405] {
        assert!(waits(RetryRules::IMDS, Some(status)).is_empty());
    }
    for status in [404, 410, 501] {
        assert!(waits(RetryRules::LOCAL, Some(status)).is_empty());
        assert!(waits(RetryRules::ARM, Some(status)).is_empty());
    }
}

#[test]
fn a_410_is_retried_for_70_seconds() {
    let mut since = Duration::ZERO;
    let mut tries = 1;
    while let Some(wait) = RetryRules::IMDS.next_wait(Some(410), tries, since, None) {
        assert!(wait <= Duration::from_secs(10));
        since += wait;
        tries += 1;
    }
    assert!((70.0..82.0).contains(&since.as_secs_f64()), "{since:?}");
}

#[test]
fn a_longer_retry_after_is_honored() {
    let wait =
        |asked| RetryRules::IMDS.next_wait(Some(429), 1, Duration::ZERO, Some(Duration::from_secs(asked))).unwrap();
    assert_eq!(wait(30), Duration::from_secs(30));
    assert!(wait(0) >= Duration::from_secs(1));
}

#[test]
fn retry_after_is_in_seconds_or_a_date() {
    let wait = |value, date, now| retry_after(value, date, now).map(|wait| wait.as_secs());
    let at_two = "Thu, 01 Jan 1970 00:02:00 GMT";
    assert_eq!(wait(" 120 ", None, 0), Some(120));
    assert_eq!(wait(at_two, None, 60), Some(60));
    assert_eq!(wait(at_two, None, 600), Some(0));
    assert_eq!(wait("soon", None, 0), None);
    // The response's own clock counts, whatever this machine's clock says.
    for now in [-1, 0, 600, 1_700_000_000] {
        let date = Some("Thu, 01 Jan 1970 00:01:30 GMT");
        assert_eq!(wait(at_two, date, now), Some(30), "{now}");
    }
    assert_eq!(wait(at_two, Some("no date"), 60), Some(60));
}

#[test]
fn no_wait_exceeds_an_hour() {
    let longest = Some(limits::LONGEST_RETRY_AFTER);
    for value in ["3601", "86401", "18446744073709551615", "99999999999999999999999"] {
        assert_eq!(retry_after(value, None, 0), longest, "{value}");
    }
    let far = "Fri, 31 Dec 9999 23:59:59 GMT";
    assert_eq!(retry_after(far, None, 0), longest);
    let date = Some("Thu, 01 Jan 1970 00:00:00 GMT");
    assert_eq!(retry_after(far, date, 0), longest);
}

#[test]
fn an_announced_endpoint_has_ten_seconds_to_start_listening() {
    let (mut passed, mut tries) = (Duration::ZERO, 1);
    while let Some(wait) = until_it_listens(tries, passed) {
        assert!(wait <= Duration::from_secs(2) && !wait.is_zero());
        passed += wait;
        tries += 1;
    }
    assert_eq!(passed, Duration::from_secs(10));
    assert!((6..=9).contains(&tries), "{tries}");
    assert_eq!(until_it_listens(1, Duration::from_secs(11)), None);
    assert!(until_it_listens(u32::MAX, Duration::ZERO).is_some());
}

#[test]
fn waits_may_have_decimals_or_be_in_milliseconds() {
    let asked = |name: &'static str, value: &str| {
        let mut answer = Answer::default();
        answer.headers.insert(name, value.parse().unwrap());
        wait_asked_for(&answer, 0).map(|wait| wait.as_millis())
    };
    assert_eq!(asked("retry-after", "2.5"), Some(2500));
    for name in ["retry-after-ms", "x-ms-retry-after-ms"] {
        assert_eq!(asked(name, "400"), Some(400), "{name}");
        assert_eq!(asked(name, "1500.7"), Some(1500), "{name}");
        assert_eq!(asked(name, "9".repeat(400).as_str()), Some(3_600_000));
        for odd in ["", "-1", "abc", "nan", "1e9", "inf", "."] {
            assert_eq!(asked(name, odd), None, "{name} {odd}");
        }
    }
}
