//! The C interface as programs are compiled against it: what the header declares and how the structs lie in memory. Two of them can
//! be compared: whether a program made for the older one works with the newer one, and whether the version says what changed.

mod types;

use serde_json::{Map, Value};
use std::collections::BTreeMap;
use types::Types;

/// One version of the interface.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interface {
    /// Major and minor number.
    pub version: (u32, u32),
    /// Each function's declaration, on one line.
    pub functions: BTreeMap<String, String>,
    /// Each number, as the header writes it.
    pub numbers: BTreeMap<String, String>,
    /// Each struct: size, alignment, and its fields with offset and size, in their order.
    pub structs: BTreeMap<String, Layout>,
    /// Each type as the header declares it: a struct's fields with their types, the signatures of callbacks.
    pub types: Types,
}

/// How a struct lies in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    size: u64,
    align: u64,
    fields: Vec<(String, u64, u64)>,
}

impl Interface {
    /// Reads the header and the recorded layout.
    ///
    /// # Errors
    /// What can't be read.
    pub fn read(header: &str, layout: &str) -> Result<Self, String> {
        let numbers = numbers(header);
        let version = |part: &str| {
            let name = format!("AZMI_ABI_VERSION_{part}");
            numbers
                .get(&name)
                .and_then(|number| number.parse().ok())
                .ok_or_else(|| format!("the header defines no {name}"))
        };
        let version = (version("MAJOR")?, version("MINOR")?);
        let numbers = numbers
            .into_iter()
            .filter(|(name, _)| !name.starts_with("AZMI_ABI_VERSION_"))
            .collect();
        let layout: Map<String, Value> = serde_json::from_str(layout)
            .map_err(|error| format!("the layout of the structs: {error}"))?;
        let types = types::read(header);
        if let Some(name) = types::structs(&types).find(|name| !layout.contains_key(*name)) {
            return Err(format!("the layout of the structs knows no {name}"));
        }
        Ok(Self {
            version,
            functions: functions(header),
            numbers,
            structs: layout
                .iter()
                .map(|(name, layout)| (name.clone(), Layout::read(layout)))
                .collect(),
            types,
        })
    }
}

impl Layout {
    fn read(value: &Value) -> Self {
        let number = |value: &Value| value.as_u64().unwrap_or_default();
        let fields = value["fields"].as_array().into_iter().flatten();
        Self {
            size: number(&value["size"]),
            align: number(&value["align"]),
            fields: fields
                .map(|field| {
                    let name = field["name"].as_str().unwrap_or_default().to_owned();
                    (name, number(&field["offset"]), number(&field["size"]))
                })
                .collect(),
        }
    }
}

/// `#define AZMI_... number`
fn numbers(header: &str) -> BTreeMap<String, String> {
    header
        .lines()
        .filter_map(|line| line.strip_prefix("#define AZMI_")?.split_once(' '))
        .map(|(name, value)| (format!("AZMI_{name}"), value.trim().to_owned()))
        .collect()
}

/// The declarations behind `extern "C" {`, each on one line with single blanks.
fn functions(header: &str) -> BTreeMap<String, String> {
    let declarations = header
        .split_once("extern \"C\" {")
        .map_or("", |(_, behind)| behind);
    let code: Vec<&str> = declarations
        .lines()
        .filter(|line| !line.starts_with("//") && !line.starts_with('#'))
        .collect();
    code.join(" ")
        .split(';')
        .filter_map(|declaration| {
            let words: Vec<&str> = declaration.split_whitespace().collect();
            let line = words.join(" ");
            let name = line.split('(').next()?.rsplit([' ', '*']).next()?;
            name.starts_with("azmi_")
                .then(|| (name.to_owned(), line.clone()))
        })
        .collect()
}

/// What became of an interface.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// What a program made for the older one would trip over.
    pub broken: Vec<String>,
    /// What only the newer one has.
    pub added: Vec<String>,
}

/// What changed from `old` to `new`.
#[must_use]
pub fn compare(old: &Interface, new: &Interface) -> Change {
    let mut change = Change::default();
    change.texts("function", &old.functions, &new.functions);
    change.texts("number", &old.numbers, &new.numbers);
    for (name, layout) in &old.structs {
        match new.structs.get(name) {
            None => change.broken.push(format!("struct {name} is gone")),
            Some(newer) => change.layouts(name, layout, newer),
        }
    }
    change.broken.extend(types::broken(&old.types, &new.types));
    let known = |name: &&String| old.structs.contains_key(*name) || old.types.contains_key(*name);
    let added = new.structs.keys().filter(|name| !known(name));
    change
        .added
        .extend(added.map(|name| format!("struct {name}")));
    let added = new.types.keys().filter(|name| !known(name));
    let added = added.filter(|name| !new.structs.contains_key(*name));
    change
        .added
        .extend(added.map(|name| format!("type {name}")));
    change
}

impl Change {
    fn texts(
        &mut self,
        what: &str,
        old: &BTreeMap<String, String>,
        new: &BTreeMap<String, String>,
    ) {
        for (name, text) in old {
            match new.get(name) {
                None => self.broken.push(format!("{what} {name} is gone")),
                Some(newer) if newer != text => self
                    .broken
                    .push(format!("{what} {name} was `{text}` and is `{newer}`")),
                Some(_) => {}
            }
        }
        let added = new.keys().filter(|name| !old.contains_key(*name));
        self.added
            .extend(added.map(|name| format!("{what} {name}")));
    }

    /// Fields are only appended, and a new one begins at the old size or behind it: an older program has not set what lies before.
    fn layouts(&mut self, name: &str, old: &Layout, new: &Layout) {
        if new.align != old.align || new.size < old.size {
            self.broken
                .push(format!("struct {name} is aligned or sized in another way"));
        }
        if !new.fields.starts_with(&old.fields) {
            self.broken
                .push(format!("struct {name} has its fields in another place"));
            return;
        }
        // Structs without a size in front can't grow at all: nobody could tell the older from the newer one.
        let sized = old
            .fields
            .first()
            .is_some_and(|(first, ..)| first == "size");
        for (field, offset, _) in &new.fields[old.fields.len()..] {
            if !sized {
                self.broken.push(format!(
                    "struct {name} can't grow, and has a new field {field}"
                ));
            } else if *offset < old.size {
                self.broken.push(format!(
                    "struct {name} has a new field {field} in what was padding"
                ));
            } else {
                self.added.push(format!("field {name}.{field}"));
            }
        }
    }
}

/// Whether the version of `new` admits what changed since `old`; the error says what to do.
///
/// # Errors
/// It breaks without another major number, or grows without a higher minor number, or a number went back.
pub fn judge(old: &Interface, new: &Interface) -> Result<Change, String> {
    let change = compare(old, new);
    let ((old_major, old_minor), (major, minor)) = (old.version, new.version);
    if major > old_major {
        return Ok(change);
    }
    if major < old_major || minor < old_minor {
        return Err(format!(
            "the interface is {major}.{minor}, and was {old_major}.{old_minor} already"
        ));
    }
    if !change.broken.is_empty() {
        return Err(format!(
            "programs made for {old_major}.{old_minor} break: {}; undo that, or raise AZMI_ABI_VERSION_MAJOR",
            change.broken.join("; ")
        ));
    }
    if !change.added.is_empty() && minor == old_minor {
        return Err(format!(
            "new since {old_major}.{old_minor}: {}; raise AZMI_ABI_VERSION_MINOR",
            change.added.join(", ")
        ));
    }
    Ok(change)
}

#[cfg(test)]
mod tests;
