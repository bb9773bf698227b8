//! Webhooks: signed as the standard says, to targets that are set and nowhere inside, and of public records only.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use cabinet::{JobKind, JobState};
use values::Instant;

use super::super::webhook::{Reach, Teller, Webhooks, allowed};
use super::super::{Deriver, webhook};
use super::scene;

pub(super) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A request as it came: its head and its body.
pub(super) type Came = (Vec<String>, String);

/// A receiver on this machine that answers everything so, and the address it is at.
pub(super) fn receiver(answer: &'static str) -> (String, Arc<Mutex<Vec<Came>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/hook", listener.local_addr().unwrap());
    let came: Arc<Mutex<Vec<Came>>> = Arc::default();
    let kept = Arc::clone(&came);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut head = Vec::new();
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                if line.trim().is_empty() {
                    break;
                }
                head.push(line.trim().to_owned());
            }
            let length = header(&head, "content-length").parse().unwrap();
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            kept.lock()
                .unwrap()
                .push((head, String::from_utf8(body).unwrap()));
            // A client that went away got what it wanted.
            let _ = write!(
                stream,
                "HTTP/1.1 {answer}\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            );
        }
    });
    (address, came)
}

pub(super) fn header(head: &[String], name: &str) -> String {
    let line = head
        .iter()
        .find(|line| line.to_lowercase().starts_with(&format!("{name}:")));
    line.unwrap().split_once(':').unwrap().1.trim().to_owned()
}

#[test]
fn a_message_is_signed_as_the_standards_own_example() {
    let webhooks = Webhooks::read("", SECRET, Reach::Public).unwrap();
    let signed = webhooks.signature(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1_614_265_330,
        "{\"test\": 2432232314}",
    );
    assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    // While a secret is replaced, both sign.
    let both = format!("{SECRET} whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    let both = Webhooks::read("", &both, Reach::Public).unwrap();
    let signatures = both.signature("a", 1, "b");
    assert_eq!(signatures.split(' ').count(), 2);
}

#[test]
fn a_target_that_is_no_safe_address_is_not_taken() {
    for wrong in [
        "http://example.org/hook",
        "ftp://example.org/hook",
        "https://somebody@example.org/hook",
        "example.org",
    ] {
        assert!(
            Webhooks::read(wrong, SECRET, Reach::Public).is_err(),
            "{wrong}"
        );
    }
    assert!(Webhooks::read("https://example.org/hook", "", Reach::Public).is_err());
    for wrong in [
        "whsec_short",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_AAAA",
    ] {
        let told = Webhooks::read("https://example.org/hook", wrong, Reach::Public).unwrap_err();
        assert!(!told.to_string().contains(wrong), "the secret is told");
    }
    assert!(Webhooks::read("https://example.org/hook", SECRET, Reach::Public).is_ok());
}

#[test]
fn an_address_inside_is_refused_in_every_way_it_can_be_written() {
    for inside in [
        "127.0.0.1",
        "127.8.8.8",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "198.18.0.1",
        "192.0.0.8",
        "224.0.0.1",
        "255.255.255.255",
        "203.0.113.7",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "::127.0.0.1",
        "2001:0:1::1",
    ] {
        assert!(!allowed(inside.parse().unwrap(), Reach::Public), "{inside}");
    }
    for outside in ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8"] {
        assert!(
            allowed(outside.parse().unwrap(), Reach::Public),
            "{outside}"
        );
    }
    assert!(allowed("127.0.0.1".parse().unwrap(), Reach::ThisMachine));
    assert!(!allowed("10.0.0.1".parse().unwrap(), Reach::ThisMachine));
}

