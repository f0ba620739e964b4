//! Episodes themselves: time to the next referral, and starts by month.

use chrono::{Datelike, NaiveDate};

use crate::kernel::stats::Interval;
use crate::kernel::stats::categorical::wilson;
use crate::kernel::stats::charts::{run_chart, xmr_chart};
use crate::kernel::stats::linear::Matrix;
use crate::kernel::stats::survival::{CoxTies, cox, kaplan_meier, log_rank};
use crate::longitudinal::Followed;
use crate::outcomes::cell::Place;
use crate::outcomes::estimate::{Estimate, Pooling, unfit};
use crate::outcomes::{Caveat, Method};

use super::Context;

/// Days at which the share referred again is given: half a year, a year, two.
const MARKS: [f64; 3] = [182.0, 365.0, 730.0];

/// What a method says of the episodes: everyone and each group of a grouping, and the groups beside each other.
pub(in crate::outcomes) fn of_episodes(
    method: Method,
    context: &Context<'_>,
    grouping: Option<usize>,
) -> Vec<(Place, Estimate)> {
    let Some(followed) = context.followed else {
        let place = Place {
            measure: context.data.measures.len(),
            wave: context.data.waves.len(),
            grouping: None,
            group: 0,
        };
        let what = "episodes, which pairs alone do not have";
        let row = Estimate::none(method.title(), Caveat::NotDeclared { what });
        return if grouping.is_none() {
            vec![(place, row)]
        } else {
            Vec::new()
        };
    };
    let groups = Groups::new(context, followed, grouping);
    let mut rows = Vec::new();
    for group in 0..groups.count {
        let found = match method {
            Method::RunChart => monthly(followed, &groups, group),
            _ => away(context, followed, &groups, group),
        };
        rows.extend(
            found
                .into_iter()
                .map(|found| (groups.place(context, group), found)),
        );
    }
    if method == Method::TimeToReturn && groups.count > 1 {
        let beside = beside(context, followed, &groups);
        rows.extend(
            beside
                .into_iter()
                .map(|found| (groups.place(context, groups.count), found)),
        );
    }
    rows
}

/// The group of every episode.
struct Groups {
    grouping: Option<usize>,
    codes: Vec<usize>,
    labels: Vec<String>,
    count: usize,
}

impl Groups {
    fn new(context: &Context<'_>, followed: &Followed, grouping: Option<usize>) -> Self {
        let name = grouping.map(|grouping| &context.data.groupings[grouping].name);
        let mut own = followed.episodes.groupings.iter();
        match own.find(|own| Some(&own.name) == name) {
            Some(own) => Self {
                grouping,
                codes: own.codes.iter().map(|&code| code as usize).collect(),
                labels: own.labels.clone(),
                count: own.labels.len(),
            },
            None => Self {
                grouping: None,
                codes: vec![0; followed.episodes.len()],
                labels: vec![crate::outcomes::ALL.to_owned()],
                count: 1,
            },
        }
    }

    fn place(&self, context: &Context<'_>, group: usize) -> Place {
        Place {
            measure: context.data.measures.len(),
            wave: context.data.waves.len(),
            grouping: self.grouping,
            group: group as u32,
        }
    }

    /// Places among the observed of a group's episodes.
    fn observed(&self, followed: &Followed, group: usize) -> Vec<usize> {
        let episodes = followed.returns.episodes().iter().enumerate();
        let own = episodes.filter(|&(_, &episode)| self.codes[episode as usize] == group);
        own.map(|(place, _)| place).collect()
    }
}

