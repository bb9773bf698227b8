//! Which rows are protected: those that give a right and those that hold personal texts. Every such row has a code for each group of
//! its fields, HMAC with SM3 under a key that is not in the database, bound to table, row, group and key: a row that was added,
//! changed or copied by other means than the program has none that fits.

use rusqlite::types::ValueRef;
use seal::{KeyFault, KeyId, KeyProvider, Purpose};

use crate::CabinetFault;

/// A table whose rows are protected.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// The column that names a row.
    pub(crate) row: &'static str,
    /// The fields that are protected, by what they are about. What is left out gives nobody anything: labels, times of last use.
    pub(crate) groups: &'static [Group],
}

/// Fields protected together.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [&'static str],
}

const fn group(name: &'static str, columns: &'static [&'static str]) -> Group {
    Group { name, columns }
}

pub(crate) const ACCOUNT: Table = Table {
    name: "account",
    row: "login",
    groups: &[
        group("owner", &["login", "person"]),
        group("password", &["password", "password_set"]),
        group("term", &["ends"]),
    ],
};

pub(crate) const SECOND_FACTOR: Table = Table {
    name: "second_factor",
    row: "id",
    groups: &[
        group("owner", &["person"]),
        group("secret", &["kind", "secret", "proved"]),
        group("use", &["used", "last_step"]),
    ],
};

pub(crate) const SESSION: Table = Table {
    name: "session",
    row: "digest",
    groups: &[
        group("owner", &["person", "form_secret"]),
        group("standing", &["standing", "confirmed"]),
        group("term", &["began", "idle"]),
    ],
};

pub(crate) const TOKEN: Table = Table {
    name: "token",
    row: "digest",
    groups: &[
        group("owner", &["person", "scope"]),
        group("term", &["made", "expires", "confirmed", "revoked"]),
    ],
};

pub(crate) const SETUP_CODE: Table = Table {
    name: "setup_code",
    row: "digest",
    groups: &[
        group("owner", &["login"]),
        group("term", &["expires", "used"]),
    ],
};

pub(crate) const FOUNDING_CODE: Table = Table {
    name: "founding_code",
    row: "role",
    groups: &[
        group("secret", &["digest"]),
        group("term", &["expires", "used"]),
    ],
};

pub(crate) const CERTIFICATE: Table = Table {
    name: "certificate",
    row: "id",
    groups: &[
        group("owner", &["person"]),
        group("secret", &["fingerprint"]),
    ],
};

pub(crate) const LINKED_IDENTITY: Table = Table {
    name: "linked_identity",
    row: "digest",
    groups: &[group("owner", &["login"])],
};

pub(crate) const LINK_CODE: Table = Table {
    name: "link_code",
    row: "digest",
    groups: &[group("owner", &["login"]), group("term", &["expires"])],
};

pub(crate) const CALENDAR_LINK: Table = Table {
    name: "calendar_link",
    row: "person",
    groups: &[group("secret", &["digest"])],
};

pub(crate) const CORRESPONDENCE: Table = Table {
    name: "correspondence",
    row: "person",
    groups: &[group("address", &["address", "delivery"])],
};

pub(crate) const PERSONAL: Table = Table {
    name: "personal",
    row: "reference",
    groups: &[group("text", &["salt", "text"])],
};

pub(crate) const PERSONAL_REQUEST: Table = Table {
    name: "personal_request",
    row: "id",
    groups: &[
        group(
            "request",
            &["person", "kind", "item", "text", "proposed", "made", "due"],
        ),
        group("answer", &["outcome", "answer", "answered", "answered_by"]),
    ],
};

pub(crate) const PERSONAL_CORRECTION: Table = Table {
    name: "personal_correction",
    row: "reference",
    groups: &[group("text", &["corrected"])],
};

pub(crate) const ADDRESS_EXCEPTION: Table = Table {
    name: "address_exception",
    row: "id",
    groups: &[
        group("owner", &["login"]),
        group("range", &["range"]),
        group("term", &["begins", "ends", "ended"]),
    ],
};

pub(crate) const FILE: Table = Table {
    name: "file",
    row: "digest",
    groups: &[group("finding", &["state", "found"])],
};

/// All of them.
pub(crate) const TABLES: [&Table; 16] = [
    &ACCOUNT,
    &SECOND_FACTOR,
    &SESSION,
    &TOKEN,
    &SETUP_CODE,
    &FOUNDING_CODE,
    &CERTIFICATE,
    &LINKED_IDENTITY,
    &LINK_CODE,
    &CALENDAR_LINK,
    &CORRESPONDENCE,
    &PERSONAL,
    &ADDRESS_EXCEPTION,
    &PERSONAL_REQUEST,
    &PERSONAL_CORRECTION,
    &FILE,
];

/// Stands for a code that can never fit: the group was altered before the program wrote to the row again.
const NEVER: &str = "-";

impl Table {
    /// The protected columns, in the order of their groups.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &'static str> {
        self.groups
            .iter()
            .flat_map(|group| group.columns.iter().copied())
    }

    /// Its columns in a statement, each behind a prefix such as `NEW.`.
    pub(crate) fn listed(&self, prefix: &str) -> String {
        let columns: Vec<String> = self.columns().map(|it| format!("{prefix}{it}")).collect();
        columns.join(", ")
    }

    /// The table of that name.
    pub(crate) fn named(name: &str) -> Option<&'static Table> {
        TABLES.into_iter().find(|table| table.name == name)
    }

    /// The codes of a row with these values, under the current key.
    pub(crate) fn codes(
        &self,
        keys: &dyn KeyProvider,
        row: &str,
        values: &[ValueRef],
    ) -> Result<String, CabinetFault> {
        let key = keys.current(Purpose::Rows)?;
        let codes = self
            .grouped(values)
            .map(|(group, values)| self.code(keys, key, row, group, values))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(format!("{}:{}", key.version, codes.join(",")))
    }

    /// The codes of a row the program changes: a group that did not fit before does not fit after.
    pub(crate) fn codes_after(
        &self,
        keys: &dyn KeyProvider,
        before: (&str, &str, &[ValueRef]),
        after: (&str, &[ValueRef]),
    ) -> Result<String, CabinetFault> {
        let (row, codes, values) = before;
        let altered = self.altered(keys, row, Some(codes), values)?;
        let fresh = self.codes(keys, after.0, after.1)?;
        if altered.is_empty() {
            return Ok(fresh);
        }
        let (version, fresh) = fresh.split_once(':').unwrap_or_default();
        let kept: Vec<&str> = fresh
            .split(',')
            .zip(self.groups)
            .map(|(code, group)| {
                if altered.contains(&group.name) {
                    NEVER
                } else {
                    code
                }
            })
            .collect();
        Ok(format!("{version}:{}", kept.join(",")))
    }

    /// The groups whose codes do not fit the values of a row.
    pub(crate) fn altered(
        &self,
        keys: &dyn KeyProvider,
        row: &str,
        codes: Option<&str>,
        values: &[ValueRef],
    ) -> Result<Vec<&'static str>, CabinetFault> {
        let all = || self.groups.iter().map(|group| group.name).collect();
        let Some((key, codes)) = codes.and_then(read) else {
            return Ok(all());
        };
        let codes: Vec<&str> = codes.split(',').collect();
        if codes.len() != self.groups.len() {
            return Ok(all());
        }
        let mut altered = Vec::new();
        for ((group, values), kept) in self.grouped(values).zip(codes) {
            match self.code(keys, key, row, group, values) {
                Ok(code) if code == kept => {}
                Ok(_) => altered.push(group.name),
                // Whoever writes a version of the key that nobody made is no fault of the keys.
                Err(CabinetFault::Key(KeyFault::Absent(_) | KeyFault::Destroyed(_))) => {
                    return Ok(all());
                }
                Err(fault) => return Err(fault),
            }
        }
        Ok(altered)
    }

    fn grouped<'a, 'v>(
        &'a self,
        values: &'a [ValueRef<'v>],
    ) -> impl Iterator<Item = (&'a Group, &'a [ValueRef<'v>])> {
        let mut from = 0;
        self.groups.iter().map(move |group| {
            let part = &values[from..from + group.columns.len()];
            from += group.columns.len();
            (group, part)
        })
    }

    fn code(
        &self,
        keys: &dyn KeyProvider,
        key: KeyId,
        row: &str,
        group: &Group,
        values: &[ValueRef],
    ) -> Result<String, CabinetFault> {
        let mut message = b"lianchuang.row.1".to_vec();
        for part in [self.name, row, group.name, &key.to_string()] {
            put(&mut message, b'T', part.as_bytes());
        }
        for value in values {
            match value {
                ValueRef::Null => put(&mut message, b'N', b""),
                ValueRef::Integer(number) => put(&mut message, b'I', &number.to_be_bytes()),
                ValueRef::Real(number) => put(&mut message, b'R', &number.to_be_bytes()),
                ValueRef::Text(text) => put(&mut message, b'T', text),
                ValueRef::Blob(bytes) => put(&mut message, b'B', bytes),
            }
        }
        Ok(keys.code(key, &message)?.to_string())
    }
}

/// A part with its kind and length before it, so that no two rows give the same message.
fn put(message: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    message.push(kind);
    message.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
    message.extend_from_slice(bytes);
}

/// Codes as they are kept: the key's version, and a code for each group.
fn read(codes: &str) -> Option<(KeyId, &str)> {
    let (version, codes) = codes.split_once(':')?;
    let key = KeyId {
        purpose: Purpose::Rows,
        version: version.parse().ok()?,
    };
    Some((key, codes))
}

/// The key that codes are under.
pub(crate) fn coded_under(codes: &str) -> Option<KeyId> {
    Some(read(codes)?.0)
}
