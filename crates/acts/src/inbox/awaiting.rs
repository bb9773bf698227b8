//! What a case waits for as it stands, and of whom: acts that take it onwards, and answers somebody was asked for. An act is
//! waited for only while it is still to be done, and of those only who may do it and have not.

use policy::{Ends, Moves, Opening, Policy, Stage};
use values::{Key, OrganisationId, PersonId};

use super::Case;
use crate::act::{ActKind, act_kind};
use crate::ask::Ask;
use crate::capacity::{self, handles, in_right_of, signs_for};
use crate::invitation;
use crate::ruling;
use crate::subject::charter::Charter;
use crate::subject::consortium::{Consortium, Posting};
use crate::subject::organisation::Organisation;

/// An act a case waits for, with what opens it.
#[derive(Clone, Copy)]
pub(super) struct Awaited<'a> {
    /// The act.
    pub kind: &'static ActKind,
    /// Its opening in the stage.
    pub open: &'a Opening,
}

/// What a stage waits for: acts that take the case onwards and answers that somebody was asked for, as far as they are not
/// done yet.
pub(super) fn awaited<'a>(case: &Case<'a>, stage: &'a Stage) -> Vec<Awaited<'a>> {
    let track = case
        .world
        .track(case.request.subject)
        .map_or("", Key::as_str);
    stage
        .opens
        .iter()
        .filter(|open| on_track(open, track))
        .filter(|open| onwards(case.policy, stage, open) || answers(&open.act))
        .filter_map(|open| act_kind(&open.act).map(|kind| Awaited { kind, open }))
        .filter(|awaited| pending(&case.ask(awaited), stage, awaited.open))
        .collect()
}

fn on_track(open: &Opening, track: &str) -> bool {
    open.tracks.is_empty() || open.tracks.iter().any(|found| **found == *track)
}

/// Whether an opening takes the case forward: not back to an earlier stage, and not to an end without establishment.
fn onwards(policy: &Policy, stage: &Stage, open: &Opening) -> bool {
    let position = |key: &Key| policy.stages.iter().position(|found| found.key == *key);
    match &open.moves {
        None => *open.act == *"consortium.start",
        Some(Moves::Next) => true,
        Some(Moves::To(key)) => {
            let ends = policy
                .stage(key)
                .is_some_and(|found| found.ends == Ends::Closed);
            !ends && position(key) > position(&stage.key)
        }
    }
}

/// Acts that answer what somebody was asked for, or without which the act that moves the case cannot come.
fn answers(act: &str) -> bool {
    matches!(
        act,
        "invitation.accept"
            | "chief_expert.accept"
            | "charter.freeze"
            | "responsibility.confirm"
            | "examination.assign"
            | "examination.assess"
            | "notice.publish"
            | "objection.answer"
            | "establishment.link_leader"
            | "establishment.assign_liaison"
    )
}

/// Whether the act is still to be done, by whomever.
fn pending(ask: &Ask, stage: &Stage, open: &Opening) -> bool {
    if let Some(candidacy) = ask.candidacy() {
        return match open.act.as_str() {
            "consortium.start" => candidacy.consortium.is_none(),
            _ => true,
        };
    }
    let Some(consortium) = ask.consortium() else {
        return false;
    };
    let examination = &consortium.examination;
    match open.act.as_str() {
        "invitation.accept" => answerable(ask, consortium).next().is_some(),
        "chief_expert.accept" => consortium.governance.chief_expert.proposed().is_some(),
        "charter.freeze" => matches!(consortium.charter, Charter::Drafting(_)),
        "charter.sign" => unsigned(consortium).next().is_some(),
        "responsibility.confirm" => unconfirmed(ask, stage, consortium).next().is_some(),
        "examination.assign" => examination.experts.is_empty(),
        "examination.assess" => examination
            .experts
            .iter()
            .any(|expert| !examination.assessments.contains_key(expert)),
        "notice.publish" => examination.notice.is_none(),
        "notice.close" => examination
            .notice
            .as_ref()
            .is_some_and(|notice| notice.closed.is_none()),
        "objection.answer" => examination
            .objections
            .values()
            .any(|objection| objection.answer.is_none()),
        "establishment.link_leader" => over(ask, consortium.linked_leader.as_ref()),
        "establishment.assign_liaison" => over(ask, consortium.liaison.as_ref()),
        _ => true,
    }
}

