//! Screening a batch: each comparison's level is settled for most pairs by tests that run over all of them at once,
//! and only what stays uncertain is judged pair by pair.

use crate::kernel::similarity::Dialect;

use super::batch::{BATCH, Batch};
use super::compiled::{Compiled, CompiledComparison, CompiledCondition, Missing};
use super::judge::Judge;
use super::metric::{Bound, Metric};
use super::node::{Leaf, Op};

/// One byte for each pair of a batch: all bits set for yes, none for no.
type Mask = [u8; BATCH];

const NONE: Mask = [0; BATCH];
const ALL: Mask = [u8::MAX; BATCH];

/// A three-valued answer for each pair of a batch.
#[derive(Debug, Clone, Copy)]
struct Answers {
    yes: Mask,
    maybe: Mask,
}

/// Working memory of one thread.
pub(crate) struct Scratch {
    stack: Vec<Answers>,
    /// Where each measure of the comparison at hand may come out as some level asks, once that is known.
    possible: Vec<Mask>,
    known: Vec<bool>,
    judge: Judge,
    arch: pulp::Arch,
    /// Patterns of the pairs of the last batch.
    pub(crate) patterns: [u64; BATCH],
}

impl Scratch {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self {
            stack: Vec::new(),
            possible: Vec::new(),
            known: Vec::new(),
            judge: Judge::new(dialect),
            arch: pulp::Arch::new(),
            patterns: [0; BATCH],
        }
    }
}

/// Where the levels of a batch stand.
struct Levels {
    digit: Mask,
    /// Where no level above is certain.
    open: Mask,
    /// Where a level above may hold.
    unsure: Mask,
}

impl Compiled<'_> {
    /// Finds the agreement pattern of every pair of a batch; comparisons that are not active count as missing.
    pub(crate) fn patterns(&self, batch: &Batch, active: &[bool], scratch: &mut Scratch) {
        scratch.patterns = [0; BATCH];
        for (comparison, _) in self
            .comparisons
            .iter()
            .zip(active)
            .filter(|(_, active)| **active)
        {
            let digits = self.digits(comparison, batch, scratch);
            let arch = scratch.arch;
            arch.dispatch(Adding {
                patterns: &mut scratch.patterns,
                digits,
                stride: comparison.stride,
            });
        }
    }

    /// Whether each pair of a batch meets a filter.
    pub(crate) fn meets(
        &self,
        filter: usize,
        batch: &Batch,
        scratch: &mut Scratch,
    ) -> [bool; BATCH] {
        self.digits(&self.filters[filter], batch, scratch)
            .map(|digit| digit == 1)
    }

    fn digits(
        &self,
        comparison: &CompiledComparison,
        batch: &Batch,
        scratch: &mut Scratch,
    ) -> Mask {
        let metrics = comparison.metrics.len();
        if scratch.possible.len() < metrics {
            scratch.possible.resize(metrics, NONE);
        }
        scratch.known.clear();
        scratch.known.resize(metrics, false);
        let mut levels = scratch.arch.dispatch(Screening {
            comparison,
            batch,
            scratch,
        });
        for (start, word) in (0..BATCH).step_by(8).zip(levels.unsure.as_chunks::<8>().0) {
            if u64::from_ne_bytes(*word) == 0 {
                continue;
            }
            for pair in
                (start..start + 8).filter(|&pair| pair < batch.len() && levels.unsure[pair] != 0)
            {
                levels.digit[pair] = self.judge(comparison, batch, pair, &mut scratch.judge);
            }
        }
        levels.digit
    }
}

/// The work that is compiled for several instruction sets.
struct Screening<'a> {
    comparison: &'a CompiledComparison,
    batch: &'a Batch,
    scratch: &'a mut Scratch,
}

impl pulp::NullaryFnOnce for Screening<'_> {
    type Output = Levels;

    #[inline(always)]
    fn call(self) -> Levels {
        let Self {
            comparison,
            batch,
            scratch,
        } = self;
        let mut levels = Levels {
            digit: [comparison.levels.len() as u8 + 1; BATCH],
            open: ALL,
            unsure: NONE,
        };
        match &comparison.missing {
            Missing::AllAbsent(lanes) => {
                let mut absent = ALL;
                for &lane in lanes {
                    let (a, b) = (&batch.left.narrow[lane], &batch.right.narrow[lane]);
                    for j in 0..BATCH {
                        absent[j] &= mask((a[j] == 0) | (b[j] == 0));
                    }
                }
                let answers = Answers {
                    yes: absent,
                    maybe: NONE,
                };
                settle(&mut levels, 0, answers);
            }
            Missing::When(condition) => {
                run(condition, &comparison.metrics, batch, scratch);
                settle(&mut levels, 0, scratch.stack[0]);
            }
        }
        for (level, condition) in comparison.levels.iter().enumerate() {
            if level > 0 && !any(&levels) {
                break;
            }
            run(condition, &comparison.metrics, batch, scratch);
            settle(&mut levels, level as u8 + 1, scratch.stack[0]);
        }
        levels
    }
}

