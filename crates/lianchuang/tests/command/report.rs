//! The reporting tables: as many consortia as the list has, described column by column, nobody named.

use rusqlite::Connection;

use super::city::{Folder, run};

#[test]
fn the_tables_equal_the_lists_are_documented_and_name_nobody() {
    let folder = Folder::with_city();
    let (data, out) = (folder.text("city"), folder.text("reporting.db"));
    run(&[
        "report",
        "--data",
        &data,
        "--as",
        "officer@bureau",
        "--out",
        &out,
    ])
    .well();
    // A second time replaces the file.
    let told = run(&[
        "report",
        "--data",
        &data,
        "--as",
        "officer@bureau",
        "--out",
        &out,
        "--format",
        "json",
    ])
    .well()
    .json();
    assert!(told["rows"].as_u64().unwrap() > 5_000, "{told}");
    let listed = folder.listed("consortia", "officer@bureau", &[]);
    let tables = Connection::open(&out).unwrap();
    let count = |sql: &str| {
        tables
            .query_row(sql, [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    let consortia = i64::try_from(listed["items"].as_array().unwrap().len()).unwrap();
    assert_eq!(count("SELECT count(*) FROM consortium"), consortia);
    assert_eq!(
        count("SELECT sum(consortia) FROM consortia_by_stage"),
        consortia
    );
    // Some of the acts are on what the bureau does not see yet.
    let acts = count("SELECT count(*) FROM act");
    assert!(acts > 5_000 && acts < count("SELECT record FROM made"));
    let docs = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/reporting.md"
    ))
    .unwrap();
    let mut statement = tables
        .prepare("SELECT m.name, p.name FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table'")
        .unwrap();
    let columns: Vec<(String, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for (table, column) in columns {
        let line = docs
            .lines()
            .find(|line| line.starts_with(&format!("| `{table}` |")));
        assert!(
            line.is_some_and(|line| line.contains(&format!("`{column}`"))),
            "{table}.{column}"
        );
    }
    // Persons of the demo are called 示例 after a surname and before a number; organisations are not.
    let bytes = std::fs::read(&out).unwrap();
    let person = "\u{590f}\u{793a}\u{4f8b}0".as_bytes();
    assert!(!bytes.windows(person.len()).any(|window| window == person));
}
