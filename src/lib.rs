//! Throughline links children's-services records across agencies to people, follows each person from baseline to
//! follow-up, and says what changed, for whom, and how sure that is.
//!
//! The library is a chain of stages. Each consumes what the one before produced, so a program can take any part of it:
//! link only, or compare pairs that came from elsewhere.
//!
//! | stage | consumes | produces |
//! |---|---|---|
//! | [`ingest`] | [`Source`](ingest::Source)s, each with a [`Schema`](schema::Schema) | [`Dataset`](ingest::Dataset)s and [`ValidationReport`](ingest::ValidationReport)s |
//! | [`standardise`] | datasets | [`Records`](standardise::Records), identifiers only |
//! | [`linkage`] | records and a [`LinkageSpec`](linkage::LinkageSpec), or a [`SplinkModel`](linkage::SplinkModel) | a [`LinkageModel`](linkage::LinkageModel), [`ScoredPairs`](linkage::ScoredPairs), the [`PersonIndex`](linkage::PersonIndex) |
//! | [`longitudinal`] | datasets, the person index and a [`Study`](longitudinal::Study) | [`Followed`](longitudinal::Followed): [`PairedOutcomes`](longitudinal::PairedOutcomes), [`Attrition`](longitudinal::Attrition) and more |
//! | [`outcomes`] | paired outcomes, an [`Analysis`](outcomes::Analysis) | a [`Comparison`](outcomes::Comparison) by measure, wave and group; the [`Results`](outcomes::Results) of any method |
//! | [`voice`] | datasets, the person index and what was followed | a [`ThemeTable`](voice::ThemeTable) |
//! | [`disclosure`] | any of those tables and a [`Policy`](disclosure::Policy) | [`Released`](disclosure::Released) tables |
//! | [`evidence`] | a released comparison | released [`PooledEffects`](evidence::PooledEffects) |
//! | [`report`] | released tables in a [`Report`](report::Report) | an HTML page, a terminal table, a [`Summary`](report::Summary) |
//!
//! Beside the chain: [`schema`] declares what each kind of record looks like, [`kernel`] holds the mathematics on
//! plain slices, [`run`] says on how many threads work is done and who watches, [`synthetic`] makes invented populations
//! with their truth, and [`guide`] is long prose on each subject.
//!
//! Two rules hold throughout. Identifiers and payload are kept apart: standardising and linkage see only who a record is
//! about, following and comparing only what it says. And nothing is lost without being counted: what is wrong with a
//! row is a [`Finding`](ingest::Finding), what a stage can't do at all is an [`Error`].
//!
//! # From records to a table
//!
//! A council refers children; a charity asks them, then and half a year later, how safe they feel. The charity writes
//! names as it hears them.
//!
//! ```
//! use throughline::disclosure::Policy;
//! use throughline::ingest::{self, Source};
//! use throughline::linkage::{LinkageSpec, MatchProbability};
//! use throughline::longitudinal::Study;
//! use throughline::outcomes;
//! use throughline::report::{self, Report};
//! use throughline::schema::Schema;
//! use throughline::standardise::Standardiser;
//!
//! let referrals = "\
//! record_id,forename,surname,date_of_birth,postcode,referral_date,service
//! R1,Amina,Hassan,2012-05-14,ZA1 1AA,2024-01-08,Early Help
//! R2,Callum,Fraser,2010-11-02,ZA1 4BT,2024-01-15,Early Help
//! R3,Dewi,Pritchard,2013-07-23,ZB2 9QX,2024-02-02,Early Help
//! R4,Eleanor,O'Neill,2011-02-28,ZB3 7LD,2024-02-12,Early Help
//! R5,Farah,Siddiqui,2014-09-09,ZC5 2NW,2024-03-04,Early Help
//! R6,Gethin,Morgan,2012-12-17,ZC6 8HP,2024-03-11,Early Help
//! ";
//! let outcomes_file = "\
//! id,first_name,last_name,dob,post_code,tool,domain,outcome_date,score
//! 1,AMINA,HASAN,14/05/2012,ZA11AA,Personal Outcome,feeling safe,10/01/2024,4
//! 2,Callum,Fraser,02/11/2010,ZA1 4BT,Personal Outcome,feeling safe,20/01/2024,5
//! 3,Dewi,Pritchard,23/07/2013,ZB2 9QX,Personal Outcome,feeling safe,04/02/2024,3
//! 4,Eleanor,ONeil,28/02/2011,ZB3 7LD,Personal Outcome,feeling safe,14/02/2024,6
//! 5,Farah,Siddiqi,09/09/2014,ZC5 2NW,Personal Outcome,feeling safe,09/03/2024,2
//! 6,Gethin,Morgan,17/12/2012,ZC6 8HP,Personal Outcome,feeling safe,15/03/2024,5
//! 7,Amina,Hassan,14/05/2012,ZA1 1AA,Personal Outcome,feeling safe,09/07/2024,7
//! 8,Calum,Fraser,02/11/2010,ZA1 4BT,Personal Outcome,feeling safe,16/07/2024,6
//! 9,Dewi,Pritchard,23/07/2013,ZB2 9QX,Personal Outcome,feeling safe,05/08/2024,6
//! 10,Eleanor,O'Neill,28/02/2011,ZB3 7LD,Personal Outcome,feeling safe,12/08/2024,8
//! 11,Farah,Siddiqui,09/09/2014,ZC5 2NW,Personal Outcome,feeling safe,02/09/2024,3
//! 12,Gethin,Morgan,17/12/2012,ZC6 8HP,Personal Outcome,feeling safe,10/09/2024,7
//! ";
//! let study = Study::from_toml(r#"
//!     name = "Safety after Early Help"
//!     start = { event = "referral", repeats = "first" }
//!     baseline = { from = -30, to = 45 }
//!     waves = [{ name = "6 months", from = 136, to = 270 }]
//!
//!     [[measures]]
//!     name = "feeling safe"
//!     dataset = "outcomes"
//!     instrument = "personal_outcome"
//!     domain = "feeling_safe"
//!     range = [0, 10]
//!     direction = "higher_is_better"
//! "#)?;
//!
//! let read = ingest::read(&[
//!     Source::bytes("referrals", referrals.into(), Schema::referrals()).partner("Northvale Council"),
//!     Source::bytes("outcomes", outcomes_file.into(), Schema::outcomes()).partner("Harbour Trust"),
//! ])?;
//! assert!(read.reports.iter().all(|report| report.quarantined() == 0));
//!
//! let records = Standardiser::default().records(&read.datasets)?;
//! let model = LinkageSpec::for_records(&records)?.train(&records)?;
//! let people = model.score(&records)?.resolve(MatchProbability::new(0.95)?)?;
//! assert_eq!((records.len(), people.person_count()), (18, 6));
//!
//! let followed = study.follow(&read.datasets, &people)?;
//! let change = outcomes::compare(&followed.paired)?;
//! let everyone = &change.rows()[0];
//! assert_eq!((everyone.n_eligible, everyone.n_paired), (6, 6));
//! assert_eq!(everyone.change.as_ref().map(|change| change.mean_change), Some(2.0));
//!
//! let released = Policy::dfe().release(change)?;
//! let page = report::html(&Report::new(study.name(), released));
//! assert!(page.contains("Safety after Early Help"));
//! # Ok::<(), throughline::Error>(())
//! ```

pub mod disclosure;
mod error;
pub mod evidence;
pub mod guide;
pub mod ingest;
pub mod kernel;
pub mod linkage;
pub mod longitudinal;
pub mod outcomes;
pub mod report;
pub mod run;
pub mod schema;
pub mod standardise;
pub mod synthetic;
pub mod voice;

pub use error::{Error, Result};

/// The front page, so that its example is compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
