//! Prints a layout with facts from files, for whoever writes a pack:
//!
//! `cargo run -p paper --example print -- TEMPLATE.typ FACTS.json OUT.pdf [TIMES]`
//!
//! Every other `.typ` file of the template's folder can be imported. With TIMES the document is printed so often, and
//! the rate is told.

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use paper::{FontFile, Press, Template};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [layout, facts, out, times @ ..] = arguments.as_slice() else {
        return Err("usage: print TEMPLATE.typ FACTS.json OUT.pdf [TIMES]".into());
    };
    let press = Press::new(FontFile::read_folder(Path::new("fonts"))?)?;
    let template = Template::read(Path::new(layout))?;
    let facts: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(facts)?)?;
    let dated = jiff::civil::date(2030, 1, 15).at(9, 0, 0, 0);
    let printed = press.print(&template, &facts, dated)?;
    std::fs::write(out, &printed.pdf)?;
    eprintln!(
        "{out}: {} pages, {} bytes, missing characters {:?}",
        printed.pages,
        printed.pdf.len(),
        printed.missing
    );
    if let Some(times) = times.first() {
        rate(&press, &template, &facts, times.parse()?)?;
    }
    Ok(())
}

/// Each printing differs in one fact, as real documents do, so that nothing is merely remembered.
fn rate(
    press: &Press,
    template: &Template,
    facts: &serde_json::Value,
    times: u32,
) -> Result<(), Box<dyn Error>> {
    let dated = jiff::civil::date(2030, 1, 15).at(9, 0, 0, 0);
    let start = Instant::now();
    for n in 0..times {
        let mut facts = facts.clone();
        facts["number"] = format!("联创〔2030〕{n}号").into();
        press.print(template, &facts, dated)?;
    }
    let seconds = start.elapsed().as_secs_f64();
    eprintln!(
        "{times} documents in {seconds:.2} s, {:.1} a second",
        f64::from(times) / seconds
    );
    Ok(())
}
