//! What can be wrong with parameters that came from a file or a hand.

use std::fmt;

use super::{Interaction, Parameters};

/// Margins of a joint table may differ from `m` and `u` by so much.
const MARGIN: f64 = 1e-6;

/// Something that keeps parameters from being a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParameterFault {
    /// `m` or `u` does not have an entry for each comparison.
    Comparisons,
    /// `m` or `u` of a comparison does not have an entry for each level.
    Levels {
        /// The comparison's place.
        comparison: usize,
    },
    /// A number of a comparison is not between 0 and 1.
    Probability {
        /// The comparison's place.
        comparison: usize,
    },
    /// lambda is not between 0 and 1.
    Lambda,
    /// An interaction does not join two different comparisons that are in no other, or one of its tables does not have
    /// a row and a column for each level.
    Interaction {
        /// The interaction's place.
        interaction: usize,
    },
    /// A table's margins are not `m` or `u` of its comparisons, or one of its cells is below 0.
    Margins {
        /// The interaction's place.
        interaction: usize,
    },
    /// A kin class names a comparison that there is not, or one twice, or none.
    KinComparisons {
        /// The class's place.
        class: usize,
    },
    /// Shares of the kin classes are below 0, or together above 1.
    KinShares,
}

impl fmt::Display for ParameterFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Comparisons => f.write_str("m and u don't have one entry for each comparison"),
            Self::Levels { comparison } => {
                write!(
                    f,
                    "comparison {comparison}: m and u don't have one entry for each level"
                )
            }
            Self::Probability { comparison } => {
                write!(f, "comparison {comparison}: m or u is not between 0 and 1")
            }
            Self::Lambda => f.write_str("lambda is not between 0 and 1"),
            Self::Interaction { interaction } => write!(
                f,
                "interaction {interaction} does not join two comparisons of its own level by level"
            ),
            Self::Margins { interaction } => write!(
                f,
                "interaction {interaction}: the margins of a table are not m or u; rake it"
            ),
            Self::KinComparisons { class } => {
                write!(f, "kin class {class} does not name comparisons, each once")
            }
            Self::KinShares => f.write_str("shares of kin classes are not shares of one whole"),
        }
    }
}

impl Parameters {
    /// Everything wrong with the parameters of comparisons of so many levels each; nothing when they are a model.
    ///
    /// Use it on parameters that were read. That `m` and `u` of a comparison add up to one is not asked, because models
    /// of other software may have medians there.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::kernel::fellegi_sunter::{KinClass, ParameterFault, Parameters};
    ///
    /// let mut model = Parameters::new(0.1, vec![vec![0.9, 0.1]], vec![vec![0.1, 0.9]]);
    /// assert!(model.faults(&[2]).is_empty());
    /// model.kin = vec![KinClass { comparisons: vec![3], share: 0.1 }];
    /// assert_eq!(model.faults(&[2]), [ParameterFault::KinComparisons { class: 0 }]);
    /// ```
    pub fn faults(&self, levels: &[usize]) -> Vec<ParameterFault> {
        if self.m.len() != levels.len() || self.u.len() != levels.len() {
            return vec![ParameterFault::Comparisons];
        }
        let mut faults = Vec::new();
        faults.extend((!is_probability(&self.lambda)).then_some(ParameterFault::Lambda));
        for (comparison, &levels) in levels.iter().enumerate() {
            let (m, u) = (&self.m[comparison], &self.u[comparison]);
            if m.len() != levels || u.len() != levels {
                faults.push(ParameterFault::Levels { comparison });
            } else if !m.iter().chain(u).all(is_probability) {
                faults.push(ParameterFault::Probability { comparison });
            }
        }
        self.add_interaction_faults(levels, &mut faults);
        self.add_kin_faults(&mut faults);
        faults
    }

    fn add_interaction_faults(&self, levels: &[usize], faults: &mut Vec<ParameterFault>) {
        let same_levels = faults
            .iter()
            .all(|fault| !matches!(fault, ParameterFault::Levels { .. }));
        for (place, interaction) in self.interactions.iter().enumerate() {
            let shaped = |table: &Vec<Vec<f64>>| {
                table.len() == levels[interaction.first]
                    && table
                        .iter()
                        .all(|row| row.len() == levels[interaction.second])
            };
            let tables = || std::iter::once(&interaction.m).chain(&interaction.u);
            if !self.joins_its_own(place) || !tables().all(shaped) {
                faults.push(ParameterFault::Interaction { interaction: place });
            } else if same_levels && !self.has_its_margins(interaction) {
                faults.push(ParameterFault::Margins { interaction: place });
            }
        }
    }

    fn has_its_margins(&self, interaction: &Interaction) -> bool {
        let fits = |table: &[Vec<f64>], p: &[Vec<f64>]| {
            let near = |sum: f64, p: f64| (sum - p).abs() <= MARGIN;
            let mut rows = table.iter().zip(&p[interaction.first]);
            let mut columns = p[interaction.second].iter().enumerate();
            table.iter().flatten().all(|cell| *cell >= 0.0)
                && rows.all(|(row, p)| near(row.iter().sum(), *p))
                && columns.all(|(l, p)| near(table.iter().map(|row| row[l]).sum(), *p))
        };
        let of_u = interaction.u.as_ref().is_none_or(|u| fits(u, &self.u));
        of_u && fits(&interaction.m, &self.m)
    }

    /// Whether an interaction joins two comparisons that there are and that no earlier interaction has.
    pub(super) fn joins_its_own(&self, place: usize) -> bool {
        let pair = |i: &Interaction| [i.first, i.second];
        let [first, second] = pair(&self.interactions[place]);
        let mut taken = self.interactions[..place].iter().flat_map(pair);
        first != second
            && first.max(second) < self.m.len()
            && !taken.any(|c| c == first || c == second)
    }

    fn add_kin_faults(&self, faults: &mut Vec<ParameterFault>) {
        for (class, kin) in self.kin.iter().enumerate() {
            let twice = |i: usize| kin.comparisons[..i].contains(&kin.comparisons[i]);
            let known = kin.comparisons.iter().all(|&c| c < self.m.len());
            if !known || kin.comparisons.is_empty() || (0..kin.comparisons.len()).any(twice) {
                faults.push(ParameterFault::KinComparisons { class });
            }
        }
        let shares = || self.kin.iter().map(|class| class.share);
        let all_shares = shares().all(|share| is_probability(&share));
        if !all_shares || shares().sum::<f64>() > 1.0 {
            faults.push(ParameterFault::KinShares);
        }
    }
}

fn is_probability(p: &f64) -> bool {
    (0.0..=1.0).contains(p)
}
