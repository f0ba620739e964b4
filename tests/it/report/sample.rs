//! A full report of simulated people: six measures, two waves, four groupings, one partner very small.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use throughline::disclosure::Policy;
use throughline::evidence;
use throughline::longitudinal::{Attrition, AttritionRow, Direction};
use throughline::outcomes::{Comparison, ComparisonRow, WideScores, compare_columns};
use throughline::report::{DataSource, LinkageSummary, LinkageTruth, Report, ValidationSummary};
use throughline::voice::{ThemeRow, ThemeTable};

pub const PEOPLE: usize = 900;
pub const WAVES: [&str; 2] = ["6 months", "12 months"];
pub const GROUPINGS: [&str; 4] = ["partner", "service", "age_band", "sex"];

/// A measure: direction, mean and standard deviation at baseline, and planted change at six months.
pub const MEASURES: [(&str, Direction, f64, f64, f64); 6] = [
    (
        "Emotional wellbeing",
        Direction::HigherIsBetter,
        18.0,
        5.5,
        2.1,
    ),
    (
        "Difficulties (SDQ total)",
        Direction::LowerIsBetter,
        19.0,
        6.0,
        -2.4,
    ),
    (
        "Education and learning",
        Direction::HigherIsBetter,
        5.2,
        2.0,
        0.9,
    ),
    ("Home and family", Direction::HigherIsBetter, 4.8, 2.1, 0.6),
    (
        "Friends and community",
        Direction::HigherIsBetter,
        5.5,
        2.2,
        0.1,
    ),
    ("Feeling safe", Direction::HigherIsBetter, 6.1, 2.0, -0.5),
];

/// People in groups, the last partner a very small one.
pub fn groups() -> [Vec<String>; 4] {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let partners = [
        "Ashdown Borough",
        "Brackenshire County",
        "Calder Trust",
        "Dunmore Families",
        "Eastmere City",
        "Fenland Youth",
        "Galloway Voices",
        "Harrow Vale",
    ];
    let mut pick = |names: &[&str], share: &[u32]| -> Vec<String> {
        let total: u32 = share.iter().sum();
        let mut one = || {
            let mut at = rng.random_range(0..total);
            let found = names
                .iter()
                .zip(share)
                .find(|(_, own)| match at.checked_sub(**own) {
                    Some(rest) => {
                        at = rest;
                        false
                    }
                    None => true,
                });
            found.map_or_else(String::new, |(name, _)| (*name).to_owned())
        };
        (0..PEOPLE).map(|_| one()).collect()
    };
    [
        pick(&partners, &[22, 20, 15, 14, 10, 9, 8, 1]),
        pick(&["Early Help", "Social care"], &[60, 40]),
        pick(
            &["0 to 4", "5 to 10", "11 to 15", "16 and over"],
            &[15, 30, 35, 20],
        ),
        pick(&["female", "male", "not recorded"], &[48, 49, 3]),
    ]
}

/// Simulated scores of one measure: baseline, then each wave; a fifth has none at the first wave, two fifths at the
/// second.
pub fn scores(measure: usize) -> (Vec<Option<f64>>, [Vec<Option<f64>>; 2]) {
    let mut rng = ChaCha8Rng::seed_from_u64(100 + measure as u64);
    let (_, _, mean, sd, change) = MEASURES[measure];
    let mut normal = || -> f64 { StandardNormal.sample(&mut rng) };
    let (mut baseline, mut waves) = (Vec::new(), [Vec::new(), Vec::new()]);
    for _ in 0..PEOPLE {
        let own = normal() * sd * 0.8;
        let score =
            |shift: f64, noise: f64| (mean + own + shift + noise * sd * 0.6).round().max(0.0);
        let before = score(0.0, normal());
        baseline.push((normal() > -1.5).then_some(before));
        for (wave, lost) in [(0, -0.85), (1, -0.3)] {
            let shift = change * [1.0, 1.3][wave];
            let after = score(shift, normal());
            waves[wave].push((normal() > lost).then_some(after));
        }
    }
    (baseline, waves)
}

