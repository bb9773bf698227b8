//! Checks of an edition as a whole: vocabularies the product needs, stages that can be reached, acts somebody may do.

use std::collections::{BTreeMap, BTreeSet};

use values::Key;

use super::draft::{Draft, PACK_FILE, place, start_of};
use super::report::{Allowed, Report, listed};
use super::row::{Fields, Kind, Raw};
use super::typed::Desk;
use crate::{Catalogue, Ends, Location, Moves, Opening, Policy, Stage, SubjectKind};

/// The act by which heads of dual responsibility and joint authorities confirm another act beforehand.
const CONFIRM: &str = "responsibility.confirm";

/// Every vocabulary the product needs is there.
pub(super) fn vocabularies(desk: &mut Desk<'_, '_>) {
    for &needed in &desk.catalogue.vocabularies {
        if desk.names.terms(needed).is_none() {
            let wrong = format!("The pack has no vocabulary `{needed}`, which the product needs.");
            desk.report.add(&start_of(PACK_FILE), "pack", wrong).allowed = Some(format!(
                "Write [[vocabulary]] with id = \"{needed}\"; it may have no terms."
            ));
        }
    }
}

/// The procedure hangs together on every track. `astray` says how many ways were lost already in the plan, which a call
/// only repeats; the ways lost here are returned.
pub(super) fn procedure(
    policy: &Policy,
    draft: &Draft,
    astray: usize,
    desk: &mut Desk<'_, '_>,
) -> usize {
    let mut check = Check {
        policy,
        catalogue: desk.catalogue,
        report: desk.report,
        astray: astray + draft.astray + misread(policy, draft),
    };
    let mut lost: BTreeMap<&Key, Vec<&str>> = BTreeMap::new();
    for track in policy.terms("track") {
        for stage in check.track(&track.key) {
            lost.entry(&stage.key).or_default().push(&track.key);
        }
    }
    for stage in &policy.stages {
        if let Some(tracks) = lost.get(&stage.key).filter(|_| check.astray == 0) {
            check.unreachable(stage, tracks);
        }
    }
    for stage in &policy.stages {
        for opening in &stage.opens {
            check.subject(stage, opening);
            check.tracks(stage, opening);
            check.depends(stage, opening);
        }
        check.opened_once(stage);
    }
    check.astray + lost.len()
}

/// The plan says of every act of the product who may do it, or that it leaves the act out.
pub(super) fn every_act_has_a_rule(policy: &Policy, draft: &Draft, desk: &mut Desk<'_, '_>) {
    // What an opening that could not be read is about is not known.
    if misread(policy, draft) > 0 {
        return;
    }
    let opened = |key: &str| {
        let openings = policy.stages.iter().flat_map(|stage| &stage.opens);
        openings.into_iter().find(|opening| *opening.act == *key)
    };
    let mut listed_before: BTreeSet<&str> = BTreeSet::new();
    for (name, at) in &draft.left_out {
        if desk.catalogue.act(name).is_none() {
            let names = desk.catalogue.acts.iter().map(|act| act.key).collect();
            let allowed = Allowed {
                what: "act",
                heading: "Acts",
                names,
            };
            desk.report.unknown(at, "pack", name, &allowed);
        } else if let Some(opening) = opened(name) {
            let wrong = format!(
                "`{name}` is left out here and opened at {}.",
                place(&opening.at)
            );
            desk.report.add(at, "pack", wrong).allowed =
                Some("Take it out of `left_out`, or do not open it.".to_owned());
        } else if !listed_before.insert(name) {
            let wrong = format!("`{name}` is left out twice.");
            desk.report.add(at, "pack", wrong);
        }
    }
    let at = draft.left_out_at.clone();
    let at = at.unwrap_or_else(|| start_of(PACK_FILE));
    for act in &desk.catalogue.acts {
        if opened(act.key).is_none() && !listed_before.contains(act.key) {
            let wrong = format!("No rule for act `{}`: nobody is said to do it.", act.key);
            desk.report.add(&at, "pack", wrong).allowed = Some(format!(
                "Open it in a stage, or list it: left_out = [\"{}\"] at the top of {PACK_FILE}.",
                act.key
            ));
        }
    }
}

