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
                "facts": facts.iter().map(|fact| fact_json(fact, &words)).collect::<Vec<_>>(),
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
                let params: Vec<String> =
                    fact.params.iter().map(|one| param(one, &words)).collect();
                let says = match words.language {
                    Language::Zh => fact.zh,
                    Language::En => fact.en,
                };
                println!(
                    "| `{}` | {} | {} | {says} |",
                    fact.name,
                    gives(fact.gives, &words),
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

fn fact_json(fact: &FactEntry, words: &Words) -> Value {
    json!({
        "name": fact.name,
        "gives": gives(fact.gives, words),
        "params": fact.params.iter().map(|one| param(one, words)).collect::<Vec<_>>(),
        "zh": fact.zh,
        "en": fact.en,
    })
}

/// The kind of value.
fn gives(kind: FactType, words: &Words) -> String {
    let (key, vocabulary) = match kind {
        FactType::Count(_) => ("count", ""),
        FactType::Number(_) => ("number", ""),
        FactType::Money => ("money", ""),
        FactType::Share => ("share", ""),
        FactType::Term(vocabulary) => ("term", vocabulary),
        FactType::Terms(vocabulary) => ("terms", vocabulary),
        FactType::Day => ("day", ""),
        FactType::Presence => ("presence", ""),
    };
    words.fill(&format!("catalogue.{key}"), &[vocabulary])
}

/// A parameter; a star marks one that a row must give.
fn param(param: &ParamEntry, words: &Words) -> String {
    let star = match param.needed {
        Needed::Always => "\\*",
        Needed::Optional => "",
    };
    let (key, vocabulary) = match param.accepts {
        ParamType::Word(allowed) => {
            let allowed: Vec<String> = allowed.iter().map(|word| format!("`{word}`")).collect();
            return format!("`{}`{star}: {}", param.name, allowed.join(" "));
        }
        ParamType::Terms(vocabulary) => ("terms", vocabulary),
        ParamType::Count => ("count", ""),
        ParamType::SharesBy(vocabulary) => ("shares_by", vocabulary),
        ParamType::Period => ("period", ""),
        ParamType::Key => ("key", ""),
    };
    let accepts = words.fill(&format!("catalogue.{key}"), &[vocabulary]);
    format!("`{}`{star}: {accepts}", param.name)
}

fn field(field: &Field) -> String {
    match field.need {
        Need::Required => format!("`{}`\\*", field.name),
        Need::Optional => format!("`{}`", field.name),
    }
}
