//! Terms of a model, with their names.

use crate::kernel::stats::linear::Matrix;
use crate::kernel::stats::regression::Unfit;
use crate::outcomes::Caveat;
use crate::outcomes::estimate::unfit;
use crate::outcomes::gather::{Block, Gathered};
use crate::outcomes::membership::ABSENT;

/// Named columns over some episodes, the intercept first.
pub(super) struct Terms {
    pub names: Vec<String>,
    pub columns: Vec<Vec<f64>>,
}

impl Terms {
    /// An intercept.
    pub(super) fn new(rows: usize) -> Self {
        Self {
            names: vec!["intercept".into()],
            columns: vec![vec![1.0; rows]],
        }
    }

    /// Adds a number a row.
    pub(super) fn number(&mut self, name: &str, values: Vec<f64>) {
        self.names.push(name.into());
        self.columns.push(values);
    }

    /// Adds an indicator for each group of a grouping that occurs, but for the first.
    pub(super) fn groups(
        &mut self,
        data: &Gathered<'_>,
        block: &Block<'_>,
        grouping: usize,
        episodes: &[u32],
    ) {
        let codes = block.codes(grouping);
        let own: Vec<u32> = episodes
            .iter()
            .map(|&episode| codes[episode as usize])
            .collect();
        let mut present = own.clone();
        present.sort_unstable();
        present.dedup();
        let grouping = &data.groupings[grouping];
        for &group in present.iter().skip(1).filter(|&&group| group != ABSENT) {
            let name = format!("{} {}", grouping.name, grouping.labels[group as usize]);
            let is = |&code: &u32| f64::from(u8::from(code == group));
            self.number(&name, own.iter().map(is).collect());
        }
    }

    pub(super) fn matrix(&self) -> Matrix {
        let columns: Vec<&[f64]> = self.columns.iter().map(Vec::as_slice).collect();
        Matrix::from_columns(&columns)
    }

    /// Fits a model, leaving out one after the other the terms that repeat those before them; their names come with the
    /// fit.
    pub(super) fn fit<T>(
        mut self,
        mut model: impl FnMut(&Matrix) -> Result<T, Unfit>,
    ) -> Result<(T, Self, Option<Caveat>), Caveat> {
        let mut left_out = Vec::new();
        loop {
            match model(&self.matrix()) {
                Ok(fit) => {
                    let left_out =
                        (!left_out.is_empty()).then_some(Caveat::LeftOut { terms: left_out });
                    return Ok((fit, self, left_out));
                }
                Err(Unfit::Dependent(term)) if term > 0 && term < self.names.len() => {
                    left_out.push(self.names.remove(term));
                    self.columns.remove(term);
                }
                Err(why) => return Err(unfit(why, &self.names)),
            }
        }
    }
}
