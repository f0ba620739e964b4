//! Protecting the results of an analysis, beside the comparison of the same people.
//!
//! Results tell more of few people than a comparison does: degrees of freedom and standard errors tell how many they are, and
//! shares tell how many did what. So they follow what the comparison's release decided, and hide further whatever would undo it;
//! where in doubt a whole grouping is hidden, never half of one.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::disclosure::estimates::to_figures;
use crate::disclosure::release::Protect;
use crate::disclosure::sheet::Place;
use crate::disclosure::{Audit, Count, Policy, Reason, Releasable, Released, Withheld};
use crate::error::Result;
use crate::kernel::stats::Interval;
use crate::longitudinal::Direction;
use crate::outcomes::{ALL_GROUPS, Caveat, Comparison, Method, OVERALL, ResultRow, Results};

/// Results beside the released comparison of the same people, ready for [`Policy::release`].
///
/// # Examples
///
/// ```
/// use throughline::disclosure::{Policy, ResultsBeside};
/// use throughline::longitudinal::Direction;
/// use throughline::outcomes::{Analysis, WideScores, analyse_columns, compare_columns};
///
/// let before: Vec<_> = (0..40).map(|i| Some(f64::from(i % 7))).collect();
/// let after: Vec<_> = (0..40).map(|i| Some(f64::from(i % 5 + 2))).collect();
/// let scores = WideScores::new("safety", Direction::HigherIsBetter, &before).wave("6 months", &after);
/// let policy = Policy::dfe();
/// let comparison = policy.release(compare_columns(&scores)?)?;
/// let results = analyse_columns(&scores, &Analysis::default())?;
/// let released = policy.release(ResultsBeside::new(results, &comparison))?;
/// assert!(released.table().rows().iter().any(|row| row.estimate.is_some()));
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct ResultsBeside {
    results: Results,
    cells: FxHashMap<CellKey, Cell>,
}

type CellKey = (String, String, String, String);

/// What the comparison's release says of a cell.
#[derive(Debug, Clone, Copy)]
struct Cell {
    shown: bool,
    split_shown: bool,
    n_paired: Option<u64>,
}

impl ResultsBeside {
    /// Puts results beside the release of the comparison of the same pairs.
    pub fn new(results: Results, comparison: &Released<Comparison>) -> Self {
        let cells = comparison.table().rows().iter().map(|row| {
            let key = (
                row.measure.clone(),
                row.wave.clone(),
                row.grouping.clone(),
                row.group.clone(),
            );
            let cell = Cell {
                shown: row.change.shown().is_some() && !row.n_baseline.is_suppressed(),
                split_shown: ![row.improved, row.same, row.worse]
                    .iter()
                    .any(|count| count.is_suppressed()),
                n_paired: row.n_paired.shown(),
            };
            (key, cell)
        });
        Self {
            cells: cells.collect(),
            results,
        }
    }
}

/// Results as they may be shown, rows in the order of the results. Rows that are there only because everyone of a group was
/// chosen by score are left out where the group's means are not shown, and under a policy that hides zeros.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProtectedResults {
    rows: Vec<ProtectedResultRow>,
}

impl ProtectedResults {
    /// The rows.
    pub fn rows(&self) -> &[ProtectedResultRow] {
        &self.rows
    }
}

/// One number as it may be shown; numbers are rounded to three figures, tests to two.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProtectedResultRow {
    /// Name of the measure.
    pub measure: String,
    /// Name of the follow-up wave.
    pub wave: String,
    /// What the groups are of; `overall` for everyone.
    pub grouping: String,
    /// The group.
    pub group: String,
    /// Which direction is better; `None` for measures of either direction together.
    pub direction: Option<Direction>,
    /// The method.
    pub method: Method,
    /// What the number is.
    pub quantity: String,
    /// True where the policy withholds the number.
    pub withheld: bool,
    /// The number.
    pub estimate: Option<f64>,
    /// Its interval.
    pub ci: Option<Interval>,
    /// Its p value, adjusted where the analysis asks for it.
    pub p: Option<f64>,
    /// People it is of.
    pub n: Count,
    /// What limits it, without counts of few people.
    pub caveats: Vec<String>,
}

impl Releasable for ResultsBeside {
    type Protected = ProtectedResults;
}

