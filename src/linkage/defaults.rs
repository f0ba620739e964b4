//! A specification and training rules chosen from the records themselves.

use crate::Result;
use crate::error::LinkageError;
use crate::linkage::block::{Sides, about_pairs};
use crate::linkage::{
    BlockingRule, Comparison, Condition, KeyMatch, KeyPart, LinkType, LinkageSpec, Transform,
};
use crate::schema::Identifier;
use crate::standardise::{RecordColumn, Records};

/// Records up to which every pair is compared: blocking would save nothing that anyone notices.
const EVERY_PAIR: u64 = 1_500_000;

/// Pairs that the chosen blocking rules may give together, for each record.
const PAIRS_PER_RECORD: u64 = 30;

/// Pairs that a rule needs, at least, for training to learn anything from it.
const TRAINING_PAIRS: u64 = 30;

impl LinkageSpec {
    /// A specification for whatever identifiers the records have: a comparison for each, and blocking rules from
    /// strict to loose while the pairs they give stay affordable. Small inputs compare every pair.
    ///
    /// # Errors
    ///
    /// When there is no record, or no identifier column has a value.
    pub fn for_records(records: &Records) -> Result<Self> {
        Self::for_link_type(records, LinkType::default())
    }

    /// As [`for_records`](Self::for_records), with the pairs that may be compared chosen by the caller.
    ///
    /// # Errors
    ///
    /// When there is no record, or no identifier column has a value.
    pub fn for_link_type(records: &Records, link_type: LinkType) -> Result<Self> {
        if records.is_empty() {
            return Err(LinkageError::NoRecords.into());
        }
        let useful: Vec<Profile> = records.columns().iter().filter_map(Profile::of).collect();
        if useful.is_empty() {
            let present: Vec<_> = records
                .columns()
                .iter()
                .map(|c| c.identifier.name())
                .collect();
            return Err(LinkageError::NothingToCompare {
                present: present.join(", "),
            }
            .into());
        }
        let spec = Self::new().link_type(link_type);
        let spec = comparisons(&useful).into_iter().fold(spec, Self::compare);
        let spec = guards(&useful)
            .into_iter()
            .fold(spec, |spec, (name, agree_on)| spec.guard(name, &agree_on));
        Ok(blocking_rules(&useful, records, link_type)
            .into_iter()
            .fold(spec, Self::block))
    }
}

/// A comparison for each column, address and postcode taken together where both are there.
fn comparisons(profiles: &[Profile<'_>]) -> Vec<Comparison> {
    let name_of = |sort: Sort| {
        profiles
            .iter()
            .find(|profile| profile.sort == sort)
            .map(|profile| profile.name)
    };
    let home = name_of(Sort::Address).zip(name_of(Sort::Postcode));
    let alone = |profile: &&Profile| {
        home.is_none_or(|(address, postcode)| profile.name != address && profile.name != postcode)
    };
    let mut comparisons: Vec<Comparison> = profiles
        .iter()
        .filter(alone)
        .map(Profile::comparison)
        .collect();
    comparisons.extend(home.map(|(address, postcode)| Comparison::home(address, postcode)));
    comparisons
}

/// Guards against relatives, where the columns that relatives share are there.
fn guards<'r>(profiles: &[Profile<'r>]) -> Vec<(&'static str, Vec<&'r str>)> {
    let name_of = |sort: Sort| {
        let found = profiles.iter().find(|profile| profile.sort == sort);
        found.map(|profile| profile.name)
    };
    let homes = (name_of(Sort::Address), name_of(Sort::Postcode));
    let home = match homes {
        (Some(_), Some(_)) => Some("home"),
        (address, postcode) => address.or(postcode),
    };
    let (Some(surname), Some(home)) = (name_of(Sort::Surname), home) else {
        return Vec::new();
    };
    let siblings = ("siblings", vec![surname, home]);
    let twins = name_of(Sort::Date).map(|born| ("twins", vec![surname, home, born]));
    [Some(siblings), twins].into_iter().flatten().collect()
}

/// What sort of evidence a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Forename,
    Surname,
    Date,
    Postcode,
    Address,
    Number,
    Email,
    Text,
    Category,
}

/// A column worth comparing.
struct Profile<'r> {
    name: &'r str,
    sort: Sort,
}

