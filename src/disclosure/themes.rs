//! Protecting a theme table.

use serde::Serialize;

use crate::disclosure::cells::Kind;
use crate::disclosure::count::hide_split;
use crate::disclosure::release::Protect;
use crate::disclosure::sheet::{Column, Form, Place, Shared, Sheet};
use crate::disclosure::{Audit, Count, Policy, Reason, Releasable, Withheld};
use crate::error::Result;
use crate::voice::{ThemeRow, ThemeTable};

/// A [`ThemeTable`] as it may be shown; the rows and their order are the table's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProtectedThemes {
    rows: Vec<ProtectedThemeRow>,
}

impl ProtectedThemes {
    /// The rows: measures in study order, then waves, then themes.
    pub fn rows(&self) -> &[ProtectedThemeRow] {
        &self.rows
    }
}

/// One theme beside one measure at one wave, as it may be shown. Every count is of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProtectedThemeRow {
    /// Name of the measure.
    pub measure: String,
    /// Name of the follow-up wave.
    pub wave: String,
    /// The theme's code.
    pub theme: String,
    /// Everyone who spoke of it.
    pub people: Count,
    /// Spoke of it and improved.
    pub improved: Count,
    /// Spoke of it and stayed the same.
    pub same: Count,
    /// Spoke of it and got worse.
    pub worse: Count,
    /// Spoke of it but have no pair of scores.
    pub not_paired: Count,
}

const fn column(name: &'static str, cost: u8, outcome: bool, shared: Shared) -> Column {
    Column {
        name,
        kind: Kind {
            cost,
            outcome,
            stage: 0,
            firm: false,
        },
        shared,
        printed: true,
    }
}

const FORM: Form = Form {
    table: "themes",
    columns: &[
        column("people", 2, false, Shared::AcrossMeasures),
        column("improved", 1, true, Shared::No),
        column("same", 1, true, Shared::No),
        column("worse", 1, true, Shared::No),
        column("not paired", 0, false, Shared::No),
    ],
    sums: &[(0, &[1, 2, 3, 4])],
};

fn cells(row: &ThemeRow) -> (Place<'_>, Vec<u64>) {
    let place = Place {
        measure: &row.measure,
        wave: &row.wave,
        grouping: "theme",
        group: &row.theme,
    };
    let split = [row.improved, row.same, row.worse, row.not_paired];
    (place, [row.people()].into_iter().chain(split).collect())
}

impl Releasable for ThemeTable {
    type Protected = ProtectedThemes;
}

impl Protect<ProtectedThemes> for ThemeTable {
    fn protect(self, policy: &Policy, audit: &mut Audit) -> Result<ProtectedThemes> {
        let sheet = Sheet::new(FORM, self.rows().iter().map(cells).collect())?;
        let mut counts = sheet.protect(policy, audit);
        for (row, counts) in self.rows().iter().zip(&mut counts) {
            let (whole, split) = counts.split_at_mut(1);
            hide_split(whole[0], split, |column, was| {
                let (place, name) = (cells(row).0, FORM.columns[1 + column].name);
                audit.withhold_shown(
                    Withheld::new("themes", &place, name, Reason::Secondary),
                    was,
                );
            });
        }
        let protect = |(row, counts): (&ThemeRow, Vec<Count>)| ProtectedThemeRow {
            measure: row.measure.clone(),
            wave: row.wave.clone(),
            theme: row.theme.clone(),
            people: counts[0],
            improved: counts[1],
            same: counts[2],
            worse: counts[3],
            not_paired: counts[4],
        };
        let rows = self.rows().iter().zip(counts).map(protect).collect();
        Ok(ProtectedThemes { rows })
    }
}
