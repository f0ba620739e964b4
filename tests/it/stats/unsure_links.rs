//! Outcomes of people whose links are unsure: what a threshold does to a mean change, what draws mend, and what they don't.
//!
//! Blocks of two people at baseline and two at follow-up, all four pairs compared, each person once on either side. How many
//! are the same people, and which, is drawn by odds θ a link; a pair's evidence is a log likelihood ratio from N(±d²/2, d²), so
//! that match weights are calibrated. In half of the blocks evidence is poor (d is less), and there people change less. A false
//! link is with a stranger of the block, thus of like kind.

use std::sync::LazyLock;

use super::*;
use rand::RngExt;

use rayon::prelude::*;
use throughline::kernel::graph::{
    Constraints, Edge, Labelling, PartitionLaw, PartitionSampler, constrained_components,
};
use throughline::kernel::stats::linear::Matrix;
use throughline::kernel::stats::linkage_error::{
    LinkageCorrection, LinkedBlock, linked_regression,
};
use throughline::kernel::stats::missing::rubin;
use throughline::kernel::stats::regression::ols;

const BLOCKS: u32 = 500;
const ODDS: f64 = 8.0;
/// d where evidence is good and where it is poor.
const EVIDENCE: [f64; 2] = [6.0, 1.6];
/// Links are pairs of at least so many bits: a match probability of 0.85.
const THRESHOLD: f64 = 2.5;
const CHANGE: [f64; 2] = [5.0, 1.0];
const SLOPE: f64 = 0.8;
const DRAWS: u64 = 20;

/// One study: in each block nodes 0 and 1 are at baseline, 2 and 3 at follow-up.
struct World {
    edges: Vec<Edge>,
    truth: Vec<[u32; 2]>,
    /// 1 where evidence is poor, by block.
    kinds: Vec<usize>,
    values: Vec<f64>,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut world = Self {
            edges: Vec::new(),
            truth: Vec::new(),
            kinds: Vec::new(),
            values: Vec::new(),
        };
        for block in 0..BLOCKS {
            let kind = usize::from(rng.random_bool(0.5));
            let first = 4 * block;
            // No link, four ways of one, two ways of two.
            let total = 1.0 + 4.0 * ODDS + 2.0 * ODDS * ODDS;
            let at = rng.random::<f64>() * total;
            let swap = u32::from(rng.random_bool(0.5));
            let links: Vec<[u32; 2]> = match at {
                at if at < 1.0 => vec![],
                at if at < 1.0 + 4.0 * ODDS => vec![[u32::from(rng.random_bool(0.5)), 2 + swap]],
                _ => vec![[0, 2 + swap], [1, 3 - swap]],
            };
            let mut normal = || rng.sample::<f64, _>(StandardNormal);
            for a in 0..2 {
                for b in 2..4 {
                    let d = EVIDENCE[kind];
                    let sign = if links.contains(&[a, b]) { 1.0 } else { -1.0 };
                    let ratio = sign * d * d / 2.0 + d * normal();
                    let weight = (ODDS.ln() + ratio) / std::f64::consts::LN_2;
                    world.edges.push(Edge::new(first + a, first + b, weight));
                }
            }
            let base: Vec<f64> = (0..4).map(|_| 2.0 * normal()).collect();
            for node in 0..4u32 {
                let own = links.iter().find(|link| link[1] == node);
                let before = base[own.map_or(node, |link| link[0]) as usize];
                world.values.push(match node {
                    0 | 1 => base[node as usize],
                    _ => SLOPE * before + CHANGE[kind] + 1.5 * normal(),
                });
            }
            world.kinds.push(kind);
            world
                .truth
                .extend(links.iter().map(|link| link.map(|node| first + node)));
        }
        world
    }

    /// Who is linked with whom, from clusters.
    fn links(&self, people: &Labelling) -> Vec<[u32; 2]> {
        let pairs = self.edges.iter().map(|edge| [edge.left, edge.right]);
        pairs.filter(|&[a, b]| people.together(a, b)).collect()
    }

    fn is_true(&self, link: &[u32; 2]) -> bool {
        self.truth.contains(link)
    }

    /// Mean change and its variance, blocks being drawn as wholes.
    fn change(&self, links: &[[u32; 2]]) -> (f64, f64) {
        let changes: Vec<f64> = links
            .iter()
            .map(|&[a, b]| self.values[b as usize] - self.values[a as usize])
            .collect();
        let n = changes.len() as f64;
        let mean = changes.iter().sum::<f64>() / n;
        let mut of_blocks = vec![0.0; BLOCKS as usize];
        for (link, change) in links.iter().zip(&changes) {
            of_blocks[link[0] as usize / 4] += change - mean;
        }
        let squares: f64 = of_blocks.iter().map(|sum| sum * sum).sum();
        let blocks = f64::from(BLOCKS);
        (mean, squares * blocks / (blocks - 1.0) / (n * n))
    }

    /// Follow-up on baseline and kind: the design, the outcome and the kinds.
    fn regression(&self, links: &[[u32; 2]]) -> (Matrix, Vec<f64>, Vec<usize>) {
        let kinds: Vec<usize> = links
            .iter()
            .map(|link| self.kinds[link[0] as usize / 4])
            .collect();
        let kind: Vec<f64> = kinds.iter().map(|&kind| kind as f64).collect();
        let value = |end: usize| {
            links
                .iter()
                .map(|link| self.values[link[end] as usize])
                .collect::<Vec<f64>>()
        };
        let design = Matrix::from_columns(&[&vec![1.0; links.len()], &value(0), &kind]);
        (design, value(1), kinds)
    }

    fn slope(&self, links: &[[u32; 2]]) -> f64 {
        let (design, outcome, _) = self.regression(links);
        ols(&design, &outcome).unwrap().coefficients(0.95)[1].estimate
    }
}

