//! Screening a batch: each comparison's level is settled for most pairs by tests that run over all of them at once,
//! and only what stays uncertain is judged pair by pair.

use super::batch::{BATCH, Batch};
use super::compiled::{Compiled, CompiledComparison, CompiledCondition, Missing};
use super::judge::Judge;
use super::metric::{Bound, Metric};
use super::node::{Leaf, Op};

/// A three-valued answer for each pair of a batch; 1 is yes.
#[derive(Debug, Clone)]
struct Answers {
    yes: [u8; BATCH],
    maybe: [u8; BATCH],
}

impl Answers {
    const NO: Self = Self {
        yes: [0; BATCH],
        maybe: [0; BATCH],
    };
}

/// Working memory of one thread.
pub(crate) struct Scratch {
    stack: Vec<Answers>,
    possible: Vec<Option<Box<[u8; BATCH]>>>,
    judge: Judge,
    arch: pulp::Arch,
    /// Patterns of the pairs of the last batch.
    pub(crate) patterns: [u64; BATCH],
}

impl Scratch {
    pub(crate) fn new() -> Self {
        Self {
            stack: Vec::new(),
            possible: Vec::new(),
            judge: Judge::default(),
            arch: pulp::Arch::new(),
            patterns: [0; BATCH],
        }
    }
}

/// Where the levels of a batch stand.
struct Levels {
    digit: [u8; BATCH],
    /// 1 where no level above is certain.
    open: [u8; BATCH],
    /// 1 where a level above may hold.
    unsure: [u8; BATCH],
}

impl Compiled<'_> {
    /// Finds the agreement pattern of every pair of a batch; comparisons that are not active count as missing.
    pub(crate) fn patterns(&self, batch: &Batch, active: &[bool], scratch: &mut Scratch) {
        scratch.patterns = [0; BATCH];
        for (comparison, _) in self.comparisons.iter().zip(active).filter(|(_, active)| **active) {
            let digits = self.digits(comparison, batch, scratch);
            for (pattern, digit) in scratch.patterns.iter_mut().zip(digits) {
                *pattern += u64::from(digit) * comparison.stride;
            }
        }
    }

    /// Whether each pair of a batch meets a filter.
    pub(crate) fn meets(&self, filter: usize, batch: &Batch, scratch: &mut Scratch) -> [bool; BATCH] {
        self.digits(&self.filters[filter], batch, scratch)
            .map(|digit| digit == 1)
    }

    fn digits(
        &self,
        comparison: &CompiledComparison,
        batch: &Batch,
        scratch: &mut Scratch,
    ) -> [u8; BATCH] {
        scratch.possible.clear();
        scratch.possible.resize(comparison.metrics.len(), None);
        let arch = scratch.arch;
        let mut levels = Levels {
            digit: [comparison.levels.len() as u8 + 1; BATCH],
            open: [1; BATCH],
            unsure: [0; BATCH],
        };
        arch.dispatch(|| screen(comparison, batch, scratch, &mut levels));
        for pair in (0..batch.len()).filter(|&pair| levels.unsure[pair] == 1) {
            levels.digit[pair] = self.judge(comparison, batch, pair, &mut scratch.judge);
        }
        levels.digit
    }
}

#[inline(always)]
fn screen(comparison: &CompiledComparison, batch: &Batch, scratch: &mut Scratch, levels: &mut Levels) {
    match &comparison.missing {
        Missing::AllAbsent(lanes) => {
            let mut absent = [1u8; BATCH];
            for &lane in lanes {
                let (a, b) = (&batch.left.narrow[lane], &batch.right.narrow[lane]);
                for j in 0..BATCH {
                    absent[j] &= u8::from((a[j] == 0) | (b[j] == 0));
                }
            }
            settle(levels, 0, &absent, &[0; BATCH]);
        }
        Missing::When(condition) => {
            run(condition, &comparison.metrics, batch, scratch);
            settle(levels, 0, &scratch.stack[0].yes, &scratch.stack[0].maybe);
        }
    }
    for (level, condition) in comparison.levels.iter().enumerate() {
        run(condition, &comparison.metrics, batch, scratch);
        settle(levels, level as u8 + 1, &scratch.stack[0].yes, &scratch.stack[0].maybe);
    }
}

/// Takes a level's answers into account.
#[inline(always)]
fn settle(levels: &mut Levels, digit: u8, yes: &[u8; BATCH], maybe: &[u8; BATCH]) {
    for j in 0..BATCH {
        let open = levels.open[j] & (levels.unsure[j] ^ 1);
        let hit = open & yes[j];
        levels.digit[j] = if hit == 1 { digit } else { levels.digit[j] };
        levels.open[j] &= hit ^ 1;
        levels.unsure[j] |= open & maybe[j] & (yes[j] ^ 1);
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
                if scratch.stack.len() <= depth {
                    scratch.stack.push(Answers::NO);
                }
                operand(op, depth, metrics, batch, scratch);
                depth += 1;
            }
        }
    }
}

