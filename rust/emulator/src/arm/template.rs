//! Templates, parsed as leniently as on the service, because real clients don't always send strict JSON.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A template with its parameters filled in.
pub struct Template {
    /// The resources it declares.
    pub resources: Vec<Declared>,
    /// Its parameters' values.
    pub parameters: Map<String, Value>,
    /// Its outputs, evaluated.
    pub outputs: Value,
}

/// A resource that a template declares.
pub struct Declared {
    /// Its type.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its region.
    pub location: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// Its properties.
    pub properties: Map<String, Value>,
}

/// The values that expressions can refer to.
struct Scope<'a> {
    parameters: &'a Map<String, Value>,
    variables: &'a Value,
    group: &'a str,
    region: &'a str,
}

impl Template {
    /// Reads `properties` of a deployment.
    ///
    /// # Errors
    /// When the template is invalid. The error is in the service's form.
    pub fn read(properties: &Value, group: &str, region: &str) -> Result<Self, String> {
        let template = &properties["template"];
        if !template.is_object() {
            return Err("The template is missing".to_owned());
        }
        let mut parameters = Map::new();
        for (name, declared) in template["parameters"].as_object().into_iter().flatten() {
            let given = &properties["parameters"][name]["value"];
            let value = if given.is_null() { &declared["defaultValue"] } else { given };
            if value.is_null() {
                return Err(format!("The value for the template parameter '{name}' is not provided"));
            }
            parameters.insert(name.clone(), value.clone());
        }
        for name in properties["parameters"].as_object().into_iter().flat_map(Map::keys) {
            if !parameters.contains_key(name) {
                return Err(format!(
                    "The template parameters '{name}' in the parameters file are not valid; they are not present in the original template"
                ));
            }
        }
        let scope = Scope { parameters: &parameters, variables: &template["variables"], group, region };
        let mut resources = Vec::new();
        for resource in listed(&template["resources"]) {
            let text = |name: &str| scope.text(&resource[name]);
            let (kind, name) = (text("type"), text("name"));
            if kind.split('/').count() != name.split('/').count() + 1 || name.is_empty() {
                return Err(format!("The template resource '{name}' of type '{kind}' has incorrect segment lengths"));
            }
            let mut properties = match scope.evaluate(&resource["properties"]) {
                Value::Object(properties) => properties,
                _ => Map::new(),
            };
            properties.insert("provisioningState".to_owned(), json!("Succeeded"));
            let tags = resource["tags"].as_object().into_iter().flatten();
            resources.push(Declared {
                location: Some(text("location")).filter(|l| !l.is_empty()).unwrap_or_else(|| region.to_owned()),
                tags: tags.map(|(name, value)| (name.clone(), scope.text(value))).collect(),
                kind,
                name,
                properties,
            });
        }
        let outputs = template["outputs"].as_object().into_iter().flatten();
        let outputs = outputs
            .map(|(name, output)| {
                let value = json!({ "type": output["type"], "value": scope.evaluate(&output["value"]) });
                (name.clone(), value)
            })
            .collect::<Map<_, _>>();
        Ok(Self { resources, outputs: Value::Object(outputs), parameters })
    }
}

/// Returns the resources, which are a list, or an object since language version 2.0.
fn listed(resources: &Value) -> Vec<&Value> {
    match resources {
        Value::Array(list) => list.iter().collect(),
        Value::Object(named) => named.values().collect(),
        _ => Vec::new(),
    }
}

impl Scope<'_> {
    fn text(&self, value: &Value) -> String {
        match self.evaluate(value) {
            Value::String(text) => text,
            Value::Null => String::new(),
            other => other.to_string(),
        }
    }

    fn evaluate(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => match text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
                Some(expression) if !expression.starts_with('[') => self.expression(expression.trim()),
                _ => value.clone(),
            },
            Value::Array(list) => list.iter().map(|item| self.evaluate(item)).collect(),
            Value::Object(members) => {
                members.iter().map(|(name, value)| (name.clone(), self.evaluate(value))).collect::<Map<_, _>>().into()
            }
            other => other.clone(),
        }
    }

    /// Evaluates the few functions that small templates use. Anything else stays as written.
    fn expression(&self, text: &str) -> Value {
        let Some((name, rest)) = text.split_once('(') else {
            return json!(text);
        };
        let Some((arguments, after)) = closing(rest) else {
            return json!(text);
        };
        let arguments: Vec<_> = arguments
            .into_iter()
            .map(|argument| match argument.strip_prefix('\'').and_then(|a| a.strip_suffix('\'')) {
                Some(literal) => json!(literal.replace("''", "'")),
                None => self.expression(argument),
            })
            .collect();
        let first = arguments.first().and_then(Value::as_str).unwrap_or_default();
        let mut result = match name.to_ascii_lowercase().as_str() {
            "parameters" => self.parameters.get(first).cloned().unwrap_or_default(),
            "variables" => self.evaluate(&self.variables[first]),
            "resourcegroup" => json!({ "name": self.group, "location": self.region }),
            "concat" => json!(
                arguments.iter().map(|a| a.as_str().map_or_else(|| a.to_string(), str::to_owned)).collect::<String>()
            ),
            "tolower" => json!(first.to_lowercase()),
            _ => return json!(text),
        };
        for member in after.split('.').skip(1) {
            result = result[member].clone();
        }
        result
    }
}

