//! The methods, from kernels to rows: what each is asked of, and what it answers.

mod binary;
mod change;
mod comparators;
mod design;
mod episodes;
mod groups;
mod individual;
mod lost;
mod measures;
mod sites;
mod stages;
mod waves;

use std::cell::OnceCell;
use std::sync::OnceLock;

use crate::kernel::stats::PairedSample;
use crate::longitudinal::{Followed, Measure};

use super::cell::Cell;
use super::estimate::Estimate;
use super::gather::{Block, Gathered};
use super::{Analysis, Caveat, Method};

pub(super) use comparators::of_everyone;
pub(super) use episodes::of_episodes;
pub(super) use groups::of_groups;
pub(super) use lost::pooled_row;
pub(super) use measures::of_measures;
pub(super) use waves::of_waves;

/// What every method may look at.
pub(super) struct Context<'a> {
    pub data: &'a Gathered<'a>,
    pub analysis: &'a Analysis,
    /// The episodes, where they are known.
    pub followed: Option<&'a Followed>,
    pub repeats: OnceLock<bool>,
}

impl Context<'_> {
    /// Whether somebody stands in several episodes.
    pub(super) fn repeats_people(&self) -> bool {
        *self.repeats.get_or_init(|| {
            let mut persons = self.data.persons.clone().unwrap_or_default();
            persons.sort_unstable();
            persons.windows(2).any(|pair| pair[0] == pair[1])
        })
    }

    /// Says of a number with an error that people stand in it several times.
    pub(super) fn told(&self, found: Estimate) -> Estimate {
        let repeated = has_error(&found) && self.repeats_people();
        found.caveat(repeated.then_some(Caveat::RepeatedPeople))
    }
}

fn has_error(found: &Estimate) -> bool {
    found.p.is_some() || found.se.is_some() || found.ci.is_some()
}

