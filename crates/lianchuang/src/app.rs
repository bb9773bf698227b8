//! What every face needs: the office, the cabinet, a reader of the register, the words.

use std::collections::HashMap;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use acts::act::Identification;
use acts::ask::{Actor, Office as Rules};
use acts::{Recorded, Ruling, Subject, World, inbox};
use audit::Origin;
use cabinet::{Cabinet, Scope, Session, Standing, TokenHeld};
use policy::{FigureSight, Policy};
use register::{Files, SqliteStore};
use values::{Date, EntryNumber, Instant, Language, PersonId};

use crate::clock::Clock;
use crate::document::Printer;
use crate::entrance::{self, Entrance};
use crate::listing::Order;
use crate::office::{Issued, Office};
use crate::page::TargetShown;
use crate::recent::Recent;
use crate::telling::Teller;
use crate::throttle::Throttle;
use crate::trail::Trail;
use crate::words::Words;

/// The running product.
pub struct App {
    /// The door that records.
    pub office: Office,
    /// The audit log.
    pub audit: Trail,
    /// What may be forgotten.
    pub cabinet: Arc<Cabinet>,
    /// Files people attached.
    pub files: Arc<Files>,
    /// Prints documents.
    pub printer: Printer,
    /// The time.
    pub clock: Clock,
    /// How it is reached.
    pub exposure: Exposure,
    /// What is asked of those who enter.
    pub entrance: Entrance,
    /// Where else people may sign in, if anywhere.
    pub elsewhere: Option<crate::elsewhere::Elsewhere>,
    /// Whether this is a demo, and its accounts.
    pub demo: Option<Demo>,
    /// How long personal data are kept.
    pub retention: crate::retention::Terms,
    /// Most days an exception from the address ranges of staff may last.
    pub exception_days: u16,
    /// Who is answerable for personal data, and within which time requests are answered.
    pub persons: crate::personal::Settings,
    /// How much one caller may ask.
    pub throttle: Throttle,
    /// How what is told leaves the house.
    pub post: crate::post::Settings,
    /// Who looks at attached files, if anybody does.
    pub scanner: Option<Arc<dyn crate::upload::Scanner>>,
    reader: Mutex<SqliteStore>,
    issued: Mutex<Option<Receiver<Issued>>>,
    /// Lists asked for lately, in their order.
    pub orders: Recent<Order, Vec<Subject>>,
    /// Rows of lists shown lately, as they stand in the page.
    pub rows: Recent<crate::page::RowsAsked, String>,
    /// What people may do with a subject, looked at lately, by the world's number, day, person and subject.
    pub rulings: Recent<(EntryNumber, Date, Actor, Subject), Vec<Ruling>>,
    /// The targets shown lately, by the world's number, day, language and for whom.
    pub targets: Recent<(EntryNumber, Date, Language, FigureSight), Vec<TargetShown>>,
    words: HashMap<Language, Words>,
    names: RwLock<Names>,
}

/// Personal texts at hand, by their references, and which references lead nowhere.
#[derive(Default)]
struct Names {
    texts: HashMap<String, Option<String>>,
    /// How often they were forgotten: what was looked up before is not kept after.
    forgotten: u64,
}

/// How the server is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exposure {
    /// Without TLS: only from this machine.
    Plain,
    /// Through a proxy that speaks TLS.
    BehindTls,
}

/// What a demo shows on its sign-in page.
#[derive(Debug, Clone, Default)]
pub struct Demo {
    /// The password of all demo accounts.
    pub password: String,
    /// One account per job.
    pub accounts: Vec<DemoAccount>,
}

/// One account of the demo.
#[derive(Debug, Clone)]
pub struct DemoAccount {
    /// The login.
    pub login: String,
    /// The job, as a word key under `job.`.
    pub job: String,
    /// Where, for instance an organisation or a division, in both languages.
    pub place: values::Words,
}

impl App {
    /// Puts the running product together.
    pub fn new(
        opened: crate::office::Opened,
        printer: Printer,
        clock: Clock,
        demo: Option<Demo>,
    ) -> App {
        let policy = opened.office.rules.policies.editions.first().cloned();
        let words = Language::ALL
            .iter()
            .map(|language| (*language, Words::load(*language, policy.as_deref())))
            .collect();
        let app = App {
            office: opened.office,
            audit: opened.audit,
            cabinet: opened.cabinet,
            files: opened.files,
            printer,
            clock,
            exposure: Exposure::Plain,
            entrance: Entrance::default(),
            elsewhere: None,
            demo,
            retention: crate::retention::Terms::default(),
            exception_days: crate::address_exceptions::DAYS,
            persons: crate::personal::Settings::default(),
            throttle: Throttle::new(None),
            post: crate::post::Settings::default(),
            scanner: None,
            reader: Mutex::new(opened.reader),
            issued: Mutex::new(Some(opened.issued)),
            orders: Recent::default(),
            rows: Recent::default(),
            rulings: Recent::default(),
            targets: Recent::default(),
            words,
            names: RwLock::default(),
        };
        crate::integrity::watch(&app);
        app
    }

    /// The world as of now.
    pub fn world(&self) -> Arc<World> {
        self.office.world()
    }

    /// Policies and calendar.
    pub fn rules(&self) -> &Rules {
        &self.office.rules
    }

    /// The edition in force on a day, or the last one there was.
    pub fn policy(&self, day: Date) -> &Policy {
        let policies = &self.office.rules.policies;
        policies.in_force(day).unwrap_or_else(|| {
            policies
                .editions
                .last()
                .expect("a pack that was read has an edition")
        })
    }

    /// The words of a language.
    pub fn words(&self, language: Language) -> &Words {
        &self.words[&language]
    }

