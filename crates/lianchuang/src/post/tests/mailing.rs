//! Every notice arrives once: with the server down for an hour, with a crash at the worst moment, with people who want
//! less mail, and with too many mails at once.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use cabinet::{Correspondence, Delivery, JobKind, JobState, Which};
use values::{Instant, PersonId};

use super::super::letter::Letter;
use super::super::mailer::Undelivered;
use super::super::{Deliverer, Deriver, Mailer, Smtp};
use super::mail_server::{Arrived, MailServer};
use super::{Scene, scene};
use crate::app::App;

/// Everybody of the scene gets an address and a way of delivery.
fn write_to_all(app: &App, delivery: Delivery, at: Instant) {
    for person in app.world().people.keys() {
        let chosen = Correspondence {
            address: Some(format!("{person}@mail.invalid")),
            delivery,
        };
        app.cabinet
            .keep_correspondence(*person, &chosen, at)
            .unwrap();
    }
}

fn smtp(address: SocketAddr) -> Box<dyn Mailer> {
    Box::new(
        Smtp::new(
            &format!("smtp://{address}"),
            "联创 <office@product.invalid>",
        )
        .unwrap(),
    )
}

fn later(at: Instant, seconds: i64) -> Instant {
    Instant::from_second(at.second() + seconds).unwrap()
}

fn end(scene: &Scene) -> Instant {
    scene.entries.last().unwrap().at
}

/// Marks of all mails that are to arrive.
fn expected(app: &App) -> BTreeSet<String> {
    let jobs = app.cabinet.jobs(None, None, 100_000).unwrap();
    jobs.iter()
        .map(|job| format!("<{}@product.invalid>", super::super::letter::mark(&job.key)))
        .collect()
}

/// How often each mark arrived.
fn counted(arrived: &Mutex<Vec<Arrived>>) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for mail in arrived.lock().unwrap().iter() {
        *counted.entry(mail.header("message-id")).or_default() += 1;
    }
    counted
}

fn standing(app: &App, state: JobState) -> u64 {
    let counts = app.cabinet.count_jobs().unwrap();
    counts.iter().find(|(of, _)| *of == state).unwrap().1
}

/// Works once a minute for so many minutes.
fn minutes(deliverer: &mut Deliverer, app: &App, from: Instant, count: i64) -> Instant {
    for minute in 0..count {
        deliverer.work(app, later(from, minute * 60)).unwrap();
    }
    later(from, count * 60)
}

#[test]
fn with_the_mail_server_down_for_an_hour_every_notice_arrives_once() {
    let scene = scene("established");
    let app = &scene.app;
    let at = end(&scene);
    write_to_all(app, Delivery::AtOnce, at);
    let arrived = Arc::new(Mutex::new(Vec::new()));
    let server = MailServer::up(0, &arrived, None);
    let address = server.address;
    drop(server);
    Deriver::default().work(app, at).unwrap();
    let expected = expected(app);
    assert!(expected.len() > 30, "only {} mails", expected.len());
    let mut deliverer = Deliverer::begin(app, Some(smtp(address)), at).unwrap();
    let hour_later = minutes(&mut deliverer, app, at, 60);
    assert_eq!(counted(&arrived).len(), 0);
    assert_eq!(standing(app, JobState::Waiting), expected.len() as u64);
    let waiting = app.cabinet.jobs(Some(JobState::Waiting), None, 1).unwrap();
    assert!(waiting[0].fault.is_some(), "the failure is shown");
    let server = MailServer::up(address.port(), &arrived, None);
    minutes(&mut deliverer, app, hour_later, 90);
    let counted = counted(&arrived);
    assert!(counted.values().all(|times| *times == 1), "{counted:?}");
    assert_eq!(counted.keys().cloned().collect::<BTreeSet<_>>(), expected);
    assert_eq!(standing(app, JobState::Done), expected.len() as u64);
    for mail in arrived.lock().unwrap().iter() {
        assert_eq!(mail.header("auto-submitted"), "auto-generated");
    }
    drop(server);
}

/// Hands over by SMTP, and crashes right after the server took the mail of that number, before it can be marked.
struct CrashesAfter {
    inner: Box<dyn Mailer>,
    left: usize,
}

