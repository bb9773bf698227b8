//! A person's desk: the inbox as it is looked at, filtered, with what changed since the person last looked. Page, API and
//! command line tell the same of it.

use acts::capacity::bodies_of;
use acts::inbox::{Item, inbox};
use acts::{Recorded, Subject, World, sight};
use cabinet::CabinetFault;
use policy::SubjectKind;
use serde_json::{Value, json};
use values::{EntryNumber, PersonId};

use crate::api::{plural, ruling_policy};
use crate::app::{App, Visitor};
use crate::subject_view::last_record;

/// Most records read of one matter to say what changed: beyond, "or more" is true.
const CHANGES: usize = 10;
/// Working days from which on a deadline is near.
const NEAR: i64 = 3;

/// How near a deadline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nearness {
    /// Past.
    Late,
    /// Within three working days.
    Soon,
    /// Later than that.
    Later,
    /// There is none.
    Open,
}

impl Nearness {
    /// All.
    pub const ALL: [Nearness; 4] = [
        Nearness::Late,
        Nearness::Soon,
        Nearness::Later,
        Nearness::Open,
    ];

    /// Its word in an address.
    pub const fn key(self) -> &'static str {
        match self {
            Nearness::Late => "late",
            Nearness::Soon => "soon",
            Nearness::Later => "later",
            Nearness::Open => "none",
        }
    }

    /// Of so many working days left.
    pub const fn of(days_left: Option<i64>) -> Nearness {
        match days_left {
            None => Nearness::Open,
            Some(..0) => Nearness::Late,
            Some(0..=NEAR) => Nearness::Soon,
            Some(_) => Nearness::Later,
        }
    }
}

/// Who keeps a matter, seen from the person at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeper {
    /// The person.
    Me,
    /// It was handed to nobody.
    Nobody,
    /// A colleague.
    Colleague,
}

impl Keeper {
    /// All.
    pub const ALL: [Keeper; 3] = [Keeper::Me, Keeper::Nobody, Keeper::Colleague];

    /// Its word in an address.
    pub const fn key(self) -> &'static str {
        match self {
            Keeper::Me => "me",
            Keeper::Nobody => "nobody",
            Keeper::Colleague => "colleague",
        }
    }
}

/// The kinds of matters there are on a desk.
pub const KINDS: [SubjectKind; 2] = [SubjectKind::Candidacy, SubjectKind::Consortium];
/// The word that asks for what changed only.
pub const CHANGED: &str = "changed";
/// What can be asked of a desk.
pub const FILTERS: [&str; 5] = ["q", "kind", "due", "keeper", "news"];

/// What is asked of a desk; it stands in the address, so that going back keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// A text in the title.
    pub text: Option<String>,
    /// Candidacies or consortia.
    pub kind: Option<SubjectKind>,
    /// How near the deadline.
    pub due: Option<Nearness>,
    /// Who keeps it.
    pub keeper: Option<Keeper>,
    /// Only what is new or changed.
    pub news: Option<OnlyNews>,
}

/// That only what is new or changed is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnlyNews;

/// A value that is none of a filter's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSuchValue {
    /// The filter.
    pub name: String,
    /// What it takes.
    pub wanted: String,
}

