//! Rows out of TOML, each read by itself: a slip in one row hides nothing in the next.

use std::ops::Range;

use toml_edit::{Document, Item, TableLike, Value};
use values::ClauseId;

use super::report::{Report, listed};
use super::row::{Change, Field, Fields, Kind, Raw, Row, Rows};
use super::source::Source;

/// Reads a stretch of a file as TOML rows.
pub(super) fn rows(
    source: &Source,
    bytes: Range<usize>,
    under: Option<ClauseId>,
    report: &mut Report<'_>,
) -> Rows {
    let mut found = Rows::default();
    for piece in pieces(source, bytes) {
        read_piece(source, piece, under, report, &mut found);
    }
    found
}

/// Reads a whole file as one table of keys.
pub(super) fn table(source: &Source, report: &mut Report<'_>) -> Fields {
    match Document::parse(&*source.text) {
        Ok(document) => Place { source, from: 0 }.fields(document.as_table()),
        Err(error) => {
            unreadable(source, 0, &error, "words", report);
            Fields::new()
        }
    }
}

/// Notes TOML that cannot be read.
fn unreadable(
    source: &Source,
    from: usize,
    error: &toml_edit::TomlError,
    row: &str,
    report: &mut Report<'_>,
) {
    let span = error.span().unwrap_or(0..0);
    let at = source.at(from + span.start..from + span.end);
    let line = source.line_of(&at);
    let (wrong, allowed) = in_plain_words(error.message().trim(), line);
    report.add(&at, row, wrong).allowed = Some(allowed.to_owned());
}

/// The usual slips in words an official understands; any other as the TOML reader tells it.
fn in_plain_words(message: &str, line: &str) -> (String, &'static str) {
    let wrong = |text: &str| text.to_owned();
    if message.contains("must be quoted") && line.contains(['“', '”', '＂']) {
        let full_width = "This cannot be read: full-width quotation marks stand here.";
        return (
            wrong(full_width),
            "Use the straight mark \" on both sides of a text.",
        );
    }
    if message.contains("duplicate key") {
        let twice = "This name is written twice in one row.";
        return (wrong(twice), "Keep one of the two lines.");
    }
    if message.contains("must be quoted") {
        let bare = "This cannot be read: it is neither a number nor a text in quotes.";
        return (wrong(bare), "Write: name = \"text\"");
    }
    if message.contains("invalid basic string") {
        let open = "This cannot be read: a text has no closing quotation mark.";
        return (wrong(open), "Write: name = \"text\"");
    }
    let told = format!("This cannot be read: {message}.");
    (
        told,
        "A line is written: name = value. Text stands in double quotes.",
    )
}

/// Cuts a stretch where a new row begins.
fn pieces(source: &Source, bytes: Range<usize>) -> Vec<Range<usize>> {
    let mut cuts = vec![bytes.start];
    let mut current: Option<Vec<String>> = None;
    let mut inside_text = false;
    for (start, line) in source.lines() {
        if start < bytes.start || start >= bytes.end {
            continue;
        }
        let quotes = line.matches("\"\"\"").count() + line.matches("'''").count();
        if !inside_text && let Some(header) = header(line) {
            if begins(&header, current.as_deref()) {
                cuts.push(start);
            }
            current = Some(header);
        }
        inside_text ^= quotes % 2 == 1;
    }
    cuts.push(bytes.end);
    cuts.windows(2)
        .map(|pair| pair[0]..pair[1])
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// The names in a header line: `[[stage.opens]]` is stage, opens.
fn header(line: &str) -> Option<Vec<String>> {
    let inner = line.trim_start().strip_prefix('[')?;
    let inner = inner.strip_prefix('[').unwrap_or(inner);
    let (mut names, mut name, mut quote) = (Vec::new(), String::new(), None);
    for letter in inner.chars() {
        match (letter, quote) {
            (']', None) => {
                names.push(name.trim().to_owned());
                return Some(names);
            }
            ('.', None) => names.push(std::mem::take(&mut name).trim().to_owned()),
            ('"' | '\'', None) => quote = Some(letter),
            (_, Some(open)) if open == letter => quote = None,
            _ => name.push(letter),
        }
    }
    None
}

/// Whether a header begins a new row rather than a part of the row before it.
fn begins(header: &[String], current: Option<&[String]>) -> bool {
    let Some(part) = header.get(1) else {
        return true;
    };
    let same = current.and_then(<[String]>::first) == header.first();
    let parts = header
        .first()
        .and_then(|word| Kind::of(word))
        .map_or(&[][..], Kind::parts);
    // Below `[pack]` and other single tables everything is a part.
    let single = header.first().is_some_and(|word| Kind::of(word).is_none());
    !(same && (single || parts.contains(&part.as_str())))
}

/// Reads one piece: usually one row.
fn read_piece(
    source: &Source,
    bytes: Range<usize>,
    under: Option<ClauseId>,
    report: &mut Report<'_>,
    found: &mut Rows,
) {
    let text = source.text.get(bytes.clone()).unwrap_or("");
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            unreadable(source, bytes.start, &error, &row_begun(text), report);
            return;
        }
    };
    let place = Place {
        source,
        from: bytes.start,
    };
    for (word, item) in document.as_table() {
        let Some((key, _)) = document.as_table().get_key_value(word) else {
            continue;
        };
        let name_at = place.at(key.span());
        match (Kind::of(word), item) {
            (Some(kind), Item::ArrayOfTables(tables)) => {
                for table in tables {
                    let at = place.at(table.span());
                    let fields = place.fields(table);
                    found.new.extend(new_row(kind, at, fields, under, report));
                }
            }
            (Some(kind), Item::Table(table)) => {
                let at = table.span().map_or(name_at, |span| place.at(Some(span)));
                found
                    .changes
                    .extend(changes(kind, &at, place.fields(table), report));
            }
            (Some(kind), _) => {
                report.add(
                    &name_at,
                    word,
                    format!("A row begins with [[{}]].", kind.word()),
                );
            }
            (None, _) => {
                if let Some(raw) = place.raw(item) {
                    let at = place.at(item.span());
                    found
                        .loose
                        .insert(word.to_owned(), Field { name_at, at, raw });
                }
            }
        }
    }
}