/// How many ways through the procedure were written and could not be read: their mistakes are told already, and what
/// they would lead to is not told as unreachable.
fn misread(policy: &Policy, draft: &Draft) -> usize {
    let stages = || draft.rows.iter().filter(|row| row.kind == Kind::Stage);
    let written: Vec<&Fields> = stages()
        .filter_map(|row| match &row.fields.get("opens")?.raw {
            Raw::List(opens) => Some(opens),
            _ => None,
        })
        .flatten()
        .filter_map(|opening| match &opening.raw {
            Raw::Table(fields) => Some(fields),
            _ => None,
        })
        .collect();
    let moves = written
        .iter()
        .filter(|fields| fields.contains_key("moves"))
        .count();
    let read: Vec<&Opening> = policy
        .stages
        .iter()
        .flat_map(|stage| &stage.opens)
        .collect();
    let read_moves = read
        .iter()
        .filter(|opening| opening.moves.is_some())
        .count();
    let missing = |written: usize, read: usize| written.saturating_sub(read);
    missing(stages().count(), policy.stages.len())
        + missing(written.len(), read.len())
        + missing(moves, read_moves)
}

/// How far a track was followed.
#[derive(Debug, Default)]
struct Way<'a> {
    reached: BTreeSet<&'a Key>,
    begun: bool,
}

/// A policy while it is checked.
struct Check<'a, 'd, 'm> {
    policy: &'a Policy,
    catalogue: &'d Catalogue,
    report: &'d mut Report<'m>,
    /// Ways that lead nowhere known.
    astray: usize,
}

impl<'a> Check<'a, '_, '_> {
    /// The stages of a track nothing leads to, each the first of its kind: what follows them is not told again.
    fn track(&mut self, track: &'a Key) -> Vec<&'a Stage> {
        let policy = self.policy;
        let steps = || policy.track(track).filter(|stage| stage.is_step());
        let always = policy.track(track).filter(|stage| !stage.is_step());
        let mut way = Way::default();
        self.follow(track, always.collect(), &mut way);
        if self.astray > 0 {
            return Vec::new();
        }
        if !way.begun {
            self.never_begun(track);
            return Vec::new();
        }
        let mut lost = Vec::new();
        for stage in steps() {
            if way.reached.insert(&stage.key) {
                lost.push(stage);
                self.follow(track, vec![stage], &mut way);
            }
        }
        let ended = steps().any(|stage| stage.ends == Ends::Established);
        if lost.is_empty() && !ended {
            self.never_ended(track);
        }
        lost
    }

    /// Follows every act from these stages on.
    fn follow(&mut self, track: &Key, mut waiting: Vec<&'a Stage>, way: &mut Way<'a>) {
        let policy = self.policy;
        while let Some(stage) = waiting.pop() {
            for opening in on_track(stage, track) {
                let creates = self.catalogue.act(&opening.act).and_then(|act| act.creates);
                let begins = creates.and_then(|subject| first(policy, track, subject));
                way.begun |= begins.is_some();
                let moved = self.moved(track, stage, opening);
                for next in begins.into_iter().chain(moved) {
                    if way.reached.insert(&next.key) {
                        waiting.push(next);
                    }
                }
            }
        }
    }

    /// The stage an opening moves the case to on that track.
    fn moved(&mut self, track: &Key, stage: &Stage, opening: &Opening) -> Option<&'a Stage> {
        let label = format!("stage {}, {}", stage.key, opening.act);
        match opening.moves.as_ref()? {
            Moves::Next => {
                let next = self.policy.next_stage(track, &stage.key);
                if next.is_none() && stage.is_step() {
                    self.astray += 1;
                    let wrong = format!("After `{}` no stage follows on track {track}.", stage.key);
                    self.report.add(&opening.at, &label, wrong).allowed =
                        Some("Stages follow each other in the order they are written.".to_owned());
                }
                next
            }
            Moves::To(key) => {
                let next = self.policy.stage(key)?;
                if !next.on_track(track) {
                    self.astray += 1;
                    let wrong =
                        format!("The act moves to `{key}`, which is no stage of track {track}.");
                    self.report.add(&opening.at, &label, wrong).allowed =
                        Some(self.stages_of(track));
                    return None;
                }
                Some(next)
            }
        }
    }

