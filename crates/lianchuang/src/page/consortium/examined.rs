//! The examination of an application in words: experts, steps held, the public notice, objections, the decision.

use acts::subject::examination::{ObjectionOutcome, Objector, Recommends, Verdict};

use super::parts::{Lines, Parts};

impl Parts<'_> {
    /// The steps of the examination that were taken, in their order.
    pub fn examined(&self) -> Vec<(String, Lines)> {
        let teller = self.teller;
        let examination = &self.consortium.examination;
        let mut steps = Vec::new();
        if !examination.assessments.is_empty() {
            let lines = examination.assessments.iter().map(|(expert, given)| {
                let recommends = self.word(match given.recommends {
                    Recommends::Approve => "word.approve",
                    Recommends::Refuse => "word.refuse",
                });
                let score = teller.value(&policy::Value::Number(given.score), None);
                (
                    self.person(*expert),
                    format!("{score} · {recommends} · {}", given.opinion),
                )
            });
            steps.push((self.word("step.experts"), lines.collect()));
        }
        for (step, held) in &examination.held {
            steps.push((
                teller.stage(step),
                vec![
                    (self.word("step.day"), teller.day(held.on)),
                    (self.word("field.minutes"), held.minutes.clone()),
                ],
            ));
        }
        steps.extend(self.notice());
        steps.extend(self.objections());
        if let Some(decided) = &examination.decision {
            let verdict = self.word(match decided.verdict {
                Verdict::Approved => "verdict.approved",
                Verdict::Refused => "verdict.refused",
            });
            let lines = vec![
                (self.word("step.day"), teller.day(decided.day)),
                (self.word("step.verdict"), verdict),
                (self.word("field.reasons"), decided.reasons.clone()),
            ];
            steps.push((self.word("step.decision"), lines));
        }
        steps
    }

    /// The public notice: how long it runs, and whom to turn to.
    pub fn notice(&self) -> Option<(String, Lines)> {
        let examination = &self.consortium.examination;
        let notice = examination.notice.as_ref()?;
        let (from, until) = (self.teller.day(notice.from), self.teller.day(notice.until));
        let lines = vec![
            (self.word("step.term"), format!("{from}–{until}")),
            (
                self.word("field.business_contact"),
                notice.business_contact.clone(),
            ),
            (
                self.word("field.supervising_contact"),
                notice.supervising_contact.clone(),
            ),
        ];
        Some((self.word("step.notice"), lines))
    }

    /// Every objection with its answer. A person who objects under a real name is named in the record only.
    pub fn objections(&self) -> Vec<(String, Lines)> {
        let words = self.teller.words;
        let objections = &self.consortium.examination.objections;
        let told = objections.values().map(|objection| {
            let number = words.fill("record.number", &[objection.number.to_string()]);
            let by = match &objection.by {
                Objector::Person { .. } => self.word("word.person"),
                Objector::Unit { unit } => unit.clone(),
                Objector::Anonymous => self.word("word.anonymous"),
            };
            let answer = objection.answer.as_ref().map_or_else(
                || self.word("objection.unanswered"),
                |answer| {
                    let outcome = self.word(match answer.outcome {
                        ObjectionOutcome::Upheld => "word.upheld",
                        ObjectionOutcome::Rejected => "word.rejected",
                        ObjectionOutcome::NotAccepted => "word.not_accepted",
                    });
                    words.fill("part", &[outcome, answer.reasons.clone()])
                },
            );
            let lines = vec![
                (self.word("step.day"), self.teller.day(objection.day)),
                (self.word("objection.by"), by),
                (self.word("field.reasons"), objection.reasons.clone()),
                (self.word("objection.answered"), answer),
            ];
            (
                format!("{} · {number}", self.word("objection.title")),
                lines,
            )
        });
        told.collect()
    }
}
