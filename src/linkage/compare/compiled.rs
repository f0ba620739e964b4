//! A specification's comparisons, resolved against the columns of one set of records.

use crate::Result;
use crate::error::LinkageError;
use crate::kernel::fellegi_sunter::PatternSpace;
use crate::kernel::similarity::{Dialect, Nicknames};
use crate::linkage::{Comparison, Condition, KeyPart, LinkageSpec};
use crate::standardise::Records;

use super::batch::{Batch, Gathered};
use super::field::Field;
use super::lanes::Lanes;
use super::metric::{Bound, Measure, Metric, jaro_needed};
use super::node::{Leaf, Node, Op, Slow};

/// One comparison: when it is missing, and its levels.
#[derive(Debug)]
pub(super) struct CompiledComparison {
    pub(super) missing: Missing,
    pub(super) levels: Vec<CompiledCondition>,
    pub(super) metrics: Vec<Metric>,
    pub(super) stride: u64,
}

/// When a pair carries no evidence for a comparison.
#[derive(Debug)]
pub(super) enum Missing {
    /// Each of these codes is missing on at least one side.
    AllAbsent(Vec<usize>),
    When(CompiledCondition),
}

/// A condition ready to judge one pair or screen many.
#[derive(Debug)]
pub(crate) struct CompiledCondition {
    pub(super) node: Node,
    pub(super) program: Vec<Op>,
}

/// Comparisons ready to run over rows.
#[derive(Debug)]
pub(crate) struct Compiled<'r> {
    pub(super) fields: Vec<Field<'r>>,
    pub(super) lanes: Lanes,
    pub(super) comparisons: Vec<CompiledComparison>,
    pub(super) filters: Vec<CompiledComparison>,
    pub(super) dialect: Dialect,
    /// Groups of each code, by field.
    pub(super) nicknames: Vec<Vec<Box<[u32]>>>,
    table: Nicknames,
    space: PatternSpace,
    records: &'r Records,
}

impl<'r> Compiled<'r> {
    /// Resolves comparisons whose columns are known to be there.
    pub(crate) fn new(
        spec: &LinkageSpec,
        comparisons: &[Comparison],
        records: &'r Records,
    ) -> Result<Self> {
        let level_counts: Vec<usize> = comparisons.iter().map(Comparison::level_count).collect();
        let space = PatternSpace::new(&level_counts).ok_or(LinkageError::TooManyPatterns)?;
        let mut compiled = Self {
            fields: Vec::new(),
            lanes: Lanes::default(),
            comparisons: Vec::new(),
            filters: Vec::new(),
            dialect: spec.dialect,
            nicknames: Vec::new(),
            table: spec
                .nicknames
                .as_ref()
                .map(Nicknames::from_groups)
                .unwrap_or_default(),
            space,
            records,
        };
        for (place, comparison) in comparisons.iter().enumerate() {
            let stride = compiled.space.stride(place);
            let next = compiled.comparison(comparison, stride);
            compiled.comparisons.push(next);
        }
        Ok(compiled)
    }

    /// What a character is.
    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The patterns that these comparisons can give.
    pub(crate) fn space(&self) -> &PatternSpace {
        &self.space
    }

    /// Numbers in a row of lanes.
    pub(crate) fn row_width(&self) -> usize {
        self.lanes.width()
    }

    /// Writes the lanes of records from `first` on into rows of `stride` numbers.
    pub(crate) fn write_rows(&self, first: usize, rows: &mut [u32], stride: usize) {
        self.lanes.write(&self.fields, first, rows, stride);
    }

    /// Room to gather the lanes of records.
    pub(crate) fn gathered(&self) -> Gathered {
        Gathered::new(&self.lanes)
    }

    /// An empty batch of pairs.
    pub(crate) fn batch(&self) -> Batch {
        Batch::new(&self.lanes)
    }

    /// Resolves a condition that pairs must meet beside a blocking rule; its number.
    pub(crate) fn add_filter(&mut self, condition: &Condition) -> usize {
        let never = Condition::Any(Vec::new());
        let comparison = Comparison::new("filter", vec![condition.clone()]).missing_when(never);
        let compiled = self.comparison(&comparison, 1);
        self.filters.push(compiled);
        self.filters.len() - 1
    }

    /// The lane that holds the codes of a whole column, once [`know_column`](Self::know_column) has asked for it.
    pub(crate) fn know_column(&mut self, column: &str) -> usize {
        self.code(&KeyPart::whole(column)).1
    }