#[test]
fn public_records_are_told_once_signed_and_without_anybody_in_them() {
    let mut scene = scene("established");
    let (target, came) = receiver("204 No Content");
    let webhooks = Webhooks::read(&target, SECRET, Reach::ThisMachine).unwrap();
    scene.app.post.webhooks = webhooks.clone();
    let app = &scene.app;
    let at = scene.entries.last().unwrap().at;
    Deriver::default().work(app, at).unwrap();
    let teller = Teller::new(webhooks.clone());
    let told = teller.work(app, at).unwrap();
    let world = app.world();
    let public: Vec<_> = scene
        .entries
        .iter()
        .filter(|record| webhook::is_public(app, &world, record))
        .collect();
    assert!(told > 0 && told <= public.len());
    assert_eq!(teller.work(app, at).unwrap(), 0, "nothing is told twice");
    let came = came.lock().unwrap();
    assert_eq!(came.len(), told);
    for (head, body) in came.iter() {
        let id = header(head, "webhook-id");
        let second = header(head, "webhook-timestamp").parse().unwrap();
        assert_eq!(second, at.second());
        let signed = webhooks.signature(&id, second, body);
        assert_eq!(header(head, "webhook-signature"), signed);
        let told: serde_json::Value = serde_json::from_str(body).unwrap();
        let number = told["data"]["record"].as_u64().unwrap();
        assert!(public.iter().any(|record| record.number.0 == number));
        assert!(!body.contains("personal:") && told["data"].get("by").is_none());
    }
}

#[test]
fn a_target_that_fails_is_tried_again_and_one_that_leads_elsewhere_is_not_followed() {
    for (answer, state) in [
        ("503 Busy", JobState::Waiting),
        ("302 Found", JobState::Failed),
        ("410 Gone", JobState::Failed),
    ] {
        let mut scene = scene("established");
        let (target, came) = receiver(answer);
        let webhooks = Webhooks::read(&target, SECRET, Reach::ThisMachine).unwrap();
        scene.app.post.webhooks = webhooks.clone();
        let app = &scene.app;
        let at = scene.entries.last().unwrap().at;
        Deriver::default().work(app, at).unwrap();
        let teller = Teller::new(webhooks);
        teller.work(app, at).unwrap();
        let jobs = app.cabinet.jobs(Some(state), None, 100).unwrap();
        assert!(!jobs.is_empty(), "{answer}");
        assert!(jobs.iter().all(|job| job.kind == JobKind::Webhook));
        assert!(jobs[0].fault.as_ref().unwrap().contains(&answer[..3]));
        let first = came.lock().unwrap().len();
        assert_eq!(first, jobs.len());
        let later = Instant::from_second(at.second() + 61).unwrap();
        teller.work(app, later).unwrap();
        let again = came.lock().unwrap().len() - first;
        assert_eq!(again, if state == JobState::Waiting { first } else { 0 });
        // A target that is no longer set is told nothing more, and one inside was never reachable.
        let none = Teller::new(Webhooks::default());
        let much_later = Instant::from_second(at.second() + 9000).unwrap();
        none.work(app, much_later).unwrap();
        assert_eq!(came.lock().unwrap().len(), first + again);
    }
}

#[test]
fn a_name_that_leads_inside_is_refused_after_it_was_looked_up() {
    let mut scene = scene("established");
    // The name is looked up like any other; what it leads to is this machine.
    let targets = "https://localhost:9/hook https://127.0.0.1:9/hook https://[::1]:9/hook";
    let webhooks = Webhooks::read(targets, SECRET, Reach::Public).unwrap();
    scene.app.post.webhooks = webhooks.clone();
    let app = &scene.app;
    let at = scene.entries.last().unwrap().at;
    Deriver::default().work(app, at).unwrap();
    assert_eq!(Teller::new(webhooks).work(app, at).unwrap(), 0);
    let jobs = app.cabinet.jobs(None, None, 1000).unwrap();
    assert!(jobs.len() >= 3);
    for job in jobs {
        let fault = job.fault.unwrap();
        assert!(
            fault.contains("not an address of the public network"),
            "{fault}"
        );
    }
}
