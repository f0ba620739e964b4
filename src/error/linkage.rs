/// Why a linkage specification, model or run was refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LinkageError {
    #[error(
        "`{text}` is not a column or part of one; write for example surname, prefix(surname, 3), suffix(upn, 4), \
         substring(upn, 2, 3), year(date_of_birth), month(date_of_birth), day(date_of_birth), outward(postcode), \
         sector(postcode), area(postcode), soundex(surname), metaphone(surname), sorted_tokens(address_line), \
         username(email), date(born, \"%d/%m/%Y\"), pattern(address_line, \"^[0-9]+\"), split(aliases, \"|\")"
    )]
    KeyPart { text: String },
    #[error("the linkage specification can't be read: {reason}")]
    SpecText { reason: String },
    #[error("the linkage specification needs at least one blocking rule and one comparison")]
    EmptySpec,
    #[error(
        "the linkage specification names the column `{column}`, which no dataset has; present are: {present}"
    )]
    NoColumn { column: String, present: String },
    #[error("the comparison `{comparison}` {reason}")]
    Comparison { comparison: String, reason: String },
    #[error(
        "the comparisons have more agreement patterns than 64 bits hold; use fewer levels or comparisons"
    )]
    TooManyPatterns,
    #[error("there is no record to link: every dataset is empty or was set aside whole")]
    NoRecords,
    #[error(
        "no identifier can be compared: every identifier column is missing or empty; present are: {present}"
    )]
    NothingToCompare { present: String },
    #[error(
        "blocking would compare {pairs} pairs, over the budget of {budget}; the rule `{rule}` alone gives {rule_pairs}, \
         its largest block having {largest} records: add a part to it, let oversize blocks be split or dropped, or raise \
         the budget"
    )]
    OverBudget {
        pairs: u64,
        budget: u64,
        rule: String,
        rule_pairs: u64,
        largest: u64,
    },
    #[error("{value} is not a probability: a match probability is above 0 and below 1")]
    Probability { value: f64 },
    #[error("the model was trained with other comparisons than these records allow: {reason}")]
    ModelMismatch { reason: String },
    #[error("{found} truth labels for {records} records: give one for each record")]
    TruthLength { found: usize, records: usize },
    #[error(
        "scoring would need about {bytes} bytes for rows, blocks and links, over the budget of {budget}: name fewer \
         rules or comparisons, or raise the budget"
    )]
    OverByteBudget { bytes: u64, budget: u64 },
    #[error(
        "the record `{record_id}` of the dataset `{dataset}` is named, but {found} records have that id"
    )]
    RecordName {
        dataset: String,
        record_id: String,
        found: usize,
    },
    #[error(
        "the table of term frequencies of {column} holds {frequency}, which is not above 0 and at most 1"
    )]
    Frequency { column: String, frequency: f64 },
    #[error("the work was cancelled")]
    Cancelled,
    #[error("the threads can't be started: {reason}")]
    Threads { reason: String },
    #[error("the Splink model can't be read: {reason}")]
    SplinkText { reason: String },
    #[error("the Splink model can't be taken over: {place}: {reason}; the SQL is {sql}")]
    SplinkSql {
        place: String,
        reason: String,
        sql: String,
    },
    #[error("people can't be made so: {reason}")]
    Resolution { reason: String },
    #[error(
        "the ladder found no pair to link by: name rules in the specification's ladder that settle a link by themselves, \
         or resolve at a threshold"
    )]
    NoLadderPairs,
    #[error("links can't be drawn so: {reason}")]
    Draws { reason: String },
    #[error("the pair of records {left} and {right} {reason}")]
    GivenPair {
        left: u32,
        right: u32,
        reason: &'static str,
    },
    #[error("the labelled records `{left}` and `{right}` {reason}")]
    LabelledPair {
        left: String,
        right: String,
        reason: &'static str,
    },
}
