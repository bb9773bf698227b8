//! The outbox of a running server: who sees it, what the command line does with it, and a process killed while it mails.

#[path = "../../src/post/tests/mail_server.rs"]
mod mail_server;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use self::mail_server::{Arrived, MailServer};
use super::city::{Folder, run};
use super::server::Server;

/// Waits for what other processes do, a minute at most.
fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(
            begun.elapsed() < Duration::from_mins(1),
            "still not: {what}"
        );
    }
}

fn jobs(data: &str, state: &str) -> Vec<Value> {
    let told = run(&[
        "outbox", "list", "--state", state, "--data", data, "--format", "json",
    ]);
    told.well().json()["items"].as_array().unwrap().clone()
}

#[test]
fn only_the_system_administrator_sees_the_outbox_and_no_whole_address_stands_in_it() {
    let folder = Folder::with_city();
    let data = folder.text("city");
    let server = Server::of(&data, "officer@bureau");
    wait_until("mails wait", || !jobs(&data, "waiting").is_empty());
    let some = jobs(&data, "waiting")[0]["id"].to_string();
    for path in ["/outbox".to_owned(), format!("/outbox/{some}")] {
        assert_eq!(server.answer(&path, None).0, 404, "{path}");
    }
    drop(server);
    let server = Server::of(&data, "system@office");
    for language in ["zh", "en"] {
        let list = server.page("/outbox", language);
        let one = server.page(&format!("/outbox/{some}"), language);
        assert!(list.contains("***@demo.invalid") && one.contains("***@demo.invalid"));
        for page in [&list, &one] {
            assert!(!page.contains("bureau@demo.invalid") && !page.contains("katsura2@"));
        }
        assert!(one.contains("/notices/choices"), "the text can be read");
    }
}

#[test]
fn the_command_line_holds_lets_go_and_tries_again() {
    let folder = Folder::with_city();
    let data = folder.text("city");
    let server = Server::of(&data, "officer@bureau");
    wait_until("mails wait", || !jobs(&data, "waiting").is_empty());
    drop(server);
    let waiting = jobs(&data, "waiting").len();
    let id = jobs(&data, "waiting")[0]["id"].to_string();
    let changed = |command: &str, which: &str| {
        let told = run(&[
            "outbox", command, which, "--data", &data, "--format", "json",
        ]);
        told.well().json()["changed"].clone()
    };
    assert_eq!(changed("hold", &id), 1);
    assert_eq!(jobs(&data, "held").len(), 1);
    assert_eq!(changed("hold", "all"), waiting - 1);
    assert_eq!(changed("release", "all"), waiting);
    assert_eq!(jobs(&data, "waiting").len(), waiting);
    let told = run(&["outbox", "retry", "everything", "--data", &data]);
    assert_eq!(told.code, 1);
}

/// A demo that mails to a server on this machine.
fn mailing(data: &str, to: &MailServer) -> Killed {
    let smtp = format!("smtp://{}", to.address);
    let mut process = Command::new(env!("CARGO_BIN_EXE_lianchuang"))
        .args(["demo", "--listen", "127.0.0.1:0", "--data", data])
        .args(["--smtp", &smtp, "--mail-from", "office@product.invalid"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(process.stdout.take().unwrap());
    assert!(
        out.lines()
            .map_while(Result::ok)
            .any(|line| line.contains("http://"))
    );
    Killed(process)
}

/// A process that is killed when it is let go.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone afterwards.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_process_killed_while_it_mails_goes_on_after_a_start_and_every_mail_arrives_once() {
    let folder = Folder::with_city();
    let data = folder.text("city");
    let arrived: Arc<Mutex<Vec<Arrived>>> = Arc::default();
    // It takes two, reads the third and never answers.
    let server = MailServer::up(0, &arrived, Some(2));
    let process = mailing(&data, &server);
    wait_until("the third is being sent", || {
        jobs(&data, "sending").len() == 1 && jobs(&data, "done").len() == 2
    });
    drop(process);
    let port = server.address.port();
    drop(server);
    let all = jobs(&data, "waiting").len() + 3;
    assert!(all > 3, "nothing was left to send");
    let server = MailServer::up(port, &arrived, None);
    let process = mailing(&data, &server);
    wait_until("everything has left", || jobs(&data, "done").len() == all);
    drop(process);
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for mail in arrived.lock().unwrap().iter() {
        assert!(mail.to.ends_with("@demo.invalid"));
        *times.entry(mail.header("message-id")).or_default() += 1;
    }
    assert_eq!(times.len(), all);
    assert!(times.values().all(|count| *count == 1), "{times:?}");
}
