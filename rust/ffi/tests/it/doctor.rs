//! The doctor through the exported functions: findings and failures.

use crate::support::{ABSENT, Failure, World, make, sized, str, text};
use azmi::abi::*;
use azmi::cancel::*;
use azmi::constants::*;
use azmi::doctor::*;
use azmi_emulator::{Endpoint, Fault};
use std::ffi::c_void;
use std::ptr::{null, null_mut};
use std::time::{Duration, Instant};

const NAMES: [&str; 9] =
    ["Source", "Proxy", "Endpoint", "ArcAgent", "Identity", "Token", "Clock", "ResourceManager", "Reader"];

/// A copy of a check.
#[derive(Debug, PartialEq)]
struct Check {
    status: u32,
    name: String,
    status_name: String,
    detail: String,
    fix: Option<String>,
}

/// A report that is freed when dropped.
struct Report(*mut AzmiDoctorReport);

impl Drop for Report {
    fn drop(&mut self) {
        // SAFETY: It's freed once.
        unsafe { azmi_doctor_report_free(self.0) };
    }
}

impl Report {
    fn is_healthy(&self) -> bool {
        // SAFETY: The report is alive.
        unsafe { azmi_doctor_report_is_healthy(self.0) == 1 }
    }

    fn get(&self, index: usize, view: &mut AzmiCheckView) -> AzmiStatus {
        // SAFETY: The report is alive, and the view has the size that it states.
        unsafe { azmi_doctor_report_get(self.0, index, view, null_mut()) }
    }

    fn checks(&self) -> Vec<Check> {
        // SAFETY: The report is alive.
        let len = unsafe { azmi_doctor_report_len(self.0) };
        let check = |index| {
            let mut view: AzmiCheckView = sized();
            assert_eq!(self.get(index, &mut view), AZMI_STATUS_OK);
            assert!(view.duration_ms < 10_000);
            Check {
                status: view.status,
                name: text(&view.name).unwrap(),
                status_name: text(&view.status_name).unwrap(),
                detail: text(&view.detail).unwrap(),
                fix: text(&view.fix),
            }
        };
        (0..len).map(check).collect()
    }

    fn check(&self, name: &str) -> Check {
        let mut checks = self.checks();
        let at = checks.iter().position(|check| check.name == name).unwrap();
        checks.swap_remove(at)
    }
}

/// Runs the doctor with these variables; `change` may modify the options.
fn examine(
    variables: &[(String, String)],
    change: impl FnOnce(&mut AzmiClientOptions),
    resource: AzmiStr,
    call: *const AzmiCallOptions,
) -> Result<Report, Box<Failure>> {
    let env: Vec<AzmiEnvVar> =
        variables.iter().map(|(name, value)| AzmiEnvVar { name: str(name), value: str(value) }).collect();
    let mut options: AzmiClientOptions = sized();
    options.env = env.as_ptr();
    options.env_len = env.len();
    change(&mut options);
    // SAFETY: The options, variables and texts outlive the call.
    make(|out, error| unsafe { azmi_doctor_run(&raw const options, resource.data, resource.len, call, out, error) })
        .map(Report)
}

/// A world whose identity endpoint responds slowly.
fn slow() -> World {
    let world = World::new();
    world.emulator.set_faults(vec![Fault { delay_ms: 20_000, ..Fault::at(Endpoint::Imds) }]);
    world
}

#[test]
fn a_healthy_machine() {
    let world = World::new();
    let report = examine(&world.variables, |_| (), ABSENT, null()).unwrap();
    assert!(report.is_healthy());
    let checks = report.checks();
    let names: Vec<&str> = checks.iter().map(|check| &*check.name).collect();
    assert_eq!(names, NAMES);
    assert_eq!(
        report.check("ArcAgent"),
        Check {
            status: AZMI_CHECK_SKIPPED,
            name: "ArcAgent".into(),
            status_name: "Skipped".into(),
            detail: "The source is not Azure Arc.".into(),
            fix: None,
        }
    );
    let token = report.check("Token");
    assert_eq!((token.status, &*token.status_name), (AZMI_CHECK_WARNING, "Warning"));
    assert!(token.fix.is_some(), "an emulator's token is a warning with a fix");
    assert_eq!(report.check("Reader").status, AZMI_CHECK_PASS);
}

#[test]
fn another_audience_and_another_identity() {
    let world = World::new();
    let wanted = &world.emulator.endpoints().user_assigned[0];
    let id = str(&wanted.client_id);
    let report =
        examine(&world.variables, |options| options.client_id = id, str("https://vault.azure.net"), null()).unwrap();
    let identity = report.check("Identity");
    assert!(identity.detail.contains(&wanted.principal_id), "{identity:?}");
    let token = report.check("Token");
    assert!(token.detail.starts_with("For https://vault.azure.net,"), "{token:?}");
}

#[test]
fn a_missing_source_is_a_finding() {
    let world = World::new();
    let report =
        examine(&world.variables, |options| options.source = AZMI_SOURCE_SERVICE_FABRIC, ABSENT, null()).unwrap();
    assert!(!report.is_healthy());
    let source = report.check("Source");
    assert_eq!((source.status, &*source.status_name), (AZMI_CHECK_FAIL, "Fail"));
    assert!(source.detail.ends_with("[SourceNotConfigured]") && source.fix.is_some(), "{source:?}");
    assert_eq!(report.check("Endpoint").status, AZMI_CHECK_SKIPPED);
    assert!(world.emulator.requests().is_empty());
}

