//! The bill of materials, in CycloneDX 1.5: what the native files are made of, with licences and the hashes of the crates' packages.

use super::crates::Crate;
use cyclonedx_bom::external_models::uri::Purl;
use cyclonedx_bom::models::bom::{Bom, SpecVersion};
use cyclonedx_bom::models::component::{Classification, Component, Components};
use cyclonedx_bom::models::dependency::{Dependencies, Dependency};
use cyclonedx_bom::models::hash::{Hash, HashAlgorithm, HashValue, Hashes};
use cyclonedx_bom::models::license::{LicenseChoice, Licenses};
use cyclonedx_bom::models::metadata::Metadata;
use cyclonedx_bom::prelude::{SpdxExpression, Validate};

/// Its name in the module.
pub const FILE: &str = "sbom.cdx.json";
/// The standard library, which no lock file names.
const STD: &str = "rust-std";

/// Writes it. It holds no time and no serial number, so that the same sources give the same bytes.
///
/// # Errors
/// It would not be valid.
pub fn write(version: &str, crates: &[Crate], rust: &str) -> Result<Vec<u8>, String> {
    let root = format!("ManagedIdentity@{version}");
    let mut product = component(
        Classification::Application,
        "ManagedIdentity",
        version,
        &root,
    );
    product.licenses = Some(licence("MIT"));

    let mut components = vec![standard_library(rust)];
    components.extend(crates.iter().map(of_crate));
    let mut edges = vec![Dependency {
        dependency_ref: root,
        dependencies: crates
            .iter()
            .filter(|each| each.own)
            .map(Crate::key)
            .chain([format!("{STD}@{rust}")])
            .collect(),
    }];
    edges.extend(crates.iter().map(|each| Dependency {
        dependency_ref: each.key(),
        dependencies: each.needs.iter().cloned().collect(),
    }));
    let bom = Bom {
        version: 1,
        serial_number: None,
        metadata: Some(Metadata {
            component: Some(product),
            ..Metadata::default()
        }),
        components: Some(Components(components)),
        dependencies: Some(Dependencies(edges)),
        spec_version: SpecVersion::V1_5,
        ..Bom::default()
    };
    let checked = bom.validate_version(SpecVersion::V1_5);
    if !checked.passed() {
        return Err(format!("the bill of materials is not valid: {checked:?}"));
    }
    let mut text = Vec::new();
    bom.output_as_json_v1_5(&mut text)
        .map_err(|error| error.to_string())?;
    text.push(b'\n');
    Ok(text)
}

fn component(kind: Classification, name: &str, version: &str, reference: &str) -> Component {
    Component::new(kind, name, version, Some(reference.to_owned()))
}

fn of_crate(each: &Crate) -> Component {
    let (name, version) = (each.package.name.as_str(), each.package.version.to_string());
    let mut found = component(Classification::Library, name, &version, &each.key());
    found.licenses = Some(licence(each.license()));
    if !each.own {
        found.purl = Purl::new("cargo", name, &version).ok();
    }
    found.hashes = each.checksum.as_ref().map(|checksum| {
        Hashes(vec![Hash {
            alg: HashAlgorithm::SHA_256,
            content: HashValue(checksum.clone()),
        }])
    });
    found
}

fn standard_library(rust: &str) -> Component {
    let reference = format!("{STD}@{rust}");
    let mut found = component(Classification::Library, STD, rust, &reference);
    found.licenses = Some(licence("MIT OR Apache-2.0"));
    found
}

/// Old crates write `MIT/Apache-2.0`, which means a choice.
fn licence(text: &str) -> Licenses {
    let expression = text.replace('/', " OR ");
    Licenses(vec![LicenseChoice::Expression(SpdxExpression::new(
        &expression,
    ))])
}
