//! The packed module in real PowerShell: 7, and on Windows 5.1 as well.

use super::workshop::Workshop;
use crate::counts;
use crate::package::{self, VERSION, release};
use crate::run::{Show, run};
use crate::table::Row;
use crate::tools::powershell::PowerShell;
use crate::tools::unpack::unpack;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The oldest Pester that the test files are written for.
const PESTER: &str = "5.5.0";

/// Packs the module and runs its tests in each PowerShell there is.
#[must_use]
pub fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    let mut rows = vec![match shop.pwsh() {
        Ok(pwsh) => row(shop, pwsh),
        Err(why) => Row::skipped("pester: pwsh", why),
    }];
    rows.extend(
        PowerShell::find_windows_powershell(shop.around()).map(|powershell| row(shop, &powershell)),
    );
    rows
}

/// What is tested is what is handed out: the zip, unpacked as an administrator does it.
fn unpacked(shop: &Workshop<'_>) -> Result<PathBuf, String> {
    release::write(shop, shop.archives()?)?;
    let modules = shop.scratch("pester").join("modules");
    let zip = package::dist(shop).join(release::zip_name());
    fs::create_dir_all(shop.scratch("pester")).map_err(|error| error.to_string())?;
    unpack(&zip, &modules, "")?;
    Ok(modules)
}

fn row(shop: &Workshop<'_>, shell: &PowerShell) -> Row {
    let what = format!("pester: {} {}", shell.name, shell.version);
    // The module can't be built without an SDK: a reason to skip, as a missing shell is.
    if let Err(why) = shop.dotnet() {
        return Row::skipped(what, why);
    }
    let pester = match shell.module(&shop.tools, "Pester", PESTER) {
        Ok(pester) => pester,
        Err(why) => return Row::skipped(what, why),
    };
    let start = Instant::now();
    let counted = || -> Result<Row, String> {
        let modules = unpacked(shop)?;
        let result = shop.scratch("pester").join(format!("{}.json", shell.name));
        fs::create_dir_all(result.parent().unwrap_or(&result))
            .map_err(|error| error.to_string())?;
        let _ = fs::remove_file(&result);
        let mut command = shell.script(shop.around(), "rust/xtask/scripts/Invoke-ModuleTest.ps1");
        command
            .arg("-Pester")
            .arg(&pester)
            .arg("-Path")
            .arg(shop.around().path("tests/pester"))
            .arg("-Result")
            .arg(&result);
        command
            .env(
                "AZMI_TEST_MODULE",
                modules.join("ManagedIdentity").join(VERSION),
            )
            .env("AZMI_TEST_DIST", package::dist(shop))
            .env("AZMI_TEST_AZMI", shop.azmi()?);
        let ended = run(&mut command, Show::OnFailure);
        let counts = counts::pester(&fs::read_to_string(&result).unwrap_or_default());
        let counts = counts.ok_or_else(|| {
            if ended.ok {
                "no result was written".to_owned()
            } else {
                ended.reason.clone()
            }
        })?;
        Ok(Row::counted("", counts, Duration::ZERO).unless_ok(ended.ok, &ended.reason))
    };
    match counted() {
        Ok(row) => Row {
            what,
            took: start.elapsed(),
            ..row
        },
        Err(why) => Row::failed(what, start.elapsed(), why),
    }
}
