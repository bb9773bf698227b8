//! Tests of the press and of the layouts that travel with it. `bench` lays things out, `measures` holds the layouts
//! against the standard, `reading` reads finished files back.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bench;
mod measures;
mod reading;

use jiff::civil::date;
use serde_json::json;

use crate::{FontFile, FontMistake, Place, Press, PrintFailure, Template};
use bench::{dated, press, print, printed_text, sample, suzhou};

#[test]
fn the_same_facts_give_the_same_bytes_from_any_press() {
    let first = print(&suzhou("decision"), &sample("decision"));
    let second_press = Press::new(bench::fonts()).unwrap();
    let second = second_press
        .print(&suzhou("decision"), &sample("decision"), dated())
        .unwrap();
    assert!(first.pdf == second.pdf, "two presses disagree");
    let threads: Vec<_> = (0..3)
        .map(|_| std::thread::spawn(|| print(&suzhou("decision"), &sample("decision")).pdf))
        .collect();
    assert!(
        threads
            .into_iter()
            .all(|thread| thread.join().unwrap() == first.pdf),
        "threads disagree"
    );
}

#[test]
fn another_fact_or_day_gives_other_bytes() {
    let first = print(&suzhou("decision"), &sample("decision"));
    let mut facts = sample("decision");
    facts["number"] = json!("示科联〔2030〕2号");
    assert!(print(&suzhou("decision"), &facts).pdf != first.pdf);
    let later = press()
        .print(
            &suzhou("decision"),
            &sample("decision"),
            date(2031, 2, 3).at(9, 0, 0, 0),
        )
        .unwrap();
    assert!(later.pdf != first.pdf);
}

#[test]
fn typst_markup_in_a_fact_prints_as_it_stands() {
    let hostile =
        r#"甲#let x = 1 *粗* _斜_ $a^2$ @乙 <丙> #image("/etc/passwd") \ // 注 `码` = 题 "引""#;
    let template = Template::new("plain.typ", "#json(\"data.json\").text");
    let printed = print(&template, &json!({ "text": hostile }));
    let hostile_text = reading::squeezed(hostile);
    assert_eq!(printed_text(&printed), hostile_text);
    for name in ["decision", "recommendation-letter"] {
        let mut facts = sample(name);
        facts["opening"] = json!([hostile]);
        facts["title"] = json!(hostile);
        let text = printed_text(&print(&suzhou(name), &facts));
        assert_eq!(
            text.matches("#letx=1*粗*_斜_$a^2$@乙<丙>").count(),
            2,
            "{name}: {text}"
        );
    }
}

#[test]
fn a_broken_layout_fails_at_its_line() {
    let template = Template::new("letter.typ", "#import \"shared.typ\": sign\n\n  #sign(1)")
        .beside(
            "shared.typ",
            "// first\n#let sign(n) = {\n  n + undefined-name\n}",
        );
    let failure = press().print(&template, &json!({}), dated()).unwrap_err();
    let PrintFailure::Layout { template, remarks } = &failure else {
        panic!("{failure}")
    };
    assert_eq!(template, "letter.typ");
    assert_eq!(
        remarks[0].place,
        Some(Place {
            file: "shared.typ".into(),
            line: 3,
            column: 7
        })
    );
    assert!(
        failure
            .to_string()
            .contains("shared.typ:3:7: unknown variable: undefined-name"),
        "{failure}"
    );
}

#[test]
fn a_layout_can_reach_nothing_but_its_files_and_facts() {
    for source in [
        "#read(\"/etc/passwd\")",
        "#read(\"../Cargo.toml\")",
        "#import \"@preview/tablex:0.0.8\": *",
        "#image(\"seal.png\")",
    ] {
        let failure = press()
            .print(&Template::new("plain.typ", source), &json!({}), dated())
            .unwrap_err();
        let PrintFailure::Layout { remarks, .. } = &failure else {
            panic!("{failure}")
        };
        assert_eq!(
            remarks[0].place.as_ref().map(|p| p.line),
            Some(1),
            "{failure}"
        );
    }
}

#[test]
fn a_missing_fact_names_the_line_that_wants_it() {
    let mut facts = sample("decision");
    facts.as_object_mut().unwrap().remove("openness");
    let failure = press()
        .print(&suzhou("decision"), &facts, dated())
        .unwrap_err()
        .to_string();
    assert!(
        failure.contains("decision.typ:") && failure.contains("openness"),
        "{failure}"
    );
}

