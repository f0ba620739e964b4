//! Tables of a few people whose fates are known.

use throughline::kernel::stats::Interval;
use throughline::longitudinal::{Attrition, AttritionRow, Direction};
use throughline::outcomes::{Comparison, ComparisonRow, PairedChange, Responders};

/// People of one group by what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fates {
    pub not_due: u64,
    pub no_baseline: u64,
    pub lost: u64,
    pub improved: u64,
    pub same: u64,
    pub worse: u64,
}

pub const LEAVES: usize = 6;

impl Fates {
    pub fn new(of: [u64; LEAVES]) -> Self {
        let [not_due, no_baseline, lost, improved, same, worse] = of;
        Self {
            not_due,
            no_baseline,
            lost,
            improved,
            same,
            worse,
        }
    }

    pub fn leaves(self) -> [u64; LEAVES] {
        [
            self.not_due,
            self.no_baseline,
            self.lost,
            self.improved,
            self.same,
            self.worse,
        ]
    }

    pub fn add(self, other: Self) -> Self {
        let (a, b) = (self.leaves(), other.leaves());
        Self::new(std::array::from_fn(|i| a[i] + b[i]))
    }

    pub fn paired(self) -> u64 {
        self.improved + self.same + self.worse
    }

    pub fn baseline(self) -> u64 {
        self.paired() + self.lost
    }

    pub fn due(self) -> u64 {
        self.baseline() + self.no_baseline
    }

    pub fn eligible(self) -> u64 {
        self.due() + self.not_due
    }
}

pub fn change(mean_change: f64) -> PairedChange {
    PairedChange {
        mean_baseline: 20.0,
        mean_follow_up: 20.0 + mean_change,
        sd_baseline: 6.0,
        sd_follow_up: 5.5,
        mean_change,
        sd_change: 4.0,
        correlation: Some(0.6),
        ci: Interval {
            level: 0.95,
            lower: mean_change - 1.0,
            upper: mean_change + 1.0,
        },
        t_test: None,
        signed_rank: None,
        chosen_by_score: false,
        regression: None,
        effects: vec![],
    }
}

pub fn comparison_row(grouping: &str, group: &str, fates: Fates) -> ComparisonRow {
    ComparisonRow {
        measure: "Wellbeing".into(),
        wave: "6 months".into(),
        grouping: grouping.into(),
        group: group.into(),
        direction: Direction::HigherIsBetter,
        n_eligible: fates.due(),
        n_baseline: fates.baseline(),
        n_paired: fates.paired(),
        change: (fates.paired() > 1).then(|| change(2.0)),
        responders: Responders {
            improved: fates.improved,
            same: fates.same,
            worse: fates.worse,
            threshold: 1.0,
        },
    }
}

pub fn attrition_row(grouping: &str, group: &str, fates: Fates) -> AttritionRow {
    let mean = |n: u64| (n > 0).then_some(20.0);
    AttritionRow {
        measure: "Wellbeing".into(),
        wave: "6 months".into(),
        grouping: grouping.into(),
        group: group.into(),
        eligible: fates.eligible(),
        not_due: fates.not_due,
        with_baseline: fates.baseline(),
        followed_up: fates.paired(),
        lost: fates.lost,
        mean_baseline_followed: mean(fates.paired()),
        mean_baseline_lost: mean(fates.lost),
    }
}

/// Everyone, then the groups of one grouping.
pub fn rows(groups: &[Fates]) -> Vec<(&'static str, String, Fates)> {
    let everyone = groups.iter().copied().reduce(Fates::add).expect("a group");
    let named = |(i, &fates): (usize, &Fates)| ("partner", format!("agency {i}"), fates);
    let mut rows = vec![("overall", "all".to_string(), everyone)];
    rows.extend(groups.iter().enumerate().map(named));
    rows
}

pub fn comparison(groups: &[Fates]) -> Comparison {
    let row =
        |(grouping, group, fates): &(&str, String, Fates)| comparison_row(grouping, group, *fates);
    Comparison::from_rows(rows(groups).iter().map(row).collect())
}

pub fn attrition(groups: &[Fates]) -> Attrition {
    let row =
        |(grouping, group, fates): &(&str, String, Fates)| attrition_row(grouping, group, *fates);
    Attrition::from_rows(rows(groups).iter().map(row).collect())
}