/// Adds a comparison's digits to patterns.
struct Adding<'a> {
    patterns: &'a mut [u64; BATCH],
    digits: Mask,
    stride: u64,
}

impl pulp::NullaryFnOnce for Adding<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let (low, high) = (self.stride & 0xFFFF_FFFF, self.stride >> 32);
        for j in 0..BATCH {
            let digit = u64::from(self.digits[j]);
            self.patterns[j] += digit * low + ((digit * high) << 32);
        }
    }
}

#[inline(always)]
fn mask(yes: bool) -> u8 {
    0u8.wrapping_sub(u8::from(yes))
}

/// Whether any pair is neither settled nor unsure.
#[inline(always)]
fn any(levels: &Levels) -> bool {
    let mut left = 0;
    for j in 0..BATCH {
        left |= levels.open[j] & !levels.unsure[j];
    }
    left != 0
}

/// Takes a level's answers into account.
#[inline(always)]
fn settle(levels: &mut Levels, digit: u8, answers: Answers) {
    for j in 0..BATCH {
        let open = levels.open[j] & !levels.unsure[j];
        let hit = open & answers.yes[j];
        levels.digit[j] = (levels.digit[j] & !hit) | (digit & hit);
        levels.open[j] &= !hit;
        levels.unsure[j] |= open & answers.maybe[j] & !answers.yes[j];
    }
}

/// Runs a condition's program; its answers end at the bottom of the stack.
#[inline(always)]
fn run(condition: &CompiledCondition, metrics: &[Metric], batch: &Batch, scratch: &mut Scratch) {
    let mut depth = 0;
    for op in &condition.program {
        match op {
            Op::All(count) => {
                depth -= count - 1;
                for operand in depth..depth + count - 1 {
                    let (kept, next) = scratch.stack.split_at_mut(operand);
                    both(&mut kept[depth - 1], &next[0]);
                }
            }
            Op::Any(count) => {
                depth -= count - 1;
                for operand in depth..depth + count - 1 {
                    let (kept, next) = scratch.stack.split_at_mut(operand);
                    either(&mut kept[depth - 1], &next[0]);
                }
            }
            Op::Not => negate(&mut scratch.stack[depth - 1]),
            _ => {
                let answers = operand(op, metrics, batch, scratch);
                match scratch.stack.get_mut(depth) {
                    Some(place) => *place = answers,
                    None => scratch.stack.push(answers),
                }
                depth += 1;
            }
        }
    }
}

#[inline(always)]
fn operand(op: &Op, metrics: &[Metric], batch: &Batch, scratch: &mut Scratch) -> Answers {
    match op {
        Op::Leaf(test) => Answers {
            yes: leaf(test, batch),
            maybe: NONE,
        },
        Op::Metric(metric) => {
            if !scratch.known[*metric] {
                scratch.known[*metric] = true;
                scratch.possible[*metric] = bounded(&metrics[*metric], batch);
            }
            Answers {
                yes: NONE,
                maybe: scratch.possible[*metric],
            }
        }
        Op::Unsure(lanes) => {
            let mut maybe = ALL;
            for &lane in lanes {
                let (a, b) = (&batch.left.narrow[lane], &batch.right.narrow[lane]);
                for j in 0..BATCH {
                    maybe[j] &= mask((a[j] != 0) & (b[j] != 0));
                }
            }
            Answers { yes: NONE, maybe }
        }
        Op::All(_) | Op::Any(_) | Op::Not => unreachable!("operators are run in place"),
    }
}

#[inline(always)]
fn both(kept: &mut Answers, next: &Answers) {
    let (a, b) = (*kept, *next);
    for j in 0..BATCH {
        let possible = (a.yes[j] | a.maybe[j]) & (b.yes[j] | b.maybe[j]);
        kept.yes[j] = a.yes[j] & b.yes[j];
        kept.maybe[j] = possible & !(a.yes[j] & b.yes[j]);
    }
}

#[inline(always)]
fn either(kept: &mut Answers, next: &Answers) {
    let (a, b) = (*kept, *next);
    for j in 0..BATCH {
        kept.yes[j] = a.yes[j] | b.yes[j];
        kept.maybe[j] = (a.maybe[j] | b.maybe[j]) & !(a.yes[j] | b.yes[j]);
    }
}

#[inline(always)]
fn negate(kept: &mut Answers) {
    let a = *kept;
    for j in 0..BATCH {
        kept.yes[j] = !(a.yes[j] | a.maybe[j]);
    }
}