impl Protect<ProtectedResults> for ResultsBeside {
    fn protect(self, policy: &Policy, audit: &mut Audit) -> Result<ProtectedResults> {
        let asked = &self.results.analysis().methods;
        let kept = |row: &&ResultRow| {
            !tells_of_everyone(row, asked) || policy.show_zeros() && self.cell_is_shown(row, policy)
        };
        let rows: Vec<&ResultRow> = self.results.rows().iter().filter(kept).collect();
        let own: Vec<Option<Reason>> = rows
            .iter()
            .map(|row| self.own_reason(row, policy))
            .collect();
        // A reason within a method's block of a grouping is a reason for all of the block.
        let mut blocks: BTreeMap<_, Option<Reason>> = BTreeMap::new();
        let mut places: BTreeMap<_, Vec<&ResultRow>> = BTreeMap::new();
        for &row in &rows {
            let place = (block_of(row), row.group.clone());
            places.entry(place).or_default().push(row);
        }
        for ((block, _), rows) in &places {
            if rows_tell(rows, policy) {
                blocks.insert(block.clone(), Some(Reason::Small));
            }
        }
        for (row, reason) in rows.iter().zip(&own) {
            let reason = reason.filter(|_| !follows_comparison(row) || is_telling(row, policy));
            let block = blocks.entry(block_of(row)).or_default();
            *block = block.or(reason);
        }
        let mut protected = Vec::with_capacity(rows.len());
        for (row, own) in rows.iter().zip(own) {
            let of_block = blocks.get(&block_of(row)).copied().flatten();
            let reason = own.or(of_block.map(|_| Reason::Secondary));
            if let Some(reason) = reason {
                let place = Place {
                    measure: &row.measure,
                    wave: &row.wave,
                    grouping: &row.grouping,
                    group: &row.group,
                };
                audit.withhold(Withheld::new("results", &place, row.method.name(), reason));
            }
            audit.estimate(reason.is_none());
            let n_hidden = reason.is_some() || self.hides_n(row, policy);
            protected.push(protected_row(row, reason.is_some(), n_hidden, policy));
        }
        Ok(ProtectedResults { rows: protected })
    }
}

/// The rows that are hidden together: those of one method over the groups of a grouping.
fn block_of(row: &ResultRow) -> (String, String, String, Method) {
    (
        row.measure.clone(),
        row.wave.clone(),
        row.grouping.clone(),
        row.method,
    )
}

/// Whether a row is of the very people of a cell of the comparison, so that the comparison's own secondary suppression serves.
fn follows_comparison(row: &ResultRow) -> bool {
    use Method::{
        Bootstrap, Effects, HodgesLehmann, PairedT, RegressionToMean, SignFlip, SignTest,
        SignedRank,
    };
    [
        PairedT,
        SignedRank,
        SignTest,
        HodgesLehmann,
        Effects,
        Bootstrap,
        SignFlip,
        RegressionToMean,
    ]
    .contains(&row.method)
}

/// Whether the rows of one method in one place tell together what none tells alone: what is left when shares are taken from
/// everyone, who changed between two shares, who was referred again between two marks.
fn rows_tell(rows: &[&ResultRow], policy: &Policy) -> bool {
    let small = |count: f64| {
        let count = count.round() as u64;
        (1..policy.minimum()).contains(&count) || count == 0 && !policy.show_zeros()
    };
    let shares = rows.iter().filter(|row| is_share(row));
    let counts: Vec<f64> = shares
        .filter_map(|row| Some(row.estimate? * row.n as f64))
        .collect();
    match rows[0].method {
        Method::Responders | Method::ReliableChange => {
            !counts.is_empty() && small(rows[0].n as f64 - counts.iter().sum::<f64>())
        }
        Method::McNemar => in_need_cells(rows).is_some_and(|cells| cells.into_iter().any(small)),
        Method::TimeToReturn => counts
            .windows(2)
            .any(|pair| small((pair[1] - pair[0]).abs())),
        _ => false,
    }
}

/// The four cells of need before and after, as the rows of McNemar's tests give them away. How many changed follows from
/// (b − c)²/(b + c); where as many came as went it is taken for nobody.
fn in_need_cells(rows: &[&ResultRow]) -> Option<[f64; 4]> {
    let of = |quantity: &str| rows.iter().find(|row| row.quantity == quantity);
    let change = of("change in share in need")?;
    let n = change.n as f64;
    let apart = change.estimate? * n;
    let statistic = of("chi-squared").and_then(|row| row.statistic);
    let changed = statistic
        .filter(|&statistic| statistic > 0.0)
        .map_or(0.0, |statistic| apart * apart / statistic);
    let in_need = of("share in need at baseline")?.estimate? * n;
    let (came, went) = ((changed + apart) / 2.0, (changed - apart) / 2.0);
    Some([came, went, in_need - went, n - in_need - came])
}

/// Whether a share tells of few people, or of nobody or everybody.
fn is_telling(row: &ResultRow, policy: &Policy) -> bool {
    let Some(share) = row.estimate.filter(|_| is_share(row)) else {
        return false;
    };
    let count = (share.abs() * row.n as f64).round() as u64;
    let small = |count: u64| (1..policy.minimum()).contains(&count);
    let others = row.n.saturating_sub(count);
    let bare = (count == 0 || others == 0) && !policy.show_zeros();
    small(count) || small(others) || bare
}

fn is_share(row: &ResultRow) -> bool {
    row.quantity.starts_with("share")
        || row.quantity.contains("share in need")
        || row.method == Method::Transitions && row.estimate.is_some()
        || row.method == Method::SignTest
}

impl ResultsBeside {
    /// Why a row is withheld for its own sake.
    fn own_reason(&self, row: &ResultRow, policy: &Policy) -> Option<Reason> {
        if row.estimate.is_none() && row.p.is_none() {
            return None;
        }
        if row.n < policy.estimates_minimum() {
            return Some(Reason::FewPairs);
        }
        if row.caveats.contains(&Caveat::NoVariation) {
            return Some(Reason::NoVariation);
        }
        if is_telling(row, policy) {
            return Some(Reason::Small);
        }
        (!self.beside_is_shown(row, policy)).then_some(Reason::Secondary)
    }

