//! Follow-ups of the system: what the policy says silence means, once a day has passed.

use acts::ask::{Actor, Request};
use acts::subject::Subject;
use acts::subject::consortium::Answer as InvitationAnswer;
use serde_json::json;
use values::Instant;

use super::{Answer, Office, Submission};

impl Office {
    /// Records what silence means by now: invitations without an answer lapse. Gives how many acts were recorded.
    pub fn follow_up(&self, at: Instant) -> usize {
        let world = self.world();
        let today = at.china_day();
        let mut recorded = 0;
        for consortium in world.consortia.values() {
            let overdue = consortium.invitations.values().filter(|invitation| {
                invitation.answer == InvitationAnswer::Waiting
                    && invitation.due.is_some_and(|due| due < today)
            });
            for invitation in overdue {
                let fields = json!({"invitation": invitation.id});
                let request = Request {
                    act: "invitation.lapse".to_owned(),
                    subject: Subject::Consortium(consortium.id),
                    actor: Actor::System,
                    at,
                    fields: fields.as_object().cloned().unwrap_or_default(),
                    justify: std::collections::BTreeMap::new(),
                };
                if let Answer::Recorded(_) = self.submit_and_wait(Submission::one(request)) {
                    recorded += 1;
                }
            }
        }
        recorded
    }
}