/// Whether nobody is posted, or the posting is over.
fn over(ask: &Ask, posting: Option<&Posting>) -> bool {
    posting.is_none_or(|held| held.until.is_some_and(|until| until < ask.day))
}

/// Organisations whose invitation can still be answered.
fn answerable<'a>(
    ask: &Ask<'a>,
    consortium: &'a Consortium,
) -> impl Iterator<Item = OrganisationId> + 'a {
    let lapses = invitation::silence_lapses(ask);
    let day = ask.day;
    consortium
        .invitations
        .values()
        .filter(|invitation| invitation.waits())
        .filter(move |invitation| !lapses || invitation.due.is_none_or(|due| day <= due))
        .map(|invitation| invitation.organisation)
}

/// Members that have not signed the frozen text.
fn unsigned(consortium: &Consortium) -> impl Iterator<Item = OrganisationId> {
    let frozen = match &consortium.charter {
        Charter::Frozen(frozen) => Some(frozen),
        Charter::None | Charter::Drafting(_) | Charter::InForce(..) => None,
    };
    frozen.into_iter().flat_map(|frozen| {
        let members = consortium.members.keys();
        members
            .filter(|member| !frozen.signatures.contains_key(*member))
            .copied()
    })
}

/// Holders whose confirmation an act of the stage still needs.
fn unconfirmed<'a>(
    ask: &Ask<'a>,
    stage: &'a Stage,
    consortium: &'a Consortium,
) -> impl Iterator<Item = &'a Key> + use<'a> {
    let track = ask.track().map_or("", Key::as_str);
    let world = ask.world;
    stage
        .opens
        .iter()
        .filter(move |open| on_track(open, track))
        .flat_map(move |open| ruling::unconfirmed(world, consortium, open))
}

/// Whether the act is asked of this person now: the person may do it, and has not done it.
pub(super) fn asked_of(ask: &Ask, open: &Opening, person: PersonId) -> bool {
    let in_right = |held: &Organisation, holder| in_right_of(ask, held.id, holder);
    let Some(consortium) = ask.consortium() else {
        return held(ask, open);
    };
    match open.act.as_str() {
        "invitation.accept" => answerable(ask, consortium)
            .filter_map(|id| ask.find(id))
            .any(|invited| {
                let mut right = in_right(invited, "invited").into_iter();
                right.any(|person| handles(invited, person, ask.day))
            }),
        "charter.sign" => unsigned(consortium)
            .filter_map(|id| ask.find(id))
            .any(|member| {
                let mut right = in_right(member, "representative").into_iter();
                right.any(|person| signs_for(member, person, ask.day).is_some())
            }),
        "responsibility.confirm" => {
            let stage = ask.policy.stage(&consortium.stage.key);
            stage.is_some_and(|stage| {
                unconfirmed(ask, stage, consortium)
                    .any(|holder| capacity::holds(ask, holder, None).is_some())
            })
        }
        "examination.assess" => {
            !consortium.examination.assessments.contains_key(&person) && held(ask, open)
        }
        _ => held(ask, open),
    }
}

/// Whether the asker holds what the opening names, and not on the authority's side of a matter of the asker's own.
fn held(ask: &Ask, open: &Opening) -> bool {
    capacity::held(ask, &open.by, None).is_some_and(|held| ruling::own_matter(ask, &held).is_none())
}

/// The organisations an act waits for, where it is for organisations to act.
pub(super) fn organisations(ask: &Ask, open: &Opening) -> Vec<OrganisationId> {
    let lead = || ask.organisation().map(|lead| lead.id).into_iter().collect();
    let Some(consortium) = ask.consortium() else {
        return if open.by.iter().any(|holder| **holder == *"lead") {
            lead()
        } else {
            Vec::new()
        };
    };
    match open.act.as_str() {
        "invitation.accept" => answerable(ask, consortium).collect(),
        "charter.sign" => unsigned(consortium).collect(),
        _ if open
            .by
            .iter()
            .any(|holder| matches!(holder.as_str(), "lead" | "lead_head")) =>
        {
            lead()
        }
        _ => Vec::new(),
    }
}
