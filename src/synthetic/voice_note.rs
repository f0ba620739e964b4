//! What people say: short invented notes whose themes agree with their scores, except about feeling safe.

use super::draw::Draw;

/// Something said, its theme, and how a worker would put it.
struct Saying {
    theme: &'static str,
    own_words: [&'static str; 3],
    note: [&'static str; 2],
}

const fn saying(
    theme: &'static str,
    own_words: [&'static str; 3],
    note: [&'static str; 2],
) -> Saying {
    Saying {
        theme,
        own_words,
        note,
    }
}

const UNSAFE: Saying = saying(
    "not_feeling_safe",
    [
        "I still check the door at night.",
        "I don't like walking home on my own.",
        "Some days home doesn't feel safe to me.",
    ],
    [
        "Says they do not always feel safe.",
        "Spoke again of being frightened on the way home.",
    ],
);
const SAFER: Saying = saying(
    "feeling_safer",
    [
        "I sleep through now.",
        "It feels calmer at home.",
        "I know who to ring if it gets bad.",
    ],
    [
        "Describes home as calmer than it was.",
        "Named two adults they would go to.",
    ],
);
const MORE_TO_DO: Saying = saying(
    "more_to_do",
    [
        "I go to the club on Tuesdays now.",
        "There is football to look forward to.",
        "I started drawing with the group.",
    ],
    [
        "Now takes part in a weekly activity.",
        "Talked proudly about the new group.",
    ],
);
const LITTLE_TO_DO: Saying = saying(
    "little_to_do",
    [
        "There is nothing on round here.",
        "I mostly stay in my room.",
        "The bus stops before the club ends.",
    ],
    [
        "Has little to do after school.",
        "Transport keeps them from joining in.",
    ],
);
const CONFIDENT: Saying = saying(
    "more_confident",
    [
        "I put my hand up in class.",
        "I spoke at the meeting myself.",
        "I can do it without being told.",
    ],
    [
        "Spoke up for themselves at the review.",
        "More confident with new people.",
    ],
);
const WORRIED: Saying = saying(
    "worried",
    [
        "I worry what happens next.",
        "I get stuck and give up.",
        "I don't think I'm good at anything.",
    ],
    [
        "Worries a good deal about what comes next.",
        "Finds it hard to begin new things.",
    ],
);
const OTHERS: [Saying; 5] = [
    saying(
        "listened_to",
        [
            "She listens to me.",
            "He asked what I wanted.",
            "They did what I asked for.",
        ],
        [
            "Felt listened to in the session.",
            "Said their view was taken up.",
        ],
    ),
    saying(
        "not_listened_to",
        [
            "Nobody asked me.",
            "I said it before and nothing happened.",
            "They talk over me.",
        ],
        [
            "Felt decisions were made without them.",
            "Asked why nobody had told them.",
        ],
    ),
    saying(
        "waiting",
        [
            "We waited ages for a call.",
            "It took months to start.",
            "I have had three workers.",
        ],
        [
            "Unhappy about the wait for support.",
            "Change of worker was hard.",
        ],
    ),
    saying(
        "family_time",
        [
            "I want to see my brother more.",
            "We have tea together now.",
            "Mum and I cook on Sundays.",
        ],
        [
            "Would like more time with siblings.",
            "Family meals are going well.",
        ],
    ),
    saying(
        "school",
        [
            "School is better with the quiet room.",
            "I like the new school.",
            "Mornings are still hard.",
        ],
        [
            "Attendance is easier to talk about now.",
            "School has offered a quiet space.",
        ],
    ),
];

/// Words, their themes, and how they were come by.
#[derive(Debug, Clone)]
pub(crate) struct Note {
    pub(crate) kind: &'static str,
    pub(crate) speaker: &'static str,
    pub(crate) text: String,
    pub(crate) themes: Vec<&'static str>,
    pub(crate) consent: bool,
}

/// Change in the three personal outcomes (feeling safe, things to do, confidence); `None` when not followed up.
pub(crate) type Changes = [Option<i64>; 3];

impl Note {
    /// A note of someone whose personal outcomes changed so.
    ///
    /// What is said about things to do and about confidence goes with the change in most notes. What is said
    /// about feeling safe does not: seven in ten of those who speak of it say that they do not feel safe, however
    /// their score moved.
    pub(crate) fn draw(draw: &mut Draw, changes: Changes, age: u32) -> Self {
        let kind = ["case_note", "survey", "consultation"][draw.weighted(&[0.5, 0.35, 0.15])];
        let speaker = match age {
            0..=7 => ["parent", "carer"][draw.weighted(&[0.8, 0.2])],
            _ => ["child", "parent"][draw.weighted(&[0.8, 0.2])],
        };
        let mut said: Vec<&Saying> = Vec::new();
        if draw.chance(0.55) {
            said.push(match draw.chance(0.7) {
                true => &UNSAFE,
                false => &SAFER,
            });
        }
        for (change, better, worse) in [
            (changes[1], &MORE_TO_DO, &LITTLE_TO_DO),
            (changes[2], &CONFIDENT, &WORRIED),
        ] {
            if draw.chance(0.5) {
                let agrees = draw.chance(0.85);
                said.push(match change.unwrap_or(0) > 0 {
                    improved if improved == agrees => better,
                    _ => worse,
                });
            }
        }
        if said.is_empty() || draw.chance(0.25) {
            said.push(&OTHERS[draw.below(OTHERS.len())]);
        }
        let words: Vec<&str> = said
            .iter()
            .map(|saying| match kind {
                "case_note" => draw.pick(&saying.note),
                _ => draw.pick(&saying.own_words),
            })
            .collect();
        Self {
            kind,
            speaker,
            text: words.join(" "),
            themes: said.iter().map(|saying| saying.theme).collect(),
            consent: draw.chance(match kind {
                "case_note" => 0.25,
                _ => 0.7,
            }),
        }
    }
}
