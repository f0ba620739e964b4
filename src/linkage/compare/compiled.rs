//! A specification's comparisons, resolved against the columns of one set of records.

use crate::Result;
use crate::error::LinkageError;
use crate::ingest::EncodedColumn;
use crate::kernel::fellegi_sunter::PatternSpace;
use crate::linkage::{Comparison, Condition, KeyPart, Transform};
use crate::standardise::Records;

use super::values::{DateFact, TextFact, cross_codes, date_facts, derive_codes, text_facts};

/// A condition whose columns are places in a row and whose parts are code tables.
#[derive(Debug)]
pub(super) enum Node {
    Same {
        slot: usize,
    },
    SamePart {
        slot: usize,
        table: usize,
    },
    JaroWinkler {
        metric: usize,
        at_least: f64,
    },
    Edits {
        metric: usize,
        at_most: f64,
    },
    Days {
        slot: usize,
        at_most: i32,
    },
    DayMonthSwapped {
        slot: usize,
    },
    Reversed {
        first: usize,
        second: usize,
        table: usize,
    },
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
}

/// A measure that a comparison evaluates at most once per pair of values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Metric {
    /// Jaro–Winkler; below `floor` no level asks.
    JaroWinkler { slot: usize, floor: f64 },
    /// Damerau–Levenshtein; above `ceiling` no level asks.
    Edits { slot: usize, ceiling: u32 },
}

#[derive(Debug)]
pub(super) struct CompiledComparison {
    pub(super) slots: Vec<usize>,
    pub(super) levels: Vec<Node>,
    pub(super) metrics: Vec<Metric>,
    /// The one column whose equal codes mean the first level.
    pub(super) equal_is_first: Option<usize>,
    pub(super) stride: u64,
}

#[derive(Debug)]
pub(super) struct CompiledColumn<'r> {
    pub(super) name: &'r str,
    pub(super) values: &'r EncodedColumn,
    pub(super) text: Vec<TextFact>,
    pub(super) dates: Vec<DateFact>,
}

/// Comparisons ready to run over rows of codes.
#[derive(Debug)]
pub(crate) struct Compiled<'r> {
    pub(super) columns: Vec<CompiledColumn<'r>>,
    pub(super) comparisons: Vec<CompiledComparison>,
    pub(super) tables: Vec<Vec<u32>>,
    space: PatternSpace,
}

impl<'r> Compiled<'r> {
    /// Resolves comparisons whose columns are known to be there.
    pub(crate) fn new(comparisons: &[Comparison], records: &'r Records) -> Result<Self> {
        let level_counts: Vec<usize> = comparisons.iter().map(Comparison::level_count).collect();
        let space = PatternSpace::new(&level_counts).ok_or(LinkageError::TooManyPatterns)?;
        let mut compiled = Self {
            columns: Vec::new(),
            comparisons: Vec::new(),
            tables: Vec::new(),
            space,
        };
        for (place, comparison) in comparisons.iter().enumerate() {
            let stride = compiled.space.stride(place);
            let next = compiled.comparison(comparison, records, stride);
            compiled.comparisons.push(next);
        }
        Ok(compiled)
    }

    /// The patterns that these comparisons can give.
    pub(crate) fn space(&self) -> &PatternSpace {
        &self.space
    }

    /// Codes of the compared columns, in the order in which a row holds them.
    pub(crate) fn row_columns(&self) -> impl Iterator<Item = &'r EncodedColumn> + '_ {
        self.columns.iter().map(|column| column.values)
    }