#[test]
fn a_document_closed_to_the_public_without_a_reason_is_not_printed() {
    let mut facts = sample("decision");
    facts["openness"] = json!({ "kind": "closed" });
    let failure = press()
        .print(&suzhou("decision"), &facts, dated())
        .unwrap_err()
        .to_string();
    assert!(failure.contains("openness.reason is wanted"), "{failure}");
    facts["openness"] = json!({ "kind": "closed", "reason": "涉及商业秘密" });
    assert!(printed_text(&print(&suzhou("decision"), &facts)).contains("涉及商业秘密"));
}

#[test]
fn a_character_without_a_glyph_is_shown_as_a_gap_and_reported() {
    let template = Template::new("plain.typ", "#json(\"data.json\").name");
    let printed = print(&template, &json!({ "name": "示某😀堃\u{E000}\u{7}" }));
    assert_eq!(printed.missing, ['\u{7}', '\u{E000}', '😀']);
    assert_eq!(printed_text(&printed), "示某〓堃〓〓");
}

#[test]
fn the_sample_of_rare_characters_prints_in_every_role() {
    let rare = "䶮㛃𬭎𪟝堃喆昉翀犇𫖯𬀩鿍";
    let source = "#import \"gbt9704.typ\": *\n#set page(width: 20cm)\n\
        #for face in (fang, kai, hei, song) { par(text(font: face, json(\"data.json\").name)) }";
    let template = Template::new("roles.typ", source).beside("gbt9704.typ", bench::shared());
    let printed = print(&template, &json!({ "name": rare }));
    assert_eq!(printed.missing, Vec::<char>::new());
    assert_eq!(printed_text(&printed).matches(rare).count(), 4);
}

#[test]
fn an_adopters_own_font_comes_before_ours() {
    let mut own = bench::fonts()
        .into_iter()
        .find(|font| font.name.contains("Hei"))
        .unwrap();
    own.bytes = bench::renamed(&own.bytes, "Lianchuang Hei", "Lianchuang Kai");
    let mut all = vec![own];
    all.extend(bench::fonts());
    let press = Press::new(all).unwrap();
    let template = Template::new("plain.typ", "#set text(font: \"Lianchuang Kai\")\n国");
    let file = press.print(&template, &json!({}), dated()).unwrap();
    let used = reading::fonts(&file.pdf);
    assert!(
        used.len() == 1 && used[0].contains("LianchuangHei"),
        "{used:?}"
    );
}

#[test]
fn unusable_fonts_are_named() {
    let unreadable = FontFile {
        name: "own/notes.ttf".into(),
        bytes: b"no font".to_vec(),
    };
    let mistake = Press::new(vec![unreadable]).unwrap_err();
    assert!(
        matches!(&mistake, FontMistake::Unreadable { file } if file == "own/notes.ttf"),
        "{mistake}"
    );
    let mut closed = bench::fonts().remove(0);
    bench::forbid_embedding(&mut closed.bytes);
    let mistake = Press::new(vec![closed]).unwrap_err();
    assert!(
        matches!(mistake, FontMistake::EmbeddingForbidden { .. }),
        "{mistake}"
    );
    assert!(matches!(
        Press::new(Vec::new()).unwrap_err(),
        FontMistake::None
    ));
}

#[test]
fn every_sample_prints_with_nothing_missing() {
    for (name, pages) in [
        ("decision", 5),
        ("recommendation-letter", 2),
        ("charter", 4),
    ] {
        let printed = print(&suzhou(name), &sample(name));
        assert_eq!(
            (printed.pages, printed.missing.as_slice()),
            (pages, [].as_slice()),
            "{name}"
        );
    }
}

#[test]
fn long_and_empty_facts_print_too() {
    let long = "国产高热容量部件产业化关键共性技术".repeat(5);
    let mut facts = sample("decision");
    facts["mark"] = json!(format!("{}文件", "示例市科学技术局、".repeat(3)));
    facts["title"] = json!(format!("关于同意组建{long}创新联合体的批复"));
    facts["signature"] = json!("示例市科学技术局示例产业化与成果转化推进办公室");
    let row = facts["attachments"][0]["findings"][0].clone();
    facts["attachments"][0]["findings"] = json!(vec![row; 60]);
    let printed = print(&suzhou("decision"), &facts);
    assert_eq!(
        printed_text(&printed)
            .matches("条款条件要求认定理由")
            .count(),
        printed.pages - 4,
        "heads repeat"
    );
    for key in ["sections", "attachments", "copies", "check"] {
        facts.as_object_mut().unwrap().remove(key);
    }
    facts["opening"] = json!([]);
    assert!(print(&suzhou("decision"), &facts).pages <= 2);
    let mut charter = sample("charter");
    for key in ["sections", "entries", "signatures", "parties"] {
        charter[key] = json!([]);
    }
    print(&suzhou("charter"), &charter);
}
