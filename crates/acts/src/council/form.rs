//! `council.form`: the lead sets up the council, or sets it up anew. Only accepted members have seats, one each. The lead's
//! seat is the chair and belongs to the lead's head: naming it is allowed, naming anyone else on it is not.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::Date;

use crate::act::{Act, Matter};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::{Evidence, Found};
use crate::recorded::Recorded;
use crate::ruling::{Findings, clause_measuring};
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::governance::{Council, Seat};
use crate::world::World;

/// Forms the council.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Form {
    /// Who sits for whom.
    pub members: Vec<Seat>,
    /// How it works and decides.
    pub rules: String,
    /// First day of its term.
    pub from: Date,
    /// Last day of its term, if set.
    pub until: Option<Date>,
}

const SEAT: &[Field] = &[
    Field::required("organisation", FieldKind::Organisation, Reveal::WithRecord),
    Field::required("person", FieldKind::Person, Reveal::WithRecord),
];

impl Act for Form {
    const KEY: &'static str = "council.form";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("members", FieldKind::Rows(SEAT), Reveal::WithRecord),
        Field::required("rules", FieldKind::Text, Reveal::WithRecord),
        Field::required("from", FieldKind::Day, Reveal::WithRecord),
        Field::optional("until", FieldKind::Day, Reveal::WithRecord),
    ];
    const MATTER: Matter = Matter::Changed;

    fn ready(ask: &Ask, findings: &mut Findings) {
        let head = ask
            .organisation()
            .and_then(|lead| lead.representative(ask.day));
        let found = head.map_or_else(
            || Found::said("none"),
            |head| Found::said_with("person", [head.person.to_string()]),
        );
        findings
            .finding(
                "council.chair",
                head.is_some(),
                found,
                Found::said("lead_head"),
            )
            .evidence
            .extend(head.map(|head| Evidence::of(head.number)));
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Form::ready(ask, findings);
        findings.term(self.from, self.until);
        for (index, seat) in self.members.iter().enumerate() {
            let before = &self.members[..index];
            findings.member(ask, seat.organisation);
            findings.known_person(ask, seat.person);
            if before
                .iter()
                .any(|other| other.organisation == seat.organisation)
            {
                findings.rule_about(
                    "council.one_seat_each",
                    seat.organisation,
                    false,
                    Found::said("named_twice"),
                    Found::said("once"),
                );
            }
            if before.iter().any(|other| other.person == seat.person) {
                findings.rule_about(
                    "council.one_seat_a_person",
                    seat.organisation,
                    false,
                    Found::said_with("person", [seat.person.to_string()]),
                    Found::said("once"),
                );
            }
            findings.under(
                clause_measuring(ask.policy, "council.led_by_head"),
                |findings| {
                    lead_seat(ask, seat, findings);
                },
            );
        }
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(consortium) = entry.subject else {
            return;
        };
        world.change_consortium(consortium, |consortium| {
            let lead = consortium.lead;
            // the chair is derived from the lead on the day one looks, so it is not kept here
            let members = self.members.into_iter();
            consortium.governance.council = Some(Council {
                number: entry.number,
                members: members.filter(|seat| seat.organisation != lead).collect(),
                rules: self.rules,
                from: self.from,
                until: self.until,
            });
        });
    }
}

/// The lead's head sits on the lead's seat and on no other.
fn lead_seat(ask: &Ask, seat: &Seat, findings: &mut Findings) {
    let Some(lead) = ask.organisation() else {
        return;
    };
    let Some(head) = lead.representative(ask.day) else {
        return;
    };
    let leads = seat.organisation == lead.id;
    let is_head = seat.person == head.person;
    if leads == is_head {
        return;
    }
    let wanted = if leads {
        Found::said_with("person", [head.person.to_string()])
    } else {
        Found::said("not_lead_head")
    };
    findings.rule_about(
        "council.lead_seat",
        seat.organisation,
        false,
        Found::said_with("person", [seat.person.to_string()]),
        wanted,
    );
}
