//! What a list was asked for; it stands in the address, so that going back keeps it and an export equals it.

use std::borrow::Cow;
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
        let mut pairs: BTreeMap<&str, Cow<str>> = BTreeMap::new();
        if let Some(text) = &self.text {
            pairs.insert("q", text.into());
        }
        if let Some(sort) = &self.sort {
            let sort = if self.descending {
                format!("-{sort}").into()
            } else {
                sort.into()
            };
            pairs.insert("sort", sort);
        }
        if self.limit != LIMIT && self.limit <= LIMIT_MOST {
            pairs.insert("limit", self.limit.to_string().into());
        }
        for (name, value) in &self.filters {
            pairs.insert(name, value.into());
        }
        pairs.insert(name, value.into());
        let mut query = String::with_capacity(64);
        for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
            if !query.is_empty() {
                query.push('&');
            }
            query.push_str(name);
            query.push('=');
            encode_into(&mut query, value);
        }
        query
    }
}

/// Percent-encodes everything but unreserved characters (RFC 3986, section 2.3).
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    encode_into(&mut encoded, text);
    encoded
}

fn encode_into(encoded: &mut String, text: &str) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let (high, low) = (usize::from(byte >> 4), usize::from(byte & 15));
            encoded.extend(['%', char::from(DIGITS[high]), char::from(DIGITS[low])]);
        }
    }
}
