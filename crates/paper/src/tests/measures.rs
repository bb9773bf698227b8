//! The layouts of the pack held against GB/T 9704, on the finished pages before they become a file: millimetres from the
//! page's top left corner, half a millimetre of tolerance.

use serde_json::{Value, json};
use typst::foundations::Datetime;
use typst::layout::{Frame, FrameItem, Point};
use typst::visualize::{Geometry, Paint};
use typst_layout::PagedDocument;

use super::bench::{press, sample, shared, suzhou};
use crate::Template;
use crate::desk::Desk;

const RED: &str = "#e60012";

/// A run of text as it lies on a page.
#[derive(Debug)]
struct Run {
    text: String,
    family: String,
    size: f64,
    color: String,
    left: f64,
    right: f64,
    base: f64,
    ink_top: f64,
    ink_bottom: f64,
}

/// A line or filled bar as it lies on a page.
#[derive(Debug)]
struct Bar {
    color: String,
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

#[derive(Debug, Default)]
struct Sheet {
    runs: Vec<Run>,
    bars: Vec<Bar>,
}

impl Sheet {
    fn run(&self, text: &str) -> &Run {
        self.runs
            .iter()
            .find(|run| run.text.contains(text))
            .unwrap_or_else(|| panic!("no {text} in {:#?}", self.runs))
    }

    fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    fn red_bars(&self) -> Vec<&Bar> {
        let mut bars: Vec<&Bar> = self.bars.iter().filter(|bar| bar.color == RED).collect();
        bars.sort_by(|a, b| a.top.total_cmp(&b.top));
        bars
    }
}

fn lay_out(template: &Template, facts: &Value) -> Vec<Sheet> {
    let day = Datetime::from_ymd_hms(2030, 1, 5, 10, 30, 0).unwrap();
    let desk = Desk::lay(
        press().case(),
        template,
        facts.to_string().into_bytes(),
        day,
    )
    .unwrap();
    let document = typst::compile::<PagedDocument>(&desk)
        .output
        .unwrap_or_else(|found| panic!("{found:?}"));
    document
        .pages()
        .iter()
        .map(|page| {
            let mut sheet = Sheet::default();
            gather(&page.frame, Point::zero(), &mut sheet);
            sheet
        })
        .collect()
}

fn gather(frame: &Frame, origin: Point, sheet: &mut Sheet) {
    for (place, item) in frame.items() {
        let at = origin + *place;
        match item {
            FrameItem::Group(group) => gather(
                &group.frame,
                at + Point::new(group.transform.tx, group.transform.ty),
                sheet,
            ),
            FrameItem::Text(text) => {
                let ink = text.bbox();
                sheet.runs.push(Run {
                    text: text.text.to_string(),
                    family: text.font.font().info().family.clone(),
                    size: text.size.to_pt(),
                    color: color(&text.fill),
                    left: at.x.to_mm(),
                    right: (at.x + text.width()).to_mm(),
                    base: at.y.to_mm(),
                    ink_top: (at.y + ink.min.y.min(ink.max.y)).to_mm(),
                    ink_bottom: (at.y + ink.min.y.max(ink.max.y)).to_mm(),
                });
            }
            FrameItem::Shape(shape, _) => sheet.bars.extend(bar(shape, at)),
            _ => {}
        }
    }
}

fn bar(shape: &typst::visualize::Shape, at: Point) -> Option<Bar> {
    let (left, top) = (at.x.to_mm(), at.y.to_mm());
    match (&shape.geometry, &shape.fill, &shape.stroke) {
        (Geometry::Line(to), _, Some(stroke)) => {
            let height = stroke.thickness.to_mm();
            Some(Bar {
                color: color(&stroke.paint),
                left,
                top: top - height / 2.0,
                width: to.x.to_mm(),
                height,
            })
        }
        (Geometry::Rect(size), Some(fill), _) => Some(Bar {
            color: color(fill),
            left,
            top,
            width: size.x.to_mm(),
            height: size.y.to_mm(),
        }),
        _ => None,
    }
}

fn color(paint: &Paint) -> String {
    match paint {
        Paint::Solid(color) => color.to_hex().to_string(),
        other => format!("{other:?}"),
    }
}

#[track_caller]
fn near(found: f64, wanted: f64) {
    assert!(
        (found - wanted).abs() <= 0.5,
        "{found:.2} mm, wanted {wanted:.2} mm"
    );
}

/// A page full of one character, to count and measure the grid.
fn full_page() -> Vec<Sheet> {
    let source = "#import \"gbt9704.typ\": *\n#show: sheet\n#flush(json(\"data.json\").text)";
    let template = Template::new("full.typ", source).beside("gbt9704.typ", shared());
    lay_out(&template, &json!({ "text": "国".repeat(1300) }))
}

#[test]
fn d01_the_text_area_is_156_by_225_mm_with_37_above_and_28_at_the_binding() {
    let pages = full_page();
    for (page, left) in [(&pages[0], 28.0), (&pages[1], 26.0)] {
        let text: Vec<&Run> = page
            .runs
            .iter()
            .filter(|run| run.text.contains('国'))
            .collect();
        near(
            text.iter().map(|run| run.left).fold(f64::MAX, f64::min),
            left,
        );
        near(
            text.iter().map(|run| run.right).fold(0.0, f64::max),
            left + 156.0,
        );
        // The ink of a character lies a little inside its square.
        near(
            text.iter().map(|run| run.ink_top).fold(f64::MAX, f64::min),
            37.3,
        );
        let last = text.iter().map(|run| run.ink_bottom).fold(0.0, f64::max);
        assert!(last <= 37.0 + 225.0, "{last}");
    }
}

#[test]
fn d02_a_page_holds_22_lines_of_28_characters() {
    let pages = full_page();
    let mut lines: Vec<(i64, usize, f64)> = Vec::new();
    for run in pages[0].runs.iter().filter(|run| run.text.contains('国')) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a page has few micrometres"
        )]
        let key = (run.base * 1000.0).round() as i64;
        match lines.iter_mut().find(|line| line.0 == key) {
            Some(line) => line.1 += run.text.chars().count(),
            None => lines.push((key, run.text.chars().count(), run.base)),
        }
    }
    assert_eq!(
        lines.iter().map(|line| line.1).collect::<Vec<_>>(),
        vec![28; 22]
    );
    for pair in lines.windows(2) {
        let pitch = (pair[1].2 - pair[0].2) * 72.0 / 25.4;
        assert!((pitch - 28.99).abs() < 0.02, "{pitch}");
    }
}

