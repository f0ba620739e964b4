//! How long work is carried out: threads, progress, cancelling.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::Result;
use crate::error::LinkageError;

/// What work has been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub step: Step,
    /// Portions done.
    pub done: u64,
    /// Portions in all.
    pub total: u64,
}

/// A step that takes time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Step {
    /// Random pairs are compared for the u probabilities.
    Sampling,
    /// The pairs of a training rule are compared.
    Training,
    /// Candidate pairs are scored.
    Scoring,
    /// Methods are asked of the cells of a table.
    Analysing,
}

/// Watches work and can stop it; called from several threads.
///
/// # Examples
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use throughline::run::{Observer, Progress, Step};
///
/// #[derive(Default)]
/// struct Portions(AtomicU64);
///
/// impl Observer for Portions {
///     fn progress(&self, progress: Progress) {
///         self.0.fetch_max(progress.done, Ordering::Relaxed);
///     }
/// }
///
/// let seen = Portions::default();
/// seen.progress(Progress { step: Step::Scoring, done: 3, total: 4 });
/// assert_eq!(seen.0.into_inner(), 3);
/// assert!(!Portions::default().is_cancelled());
/// ```
pub trait Observer: Sync {
    /// Takes note of work done; portions are reported in the order in which they happen to end.
    fn progress(&self, _progress: Progress) {}

    /// Whether to stop; asked before each portion of work.
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// How work is carried out; the result depends on none of it.
#[derive(Clone, Copy, Default)]
pub struct Run<'o> {
    threads: Option<usize>,
    observer: Option<&'o dyn Observer>,
}

impl std::fmt::Debug for Run<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Run")
            .field("threads", &self.threads)
            .field("observed", &self.observer.is_some())
            .finish()
    }
}

impl<'o> Run<'o> {
    /// On the threads of the current pool, unobserved.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the most threads to use.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// Sets who watches and may cancel.
    pub fn observer(mut self, observer: &'o dyn Observer) -> Self {
        self.observer = Some(observer);
        self
    }

    /// Carries out work within the thread limit.
    pub(crate) fn within<T: Send>(&self, work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
        let Some(threads) = self.threads else {
            return work();
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.map_err(|error| LinkageError::Threads {
            reason: error.to_string(),
        })?;
        pool.install(work)
    }

    /// Starts a step of so many portions.
    pub(crate) fn step(&self, step: Step, total: u64) -> RunningStep<'o> {
        RunningStep {
            observer: self.observer,
            step,
            done: AtomicU64::new(0),
            total,
        }
    }
}

/// A step under way.
pub(crate) struct RunningStep<'o> {
    observer: Option<&'o dyn Observer>,
    step: Step,
    done: AtomicU64,
    total: u64,
}

impl RunningStep<'_> {
    /// Refuses to go on once cancelled.
    pub(crate) fn check(&self) -> Result<()> {
        match self.observer {
            Some(observer) if observer.is_cancelled() => Err(LinkageError::Cancelled.into()),
            _ => Ok(()),
        }
    }

    /// Takes note of a portion done.
    pub(crate) fn portion_done(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(observer) = self.observer {
            observer.progress(Progress {
                step: self.step,
                done,
                total: self.total,
            });
        }
    }
}