    fn comparison(&mut self, comparison: &Comparison, stride: u64) -> CompiledComparison {
        let mut metrics = Vec::new();
        let levels: Vec<Node> = comparison
            .levels()
            .iter()
            .map(|level| self.node(&level.when, &mut metrics))
            .collect();
        let missing = match comparison.missing() {
            None => {
                let parts = comparison.parts();
                Missing::AllAbsent(parts.iter().map(|part| self.code(part).1).collect())
            }
            Some(condition) => {
                Missing::When(compiled_condition(self.node(condition, &mut metrics)))
            }
        };
        for metric in &mut metrics {
            metric.bound = self.bound(metric);
        }
        CompiledComparison {
            missing,
            levels: levels.into_iter().map(compiled_condition).collect(),
            metrics,
            stride,
        }
    }

    /// The field of a part and the lane of its codes.
    fn code(&mut self, part: &KeyPart) -> (usize, usize) {
        let known = self.fields.iter().position(|field| field.part == *part);
        let field = known.unwrap_or_else(|| {
            let column = self
                .records
                .column(part.column())
                .expect("the specification was checked against the records");
            self.fields.push(Field::new(part, &column.values));
            self.fields.len() - 1
        });
        (field, self.lanes.code(field))
    }

    fn node(&mut self, condition: &Condition, metrics: &mut Vec<Metric>) -> Node {
        match condition {
            Condition::Exact(part) => Node::Leaf(Leaf::Same(self.code(part).1)),
            Condition::Missing(part) => Node::Leaf(Leaf::Absent(self.code(part).1)),
            Condition::Reversed(first, second) => Node::Leaf(self.crossed(first, second)),
            Condition::DateWithin(within) => {
                let lane = self.day(&within.column);
                let at_most = within.days();
                Node::Leaf(Leaf::Days { lane, at_most })
            }
            Condition::DayMonthSwapped(part) => {
                let day = self.day(part);
                let field = self.code(part).0;
                let swapped = self.lanes.swapped(field);
                Node::Leaf(Leaf::DaySwapped { day, swapped })
            }
            Condition::OneDigit(part) => {
                self.day(part);
                let field = self.code(part).0;
                Node::Leaf(Leaf::OneDigit(self.lanes.digits(field)))
            }
            Condition::All(parts) => Node::All(self.nodes(parts, metrics)),
            Condition::Any(parts) => Node::Any(self.nodes(parts, metrics)),
            Condition::Not(inner) => Node::Not(Box::new(self.node(inner, metrics))),
            _ => Node::Slow(self.slow(condition, metrics)),
        }
    }

    fn nodes(&mut self, parts: &[Condition], metrics: &mut Vec<Metric>) -> Vec<Node> {
        parts.iter().map(|part| self.node(part, metrics)).collect()
    }

    fn slow(&mut self, condition: &Condition, metrics: &mut Vec<Metric>) -> Slow {
        if let Some((measure, part, asked)) = measured(condition) {
            let metric = self.metric(measure, part, asked, metrics);
            return match measure.is_distance() {
                true => Slow::AtMost {
                    metric,
                    ceiling: asked,
                },
                false => Slow::AtLeast {
                    metric,
                    floor: asked,
                },
            };
        }
        match condition {
            Condition::NumberWithin(within) => {
                let (field, lane) = self.number(&within.column);
                let at_most = within.at_most;
                Slow::Number {
                    field,
                    lane,
                    at_most,
                }
            }
            Condition::PercentWithin(within) => {
                let (field, lane) = self.number(&within.column);
                let at_most = within.at_most;
                Slow::Percent {
                    field,
                    lane,
                    at_most,
                }
            }
            Condition::Kilometres(far) => {
                let (latitude, longitude) =
                    (self.number(&far.latitude), self.number(&far.longitude));
                Slow::Kilometres {
                    fields: (latitude.0, longitude.0),
                    lanes: (latitude.1, longitude.1),
                    at_most: far.at_most,
                }
            }
            Condition::Intersects(sets) => {
                let (field, lane) = self.code(&sets.column);
                self.fields[field].know_sets();
                let at_least = sets.at_least as usize;
                Slow::Intersects {
                    field,
                    lane,
                    at_least,
                }
            }
            Condition::Nickname(part) => {
                let (field, lane) = self.code(part);
                self.know_nicknames(field);
                Slow::Nickname { field, lane }
            }
            decided => unreachable!("{decided:?} is decided by lanes"),
        }
    }

