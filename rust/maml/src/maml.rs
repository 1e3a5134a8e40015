//! Writes pages as MAML, the XML that `Get-Help` reads for compiled cmdlets.

use super::page::{Example, Page, Parameter, Syntax, Typed};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io::Result;

type Xml = Writer<Vec<u8>>;

const NAMESPACES: [(&str, &str); 4] = [
    ("xmlns:maml", "http://schemas.microsoft.com/maml/2004/10"),
    ("xmlns:command", "http://schemas.microsoft.com/maml/dev/command/2004/10"),
    ("xmlns:dev", "http://schemas.microsoft.com/maml/dev/2004/10"),
    ("xmlns:MSHelp", "http://msdn.microsoft.com/mshelp"),
];

/// Writes the file.
pub(super) fn write(pages: &[Page]) -> Result<String> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let root = [("schema", "maml"), ("xmlns", "http://msh")];
    element(&mut xml, "helpItems", &root, |xml| pages.iter().try_for_each(|page| command(xml, page)))?;
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn command(xml: &mut Xml, page: &Page) -> Result<()> {
    let (verb, noun) = page.name.split_once('-').unwrap_or((&page.name, ""));
    element(xml, "command:command", &NAMESPACES, |xml| {
        element(xml, "command:details", &[], |xml| {
            text(xml, "command:name", &page.name)?;
            text(xml, "command:verb", verb)?;
            text(xml, "command:noun", noun)?;
            paragraphs(xml, "maml:description", std::slice::from_ref(&page.synopsis))
        })?;
        paragraphs(xml, "maml:description", &page.description)?;
        element(xml, "command:syntax", &[], |xml| page.syntaxes.iter().try_for_each(|each| syntax(xml, page, each)))?;
        element(xml, "command:parameters", &[], |xml| {
            let mut all = page.parameters.iter();
            all.try_for_each(|each| parameter(xml, each, true))
        })?;
        types(xml, "command:inputTypes", "command:inputType", &page.inputs)?;
        types(xml, "command:returnValues", "command:returnValue", &page.outputs)?;
        element(xml, "maml:alertSet", &[], |xml| paragraphs(xml, "maml:alert", &page.notes))?;
        element(xml, "command:examples", &[], |xml| page.examples.iter().try_for_each(|each| example(xml, each)))?;
        element(xml, "command:relatedLinks", &[], |xml| {
            // `Get-Help -Online` opens the first link.
            link(xml, "Online version:", &page.online)?;
            page.links.iter().try_for_each(|(name, target)| link(xml, name, target))
        })
    })
}

fn syntax(xml: &mut Xml, page: &Page, syntax: &Syntax) -> Result<()> {
    element(xml, "command:syntaxItem", &[], |xml| {
        text(xml, "maml:name", &page.name)?;
        let own = syntax.parameters(&page.parameters);
        own.into_iter().try_for_each(|each| parameter(xml, each, false))
    })
}

/// Writes a parameter. In a syntax line, a switch has no value.
fn parameter(xml: &mut Xml, parameter: &Parameter, full: bool) -> Result<()> {
    let truth = |yes: bool| if yes { "true" } else { "false" };
    let aliases = match parameter.aliases.as_str() {
        "" => "none",
        some => some,
    };
    let attributes = [
        ("required", truth(parameter.required)),
        ("variableLength", "true"),
        ("globbing", truth(parameter.globbing)),
        ("pipelineInput", &parameter.pipeline),
        ("position", &parameter.position),
        ("aliases", aliases),
    ];
    element(xml, "command:parameter", &attributes, |xml| {
        text(xml, "maml:name", &parameter.name)?;
        paragraphs(xml, "maml:description", &parameter.description)?;
        if !parameter.accepted.is_empty() {
            element(xml, "command:parameterValueGroup", &[], |xml| {
                let mut all = parameter.accepted.iter();
                all.try_for_each(|value| parameter_value(xml, value, "false"))
            })?;
        }
        if full || !parameter.is_switch() {
            parameter_value(xml, &parameter.kind, truth(!parameter.is_switch()))?;
        }
        type_name(xml, &parameter.kind)?;
        text(xml, "dev:defaultValue", &parameter.default)
    })
}

fn parameter_value(xml: &mut Xml, value: &str, required: &str) -> Result<()> {
    xml.create_element("command:parameterValue")
        .with_attributes([("required", required), ("variableLength", "false")])
        .write_text_content(BytesText::new(value))?;
    Ok(())
}

fn types(xml: &mut Xml, list: &str, item: &str, all: &[Typed]) -> Result<()> {
    element(xml, list, &[], |xml| {
        all.iter().try_for_each(|typed| {
            element(xml, item, &[], |xml| {
                type_name(xml, &typed.name)?;
                paragraphs(xml, "maml:description", &typed.description)
            })
        })
    })
}

fn type_name(xml: &mut Xml, name: &str) -> Result<()> {
    element(xml, "dev:type", &[], |xml| {
        text(xml, "maml:name", name)?;
        text(xml, "maml:uri", "")
    })
}

fn example(xml: &mut Xml, example: &Example) -> Result<()> {
    element(xml, "command:example", &[], |xml| {
        let title = format!("-------- {} --------", example.title);
        text(xml, "maml:title", &title)?;
        text(xml, "dev:code", &example.code)?;
        paragraphs(xml, "dev:remarks", &example.remarks)
    })
}

fn link(xml: &mut Xml, name: &str, target: &str) -> Result<()> {
    // For Get-Help, a link to another page is only a name; a URL can be opened.
    let address = if target.contains("://") { target } else { "" };
    element(xml, "maml:navigationLink", &[], |xml| {
        text(xml, "maml:linkText", name)?;
        text(xml, "maml:uri", address)
    })
}

fn element(
    xml: &mut Xml,
    name: &str,
    attributes: &[(&str, &str)],
    inner: impl FnOnce(&mut Xml) -> Result<()>,
) -> Result<()> {
    xml.create_element(name).with_attributes(attributes.iter().copied()).write_inner_content(inner)?;
    Ok(())
}

fn text(xml: &mut Xml, name: &str, content: &str) -> Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(content))?;
    Ok(())
}

fn paragraphs(xml: &mut Xml, name: &str, all: &[String]) -> Result<()> {
    element(xml, name, &[], |xml| all.iter().try_for_each(|paragraph| text(xml, "maml:para", paragraph)))
}
