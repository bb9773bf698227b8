//! Lists: search, filters, sort, paging. One definition for page, API and export; what is listed is what may be seen.

mod candidacies;
mod consortia;
mod organisations;
mod query;
mod screening;

use std::borrow::Cow;
use std::sync::Arc;

use acts::ask::Actor;
use acts::sight::{Sight, sight};
use acts::subject::Subject;
use acts::{World, condition};
use policy::SubjectKind;
use serde::Serialize;
use values::{Date, EntryNumber};

use crate::app::{App, Visitor};
use crate::telling::Teller;

pub use query::{LIMIT_MOST, Query, encode};
pub use screening::Screened;

/// The lists there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Consortia.
    Consortia,
    /// Organisations.
    Organisations,
    /// Candidacies for the lead.
    Candidacies,
    /// Organisations against the conditions of a lead.
    Screening,
}

impl List {
    /// All lists.
    pub const ALL: [List; 4] = [
        List::Consortia,
        List::Organisations,
        List::Candidacies,
        List::Screening,
    ];

    /// Its key, which is also its address.
    pub fn key(self) -> &'static str {
        match self {
            List::Consortia => "consortia",
            List::Organisations => "organisations",
            List::Candidacies => "candidacies",
            List::Screening => "screening",
        }
    }

    /// The filters it has, by name.
    pub fn filters(self) -> Vec<&'static str> {
        let filters = match self {
            List::Consortia => consortia::Consortia::FILTERS,
            List::Organisations => organisations::Organisations::FILTERS,
            List::Candidacies => candidacies::Candidacies::FILTERS,
            List::Screening => screening::Screening::FILTERS,
        };
        filters.iter().map(|(name, _)| *name).collect()
    }

    /// The keys of its columns.
    pub fn columns(self) -> Vec<&'static str> {
        let columns = match self {
            List::Consortia => consortia::Consortia::COLUMNS,
            List::Organisations => organisations::Organisations::COLUMNS,
            List::Candidacies => candidacies::Candidacies::COLUMNS,
            List::Screening => screening::Screening::COLUMNS,
        };
        columns.iter().map(|column| column.key).collect()
    }
}

/// One column. There is none without a rule saying who is given it.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its key; the word stands under `column.<key>`.
    key: &'static str,
    /// How far somebody has to see the subject of a row; to others the cell is empty, and neither sorted nor filtered by.
    least: Sight,
}

impl Column {
    /// A column for whoever sees the subject so far.
    const fn new(key: &'static str, least: Sight) -> Column {
        Column { key, least }
    }

    /// A column for whoever may know of the subject at all, and so finds it in the list.
    const fn listed(key: &'static str) -> Column {
        Column::new(key, Sight::Public)
    }
}

/// A row: its subject and its cells in the order of the columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row<'a> {
    /// What it is about.
    pub subject: Subject,
    /// Texts in the order of the columns.
    pub cells: Vec<Cow<'a, str>>,
}

/// A page of a list.
#[derive(Debug, Clone)]
pub struct Listed<'a> {
    /// What stands around the rows.
    pub outline: Outline,
    /// This page.
    pub rows: Vec<Row<'a>>,
}

/// What stands around the rows of a page of a list.
#[derive(Debug, Clone)]
pub struct Outline {
    /// The keys of the columns.
    pub columns: Vec<&'static str>,
    /// How many fit search and filters.
    pub total: usize,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Where the page before begins.
    pub before: Option<String>,
    /// What can be filtered by.
    pub filters: Vec<Filter>,
    /// Everything that fits, in its order.
    order: Arc<Vec<Subject>>,
}

impl Outline {
    /// What this page is about.
    pub fn shown(&self, query: &Query) -> &[Subject] {
        let from = query.from.min(self.total);
        let until = from.saturating_add(query.limit).min(self.total);
        &self.order[from..until]
    }
}

/// A filter with its choices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Filter {
    /// Its name in the address.
    pub name: &'static str,
    /// Its choices: key and words.
    pub choices: Vec<(String, String)>,
}

/// What a list needs to know of what it lists.
trait Kind {
    type Item<'a>;
    const LIST: List;
    const COLUMNS: &'static [Column];
    const FILTERS: &'static [(&'static str, &'static str)];

