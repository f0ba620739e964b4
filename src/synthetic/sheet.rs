//! How an agency's files look: headers, dates, delimiter, encoding, and the odd bad row.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::draw::Draw;
use super::misspell::without_accents;
use crate::error::{Result, SyntheticError};

/// How a file is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    pub(crate) wording: Wording,
    pub(crate) dates: DateForm,
    pub(crate) delimiter: u8,
    pub(crate) encoding: Encoding,
    pub(crate) crlf: bool,
}

/// Comma, UTF-8, ISO dates.
pub(crate) const PLAIN: Layout = Layout {
    wording: Wording::Plain,
    dates: DateForm::Iso,
    delimiter: b',',
    encoding: Encoding::Utf8,
    crlf: false,
};

impl Layout {
    /// Rows as lines of a file, whatever number of fields each has.
    pub(crate) fn csv<R: AsRef<[T]>, T: AsRef<str>>(&self, rows: &[R]) -> Result<Vec<u8>> {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(self.delimiter)
            .terminator(match self.crlf {
                true => csv::Terminator::CRLF,
                false => csv::Terminator::Any(b'\n'),
            })
            .flexible(true)
            .from_writer(Vec::with_capacity(rows.len() * 128));
        for row in rows {
            let fields = row.as_ref().iter();
            writer
                .write_record(fields.map(|field| self.encoding.encode(field.as_ref())))
                .map_err(|error| SyntheticError::Write(error.into()))?;
        }
        writer
            .into_inner()
            .map_err(|error| SyntheticError::Write(error.into_error()).into())
    }
}

/// How dates are written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum DateForm {
    /// 2024-05-17
    Iso,
    /// 17/05/2024
    Slashes,
    /// 17-May-24
    ShortMonth,
}

impl DateForm {
    pub(crate) fn write(self, date: NaiveDate) -> String {
        let form = match self {
            Self::Iso => "%Y-%m-%d",
            Self::Slashes => "%d/%m/%Y",
            Self::ShortMonth => "%d-%b-%y",
        };
        date.format(form).to_string()
    }

    /// The right form of a day that no calendar has.
    fn impossible(self) -> &'static str {
        match self {
            Self::Iso => "2024-02-31",
            Self::Slashes => "31/02/2024",
            Self::ShortMonth => "31-Feb-24",
        }
    }
}

/// How text becomes bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    /// UTF-8 with a byte-order mark.
    Utf8Marked,
    Windows1252,
}

impl Encoding {
    pub(crate) fn mark(self) -> &'static [u8] {
        match self {
            Self::Utf8Marked => b"\xef\xbb\xbf",
            _ => b"",
        }
    }

    /// The bytes of a field; letters that Windows-1252 lacks lose their accents.
    pub(crate) fn encode(self, text: &str) -> Cow<'_, [u8]> {
        if self != Self::Windows1252 || text.is_ascii() {
            return text.as_bytes().into();
        }
        text.chars()
            .flat_map(|letter| match u32::from(letter) {
                code @ (0..0x80 | 0xa0..0x100) => vec![code as u8],
                _ => without_accents(&letter.to_string()).into_bytes(),
            })
            .collect()
    }
}

/// The words that an agency uses for fields and codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wording {
    /// The schema's own names and codes.
    Plain,
    /// As an office spreadsheet has them: `Forename`, `DOB`, `Early Help`.
    Office,
    /// As a database exports them: `given_name`, `birth_date`.
    Given,
}

