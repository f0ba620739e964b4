//! Paired change: t, effects, ranks, resampling.

use super::*;
use throughline::kernel::stats::individual::regression_after_selection;
use throughline::kernel::stats::resampling::{bootstrap, sign_flip};

pub fn check(outside: &mut Outside) {
    t_and_effects(outside);
    normal_ranks(outside);
    exact_ranks(outside);
    resampling(outside);
    let change = regression_after_selection(8.4, 5.8, 0.7, 17.0, true).unwrap();
    outside.check("regression_to_mean", &[("change", change)], 1e-11);
}

fn t_and_effects(outside: &mut Outside) {
    let (before, after) = (series("pair_before"), series("pair_after"));
    let (summary, changes) = summary(&before, &after);
    let change = paired_t(&changes, 0.95).unwrap();
    let test = change.test.unwrap();
    let ends = [("lower", change.ci.lower), ("upper", change.ci.upper)];
    outside.check("paired/t", &[("t", test.t), ("p", test.p)], 1e-11);
    outside.check("paired/t", &ends, 1e-11);
    let r = summary.correlation.unwrap();
    outside.check("paired/r", &[("r", r)], 1e-13);
    let effects = summary.effects(&changes);
    let of = |name: &str| {
        effects
            .iter()
            .find(|effect| effect.name == name)
            .unwrap()
            .value
    };
    for name in [
        "d_z",
        "g_z_df_n_minus_1",
        "becker",
        "d_av_rms",
        "d_av_mean_sd",
        "d_rm",
        "common_language",
    ] {
        outside.check("paired/effects", &[(name, of(name))], 1e-12);
    }
    let (g_z, g_becker) = (of("g_z_df_n_minus_1"), of("g_becker_df_n_minus_1"));
    let n = change.n;
    outside.check(
        "paired/smcc",
        &[("g", g_z), ("v", g_z_variance(g_z, n))],
        1e-11,
    );
    let variance = g_becker_variance(g_becker, r, n);
    outside.check("paired/smcr", &[("g", g_becker), ("v", variance)], 1e-11);
    // R's noncentral t stops at 1e-12 of probability; scipy's ends agree to 1e-11.
    let ci = summary.d_z_interval(0.95).unwrap();
    outside.check(
        "paired/d_z_ci",
        &[("lower", ci.lower), ("upper", ci.upper)],
        1e-11,
    );
}

fn normal_ranks(outside: &mut Outside) {
    for name in ["untied", "tied", "tied_few"] {
        let changes = series(name);
        for (zeros, tool_name) in [
            (ZeroMethod::Drop, "wilcox"),
            (ZeroMethod::Pratt, "pratt"),
            (ZeroMethod::Split, "zsplit"),
        ] {
            for (continuity, kind) in [(false, "plain"), (true, "corrected")] {
                let method = Some(SignedRankMethod::Normal);
                let settings = SignedRankSettings {
                    zeros,
                    method,
                    continuity,
                };
                let p = signed_rank_with(&changes, settings).unwrap().p;
                outside.check(
                    &format!("signed_rank/{name}/{tool_name}/{kind}"),
                    &[("p", p)],
                    1e-12,
                );
                if (name, zeros) == ("tied", ZeroMethod::Drop) {
                    outside.check(
                        &format!("signed_rank/tied/wilcox/r_{kind}"),
                        &[("p", p)],
                        1e-12,
                    );
                }
            }
        }
    }
}

fn exact_p(changes: &[f64], zeros: ZeroMethod) -> f64 {
    let settings = SignedRankSettings {
        zeros,
        method: Some(SignedRankMethod::Exact),
        ..Default::default()
    };
    signed_rank_with(changes, settings).unwrap().p
}

fn exact_ranks(outside: &mut Outside) {
    let (drop, pratt) = (ZeroMethod::Drop, ZeroMethod::Pratt);
    let (untied, tied, few) = (series("untied"), series("tied"), series("tied_few"));
    outside.check(
        "signed_rank/untied/exact",
        &[("p", exact_p(&untied, drop))],
        1e-13,
    );
    for (zeros, name) in [
        (drop, "wilcox"),
        (pratt, "pratt"),
        (ZeroMethod::Split, "zsplit"),
    ] {
        let case = format!("signed_rank/tied_few/{name}/exact");
        outside.check(&case, &[("p", exact_p(&few, zeros))], 1e-13);
    }
    outside.check(
        "signed_rank/tied/wilcox/r_exact",
        &[("p", exact_p(&tied, drop))],
        1e-12,
    );
    outside.check(
        "signed_rank/tied/wilcoxon/coin_exact",
        &[("p", exact_p(&tied, drop))],
        1e-12,
    );
    outside.check(
        "signed_rank/tied/pratt/coin_exact",
        &[("p", exact_p(&tied, pratt))],
        1e-12,
    );
    for name in ["untied", "untied_many"] {
        let changes = series(name);
        let test = signed_rank(&changes).unwrap();
        outside.check(
            &format!("signed_rank/{name}/r_exact"),
            &[("v", test.w), ("p", test.p)],
            1e-13,
        );
        let centre = hodges_lehmann(&changes, 0.95).unwrap();
        let found = [
            ("estimate", centre.estimate),
            ("lower", centre.ci.lower),
            ("upper", centre.ci.upper),
        ];
        outside.check(&format!("hodges_lehmann/{name}"), &found, 1e-13);
    }
    for (name, changes) in [("untied", &untied), ("tied", &tied)] {
        let ci = rank_biserial_interval(changes, 0.95).unwrap();
        let r = rank_biserial(changes).unwrap();
        let found = [("r", r), ("lower", ci.lower), ("upper", ci.upper)];
        outside.check(&format!("rank_biserial/{name}"), &found, 1e-12);
    }
    let test = sign_test(&tied, 0.95).unwrap();
    outside.check("sign_test/tied", &[("p", test.p)], 1e-12);
    // R's binom.test searches for its ends; scipy's are good to 1e-12.
    let ends = [("lower", test.ci.lower), ("upper", test.ci.upper)];
    outside.check("sign_test/tied", &ends, 1e-12);
}

fn resampling(outside: &mut Outside) {
    let p = sign_flip(&series("untied")[..14], 0, 0).unwrap().p;
    outside.check("sign_flip/untied_14", &[("p", p)], 1e-13);
    let (before, after) = (series("pair_before"), series("pair_after"));
    let pick = |values: &[f64], rows: &[usize]| -> Vec<f64> {
        rows.iter().map(|&row| values[row]).collect()
    };
    let people: Vec<usize> = (0..before.len()).collect();
    let of = |rows: &[usize]| pearson(&pick(&before, rows), &pick(&after, rows));
    let found = bootstrap(&people, of, 200, 1, 0.95).unwrap();
    let found = [
        ("estimate", found.estimate),
        ("acceleration", found.acceleration),
    ];
    outside.check("bootstrap", &found, 1e-11);
}
