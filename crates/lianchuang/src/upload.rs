//! Files people attach: taken, looked at by a scanner where one is set, and given to others only as far as that allows. An act may
//! name a file before it was looked at, since a record holds its digest; its content is given to nobody until nothing was found.

mod clamd;
mod program;
mod scanner;
mod scanning;
#[cfg(test)]
mod tests;

use audit::{Event, EventKind};
use cabinet::{CabinetFault, Finding, Upload};
use register::Digest;
use serde_json::{Value, json};
use values::{Instant, Language, PersonId};

use crate::app::{App, Visitor};
use crate::attachment::{self, Unkept};
use crate::trail::Unwritten;
use crate::words::Words;

pub use scanner::{Scanner, Verdict, read as scanner};
pub use scanning::{Looked, Scanning, look};

/// How an attached file stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nobody looks at files here: no scanner is set.
    Unscanned,
    /// It has not been looked at; why not, if that was tried, and when it is tried next.
    Quarantined {
        /// The word of what came of the last attempt.
        fault: Option<String>,
        /// When it is tried next; never where only a person tries it again.
        next: Option<Instant>,
    },
    /// Nothing was found in it.
    Clean,
    /// Malware was found in it, and its content destroyed.
    Infected {
        /// What the scanner calls it.
        name: String,
    },
}

impl Standing {
    /// Its word.
    pub fn key(&self) -> &'static str {
        match self {
            Standing::Unscanned => "unscanned",
            Standing::Quarantined { .. } => "quarantined",
            Standing::Clean => "clean",
            Standing::Infected { .. } => "infected",
        }
    }

    /// Whether its content may be given to whoever may read the record.
    pub fn is_given(&self) -> bool {
        matches!(self, Standing::Unscanned | Standing::Clean)
    }

    /// The state in a few words.
    pub fn short(&self, words: &Words) -> String {
        words.t(&format!("upload.{}", self.key())).to_owned()
    }

    /// The state in a sentence: what it means, why, and what to do.
    pub fn told(&self, words: &Words) -> String {
        let key = format!("upload.{}.about", self.key());
        let text = words.t(&key);
        match self {
            Standing::Quarantined {
                fault: Some(fault), ..
            } => sentences(words, text, words.t(&format!("upload.fault.{fault}"))),
            Standing::Infected { name } => text.replace("{0}", name),
            Standing::Unscanned | Standing::Clean | Standing::Quarantined { .. } => text.to_owned(),
        }
    }

    /// The same for programs.
    pub fn json(&self) -> Value {
        match self {
            Standing::Unscanned | Standing::Clean => json!({"state": self.key()}),
            Standing::Quarantined { fault, next } => {
                json!({"state": self.key(), "fault": fault, "next": next})
            }
            Standing::Infected { name } => json!({"state": self.key(), "found": name}),
        }
    }
}

/// Two sentences, one behind the other as the language has it.
pub fn sentences(words: &Words, first: &str, second: &str) -> String {
    match words.language {
        Language::Zh => format!("{first}{second}"),
        Language::En => format!("{first} {second}"),
    }
}

/// How a file stands here and now.
pub fn standing(app: &App, digest: Digest) -> Result<Standing, CabinetFault> {
    Ok(of(app, app.cabinet.upload(digest)?.as_ref()))
}

/// The same of one that was looked up.
pub fn of(app: &App, upload: Option<&Upload>) -> Standing {
    match upload.map(|upload| &upload.finding) {
        Some(Finding::Infected(name)) => Standing::Infected { name: name.clone() },
        Some(Finding::Clean) => Standing::Clean,
        Some(Finding::Waiting) | None if app.scanner.is_none() => Standing::Unscanned,
        Some(Finding::Waiting) | None => Standing::Quarantined {
            fault: upload
                .and_then(|upload| upload.fault.as_deref())
                .map(|fault| scanner::word(fault).to_owned()),
            next: upload
                .filter(|upload| upload.job == Some(cabinet::JobState::Waiting))
                .and_then(|upload| upload.due),
        },
    }
}

/// A file that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The digest an act names it by.
    pub digest: Digest,
    /// How it stands.
    pub standing: Standing,
}

/// Takes a file from somebody, or says why not, and tells the log which.
pub async fn keep(
    app: &App,
    visitor: &Visitor,
    content: &[u8],
) -> Result<Result<Kept, Unkept>, Unwritten> {
    let kept = take_in(app, visitor, content);
    let event = taken_in(app, visitor, content, &kept);
    app.audit.write(event).await.map(|()| kept)
}

/// The same for commands that run without a server.
pub fn keep_and_wait(
    app: &App,
    visitor: &Visitor,
    content: &[u8],
) -> Result<Result<Kept, Unkept>, Unwritten> {
    let kept = take_in(app, visitor, content);
    let event = taken_in(app, visitor, content, &kept);
    app.audit.write_and_wait(event).map(|()| kept)
}

fn taken_in(app: &App, visitor: &Visitor, content: &[u8], kept: &Result<Kept, Unkept>) -> Event {
    let digest = seal::sm3(content).to_string();
    let event = app.event(visitor, EventKind::Import, digest).counting(1);
    match kept {
        Ok(_) => event,
        Err(unkept) => event.failed(unkept.expected().0),
    }
}

/// What was found in the same content before holds for it too.
fn take_in(app: &App, visitor: &Visitor, content: &[u8]) -> Result<Kept, Unkept> {
    attachment::check(content)?;
    let digest = seal::sm3(content);
    // Noted before it stands on the disk: a file nobody noted would wait for the next start.
    let (person, at) = (visitor.person(), visitor.at);
    let finding = app.cabinet.take_upload(digest, content.len(), person, at)?;
    if let Finding::Infected(name) = finding {
        return Err(Unkept::Infected(name));
    }
    app.files.put(content)?;
    Ok(Kept {
        digest,
        standing: standing(app, digest)?,
    })
}

/// The state of a file a person sent; nothing for others, who learn nothing of it.
pub fn of_sender(
    app: &App,
    person: PersonId,
    digest: &str,
) -> Result<Option<(Upload, Standing)>, CabinetFault> {
    let Ok(digest) = digest.parse::<Digest>() else {
        return Ok(None);
    };
    if !app.cabinet.sent(digest, person)? {
        return Ok(None);
    }
    let found = app.cabinet.upload(digest)?;
    Ok(found.map(|upload| {
        let standing = of(app, Some(&upload));
        (upload, standing)
    }))
}
