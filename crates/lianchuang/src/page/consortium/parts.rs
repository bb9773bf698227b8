//! The parts of a consortium in words: facts, members, invitations, bodies, charter, steps.

use acts::subject::charter::{Authority, Charter};
use acts::subject::consortium::{Answer, Consortium, Plan};
use acts::subject::governance::ChiefExpert;
use acts::{Subject, World};

use crate::app::{App, Visitor};
use crate::page::panel::subject_href;
use crate::telling::Teller;

/// A charter in words.
pub struct CharterShown {
    /// The digest of the frozen text.
    pub digest: Option<String>,
    /// Sections.
    pub sections: Vec<(String, String)>,
    /// Members with responsibilities, rights and obligations.
    pub entries: Vec<(String, String, String, String)>,
    /// Ownership.
    pub ownership: Vec<(String, String)>,
    /// Licensing.
    pub licensing: String,
    /// Revenue.
    pub revenue: Vec<(String, String)>,
    /// Liability for breach.
    pub breach: String,
}

/// The charter of a consortium in words, if it has one.
pub fn charter_shown(teller: Teller, consortium: &Consortium) -> Option<CharterShown> {
    let text = consortium.charter.text()?;
    let shares = |rows: &[acts::subject::charter::ShareOf]| {
        rows.iter()
            .map(|row| (teller.organisation(row.organisation), row.share.to_string()))
            .collect()
    };
    Some(CharterShown {
        digest: consortium
            .charter
            .frozen()
            .map(|frozen| frozen.digest.to_string()),
        sections: text
            .sections
            .iter()
            .map(|section| {
                (
                    teller.term("charter_section", &section.section),
                    section.text.clone(),
                )
            })
            .collect(),
        entries: text
            .entries
            .iter()
            .map(|entry| {
                (
                    teller.organisation(entry.organisation),
                    entry.responsibilities.clone(),
                    entry.rights.clone(),
                    entry.obligations.clone(),
                )
            })
            .collect(),
        ownership: shares(&text.ownership),
        licensing: text.licensing.clone(),
        revenue: shares(&text.revenue),
        breach: text.breach.clone(),
    })
}

/// A plan with its tasks in words.
pub struct PlanShown<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// What each task is of, and its text.
    pub tasks: Vec<(String, &'a str)>,
}

/// A consortium with what is needed to tell of it.
pub struct Parts<'a> {
    pub app: &'a App,
    pub world: &'a World,
    pub teller: Teller<'a>,
    pub visitor: &'a Visitor,
    pub consortium: &'a Consortium,
}

pub type Lines = Vec<(String, String)>;

impl<'a> Parts<'a> {
    pub(super) fn word(&self, key: &str) -> String {
        self.teller.words.t(key).to_owned()
    }

    pub(super) fn person(&self, person: values::PersonId) -> String {
        self.app.person_name(self.world, person)
    }

    pub fn facts(&self) -> Vec<(String, String, Option<String>)> {
        let (teller, consortium) = (self.teller, self.consortium);
        let lead = Subject::Organisation(consortium.lead);
        let mut facts = vec![
            (
                self.word("column.lead"),
                teller.organisation(consortium.lead),
                self.visitor.person().map(|_| subject_href(lead)),
            ),
            (
                self.word("field.field"),
                self.teller.field(consortium).to_owned(),
                None,
            ),
            (
                self.word("column.industry"),
                teller.term("industry", &consortium.industry),
                None,
            ),
            (
                self.word("column.track"),
                teller.term("track", &consortium.track),
                None,
            ),
            (
                self.word("column.division"),
                consortium
                    .division
                    .as_ref()
                    .map(|division| teller.term("division", division))
                    .unwrap_or_default(),
                None,
            ),
            (
                self.word("candidacy.policy"),
                teller
                    .policy
                    .title
                    .in_language(self.visitor.language)
                    .to_owned(),
                Some("/policy".to_owned()),
            ),
        ];
        if let Some(established) = &consortium.established {
            facts.push((self.word("effect.number"), established.number.clone(), None));
            facts.push((
                self.word("consortium.established"),
                teller.day(established.day),
                None,
            ));
        }
        if self.visitor.person().is_some() {
            let postings = [
                ("consortium.linked_leader", &consortium.linked_leader),
                ("consortium.liaison", &consortium.liaison),
            ];
            for (key, posting) in postings {
                if let Some(posting) = posting {
                    facts.push((self.word(key), self.person(posting.person), None));
                }
            }
        }
        facts
    }

