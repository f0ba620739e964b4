//! What to follow: the study's definition, in Rust and on disk.

use std::path::Path;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, StudyError};
use crate::longitudinal::{Measure, Start, Wave, Window, study_check, study_file};
use crate::outcomes::Analysis;

/// What starts an episode, when baseline and follow-ups are taken, what is measured and which groups are compared.
///
/// Write it in Rust with [`Study::builder`] or on disk as TOML ([`Study::read`]); both are one definition and are
/// checked by the same rules. The keys of the file are the names of the setters and fields; the guide's chapter on studies explains each.
///
/// # Examples
///
/// ```
/// use throughline::longitudinal::Study;
///
/// let study = Study::from_toml(r#"
///     name = "Feeling safe"
///     groups = ["partner"]
///
///     [start]
///     event = "referral"
///     repeats = "first"
///
///     [baseline]
///     from = -30
///     to = 45
///
///     [[waves]]
///     name = "6 months"
///     from = 150
///     to = 215
///
///     [[measures]]
///     name = "feeling safe"
///     dataset = "outcomes"
///     instrument = "personal_outcome"
///     domain = "feeling_safe"
///     range = [0, 10]
///     direction = "higher_is_better"
/// "#)?;
/// assert_eq!(study.waves()[0].window.middle(), 182);
/// assert_eq!(Study::from_toml(&study.to_toml())?, study);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    pub(crate) name: String,
    pub(crate) start: Start,
    pub(crate) baseline: Window,
    pub(crate) waves: Vec<Wave>,
    pub(crate) measures: Vec<Measure>,
    pub(crate) groups: Vec<String>,
    pub(crate) age_bands: Vec<u32>,
    pub(crate) observed_to: Option<NaiveDate>,
    pub(crate) analysis: Analysis,
}

impl Study {
    /// Name of the group by sex, taken from [`PersonAttributes`](crate::longitudinal::PersonAttributes).
    pub const SEX: &'static str = "sex";
    /// Name of the group by age band at the start, taken from
    /// [`PersonAttributes`](crate::longitudinal::PersonAttributes).
    pub const AGE_BAND: &'static str = "age_band";

    /// Begins the definition of a study of this name.
    pub fn builder(name: impl Into<String>) -> StudyBuilder {
        StudyBuilder {
            name: name.into(),
            ..StudyBuilder::default()
        }
    }

    /// Reads a study from TOML text.
    ///
    /// # Errors
    ///
    /// When the text is not TOML, has a key that studies don't have or lacks one that they need (with its line),
    /// or when [`StudyBuilder::build`] refuses the definition.
    pub fn from_toml(text: &str) -> Result<Self> {
        Ok(study_file::parse(text)?.check()?)
    }

    /// Reads a study from a TOML file.
    ///
    /// # Errors
    ///
    /// When the file cannot be read as UTF-8 text, and as [`Study::from_toml`], naming the file.
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path).map_err(|source| Error::io(path, source))?;
        let study = study_file::parse(&text).and_then(StudyBuilder::check);
        Ok(study.map_err(|error| error.in_file(path))?)
    }

    /// The study as TOML, which [`Study::from_toml`] reads back as an equal study.
    pub fn to_toml(&self) -> String {
        study_file::write(&StudyBuilder {
            name: self.name.clone(),
            observed_to: self.observed_to,
            groups: self.groups.clone(),
            age_bands: self.age_bands.clone(),
            start: Some(self.start.clone()),
            baseline: Some(self.baseline),
            waves: self.waves.clone(),
            measures: self.measures.clone(),
            analysis: Some(self.analysis.clone()).filter(|own| *own != Analysis::default()),
        })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What starts an episode.
    pub fn start(&self) -> &Start {
        &self.start
    }

    /// The baseline window.
    pub fn baseline(&self) -> &Window {
        &self.baseline
    }

    /// The follow-up waves, in the order of every table.
    pub fn waves(&self) -> &[Wave] {
        &self.waves
    }

    /// The measures, in the order of every table.
    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }

    /// Names of the groupings, in the order of every table.
    pub fn groups(&self) -> &[String] {
        &self.groups
    }

    /// Lowest age in years of each age band, rising.
    pub fn age_bands(&self) -> &[u32] {
        &self.age_bands
    }

    /// The last day that the data are known to cover; `None` takes the last date of any score.
    pub fn observed_to(&self) -> Option<NaiveDate> {
        self.observed_to
    }

    /// What is asked of the pairs; the usual methods where the study does not say.
    pub fn analysis(&self) -> &Analysis {
        &self.analysis
    }
}