#[inline(always)]
fn leaf(test: &Leaf, batch: &Batch) -> Mask {
    let mut yes = NONE;
    let side = |lane: usize| (&batch.left.narrow[lane], &batch.right.narrow[lane]);
    match *test {
        Leaf::Always(always) => yes = [mask(always); BATCH],
        Leaf::Same(lane) => {
            let (a, b) = side(lane);
            for j in 0..BATCH {
                yes[j] = mask((a[j] == b[j]) & (a[j] != 0));
            }
        }
        Leaf::Absent(lane) => {
            let (a, b) = side(lane);
            for j in 0..BATCH {
                yes[j] = mask((a[j] == 0) | (b[j] == 0));
            }
        }
        Leaf::Crossed { from, to } => {
            let ((from_a, from_b), (to_a, to_b)) = (side(from), side(to));
            for j in 0..BATCH {
                let there = (from_a[j] == to_b[j]) & (to_b[j] != 0);
                let back = (from_b[j] == to_a[j]) & (to_a[j] != 0);
                yes[j] = mask(there & back);
            }
        }
        Leaf::Days { lane, at_most } => {
            let (a, b) = side(lane);
            for j in 0..BATCH {
                let apart = (a[j] as i32).wrapping_sub(b[j] as i32).wrapping_abs();
                yes[j] = mask((a[j] != 0) & (b[j] != 0) & (apart <= at_most));
            }
        }
        Leaf::DaySwapped { day, swapped } => {
            let ((_, day_b), (swapped_a, _)) = (side(day), side(swapped));
            for j in 0..BATCH {
                yes[j] = mask((swapped_a[j] == day_b[j]) & (day_b[j] != 0));
            }
        }
        Leaf::OneDigit(lane) => {
            let (a, b) = side(lane);
            for j in 0..BATCH {
                let present = (a[j] != 0) & (b[j] != 0);
                let differ = digits_differing(a[j], b[j]);
                yes[j] = mask(present & (differ != 0) & (differ & differ.wrapping_sub(1) == 0));
            }
        }
    }
    yes
}

/// One bit for each of eight packed digits in which two numbers differ, four bits apart.
#[inline(always)]
fn digits_differing(a: u32, b: u32) -> u32 {
    let x = a ^ b;
    (x | x >> 1 | x >> 2 | x >> 3) & 0x1111_1111
}

/// Where a measure may come out on the side that some level asks for.
#[inline(always)]
fn bounded(metric: &Metric, batch: &Batch) -> Mask {
    let mut possible = NONE;
    let (a, b) = (
        &batch.left.narrow[metric.lane],
        &batch.right.narrow[metric.lane],
    );
    for j in 0..BATCH {
        possible[j] = mask((a[j] != 0) & (b[j] != 0));
    }
    match metric.bound {
        Bound::Present => {}
        Bound::DateEdit { digits } => {
            let (a, b) = (&batch.left.narrow[digits], &batch.right.narrow[digits]);
            for j in 0..BATCH {
                let differ = digits_differing(a[j], b[j]);
                let rest = differ & differ.wrapping_sub(1);
                let neighbours = differ & (differ >> 4);
                possible[j] &=
                    mask((rest == 0) | ((rest & rest.wrapping_sub(1) == 0) & (neighbours != 0)));
            }
        }
        Bound::Edits {
            sketch,
            sizes,
            ceiling,
        } => {
            let (a, b) = (&batch.left.wide[sketch], &batch.right.wide[sketch]);
            let (size_a, size_b) = (&batch.left.narrow[sizes], &batch.right.narrow[sizes]);
            for j in 0..BATCH {
                let only_a = (a[j] & !b[j]).count_ones();
                let only_b = (b[j] & !a[j]).count_ones();
                let (len_a, len_b) = (size_a[j] & 0xFFFF, size_b[j] & 0xFFFF);
                let near =
                    (only_a <= ceiling) & (only_b <= ceiling) & (len_a.abs_diff(len_b) <= ceiling);
                possible[j] &= mask(near | (len_a == 0xFFFF) | (len_b == 0xFFFF));
            }
        }
        Bound::Jaro {
            sketch,
            sizes,
            floor,
        } => {
            let (a, b) = (&batch.left.wide[sketch], &batch.right.wide[sketch]);
            let (size_a, size_b) = (&batch.left.narrow[sizes], &batch.right.narrow[sizes]);
            let needed = 3.0 * floor - 1.0 - 1e-4;
            for j in 0..BATCH {
                let rest = (size_a[j] >> 16).min(size_b[j] >> 16);
                let common = ((a[j] & b[j]).count_ones() + rest) as f32;
                let (len_a, len_b) = ((size_a[j] & 0xFFFF) as f32, (size_b[j] & 0xFFFF) as f32);
                let near = common * (len_a + len_b) >= needed * len_a * len_b;
                possible[j] &= mask(near | (len_a > 255.0) | (len_b > 255.0));
            }
        }
    }
    possible
}
