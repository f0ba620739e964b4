//! What can be asked of paired outcomes.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A method of analysis; its name on disk is the variant's in snake case.
///
/// Where a method needs what the study does not declare (a cut-off, a reliability, a site), its row says so and holds
/// no number: nothing is estimated in silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Method {
    /// Mean change with its interval, and the paired t test.
    PairedT,
    /// Wilcoxon's signed-rank test, exact with ties and zeros where there are few pairs.
    SignedRank,
    /// The sign test: share of those who changed that went up.
    SignTest,
    /// Hodges and Lehmann's median of pairwise means, with its interval.
    HodgesLehmann,
    /// Standardised effects, each under its own name, with intervals.
    Effects,
    /// Mean change with bias-corrected accelerated and percentile bootstrap intervals, resampled by person.
    Bootstrap,
    /// Permutation test of mean change by turning signs.
    SignFlip,
    /// Shares improved and worsened by the minimal important change.
    Responders,
    /// McNemar's tests of the share in need, with Newcombe's interval of its change.
    #[serde(rename = "mcnemar")]
    McNemar,
    /// From stage to stage, people not followed up in a column of their own; tests of the margins and of symmetry.
    Transitions,
    /// Shares reliably improved and deteriorated.
    ReliableChange,
    /// Shares recovered, improved, unchanged, deteriorated and harmed.
    ClinicalChange,
    /// The part of mean change that regression to the mean would give, and the change beyond it.
    RegressionToMean,
    /// People judged on all measures with a reliability together.
    SeveralMeasures,
    /// The SDQ added-value score, where its conditions hold.
    SdqAddedValue,
    /// Standardised difference in baseline between those followed up and those lost.
    LostAtBaseline,
    /// Mean change with everyone who was lost spoken for by people like them who stayed.
    FollowUpWeights,
    /// Mean change with lost follow-ups imputed several times.
    MultipleImputation,
    /// How far those lost would have to differ before the conclusion goes.
    TippingPoint,
    /// Cochran's Q test of the share in need over all waves.
    CochranQ,
    /// Friedman's test over all waves.
    Friedman,
    /// Change from wave to wave, and the linear trend, of people scored at every wave.
    WaveContrasts,
    /// Follow-up adjusted for baseline, group by group, with the test of equal slopes.
    Ancova,
    /// Mean change with a standard error that allows people of a site to be alike, for few sites.
    ClusterRobust,
    /// Mean change with a random intercept of the site.
    MixedModel,
    /// Whether groups differ, and each group's mean change drawn towards all groups' by how little it knows.
    ShrunkGroups,
    /// Treated beside a comparison group weighted to look like them.
    Propensity,
    /// Change of the treated less change of the comparison group.
    DifferenceInDifferences,
    /// Morris's standardised effects of a treated and a comparison group, before and after.
    PrePostControl,
    /// What false links do to the slope, the correlation and reliable change.
    FalseLinks,
    /// Time from the start to the next referral: Kaplan-Meier, log-rank, and hazard ratios by Cox's regression.
    TimeToReturn,
    /// Starts by month on a run chart, by Anhøj's rules.
    RunChart,
}

/// Which part of the table one row of a method is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// One measure, wave and group.
    Cell,
    /// One measure and group over all waves.
    AllWaves,
    /// One measure and wave over all groups of a grouping.
    AllGroups,
    /// One wave and group over all measures.
    AllMeasures,
    /// One measure and wave, everyone.
    Everyone,
    /// One group's episodes, whatever was measured.
    Episodes,
}

impl Method {
    /// Every method, in the order of a table.
    pub const ALL: [Self; 32] = [
        Self::PairedT,
        Self::SignedRank,
        Self::SignTest,
        Self::HodgesLehmann,
        Self::Effects,
        Self::Bootstrap,
        Self::SignFlip,
        Self::Responders,
        Self::McNemar,
        Self::Transitions,
        Self::ReliableChange,
        Self::ClinicalChange,
        Self::RegressionToMean,
        Self::SeveralMeasures,
        Self::SdqAddedValue,
        Self::LostAtBaseline,
        Self::FollowUpWeights,
        Self::MultipleImputation,
        Self::TippingPoint,
        Self::CochranQ,
        Self::Friedman,
        Self::WaveContrasts,
        Self::Ancova,
        Self::ClusterRobust,
        Self::MixedModel,
        Self::ShrunkGroups,
        Self::Propensity,
        Self::DifferenceInDifferences,
        Self::PrePostControl,
        Self::FalseLinks,
        Self::TimeToReturn,
        Self::RunChart,
    ];

