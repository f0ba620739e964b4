//! Which model scores the records: trained here, saved before, or Splink's.

use std::path::Path;

use throughline::ingest::Ingested;
use throughline::linkage::{
    BlockingPlan, LinkType, LinkageModel, LinkageSpec, RecordName, SplinkModel,
};
use throughline::run::Run;
use throughline::standardise::{Records, Standardiser};

use crate::clock::Clock;
use crate::input::tell;
use crate::{Arguments, Outcome};

/// What the command line names beside the data, read before the data so that a mistake there shows at once.
pub enum Given {
    Nothing,
    Spec(Box<LinkageSpec>),
    Model(Box<LinkageModel>),
    Splink(Box<SplinkModel>),
}

impl Given {
    pub fn read(arguments: &Arguments) -> Outcome<Self> {
        let named = |path: &Path, error: throughline::Error| format!("{}: {error}", path.display());
        if let Some(path) = &arguments.splink {
            let model = SplinkModel::read(path).map_err(|error| named(path, error))?;
            model
                .findings
                .iter()
                .for_each(|finding| eprintln!("note: {finding}"));
            return Ok(Self::Splink(Box::new(model)));
        }
        if let Some(path) = &arguments.model {
            let model = LinkageModel::load(path).map_err(|error| named(path, error))?;
            return Ok(Self::Model(Box::new(model)));
        }
        match &arguments.spec {
            Some(path) => {
                let spec = LinkageSpec::read(path).map_err(|error| named(path, error))?;
                Ok(Self::Spec(Box::new(spec)))
            }
            None => Ok(Self::Nothing),
        }
    }

    /// The column that holds the record id, where the model says.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Splink(model) => Some(&model.unique_id),
            _ => None,
        }
    }

    /// Records as the model wants them: Splink's as they are, all others standardised.
    pub fn records(&self, read: &Ingested) -> Outcome<Records> {
        let records = match self {
            Self::Splink(_) => Records::verbatim(read)?,
            _ => Standardiser::default().records(&read.datasets)?,
        };
        tell(records.findings());
        Ok(records)
    }

    /// The model, trained where it has to be.
    pub fn model(
        self,
        arguments: &Arguments,
        records: &Records,
        clock: &mut Clock,
    ) -> Outcome<LinkageModel> {
        let never = never_linked(arguments)?;
        let ready = match self {
            Self::Model(model) => *model,
            Self::Splink(model) if model.is_trained && !arguments.train => model.into_model(),
            untrained => {
                let spec = match untrained {
                    Self::Splink(model) => model.into_spec(),
                    Self::Spec(spec) => specification(arguments, Some(*spec), records)?,
                    _ => specification(arguments, None, records)?,
                };
                clock.lap("choose");
                let model = spec.train_with(records, &run(arguments).observer(&*clock))?;
                clock.lap("train");
                model
            }
        };
        let forbid = |model: LinkageModel, (left, right)| model.never_link(left, right);
        Ok(never.into_iter().fold(ready, forbid))
    }
}

/// Threads as the command line says.
pub fn run<'o>(arguments: &Arguments) -> Run<'o> {
    arguments
        .threads
        .map_or_else(Run::new, |threads| Run::new().threads(threads))
}

/// The caller's specification or one chosen from the records. Several files are linked, one is deduplicated, unless
/// the specification or `--dedupe` says otherwise.
fn specification(
    arguments: &Arguments,
    given: Option<LinkageSpec>,
    records: &Records,
) -> Outcome<LinkageSpec> {
    let several = arguments.data.len() > 1 && !arguments.dedupe;
    let link_type = if several {
        LinkType::Link
    } else {
        LinkType::LinkAndDedupe
    };
    match given {
        None => Ok(LinkageSpec::for_link_type(records, link_type)?),
        Some(spec) if spec.chosen_link_type().is_some() && !arguments.dedupe => Ok(spec),
        Some(spec) => Ok(spec.link_type(link_type)),
    }
}

/// Pairs of records that must never be linked, from a CSV file of two columns `dataset/id`.
fn never_linked(arguments: &Arguments) -> Outcome<Vec<(RecordName, RecordName)>> {
    let Some(path) = &arguments.never else {
        return Ok(Vec::new());
    };
    let mut reader =
        csv::Reader::from_path(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut pairs = Vec::new();
    for row in reader.records() {
        let row = row?;
        let name = |column: usize| -> Outcome<RecordName> {
            let text = row.get(column).unwrap_or_default().trim().to_owned();
            let line = row.position().map_or(0, |position| position.line());
            Ok(RecordName::try_from(text)
                .map_err(|reason| format!("{}: line {line}: {reason}", path.display()))?)
        };
        pairs.push((name(0)?, name(1)?));
    }
    Ok(pairs)
}

pub fn describe(model: &LinkageModel) {
    let blocking: Vec<String> = model
        .spec()
        .blocking()
        .iter()
        .map(ToString::to_string)
        .collect();
    eprintln!("blocking: {}", blocking.join("; "));
    let convergence = model.convergence();
    for session in &convergence.sessions {
        eprintln!(
            "trained on {}: {} of {} pairs, {:.0} matches expected, {}",
            session.rule,
            session.compared,
            session.pairs,
            session.expected_matches,
            if session.converged {
                "converged"
            } else {
                "NOT converged"
            }
        );
    }
    for finding in &convergence.findings {
        eprintln!("note: {finding}");
    }
}

pub fn describe_plan(plan: &BlockingPlan) {
    for rule in &plan.rules {
        eprintln!(
            "{}: {} pairs, {} of them new, {} so far; {} blocks, largest {:?}",
            rule.rule,
            rule.pairs,
            rule.new_pairs,
            rule.cumulative_pairs,
            rule.blocks,
            rule.largest_blocks
        );
        if rule.oversize_blocks > 0 {
            eprintln!(
                "  {} oversize blocks of {} records in all: {} pairs left out",
                rule.oversize_blocks, rule.oversize_records, rule.pairs_left_out
            );
        }
    }
    eprintln!("{} pairs in all, about {} MB", plan.pairs, plan.bytes >> 20);
}
