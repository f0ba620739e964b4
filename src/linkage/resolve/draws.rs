//! Link sets drawn at random, each as likely as its pairs are.

use super::Resolution;
use super::limits::Limits;
use super::resolver::Resolver;
use crate::Result;
use crate::error::LinkageError;
use crate::kernel::graph::{Edge, PartitionLaw, PartitionSampler};
use crate::linkage::{PersonIndex, ScoredPairs};

/// Weight of a pair that was not kept, where pairs of a lower weight were: odds of about one to a thousand.
const NOT_KEPT: f64 = -10.0;

/// The most units that can be drawn exactly.
const MOST_EXACT: u32 = 12;

/// How link sets are drawn from the match probabilities of pairs.
///
/// # Examples
///
/// ```
/// use throughline::linkage::LinkDraws;
///
/// let draws = LinkDraws::new().draws(50).seed(7).not_kept(-12.0);
/// assert_eq!(draws, LinkDraws::default().draws(50).seed(7).not_kept(-12.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinkDraws {
    draws: u32,
    seed: u64,
    sweeps: u32,
    exact: u32,
    not_kept: Option<f64>,
    bridges: bool,
}

impl Default for LinkDraws {
    fn default() -> Self {
        let law = PartitionLaw::default();
        Self {
            draws: 20,
            seed: 1,
            sweeps: law.sweeps,
            exact: law.exact,
            not_kept: None,
            bridges: false,
        }
    }
}

impl LinkDraws {
    /// Twenty draws with seed 1.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how many link sets there are.
    pub fn draws(mut self, draws: u32) -> Self {
        self.draws = draws;
        self
    }

    /// Sets the seed of the random numbers.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets after how many sweeps the Markov chain of a large component is taken for a draw; 12 unless set.
    pub fn sweeps(mut self, sweeps: u32) -> Self {
        self.sweeps = sweeps;
        self
    }

    /// Draws components of up to so many records (those that the ladder ties counted as one) without a chain, by summing over all
    /// that may be; 6 unless set, at most 12. Each more costs three times as much.
    pub fn exact_up_to(mut self, records: u32) -> Self {
        self.exact = records;
        self
    }

    /// Sets the match weight, at most 0, of a pair within a person that was compared but not kept, or that blocking did not bring
    /// up. Unless set it is the floor of scoring, though no less than −10 and no more than 0.
    pub fn not_kept(mut self, weight: f64) -> Self {
        self.not_kept = Some(weight);
        self
    }

    /// Lets records of two datasets that are never linked be one person through a third; see [`Resolution::bridges`].
    pub fn bridges(mut self, allowed: bool) -> Self {
        self.bridges = allowed;
        self
    }

    fn check(&self) -> Result<()> {
        let reason = match self.not_kept {
            _ if self.draws == 0 => "no draw was asked for".to_owned(),
            _ if self.sweeps == 0 => "a chain needs one sweep or more".to_owned(),
            _ if self.exact > MOST_EXACT => format!(
                "components of {} records can't be drawn exactly, at most {MOST_EXACT}",
                self.exact
            ),
            Some(weight) if weight.is_nan() || weight > 0.0 => {
                format!("a pair that was not kept weighs {weight}, which is not 0 or below")
            }
            _ => return Ok(()),
        };
        Err(LinkageError::Draws { reason }.into())
    }
}

