//! Intervals of standardised effects.

use super::*;

/// Normal scores: baseline of spread 1, follow-up of spread `s2` and mean `shift`, with this correlation.
struct Scores {
    shift: f64,
    s2: f64,
    r: f64,
}

impl Scores {
    fn truth(&self, name: &str) -> f64 {
        let Self { shift, s2, r } = *self;
        let sd_change = (1.0 + s2 * s2 - 2.0 * r * s2).sqrt();
        let d_z = shift / sd_change;
        match name {
            "d_z" | "g_z_df_n_minus_1" => d_z,
            "d_av_rms" | "g_av_rms_df_n_minus_1" | "g_av_rms_df_bonett" => {
                shift / ((1.0 + s2 * s2) / 2.0).sqrt()
            }
            "d_av_mean_sd" | "g_av_mean_sd_df_2n_minus_2" => shift / ((1.0 + s2) / 2.0),
            "d_rm" => d_z * (2.0 * (1.0 - r)).sqrt(),
            "becker" | "g_becker_df_n_minus_1" => shift,
            "rank_biserial" => 2.0 * normal_cdf(std::f64::consts::SQRT_2 * d_z) - 1.0,
            "common_language" => normal_cdf(d_z.abs()),
            other => panic!("no truth for {other}"),
        }
    }

    fn covered(&self, rng: &mut ChaCha8Rng, n: usize) -> [bool; 12] {
        let baseline = normals(rng, n);
        let own = (1.0 - self.r * self.r).sqrt();
        let follow_up: Vec<f64> = baseline
            .iter()
            .map(|x| self.shift + self.s2 * (self.r * x + own * normal(rng)))
            .collect();
        let (summary, changes) = summary(&baseline, &follow_up);
        let found = summary.effect_intervals(&changes, 0.95);
        EFFECT_NAMES.map(|name| {
            let effect = found.iter().find(|effect| effect.name == name);
            effect.is_some_and(|effect| holds(effect.ci, self.truth(name)))
        })
    }
}

#[track_caller]
fn effects_cover(scores: &Scores, n: usize, runs: u64, documented: &[(&str, f64)]) {
    let found = rates(runs, 71, |rng| scores.covered(rng, n));
    for (rate, effect) in found.into_iter().zip(EFFECT_NAMES) {
        let figure = documented.iter().find(|(name, _)| *name == effect);
        let what = format!("{effect}, change of {}, {n} pairs", scores.shift);
        rate.covers(&what, figure.map(|(_, share)| *share));
    }
}

/// Half a standard deviation of change, correlation .8.
#[test]
fn effect_intervals_of_half_a_standard_deviation() {
    let scores = Scores {
        shift: 0.5,
        s2: 1.0,
        r: 0.8,
    };
    for (n, runs, rank_biserial) in [
        (20, 700, 0.8155),
        (60, 500, 0.841),
        (200, 400, 0.8595),
        (500, 400, 0.865),
    ] {
        effects_cover(&scores, n, runs, &[("rank_biserial", rank_biserial)]);
    }
}

/// A standard deviation of change, correlation .6.
#[test]
fn effect_intervals_of_eight_pairs_fall_short_as_documented() {
    let scores = Scores {
        shift: 1.0,
        s2: 1.0,
        r: 0.6,
    };
    let documented = [
        ("d_rm", 0.932),
        ("g_av_rms_df_n_minus_1", 0.919),
        ("g_av_rms_df_bonett", 0.929),
        ("g_z_df_n_minus_1", 0.93),
        ("g_becker_df_n_minus_1", 0.908),
        ("rank_biserial", 0.618),
    ];
    effects_cover(&scores, 8, 2_000, &documented);
}

#[test]
fn effect_intervals_cover_without_change() {
    let scores = Scores {
        shift: 0.0,
        s2: 1.2,
        r: 0.6,
    };
    effects_cover(&scores, 8, 1_500, &[("rank_biserial", 0.89)]);
}
