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
fn the_guide_lists_every_fact_and_act_there_is() {
    for (guide, language) in [("packs.md", "en"), ("packs.zh-CN.md", "zh")] {
        let path = format!("{}/../../docs/{guide}", env!("CARGO_MANIFEST_DIR"));
        let kept = std::fs::read_to_string(&path).unwrap();
        let given = run(&["--lang", language, "policy", "catalogue"]).well().out;
        let (facts, acts) = given.split_once("\n\n").unwrap();
        let anew = between(&between(&kept, "facts", facts), "acts", acts.trim_end());
        if std::env::var_os("LIANCHUANG_GUIDE").is_some() {
            std::fs::write(&path, &anew).unwrap();
            continue;
        }
        assert!(
            kept == anew,
            "docs/{guide} does not list what `lianchuang policy catalogue` gives; write it anew with LIANCHUANG_GUIDE=1"
        );
    }
}

#[test]
fn who_may_do_what_is_kept_as_text_for_review() {
    for pack in ["suzhou-2022", "yunwan-2025"] {
        let path = format!(
            "{}/../../docs/authority/{pack}.md",
            env!("CARGO_MANIFEST_DIR")
        );
        let both = ["zh", "en"].map(|language| {
            run(&["--lang", language, "--pack", pack, "policy", "authority"])
                .well()
                .out
        });
        let anew = format!("# {pack}\n\n{}", both.join("\n"));
        if std::env::var_os("LIANCHUANG_GUIDE").is_some() {
            std::fs::write(&path, &anew).unwrap();
        }
        assert!(
            std::fs::read_to_string(&path).unwrap() == anew,
            "docs/authority/{pack}.md is not what `lianchuang policy authority` gives; write it anew with LIANCHUANG_GUIDE=1, and review what changed"
        );
    }
}

/// The text with what stands between the marks of that name written anew.
fn between(text: &str, name: &str, table: &str) -> String {
    let (open, close) = (
        format!("<!-- generated:{name} -->"),
        format!("<!-- /generated:{name} -->"),
    );
    let (before, rest) = text.split_once(&open).unwrap();
    let (_, after) = rest.split_once(&close).unwrap();
    format!("{before}{open}\n\n{table}\n\n{close}{after}")
}

#[test]
fn every_command_has_an_example_in_its_help() {
    let commands: &[&[&str]] = &[
        &["demo"],
        &["serve"],
        &["policy", "check"],
        &["policy", "test"],
        &["policy", "coverage"],
        &["policy", "catalogue"],
        &["policy", "authority"],
        &["register", "verify"],
        &["register", "export"],
        &["register", "head"],
        &["backup"],
        &["restore"],
        &["openapi"],
        &["template"],
        &["import"],
        &["export"],
        &["screen"],
        &["act"],
        &["settings"],
        &["outbox", "list"],
        &["outbox", "retry"],
        &["outbox", "release"],
        &["outbox", "hold"],
        &["personal", "show"],
        &["certificate", "answer"],
        &["personal", "erase"],
        &["personal", "sweep"],
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

#[test]
fn coverage_names_for_every_clause_what_executes_and_what_proves_it() {
    let told = run(&["policy", "coverage", "--format", "json"]);
    let told_json = told.json();
    let clauses = told_json["clauses"].as_array().unwrap();
    let lacking = clauses
        .iter()
        .filter(|clause| !clause["missing"].as_array().unwrap().is_empty());
    let lacking = lacking.count();
    assert_eq!(told_json["lacking"], lacking);
    assert_eq!(told.code, i32::from(lacking > 0));
    assert!(clauses.len() > 30);
    for clause in clauses {
        let executed = clause["execution"] == "executed";
        let rows = clause["rows"].as_array().unwrap();
        let shown = !rows.is_empty()
            || clause["divided"] == true
            || clause["why"].as_str().is_some_and(|why| !why.is_empty());
        assert!(shown, "nothing stands under {clause}");
        assert!(
            !executed || !rows.is_empty() || clause["divided"] == true,
            "nothing executes {clause}"
        );
    }
}

#[test]
fn a_clause_without_a_scenario_of_its_own_lacks_one() {
    let folder = super::city::Folder::new();
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/suzhou-2022");
    super::city::copy(std::path::Path::new(source), &folder.path("pack"));
    let scenarios = folder.path("pack/scenarios");
    // The pack may come with scenarios; here only the one written below counts.
    let _ = std::fs::remove_dir_all(&scenarios);
    std::fs::create_dir_all(&scenarios).unwrap();
    std::fs::write(scenarios.join("3.1.2b-six.scn"), "# Six are too few\n").unwrap();
    let pack = folder.text("pack");
    let told = run(&["policy", "coverage", "--pack", &pack, "--format", "json"]);
    assert_eq!(told.code, 1);
    let told = told.json();
    let missing = |id: &str| {
        let clauses = told["clauses"].as_array().unwrap();
        let clause = clauses.iter().find(|clause| clause["clause"] == id);
        clause.unwrap()["missing"].clone()
    };
    assert_eq!(missing("3.1.2b"), serde_json::json!([]));
    assert_eq!(missing("3.1.2c"), serde_json::json!(["scenario"]));
}

#[test]
fn the_scenarios_of_a_pack_are_told_to_programs_too() {
    let folder = super::city::Folder::new();
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/suzhou-2022");
    super::city::copy(std::path::Path::new(source), &folder.path("pack"));
    let scenarios = folder.path("pack/scenarios");
    // One of the pack's own is kept, and one that cannot be read is put beside it.
    let mut kept: Vec<_> = std::fs::read_dir(&scenarios)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    kept.sort();
    for other in &kept[1..] {
        std::fs::remove_file(other).unwrap();
    }
    std::fs::write(scenarios.join("1b-odd.scn"), "this is no line\n").unwrap();
    let pack = folder.text("pack");
    let told = run(&["policy", "test", "--pack", &pack, "--format", "json"]);
    assert_ne!(told.code, 0);
    let told = told.json();
    assert_eq!((&told["passed"], &told["failed"]), (&1.into(), &1.into()));
    assert_eq!(told["failures"][0]["file"], "scenarios/1b-odd.scn");
}