    pub fn plan(&self) -> PlanShown<'a> {
        let plan = &self.consortium.plan;
        PlanShown {
            plan,
            tasks: plan
                .tasks
                .iter()
                .map(|task| {
                    let of = self.teller.term("task", &task.task);
                    (of, task.text.as_str())
                })
                .collect(),
        }
    }

    pub fn members(&self) -> Vec<(String, String, String, String, String, String)> {
        let teller = self.teller;
        self.consortium
            .members
            .values()
            .map(|member| {
                let kind = self
                    .world
                    .organisation(member.organisation)
                    .map(|found| teller.term("member_kind", &found.kind))
                    .unwrap_or_default();
                let layer = if member.organisation == self.consortium.lead {
                    self.word("column.lead")
                } else {
                    teller.term("layer", &member.layer)
                };
                let basis: Vec<String> = member
                    .basis
                    .iter()
                    .map(|area| teller.term("cooperation_area", area))
                    .collect();
                let href = if self.visitor.person().is_some() {
                    subject_href(Subject::Organisation(member.organisation))
                } else {
                    "#main".to_owned()
                };
                (
                    href,
                    teller.organisation(member.organisation),
                    kind,
                    layer,
                    basis.join(teller.words.t("list.comma")),
                    teller.day(member.since),
                )
            })
            .collect()
    }

    pub fn invitations(&self) -> Vec<(String, String, &'static str, String, String)> {
        let teller = self.teller;
        self.consortium
            .invitations
            .values()
            .map(|invitation| {
                let (class, key, more) = match &invitation.answer {
                    Answer::Waiting => (
                        "waits",
                        "answer.waiting",
                        invitation
                            .due
                            .map(|due| teller.words.fill("answer.until", &[teller.day(due)]))
                            .unwrap_or_default(),
                    ),
                    Answer::Accepted(_, day) => ("met", "answer.accepted", teller.day(*day)),
                    Answer::Declined(_, day, reason) => (
                        "unmet",
                        "answer.declined",
                        format!("{} {reason}", teller.day(*day)),
                    ),
                    Answer::Withdrawn(_, day, reason) => (
                        "unmet",
                        "answer.withdrawn",
                        format!("{} {reason}", teller.day(*day)),
                    ),
                    Answer::Lapsed(_, day) => ("unmet", "answer.lapsed", teller.day(*day)),
                };
                (
                    teller.organisation(invitation.organisation),
                    teller.day(invitation.sent),
                    class,
                    self.word(key),
                    more,
                )
            })
            .collect()
    }

    pub fn bodies(&self) -> Vec<(String, Lines)> {
        let teller = self.teller;
        let governance = &self.consortium.governance;
        let mut bodies = Vec::new();
        if let Some(council) = &governance.council {
            let head = self
                .world
                .organisation(self.consortium.lead)
                .and_then(|lead| lead.representative(self.visitor.day()));
            let mut lines = vec![(
                self.word("council.chair"),
                head.map(|held| self.person(held.person))
                    .unwrap_or_default(),
            )];
            lines.extend(council.members.iter().map(|seat| {
                (
                    teller.organisation(seat.organisation),
                    self.person(seat.person),
                )
            }));
            lines.push((self.word("field.rules"), council.rules.clone()));
            bodies.push((self.word("council.title"), lines));
        }
        if let Some(committee) = &governance.committee {
            let names: Vec<String> = committee
                .members
                .iter()
                .map(|person| self.person(*person))
                .collect();
            bodies.push((
                self.word("committee.title"),
                vec![(
                    self.word("field.members"),
                    names.join(teller.words.t("list.comma")),
                )],
            ));
        }
        if let Some(secretariat) = &governance.secretariat {
            let lines = vec![
                (
                    self.word("column.organisation"),
                    teller.organisation(secretariat.organisation),
                ),
                (self.word("field.head"), self.person(secretariat.head)),
            ];
            bodies.push((self.word("secretariat.title"), lines));
        }
        let chief = match &governance.chief_expert {
            ChiefExpert::Vacant => None,
            ChiefExpert::Proposed(held) => Some((held, "chief_expert.proposed")),
            ChiefExpert::Accepted(held, _) => Some((held, "chief_expert.accepted")),
        };
        if let Some((held, state)) = chief {
            let lines = vec![
                (
                    self.word("field.person"),
                    format!("{} · {}", self.person(held.person), self.word(state)),
                ),
                (self.word("field.qualification"), held.qualification.clone()),
            ];
            bodies.push((self.word("chief_expert.title"), lines));
        }
        if !governance.mechanisms.is_empty() {
            let lines = governance
                .mechanisms
                .iter()
                .map(|(key, held)| (teller.term("mechanism", key), held.text.clone()))
                .collect();
            bodies.push((self.word("mechanism.title"), lines));
        }
        bodies
    }

    pub fn signs(&self) -> Vec<(String, String, &'static str, String)> {
        let Some(frozen) = self.consortium.charter.frozen() else {
            return Vec::new();
        };
        self.consortium
            .members
            .keys()
            .map(|member| match frozen.signatures.get(member) {
                Some(signature) => {
                    let authority = match &signature.authority {
                        Authority::LegalRepresentative => self.word("sign.representative"),
                        Authority::Authorised(number) => self
                            .teller
                            .words
                            .fill("sign.authorised", &[number.to_string()]),
                    };
                    (
                        self.teller.organisation(*member),
                        format!("{} · {authority}", self.person(signature.person)),
                        "met",
                        self.teller.day(signature.day),
                    )
                }
                None => (
                    self.teller.organisation(*member),
                    String::new(),
                    "waits",
                    self.word("sign.waits"),
                ),
            })
            .collect()
    }

    pub fn comments(&self) -> Lines {
        let comments = self.consortium.charter.comments();
        comments
            .iter()
            .map(|comment| {
                let who = comment
                    .organisation
                    .map(|id| self.teller.organisation(id))
                    .unwrap_or_default();
                let section = comment
                    .section
                    .as_ref()
                    .map(|section| self.teller.term("charter_section", section))
                    .unwrap_or_default();
                (format!("{who} {section}"), comment.text.clone())
            })
            .collect()
    }

    pub fn steps(&self) -> Vec<(String, Lines)> {
        let (teller, consortium) = (self.teller, self.consortium);
        let mut steps = Vec::new();
        if let Charter::InForce(_, day) = &consortium.charter {
            steps.push((
                self.word("step.charter"),
                vec![(self.word("step.day"), teller.day(*day))],
            ));
        }
        let given: Lines = consortium
            .confirmations
            .iter()
            .map(|given| {
                let state = self.word(if given.matter == consortium.matter {
                    "confirmation.valid"
                } else {
                    "confirmation.void"
                });
                (
                    teller.holder(&given.holder),
                    format!(
                        "{} · {} · {state}",
                        self.person(given.person),
                        teller.act(&given.act)
                    ),
                )
            })
            .collect();
        if !given.is_empty() {
            steps.push((self.word("step.confirmations"), given));
        }
        if let Some(application) = &consortium.application {
            let mut lines = vec![
                (self.word("step.day"), teller.day(application.day)),
                (self.word("step.round"), application.round.to_string()),
            ];
            if let Some(returned) = &application.returned {
                lines.push((self.word("step.returned"), teller.day(returned.day)));
                lines.extend(returned.defects.iter().map(|defect| {
                    let about = teller.policy.condition(&defect.about).map_or_else(
                        || defect.about.clone(),
                        |found| found.title.in_language(self.visitor.language).to_owned(),
                    );
                    (about, defect.text.clone())
                }));
            }
            steps.push((self.word("step.application"), lines));
        }
        if let Some(review) = &consortium.review {
            steps.push((
                self.word("step.review"),
                vec![
                    (self.word("step.day"), teller.day(review.day)),
                    (self.word("field.opinion"), review.opinion.clone()),
                ],
            ));
        }
        if let Some(letter) = &consortium.recommendation {
            let lines = vec![
                (self.word("step.day"), teller.day(letter.day)),
                (
                    self.word("effect.document_number"),
                    letter.letter.clone().unwrap_or_default(),
                ),
                (self.word("field.opinion"), letter.opinion.clone()),
            ];
            steps.push((self.word("step.recommendation"), lines));
        }
        steps.extend(self.examined());
        steps
    }
}
