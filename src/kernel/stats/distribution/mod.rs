//! Distribution functions with tails that stay right when they are small.
//!
//! Each gives the tail itself, never one minus the other side. The densities in front of the continued fractions are
//! built from deviances (Loader 2000, "Fast and accurate computation of binomial probabilities"), so that large
//! parameters cost no digits.

mod binomial;
mod chi_squared;
mod deviance;
mod fisher_f;
mod gamma_ratio;
mod incomplete_beta;
mod incomplete_gamma;
mod noncentral_t;
mod normal;
mod quantile;
mod root;
mod student_t;

pub use binomial::{binomial_lower_tail, binomial_probability, binomial_upper_tail};
pub use chi_squared::{chi_squared_lower_tail, chi_squared_upper_tail};
pub use fisher_f::{f_lower_tail, f_upper_tail};
pub use noncentral_t::{
    noncentral_t_lower_tail, noncentral_t_noncentrality, noncentral_t_upper_tail,
};
pub use normal::{normal_cdf, normal_critical, normal_density, normal_two_sided_p};
pub use quantile::normal_quantile;
pub use student_t::{t_critical, t_two_sided_p};

pub(super) use gamma_ratio::half_step;
pub(super) use incomplete_beta::beta_quantile;
pub(super) use root::root_between;
