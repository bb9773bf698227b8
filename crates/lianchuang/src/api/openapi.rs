//! OpenAPI 3.1, made from the list of acts. Served, and checked in under `docs/`.

use std::collections::BTreeMap;

use acts::field::{Field, FieldKind, LINE_LIMIT, Need, ROWS_LIMIT, TEXT_LIMIT};
use acts::{ActKind, acts};
use axum::Json;
use policy::SubjectKind;
use serde_json::{Map, Value, json};
use values::Language;

use super::door::plural;
use super::lists::CURSOR_DIGITS;
use crate::doors::{Access, Rule};
use crate::listing::{LIMIT_MOST, List};
use crate::words::Words;

/// The document.
pub async fn served() -> Json<Value> {
    Json(document())
}

/// The whole document; the same for every pack, because terms of a pack are checked by the policy.
pub fn document() -> Value {
    let words = Words::load(Language::En, None);
    let mut paths = reading();
    for kind in acts() {
        let (path, parameters) = match kind.subject {
            SubjectKind::Office => (
                format!("/office/{}/{}", kind.folder(), kind.verb()),
                Vec::new(),
            ),
            subject => (
                format!(
                    "/{}/{{subject}}/{}/{}",
                    plural(subject),
                    kind.folder(),
                    kind.verb()
                ),
                vec![subject_parameter()],
            ),
        };
        let form = form_of_act(kind, &words, &parameters);
        let act = operation(kind, &words, &parameters);
        paths.insert(path, json!({"get": form, "post": act}));
    }
    say_who(&mut paths);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Lianchuang",
            "version": "1",
            "description": "Every act of the plan, and everything a caller may see. A refusal names every failing condition with its clause, what was found and what is wanted.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas(),
            "responses": {
                "Problem": {"description": "A mistake, a refusal, or nothing there.", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
            },
        },
    })
}

/// Says of what everybody may ask that it needs no token, as the doors have it.
fn say_who(paths: &mut Map<String, Value>) {
    let doors = super::routes();
    let rules: BTreeMap<&str, &[Rule]> = doors.list().collect();
    for (path, operations) in paths {
        let rules = rules.get(path.as_str());
        for (method, operation) in operations.as_object_mut().into_iter().flatten() {
            let access = rules
                .and_then(|rules| {
                    rules
                        .iter()
                        .find(|rule| rule.0.as_str().eq_ignore_ascii_case(method))
                })
                // Acts share two addresses, whose rule is the act's own.
                .map_or(Access::Ruling, |rule| rule.1);
            let open = matches!(access, Access::Everyone | Access::Ruling);
            if open && operation.get("security").is_none() {
                operation["security"] = json!([{}, {"token": []}]);
            }
        }
    }
}

fn subject_parameter() -> Value {
    json!({"name": "subject", "in": "path", "required": true, "schema": {"type": "string", "pattern": id_pattern("osc")}})
}

fn form_of_act(kind: &ActKind, words: &Words, parameters: &[Value]) -> Value {
    let problem = json!({"$ref": "#/components/responses/Problem"});
    json!({
        "operationId": format!("form.{}", kind.key),
        "tags": [kind.folder()],
        "summary": format!("Form: {}", words.t(&format!("act.{}", kind.key))),
        "parameters": parameters,
        "responses": {
            "200": {"description": "The fields, what may be chosen in them, and what stands in them.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Form"}}}},
            "401": problem, "404": problem,
        },
    })
}

fn operation(kind: &ActKind, words: &Words, parameters: &[Value]) -> Value {
    let mut parameters = parameters.to_vec();
    parameters.push(json!({"name": "Idempotency-Key", "in": "header", "required": false, "schema": {"type": "string", "minLength": 1, "maxLength": 128}, "description": "A repeated request with the same key records once."}));
    parameters.push(json!({"name": "If-Match", "in": "header", "required": false, "schema": {"type": "string", "minLength": 1, "anyOf": [{"enum": ["*"]}, {"pattern": "^\"[0-9]{1,15}\"$"}]}, "description": "The ETag of the subject; 412 if it changed since."}));
    let mut schema = object(kind.fields);
    schema["properties"]["justify"] = json!({"type": "object", "additionalProperties": {"type": "string"}, "description": "Written reasons for general conditions that are not met, by condition."});
    let problem = json!({"$ref": "#/components/responses/Problem"});
    json!({
        "operationId": kind.key,
        "tags": [kind.folder()],
        "summary": words.t(&format!("act.{}", kind.key)),
        "description": words.find(&format!("act.{}.follows", kind.key)).unwrap_or_default(),
        "parameters": parameters,
        "requestBody": {"required": kind.fields.iter().any(|field| field.need == Need::Required), "content": {"application/json": {"schema": schema}}},
        "responses": {
            "201": {"description": "Recorded.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Recorded"}}}},
            "400": problem, "401": problem, "403": problem, "404": problem, "409": problem, "412": problem, "413": problem, "422": problem,
        },
    })
}