    /// Everything the visitor may see.
    fn visible<'a>(
        app: &'a App,
        world: &'a World,
        visitor: &Visitor,
    ) -> Box<dyn Iterator<Item = Self::Item<'a>> + 'a>;
    fn subject(item: &Self::Item<'_>) -> Subject;
    /// One that was listed.
    fn item<'a>(
        app: &'a App,
        world: &'a World,
        visitor: &Visitor,
        subject: Subject,
    ) -> Option<Self::Item<'a>>;
    /// The key of a filter or sort column.
    fn key<'a>(
        item: &Self::Item<'a>,
        world: &'a World,
        visitor: &Visitor,
        name: &str,
    ) -> Cow<'a, str>;
    /// Whether the search text occurs.
    fn matches(item: &Self::Item<'_>, world: &World, text: &str) -> bool;
    fn cells<'a>(item: &Self::Item<'a>, teller: Teller<'a>, visitor: &Visitor)
    -> Vec<Cow<'a, str>>;
}

/// A page of a list, as the visitor may see it.
pub fn list<'a>(
    app: &'a App,
    world: &'a World,
    visitor: &Visitor,
    which: List,
    query: &Query,
) -> Listed<'a> {
    let order = Order::of(world, visitor, which, query);
    let outline = outline(app, world, visitor, &order, query);
    Listed {
        rows: rows(app, world, visitor, which, query, &outline),
        outline,
    }
}

/// A page of a list without its rows.
pub fn outline(
    app: &App,
    world: &World,
    visitor: &Visitor,
    order: &Order,
    query: &Query,
) -> Outline {
    match order.list {
        List::Consortia => outlined::<consortia::Consortia>(app, world, visitor, order, query),
        List::Organisations => {
            outlined::<organisations::Organisations>(app, world, visitor, order, query)
        }
        List::Candidacies => {
            outlined::<candidacies::Candidacies>(app, world, visitor, order, query)
        }
        List::Screening => outlined::<screening::Screening>(app, world, visitor, order, query),
    }
}

/// The rows of a page of a list.
pub fn rows<'a>(
    app: &'a App,
    world: &'a World,
    visitor: &Visitor,
    which: List,
    query: &Query,
    outline: &Outline,
) -> Vec<Row<'a>> {
    let shown = outline.shown(query);
    match which {
        List::Consortia => rows_of::<consortia::Consortia>(app, world, visitor, shown),
        List::Organisations => rows_of::<organisations::Organisations>(app, world, visitor, shown),
        List::Candidacies => rows_of::<candidacies::Candidacies>(app, world, visitor, shown),
        List::Screening => rows_of::<screening::Screening>(app, world, visitor, shown),
    }
}

/// Whether the rule of a column gives it to the visitor; what is no column of the list is a filter over what is listed.
fn given<K: Kind>(
    app: &App,
    world: &World,
    visitor: &Visitor,
    subject: Subject,
    name: &str,
) -> bool {
    let column = K::COLUMNS.iter().find(|column| column.key == name);
    // Whoever finds a subject in a list sees it publicly at least: nothing has to be looked up for that.
    column.is_none_or(|column| {
        column.least <= Sight::Public
            || sight(world, app.rules(), visitor.actor, subject, visitor.day()) >= column.least
    })
}

/// What a row is filtered and sorted by; nothing where the visitor is not given it.
fn key<'a, K: Kind>(
    app: &App,
    item: &K::Item<'a>,
    world: &'a World,
    visitor: &Visitor,
    name: &str,
) -> Cow<'a, str> {
    if given::<K>(app, world, visitor, K::subject(item), name) {
        K::key(item, world, visitor, name)
    } else {
        Cow::Borrowed("")
    }
}

/// Whether an item is filtered and searched for.
fn fits<'a, K: Kind>(
    app: &App,
    item: &K::Item<'a>,
    world: &'a World,
    visitor: &Visitor,
    query: &Query,
    text: Option<&str>,
) -> bool {
    let filtered = K::FILTERS.iter().all(|(name, _)| {
        query.filters.get(*name).is_none_or(|wanted| {
            key::<K>(app, item, world, visitor, name)
                .split(' ')
                .any(|key| key == wanted)
        })
    });
    filtered && text.is_none_or(|text| K::matches(item, world, text))
}