fn away(
    context: &Context<'_>,
    followed: &Followed,
    groups: &Groups,
    group: usize,
) -> Vec<Estimate> {
    const MEDIAN: &str = "median days to the next referral";
    let (level, returns) = (context.analysis.level, &followed.returns);
    let observed = groups.observed(followed, group);
    let began = groups.codes.iter().filter(|&&own| own == group).count();
    let (n, missing) = (observed.len() as u64, (began - observed.len()) as u64);
    if observed.is_empty() {
        let what = "referrals after the start";
        return vec![
            Estimate::none(MEDIAN, Caveat::NotDeclared { what })
                .n(0)
                .missing(missing),
        ];
    }
    let days: Vec<f64> = observed
        .iter()
        .map(|&place| returns.days()[place])
        .collect();
    let returned: Vec<bool> = observed
        .iter()
        .map(|&place| returns.returned()[place])
        .collect();
    let curve = kaplan_meier(&days, &returned, level);
    let median = curve.median();
    let ci = median.lower.map(|lower| Interval {
        level,
        lower,
        upper: median.upper.unwrap_or(f64::INFINITY),
    });
    let row = match median.time {
        Some(time) => Estimate::of(MEDIAN).value(time).ci(ci),
        None => Estimate::none(
            MEDIAN,
            Caveat::Refused {
                reason: "fewer than half were referred again in the time observed",
            },
        ),
    };
    let last = days.iter().copied().fold(0.0, f64::max);
    let mut rows = vec![row.n(n).missing(missing)];
    for mark in MARKS.into_iter().filter(|&mark| mark <= last) {
        let step = curve.steps.iter().rev().find(|step| step.time <= mark);
        let share = Estimate::of(format!("share referred again within {mark} days"))
            .value(1.0 - curve.at(mark));
        let ci = step
            .filter(|step| step.se > 0.0)
            .and_then(|step| step.ci)
            .map(|ci| Interval {
                level,
                lower: 1.0 - ci.upper,
                upper: 1.0 - ci.lower,
            });
        rows.push(share.ci(ci).n(n).missing(missing));
    }
    let count = returned.iter().filter(|&&again| again).count() as u64;
    let share = Estimate::of("share referred again so far").value(count as f64 / n as f64);
    let share = share.ci(wilson(count, n, level)).pooled_as(Pooling::Share);
    rows.push(share.n(n).missing(missing));
    rows
}

/// The log-rank test of all groups, and hazard ratios against the first (Efron's ties).
fn beside(context: &Context<'_>, followed: &Followed, groups: &Groups) -> Vec<Estimate> {
    const ALIKE: &str = "groups alike in time to the next referral";
    let returns = &followed.returns;
    let codes = returns
        .episodes()
        .iter()
        .map(|&episode| groups.codes[episode as usize]);
    let codes: Vec<usize> = codes.collect();
    let n = codes.len() as u64;
    let mut present = codes.clone();
    present.sort_unstable();
    present.dedup();
    if present.len() < 2 {
        return vec![Estimate::none(ALIKE, Caveat::NoVariation).n(n)];
    }
    let places: Vec<usize> = codes
        .iter()
        .map(|code| present.partition_point(|own| own < code))
        .collect();
    let test = match log_rank(returns.days(), returns.returned(), &places) {
        Some(test) => Estimate::of(ALIKE).test(test.chi_squared, test.df, test.p),
        None => Estimate::none(ALIKE, Caveat::NoVariation),
    };
    let mut rows = vec![test.n(n)];
    rows.extend(hazards(context, followed, groups, &codes));
    rows
}

