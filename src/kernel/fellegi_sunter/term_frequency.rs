//! Term-frequency adjustment: agreement on a rare value says more than agreement on a common one.
//!
//! The rule is that of Splink 4, so that its models score alike: a relative factor on top of a level's `m / u`, taken
//! against the `u` of exact agreement also at levels of similar values (Fellegi & Sunter 1969, section 3.3.1, put the
//! frequencies in `m` and `u` themselves).

/// log2 of `(u_exact / max(left, right, minimum_u))` to the power `weight`: what a level's values add to its match weight.
///
/// `left` and `right` are the relative frequencies of the two values among all values present, above 0 and at most 1.
/// The larger counts, because a misspelling of a common name is rare and yet says little. Where one is missing the
/// other counts; where both are, nothing is added. `minimum_u` is a floor that keeps a value seen once from deciding a
/// pair, and `weight` tempers the whole, from 0 (off) to 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::fellegi_sunter::term_frequency_weight;
///
/// assert_eq!(term_frequency_weight(0.01, Some(0.0025), Some(0.00125), 0.0, 1.0), 2.0); // a rare name
/// assert_eq!(term_frequency_weight(0.01, Some(0.04), None, 0.0, 1.0), -2.0); // a common one
/// assert_eq!(term_frequency_weight(0.01, None, None, 0.0, 1.0), 0.0);
/// ```
pub fn term_frequency_weight(
    u_exact: f64,
    left: Option<f64>,
    right: Option<f64>,
    minimum_u: f64,
    weight: f64,
) -> f64 {
    let larger = match (left, right) {
        (Some(left), Some(right)) => left.max(right),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return 0.0,
    };
    if weight == 0.0 {
        return 0.0;
    }
    weight * (u_exact / larger.max(minimum_u)).log2()
}
