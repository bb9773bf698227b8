//! `lianchuang policy catalogue`: the facts a condition may measure and the acts a stage may open, as the guide prints them.

use acts::act::acts;
use acts::field::{Field, Need};
use policy::{FactEntry, FactType, Needed, ParamEntry, ParamType};
use serde_json::{Value, json};
use values::Language;

use super::{Common, Format};
use crate::words::Words;

/// Prints both tables.
pub fn run(common: &Common) {
    let facts = &acts::catalogue().facts;
    let words = common.words();
    match common.format {
        Format::Json => println!(
            "{}",
            json!({
                "facts": facts.iter().map(fact_json).collect::<Vec<_>>(),
                "acts": acts().map(|act| json!({
                    "key": act.key,
                    "subject": format!("{:?}", act.subject).to_lowercase(),
                    "fields": act.fields.iter().map(|field| field.name).collect::<Vec<_>>(),
                    "zh": act_title(Language::Zh, act.key),
                    "en": act_title(Language::En, act.key),
                })).collect::<Vec<_>>(),
            })
        ),
        Format::Text => {
            println!("{}", words.t("catalogue.facts"));
            println!("|---|---|---|---|");
            for fact in facts {
                let params: Vec<String> = fact.params.iter().map(param).collect();
                let says = match words.language {
                    Language::Zh => fact.zh,
                    Language::En => fact.en,
                };
                println!(
                    "| `{}` | {} | {} | {says} |",
                    fact.name,
                    gives(fact.gives),
                    params.join("<br>")
                );
            }
            println!();
            println!("{}", words.t("catalogue.acts"));
            println!("|---|---|---|");
            for act in acts() {
                let fields: Vec<String> = act.fields.iter().map(field).collect();
                println!(
                    "| `{}` | {} | {} |",
                    act.key,
                    act_title(words.language, act.key),
                    fields.join(" ")
                );
            }
        }
    }
}

fn act_title(language: Language, key: &str) -> String {
    Words::load(language, None)
        .t(&format!("act.{key}"))
        .to_owned()
}

fn fact_json(fact: &FactEntry) -> Value {
    json!({
        "name": fact.name,
        "gives": gives(fact.gives),
        "params": fact.params.iter().map(param).collect::<Vec<_>>(),
        "zh": fact.zh,
        "en": fact.en,
    })
}

/// The kind of value, as a pack writes it.
fn gives(kind: FactType) -> String {
    match kind {
        FactType::Count(_) => "count".to_owned(),
        FactType::Number(_) => "number".to_owned(),
        FactType::Money => "money".to_owned(),
        FactType::Share => "share".to_owned(),
        FactType::Term(vocabulary) => format!("term of `{vocabulary}`"),
        FactType::Terms(vocabulary) => format!("terms of `{vocabulary}`"),
        FactType::Day => "day".to_owned(),
        FactType::Presence => "presence".to_owned(),
    }
}

/// A parameter; a star marks one that a row must give.
fn param(param: &ParamEntry) -> String {
    let star = match param.needed {
        Needed::Always => "\\*",
        Needed::Optional => "",
    };
    let accepts = match param.accepts {
        ParamType::Word(words) => words
            .iter()
            .map(|word| format!("`{word}`"))
            .collect::<Vec<_>>()
            .join(" "),
        ParamType::Terms(vocabulary) => format!("terms of `{vocabulary}`"),
        ParamType::Count => "count".to_owned(),
        ParamType::SharesBy(vocabulary) => format!("shares by `{vocabulary}`"),
        ParamType::Period => "period".to_owned(),
        ParamType::Key => "key".to_owned(),
    };
    format!("`{}`{star}: {accepts}", param.name)
}

fn field(field: &Field) -> String {
    match field.need {
        Need::Required => format!("`{}`\\*", field.name),
        _ => format!("`{}`", field.name),
    }
}
