use std::sync::Arc;

use acts::charter::digest;
use acts::finding::State;
use acts::subject::charter::{Authority, Charter, CharterText};
use acts::{Actor, Found};
use policy::Weight;
use serde_json::{Value, json};
use values::OrganisationId;

use super::bench::{ALDER, BIRCH, Bench, CEDAR, DOGWOOD, day, head, secretary, signatory};

/// A complete text for Alder, Birch and Cedar.
fn text() -> Value {
    let entry = |organisation: OrganisationId| json!({"organisation": organisation, "responsibilities": "Builds.", "rights": "Sails.", "obligations": "Pays."});
    let share = |organisation: OrganisationId, share: &str| json!({"organisation": organisation, "share": share});
    json!({
        "sections": [{"section": "aims", "text": "Tall ships."}, {"section": "work", "text": "Hulls, ropes, sails."}],
        "entries": [entry(ALDER), entry(BIRCH), entry(CEDAR)],
        "ownership": [share(ALDER, "50%"), share(BIRCH, "25%"), share(CEDAR, "25%")],
        "licensing": "Freely among members.",
        "revenue": [share(ALDER, "33.3334%"), share(BIRCH, "33.3333%"), share(CEDAR, "33.3333%")],
        "breach": "Damages.",
    })
}

pub fn draft(bench: &mut Bench) {
    bench.does(secretary(ALDER), "charter.draft", &text());
}

pub fn freeze(bench: &mut Bench) {
    bench.does(secretary(ALDER), "charter.freeze", &json!({}));
}

fn signing(bench: &Bench, organisation: OrganisationId) -> Value {
    let frozen = bench.consortium().charter.frozen().expect("it is frozen");
    json!({"organisation": organisation, "text": frozen.digest})
}

pub fn sign(bench: &mut Bench, organisation: OrganisationId) {
    let fields = signing(bench, organisation);
    bench.does(head(organisation), "charter.sign", &fields);
}

pub fn frozen() -> Bench {
    let mut bench = Bench::joined();
    draft(&mut bench);
    freeze(&mut bench);
    bench
}

pub fn in_force() -> Bench {
    let mut bench = frozen();
    for member in [ALDER, BIRCH, CEDAR] {
        sign(&mut bench, member);
    }
    bench
}

#[test]
fn a_draft_may_be_incomplete_and_is_told_everything_that_is_missing() {
    let mut bench = Bench::joined();
    let mut fields = text();
    fields["sections"] = json!([{"section": "aims", "text": "Tall ships."}]);
    fields["entries"].as_array_mut().expect("rows").pop();
    fields["ownership"][0]["share"] = json!("45%");
    fields["revenue"][0]["share"] = json!("50%");
    let recorded = bench.does(secretary(ALDER), "charter.draft", &fields);
    let wishes: Vec<&str> = recorded
        .findings
        .iter()
        .filter(|finding| finding.state == State::Unmet)
        .inspect(|finding| assert_eq!(finding.weight, Weight::Preferred))
        .map(|finding| finding.key.as_str())
        .collect();
    assert_eq!(
        wishes,
        [
            "charter.required_sections",
            "charter.entry_of_each",
            "charter.ownership_whole",
            "charter.revenue_whole",
        ]
    );
    let closing = bench.closing(
        Actor::Person(secretary(ALDER)),
        "charter.freeze",
        &json!({}),
    );
    let keys: Vec<&str> = closing.iter().map(|finding| finding.key.as_str()).collect();
    assert_eq!(keys, wishes, "what a draft may lack a frozen text needs");
    assert_eq!(closing[1].about, Some(CEDAR));
    let sum = |percent: &str| Found::said_with("sum", [percent.to_owned()]);
    assert_eq!(closing[2].found, sum("95%"));
    assert_eq!(closing[2].wanted, sum("100%"));
    assert_eq!(closing[3].found, sum("116.6666%"));
}

#[test]
fn a_draft_names_members_only_and_each_once() {
    let mut bench = Bench::joined();
    let mut fields = text();
    fields["entries"][2]["organisation"] = json!(DOGWOOD);
    fields["ownership"][2]["organisation"] = json!(BIRCH);
    fields["revenue"][2]["organisation"] = json!(ALDER);
    fields["sections"][1]["section"] = json!("aims");
    assert_eq!(
        bench.refused(secretary(ALDER), "charter.draft", &fields),
        [
            "charter.one_ownership_share",
            "charter.one_revenue_share",
            "charter.one_section",
            "membership.member",
        ]
    );
    fields["entries"][2]["organisation"] = json!(BIRCH);
    assert!(
        bench
            .refused(secretary(ALDER), "charter.draft", &fields)
            .contains(&"charter.one_entry".to_owned())
    );
}

#[test]
fn the_lead_drafts_and_freezes_and_nobody_else() {
    let mut bench = Bench::joined();
    assert_eq!(
        bench.refused(head(BIRCH), "charter.draft", &text()),
        ["capacity"]
    );
    assert_eq!(
        bench.refused(secretary(ALDER), "charter.freeze", &json!({})),
        ["charter.drafted"]
    );
    draft(&mut bench);
    assert_eq!(
        bench.refused(head(BIRCH), "charter.freeze", &json!({})),
        ["capacity"]
    );
}

