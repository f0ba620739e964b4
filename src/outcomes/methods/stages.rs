//! From stage to stage.

use crate::kernel::stats::categorical::{CategoricalTest, Transitions};
use crate::longitudinal::{Stage, stage_of};
use crate::outcomes::Caveat;
use crate::outcomes::estimate::{Estimate, Pooling};

use super::Asked;

pub(super) fn transitions(asked: &Asked<'_>) -> Vec<Estimate> {
    const NET: &str = "net improvement";
    let stages = &asked.measure().stages;
    if stages.is_empty() {
        return vec![Estimate::none(NET, Caveat::NotDeclared { what: "stages" })];
    }
    let (seen, below) = count(asked, stages);
    let below = (below > 0).then_some(Caveat::BelowStages { people: below });
    let Some(table) = seen.followed_up() else {
        return vec![Estimate::none(NET, asked.no_sample())];
    };
    let net = match table.net_improvement(asked.higher_is_better(), asked.level()) {
        Some(found) => Estimate::of(NET)
            .value(found.net)
            .ci(found.ci)
            .n(table.total()),
        None => Estimate::none(NET, asked.no_sample()),
    };
    let mut rows = vec![net.caveat(below)];
    let tests = [
        ("Stuart-Maxwell", table.stuart_maxwell()),
        ("Bhapkar", table.bhapkar()),
        ("Bowker", table.bowker()),
    ];
    let tests = tests
        .into_iter()
        .map(|(name, test)| row(name, test).n(table.total()));
    rows.extend(tests);
    let moves = seen.cells(asked.level());
    rows.extend(moves.iter().map(|cell| {
        let to = cell.to.map_or("not followed up", |to| &stages[to].name);
        let began = moves.iter().filter(|own| own.from == cell.from);
        Estimate::of(format!("{} to {to}", stages[cell.from].name))
            .value(cell.share)
            .ci(cell.ci)
            .n(began.map(|own| own.count).sum())
            .missing(0)
            .pooled_as(Pooling::Share)
    }));
    rows
}

fn row(name: &'static str, test: Option<CategoricalTest>) -> Estimate {
    match test {
        Some(test) => Estimate::of(name).test(test.chi_squared, test.df, test.p),
        None => Estimate::none(name, Caveat::NoVariation),
    }
}

/// Everyone with a baseline by stages, and how many scored below the first.
fn count(asked: &Asked<'_>, stages: &[Stage]) -> (Transitions, u64) {
    let mut below = 0;
    let (mut from, mut to) = (Vec::new(), Vec::new());
    let pairs = asked.cell.baseline.iter().zip(&asked.cell.follow_up);
    for (&baseline, &follow_up) in pairs {
        match (stage_of(stages, baseline), stage_of(stages, follow_up)) {
            (Some(before), Some(after)) => {
                from.push(before);
                to.push(Some(after));
            }
            _ => below += 1,
        }
    }
    for &episode in &asked.cell.lost {
        match stage_of(stages, asked.block.baseline[episode as usize]) {
            Some(before) => {
                from.push(before);
                to.push(None);
            }
            None => below += 1,
        }
    }
    let seen = Transitions::new(stages.len(), &from, &to);
    (seen.expect("every code is a stage"), below)
}
