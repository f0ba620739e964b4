//! Which group of a grouping each episode is in, and which episodes each group has.

/// The code of an episode that is in no group.
pub(super) const ABSENT: u32 = u32::MAX;

/// One grouping over all episodes.
pub(super) struct Membership {
    codes: Vec<u32>,
    /// Episodes group by group, each group's in order.
    episodes: Vec<u32>,
    /// Where each group begins in `episodes`, and where the last ends.
    starts: Vec<usize>,
}

impl Membership {
    /// Of the group of each episode, below `groups` or [`ABSENT`]; episodes are sorted by counting.
    pub(super) fn new(codes: Vec<u32>, groups: usize) -> Self {
        let mut ends = vec![0; groups + 1];
        for &code in &codes {
            ends[(code as usize).min(groups)] += 1;
        }
        let absent = ends[groups];
        let mut start = 0;
        for end in &mut ends {
            (*end, start) = (start, start + *end);
        }
        let mut episodes = vec![0; codes.len() - absent];
        for (episode, &code) in codes.iter().enumerate() {
            if let Some(end) = ends[..groups].get_mut(code as usize) {
                episodes[*end] = episode as u32;
                *end += 1;
            }
        }
        let starts = std::iter::once(0).chain(ends[..groups].iter().copied());
        let starts = starts.collect();
        Self {
            codes,
            episodes,
            starts,
        }
    }

    /// The group of each episode, or [`ABSENT`].
    pub(super) fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// How many groups there could be.
    pub(super) fn groups(&self) -> usize {
        self.starts.len() - 1
    }

    /// The episodes of a group, in order.
    pub(super) fn members(&self, group: usize) -> &[u32] {
        &self.episodes[self.starts[group]..self.starts[group + 1]]
    }
}
