//! The five datasets: complete truth, planted effects and drop-out that can be found again, samples that don't
//! drift.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use chrono::NaiveDate;
use throughline::synthetic::Population;

/// A folder of its own for a test, removed when done.
struct Folder(PathBuf);

impl Folder {
    fn with_datasets(name: &str, population: &Population) -> Self {
        let id = std::process::id();
        let folder = std::env::temp_dir().join(format!("throughline-{name}-{id}"));
        population.write_datasets(&folder, |_| ()).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => drop(found.insert(path.strip_prefix(folder).unwrap().to_path_buf())),
            }
        }
    }
    found
}

#[test]
fn the_samples_are_what_their_command_writes() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("data-samples");
    let anew = Population::builder(1_200).seed(1).build().unwrap();
    let anew = Folder::with_datasets("samples", &anew);
    let mut committed = files(&samples);
    let size: u64 = committed
        .iter()
        .map(|file| fs::metadata(samples.join(file)).unwrap().len())
        .sum();
    assert!(size < 3_000_000, "{size} bytes");
    committed.retain(|file| !file.starts_with("README.md") && !file.starts_with(".gitattributes"));
    assert_eq!(committed, files(&anew.0));
    for file in committed {
        let (old, new) = (fs::read(samples.join(&file)), fs::read(anew.0.join(&file)));
        assert!(old.unwrap() == new.unwrap(), "{} differs", file.display());
    }
}

/// Rows of a file by header, whatever its delimiter, mark and number of fields.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let bytes = fs::read(path).unwrap();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let first = bytes.split(|&byte| byte == b'\n').next().unwrap();
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .find(|d| first.contains(d))
        .unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(bytes);
    let text = |field: &[u8]| String::from_utf8_lossy(field).into_owned();
    let headers: Vec<String> = reader.byte_headers().unwrap().iter().map(text).collect();
    reader
        .byte_records()
        .map(|row| {
            headers
                .iter()
                .cloned()
                .zip(row.unwrap().iter().map(text))
                .collect()
        })
        .collect()
}

fn field<'a>(row: &'a BTreeMap<String, String>, names: &[&str]) -> &'a str {
    names
        .iter()
        .find_map(|name| row.get(*name))
        .map_or("", String::as_str)
}

/// Everything of a folder joined by the truth.
struct Joined {
    /// Person, days from the start of the service, domain, score.
    scores: Vec<(u64, i64, String, i64)>,
    /// Person and theme.
    themes: Vec<(u64, String)>,
    /// Service and start date of each person who has them.
    starts: BTreeMap<u64, (String, NaiveDate)>,
}

fn many() -> Population {
    Population::builder(7_000).seed(3).build().unwrap()
}

static JOINED: LazyLock<Joined> = LazyLock::new(|| {
    let folder = Folder::with_datasets("joined", &many());
    Joined::read(&folder.0, many().people())
});

const LAST_DAY: &str = "2025-03-31";

fn date(text: &str) -> Option<NaiveDate> {
    let forms = ["%Y-%m-%d", "%d/%m/%Y", "%d-%b-%y"];
    forms
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(text, form).ok())
}

impl Joined {
    /// Reads a folder, and asserts that the truth names a person for every record.
    fn read(folder: &Path, people: u64) -> Self {
        let person_of: BTreeMap<(String, String), u64> = rows(&folder.join("truth/persons.csv"))
            .into_iter()
            .map(|row| {
                let key = (row["dataset"].clone(), row["record_id"].clone());
                (key, row["person"].parse().unwrap())
            })
            .collect();
        let starts: BTreeMap<u64, (String, NaiveDate)> = rows(&folder.join("truth/people.csv"))
            .iter()
            .filter_map(|row| {
                let start = (row["service"].clone(), date(&row["start_date"])?);
                Some((row["person"].parse().unwrap(), start))
            })
            .collect();
        let mut joined = Self {
            scores: Vec::new(),
            themes: Vec::new(),
            starts,
        };
        let mut named = BTreeSet::new();
        for file in files(folder) {
            let dataset = file.with_extension("").to_str().unwrap().replace('\\', "/");
            if dataset.starts_with("truth") || dataset == "study" {
                continue;
            }
            for row in rows(&folder.join(&file)) {
                let id = field(&row, &["record_id", "Record ID", "id"]);
                let key = (dataset.clone(), id.to_string());
                let person = person_of[&key];
                assert!(person < people);
                named.insert(key);
                joined.take(person, &row);
            }
        }
        assert_eq!(
            named.len(),
            person_of.len(),
            "the truth names records that are not there"
        );
        joined
    }