/// A new row; it needs an id.
fn new_row(
    kind: Kind,
    at: crate::Location,
    mut fields: Fields,
    under: Option<ClauseId>,
    report: &mut Report<'_>,
) -> Option<Row> {
    match fields.remove("id") {
        Some(Field {
            at: id_at,
            raw: Raw::Text(id),
            ..
        }) if !id.is_empty() => Some(Row {
            kind,
            id,
            id_at,
            at,
            under,
            fields,
        }),
        Some(field) => {
            let wrong = format!("An id is a text in quotes, not {}.", field.raw.named());
            report.add(&field.at, kind.word(), wrong);
            None
        }
        None => {
            report
                .add(&at, kind.word(), format!("This {} has no id.", kind.word()))
                .allowed = Some("A row begins with its id: id = \"1.2b\".".to_owned());
            None
        }
    }
}

/// Changes to rows of the plan; a row in single brackets was meant as a new row.
fn changes(
    kind: Kind,
    at: &crate::Location,
    fields: Fields,
    report: &mut Report<'_>,
) -> Vec<Change> {
    let mut changes = Vec::new();
    for (id, field) in fields {
        let Raw::Table(fields) = field.raw else {
            let word = kind.word();
            let wrong = format!("A new row begins with [[{word}]], in double brackets.");
            report.add(at, word, wrong).allowed = Some(format!(
                "A change to a row, in a call, begins with [{word}.\"its id\"]."
            ));
            return Vec::new();
        };
        let at = field.name_at;
        changes.push(Change {
            kind,
            id,
            at,
            fields,
        });
    }
    changes
}

/// Notes tables and keys that no chapter has.
pub(super) fn nothing_loose(loose: &Fields, report: &mut Report<'_>) {
    for (word, field) in loose {
        let kinds: Vec<&str> = Kind::ALL.into_iter().map(Kind::word).collect();
        let mistake = report.add(
            &field.name_at,
            word,
            format!("There is no kind of row `{word}`."),
        );
        mistake.meant =
            super::near::nearest(word, kinds.iter().copied()).map(|near| format!("`[[{near}]]`"));
        mistake.allowed = Some(listed("Kinds of rows", &kinds));
    }
}

/// What a piece that cannot be read seems to be: its kind and, if it can be seen, its id.
fn row_begun(text: &str) -> String {
    let Some(header) = text.lines().find_map(header) else {
        return "row".to_owned();
    };
    let id = text.lines().find_map(|line| {
        let value = line
            .trim()
            .strip_prefix("id")?
            .trim_start()
            .strip_prefix('=')?;
        value.trim().strip_prefix('"')?.split('"').next()
    });
    match id {
        Some(id) if header.len() < 2 => format!("{} {id}", header.join(".")),
        _ => header.join(" "),
    }
}

/// Where in a file a piece stands.
struct Place<'a> {
    source: &'a Source,
    from: usize,
}

impl Place<'_> {
    /// The place of a span of the piece.
    fn at(&self, span: Option<Range<usize>>) -> crate::Location {
        let span = span.unwrap_or(0..0);
        self.source.at(self.from + span.start..self.from + span.end)
    }

    /// The fields of a table.
    fn fields(&self, table: &dyn TableLike) -> Fields {
        let mut fields = Fields::new();
        for (name, item) in table.iter() {
            let Some((key, _)) = table.get_key_value(name) else {
                continue;
            };
            if let Some(raw) = self.raw(item) {
                let name_at = self.at(key.span());
                let at = item
                    .span()
                    .map_or_else(|| name_at.clone(), |span| self.at(Some(span)));
                fields.insert(name.to_owned(), Field { name_at, at, raw });
            }
        }
        fields
    }

    /// The value of an item.
    fn raw(&self, item: &Item) -> Option<Raw> {
        Some(match item {
            Item::None => return None,
            Item::Value(value) => self.value(value),
            Item::Table(table) => Raw::Table(self.fields(table)),
            Item::ArrayOfTables(tables) => Raw::List(
                tables
                    .iter()
                    .map(|table| self.element(table.span(), Raw::Table(self.fields(table))))
                    .collect(),
            ),
        })
    }

    /// A value.
    fn value(&self, value: &Value) -> Raw {
        let written = || {
            let span = value.span().unwrap_or(0..0);
            let bytes = self.from + span.start..self.from + span.end;
            self.source.text.get(bytes).unwrap_or("").to_owned()
        };
        match value {
            Value::String(text) => Raw::Text(text.value().clone()),
            Value::Integer(number) => Raw::Whole(*number.value()),
            Value::Float(_) => Raw::Decimal(written()),
            Value::Boolean(truth) => Raw::Truth(*truth.value()),
            Value::Datetime(_) => Raw::Day(written()),
            Value::Array(array) => Raw::List(
                array
                    .iter()
                    .map(|value| self.element(value.span(), self.value(value)))
                    .collect(),
            ),
            Value::InlineTable(table) => Raw::Table(self.fields(table)),
        }
    }

    /// An element of a list.
    fn element(&self, span: Option<Range<usize>>, raw: Raw) -> Field {
        let at = self.at(span);
        Field {
            name_at: at.clone(),
            at,
            raw,
        }
    }
}
