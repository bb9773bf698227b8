use serde_json::json;

use super::bench::{ALDER, BIRCH, Bench, CEDAR, head, secretary};
use super::charter::{draft, freeze, in_force, sign};

#[test]
fn a_member_leaves_and_its_seat_and_secretariat_fall_away() {
    let mut bench = Bench::joined();
    let council = json!({
        "members": [{"organisation": BIRCH, "person": head(BIRCH)}, {"organisation": CEDAR, "person": head(CEDAR)}],
        "rules": "By majority.", "from": "2030-03-01",
    });
    bench.does(secretary(ALDER), "council.form", &council);
    let secretariat =
        json!({"organisation": BIRCH, "head": secretary(BIRCH), "from": "2030-03-01"});
    bench.does(secretary(ALDER), "secretariat.form", &secretariat);
    let fields = json!({"organisation": BIRCH, "reason": "No ropes are needed."});
    let left = bench.does(head(BIRCH), "membership.leave", &fields);
    let consortium = bench.consortium();
    assert!(!consortium.members.contains_key(&BIRCH));
    let council = consortium.governance.council.as_ref().expect("it stands");
    assert_eq!(council.members.len(), 1);
    assert!(consortium.governance.secretariat.is_none());
    assert_eq!(consortium.matter, left.number);
    bench.join(BIRCH);
}

#[test]
fn the_lead_does_not_leave_and_nobody_sends_another_away() {
    let mut bench = Bench::joined();
    let lead = json!({"organisation": ALDER, "reason": "Tired."});
    assert_eq!(
        bench.refused(head(ALDER), "membership.leave", &lead),
        ["membership.not_lead"]
    );
    let other = json!({"organisation": CEDAR, "reason": "Go."});
    assert_eq!(
        bench.refused(head(BIRCH), "membership.leave", &other),
        ["capacity"]
    );
}

#[test]
fn after_the_charter_is_in_force_nobody_leaves_by_this_act() {
    let mut bench = in_force();
    let fields = json!({"organisation": BIRCH, "reason": "No ropes are needed."});
    assert_eq!(
        bench.refused(head(BIRCH), "membership.leave", &fields),
        ["membership.before_charter"]
    );
}

#[test]
fn leaving_or_joining_takes_a_frozen_text_back_to_drafting_and_voids_its_signatures() {
    let mut bench = Bench::joined();
    draft(&mut bench);
    freeze(&mut bench);
    sign(&mut bench, BIRCH);
    let fields = json!({"organisation": CEDAR, "reason": "Term begins."});
    bench.does(head(CEDAR), "membership.leave", &fields);
    assert!(bench.consortium().charter.frozen().is_none());
    assert!(bench.consortium().charter.text().is_some());
    let refused = bench.refused(secretary(ALDER), "charter.freeze", &json!({}));
    assert_eq!(refused, ["membership.member"], "the text still names Cedar");
    bench.join(CEDAR);
    freeze(&mut bench);
    let frozen = bench.consortium().charter.frozen().expect("it is frozen");
    assert!(frozen.signatures.is_empty());
    bench.join(super::bench::DOGWOOD);
    assert!(bench.consortium().charter.frozen().is_none());
    let refused = bench.refused(secretary(ALDER), "charter.freeze", &json!({}));
    assert_eq!(refused, ["charter.entry_of_each"]);
}
