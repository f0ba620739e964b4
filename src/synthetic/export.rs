//! Writing the datasets, their truth and their study into a folder.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::datasets::{self, Block, PEOPLE_COLUMNS, Sheet};
use super::population::{BLOCK, Population};
use super::sheet;
use super::truth::{EFFECT_COLUMNS, Expectation, PlantedEffect};
use crate::error::{Error, Result, SyntheticError};

/// Courses simulated for expectations, over all people.
const COURSES: u64 = 200_000;
const STUDY: &str = include_str!("study.toml");

/// What was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// Rows of all datasets together, bad ones included.
    pub records: u64,
    /// The datasets' files, without truth and study.
    pub files: Vec<PathBuf>,
}

impl Population {
    /// Writes the five datasets of eight invented agencies, with their truth, into a folder, which is made if need be.
    ///
    /// Each agency's records are in `AGENCY/KIND.csv`, in its own headers, date form, delimiter and encoding.
    /// `truth/persons.csv` says whose each record is (dataset, record_id, person), `truth/people.csv` who the
    /// people are, and `truth/effects.csv` what change is planted, as [`planted_effects`](Self::planted_effects).
    /// `study.toml` follows the people from their first service start. About one row in a hundred is bad on
    /// purpose. `progress` is told how many people are done, now and then.
    ///
    /// # Errors
    ///
    /// When the path is a file, or a file can't be written.
    pub fn write_datasets(
        &self,
        folder: impl AsRef<Path>,
        mut progress: impl FnMut(u64),
    ) -> Result<Written> {
        let folder = folder.as_ref();
        if folder.is_file() {
            return Err(SyntheticError::NotADirectory(folder.to_path_buf()).into());
        }
        let mut out = Folder::create(folder)?;
        let mut expectation = Expectation::default();
        let mut records = 0;
        self.in_batches(
            |block| self.block_of_datasets(block),
            |done, batch| {
                for block in batch {
                    out.write(&block)?;
                    records += block.records;
                    expectation.combine(&block.expectation);
                }
                progress(done);
                Ok(())
            },
        )?;
        let effects = expectation.finalise();
        let rows: Vec<_> = effects.iter().map(PlantedEffect::fields).collect();
        let mut truth = Target::create(folder.join("truth/effects.csv"))?;
        truth.write(&plain(&[EFFECT_COLUMNS])?)?;
        truth.write(&plain(&rows)?)?;
        truth.finish()?;
        let mut study = Target::create(folder.join("study.toml"))?;
        study.write(STUDY.as_bytes())?;
        study.finish()?;
        Ok(Written {
            records,
            files: out.finish()?,
        })
    }

    /// What change is planted in the datasets, and what a study of them is expected to find: by measure, wave,
    /// service and group.
    ///
    /// Expectations are means over simulated courses of the people that this population has: the more people, the
    /// fewer courses each, about 200,000 in all.
    ///
    /// # Errors
    ///
    /// Never for a population that was built.
    pub fn planted_effects(&self) -> Result<Vec<PlantedEffect>> {
        let mut expectation = Expectation::default();
        self.in_batches(
            |block| {
                let journeys = datasets::journeys(self.seed(), block, &self.block(block));
                Ok(Expectation::of(
                    self.seed(),
                    block,
                    &journeys,
                    self.courses(),
                ))
            },
            |_, batch| {
                batch.iter().for_each(|block| expectation.combine(block));
                Ok(())
            },
        )?;
        Ok(expectation.finalise())
    }

    fn block_of_datasets(&self, block: u64) -> Result<Block> {
        Block::new(
            self.seed(),
            self.rates(),
            block,
            &self.block(block),
            self.courses(),
        )
    }

    fn courses(&self) -> usize {
        (COURSES / self.people()).clamp(1, BLOCK as u64) as usize
    }
}

/// The open files of a folder.
struct Folder {
    sheets: BTreeMap<Sheet, Target>,
    persons: Target,
    people: Target,
}

impl Folder {
    fn create(folder: &Path) -> Result<Self> {
        let mut sheets = BTreeMap::new();
        for sheet in datasets::sheets() {
            let mut target = Target::create(folder.join(datasets::name(sheet) + ".csv"))?;
            target.write(&datasets::header(sheet)?)?;
            sheets.insert(sheet, target);
        }
        let mut persons = Target::create(folder.join("truth/persons.csv"))?;
        persons.write(b"dataset,record_id,person\n")?;
        let mut people = Target::create(folder.join("truth/people.csv"))?;
        people.write(&plain(&[PEOPLE_COLUMNS])?)?;
        Ok(Self {
            sheets,
            persons,
            people,
        })
    }

    fn write(&mut self, block: &Block) -> Result<()> {
        for (sheet, rows) in &block.rows {
            if let Some(target) = self.sheets.get_mut(sheet) {
                target.write(rows)?;
            }
        }
        self.persons.write(&plain(&block.persons)?)?;
        self.people.write(&plain(&block.people)?)
    }

    fn finish(self) -> Result<Vec<PathBuf>> {
        self.persons.finish()?;
        self.people.finish()?;
        self.sheets.into_values().map(Target::finish).collect()
    }
}

/// A file being written; its errors name it.
struct Target {
    path: PathBuf,
    writer: BufWriter<File>,
}

impl Target {
    fn create(path: PathBuf) -> Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| Error::io(folder, error))?;
        }
        let file = File::create(&path).map_err(|error| Error::io(&path, error))?;
        let writer = BufWriter::new(file);
        Ok(Self { path, writer })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let written = self.writer.write_all(bytes);
        written.map_err(|error| Error::io(&self.path, error))
    }

    fn finish(mut self) -> Result<PathBuf> {
        let flushed = self.writer.flush();
        flushed.map_err(|error| Error::io(&self.path, error))?;
        Ok(self.path)
    }
}

/// Rows as plain CSV.
fn plain<R: AsRef<[T]>, T: AsRef<str>>(rows: &[R]) -> Result<Vec<u8>> {
    sheet::PLAIN.csv(rows)
}
