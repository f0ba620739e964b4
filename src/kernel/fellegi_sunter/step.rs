//! The two halves of an EM step.

use super::classes::Classes;
use super::held::{is_held, table_is_held};
use super::{EmSettings, Interaction, Parameters, PatternCounts};

/// Lambda and the kin shares stay this far from 0 and 1, so that no class is lost for good.
const LEAST_SHARE: f64 = 1e-12;

/// Expected pairs of everything, given parameters; and their log-likelihood.
pub(super) struct Sums {
    pub(super) log_likelihood: f64,
    classes: Vec<f64>,
    m: Side,
    u: Side,
}

/// Expected pairs by level, of those that are like matches on a comparison or of those that are not.
struct Side {
    levels: Vec<Vec<f64>>,
    /// By interaction: cells of pairs that show both levels and are on this side with both.
    tables: Vec<Vec<f64>>,
}

impl Side {
    fn new(parameters: &Parameters) -> Self {
        let cells = |i: &Interaction| vec![0.0; i.m.iter().map(Vec::len).sum()];
        Self {
            levels: parameters.m.iter().map(|l| vec![0.0; l.len()]).collect(),
            tables: parameters.interactions.iter().map(cells).collect(),
        }
    }
}

/// The E-step.
pub(super) fn expectation(
    counts: &PatternCounts,
    parameters: &Parameters,
    active: &[bool],
) -> Sums {
    let classes = Classes::new(parameters, active);
    let mut sums = Sums {
        log_likelihood: 0.0,
        classes: vec![0.0; classes.len()],
        m: Side::new(parameters),
        u: Side::new(parameters),
    };
    let joined = joined(parameters, active);
    let mut posteriors = vec![0.0; classes.len()];
    let mut in_tables = vec![[0.0; 2]; active.len()];
    for (digits, count) in counts.iter() {
        let count = count as f64;
        sums.log_likelihood += count * classes.posteriors(digits, &mut posteriors);
        for (sum, posterior) in sums.classes.iter_mut().zip(&posteriors) {
            *sum += count * posterior;
        }
        for (place, interaction) in &joined {
            let moved = interaction.levels_of(digits).map_or([0.0; 2], |cell| {
                sums.add_joint(&classes, interaction, *place, cell, count, &posteriors)
            });
            in_tables[interaction.first] = moved;
            in_tables[interaction.second] = moved;
        }
        for c in (0..digits.len()).filter(|&c| digits[c] > 0) {
            let [m, u] = classes.sides(c, &posteriors);
            let level = digits[c] as usize - 1;
            sums.m.levels[c][level] += count * (m - in_tables[c][0]);
            sums.u.levels[c][level] += count * (u - in_tables[c][1]);
        }
    }
    sums
}

/// The interactions that have a part, with their places.
fn joined<'a>(parameters: &'a Parameters, active: &[bool]) -> Vec<(usize, &'a Interaction)> {
    let all = parameters.interactions.iter().enumerate();
    all.filter(|(_, i)| active[i.first] && active[i.second])
        .collect()
}

impl Sums {
    /// Adds pairs that show both levels of an interaction to its tables; which probability went to the table of
    /// matches, and which to that of non-matches.
    fn add_joint(
        &mut self,
        classes: &Classes,
        interaction: &Interaction,
        place: usize,
        (k, l): (usize, usize),
        count: f64,
        posteriors: &[f64],
    ) -> [f64; 2] {
        let mut moved = [0.0; 2];
        for (class, posterior) in posteriors.iter().enumerate() {
            let like_match = |c: usize| classes.is_like_match(class, c);
            let sides = (
                like_match(interaction.first),
                like_match(interaction.second),
            );
            if interaction.table(sides).is_some() {
                moved[usize::from(!sides.0)] += posterior;
            }
        }
        let cell = k * interaction.m[k].len() + l;
        self.m.tables[place][cell] += count * moved[0];
        self.u.tables[place][cell] += count * moved[1];
        moved
    }
}

/// The M-step: what maximises the expected log-likelihood plus the penalty.
pub(super) fn maximisation(sums: &Sums, now: &Parameters, settings: &EmSettings) -> Parameters {
    let mut next = now.clone();
    maximise_shares(&mut next, &sums.classes, settings);
    for c in (0..now.m.len()).filter(|&c| settings.active[c]) {
        let a = settings.pseudo_count;
        let held = &settings.held;
        next.m[c] = level_shares(&now.m[c], &sums.m.levels[c], a, |k| is_held(&held.m, c, k));
        if settings.estimate_u {
            next.u[c] = level_shares(&now.u[c], &sums.u.levels[c], a, |k| is_held(&held.u, c, k));
        }
    }
    for (i, interaction) in joined(now, &settings.active) {
        let pair = [interaction.first, interaction.second];
        if !table_is_held(&settings.held.m, &now.m, pair) {
            let table = joint_shares(&interaction.m, &sums.m, i, interaction, settings);
            set_margins(&mut next.m, pair, &table);
            next.interactions[i].m = table;
        }
        if let (Some(u), true) = (&interaction.u, settings.estimate_u)
            && !table_is_held(&settings.held.u, &now.u, pair)
        {
            let table = joint_shares(u, &sums.u, i, interaction, settings);
            set_margins(&mut next.u, pair, &table);
            next.interactions[i].u = Some(table);
        }
    }
    next
}

