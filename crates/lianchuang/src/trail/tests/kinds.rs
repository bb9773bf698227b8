//! Every kind of event of the catalogue is brought about at the door it belongs to, and stands in the log once, saying who, in which
//! capacity, from where, in which request, on what, when, and what came of it.

mod acting;
mod identity;
mod installation;
mod proof;
mod reading;

use std::net::SocketAddr;
use std::path::PathBuf;

use audit::{Actor, AuditStore};
use axum::extract::ConnectInfo;
use cabinet::{Beginning, Standing};
use identity::PASSWORD;
use serde_json::Value;
use values::Instant;

use super::*;
use crate::upload::{Scanning, scanner};

/// Where requests come from here.
const SOURCE: &str = "192.0.2.7";

/// What an event has to say.
struct Wanted {
    actor: Actor,
    capacity: String,
    login: String,
    source: String,
    request: Number,
    object: String,
    outcome: Outcome,
    /// How many events of the kind there are besides, about other objects.
    besides: usize,
}

/// The request or command an event belongs to.
enum Number {
    /// The request whose answer carried this number.
    Answered(String),
    /// A command, which has a number of its own.
    Command,
    /// The product itself, which nobody asked.
    System,
}

impl Wanted {
    /// What the product did by itself.
    fn of_system(object: impl Into<String>) -> Wanted {
        Wanted {
            actor: Actor::System,
            capacity: "system".to_owned(),
            login: String::new(),
            source: "local".to_owned(),
            request: Number::System,
            object: object.into(),
            outcome: Outcome::Success,
            besides: 0,
        }
    }

    /// What was done with the data folder in hand.
    fn of_machine(object: impl Into<String>) -> Wanted {
        Wanted {
            actor: Actor::Machine,
            capacity: "none".to_owned(),
            request: Number::Command,
            ..Wanted::of_system(object)
        }
    }

    /// What somebody who is not signed in asked.
    fn of_public(answered: &Answered, object: impl Into<String>) -> Wanted {
        Wanted {
            actor: Actor::Public,
            capacity: "none".to_owned(),
            source: SOURCE.to_owned(),
            request: Number::Answered(answered.number.clone()),
            ..Wanted::of_system(object)
        }
    }

    fn failed(self, reason: &str) -> Wanted {
        Wanted {
            outcome: Outcome::Failure(reason.to_owned()),
            ..self
        }
    }
}

/// An answer, read to its end.
struct Answered {
    status: StatusCode,
    number: String,
    body: Value,
}

/// A running office, with accounts, and the place in the log from which on events are looked for.
struct Stage {
    scene: Scene,
    /// The data folder whose log is looked into.
    log: PathBuf,
    since: u64,
    began: Instant,
}

impl Stage {
    fn new() -> Stage {
        let mut scene = scene();
        // A program that reads a file and finds nothing.
        let finds_nothing = scanner("command:/bin/cat", "").unwrap();
        Arc::get_mut(&mut scene.app).unwrap().scanner = finds_nothing;
        let app = Arc::clone(&scene.app);
        tokio::task::block_in_place(|| {
            // Something so old that it may go, at the beginning of the log as it has to be.
            let old = Instant::from_second(app.now().second() - 800 * 86_400).unwrap();
            let event = Event::of_system(old, EventKind::Started, "127.0.0.1:1");
            app.audit.write_and_wait(event).unwrap();
            Scanning::default().work(&app, app.now()).unwrap();
        });
        for (alias, login) in identity::LOGINS {
            identity::account(&scene, alias, login);
        }
        Stage {
            log: scene.folder.path().to_owned(),
            since: 0,
            began: app.now(),
            scene,
        }
    }

    fn folder(&self) -> String {
        self.scene.folder.path().display().to_string()
    }

    fn store(&self) -> AuditStore {
        let store = AuditStore::open_for_searching(&self.log).unwrap();
        store.catch_up(&audit::Thresholds::default()).unwrap();
        store
    }

    /// From here on events are looked for; whatever was only noted is in the log before.
    async fn begins(&mut self) {
        self.scene.app.audit.ready().await.unwrap();
        self.since = self.store().head().unwrap().number;
        self.began = self.scene.app.now();
    }

