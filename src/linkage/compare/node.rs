//! A condition resolved against the lanes of a row: a tree to judge one pair exactly, and a program to screen many.

/// Place of a lane in a row.
pub(super) type Lane = usize;

/// A test that lanes alone decide.
#[derive(Debug, Clone)]
pub(super) enum Leaf {
    /// Always, or never.
    Always(bool),
    /// The codes are the same and not missing.
    Same(Lane),
    /// A code is missing on either side.
    Absent(Lane),
    /// `from` holds the code of the first part's value among the second's: each crosses to the other.
    Crossed { from: Lane, to: Lane },
    /// Day numbers differ by at most so many.
    Days { lane: Lane, at_most: i32 },
    /// The day number of one with day and month swapped is the other's.
    DaySwapped { day: Lane, swapped: Lane },
    /// Packed digits differ in exactly one.
    OneDigit(Lane),
}

/// A test that needs the values behind the codes.
#[derive(Debug, Clone)]
pub(super) enum Slow {
    /// A measure of the comparison is at least so much.
    AtLeast { metric: usize, floor: f64 },
    /// A measure of the comparison is at most so much.
    AtMost { metric: usize, ceiling: f64 },
    /// Numbers of a field differ by at most so much.
    Number {
        field: usize,
        lane: Lane,
        at_most: f64,
    },
    /// Numbers differ by at most so many per cent of the larger.
    Percent {
        field: usize,
        lane: Lane,
        at_most: f64,
    },
    /// Places are at most so many km apart.
    Kilometres {
        fields: (usize, usize),
        lanes: (Lane, Lane),
        at_most: f64,
    },
    /// Sets have at least so many members in common.
    Intersects {
        field: usize,
        lane: Lane,
        at_least: usize,
    },
    /// The names share a group of the nickname table, or are the same.
    Nickname { field: usize, lane: Lane },
}

/// A condition as a tree.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Leaf(Leaf),
    Slow(Slow),
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
}

/// A step of the program that screens a batch: operands on a stack of three-valued answers.
#[derive(Debug, Clone)]
pub(super) enum Op {
    Leaf(Leaf),
    /// Possible where the measure's bound allows.
    Metric(usize),
    /// Possible where all of these lanes are present on both sides.
    Unsure(Vec<Lane>),
    All(usize),
    Any(usize),
    Not,
}

impl Node {
    /// The program of the tree, operands before operators.
    pub(super) fn program(&self) -> Vec<Op> {
        let mut program = Vec::new();
        self.write(&mut program);
        program
    }

    fn write(&self, program: &mut Vec<Op>) {
        match self {
            Self::Leaf(leaf) => program.push(Op::Leaf(leaf.clone())),
            Self::Slow(slow) => program.push(slow.screen()),
            Self::All(nodes) | Self::Any(nodes) if nodes.is_empty() => {
                program.push(Op::Leaf(Leaf::Always(matches!(self, Self::All(_)))));
            }
            Self::All(nodes) => {
                nodes.iter().for_each(|node| node.write(program));
                program.push(Op::All(nodes.len()));
            }
            Self::Any(nodes) => {
                nodes.iter().for_each(|node| node.write(program));
                program.push(Op::Any(nodes.len()));
            }
            Self::Not(inner) => {
                inner.write(program);
                program.push(Op::Not);
            }
        }
    }
}

impl Slow {
    fn screen(&self) -> Op {
        match *self {
            Self::AtLeast { metric, .. } | Self::AtMost { metric, .. } => Op::Metric(metric),
            Self::Number { lane, .. }
            | Self::Percent { lane, .. }
            | Self::Intersects { lane, .. }
            | Self::Nickname { lane, .. } => Op::Unsure(vec![lane]),
            Self::Kilometres { lanes, .. } => Op::Unsure(vec![lanes.0, lanes.1]),
        }
    }
}