    /// The stages of a track in a sentence.
    fn stages_of(&self, track: &Key) -> String {
        let steps = self.policy.track(track).filter(|stage| stage.is_step());
        let names: Vec<&str> = steps.map(|stage| stage.key.as_str()).collect();
        listed(&format!("Stages of track {track}"), &names)
    }

    /// A track nobody can begin.
    fn never_begun(&mut self, track: &Key) {
        let starts: Vec<&str> = self
            .catalogue
            .acts
            .iter()
            .filter(|act| {
                act.creates
                    .is_some_and(|subject| subject != SubjectKind::Organisation)
            })
            .map(|act| act.key)
            .collect();
        let at = self.track_at(track);
        let wrong = format!("No act begins track {track}.");
        self.report
            .add(&at, &format!("track {track}"), wrong)
            .allowed = Some(listed("Open one of the acts that begin a track", &starts));
    }

    /// A track nobody can end in establishment.
    fn never_ended(&mut self, track: &Key) {
        let at = self.track_at(track);
        let wrong = format!("Track {track} never reaches a stage with ends = \"established\".");
        self.report
            .add(&at, &format!("track {track}"), wrong)
            .allowed = Some(self.stages_of(track));
    }

    /// Where a track is named.
    fn track_at(&self, track: &Key) -> Location {
        let term = self.policy.term("track", track);
        term.map_or_else(|| start_of(PACK_FILE), |term| term.at.clone())
    }

    /// A stage no act leads to on these tracks.
    fn unreachable(&mut self, stage: &Stage, tracks: &[&str]) {
        let all = self
            .policy
            .terms("track")
            .iter()
            .filter(|track| stage.on_track(&track.key))
            .count();
        let on = if tracks.len() == all {
            "any of its tracks".to_owned()
        } else {
            format!("track {}", tracks.join(", "))
        };
        let label = format!("stage {}", stage.key);
        let wrong = format!("Nothing leads to stage `{}` on {on}.", stage.key);
        self.report.add(&stage.at, &label, wrong).allowed = Some(format!(
            "An act of another stage must move there: moves = \"{}\", or moves = \"next\" in the stage before it.",
            stage.key
        ));
    }

    /// A stage opens an act once on every track; a second opening would never be used.
    fn opened_once(&mut self, stage: &Stage) {
        let tracks = |opening: &Opening| -> BTreeSet<Key> {
            let all = self.policy.terms("track").iter().map(|track| &track.key);
            all.filter(|track| opening.tracks.is_empty() || opening.tracks.contains(track))
                .filter(|track| stage.on_track(track))
                .cloned()
                .collect()
        };
        for (index, opening) in stage.opens.iter().enumerate() {
            let earlier = stage.opens.iter().take(index);
            let own = tracks(opening);
            let twice = earlier
                .filter(|other| other.act == opening.act)
                .find(|other| !tracks(other).is_disjoint(&own));
            if let Some(first) = twice {
                let label = format!("stage {}, {}", stage.key, opening.act);
                let wrong = format!(
                    "The stage opens `{}` already at {}.",
                    opening.act,
                    place(&first.at)
                );
                self.report.add(&opening.at, &label, wrong).allowed = Some(
                    "Write both holders in one `by`, or give each opening its own tracks."
                        .to_owned(),
                );
            }
        }
    }

