//! Rivals that change places.

use super::chain::Chain;

/// Neighbours by weaker ties than this are no rivals worth an offer.
const WEAK: f64 = -4.0;

impl Chain<'_> {
    /// Offers two of the rivals for each unit that is not alone to change places: where a person has one record of a
    /// dataset, neither can move while the other is there.
    ///
    /// Which two are asked does not depend on where they are, so the offer is taken with probability min(1, ratio of laws)
    /// (Metropolis and others 1953).
    pub(super) fn exchanges(&mut self) {
        for unit in 0..self.clusters.len() as u32 {
            if self.clusters.is_alone(unit) {
                continue;
            }
            let ties = self.sampler.network.ties(self.start + unit);
            let ties = &ties[..ties.iter().take_while(|tie| tie.weight > WEAK).count()];
            if ties.len() < 2 {
                continue;
            }
            let one = self.stream.below(ties.len());
            let other = (one + 1 + self.stream.below(ties.len() - 1)) % ties.len();
            let [a, b] = [one, other].map(|at| ties[at].to - self.start);
            let together = self.clusters.of(a) == self.clusters.of(b);
            let both_alone = self.clusters.is_alone(a) && self.clusters.is_alone(b);
            if !together && !both_alone {
                self.offer(a, b);
            }
        }
    }

    fn offer(&mut self, a: u32, b: u32) {
        let draw = self.stream.unit();
        let before = self.weight_in(a, b, false) + self.weight_in(b, a, false);
        let after = self.weight_in(a, b, true) + self.weight_in(b, a, true);
        if draw >= (after - before).exp2() {
            return;
        }
        self.exchange(a, b);
        let is_law = |chain: &mut Self, unit: u32| {
            let cluster = chain.clusters.of(unit);
            chain.hangs_together(cluster) && chain.is_allowed(unit)
        };
        if !(is_law(self, a) && is_law(self, b)) {
            self.exchange(a, b);
        }
    }

    fn exchange(&mut self, a: u32, b: u32) {
        let places = [self.clusters.of(a), self.clusters.of(b)];
        let sizes = [self.size(a), self.size(b)];
        self.clusters.leave(a, sizes[0]);
        self.clusters.leave(b, sizes[1]);
        self.clusters.join(a, sizes[0], places[1]);
        self.clusters.join(b, sizes[1], places[0]);
    }

    /// Weight of a unit's pairs with the others of its cluster or, changed, with those of another's, the other apart.
    fn weight_in(&self, unit: u32, other: u32, changed: bool) -> f64 {
        let cluster = self.clusters.of(if changed { other } else { unit });
        let absent = self.sampler.absent;
        let mut comparable = match self.sampler.holdings.compares_all() {
            true => {
                let own = if changed { other } else { unit };
                let others = self.clusters.nodes(cluster) - f64::from(self.size(own));
                f64::from(self.size(unit)) * others
            }
            false => self.comparable_to(unit, cluster),
        };
        if changed && !self.sampler.holdings.compares_all() {
            comparable -= self
                .sampler
                .holdings
                .comparable(self.unit(unit), self.unit(other));
        }
        let ties = self.sampler.network.ties(self.start + unit).iter();
        let across = ties.filter(|tie| {
            let neighbour = tie.to - self.start;
            neighbour != other && self.clusters.of(neighbour) == cluster
        });
        across
            .map(|tie| tie.weight - absent * f64::from(tie.comparable))
            .sum::<f64>()
            + absent * comparable
    }

    /// Whether a unit may be where it is.
    fn is_allowed(&self, unit: u32) -> bool {
        let holdings = &self.sampler.holdings;
        if holdings.is_free() {
            return true;
        }
        let members = self.clusters.members(self.clusters.of(unit));
        let others = members.clone().filter(|&other| other != unit);
        let differs = |other| holdings.differ(self.unit(unit), self.unit(other));
        let units = members.map(|member| self.unit(member));
        !others.clone().any(differs) && (others.count() == 0 || !holdings.is_over_quota(units))
    }
}
