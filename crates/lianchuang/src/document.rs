//! Official documents: printed from a record, in the pack's layout, with the world as it was at that record. The same record gives the same bytes.

mod facts;
mod texts;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use acts::{Recorded, World};
use anyhow::{Context as _, bail};
use audit::Origin;
use paper::{FontFile, Press, Template};
use policy::DocumentTemplate;
use values::EntryNumber;

use crate::app::App;
use crate::office::Issued;
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

    /// Forgets what was printed: a name in it may have been erased.
    pub fn forget(&self) {
        self.printed().clear();
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

    fn printed(&self) -> MutexGuard<'_, Printed> {
        self.printed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn at_hand(&self, record: &Recorded, document: &DocumentTemplate) -> Option<Arc<Vec<u8>>> {
        let key = (record.number.0, document.key.to_string());
        self.printed().get(&key).cloned()
    }

    fn keep(&self, record: &Recorded, document: &DocumentTemplate, pdf: Vec<u8>) -> Arc<Vec<u8>> {
        let pdf = Arc::new(pdf);
        let mut printed = self.printed();
        if printed.len() >= KEPT {
            printed.pop_first();
        }
        printed.insert(
            (record.number.0, document.key.to_string()),
            Arc::clone(&pdf),
        );
        pdf
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
    if let Some(found) = app.printer.at_hand(record, document) {
        return Ok(found);
    }
    let world = as_of(app, record).context("folding the register up to the record")?;
    print_as_of(app, &world, record, document)
}

/// The same, with the world just after the record at hand.
fn print_as_of(
    app: &App,
    world: &World,
    record: &Recorded,
    document: &DocumentTemplate,
) -> anyhow::Result<Arc<Vec<u8>>> {
    let facts = facts::of(app, world, record, document).context("gathering the facts")?;
    let (year, month, day) = (record.day.year(), record.day.month(), record.day.day());
    let dated = jiff::civil::date(year, month, day).at(0, 0, 0, 0);
    let template = app.printer.template(&document.template)?;
    let made = app.printer.press()?.print(&template, &facts, dated)?;
    if !made.missing.is_empty() {
        bail!("no font has the characters {:?}", made.missing);
    }
    Ok(app.printer.keep(record, document, made.pdf))
}

/// Prints documents as their records come, each from the world just after its record, so that whoever asks need not wait
/// until the register is folded up to there. Ends with the office.
pub fn print_ahead(app: &Weak<App>, issued: &Receiver<Issued>) {
    while let Ok(Issued { record, world }) = issued.recv() {
        let Some(app) = app.upgrade() else { return };
        if let Err(cause) = print_issued(&app, &world, &record) {
            let object = format!("document {}", record.number.0);
            app.went_wrong(Origin::local("printer"), &object, format!("{cause:#}"));
        }
    }
}

/// Every document of a record.
pub fn print_issued(app: &App, world: &World, record: &Recorded) -> anyhow::Result<usize> {
    let policy = app.rules().policies.edition(&record.policy);
    let documents = policy.into_iter().flat_map(|policy| &policy.documents);
    let mut printed = 0;
    for document in documents.filter(|document| document.act == record.act) {
        print_as_of(app, world, record, document)?;
        printed += 1;
    }
    Ok(printed)
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