#[test]
fn an_untrusted_endpoint_is_a_finding() {
    let variables = [("AZURE_POD_IDENTITY_AUTHORITY_HOST".to_owned(), "http://8.8.8.8".to_owned())];
    let report = examine(&variables, |_| (), ABSENT, null()).unwrap();
    assert!(report.check("Source").detail.ends_with("[UntrustedEndpoint]"));
}

#[test]
fn an_invalid_argument_is_a_failure() {
    let world = World::new();
    let code = |change: &dyn Fn(&mut AzmiClientOptions), resource| {
        let Err(failure) = examine(&world.variables, |options| change(options), resource, null()) else {
            panic!("the call made a report");
        };
        assert_eq!(failure.status, AZMI_STATUS_INVALID_ARGUMENT);
        failure.code
    };
    assert_eq!(code(&|options| options.client_id = str("me"), ABSENT), "InvalidClientId");
    assert_eq!(code(&|options| options.object_id = str("me"), ABSENT), "InvalidObjectId");
    assert_eq!(code(&|options| options.account_id = str("me"), ABSENT), "InvalidAccountId");
    let both = |options: &mut AzmiClientOptions| {
        options.client_id = str("66666666-6666-4666-8666-666666666661");
        options.object_id = str("66666666-6666-4666-8666-666666666661");
    };
    assert_eq!(code(&both, ABSENT), "ConflictingSelectors");
    assert_eq!(code(&|options| options.source = 99, ABSENT), "InvalidPointer");
    assert_eq!(code(&|options| options.environment = str("Mars"), ABSENT), "InvalidEnvironment");
    assert_eq!(code(&|options| options.subscription_id = str("mine"), ABSENT), "InvalidSubscriptionId");
    assert_eq!(code(&|_| (), str("")), "InvalidResource");
    let cut = AzmiStr { data: b"\xff".as_ptr(), len: 1 };
    assert_eq!(code(&|_| (), cut), "InvalidUtf8");
    let no_pointer = AzmiStr { data: null(), len: 1 };
    assert_eq!(code(&|_| (), no_pointer), "InvalidPointer");
}

#[test]
fn an_expired_time_limit_is_a_finding() {
    let world = slow();
    let mut call: AzmiCallOptions = sized();
    call.timeout_ms = 300;
    let begin = Instant::now();
    let report = examine(&world.variables, |_| (), ABSENT, &raw const call).unwrap();
    assert!(begin.elapsed() < Duration::from_secs(2));
    assert!(report.check("Identity").detail.ends_with("[TimedOut]"));
    assert_eq!(report.checks().len(), NAMES.len());
}

#[test]
fn cancelling_is_a_failure_and_events_report_the_progress() {
    struct Watcher {
        cancel: *const AzmiCancel,
        seen: Vec<(String, u64, u64)>,
    }
    unsafe extern "C" fn watch(event: *const AzmiEventView, user_data: *mut c_void) {
        // SAFETY: The library passes a live event, and `user_data` unchanged.
        let (event, watcher) = unsafe { (&*event, &mut *user_data.cast::<Watcher>()) };
        if event.kind == AZMI_EVENT_PROGRESS {
            watcher.seen.push((text(&event.message).unwrap(), event.done, event.total));
        }
        // The next check would wait for 20 seconds.
        if event.done == 4 {
            // SAFETY: The switch is alive until the call returns.
            unsafe { azmi_cancel_trigger(watcher.cancel) };
        }
    }
    let world = slow();
    // SAFETY: The output is valid for writing.
    let cancel = make(|out, error| unsafe { azmi_cancel_new(out, error) }).unwrap();
    let mut watcher = Watcher { cancel, seen: Vec::new() };
    let mut call: AzmiCallOptions = sized();
    call.cancel = cancel;
    call.on_event = Some(watch);
    call.user_data = (&raw mut watcher).cast();
    let begin = Instant::now();
    let failure = examine(&world.variables, |_| (), ABSENT, &raw const call);
    assert!(begin.elapsed() < Duration::from_secs(2));
    assert_eq!(failure.err().unwrap().code, "Cancelled");
    assert_eq!(watcher.seen[0], ("Examined Source: 1 of 9".into(), 1, 9));
    assert_eq!(watcher.seen.len(), 4);
    // SAFETY: It's freed once.
    unsafe { azmi_cancel_free(cancel) };
}

#[test]
fn missing_checks_and_null_are_rejected() {
    let world = World::new();
    let report = examine(&world.variables, |options| options.source = AZMI_SOURCE_ARC, ABSENT, null()).unwrap();
    let mut view: AzmiCheckView = sized();
    assert_eq!(report.get(NAMES.len(), &mut view), AZMI_STATUS_INVALID_ARGUMENT);
    assert!(view.name.data.is_null() && view.status == 0);
    assert_eq!(report.get(usize::MAX, &mut view), AZMI_STATUS_INVALID_ARGUMENT);
    // SAFETY: NULL is allowed, or reported as a failure.
    unsafe {
        assert_eq!(azmi_doctor_report_len(null()), 0);
        assert_eq!(azmi_doctor_report_is_healthy(null()), 0);
        assert_eq!(azmi_doctor_report_get(null(), 0, &raw mut view, null_mut()), AZMI_STATUS_INVALID_ARGUMENT);
        assert_eq!(azmi_doctor_run(null(), null(), 0, null(), null_mut(), null_mut()), AZMI_STATUS_INVALID_ARGUMENT);
        azmi_doctor_report_free(null_mut());
    }
}
