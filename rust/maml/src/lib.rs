//! The module's help: from the markdown pages below `powershell/docs` to what `Get-Help` reads.
//!
//! The pages follow the schema of platyPS 2.0.0, so that its editors and readers know them; platyPS itself is a PowerShell module
//! that would have to be downloaded and run. A page that lacks something is an error, never an empty place in the help.

#![forbid(unsafe_code)]

mod errors;
mod maml;
mod markdown;
mod page;
mod topic;

use page::Page;
use std::fs;
use std::path::{Path, PathBuf};

/// The help of the module's cmdlets, as `ManagedIdentity.dll-Help.xml` holds it.
pub fn maml(folder: &Path) -> Result<String, String> {
    let pages = files(folder)?
        .into_iter()
        .filter(|(name, _)| !is_topic(name))
        .map(|(name, text)| Page::read(&text).map_err(|error| format!("{name}.md: {error}")))
        .collect::<Result<Vec<_>, _>>()?;
    maml::write(&pages).map_err(|error| error.to_string())
}

/// The topics: names of files, such as `about_ManagedIdentity.help.txt`, and their texts.
pub fn topics(folder: &Path) -> Result<Vec<(String, String)>, String> {
    files(folder)?
        .into_iter()
        .filter(|(name, _)| is_topic(name))
        .map(|(name, text)| Ok((format!("{name}.help.txt"), topic::write(&name, &text)?)))
        .collect()
}

/// The topic of all error ids, from their page in `docs`: the name of its file, and its text.
pub fn error_topic(page: &Path) -> Result<(String, String), String> {
    let text = fs::read_to_string(page).map_err(|error| format!("{}: {error}", page.display()))?;
    Ok((format!("{}.help.txt", errors::NAME), errors::write(&text)?))
}

/// Writes all help into the folder of a language, `en-US`, which is made: from the folder of pages, and the page of error ids.
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

/// The pages by name, in order. Only ASCII: Windows PowerShell reads a topic as the machine's code page.
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
