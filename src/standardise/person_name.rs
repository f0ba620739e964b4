//! A record's two name cells read together.

use crate::standardise::name::StandardName;

/// Forename and surname of one record, after `SURNAME, Forename` in either cell was pulled apart.
///
/// A surname cell is pulled apart when the forename cell is empty or agrees with what follows the comma; a
/// forename cell when the surname cell is empty or agrees with what precedes it. Otherwise both stay as they are.
///
/// # Examples
///
/// ```
/// use throughline::standardise::{self, PersonName};
///
/// let (forename, surname) = (standardise::name("SMITH, Anna"), standardise::name("Smith"));
/// let person = PersonName::new(&forename, &surname);
/// assert_eq!(person.forename.value(), Some("ANNA"));
/// assert_eq!(person.surname.value(), Some("SMITH"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonName<'a> {
    /// What is taken for the forename.
    pub forename: &'a StandardName,
    /// What is taken for the surname.
    pub surname: &'a StandardName,
}

impl<'a> PersonName<'a> {
    /// Reads the two name cells of one record; an empty cell is `StandardName::default()`.
    pub fn new(forename: &'a StandardName, surname: &'a StandardName) -> Self {
        if let Some(parts) = surname.surname_first() {
            let same_cell = forename.surname_first() == Some(parts);
            let empty = forename.value().is_none() && !forename.is_placeholder();
            if same_cell || empty {
                return Self {
                    forename: &parts.forename,
                    surname: &parts.surname,
                };
            }
            if parts.forename.is_placeholder() || agree(forename, &parts.forename) {
                return Self {
                    forename,
                    surname: &parts.surname,
                };
            }
        }
        if let Some(parts) = forename.surname_first()
            && (surname.value().is_none() || surname.value() == parts.surname.value())
        {
            return Self {
                forename: &parts.forename,
                surname: &parts.surname,
            };
        }
        Self { forename, surname }
    }
}

/// The same forename, or the first of several.
fn agree(own: &StandardName, other: &StandardName) -> bool {
    let (Some(own), Some(other)) = (own.value(), other.value()) else {
        return false;
    };
    other
        .strip_prefix(own)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}