fn object(fields: &[Field]) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| (field.name.to_owned(), field_schema(field)))
        .collect();
    let required: Vec<&str> = fields
        .iter()
        .filter(|field| field.need == Need::Required)
        .map(|field| field.name)
        .collect();
    json!({"type": "object", "additionalProperties": false, "properties": properties, "required": required})
}

/// A field's schema; where something must be filled in, blanks are nothing.
fn field_schema(field: &Field) -> Value {
    let mut schema = schema(field.kind);
    if field.need == Need::Required {
        match field.kind {
            FieldKind::Line => schema["pattern"] = json!("^[^\\r\\n]*\\S[^\\r\\n]*$"),
            FieldKind::Text => schema["pattern"] = json!("\\S"),
            FieldKind::Terms(_) | FieldKind::People | FieldKind::Rows(_) => {
                schema["minItems"] = json!(1);
            }
            _ => {}
        }
        return schema;
    }
    // Nothing is the same as left out.
    json!({"anyOf": [schema, {"type": "null"}]})
}

fn schema(kind: FieldKind) -> Value {
    match kind {
        FieldKind::Line => {
            json!({"type": "string", "maxLength": LINE_LIMIT, "pattern": "^[^\\r\\n]*$"})
        }
        FieldKind::Text => json!({"type": "string", "maxLength": TEXT_LIMIT}),
        FieldKind::Day => json!({"type": "string", "format": "date"}),
        FieldKind::Count => json!({"type": "integer", "minimum": 0}),
        FieldKind::Number => json!({"type": "number"}),
        FieldKind::Money => json!({"type": "integer", "description": "fen"}),
        FieldKind::Share => json!({"type": "string", "description": "a share such as 12.5%"}),
        FieldKind::Word(words) => json!({"type": "string", "enum": words}),
        FieldKind::Term(vocabulary) => {
            json!({"type": "string", "description": format!("a term of the pack's {vocabulary}")})
        }
        FieldKind::Terms(vocabulary) => {
            json!({"type": "array", "maxItems": ROWS_LIMIT, "items": {"type": "string"}, "description": format!("terms of the pack's {vocabulary}")})
        }
        FieldKind::Organisation => json!({"type": "string", "pattern": id_pattern("o")}),
        FieldKind::Person => json!({"type": "string", "pattern": id_pattern("p")}),
        FieldKind::People => {
            json!({"type": "array", "maxItems": ROWS_LIMIT, "items": {"type": "string", "pattern": id_pattern("p")}})
        }
        FieldKind::Invitation => json!({"type": "string", "pattern": id_pattern("i")}),
        FieldKind::Consortium => json!({"type": "string", "pattern": id_pattern("c")}),
        FieldKind::Record => json!({"type": "integer", "minimum": 1}),
        FieldKind::File | FieldKind::Digest => {
            json!({"type": "string", "pattern": "^[0-9a-f]{64}$"})
        }
        FieldKind::CreditCode => json!({"type": "string", "description": "GB 32100-2015"}),
        FieldKind::Key => json!({"type": "string", "maxLength": 64}),
        FieldKind::Rows(fields) => {
            json!({"type": "array", "maxItems": ROWS_LIMIT, "items": object(fields)})
        }
    }
}