    /// Words for a ruling under an edition.
    pub fn teller<'a>(
        &'a self,
        language: Language,
        policy: &'a Policy,
        world: &'a World,
    ) -> Teller<'a> {
        Teller {
            words: self.words(language),
            policy,
            world,
        }
    }

    /// What a visitor may do with a subject, open or closed. It is the same all day, until something is recorded.
    pub fn rulings(&self, world: &World, visitor: &Visitor, subject: Subject) -> Arc<Vec<Ruling>> {
        let asked = (world.number, visitor.day(), visitor.actor, subject);
        self.rulings.get(asked, || {
            inbox::panel(world, self.rules(), visitor.actor, subject, visitor.at)
        })
    }

    /// A record, as the register holds it.
    pub fn record(&self, number: EntryNumber) -> anyhow::Result<Option<Recorded>> {
        use register::Store as _;
        let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = reader.entry(number.0)?;
        Ok(entry
            .map(|entry| crate::office::read_recorded(&entry))
            .transpose()?)
    }

    /// Records that give rise to a document, as they come; given once.
    pub fn issued(&self) -> Option<Receiver<Issued>> {
        self.issued
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// Work with the reader of the register.
    pub fn with_reader<T>(&self, work: impl FnOnce(&SqliteStore) -> T) -> T {
        work(&self.reader.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A person's name; the id where the name was erased.
    pub fn person_name(&self, world: &World, person: PersonId) -> String {
        let Some(found) = world.person(person) else {
            return person.to_string();
        };
        self.personal(&found.name.0)
            .unwrap_or_else(|| person.to_string())
    }

    /// A personal text by its reference.
    pub fn personal(&self, reference: &str) -> Option<String> {
        let forgotten = {
            let names = self.names.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(known) = names.texts.get(reference) {
                return known.clone();
            }
            names.forgotten
        };
        let text = self.cabinet.personal(reference).ok()?;
        let mut names = self.names.write().unwrap_or_else(PoisonError::into_inner);
        if names.forgotten == forgotten {
            names.texts.insert(reference.to_owned(), text.clone());
        }
        text
    }

    /// Erases a personal text, here and in the cabinet.
    pub fn erase_personal(&self, reference: &str) -> Result<(), cabinet::CabinetFault> {
        self.cabinet.erase_personal(reference)?;
        self.forget_names();
        Ok(())
    }

    /// Forgets the names at hand; the next page reads them from the cabinet, as far as they are there.
    pub fn forget_names(&self) {
        let mut names = self.names.write().unwrap_or_else(PoisonError::into_inner);
        names.texts.clear();
        names.forgotten += 1;
        drop(names);
        self.printer.forget();
    }

    /// Now.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }
}

/// Who looks at a page or calls the API.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The person, or the public.
    pub actor: Actor,
    /// How the visitor came in.
    pub door: Door,
    /// The secret forms of this session carry.
    pub form_secret: Option<String>,
    /// The language.
    pub language: Language,
    /// When.
    pub at: Instant,
    /// From which address; empty where there is none.
    pub source: String,
    /// The number of the request or command.
    pub request: String,
}

/// How a visitor came in.
#[derive(Debug, Clone)]
pub enum Door {
    /// Not signed in.
    Nobody,
    /// With a browser's session, whole or not yet.
    Session {
        /// The secret of its cookie.
        secret: String,
        /// The session.
        session: Session,
    },
    /// With a program's token.
    Token(TokenHeld),
    /// At the machine itself, with the data folder in hand.
    Machine,
}

impl Visitor {
    /// The person, if signed in.
    pub fn person(&self) -> Option<PersonId> {
        match self.actor {
            Actor::Person(person) => Some(person),
            Actor::System | Actor::Public => None,
        }
    }

    /// The person of the session, even if something is still to be shown.
    pub fn known(&self) -> Option<PersonId> {
        match &self.door {
            Door::Session { session, .. } => Some(session.person),
            Door::Token(token) => Some(token.person),
            Door::Nobody | Door::Machine => self.person(),
        }
    }

    /// What the session still waits for.
    pub fn standing(&self) -> Option<Standing> {
        match &self.door {
            Door::Session { session, .. } => Some(session.standing),
            Door::Nobody | Door::Token(_) | Door::Machine => None,
        }
    }

    /// Whether this visitor may do more than read.
    pub fn may_act(&self) -> bool {
        match &self.door {
            Door::Token(token) => token.scope == Scope::Act,
            Door::Nobody | Door::Session { .. } | Door::Machine => true,
        }
    }

    /// Whether the visitor has shown just now who they are, as such an act needs.
    pub fn proves(&self, identification: Identification) -> bool {
        let confirmed = match &self.door {
            Door::Session { session, .. } => session.confirmed,
            Door::Token(token) => token.confirmed,
            // Whoever holds the data folder answers for it by other means.
            Door::Machine => return true,
            Door::Nobody => None,
        };
        identification == Identification::Session || entrance::is_fresh(confirmed, self.at)
    }

    /// Whether the visitor signed in or confirmed who they are just now, as changing what opens the account needs.
    pub fn came_lately(&self) -> bool {
        let began = match &self.door {
            Door::Session { session, .. } => session.began,
            Door::Token(_) | Door::Nobody | Door::Machine => None,
        };
        entrance::is_fresh(began, self.at) || self.proves(Identification::Afresh)
    }

    /// From where, and in which request.
    pub fn origin(&self) -> Origin {
        let source = match (&self.door, self.source.as_str()) {
            (Door::Machine, "") => "local",
            (_, "") => "unknown",
            (_, source) => source,
        };
        Origin {
            source: source.to_owned(),
            request: self.request.clone(),
        }
    }

    /// Today, in the place's time.
    pub fn day(&self) -> Date {
        self.at.china_day()
    }
}
