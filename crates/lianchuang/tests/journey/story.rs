//! The story both journeys tell: who does which act, with what filled in, from the nomination to the decision. Choices are
//! named by what a person reads, so that a page and the API are filled from the same lines.

/// What the story is told with.
pub struct Cast {
    /// The track, as its term.
    pub track: &'static str,
    /// The language in which it is read.
    pub language: &'static str,
    /// The alias of the lead.
    pub lead: &'static str,
    /// The lead's name in that language.
    pub lead_name: &'static str,
    /// Who selects: the bureau's or the division department's officer.
    pub selects: &'static str,
    /// Who gives the recommendation, on the track that has one.
    pub recommends: Option<&'static str>,
    /// The names of the lead's secretary, the chief expert and three advisers.
    pub secretary: &'static str,
    /// The chief expert.
    pub chief: &'static str,
    /// The advisers.
    pub advisers: [&'static str; 3],
    /// The members beside the lead: alias and name in that language.
    pub members: [(&'static str, &'static str); 7],
    /// The field, from which the name is made.
    pub field: &'static str,
    /// The same in English.
    pub field_en: &'static str,
}

/// What an act is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// The lead's own record.
    Lead,
    /// The candidacy made by the nomination.
    Candidacy,
    /// The consortium.
    Consortium,
}

/// What is filled into a field.
#[derive(Debug, Clone)]
pub enum Fill {
    /// A text is typed.
    Type(String),
    /// The choice with this value is taken.
    Take(&'static str),
    /// The choice that reads so is taken.
    Pick(String),
    /// Every choice that reads so is ticked.
    Tick(Vec<String>),
}

/// One act of the story.
#[derive(Debug, Clone)]
pub struct Step {
    /// The login of whoever does it.
    pub who: String,
    /// What it is done to.
    pub on: On,
    /// The act.
    pub act: &'static str,
    /// What is filled in beside what already stands in the form.
    pub fill: Vec<(String, Fill)>,
    /// The conditions that close it, by key; none if it is to be recorded.
    pub closed_by: Vec<&'static str>,
}

/// The lead's and the experts' names come from the demo's list of names.
pub const MEMBERS_ZH: [(&str, &str); 7] = [
    ("m-alder", "赤杨示例制造有限公司"),
    ("m-birch", "白桦示例大学"),
    ("m-cedar", "雪松示例研究院"),
    ("m-dogwood", "山茱萸示例离岸创新中心"),
    ("m-elm", "榆树示例技术服务中心"),
    ("m-fir", "冷杉示例创业投资有限公司"),
    ("m-ginkgo", "银杏示例制造有限公司"),
];

/// The same in English.
pub const MEMBERS_EN: [(&str, &str); 7] = [
    ("m-hazel", "Hazel Example University"),
    ("m-ilex", "Ilex Example Research Institute"),
    ("m-juniper", "Juniper Example Offshore Innovation Centre"),
    ("m-katsura", "Katsura Example Technology Services"),
    ("m-larch", "Larch Example Venture Capital"),
    ("m-maple", "Maple Example Manufacturing Ltd."),
    ("m-nutmeg", "Nutmeg Example University"),
];

/// Conditions that close an application without chief expert, confirmations and mechanisms.
const TOO_EARLY: &[&str] = &["consent.lead_head", "consent.chief_expert", "3.1.4b"];

fn typed(text: impl Into<String>) -> Fill {
    Fill::Type(text.into())
}

fn step(who: impl Into<String>, on: On, act: &'static str, fill: Vec<(&str, Fill)>) -> Step {
    Step {
        who: who.into(),
        on,
        act,
        fill: fill
            .into_iter()
            .map(|(name, fill)| (name.to_owned(), fill))
            .collect(),
        closed_by: Vec::new(),
    }
}

impl Cast {
    fn says(&self, zh: &'static str, en: &'static str) -> Fill {
        typed(if self.language == "en" { en } else { zh })
    }

    /// The field as a reader of the language searches for it.
    pub fn field_sought(&self) -> &'static str {
        if self.language == "en" {
            self.field_en
        } else {
            self.field
        }
    }

    fn head(&self) -> String {
        format!("head@{}", self.lead)
    }

    fn lead_secretary(&self) -> String {
        format!("secretary@{}", self.lead)
    }

