use std::sync::Arc;

use acts::Actor;
use acts::invitation::overdue;
use acts::subject::consortium::Answer;
use acts::subject::organisation::{Ban, Listing};
use serde_json::json;
use values::EntryNumber;

use super::bench::{ALDER, BIRCH, Bench, CEDAR, day, head, secretary};

#[test]
fn the_invited_organisation_is_a_member_by_its_own_acceptance() {
    let mut bench = Bench::started();
    let invitation = bench.invite(BIRCH);
    assert!(!bench.consortium().members.contains_key(&BIRCH));
    let fields = json!({"invitation": invitation, "statement": "We join."});
    let accepted = bench.does(secretary(BIRCH), "invitation.accept", &fields);
    assert_eq!(accepted.organisation, Some(BIRCH));
    let consortium = bench.consortium();
    let membership = &consortium.members[&BIRCH];
    assert_eq!(membership.acceptance, accepted.number);
    assert_eq!(membership.since, bench.today);
    assert_eq!(
        consortium.invitations[&invitation].answer,
        Answer::Accepted(accepted.number, bench.today)
    );
    assert_eq!(consortium.matter, accepted.number, "the members changed");
}

#[test]
fn nobody_accepts_for_another() {
    let mut bench = Bench::started();
    let invitation = bench.invite(BIRCH);
    bench.invite(CEDAR);
    let fields = json!({"invitation": invitation, "statement": "We join."});
    for other in [secretary(ALDER), head(ALDER), head(CEDAR)] {
        assert_eq!(
            bench.refused(other, "invitation.accept", &fields),
            ["capacity"]
        );
    }
    assert!(!bench.consortium().members.contains_key(&BIRCH));
}

#[test]
fn an_invitation_not_answered_in_time_cannot_be_accepted() {
    let mut bench = Bench::started();
    let invitation = bench.invite(BIRCH);
    let due = bench.consortium().invitations[&invitation].due;
    assert_eq!(due, Some(day("2030-03-11")));
    let fields = json!({"invitation": invitation, "statement": "We join."});
    bench.today = day("2030-03-12");
    assert_eq!(
        bench.refused(head(BIRCH), "invitation.accept", &fields),
        ["invitation.in_time"]
    );
    bench.today = day("2030-03-11");
    bench.does(head(BIRCH), "invitation.accept", &fields);
}

#[test]
fn only_the_system_lets_an_invitation_lapse_and_only_when_its_day_has_passed() {
    let mut bench = Bench::started();
    let invitation = bench.invite(BIRCH);
    let fields = json!({"invitation": invitation});
    bench.today = day("2030-03-11");
    let early = bench.closing(Actor::System, "invitation.lapse", &fields);
    assert_eq!(early.len(), 1);
    assert_eq!(early[0].key, "invitation.overdue");
    bench.today = day("2030-03-12");
    assert_eq!(
        bench.refused(head(ALDER), "invitation.lapse", &fields),
        ["capacity"]
    );
    assert_eq!(
        overdue(bench.consortium(), bench.today).collect::<Vec<_>>(),
        [invitation]
    );
    bench.ask(Actor::System, "invitation.lapse", &fields);
    assert_eq!(overdue(bench.consortium(), bench.today).count(), 0);
    assert!(matches!(
        bench.consortium().invitations[&invitation].answer,
        Answer::Lapsed(..)
    ));
    let again = bench.closing(Actor::System, "invitation.lapse", &fields);
    assert_eq!(again[0].key, "invitation.waiting");
    bench.join(BIRCH);
}

#[test]
fn a_declined_or_withdrawn_invitation_cannot_be_accepted() {
    for (by, act) in [
        (head(BIRCH), "invitation.decline"),
        (secretary(ALDER), "invitation.withdraw"),
    ] {
        let mut bench = Bench::started();
        let invitation = bench.invite(BIRCH);
        let reason = json!({"invitation": invitation, "reason": "No time."});
        let answer = bench.does(by, act, &reason);
        let fields = json!({"invitation": invitation, "statement": "We join."});
        let closing = bench.closing(Actor::Person(head(BIRCH)), "invitation.accept", &fields);
        let waiting = closing
            .iter()
            .find(|finding| finding.key == "invitation.waiting")
            .expect("it says what became of the invitation");
        assert_eq!(waiting.evidence[0].record, answer.number);
        assert_eq!(waiting.about, Some(BIRCH));
    }
}

#[test]
fn the_lead_cannot_decline_and_the_invited_cannot_withdraw() {
    let mut bench = Bench::started();
    let invitation = bench.invite(BIRCH);
    let reason = json!({"invitation": invitation, "reason": "No time."});
    assert_eq!(
        bench.refused(head(ALDER), "invitation.decline", &reason),
        ["capacity"]
    );
    assert_eq!(
        bench.refused(head(BIRCH), "invitation.withdraw", &reason),
        ["capacity"]
    );
}

#[test]
fn an_unknown_invitation_is_refused_by_name() {
    let mut bench = Bench::started();
    bench.invite(BIRCH);
    let fields = json!({"invitation": "i4711", "statement": "We join."});
    assert_eq!(
        bench.refused(head(BIRCH), "invitation.accept", &fields),
        ["invitation.waiting"]
    );
}

#[test]
fn a_ban_keeps_an_organisation_from_the_core_layer_and_a_listing_from_any() {
    let mut bench = Bench::started();
    let birch = bench.world.organisations.get_mut(&BIRCH).expect("Birch");
    Arc::make_mut(birch).bans.push(Ban {
        number: EntryNumber(40),
        from: day("2029-06-01"),
        until: day("2032-05-31"),
    });
    let invite = |organisation, layer: &str| json!({"organisation": organisation, "layer": layer, "basis": ["research"]});
    let lead = secretary(ALDER);
    let core = invite(BIRCH, "core");
    let closing = bench.closing(Actor::Person(lead), "invitation.send", &core);
    assert_eq!(closing.len(), 1);
    assert_eq!(closing[0].key, "standing.ban");
    assert_eq!(closing[0].evidence[0].record, EntryNumber(40));
    bench.does(lead, "invitation.send", &invite(BIRCH, "ordinary"));
    let sent = bench.invite(CEDAR);
    let cedar = bench.world.organisations.get_mut(&CEDAR).expect("Cedar");
    Arc::make_mut(cedar).listings.push(Listing {
        number: EntryNumber(41),
        from: day("2030-03-01"),
        until: None,
    });
    let accept = json!({"invitation": sent, "statement": "We join."});
    assert_eq!(
        bench.refused(head(CEDAR), "invitation.accept", &accept),
        ["standing.listing"],
        "it was listed after it was invited"
    );
}
