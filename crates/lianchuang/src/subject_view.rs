//! Subjects as data, for the API, the command line and templates of documents. What may not be seen is absent, not blank.

use acts::subject::Subject;
use acts::subject::candidacy::Candidacy;
use acts::subject::charter::{Authority, Charter};
use acts::subject::consortium::{Answer, Consortium};
use acts::subject::governance::ChiefExpert;
use acts::subject::organisation::{Item, ItemKind, Organisation, Registration};
use acts::{World, sight};
use policy::Policy;
use serde_json::{Value, json};
use values::{EntryNumber, PersonId};

use crate::app::{App, Visitor};

/// The number of the last record on a subject.
pub fn last_record(world: &World, subject: Subject) -> EntryNumber {
    match subject {
        Subject::Office => None,
        Subject::Organisation(id) => world.organisation(id).map(|found| found.changed),
        Subject::Candidacy(id) => world
            .candidacy(id)
            .and_then(|found| found.history.last().copied()),
        Subject::Consortium(id) => world
            .consortium(id)
            .and_then(|found| found.history.last().copied()),
    }
    .unwrap_or_default()
}

/// A subject as data, as far as the visitor may see it.
pub fn body(
    app: &App,
    world: &World,
    policy: &Policy,
    visitor: &Visitor,
    subject: Subject,
) -> Value {
    let full = sight::sight(world, app.rules(), visitor.actor, subject, visitor.day())
        > sight::Sight::Public;
    let show = Show {
        app,
        world,
        policy,
        visitor,
        full,
    };
    match subject {
        Subject::Office => json!({"id": "office"}),
        Subject::Organisation(id) => world
            .organisation(id)
            .map_or(Value::Null, |found| show.organisation(found)),
        Subject::Candidacy(id) => world
            .candidacy(id)
            .map_or(Value::Null, |found| show.candidacy(found)),
        Subject::Consortium(id) => world
            .consortium(id)
            .map_or(Value::Null, |found| show.consortium(found)),
    }
}

struct Show<'a> {
    app: &'a App,
    world: &'a World,
    policy: &'a Policy,
    visitor: &'a Visitor,
    full: bool,
}

