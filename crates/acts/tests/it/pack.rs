//! The plan's contract: for every clause of its aims, conditions and procedure the scenarios beside the pack, by the clause's name.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use acts::scenario::{Expected, Line, Scenario, read, run};
use acts::{Office, catalogue};
use values::WorkCalendar;

fn folder(pack: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../packs")
        .join(pack)
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder of the pack") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if let Ok(text) = fs::read_to_string(&path) {
            let name = path.strip_prefix(root).expect("inside the pack");
            files.insert(name.to_string_lossy().replace('\\', "/"), text);
        }
    }
}

/// A pack's rules, and its files by name.
pub fn pack(name: &str) -> (Office, BTreeMap<String, String>) {
    let mut files = BTreeMap::new();
    let root = folder(name);
    collect(&root, &root, &mut files);
    let policies = policy::read::read(&files, catalogue(), "test").unwrap_or_else(|mistakes| {
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        panic!("{}", told.join("\n"))
    });
    let calendar = WorkCalendar::official();
    (Office { policies, calendar }, files)
}

/// The first file of a pack that opens only what its test needs, with every other act left out by name.
pub fn leaving_out_the_rest(first: &str, chapters: &[&str]) -> String {
    let opens = |key: &str| {
        let named = format!("\"{key}\"");
        let opening = |line: &str| line.trim_start().starts_with("act ") && line.contains(&named);
        chapters.iter().any(|text| text.lines().any(opening))
    };
    let rest: Vec<String> = acts::acts()
        .filter(|act| !opens(act.key))
        .map(|act| format!("{:?}", act.key))
        .collect();
    format!("left_out = [{}]\n{first}", rest.join(", "))
}

fn scenario(name: &str, text: &str) -> Scenario {
    read(text).unwrap_or_else(|mistakes| panic!("{name}: {mistakes:?}"))
}

fn plays(rules: &Office, name: &str, text: &str) -> Scenario {
    let scenario = scenario(name, text);
    let failures = run(rules, &scenario);
    let told: Vec<String> = failures
        .iter()
        .map(|failure| format!("{name}:{}: {}", failure.line, failure.came))
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    scenario
}

fn expectations(scenario: &Scenario) -> impl Iterator<Item = &Expected> {
    scenario.lines.iter().flat_map(|(_, line)| match line {
        Line::Act(act) => act.expected.as_slice(),
        _ => &[],
    })
}

fn records(scenario: &Scenario) -> bool {
    expectations(scenario).any(|expected| matches!(expected, Expected::Recorded { .. }))
}

/// Whether something is refused by this very clause.
fn refuses_by(scenario: &Scenario, clause: &str) -> bool {
    expectations(scenario).any(
        |expected| matches!(expected, Expected::Refused(said) if said.under.as_deref() == Some(clause)),
    )
}

/// Whether something is shown that no refusal shows: a figure, a fact, a finding that does not close.
fn shows(scenario: &Scenario) -> bool {
    let looked = scenario
        .lines
        .iter()
        .any(|(_, line)| matches!(line, Line::Figure(_) | Line::Fact(_)));
    looked || expectations(scenario).any(|expected| matches!(expected, Expected::Noted { .. }))
}

/// How a row of the contract is proved.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// In one story the good case is recorded and the bad one refused by the row's own clause.
    Refusal,
    /// The row refuses nothing: its story shows what follows from it.
    Showing,
}

/// Plays every scenario of a clause: none is empty, and one at least proves it.
fn proves(clause: &str, by: By) {
    let (rules, files) = pack("suzhou-2022");
    let start = format!("scenarios/{clause}-");
    let mine: Vec<Scenario> = files
        .iter()
        .filter(|(name, _)| name.starts_with(&start))
        .map(|(name, text)| plays(&rules, name, text))
        .collect();
    for scenario in &mine {
        let asks = expectations(scenario).next().is_some();
        assert!(asks, "{clause}: {} expects nothing", scenario.title);
    }
    let proved = mine.iter().any(|scenario| {
        records(scenario)
            && match by {
                By::Refusal => refuses_by(scenario, clause),
                By::Showing => shows(scenario),
            }
    });
    assert!(proved, "no story of {clause} shows both sides of it");
}

