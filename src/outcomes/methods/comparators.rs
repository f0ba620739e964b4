//! A treated group beside a comparison group.

use crate::kernel::stats::{PairedSample, pre_post_control};
use crate::outcomes::cell::{Cell, Place, cells};
use crate::outcomes::estimate::Estimate;
use crate::outcomes::gather::Block;
use crate::outcomes::{Caveat, Method};

use super::Context;

/// What a method says of the two arms of the analysis at one measure and wave.
pub(in crate::outcomes) fn of_everyone(
    method: Method,
    context: &Context<'_>,
    block: &Block<'_>,
) -> Vec<(Place, Estimate)> {
    let arms = match Arms::find(context, block) {
        Ok(arms) => arms,
        Err(why) => {
            let place = Place {
                measure: block.measure,
                wave: block.wave,
                grouping: None,
                group: 0,
            };
            return vec![(place, Estimate::none(method.title(), why))];
        }
    };
    let found = match method {
        Method::PrePostControl => morris(context, &arms),
        _ => Vec::new(),
    };
    let n = arms.treated.n() + arms.control.n();
    let missing = arms.treated.n_missing() + arms.control.n_missing();
    let placed = found.into_iter().map(|found| {
        let (own, lacking) = (found.n.unwrap_or(n), found.n_missing.unwrap_or(missing));
        (arms.treated.place, found.n(own).missing(lacking))
    });
    placed.collect()
}

struct Arms {
    treated: Cell,
    control: Cell,
}

impl Arms {
    fn find(context: &Context<'_>, block: &Block<'_>) -> Result<Self, Caveat> {
        let what = "who is compared with whom";
        let arms = context.analysis.comparison.as_ref();
        let arms = arms.ok_or(Caveat::NotDeclared { what })?;
        let data = context.data;
        let grouping = data.grouping(&arms.grouping);
        let mut cells = cells(data, block, Some(grouping.ok_or(Caveat::NotDeclared { what })?));
        let mut take = |wanted: &String| {
            let of = |cell: &Cell| cell.place.group_name(data) == wanted;
            let place = cells.iter().position(of);
            let reason = "a group of the comparison has nobody here";
            place.map(|place| cells.swap_remove(place)).ok_or(Caveat::Refused { reason })
        };
        Ok(Self {
            treated: take(&arms.treated)?,
            control: take(&arms.control)?,
        })
    }
}

fn morris(context: &Context<'_>, arms: &Arms) -> Vec<Estimate> {
    const POOLED: &str = "standardised difference of changes (pooled)";
    let summary = |cell: &Cell| {
        let sample = PairedSample::new(&cell.baseline, &cell.follow_up)?;
        Some(sample.summary())
    };
    let (Some(treated), Some(control)) = (summary(&arms.treated), summary(&arms.control)) else {
        return vec![Estimate::none(POOLED, Caveat::TooFewPairs)];
    };
    let Some(found) = pre_post_control(&treated, &control, context.analysis.level) else {
        return vec![Estimate::none(POOLED, Caveat::NoVariation)];
    };
    vec![
        Estimate::of(POOLED)
            .value(found.pooled)
            .se(found.pooled_variance.sqrt())
            .ci(found.pooled_ci),
        Estimate::of("difference of standardised changes").value(found.difference_of_changes),
    ]
}
