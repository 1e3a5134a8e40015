//! Resolves the file that a name comes from.

use super::tokens::{self, Module, Use};
use crate::tree::{File, Tree};
use std::collections::BTreeMap;

/// The modules of a crate, of both the library and the program.
pub(super) struct Crate {
    /// The crate's name, and the root module of its library.
    library: Option<(String, usize)>,
    nodes: Vec<Node>,
}

struct Node {
    file: String,
    root: usize,
    parent: Option<usize>,
    children: BTreeMap<String, usize>,
    module: Module,
}

/// The target of a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target<'a> {
    /// Another crate, or unknown.
    Elsewhere,
    /// A module.
    Module(usize),
    /// An item of a module, by its name there.
    Item(usize, &'a str),
}

/// Enough for any chain of `use` that isn't circular.
const MAX_STEPS: usize = 16;

impl Crate {
    /// Reads the crate in a folder.
    pub(super) fn read(tree: &Tree, folder: &str) -> Result<Self, String> {
        let mut read = Self { library: None, nodes: Vec::new() };
        if let Some(file) = tree.file(&format!("{folder}/src/lib.rs")) {
            let root = read.add(tree, file, None)?;
            let name = tree.file(&format!("{folder}/Cargo.toml")).map(File::text).unwrap_or_default();
            let name = name.lines().find_map(|line| line.strip_prefix("name = "));
            read.library = name.map(|name| (name.trim_matches('"').replace('-', "_"), root));
        }
        if let Some(file) = tree.file(&format!("{folder}/src/main.rs")) {
            read.add(tree, file, None)?;
        }
        if read.nodes.is_empty() { Err(format!("{folder} contains no crate")) } else { Ok(read) }
    }

    fn add(&mut self, tree: &Tree, file: &File, parent: Option<usize>) -> Result<usize, String> {
        let module = tokens::read(&file.text()).map_err(|why| format!("{}: {why}", file.path))?;
        let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
        let is_root_of_folder = parent.is_none() || name == "mod.rs";
        let below = if is_root_of_folder { folder.to_owned() } else { file.path.trim_end_matches(".rs").to_owned() };
        self.add_module(tree, &file.path, &below, module, parent)
    }

    fn add_module(
        &mut self,
        tree: &Tree,
        file: &str,
        below: &str,
        mut module: Module,
        parent: Option<usize>,
    ) -> Result<usize, String> {
        let (inline, children) = (std::mem::take(&mut module.inline), std::mem::take(&mut module.children));
        let own = self.nodes.len();
        let root = parent.map_or(own, |parent| self.nodes[parent].root);
        self.nodes.push(Node { file: file.to_owned(), root, parent, children: BTreeMap::new(), module });
        for (name, module) in inline {
            let child = self.add_module(tree, file, &format!("{below}/{name}"), module, Some(own))?;
            self.nodes[own].children.insert(name, child);
        }
        for name in children {
            let paths = [format!("{below}/{name}.rs"), format!("{below}/{name}/mod.rs")];
            let child = paths.iter().find_map(|path| tree.file(path));
            let child = child.ok_or_else(|| format!("{file} declares {name}, whose file doesn't exist"))?;
            let child = self.add(tree, child, Some(own))?;
            self.nodes[own].children.insert(name, child);
        }
        Ok(own)
    }

    /// Returns every import: the importing file, the imported file, and the name.
    pub(super) fn imports(&self) -> Vec<(&str, &str, &str)> {
        let mut found = Vec::new();
        for (own, node) in self.nodes.iter().enumerate() {
            let mut take = |target| {
                if let Target::Item(from, name) = target {
                    found.push((&*node.file, &*self.nodes[from].file, name));
                }
            };
            for path in &node.module.paths {
                take(self.resolve(own, path, MAX_STEPS));
            }
            for import in &node.module.uses {
                match &import.name {
                    // A re-export of a child's name isn't an import unless the file uses the name.
                    Some(name) if self.is_facade(own, import) && !node.module.names.contains(name) => {}
                    Some(_) => take(self.resolve(own, &import.path, MAX_STEPS)),
                    None => {
                        let Target::Module(from) = self.resolve(own, &import.path, MAX_STEPS) else {
                            continue;
                        };
                        for name in &node.module.names {
                            take(self.find(from, name, MAX_STEPS).unwrap_or(Target::Elsewhere));
                        }
                    }
                }
            }
        }
        found
    }

    fn is_facade(&self, own: usize, import: &Use) -> bool {
        let first = import.path.iter().find(|name| *name != "self");
        import.is_pub && first.is_some_and(|first| self.nodes[own].children.contains_key(first))
    }

    /// Resolves a path in a module.
    fn resolve<'a>(&'a self, own: usize, path: &'a [String], steps: usize) -> Target<'a> {
        let Some(steps) = steps.checked_sub(1) else {
            return Target::Elsewhere;
        };
        let Some((first, mut rest)) = path.split_first() else {
            return Target::Elsewhere;
        };
        let parent = |own: usize| self.nodes[own].parent.map_or(Target::Elsewhere, Target::Module);
        let mut at = match first.as_str() {
            "crate" => Target::Module(self.nodes[own].root),
            "self" => Target::Module(own),
            "super" => parent(own),
            name => match (self.find(own, name, steps), &self.library) {
                (Some(target), _) => target,
                (None, Some((library, root))) if library == name => Target::Module(*root),
                (None, _) => Target::Elsewhere,
            },
        };
        while let (Target::Module(module), Some((name, more))) = (at, rest.split_first()) {
            at = match name.as_str() {
                "super" => parent(module),
                // A name without a declaration comes from a macro in that file.
                name => self.find(module, name, steps).unwrap_or(Target::Item(module, name)),
            };
            rest = more;
        }
        at
    }

    /// Resolves a name in a module.
    fn find<'a>(&'a self, own: usize, name: &'a str, steps: usize) -> Option<Target<'a>> {
        let steps = steps.checked_sub(1)?;
        let node = &self.nodes[own];
        if let Some(child) = node.children.get(name) {
            return Some(Target::Module(*child));
        }
        if node.module.items.contains(name) {
            return Some(Target::Item(own, name));
        }
        let named = node.module.uses.iter().find(|import| import.name.as_deref() == Some(name));
        if let Some(import) = named {
            // `use http::X` in a module without its own `http`.
            let is_itself = import.path.len() == 1 && import.path[0] == name;
            return Some(if is_itself { Target::Elsewhere } else { self.resolve(own, &import.path, steps) });
        }
        let all = node.module.uses.iter().filter(|import| import.name.is_none());
        all.filter_map(|import| match self.resolve(own, &import.path, steps) {
            Target::Module(from) if from != own => self.find(from, name, steps),
            _ => None,
        })
        .find(|target| *target != Target::Elsewhere)
    }
}