    /// Events of a kind since then.
    async fn told(&self, kind: EventKind) -> Vec<Event> {
        self.scene.app.audit.ready().await.unwrap();
        let query = Query {
            kind: Some(kind),
            ..Query::default()
        };
        let found = self.store().search(&query, 1000).unwrap().events;
        found
            .into_iter()
            .filter(|found| found.number > self.since)
            .map(|found| found.event)
            .collect()
    }

    /// Asks from an address of the network.
    async fn asks_from(&self, source: &str, mut request: Request<Body>) -> Answered {
        let peer = SocketAddr::new(source.parse().unwrap(), 4000);
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = self.scene.answer(request).await;
        let status = answer.status();
        let number = answer.headers()["x-request-id"].to_str().unwrap();
        let number = number.to_owned();
        let body = axum::body::to_bytes(answer.into_body(), 1 << 24).await;
        Answered {
            status,
            number,
            body: serde_json::from_slice(&body.unwrap()).unwrap_or_default(),
        }
    }

    async fn asks(&self, request: Request<Body>) -> Answered {
        self.asks_from(SOURCE, request).await
    }

    /// Asks for what is to be done, and sees that it was.
    async fn does(&self, request: Request<Body>, status: StatusCode) -> Answered {
        let what = format!("{} {}", request.method(), request.uri());
        let answered = self.asks(request).await;
        assert_eq!(answered.status, status, "{what}: {}", answered.body);
        answered
    }

    /// What somebody of the office asked.
    fn by(&self, alias: &str, capacity: &str, of: &Answered, object: impl Into<String>) -> Wanted {
        Wanted {
            actor: Actor::Person(self.scene.person(alias)),
            capacity: capacity.to_owned(),
            ..Wanted::of_public(of, object)
        }
    }

    /// A session that has shown so much.
    fn session(&self, alias: &str, standing: Standing) -> Session {
        let cabinet = &self.scene.app.cabinet;
        let now = self.scene.app.now();
        let beginning = Beginning {
            person: self.scene.person(alias),
            standing,
            idle_seconds: 900,
            source: SOURCE,
            agent: "test",
        };
        let secret = cabinet.begin_session(&beginning, now).unwrap();
        let session = cabinet.session(&secret, now).unwrap().unwrap();
        Session {
            secret,
            form_secret: session.form_secret,
        }
    }
}

/// Brings a kind of event about. Each kind has its scenario here: one that is new does not compile without.
async fn brought_about(kind: EventKind, stage: &mut Stage) -> Wanted {
    match kind {
        EventKind::SignIn => identity::signs_in(stage).await,
        EventKind::SignInLocked => identity::is_locked_out(stage).await,
        EventKind::SecondFactor => identity::shows_a_second_factor(stage).await,
        EventKind::SignOut => identity::signs_out(stage).await,
        EventKind::SessionEnded => identity::ends_other_sessions(stage).await,
        EventKind::TokenMade => identity::makes_a_token(stage).await,
        EventKind::TokenRevoked => identity::revokes_a_token(stage).await,
        EventKind::AccountChanged => identity::changes_the_password(stage).await,
        EventKind::AccountAdministered => identity::is_unlocked(stage).await,
        EventKind::Act => acting::enrols(stage).await,
        EventKind::AdministratorAppointed => acting::appoints_an_auditor(stage).await,
        EventKind::AccessRefused => acting::is_refused(stage).await,
        EventKind::AdministratorRoute => acting::looks_at_alarms(stage).await,
        EventKind::FileRead => reading::reads_a_file(stage).await,
        EventKind::FileScanned => reading::scans_a_file(stage).await,
        EventKind::FileHandled => reading::has_files_looked_at_again(stage).await,
        EventKind::DocumentRead => reading::reads_a_document(stage).await,
        EventKind::PersonalUnmasked => reading::unmasks(stage).await,
        EventKind::PersonalErased => reading::erases(stage).await,
        EventKind::PersonalRequested => reading::asks_about_own_data(stage).await,
        EventKind::PersonalAnswered => reading::answers_about_data(stage).await,
        EventKind::PersonalBreach => reading::reports_a_breach(stage).await,
        EventKind::Export => reading::exports(stage).await,
        EventKind::Import => reading::takes_a_file_in(stage).await,
        EventKind::Started => installation::starts(stage, "127.0.0.1:8080"),
        EventKind::Stopped => installation::stops(stage),
        EventKind::Fault => installation::meets_a_fault(stage).await,
        EventKind::Configuration => installation::starts(stage, "settings"),
        EventKind::PolicyLoaded => installation::loads_the_policy(stage),
        EventKind::Backup => installation::backs_up(stage),
        EventKind::Restore => installation::restores(stage),
        EventKind::KeyUsed => installation::rotates_a_key(stage),
        EventKind::Post => installation::lets_mail_go(stage).await,
        EventKind::RegisterVerified => proof::verifies_the_register(stage),
        EventKind::RegisterExported => proof::exports_the_register(stage),
        EventKind::AuditVerified => proof::verifies_the_log(stage),
        EventKind::AuditSearched => proof::searches_the_log(stage).await,
        EventKind::AuditExported => proof::exports_the_log(stage).await,
        EventKind::AuditPurged => proof::purges_the_log(stage),
        EventKind::ProtectionFailed => proof::finds_a_forged_session(stage).await,
        EventKind::AlarmRaised => proof::raises_an_alarm(stage).await,
        EventKind::AlarmAcknowledged => proof::takes_note_of_an_alarm(stage).await,
    }
}

