//! What is asked beyond the comparison, and how it is printed.

use std::io::{self, Write};

use throughline::kernel::stats::ZeroMethod;
use throughline::longitudinal::{Measure, Norms, Spread, Stage};
use throughline::outcomes::{Adjustment, Analysis, Arms, CorrectLinks, Method, Results};

use super::{Arguments, Asked, Failure, method_names};

fn refused(message: String) -> Failure {
    Failure::Input(message)
}

/// The methods asked for, in the order given.
pub fn methods(asked: &Asked) -> Result<Vec<Method>, Failure> {
    if asked.methods == ["all"] {
        return Ok(Method::ALL.to_vec());
    }
    let method = |name: &String| {
        let found = Method::from_name(name.trim());
        found.ok_or_else(|| {
            let names = method_names();
            refused(format!("there is no method '{name}'; methods are {names}"))
        })
    };
    asked.methods.iter().map(method).collect()
}

/// The settings.
pub fn analysis(asked: &Asked, methods: Vec<Method>) -> Result<Analysis, Failure> {
    let zeros = match asked.zeros.as_str() {
        "drop" => ZeroMethod::Drop,
        "pratt" => ZeroMethod::Pratt,
        "split" => ZeroMethod::Split,
        other => {
            let message = format!("--zeros is drop, pratt or split, not '{other}'");
            return Err(refused(message));
        }
    };
    let adjustment = match asked.adjust.as_str() {
        "none" => Adjustment::None,
        "holm" => Adjustment::Holm,
        "benjamini_hochberg" => Adjustment::BenjaminiHochberg,
        other => {
            let message = format!("--adjust is none, holm or benjamini_hochberg, not '{other}'");
            return Err(refused(message));
        }
    };
    let share = |share| CorrectLinks {
        share,
        checked: None,
    };
    Ok(Analysis {
        level: asked.level,
        seed: asked.seed,
        resamples: asked.resamples,
        imputations: asked.imputations,
        zeros,
        adjustment,
        site: asked.site.clone(),
        comparison: asked
            .versus
            .as_deref()
            .map(|arms| arms_of(arms, asked))
            .transpose()?,
        correct_links: asked.correct_links.map(share),
        overall: !asked.groups_only,
        ..Analysis::of(methods)
    })
}

fn arms_of(text: &str, asked: &Asked) -> Result<Arms, Failure> {
    let parts = text.split_once('=').and_then(|(grouping, arms)| {
        let (treated, control) = arms.split_once(',')?;
        Some((grouping, treated, control))
    });
    let Some((grouping, treated, control)) = parts else {
        let message = format!("--versus is COLUMN=TREATED,COMPARISON, not '{text}'");
        return Err(refused(message));
    };
    Ok(Arms {
        grouping: grouping.into(),
        treated: treated.into(),
        control: control.into(),
        adjust_for: asked.adjust_for.clone(),
    })
}

/// What is known of every measure of the file.
pub fn declare(asked: &Asked, measure: Measure) -> Result<Measure, Failure> {
    let spread = |text: &Option<String>, option: &str| -> Result<Option<Spread>, Failure> {
        let Some(text) = text else { return Ok(None) };
        let numbers = text.split_once(',').and_then(|(mean, sd)| {
            let (mean, sd) = (mean.trim().parse().ok()?, sd.trim().parse().ok()?);
            Some(Spread { mean, sd }).filter(|spread| spread.mean.is_finite() && spread.sd > 0.0)
        });
        let message = || refused(format!("--{option} is MEAN,SD, not '{text}'"));
        numbers.map(Some).ok_or_else(message)
    };
    let norms = Norms {
        source: "the command line".into(),
        population: spread(&asked.population, "population")?,
        clinical: spread(&asked.clinical, "clinical")?,
        functional: spread(&asked.functional, "functional")?,
    };
    let known =
        norms.population.is_some() || norms.clinical.is_some() || norms.functional.is_some();
    if asked.reliability.is_some_and(|r| !(0.0..=1.0).contains(&r)) {
        return Err(refused("--reliability lies between 0 and 1".into()));
    }
    let stages: Vec<Stage> = asked
        .stages
        .iter()
        .map(|text| stage(text))
        .collect::<Result<_, _>>()?;
    if stages.len() == 1 || stages.windows(2).any(|pair| pair[0].from >= pair[1].from) {
        let message = "--stages are at least two, from lowest to highest score";
        return Err(refused(message.into()));
    }
    Ok(Measure {
        cut_off: asked.cut_off,
        reliability: asked.reliability,
        norms: known.then_some(norms),
        stages,
        ..measure
    })
}

fn stage(text: &str) -> Result<Stage, Failure> {
    let parts = text.rsplit_once(':').and_then(|(name, from)| {
        let from: f64 = from.trim().parse().ok()?;
        Some((name.trim(), from)).filter(|(name, from)| !name.is_empty() && from.is_finite())
    });
    match parts {
        Some((name, from)) => Ok(Stage {
            name: name.into(),
            from,
        }),
        None => Err(refused(format!(
            "a stage is NAME:LOWEST SCORE, not '{text}'"
        ))),
    }
}

/// The results as JSON or a table, and how each was made.
pub fn print(
    arguments: &Arguments,
    results: &Results,
    out: &mut impl Write,
    remarks: &mut impl Write,
) -> Result<(), Failure> {
    if results.rows().iter().all(|row| row.n == 0) {
        writeln!(remarks, "nobody has what the methods need")?;
    }
    if arguments.json {
        serde_json::to_writer_pretty(&mut *out, results.rows()).map_err(io::Error::from)?;
        writeln!(out)?;
        return Ok(());
    }
    writeln!(out, "{}", results.table())?;
    if arguments.asked.how {
        writeln!(out)?;
        for row in results.rows() {
            writeln!(out, "{}", results.how(row))?;
        }
    }
    writeln!(
        out,
        "\nChange is follow-up minus baseline. A change is not proof of its cause."
    )?;
    Ok(())
}
