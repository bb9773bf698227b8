//! The checked-in description of the API is the one the program gives.

use super::city::run;

#[test]
fn the_checked_in_description_of_the_api_is_the_one_that_is_served() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    let kept = std::fs::read_to_string(path).unwrap();
    let given = run(&["openapi"]).well().out;
    assert!(
        kept == given,
        "docs/openapi.json is not what `lianchuang openapi` gives; write it anew with `lianchuang openapi > docs/openapi.json`"
    );
}

#[test]
fn every_command_has_an_example_in_its_help() {
    let commands: &[&[&str]] = &[
        &["demo"],
        &["serve"],
        &["policy", "check"],
        &["policy", "test"],
        &["register", "verify"],
        &["register", "export"],
        &["register", "head"],
        &["backup"],
        &["restore"],
        &["openapi"],
    ];
    for command in commands {
        let help = run(&[command, &["--help"][..]].concat()).well().out;
        assert!(
            help.contains(&format!("lianchuang {}", command.join(" "))) && help.contains("Example"),
            "{command:?}\n{help}"
        );
    }
}

#[test]
fn wrong_usage_ends_with_two() {
    assert_eq!(run(&["register", "verify", "--no-such-flag"]).code, 2);
}
