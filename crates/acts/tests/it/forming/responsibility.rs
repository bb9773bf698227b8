use serde_json::json;

use super::bench::{ALDER, BIRCH, Bench, EXPERT, head, secretary};

/// Three members and an accepted chief expert.
pub fn with_chief_expert() -> Bench {
    let mut bench = Bench::joined();
    let fields =
        json!({"person": EXPERT, "qualification": "Built forty ships.", "from": "2030-03-01"});
    bench.does(secretary(ALDER), "chief_expert.appoint", &fields);
    bench.does(EXPERT, "chief_expert.accept", &json!({}));
    bench
}

#[test]
fn an_act_under_dual_responsibility_waits_for_both_heads() {
    let mut bench = with_chief_expert();
    let confirm = json!({"act": "mechanism.adopt"});
    let adopt = json!({"mechanism": "sharing", "text": "Equal parts."});
    assert_eq!(
        bench.refused(secretary(ALDER), "mechanism.adopt", &adopt),
        ["consent.chief_expert", "consent.lead_head"]
    );
    bench.does(head(ALDER), "responsibility.confirm", &confirm);
    assert_eq!(
        bench.refused(secretary(ALDER), "mechanism.adopt", &adopt),
        ["consent.chief_expert"]
    );
    bench.does(EXPERT, "responsibility.confirm", &confirm);
    bench.does(secretary(ALDER), "mechanism.adopt", &adopt);
}

#[test]
fn a_change_of_members_voids_confirmations() {
    let mut bench = with_chief_expert();
    let confirm = json!({"act": "mechanism.adopt"});
    bench.does(head(ALDER), "responsibility.confirm", &confirm);
    bench.does(EXPERT, "responsibility.confirm", &confirm);
    let leave = json!({"organisation": BIRCH, "reason": "No ropes are needed."});
    bench.does(head(BIRCH), "membership.leave", &leave);
    let adopt = json!({"mechanism": "sharing", "text": "Equal parts."});
    assert_eq!(
        bench.refused(secretary(ALDER), "mechanism.adopt", &adopt),
        ["consent.chief_expert", "consent.lead_head"]
    );
    bench.does(head(ALDER), "responsibility.confirm", &confirm);
}

#[test]
fn nobody_confirms_twice_what_still_stands_or_what_nobody_asked() {
    let mut bench = with_chief_expert();
    let confirm = json!({"act": "mechanism.adopt"});
    bench.does(EXPERT, "responsibility.confirm", &confirm);
    assert_eq!(
        bench.refused(EXPERT, "responsibility.confirm", &confirm),
        ["responsibility.not_given"]
    );
    let other = json!({"act": "charter.freeze"});
    assert_eq!(
        bench.refused(EXPERT, "responsibility.confirm", &other),
        ["responsibility.asked", "responsibility.mine"]
    );
    assert_eq!(
        bench.refused(head(BIRCH), "responsibility.confirm", &confirm),
        ["capacity", "responsibility.mine"]
    );
}