impl Show<'_> {
    fn person(&self, person: PersonId) -> Value {
        json!({"id": person, "name": self.app.person_name(self.world, person)})
    }

    fn organisation_ref(&self, id: values::OrganisationId) -> Value {
        let teller = self
            .app
            .teller(self.visitor.language, self.policy, self.world);
        json!({"id": id, "name": teller.organisation(id)})
    }

    fn organisation(&self, organisation: &Organisation) -> Value {
        let day = self.visitor.day();
        let mut body = json!({
            "id": organisation.id,
            "name": organisation.name,
            "kind": organisation.kind,
            "division": organisation.division(day),
            "industries": organisation.industries,
            "banned_until": organisation.ban(day).map(|ban| ban.until),
            "listed": organisation.listing(day).is_some(),
        });
        if !self.full {
            return body;
        }
        let more = json!({
            "registration": match &organisation.registration {
                Registration::Domestic(code) => json!({"credit_code": code}),
                Registration::Overseas(registration) => json!({"overseas": registration}),
            },
            "legal_form": organisation.legal_form,
            "founded": organisation.founded,
            "capabilities": organisation.capabilities,
            "parent": organisation.parent,
            "legal_representative": organisation.representative(day).map(|held| self.person(held.person)),
            "authorisations": organisation.authorisations.iter().map(|held| json!({
                "record": held.number, "person": self.person(held.person), "scope": held.scope, "from": held.from, "until": held.until,
            })).collect::<Vec<_>>(),
            "years": organisation.years.iter().map(|(year, figures)| json!({
                "year": year, "revenue": figures.revenue, "rd_spending": figures.rd_spending, "staff": figures.staff,
                "rd_staff": figures.rd_staff, "holding": figures.holding, "record": figures.number,
            })).collect::<Vec<_>>(),
            "items": organisation.items.iter().map(|found| item(found)).collect::<Vec<_>>(),
            "consortia": self.world.consortia_of.get(&organisation.id),
            "candidacies": self.world.candidacies_of.get(&organisation.id),
        });
        extend(&mut body, more);
        body
    }

    fn candidacy(&self, candidacy: &Candidacy) -> Value {
        json!({
            "id": candidacy.id,
            "organisation": self.organisation_ref(candidacy.organisation),
            "track": candidacy.track,
            "division": candidacy.division,
            "policy": candidacy.policy,
            "stage": {"key": candidacy.stage.key, "since": candidacy.stage.since},
            "judgements": candidacy.judgements.iter().map(|(key, held)| json!({
                "judgement": key, "outcome": held.outcome, "grounds": held.grounds, "by": self.person(held.person), "record": held.number,
            })).collect::<Vec<_>>(),
            "selected": candidacy.selected.map(|(_, day)| day),
            "consortium": candidacy.consortium,
            "history": candidacy.history.iter().collect::<Vec<_>>(),
        })
    }

    fn consortium(&self, consortium: &Consortium) -> Value {
        let teller = self
            .app
            .teller(self.visitor.language, self.policy, self.world);
        let mut body = json!({
            "id": consortium.id,
            "title": teller.consortium(consortium),
            "name": consortium.name(),
            "number": consortium.established.as_ref().map(|established| &established.number),
            "established": consortium.established.as_ref().map(|established| established.day),
            "field": consortium.field,
            "industry": consortium.industry,
            "division": consortium.division,
            "track": consortium.track,
            "lead": self.organisation_ref(consortium.lead),
            "stage": {"key": consortium.stage.key, "since": consortium.stage.since},
            "members": consortium.members.values().map(|member| json!({
                "organisation": self.organisation_ref(member.organisation), "layer": member.layer, "since": member.since,
            })).collect::<Vec<_>>(),
        });
        if self.full {
            extend(&mut body, self.inner(consortium));
        }
        body
    }

    fn inner(&self, consortium: &Consortium) -> Value {
        let examination = &consortium.examination;
        json!({
            "candidacy": consortium.candidacy,
            "policy": consortium.policy,
            "type": consortium.kind,
            "plan": consortium.plan,
            "invitations": consortium.invitations.values().map(|invitation| json!({
                "id": invitation.id, "organisation": self.organisation_ref(invitation.organisation), "layer": invitation.layer,
                "basis": invitation.basis, "sent": invitation.sent, "due": invitation.due, "answer": answer(&invitation.answer),
            })).collect::<Vec<_>>(),
            "governance": self.governance(consortium),
            "charter": self.charter(consortium),
            "confirmations": consortium.confirmations.iter().map(|given| json!({
                "act": given.act, "holder": given.holder, "by": self.person(given.person), "record": given.number,
                "valid": given.matter == consortium.matter,
            })).collect::<Vec<_>>(),
            "application": consortium.application.as_ref().map(|application| json!({
                "day": application.day, "round": application.round,
                "returned": application.returned.as_ref().map(|returned| json!({"day": returned.day, "act": returned.act, "defects": returned.defects})),
            })),
            "review": consortium.review.as_ref().map(|review| json!({"day": review.day, "opinion": review.opinion, "record": review.number})),
            "recommendation": consortium.recommendation.as_ref().map(|letter| json!({
                "day": letter.day, "opinion": letter.opinion, "number": letter.letter, "record": letter.number,
            })),
            "notice": examination.notice.as_ref().map(|notice| json!({
                "from": notice.from, "until": notice.until, "business_contact": notice.business_contact,
                "supervising_contact": notice.supervising_contact, "closed": notice.closed,
            })),
            "objections": examination.objections.values().map(|objection| json!({
                "record": objection.number, "day": objection.day, "reasons": objection.reasons,
                "answer": objection.answer.as_ref().map(|given| json!({"outcome": given.outcome, "reasons": given.reasons})),
            })).collect::<Vec<_>>(),
            "decision": examination.decision.as_ref().map(|decided| json!({
                "day": decided.day, "reasons": decided.reasons, "record": decided.number,
                "verdict": match decided.verdict {
                    acts::subject::examination::Verdict::Approved => "approved",
                    acts::subject::examination::Verdict::Refused => "refused",
                },
            })),
            "linked_leader": consortium.linked_leader.as_ref().map(|held| self.person(held.person)),
            "liaison": consortium.liaison.as_ref().map(|held| self.person(held.person)),
            "history": consortium.history.iter().collect::<Vec<_>>(),
        })
    }

    fn governance(&self, consortium: &Consortium) -> Value {
        let governance = &consortium.governance;
        let chief = match &governance.chief_expert {
            ChiefExpert::Vacant => Value::Null,
            ChiefExpert::Proposed(held) => {
                json!({"person": self.person(held.person), "qualification": held.qualification, "accepted": false})
            }
            ChiefExpert::Accepted(held, _) => {
                json!({"person": self.person(held.person), "qualification": held.qualification, "accepted": true})
            }
        };
        let head = self
            .world
            .organisation(consortium.lead)
            .and_then(|lead| lead.representative(self.visitor.day()));
        json!({
            "head": head.map(|held| self.person(held.person)),
            "council": governance.council.as_ref().map(|council| json!({
                "members": council.members.iter().map(|seat| json!({
                    "organisation": self.organisation_ref(seat.organisation), "person": self.person(seat.person),
                })).collect::<Vec<_>>(),
                "rules": council.rules, "from": council.from, "until": council.until,
            })),
            "committee": governance.committee.as_ref().map(|committee| json!({
                "members": committee.members.iter().map(|person| self.person(*person)).collect::<Vec<_>>(), "from": committee.from,
            })),
            "secretariat": governance.secretariat.as_ref().map(|held| json!({
                "organisation": self.organisation_ref(held.organisation), "head": self.person(held.head), "from": held.from,
            })),
            "chief_expert": chief,
            "mechanisms": governance.mechanisms.iter().map(|(key, held)| json!({"mechanism": key, "text": held.text})).collect::<Vec<_>>(),
        })
    }

    fn charter(&self, consortium: &Consortium) -> Value {
        let state = match &consortium.charter {
            Charter::None => "none",
            Charter::Drafting(_) => "drafting",
            Charter::Frozen(_) => "frozen",
            Charter::InForce(..) => "in_force",
        };
        let signatures: Vec<Value> = consortium.charter.frozen().map_or_else(Vec::new, |frozen| {
            frozen
                .signatures
                .iter()
                .map(|(member, signature)| {
                    json!({
                        "organisation": self.organisation_ref(*member), "person": self.person(signature.person), "day": signature.day,
                        "record": signature.number,
                        "authority": match &signature.authority {
                            Authority::LegalRepresentative => json!("legal_representative"),
                            Authority::Authorised(number) => json!({"authorised": number}),
                        },
                    })
                })
                .collect()
        });
        json!({
            "state": state,
            "round": consortium.charter.round(),
            "digest": consortium.charter.frozen().map(|frozen| frozen.digest),
            "text": consortium.charter.text(),
            "signatures": signatures,
            "comments": consortium.charter.comments().iter().map(|comment| json!({
                "organisation": comment.organisation, "section": comment.section, "text": comment.text, "round": comment.round,
            })).collect::<Vec<_>>(),
        })
    }
}

