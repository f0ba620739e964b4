//! What false links do to paired change.

use crate::kernel::stats::PairedSummary;

/// The moments of change as they would be were every link right, from those of linked pairs.
///
/// False links within a block leave mean change as it is, but pair people with strangers: the correlation shrinks by
/// c₁ = λ − (1 − λ)/(n − 1), the change spreads, d_z falls and more people seem reliably changed, for better and for worse.
/// This turns the shrinking back. Use it to show how far false links could reach; `correct` is the share λ of right links
/// and `block` the number n of people among whom links are mixed up.
///
/// `None` where the correlation is not defined, c₁ is not above zero, or the corrected correlation would pass one.
///
/// # Panics
///
/// When `correct` is not above 0 and at most 1, or `block` is below 2.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::PairedSummary;
/// use throughline::kernel::stats::linkage_error::without_false_links;
///
/// let linked = PairedSummary {
///     n: 400,
///     mean_change: 2.0,
///     sd_change: 33.5_f64.sqrt(),
///     sd_baseline: 5.0,
///     sd_follow_up: 5.0,
///     correlation: Some(0.33),
/// };
/// let right = without_false_links(&linked, 0.9, 1_000_000).unwrap();
/// assert!((right.correlation.unwrap() - 0.33 / 0.9).abs() < 1e-6);
/// assert!(right.sd_change < linked.sd_change && right.mean_change == 2.0);
/// ```
pub fn without_false_links(
    linked: &PairedSummary,
    correct: f64,
    block: u64,
) -> Option<PairedSummary> {
    assert!(
        correct > 0.0 && correct <= 1.0,
        "a share of right links is above 0 and at most 1"
    );
    assert!(block >= 2, "links are mixed up among at least two people");
    let kept = correct - (1.0 - correct) / (block - 1) as f64;
    let correlation = linked.correlation? / kept;
    if kept <= 0.0 || correlation.abs() > 1.0 {
        return None;
    }
    let (s1, s2) = (linked.sd_baseline, linked.sd_follow_up);
    let regained = 2.0 * s1 * s2 * (correlation - linked.correlation?);
    Some(PairedSummary {
        sd_change: (linked.sd_change * linked.sd_change - regained)
            .max(0.0)
            .sqrt(),
        correlation: Some(correlation),
        ..*linked
    })
}