    /// What it is called in a sentence.
    pub fn title(self) -> &'static str {
        self.describe().0
    }

    /// Who published it, or its ground.
    pub fn source(self) -> &'static str {
        self.describe().1
    }

    /// Its name on disk and on command lines.
    pub fn name(self) -> &'static str {
        self.describe().2
    }

    /// The method of a [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }

    pub(super) fn scope(self) -> Scope {
        match self {
            Self::CochranQ | Self::Friedman | Self::WaveContrasts => Scope::AllWaves,
            Self::Ancova | Self::ShrunkGroups => Scope::AllGroups,
            Self::SeveralMeasures | Self::SdqAddedValue => Scope::AllMeasures,
            Self::Propensity | Self::DifferenceInDifferences | Self::PrePostControl => {
                Scope::Everyone
            }
            Self::TimeToReturn | Self::RunChart => Scope::Episodes,
            _ => Scope::Cell,
        }
    }

    fn describe(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::PairedT => ("paired t test", "Student (1908)", "paired_t"),
            Self::SignedRank => (
                "signed-rank test",
                "Wilcoxon (1945), Pratt (1959)",
                "signed_rank",
            ),
            Self::SignTest => (
                "sign test",
                "Arbuthnot (1710); Clopper and Pearson (1934)",
                "sign_test",
            ),
            Self::HodgesLehmann => (
                "Hodges-Lehmann estimate",
                "Hodges and Lehmann (1963)",
                "hodges_lehmann",
            ),
            Self::Effects => (
                "standardised effects",
                "Lakens (2013), Becker (1988), Steiger and Fouladi (1997)",
                "effects",
            ),
            Self::Bootstrap => ("bootstrap of mean change", "Efron (1987)", "bootstrap"),
            Self::SignFlip => (
                "sign-flip test",
                "Fisher (1935); Phipson and Smyth (2010)",
                "sign_flip",
            ),
            Self::Responders => (
                "minimal important change",
                "Jaeschke, Singer and Guyatt (1989); Wilson (1927)",
                "responders",
            ),
            Self::McNemar => (
                "McNemar's tests",
                "McNemar (1947), Fagerland and others (2013), Newcombe (1998)",
                "mcnemar",
            ),
            Self::Transitions => (
                "transitions between stages",
                "Stuart (1955), Maxwell (1970), Bhapkar (1966), Bowker (1948)",
                "transitions",
            ),
            Self::ReliableChange => (
                "reliable change",
                "Jacobson and Truax (1991)",
                "reliable_change",
            ),
            Self::ClinicalChange => (
                "clinically significant change",
                "Jacobson and Truax (1991)",
                "clinical_change",
            ),
            Self::RegressionToMean => (
                "regression to the mean",
                "Galton (1886); Barnett and others (2005)",
                "regression_to_mean",
            ),
            Self::SeveralMeasures => (
                "reliable change over several measures",
                "CORC's rule for several measures",
                "several_measures",
            ),
            Self::SdqAddedValue => (
                "SDQ added value",
                "Ford and others (2009)",
                "sdq_added_value",
            ),
            Self::LostAtBaseline => (
                "baseline of those lost",
                "Cohen (1988); Austin (2009)",
                "lost_at_baseline",
            ),
            Self::FollowUpWeights => (
                "inverse-probability weights for follow-up",
                "Robins, Rotnitzky and Zhao (1995)",
                "follow_up_weights",
            ),
            Self::MultipleImputation => (
                "multiple imputation",
                "Rubin (1987), Barnard and Rubin (1999)",
                "multiple_imputation",
            ),
            Self::TippingPoint => (
                "delta tipping point",
                "Rubin (1977); Yan, Lee and Li (2009)",
                "tipping_point",
            ),
            Self::CochranQ => ("Cochran's Q", "Cochran (1950)", "cochran_q"),
            Self::Friedman => ("Friedman's test", "Friedman (1937)", "friedman"),
            Self::WaveContrasts => (
                "contrasts between waves",
                "Student's t of each contrast",
                "wave_contrasts",
            ),
            Self::Ancova => (
                "analysis of covariance",
                "Fisher (1932); Long and Ervin (2000) for HC3",
                "ancova",
            ),
            Self::ClusterRobust => (
                "cluster-robust mean change (CR2)",
                "Bell and McCaffrey (2002)",
                "cluster_robust",
            ),
            Self::MixedModel => (
                "random-intercept model (REML)",
                "Bates and others (2015); Satterthwaite (1946)",
                "mixed_model",
            ),
            Self::ShrunkGroups => (
                "groups compared and shrunk",
                "Cochran (1954); Morris (1983)",
                "shrunk_groups",
            ),
            Self::Propensity => (
                "propensity weights (ATT)",
                "Rosenbaum and Rubin (1983); Hirano and Imbens (2001)",
                "propensity",
            ),
            Self::DifferenceInDifferences => (
                "difference in differences",
                "Angrist and Pischke (2009); Bell and McCaffrey (2002)",
                "difference_in_differences",
            ),
            Self::PrePostControl => (
                "pre-post-control effect",
                "Morris (2008)",
                "pre_post_control",
            ),
            Self::TimeToReturn => (
                "time to the next referral",
                "Kaplan and Meier (1958), Mantel (1966), Cox (1972), Efron (1977)",
                "time_to_return",
            ),
            Self::RunChart => (
                "run chart of starts by month",
                "Anhøj and Olesen (2014); Wheeler and Chambers (1992)",
                "run_chart",
            ),
            Self::FalseLinks => (
                "correction for false links",
                "Chambers (2009), Lahiri and Larsen (2005)",
                "false_links",
            ),
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.title())
    }
}