macro_rules! clauses {
    ($($test:ident $clause:literal $by:ident)*) => {
        $(#[test] fn $test() { proves($clause, By::$by); })*
    };
}

clauses! {
    clause_1a_one_of_the_key_industries "1a" Refusal
    clause_1b_ten_by_2025 "1b" Showing
    clause_1c_nobody_joins_but_by_itself "1c" Refusal
    clause_1d_tasks_and_duties_are_written "1d" Showing
    clause_3_1_1_a_plan_with_tasks "3.1.1" Refusal
    clause_3_1_2a_the_lead_is_qualified "3.1.2a" Refusal
    clause_3_1_2b_generally_eight_members "3.1.2b" Refusal
    clause_3_1_2c_wide_sources "3.1.2c" Refusal
    clause_3_1_2d_listed_and_specialised_leads_preferred "3.1.2d" Showing
    clause_3_1_2e_the_lead_s_head_heads "3.1.2e" Refusal
    clause_3_1_2f_members_may_change "3.1.2f" Refusal
    clause_3_1_3a_all_sign_with_authority "3.1.3a" Refusal
    clause_3_1_3b_sections_of_the_charter "3.1.3b" Refusal
    clause_3_1_3c_an_entry_for_each_member "3.1.3c" Refusal
    clause_3_1_3d_shares_add_up "3.1.3d" Refusal
    clause_3_1_3e_liability_for_breach "3.1.3e" Refusal
    clause_3_1_4a_a_council "3.1.4a" Refusal
    clause_3_1_4b_three_mechanisms "3.1.4b" Refusal
    clause_3_2_1a_registered_legal_person "3.2.1a" Refusal
    clause_3_2_1b_agreements "3.2.1b" Refusal
    clause_3_2_1c_provincial_carrier "3.2.1c" Refusal
    clause_3_2_1d_equity_fund "3.2.1d" Refusal
    clause_3_2_2_research_strength "3.2.2" Refusal
    clause_3_2_3_able_to_organise "3.2.3" Refusal
    clause_3_3_1_basis_and_will "3.3.1" Refusal
    clause_3_3_2_teams_and_laboratories "3.3.2" Refusal
    clause_3_3_3_enterprises_in_the_chain "3.3.3" Refusal
    clause_4_1_1_municipal_selection "4.1.1" Refusal
    clause_4_1_2a_county_selection "4.1.2a" Refusal
    clause_4_1_2b_units_asked_one_by_one "4.1.2b" Refusal
    clause_4_2a_council_by_the_lead "4.2a" Refusal
    clause_4_2b_committee_and_secretariat "4.2b" Refusal
    clause_4_2c_dual_responsibility "4.2c" Refusal
    clause_4_3_charter_signed "4.3" Refusal
    clause_4_4a_when_one_is_mature "4.4a" Showing
    clause_4_4b_municipal_examination "4.4b" Refusal
    clause_4_4c_county_review_and_letter "4.4c" Refusal
    clause_4_4d_uniform_name "4.4d" Refusal
}

/// Rows of the contract's sections on aims, conditions and procedure.
const CONTRACT: &str = "1a 1b 1c 1d 3.1.1 3.1.2a 3.1.2b 3.1.2c 3.1.2d 3.1.2e 3.1.2f 3.1.3a 3.1.3b 3.1.3c 3.1.3d 3.1.3e 3.1.4a \
    3.1.4b 3.2.1a 3.2.1b 3.2.1c 3.2.1d 3.2.2 3.2.3 3.3.1 3.3.2 3.3.3 4.1.1 4.1.2a 4.1.2b 4.2a 4.2b 4.2c 4.3 4.4a 4.4b 4.4c 4.4d";

#[test]
fn every_row_of_the_contract_has_a_test_named_after_it_and_a_scenario() {
    let (_, files) = pack("suzhou-2022");
    let source = include_str!("pack.rs");
    let tests: Vec<&str> = source
        .lines()
        .filter_map(|line| line.strip_prefix("    clause_"))
        .collect();
    for clause in CONTRACT.split_whitespace() {
        let name = format!("{}_", clause.replace('.', "_"));
        let row = format!(" \"{clause}\" ");
        let tested = |line: &&&str| line.starts_with(&name) && line.contains(&row);
        let count = tests.iter().filter(tested).count();
        assert_eq!(count, 1, "tests named clause_{name}…");
        let start = format!("scenarios/{clause}-");
        assert!(
            files.keys().any(|file| file.starts_with(&start)),
            "{clause} has no scenario"
        );
    }
    assert_eq!(tests.len(), CONTRACT.split_whitespace().count());
}

#[test]
fn every_scenario_has_a_title_in_both_languages_and_proves_a_clause_of_the_plan() {
    let (rules, files) = pack("suzhou-2022");
    let plan = &rules.policies.editions[0];
    for (name, text) in files
        .iter()
        .filter(|(name, _)| name.starts_with("scenarios/"))
    {
        let titles: Vec<&str> = text
            .lines()
            .take_while(|line| line.starts_with('#'))
            .collect();
        assert_eq!(titles.len(), 2, "{name} has no two titles");
        let chinese = titles[0].chars().any(|sign| ('一'..='鿿').contains(&sign));
        assert!(chinese, "{name}: the first title is Chinese");
        assert!(titles[1].is_ascii(), "{name}: the second title is English");
        let stem = name.trim_start_matches("scenarios/");
        let clause = stem.split('-').next().and_then(|id| id.parse().ok());
        if let Some(clause) = clause {
            assert!(plan.clause(&clause).is_some(), "{name}: no such clause");
        }
    }
}

#[test]
fn under_the_2023_overlay_six_pass_and_a_case_begun_under_the_plan_answers_to_eight() {
    let (rules, files) = pack("suzhou-2022");
    let name = "scenarios/overlay-2023-six-members.scn";
    let scenario = plays(&rules, name, &files[name]);
    let refused = expectations(&scenario).any(|expected| {
        matches!(expected, Expected::Refused(said) if said.found.as_deref() == Some("6") && said.wanted.as_deref() == Some("8"))
    });
    assert!(refused);
}

#[test]
fn an_application_with_four_failing_conditions_is_refused_once_with_all_four() {
    let (rules, files) = pack("suzhou-2022");
    let name = "scenarios/four-failing-conditions.scn";
    let scenario = plays(&rules, name, &files[name]);
    let most = scenario.lines.iter().map(|(_, line)| match line {
        Line::Act(act) => act.expected.len(),
        _ => 0,
    });
    assert_eq!(most.max(), Some(4));
}

#[test]
fn every_scenario_beside_the_plan_comes_out_as_written() {
    let (rules, files) = pack("suzhou-2022");
    let scenarios = files
        .iter()
        .filter(|(name, _)| name.starts_with("scenarios/"));
    let mut played = 0;
    for (name, text) in scenarios {
        plays(&rules, name, text);
        played += 1;
    }
    assert!(played >= 50, "{played}");
}