/// Holds an event against what it has to say.
fn says(kind: EventKind, event: &Event, wanted: &Wanted, until: Instant, began: Instant) {
    let what = format!("{}: {event:?}", kind.key());
    assert_eq!(event.kind, kind, "{what}");
    assert_eq!(event.actor, wanted.actor, "actor of {what}");
    assert_eq!(event.capacity, wanted.capacity, "capacity of {what}");
    assert_eq!(event.login, wanted.login, "login of {what}");
    assert_eq!(event.origin.source, wanted.source, "source of {what}");
    assert_eq!(event.object, wanted.object, "object of {what}");
    assert_eq!(event.outcome, wanted.outcome, "outcome of {what}");
    let request = event.origin.request.as_str();
    match &wanted.request {
        Number::Answered(number) => assert_eq!(request, number, "request of {what}"),
        Number::System => assert_eq!(request, "system", "request of {what}"),
        Number::Command => {
            let (process, count) = request.split_once('-').expect("a number of its own");
            assert!(
                u64::from_str_radix(process, 16).is_ok(),
                "request of {what}"
            );
            assert!(count.parse::<u64>().is_ok(), "request of {what}");
        }
    }
    let within = began.second()..=until.second();
    assert!(within.contains(&event.at.second()), "time of {what}");
    let told = event.json();
    assert!(
        told["at"].as_str().unwrap().ends_with("+08:00"),
        "offset of {what}"
    );
    for part in [
        "actor", "at", "capacity", "kind", "object", "outcome", "request", "source",
    ] {
        assert_ne!(told[part], "", "{part} of {what}");
    }
    let failed = event.outcome != Outcome::Success;
    assert_eq!(told["reason"] != "", failed, "reason of {what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn m14_every_kind_of_the_catalogue_is_told_once_with_all_it_has_to_say() {
    let mut stage = Stage::new();
    for kind in EventKind::ALL {
        stage.log = stage.scene.folder.path().to_owned();
        stage.begins().await;
        let wanted = brought_about(*kind, &mut stage).await;
        let told = stage.told(*kind).await;
        let about = |event: &&Event| told.len() == 1 || event.object == wanted.object;
        let [event] = told.iter().filter(about).collect::<Vec<_>>()[..] else {
            panic!("{} once: {told:?}", kind.key())
        };
        let besides = told.len() - 1;
        assert_eq!(besides, wanted.besides, "{} once: {told:?}", kind.key());
        says(*kind, event, &wanted, stage.scene.app.now(), stage.began);
        for secret in [PASSWORD, reading::PHONE] {
            let told = event.json().to_string();
            assert!(!told.contains(secret), "{}: {told}", kind.key());
        }
    }
}
