//! Lists as pages and as exports; the export equals the list on screen, without its pages.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use askama::filters::{Escaper as _, Html};
use axum::extract::{Query as Pairs, State};
use axum::http::Uri;
use axum::response::Response;
use values::Language;

use super::home::to_sign_in;
use super::panel::subject_href;
use super::targets::{TargetShown, targets};
use super::{Frame, render};
use crate::app::{App, Visitor};
use crate::listing::{List, Order, Outline, Query, Row, outline, rows};
use crate::words::Words;

#[derive(Template)]
#[template(path = "list.html")]
struct Page<'a> {
    f: Frame<'a>,
    about: String,
    total: usize,
    actions: Vec<(String, String)>,
    text: String,
    filters: Vec<FilterShown<'a>>,
    filtered: bool,
    here: &'static str,
    sort: Option<String>,
    columns: Vec<ColumnShown<'a>>,
    targets: Arc<Vec<TargetShown>>,
    /// The rows as they stand in the page; nothing where there are none.
    rows: Option<Arc<String>>,
    empty: String,
    before: Option<String>,
    next: Option<String>,
    sheet: String,
    lines: String,
    template: Option<&'static str>,
}

struct FilterShown<'a> {
    name: &'static str,
    label: &'a str,
    choices: Vec<(&'a str, &'a str, bool)>,
}

struct ColumnShown<'a> {
    label: &'a str,
    href: String,
    order: Option<&'static str>,
    mark: &'static str,
}

/// The rows of which list, in which language, from which on, how many.
pub type RowsAsked = (Order, Language, usize, usize);

#[derive(Template)]
#[template(path = "parts/rows.html")]
struct Rows<'a> {
    /// What each cell of a column is called, escaped once and not for each row.
    labels: Vec<String>,
    rows: Vec<RowShown<'a>>,
}

struct RowShown<'a> {
    href: String,
    cells: &'a [Cow<'a, str>],
}

/// What most rows take.
const ROW_BYTES: usize = 640;

type Asked = Pairs<Vec<(String, String)>>;

/// Consortia; the public sees the established ones.
pub async fn consortia(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Pairs(pairs): Asked,
) -> Response {
    page(&app, &visitor, &uri, List::Consortia, &pairs)
}

/// Organisations.
pub async fn organisations(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Pairs(pairs): Asked,
) -> Response {
    if visitor.person().is_none() {
        to_sign_in(&uri)
    } else {
        page(&app, &visitor, &uri, List::Organisations, &pairs)
    }
}

/// Candidacies for the lead.
pub async fn candidacies(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Pairs(pairs): Asked,
) -> Response {
    if visitor.person().is_none() {
        to_sign_in(&uri)
    } else {
        page(&app, &visitor, &uri, List::Candidacies, &pairs)
    }
}

/// Organisations against the conditions of a lead.
pub async fn screening(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Pairs(pairs): Asked,
) -> Response {
    if visitor.person().is_none() {
        to_sign_in(&uri)
    } else {
        page(&app, &visitor, &uri, List::Screening, &pairs)
    }
}

/// Rows as they stand in the page.
fn rows_shown(w: &Words, outline: &Outline, rows: &[Row]) -> String {
    let labels = outline.columns.iter();
    let shown = Rows {
        labels: labels
            .map(|column| escaped(w.t(&format!("column.{column}"))))
            .collect(),
        rows: rows
            .iter()
            .map(|row| RowShown {
                href: subject_href(row.subject),
                cells: &row.cells,
            })
            .collect(),
    };
    let mut html = String::with_capacity(rows.len() * ROW_BYTES);
    // Writing to a string cannot fail, and the template asks for nothing that could.
    let _ = shown.render_into(&mut html);
    html
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    // Writing to a string cannot fail.
    let _ = Html.write_escaped_str(&mut escaped, text);
    escaped
}

fn path_of(which: List) -> (&'static str, &'static str) {
    match which {
        List::Consortia => ("/consortia", "consortia"),
        List::Organisations => ("/organisations", "organisations"),
        List::Candidacies => ("/candidacies", "candidacies"),
        List::Screening => ("/screening", "screening"),
    }
}