impl Asked {
    /// Reads one filter; false where the desk has no filter of that name.
    pub fn take(&mut self, name: &str, value: &str) -> Result<bool, NoSuchValue> {
        if value.is_empty() && FILTERS.contains(&name) {
            return Ok(true);
        }
        let none_such = |wanted: Vec<&str>| NoSuchValue {
            name: name.to_owned(),
            wanted: wanted.join(", "),
        };
        match name {
            "q" => self.text = Some(value.to_owned()),
            "kind" => {
                let found = KINDS.into_iter().find(|kind| plural(*kind) == value);
                let wanted = || none_such(KINDS.map(plural).to_vec());
                self.kind = Some(found.ok_or_else(wanted)?);
            }
            "due" => {
                let found = Nearness::ALL.into_iter().find(|due| due.key() == value);
                let wanted = || none_such(Nearness::ALL.map(Nearness::key).to_vec());
                self.due = Some(found.ok_or_else(wanted)?);
            }
            "keeper" => {
                let found = Keeper::ALL.into_iter().find(|held| held.key() == value);
                let wanted = || none_such(Keeper::ALL.map(Keeper::key).to_vec());
                self.keeper = Some(found.ok_or_else(wanted)?);
            }
            "news" if value == CHANGED => self.news = Some(OnlyNews),
            "news" => return Err(none_such(vec![CHANGED])),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// What an address asks, as far as it can be understood.
    pub fn read(pairs: &[(String, String)]) -> Asked {
        let mut asked = Asked::default();
        for (name, value) in pairs {
            // A page goes on without what it cannot read; the fields above its list show what it was asked.
            let _ = asked.take(name, value);
        }
        asked
    }
}

/// What changed in a matter since the person last looked.
#[derive(Debug, Clone)]
pub enum News {
    /// Nothing, or only what the person did.
    Nothing,
    /// The person never looked at it.
    First,
    /// This many records, the last of them this one.
    Changed(usize, Box<Recorded>),
}

/// A matter on the desk.
#[derive(Debug, Clone)]
pub struct Row {
    /// What waits.
    pub item: Item,
    /// What it is called.
    pub title: String,
    /// Who keeps it.
    pub keeper: Keeper,
    /// What changed.
    pub news: News,
    /// Its last record.
    pub upto: EntryNumber,
}

/// A desk.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    /// What waits for the person, the earliest deadline first.
    pub mine: Vec<Row>,
    /// What the person waits for.
    pub theirs: Vec<Row>,
}

/// The desk of a visitor; empty for the public.
pub fn desk(
    app: &App,
    world: &World,
    visitor: &Visitor,
    asked: &Asked,
) -> Result<Desk, CabinetFault> {
    let Some(person) = visitor.person() else {
        return Ok(Desk::default());
    };
    let found = inbox(world, app.rules(), visitor.actor, visitor.at);
    let looks = app.cabinet.looks(person)?;
    let text = asked.text.as_deref().map(str::to_lowercase);
    let row = |item: Item| {
        let keeper = match item.handler {
            None => Keeper::Nobody,
            Some(_) if item.kept_by_another(world, person, visitor.day()) => Keeper::Colleague,
            Some(_) => Keeper::Me,
        };
        let fits = asked.kind.is_none_or(|kind| item.subject.kind() == kind)
            && asked
                .due
                .is_none_or(|due| Nearness::of(item.days_left) == due)
            && asked.keeper.is_none_or(|wanted| keeper == wanted);
        if !fits {
            return None;
        }
        let policy = ruling_policy(app, world, item.subject, visitor);
        let teller = app.teller(visitor.language, policy, world);
        let title = teller.subject(item.subject);
        if text
            .as_ref()
            .is_some_and(|text| !title.to_lowercase().contains(text))
        {
            return None;
        }
        let looked = looks.get(&item.subject.to_string()).copied();
        let news = news(app, world, visitor, item.subject, looked);
        let shown = asked.news.is_none() || !matches!(news, News::Nothing);
        let upto = last_record(world, item.subject);
        shown.then_some(Row {
            item,
            title,
            keeper,
            news,
            upto,
        })
    };
    Ok(Desk {
        mine: found.waiting_for_me.into_iter().filter_map(row).collect(),
        theirs: found.i_wait_for.into_iter().filter_map(row).collect(),
    })
}

/// What changed in a matter after what the person looked at or did, as far as the person may see it.
fn news(
    app: &App,
    world: &World,
    visitor: &Visitor,
    subject: Subject,
    looked: Option<EntryNumber>,
) -> News {
    let upto = looked.unwrap_or_default();
    let history = match subject {
        Subject::Candidacy(id) => world.candidacy(id).map(|found| &found.history),
        Subject::Consortium(id) => world.consortium(id).map(|found| &found.history),
        Subject::Office | Subject::Organisation(_) => None,
    };
    let mut last = None;
    let mut count = 0;
    let since = history.into_iter().flat_map(imbl::Vector::iter).rev();
    for number in since.take_while(|number| **number > upto).take(CHANGES) {
        let Ok(Some(record)) = app.record(*number) else {
            continue;
        };
        if record.by == visitor.actor {
            break;
        }
        if sight::sees_record(world, app.rules(), visitor.actor, &record, visitor.day()) {
            count += 1;
            last.get_or_insert(record);
        }
        if looked.is_none() && last.is_some() {
            return News::First;
        }
    }
    match last {
        None => News::Nothing,
        Some(record) => News::Changed(count, Box::new(record)),
    }
}

/// Keeps that the visitor has looked at these matters as they stand; those the visitor may not see are left out. Gives for
/// how many it was new.
pub fn look(
    app: &App,
    world: &World,
    visitor: &Visitor,
    subjects: &[Subject],
) -> Result<usize, CabinetFault> {
    let Some(person) = visitor.person() else {
        return Ok(0);
    };
    let seen: Vec<(String, EntryNumber)> = subjects
        .iter()
        .filter(|subject| KINDS.contains(&subject.kind()))
        .filter(|subject| sight::sees(world, app.rules(), visitor.actor, **subject, visitor.day()))
        .map(|subject| (subject.to_string(), last_record(world, *subject)))
        .collect();
    app.cabinet.look(person, &seen)
}

/// Opening a matter's page in a browser is looking at it.
pub fn looked_at(app: &App, world: &World, visitor: &Visitor, subject: Subject) {
    let (Some(person), Some(_)) = (visitor.person(), &visitor.form_secret) else {
        return;
    };
    let record = last_record(world, subject);
    if let Err(cause) = app.cabinet.look_at(person, &subject.to_string(), record) {
        // Nobody is kept from a page by a mark that cannot be kept; it is still said to be new.
        app.went_wrong(visitor.origin(), "look", cause);
    }
}

/// Colleagues a matter may be handed to: those who serve a body the visitor serves.
pub fn colleagues(app: &App, world: &World, visitor: &Visitor) -> Vec<(PersonId, String)> {
    let Some(own) = visitor.person() else {
        return Vec::new();
    };
    let day = visitor.day();
    let mut colleagues: Vec<(PersonId, String)> = world
        .appointments
        .keys()
        .filter(|person| **person != own)
        .filter(|person| {
            bodies_of(world, own, day)
                .any(|(body, _)| bodies_of(world, **person, day).any(|(other, _)| other == body))
        })
        .map(|person| (*person, app.person_name(world, *person)))
        .collect();
    colleagues.sort_by(|one, other| one.1.cmp(&other.1));
    colleagues
}

/// The act that hands a matter of that kind over.
pub const fn handing_over(kind: SubjectKind) -> Option<&'static str> {
    match kind {
        SubjectKind::Candidacy => Some("selection.hand_over"),
        SubjectKind::Consortium => Some("matter.hand_over"),
        SubjectKind::Office | SubjectKind::Organisation => None,
    }
}

/// A desk as data.
pub fn body(desk: &Desk) -> Value {
    let row = |row: &Row| {
        let item = &row.item;
        let (news, changes, last) = match &row.news {
            News::Nothing => ("nothing", 0, None),
            News::First => ("new", 0, None),
            News::Changed(count, record) => (CHANGED, *count, Some(record)),
        };
        json!({
            "subject": item.subject,
            "title": row.title,
            "acts": item.acts,
            "holders": item.holders,
            "clause": item.clause,
            "clauses": item.clauses,
            "organisations": item.organisations,
            "handler": item.handler,
            "keeper": row.keeper.key(),
            "urged": item.urged,
            "stopped": item.stopped,
            "due": item.due.map(|due| due.date),
            "provisional": item.due.map(|due| due.provisional == values::Certainty::Provisional),
            "working_days_left": item.days_left,
            "news": news,
            "changes": changes,
            "last_change": last.map(|record| json!({"record": record.number, "act": record.act, "day": record.day})),
            "last_record": row.upto,
        })
    };
    json!({
        "waiting_for_me": desk.mine.iter().map(row).collect::<Vec<_>>(),
        "i_wait_for": desk.theirs.iter().map(row).collect::<Vec<_>>(),
    })
}
