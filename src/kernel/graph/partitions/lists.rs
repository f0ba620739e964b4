//! A short list for each of many owners, in one allocation.

/// By owner a list, ascending and without repeats.
pub(super) struct Lists<T> {
    /// Where each list starts, and the end of the last; empty when all are.
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy + Ord> Lists<T> {
    /// From owners with items, in any order.
    ///
    /// # Panics
    ///
    /// When there are 2³² items or more.
    pub(super) fn new(owners: usize, mut owned: Vec<(u32, T)>) -> Self {
        if owned.is_empty() {
            return Self {
                starts: Vec::new(),
                items: Vec::new(),
            };
        }
        owned.sort_unstable();
        owned.dedup();
        let mut starts = vec![0u32; owners + 1];
        for (owner, _) in &owned {
            starts[*owner as usize + 1] += 1;
        }
        for owner in 0..owners {
            starts[owner + 1] = starts[owner]
                .checked_add(starts[owner + 1])
                .expect("items are numbered by 32 bits");
        }
        Self {
            starts,
            items: owned.into_iter().map(|(_, item)| item).collect(),
        }
    }

    pub(super) fn of(&self, owner: u32) -> &[T] {
        match self.starts.get(owner as usize..owner as usize + 2) {
            Some(ends) => &self.items[ends[0] as usize..ends[1] as usize],
            None => &[],
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}
