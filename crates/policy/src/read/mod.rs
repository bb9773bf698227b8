//! Reads a pack: text in, typed policies or all located mistakes out.
//!
//! The way of a pack through the rooms: [`source`] places, [`chapter`] and [`toml`] rows as written, [`call`] and
//! [`overlay`] editions as written, [`typed`] editions understood, [`check`] the procedure as a whole.

mod amount;
mod calendar;
mod call;
mod chapter;
mod check;
mod draft;
mod form;
mod names;
mod near;
mod overlay;
mod prose;
mod report;
mod row;
mod source;
mod toml;
mod typed;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use report::Report;
use source::Sources;
use typed::Desk;

use crate::{Catalogue, Mistake, Policies};

/// Reads all files of a pack, given by their path relative to the pack's folder.
///
/// Either every edition of the policy comes out, or every mistake found, sorted by file and line. `version` names the
/// text that was read; whoever loaded the files knows it.
pub fn read(
    files: &BTreeMap<String, String>,
    catalogue: &Catalogue,
    version: &str,
) -> Result<Policies, Vec<Mistake>> {
    let sources = Sources::new(files);
    let mut report = Report::new(&sources);
    let (plan, calendar_file) = draft::plan(&sources, &mut report);
    let calendar =
        calendar_file.and_then(|named| calendar::calendar(&named, &sources, &mut report));
    let words = words::words(&sources, &mut report);
    let key = plan.head.as_ref().map(|head| head.key.clone());
    let calls = call::calls(&sources, key.as_ref(), &mut report);
    let laid: Vec<_> = calls
        .iter()
        .map(|call| overlay::lay(&plan, call, &mut report))
        .collect();
    let (mut editions, mut astray) = (Vec::new(), 0);
    for draft in std::iter::once(&plan).chain(&laid) {
        let names = names::Names::of(draft);
        let mut desk = Desk {
            catalogue,
            names: &names,
            sources: &sources,
            report: &mut report,
        };
        let call = draft.head.as_ref().and_then(|head| head.call.as_deref());
        desk.report.under_call(call);
        draft::each_id_once(draft, desk.report);
        check::vocabularies(&mut desk);
        let policy = typed::policy(draft, &words, &mut desk);
        if let Some(policy) = policy {
            let lost = check::procedure(&policy, draft, astray, &mut desk);
            // A call opens and removes by name; what the plan says nothing of nobody has thought of.
            if call.is_none() {
                check::every_act_has_a_rule(&policy, draft, &mut desk);
            }
            // What the plan loses every call loses too; what one call loses the next does not.
            astray = if call.is_none() { lost } else { astray };
            editions.push(Arc::new(policy));
        }
    }
    let mistakes = report.finish();
    match key {
        Some(pack) if mistakes.is_empty() => Ok(Policies {
            pack,
            version: version.to_owned(),
            calendar,
            editions,
        }),
        _ => Err(mistakes),
    }
}