#[test]
fn everyone_signs_the_digest_of_the_frozen_text_and_the_last_puts_it_in_force() {
    let mut bench = frozen();
    let held: CharterText = serde_json::from_value(text()).expect("it is a charter text");
    let frozen = bench.consortium().charter.frozen().expect("it is frozen");
    assert_eq!(frozen.digest, digest(&held));
    let other = json!({"organisation": BIRCH, "text": "0".repeat(64)});
    assert_eq!(
        bench.refused(head(BIRCH), "charter.sign", &other),
        ["charter.same_text"]
    );
    sign(&mut bench, ALDER);
    sign(&mut bench, BIRCH);
    let again = signing(&bench, BIRCH);
    assert_eq!(
        bench.refused(head(BIRCH), "charter.sign", &again),
        ["charter.unsigned"]
    );
    assert_eq!(&*bench.consortium().stage.key, "forming");
    sign(&mut bench, CEDAR);
    let consortium = bench.consortium();
    assert!(matches!(&consortium.charter, Charter::InForce(_, since) if *since == bench.today));
    assert_eq!(&*consortium.stage.key, "signed");
}

#[test]
fn signing_needs_proven_authority() {
    let mut bench = frozen();
    let fields = signing(&bench, BIRCH);
    let change = |bench: &mut Bench, document: bool, until: &str| {
        let organisation = bench.world.organisations.get_mut(&BIRCH).expect("Birch");
        let held = &mut Arc::make_mut(organisation).authorisations[1];
        held.document = document.then(|| values::FileDigest::from_bytes([9; 32]));
        held.until = Some(day(until));
    };
    // a secretary handles matters and does not sign
    assert_eq!(
        bench.refused(secretary(BIRCH), "charter.sign", &fields),
        ["capacity", "charter.authority"]
    );
    change(&mut bench, false, "2030-03-01");
    let closing = bench.closing(Actor::Person(signatory(BIRCH)), "charter.sign", &fields);
    assert_eq!(closing.len(), 1);
    assert_eq!(closing[0].key, "charter.authority");
    assert_eq!(closing[0].evidence.len(), 1, "it names the authorisation");
    change(&mut bench, true, "2030-02-28");
    bench.hidden(signatory(BIRCH), "charter.sign", &fields);
    change(&mut bench, true, "2030-03-01");
    bench.does(signatory(BIRCH), "charter.sign", &fields);
    let frozen = bench.consortium().charter.frozen().expect("it is frozen");
    let number = bench.world.organisations[&BIRCH].authorisations[1].number;
    assert_eq!(
        frozen.signatures[&BIRCH].authority,
        Authority::Authorised(number)
    );
}

#[test]
fn nobody_signs_for_another_or_for_an_outsider() {
    let mut bench = frozen();
    let cedar = signing(&bench, CEDAR);
    assert_eq!(
        bench.refused(head(BIRCH), "charter.sign", &cedar),
        ["capacity", "charter.authority"]
    );
    let outsider = signing(&bench, DOGWOOD);
    bench.hidden(head(DOGWOOD), "charter.sign", &outsider);
}

#[test]
fn reopening_or_drafting_anew_voids_every_signature() {
    let mut bench = frozen();
    sign(&mut bench, BIRCH);
    bench.does(
        secretary(ALDER),
        "charter.reopen",
        &json!({"reason": "A word is wrong."}),
    );
    assert!(matches!(&bench.consortium().charter, Charter::Drafting(draft) if draft.round == 1));
    freeze(&mut bench);
    assert_eq!(
        bench.refused(secretary(ALDER), "charter.freeze", &json!({})),
        ["charter.drafted"]
    );
    sign(&mut bench, BIRCH);
    draft(&mut bench);
    assert!(matches!(&bench.consortium().charter, Charter::Drafting(draft) if draft.round == 2));
    let fields = json!({"organisation": BIRCH, "text": "0".repeat(64)});
    assert_eq!(
        bench.refused(head(BIRCH), "charter.sign", &fields),
        ["charter.frozen"]
    );
    assert_eq!(
        bench.refused(
            secretary(ALDER),
            "charter.reopen",
            &json!({"reason": "Why not."})
        ),
        ["charter.closed"]
    );
}

#[test]
fn a_charter_in_force_is_reopened_before_it_is_drafted_anew() {
    let mut bench = in_force();
    assert_eq!(
        bench.refused(secretary(ALDER), "charter.draft", &text()),
        ["charter.not_in_force"]
    );
    let comment = json!({"text": "Too late."});
    assert_eq!(
        bench.refused(head(BIRCH), "charter.comment", &comment),
        ["charter.under_discussion"]
    );
    bench.does(
        secretary(ALDER),
        "charter.reopen",
        &json!({"reason": "A word is wrong."}),
    );
    assert_eq!(&*bench.consortium().stage.key, "forming");
    draft(&mut bench);
}

#[test]
fn comments_of_members_stay_through_all_rounds() {
    let mut bench = Bench::joined();
    let comment = json!({"section": "aims", "text": "Taller."});
    assert_eq!(
        bench.refused(head(BIRCH), "charter.comment", &comment),
        ["charter.under_discussion"]
    );
    draft(&mut bench);
    bench.does(head(BIRCH), "charter.comment", &comment);
    bench.hidden(head(DOGWOOD), "charter.comment", &comment);
    draft(&mut bench);
    freeze(&mut bench);
    bench.does(
        secretary(CEDAR),
        "charter.comment",
        &json!({"text": "Good."}),
    );
    let comments = bench.consortium().charter.comments();
    let told: Vec<_> = comments
        .iter()
        .map(|comment| (comment.organisation, comment.round))
        .collect();
    assert_eq!(told, [(Some(BIRCH), 1), (Some(CEDAR), 2)]);
}
