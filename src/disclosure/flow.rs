//! The counts that a comparison and an attrition table share. They are settled first and in the same way in both,
//! so that what one hides the other does not show.

use crate::disclosure::cells::Kind;
use crate::disclosure::sheet::{Column, Shared};

const fn column(name: &'static str, cost: u8, shared: Shared, printed: bool) -> Column {
    Column {
        name,
        kind: Kind {
            cost,
            outcome: false,
            stage: 0,
            firm: false,
        },
        shared,
        printed,
    }
}

/// Firm, since an attrition table tells of it by those not due.
pub(super) const DUE: Column = Column {
    kind: Kind {
        cost: 3,
        outcome: false,
        stage: 0,
        firm: true,
    },
    ..column("due", 3, Shared::AcrossMeasures, true)
};
pub(super) const NO_BASELINE: Column = column("no baseline", 0, Shared::AcrossWaves, false);
pub(super) const BASELINE: Column = column("with baseline", 2, Shared::AcrossWaves, true);
pub(super) const LOST: Column = column("lost", 1, Shared::No, false);
pub(super) const PAIRED: Column = column("followed up", 4, Shared::No, true);

/// Due, no baseline, with baseline, lost, followed up.
pub(super) fn values(due: u64, baseline: u64, paired: u64) -> Vec<u64> {
    let no_baseline = due.saturating_sub(baseline);
    vec![
        due,
        no_baseline,
        baseline,
        baseline.saturating_sub(paired),
        paired,
    ]
}
