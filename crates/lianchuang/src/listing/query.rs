//! What a list was asked for; it stands in the address, so that going back keeps it and an export equals it.

use std::collections::BTreeMap;

/// Rows on a page unless asked otherwise.
const LIMIT: usize = 50;
/// Most rows on a page.
pub const LIMIT_MOST: usize = 200;

/// Search text, filters, sort, page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The search text.
    pub text: Option<String>,
    /// Filters by name.
    pub filters: BTreeMap<String, String>,
    /// The column sorted by; a leading `-` means descending.
    pub sort: Option<String>,
    descending: bool,
    /// The first row of the page.
    pub from: usize,
    /// Rows on the page.
    pub limit: usize,
}

impl Query {
    /// Reads the query of an address.
    pub fn read(pairs: &[(String, String)]) -> Query {
        let mut query = Query {
            limit: LIMIT,
            ..Query::default()
        };
        for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
            match name.as_str() {
                "q" => query.text = Some(value.clone()),
                "sort" => {
                    let (column, descending) = value
                        .strip_prefix('-')
                        .map_or((value.as_str(), false), |column| (column, true));
                    query.sort = Some(column.to_owned());
                    query.descending = descending;
                }
                "cursor" => query.from = value.parse().unwrap_or(0),
                "limit" => query.limit = value.parse().unwrap_or(LIMIT).clamp(1, LIMIT_MOST),
                "lang" => {}
                _ => {
                    query.filters.insert(name.clone(), value.clone());
                }
            }
        }
        query
    }

    /// The same list without pages, for an export.
    pub fn whole(&self) -> Query {
        Query {
            from: 0,
            limit: usize::MAX / 2,
            ..self.clone()
        }
    }

    /// Whether the order is turned round.
    pub fn descending(&self) -> bool {
        self.descending
    }

    /// The cursor of a page that begins at this row.
    pub fn starting_at(from: usize) -> String {
        from.to_string()
    }

    /// The address's query with one thing changed; an empty value leaves it out. A change goes back to the first page.
    pub fn with(&self, name: &str, value: &str) -> String {
        let mut pairs: BTreeMap<&str, String> = BTreeMap::new();
        if let Some(text) = &self.text {
            pairs.insert("q", text.clone());
        }
        if let Some(sort) = &self.sort {
            pairs.insert(
                "sort",
                format!("{}{sort}", if self.descending { "-" } else { "" }),
            );
        }
        if self.limit != LIMIT && self.limit <= LIMIT_MOST {
            pairs.insert("limit", self.limit.to_string());
        }
        for (name, value) in &self.filters {
            pairs.insert(name, value.clone());
        }
        pairs.insert(name, value.to_owned());
        let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        pairs
            .map(|(name, value)| format!("{name}={}", encode(&value)))
            .collect::<Vec<_>>()
            .join("&")
    }
}

/// Percent-encodes everything but unreserved characters (RFC 3986, section 2.3).
pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