    /// All acts, in their order.
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = self.selection();
        steps.extend(self.invitations());
        steps.extend(self.bodies());
        steps.extend(self.charter());
        steps.extend(self.first_try());
        steps.extend(self.chief_expert());
        steps.extend(self.application());
        steps.extend(self.examination());
        steps
    }

    fn selection(&self) -> Vec<Step> {
        let judge = |what: &'static str| {
            step(
                self.selects,
                On::Candidacy,
                "selection.judge",
                vec![
                    ("judgement", Fill::Take(what)),
                    ("outcome", Fill::Take("met")),
                    ("grounds", self.says("实地走访后认定", "Found on site")),
                ],
            )
        };
        vec![
            step(
                self.selects,
                On::Lead,
                "selection.nominate",
                vec![
                    ("track", Fill::Take(self.track)),
                    (
                        "reason",
                        self.says("产业链带动作用明显", "It leads its chain"),
                    ),
                ],
            ),
            judge("frontier"),
            judge("organising"),
            step(self.selects, On::Candidacy, "selection.select", vec![]),
        ]
    }

    fn invitations(&self) -> Vec<Step> {
        let mut start = step(
            self.lead_secretary(),
            On::Candidacy,
            "consortium.start",
            vec![
                ("field", typed(self.field)),
                ("field_en", typed(self.field_en)),
                ("positioning", self.says("补齐关键环节", "Close the gaps")),
                (
                    "goals.0.goal",
                    self.says("攻克关键技术", "Key technologies"),
                ),
                ("goals.0.measure", self.says("三项", "three")),
            ],
        );
        for row in 0..8 {
            let text = self.says("共同推进,分年实施", "Together, year by year");
            start.fill.push((format!("tasks.{row}.text"), text));
        }
        for row in 0..3 {
            let text = self.says("已有协议与平台", "Agreements and platforms exist");
            start.fill.push((format!("sections.{row}.text"), text));
        }
        let invite = |(_, name): &(&str, &str)| {
            let basis = if self.language == "en" {
                ["Transfer", "Standards"]
            } else {
                ["成果转化", "标准制定"]
            };
            step(
                self.lead_secretary(),
                On::Consortium,
                "invitation.send",
                vec![
                    ("organisation", Fill::Pick((*name).to_owned())),
                    ("layer", Fill::Take("core")),
                    ("basis", Fill::Tick(basis.map(str::to_owned).to_vec())),
                ],
            )
        };
        let accept = |(alias, _): &(&str, &str)| {
            step(
                format!("head@{alias}"),
                On::Consortium,
                "invitation.accept",
                vec![("statement", self.says("同意加入", "We join"))],
            )
        };
        let invited = self.members.iter().map(invite);
        std::iter::once(start)
            .chain(invited)
            .chain(self.members.iter().map(accept))
            .collect()
    }

    fn bodies(&self) -> Vec<Step> {
        let advisers = self.advisers.map(str::to_owned).to_vec();
        vec![
            step(
                self.lead_secretary(),
                On::Consortium,
                "council.form",
                vec![("rules", self.says("每家一票,过半数通过", "One vote each"))],
            ),
            step(
                self.head(),
                On::Consortium,
                "committee.form",
                vec![("members", Fill::Tick(advisers))],
            ),
            step(
                self.head(),
                On::Consortium,
                "secretariat.form",
                vec![("head", Fill::Pick(self.secretary.to_owned()))],
            ),
        ]
    }

    fn chief_expert(&self) -> Vec<Step> {
        vec![
            step(
                self.head(),
                On::Consortium,
                "chief_expert.appoint",
                vec![
                    ("person", Fill::Pick(self.chief.to_owned())),
                    (
                        "qualification",
                        self.says("从业二十年", "Twenty years in it"),
                    ),
                ],
            ),
            step(
                format!("chief@{}", self.lead),
                On::Consortium,
                "chief_expert.accept",
                vec![("statement", self.says("同意受聘", "I accept"))],
            ),
        ]
    }

    fn charter(&self) -> Vec<Step> {
        let mut draft = step(
            self.lead_secretary(),
            On::Consortium,
            "charter.draft",
            vec![
                ("licensing", self.says("成员间优先许可", "Members first")),
                ("breach", self.says("违约方承担损失", "The breaker pays")),
            ],
        );
        for row in 0..5 {
            let text = self.says("以理事会决议为准", "As the council resolves");
            draft.fill.push((format!("sections.{row}.text"), text));
        }
        for row in 0..=self.members.len() {
            for part in ["responsibilities", "rights", "obligations"] {
                let text = self.says("按任务分工", "By the division of tasks");
                draft.fill.push((format!("entries.{row}.{part}"), text));
            }
        }
        let freeze = step(
            self.lead_secretary(),
            On::Consortium,
            "charter.freeze",
            vec![],
        );
        let signers =
            std::iter::once(self.lead).chain(self.members.iter().map(|(alias, _)| *alias));
        let sign = signers.map(|alias| {
            step(
                format!("head@{alias}"),
                On::Consortium,
                "charter.sign",
                vec![],
            )
        });
        [draft, freeze].into_iter().chain(sign).collect()
    }

    fn submit(&self) -> Step {
        step(
            self.lead_secretary(),
            On::Consortium,
            "application.submit",
            vec![("statement", self.says("材料属实", "All of it is true"))],
        )
    }

    /// Too early: nobody is chief expert, nobody confirmed, and no mechanism was adopted.
    fn first_try(&self) -> Vec<Step> {
        vec![Step {
            closed_by: TOO_EARLY.to_vec(),
            ..self.submit()
        }]
    }

    fn application(&self) -> Vec<Step> {
        let mechanisms = ["joint-research", "benefit-sharing", "property-sharing"];
        let adopt = mechanisms.map(|mechanism| {
            step(
                self.lead_secretary(),
                On::Consortium,
                "mechanism.adopt",
                vec![
                    ("mechanism", Fill::Take(mechanism)),
                    ("text", self.says("按章程执行", "As the charter says")),
                ],
            )
        });
        let confirm = [self.head(), format!("chief@{}", self.lead)]
            .map(|who| step(who, On::Consortium, "responsibility.confirm", vec![]));
        adopt
            .into_iter()
            .chain(confirm)
            .chain([self.submit()])
            .collect()
    }

    fn examination(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        if let Some(government) = self.recommends {
            let opinion = || vec![("opinion", self.says("同意推荐", "Recommended"))];
            steps.push(step(self.selects, On::Consortium, "review.pass", opinion()));
            steps.push(step(
                government,
                On::Consortium,
                "recommendation.issue",
                opinion(),
            ));
        }
        steps.push(step(
            "officer@bureau",
            On::Consortium,
            "examination.accept",
            vec![("opinion", self.says("材料齐全", "Complete"))],
        ));
        steps.push(step(
            "leader@bureau",
            On::Consortium,
            "decision.approve",
            vec![(
                "reasons",
                self.says("符合全部条件", "All conditions are met"),
            )],
        ));
        steps
    }
}