/// What was asked for, of which world: the same question has the same answer until something is recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    number: EntryNumber,
    day: Date,
    actor: Actor,
    list: List,
    query: Query,
}

impl Order {
    /// A list asked for by a visitor, whichever of its pages.
    pub fn of(world: &World, visitor: &Visitor, list: List, query: &Query) -> Order {
        Order {
            number: world.number,
            day: visitor.day(),
            actor: visitor.actor,
            list,
            query: query.whole(),
        }
    }
}

/// Everything the visitor may see that fits, in the order asked for.
fn ordered<'a, K: Kind>(
    app: &'a App,
    world: &'a World,
    visitor: &Visitor,
    query: &Query,
) -> Vec<Subject> {
    let text = query.text.as_deref().map(str::to_lowercase);
    let mut found: Vec<K::Item<'a>> = K::visible(app, world, visitor)
        .filter(|item| fits::<K>(app, item, world, visitor, query, text.as_deref()))
        .collect();
    if let Some(column) = &query.sort {
        found.sort_by_cached_key(|item| key::<K>(app, item, world, visitor, column));
    }
    if query.descending() {
        found.reverse();
    }
    found.iter().map(|item| K::subject(item)).collect()
}

fn outlined<K: Kind>(
    app: &App,
    world: &World,
    visitor: &Visitor,
    order: &Order,
    query: &Query,
) -> Outline {
    let teller = app.teller(visitor.language, app.policy(visitor.day()), world);
    let found = app
        .orders
        .get(order.clone(), || ordered::<K>(app, world, visitor, query));
    let total = found.len();
    let from = query.from.min(total);
    Outline {
        columns: K::LIST.columns(),
        total,
        next: (from + query.limit < total).then(|| Query::starting_at(from + query.limit)),
        before: (from > 0).then(|| Query::starting_at(from.saturating_sub(query.limit))),
        filters: K::FILTERS
            .iter()
            .map(|(name, vocabulary)| Filter {
                name,
                choices: choices(teller, vocabulary),
            })
            .collect(),
        order: found,
    }
}

fn rows_of<'a, K: Kind>(
    app: &'a App,
    world: &'a World,
    visitor: &Visitor,
    shown: &[Subject],
) -> Vec<Row<'a>> {
    let teller = app.teller(visitor.language, app.policy(visitor.day()), world);
    let row = |subject: &Subject| {
        let item = K::item(app, world, visitor, *subject)?;
        let mut cells = K::cells(&item, teller, visitor);
        for (cell, column) in cells.iter_mut().zip(K::COLUMNS) {
            if !given::<K>(app, world, visitor, *subject, column.key) {
                *cell = Cow::default();
            }
        }
        Some(Row {
            subject: *subject,
            cells,
        })
    };
    shown.iter().filter_map(row).collect()
}

fn choices(teller: Teller, vocabulary: &str) -> Vec<(String, String)> {
    let language = teller.words.language;
    if vocabulary == "stage" {
        let stages = teller.policy.stages.iter().filter(|stage| stage.is_step());
        return stages
            .map(|stage| {
                (
                    stage.key.to_string(),
                    stage.title.in_language(language).to_owned(),
                )
            })
            .collect();
    }
    if vocabulary == "screening" {
        let results = ["met", "waits", "unmet"];
        return results
            .map(|result| {
                let key = format!("screening.{result}");
                (result.to_owned(), teller.words.t(&key).to_owned())
            })
            .to_vec();
    }
    if vocabulary == "screened" {
        let asked = teller
            .policy
            .conditions
            .iter()
            .filter(|found| condition::concerns(found, SubjectKind::Organisation));
        return asked
            .map(|found| {
                let clause = found.clause.to_string();
                let text = format!("{clause} {}", found.title.in_language(language));
                (clause, text)
            })
            .collect();
    }
    let terms = teller.policy.terms(vocabulary).iter();
    terms
        .map(|term| {
            (
                term.key.to_string(),
                term.title.in_language(language).to_owned(),
            )
        })
        .collect()
}