fn maximise_shares(next: &mut Parameters, classes: &[f64], settings: &EmSettings) {
    let pairs: f64 = classes.iter().sum();
    let others = pairs - classes[0];
    if !settings.held.lambda && pairs > 0.0 {
        next.lambda = (classes[0] / pairs).clamp(LEAST_SHARE, 1.0 - LEAST_SHARE);
    }
    if !settings.held.kin && others > 0.0 {
        for (class, expected) in next.kin.iter_mut().zip(&classes[2..]) {
            class.share = (expected / others).max(LEAST_SHARE);
        }
    }
}

/// Shares of the levels: held ones stay, free ones share the rest in proportion to their pairs.
fn level_shares(
    now: &[f64],
    pairs: &[f64],
    pseudo_count: f64,
    held: impl Fn(usize) -> bool,
) -> Vec<f64> {
    let free = |k: &usize| !held(*k);
    let rest: f64 = 1.0
        - (0..now.len())
            .filter(|k| held(*k))
            .map(|k| now[k])
            .sum::<f64>();
    let weight = |k: usize| pairs[k] + pseudo_count;
    let all: f64 = (0..now.len()).filter(free).map(weight).sum();
    let share = |k: usize| match held(k) || all == 0.0 {
        true => now[k],
        false => rest.max(0.0) * weight(k) / all,
    };
    (0..now.len()).map(share).collect()
}

/// Shares of a joint table's cells. Pairs that show only one of the two levels count in its row or column as the
/// table now has it.
fn joint_shares(
    now: &[Vec<f64>],
    side: &Side,
    place: usize,
    interaction: &Interaction,
    settings: &EmSettings,
) -> Vec<Vec<f64>> {
    let (rows, columns) = (now.len(), now.first().map_or(0, Vec::len));
    let column_sums: Vec<f64> = (0..columns)
        .map(|l| now.iter().map(|row| row[l]).sum())
        .collect();
    let part = |cell: f64, margin: f64| if margin > 0.0 { cell / margin } else { 0.0 };
    let pseudo_count = settings.pseudo_count / rows.max(columns) as f64;
    let mut table = now.to_vec();
    for (k, row) in table.iter_mut().enumerate() {
        let row_sum: f64 = row.iter().sum();
        let only_first = side.levels[interaction.first][k];
        for (l, cell) in row.iter_mut().enumerate() {
            let only_second = side.levels[interaction.second][l];
            *cell = side.tables[place][k * columns + l]
                + only_first * part(*cell, row_sum)
                + only_second * part(*cell, column_sums[l])
                + pseudo_count;
        }
    }
    let all: f64 = table.iter().flatten().sum();
    if all == 0.0 {
        return now.to_vec();
    }
    table.iter_mut().flatten().for_each(|cell| *cell /= all);
    table
}

fn set_margins(levels: &mut [Vec<f64>], pair: [usize; 2], table: &[Vec<f64>]) {
    levels[pair[0]] = table.iter().map(|row| row.iter().sum()).collect();
    levels[pair[1]] = (0..levels[pair[1]].len())
        .map(|l| table.iter().map(|row| row[l]).sum())
        .collect();
}

/// `a · Σ ln p` over what is estimated.
pub(super) fn penalty(now: &Parameters, settings: &EmSettings) -> f64 {
    if settings.pseudo_count == 0.0 {
        return 0.0;
    }
    let held = &settings.held;
    let mut sides = vec![(&now.m, &held.m, true)];
    if settings.estimate_u {
        sides.push((&now.u, &held.u, false));
    }
    let of_side = |(p, flags, like_match): (&Vec<Vec<f64>>, &Vec<Vec<bool>>, bool)| {
        side_penalty(now, settings, p, flags, like_match)
    };
    settings.pseudo_count * sides.into_iter().map(of_side).sum::<f64>()
}

fn side_penalty(
    now: &Parameters,
    settings: &EmSettings,
    p: &[Vec<f64>],
    flags: &[Vec<bool>],
    like_match: bool,
) -> f64 {
    let tables: Vec<_> = joined(now, &settings.active)
        .into_iter()
        .filter_map(|(_, i)| Some((i, i.table((like_match, like_match))?)))
        .collect();
    let in_table = |c: usize| tables.iter().any(|(i, _)| i.first == c || i.second == c);
    let mut sum = 0.0;
    for c in (0..p.len()).filter(|&c| settings.active[c] && !in_table(c)) {
        let free = (0..p[c].len()).filter(|&k| !is_held(flags, c, k));
        sum += free.map(|k| p[c][k].ln()).sum::<f64>();
    }
    for (interaction, table) in &tables {
        if !table_is_held(flags, p, [interaction.first, interaction.second]) {
            let spread = table.len().max(table[0].len()) as f64;
            sum += table.iter().flatten().map(|cell| cell.ln()).sum::<f64>() / spread;
        }
    }
    sum
}