    /// Whether the comparison shows the cells that a row is of, and none that differs from them by few people.
    fn beside_is_shown(&self, row: &ResultRow, policy: &Policy) -> bool {
        let whole_grouping = row.group == ALL_GROUPS
            || matches!(
                row.method,
                Method::Ancova
                    | Method::ShrunkGroups
                    | Method::Propensity
                    | Method::DifferenceInDifferences
                    | Method::PrePostControl
            );
        let of_row = |key: &CellKey| {
            (row.measure == key.0 || !self.has_measure(&row.measure))
                && (row.wave == key.1 || !self.has_wave(&row.wave))
                && row.grouping == key.2
                && (row.group == key.3 || whole_grouping)
        };
        let mut cells = self.cells.iter().filter(|(key, _)| of_row(key)).peekable();
        if cells.peek().is_none() {
            return row.grouping == OVERALL;
        }
        let few_apart = |n: Option<u64>| {
            n.is_some_and(|n| (1..policy.estimates_minimum()).contains(&n.abs_diff(row.n)))
        };
        let same_people = self.has_measure(&row.measure) && self.has_wave(&row.wave);
        let splits = row.method == Method::Responders;
        cells.all(|(_, cell)| {
            cell.shown
                && (cell.split_shown || !splits)
                && (same_people || !few_apart(cell.n_paired))
        })
    }

    fn cell(&self, row: &ResultRow) -> Option<&Cell> {
        self.cells.get(&(
            row.measure.clone(),
            row.wave.clone(),
            row.grouping.clone(),
            row.group.clone(),
        ))
    }

    fn cell_is_shown(&self, row: &ResultRow, policy: &Policy) -> bool {
        row.n >= policy.estimates_minimum() && self.cell(row).is_some_and(|cell| cell.shown)
    }

    /// Whether a row without a number, of which nothing is withheld, would still tell how few people it is of.
    fn hides_n(&self, row: &ResultRow, policy: &Policy) -> bool {
        let few = (1..policy.minimum()).contains(&row.n);
        let of_cell = self.cell(row).is_some_and(|cell| cell.n_paired.is_none());
        row.estimate.is_none() && row.p.is_none() && (few || of_cell)
    }

    fn has_measure(&self, name: &str) -> bool {
        self.cells.keys().any(|key| key.0 == name)
    }

    fn has_wave(&self, name: &str) -> bool {
        self.cells.keys().any(|key| key.1 == name)
    }
}

fn protected_row(
    row: &ResultRow,
    withheld: bool,
    n_hidden: bool,
    policy: &Policy,
) -> ProtectedResultRow {
    let rank_sum = row.method == Method::SignedRank;
    let shown = |value: Option<f64>, figures| {
        value
            .filter(|_| !withheld)
            .map(|value| to_figures(value, figures))
    };
    // Two figures of a limit leave the number of people open where counts are rounded.
    let figures = if policy.rounding().is_some() { 2 } else { 3 };
    let n = match (n_hidden, policy.rounding()) {
        (true, _) => Count::Suppressed {
            lower: 0,
            upper: None,
            symbol: policy.symbol(),
        },
        (false, Some(_)) => Count::Rounded(policy.rounded(row.n)),
        (false, None) => Count::Exact(row.n),
    };
    let caveats = row
        .caveats
        .iter()
        .filter(|caveat| !tells_few(caveat, policy));
    ProtectedResultRow {
        measure: row.measure.clone(),
        wave: row.wave.clone(),
        grouping: row.grouping.clone(),
        group: row.group.clone(),
        direction: row.direction,
        method: row.method,
        quantity: row.quantity.clone(),
        withheld,
        estimate: shown(row.estimate.filter(|_| !rank_sum), 3),
        ci: row.ci.filter(|_| !withheld).map(|ci| Interval {
            level: ci.level,
            lower: to_figures(ci.lower, figures),
            upper: to_figures(ci.upper, figures),
        }),
        p: shown(row.p_adjusted.or(row.p), 2),
        n,
        caveats: if withheld {
            Vec::new()
        } else {
            caveats.map(ToString::to_string).collect()
        },
    }
}

/// Whether a row is there only because everyone's baseline is past the cut-off, which says so of each of them.
fn tells_of_everyone(row: &ResultRow, asked: &[Method]) -> bool {
    row.method == Method::RegressionToMean
        && (!asked.contains(&row.method) || row.quantity == Results::OF_CHOSEN)
}

/// Whether a caveat counts few people, or counts those who stayed the same.
fn tells_few(caveat: &Caveat, policy: &Policy) -> bool {
    match caveat {
        Caveat::Zeros { .. } => true,
        Caveat::WeightsCut { people }
        | Caveat::NoOverlap { people }
        | Caveat::BelowStages { people } => *people < policy.minimum(),
        Caveat::ChosenByScore => !policy.show_zeros(),
        _ => false,
    }
}
