//! The table an official can read aloud: what each stage waits for, and of whom.

/// Who a stage waits for.
#[derive(Debug, Clone, Copy)]
pub enum Who {
    /// Officers of a body of the whole area.
    Officers(&'static str),
    /// Leaders of a body of the whole area.
    Leaders(&'static str),
    /// Officers of that body in the case's division.
    Local(&'static str),
    /// The bureau on the municipal track, the division's department on the county track.
    Selecting,
    /// The lead's head and secretaries.
    Lead,
    /// Head and secretaries of every organisation whose invitation still stands.
    Invited,
    /// Who signs for a member that has not signed.
    Signers,
    /// The person proposed as chief expert.
    Proposed,
    /// The lead's head and the chief expert, each who has not confirmed.
    Heads,
    /// Experts who have not given their opinion.
    Experts,
}

/// What each stage waits for, and of whom.
pub const WAITS: &[(&str, &[(&str, Who)])] = &[
    ("selection", &[("selection.select", Who::Selecting)]),
    ("selected", &[("consortium.start", Who::Lead)]),
    (
        "invitation",
        &[
            ("invitation.accept", Who::Invited),
            ("council.form", Who::Lead),
        ],
    ),
    (
        "governance",
        &[
            ("invitation.accept", Who::Invited),
            ("chief_expert.accept", Who::Proposed),
            ("charter.draft", Who::Lead),
        ],
    ),
    (
        "charter",
        &[
            ("invitation.accept", Who::Invited),
            ("chief_expert.accept", Who::Proposed),
            ("charter.freeze", Who::Lead),
            ("charter.sign", Who::Signers),
        ],
    ),
    (
        "application",
        &[
            ("chief_expert.accept", Who::Proposed),
            ("responsibility.confirm", Who::Heads),
            ("application.submit", Who::Lead),
        ],
    ),
    ("review", &[("review.pass", Who::Local("department"))]),
    (
        "recommendation",
        &[("recommendation.issue", Who::Local("government"))],
    ),
    (
        "examination",
        &[("examination.accept", Who::Officers("bureau"))],
    ),
    (
        "expert-review",
        &[
            ("examination.assign", Who::Officers("bureau")),
            ("examination.assess", Who::Experts),
        ],
    ),
    (
        "interview",
        &[("examination.hold", Who::Officers("bureau"))],
    ),
    (
        "notice",
        &[
            ("notice.publish", Who::Officers("bureau")),
            ("objection.answer", Who::Officers("bureau")),
            ("notice.close", Who::Officers("bureau")),
        ],
    ),
    ("decision", &[("decision.approve", Who::Leaders("bureau"))]),
    (
        "established",
        &[
            ("establishment.link_leader", Who::Officers("bureau")),
            ("establishment.assign_liaison", Who::Local("department")),
        ],
    ),
];

/// Acts each of those asked does for themselves; every other is settled for all by whoever does it.
pub const EACH: &[&str] = &[
    "invitation.accept",
    "charter.sign",
    "responsibility.confirm",
    "examination.assess",
    "objection.answer",
];

/// Records after which what the heads confirmed is another matter.
pub const CHANGES: &[&str] = &[
    "plan.revise",
    "invitation.accept",
    "membership.leave",
    "council.form",
    "committee.form",
    "secretariat.form",
    "chief_expert.appoint",
    "chief_expert.accept",
    "chief_expert.decline",
    "mechanism.adopt",
    "charter.draft",
    "charter.reopen",
];

/// Records of an organisation after which what conditions look at is as before.
pub const HARMLESS: &[&str] = &[
    "organisation.register",
    "organisation.authorise",
    "organisation.withdraw_authority",
    "organisation.confirm",
    "selection.nominate",
];
