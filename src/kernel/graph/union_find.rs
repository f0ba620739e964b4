//! Disjoint sets with path halving and the smallest member as root.

use super::Labelling;

/// Disjoint sets over `0..n`.
///
/// The root of a set is its smallest member, so the result does not depend on the order of unions.
///
/// # Examples
///
/// ```
/// use throughline::kernel::graph::UnionFind;
///
/// let mut sets = UnionFind::new(4);
/// sets.union(3, 1);
/// sets.union(2, 3);
/// assert_eq!(sets.find(2), 1);
/// assert_eq!(sets.find(0), 0);
/// ```
#[derive(Debug, Clone)]
pub struct UnionFind {
    parents: Vec<u32>,
}

impl UnionFind {
    /// `n` sets of one member each.
    ///
    /// # Panics
    ///
    /// When `n` is above 2³², the numbers that a member can have.
    pub fn new(n: usize) -> Self {
        assert!(n <= 1 << 32, "members are numbered by 32 bits");
        Self {
            parents: (0..n).map(|member| member as u32).collect(),
        }
    }

    /// The smallest member of the set that `member` is in.
    ///
    /// # Panics
    ///
    /// When `member` is out of range.
    pub fn find(&mut self, mut member: u32) -> u32 {
        while self.parents[member as usize] != member {
            let grandparent = self.parents[self.parents[member as usize] as usize];
            self.parents[member as usize] = grandparent;
            member = grandparent;
        }
        member
    }

    /// Joins two sets; false when they were one already.
    ///
    /// # Panics
    ///
    /// When a member is out of range.
    pub fn union(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        let (low, high) = (a.min(b), a.max(b));
        self.parents[high as usize] = low;
        low != high
    }

    /// The sets as they are now, each member labelled with the smallest of its set.
    pub fn labelling(&mut self) -> Labelling {
        Labelling::new(
            (0..self.parents.len())
                .map(|member| self.find(member as u32))
                .collect(),
        )
    }
}
