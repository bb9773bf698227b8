//! `lianchuang doors`: every address with who may come through it.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::{Common, Format};
use crate::doors::doors;

/// Shows every address of the product with who may come through it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  lianchuang doors\n  lianchuang doors --format json")]
pub struct Arguments {}

/// Every door for programs.
pub fn told() -> Value {
    let doors = doors();
    let cells = doors
        .list()
        .flat_map(|(path, rules)| rules.iter().map(move |rule| (path, rule)));
    let list: Vec<Value> = cells
        .map(|(path, (method, access))| {
            json!({"address": path, "method": method.as_str(), "who": access.key()})
        })
        .collect();
    json!({"doors": list})
}

/// Runs the command.
pub fn run(common: &Common) -> ExitCode {
    let doors = doors();
    let cells = doors
        .list()
        .flat_map(|(path, rules)| rules.iter().map(move |rule| (path, rule)));
    match common.format {
        Format::Json => println!("{}", told()),
        Format::Text => {
            for (path, (method, access)) in cells {
                println!("{:<5} {path}  {}", method.as_str(), access.key());
            }
        }
    }
    ExitCode::SUCCESS
}
