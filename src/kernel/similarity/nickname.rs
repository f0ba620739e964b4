//! Forenames that one person may go by.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

/// Groups of forenames that one person may go by, such as *Elizabeth*, *Liz* and *Betty*.
///
/// A name may stand in several groups (*Alex* in those of *Alexander* and *Alexandra*), so likeness does not carry
/// over: *Alexander* is not *Alexandra*. The default table holds nearly 400 groups of names common in the United
/// Kingdom, spellings of transliterated names among them. Replace it where the people are others.
///
/// # Examples
///
/// ```
/// use throughline::kernel::similarity::Nicknames;
///
/// let nicknames = Nicknames::default();
/// assert!(nicknames.same("Liz", "ELIZABETH"));
/// assert!(nicknames.same("Alex", "Alexander") && nicknames.same("Alex", "Alexandra"));
/// assert!(!nicknames.same("Alexander", "Alexandra"));
///
/// let own = Nicknames::from_groups([["Blodwen", "Blod"]]);
/// assert!(own.same("BLOD", "BLODWEN"));
/// ```
#[derive(Debug, Clone)]
pub struct Nicknames {
    /// For each name in capitals, the numbers of its groups, ascending.
    groups: FxHashMap<String, Vec<u32>>,
}

/// The table of [`Nicknames::default`]: a group a line.
const BUILT_IN: &str = include_str!("nicknames.txt");

impl Default for Nicknames {
    fn default() -> Self {
        let lines = BUILT_IN.lines().filter(|line| !line.starts_with('#'));
        Self::from_groups(lines.map(str::split_whitespace))
    }
}

impl Nicknames {
    /// A table of the given groups, numbered in their order; case is ignored.
    pub fn from_groups<G>(groups: impl IntoIterator<Item = G>) -> Self
    where
        G: IntoIterator,
        G::Item: AsRef<str>,
    {
        let mut of_name: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for (group, names) in (0..).zip(groups) {
            for name in names {
                let of_name = of_name.entry(name.as_ref().to_uppercase()).or_default();
                if of_name.last() != Some(&group) {
                    of_name.push(group);
                }
            }
        }
        Self { groups: of_name }
    }

    /// Whether two names are equal or stand in one group; case is ignored.
    pub fn same(&self, a: &str, b: &str) -> bool {
        let (a, b) = (capitals(a), capitals(b));
        a == b || Self::share(self.groups_of(&a), self.groups_of(&b))
    }

    /// The numbers of the groups that a name stands in, ascending; empty for a name that is in none.
    ///
    /// Look names up once, then compare the numbers with [`Nicknames::share`].
    pub fn groups_of(&self, name: &str) -> &[u32] {
        let groups = self.groups.get(capitals(name).as_ref());
        groups.map_or(&[], Vec::as_slice)
    }

    /// Whether two lists of group numbers have one in common.
    pub fn share(a: &[u32], b: &[u32]) -> bool {
        a.iter().any(|group| b.contains(group))
    }
}

fn capitals(name: &str) -> Cow<'_, str> {
    if name.chars().any(char::is_lowercase) {
        Cow::Owned(name.to_uppercase())
    } else {
        Cow::Borrowed(name)
    }
}
