//! What goes wrong on the way out of the house: it is tried again ever less often, shown with its failure, done once when it can be, and
//! told to the log; no failure tells a secret. Here mail, beside it targets of webhooks and the work itself.

mod background;
mod target;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use cabinet::{Correspondence, Delivery, Job, JobState, Which};
use values::Instant;

use super::super::letter::Letter;
use super::super::mailer::Undelivered;
use super::super::{Deliverer, Deriver, Mailer, Smtp};
use super::mail_server::{Arrived, MailServer};
use super::{Scene, scene};
use crate::app::App;

/// Seconds between attempts while a failure lasts: twice as long each time, up to an hour.
const PAUSES: [i64; 9] = [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600];
/// How often something is tried before it waits for a person.
const ATTEMPTS: u32 = 72;
/// The password of the mail server.
const PASSWORD: &str = "not-for-any-eyes-7";

fn end(scene: &Scene) -> Instant {
    scene.entries.last().unwrap().at
}

/// Mails wait for everybody concerned.
fn mails_wait(scene: &Scene) {
    let (app, at) = (&scene.app, end(scene));
    for person in app.world().people.keys() {
        let chosen = Correspondence {
            address: Some(format!("{person}@mail.invalid")),
            delivery: Delivery::AtOnce,
        };
        app.cabinet
            .keep_correspondence(*person, &chosen, at)
            .unwrap();
    }
    Deriver::default().work(app, at).unwrap();
}

fn jobs(app: &App) -> Vec<Job> {
    app.cabinet.jobs(None, None, 100_000).unwrap()
}

/// Only the oldest job is left waiting; the others are held.
fn one_waits(app: &App, at: Instant) -> i64 {
    app.cabinet.hold_jobs(Which::All, at).unwrap();
    let one = jobs(app).last().unwrap().id;
    app.cabinet.release_jobs(Which::One(one), at).unwrap();
    one
}

fn job(app: &App, id: i64) -> Job {
    app.cabinet.job(id).unwrap().unwrap()
}

fn deliverer(app: &App, mailer: impl Mailer + 'static, at: Instant) -> Deliverer {
    Deliverer::begin(app, Some(Box::new(mailer)), at).unwrap()
}

fn smtp(address: SocketAddr) -> Smtp {
    Smtp::new(
        &format!("smtp://{address}"),
        "联创 <office@product.invalid>",
    )
    .unwrap()
}

/// Fails always, and counts how often it was asked.
struct Fails {
    with: Undelivered,
    asked: Arc<AtomicUsize>,
}

impl Mailer for Fails {
    fn send(&mut self, _: &Letter) -> Result<(), Undelivered> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Err(self.with.clone())
    }
}

#[test]
fn v20_a_mail_no_server_takes_is_tried_ever_less_often_and_then_waits_for_a_person() {
    for with in [
        Undelivered::NotNow("451 not now".to_owned()),
        Undelivered::Unreachable("timed out".to_owned()),
    ] {
        let scene = scene("application");
        let (app, mut at) = (&scene.app, end(&scene));
        mails_wait(&scene);
        let one = one_waits(app, at);
        let asked = Arc::new(AtomicUsize::new(0));
        let mailer = Fails {
            with: with.clone(),
            asked: Arc::clone(&asked),
        };
        let mut deliverer = deliverer(app, mailer, at);
        let mut pauses = Vec::new();
        loop {
            deliverer.work(app, at).unwrap();
            let shown = job(app, one);
            assert_eq!(shown.fault.as_deref(), Some(with.to_string().as_str()));
            assert_eq!(shown.attempts, u32::try_from(pauses.len() + 1).unwrap());
            if shown.state == JobState::Failed {
                break;
            }
            assert_eq!(shown.state, JobState::Waiting);
            let due = shown.due.unwrap();
            // Before its time nobody is asked.
            let before = Instant::from_second(due.second() - 1).unwrap();
            deliverer.work(app, before).unwrap();
            assert_eq!(asked.load(Ordering::SeqCst), pauses.len() + 1);
            pauses.push(due.second() - at.second());
            at = due;
            assert!(pauses.len() < 100, "never given up");
        }
        assert_eq!(pauses[..PAUSES.len()], PAUSES);
        assert!(pauses[PAUSES.len()..].iter().all(|pause| *pause == 3600));
        assert_eq!(job(app, one).attempts, ATTEMPTS);
        // Given up, it is asked for no more, until somebody lays a hand on it.
        let later = Instant::from_second(at.second() + 86_400).unwrap();
        deliverer.work(app, later).unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), ATTEMPTS as usize);
        app.cabinet.retry_jobs(Which::One(one), later).unwrap();
        deliverer.work(app, later).unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), ATTEMPTS as usize + 1);
    }
}