fn reading() -> Map<String, Value> {
    let list = |which: List| {
        let sorts: Vec<String> = which
            .columns()
            .iter()
            .flat_map(|column| [(*column).to_owned(), format!("-{column}")])
            .collect();
        let mut parameters = vec![
            asked("q", &json!({"type": "string"})),
            asked("sort", &json!({"enum": sorts})),
        ];
        let filters = which.filters();
        parameters.extend(
            filters
                .iter()
                .map(|name| asked(name, &json!({"type": "string"}))),
        );
        page_of(which.key(), parameters)
    };
    let one = |what: &str, summary: &str, subject: bool| {
        let parameters = if subject {
            vec![subject_parameter()]
        } else {
            Vec::new()
        };
        json!({"get": {"operationId": format!("read.{what}"), "tags": ["reading"], "summary": summary, "parameters": parameters,
            "responses": {"200": {"description": "Found.", "content": {"application/json": {"schema": {"type": "object"}}}}, "401": {"$ref": "#/components/responses/Problem"}, "404": {"$ref": "#/components/responses/Problem"}}}})
    };
    let mut paths = Map::new();
    for which in [List::Organisations, List::Candidacies, List::Consortia] {
        let what = which.key();
        paths.insert(format!("/{what}"), list(which));
        paths.insert(
            format!("/{what}/{{subject}}"),
            one(
                &format!("{what}.one"),
                "A subject; its ETag is the number of its last record",
                true,
            ),
        );
        paths.insert(
            format!("/{what}/{{subject}}/acts"),
            one(
                &format!("{what}.acts"),
                "The acts on it: open to the caller, or closed and why",
                true,
            ),
        );
    }
    for ending in ["xlsx", "csv"] {
        for list in List::ALL {
            let what = list.key();
            paths.insert(format!("/{what}.{ending}"), file(what, ending));
        }
        for what in ["organisations", "candidacies", "consortia"] {
            let mut path = one(
                &format!("{what}.conditions.{ending}"),
                "Every condition as it stands, as a file",
                true,
            );
            path["get"]["responses"]["200"] = json!({"description": "A file."});
            paths.insert(format!("/{what}/{{subject}}/conditions.{ending}"), path);
        }
    }
    paths.insert(
        "/organisations/template.xlsx".to_owned(),
        json!({"get": {"operationId": "sheet.template", "tags": ["reading"], "summary": "The empty workbook of organisations", "responses": {"200": {"description": "A workbook."}}}}),
    );
    for what in ["organisations", "consortia"] {
        paths.insert(
            format!("/{what}/{{subject}}/conditions"),
            one(
                &format!("{what}.conditions"),
                "Every condition as it stands",
                true,
            ),
        );
    }
    paths.insert("/screening".to_owned(), list(List::Screening));
    paths.insert("/records".to_owned(), page_of("records", Vec::new()));
    let mut record = one("record", "A record of the register", false);
    record["get"]["parameters"] = json!([{"name": "number", "in": "path", "required": true, "schema": {"type": "integer", "minimum": 1, "maximum": i64::MAX}}]);
    record["get"]["responses"]["400"] = json!({"$ref": "#/components/responses/Problem"});
    paths.insert("/records/{number}".to_owned(), record);
    paths.insert(
        "/acts".to_owned(),
        one("acts", "All acts with their fields", false),
    );
    paths.insert(
        "/policy".to_owned(),
        one("policy", "The policy in force", false),
    );
    paths.insert(
        "/heads".to_owned(),
        one(
            "heads",
            "The daily heads of register and audit log, signed",
            false,
        ),
    );
    paths.insert(
        "/openapi.json".to_owned(),
        one("openapi", "This document", false),
    );
    paths.insert("/tokens".to_owned(), tokens());
    paths.extend(super::account::described());
    paths.extend(super::file::described());
    paths.extend(super::accounts::described());
    paths.extend(super::inbox::described());
    paths.extend(super::notices::described());
    paths.extend(super::audit::described());
    paths.extend(super::unmasking::described());
    paths.extend(super::data::described());
    paths.extend(super::address_exceptions::described());
    paths.extend(super::privacy::described());
    paths.extend(super::uploads::described());
    paths
}

/// What ids look like that begin with one of these letters: a number follows as it is written, without zeros before it.
pub fn id_pattern(letters: &str) -> String {
    format!("^[{letters}](0|[1-9][0-9]{{0,14}})$")
}

/// A parameter of an address that may be left out.
fn asked(name: &str, schema: &Value) -> Value {
    json!({"name": name, "in": "query", "required": false, "schema": schema})
}

