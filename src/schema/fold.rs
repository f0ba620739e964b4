//! The two foldings that names and values are matched under; whole names and whole values, never parts.

/// A header without case, spaces, underscores, hyphens and dots: `Date of Birth` and `date_of_birth` are one.
pub(crate) fn fold_header(header: &str) -> String {
    header
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '.'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The form that codes, instruments, domains and themes are kept in: lower case, with one underscore for each
/// run of spaces and marks.
///
/// Use it to compare a name that a person wrote (in a study, say) with a payload's codes.
///
/// # Examples
///
/// ```
/// use throughline::schema::code_name;
///
/// assert_eq!(code_name("ASQ-3"), "asq_3");
/// assert_eq!(code_name("  Feeling safe "), "feeling_safe");
/// ```
pub fn code_name(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() {
            name.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '’') && !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    if name.ends_with('_') {
        name.pop();
    }
    name
}