/// A cell with its pairs' moments and ranks, which several methods share.
pub(super) struct Asked<'a> {
    pub context: &'a Context<'a>,
    pub block: &'a Block<'a>,
    pub cell: &'a Cell,
    /// `None` with fewer than two pairs.
    pub sample: Option<PairedSample>,
    /// Whether every pair began on the worse side of the cut-off.
    chosen_by_score: bool,
    /// Each pair's person, made when it is asked for; see [`repeated_people`](Self::repeated_people).
    repeated: OnceCell<Option<Vec<usize>>>,
    /// Completed follow-ups, made when a method asks for them.
    imputed: OnceCell<Result<lost::Imputed, Caveat>>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(context: &'a Context<'a>, block: &'a Block<'a>, cell: &'a Cell) -> Self {
        Self {
            context,
            block,
            cell,
            sample: PairedSample::new(&cell.baseline, &cell.follow_up),
            chosen_by_score: cell.chosen_by_score(cell.measure(context.data)),
            repeated: OnceCell::new(),
            imputed: OnceCell::new(),
        }
    }

    fn measure(&self) -> &'a Measure {
        self.cell.measure(self.context.data)
    }

    fn level(&self) -> f64 {
        self.context.analysis.level
    }

    fn higher_is_better(&self) -> bool {
        self.measure().direction.sign() > 0.0
    }

    /// The stream of a method in this cell: it depends on names alone, so that no other row of the table moves it.
    fn seed(&self, method: Method) -> u64 {
        let (data, place) = (self.context.data, self.cell.place);
        seed(
            self.context.analysis.seed,
            &[
                &self.measure().name,
                &data.waves[place.wave],
                place.grouping_name(data),
                place.group_name(data),
                method.name(),
            ],
        )
    }

    /// What a reader must know of any number of this cell: people who stand in it several times, and people who are there
    /// because of their score.
    pub(super) fn told_of_cell(&self, method: Method, found: &Estimate) -> Vec<Caveat> {
        let apart = method == Method::Bootstrap || !has_error(found);
        let repeated = !apart && self.context.repeats_people() && self.repeated_people().is_some();
        let chosen = self.chosen_by_score && is_of_change(method) && has_error(found);
        [
            repeated.then_some(Caveat::RepeatedPeople),
            chosen.then_some(Caveat::ChosenByScore),
            self.is_flat(found).then_some(Caveat::NoVariation),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Whether an interval has no width because all changes are equal, and nothing says so yet.
    fn is_flat(&self, found: &Estimate) -> bool {
        let sample = self.sample.as_ref();
        sample.is_some_and(|sample| sample.summary().sd_change == 0.0)
            && found.ci.is_some_and(|ci| ci.lower == ci.upper)
            && !found.caveats.contains(&Caveat::NoVariation)
    }

    /// Why a cell has no sample.
    fn no_sample(&self) -> Caveat {
        if self.cell.n() == 0 && self.cell.n_baseline > 0 {
            Caveat::NobodyFollowedUp
        } else {
            Caveat::TooFewPairs
        }
    }

    /// Each pair's person, numbered from 0; `None` where nobody stands twice.
    fn repeated_people(&self) -> Option<&[usize]> {
        let repeated = self.repeated.get_or_init(|| {
            let persons = self.context.data.persons.as_ref()?;
            let own = || self.cell.pairs.iter().map(|&pair| persons[pair as usize]);
            let mut sorted: Vec<u32> = own().collect();
            sorted.sort_unstable();
            let repeated = sorted.windows(2).any(|pair| pair[0] == pair[1]);
            sorted.dedup();
            let number = |person: u32| sorted.partition_point(|&own| own < person);
            repeated.then(|| own().map(number).collect())
        });
        repeated.as_deref()
    }

    /// Codes of the pairs in a grouping, without gaps, and how many there are.
    fn codes(&self, grouping: usize) -> (Vec<usize>, usize) {
        let codes = self.block.codes(grouping);
        let own: Vec<u32> = self
            .cell
            .pairs
            .iter()
            .map(|&pair| codes[pair as usize])
            .collect();
        let mut present = own.clone();
        present.sort_unstable();
        present.dedup();
        let place = |code: &u32| present.partition_point(|own| own < code);
        (own.iter().map(place).collect(), present.len())
    }
}

/// Whether a method's numbers are of change, so that choosing people by their score moves them.
pub(super) fn is_of_change(method: Method) -> bool {
    ![
        Method::LostAtBaseline,
        Method::RegressionToMean,
        Method::TippingPoint,
        Method::FalseLinks,
    ]
    .contains(&method)
}

/// The methods of a cell, each with what it says. Where everyone is here because of their score, regression to the mean follows
/// the first change, asked or not.
pub(super) fn of_methods(methods: &[Method], asked: &Asked<'_>) -> Vec<(Method, Estimate)> {
    let unasked = asked.chosen_by_score && !methods.contains(&Method::RegressionToMean);
    let after = methods.iter().position(|&method| is_of_change(method));
    let after = after.filter(|_| unasked);
    let mut found = Vec::new();
    for (place, &method) in methods.iter().enumerate() {
        let beside = (after == Some(place)).then_some(Method::RegressionToMean);
        for method in [Some(method), beside].into_iter().flatten() {
            found.extend(
                of_cell(method, asked)
                    .into_iter()
                    .map(|found| (method, found)),
            );
        }
    }
    found
}

/// A stream of its own for a place of the table: FNV-1a over the names, then SplitMix64; 53 bits, so that a program that
/// reads numbers as doubles keeps them.
pub(super) fn seed(base: u64, names: &[&str]) -> u64 {
    const PRIME: u64 = 0x0100_0000_01b3;
    let bytes = names.iter().flat_map(|name| name.bytes().chain([0]));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(PRIME)
    });
    let mut z = hash.wrapping_add(base.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) >> 11
}

/// What a method says of one cell.
fn of_cell(method: Method, asked: &Asked<'_>) -> Vec<Estimate> {
    match method {
        Method::PairedT => change::paired_t(asked),
        Method::SignedRank => change::signed_rank(asked),
        Method::SignTest => change::sign_test(asked),
        Method::HodgesLehmann => change::hodges_lehmann(asked),
        Method::Effects => change::effects(asked),
        Method::Bootstrap => change::bootstrap(asked),
        Method::SignFlip => change::sign_flip(asked),
        Method::Responders => individual::responders(asked),
        Method::McNemar => binary::mcnemar(asked),
        Method::Transitions => stages::transitions(asked),
        Method::ReliableChange => individual::reliable_change(asked),
        Method::ClinicalChange => individual::clinical_change(asked),
        Method::RegressionToMean => individual::regression_to_mean(asked),
        Method::LostAtBaseline => lost::at_baseline(asked),
        Method::FollowUpWeights => lost::weights(asked),
        Method::MultipleImputation => lost::imputation(asked),
        Method::TippingPoint => lost::tipping_point(asked),
        Method::ClusterRobust => sites::cluster_robust(asked),
        Method::MixedModel => sites::mixed_model(asked),
        Method::FalseLinks => sites::false_links(asked),
        _ => Vec::new(),
    }
}
