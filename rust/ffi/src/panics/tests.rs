use super::{caught, caught_async};
use azmi_core::{Code, Error, Result, Status};

fn place(line: u32) -> String {
    format!("{}:{line}", file!())
}

#[test]
fn a_panic_is_told_by_its_place_and_without_its_words() {
    let line = line!() + 1;
    let error = caught::<()>(|| panic!("secret {}", 1)).unwrap_err();
    assert_eq!(error.status(), Status::Internal);
    assert!(error.message().contains(&place(line)), "{error}");
    assert!(error.message().contains(azmi_core::VERSION), "{error}");
    assert!(!format!("{error:?}").contains("secret"));
}

#[test]
fn what_does_not_panic_passes_through() {
    assert_eq!(caught(|| Ok(7)).unwrap(), 7);
    let error = caught::<()>(|| Err(Error::new(Code::VmNotFound, "none"))).unwrap_err();
    assert_eq!(error.code(), Code::VmNotFound);
}

#[test]
fn guards_may_be_nested_and_each_names_its_own_place() {
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
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .build()
        .unwrap();
    let line = line!() + 4;
    let work = async {
        tokio::task::yield_now().await;
        if azmi_core::VERSION != "no version" {
            panic!("after a wait");
        }
        Result::Ok(())
    };
    let error = runtime
        .block_on(async { tokio::spawn(caught_async(work)).await.unwrap() })
        .unwrap_err();
    assert!(error.message().contains(&place(line)), "{error}");
}