    fn take(&mut self, person: u64, row: &BTreeMap<String, String>) {
        let themes = field(row, &["themes", "Themes", "theme_codes"]).split('|');
        let themes = themes.filter(|theme| !theme.is_empty());
        self.themes
            .extend(themes.map(|theme| (person, theme.to_string())));
        let when = date(field(
            row,
            &[
                "assessment_date",
                "Date of Assessment",
                "outcome_date",
                "Review Date",
                "date",
            ],
        ));
        let score = field(row, &["score", "Score", "value"]).parse();
        let tool = field(row, &["instrument", "Tool", "measure"]).to_lowercase();
        let domain = field(row, &["domain", "Domain", "subscale"]);
        if let (Some(when), Ok(score), Some((_, start))) = (when, score, self.starts.get(&person))
            && score != 99
        {
            let days = (when - *start).num_days();
            self.scores
                .push((person, days, tool.replace('-', "_") + " " + domain, score));
        }
    }

    /// Scores of a measure in a window of days, by person.
    fn within(&self, measure: &str, days: std::ops::RangeInclusive<i64>) -> BTreeMap<u64, i64> {
        self.scores
            .iter()
            .filter(|(_, day, name, _)| name == measure && days.contains(day))
            .map(|(person, _, _, score)| (*person, *score))
            .collect()
    }
}

fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    (mean, (squares / (n - 1.0) / n).sqrt())
}

/// Every measure, wave and service: the mean change of the pairs against what is expected of those followed up.
/// With the seed fixed, about one of the 78 estimates in 370 would be expected beyond three standard errors.
#[test]
fn planted_effects_are_found_in_the_records() {
    let joined = &*JOINED;
    let mut compared = 0;
    for effect in many().planted_effects().unwrap() {
        if effect.grouping != "overall" {
            continue;
        }
        let measure = format!("{} {}", effect.instrument, effect.domain);
        let window = match effect.wave {
            "3 months" => 60..=130,
            "6 months" => 150..=220,
            _ => 330..=400,
        };
        let baselines = joined.within(&measure, -30..=45);
        let changes: Vec<f64> = joined
            .within(&measure, window)
            .iter()
            .filter(|(person, _)| ["all", &joined.starts[person].0].contains(&effect.service))
            .filter_map(|(person, score)| Some((score - baselines.get(person)?) as f64))
            .collect();
        let (mean, error) = mean_and_error(&changes);
        let off = (mean - effect.expected_change_followed_up) / error;
        assert!(
            off.abs() < 3.0,
            "{effect:?}: {mean} is {off} standard errors away"
        );
        assert!(changes.len() > 100 && effect.planted_change != 0.0);
        compared += 1;
    }
    assert_eq!(compared, (5 * 3 + 5 * 2) * 3);
}

/// People whose difficulties were greater at baseline are followed up less often.
#[test]
fn drop_out_depends_on_the_baseline() {
    let joined = &*JOINED;
    let due = date(LAST_DAY).unwrap() - chrono::Duration::days(400);
    let last = joined.within("sdq total", 330..=400);
    let of = |stayed: bool| -> Vec<f64> {
        joined
            .within("sdq total", -30..=45)
            .iter()
            .filter(|(person, _)| joined.starts[person].1 <= due)
            .filter(|(person, _)| last.contains_key(person) == stayed)
            .map(|(_, score)| *score as f64)
            .collect()
    };
    let (stayed, error_stayed) = mean_and_error(&of(true));
    let (left, error_left) = mean_and_error(&of(false));
    let error = (error_stayed * error_stayed + error_left * error_left).sqrt();
    assert!(
        left - stayed > 3.0 * error,
        "{left} left, {stayed} stayed, {error}"
    );
    let share = of(false).len() as f64 / (of(false).len() + of(true).len()) as f64;
    assert!((0.25..0.40).contains(&share), "{share} left");
}

/// Scores of feeling safe improve while most of what is said about it is that people don't; about things to do,
/// what is said goes with the score.
#[test]
fn voice_agrees_with_scores_except_about_safety() {
    let joined = &*JOINED;
    let spoke = |theme: &str, domain: &str, improved: bool| -> f64 {
        let measure = format!("personal_outcome {domain}");
        let baselines = joined.within(&measure, -30..=45);
        let changed: BTreeSet<u64> = joined
            .within(&measure, 60..=400)
            .iter()
            .filter(|(person, score)| {
                let baseline = baselines.get(person);
                baseline.is_some_and(|baseline| (*score > baseline) == improved)
            })
            .map(|(person, _)| *person)
            .collect();
        let speakers: BTreeSet<u64> = joined
            .themes
            .iter()
            .filter(|(person, said)| said == theme && changed.contains(person))
            .map(|(person, _)| *person)
            .collect();
        speakers.len() as f64
    };
    let unsafe_though_better = spoke("not_feeling_safe", "feeling_safe", true);
    let safer = spoke("feeling_safer", "feeling_safe", true);
    assert!(
        unsafe_though_better > 1.7 * safer,
        "{unsafe_though_better} and {safer}"
    );
    assert!(
        spoke("more_to_do", "things_to_do", true)
            > 1.5 * spoke("little_to_do", "things_to_do", true)
    );
    assert!(
        spoke("more_to_do", "things_to_do", false) < spoke("little_to_do", "things_to_do", false)
    );
}