#[inline(always)]
fn operand(op: &Op, at: usize, metrics: &[Metric], batch: &Batch, scratch: &mut Scratch) {
    match op {
        Op::Leaf(test) => {
            leaf(test, batch, &mut scratch.stack[at].yes);
            scratch.stack[at].maybe = [0; BATCH];
        }
        Op::Metric(metric) => {
            let possible = scratch.possible[*metric]
                .get_or_insert_with(|| Box::new(bounded(&metrics[*metric], batch)));
            scratch.stack[at].maybe = **possible;
            scratch.stack[at].yes = [0; BATCH];
        }
        Op::Unsure(lanes) => {
            let answers = &mut scratch.stack[at];
            answers.yes = [0; BATCH];
            answers.maybe = [1; BATCH];
            for &lane in lanes {
                let (a, b) = (&batch.left.narrow[lane], &batch.right.narrow[lane]);
                for j in 0..BATCH {
                    answers.maybe[j] &= u8::from((a[j] != 0) & (b[j] != 0));
                }
            }
        }
        Op::All(_) | Op::Any(_) | Op::Not => unreachable!("operators are run in place"),
    }
}

#[inline(always)]
fn both(kept: &mut Answers, next: &Answers) {
    for j in 0..BATCH {
        let possible = (kept.yes[j] | kept.maybe[j]) & (next.yes[j] | next.maybe[j]);
        kept.yes[j] &= next.yes[j];
        kept.maybe[j] = possible & (kept.yes[j] ^ 1);
    }
}

#[inline(always)]
fn either(kept: &mut Answers, next: &Answers) {
    for j in 0..BATCH {
        kept.yes[j] |= next.yes[j];
        kept.maybe[j] = (kept.maybe[j] | next.maybe[j]) & (kept.yes[j] ^ 1);
    }
}

#[inline(always)]
fn negate(kept: &mut Answers) {
    for j in 0..BATCH {
        kept.yes[j] = (kept.yes[j] | kept.maybe[j]) ^ 1;
    }
}

#[inline(always)]
fn leaf(test: &Leaf, batch: &Batch, yes: &mut [u8; BATCH]) {
    let side = |lane: usize| (&batch.left.narrow[lane], &batch.right.narrow[lane]);
    match *test {
        Leaf::Same(lane) => {
            let (a, b) = side(lane);
            for j in 0..BATCH {
                yes[j] = u8::from((a[j] == b[j]) & (a[j] != 0));
            }
        }
        Leaf::Absent(lane) => {
            let (a, b) = side(lane);
            for j in 0..BATCH {
                yes[j] = u8::from((a[j] == 0) | (b[j] == 0));
            }
        }
        Leaf::Crossed { from, to } => {
            let ((from_a, from_b), (to_a, to_b)) = (side(from), side(to));
            for j in 0..BATCH {
                let there = (from_a[j] == to_b[j]) & (to_b[j] != 0);
                let back = (from_b[j] == to_a[j]) & (to_a[j] != 0);
                yes[j] = u8::from(there & back);
            }
        }
        Leaf::Days { lane, at_most } => {
            let (a, b) = side(lane);
            for j in 0..BATCH {
                let apart = (a[j] as i32).wrapping_sub(b[j] as i32).wrapping_abs();
                yes[j] = u8::from((a[j] != 0) & (b[j] != 0) & (apart <= at_most));
            }
        }
        Leaf::DaySwapped { day, swapped } => {
            let ((_, day_b), (swapped_a, _)) = (side(day), side(swapped));
            for j in 0..BATCH {
                yes[j] = u8::from((swapped_a[j] == day_b[j]) & (day_b[j] != 0));
            }
        }
        Leaf::OneDigit(lane) => {
            let (a, b) = side(lane);
            for j in 0..BATCH {
                let present = (a[j] != 0) & (b[j] != 0);
                let differ = digits_differing(a[j], b[j]);
                yes[j] = u8::from(present & (differ != 0) & (differ & differ.wrapping_sub(1) == 0));
            }
        }
    }
}

/// One bit for each of eight packed digits in which two numbers differ, four bits apart.
#[inline(always)]
fn digits_differing(a: u32, b: u32) -> u32 {
    let x = a ^ b;
    (x | x >> 1 | x >> 2 | x >> 3) & 0x1111_1111
}

/// 1 where a measure may come out on the side that some level asks for.
#[inline(always)]
fn bounded(metric: &Metric, batch: &Batch) -> [u8; BATCH] {
    let mut possible = [0u8; BATCH];
    let (a, b) = (&batch.left.narrow[metric.lane], &batch.right.narrow[metric.lane]);
    for j in 0..BATCH {
        possible[j] = u8::from((a[j] != 0) & (b[j] != 0));
    }
    match metric.bound {
        Bound::Present => {}
        Bound::DateEdit { digits } => {
            let (a, b) = (&batch.left.narrow[digits], &batch.right.narrow[digits]);
            for j in 0..BATCH {
                let differ = digits_differing(a[j], b[j]);
                let rest = differ & differ.wrapping_sub(1);
                let neighbours = differ & (differ >> 4);
                possible[j] &= u8::from((rest == 0) | ((rest & rest.wrapping_sub(1) == 0) & (neighbours != 0)));
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
                let near = (only_a <= ceiling) & (only_b <= ceiling) & (len_a.abs_diff(len_b) <= ceiling);
                possible[j] &= u8::from(near | (len_a == 0xFFFF) | (len_b == 0xFFFF));
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
                possible[j] &= u8::from(near | (len_a > 255.0) | (len_b > 255.0));
            }
        }
    }
    possible
}
