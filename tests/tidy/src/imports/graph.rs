//! The graph of files and the names that they import from each other.

use std::collections::{BTreeMap, BTreeSet};

/// For each file, the files that it imports, with the names.
#[derive(Debug, Default)]
pub(super) struct Graph(BTreeMap<String, BTreeMap<String, BTreeSet<String>>>);

impl Graph {
    /// Adds an import. Ignores imports of a file from itself.
    pub(super) fn add(&mut self, from: &str, to: &str, name: &str) {
        if from != to {
            let names = self.0.entry(from.to_owned()).or_default().entry(to.to_owned()).or_default();
            names.insert(name.to_owned());
        }
    }

    /// Returns every import: the importing file, the imported file, and the name.
    #[cfg(test)]
    pub(super) fn edges(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let imports =
            self.0.iter().flat_map(|(from, imports)| imports.iter().map(move |(to, names)| (from, to, names)));
        imports.flat_map(|(from, to, names)| names.iter().map(move |name| (&**from, &**to, &**name)))
    }

    /// Returns a text for each set of files that import each other.
    pub(super) fn circles(&self) -> Vec<String> {
        let reached: BTreeMap<&str, BTreeSet<&str>> = self.0.keys().map(|file| (&**file, self.reach(file))).collect();
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for (file, all) in &reached {
            if !all.contains(file) || seen.contains(file) {
                continue;
            }
            let leads_back = |other: &&&str| reached.get(**other).is_some_and(|back| back.contains(file));
            let circle: BTreeSet<&str> = all.iter().filter(leads_back).copied().collect();
            found.push(self.describe(&circle));
            seen.extend(circle);
        }
        found
    }

    fn reach<'a>(&'a self, from: &'a str) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut open = vec![from];
        while let Some(file) = open.pop() {
            let next = self.0.get(file).into_iter().flat_map(BTreeMap::keys);
            open.extend(next.map(String::as_str).filter(|file| reached.insert(*file)));
        }
        reached
    }

    fn describe(&self, circle: &BTreeSet<&str>) -> String {
        let mut text = format!("{} files import each other in a circle", circle.len());
        for from in circle {
            for (to, names) in self.0.get(*from).into_iter().flatten().filter(|(to, _)| circle.contains(&***to)) {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                text += &format!("\n    {from} imports from {to}: {}", names.join(", "));
            }
        }
        text
    }
}
