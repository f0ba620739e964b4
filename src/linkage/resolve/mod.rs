//! From scored pairs to people: which pairs are links, and which records hang together by them.

mod constraints;
mod draws;
mod errors;
mod limits;
mod link;
mod matching;
mod names;
mod nodes;
mod ranked;
mod refused;
mod resolver;
mod settings;
mod sweep;

pub(crate) use constraints::Constraints;
pub(crate) use names::find;

pub use draws::{LinkDraws, LinkSets};
pub use errors::{DatasetLinkErrors, LinkErrors};
pub use link::Link;
pub use refused::{Refusal, RefusedLink};
pub use settings::{Chains, Resolution, Review};

use resolver::{Clusters, Resolver};

use crate::Result;
use crate::linkage::{MatchProbability, PersonIndex, ScoredPair, ScoredPairs};

/// Margins below this, in bits, are ties.
const TIE: f64 = 1e-9;

/// People, with what was followed and what was not.
///
/// Every pair at or above the threshold, and every pair of the ladder, is among the links or among the refused.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// Which records are the same person.
    pub people: PersonIndex,
    /// The pairs taken for one person, by left record, then right; those for review among them, even if
    /// [withheld](Review::Withhold).
    pub links: Vec<Link>,
    /// The pairs whose records ended as two people though they are strong enough, by left record, then right.
    pub refused: Vec<RefusedLink>,
}

impl Resolved {
    /// The links that a clerk should look at.
    pub fn for_review(&self) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(|link| link.review)
    }
}

impl ScoredPairs {
    /// Takes pairs at or above a match probability as links, and records that hang together as one person, as far as the
    /// specification allows.
    ///
    /// People are numbered by their first record, so neither the order of pairs nor the number of threads
    /// matters. See [`resolve_with`](Self::resolve_with) for other settings, links and what was refused.
    ///
    /// # Errors
    ///
    /// Never at present; settings that can't be meant are refused.
    pub fn resolve(&self, threshold: MatchProbability) -> Result<PersonIndex> {
        let resolution = Resolution::new(threshold);
        resolution.check()?;
        Ok(Resolver::new(self, &resolution).resolved())
    }

    /// Makes people of links by the settings given, and says of every strong pair whether it was followed.
    ///
    /// In this order:
    ///
    /// 1. Pairs of the [ladder](crate::linkage::LinkageSpec::ladder) are links whatever their weight, rule by rule,
    ///    unless they break a constraint.
    /// 2. Between two datasets that are linked one to one (both hold each person once, or the specification says so) the
    ///    pairs are chosen whose weights above the threshold have the largest total; one to many, each record of the
    ///    right dataset goes with its best partner. Records that the ladder joined go together.
    /// 3. The chosen pairs and those of all other datasets are followed from the strongest down, then pairs that were not
    ///    chosen. A pair is refused that would make one person of two who may not be one, by a constraint or by the rule
    ///    for [`Chains`].
    ///
    /// A person therefore never holds two records of a dataset without duplicates, two records that must never be linked,
    /// or, of two datasets, more records than they are linked by. Two datasets that are never linked with one another
    /// don't meet in a person through a third either, unless [bridges](Resolution::bridges) are allowed; a dataset that is
    /// never linked with itself is only not compared with itself, and may meet itself through another. Ties go to the
    /// dataset that comes first by name, then to the record that comes first by id, so who is one person depends neither
    /// on the order of datasets nor of rows.
    ///
    /// # Errors
    ///
    /// When the threshold is not finite, the close margin below 0, the floor of chains not a number, or the ladder, which alone
    /// was to be followed, found no pair.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::ingest::{self, Source};
    /// use throughline::linkage::{
    ///     FoundBy, LinkageSpec, MatchProbability, Refusal, Resolution, ScoredPair, ScoredPairs,
    /// };
    /// use throughline::schema::Schema;
    /// use throughline::standardise::{RecordId, Standardiser};
    ///
    /// let file = |name, ids: &str| Source::bytes(name, ids.as_bytes().to_vec(), Schema::register());
    /// let read = ingest::read(&[
    ///     file("register", "id,surname\n1,Khan\n2,Kahn\n"),
    ///     file("referrals", "id,surname\n1,Khan\n2,Kann\n"),
    /// ])?;
    /// let records = Standardiser::default().records(&read.datasets)?;
    /// let pair = |left, right, weight| ScoredPair {
    ///     left: RecordId(left),
    ///     right: RecordId(right),
    ///     weight,
    ///     found_by: FoundBy::Blocking(0),
    /// };
    /// let pairs = vec![pair(0, 2, 12.0), pair(0, 3, 7.0), pair(1, 2, 6.0), pair(1, 3, 9.5)];
    /// let spec = LinkageSpec::new().duplicate_free("register");
    /// let scored = ScoredPairs::given(&spec, &records, pairs)?;
    ///
    /// let resolution = Resolution::new(MatchProbability::new(0.95)?).close_margin(3.0);
    /// let resolved = scored.resolve_with(&resolution)?;
    /// assert_eq!(resolved.people.person_count(), 2);
    /// assert_eq!((resolved.links.len(), resolved.refused.len()), (2, 2));
    /// assert!(matches!(resolved.refused[0].reason, Refusal::HeldOnce { .. }));
    /// // Record 3 is nearly as like record 0 as it is like record 1.
    /// assert_eq!(resolved.for_review().map(|link| link.margin).collect::<Vec<_>>(), [2.5]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn resolve_with(&self, resolution: &Resolution) -> Result<Resolved> {
        resolution.check_pairs(self)?;
        let resolver = Resolver::new(self, resolution);
        let mut places = resolver.strong();
        let mut clusters = resolver.clusters(&places);
        places.retain(|&place| resolver.together(&clusters, resolver.pair(place)));
        let mut links = links(&resolver, resolution, &places, &clusters);
        if resolution.review == Review::Withhold {
            clusters = withhold(&resolver, &places, &mut links, clusters);
        }
        let followed = |link: &&Link| !(link.review && resolution.review == Review::Withhold);
        let followed: Vec<ScoredPair> = links.iter().filter(followed).map(Link::pair).collect();
        Ok(Resolved {
            people: resolver.people(&clusters.labelling, followed.iter()),
            links,
            refused: resolver.refused(clusters),
        })
    }
}

fn links(
    resolver: &Resolver<'_>,
    resolution: &Resolution,
    places: &[u32],
    clusters: &Clusters,
) -> Vec<Link> {
    let margins = resolver.margins(places, clusters);
    let link = |(&place, margin): (&u32, f64)| {
        let pair = resolver.pair(place);
        Link {
            left: pair.left,
            right: pair.right,
            weight: pair.weight,
            found_by: pair.found_by,
            margin,
            review: margin < resolution.close_margin.max(TIE),
        }
    };
    places.iter().zip(margins).map(link).collect()
}

/// Clusters without the links that are for review; links that no longer hold are left to the refused.
fn withhold(
    resolver: &Resolver<'_>,
    places: &[u32],
    links: &mut Vec<Link>,
    clusters: Clusters,
) -> Clusters {
    let kept = places.iter().zip(&*links).filter(|(_, link)| !link.review);
    let kept: Vec<u32> = kept.map(|(&place, _)| place).collect();
    let without = resolver.clusters(&kept).also_refusing(clusters);
    links.retain(|link| link.review || resolver.together(&without, &link.pair()));
    without
}
