//! `lianchuang policy`: checks a pack, runs its scenarios, shows what executes and proves each clause.

use std::process::ExitCode;

use acts::ask::Office as Rules;
use acts::scenario;
use serde_json::json;
use values::WorkCalendar;

use super::{Common, Format, REFUSED};
use crate::pack_files::{self, PackMistakes};

/// Reads and proves policy packs.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Checks a pack and reports every mistake at once.
    #[command(after_help = "Example: lianchuang policy check --pack packs/harbour-2031")]
    Check,
    /// Runs the pack's scenarios.
    #[command(after_help = "Example: lianchuang policy test --pack packs/harbour-2031")]
    Test,
    /// Shows for every clause what executes it and which scenarios prove it.
    #[command(
        after_help = "Examples:\n  lianchuang policy coverage --pack packs/mine\n  lianchuang policy coverage --format json\n\nA scenario proves a clause when its file is named after it (3.1.2b-….scn) or when it expects a refusal by one of the\nclause's conditions. Exit code 1 where an executed clause has no row or no scenario, or another one gives no reason."
    )]
    Coverage,
    /// Shows who may do which act at which stage, for review.
    #[command(
        after_help = "Examples:\n  lianchuang policy authority --pack packs/mine\n  lianchuang policy authority --lang en --format json"
    )]
    Authority,
    /// Lists the facts a condition may measure and the acts a stage may open.
    #[command(
        after_help = "Examples:\n  lianchuang policy catalogue --lang en\n  lianchuang policy catalogue --format json\n\nA star marks what must be given."
    )]
    Catalogue,
}

/// Runs the command.
pub fn run(common: &Common, command: &Command) -> anyhow::Result<ExitCode> {
    let files = pack_files::files(&common.pack)?;
    let policies = match pack_files::policies(&files) {
        Ok(policies) => policies,
        Err(mistakes) => return Ok(report(common, &mistakes)),
    };
    match command {
        Command::Authority => {
            super::authority::run(common, &policies);
            Ok(ExitCode::SUCCESS)
        }
        Command::Catalogue => {
            super::catalogue::run(common);
            Ok(ExitCode::SUCCESS)
        }
        Command::Coverage => Ok(super::coverage::run(common, &policies, &files)),
        Command::Check => {
            let plan = &policies.editions[0];
            let counts = (
                plan.clauses.len(),
                plan.conditions.len(),
                plan.stages.len(),
                policies.editions.len(),
            );
            match common.format {
                Format::Json => println!(
                    "{}",
                    json!({"mistakes": [], "clauses": counts.0, "conditions": counts.1, "stages": counts.2, "editions": counts.3})
                ),
                Format::Text => println!(
                    "{}: {} clauses, {} conditions, {} stages, {} editions; no mistakes",
                    policies.pack, counts.0, counts.1, counts.2, counts.3
                ),
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Test => {
            let rules = Rules {
                policies,
                calendar: WorkCalendar::official(),
            };
            let mut passed = 0;
            let mut wrong = Vec::new();
            for (name, text) in files
                .iter()
                .filter(|(name, _)| name.starts_with("scenarios/"))
            {
                let failures = run_one(&rules, text);
                if failures.is_empty() {
                    passed += 1;
                } else {
                    wrong.push((name, failures));
                }
            }
            let failed = wrong.len();
            match common.format {
                Format::Json => {
                    let failures: Vec<_> = wrong
                        .iter()
                        .flat_map(|(name, failures)| {
                            failures.iter().map(
                                move |(line, came)| json!({"file": name, "line": line, "came": came}),
                            )
                        })
                        .collect();
                    println!(
                        "{}",
                        json!({"passed": passed, "failed": failed, "failures": failures})
                    );
                }
                Format::Text => {
                    for (name, failures) in &wrong {
                        for (line, came) in failures {
                            println!("{name}:{line}\n    {}", came.replace('\n', "\n    "));
                        }
                    }
                    println!("{passed} passed, {failed} failed");
                }
            }
            Ok(if failed == 0 {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(REFUSED)
            })
        }
    }
}

fn run_one(rules: &Rules, text: &str) -> Vec<(usize, String)> {
    match scenario::read(text) {
        Ok(read) => scenario::run(rules, &read)
            .into_iter()
            .map(|failure| (failure.line, failure.came))
            .collect(),
        Err(mistakes) => mistakes
            .into_iter()
            .map(|mistake| (mistake.line, mistake.wrong))
            .collect(),
    }
}

fn report(common: &Common, mistakes: &PackMistakes) -> ExitCode {
    match common.format {
        Format::Json => {
            let list: Vec<_> = mistakes
                .0
                .iter()
                .map(|mistake| {
                    json!({
                        "file": &*mistake.at.file, "line": mistake.at.line, "column": mistake.at.column, "row": mistake.row,
                        "wrong": mistake.wrong, "meant": mistake.meant, "allowed": mistake.allowed,
                    })
                })
                .collect();
            println!("{}", json!({"mistakes": list}));
        }
        Format::Text => {
            eprintln!("{mistakes}");
            eprintln!("{} mistakes", mistakes.0.len());
        }
    }
    ExitCode::FAILURE
}
