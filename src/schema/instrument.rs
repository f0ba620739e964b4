//! Instruments whose score ranges are known: data shipped with the crate.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::schema::code_name;

/// One scored domain of an [`Instrument`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    name: String,
    label: String,
    #[serde(default)]
    spellings: Vec<String>,
    range: Option<(f64, f64)>,
}

impl Domain {
    /// The name that payloads hold.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name for people.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Lowest and highest possible score, `None` when it has no fixed range.
    pub fn range(&self) -> Option<(f64, f64)> {
        self.range
    }
}

/// A scored instrument: names and score ranges only, never its items or cut-offs.
///
/// # Examples
///
/// ```
/// use throughline::schema::Instrument;
///
/// let sdq = Instrument::named("Strengths and Difficulties Questionnaire").unwrap();
/// assert_eq!(sdq.name(), "sdq");
/// assert_eq!(sdq.range(Some("Total difficulties")), Some((0.0, 40.0)));
/// assert_eq!(sdq.range(Some("emotional")), Some((0.0, 10.0)));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    name: String,
    label: String,
    #[serde(default)]
    spellings: Vec<String>,
    range: Option<(f64, f64)>,
    #[serde(default)]
    domains: Vec<Domain>,
}

#[derive(Deserialize)]
struct Instruments {
    instrument: Vec<Instrument>,
}

static INSTRUMENTS: LazyLock<Vec<Instrument>> = LazyLock::new(|| {
    let text = include_str!("code_lists/instrument.toml");
    let read: Instruments = toml::from_str(text).expect("the shipped list of instruments is valid");
    read.instrument
});

impl Instrument {
    /// Every instrument known.
    pub fn all() -> &'static [Instrument] {
        &INSTRUMENTS
    }

    /// The instrument that a whole value stands for, `None` when it is not known.
    pub fn named(value: &str) -> Option<&'static Instrument> {
        let folded = code_name(value);
        INSTRUMENTS
            .iter()
            .find(|one| is_named(&folded, &one.name, &one.label, &one.spellings))
    }

    /// The name that payloads hold.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name for people.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The domains with names of their own.
    pub fn domains(&self) -> &[Domain] {
        &self.domains
    }

    /// The domain that a whole value stands for, `None` when the instrument has no such domain.
    pub fn domain(&self, value: &str) -> Option<&Domain> {
        let folded = code_name(value);
        self.domains
            .iter()
            .find(|one| is_named(&folded, &one.name, &one.label, &one.spellings))
    }

    /// Lowest and highest possible score in a domain; the instrument's widest range where the domain is not
    /// given or not known, `None` where no range is fixed.
    pub fn range(&self, domain: Option<&str>) -> Option<(f64, f64)> {
        match domain.and_then(|domain| self.domain(domain)) {
            Some(domain) => domain.range,
            None => self.range,
        }
    }
}

fn is_named(folded: &str, name: &str, label: &str, spellings: &[String]) -> bool {
    [name, label]
        .into_iter()
        .chain(spellings.iter().map(String::as_str))
        .any(|spelling| code_name(spelling) == folded)
}
