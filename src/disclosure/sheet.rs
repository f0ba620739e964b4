//! Rows of counts laid out as cells and sums: within a row, over the groups of a grouping, and the same count
//! told again in another wave or measure.

use rustc_hash::FxHashMap;

use crate::disclosure::cells::{Cells, Kind};
use crate::disclosure::{Audit, Count, Policy, Withheld};
use crate::error::{DisclosureError, Result};
use crate::outcomes::OVERALL;

/// Which rows tell the same count again, so that hiding it in one hides it in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shared {
    /// Each row has its own.
    No,
    /// Rows of one group and measure at any wave, where the value is the same.
    AcrossWaves,
    /// Rows of one group at any measure and wave, where the value is the same.
    AcrossMeasures,
}

/// One column of counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub shared: Shared,
    /// False for a count that the table does not print but its numbers imply.
    pub printed: bool,
}

/// The columns of a table and which of them add up to which.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    pub table: &'static str,
    pub columns: &'static [Column],
    /// Index of a whole, then of its parts.
    pub sums: &'static [(usize, &'static [usize])],
}

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Place<'a> {
    pub measure: &'a str,
    pub wave: &'a str,
    pub grouping: &'a str,
    pub group: &'a str,
}

impl Place<'_> {
    pub(super) fn text(&self) -> String {
        format!(
            "{}, {}, {} {}",
            self.measure, self.wave, self.grouping, self.group
        )
    }
}

/// The rows of one grouping of one measure at one wave, with the row of everyone.
#[derive(Debug)]
pub(super) struct Breakdown {
    pub overall: usize,
    pub groups: Vec<usize>,
}

/// The breakdowns of a table: where a row of everyone can be compared with the rows of its groups.
pub(super) fn breakdowns(places: &[Place<'_>]) -> Vec<Breakdown> {
    let mut overall = FxHashMap::default();
    for (row, place) in places.iter().enumerate() {
        if place.grouping == OVERALL {
            overall.insert((place.measure, place.wave), row);
        }
    }
    let mut found: Vec<Breakdown> = Vec::new();
    let mut at = FxHashMap::default();
    for (row, place) in places.iter().enumerate() {
        let block = (place.measure, place.wave);
        let Some(&overall) = overall.get(&block).filter(|_| place.grouping != OVERALL) else {
            continue;
        };
        let index = *at.entry((block, place.grouping)).or_insert(found.len());
        if index == found.len() {
            found.push(Breakdown {
                overall,
                groups: Vec::new(),
            });
        }
        found[index].groups.push(row);
    }
    found
}

/// What the rows laid out so far have in common.
#[derive(Default)]
struct Rows<'a> {
    kin: FxHashMap<(usize, &'a str, Option<&'a str>), usize>,
    /// Cells that several rows share, by kin, measure and value.
    shared: FxHashMap<(usize, &'a str, u64), usize>,
}

impl<'a> Rows<'a> {
    /// The number of a column of a group; no group for the people in none.
    fn kin(&mut self, column: usize, grouping: &'a str, group: Option<&'a str>) -> usize {
        let next = self.kin.len();
        *self.kin.entry((column, grouping, group)).or_insert(next)
    }
}

/// A table of counts under protection.
pub(super) struct Sheet<'a> {
    form: Form,
    places: Vec<Place<'a>>,
    values: Vec<Vec<u64>>,
}

