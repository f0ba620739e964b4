use std::path::PathBuf;

/// Why a synthetic population could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SyntheticError {
    #[error("a population needs from 1 to {most} people, {asked} were asked for")]
    People { asked: u64, most: u64 },
    #[error("the rate {name} is {value}; a rate is a share from 0 to 1")]
    RateNotAShare { name: &'static str, value: f64 },
    #[error("careless_factor is {value}; it multiplies error rates and lies from 1 to 100")]
    CarelessFactor { value: f64 },
    #[error("the shares in records_per_person add up to {sum}; they must add up to 1")]
    RecordsPerPerson { sum: f64 },
    #[error("writing was refused: {0}")]
    Write(std::io::Error),
    #[error(
        "{} is a file; the five datasets need a directory (a name that ends in .csv gets the plain register)",
        .0.display()
    )]
    NotADirectory(PathBuf),
}
