//! The stories of the demo's consortia: each begins on a day, goes at its own pace, and rests in its own stage.

use acts::Subject;
use acts::scenario::{Cast, Step, Story, nominate, walk};
use policy::Ends;
use values::Date;

use super::names::{FIELDS, person};
use super::organisations::Settled;

struct Told {
    story: Story,
    /// Days between two steps.
    pace: i32,
    next: Date,
    /// The stage at which the story rests; the end if empty.
    rests: String,
    subject: Option<Subject>,
    over: bool,
}

/// The people a consortium needs beside those of its members: a chief expert and advisers.
const EXPERTS: [&str; 4] = ["chief", "adviser1", "adviser2", "adviser3"];

/// Plays all stories up to the day before today.
pub fn play(cast: &mut Cast, settled: &Settled, today: Date) {
    await_stories(cast, settled);
    let mut stories = plan(cast, settled, today);
    let mut day = cast.day();
    while day < today {
        cast.turn_to(day);
        for told in stories
            .iter_mut()
            .filter(|told| !told.over && told.next <= day)
        {
            go_on(cast, told, day);
        }
        let Ok(next) = day.tomorrow() else { return };
        day = next;
    }
}

/// Leads whose story is still to be told by the visitor have their experts at hand.
fn await_stories(cast: &mut Cast, settled: &Settled) {
    for (index, lead) in settled.leads.iter().enumerate().skip(FIELDS.len()) {
        for (number, role) in EXPERTS.iter().enumerate() {
            let alias = format!("{role}@{lead}");
            cast.name_person(
                &alias,
                &person(460 + (index - FIELDS.len()) * EXPERTS.len() + number),
            );
            cast.person(&alias);
        }
    }
}

fn plan(cast: &Cast, settled: &Settled, today: Date) -> Vec<Told> {
    let Some(policy) = cast.rules.policies.in_force(cast.day()) else {
        return Vec::new();
    };
    let tracks: Vec<String> = policy
        .terms("track")
        .iter()
        .map(|term| term.key.to_string())
        .collect();
    let first = cast.day();
    let span = first.until(today).map_or(1, |span| span.get_days()).max(60);
    let mut stories = Vec::new();
    for (index, (field, field_en)) in FIELDS.iter().enumerate() {
        let (Some(lead), Some(track)) = (
            settled.leads.get(index),
            tracks.get(index / 2 % tracks.len().max(1)),
        ) else {
            continue;
        };
        let stages: Vec<String> = policy
            .track(track)
            .filter(|stage| stage.is_step() && stage.ends == Ends::No)
            .map(|stage| stage.key.to_string())
            .collect();
        // Two of five stories went to their end in the course of the year; the others are on their way, each resting at
        // another stage, and began as long ago as it takes to come there.
        let at = index / 5 * 3 + index % 5;
        let (rests, begins) = if index % 5 >= 3 || stages.is_empty() {
            let share = i32::try_from(index).unwrap_or(0) * (span - 90)
                / i32::try_from(FIELDS.len()).unwrap_or(1);
            (String::new(), days_after(first, share + 2))
        } else {
            let place = at % stages.len();
            let ago = 7 + 2 * i32::try_from(place + index % 4).unwrap_or(0);
            (stages[place].clone(), days_after(today, -ago))
        };
        let members = (0..7 + index % 4)
            .filter_map(|n| {
                settled
                    .members
                    .get((index * 5 + n) % settled.members.len().max(1))
                    .cloned()
            })
            .collect();
        stories.push(Told {
            story: Story {
                alias: format!("{lead}-consortium"),
                lead: lead.clone(),
                members,
                field: (*field).to_owned(),
                field_en: (*field_en).to_owned(),
                track: track.clone(),
                without: Vec::new(),
            },
            pace: 1,
            next: begins,
            rests,
            subject: None,
            over: false,
        });
    }
    stories
}

fn go_on(cast: &mut Cast, told: &mut Told, day: Date) {
    let Some(subject) = told.subject else {
        told.subject = nominate(cast, &told.story).ok();
        told.over = told.subject.is_none();
        for (number, role) in EXPERTS.iter().enumerate() {
            cast.name_person(
                &format!("{role}@{}", told.story.alias),
                &person(700 + number * 40 + usize::from(day.day().unsigned_abs())),
            );
        }
        return;
    };
    // Several steps of one kind (invitations, signatures) fall on one day.
    for _ in 0..3 {
        if cast
            .world
            .stage(subject)
            .is_some_and(|stage| *stage.key == *told.rests)
        {
            told.over = true;
            return;
        }
        match walk(cast, &told.story, subject) {
            Step::Did(_) => {}
            Step::Rests => {
                told.over = subject_ended(cast, subject);
                break;
            }
            Step::Closed(act, findings) => {
                tracing::warn!(
                    lead = told.story.lead,
                    act,
                    ?findings,
                    "a story of the demo is closed"
                );
                told.over = true;
                return;
            }
        }
    }
    if let Subject::Candidacy(id) = subject
        && let Some(consortium) = cast.world.candidacy(id).and_then(|found| found.consortium)
    {
        told.subject = Some(Subject::Consortium(consortium));
    }
    told.next = days_after(day, told.pace);
}

fn days_after(day: Date, days: i32) -> Date {
    day.checked_add(jiff::Span::new().days(days)).unwrap_or(day)
}

fn subject_ended(cast: &Cast, subject: Subject) -> bool {
    let Subject::Consortium(id) = subject else {
        return false;
    };
    cast.world
        .consortium(id)
        .is_some_and(|found| found.established.is_some() && found.liaison.is_some())
}
