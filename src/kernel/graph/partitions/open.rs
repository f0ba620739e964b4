//! Clusters that units may move to.

const NONE: u32 = u32::MAX;

/// Clusters looked through one by one; of more, places are noted.
const FEW: usize = 12;

/// A cluster to move to.
pub(super) struct Open {
    /// The cluster; a number that no cluster has for one of their own.
    pub(super) cluster: u32,
    /// Weight of all pairs across.
    pub(super) weight: f64,
    /// Whether a tie joins them.
    pub(super) connected: bool,
}

/// The clusters that some units may move to, each once.
#[derive(Default)]
pub(super) struct OpenClusters {
    list: Vec<Open>,
    /// By cluster its place in the list, beyond the first few.
    places: Vec<u32>,
}

impl OpenClusters {
    /// None as yet, of so many clusters.
    pub(super) fn new(clusters: usize) -> Self {
        Self {
            list: Vec::new(),
            places: vec![NONE; clusters],
        }
    }

    /// Forgets all but a cluster of their own, of weight 0.
    pub(super) fn clear(&mut self) {
        for open in self.list.iter().skip(FEW) {
            if open.cluster != NONE {
                self.places[open.cluster as usize] = NONE;
            }
        }
        self.list.clear();
        self.list.push(Open {
            cluster: NONE,
            weight: 0.0,
            connected: true,
        });
    }

    /// A cluster in the list, where it is put if it is not there.
    pub(super) fn at(&mut self, cluster: u32) -> &mut Open {
        let few = self.list.iter().take(FEW);
        let mut place = few.clone().position(|open| open.cluster == cluster);
        if place.is_none() && self.list.len() > FEW {
            let noted = self.places[cluster as usize];
            place = (noted != NONE).then_some(noted as usize);
        }
        let place = place.unwrap_or_else(|| {
            if self.list.len() >= FEW {
                self.places[cluster as usize] = self.list.len() as u32;
            }
            self.list.push(Open {
                cluster,
                weight: 0.0,
                connected: false,
            });
            self.list.len() - 1
        });
        &mut self.list[place]
    }

    /// Those that there are, one of their own first.
    pub(super) fn others(&mut self) -> &mut [Open] {
        &mut self.list[1..]
    }

    /// The cluster that a number from 0 to 1 stands for by odds 2^weight, the lowest numbers for the current one; `None` for one
    /// of their own.
    pub(super) fn chosen(&self, current: Option<u32>, draw: f64) -> Option<u32> {
        let current = current.unwrap_or(NONE);
        let most = self.list.iter().map(|open| open.weight);
        let most = most.fold(f64::NEG_INFINITY, f64::max);
        let odds = |open: &Open| (open.weight - most).exp2();
        let total: f64 = self.list.iter().map(odds).sum();
        let first = self.list.iter().filter(|open| open.cluster == current);
        let then = self.list.iter().filter(|open| open.cluster != current);
        let mut at = draw * total;
        let mut last = current;
        for open in first.chain(then) {
            let share = odds(open);
            if share > 0.0 {
                last = open.cluster;
            }
            at -= share;
            if at < 0.0 {
                break;
            }
        }
        (last != NONE).then_some(last)
    }
}
