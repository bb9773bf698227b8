//! Lists written as files: exactly what the list shows, whichever way it is asked for.

use serde_json::Value;

use super::city::{Folder, run};
use super::server::Server;
use super::workbook::read;

fn export(folder: &Folder, list: &str, name: &str, filters: &[&str]) -> super::city::Ran {
    folder.export(list, "officer@bureau", name, filters)
}

#[test]
fn an_export_is_the_list_as_filtered_in_every_form_and_by_every_way() {
    let folder = Folder::with_city();
    // A list is exported while the server runs: reading needs no place of its own.
    let server = Server::of(&folder.text("city"), "officer@bureau");
    for (list, filters) in [
        ("organisations", &["kind=enterprise", "sort=-name"][..]),
        ("screening", &["result=unmet", "sort=name"]),
        ("consortia", &[]),
        ("candidacies", &["track=county"]),
    ] {
        let told = export(&folder, list, "list.json", filters).well();
        assert!(told.out.contains("rows"), "{}", told.out);
        export(&folder, list, "list.csv", filters).well();
        export(&folder, list, "list.xlsx", filters).well();
        let text = std::fs::read_to_string(folder.path("list.json")).unwrap();
        let json: Value = serde_json::from_str(&text).unwrap();
        let items = json["items"].as_array().unwrap();
        assert!(!items.is_empty(), "{list} is empty");
        let sheet = &read(&folder.path("list.xlsx"))[0].1;
        assert_eq!(sheet.len(), items.len() + 1);
        let ids: Vec<&str> = items
            .iter()
            .map(|item| item["id"].as_str().unwrap())
            .collect();
        let shown: Vec<&str> = sheet[1..].iter().map(|row| row[0].as_str()).collect();
        assert_eq!(ids, shown);

        let query = filters.join("&");
        let csv = server.get(&format!("/{list}.csv?{query}"));
        assert!(
            csv == std::fs::read(folder.path("list.csv")).unwrap(),
            "{list}.csv"
        );
        let page: Value =
            serde_json::from_slice(&server.get(&format!("/{list}?limit=200&{query}"))).unwrap();
        assert_eq!(page["total"], json["total"]);
        let first = page["items"].as_array().unwrap();
        assert_eq!(first[..], items[..first.len()], "{list}");
        let xlsx = server.get(&format!("/{list}.xlsx?{query}"));
        std::fs::write(folder.path("served.xlsx"), xlsx).unwrap();
        assert_eq!(&read(&folder.path("served.xlsx"))[0].1, sheet);
    }
}

#[test]
fn a_filter_that_is_none_and_a_file_of_no_known_form_are_refused() {
    let folder = Folder::with_city();
    let told = export(&folder, "consortia", "list.csv", &["stagee=charter"]);
    assert_eq!(told.code, 1);
    assert!(
        told.err.contains("stagee") && told.err.contains("stage, "),
        "{}",
        told.err
    );
    assert_eq!(export(&folder, "consortia", "list.doc", &[]).code, 1);
    assert_eq!(export(&folder, "strangers", "list.csv", &[]).code, 2);
}

#[test]
fn a_cell_that_looks_like_a_formula_stays_text() {
    let folder = Folder::with_city();
    let data = folder.text("city");
    let code = super::workbook::code(90_021);
    run(&[
        "act",
        "organisation.register",
        "office",
        "--data",
        &data,
        "--as",
        "officer@bureau",
        "zh==HYPERLINK(\"http://x\")",
        &format!("credit_code={code}"),
        "kind=enterprise",
        "legal_form=company",
        "place=Elsewhere",
    ])
    .well();
    let filter = format!("q={code}");
    export(&folder, "organisations", "list.csv", &[&filter]).well();
    let csv = std::fs::read_to_string(folder.path("list.csv")).unwrap();
    assert!(csv.contains("\"'=HYPERLINK(\"\"http://x\"\")\""), "{csv}");
    export(&folder, "organisations", "list.xlsx", &[&filter]).well();
    let sheet = &read(&folder.path("list.xlsx"))[0].1;
    assert_eq!(
        sheet[1][1], "=HYPERLINK(\"http://x\")",
        "the cell holds the text itself"
    );
}
