//! A treated group beside a comparison group.

use crate::kernel::stats::comparators::{
    NotComparable, TwoWaves, WeightLimit, att_weights, balance_table, difference_in_differences,
    overlap, propensity, stacked_att, weighted_att,
};
use crate::kernel::stats::regression::{Coefficient, LogisticFit, Unfit};
use crate::kernel::stats::{PairedSample, differences, pre_post_control};
use crate::outcomes::cell::{Cell, Cells, Place};
use crate::outcomes::estimate::{Estimate, Pooling};
use crate::outcomes::gather::Block;
use crate::outcomes::{Caveat, Method};

use super::Context;
use super::design::Terms;
use super::lost::UNLIKE;
use super::sites::{FEW, few};

/// What a method says of the two arms of the analysis at one measure and wave.
pub(in crate::outcomes) fn of_everyone(
    methods: &[Method],
    context: &Context<'_>,
    block: &Block<'_>,
) -> Vec<(Place, Method, Estimate)> {
    let arms = match Arms::find(context, block) {
        Ok(arms) => arms,
        Err(why) => {
            let place = Place {
                measure: block.measure,
                wave: block.wave,
                grouping: None,
                group: 0,
            };
            let none = |&method: &Method| {
                let found = Estimate::none(method.title(), why.clone());
                (place, method, found)
            };
            return methods.iter().map(none).collect();
        }
    };
    let n = arms.treated.n() + arms.control.n();
    let missing = arms.treated.n_missing() + arms.control.n_missing();
    let mut rows = Vec::new();
    for &method in methods {
        let found = match method {
            Method::PrePostControl => morris(context, &arms),
            Method::DifferenceInDifferences => change_beyond(context, block, &arms),
            _ => weighted(context, block, &arms),
        };
        rows.extend(found.into_iter().map(|found| {
            let (own, lacking) = (found.n.unwrap_or(n), found.n_missing.unwrap_or(missing));
            (arms.treated.place, method, found.n(own).missing(lacking))
        }));
    }
    rows
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
        let grouping = grouping.ok_or(Caveat::NotDeclared { what })?;
        let cells = Cells::new(block, Some(grouping));
        let take = |wanted: &String| {
            let labels = &data.groupings[grouping].labels;
            let group = labels.iter().position(|label| label == wanted);
            let reason = "a group of the comparison has nobody here";
            group
                .and_then(|group| cells.of(group as u32))
                .ok_or(Caveat::Refused { reason })
        };
        Ok(Self {
            treated: take(&arms.treated)?,
            control: take(&arms.control)?,
        })
    }
}

impl Arms {
    /// The pairs of both arms, the treated first: episodes, scores before and after, who is treated.
    fn pairs(&self) -> Pairs {
        let both =
            |of: fn(&Cell) -> &Vec<f64>| [&of(&self.treated)[..], of(&self.control)].concat();
        let (treated, control) = (self.treated.pairs.len(), self.control.pairs.len());
        Pairs {
            episodes: [&self.treated.pairs[..], &self.control.pairs].concat(),
            before: both(|cell| &cell.baseline),
            after: both(|cell| &cell.follow_up),
            treated: [vec![true; treated], vec![false; control]].concat(),
        }
    }
}

struct Pairs {
    episodes: Vec<u32>,
    before: Vec<f64>,
    after: Vec<f64>,
    treated: Vec<bool>,
}

impl Pairs {
    /// The site of each pair, where the analysis has sites other than the arms themselves.
    fn sites(&self, context: &Context<'_>, block: &Block<'_>) -> Option<Vec<usize>> {
        let site = context.analysis.site.as_ref()?;
        let grouping = context.data.grouping(site)?;
        let codes = block.codes(grouping);
        Some(
            self.episodes
                .iter()
                .map(|&episode| codes[episode as usize] as usize)
                .collect(),
        )
    }
}

/// How many sites there are.
fn distinct(sites: &[usize]) -> usize {
    let mut sorted = sites.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    sorted.len()
}

fn refused(quantity: &'static str, why: NotComparable) -> Vec<Estimate> {
    let reason = why.to_string();
    vec![Estimate::none(quantity, Caveat::Unfit { reason })]
}

fn change_beyond(context: &Context<'_>, block: &Block<'_>, arms: &Arms) -> Vec<Estimate> {
    const EFFECT: &str = "difference in differences";
    let pairs = arms.pairs();
    let sites = pairs.sites(context, block);
    let waves = TwoWaves {
        before: &pairs.before,
        after: &pairs.after,
        treated: &pairs.treated,
        clusters: sites.as_deref(),
        earlier: None,
    };
    let found = match difference_in_differences(&waves, context.analysis.level) {
        Ok(found) => found,
        Err(why) => return refused(EFFECT, why),
    };
    let few_sites = sites.as_deref().and_then(|sites| few(distinct(sites)));
    let mut rows = vec![
        Estimate::of(EFFECT)
            .coefficient(&found.effect)
            .caveat(few_sites.clone()),
        Estimate::of("mean change of the treated")
            .value(found.treated.change)
            .n(found.treated.people)
            .missing(arms.treated.n_missing()),
        Estimate::of("mean change of the comparison group")
            .value(found.comparison.change)
            .n(found.comparison.people)
            .missing(arms.control.n_missing()),
    ];
    let quantity = "difference at follow-up at equal baseline";
    rows.extend(found.ancova.map(|own: Coefficient| {
        Estimate::of(quantity)
            .coefficient(&own)
            .caveat(few_sites.clone())
    }));
    rows
}