impl<'a> Sheet<'a> {
    /// Checks that each row stands once and adds up.
    ///
    /// # Errors
    ///
    /// When it does not: such a table was not made by a stage, and sums that do not hold protect nothing.
    pub(super) fn new(form: Form, rows: Vec<(Place<'a>, Vec<u64>)>) -> Result<Self> {
        let (places, values): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        let mut seen = rustc_hash::FxHashSet::default();
        for (place, values) in places.iter().zip(&values) {
            if !seen.insert(*place) {
                let (table, place) = (form.table, place.text());
                return Err(DisclosureError::DuplicateRow { table, place }.into());
            }
            for &(whole, parts) in form.sums {
                if values[whole] != parts.iter().map(|&part| values[part]).sum::<u64>() {
                    return Err(DisclosureError::NotAdditive {
                        table: form.table,
                        place: place.text(),
                        whole: form.columns[whole].name,
                    }
                    .into());
                }
            }
        }
        Ok(Self {
            form,
            places,
            values,
        })
    }

    /// The counts of each row as they may be shown; what was hidden and why goes into the audit.
    pub(super) fn protect(&self, policy: &Policy, audit: &mut Audit) -> Vec<Vec<Count>> {
        let mut cells = Cells::default();
        let ids = self.lay_out(&mut cells);
        cells.protect(policy);
        let counts = cells.counts(policy);
        for (place, ids) in self.places.iter().zip(&ids) {
            for (column, &id) in self.form.columns.iter().zip(ids) {
                if !column.printed {
                    continue;
                }
                audit.count(counts[id]);
                if let Some(reason) = cells.hidden(id) {
                    audit.withhold(Withheld::new(self.form.table, place, column.name, reason));
                }
            }
        }
        let show = |ids: Vec<usize>| ids.into_iter().map(|id| counts[id]).collect();
        ids.into_iter().map(show).collect()
    }

    /// Adds every row, its sums and those over groups; ids of the cells of each row.
    fn lay_out(&self, cells: &mut Cells) -> Vec<Vec<usize>> {
        let mut rows = Rows::default();
        let ids: Vec<Vec<usize>> = (0..self.places.len())
            .map(|row| self.add_row(cells, row, &mut rows))
            .collect();
        for breakdown in breakdowns(&self.places) {
            self.tie_groups(cells, &ids, &breakdown, &mut rows);
        }
        ids
    }

    fn add_row(&self, cells: &mut Cells, row: usize, rows: &mut Rows<'a>) -> Vec<usize> {
        let place = self.places[row];
        let everyone = u8::from(place.grouping == OVERALL);
        let add = |(index, column): (usize, &Column)| {
            let value = self.values[row][index];
            let kind = self.kind(index, &self.values[row]);
            let kind = Kind {
                cost: kind.cost + 10 * everyone,
                ..kind
            };
            let kin = rows.kin(index, place.grouping, Some(place.group));
            let measure = match column.shared {
                Shared::No => return cells.add(value, kind, kin),
                Shared::AcrossWaves => place.measure,
                Shared::AcrossMeasures => "",
            };
            let key = (kin, measure, value);
            *rows
                .shared
                .entry(key)
                .or_insert_with(|| cells.add(value, kind, kin))
        };
        let ids: Vec<usize> = self.form.columns.iter().enumerate().map(add).collect();
        self.tie_row(cells, &ids);
        ids
    }

    /// The kind of one count of a row. Of nobody, no outcome can be told.
    fn kind(&self, column: usize, values: &[u64]) -> Kind {
        let kind = self.form.columns[column].kind;
        let mut wholes = self
            .form
            .sums
            .iter()
            .filter(|(_, parts)| parts.contains(&column));
        Kind {
            outcome: kind.outcome && wholes.all(|&(whole, _)| values[whole] > 0),
            ..kind
        }
    }

    fn tie_row(&self, cells: &mut Cells, ids: &[usize]) {
        for &(whole, parts) in self.form.sums {
            cells.tie(ids[whole], parts.iter().map(|&part| ids[part]).collect());
        }
    }

    /// Ties each column of the row of everyone to its groups. People in no group are a row that is not printed:
    /// subtraction gives it away as it would any other. Groups that overlap tell nothing by subtraction.
    fn tie_groups(
        &self,
        cells: &mut Cells,
        ids: &[Vec<usize>],
        breakdown: &Breakdown,
        rows: &mut Rows<'a>,
    ) {
        let columns = 0..self.form.columns.len();
        let rest = columns.clone().map(|column| {
            let in_groups: u64 = breakdown
                .groups
                .iter()
                .map(|&row| self.values[row][column])
                .sum();
            self.values[breakdown.overall][column].checked_sub(in_groups)
        });
        let Some(rest) = rest.collect::<Option<Vec<u64>>>() else {
            return;
        };
        let grouping = self.places[breakdown.groups[0]].grouping;
        let ungrouped = rest.iter().any(|&value| value > 0).then(|| {
            let add = |(index, &value): (usize, &u64)| {
                let kind = Kind {
                    cost: 0,
                    ..self.kind(index, &rest)
                };
                cells.add(value, kind, rows.kin(index, grouping, None))
            };
            let ids: Vec<usize> = rest.iter().enumerate().map(add).collect();
            self.tie_row(cells, &ids);
            ids
        });
        for column in columns {
            let groups = breakdown.groups.iter().map(|&row| &ids[row]);
            let parts = groups.chain(&ungrouped).map(|row| row[column]).collect();
            cells.tie(ids[breakdown.overall][column], parts);
        }
    }
}