fn answer(answer: &Answer) -> Value {
    match answer {
        Answer::Waiting => json!({"state": "waiting"}),
        Answer::Accepted(record, day) => json!({"state": "accepted", "day": day, "record": record}),
        Answer::Declined(record, day, reason) => {
            json!({"state": "declined", "day": day, "record": record, "reason": reason})
        }
        Answer::Withdrawn(record, day, reason) => {
            json!({"state": "withdrawn", "day": day, "record": record, "reason": reason})
        }
        Answer::Lapsed(record, day) => json!({"state": "lapsed", "day": day, "record": record}),
    }
}

fn item(item: &Item) -> Value {
    let mut body = json!({"record": item.number, "from": item.from, "until": item.until, "file": item.file, "holding": item.holding});
    let what = match &item.what {
        ItemKind::Carrier { kind, level, name } => {
            json!({"carrier": kind, "level": level, "name": name})
        }
        ItemKind::Fund {
            name,
            registration,
            size,
        } => json!({"fund": name, "registration": registration, "size": size}),
        ItemKind::Agreement {
            partner,
            partner_name,
            partner_kind,
            topic,
        } => {
            json!({"agreement": topic, "partner": partner, "partner_name": partner_name, "partner_kind": partner_kind})
        }
        ItemKind::Team { name, size } => json!({"team": name, "size": size}),
        ItemKind::Laboratory { name, size } => json!({"laboratory": name, "size": size}),
        ItemKind::Tag { tag } => json!({"tag": tag}),
        ItemKind::Evidence { evidence, value } => json!({"evidence": evidence, "value": value}),
    };
    extend(&mut body, what);
    body
}

fn extend(body: &mut Value, more: Value) {
    if let (Value::Object(body), Value::Object(more)) = (body, more) {
        body.extend(more);
    }
}