    /// The place of a column in a row.
    pub(crate) fn slot_of(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| known.name == column)
    }

    fn comparison(
        &mut self,
        comparison: &Comparison,
        records: &'r Records,
        stride: u64,
    ) -> CompiledComparison {
        let slots = comparison
            .columns()
            .iter()
            .map(|column| self.slot(column, records))
            .collect();
        let mut metrics = Vec::new();
        let levels: Vec<Node> = comparison
            .levels()
            .iter()
            .map(|level| self.node(&level.when, records, &mut metrics))
            .collect();
        let equal_is_first = match (levels.first(), comparison.columns().len()) {
            (Some(Node::Same { slot }), 1) => Some(*slot),
            _ => None,
        };
        CompiledComparison {
            slots,
            levels,
            metrics,
            equal_is_first,
            stride,
        }
    }

    fn slot(&mut self, column: &str, records: &'r Records) -> usize {
        self.slot_of(column).unwrap_or_else(|| {
            let column = records
                .column(column)
                .expect("the specification was checked against the records");
            self.columns.push(CompiledColumn {
                name: column.identifier.name(),
                values: &column.values,
                text: Vec::new(),
                dates: Vec::new(),
            });
            self.columns.len() - 1
        })
    }

    fn node(
        &mut self,
        condition: &Condition,
        records: &'r Records,
        metrics: &mut Vec<Metric>,
    ) -> Node {
        match condition {
            Condition::Exact(part) => self.same(part, records),
            Condition::JaroWinkler { column, at_least } => {
                let slot = self.text_slot(column, records);
                let metric = share_metric(
                    metrics,
                    Metric::JaroWinkler {
                        slot,
                        floor: *at_least,
                    },
                );
                Node::JaroWinkler {
                    metric,
                    at_least: *at_least,
                }
            }
            Condition::DamerauLevenshtein { column, at_most } => {
                let slot = self.text_slot(column, records);
                let metric = share_metric(
                    metrics,
                    Metric::Edits {
                        slot,
                        ceiling: *at_most,
                    },
                );
                Node::Edits {
                    metric,
                    at_most: f64::from(*at_most),
                }
            }
            Condition::Days { column, at_most } => {
                let at_most = i32::try_from(*at_most).unwrap_or(i32::MAX);
                Node::Days {
                    slot: self.date_slot(column, records),
                    at_most,
                }
            }
            Condition::DayMonthSwapped(column) => Node::DayMonthSwapped {
                slot: self.date_slot(column, records),
            },
            Condition::Reversed(first, second) => self.reversed(first, second, records),
            Condition::All(parts) => Node::All(self.nodes(parts, records, metrics)),
            Condition::Any(parts) => Node::Any(self.nodes(parts, records, metrics)),
            Condition::Not(inner) => Node::Not(Box::new(self.node(inner, records, metrics))),
        }
    }

    fn nodes(
        &mut self,
        parts: &[Condition],
        records: &'r Records,
        metrics: &mut Vec<Metric>,
    ) -> Vec<Node> {
        parts
            .iter()
            .map(|part| self.node(part, records, metrics))
            .collect()
    }

    fn same(&mut self, part: &KeyPart, records: &'r Records) -> Node {
        let slot = self.slot(part.column(), records);
        if part.transform() == Transform::Whole {
            return Node::Same { slot };
        }
        let (table, _) = derive_codes(self.columns[slot].values, part.transform());
        Node::SamePart {
            slot,
            table: self.table(table),
        }
    }

    fn reversed(&mut self, first: &str, second: &str, records: &'r Records) -> Node {
        let (first, second) = (self.slot(first, records), self.slot(second, records));
        let pool = |slot: usize| self.columns[slot].values.pool();
        let table = cross_codes(pool(first), pool(second));
        Node::Reversed {
            first,
            second,
            table: self.table(table),
        }
    }

    fn table(&mut self, table: Vec<u32>) -> usize {
        self.tables.push(table);
        self.tables.len() - 1
    }

    fn text_slot(&mut self, column: &str, records: &'r Records) -> usize {
        let slot = self.slot(column, records);
        let column = &mut self.columns[slot];
        if column.text.is_empty() {
            column.text = text_facts(column.values.pool());
        }
        slot
    }

    fn date_slot(&mut self, column: &str, records: &'r Records) -> usize {
        let slot = self.slot(column, records);
        let column = &mut self.columns[slot];
        if column.dates.is_empty() {
            column.dates = date_facts(column.values.pool());
        }
        slot
    }
}

/// The place of a measure of the same column, its bound widened to what this level asks.
fn share_metric(metrics: &mut Vec<Metric>, wanted: Metric) -> usize {
    for (place, known) in metrics.iter_mut().enumerate() {
        match (known, wanted) {
            (
                Metric::JaroWinkler { slot, floor },
                Metric::JaroWinkler {
                    slot: same,
                    floor: lower,
                },
            ) if *slot == same => {
                *floor = floor.min(lower);
                return place;
            }
            (
                Metric::Edits { slot, ceiling },
                Metric::Edits {
                    slot: same,
                    ceiling: higher,
                },
            ) if *slot == same => {
                *ceiling = (*ceiling).max(higher);
                return place;
            }
            _ => {}
        }
    }
    metrics.push(wanted);
    metrics.len() - 1
}
