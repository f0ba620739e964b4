//! Columns and parts of columns in SQL.

use super::tree::{Side, Sql};
use super::{Refused, Translator, date, pattern};
use crate::kernel::similarity::Dialect;
use crate::linkage::{KeyPart, Pattern, Transform};

/// Functions that take some of the characters of a text.
const SUBSTRING: [&str; 2] = ["substring", "substr"];

impl Translator {
    /// The column or part of a column that an expression is, and the record that it is taken from.
    pub(super) fn part(&mut self, sql: &Sql) -> Result<(Side, KeyPart), Refused> {
        if let Some([inner, Sql::Text(empty)]) = sql.call(&["nullif"])
            && empty.is_empty()
        {
            return match inner.call(&["regexp_extract"]) {
                Some(operands) => self.matched(operands),
                None => self.part(inner),
            };
        }
        if let Some((side, column)) = self.column(sql) {
            return Ok((side, KeyPart::whole(column)));
        }
        if let Some(operands) = sql.call(&SUBSTRING) {
            return self.characters(operands, sql);
        }
        if let Some([of, count]) = sql.call(&["left", "right"]) {
            return self.end(of, count, sql);
        }
        if sql.call(&["regexp_extract"]).is_some() {
            return Err(Refused::Unknown(
                "`regexp_extract` that is '' where nothing matches; wrap it in NULLIF(…, '')"
                    .into(),
            ));
        }
        if let Some(date) = self.date(sql) {
            return date;
        }
        self.calendar(sql)
    }

    /// A whole column, a cast of it to text included: values are text here.
    pub(super) fn column(&mut self, sql: &Sql) -> Option<(Side, String)> {
        match sql {
            Sql::Column(side, name) => Some((*side, self.name(name))),
            _ => match sql.call(&["cast as text"])? {
                [inner] => self.column(inner),
                _ => None,
            },
        }
    }

    /// The column that a part is taken from.
    fn source(&mut self, sql: &Sql, of: &str) -> Result<(Side, String), Refused> {
        self.column(sql).ok_or_else(|| {
            Refused::Unknown(format!("`{of}` of anything but a column as it stands"))
        })
    }

    fn characters(&mut self, operands: &[Sql], sql: &Sql) -> Result<(Side, KeyPart), Refused> {
        let [of, from, length] = operands else {
            return Err(Refused::Unknown(sql.describe()));
        };
        let (Some(from), Some(length)) = (count(from), count(length)) else {
            return Err(Refused::Unknown(format!(
                "{}: it wants a first place and a length from 1 to 255",
                sql.describe()
            )));
        };
        let (side, column) = self.source(of, "substring")?;
        let part = KeyPart::new(column, Transform::Substring { from, length });
        if from > 1 && !self.beyond.contains(&part) {
            self.beyond.push(part.clone());
        }
        Ok((side, part))
    }

    /// `left(x, n)` and `right(x, n)`, which are the whole of a shorter value.
    fn end(&mut self, of: &Sql, count: &Sql, sql: &Sql) -> Result<(Side, KeyPart), Refused> {
        let Some(length) = self::count(count) else {
            return Err(Refused::Unknown(format!(
                "{}: it wants a length from 1 to 255",
                sql.describe()
            )));
        };
        let (side, column) = self.source(of, "left` or `right")?;
        let transform = match sql.call(&["left"]) {
            Some(_) => Transform::Substring { from: 1, length },
            None => Transform::Pattern(
                Pattern::new(&format!(r"(?s).{{1,{length}}}\z"))
                    .expect("a pattern of any number of characters is well formed"),
            ),
        };
        Ok((side, KeyPart::new(column, transform)))
    }

    /// `regexp_extract(x, 'pattern', 0)`, the whole match.
    fn matched(&mut self, operands: &[Sql]) -> Result<(Side, KeyPart), Refused> {
        let (of, text) = match (operands, self.dialect) {
            ([of, Sql::Text(text), group], _) if group.number() == Some(0.0) => (of, text),
            // Spark's default is the first group, DuckDB's the whole match.
            ([of, Sql::Text(text)], Dialect::DuckDb) => (of, text),
            _ => {
                return Err(Refused::Unknown(
                    "`regexp_extract` of anything but the whole match (group 0) of a pattern"
                        .into(),
                ));
            }
        };
        let pattern = pattern::translate(text)?;
        let (side, column) = self.source(of, "regexp_extract")?;
        Ok((side, KeyPart::new(column, Transform::Pattern(pattern))))
    }

    /// A text read as a date, `None` when the expression is something else.
    fn date(&mut self, sql: &Sql) -> Option<Result<(Side, KeyPart), Refused>> {
        let parsed = match (self.dialect, sql) {
            (Dialect::Spark, _) => match sql.call(&["date", "cast as date", "to_date"]) {
                Some([inner]) => inner.call(&SPARK_PARSE)?,
                Some(operands) => operands,
                None => sql.call(&SPARK_PARSE)?,
            },
            _ => match sql.call(&["cast as date"]) {
                Some([inner]) => inner.call(&DUCKDB_PARSE)?,
                _ => sql.call(&DUCKDB_PARSE)?,
            },
        };
        let [of, Sql::Text(format)] = parsed else {
            return Some(Err(Refused::Unknown("dates of several formats".into())));
        };
        Some(self.dated(of, format))
    }

    fn dated(&mut self, of: &Sql, format: &str) -> Result<(Side, KeyPart), Refused> {
        let format = date::translate(format, self.dialect)?;
        if self.dialect == Dialect::Spark && !self.strict_dates.contains(&format) {
            self.strict_dates.push(format.clone());
        }
        let (side, column) = self.source(of, "a date parsed")?;
        Ok((side, KeyPart::new(column, Transform::Date(format))))
    }

    /// The year, month or day of a column of dates.
    fn calendar(&mut self, sql: &Sql) -> Result<(Side, KeyPart), Refused> {
        let unknown = || Refused::Unknown(sql.describe());
        let Sql::Call(name, operands) = sql else {
            return Err(unknown());
        };
        let (name, of) = match (name.as_str(), operands.as_slice()) {
            ("date_part" | "datepart", [Sql::Text(field), of]) => (field.as_str(), of),
            (name, [of]) => (name, of),
            _ => return Err(unknown()),
        };
        let transform = match name.to_lowercase().as_str() {
            "year" => Transform::Year,
            "month" => Transform::Month,
            "day" | "dayofmonth" => Transform::Day,
            _ => return Err(unknown()),
        };
        let (side, column) = self.source(of, name)?;
        Ok((side, KeyPart::new(column, transform)))
    }
}

const DUCKDB_PARSE: [&str; 2] = ["try_strptime", "strptime"];
const SPARK_PARSE: [&str; 2] = ["try_to_timestamp", "to_timestamp"];

fn count(sql: &Sql) -> Option<u8> {
    let value = sql.number().filter(|value| value.fract() == 0.0)?;
    (1.0..=255.0).contains(&value).then_some(value as u8)
}
