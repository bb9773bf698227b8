//! Organisations taken in from a workbook: all, or none and every bad cell named.

use super::city::{Folder, run};
use super::workbook::{AGREEMENTS, CARRIERS, Filled, ORGANISATIONS, YEARS, code, fill, read};

fn head(data: &str) -> String {
    run(&["register", "head", "--data", data]).well().out
}

fn import(data: &str, file: &str, more: &[&str]) -> super::city::Ran {
    let rest = ["import", file, "--data", data, "--as", "officer@bureau"];
    run(&[&rest[..], more].concat())
}

#[test]
fn the_template_lists_the_terms_of_the_pack_to_choose_from() {
    let folder = Folder::new();
    for (lang, first, lists) in [("en", "Organisations", "Lists"), ("zh", "单位", "可选项")] {
        let out = folder.text("empty.xlsx");
        run(&["template", "--out", &out, "--lang", lang]).well();
        let sheets = read(&folder.path("empty.xlsx"));
        assert_eq!(sheets[0].0, first);
        assert_eq!(sheets.len(), 9);
        let (name, cells) = sheets.last().unwrap();
        assert_eq!(name, lists);
        assert!(cells.len() > 5 && cells[0].len() > 5, "{cells:?}");
    }
    let nowhere = folder.text("no/folder/empty.xlsx");
    assert_eq!(run(&["template", "--out", &nowhere]).code, 1);
}

#[test]
fn a_workbook_filled_by_title_is_recorded_whole() {
    let folder = Folder::with_city();
    let data = folder.text("city");
    let (one, two) = (code(90_001), code(90_002));
    let rows: [Filled; 6] = [
        (
            ORGANISATIONS,
            &[
                ("Name in Chinese", "甲示例"),
                ("Credit code", &one),
                ("Kind", "Enterprise"),
                ("Legal form", "Company"),
                ("Place outside the area", "Elsewhere"),
                ("Founded on", "2011/3/5"),
                ("Controlled by", &two),
            ],
        ),
        (
            ORGANISATIONS,
            &[
                ("Name in Chinese", "乙示例"),
                ("Credit code", &two),
                ("Kind", "企业"),
                ("Legal form", "company"),
                ("Place outside the area", "Elsewhere"),
                ("Capabilities", "Pilot scale、Development"),
            ],
        ),
        (
            YEARS,
            &[
                ("Organisation's code", &one),
                ("Year", "2024"),
                ("Revenue (× 10,000 yuan)", "5000"),
                ("Staff", "120"),
            ],
        ),
        (
            YEARS,
            &[
                ("Organisation's code", &one),
                ("Year", "2025"),
                ("Staff", "130"),
            ],
        ),
        (
            CARRIERS,
            &[
                ("Organisation's code", &two),
                ("Kind", "Enterprise key laboratory"),
                ("Level", "Nation"),
                ("Name", "Example laboratory"),
                ("From", "2020-01-01"),
            ],
        ),
        (
            AGREEMENTS,
            &[
                ("Organisation's code", &one),
                ("Partner on record", &two),
                ("Kind of partner", "Enterprise"),
                ("What about", "Example"),
                ("From", "2021-01-01"),
            ],
        ),
    ];
    let file = fill(&folder, "filled.xlsx", &rows);
    let before = head(&data);
    let checked = import(&data, &file, &["--check", "--format", "json"]).well();
    assert_eq!(checked.json()["records"], 6);
    assert_eq!(head(&data), before, "a check records nothing");
    let done = import(&data, &file, &["--format", "json"]).well().json();
    assert_eq!(done["organisations"], 2);
    let (first, last) = (
        done["first"].as_u64().unwrap(),
        done["last"].as_u64().unwrap(),
    );
    assert_eq!(last - first, 5);
    run(&["register", "verify", "--data", &data]).well();
    let shown = folder.listed(
        "organisations",
        "officer@bureau",
        &["q=示例", &format!("q={one}")],
    );
    assert_eq!(shown["total"], 1);
    assert_eq!(shown["items"][0]["code"], one.as_str());

    let again = import(&data, &file, &["--format", "json"]);
    assert_eq!(again.code, 3, "{}{}", again.out, again.err);
    let refused = again.json();
    let cells: Vec<&str> = refused["mistakes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bad| bad["cell"].as_str().unwrap())
        .collect();
    assert!(
        cells.contains(&"C2") && cells.contains(&"C3"),
        "{refused:#}"
    );
}

#[test]
fn every_bad_cell_is_named_and_nothing_is_recorded() {
    let folder = Folder::with_city();
    let data = folder.text("city");
    let (good, stranger) = (code(90_003), code(90_004));
    let rows: [Filled; 4] = [
        (
            ORGANISATIONS,
            &[
                ("Name in Chinese", "丙示例"),
                ("Credit code", &good),
                ("Kind", "Enterprise"),
                ("Legal form", "Company"),
                ("Place outside the area", "Elsewhere"),
            ],
        ),
        (
            ORGANISATIONS,
            &[
                ("Credit code", "91000000DEM000001A"),
                ("Kind", "Shop"),
                ("Legal form", "Company"),
                ("Founded on", "last spring"),
            ],
        ),
        (
            YEARS,
            &[
                ("Organisation's code", &stranger),
                ("Year", "2024"),
                ("Staff", "many"),
            ],
        ),
        (
            YEARS,
            &[
                ("Organisation's code", &good),
                ("Revenue (× 10,000 yuan)", "a lot"),
            ],
        ),
    ];
    let file = fill(&folder, "bad.xlsx", &rows);
    let before = head(&data);
    let told = import(&data, &file, &["--format", "json"]);
    assert_eq!(told.code, 1);
    assert_eq!(head(&data), before);
    let told = told.json();
    let bad: Vec<(&str, &str, &str)> = told["mistakes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bad| {
            let text = |name: &str| bad[name].as_str().unwrap();
            assert!(!text("wanted").is_empty(), "{bad}");
            (text("sheet"), text("cell"), text("found"))
        })
        .collect();
    for wanted in [
        ("Organisations", "A3", ""),
        ("Organisations", "C3", "91000000DEM000001A"),
        ("Organisations", "F3", "Shop"),
        ("Organisations", "J3", "last spring"),
        ("Years", "A2", stranger.as_str()),
        ("Years", "E2", "many"),
        ("Years", "B3", ""),
        ("Years", "C3", "a lot"),
    ] {
        assert!(bad.contains(&wanted), "{wanted:?} is not in {bad:#?}");
    }
    assert_eq!(bad.len(), 8, "{bad:#?}");
    let text = import(&data, &file, &[]);
    assert!(text.err.contains("Organisations!F3"), "{}", text.err);
    assert!(
        text.err.contains("Enterprise"),
        "what is allowed is told: {}",
        text.err
    );
}