/// A study being defined; setters never fail, [`build`](StudyBuilder::build) checks everything at once.
///
/// # Examples
///
/// ```
/// use throughline::longitudinal::{Direction, Measure, Repeats, Start, StartEvent, Study, Wave, Window};
/// use throughline::schema::DatasetKind;
///
/// let study = Study::builder("Early Help")
///     .start(Start::new(StartEvent::Referral, Repeats::First).of_service("early_help"))
///     .baseline(Window::new(-30, 45))
///     .wave(Wave::new("6 months", Window::new(150, 215)))
///     .measure(Measure {
///         domain: Some("total".into()),
///         ..Measure::new("difficulties", DatasetKind::Assessments, "sdq", (0.0, 40.0), Direction::LowerIsBetter)
///     })
///     .group("partner")
///     .build()?;
/// assert_eq!(study.measures().len(), 1);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyBuilder {
    pub(crate) name: String,
    #[serde(
        default,
        with = "study_file::date",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) observed_to: Option<NaiveDate>,
    #[serde(default)]
    pub(crate) groups: Vec<String>,
    #[serde(default = "default_age_bands")]
    pub(crate) age_bands: Vec<u32>,
    pub(crate) start: Option<Start>,
    pub(crate) baseline: Option<Window>,
    #[serde(default)]
    pub(crate) waves: Vec<Wave>,
    #[serde(default)]
    pub(crate) measures: Vec<Measure>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) analysis: Option<Analysis>,
}

impl Default for StudyBuilder {
    fn default() -> Self {
        Self {
            name: String::new(),
            observed_to: None,
            groups: Vec::new(),
            age_bands: default_age_bands(),
            start: None,
            baseline: None,
            waves: Vec::new(),
            measures: Vec::new(),
            analysis: None,
        }
    }
}

fn default_age_bands() -> Vec<u32> {
    vec![0, 5, 11, 16, 18]
}

impl StudyBuilder {
    /// Sets what starts an episode.
    pub fn start(mut self, start: Start) -> Self {
        self.start = Some(start);
        self
    }

    /// Sets the baseline window.
    pub fn baseline(mut self, window: Window) -> Self {
        self.baseline = Some(window);
        self
    }

    /// Adds a follow-up wave.
    pub fn wave(mut self, wave: Wave) -> Self {
        self.waves.push(wave);
        self
    }

    /// Adds a measure.
    pub fn measure(mut self, measure: Measure) -> Self {
        self.measures.push(measure);
        self
    }

    /// Adds a grouping: a text field of the record that starts the episode, such as `partner`, `service` or
    /// `primary_need`, or the person's [`sex`](Study::SEX) or [`age_band`](Study::AGE_BAND).
    pub fn group(mut self, name: impl Into<String>) -> Self {
        self.groups.push(name.into());
        self
    }

    /// Sets the lowest age in years of each age band, rising; 0, 5, 11, 16 and 18 unless said otherwise.
    pub fn age_bands(mut self, lowest_ages: impl IntoIterator<Item = u32>) -> Self {
        self.age_bands = lowest_ages.into_iter().collect();
        self
    }

    /// Sets the last day that the data are known to cover, which decides whose follow-up is not due yet.
    pub fn observed_to(mut self, date: NaiveDate) -> Self {
        self.observed_to = Some(date);
        self
    }

    /// Sets what is asked of the pairs; the usual methods unless said otherwise.
    pub fn analysis(mut self, analysis: Analysis) -> Self {
        self.analysis = Some(analysis);
        self
    }

    /// Checks the definition.
    ///
    /// # Errors
    ///
    /// Lists every problem at once: a missing part or name, a name used twice, a window that ends before it
    /// starts, windows that overlap, a follow-up before the baseline, a range whose lowest score is not below its
    /// highest, a reliability outside 0 to 1, a minimal important change that is not above 0, stages that do not rise, norms
    /// without a source, a total of questions that have none, an analysis that [`Analysis::check`] refuses.
    pub fn build(self) -> Result<Study> {
        Ok(self.check()?)
    }

    pub(crate) fn check(self) -> std::result::Result<Study, StudyError> {
        let problems = study_check::problems(&self);
        match (self.start, self.baseline) {
            (Some(start), Some(baseline)) if problems.is_empty() => Ok(Study {
                name: self.name,
                start,
                baseline,
                waves: self.waves,
                measures: self.measures,
                groups: self.groups,
                age_bands: self.age_bands,
                observed_to: self.observed_to,
                analysis: self.analysis.unwrap_or_default(),
            }),
            _ => Err(StudyError::Invalid {
                file: None,
                problems,
            }),
        }
    }
}
