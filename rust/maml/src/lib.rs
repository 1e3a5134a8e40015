//! Converts the markdown pages in `powershell/docs` to the module's help for `Get-Help`.
//!
//! The pages follow the schema of platyPS 2.0.0, which editors and readers know. platyPS itself isn't used, because
//! it's a PowerShell module that would have to be downloaded and run. An incomplete page is an error, so that the help
//! has no gaps.

#![forbid(unsafe_code)]

mod errors;
mod maml;
mod markdown;
mod page;
mod topic;

use page::Page;
use std::fs;
use std::path::{Path, PathBuf};

/// Returns the help of the module's cmdlets, the content of `ManagedIdentity.dll-Help.xml`.
pub fn maml(folder: &Path) -> Result<String, String> {
    let pages = files(folder)?
        .into_iter()
        .filter(|(name, _)| !is_topic(name))
        .map(|(name, text)| Page::read(&text).map_err(|error| format!("{name}.md: {error}")))
        .collect::<Result<Vec<_>, _>>()?;
    maml::write(&pages).map_err(|error| error.to_string())
}

/// Returns the topics: file names, such as `about_ManagedIdentity.help.txt`, and their texts.
pub fn topics(folder: &Path) -> Result<Vec<(String, String)>, String> {
    files(folder)?
        .into_iter()
        .filter(|(name, _)| is_topic(name))
        .map(|(name, text)| Ok((format!("{name}.help.txt"), topic::write(&name, &text)?)))
        .collect()
}

/// Returns the topic of all error ids, made from their page in `docs`: its file name and its text.
pub fn error_topic(page: &Path) -> Result<(String, String), String> {
    let text = fs::read_to_string(page).map_err(|error| format!("{}: {error}", page.display()))?;
    Ok((format!("{}.help.txt", errors::NAME), errors::write(&text)?))
}

/// Writes all help files to the language folder `to` (`en-US`), which it creates, from the folder of pages and the page
/// of error ids.
pub fn write(folder: &Path, errors: &Path, to: &Path) -> Result<Vec<PathBuf>, String> {
    let mut all = vec![("ManagedIdentity.dll-Help.xml".to_owned(), maml(folder)?)];
    all.extend(topics(folder)?);
    all.push(error_topic(errors)?);
    fs::create_dir_all(to).map_err(|error| format!("{}: {error}", to.display()))?;
    all.into_iter()
        .map(|(name, text)| {
            let path = to.join(name);
            fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
            Ok(path)
        })
        .collect()
}

fn is_topic(name: &str) -> bool {
    name.starts_with("about_")
}

/// Reads the pages, sorted by name. Only ASCII is allowed, because Windows PowerShell reads topics in the machine's
/// code page.
fn files(folder: &Path) -> Result<Vec<(String, String)>, String> {
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| failed(folder, error))? {
        let path = entry.map_err(|error| failed(folder, error))?.path();
        if path.extension().is_some_and(|end| end == "md") {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let text = fs::read_to_string(&path).map_err(|error| failed(&path, error))?;
            if let Some(line) = text.lines().position(|line| !line.is_ascii()) {
                return Err(format!("{name}.md:{}: not ASCII", line + 1));
            }
            found.push((name.into_owned(), text));
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(format!("{} holds no pages", folder.display()));
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
