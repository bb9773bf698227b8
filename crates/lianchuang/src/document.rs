//! Official documents: printed from a record, in the pack's layout, with the world as it was at that record. The same record gives the same bytes.

mod facts;
mod texts;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use acts::{Recorded, World};
use anyhow::{Context as _, bail};
use paper::{FontFile, Press, Template};
use policy::DocumentTemplate;
use values::EntryNumber;

use crate::app::App;
use crate::pack_files::PackFiles;

/// Printed documents kept at hand.
const KEPT: usize = 64;

/// Documents by record and key.
type Printed = BTreeMap<(u64, String), Arc<Vec<u8>>>;

/// The press with its fonts and layouts; made when the first document is asked for.
pub struct Printer {
    fonts: Option<PathBuf>,
    layouts: BTreeMap<String, String>,
    press: OnceLock<Press>,
    printed: Mutex<Printed>,
}

impl Printer {
    /// A printer with a pack's layouts. Fonts are those of the folder named, or of the nearest folder `fonts` at or above where the program runs or stands.
    pub fn new(pack: &PackFiles, fonts: Option<&Path>) -> Printer {
        let layouts = pack
            .iter()
            .filter(|(name, _)| name.starts_with("documents/"))
            .map(|(name, text)| (name.clone(), text.clone()))
            .collect();
        Printer {
            fonts: fonts.map(Path::to_owned).or_else(nearest_fonts),
            layouts,
            press: OnceLock::new(),
            printed: Mutex::new(Printed::new()),
        }
    }

    fn press(&self) -> anyhow::Result<&Press> {
        if let Some(press) = self.press.get() {
            return Ok(press);
        }
        let Some(folder) = &self.fonts else {
            bail!(
                "no folder of fonts: name one with --fonts, or run where a folder `fonts` is at hand"
            );
        };
        let fonts = FontFile::read_folder(folder).context("reading the fonts")?;
        let press = Press::new(fonts).context("setting up the press")?;
        Ok(self.press.get_or_init(|| press))
    }

    fn template(&self, name: &str) -> anyhow::Result<Template> {
        let source = self
            .layouts
            .get(name)
            .with_context(|| format!("the pack has no layout {name}"))?;
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let beside = self.layouts.iter().filter_map(|(other, text)| {
            let (other_folder, other_file) = other.rsplit_once('/').unwrap_or(("", other));
            (other_folder == folder && other_file != file).then_some((other_file, text))
        });
        Ok(
            beside.fold(Template::new(file, source), |template, (name, text)| {
                template.beside(name, text)
            }),
        )
    }
}

fn nearest_fonts() -> Option<PathBuf> {
    let runs = std::env::current_dir().ok();
    let stands = std::env::current_exe().ok();
    [runs, stands]
        .into_iter()
        .flatten()
        .flat_map(|place| {
            place
                .ancestors()
                .map(|above| above.join("fonts"))
                .collect::<Vec<_>>()
        })
        .find(|folder| folder.is_dir())
}

/// The document a record gives rise to, as PDF.
pub fn print(
    app: &App,
    record: &Recorded,
    document: &DocumentTemplate,
) -> anyhow::Result<Arc<Vec<u8>>> {
    let key = (record.number.0, document.key.to_string());
    let printed = || {
        app.printer
            .printed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    };
    if let Some(found) = printed().get(&key) {
        return Ok(Arc::clone(found));
    }
    let world = as_of(app, record).context("folding the register up to the record")?;
    let facts = facts::of(app, &world, record, document).context("gathering the facts")?;
    let (year, month, day) = (record.day.year(), record.day.month(), record.day.day());
    let dated = jiff::civil::date(year, month, day).at(0, 0, 0, 0);
    let template = app.printer.template(&document.template)?;
    let made = app.printer.press()?.print(&template, &facts, dated)?;
    if !made.missing.is_empty() {
        bail!("no font has the characters {:?}", made.missing);
    }
    let pdf = Arc::new(made.pdf);
    let mut kept = printed();
    if kept.len() >= KEPT {
        kept.pop_first();
    }
    kept.insert(key, Arc::clone(&pdf));
    Ok(pdf)
}

/// The first document of a record, if it has one.
pub fn of_record(app: &App, number: u64) -> anyhow::Result<Option<Arc<Vec<u8>>>> {
    let Some(record) = app.record(EntryNumber(number))? else {
        return Ok(None);
    };
    let policy = app.rules().policies.edition(&record.policy);
    let document = policy.and_then(|policy| {
        let mut documents = policy.documents.iter();
        documents.find(|document| document.act == record.act)
    });
    document
        .map(|document| print(app, &record, document))
        .transpose()
}

/// The world just after a record: a document tells what was so then, whatever came later.
fn as_of(app: &App, record: &Recorded) -> anyhow::Result<World> {
    app.with_reader(|reader| Ok(crate::office::fold_up_to(reader, record.number)?))
}