impl<'r> Profile<'r> {
    fn of(column: &'r RecordColumn) -> Option<Self> {
        let values = &column.values;
        if values.pool().is_empty() {
            return None;
        }
        let sort = match column.identifier {
            Identifier::Forename => Sort::Forename,
            Identifier::Surname => Sort::Surname,
            Identifier::DateOfBirth => Sort::Date,
            Identifier::Sex => Sort::Category,
            Identifier::Postcode => Sort::Postcode,
            Identifier::AddressLine => Sort::Address,
            Identifier::Other(_) => sort_of_other(column),
            _ => Sort::Number,
        };
        Some(Self {
            name: column.identifier.name(),
            sort,
        })
    }

    fn comparison(&self) -> Comparison {
        let column = self.name;
        match self.sort {
            Sort::Forename | Sort::Surname => Comparison::name(column),
            Sort::Date => Comparison::date(column),
            Sort::Postcode => Comparison::postcode(column),
            Sort::Address => {
                let alike = Condition::jaro_winkler(column, 0.9);
                let near = Condition::damerau_levenshtein(column, 2);
                let levels = vec![Condition::exact(column), near, alike];
                Comparison::new(column, levels).with_term_frequency(column)
            }
            Sort::Number => Comparison::identifier(column),
            Sort::Email => {
                let alike = Condition::jaro_winkler(column, 0.88);
                let near = Condition::damerau_levenshtein(column, 2);
                let levels = vec![Condition::exact(column), near, alike];
                Comparison::new(column, levels).with_term_frequency(column)
            }
            Sort::Text => Comparison::text(column),
            Sort::Category => Comparison::category(column),
        }
    }
}

/// Judges a column of unknown meaning by its values.
fn sort_of_other(column: &RecordColumn) -> Sort {
    let pool = column.values.pool();
    let distinct = pool.len() - 1;
    let present = column.values.len() - column.values.missing();
    let share = |test: &dyn Fn(&str) -> bool| {
        pool.iter().skip(1).filter(|value| test(value)).count() as f64 / distinct as f64
    };
    if share(&|value| value.contains('@')) > 0.5 {
        return Sort::Email;
    }
    let digits =
        share(&|value| value.bytes().filter(u8::is_ascii_digit).count() * 2 >= value.len());
    if digits > 0.5 && share(&|value| value.len() >= 5) > 0.5 && distinct * 4 >= present {
        return Sort::Number;
    }
    if digits > 0.5 || distinct <= 60 {
        Sort::Category
    } else {
        Sort::Text
    }
}