/// Hazard ratios of the groups in which somebody was referred again, against the first of these.
fn hazards(
    context: &Context<'_>,
    followed: &Followed,
    groups: &Groups,
    codes: &[usize],
) -> Vec<Estimate> {
    const RATIO: &str = "log hazard ratio";
    let returns = &followed.returns;
    let again = codes.iter().zip(returns.returned());
    let returning = unique(again.filter(|(_, again)| **again).map(|(&code, _)| code));
    let absent = unique(
        codes
            .iter()
            .copied()
            .filter(|code| !returning.contains(code)),
    );
    let kept: Vec<usize> = (0..codes.len())
        .filter(|&row| returning.contains(&codes[row]))
        .collect();
    let names = |codes: &[usize]| -> Vec<String> {
        let names = codes.iter().map(|&code| groups.labels[code].clone());
        names.collect()
    };
    let left_out = (!absent.is_empty()).then(|| Caveat::LeftOutGroups {
        groups: names(&absent),
    });
    let n = kept.len() as u64;
    if returning.len() < 2 {
        let row = Estimate::none(RATIO, Caveat::NoVariation);
        return vec![row.n(n).caveat(left_out)];
    }
    let design = Matrix::from_fn(kept.len(), returning.len() - 1, |row, term| {
        f64::from(u8::from(codes[kept[row]] == returning[term + 1]))
    });
    let days: Vec<f64> = kept.iter().map(|&row| returns.days()[row]).collect();
    let again: Vec<bool> = kept.iter().map(|&row| returns.returned()[row]).collect();
    let (first, names) = (&groups.labels[returning[0]], names(&returning[1..]));
    let level = context.analysis.level;
    match cox(&design, &days, &again, CoxTies::Efron, level) {
        Ok(fit) => (fit.coefficients.iter().zip(&names))
            .map(|(own, name)| {
                Estimate::of(format!("{RATIO} of {name} against {first}"))
                    .coefficient(own)
                    .family(RATIO)
                    .caveat((!fit.converged).then_some(Caveat::NotSettled))
                    .caveat(left_out.clone())
                    .n(n)
            })
            .collect(),
        Err(why) => {
            let row = Estimate::none(RATIO, unfit(why, &names));
            vec![row.n(n).caveat(left_out)]
        }
    }
}

fn unique(codes: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut codes: Vec<usize> = codes.collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// Anhøj's rules, the older rules of shift and trend, and the limits of individuals, on starts by month, from the group's first
/// start to the end of the data; the months at either end may be cut short and are left out.
fn monthly(followed: &Followed, groups: &Groups, group: usize) -> Vec<Estimate> {
    const SIGNAL: &str = "longest run of months on one side";
    let own = followed
        .episodes
        .iter()
        .zip(&groups.codes)
        .filter(|&(_, &code)| code == group);
    let months: Vec<i32> = own
        .filter_map(|(episode, _)| Some(month(episode.start()?)))
        .collect();
    let first = months.iter().copied().min().unwrap_or(0);
    let every = followed.episodes.iter().filter_map(|own| own.start());
    let last = followed.observed_to.max(every.max()).map_or(first, month);
    let counts: Vec<f64> = (first.saturating_add(1)..last)
        .map(|month| months.iter().filter(|&&own| own == month).count() as f64)
        .collect();
    let n = counts.iter().sum::<f64>() as u64;
    let Some(chart) = run_chart(&counts, None) else {
        return vec![Estimate::none(SIGNAL, Caveat::NoVariation).n(n)];
    };
    let yes = |found: bool| if found { 1.0 } else { 0.0 };
    let mut rows = vec![
        Estimate::of("median starts a month").value(chart.centre),
        Estimate::of(SIGNAL).value(chart.longest_run as f64),
        Estimate::of("longest run that chance would give").value(chart.run_limit as f64),
        Estimate::of("crossings of the median").value(chart.crossings as f64),
        Estimate::of("fewest crossings that chance would give").value(chart.least_crossings as f64),
        Estimate::of("signal of change (1 yes, 0 no)").value(yes(chart.signal)),
        Estimate::of("shift of six months or more on one side (1 yes, 0 no)")
            .value(yes(chart.shift)),
        Estimate::of("five months or more all rising or falling (1 yes, 0 no)")
            .value(yes(chart.trend)),
    ];
    rows.extend(xmr_chart(&counts).map(|xmr| {
        let limits = Interval {
            level: 0.9973,
            lower: xmr.lower.max(0.0),
            upper: xmr.upper,
        };
        Estimate::of("mean starts a month, natural limits")
            .value(xmr.mean)
            .ci(limits)
    }));
    rows.into_iter().map(|row| row.n(n)).collect()
}

fn month(date: NaiveDate) -> i32 {
    date.year() * 12 + date.month0() as i32
}