    fn metric(
        &mut self,
        measure: Measure,
        part: &KeyPart,
        asked: f64,
        metrics: &mut Vec<Metric>,
    ) -> usize {
        let (field, lane) = self.code(part);
        let same = |known: &Metric| known.measure == measure && known.field == field;
        if let Some(known) = metrics.iter().position(same) {
            metrics[known].admit(asked);
            return known;
        }
        self.fields[field].know_text(self.dialect);
        metrics.push(Metric {
            measure,
            field,
            lane,
            loosest: asked,
            bound: Bound::Present,
        });
        metrics.len() - 1
    }

    fn bound(&mut self, metric: &Metric) -> Bound {
        let field = metric.field;
        if self.dialect == Dialect::Spark && self.fields[field].text.iter().any(|fact| !fact.ascii)
        {
            return Bound::Present;
        }
        let ceiling = metric.loosest as u32;
        if metric.measure.is_distance() && ceiling <= 1 && self.fields[field].is_all_iso_dates() {
            self.fields[field].know_dates();
            let digits = self.lanes.digits(field);
            return Bound::DateEdit { digits };
        }
        let (sketch, sizes) = (self.lanes.sketch(field), self.lanes.sizes(field));
        match metric.measure {
            Measure::Jaro => Bound::Jaro {
                sketch,
                sizes,
                floor: metric.loosest as f32,
            },
            Measure::JaroWinkler => Bound::Jaro {
                sketch,
                sizes,
                floor: jaro_needed(metric.loosest) as f32,
            },
            measure if measure.is_distance() => Bound::Edits {
                sketch,
                sizes,
                ceiling,
            },
            _ => Bound::Present,
        }
    }

    fn crossed(&mut self, first: &KeyPart, second: &KeyPart) -> Leaf {
        let ((from, _), (to, lane)) = (self.code(first), self.code(second));
        let table = self.fields[from].codes_in(&self.fields[to]);
        Leaf::Crossed {
            from: self.lanes.code_in(from, table),
            to: lane,
        }
    }

    fn day(&mut self, part: &KeyPart) -> usize {
        let field = self.code(part).0;
        self.fields[field].know_dates();
        self.lanes.day(field)
    }

    fn number(&mut self, part: &KeyPart) -> (usize, usize) {
        let (field, lane) = self.code(part);
        self.fields[field].know_numbers();
        (field, lane)
    }

    fn know_nicknames(&mut self, field: usize) {
        self.nicknames
            .resize_with(self.fields.len().max(field + 1), Vec::new);
        if self.nicknames[field].is_empty() {
            let names = self.fields[field].pool().iter();
            let groups = names.map(|name| self.table.groups_of(name).into());
            self.nicknames[field] = groups.collect();
        }
    }
}

/// The measure that a condition asks about, of what, and how much of it.
fn measured(condition: &Condition) -> Option<(Measure, &KeyPart, f64)> {
    Some(match condition {
        Condition::Jaro(similar) => (Measure::Jaro, &similar.column, similar.at_least),
        Condition::JaroWinkler(similar) => {
            (Measure::JaroWinkler, &similar.column, similar.at_least)
        }
        Condition::Jaccard(similar) => (Measure::Jaccard, &similar.column, similar.at_least),
        Condition::QgramJaccard(similar) => {
            let measure = Measure::QgramJaccard(similar.q);
            (measure, &similar.column, similar.at_least)
        }
        Condition::QgramCosine(similar) => {
            let measure = Measure::QgramCosine(similar.q);
            (measure, &similar.column, similar.at_least)
        }
        Condition::Levenshtein(edits) => (
            Measure::Levenshtein,
            &edits.column,
            f64::from(edits.at_most),
        ),
        Condition::OptimalStringAlignment(edits) => {
            let measure = Measure::OptimalStringAlignment;
            (measure, &edits.column, f64::from(edits.at_most))
        }
        Condition::DamerauLevenshtein(edits) => {
            let measure = Measure::DamerauLevenshtein;
            (measure, &edits.column, f64::from(edits.at_most))
        }
        _ => return None,
    })
}

fn compiled_condition(node: Node) -> CompiledCondition {
    let program = node.program();
    CompiledCondition { node, program }
}