/// Rules from strict to loose while their pairs stay within what the number of records affords.
fn blocking_rules(
    profiles: &[Profile<'_>],
    records: &Records,
    link_type: LinkType,
) -> Vec<BlockingRule> {
    let sides = Sides::of_link_type(link_type, records);
    if sides.total_pairs() <= EVERY_PAIR {
        return vec![BlockingRule::everything()];
    }
    let mut left = PAIRS_PER_RECORD * records.len() as u64;
    let mut chosen: Vec<BlockingRule> = Vec::new();
    for rule in candidate_rules(profiles) {
        let pairs = about_pairs(&rule, records, &sides);
        if pairs > 0 && pairs <= left {
            left -= pairs;
            chosen.retain(|stricter| !implies(stricter, &rule));
            chosen.push(rule);
        }
    }
    if chosen.is_empty() {
        chosen.push(BlockingRule::everything());
    }
    chosen
}

/// True when every pair of `stricter` is a pair of `looser` too.
fn implies(stricter: &BlockingRule, looser: &BlockingRule) -> bool {
    let covers = |other: &KeyMatch, part: &KeyMatch| {
        let (other, part) = (other.sides().0, part.sides().0);
        other == part || (other.column() == part.column() && other.is_whole())
    };
    looser
        .parts()
        .iter()
        .all(|part| stricter.parts().iter().any(|other| covers(other, part)))
}

/// Rules worth trying, strict ones first.
fn candidate_rules(profiles: &[Profile<'_>]) -> Vec<BlockingRule> {
    let of = |sort: Sort| {
        profiles
            .iter()
            .filter(move |p| p.sort == sort)
            .map(|p| KeyPart::whole(p.name))
    };
    let part = |sort: Sort, transform: Transform| {
        profiles
            .iter()
            .filter(move |p| p.sort == sort)
            .map(move |p| KeyPart::new(p.name, transform.clone()))
    };
    let mut rules: Vec<BlockingRule> = Vec::new();
    let alone = |parts: Vec<KeyPart>| parts.into_iter().map(|part| BlockingRule::new(vec![part]));
    rules.extend(alone(of(Sort::Number).chain(of(Sort::Email)).collect()));
    let forename: Vec<_> = of(Sort::Forename).collect();
    let surname: Vec<_> = of(Sort::Surname).collect();
    let date: Vec<_> = of(Sort::Date).collect();
    let postcode: Vec<_> = of(Sort::Postcode).collect();
    let address: Vec<_> = of(Sort::Address).collect();
    let year: Vec<_> = part(Sort::Date, Transform::Year).collect();
    let start = |sort, n| part(sort, Transform::Prefix(n)).collect::<Vec<_>>();
    let (surname_3, forename_2) = (start(Sort::Surname, 3), start(Sort::Forename, 2));
    let (surname_1, forename_1) = (start(Sort::Surname, 1), start(Sort::Forename, 1));
    let combined: [&[&Vec<KeyPart>]; 20] = [
        &[&surname, &date],
        &[&forename, &date],
        &[&postcode, &date],
        &[&address, &date],
        &[&postcode, &surname],
        &[&postcode, &forename],
        &[&address, &forename],
        &[&address, &surname],
        &[&address, &year],
        &[&surname_3, &forename_2, &year],
        &[&forename, &surname],
        &[&surname_1, &forename_1, &date],
        &[&date, &surname_1],
        &[&date, &forename_1],
        &[&date],
        &[&address],
        &[&postcode],
        &[&surname, &forename_1],
        &[&surname],
        &[&forename],
    ];
    for parts in combined {
        if parts.iter().all(|part| !part.is_empty()) {
            rules.push(BlockingRule::new(
                parts.iter().map(|part| part[0].clone()).collect(),
            ));
        }
    }
    rules.extend(alone(of(Sort::Text).collect()));
    rules
}

/// Training rules for a specification that names none: those that leave other comparisons free, stricter first,
/// until every comparison is free in two of them or no rule is left. Every pair is a last resort: among all pairs,
/// those of one family pass for matches.
pub(crate) fn training_rules(spec: &LinkageSpec, records: &Records) -> Vec<BlockingRule> {
    let profiles: Vec<Profile> = records.columns().iter().filter_map(Profile::of).collect();
    let of = |sort: Sort| {
        profiles
            .iter()
            .filter(move |p| p.sort == sort)
            .map(|p| KeyPart::whole(p.name))
    };
    let pair = |a: Sort, b: Sort| {
        of(a)
            .next()
            .zip(of(b).next())
            .map(|(a, b)| BlockingRule::new(vec![a, b]))
    };
    let alone = |part: KeyPart| BlockingRule::new(vec![part]);
    let mut candidates: Vec<BlockingRule> =
        pair(Sort::Forename, Sort::Surname).into_iter().collect();
    candidates.extend(of(Sort::Date).map(alone));
    candidates.extend(of(Sort::Number).chain(of(Sort::Email)).map(alone));
    candidates.extend(pair(Sort::Surname, Sort::Date));
    candidates.extend(
        spec.blocking
            .iter()
            .filter(|rule| !rule.parts().is_empty() && rule.is_plain())
            .cloned(),
    );
    candidates.extend(
        of(Sort::Address)
            .chain(of(Sort::Postcode))
            .chain(of(Sort::Text))
            .map(alone),
    );
    let sides = Sides::new(spec, records);
    let mut free = vec![0; spec.comparisons.len()];
    let mut chosen: Vec<BlockingRule> = Vec::new();
    for rule in candidates {
        let frees = |comparison: &Comparison| {
            !comparison
                .columns()
                .iter()
                .any(|column| rule.reads_column(column))
        };
        let helps = spec
            .comparisons
            .iter()
            .zip(&free)
            .any(|(comparison, &n)| n < 2 && frees(comparison));
        if !helps || chosen.contains(&rule) {
            continue;
        }
        if about_pairs(&rule, records, &sides) < TRAINING_PAIRS {
            continue;
        }
        for (n, _) in free
            .iter_mut()
            .zip(&spec.comparisons)
            .filter(|(_, comparison)| frees(comparison))
        {
            *n += 1;
        }
        chosen.push(rule);
    }
    if free.contains(&0) {
        chosen.push(BlockingRule::everything());
    }
    chosen
}
