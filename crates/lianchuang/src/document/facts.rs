//! What a layout reads: the pack's texts filled from the record and the consortium it is about.

use std::collections::BTreeMap;

use acts::finding::State;
use acts::subject::Subject;
use acts::subject::consortium::Consortium;
use acts::{Recorded, World};
use anyhow::Context as _;
use policy::{DocumentTemplate, Policy};
use serde_json::{Value, json};
use values::{Language, PersonId};

use super::texts::Texts;
use crate::app::App;
use crate::telling::Teller;

/// The facts of a record's document.
pub fn of(
    app: &App,
    world: &World,
    record: &Recorded,
    document: &DocumentTemplate,
) -> anyhow::Result<Value> {
    let policy = app
        .rules()
        .policies
        .edition(&record.policy)
        .context("the edition the record was ruled under is not in the pack")?;
    let teller = app.teller(Language::Zh, policy, world);
    let Subject::Consortium(id) = record.subject else {
        anyhow::bail!("only acts on consortia are printed");
    };
    let consortium = world
        .consortium(id)
        .context("the record's consortium is not there")?;
    let told = Telling {
        app,
        world,
        teller,
        policy,
        record,
        document,
        consortium,
    };
    Ok(told.facts())
}

struct Telling<'a> {
    app: &'a App,
    world: &'a World,
    teller: Teller<'a>,
    policy: &'a Policy,
    record: &'a Recorded,
    document: &'a DocumentTemplate,
    consortium: &'a Consortium,
}

impl Telling<'_> {
    fn facts(&self) -> Value {
        let texts = Texts {
            document: self.document,
            places: self.places(),
        };
        let sections: Vec<Value> = texts
            .sections()
            .into_iter()
            .map(|(heading, paragraphs)| json!({"heading": heading, "paragraphs": paragraphs}))
            .collect();
        let attachments = self.attachments(&texts);
        let number = self.record.effects.document_number.as_ref();
        json!({
            "mark": texts.get("mark"),
            "number": number.map_or("", |given| given.text.as_str()),
            "title": texts.get("title"),
            "to": texts.lines("to"),
            "opening": texts.lines("opening"),
            "sections": sections,
            "closing": texts.lines("closing"),
            "attachments": attachments,
            "signature": self.issuer(),
            "date": self.record.day.to_string(),
            "openness": {
                "kind": if *self.document.sight == *"public" { "public" } else { "on-request" },
                "reason": texts.get("openness-reason"),
            },
            "copies": texts.lines("copies"),
            "imprint": {"office": texts.get("office"), "date": self.record.day.to_string()},
            "check": {"code": self.check_code(), "address": texts.get("check")},
        })
    }

    /// By number and digest anybody finds the record in the register and sees that it is this one.
    fn check_code(&self) -> String {
        let entry = self
            .app
            .with_reader(|reader| {
                use register::Store as _;
                reader.entry(self.record.number.0)
            })
            .ok()
            .flatten();
        let digest = entry.map_or_else(String::new, |entry| entry.digest.to_string());
        let short = digest.get(..8).unwrap_or_default().to_uppercase();
        format!("{}-{short}", self.record.number)
    }

    fn places(&self) -> BTreeMap<&'static str, String> {
        let consortium = self.consortium;
        let mut places = BTreeMap::new();
        places.insert("record", self.record.number.to_string());
        places.insert("policy", self.zh(&self.policy.title));
        places.insert("issued", self.zh(&self.policy.issued));
        places.insert("issuer", self.issuer());
        places.insert("name", self.name());
        places.insert("number", self.number());
        places.insert("field", consortium.field.clone());
        places.insert(
            "industry",
            self.teller.term("industry", &consortium.industry),
        );
        places.insert("division", self.division());
        places.insert("lead", self.teller.organisation(consortium.lead));
        places.insert("lead_head", self.lead_head());
        places.insert("members", consortium.members.len().to_string());
        places.insert("kinds", self.kinds());
        places.insert("horizon", consortium.plan.horizon.to_string());
        places.insert("chief_expert", self.chief_expert());
        for name in ["reasons", "opinion"] {
            let text = self.record.fields[name].as_str().unwrap_or_default();
            places.insert(name, text.to_owned());
        }
        places
    }

    fn zh(&self, words: &values::Words) -> String {
        words.in_language(self.teller.words.language).to_owned()
    }

    fn issuer(&self) -> String {
        self.policy
            .authority(&self.document.issuer)
            .map(|authority| self.zh(authority.name_in(self.consortium.division.as_ref())))
            .unwrap_or_default()
    }

    /// The name it has, or would have.
    fn name(&self) -> String {
        let consortium = self.consortium;
        let name = consortium.established.as_ref().map_or_else(
            || acts::consortium::name_for(self.policy, &consortium.field, &consortium.field_en),
            |established| established.name.clone(),
        );
        self.zh(&name)
    }

    fn number(&self) -> String {
        self.consortium
            .established
            .as_ref()
            .map(|established| established.number.clone())
            .unwrap_or_default()
    }

    fn division(&self) -> String {
        self.consortium
            .division
            .as_ref()
            .map(|division| self.teller.term("division", division))
            .unwrap_or_default()
    }

    fn lead_head(&self) -> String {
        self.world
            .organisation(self.consortium.lead)
            .and_then(|lead| lead.representative(self.record.day))
            .map(|head| self.person(head.person))
            .unwrap_or_default()
    }

    fn chief_expert(&self) -> String {
        self.consortium
            .governance
            .chief_expert
            .accepted()
            .map(|held| self.person(held.person))
            .unwrap_or_default()
    }

    fn person(&self, person: PersonId) -> String {
        self.app.person_name(self.world, person)
    }

    /// How many members of which kind, in the order of the policy's list.
    fn kinds(&self) -> String {
        let of = |key: &str| {
            let members = self.consortium.members.keys();
            members
                .filter_map(|id| self.world.organisation(*id))
                .filter(|member| *member.kind == *key)
                .count()
        };
        self.policy
            .terms("member_kind")
            .iter()
            .map(|term| (self.zh(&term.title), of(&term.key)))
            .filter(|(_, count)| *count > 0)
            .map(|(title, count)| {
                let count = self.teller.words.fill("unit.member", &[count.to_string()]);
                format!("{title}{}", count.replace(' ', ""))
            })
            .collect::<Vec<_>>()
            .join(self.teller.words.t("list.comma"))
    }

    /// Conditions that were overridden with a reason, and the members.
    fn attachments(&self, texts: &Texts) -> Vec<Value> {
        let mut attached = Vec::new();
        let findings: Vec<Value> = self
            .record
            .findings
            .iter()
            .filter(|finding| finding.state == State::Justified)
            .map(|finding| {
                let told = self.teller.finding(finding);
                json!({
                    "clause": told.clause, "condition": told.title, "wanted": told.wanted,
                    "found": told.found, "reason": told.reason,
                })
            })
            .collect();
        if let Some(title) = texts.find("findings").filter(|_| !findings.is_empty()) {
            attached.push(json!({"title": title, "findings": findings}));
        }
        if let Some(title) = texts.find("member-list") {
            attached.push(json!({"title": title, "paragraphs": self.members(texts)}));
        }
        attached
    }

    fn members(&self, texts: &Texts) -> Vec<String> {
        let lead = self.consortium.lead;
        let others = self.consortium.members.keys().filter(|id| **id != lead);
        let lead_mark = texts.get("lead-mark");
        std::iter::once(format!("{}{lead_mark}", self.teller.organisation(lead)))
            .chain(others.map(|id| self.teller.organisation(*id)))
            .collect()
    }
}