/// What came of one study.
#[derive(Default)]
struct Study {
    false_share: f64,
    missed_share: f64,
    /// Whether the interval of mean change covers: true links, the threshold, draws.
    covered: [bool; 3],
    /// Mean change by each.
    means: [f64; 3],
    /// Slope by each, and by the threshold's links corrected.
    slopes: [f64; 4],
}

fn study(seed: u64) -> Study {
    let world = World::new(seed);
    let nodes = 4 * BLOCKS;
    let groups: Vec<Option<u32>> = (0..nodes)
        .map(|node| Some(u32::from(node % 4 > 1)))
        .collect();
    let constraints = Constraints {
        exclusive_groups: &groups,
        ..Constraints::default()
    };
    let at = constrained_components(nodes as usize, &world.edges, THRESHOLD, &constraints);
    let followed = world.links(&at.labelling);
    let right = followed.iter().filter(|link| world.is_true(link)).count() as f64;
    let law = PartitionLaw {
        constraints,
        ..PartitionLaw::default()
    };
    let sampler = PartitionSampler::new(nodes as usize, &world.edges, &law);
    let drawn: Vec<Labelling> = (0..DRAWS)
        .map(|number| sampler.draw(seed, number))
        .collect();
    let sets: Vec<Vec<[u32; 2]>> = drawn.iter().map(|people| world.links(people)).collect();
    let found: Vec<(f64, f64)> = sets.iter().map(|links| world.change(links)).collect();
    let (means, variances): (Vec<f64>, Vec<f64>) = found.into_iter().unzip();
    let df = f64::from(BLOCKS - 1);
    let pooled = rubin(&means, &variances, df, 0.95).unwrap().pooled;
    let expected = (CHANGE[0] + CHANGE[1]) / 2.0;
    let mut result = Study {
        false_share: 1.0 - right / followed.len() as f64,
        missed_share: 1.0 - right / world.truth.len() as f64,
        ..Study::default()
    };
    let naive = |links: &[[u32; 2]]| {
        let (mean, variance) = world.change(links);
        (mean, 1.976 * variance.sqrt())
    };
    let half = (pooled.ci.upper - pooled.ci.lower) / 2.0;
    for (at, (mean, half)) in [
        naive(&world.truth),
        naive(&followed),
        (pooled.estimate, half),
    ]
    .into_iter()
    .enumerate()
    {
        result.covered[at] = (mean - expected).abs() <= half;
        result.means[at] = mean;
    }
    let (design, outcome, kinds) = world.regression(&followed);
    let shares = [0, 1].map(|kind| {
        let own = |link: &[u32; 2]| world.kinds[link[0] as usize / 4] == kind;
        let links = followed.iter().filter(|link| own(link));
        let held =
            |&[a, b]: &[u32; 2]| drawn.iter().filter(|people| people.together(a, b)).count() as f64;
        let held: Vec<f64> = links.map(|link| held(link) / DRAWS as f64).collect();
        LinkedBlock {
            correct: held.iter().sum::<f64>() / held.len() as f64,
            checked: None,
        }
    });
    let corrected = linked_regression(
        &design,
        &outcome,
        &kinds,
        &shares,
        LinkageCorrection::LahiriLarsen,
        0.95,
    )
    .unwrap();
    result.slopes = [
        world.slope(&world.truth),
        world.slope(&followed),
        sets.iter().map(|links| world.slope(links)).sum::<f64>() / DRAWS as f64,
        corrected.coefficients[1].estimate,
    ];
    result
}

