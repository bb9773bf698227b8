//! `lianchuang policy coverage`: for every clause of a pack what executes it, and which scenarios prove it.

use std::collections::BTreeSet;
use std::process::ExitCode;

use acts::scenario::{self, Expected, Line};
use policy::{Clause, Execution, Policies, Policy};
use serde_json::{Value, json};
use values::ClauseId;

use super::{Common, Format};
use crate::pack_files::PackFiles;
use crate::words::Words;

/// How a clause is covered.
struct Covered {
    clause: ClauseId,
    title: String,
    execution: &'static str,
    why: String,
    /// Kind of row and what it is.
    rows: Vec<(&'static str, String)>,
    /// Whether other clauses stand below it.
    divided: bool,
    scenarios: Vec<String>,
}

impl Covered {
    /// What is missing: a row that executes it, a scenario that proves it.
    fn missing(&self) -> Vec<&'static str> {
        let executed = self.execution == "executed";
        let no_row = (executed && !self.divided && self.rows.is_empty()).then_some("row");
        let no_scenario = (executed && self.scenarios.is_empty()).then_some("scenario");
        let no_reason = (!executed && self.why.is_empty()).then_some("reason");
        [no_row, no_scenario, no_reason]
            .into_iter()
            .flatten()
            .collect()
    }
}

