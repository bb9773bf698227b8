//! Every text column of the cabinet is said to hold personal data, or not to, in the register of personal data.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeSet;
use std::sync::Arc;

use cabinet::Cabinet;
use rusqlite::Connection;
use seal::SoftwareKeys;

#[test]
fn m31_every_text_column_of_the_cabinet_is_registered_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cabinet.db");
    drop(Cabinet::open(&file, Arc::new(SoftwareKeys::in_memory())).unwrap());
    let raw = Connection::open(&file).unwrap();
    let columns: BTreeSet<String> = raw
        .prepare(
            "SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND c.type = 'TEXT'",
        )
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let document = include_str!("../../../docs/personal-data.md");
    let (_, tables) = document.split_once("## Columns of the cabinet").unwrap();
    let named: BTreeSet<String> = tables
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|name| name.contains('.'))
        .map(str::to_owned)
        .collect();
    let missing: Vec<_> = columns.difference(&named).collect();
    let gone: Vec<_> = named.difference(&columns).collect();
    assert!(missing.is_empty(), "not registered: {missing:?}");
    assert!(gone.is_empty(), "registered and not there: {gone:?}");
}
