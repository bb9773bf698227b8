//! The scenario language: what it proves fails when it is not so, and slips of the pen are told.

use acts::scenario::{read, run};

use crate::pack::pack;

const APPLYING: &str =
    "given consortium optics, led by alder, 7 members, track municipal, stage application
2022-09-05 head@alder responsibility.confirm optics act=application.submit
2022-09-05 chief@optics responsibility.confirm optics act=application.submit
";

/// What came of the lines that did not come out as written.
fn told(lines: &str) -> Vec<String> {
    let (rules, _) = pack("suzhou-2022");
    let text = format!("{APPLYING}{lines}");
    let scenario = read(&text).expect("it can be read");
    run(&rules, &scenario)
        .into_iter()
        .map(|failure| format!("{}: {}", failure.line, failure.came))
        .collect()
}

fn unreadable(line: &str) -> String {
    let mistakes = read(line).expect_err("it cannot be read");
    mistakes[0].wrong.clone()
}

#[test]
fn a_refusal_is_held_to_its_clause_weight_and_figures() {
    let submit = "2022-09-06 secretary@alder application.submit optics\n";
    let came = "4: refused 3.1.2b under 3.1.2b general found 7 wanted 8";
    for wrong in [
        "→ refused 3.1.2b under 3.1.2c",
        "→ refused 3.1.2b hard",
        "→ refused 3.1.2b found 6",
        "→ refused 3.1.2b wanted 9",
        "→ refused 3.1.1",
        "→ refused 3.1.2b\n→ refused 3.1.1",
        "→ refused 3.1.2b\n→ recorded",
        "→ recorded",
        "",
    ] {
        assert_eq!(told(&format!("{submit}{wrong}")), [came], "{wrong}");
    }
    let right = "→ refused 3.1.2b under 3.1.2b general found 7 members wanted 8 members";
    assert!(told(&format!("{submit}{right}")).is_empty());
}

#[test]
fn a_record_is_held_to_its_stage_and_to_the_findings_noted_on_it() {
    let submit = "2022-09-06 secretary@alder application.submit optics justify 3.1.2b \"too few\"\n→ recorded";
    assert!(told(&format!("{submit}, stage examination")).is_empty());
    assert_eq!(
        told(&format!("{submit}, stage decision")),
        ["4: recorded, stage examination"]
    );
    let noted = "→ noted 3.1.2b justified general because \"too few\"";
    assert!(told(&format!("{submit}\n{noted}")).is_empty());
    for wrong in [
        "→ noted 3.1.2b met",
        "→ noted 3.1.2b justified because \"another\"",
        "→ noted 3.1.2x justified",
    ] {
        assert_eq!(told(&format!("{submit}\n{wrong}")).len(), 1, "{wrong}");
    }
    assert_eq!(
        told(&format!("{submit}\n→ refused 3.1.2b")),
        ["4: recorded"],
        "an act cannot be both"
    );
}

#[test]
fn facts_figures_and_the_ruling_edition_are_looked_at() {
    let facts = "fact consortium.members of optics is 8
fact consortium.member of optics is 7
fact consortium.members of motors is 7
figure ten-by-2025 on 2022-09-06 is 1
figure ten-by-2025 on 2022-09-06 is 0 of 12
figure twenty on 2022-09-06 is 0
under call 2023
2022-09-06 secretary@alder application.submit optics
";
    assert_eq!(
        told(facts),
        [
            "4: is 7",
            "5: there is no fact consortium.member",
            "6: there is no motors on stage",
            "7: is 0 of 10, forecast 0",
            "8: is 0 of 10, forecast 0",
            "9: the policy has no target twenty",
            "11: is ruled under suzhou-2022",
        ]
    );
}

#[test]
fn what_is_left_out_must_have_been_there() {
    let (rules, _) = pack("suzhou-2022");
    let text = "given organisation birch, without found\n2022-09-06 system invitation.lapse birch\n→ absent";
    let failures = run(&rules, &read(text).expect("it can be read"));
    assert_eq!(failures[0].came, "nothing called found can be left out");
    let draft = "2022-09-06 secretary@alder plan.revise optics complete without task";
    assert_eq!(told(draft), ["4: there is no task to leave out"]);
    let submit = "2022-09-06 secretary@alder application.submit optics complete";
    assert_eq!(told(submit), ["4: application.submit has no complete text"]);
}

#[test]
fn what_cannot_be_read_is_told_and_not_passed_over() {
    let act = "2022-09-06 secretary@alder application.submit optics\n";
    let after = |text: &str| unreadable(&format!("{act}{text}"));
    assert_eq!(after("→ refused 3.1.2b udner 3.1.2b"), "cannot read udner");
    assert_eq!(after("→ refused 3.1.2b under"), "under what?");
    assert_eq!(after("→ recorded, stage"), "stage what?");
    assert_eq!(after("→ mistaken"), "mistaken at which field?");
    assert_eq!(
        after("→ noted 3.1.2b"),
        "say how 3.1.2b stands: met, unmet, justified or exempt, not nothing"
    );
    assert_eq!(unreadable("→ recorded"), "an expectation follows an act");
    assert!(unreadable("fact consortium.members is 8").starts_with("write: fact"));
    assert!(unreadable("figure ten-by-2025 is 8").starts_with("write: figure"));
}
