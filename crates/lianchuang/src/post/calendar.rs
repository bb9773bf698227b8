//! The deadlines of an inbox as a calendar feed (RFC 5545): one all-day event for each case that waits for its person.

use acts::ask::Actor;
use acts::inbox::{Item, inbox};
use acts::ruling::ruling_policy;
use acts::{Subject, World};
use values::{Instant, Language, PersonId};

use crate::app::App;
use crate::page::subject_href;

/// Most octets of a line, its end not counted.
const LINE: usize = 75;

/// The feed of a person's deadlines. An event goes when nothing waits any more; a deadline that moves keeps its event.
pub fn feed(app: &App, world: &World, person: PersonId, language: Language, at: Instant) -> String {
    let words = app.words(language);
    let mut text = Calendar::default();
    text.line("BEGIN", "VCALENDAR");
    text.line("VERSION", "2.0");
    text.line("PRODID", "-//Lianchuang//Deadlines//EN");
    text.line("CALSCALE", "GREGORIAN");
    text.line("METHOD", "PUBLISH");
    text.text("X-WR-CALNAME", words.t("calendar.name"));
    text.line("REFRESH-INTERVAL;VALUE=DURATION", "PT6H");
    let waiting = inbox(world, app.rules(), Actor::Person(person), at).waiting_for_me;
    for item in &waiting {
        event(app, world, language, at, item, &mut text);
    }
    text.line("END", "VCALENDAR");
    text.0
}

fn event(
    app: &App,
    world: &World,
    language: Language,
    at: Instant,
    item: &Item,
    text: &mut Calendar,
) {
    let Some(due) = item.due else {
        return;
    };
    let (Some(stage), Ok(next)) = (world.stage(item.subject), due.date.tomorrow()) else {
        return;
    };
    let day = at.china_day();
    let policy =
        ruling_policy(world, app.rules(), item.subject, day).unwrap_or_else(|| app.policy(day));
    let teller = app.teller(language, policy, world);
    let acts: Vec<String> = item.acts.iter().map(|act| teller.act(act)).collect();
    let acts = acts.join(teller.words.t("list.comma"));
    let case = teller.subject(item.subject);
    let link = app.post.link(&subject_href(item.subject));
    text.line("BEGIN", "VEVENT");
    text.line("UID", &format!("{}-{}@lianchuang", item.subject, stage.key));
    text.line("DTSTAMP", &stamp(at));
    text.line("SEQUENCE", &last_record(world, item.subject).to_string());
    text.line("DTSTART;VALUE=DATE", &compact(due.date));
    text.line("DTEND;VALUE=DATE", &compact(next));
    text.text(
        "SUMMARY",
        &teller.words.fill("calendar.summary", &[&case, &acts]),
    );
    text.text(
        "DESCRIPTION",
        &teller.words.fill("calendar.description", &[&acts, &link]),
    );
    text.line("URL", &link);
    text.line("TRANSP", "TRANSPARENT");
    text.line("END", "VEVENT");
}

fn last_record(world: &World, subject: Subject) -> u64 {
    let last = match subject {
        Subject::Candidacy(id) => world.candidacy(id).and_then(|found| found.history.last()),
        Subject::Consortium(id) => world.consortium(id).and_then(|found| found.history.last()),
        Subject::Office | Subject::Organisation(_) => None,
    };
    last.map_or(0, |number| number.0)
}

fn compact(day: values::Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

/// An instant in universal time, as `20261123T080000Z`.
fn stamp(at: Instant) -> String {
    let text = at.to_string();
    let seconds = text.split(['.', 'Z']).next().unwrap_or_default();
    format!("{}Z", seconds.replace(['-', ':'], ""))
}

/// A calendar as it is written, line by line.
#[derive(Default)]
pub(super) struct Calendar(String);

impl Calendar {
    /// A property whose value is text: what has a meaning of its own in the format is escaped.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        let escaped = value
            .replace('\\', "\\\\")
            .replace(';', "\\;")
            .replace(',', "\\,")
            .replace('\n', "\\n");
        self.line(name, &escaped);
    }

    /// Everything written so far.
    #[cfg(test)]
    pub(super) fn written(&self) -> &str {
        &self.0
    }

    /// A property; a long line is folded between two characters, never within one.
    fn line(&mut self, name: &str, value: &str) {
        let mut octets = 0;
        for letter in format!("{name}:{value}").chars() {
            if octets + letter.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(letter);
            octets += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}