/// A server that says so much of the protocol and then hangs up, each time.
fn hangs_up(after: &'static str) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let called = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&called);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            counted.fetch_add(1, Ordering::SeqCst);
            if after == "connecting" {
                continue;
            }
            // A client that breaks off first is none of the server's business.
            let _ = stream.write_all(b"220 test ESMTP\r\n");
            let lines = BufReader::new(stream.try_clone().unwrap()).lines();
            for line in lines.map_while(Result::ok) {
                if line.starts_with(after) {
                    break;
                }
                let answer: &[u8] = match line.get(..4) {
                    Some("DATA") => b"354 go on\r\n",
                    Some("EHLO" | "MAIL" | "RCPT") => b"250 ok\r\n",
                    _ => continue,
                };
                let _ = stream.write_all(answer);
            }
        }
    });
    (address, called)
}

#[test]
fn v20_a_mail_server_that_hangs_up_halfway_leaves_every_mail_waiting_and_each_arrives_once_after() {
    for after in ["connecting", "EHLO", "RCPT", "DATA", "."] {
        let scene = scene("application");
        let (app, at) = (&scene.app, end(&scene));
        mails_wait(&scene);
        let all = jobs(app).len();
        assert!(all > 1);
        let (address, called) = hangs_up(after);
        let mut failing = deliverer(app, smtp(address), at);
        assert_eq!(failing.work(app, at).unwrap(), 0, "{after}");
        assert_eq!(called.load(Ordering::SeqCst), 1, "{after}: one door tried");
        for job in jobs(app) {
            assert_eq!(job.state, JobState::Waiting, "{after}");
            assert!(job.fault.is_some_and(|fault| !fault.is_empty()), "{after}");
            assert_eq!(job.due.unwrap().second(), at.second() + 60, "{after}");
        }
        drop(failing);
        let arrived: Arc<Mutex<Vec<Arrived>>> = Arc::default();
        let server = MailServer::up(0, &arrived, None);
        let mut mended = deliverer(app, smtp(server.address), at);
        let later = Instant::from_second(at.second() + 60).unwrap();
        for _ in 0..3 {
            mended.work(app, later).unwrap();
        }
        assert_eq!(arrived.lock().unwrap().len(), all, "{after}");
        for job in jobs(app) {
            assert_eq!((job.state, job.fault), (JobState::Done, None), "{after}");
        }
    }
}

/// A mail server that wants to be signed in to and lets nobody in.
fn lets_nobody_in() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.write_all(b"220 test ESMTP\r\n");
            let lines = BufReader::new(stream.try_clone().unwrap()).lines();
            for line in lines.map_while(Result::ok) {
                let answer: &[u8] = match line.get(..4) {
                    Some("EHLO") => b"250-test\r\n250 AUTH PLAIN LOGIN\r\n",
                    Some("QUIT") => b"221 bye\r\n",
                    _ => b"535 5.7.8 not let in\r\n",
                };
                let _ = stream.write_all(answer);
            }
        }
    });
    address
}

#[test]
fn v20_no_failure_of_mail_tells_the_password_of_the_server() {
    let scene = scene("application");
    let (app, at) = (&scene.app, end(&scene));
    mails_wait(&scene);
    let from = "office@product.invalid";
    let address = format!("smtp://office:{PASSWORD}@{}", lets_nobody_in());
    let mailer = Smtp::new(&address, from).unwrap();
    let mut deliverer = deliverer(app, mailer, at);
    assert_eq!(deliverer.work(app, at).unwrap(), 0);
    let tried: Vec<Job> = jobs(app)
        .into_iter()
        .filter(|job| job.attempts > 0)
        .collect();
    assert!(!tried.is_empty());
    // Neither as it is nor as it is sent.
    let sent = base64::Engine::encode(
        &base64::engine::general_purpose::STANDARD,
        format!("\0office\0{PASSWORD}"),
    );
    // Nobody was let in: that says nothing of any mail, and all of them wait.
    assert!(jobs(app).iter().all(|job| job.state == JobState::Waiting));
    for job in tried {
        let fault = job.fault.expect("the failure is shown");
        assert!(fault.contains("not let in"), "{fault}");
        assert!(
            !fault.contains(PASSWORD) && !fault.contains(&sent),
            "{fault}"
        );
    }
    for wrong in [
        format!("office:{PASSWORD}@mail.invalid"),
        format!("imap://office:{PASSWORD}@mail.invalid"),
        format!("smtp://office:{PASSWORD}@mail.invalid:port"),
        format!("smtp://office:{PASSWORD}@mail.invalid?tls=perhaps"),
    ] {
        let Err(cause) = Smtp::new(&wrong, from) else {
            panic!("{wrong} is an address")
        };
        let told = format!("{cause:#} {cause:?}");
        assert!(!told.contains(PASSWORD), "{told}");
    }
}
