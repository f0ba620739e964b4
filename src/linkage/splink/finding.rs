//! What is worth knowing about a model that was taken over.

use std::fmt;

/// Something about a Splink model that doesn't stand in the way, but that its user should know.
///
/// Comparisons go by their output name; levels and rules are counted from 1 in the order of the file.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum SplinkFinding {
    /// The level has no m probability, so Splink scores with its default.
    DefaultM {
        /// The comparison.
        comparison: String,
        /// The level.
        level: usize,
        /// The default.
        value: f64,
    },
    /// The level has no u probability, so Splink scores with its default.
    DefaultU {
        /// The comparison.
        comparison: String,
        /// The level.
        level: usize,
        /// The default.
        value: f64,
    },
    /// No pair of the level was seen in training; Splink scores with one in a million for its m or u probability.
    Unseen {
        /// The comparison.
        comparison: String,
        /// The level.
        level: usize,
    },
    /// The level adjusts for term frequency without a weight. Splink leaves a weight of 0 out of the files that it
    /// saves and reads it back as 1, so the adjustment may have been meant to be off.
    WeightLeftOut {
        /// The comparison.
        comparison: String,
        /// The level.
        level: usize,
    },
    /// The level's term-frequency adjustment has no effect (weight 0, a null level or "anything else").
    IdleAdjustment {
        /// The comparison.
        comparison: String,
        /// The level.
        level: usize,
    },
    /// "Anything else" is held at its m or u probability in Splink; training here estimates it.
    ElseNotHeld {
        /// The comparison.
        comparison: String,
    },
    /// The column holds arrays in Splink. Here it is text, its values parted by `|`, and an empty array is missing.
    ArrayColumn {
        /// The column.
        column: String,
    },
    /// The part begins after the first character; where a value is shorter it is missing here and '' in SQL, which
    /// equals another ''.
    ShortValues {
        /// The part.
        part: String,
    },
    /// Spark reads only values of two-digit months and days as dates; here values such as 2001-1-5 are dates too.
    StrictDates {
        /// The format, in `strptime`'s terms.
        format: String,
    },
    /// The model has no blocking rule, so that Splink compares every pair.
    EveryPair,
    /// The rule is a disjunction and became several rules, which give the same pairs.
    SplitRule {
        /// The rule.
        rule: usize,
        /// Number of rules in its place.
        into: usize,
    },
    /// The rule's salting spreads work in Spark and changes no result; it is dropped.
    Salting {
        /// The rule.
        rule: usize,
    },
    /// The model doesn't name its SQL dialect; DuckDB is taken.
    DialectAssumed,
    /// A key that Splink's settings don't have; it is ignored.
    UnknownKey {
        /// Where it stands.
        place: String,
        /// The key.
        key: String,
    },
}

impl fmt::Display for SplinkFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DefaultM {
                comparison,
                level,
                value,
            } => write!(
                f,
                "comparison `{comparison}`, level {level}: no m probability, Splink's default {value} is used"
            ),
            Self::DefaultU {
                comparison,
                level,
                value,
            } => write!(
                f,
                "comparison `{comparison}`, level {level}: no u probability, Splink's default {value} is used"
            ),
            Self::Unseen { comparison, level } => write!(
                f,
                "comparison `{comparison}`, level {level}: never seen in training, one in a million is used"
            ),
            Self::WeightLeftOut { comparison, level } => write!(
                f,
                "comparison `{comparison}`, level {level}: adjusts for term frequency without a weight, 1 is used \
                 (Splink leaves out a weight of 0 when it saves a model)"
            ),
            Self::IdleAdjustment { comparison, level } => write!(
                f,
                "comparison `{comparison}`, level {level}: the term-frequency adjustment has no effect"
            ),
            Self::ElseNotHeld { comparison } => write!(
                f,
                "comparison `{comparison}`: \"anything else\" is held in Splink, and is not when trained here"
            ),
            Self::ArrayColumn { column } => write!(
                f,
                "the column `{column}` holds arrays: it is read as text parted by |, an empty array as missing"
            ),
            Self::ShortValues { part } => write!(
                f,
                "{part} of a shorter value is missing here, and '' (which equals another '') in SQL"
            ),
            Self::StrictDates { format } => write!(
                f,
                "dates in the format {format}: Spark asks for two digits of month and day, here one will do"
            ),
            Self::EveryPair => f.write_str("no blocking rule: every pair is compared"),
            Self::SplitRule { rule, into } => write!(
                f,
                "blocking rule {rule} is a disjunction and became {into} rules that give the same pairs"
            ),
            Self::Salting { rule } => {
                write!(
                    f,
                    "blocking rule {rule}: salting is dropped, it changes no result"
                )
            }
            Self::DialectAssumed => f.write_str("no SQL dialect is named: DuckDB is taken"),
            Self::UnknownKey { place, key } => write!(f, "{place}: the key `{key}` is ignored"),
        }
    }
}
