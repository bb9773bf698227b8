//! The three administrators at the command line and with a workbook: every act that is not theirs is refused, and nothing is
//! recorded. Pages, API and tables are walked beside the code (`trail/tests/administrators.rs`).

use acts::acts;
use policy::SubjectKind;

use super::city::{Folder, run};
use super::workbook::{ORGANISATIONS, code, fill};

fn head(data: &str) -> String {
    run(&["register", "head", "--data", data]).well().out
}

/// What each of the three may do by the pack.
const OWN: [(&str, &[&str]); 3] = [
    ("system@office", &["person.enrol"]),
    ("security@office", &["appointment.make", "appointment.end"]),
    ("auditor@office", &[]),
];

#[test]
fn each_administrator_is_refused_every_other_act_at_the_command_line_and_by_workbook() {
    std::thread::scope(|scope| {
        for (login, own) in OWN {
            scope.spawn(move || {
                let folder = Folder::with_city();
                let data = folder.text("city");
                let before = head(&data);
                for kind in acts().filter(|kind| !own.contains(&kind.key)) {
                    let subject = match kind.subject {
                        SubjectKind::Office => "office",
                        SubjectKind::Organisation => "o1",
                        SubjectKind::Candidacy => "s1",
                        SubjectKind::Consortium => "c1",
                    };
                    let given = match kind.key {
                        "person.enrol" => vec!["name=示例人员"],
                        "appointment.end" => vec!["appointment=2", "reason=示例"],
                        "appointment.make" => vec!["person=p1", "role=expert", "from=2025-01-01"],
                        _ => vec![],
                    };
                    let asked = ["act", kind.key, subject, "--data", &data, "--as", login];
                    let refused = run(&[&asked[..], &given].concat());
                    assert_ne!(refused.code, 0, "{login} {}: {}", kind.key, refused.out);
                    if !given.is_empty() {
                        assert_eq!(refused.code, 3, "{login} {}: {}", kind.key, refused.err);
                    }
                }
                let one = code(90_001);
                let row: &[(&str, &str)] = &[
                    ("Name in Chinese", "甲示例"),
                    ("Credit code", &one),
                    ("Kind", "Enterprise"),
                    ("Legal form", "Company"),
                    ("Place outside the area", "Elsewhere"),
                ];
                let book = fill(&folder, "new.xlsx", &[(ORGANISATIONS, row)]);
                let refused = run(&["import", &book, "--data", &data, "--as", login]);
                assert_ne!(refused.code, 0, "{login} by workbook: {}", refused.out);
                assert_eq!(head(&data), before, "{login}: nothing was recorded");
            });
        }
    });
}