impl Mailer for CrashesAfter {
    fn send(&mut self, letter: &Letter) -> Result<(), Undelivered> {
        self.inner.send(letter)?;
        assert!(self.left > 0, "the process is killed here");
        self.left -= 1;
        Ok(())
    }
}

#[test]
fn a_crash_between_handing_over_and_marking_repeats_one_mail_under_the_same_mark() {
    let scene = scene("established");
    let app = &scene.app;
    let at = end(&scene);
    write_to_all(app, Delivery::AtOnce, at);
    Deriver::default().work(app, at).unwrap();
    let expected = expected(app);
    let arrived = Arc::new(Mutex::new(Vec::new()));
    let server = MailServer::up(0, &arrived, None);
    let crashing = CrashesAfter {
        inner: smtp(server.address),
        left: 5,
    };
    let mut deliverer = Deliverer::begin(app, Some(Box::new(crashing)), at).unwrap();
    let crash = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| deliverer.work(app, at)));
    assert!(crash.is_err());
    drop(deliverer);
    assert_eq!(counted(&arrived).len(), 6);
    assert_eq!(standing(app, JobState::Sending), 1);
    let mut deliverer = Deliverer::begin(app, Some(smtp(server.address)), at).unwrap();
    minutes(&mut deliverer, app, at, 3);
    let counted = counted(&arrived);
    // Told apart by their marks, every notice is there once; only the one in the crash came twice.
    assert_eq!(counted.keys().cloned().collect::<BTreeSet<_>>(), expected);
    let twice = counted.values().filter(|times| **times == 2).count();
    assert_eq!(
        (twice, counted.values().sum::<usize>()),
        (1, expected.len() + 1)
    );
}

#[test]
fn a_refused_mail_is_shown_and_tried_again_only_by_hand() {
    let scene = scene("application");
    let app = &scene.app;
    let at = end(&scene);
    write_to_all(app, Delivery::AtOnce, at);
    Deriver::default().work(app, at).unwrap();
    let wrong = app.cabinet.jobs(None, None, 1).unwrap()[0].clone();
    let person = wrong.person.unwrap();
    let address = |name: &str| Correspondence {
        address: Some(format!("{name}@mail.invalid")),
        delivery: Delivery::AtOnce,
    };
    app.cabinet
        .keep_correspondence(person, &address("nobody"), at)
        .unwrap();
    let arrived = Arc::new(Mutex::new(Vec::new()));
    let server = MailServer::up(0, &arrived, None);
    let mut deliverer = Deliverer::begin(app, Some(smtp(server.address)), at).unwrap();
    let after = minutes(&mut deliverer, app, at, 10);
    let failed = app.cabinet.job(wrong.id).unwrap().unwrap();
    assert_eq!((failed.state, failed.attempts), (JobState::Failed, 1));
    assert!(failed.fault.unwrap().contains("no such person"));
    app.cabinet
        .keep_correspondence(person, &address("right"), at)
        .unwrap();
    app.cabinet.retry_jobs(Which::One(wrong.id), after).unwrap();
    deliverer.work(app, after).unwrap();
    let done = app.cabinet.job(wrong.id).unwrap().unwrap();
    assert_eq!(done.state, JobState::Done);
    // The same person's other mails were refused too.
    app.cabinet.retry_jobs(Which::All, after).unwrap();
    deliverer.work(app, after).unwrap();
    let marks = counted(&arrived);
    assert!(marks.values().all(|times| *times == 1));
    assert_eq!(
        marks.keys().cloned().collect::<BTreeSet<_>>(),
        expected(app)
    );
}

