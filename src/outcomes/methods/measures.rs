//! People judged on several measures at once.

use crate::kernel::stats::categorical::wilson;
use crate::kernel::stats::individual::{
    ReliableChange, SdqFollowUp, SdqRefusal, SdqRespondent, SeveralMeasures, sdq_added_value,
    sdq_group_added_value, several_measures,
};
use crate::outcomes::cell::Place;
use crate::outcomes::estimate::{Estimate, Pooling};
use crate::outcomes::gather::Block;
use crate::outcomes::membership::ABSENT;
use crate::outcomes::{Caveat, Method, SdqMeasures};

use super::Context;
use super::individual::reliable_scale;

/// Mean days of a month.
const DAYS_A_MONTH: f64 = 365.25 / 12.0;

/// What a method says of all measures at one wave: everyone, or each group of a grouping.
pub(in crate::outcomes) fn of_measures(
    method: Method,
    context: &Context<'_>,
    wave: usize,
    grouping: Option<usize>,
) -> Vec<(Place, Estimate)> {
    let data = context.data;
    let own = data.blocks.iter().filter(|block| block.wave == wave);
    let blocks: Vec<&Block<'_>> = own.collect();
    let groups = grouping.map_or(1, |grouping| data.groupings[grouping].labels.len());
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); groups];
    for episode in 0..data.episodes() {
        let due = blocks.iter().find(|block| block.is_due(episode));
        let code = due.map(|block| grouping.map_or(0, |grouping| block.codes(grouping)[episode]));
        if let Some(code) = code.filter(|&code| code != ABSENT) {
            members[code as usize].push(episode);
        }
    }
    let mut rows = Vec::new();
    for (group, members) in members
        .iter()
        .enumerate()
        .filter(|(_, own)| !own.is_empty())
    {
        let place = Place {
            measure: data.measures.len(),
            wave,
            grouping,
            group: group as u32,
        };
        let found = match method {
            Method::SeveralMeasures => verdicts(context, &blocks, members),
            _ => added_value(context, &blocks, members),
        };
        rows.extend(found.into_iter().map(|found| (place, found)));
    }
    rows
}

fn verdicts(context: &Context<'_>, blocks: &[&Block<'_>], members: &[usize]) -> Vec<Estimate> {
    const IMPROVED: &str = "share reliably improved, none worse";
    let scales: Vec<(&Block<'_>, ReliableChange)> = blocks
        .iter()
        .filter_map(|&block| {
            Some((
                block,
                reliable_scale(&context.data.measures[block.measure]).ok()?,
            ))
        })
        .collect();
    if scales.is_empty() {
        let what = "the reliability and norms of any measure";
        return vec![Estimate::none(IMPROVED, Caveat::NotDeclared { what })];
    }
    let judge = |&episode: &usize| {
        let scored = scales.iter().filter_map(|(block, scale)| {
            let (before, after) = (block.baseline[episode], block.follow_up[episode]);
            let paired = block.is_due(episode) && before.is_finite() && after.is_finite();
            paired.then(|| scale.direction(before, after))
        });
        several_measures(&scored.collect::<Vec<_>>())
    };
    let judged: Vec<SeveralMeasures> = members.iter().filter_map(judge).collect();
    let n = judged.len() as u64;
    let missing = members.len() as u64 - n;
    let share = |quantity: &'static str, wanted: SeveralMeasures| {
        if n == 0 {
            return Estimate::none(quantity, Caveat::NobodyFollowedUp)
                .n(0)
                .missing(missing);
        }
        let count = judged.iter().filter(|&&own| own == wanted).count() as u64;
        Estimate::of(quantity)
            .value(count as f64 / n as f64)
            .ci(wilson(count, n, context.analysis.level))
            .pooled_as(Pooling::Share)
            .n(n)
            .missing(missing)
    };
    vec![
        share(IMPROVED, SeveralMeasures::Improved),
        share("share without reliable change", SeveralMeasures::Unchanged),
        share("share improved and worse", SeveralMeasures::Mixed),
        share(
            "share reliably worse, none improved",
            SeveralMeasures::Deteriorated,
        ),
    ]
}

fn added_value(context: &Context<'_>, blocks: &[&Block<'_>], members: &[usize]) -> Vec<Estimate> {
    const SCORE: &str = "added value";
    let Some(sdq) = &context.analysis.sdq else {
        let what = "the measures of the SDQ";
        return vec![Estimate::none(SCORE, Caveat::NotDeclared { what })];
    };
    let children = match children(context, sdq, blocks, members) {
        Ok(children) => children,
        Err(why) => return vec![Estimate::none(SCORE, why)],
    };
    let level = context.analysis.level;
    let fits = |child: &SdqFollowUp| sdq_added_value(child, level) != Err(SdqRefusal::Interval);
    let (inside, outside): (Vec<_>, Vec<_>) = children.into_iter().partition(fits);
    let judged = if inside.is_empty() { &outside } else { &inside };
    let row = match sdq_group_added_value(judged, level) {
        Ok(found) => Estimate::of(SCORE).value(found.score).ci(found.ci),
        Err(_) if judged.is_empty() => Estimate::none(SCORE, Caveat::NobodyFollowedUp),
        Err(why) => Estimate::none(
            SCORE,
            Caveat::Refused {
                reason: reason(why),
            },
        ),
    };
    let n = inside.len() as u64;
    vec![row.n(n).missing(members.len() as u64 - n)]
}

fn reason(why: SdqRefusal) -> &'static str {
    match why {
        SdqRefusal::Respondent => "the score is for parents' answers",
        SdqRefusal::NotReferred => "the score is for referred children",
        SdqRefusal::Interval => "a follow-up is not four to eight months after the baseline",
        _ => "a score is not a whole number of its scale",
    }
}

/// The children who have all four scores, with the days between.
fn children(
    context: &Context<'_>,
    sdq: &SdqMeasures,
    blocks: &[&Block<'_>],
    members: &[usize],
) -> Result<Vec<SdqFollowUp>, Caveat> {
    let find = |name: &String| {
        let of = |block: &&&Block<'_>| context.data.measures[block.measure].name == *name;
        let what = "the measures of the SDQ by the names of the study's measures";
        blocks
            .iter()
            .find(of)
            .copied()
            .ok_or(Caveat::NotDeclared { what })
    };
    let (total, impact, emotional) = (find(&sdq.total)?, find(&sdq.impact)?, find(&sdq.emotional)?);
    let what = "the dates of the SDQ";
    let days = total.days.as_ref().ok_or(Caveat::NotDeclared { what })?;
    let respondent = if sdq.parent_rated {
        SdqRespondent::Parent
    } else {
        SdqRespondent::Young
    };
    let child = |&episode: &usize| {
        if !total.is_due(episode) {
            return None;
        }
        Some(SdqFollowUp {
            respondent,
            referred: sdq.referred,
            months: f64::from(days[episode]?) / DAYS_A_MONTH,
            total: whole(total.baseline[episode])?,
            impact: whole(impact.baseline[episode])?,
            emotional: whole(emotional.baseline[episode])?,
            follow_up_total: whole(total.follow_up[episode])?,
        })
    };
    Ok(members.iter().filter_map(child).collect())
}

fn whole(score: f64) -> Option<u8> {
    (score.fract() == 0.0 && (0.0..=255.0).contains(&score)).then_some(score as u8)
}
