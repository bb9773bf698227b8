//! Answers to requests about personal data: given by the security administrator with a reason, on record first. What a grant means is
//! done with it: erased, or put right, while the chain stays whole.

use anyhow::Context as _;
use audit::{Event, EventKind};
use cabinet::{Correspondence, PersonalRequest, RequestKind, RequestOutcome};

use super::field::Ground;
use super::held::{Held, Place, keeping_grounds};
use super::request::{grounds_told, may, meant};
use crate::app::{App, Visitor};
use crate::post::persons;
use crate::unmasking::REASON;
use crate::words::Words;

/// Why a request is not answered. Words for it stand under `request.mistake`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerMistake {
    /// There is no such request for this visitor.
    Absent,
    /// One's own is for another holder of the office.
    Own,
    /// It was answered before.
    Answered,
    /// The outcome is neither of the two.
    Outcome,
    /// A reason in writing is wanted.
    ReasonWanted,
    /// What was to be erased or put right is needed still, or gone; the grounds that keep it.
    Kept(Vec<Ground>),
}

impl AnswerMistake {
    /// Its name in words and problems.
    pub fn key(&self) -> &'static str {
        match self {
            AnswerMistake::Absent => "absent",
            AnswerMistake::Own => "own",
            AnswerMistake::Answered => "answered",
            AnswerMistake::Outcome => "outcome",
            AnswerMistake::ReasonWanted => "reason",
            AnswerMistake::Kept(_) => "kept",
        }
    }

    /// In words.
    pub fn told(&self, words: &Words) -> String {
        let grounds = match self {
            AnswerMistake::Kept(grounds) => grounds_told(words, grounds),
            _ => String::new(),
        };
        words.fill(&format!("request.mistake.{}", self.key()), &[grounds])
    }
}

/// An answer that can be given; the log is told before anything is done.
#[derive(Debug)]
pub struct Answering {
    request: PersonalRequest,
    outcome: RequestOutcome,
    reason: String,
    /// What a grant erases.
    erased: Vec<Held>,
    /// What a grant puts right.
    corrected: Option<(String, String)>,
}

/// Looks at an answer: the right first, so that nobody without it learns what there is.
pub fn answering(
    app: &App,
    visitor: &Visitor,
    id: i64,
    outcome: &str,
    reason: &str,
) -> anyhow::Result<Result<Answering, AnswerMistake>> {
    if !may(&app.world(), visitor) {
        return Ok(Err(AnswerMistake::Absent));
    }
    let Some(request) = app.cabinet.request(id)? else {
        return Ok(Err(AnswerMistake::Absent));
    };
    if visitor.person() == Some(request.person) {
        return Ok(Err(AnswerMistake::Own));
    }
    if request.answer.is_some() {
        return Ok(Err(AnswerMistake::Answered));
    }
    let Some(outcome) = RequestOutcome::of(outcome) else {
        return Ok(Err(AnswerMistake::Outcome));
    };
    let reason = reason.trim();
    if !REASON.contains(&reason.chars().count()) {
        return Ok(Err(AnswerMistake::ReasonWanted));
    }
    let mut answering = Answering {
        request,
        outcome,
        reason: reason.to_owned(),
        erased: Vec::new(),
        corrected: None,
    };
    if outcome == RequestOutcome::Granted
        && let Err(mistake) = answering.prepare(app, visitor)?
    {
        return Ok(Err(mistake));
    }
    Ok(Ok(answering))
}

impl Answering {
    /// What a grant has to do, or why it cannot.
    fn prepare(
        &mut self,
        app: &App,
        visitor: &Visitor,
    ) -> anyhow::Result<Result<(), AnswerMistake>> {
        let meant = match self.request.kind {
            RequestKind::Access | RequestKind::Explanation => return Ok(Ok(())),
            RequestKind::Correction | RequestKind::Deletion => meant(app, visitor, &self.request)?,
        };
        let kept = || AnswerMistake::Kept(keeping_grounds(meant.iter()));
        if self.request.kind == RequestKind::Correction {
            let reference = meant.iter().find_map(Held::reference);
            let (Some(reference), Some(proposed)) = (reference, &self.request.proposed) else {
                return Ok(Err(kept()));
            };
            self.corrected = Some((reference.to_owned(), proposed.clone()));
            return Ok(Ok(()));
        }
        self.erased = meant.iter().filter(|one| one.erasable()).cloned().collect();
        Ok(if self.erased.is_empty() {
            Err(kept())
        } else {
            Ok(())
        })
    }

    /// What the log is told before anything is done: the answer, and each thing that is erased. Nothing of what was written.
    pub fn events(&self, app: &App, visitor: &Visitor) -> Vec<Event> {
        let request = &self.request;
        let object = format!(
            "request {} {} {}",
            request.id,
            request.person,
            request.kind.key()
        );
        let answered = app
            .event(visitor, EventKind::PersonalAnswered, object)
            .noting(self.outcome.key());
        let erased = self.erased.iter().map(|one| {
            let object = format!("{} {}", request.person, one.item());
            app.event(visitor, EventKind::PersonalErased, object)
                .counting(1)
                .noting(format!("request {}", request.id))
        });
        std::iter::once(answered).chain(erased).collect()
    }

    /// Does it, keeps the answer and tells the person. False if somebody else answered meanwhile; nothing is done then.
    pub fn give(&self, app: &App, visitor: &Visitor) -> anyhow::Result<bool> {
        let by = visitor.person().context("an answer has an author")?;
        let (id, at) = (self.request.id, visitor.at);
        if !app
            .cabinet
            .answer_request(id, self.outcome, &self.reason, by, at)?
        {
            return Ok(false);
        }
        for one in &self.erased {
            match &one.place {
                Place::Reference(reference) => app.erase_personal(reference)?,
                Place::MailAddress => {
                    let kept = app.cabinet.correspondence(self.request.person)?;
                    let without = Correspondence {
                        address: None,
                        ..kept
                    };
                    app.cabinet
                        .keep_correspondence(self.request.person, &without, at)?;
                }
                Place::Drafts => app.cabinet.drop_drafts(self.request.person)?,
                Place::Account => {}
            }
        }
        if let Some((reference, proposed)) = &self.corrected {
            app.cabinet.correct_personal(reference, proposed)?;
            app.forget_names();
        }
        if !self.erased.is_empty() || self.corrected.is_some() {
            app.cabinet.forget_erased()?;
        }
        let notice = persons::answered(self.request.person, id, at);
        app.cabinet.keep_notices(&[notice], at)?;
        Ok(true)
    }
}
