//! Tests and estimators, one a file: numbers in slices in, named results out.
//!
//! | chapter | questions |
//! |---|---|
//! | this one | mean, centre, direction and size of paired change; tails of distributions |
//! | [`categorical`] | change between yes and no, bands or stages, people not followed up included |
//! | [`waves`] | three waves or more |
//! | [`individual`] | one person: reliable, clinical and minimal important change, regression to the mean |
//! | [`regression`], [`mixed`] | groups and sites, adjusted: least squares, logistic, analysis of covariance, random effects |
//! | [`survival`] | time to an event |
//! | [`missing`] | people lost: balance, weights, imputation, several completed data sets, tipping points |
//! | [`comparators`] | people who had a service against others: scores, weights, balance, difference in differences |
//! | [`linkage_error`] | records linked to the wrong person |
//! | [`resampling`] | bootstrap, permutation, many tests |
//! | [`pooling`] | one effect over several sites |
//! | [`charts`] | a figure over time |
//!
//! Nothing here panics on data: a statistic that the numbers do not define (a variance of one value, a test of
//! changes that are all zero) is `None`. Values are taken to be finite; who calls decides what is missing.

pub mod categorical;
mod centred;
pub mod charts;
mod common_language;
pub mod comparators;
mod differences;
mod distribution;
mod effect;
mod effect_interval;
mod effect_variance;
mod exact_sum;
mod hedges;
mod hodges_lehmann;
pub mod individual;
pub mod linear;
pub mod linkage_error;
pub mod missing;
pub mod mixed;
mod moments;
mod paired_sample;
mod paired_t;
mod pearson;
pub mod pooling;
mod pre_post_control;
mod rank_biserial;
mod ranks;
pub mod regression;
pub mod resampling;
mod result;
mod sign_test;
mod signed_rank;
mod sorted_changes;
pub mod survival;
mod tally;
pub mod waves;

pub use common_language::common_language;
pub use differences::{difference, differences};
pub use distribution::{
    binomial_lower_tail, binomial_probability, binomial_upper_tail, chi_squared_lower_tail,
    chi_squared_upper_tail, f_lower_tail, f_upper_tail, noncentral_t_lower_tail,
    noncentral_t_noncentrality, noncentral_t_upper_tail, normal_cdf, normal_critical,
    normal_density, normal_quantile, normal_two_sided_p, t_critical, t_two_sided_p,
};
pub use effect::{
    EFFECT_NAMES, HEADLINE_EFFECT, PairedSummary, becker, d_av_mean_sd, d_av_rms, d_rm, d_z,
};
pub use effect_interval::{EffectInterval, EffectIntervalMethod, noncentrality_interval};
pub use effect_variance::{g_becker_variance, g_z_variance};
pub use exact_sum::ExactSum;
pub use hedges::hedges_correction;
pub use hodges_lehmann::{HodgesLehmann, hodges_lehmann};
pub use moments::{Moments, MomentsSummary};
pub use paired_sample::PairedSample;
pub use paired_t::{PairedT, paired_t};
pub use pearson::{CoMoments, pearson};
pub use pre_post_control::{PrePostControl, pre_post_control};
pub use rank_biserial::{rank_biserial, rank_biserial_interval};
pub use ranks::ZeroMethod;
pub use result::{Effect, Interval, SignedRank, SignedRankMethod, TTest};
pub use sign_test::{SignTest, clopper_pearson, sign_test};
pub use signed_rank::{
    EXACT_LIMIT, SignedRankSettings, signed_rank, signed_rank_exact, signed_rank_normal,
    signed_rank_with,
};
