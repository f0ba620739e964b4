//! How many started and how many are not yet due, group by group.
//!
//! Started = due + not yet due, and a group's number of starts is the same at every wave and in every measure, so that
//! one small number could be worked out in many ways. Both are therefore shown for all groups of a grouping or for
//! none: with none shown, any split of everyone's numbers over the groups agrees with what is shown.

use rustc_hash::FxHashSet;

use crate::disclosure::attrition::place;
use crate::disclosure::sheet::breakdowns;
use crate::disclosure::{Audit, Count, Policy, Reason, Withheld};
use crate::longitudinal::AttritionRow;
use crate::outcomes::OVERALL;

/// Started and not yet due of each row, given the flow's counts (due first) as they are shown.
pub(super) fn protect(
    rows: &[AttritionRow],
    flow: &[Vec<Count>],
    policy: &Policy,
    audit: &mut Audit,
) -> Vec<(Count, Count)> {
    let hidden = hidden_groupings(rows, flow, policy);
    let mut protect = |(row, flow): (&AttritionRow, &Vec<Count>)| {
        let is_hidden = hidden.contains(row.grouping.as_str());
        let mut show = |name: &'static str, value: u64, least: u64| {
            let count = match (is_hidden, policy.rounding()) {
                (true, _) => Count::Suppressed {
                    lower: least,
                    upper: None,
                    symbol: policy.symbol(),
                },
                (false, Some(_)) => Count::Rounded(policy.rounded(value)),
                (false, None) => Count::Exact(value),
            };
            audit.count(count);
            if is_hidden {
                let reason = match is_small(value, policy) {
                    true => Reason::Small,
                    false => Reason::Secondary,
                };
                audit.withhold(Withheld::new("attrition", &place(row), name, reason));
            }
            count
        };
        let least = match flow[0] {
            Count::Exact(due) | Count::Rounded(due) => policy.stands_for(due).0,
            Count::Suppressed { lower, .. } => lower,
        };
        (
            show("eligible", row.eligible, least),
            show("not due", row.not_due, 0),
        )
    };
    rows.iter().zip(flow).map(&mut protect).collect()
}

fn is_small(value: u64, policy: &Policy) -> bool {
    (1..policy.minimum()).contains(&value)
}

/// Groupings of which a group, or the people in none, has a small number not yet due or a hidden number due. When
/// everyone's numbers are hidden so are all groups', which add up to them.
fn hidden_groupings<'a>(
    rows: &'a [AttritionRow],
    flow: &[Vec<Count>],
    policy: &Policy,
) -> FxHashSet<&'a str> {
    let telling = |(row, flow): (&AttritionRow, &Vec<Count>)| {
        is_small(row.not_due, policy) || flow[0].is_suppressed()
    };
    let pairs = rows.iter().zip(flow).filter(|&pair| telling(pair));
    let mut hidden: FxHashSet<&str> = pairs.map(|(row, _)| row.grouping.as_str()).collect();
    let places: Vec<_> = rows.iter().map(place).collect();
    for breakdown in breakdowns(&places) {
        let in_groups: u64 = breakdown.groups.iter().map(|&row| rows[row].not_due).sum();
        if is_small(rows[breakdown.overall].not_due.abs_diff(in_groups), policy) {
            hidden.insert(&rows[breakdown.groups[0]].grouping);
        }
    }
    if hidden.contains(OVERALL) {
        hidden.extend(rows.iter().map(|row| row.grouping.as_str()));
    }
    hidden
}
