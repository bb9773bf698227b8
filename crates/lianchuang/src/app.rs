//! What every face needs: the office, the cabinet, a reader of the register, the words.

use std::collections::HashMap;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use acts::ask::{Actor, Office as Rules};
use acts::{Recorded, Subject, World};
use cabinet::Cabinet;
use policy::Policy;
use register::{Files, SqliteStore};
use values::{Date, EntryNumber, Instant, Language, PersonId};

use crate::clock::Clock;
use crate::document::Printer;
use crate::listing::Order;
use crate::office::{Issued, Office};
use crate::page::TargetShown;
use crate::recent::Recent;
use crate::telling::Teller;
use crate::words::Words;

/// The running product.
pub struct App {
    /// The door that records.
    pub office: Office,
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
    /// Whether this is a demo, and its accounts.
    pub demo: Option<Demo>,
    /// How what is told leaves the house.
    pub post: crate::post::Settings,
    reader: Mutex<SqliteStore>,
    issued: Mutex<Option<Receiver<Issued>>>,
    /// Lists asked for lately, in their order.
    pub orders: Recent<Order, Vec<Subject>>,
    /// The targets shown lately, by the world's number, day and language.
    pub targets: Recent<(EntryNumber, Date, Language), Vec<TargetShown>>,
    words: HashMap<Language, Words>,
    names: RwLock<HashMap<String, String>>,
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
        App {
            office: opened.office,
            cabinet: opened.cabinet,
            files: opened.files,
            printer,
            clock,
            exposure: Exposure::Plain,
            demo,
            post: crate::post::Settings::default(),
            reader: Mutex::new(opened.reader),
            issued: Mutex::new(Some(opened.issued)),
            orders: Recent::default(),
            targets: Recent::default(),
            words,
            names: RwLock::new(HashMap::new()),
        }
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
        if let Some(name) = self
            .names
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(reference)
        {
            return Some(name.clone());
        }
        let name = self.cabinet.personal(reference).ok().flatten()?;
        self.names
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(reference.to_owned(), name.clone());
        Some(name)
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
    /// The secret forms of this session carry.
    pub form_secret: Option<String>,
    /// The language.
    pub language: Language,
    /// When.
    pub at: Instant,
}

impl Visitor {
    /// The person, if signed in.
    pub fn person(&self) -> Option<PersonId> {
        match self.actor {
            Actor::Person(person) => Some(person),
            Actor::System | Actor::Public => None,
        }
    }

    /// Today, in the place's time.
    pub fn day(&self) -> Date {
        self.at.china_day()
    }
}
