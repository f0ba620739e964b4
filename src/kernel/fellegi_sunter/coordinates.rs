//! The estimated probabilities as one vector, for derivatives of the log-likelihood.
//!
//! In each class a pattern's probability is a product of factors, each one probability or, for a level whose partner
//! in an interaction is missing, a sum of joint ones. Probabilities come in blocks that add up to one.

use std::ops::Range;

use super::classes::Classes;
use super::held::{is_held, table_is_held};
use super::{EmSettings, Interaction, Parameters};

/// Where everything that is estimated lies in the vector.
pub(super) struct Coordinates<'a> {
    parameters: &'a Parameters,
    pub(super) values: Vec<f64>,
    /// Whether a coordinate may move.
    pub(super) free: Vec<bool>,
    pub(super) blocks: Vec<Range<usize>>,
    /// lambda, then 1 − lambda.
    pub(super) lambda: Option<usize>,
    /// Share of unrelated pairs among the non-matches, then of each kin class.
    pub(super) shares: Option<usize>,
    /// Start of each comparison's levels, given a match and given a non-match.
    levels: [Vec<Option<usize>>; 2],
    /// Start of each interaction's table, likewise; `Some(None)` when there is a table and it does not move.
    tables: [Vec<Option<Option<usize>>>; 2],
}

/// Coordinates whose sum is one factor of a pattern's probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Factor {
    pub(super) start: usize,
    pub(super) stride: usize,
    pub(super) len: usize,
}

impl Factor {
    fn one(coordinate: usize) -> Self {
        Self {
            start: coordinate,
            stride: 1,
            len: 1,
        }
    }

    pub(super) fn coordinates(self) -> impl Iterator<Item = usize> {
        (0..self.len).map(move |i| self.start + i * self.stride)
    }
}

/// Given a match, or not: places in pairs of arrays.
pub(super) const SIDES: [usize; 2] = [0, 1];

impl<'a> Coordinates<'a> {
    pub(super) fn new(parameters: &'a Parameters, settings: &EmSettings) -> Self {
        let mut coordinates = Self {
            parameters,
            values: Vec::new(),
            free: Vec::new(),
            blocks: Vec::new(),
            lambda: None,
            shares: None,
            levels: [Vec::new(), Vec::new()],
            tables: [Vec::new(), Vec::new()],
        };
        coordinates.add_shares(settings);
        for side in SIDES {
            coordinates.add_side(side, settings);
        }
        coordinates
    }

    fn add_shares(&mut self, settings: &EmSettings) {
        let lambda = self.parameters.lambda;
        self.lambda = self.block(&[lambda, 1.0 - lambda], |_| !settings.held.lambda);
        let kin = self.parameters.kin.iter().map(|class| class.share);
        let unrelated = 1.0 - kin.clone().sum::<f64>();
        let shares: Vec<f64> = std::iter::once(unrelated).chain(kin).collect();
        self.shares = self.block(&shares, |_| !settings.held.kin);
    }

    fn add_side(&mut self, side: usize, settings: &EmSettings) {
        let held = [&settings.held.m, &settings.held.u][side];
        let estimated = side == 0 || settings.estimate_u;
        let parameters = self.parameters;
        let p = [&parameters.m, &parameters.u][side];
        for interaction in &parameters.interactions {
            let pair = [interaction.first, interaction.second];
            let active = pair.iter().all(|&c| settings.active[c]);
            let table = interaction.table((side == 0, side == 0));
            let start = table.filter(|_| active).map(|table| {
                let cells: Vec<f64> = table.iter().flatten().copied().collect();
                let free = estimated && !table_is_held(held, p, pair);
                self.block(&cells, |_| free)
            });
            self.tables[side].push(start);
        }
        for (c, levels) in p.iter().enumerate() {
            let own = settings.active[c] && estimated && self.table_of(side, c).is_none();
            let start = match own {
                true => self.block(levels, |k| !is_held(held, c, k)),
                false => None,
            };
            self.levels[side].push(start);
        }
    }

    /// Adds a block of probabilities, unless fewer than two of them may move.
    fn block(&mut self, values: &[f64], free: impl Fn(usize) -> bool) -> Option<usize> {
        let flags: Vec<bool> = (0..values.len()).map(free).collect();
        if flags.iter().filter(|flag| **flag).count() < 2 {
            return None;
        }
        let start = self.values.len();
        self.values.extend(values);
        self.free.extend(flags);
        self.blocks.push(start..self.values.len());
        Some(start)
    }

    /// The interaction that has a table of a comparison on a side, and where the table starts.
    fn table_of(&self, side: usize, comparison: usize) -> Option<(&'a Interaction, Option<usize>)> {
        let of = |i: &Interaction| i.first == comparison || i.second == comparison;
        let all = self.parameters.interactions.iter().zip(&self.tables[side]);
        all.filter(|(interaction, _)| of(interaction))
            .find_map(|(interaction, start)| Some((interaction, (*start)?)))
    }

    /// The coordinates that add up to the probability of a level; `None` when it does not move.
    pub(super) fn level(&self, side: usize, comparison: usize, level: usize) -> Option<Factor> {
        let Some((interaction, start)) = self.table_of(side, comparison) else {
            return self.levels[side][comparison].map(|start| Factor::one(start + level));
        };
        let (rows, columns) = (interaction.m.len(), interaction.m[0].len());
        Some(match comparison == interaction.first {
            true => Factor {
                start: start? + level * columns,
                stride: 1,
                len: columns,
            },
            false => Factor {
                start: start? + level,
                stride: columns,
                len: rows,
            },
        })
    }

    /// The coordinate of a joint probability; `None` when it does not move.
    pub(super) fn cell(
        &self,
        side: usize,
        interaction: usize,
        k: usize,
        l: usize,
    ) -> Option<usize> {
        let columns = self.parameters.interactions[interaction].m[0].len();
        self.tables[side][interaction]?.map(|start| start + k * columns + l)
    }

    /// The factors of a pattern's probability in a class that move.
    pub(super) fn factors(
        &self,
        classes: &Classes,
        active: &[bool],
        class: usize,
        digits: &[u8],
        factors: &mut Vec<Factor>,
    ) {
        factors.clear();
        let of_shares = self
            .shares
            .filter(|_| class > 0)
            .map(|start| start + class - 1);
        let of_lambda = self.lambda.map(|start| start + usize::from(class > 0));
        factors.extend(of_lambda.into_iter().chain(of_shares).map(Factor::one));
        let side = |c: usize| usize::from(!classes.is_like_match(class, c));
        for c in (0..digits.len()).filter(|&c| active[c] && digits[c] > 0) {
            let joint = self.table_of(side(c), c).and_then(|(interaction, start)| {
                let pair = (interaction.first, interaction.second);
                let together = side(pair.0) == side(pair.1);
                let (k, l) = interaction.levels_of(digits).filter(|_| together)?;
                Some((
                    pair.0,
                    start.map(|start| start + k * interaction.m[0].len() + l),
                ))
            });
            match joint {
                Some((first, cell)) if first == c => factors.extend(cell.map(Factor::one)),
                Some(_) => {}
                None => factors.extend(self.level(side(c), c, digits[c] as usize - 1)),
            }
        }
    }

    pub(super) fn value(&self, factor: Factor) -> f64 {
        factor.coordinates().map(|j| self.values[j]).sum()
    }
}
