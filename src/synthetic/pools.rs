//! Pools of names and streets, drawn with the skew that real names have.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::draw::Draw;
use super::person::Sex;

/// Names that families share: drawn for a household, so that forenames and surnames go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NamePool {
    General,
    Muslim,
    Indian,
    African,
    Eastern,
    Other,
}

impl NamePool {
    const ALL: [Self; 6] = [
        Self::General,
        Self::Muslim,
        Self::Indian,
        Self::African,
        Self::Eastern,
        Self::Other,
    ];

    pub(crate) fn draw(draw: &mut Draw) -> Self {
        Self::ALL[draw.weighted(&[0.77, 0.08, 0.05, 0.04, 0.04, 0.02])]
    }

    fn key(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Muslim => "muslim",
            Self::Indian => "indian",
            Self::African => "african",
            Self::Eastern => "eastern",
            Self::Other => "other",
        }
    }
}

/// A forename of a pool.
pub(crate) fn forename(draw: &mut Draw, pool: NamePool, sex: Sex) -> &'static str {
    let ranked = &POOLS.forenames[pool as usize * 2 + usize::from(sex == Sex::Male)];
    ranked.draw(draw)
}

/// A surname of a pool: a common one, or one put together from parts, which makes the long tail.
pub(crate) fn surname(draw: &mut Draw, pool: NamePool) -> String {
    if draw.chance(0.55) {
        return POOLS.surnames[pool as usize].draw(draw).to_string();
    }
    let style = match pool {
        NamePool::General => {
            ["general", "scottish", "irish", "welsh"][draw.weighted(&[0.80, 0.09, 0.06, 0.05])]
        }
        other => other.key(),
    };
    let (first, last) = &POOLS.surname_parts[style];
    let (first, last) = (first.draw(draw), last.draw(draw));
    let middle = match style {
        "general" if draw.chance(0.2) => draw.pick(&["ing", "er", "en", "el", "a"]),
        _ => "",
    };
    if first.ends_with('\'') {
        let mut letters = last.chars();
        let initial = letters.next().into_iter().flat_map(char::to_uppercase);
        return first.chars().chain(initial).chain(letters).collect();
    }
    match style {
        "irish" => format!("{first}{}", last.to_lowercase()),
        _ => format!("{first}{middle}{last}"),
    }
}

/// What people with this forename are also called; empty when nothing is usual.
pub(crate) fn nicknames(forename: &str) -> &'static [&'static str] {
    POOLS.nicknames.get(forename).map_or(&[], Vec::as_slice)
}

/// A street from a number: the same number is always the same street.
pub(crate) fn street(number: u64) -> (&'static str, &'static str) {
    let names = &POOLS.street_names;
    let kinds = &POOLS.street_kinds;
    let name = names[(number % names.len() as u64) as usize];
    let kind = kinds[(number / names.len() as u64 % kinds.len() as u64) as usize];
    (name, kind)
}

struct Pools {
    forenames: Vec<Ranked>,
    surnames: Vec<Ranked>,
    surname_parts: BTreeMap<&'static str, (Ranked, Ranked)>,
    nicknames: BTreeMap<&'static str, Vec<&'static str>>,
    street_names: Vec<&'static str>,
    street_kinds: Vec<&'static str>,
}

static POOLS: LazyLock<Pools> = LazyLock::new(Pools::load);

impl Pools {
    fn load() -> Self {
        let forenames = sections(include_str!("pools/forenames.txt"));
        let surnames = sections(include_str!("pools/surnames.txt"));
        let parts = sections(include_str!("pools/surname_parts.txt"));
        let mut streets = sections(include_str!("pools/streets.txt"));
        let styles = [
            "general", "scottish", "irish", "welsh", "muslim", "indian", "african", "eastern",
            "other",
        ];
        Self {
            forenames: NamePool::ALL
                .iter()
                .flat_map(|pool| ["F", "M"].map(|sex| format!("{} {sex}", pool.key())))
                .map(|key| Ranked::new(forenames[key.as_str()].clone(), 25))
                .collect(),
            surnames: NamePool::ALL
                .iter()
                .map(|pool| Ranked::new(surnames[pool.key()].clone(), 10))
                .collect(),
            surname_parts: styles
                .iter()
                .map(|style| {
                    let part = |end: &str| {
                        Ranked::new(parts[format!("{style} {end}").as_str()].clone(), 12)
                    };
                    (*style, (part("first"), part("last")))
                })
                .collect(),
            nicknames: include_str!("pools/nicknames.txt")
                .lines()
                .filter_map(|line| {
                    let mut names = line.split_whitespace();
                    Some((names.next()?, names.collect()))
                })
                .collect(),
            street_names: streets.remove("name").unwrap_or_default(),
            street_kinds: streets.remove("kind").unwrap_or_default(),
        }
    }
}

fn sections(text: &'static str) -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut sections = BTreeMap::new();
    let mut current = "";
    for line in text.lines() {
        match line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            Some(name) => current = name,
            None => sections
                .entry(current)
                .or_insert_with(Vec::new)
                .extend(line.split_whitespace()),
        }
    }
    sections
}

/// Items drawn by rank: the item of rank r has weight 1 / (r + offset), Zipf's law as Mandelbrot amended it.
struct Ranked {
    items: Vec<&'static str>,
    cumulative: Vec<usize>,
}

impl Ranked {
    fn new(items: Vec<&'static str>, offset: usize) -> Self {
        let cumulative = (0..items.len())
            .scan(0, |total, rank| {
                *total += 1_000_000_000 / (rank + 1 + offset);
                Some(*total)
            })
            .collect();
        Self { items, cumulative }
    }

    fn draw(&self, draw: &mut Draw) -> &'static str {
        let total = self.cumulative.last().copied().unwrap_or(0);
        let at = draw.below(total);
        self.items[self.cumulative.partition_point(|&upto| upto <= at)]
    }
}

#[cfg(test)]
mod tests {
    use super::super::draw::Purpose;
    use super::*;

    #[test]
    fn surnames_have_a_head_and_a_long_tail() {
        let mut draw = Draw::new(7, Purpose::People, 0);
        let mut counts = BTreeMap::<String, u32>::new();
        for _ in 0..100_000 {
            let pool = NamePool::draw(&mut draw);
            *counts.entry(surname(&mut draw, pool)).or_default() += 1;
        }
        let most = counts.values().max().copied().unwrap_or(0);
        let once = counts.values().filter(|&&count| count == 1).count();
        assert!((600..2_000).contains(&most), "commonest {most}");
        assert!(
            counts.len() > 10_000 && once > 3_000,
            "{} names, {once} once",
            counts.len()
        );
    }

    #[test]
    fn every_pool_is_there() {
        for pool in NamePool::ALL {
            for sex in [Sex::Female, Sex::Male] {
                let mut draw = Draw::new(7, Purpose::People, 0);
                assert!(!forename(&mut draw, pool, sex).is_empty());
            }
        }
        assert!(nicknames("Robert").contains(&"Bob"));
        assert!(nicknames("Zuleika").is_empty());
    }
}
