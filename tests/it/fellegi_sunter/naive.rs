//! The model by multiplication, one class at a time: what everything else is held against.

use throughline::kernel::fellegi_sunter::{Parameters, PatternCounts, PatternSpace};

/// Probability of the shown levels in a class that is like matches where `like_match` says so.
fn in_class(parameters: &Parameters, digits: &[u8], like_match: &[bool]) -> f64 {
    let mut probability = 1.0;
    let mut done = vec![false; digits.len()];
    for interaction in &parameters.interactions {
        let (a, b) = (interaction.first, interaction.second);
        let table = match (like_match[a], like_match[b]) {
            (true, true) => Some(&interaction.m),
            (false, false) => interaction.u.as_ref(),
            _ => None,
        };
        if let Some(table) = table {
            let fits = |digit: u8, level: usize| digit == 0 || digit as usize == level + 1;
            let mut sum = 0.0;
            for (k, row) in table.iter().enumerate() {
                for (l, cell) in row.iter().enumerate() {
                    if fits(digits[a], k) && fits(digits[b], l) {
                        sum += cell;
                    }
                }
            }
            probability *= sum;
            (done[a], done[b]) = (true, true);
        }
    }
    for c in (0..digits.len()).filter(|&c| digits[c] > 0 && !done[c]) {
        let p = if like_match[c] {
            &parameters.m
        } else {
            &parameters.u
        };
        probability *= p[c][digits[c] as usize - 1];
    }
    probability
}

/// Joint probability of each class and the pattern: matches, unrelated, then kin.
pub fn terms(parameters: &Parameters, digits: &[u8]) -> Vec<f64> {
    let n = digits.len();
    let kin: f64 = parameters.kin.iter().map(|class| class.share).sum();
    let others = 1.0 - parameters.lambda;
    let mut terms = vec![
        parameters.lambda * in_class(parameters, digits, &vec![true; n]),
        others * (1.0 - kin) * in_class(parameters, digits, &vec![false; n]),
    ];
    for class in &parameters.kin {
        let like: Vec<bool> = (0..n).map(|c| class.comparisons.contains(&c)).collect();
        terms.push(others * class.share * in_class(parameters, digits, &like));
    }
    terms
}

pub fn probability(parameters: &Parameters, digits: &[u8]) -> f64 {
    terms(parameters, digits).iter().sum()
}

pub fn log_likelihood(parameters: &Parameters, counts: &PatternCounts) -> f64 {
    let terms = counts.iter();
    terms
        .map(|(digits, count)| count as f64 * probability(parameters, digits).ln())
        .sum()
}

/// One EM step over single pairs, of independent comparisons without kin.
pub fn em_step(space: &PatternSpace, counts: &PatternCounts, now: &Parameters) -> Parameters {
    let mut m: Vec<Vec<f64>> = now.m.iter().map(|levels| vec![0.0; levels.len()]).collect();
    let mut u = m.clone();
    let (mut matches, mut pairs) = (0.0, 0.0);
    for (digits, count) in counts.iter() {
        for _ in 0..count {
            let terms = terms(now, digits);
            let posterior = terms[0] / (terms[0] + terms[1]);
            pairs += 1.0;
            matches += posterior;
            for c in (0..space.comparisons()).filter(|&c| digits[c] > 0) {
                m[c][digits[c] as usize - 1] += posterior;
                u[c][digits[c] as usize - 1] += 1.0 - posterior;
            }
        }
    }
    for levels in m.iter_mut().chain(&mut u) {
        let sum: f64 = levels.iter().sum();
        levels.iter_mut().for_each(|level| *level /= sum);
    }
    Parameters::new(matches / pairs, m, u)
}