/// Field names and what the two other wordings call them.
const HEADERS: [(&str, &str, &str); 36] = [
    ("record_id", "Record ID", "id"),
    ("partner", "Agency", "organisation"),
    ("local_id", "Case Number", "client_id"),
    ("forename", "Forename", "given_name"),
    ("surname", "Surname", "family_name"),
    ("date_of_birth", "DOB", "birth_date"),
    ("sex", "Gender", "gender"),
    ("postcode", "Postcode", "postal_code"),
    ("address_line", "Address Line 1", "address"),
    ("upn", "UPN", "upn"),
    ("nhs_number", "NHS No", "nhs_no"),
    ("chi", "CHI Number", "chi_number"),
    ("uln", "ULN", "uln"),
    ("scn", "SCN", "scn"),
    ("referral_date", "Date of Referral", "referral_date"),
    ("source", "Referral Source", "source_code"),
    ("service", "Referred To", "service"),
    ("outcome", "Referral Outcome", "decision"),
    ("primary_need", "Primary Need Code", "primary_need"),
    ("end_date", "Date Closed", "closure_date"),
    ("contact_date", "Last Contact", "contact_date"),
    ("in_touch", "In Touch", "in_touch"),
    ("activity", "Activity", "activity_code"),
    ("accommodation", "Accommodation", "accommodation_code"),
    ("instrument", "Tool", "measure"),
    ("domain", "Domain", "subscale"),
    ("score", "Score", "value"),
    ("assessment_date", "Date of Assessment", "assessment_date"),
    ("informant", "Completed By", "respondent"),
    ("outcome_date", "Review Date", "date"),
    ("voice_date", "Date Recorded", "date"),
    ("kind", "Type", "kind"),
    ("speaker", "Whose Voice", "speaker"),
    ("text", "Comments", "narrative"),
    ("themes", "Themes", "theme_codes"),
    ("consent_to_quote", "Consent to Quote", "consent"),
];

/// Codes and what an office calls them.
const LABELS: [(&str, &str); 17] = [
    ("F", "Female"),
    ("M", "Male"),
    ("early_help", "Early Help"),
    ("social_care", "Children's Social Care"),
    ("assessment", "Social Care Assessment"),
    ("early_help_plan", "Early Help Plan"),
    ("early_help_assessment", "Early Help Assessment"),
    ("nfa", "No Further Action"),
    ("sdq", "SDQ"),
    ("asq_3", "ASQ-3"),
    ("swemwbs", "SWEMWBS"),
    ("personal_outcome", "Personal Outcome"),
    ("case_note", "Case Note"),
    ("child", "Young Person"),
    ("parent", "Parent"),
    ("true", "Yes"),
    ("false", "No"),
];

impl Wording {
    pub(crate) fn header(self, field: &'static str) -> &'static str {
        let Some((plain, office, given)) = HEADERS.iter().find(|(plain, ..)| *plain == field)
        else {
            return field;
        };
        match self {
            Self::Plain => plain,
            Self::Office => office,
            Self::Given => given,
        }
    }

    /// How a code is written.
    pub(crate) fn code(self, code: &'static str) -> &'static str {
        match self {
            Self::Office => LABELS
                .iter()
                .find(|(known, _)| *known == code)
                .map_or(code, |(_, label)| label),
            _ => code,
        }
    }
}

/// What is wrong with a bad row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Damage {
    ImpossibleDate,
    OutOfRange,
    ExtraField,
    MissingField,
    Repeated,
}

impl Damage {
    /// The share of rows that something is wrong with.
    const SHARE: f64 = 0.01;

    /// What is wrong with the next row, if anything.
    pub(crate) fn draw(draw: &mut Draw) -> Option<Self> {
        draw.chance(Self::SHARE).then(|| {
            [
                Self::ImpossibleDate,
                Self::OutOfRange,
                Self::ExtraField,
                Self::MissingField,
                Self::Repeated,
            ][draw.below(5)]
        })
    }

    /// Spoils a row's values, given the places of its date and of its score.
    pub(crate) fn apply(
        self,
        values: &mut Vec<String>,
        date: usize,
        score: Option<usize>,
        form: DateForm,
    ) {
        match (self, score) {
            (Self::OutOfRange, Some(score)) => values[score] = "99".to_string(),
            (Self::ImpossibleDate | Self::OutOfRange, _) => {
                values[date] = form.impossible().to_string();
            }
            (Self::ExtraField, _) => values.push("x".to_string()),
            (Self::MissingField, _) => drop(values.pop()),
            (Self::Repeated, _) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_1252_keeps_what_it_has() {
        let encode = |text| Encoding::Windows1252.encode(text);
        assert_eq!(encode("Zoé").as_ref(), b"Zo\xe9");
        assert_eq!(encode("Łukasz").as_ref(), b"Lukasz");
        assert_eq!(Encoding::Utf8.encode("Zoé").as_ref(), "Zoé".as_bytes());
    }

    #[test]
    fn dates_are_written_as_asked() {
        let date = NaiveDate::from_ymd_opt(2024, 5, 7).unwrap();
        assert_eq!(DateForm::Slashes.write(date), "07/05/2024");
        assert_eq!(DateForm::ShortMonth.write(date), "07-May-24");
    }
}