#[test]
fn a_column_nobody_knows_and_a_login_nobody_has_are_told() {
    let folder = Folder::with_city();
    let data = folder.text("city");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("organisations").unwrap();
    sheet.write_string(0, 0, "zh").unwrap();
    sheet.write_string(0, 1, "colour").unwrap();
    sheet.write_string(1, 0, "丁示例").unwrap();
    book.save(folder.path("odd.xlsx")).unwrap();
    let file = folder.text("odd.xlsx");
    let told = import(&data, &file, &["--check", "--format", "json"]);
    assert_eq!(told.code, 1);
    let cells = told.json()["mistakes"].to_string();
    assert!(
        cells.contains("colour") && cells.contains("\"B1\""),
        "{cells}"
    );
    let nobody = run(&["import", &file, "--data", &data, "--as", "nobody"]);
    assert_eq!(nobody.code, 1);
    assert!(nobody.err.contains("nobody"), "{}", nobody.err);
    std::fs::write(folder.path("no.xlsx"), "not a workbook").unwrap();
    assert_eq!(import(&data, &folder.text("no.xlsx"), &["--check"]).code, 1);
}

#[test]
fn whoever_controls_others_is_registered_before_them_and_a_ring_is_told() {
    let folder = Folder::with_city();
    let data = folder.text("city");
    let codes = [code(90_041), code(90_042), code(90_043)];
    let organisation = |name: &'static str, own: &'static str, parent: &'static str| {
        vec![
            ("Name in Chinese", name),
            ("Credit code", own),
            ("Kind", "Enterprise"),
            ("Legal form", "Company"),
            ("Place outside the area", "Elsewhere"),
            ("Controlled by", parent),
        ]
    };
    let [a, b, c] = codes.map(|code| -> &'static str { code.leak() });
    let mut line = [
        organisation("甲示例", a, b),
        organisation("乙示例", b, c),
        organisation("丙示例", c, ""),
    ];
    line[2].pop();
    let rows: Vec<Filled> = line.iter().map(|row| (ORGANISATIONS, &row[..])).collect();
    let file = fill(&folder, "line.xlsx", &rows);
    let told = import(&data, &file, &["--check", "--format", "json"]).well();
    assert_eq!(told.json()["organisations"], 3);

    line[2].push(("Controlled by", a));
    let rows: Vec<Filled> = line.iter().map(|row| (ORGANISATIONS, &row[..])).collect();
    let file = fill(&folder, "ring.xlsx", &rows);
    let told = import(&data, &file, &["--format", "json"]);
    assert_eq!(told.code, 1);
    assert_eq!(told.json()["mistakes"].as_array().unwrap().len(), 3);
}