#[test]
fn d03_every_level_has_its_face_and_size() {
    let pages = lay_out(&suzhou("decision"), &sample("decision"));
    for (page, text, family, size) in [
        (0, "高热容量部件", "Lianchuang Song", 22.0),
        (0, "一、", "Lianchuang Hei", 15.75),
        (0, "你单位", "Lianchuang Fang", 15.75),
        (1, "（一）", "Lianchuang Kai", 15.75),
        (4, "抄送", "Lianchuang Fang", 14.0),
    ] {
        let run = pages[page].run(text);
        assert_eq!((run.family.as_str(), run.size), (family, size), "{text}");
    }
}

#[test]
fn d04_the_organ_mark_hangs_35_mm_below_and_the_red_line_4_mm_under_the_number() {
    let pages = lay_out(&suzhou("decision"), &sample("decision"));
    let mark = pages[0].run("示例市科学技术局文件");
    assert_eq!(mark.color, RED);
    near(mark.ink_top, 37.0 + 35.0);
    near(f64::midpoint(mark.left, mark.right), 28.0 + 78.0);
    let lines = pages[0].red_bars();
    assert_eq!(lines.len(), 1);
    near(lines[0].left, 28.0);
    near(lines[0].width, 156.0);
    let number = pages[0].run("示科联");
    near(lines[0].top - number.ink_bottom, 4.0);
}

#[test]
fn d06_the_letter_stands_between_two_double_lines_and_its_first_page_has_no_number() {
    let pages = lay_out(
        &suzhou("recommendation-letter"),
        &sample("recommendation-letter"),
    );
    let mark = pages[0].run("示例区人民政府");
    near(mark.ink_top, 30.0);
    let lines = pages[0].red_bars();
    assert_eq!(lines.len(), 4);
    for line in &lines {
        near(line.left, 20.0);
        near(line.width, 170.0);
    }
    near(lines[0].top - mark.ink_bottom, 4.0);
    assert!(
        lines[0].height > lines[1].height && lines[2].height < lines[3].height,
        "{lines:?}"
    );
    near(297.0 - (lines[3].top + lines[3].height), 20.0);
    let number = pages[0].run("12");
    assert!(number.ink_top > lines[1].top, "{number:?}");
    near(pages[0].run("号").right, 28.0 + 156.0);
    assert!(!pages[0].text().contains('—'));
    assert!(pages[1].text().contains("— 2 —") && pages[1].red_bars().is_empty());
}

#[test]
fn d07_page_numbers_stand_outside_and_the_day_four_characters_from_the_right() {
    let pages = lay_out(&suzhou("decision"), &sample("decision"));
    let advance = 156.0 / 28.0;
    near(pages[2].run("日").right, 28.0 + 156.0 - 4.0 * advance);
    assert!(pages[2].text().contains("2030年1月5日"));
    // One character of size 4 from the outer edge.
    near(pages[0].runs.last().unwrap().right, 28.0 + 156.0 - 4.94);
    assert!(
        pages[1]
            .runs
            .iter()
            .any(|run| run.text.contains('—') && (run.left - 26.0 - 4.94).abs() < 0.5)
    );
    let lines: Vec<f64> = pages[4]
        .bars
        .iter()
        .filter(|b| b.width > 150.0)
        .map(|b| b.height)
        .collect();
    assert_eq!(
        lines.iter().map(|h| format!("{h:.2}")).collect::<Vec<_>>(),
        ["0.35", "0.25", "0.35"]
    );
}

#[test]
fn d07_no_page_carries_only_the_signature() {
    for lines in 1..26 {
        let mut facts = sample("decision");
        facts["sections"] = json!([]);
        facts["attachments"] = json!([]);
        facts["opening"] = json!(vec!["按照方案。"; lines]);
        let pages = lay_out(&suzhou("decision"), &facts);
        let signed = pages
            .iter()
            .find(|page| page.text().contains("2030年1月5日"))
            .unwrap();
        assert!(
            signed.text().contains("特此批复"),
            "after {lines} lines the signature stands alone"
        );
    }
}
