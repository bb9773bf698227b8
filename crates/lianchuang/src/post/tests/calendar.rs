//! The calendar feed, read by the rules of RFC 5545.

use acts::ask::Actor;
use acts::inbox::inbox;
use values::{Language, PersonId};

use super::super::feed;
use super::{Scene, scene};

/// A property as a reader finds it: name, parameters, value.
type Property = (String, Vec<String>, String);

/// The lines of a feed put together again, each held against the rules.
fn read(feed: &str) -> Vec<Property> {
    assert!(feed.ends_with("\r\n"));
    let mut lines: Vec<String> = Vec::new();
    for line in feed.strip_suffix("\r\n").unwrap().split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.contains(['\r', '\n']), "{line:?}");
        match line.strip_prefix(' ') {
            Some(more) => lines.last_mut().unwrap().push_str(more),
            None => lines.push(line.to_owned()),
        }
    }
    lines
        .iter()
        .map(|line| {
            let (name, value) = line.split_once(':').unwrap();
            let mut parts = name.split(';').map(str::to_owned);
            let name = parts.next().unwrap();
            let plain = |letter: char| letter.is_ascii_uppercase() || letter == '-';
            assert!(!name.is_empty() && name.chars().all(plain), "{line}");
            (name, parts.collect(), value.to_owned())
        })
        .collect()
}

/// The events of a feed, each by its properties.
fn events(feed: &str) -> Vec<Vec<Property>> {
    let mut open: Vec<String> = Vec::new();
    let mut events = Vec::new();
    for property in read(feed) {
        match property.0.as_str() {
            "BEGIN" => {
                if property.2 == "VEVENT" {
                    events.push(Vec::new());
                }
                open.push(property.2);
            }
            "END" => assert_eq!(open.pop(), Some(property.2)),
            _ if open.last().is_some_and(|part| part == "VEVENT") => {
                events.last_mut().unwrap().push(property);
            }
            _ => assert_eq!(open, ["VCALENDAR"]),
        }
    }
    assert!(open.is_empty());
    events
}

fn value<'a>(event: &'a [Property], name: &str) -> &'a str {
    let mut found = event.iter().filter(|property| property.0 == name);
    let value = &found.next().unwrap_or_else(|| panic!("no {name}")).2;
    assert!(found.next().is_none(), "{name} twice");
    value
}

/// Somebody with a deadline in the inbox, when it is asked, and how many deadlines there are.
fn with_deadline(scene: &Scene) -> (PersonId, usize) {
    let app = &scene.app;
    let at = scene.entries.last().unwrap().at;
    let world = app.world();
    let dated = |person: &PersonId| {
        let found = inbox(&world, app.rules(), Actor::Person(*person), at);
        found
            .waiting_for_me
            .iter()
            .filter(|item| item.due.is_some())
            .count()
    };
    let person = *world
        .people
        .keys()
        .find(|person| dated(person) > 0)
        .expect("somebody has a deadline");
    (person, dated(&person))
}

#[test]
fn a_feed_holds_one_event_for_each_deadline_and_follows_the_rules_of_the_format() {
    let scene = scene("decision");
    let app = &scene.app;
    let at = scene.entries.last().unwrap().at;
    let (person, deadlines) = with_deadline(&scene);
    for language in Language::ALL {
        let text = feed(app, &app.world(), person, language, at);
        for wanted in ["VERSION:2.0\r\n", "PRODID:", "METHOD:PUBLISH\r\n"] {
            assert!(text.contains(wanted), "{text}");
        }
        let events = events(&text);
        assert_eq!(events.len(), deadlines);
        for event in &events {
            assert!(value(event, "UID").ends_with("@lianchuang"));
            let stamp = value(event, "DTSTAMP");
            assert_eq!((stamp.len(), &stamp[8..9], &stamp[15..]), (16, "T", "Z"));
            assert!(value(event, "SEQUENCE").parse::<u64>().unwrap() > 0);
            let (first, next) = (value(event, "DTSTART"), value(event, "DTEND"));
            assert!(first.len() == 8 && first < next, "{first} {next}");
            assert!(
                event
                    .iter()
                    .any(|property| property.0 == "DTSTART" && property.1 == ["VALUE=DATE"])
            );
            assert!(value(event, "URL").starts_with("http"));
            assert!(!value(event, "SUMMARY").is_empty());
        }
    }
    // The same case keeps its event, whenever it is asked.
    let later = values::Instant::from_second(at.second() + 3600).unwrap();
    let uids = |at| -> Vec<String> {
        let text = feed(app, &app.world(), person, Language::Zh, at);
        events(&text)
            .iter()
            .map(|event| value(event, "UID").to_owned())
            .collect()
    };
    assert_eq!(uids(at), uids(later));
}

#[test]
fn a_long_chinese_line_is_folded_between_characters_and_reads_the_same() {
    let mut calendar = super::super::calendar::Calendar::default();
    let long = "联合体，申报；截止\\日期\n".repeat(20);
    calendar.text("SUMMARY", &long);
    let read = read(calendar.written());
    assert_eq!(read.len(), 1);
    let told = read[0]
        .2
        .replace("\\n", "\n")
        .replace("\\;", ";")
        .replace("\\,", ",")
        .replace("\\\\", "\\");
    assert_eq!(told, long);
}

#[test]
fn a_calendar_link_opens_its_persons_deadlines_until_it_is_replaced_or_revoked() {
    let scene = scene("decision");
    let cabinet = &scene.app.cabinet;
    let at = scene.entries.last().unwrap().at;
    let person = PersonId(1);
    let first = cabinet.make_calendar_link(person, at).unwrap();
    assert_eq!(cabinet.calendar_person(&first).unwrap(), Some(person));
    let second = cabinet.make_calendar_link(person, at).unwrap();
    assert_eq!(cabinet.calendar_person(&first).unwrap(), None);
    assert_eq!(cabinet.calendar_person(&second).unwrap(), Some(person));
    assert!(cabinet.revoke_calendar_link(person).unwrap());
    assert_eq!(cabinet.calendar_person(&second).unwrap(), None);
}
