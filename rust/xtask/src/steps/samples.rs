//! A step for the sample in each language, which `tests/native` runs.

use super::Step;
use super::test::native_tests;

const AFTER: &[&str] = &["natives/linux-x64"];

pub const STEPS: &[Step] = &[
    Step::new("samples/c", &["linux", "cc"], |context| native_tests(context, "samples::c11")).after(AFTER),
    Step::new("samples/cpp", &["linux", "c++"], |context| native_tests(context, "samples::cpp17")).after(AFTER),
    Step::new("samples/dotnet", &["linux", "dotnet"], |context| native_tests(context, "samples::dotnet")).after(AFTER),
    Step::new("samples/dotnet-framework", &["linux", "dotnet", "mono", "mcs"], |context| {
        native_tests(context, "samples::framework")
    })
    .after(&["package/modules"]),
    Step::new("samples/node", &["linux", "node", "npm"], |context| native_tests(context, "samples::node")).after(AFTER),
    Step::new("samples/python", &["linux", "python3"], |context| native_tests(context, "samples::python")).after(AFTER),
    Step::new("samples/ruby", &["linux", "ruby"], |context| native_tests(context, "samples::ruby")).after(AFTER),
    Step::new("samples/curl", &["linux", "curl"], |context| native_tests(context, "samples::curl")).after(AFTER),
    Step::new("samples/powershell", &["linux", "dotnet", "pwsh"], |context| {
        native_tests(context, "samples::powershell")
    })
    .after(&["package/modules"]),
];
