//! A step for each language's sample, which `tests/native` runs.

use super::Step;
use super::test::{native_tests, step};

const AFTER: &[&str] = &["natives/linux-x64"];

/// All of them.
pub const STEPS: &[Step] = &[
    step("samples/c", &["linux", "cc"], AFTER, |context| native_tests(context, "samples::c11")),
    step("samples/cpp", &["linux", "c++"], AFTER, |context| native_tests(context, "samples::cpp17")),
    step("samples/dotnet", &["linux", "dotnet"], AFTER, |context| native_tests(context, "samples::dotnet")),
    step("samples/dotnet-framework", &["linux", "dotnet", "mono", "mcs"], &["package/modules"], |context| {
        native_tests(context, "samples::framework")
    }),
    step("samples/node", &["linux", "node", "npm"], AFTER, |context| native_tests(context, "samples::node")),
    step("samples/python", &["linux", "python3"], AFTER, |context| native_tests(context, "samples::python")),
    step("samples/ruby", &["linux", "ruby"], AFTER, |context| native_tests(context, "samples::ruby")),
    step("samples/curl", &["linux", "curl"], AFTER, |context| native_tests(context, "samples::curl")),
    step("samples/powershell", &["linux", "dotnet", "pwsh"], &["package/modules"], |context| {
        native_tests(context, "samples::powershell")
    }),
];
