//! What every answer to an invitation asks: the invitation is there, waits, and can still be answered.

use policy::Silence;
use values::{Date, Due, InvitationId};

use crate::act::act_kind;
use crate::ask::Ask;
use crate::capacity::{handles, in_right_of};
use crate::finding::{Evidence, Found};
use crate::ruling::Findings;
use crate::subject::consortium::{Answer, Invitation};

/// The invitation of that id on the consortium asked about.
pub(super) fn invitation<'a>(ask: &Ask<'a>, id: InvitationId) -> Option<&'a Invitation> {
    ask.consortium()?.invitations.get(&id)
}

/// The invitation is one of this consortium's and waits for an answer.
pub(super) fn waiting(ask: &Ask, id: InvitationId, findings: &mut Findings) {
    let Some(invitation) = invitation(ask, id) else {
        findings.rule(
            "invitation.waiting",
            false,
            Found::said_with("unknown", [id.to_string()]),
            Found::said("invitation.waiting"),
        );
        return;
    };
    let (found, answered) = match &invitation.answer {
        Answer::Waiting => ("invitation.waiting", None),
        Answer::Accepted(number, _) => ("invitation.accepted", Some(*number)),
        Answer::Declined(number, ..) => ("invitation.declined", Some(*number)),
        Answer::Withdrawn(number, ..) => ("invitation.withdrawn", Some(*number)),
        Answer::Lapsed(number, _) => ("invitation.lapsed", Some(*number)),
    };
    let finding = findings.finding(
        "invitation.waiting",
        answered.is_none(),
        Found::said(found),
        Found::said("invitation.waiting"),
    );
    finding.about = Some(invitation.organisation);
    finding.evidence = vec![Evidence::of(answered.unwrap_or(id.entry()))];
}

/// Something waits for an answer at all; asked before an invitation is named.
pub(super) fn any_waiting(ask: &Ask, findings: &mut Findings) {
    let waiting = ask
        .consortium()
        .into_iter()
        .flat_map(|consortium| consortium.invitations.values())
        .filter(|invitation| invitation.answer == Answer::Waiting)
        .count();
    findings.rule(
        "invitation.any_waiting",
        waiting > 0,
        Found::said_with("invitations.waiting", [waiting.to_string()]),
        Found::said("invitation.waiting"),
    );
}

/// Whether an invitation not answered in time lapses, as the policy says where it opens acceptance.
pub(crate) fn silence_lapses(ask: &Ask) -> bool {
    let track = ask.track().map_or("", values::Key::as_str);
    let Some(accept) = act_kind("invitation.accept") else {
        return false;
    };
    ask.policy
        .stages
        .iter()
        .filter(|stage| stage.subject == accept.subject && stage.on_track(track))
        .filter_map(|stage| stage.opening(accept.key, track))
        .any(|opening| opening.silence == Silence::Lapses)
}

/// The time to answer is not over, where the policy lets an unanswered invitation lapse.
pub(super) fn in_time(ask: &Ask, id: InvitationId, findings: &mut Findings) {
    let Some(invitation) = invitation(ask, id) else {
        return;
    };
    let Some(due) = invitation.due.filter(|_| silence_lapses(ask)) else {
        return;
    };
    findings.rule_about(
        "invitation.in_time",
        invitation.organisation,
        ask.day <= due,
        Found::said_with("day", [ask.day.to_string()]),
        Found::said_with("by", [due.to_string()]),
    );
}

/// By when the asker's invitation is to be answered; for everybody else the earliest of those that wait.
pub(crate) fn due(ask: &Ask) -> Option<Due> {
    let own = |invitation: &&Invitation| {
        let mut right = in_right_of(ask, invitation.organisation, "invited").into_iter();
        ask.find(invitation.organisation)
            .is_some_and(|invited| right.any(|person| handles(invited, person, ask.day)))
    };
    let waiting = || {
        let all = ask.consortium().into_iter();
        let all = all.flat_map(|consortium| consortium.invitations.values());
        all.filter(|invitation| invitation.waits())
    };
    let dues = |mut dues: Vec<Date>| {
        dues.sort_unstable();
        dues.first().copied()
    };
    let date = dues(
        waiting()
            .filter(own)
            .filter_map(|found| found.due)
            .collect(),
    )
    .or_else(|| dues(waiting().filter_map(|found| found.due).collect()))?;
    Some(ask.office.calendar.due_day(ask.day, date))
}
