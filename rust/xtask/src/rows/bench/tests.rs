use super::*;
use crate::bench::figures::Lack;
use crate::rows::Require;
use crate::table::Verdict;

fn missing(id: &str, lack: Lack) -> Missing {
    Missing {
        id: id.to_owned(),
        lack,
    }
}

#[test]
fn what_could_not_be_measured_never_passes() {
    let took = Duration::from_secs(1);
    assert_eq!(judged("bench", &[], took).verdict, Verdict::Passed);

    let absent = missing("pwsh", Lack::Absent("no pwsh on PATH".to_owned()));
    let row = judged("bench", std::slice::from_ref(&absent), took);
    assert_eq!(row.verdict, Verdict::Skipped);
    assert_eq!(row.note, "not measured: pwsh: no pwsh on PATH");
    let row = Require::Bench.enforce(&[Require::Bench], row);
    assert_eq!(row.verdict, Verdict::Failed);

    let failed = missing("process: azmi", Lack::Failed("it ended with 1".to_owned()));
    let row = judged("bench", &[absent, failed], took);
    assert_eq!(row.verdict, Verdict::Failed);
    assert!(row.note.contains("pwsh: no pwsh") && row.note.contains("azmi: it ended with 1"));
}