    /// An act is opened where its subject is.
    fn subject(&mut self, stage: &Stage, opening: &Opening) {
        let Some(act) = self.catalogue.act(&opening.act) else {
            return;
        };
        if act.subject != stage.subject {
            let (needs, has) = (word(act.subject), word(stage.subject));
            let label = format!("stage {}, {}", stage.key, opening.act);
            let wrong = format!(
                "Nobody may do `{}` here: it is done to {needs}, the stage is about {has}.",
                opening.act
            );
            self.report.add(&opening.at, &label, wrong).allowed = Some(format!(
                "Open it in a stage with subject = \"{}\".",
                bare(act.subject)
            ));
        }
    }

    /// An opening's tracks are among its stage's.
    fn tracks(&mut self, stage: &Stage, opening: &Opening) {
        for track in opening.tracks.iter().filter(|track| !stage.on_track(track)) {
            let label = format!("stage {}, {}", stage.key, opening.act);
            let wrong = format!("Nobody may do this on track {track}: the stage is not on it.");
            let tracks: Vec<&str> = stage.tracks.iter().map(Key::as_str).collect();
            self.report.add(&opening.at, &label, wrong).allowed =
                Some(listed("Tracks of the stage", &tracks));
        }
    }

    /// Acts an opening waits for are opened for somebody, and a case is sent back to what it came through.
    fn depends(&mut self, stage: &Stage, opening: &Opening) {
        let label = format!("stage {}, {}", stage.key, opening.act);
        let before = self
            .policy
            .stages
            .iter()
            .take_while(|other| other.key != stage.key);
        let before: Vec<&str> = before
            .filter(|other| other.subject == stage.subject)
            .map(|other| other.key.as_str())
            .collect();
        for back in opening
            .returns
            .iter()
            .filter(|back| !before.contains(&back.as_str()))
        {
            let wrong =
                format!("No case can be sent back to `{back}` from here: it is no earlier stage.");
            self.report.add(&opening.at, &label, wrong).allowed =
                Some(listed("Earlier stages", &before));
        }
        if let Some(from) = opening
            .within
            .as_ref()
            .and_then(|within| within.from.as_ref())
            && !self.openings().any(|other| other.act == *from)
        {
            let wrong =
                format!("The period counts from `{from}`, which nobody may do: no stage opens it.");
            self.report.add(&opening.at, &label, wrong);
        }
        if self.catalogue.act(CONFIRM).is_none() {
            return;
        }
        for holder in &opening.consent {
            let confirms = |other: &Opening| other.act == CONFIRM && other.by.contains(holder);
            if !self.openings().any(confirms) {
                let wrong = format!(
                    "The act waits for the consent of `{holder}`, who may nowhere give it."
                );
                self.report.add(&opening.at, &label, wrong).allowed =
                    Some(format!("Open `{CONFIRM}` with by = \"{holder}\"."));
            }
        }
    }

    /// All openings of the policy.
    fn openings(&self) -> impl Iterator<Item = &'a Opening> + use<'a> {
        self.policy.stages.iter().flat_map(|stage| &stage.opens)
    }
}

/// The openings of a stage on a track.
fn on_track<'a>(stage: &'a Stage, track: &Key) -> impl Iterator<Item = &'a Opening> {
    stage
        .opens
        .iter()
        .filter(move |opening| opening.tracks.is_empty() || opening.tracks.contains(track))
}

/// The stage in which a new subject begins.
fn first<'a>(policy: &'a Policy, track: &Key, subject: SubjectKind) -> Option<&'a Stage> {
    policy
        .stages
        .iter()
        .find(|stage| stage.on_track(track) && stage.is_step() && stage.subject == subject)
}

/// A subject in words.
const fn word(subject: SubjectKind) -> &'static str {
    match subject {
        SubjectKind::Office => "the office",
        SubjectKind::Organisation => "an organisation",
        SubjectKind::Candidacy => "a candidacy",
        SubjectKind::Consortium => "a consortium",
    }
}

/// A subject as it is written.
const fn bare(subject: SubjectKind) -> &'static str {
    match subject {
        SubjectKind::Office => "office",
        SubjectKind::Organisation => "organisation",
        SubjectKind::Candidacy => "candidacy",
        SubjectKind::Consortium => "consortium",
    }
}
