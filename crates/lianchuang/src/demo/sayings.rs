//! What people of the demo city write into their acts: the routine leaves bare texts, here they become sentences.

use acts::ask::Request;
use acts::field::{Field, FieldKind};
use serde_json::{Map, Value};
use values::Language;

use super::names::FIELDS;
use crate::words::Words;

/// Puts sentences into the texts of an act. Which consortium it is about shows in the text the routine left, or last left.
pub fn say(words: &Words, request: &mut Request, about: &mut String) {
    let Some(kind) = acts::act_kind(&request.act) else {
        return;
    };
    let mut bare = Vec::new();
    gather(&Value::Object(request.fields.clone()), &mut bare);
    if let Some((field, _)) = FIELDS
        .iter()
        .find(|(field, _)| bare.iter().any(|text| text == field))
    {
        (*field).clone_into(about);
    }
    fill(
        words,
        kind.fields,
        &mut request.fields,
        &format!("demo.{}", kind.key),
        about,
    );
}

/// The words the city speaks.
pub fn words() -> Words {
    Words::load(Language::Zh, None)
}

fn gather(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| gather(item, texts)),
        Value::Object(fields) => fields.values().for_each(|item| gather(item, texts)),
        _ => {}
    }
}

fn fill(words: &Words, fields: &[Field], given: &mut Map<String, Value>, scope: &str, about: &str) {
    for field in fields {
        let key = format!("{scope}.{}", field.name);
        match (field.kind, given.get_mut(field.name)) {
            (FieldKind::Line | FieldKind::Text, Some(Value::String(text)))
                if words.find(&key).is_some() =>
            {
                *text = words.fill(&key, &[about]);
            }
            (FieldKind::Rows(inner), Some(Value::Array(rows))) => {
                for row in rows.iter_mut().filter_map(Value::as_object_mut) {
                    fill(words, inner, row, &key, about);
                }
            }
            _ => {}
        }
    }
}
