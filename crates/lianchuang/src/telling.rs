//! Telling a ruling in words: one wording of findings, mistakes and refusals for page, API, command line and sheet.

mod office;

use std::borrow::Cow;

use acts::field::{InputMistake, Wrong};
use acts::finding::Part;
use acts::{Finding, Found, Holding, State, World};
use policy::{Condition, FactType, Policy, Test, Tree, Value, Weight};
use serde::Serialize;
use values::Language;

use crate::words::Words;

/// A finding in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The condition's or rule's key.
    pub key: String,
    /// The clause.
    pub clause: String,
    /// What is asked.
    pub title: String,
    /// `hard`, `general`, `preferred`.
    pub weight: Weight,
    /// How it stands.
    pub state: State,
    /// What was found.
    pub found: String,
    /// What is wanted.
    pub wanted: String,
    /// The member it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The written reason, if justified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// What it rests on.
    pub evidence: Vec<ToldEvidence>,
}

/// Evidence in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToldEvidence {
    /// The record.
    pub record: u64,
    /// The file's digest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Stated or confirmed.
    pub holding: Holding,
}

/// Everything needed to put a ruling into words.
#[derive(Clone, Copy)]
pub struct Teller<'a> {
    /// The words of a language.
    pub words: &'a Words,
    /// The edition that ruled.
    pub policy: &'a Policy,
    /// The world, for names of organisations.
    pub world: &'a World,
}

impl<'a> Teller<'a> {
    fn language(&self) -> Language {
        self.words.language
    }

    /// The name of an organisation; its id where there is none such.
    pub fn organisation_name(&self, id: values::OrganisationId) -> Cow<'a, str> {
        self.world.organisation(id).map_or_else(
            || Cow::Owned(id.to_string()),
            |found| Cow::Borrowed(found.name.in_language(self.language())),
        )
    }

    /// The name of a consortium: given, or the field it is being formed for.
    pub fn consortium_name(
        &self,
        consortium: &'a acts::subject::consortium::Consortium,
    ) -> Cow<'a, str> {
        match consortium.name() {
            Some(name) => Cow::Borrowed(name.in_language(self.language())),
            None => Cow::Owned(
                self.words
                    .fill("consortium.forming", &[self.field(consortium)]),
            ),
        }
    }

    /// The term of a vocabulary in words; its key where the vocabulary has none such.
    pub fn term_title(&self, vocabulary: &str, key: &'a str) -> &'a str {
        self.policy
            .term(vocabulary, key)
            .map_or(key, |term| term.title.in_language(self.language()))
    }

    /// The name of a stage.
    pub fn stage_title(&self, key: &str) -> &'a str {
        match self.policy.stage(key) {
            Some(stage) => stage.title.in_language(self.language()),
            None => self.words.find("said.none").unwrap_or_default(),
        }
    }
}

