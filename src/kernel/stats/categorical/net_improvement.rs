//! Share of people who improved, less the share who got worse.

use serde::Serialize;

use super::{SquareTable, paired_shares};
use crate::kernel::stats::Interval;

/// How many moved which way on an ordered scale.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct NetImprovement {
    /// People in a better category than before.
    pub improved: u64,
    /// People in the same category.
    pub unchanged: u64,
    /// People in a worse category.
    pub worsened: u64,
    /// Share improved less share worsened, −1 to 1.
    pub net: f64,
    /// Its interval.
    pub ci: Interval,
}

impl SquareTable {
    /// Net improvement with Newcombe's interval for two shares of the same people (method 10).
    ///
    /// Use it on ordered categories, as one number that says which way and how far; it counts moves, not their length.
    /// `None` for an empty table.
    ///
    /// # Panics
    ///
    /// When `level` is not strictly between 0 and 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::kernel::stats::categorical::SquareTable;
    ///
    /// let stages = SquareTable::new(vec![vec![2, 5], vec![1, 12]]).unwrap();
    /// let net = stages.net_improvement(true, 0.95).unwrap();
    /// assert_eq!((net.improved, net.unchanged, net.worsened, net.net), (5, 14, 1, 0.2));
    /// ```
    pub fn net_improvement(&self, higher_is_better: bool, level: f64) -> Option<NetImprovement> {
        let (mut up, mut same, mut down) = (0, 0, 0);
        for i in 0..self.categories() {
            for j in 0..self.categories() {
                match i.cmp(&j) {
                    std::cmp::Ordering::Less => up += self.count(i, j),
                    std::cmp::Ordering::Equal => same += self.count(i, j),
                    std::cmp::Ordering::Greater => down += self.count(i, j),
                }
            }
        }
        let (improved, worsened) = if higher_is_better {
            (up, down)
        } else {
            (down, up)
        };
        // Nobody both improved and worsened, so the two answers of a person are never both yes.
        let shares = paired_shares([[0, worsened], [improved, same]], level)?;
        Some(NetImprovement {
            improved,
            unchanged: same,
            worsened,
            net: shares.change,
            ci: shares.ci,
        })
    }
}
