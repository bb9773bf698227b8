//! Settings: one table, and the order in which flag, variable, file and what is built in win.

use super::city::{Folder, run, run_with};

fn value(
    folder: &Folder,
    variables: &[(&str, &str)],
    more: &[&str],
    key: &str,
) -> (String, String) {
    let data = folder.text("");
    let rest = ["settings", "--data", &data, "--format", "json"];
    let told = run_with(variables, &[&rest[..], more].concat())
        .well()
        .json();
    let rows = told["settings"].as_array().unwrap();
    let row = rows.iter().find(|row| row["key"] == key).unwrap();
    let text = |name: &str| row[name].as_str().unwrap().to_owned();
    (text("value"), text("from"))
}

#[test]
fn the_documented_table_is_the_one_the_program_has() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operations.md");
    let document = std::fs::read_to_string(path).unwrap();
    let folder = Folder::new();
    let data = folder.text("");
    let told = run(&["settings", "--data", &data, "--format", "json"])
        .well()
        .json();
    let rows = told["settings"].as_array().unwrap();
    for row in rows {
        let text = |name: &str| row[name].as_str().unwrap();
        let default = match text("default") {
            "" => String::new(),
            default => format!("`{default}`"),
        };
        let line = format!(
            "| `{}` | `{}` | `{}` | {default} | {} |",
            text("key"),
            text("flag"),
            text("variable"),
            text("what")
        );
        assert!(
            document.contains(&line),
            "docs/operations.md lacks the line\n{line}"
        );
        let help = run(&["serve", "--help"]).well().out;
        assert!(help.contains(text("flag")), "serve has no {}", text("flag"));
        assert!(
            help.contains(text("variable")),
            "serve has no {}",
            text("variable")
        );
    }
    let documented = document
        .lines()
        .filter(|line| line.contains("| `LIANCHUANG_"));
    assert_eq!(documented.count(), rows.len(), "one line for each setting");
}

#[test]
fn a_flag_wins_over_a_variable_over_the_file_over_what_is_built_in() {
    let folder = Folder::new();
    let listen =
        |variables: &[(&str, &str)], more: &[&str]| value(&folder, variables, more, "listen");
    let told = |address: &str, from: &str| (address.to_owned(), from.to_owned());
    assert_eq!(listen(&[], &[]), told("127.0.0.1:8080", "default"));
    std::fs::write(
        folder.path("lianchuang.toml"),
        "listen = \"127.0.0.1:1\"\nbehind_tls = true\n",
    )
    .unwrap();
    assert_eq!(listen(&[], &[]), told("127.0.0.1:1", "file"));
    let variable = [("LIANCHUANG_LISTEN", "127.0.0.1:2")];
    assert_eq!(listen(&variable, &[]), told("127.0.0.1:2", "environment"));
    let flag = ["--listen", "127.0.0.1:3"];
    assert_eq!(listen(&variable, &flag), told("127.0.0.1:3", "flag"));
    assert_eq!(value(&folder, &[], &[], "behind_tls").0, "true");
}

#[test]
fn a_file_named_elsewhere_is_taken_and_a_wrong_one_is_told() {
    let folder = Folder::new();
    std::fs::write(folder.path("mine.toml"), "lang = \"en\"\n").unwrap();
    let mine = folder.text("mine.toml");
    assert_eq!(value(&folder, &[], &["--settings", &mine], "lang").0, "en");
    for (wrong, told) in [
        ("lisen = \"127.0.0.1:1\"\n", "listen"),
        ("listen = 8080\n", "wanted a text"),
        ("listen = \n", "lianchuang.toml"),
        ("data = \"elsewhere\"\n", "--settings"),
    ] {
        std::fs::write(folder.path("lianchuang.toml"), wrong).unwrap();
        let data = folder.text("");
        let ran = run(&["settings", "--data", &data]);
        assert_eq!(ran.code, 1, "{wrong}");
        assert!(ran.err.contains(told), "{wrong}: {}", ran.err);
    }
    assert_eq!(
        run(&["settings", "--settings", &folder.text("none.toml")]).code,
        1
    );
}

#[test]
fn a_server_open_to_the_network_wants_a_proxy_that_speaks_tls() {
    let folder = Folder::with_city();
    let data = folder.text("city");
    let told = run(&["serve", "--data", &data, "--listen", "0.0.0.0:0"]);
    assert_eq!(told.code, 1);
    assert!(told.err.contains("--behind-tls"), "{}", told.err);
}