/// The comparison of six measures at two waves by four groupings, its rows in the documented order.
pub fn comparison() -> Comparison {
    let groups = groups();
    let mut rows = Vec::new();
    for (index, (name, direction, ..)) in MEASURES.into_iter().enumerate() {
        let (baseline, waves) = scores(index);
        let mut by_wave: [Vec<ComparisonRow>; 2] = Default::default();
        for (grouping, labels) in GROUPINGS.iter().zip(&groups) {
            let labels: Vec<Option<&str>> =
                labels.iter().map(|label| Some(label.as_str())).collect();
            let mut wide = WideScores::new(name, direction, &baseline)
                .group_by(grouping, &labels)
                .minimal_important_change(1.0);
            for (wave, scores) in WAVES.iter().zip(&waves) {
                wide = wide.wave(wave, scores);
            }
            for row in compare_columns(&wide).unwrap().rows() {
                let wave = WAVES.iter().position(|wave| *wave == row.wave).unwrap();
                if row.grouping != "overall" || by_wave[wave].is_empty() {
                    by_wave[wave].push(row.clone());
                }
            }
        }
        rows.extend(by_wave.into_iter().flatten());
    }
    Comparison::from_rows(rows)
}

pub fn attrition(comparison: &Comparison) -> Attrition {
    let row = |row: &ComparisonRow| {
        let lost = row.n_baseline - row.n_paired;
        AttritionRow {
            measure: row.measure.clone(),
            wave: row.wave.clone(),
            grouping: row.grouping.clone(),
            group: row.group.clone(),
            eligible: row.n_eligible,
            not_due: 0,
            with_baseline: row.n_baseline,
            followed_up: row.n_paired,
            lost,
            mean_baseline_followed: row.change.as_ref().map(|change| change.mean_baseline),
            mean_baseline_lost: row.change.as_ref().map(|change| change.mean_baseline - 0.4),
        }
    };
    Attrition::from_rows(comparison.rows().iter().map(row).collect())
}

pub fn themes() -> ThemeTable {
    let themes = [
        ("being listened to", [121, 40, 22, 31]),
        ("housing", [44, 38, 41, 27]),
        ("waiting", [23, 31, 37, 19]),
        ("school", [58, 22, 9, 14]),
        ("family contact", [19, 14, 3, 8]),
    ];
    let row = |(measure, wave, (theme, of)): (&str, &str, (&str, [u64; 4]))| ThemeRow {
        measure: measure.into(),
        wave: wave.into(),
        theme: theme.into(),
        improved: of[0],
        same: of[1],
        worse: of[2],
        not_paired: of[3],
    };
    let rows = MEASURES.iter().take(2).flat_map(|measure| {
        WAVES
            .into_iter()
            .flat_map(move |wave| themes.map(|theme| (measure.0, wave, theme)))
    });
    ThemeTable::from_rows(rows.map(row).collect())
}

pub fn full(policy: &Policy) -> Report {
    let comparison = comparison();
    let flow = policy.release(attrition(&comparison)).unwrap();
    let released = policy.release(comparison).unwrap();
    let pooled = evidence::pool(&released, "partner").unwrap();
    let validation = ValidationSummary::new("assessments.csv", 12_480, 12_402, 78).unwrap();
    Report::new("Outcomes of support across eight agencies", released)
        .study(
            "Children and young people referred to Early Help or social care, followed for a year.",
        )
        .attrition(flow)
        .pooled(pooled)
        .themes(policy.release(themes()).unwrap())
        .source(DataSource {
            name: "Brackenshire County".into(),
            holds: "assessments".into(),
            records: 4_120,
        })
        .validation(
            validation
                .reason("outside the allowed range", 61)
                .reason("not a date in any accepted form", 17),
        )
        .linkage(LinkageSummary {
            records: 15_204,
            people: 5_310,
            links: 11_872,
            threshold: 0.95,
            converged: true,
            notes: vec!["EM met its tolerance after 14 steps.".into()],
            truth: Some(LinkageTruth {
                precision: 0.9987,
                recall: 0.981,
                f1: 0.9898,
            }),
        })
        .dated("March 2026")
        .seed(42)
}
