//! Several matters handed to a colleague at once: each by its own act, so that each has its record or its reasons.

use acts::Subject;
use acts::ask::Request;
use serde_json::{Map, Value};

use crate::api::ruling_policy;
use crate::app::{App, Visitor};
use crate::desk::handing_over;
use crate::fault;
use crate::office::{Answer, Seen, Submission};
use crate::page::conditions::{Shown, shown};
use crate::page::panel::{act_href, subject_href};

/// What came of handing matters over.
#[derive(Default)]
pub struct Handed {
    /// In one sentence.
    pub told: String,
    /// Those that went over, with the page of their record.
    pub recorded: Vec<(String, String)>,
    /// Those that did not.
    pub refused: Vec<Refused>,
}

/// A matter that was not handed over, and why.
pub struct Refused {
    /// The form of the act on it.
    pub href: String,
    /// The matter.
    pub title: String,
    /// What closes the act.
    pub closing: Vec<Shown>,
    /// What is wrong with what was filled in.
    pub mistakes: Vec<String>,
}

/// Hands the matters over, one after the other.
pub async fn hand_over(
    app: &App,
    visitor: &Visitor,
    subjects: &[Subject],
    to: &str,
    note: &str,
    key: &str,
) -> Handed {
    let words = app.words(visitor.language);
    let mut handed = Handed::default();
    if subjects.is_empty() {
        words.t("inbox.hand_over_none").clone_into(&mut handed.told);
        return handed;
    }
    let mut fields = Map::new();
    fields.insert("to".to_owned(), Value::from(to));
    if !note.trim().is_empty() {
        fields.insert("note".to_owned(), Value::from(note.trim()));
    }
    for subject in subjects {
        one(app, visitor, *subject, &fields, key, &mut handed).await;
    }
    handed.told = words.fill(
        "inbox.handed",
        &[
            handed.recorded.len().to_string(),
            handed.refused.len().to_string(),
        ],
    );
    handed
}

async fn one(
    app: &App,
    visitor: &Visitor,
    subject: Subject,
    fields: &Map<String, Value>,
    key: &str,
    handed: &mut Handed,
) {
    let Some(act) = handing_over(subject.kind()) else {
        return;
    };
    let owner = visitor
        .person()
        .map_or_else(String::new, |person| person.to_string());
    let submission = Submission {
        requests: vec![Request {
            act: act.to_owned(),
            subject,
            actor: visitor.actor,
            at: visitor.at,
            fields: fields.clone(),
            justify: std::collections::BTreeMap::new(),
        }],
        // Sent again, the same form hands nothing over twice.
        idempotency: (!key.is_empty()).then(|| format!("{owner}/{key}/{subject}")),
        seen: Seen::Unsaid,
        origin: visitor.origin(),
    };
    let answer = app.office.submit(submission).await;
    let world = app.world();
    let policy = ruling_policy(app, &world, subject, visitor);
    let teller = app.teller(visitor.language, policy, &world);
    let refused = |closing, mistakes| Refused {
        href: act_href(subject, act),
        title: teller.subject(subject),
        closing,
        mistakes,
    };
    match answer {
        Answer::Recorded(_) | Answer::KeyReused(_) => handed
            .recorded
            .push((subject_href(subject), teller.subject(subject))),
        Answer::Refused { refusal, .. } => {
            let closing = refusal.findings.iter().filter(|finding| finding.closes());
            let closing = closing.map(|finding| shown(app, teller, finding)).collect();
            handed.refused.push(refused(closing, Vec::new()));
        }
        Answer::Mistaken { mistakes, .. } => {
            let told = mistakes.iter().map(|mistake| teller.mistake(mistake));
            handed.refused.push(refused(Vec::new(), told.collect()));
        }
        // One that is not there for the visitor is not spoken of.
        Answer::Absent => {}
        Answer::Changed { .. } => {
            let told = teller.words.t("act.changed").to_owned();
            handed.refused.push(refused(Vec::new(), vec![told]));
        }
        Answer::Unwritten(cause) | Answer::Fault(cause) => {
            app.went_wrong(visitor.origin(), &subject.to_string(), cause);
            let said = teller.words.t("problem.fault");
            let told = format!("{said} {}", fault::number(app, visitor));
            handed.refused.push(refused(Vec::new(), vec![told]));
        }
    }
}
