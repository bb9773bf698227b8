//! Commands run as somebody types them, without a process of their own.

use clap::Parser as _;

use super::{Arguments, Command, ExitCode, audit, backup, keys, personal, register};

/// Does what the words after the program's name say; whether it went well.
pub fn typed(words: &[&str]) -> bool {
    let line = std::iter::once("lianchuang").chain(words.iter().copied());
    let Arguments { command, common } = Arguments::try_parse_from(line).expect("a command");
    let outcome = match command {
        Command::Register(command) => register::run(&common, &command),
        Command::Audit(command) => audit::run(&common, &command),
        Command::Backup(arguments) => backup::backup(&common, &arguments),
        Command::Restore(arguments) => backup::restore(&common, &arguments),
        Command::Keys(command) => keys::run(&common, &command),
        Command::Personal(command) => personal::run(&common, &command),
        other => panic!("{other:?} is not run by tests"),
    };
    match outcome {
        Ok(code) => code == ExitCode::SUCCESS,
        Err(cause) => panic!("{words:?}: {cause:#}"),
    }
}