fn page(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    which: List,
    pairs: &[(String, String)],
) -> Response {
    let world = app.world();
    let query = Query::read(pairs);
    let order = Order::of(&world, visitor, which, &query);
    let outline = outline(app, &world, visitor, &order, &query);
    let w = app.words(visitor.language);
    let (here, name) = path_of(which);
    let columns = outline
        .columns
        .iter()
        .map(|column| {
            let label = w.find(&format!("column.{column}")).unwrap_or(column);
            let sorted = query.sort.as_deref() == Some(column);
            let (order, mark, value) = match (sorted, query.descending()) {
                (false, _) => (None, "", (*column).to_owned()),
                (true, false) => (Some("ascending"), " ↑", format!("-{column}")),
                (true, true) => (Some("descending"), " ↓", String::new()),
            };
            ColumnShown {
                label,
                href: format!("{here}?{}", query.with("sort", &value)),
                order,
                mark,
            }
        })
        .collect();
    let filters = outline
        .filters
        .iter()
        .filter(|filter| filter.choices.len() > 1)
        .map(|filter| FilterShown {
            name: filter.name,
            label: w
                .find(&format!("column.{}", filter.name))
                .unwrap_or(filter.name),
            choices: filter
                .choices
                .iter()
                .map(|(key, text)| {
                    let chosen = query.filters.get(filter.name) == Some(key);
                    (key.as_str(), text.as_str(), chosen)
                })
                .collect(),
        })
        .collect();
    let rows = (!outline.shown(&query).is_empty()).then(|| {
        let asked = (order, visitor.language, query.from, query.limit);
        app.rows.get(asked, || {
            let rows = rows(app, &world, visitor, which, &query, &outline);
            rows_shown(w, &outline, &rows)
        })
    });
    render(&Page {
        f: Frame::new(app, &world, visitor, uri, w.t(&format!("nav.{name}"))),
        about: w.t(&format!("list.{name}.about")).to_owned(),
        total: outline.total,
        actions: actions(app, &world, visitor, which),
        text: query.text.clone().unwrap_or_default(),
        filters,
        filtered: query.text.is_some() || !query.filters.is_empty(),
        here,
        sort: query
            .sort
            .as_ref()
            .map(|sort| format!("{}{sort}", if query.descending() { "-" } else { "" })),
        columns,
        rows,
        targets: if which == List::Consortia {
            targets(app, &world, visitor)
        } else {
            Arc::default()
        },
        empty: w.t(&format!("list.{name}.empty")).to_owned(),
        before: outline
            .before
            .map(|cursor| format!("{here}?{}", query.with("cursor", &cursor))),
        next: outline
            .next
            .map(|cursor| format!("{here}?{}", query.with("cursor", &cursor))),
        sheet: format!("{here}.xlsx?{}", query.with("cursor", "")),
        lines: format!("{here}.csv?{}", query.with("cursor", "")),
        template: (which == List::Organisations).then_some("/organisations/template.xlsx"),
    })
}

/// Acts of the office that begin on this list, where the visitor may do them.
fn actions(
    app: &App,
    world: &acts::World,
    visitor: &Visitor,
    which: List,
) -> Vec<(String, String)> {
    let keys: &[&str] = match which {
        List::Organisations => &["organisation.register", "person.enrol"],
        List::Consortia | List::Candidacies | List::Screening => &[],
    };
    if keys.is_empty() {
        return Vec::new();
    }
    let w = app.words(visitor.language);
    let panel = app.rulings(world, visitor, acts::Subject::Office);
    keys.iter()
        .filter(|key| {
            panel
                .iter()
                .any(|ruling| ruling.act.key == **key && ruling.open())
        })
        .map(|key| {
            (
                super::panel::act_href(acts::Subject::Office, key),
                w.t(&format!("act.{key}")).to_owned(),
            )
        })
        .collect()
}