impl ScoredPairs {
    /// Gets ready to draw link sets: ways in which the records may truly hang together, each as likely as the pairs' match
    /// probabilities make it.
    ///
    /// Use it to carry the uncertainty of links into what is computed from them: compute from each link set, and combine by
    /// [Rubin's rules](crate::kernel::stats::missing::rubin). Missed links then no longer leave out those who are hard to link, and the
    /// interval is as wide as unsure links make it. What false links do to a *relation* between two records' values draws don't
    /// mend: pairs with strangers weaken a slope or correlation in each draw, and so in their mean. Correct it by
    /// [`linked_regression`](crate::kernel::stats::linkage_error::linked_regression).
    ///
    /// The law: who is one person has a probability proportional to the product of the odds, 2^weight, of all pairs of records
    /// within people.
    ///
    /// - Two records with one pair and no other are together with exactly the pair's match probability.
    /// - A pair within a person that was not kept counts as [`not_kept`](LinkDraws::not_kept) says. Records of datasets that
    ///   the link type or a pairing leaves uncompared count neither for nor against one another.
    /// - Pairs of the ladder hold in every draw, as [resolving](Self::resolve_with) takes them. So do pairs of 40 bits and more, unless
    ///   what they join breaks a constraint or holds a pair below 0: then they are drawn like others.
    /// - Datasets without duplicates, records never to be linked and cardinalities are obeyed in every draw.
    /// - A person hangs together by kept pairs.
    ///
    /// Components of few records are drawn by the law itself, larger ones by a Markov chain that comes near it
    /// ([`PartitionSampler`](crate::kernel::graph::PartitionSampler)).
    ///
    /// Draws are only as good as the probabilities: no threshold is chosen, but they must be calibrated. Keep pairs well below
    /// any threshold ([`Scoring`](crate::linkage::Scoring)), for what was not kept is never drawn.
    ///
    /// # Errors
    ///
    /// When there is to be no draw or no sweep, components of more than 12 records are to be drawn exactly, or pairs that were
    /// not kept weigh more than 0.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::ingest::{self, Source};
    /// use throughline::linkage::{FoundBy, LinkDraws, LinkageSpec, ScoredPair, ScoredPairs};
    /// use throughline::schema::Schema;
    /// use throughline::standardise::{RecordId, Standardiser};
    ///
    /// let file = b"id,surname\n1,Khan\n2,Kahn\n3,Jones\n".to_vec();
    /// let read = ingest::read(&[Source::bytes("people", file, Schema::register())])?;
    /// let records = Standardiser::default().records(&read.datasets)?;
    /// let pair = ScoredPair {
    ///     left: RecordId(0),
    ///     right: RecordId(1),
    ///     weight: 1.0, // odds of two to one
    ///     found_by: FoundBy::Blocking(0),
    /// };
    /// let scored = ScoredPairs::given(&LinkageSpec::new(), &records, vec![pair])?;
    /// let sets = scored.draws(&LinkDraws::new().draws(900))?;
    /// let linked = sets.iter().filter(|people| people.person_count() == 2).count();
    /// assert!((550..650).contains(&linked));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn draws(&self, draws: &LinkDraws) -> Result<LinkSets<'_>> {
        draws.check()?;
        let ladder = Resolution {
            probability: 0.0,
            ..Resolution::ladder_only().bridges(draws.bridges)
        };
        let resolver = Resolver::by_name(self, &ladder);
        let start = resolver.clusters(&resolver.strong()).labelling;
        let limits = resolver.limits.as_ref().expect("nodes are by name");
        let edges: Vec<Edge> = self.pairs.iter().map(|pair| resolver.edge(pair)).collect();
        let law = PartitionLaw {
            constraints: limits.constraints(Some(&start)),
            absent: draws.not_kept.unwrap_or(self.floor.clamp(NOT_KEPT, 0.0)),
            uncompared: &Limits::uncompared(self, &resolver.nodes),
            exact: draws.exact,
            sweeps: draws.sweeps,
        };
        let sampler = PartitionSampler::new(self.record_ids.len(), &edges, &law);
        Ok(LinkSets {
            resolver,
            sampler,
            draws: *draws,
        })
    }
}

/// Link sets drawn from the match probabilities of pairs; made by [`ScoredPairs::draws`].
///
/// None is kept: each is drawn when it is asked for, so that memory for one is enough.
pub struct LinkSets<'a> {
    resolver: Resolver<'a>,
    sampler: PartitionSampler,
    draws: LinkDraws,
}

impl LinkSets<'_> {
    /// How many there are.
    pub fn len(&self) -> u32 {
        self.draws.draws
    }

    /// Never: there is a draw or more.
    pub fn is_empty(&self) -> bool {
        self.draws.draws == 0
    }

    /// The people of one link set, numbered from 0.
    ///
    /// It depends on the pairs, the settings and the number alone: not on what was drawn before, on threads, nor on the order of
    /// datasets or rows. The [weight](PersonIndex::weights) of a record is that of the strongest kept pair with another of
    /// its person, however weak: what was drawn may be improbable. [`PersonIndex::threshold`] is 0.
    ///
    /// # Panics
    ///
    /// When there are not so many draws.
    pub fn draw(&self, number: u32) -> PersonIndex {
        assert!(number < self.len(), "there are {} draws", self.len());
        let drawn = self.sampler.draw(self.draws.seed, u64::from(number));
        let pairs = self.resolver.scored.pairs.iter();
        let links = pairs.filter(|pair| {
            let edge = self.resolver.edge(pair);
            drawn.together(edge.left, edge.right)
        });
        self.resolver.people(&drawn, links)
    }

    /// For each kept pair, in their order, the share of link sets in which its records are one person.
    ///
    /// Unlike the pair's own [probability](crate::linkage::ScoredPair::probability) it knows of rivals, constraints and chains.
    /// It costs as much as to draw every link set.
    pub fn shares(&self) -> Vec<f64> {
        let pairs = &self.resolver.scored.pairs;
        let mut counts = vec![0u32; pairs.len()];
        for number in 0..self.len() {
            let drawn = self.sampler.draw(self.draws.seed, u64::from(number));
            for (count, pair) in counts.iter_mut().zip(pairs) {
                let edge = self.resolver.edge(pair);
                *count += u32::from(drawn.together(edge.left, edge.right));
            }
        }
        let all = f64::from(self.len());
        counts
            .into_iter()
            .map(|count| f64::from(count) / all)
            .collect()
    }

    pub(super) fn scored(&self) -> &ScoredPairs {
        self.resolver.scored
    }

    /// All of them in turn, each drawn when it is asked for.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = PersonIndex> + '_ {
        (0..self.len()).map(|number| self.draw(number))
    }
}