/// Returns the arguments up to the closing parenthesis, and the text after it.
fn closing(text: &str) -> Option<(Vec<&str>, &str)> {
    let (mut depth, mut quoted, mut start) = (0, false, 0);
    let mut arguments = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            _ if quoted => {}
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            ',' if depth == 0 => {
                arguments.push(text[start..at].trim());
                start = at + 1;
            }
            ')' => {
                let last = text[start..at].trim();
                if !last.is_empty() {
                    arguments.push(last);
                }
                return Some((arguments, &text[at + 1..]));
            }
            _ => {}
        }
    }
    None
}

/// Parses JSON with unquoted keys, comments, and line breaks inside strings.
pub fn parse_lenient(body: &[u8]) -> Option<Value> {
    if let Ok(strict) = serde_json::from_slice(body) {
        return Some(strict);
    }
    let text = std::str::from_utf8(body).ok()?;
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut in_string = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' if in_string => {
                out.push(c);
                out.extend(chars.next());
            }
            '"' => {
                in_string = !in_string;
                out.push(c);
            }
            '\n' if in_string => out.push_str("\\n"),
            '\r' if in_string => out.push_str("\\r"),
            '\t' if in_string => out.push_str("\\t"),
            _ if in_string => out.push(c),
            '/' if chars.peek() == Some(&'/') => {
                for skipped in chars.by_ref() {
                    if skipped == '\n' {
                        break;
                    }
                }
            }
            '/' if chars.peek() == Some(&'*') => {
                let mut before = ' ';
                for skipped in chars.by_ref().skip(1) {
                    if before == '*' && skipped == '/' {
                        break;
                    }
                    before = skipped;
                }
            }
            c if c.is_ascii_alphabetic() || matches!(c, '_' | '$') => {
                let mut word = String::from(c);
                while let Some(next) =
                    chars.next_if(|n| n.is_ascii_alphanumeric() || matches!(n, '_' | '$' | '.' | '-' | '+'))
                {
                    word.push(next);
                }
                let is_key = chars.clone().find(|n| !n.is_whitespace()) == Some(':');
                if is_key {
                    out.push_str(&format!("\"{word}\""));
                } else {
                    out.push_str(&word);
                }
            }
            // A number. The letter of its exponent doesn't start a word.
            c if c.is_ascii_digit() || c == '-' => {
                out.push(c);
                while let Some(next) = chars.next_if(|n| n.is_ascii_alphanumeric() || matches!(n, '.' | '-' | '+')) {
                    out.push(next);
                }
            }
            other => out.push(other),
        }
    }
    serde_json::from_str(&out).ok()
}

#[cfg(test)]
mod tests {
    use super::{Template, parse_lenient};
    use serde_json::json;

    #[test]
    fn reads_what_clients_send_and_refuses_what_nobody_could() {
        let body = b"{\"properties\": {template:{ // why\n \"a\": \"two\nlines // kept\", /* so */ count: 1e3, on: true}, \"mode\":\"Incremental\"}}";
        let expected = json!({"properties": {"template": {"a": "two\nlines // kept", "count": 1000.0, "on": true}, "mode": "Incremental"}});
        assert_eq!(parse_lenient(body), Some(expected));
        assert_eq!(parse_lenient(b"{template"), None);
    }

    #[test]
    fn fills_in_parameters_and_variables() {
        let properties = json!({
            "parameters": {"name": {"value": "Store"}},
            "template": {
                "parameters": {"name": {"type": "string"}, "place": {"defaultValue": "[resourceGroup().location]"}},
                "variables": {"full": "[concat(toLower(parameters('name')), '-', 'x')]"},
                "resources": [{"type": "Microsoft.Storage/storageAccounts", "name": "[variables('full')]", "location": "[resourceGroup().location]"}],
                "outputs": {"who": {"type": "string", "value": "[variables('full')]"}},
            },
        });
        let template = Template::read(&properties, "rg", "westeurope").unwrap();
        assert_eq!(template.resources[0].name, "store-x");
        assert_eq!(template.resources[0].location, "westeurope");
        assert_eq!(template.outputs["who"]["value"], "store-x");
        let missing = json!({"template": {"parameters": {"name": {}}}});
        assert!(Template::read(&missing, "rg", "westeurope").is_err());
    }
}