fn weighted(context: &Context<'_>, block: &Block<'_>, arms: &Arms) -> Vec<Estimate> {
    const EFFECT: &str = "weighted difference of mean change (ATT)";
    let pairs = arms.pairs();
    let terms = covariates(context, block, &pairs);
    let mut why_not = None;
    let fitted = terms.fit(|design| {
        propensity(design, &pairs.treated).map_err(|why| match why {
            NotComparable::Unfit(unfit) => unfit,
            other => {
                why_not = Some(other);
                Unfit::NoVariation
            }
        })
    });
    let (model, terms, left_out) = match (fitted, why_not) {
        (_, Some(why)) => return refused(EFFECT, why),
        (Err(why), None) => return vec![Estimate::none(EFFECT, why)],
        (Ok(fitted), None) => fitted,
    };
    let share = context.analysis.truncate_weights;
    let limit = if share > 0.0 {
        WeightLimit::Truncate { share }
    } else {
        WeightLimit::None
    };
    match weighted_rows(context, block, &pairs, &model.fitted, limit, &terms) {
        Ok(mut rows) => {
            rows[0].caveats.extend(left_out);
            rows.extend(score_estimated(context, block, &pairs, &model, &terms));
            rows
        }
        Err(why) => refused(EFFECT, why),
    }
}

/// The same difference at weights as they are, with a standard error that knows that the score was estimated.
fn score_estimated(
    context: &Context<'_>,
    block: &Block<'_>,
    pairs: &Pairs,
    model: &LogisticFit,
    terms: &Terms,
) -> Vec<Estimate> {
    const EFFECT: &str = "weighted difference (ATT), no weight cut, score estimated";
    let changes = differences(&pairs.before, &pairs.after);
    let (sites, level) = (pairs.sites(context, block), context.analysis.level);
    if sites.as_deref().is_some_and(|sites| distinct(sites) < FEW) {
        let reason = "this standard error has no correction for few sites";
        return vec![Estimate::none(EFFECT, Caveat::Refused { reason })];
    }
    let (treated, design) = (&pairs.treated, terms.matrix());
    match stacked_att(&changes, treated, &design, model, sites.as_deref(), level) {
        Ok(found) => vec![Estimate::of(EFFECT).coefficient(&found)],
        Err(why) => refused(EFFECT, why),
    }
}

/// Intercept, baseline, and the groupings that the analysis adjusts for.
fn covariates(context: &Context<'_>, block: &Block<'_>, pairs: &Pairs) -> Terms {
    let mut terms = Terms::new(pairs.episodes.len());
    terms.number("baseline", pairs.before.clone());
    let wanted = context
        .analysis
        .comparison
        .iter()
        .flat_map(|arms| &arms.adjust_for);
    for grouping in wanted.filter_map(|name| context.data.grouping(name)) {
        terms.groups(context.data, block, grouping, &pairs.episodes);
    }
    terms
}

fn weighted_rows(
    context: &Context<'_>,
    block: &Block<'_>,
    pairs: &Pairs,
    scores: &[f64],
    limit: WeightLimit,
    terms: &Terms,
) -> Result<Vec<Estimate>, NotComparable> {
    let weights = att_weights(scores, &pairs.treated, limit)?;
    let changes = differences(&pairs.before, &pairs.after);
    let sites = pairs.sites(context, block);
    let level = context.analysis.level;
    let of = &weights.weights;
    let effect = weighted_att(&changes, &pairs.treated, of, sites.as_deref(), level)?;
    let support = overlap(scores, &pairs.treated, of)?;
    let columns: Vec<&[f64]> = terms.columns[1..].iter().map(Vec::as_slice).collect();
    let balance = balance_table(&columns, &pairs.treated, of)?;
    let cut = weights.truncated;
    let alone = support.treated.outside_other;
    let mut rows = vec![
        Estimate::of("weighted difference of mean change (ATT)")
            .coefficient(&effect.effect)
            .caveat(sites.as_deref().and_then(|sites| few(distinct(sites))))
            .caveat((cut > 0).then_some(Caveat::WeightsCut { people: cut }))
            .caveat((alone > 0).then_some(Caveat::NoOverlap { people: alone })),
        Estimate::of("effective number of the comparison group")
            .value(weights.comparison_effective_n),
        Estimate::of("share of treated without their like")
            .value(support.treated_outside_share)
            .n(support.treated.people)
            .missing(0),
        Estimate::of("largest weight").value(support.largest_weight),
    ];
    for (name, row) in terms.names[1..].iter().zip(&balance) {
        let unlike = row.after.is_some_and(|d| d.abs() > UNLIKE);
        let term = name.clone();
        let of = |when: &str| format!("standardised difference in {name}, {when}");
        rows.push(Estimate::of(of("unweighted")).value(row.before));
        let after = Estimate::of(of("weighted")).value(row.after);
        let unlike = unlike.then_some(Caveat::Unbalanced { term });
        rows[0].caveats.extend(unlike.clone());
        rows.push(after.caveat(unlike));
    }
    Ok(rows)
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
            .ci(found.pooled_ci)
            .pooled_as(Pooling::Mean),
        Estimate::of("difference of standardised changes").value(found.difference_of_changes),
    ]
}