/// Runs the command on a pack that was read.
pub fn run(common: &Common, policies: &Policies, files: &PackFiles) -> ExitCode {
    let scenarios = scenarios(files);
    let covered: Vec<Covered> = clauses(policies)
        .into_iter()
        .map(|clause| cover(common, policies, clause, &scenarios))
        .collect();
    let lacking = covered.iter().filter(|clause| !clause.missing().is_empty());
    let lacking = lacking.count();
    match common.format {
        Format::Json => print_json(&covered, lacking),
        Format::Text => print_text(common, policies, &covered, lacking),
    }
    if lacking == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Every clause that is read, and every one that a row names: a clause may be told apart into lettered duties.
fn clauses(policies: &Policies) -> BTreeSet<ClauseId> {
    let mut ids = BTreeSet::new();
    for policy in &policies.editions {
        ids.extend(policy.clauses.iter().map(|row| row.id));
        ids.extend(policy.conditions.iter().map(|row| row.clause));
        ids.extend(policy.targets.iter().map(|row| row.clause));
        ids.extend(policy.parameters.values().map(|row| row.clause));
        ids.extend(policy.vocabularies.values().filter_map(|row| row.clause));
        for stage in &policy.stages {
            ids.insert(stage.clause);
            for opening in &stage.opens {
                ids.insert(opening.clause);
                ids.extend(opening.consent_clause);
                ids.extend(opening.standing_clause);
            }
        }
    }
    ids
}

/// A scenario: its name, and the clauses and conditions its acts are expected to be refused by.
struct Proof {
    name: String,
    /// The clause before the first dash of its name.
    named_after: Option<ClauseId>,
    refused_by: BTreeSet<String>,
}

fn scenarios(files: &PackFiles) -> Vec<Proof> {
    let mut proofs = Vec::new();
    for (path, text) in files {
        let Some(name) = path.strip_prefix("scenarios/") else {
            continue;
        };
        let mut refused_by = BTreeSet::new();
        for (_, line) in scenario::read(text)
            .map(|read| read.lines)
            .unwrap_or_default()
        {
            let Line::Act(act) = line else { continue };
            for expected in act.expected {
                if let Expected::Refused(said) = expected {
                    refused_by.insert(said.key);
                }
            }
        }
        proofs.push(Proof {
            name: name.to_owned(),
            named_after: name.split('-').next().and_then(|id| id.parse().ok()),
            refused_by,
        });
    }
    proofs
}

fn cover(common: &Common, policies: &Policies, id: ClauseId, proofs: &[Proof]) -> Covered {
    let language = common.language();
    let mut editions = policies.editions.iter();
    let clause: Option<&Clause> = editions.find_map(|edition| edition.clause(&id));
    let (execution, why) = match clause.map(|clause| &clause.execution) {
        Some(Execution::Executed) | None => ("executed", None),
        Some(Execution::Judged(why)) => ("judged", Some(why)),
        Some(Execution::Outside(why)) => ("outside", Some(why)),
        Some(Execution::Aspiration(why)) => ("aspiration", Some(why)),
    };
    let mut rows = Vec::new();
    let mut conditions = BTreeSet::new();
    let mut title = clause.map(|clause| clause.title.in_language(language).to_owned());
    for edition in &policies.editions {
        let words = Words::load(language, Some(edition));
        for row in rows_of(edition, id, &words) {
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
        for condition in edition
            .conditions
            .iter()
            .filter(|row| id.contains(row.clause))
        {
            title.get_or_insert_with(|| condition.title.in_language(language).to_owned());
            conditions.insert(condition.key.to_string());
        }
    }
    let proves = |proof: &&Proof| {
        proof.named_after.is_some_and(|named| id.contains(named))
            || proof.refused_by.iter().any(|key| conditions.contains(key))
    };
    Covered {
        clause: id,
        title: title.unwrap_or_default(),
        execution,
        why: why.map_or_else(String::new, |why| why.in_language(language).to_owned()),
        // A clause whose duties are told apart is executed by theirs.
        divided: clauses(policies)
            .into_iter()
            .any(|other| other != id && id.contains(other)),
        rows,
        scenarios: proofs
            .iter()
            .filter(proves)
            .map(|proof| proof.name.clone())
            .collect(),
    }
}

fn rows_of(policy: &Policy, clause: ClauseId, words: &Words) -> Vec<(&'static str, String)> {
    let language = words.language;
    let mut rows = Vec::new();
    for condition in policy.conditions.iter().filter(|row| row.clause == clause) {
        let title = condition.title.in_language(language);
        rows.push(("condition", format!("{} {title}", condition.key)));
    }
    for stage in &policy.stages {
        if stage.clause == clause {
            let title = stage.title.in_language(language);
            rows.push(("stage", format!("{} {title}", stage.key)));
        }
        for opening in &stage.opens {
            let title = words.t(&format!("act.{}", opening.act)).to_owned();
            let act = format!("{} {title}", opening.act);
            if opening.clause == clause {
                rows.push(("act", act.clone()));
                let printed = policy.documents.iter().filter(|row| row.act == opening.act);
                rows.extend(printed.map(|document| {
                    let title = document.title.in_language(language);
                    ("document", format!("{} {title}", document.key))
                }));
            }
            if opening.consent_clause == Some(clause) {
                rows.push(("consent", act.clone()));
            }
            if opening.standing_clause == Some(clause) {
                rows.push(("standing", act));
            }
        }
    }
    for vocabulary in policy.vocabularies.values() {
        if vocabulary.clause == Some(clause) {
            let title = vocabulary.title.in_language(language);
            rows.push(("vocabulary", format!("{} {title}", vocabulary.key)));
        }
    }
    for (key, parameter) in policy
        .parameters
        .iter()
        .filter(|(_, row)| row.clause == clause)
    {
        let title = parameter.title.in_language(language);
        rows.push(("parameter", format!("{key} {title}")));
    }
    for target in policy.targets.iter().filter(|row| row.clause == clause) {
        let title = target.title.in_language(language);
        rows.push(("target", format!("{} {title}", target.key)));
    }
    rows
}

fn print_json(covered: &[Covered], lacking: usize) {
    let clauses: Vec<Value> = covered
        .iter()
        .map(|clause| {
            let rows: Vec<Value> = clause
                .rows
                .iter()
                .map(|(kind, row)| json!({"kind": kind, "row": row}))
                .collect();
            json!({
                "clause": clause.clause, "title": clause.title, "execution": clause.execution, "why": clause.why,
                "rows": rows, "divided": clause.divided, "scenarios": clause.scenarios, "missing": clause.missing(),
            })
        })
        .collect();
    println!("{}", json!({"clauses": clauses, "lacking": lacking}));
}

fn print_text(common: &Common, policies: &Policies, covered: &[Covered], lacking: usize) {
    let policy = policies.editions.first().map(AsRef::as_ref);
    let words = Words::load(common.language(), policy);
    for clause in covered {
        let execution = words
            .t(&format!("execution.{}", clause.execution))
            .to_owned();
        println!("{}  {}  [{execution}]", clause.clause, clause.title);
        if !clause.why.is_empty() {
            println!("    {}", clause.why);
        }
        for (kind, row) in &clause.rows {
            println!("    {}  {row}", words.t(&format!("coverage.{kind}")));
        }
        for scenario in &clause.scenarios {
            println!("    {}  {scenario}", words.t("coverage.scenario"));
        }
        for missing in clause.missing() {
            println!("    {}", words.t(&format!("coverage.missing.{missing}")));
        }
    }
    let counts = [covered.len().to_string(), lacking.to_string()];
    println!("{}", words.fill("coverage.total", &counts));
}