const STUDIES: u64 = 300;

fn studies() -> &'static [Study] {
    static STUDIED: LazyLock<Vec<Study>> =
        LazyLock::new(|| (0..STUDIES).into_par_iter().map(study).collect());
    &STUDIED
}

fn mean(value: impl Fn(&Study) -> f64) -> f64 {
    studies().iter().map(value).sum::<f64>() / STUDIES as f64
}

/// Of the links at the threshold 5 % are false, and 11 % of matches are missed, nearly all of people who change less. In 3,000
/// studies the interval covered in 95.8 % with true links, 79.9 % at the threshold and 96.2 % with twenty draws: draws are
/// half a point wider than they need be. With as many studies as here a share of 95 % has a standard error of 1.3 %.
#[test]
fn draws_mend_a_mean_change_that_a_threshold_biases() {
    let false_share = mean(|study| study.false_share);
    let missed_share = mean(|study| study.missed_share);
    let covered = [0, 1, 2].map(|at| mean(|study| f64::from(u8::from(study.covered[at]))));
    let means = [0, 1, 2].map(|at| mean(|study| study.means[at]));
    println!(
        "false {false_share:.3}, missed {missed_share:.3}, covered {covered:.3?}, {means:.3?}"
    );
    assert!((0.045..0.06).contains(&false_share));
    assert!((0.09..0.12).contains(&missed_share));
    assert!((0.93..0.985).contains(&covered[0]), "true links");
    assert!((0.93..0.985).contains(&covered[2]), "draws");
    assert!(covered[1] < 0.85, "threshold");
    close(means[0], 3.0, 0.02);
    close(means[2], 3.0, 0.02);
    assert!(means[1] > 3.08);
}

/// Each draw pairs some people with strangers, more of them than a threshold does: the slope is weaker still. With the share of
/// draws in which the threshold's links hold, by kind, the correction for false links finds it again.
#[test]
fn draws_do_not_mend_a_slope_and_the_correction_for_false_links_does() {
    let [right, threshold, draws, corrected] =
        [0, 1, 2, 3].map(|at| mean(|study| study.slopes[at]));
    println!(
        "true links {right:.3}, threshold {threshold:.3}, draws {draws:.3}, corrected {corrected:.3}"
    );
    close(right, SLOPE, 0.01);
    assert!(threshold < 0.97 * SLOPE);
    assert!(draws < threshold);
    close(corrected, SLOPE, 0.01);
}