#[test]
fn who_wants_one_mail_a_day_gets_one_and_who_wants_none_is_still_served() {
    let scene = scene("established");
    let app = &scene.app;
    let at = end(&scene);
    let parties: BTreeSet<PersonId> =
        acts::inbox::parties(&app.world(), scene.consortium, at.china_day());
    write_to_all(app, Delivery::Daily, at);
    let quiet = *parties.first().unwrap();
    let none = Correspondence {
        address: Some("quiet@mail.invalid".to_owned()),
        delivery: Delivery::Quiet,
    };
    app.cabinet.keep_correspondence(quiet, &none, at).unwrap();
    let midnight = values::china_midnight(at.china_day()).unwrap();
    let mut deriver = Deriver::default();
    deriver.work(app, later(midnight, 7 * 3600)).unwrap();
    let arrived = Arc::new(Mutex::new(Vec::new()));
    let server = MailServer::up(0, &arrived, None);
    let mut deliverer = Deliverer::begin(app, Some(smtp(server.address)), at).unwrap();
    let seven = later(midnight, 7 * 3600);
    deliverer.work(app, seven).unwrap();
    let to = |name: &str| {
        let arrived = arrived.lock().unwrap();
        arrived
            .iter()
            .filter(|mail| mail.to.starts_with(name))
            .count()
    };
    // Before eight only what is served has left: to the quiet one too.
    assert_eq!(arrived.lock().unwrap().len(), parties.len());
    assert_eq!(to("quiet@"), 1);
    let eight = later(midnight, 8 * 3600);
    for _ in 0..3 {
        deriver.work(app, eight).unwrap();
        deliverer.work(app, eight).unwrap();
    }
    assert_eq!(to("quiet@"), 1);
    let digests: Vec<_> = app
        .cabinet
        .jobs(Some(JobState::Done), None, 1000)
        .unwrap()
        .into_iter()
        .filter(|job| job.kind == JobKind::Digest)
        .collect();
    assert!(!digests.is_empty());
    for digest in &digests {
        let person = digest.person.unwrap();
        let decisions = usize::from(parties.contains(&person));
        assert_eq!(to(&format!("{person}@")), 1 + decisions);
    }
}

#[test]
fn many_mails_of_one_record_wait_for_a_hand() {
    let mut scene = scene("established");
    scene.app.post.hold_over = 5;
    let app = &scene.app;
    let at = end(&scene);
    write_to_all(app, Delivery::AtOnce, at);
    Deriver::default().work(app, at).unwrap();
    let decision = scene
        .entries
        .iter()
        .find(|record| record.act == *"decision.approve")
        .unwrap();
    let held = app.cabinet.jobs(Some(JobState::Held), None, 1000).unwrap();
    assert!(held.len() > 5);
    assert!(held.iter().any(|job| job.record == decision.number));
    let arrived = Arc::new(Mutex::new(Vec::new()));
    let server = MailServer::up(0, &arrived, None);
    let mut deliverer = Deliverer::begin(app, Some(smtp(server.address)), at).unwrap();
    deliverer.work(app, at).unwrap();
    let before = arrived.lock().unwrap().len();
    let released = app
        .cabinet
        .release_jobs(Which::OfRecord(decision.number), at)
        .unwrap();
    assert!(released > 5);
    deliverer.work(app, at).unwrap();
    assert_eq!(arrived.lock().unwrap().len(), before + released);
}

#[test]
fn a_mail_says_what_happened_what_is_next_and_where_in_both_languages() {
    let scene = scene("application");
    let app = &scene.app;
    let at = end(&scene);
    write_to_all(app, Delivery::AtOnce, at);
    Deriver::default().work(app, at).unwrap();
    let job = app.cabinet.jobs(None, None, 1).unwrap()[0].clone();
    let letter = super::super::letter::write(app, &app.world(), &job, at)
        .unwrap()
        .unwrap();
    let notice = app.cabinet.notice(job.notice.unwrap()).unwrap().unwrap();
    for language in values::Language::ALL {
        let told = super::super::told(app, &app.world(), language, &notice, at);
        assert!(!told.happened.is_empty());
        for part in [&told.happened, &told.next] {
            assert!(
                letter.text.contains(part.as_str()),
                "{part} in {}",
                letter.text
            );
        }
        assert!(letter.subject.contains(&told.title));
        assert!(letter.text.contains(&app.post.link(&told.href)));
    }
    let later = later(at, 8 * 86_400);
    let stale = super::super::letter::write(app, &app.world(), &job, later).unwrap();
    assert_eq!(stale.unwrap_err().key(), "stale");
}
