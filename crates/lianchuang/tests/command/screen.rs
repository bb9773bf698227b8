//! A workbook screened in one command: who qualifies, and clause by clause why not.

use super::city::{Folder, run};
use super::workbook::{
    AGREEMENTS, CARRIERS, EVIDENCE, FUNDS, Filled, ORGANISATIONS, YEARS, code, fill, read,
};

fn two_organisations(folder: &Folder) -> (String, String, String) {
    let (able, bare) = (code(90_011), code(90_012));
    let organisation =
        |name: &'static str, code: &'static str| -> [(&'static str, &'static str); 5] {
            [
                ("Name in Chinese", name),
                ("Credit code", code),
                ("Kind", "Enterprise"),
                ("Legal form", "Company"),
                ("Division", "Kunshan"),
            ]
        };
    let (able_code, bare_code): (&'static str, &'static str) =
        (able.clone().leak(), bare.clone().leak());
    let of = ("Organisation's code", able_code);
    let from = ("From", "2021-01-01");
    let rows: [Filled; 9] = [
        (ORGANISATIONS, &organisation("能示例", able_code)),
        (ORGANISATIONS, &organisation("缺示例", bare_code)),
        (
            YEARS,
            &[
                of,
                ("Year", "2021"),
                ("Revenue (× 10,000 yuan)", "10000"),
                (
                    "Spending on research and development (× 10,000 yuan)",
                    "800",
                ),
                ("Staff", "100"),
                ("Staff in research and development", "40"),
            ],
        ),
        (
            CARRIERS,
            &[
                of,
                ("Kind", "Enterprise key laboratory"),
                ("Level", "Nation"),
                ("Name", "Example"),
                from,
            ],
        ),
        (
            FUNDS,
            &[
                of,
                ("Name", "Example fund"),
                ("Registration number", "SDEM01"),
                from,
            ],
        ),
        (
            AGREEMENTS,
            &[
                of,
                ("Partner not on record", "Example university"),
                ("Kind of partner", "University"),
                ("What about", "Example"),
                from,
            ],
        ),
        (
            AGREEMENTS,
            &[
                of,
                ("Partner not on record", "Example supplier"),
                ("Kind of partner", "Enterprise"),
                ("What about", "Example"),
                from,
            ],
        ),
        (EVIDENCE, &[of, ("Evidence", "R&D institution"), from]),
        (
            EVIDENCE,
            &[
                of,
                ("Evidence", "Activities organised"),
                ("Value", "12"),
                from,
            ],
        ),
    ];
    (fill(folder, "organisations.xlsx", &rows), able, bare)
}

#[test]
fn the_screened_sheet_says_who_qualifies_and_why_not_clause_by_clause() {
    let folder = Folder::new();
    let (file, able, bare) = two_organisations(&folder);
    let told = run(&["screen", &file, "--on", "2022-08-01", "--format", "json"])
        .well()
        .json();
    assert_eq!(told["total"], 2);
    let sheets = read(&folder.path("organisations-screened.xlsx"));
    let cells = &sheets[0].1;
    let head = &cells[0];
    let column = |title: &str| head.iter().position(|found| found == title).unwrap();
    assert_eq!(cells.len(), 3);
    assert_eq!(cells[1][column("Credit code")], able);
    assert_eq!(
        cells[1][column("Result")],
        "Waits for judgement",
        "{:?}",
        cells[1]
    );
    assert_eq!(cells[1][column("Reasons")], "");
    assert_eq!(cells[2][column("Credit code")], bare);
    assert_eq!(cells[2][column("Result")], "Some not met");
    let reasons = &cells[2][column("Reasons")];
    for clause in ["3.2.1b", "3.2.1c", "3.2.1d", "3.2.2", "3.2.3"] {
        assert!(reasons.contains(clause), "{clause} is not in {reasons}");
        let wanted = column(&format!("{clause} wanted"));
        assert!(!cells[2][wanted].is_empty(), "{clause} wants nothing");
        assert!(!cells[2][column(&format!("{clause} found"))].is_empty());
    }
    // The same findings for programs.
    let findings = told["items"][1]["findings"].as_array().unwrap();
    let unmet = findings
        .iter()
        .filter(|finding| finding["state"] == "unmet" && finding["weight"] == "hard");
    assert_eq!(unmet.count(), 5);
}

#[test]
fn a_summary_is_printed_and_the_file_is_written_in_the_form_its_name_says() {
    let folder = Folder::new();
    let (file, ..) = two_organisations(&folder);
    let out = folder.text("screened.csv");
    let told = run(&["screen", &file, "--on", "2022-08-01", "--out", &out]).well();
    assert!(told.out.contains("2 organisations"), "{}", told.out);
    let lines = std::fs::read_to_string(&out).unwrap();
    assert_eq!(lines.lines().count(), 3, "{lines}");
    let odd = folder.text("screened.doc");
    assert_eq!(run(&["screen", &file, "--out", &odd]).code, 1);
}

#[test]
fn nobody_is_screened_from_a_sheet_with_a_bad_cell_or_before_the_policy() {
    let folder = Folder::new();
    let (file, ..) = two_organisations(&folder);
    let early = run(&["screen", &file, "--on", "2019-01-01"]);
    assert_eq!(early.code, 1);
    assert!(early.err.contains("in force"), "{}", early.err);
    let rows: [Filled; 1] = [(
        ORGANISATIONS,
        &[("Name in Chinese", "某示例"), ("Kind", "Shop")],
    )];
    let bad = fill(&folder, "bad.xlsx", &rows);
    let told = run(&["screen", &bad, "--format", "json"]);
    assert_eq!(told.code, 1);
    assert!(told.json()["mistakes"].as_array().unwrap().len() >= 2);
    assert!(!folder.path("bad-screened.xlsx").exists());
}

#[test]
fn another_governments_pack_asks_for_its_own_terms_and_finds_by_its_own_clauses() {
    let pack = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/yunwan-2025");
    let folder = Folder::new();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("organisations").unwrap();
    let row = [
        "甲示例",
        &code(90_051),
        "Maker",
        "Company",
        "Harbour Quarter",
    ];
    let head = ["zh", "credit_code", "kind", "legal_form", "division"];
    for (column, (title, cell)) in (0_u16..).zip(head.iter().zip(row)) {
        sheet.write_string(0, column, *title).unwrap();
        sheet.write_string(1, column, cell).unwrap();
    }
    book.save(folder.path("makers.xlsx")).unwrap();
    let file = folder.text("makers.xlsx");
    let asked = ["screen", &file, "--on", "2026-03-02", "--format", "json"];
    let told = run(&[&asked[..], &["--pack", pack]].concat()).well().json();
    assert_eq!(told["unmet"], 1);
    let clauses: Vec<&str> = told["items"][0]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["clause"].as_str().unwrap())
        .collect();
    assert!(clauses.contains(&"3.1"), "{clauses:?}");
    let other = run(&asked);
    assert_eq!(
        other.code, 1,
        "the terms of one pack are not those of another"
    );
    let cells = other.json()["mistakes"].to_string();
    assert!(
        cells.contains("\"C2\"") && cells.contains("\"E2\""),
        "{cells}"
    );
}
