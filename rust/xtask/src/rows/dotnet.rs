//! The shim's library under .NET: every test project below `tests/dotnet`.

use super::workshop::Workshop;
use crate::counts;
use crate::run::{Show, run};
use crate::table::Row;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Builds and runs them, against the native library as it ships.
#[must_use]
pub fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    let start = Instant::now();
    if let Err(why) = shop.dotnet() {
        return vec![Row::skipped("dotnet", why)];
    }
    let projects = match test_projects(&shop.around().path("tests/dotnet")) {
        Ok(projects) => projects,
        Err(why) => return vec![Row::failed("dotnet", start.elapsed(), why)],
    };
    projects.iter().map(|project| row(shop, project)).collect()
}

fn row(shop: &Workshop<'_>, project: &Path) -> Row {
    let start = Instant::now();
    let what = format!(
        "dotnet: {}",
        project.file_stem().unwrap_or_default().to_string_lossy()
    );
    match counted(shop, project) {
        Ok(row) => Row {
            what,
            took: start.elapsed(),
            ..row
        },
        Err(why) => Row::failed(what, start.elapsed(), why),
    }
}

fn counted(shop: &Workshop<'_>, project: &Path) -> Result<Row, String> {
    let around = shop.around();
    let dotnet = shop.dotnet()?;
    let packed = shop.packed()?;
    let results = shop.scratch("dotnet");
    let name = format!(
        "{}.trx",
        project.file_stem().unwrap_or_default().to_string_lossy()
    );
    let _ = fs::remove_file(results.join(&name));
    let mut command = dotnet.command(around, ["test", "--configuration", "Release", "--logger"]);
    command
        .arg(format!("trx;LogFileName={name}"))
        .arg("--results-directory")
        .arg(&results)
        .arg(project);
    command
        .env("AZMI_TEST_AZMI", shop.azmi()?)
        .env("AZMI_TEST_LIBRARY", &packed.library)
        .env("AZMI_TEST_MODULE", &packed.folder);
    let ended = run(&mut command, Show::OnFailure);
    let file = fs::read_to_string(results.join(&name)).unwrap_or_default();
    let Some(counts) = counts::trx(&file) else {
        return Err(if ended.ok {
            "no results were written".to_owned()
        } else {
            ended.reason
        });
    };
    let row =
        Row::counted("", counts, std::time::Duration::ZERO).unless_ok(ended.ok, &ended.reason);
    Ok(row)
}

fn test_projects(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(|error| format!("{}: {error}", folder.display()))?
        .filter_map(Result::ok)
        .filter_map(|entry| fs::read_dir(entry.path()).ok())
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with("Tests.csproj"))
        .collect();
    found.sort();
    if found.is_empty() {
        Err(format!("{} holds no *Tests.csproj", folder.display()))
    } else {
        Ok(found)
    }
}