/// A list in pages.
fn page_of(what: &str, mut parameters: Vec<Value>) -> Value {
    let cursor = format!("^[0-9]{{1,{CURSOR_DIGITS}}}$");
    parameters.push(asked(
        "cursor",
        &json!({"type": "string", "pattern": cursor}),
    ));
    parameters.push(asked(
        "limit",
        &json!({"type": "integer", "minimum": 1, "maximum": LIMIT_MOST}),
    ));
    let problem = json!({"$ref": "#/components/responses/Problem"});
    json!({"get": {"operationId": format!("list.{what}"), "tags": [what], "summary": format!("List {what} the caller may see"), "parameters": parameters,
        "responses": {"200": {"description": "A page.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}}}, "400": problem, "401": problem}}})
}

/// A list as a file, exactly as filtered.
fn file(what: &str, ending: &str) -> Value {
    let parameters = ["q", "sort"].map(|name| json!({"name": name, "in": "query", "required": false, "schema": {"type": "string"}}));
    json!({"get": {"operationId": format!("file.{what}.{ending}"), "tags": [what], "summary": format!("The list of {what} as a file, with the same filters"), "parameters": parameters,
        "responses": {"200": {"description": "A file."}, "404": {"description": "Nothing is listed for this caller."}}}})
}

fn tokens() -> Value {
    let asked = json!({"type": "object", "additionalProperties": false, "required": ["login", "password", "label"], "properties": {
        "login": {"type": "string"}, "password": {"type": "string", "format": "password"}, "code": {"type": ["string", "null"], "description": "of the second factor, where the account has one"},
        "label": {"type": "string"}, "scope": {"enum": ["read", "act", null], "description": "act where nothing is said"}, "days": {"type": ["integer", "null"], "description": "1 to 90"},
    }});
    json!({"post": {"operationId": "token.make", "tags": ["tokens"], "summary": "Make a token; its secret is shown once", "security": [],
        "requestBody": {"required": true, "content": {"application/json": {"schema": asked}}},
        "responses": {"201": {"description": "Made.", "content": {"application/json": {"schema": {"type": "object", "required": ["token", "expires", "scope"], "properties": {"token": {"type": "string"}, "expires": {"type": "string", "format": "date-time"}, "scope": {"enum": ["read", "act"]}}}}}},
            "400": {"$ref": "#/components/responses/Problem"}, "401": {"$ref": "#/components/responses/Problem"}}}})
}

fn schemas() -> Value {
    json!({
        "Finding": {"type": "object", "required": ["key", "clause", "title", "weight", "state", "found", "wanted"], "properties": {
            "key": {"type": "string"}, "clause": {"type": "string"}, "title": {"type": "string"},
            "weight": {"enum": ["hard", "general", "preferred"]}, "state": {"enum": ["met", "unmet", "waits", "justified", "exempt"]},
            "found": {"type": "string"}, "wanted": {"type": "string"}, "about": {"type": "string"}, "reason": {"type": "string"}, "advice": {"type": "string"},
            "evidence": {"type": "array", "items": {"type": "object"}},
        }},
        "Problem": {"type": "object", "required": ["type", "title", "status"], "properties": {
            "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"},
            "act": {"type": "string"}, "subject": {"type": "string"},
            "findings": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}},
            "met": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}},
            "errors": {"type": "array", "items": {"type": "object", "required": ["pointer", "detail"], "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}}}},
            "since": {"type": "array", "items": {"type": "integer"}, "description": "Records on the subject since the caller looked."},
        }},
        "Recorded": {"type": "object", "required": ["record", "subject"], "properties": {
            "record": {"type": "integer"}, "subject": {"type": "string"}, "stage": {"type": ["string", "null"]}, "effects": {"type": "object"},
            "findings": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}},
        }},
        "Form": {"type": "object", "required": ["act", "title", "yours", "closing", "fields", "values", "seen"], "properties": {
            "yours": {"type": "boolean", "description": "Whether the act is the caller's to do, at this stage or another. The form of somebody else's holds nothing of the matter."},
            "closing": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}, "description": "What closes it before anything is typed; empty where it is open."},
            "act": {"type": "string"}, "title": {"type": "string"}, "seen": {"type": "integer", "description": "The last record on the subject."},
            "fields": {"type": "array", "items": {"type": "object"}}, "values": {"type": "object", "description": "What stands in the form before anything is typed."},
        }},
        "Page": {"type": "object", "required": ["total", "items", "next"], "properties": {
            "total": {"type": "integer"}, "items": {"type": "array", "items": {"type": "object"}}, "next": {"type": ["string", "null"]},
        }},
    })
}