impl Teller<'_> {
    /// A finding in words.
    pub fn finding(&self, finding: &Finding) -> Told {
        let condition = self.policy.condition(&finding.key);
        Told {
            key: finding.key.clone(),
            clause: finding
                .clause
                .map(|clause| clause.to_string())
                .unwrap_or_default(),
            title: condition.map_or_else(
                || self.rule_title(&finding.key),
                |condition| condition.title.in_language(self.language()).to_owned(),
            ),
            weight: finding.weight,
            state: finding.state,
            found: self.found(&finding.found, condition, Side::Found),
            wanted: self.found(&finding.wanted, condition, Side::Wanted),
            about: finding
                .about
                .map(|organisation| self.organisation(organisation)),
            reason: finding.reason.clone(),
            advice: condition
                .and_then(|condition| condition.advice.as_ref())
                .map(|advice| advice.in_language(self.language()).to_owned()),
            evidence: told_evidence(&finding.evidence),
        }
    }

    /// The name of an organisation.
    pub fn organisation(&self, id: values::OrganisationId) -> String {
        self.organisation_name(id).into_owned()
    }

    /// The name of a consortium: given, or the field it is being formed for.
    pub fn consortium(&self, consortium: &acts::subject::consortium::Consortium) -> String {
        match consortium.name() {
            Some(name) => name.in_language(self.language()).to_owned(),
            None => self
                .words
                .fill("consortium.forming", &[self.field(consortium)]),
        }
    }

    /// The field of a consortium; in Chinese where none was given in the language.
    pub fn field<'b>(&self, consortium: &'b acts::subject::consortium::Consortium) -> &'b str {
        if self.language() == Language::En && !consortium.field_en.is_empty() {
            &consortium.field_en
        } else {
            &consortium.field
        }
    }

    /// What a subject is called.
    pub fn subject(&self, subject: acts::Subject) -> String {
        match subject {
            acts::Subject::Office => self.words.t("subject.office").to_owned(),
            acts::Subject::Organisation(id) => self.organisation(id),
            acts::Subject::Candidacy(id) => self.world.candidacy(id).map_or_else(
                || id.to_string(),
                |found| {
                    self.words
                        .fill("candidacy.of", &[self.organisation(found.organisation)])
                },
            ),
            acts::Subject::Consortium(id) => self
                .world
                .consortium(id)
                .map_or_else(|| id.to_string(), |found| self.consortium(found)),
        }
    }

    fn rule_title(&self, key: &str) -> String {
        if let Some(holder) = key.strip_prefix("consent.") {
            return self.words.fill("rule.consent", &[self.holder(holder)]);
        }
        self.words.t(&format!("rule.{key}")).to_owned()
    }

    /// The name of a holder: an authority of the pack, or the product's word.
    pub fn holder(&self, holder: &str) -> String {
        let (key, leader) = holder
            .strip_suffix(".leader")
            .map_or((holder, false), |key| (key, true));
        match self.policy.authority(key) {
            Some(authority) if leader => self.words.fill(
                "holder.leader_of",
                &[authority.name.in_language(self.language())],
            ),
            Some(authority) => authority.name.in_language(self.language()).to_owned(),
            None => self.words.t(&format!("holder.{holder}")).to_owned(),
        }
    }

    fn found(&self, found: &Found, condition: Option<&Condition>, side: Side) -> String {
        match found {
            Found::Value(value) => self.value(value, condition.and_then(single_fact).as_deref()),
            Found::Parts(parts) => self.parts(parts, condition, side),
            Found::Said { say, with } => self.said(say, with),
        }
    }

    fn said(&self, say: &str, with: &[String]) -> String {
        let with: Vec<String> = with
            .iter()
            .map(|argument| self.argument(say, argument))
            .collect();
        match say {
            "stage" if with.is_empty() => self.words.t("said.stage.nowhere").to_owned(),
            // lists of any length are joined with the language's comma
            "stage" | "capacity" | "industries" | "types" => with.join(self.words.t("list.comma")),
            _ => self.words.fill(&format!("said.{say}"), &with),
        }
    }

    fn argument(&self, say: &str, argument: &str) -> String {
        match say {
            "stage" => self.stage(argument),
            "capacity" | "consent" => self.holder(argument),
            "act" => self.act(argument),
            _ => {
                if let Ok(id) = argument.parse() {
                    self.organisation(id)
                } else if let Ok(day) = values::parse_date(argument) {
                    self.day(day)
                } else {
                    self.any_term(argument)
                }
            }
        }
    }

    fn any_term(&self, argument: &str) -> String {
        let term = self
            .policy
            .vocabularies
            .values()
            .find_map(|vocabulary| vocabulary.terms.iter().find(|term| *term.key == *argument));
        match term {
            Some(term) => term.title.in_language(self.language()).to_owned(),
            None => self.policy.condition(argument).map_or_else(
                || argument.to_owned(),
                |condition| condition.title.in_language(self.language()).to_owned(),
            ),
        }
    }

    /// The name of a stage.
    pub fn stage(&self, key: &str) -> String {
        self.stage_title(key).to_owned()
    }

    /// The name of an act.
    pub fn act(&self, key: &str) -> String {
        self.words.t(&format!("act.{key}")).to_owned()
    }

    /// A day in words.
    pub fn day(&self, day: values::Date) -> String {
        match self.language() {
            Language::Zh => values::zh_date(day),
            Language::En => values::en_date(day),
        }
    }

    /// The term of a vocabulary in words.
    pub fn term(&self, vocabulary: &str, key: &str) -> String {
        self.policy.term(vocabulary, key).map_or_else(
            || key.to_owned(),
            |term| term.title.in_language(self.language()).to_owned(),
        )
    }

    fn parts(&self, parts: &[Part], condition: Option<&Condition>, side: Side) -> String {
        let joint = match (condition.map(|condition| &condition.tree), side) {
            (Some(Tree::Any(_)), Side::Wanted) => self.words.t("list.or"),
            _ => self.words.t("list.and"),
        };
        let one_alone = parts.len() == 1;
        parts
            .iter()
            .map(|part| self.part(part, side, one_alone))
            .collect::<Vec<_>>()
            .join(joint)
    }

    fn part(&self, part: &Part, side: Side, alone: bool) -> String {
        let name = self.fact(&part.fact);
        if part.compare == *"judged" {
            let key = match (side, part.state) {
                (Side::Wanted, _) => "judged.wanted",
                (Side::Found, State::Met) => "judged.met",
                (Side::Found, State::Unmet) => "judged.unmet",
                (Side::Found, _) => "judged.waits",
            };
            return self.words.fill(key, &[self.term("judgement", &part.fact)]);
        }
        let value = match side {
            Side::Found => self.value(&part.found, Some(&part.fact)),
            Side::Wanted => self.words.fill(
                &format!("compare.{}", part.compare),
                &[self.value(&part.wanted, Some(&part.fact))],
            ),
        };
        if alone && side == Side::Wanted {
            value
        } else {
            self.words.fill("part", &[name, value])
        }
    }

    /// The name of a fact.
    pub fn fact(&self, name: &str) -> String {
        if let Some((_, evidence)) = name.split_once("evidence.") {
            return self.term("evidence", evidence);
        }
        match acts::catalogue().fact(name) {
            Some(fact) => match self.language() {
                Language::Zh => fact.zh.to_owned(),
                Language::En => fact.en.to_owned(),
            },
            None => name.to_owned(),
        }
    }

    /// A value in words, with the unit of its fact.
    pub fn value(&self, value: &Value, fact: Option<&str>) -> String {
        let catalogue = acts::catalogue();
        let gives = fact
            .and_then(|fact| catalogue.fact(fact))
            .map(|fact| fact.gives);
        match value {
            Value::Count(count) => self.with_unit(&count.to_string(), gives),
            Value::Number(thousandths) => self.with_unit(&thousandths_text(*thousandths), gives),
            Value::Money(fen) => match self.language() {
                Language::Zh => fen.zh(),
                Language::En => fen.en(),
            },
            Value::Share(share) => share.to_string(),
            Value::Term(term) => self.term_of(term, gives),
            Value::Terms(terms) if terms.is_empty() => self.words.t("said.none").to_owned(),
            Value::Terms(terms) => terms
                .iter()
                .map(|term| self.term_of(term, gives))
                .collect::<Vec<_>>()
                .join(self.words.t("list.comma")),
            Value::Day(day) => self.day(*day),
            Value::Presence(true) => self.words.t("presence.there").to_owned(),
            Value::Presence(false) => self.words.t("presence.missing").to_owned(),
            Value::Unknown => self.words.t("presence.unknown").to_owned(),
        }
    }

    fn term_of(&self, term: &str, gives: Option<FactType>) -> String {
        match gives {
            Some(FactType::Term(vocabulary) | FactType::Terms(vocabulary)) => {
                self.term(vocabulary, term)
            }
            _ => self.any_term(term),
        }
    }

    fn with_unit(&self, number: &str, gives: Option<FactType>) -> String {
        match gives {
            Some(FactType::Count(unit) | FactType::Number(unit)) if !unit.is_empty() => self
                .words
                .find(&format!("unit.{unit}"))
                .map_or_else(|| number.to_owned(), |text| text.replace("{0}", number)),
            _ => number.to_owned(),
        }
    }

    /// A mistake in words: the pointer and what was expected.
    pub fn mistake(&self, mistake: &InputMistake) -> String {
        match &mistake.wrong {
            Wrong::Missing => self.words.t("mistake.missing").to_owned(),
            Wrong::Unknown => self.words.t("mistake.unknown").to_owned(),
            Wrong::Form { expected, detail } => {
                let text = self.words.t(&format!("mistake.form.{expected}")).to_owned();
                if expected.starts_with("file_") {
                    text.replace("{0}", detail)
                } else if *expected == "credit_code" && !detail.is_empty() {
                    format!("{text} {detail}")
                } else {
                    text
                }
            }
            Wrong::NotAllowed { allowed } => {
                let allowed: Vec<String> = allowed.iter().map(|term| self.any_term(term)).collect();
                self.words.fill(
                    "mistake.not_allowed",
                    &[allowed.join(self.words.t("list.comma"))],
                )
            }
            Wrong::TooLong { limit } => self.words.fill("mistake.too_long", &[limit.to_string()]),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Found,
    Wanted,
}

/// The fact of a condition with a single test.
fn single_fact(condition: &Condition) -> Option<String> {
    match &condition.tree {
        Tree::Test(Test::Measured(measure) | Test::Witnessed(measure)) => {
            Some(measure.fact.clone())
        }
        _ => None,
    }
}

/// A number in thousandths without idle zeros.
fn thousandths_text(thousandths: i64) -> String {
    let whole = thousandths / 1000;
    let rest = (thousandths % 1000).abs();
    if rest == 0 {
        whole.to_string()
    } else {
        format!("{whole}.{rest:03}")
            .trim_end_matches('0')
            .to_owned()
    }
}

/// Each record and file once, however many parts of a condition rest on it.
fn told_evidence(all: &[acts::finding::Evidence]) -> Vec<ToldEvidence> {
    let mut told: Vec<ToldEvidence> = Vec::new();
    for evidence in all {
        let file = evidence.file.map(|file| file.to_string());
        let known = |one: &ToldEvidence| one.record == evidence.record.0 && one.file == file;
        if !told.iter().any(known) {
            told.push(ToldEvidence {
                record: evidence.record.0,
                file,
                holding: evidence.holding,
            });
        }
    }
    told
}
