use super::{caught, caught_async};
use azmi_core::{Code, Error, Result, Status};

fn place(line: u32) -> String {
    format!("{}:{line}", file!())
}

#[test]
fn a_panic_is_reported_by_its_location_and_without_its_message() {
    let line = line!() + 1;
    let error = caught::<()>(|| panic!("secret {}", 1)).unwrap_err();
    assert_eq!(error.status(), Status::Internal);
    assert!(error.message().contains(&place(line)), "{error}");
    assert!(error.message().contains(azmi_core::VERSION), "{error}");
    assert!(!format!("{error:?}").contains("secret"));
}

#[test]
fn results_without_a_panic_pass_through() {
    assert_eq!(caught(|| Ok(7)).unwrap(), 7);
    let error = caught::<()>(|| Err(Error::new(Code::VmNotFound, "none"))).unwrap_err();
    assert_eq!(error.code(), Code::VmNotFound);
}

#[test]
fn guards_may_be_nested_and_each_reports_its_own_location() {
    let line = line!() + 2;
    let error = caught::<()>(|| {
        let inner = caught::<()>(|| panic!("inner")).unwrap_err();
        assert!(inner.message().contains(&place(line)));
        panic!("outer")
    })
    .unwrap_err();
    assert!(error.message().contains(&place(line + 2)), "{error}");
}

#[test]
fn a_panic_in_spawned_work_is_an_error_too() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let line = line!() + 4;
    let work = async {
        tokio::task::yield_now().await;
        if azmi_core::VERSION != "no version" {
            panic!("after a wait");
        }
        Result::Ok(())
    };
    let error = runtime.block_on(async { tokio::spawn(caught_async(work)).await.unwrap() }).unwrap_err();
    assert!(error.message().contains(&place(line)), "{error}");
}

#[test]
fn guarded_code_never_calls_the_hook_of_the_host() {
    const PLAYED: &str = "AZMI_TEST_PANICKING_HOOK";
    if std::env::var_os(PLAYED).is_none() {
        // A panic in a hook ends the process, so this runs in a separate one.
        let name = "panics::tests::guarded_code_never_calls_the_hook_of_the_host";
        let played = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"])
            .env(PLAYED, "1")
            .output()
            .unwrap();
        assert!(played.status.success(), "{played:?}");
        return;
    }
    std::panic::set_hook(Box::new(|_| panic!("the hook")));
    for _ in 0..2 {
        let error = caught::<()>(|| panic!("inside")).unwrap_err();
        assert_eq!(error.status(), Status::Internal);
    }
    // The library's own threads are guarded as a whole.
    let guarded = std::thread::spawn(|| {
        super::own_this_thread();
        panic!("in the library's thread");
    });
    assert!(guarded.join().is_err());
    drop(std::panic::take_hook());
}
