//! SQL text as a small tree: columns of one side, constants, and calls by lower-case name.

use sqlparser::ast::{
    CaseWhen, CastKind, DataType, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments,
    Ident, UnaryOperator, Value,
};
use sqlparser::dialect::DuckDbDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

use super::{Refused, spark::Spark};
use crate::kernel::similarity::Dialect;

/// Which record of the pair a column belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

impl Side {
    pub(super) fn other(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }
}

/// How a fragment says which record a column belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// `surname_l` and `surname_r`, as in the levels of a comparison.
    Suffixes,
    /// `l.surname` and `r.surname`, as in blocking rules.
    Aliases,
}

/// An SQL expression without its parentheses, quotes and letter case.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Sql {
    Column(Side, String),
    Text(String),
    /// A number as it is written.
    Number(String),
    Bool(bool),
    /// An operator, function, `CASE` or cast by its name in lower case, and what it is applied to.
    Call(String, Vec<Sql>),
}

impl Sql {
    /// The operands, when this is a call of one of these names.
    pub(super) fn call(&self, names: &[&str]) -> Option<&[Sql]> {
        match self {
            Self::Call(name, operands) if names.contains(&name.as_str()) => Some(operands),
            _ => None,
        }
    }

    /// The value of a constant expression.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(digits) => digits.parse().ok(),
            Self::Call(name, operands) => match (name.as_str(), operands.as_slice()) {
                ("+", [a, b]) => Some(a.number()? + b.number()?),
                ("-", [a, b]) => Some(a.number()? - b.number()?),
                ("*", [a, b]) => Some(a.number()? * b.number()?),
                ("/", [a, b]) => Some(a.number()? / b.number()?),
                ("floor", [a]) => Some(a.number()?.floor()),
                _ => None,
            },
            _ => None,
        }
    }

    /// What a message calls the outermost part.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Column(_, name) => format!("the column `{name}` standing alone"),
            Self::Text(_) => "a text".to_owned(),
            Self::Number(_) => "a number".to_owned(),
            Self::Bool(_) => "a truth value".to_owned(),
            Self::Call(name, _) => format!("`{name}` as it is used"),
        }
    }
}

/// Reads one expression, all of the text.
pub(super) fn parse(text: &str, dialect: Dialect, naming: Naming) -> Result<Sql, Refused> {
    let syntax = |error: &dyn std::fmt::Display| Refused::Syntax(error.to_string());
    let spark = Spark;
    let duckdb = DuckDbDialect {};
    let parser = match dialect {
        Dialect::Spark => Parser::new(&spark),
        _ => Parser::new(&duckdb),
    };
    let mut parser = parser.try_with_sql(text).map_err(|e| syntax(&e))?;
    let expr = parser.parse_expr().map_err(|e| syntax(&e))?;
    match parser.next_token().token {
        Token::EOF => Reader { naming }.read(&expr),
        rest => Err(Refused::Syntax(format!(
            "`{rest}` follows a whole expression"
        ))),
    }
}

struct Reader {
    naming: Naming,
}

impl Reader {
    fn read(&self, expr: &Expr) -> Result<Sql, Refused> {
        match expr {
            Expr::Nested(inner) => self.read(inner),
            Expr::Identifier(name) => self.suffixed(name),
            Expr::CompoundIdentifier(path) => self.aliased(path),
            Expr::Value(value) => constant(&value.value),
            Expr::BinaryOp { left, op, right } => {
                self.call(op.to_string().to_lowercase(), [&**left, &**right])
            }
            Expr::UnaryOp { op, expr } => self.unary(*op, expr),
            Expr::IsNull(inner) => self.call("is null", [&**inner]),
            Expr::IsNotNull(inner) => self.call("is not null", [&**inner]),
            Expr::Floor { expr, .. } => self.call("floor", [&**expr]),
            Expr::Extract { field, expr, .. } => {
                self.call(field.to_string().to_lowercase(), [&**expr])
            }
            Expr::Substring {
                expr,
                substring_from: Some(from),
                substring_for: Some(length),
                ..
            } => self.call("substring", [&**expr, &**from, &**length]),
            Expr::Cast {
                kind: CastKind::Cast | CastKind::DoubleColon,
                expr,
                data_type,
                ..
            } => self.call(format!("cast as {}", type_name(data_type)), [&**expr]),
            Expr::Case {
                operand: None,
                conditions,
                else_result: Some(otherwise),
                ..
            } => {
                let branch = |when: &CaseWhen| [when.condition.clone(), when.result.clone()];
                let branches: Vec<Expr> = conditions.iter().flat_map(branch).collect();
                self.call("case", branches.iter().chain([&**otherwise]))
            }
            Expr::Function(function) => self.function(function),
            other => Err(Refused::Unknown(format!("`{other}`"))),
        }
    }

    fn call<'e>(
        &self,
        name: impl Into<String>,
        operands: impl IntoIterator<Item = &'e Expr>,
    ) -> Result<Sql, Refused> {
        let operands = operands.into_iter().map(|operand| self.read(operand));
        Ok(Sql::Call(name.into(), operands.collect::<Result<_, _>>()?))
    }

    fn unary(&self, op: UnaryOperator, operand: &Expr) -> Result<Sql, Refused> {
        match (op, self.read(operand)?) {
            (UnaryOperator::Minus, Sql::Number(digits)) => Ok(Sql::Number(format!("-{digits}"))),
            (UnaryOperator::Plus, number @ Sql::Number(_)) => Ok(number),
            (UnaryOperator::Not | UnaryOperator::BangNot, inner) => {
                Ok(Sql::Call("not".into(), vec![inner]))
            }
            (op, _) => Err(Refused::Unknown(format!("the operator `{op}`"))),
        }
    }

    fn function(&self, function: &Function) -> Result<Sql, Refused> {
        let name = function.name.to_string().to_lowercase();
        let plain = function.over.is_none()
            && function.filter.is_none()
            && function.null_treatment.is_none()
            && function.within_group.is_empty();
        let FunctionArguments::List(list) = &function.args else {
            return Err(Refused::Unknown(format!("`{function}`")));
        };
        if !plain || list.duplicate_treatment.is_some() || !list.clauses.is_empty() {
            return Err(Refused::Unknown(format!("`{name}` with clauses")));
        }
        let operands = list.args.iter().map(|argument| match argument {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(operand)) => self.read(operand),
            other => Err(Refused::Unknown(format!(
                "the argument `{other}` of `{name}`"
            ))),
        });
        let operands = operands.collect::<Result<_, _>>()?;
        Ok(Sql::Call(name, operands))
    }

    fn suffixed(&self, name: &Ident) -> Result<Sql, Refused> {
        let text = name.value.as_str();
        let cut = text.len().checked_sub(2).filter(|cut| *cut > 0);
        let parted = cut.and_then(|cut| text.split_at_checked(cut));
        let side = parted.and_then(|(_, suffix)| side_named(suffix.strip_prefix('_')?));
        match (self.naming, side, parted) {
            (Naming::Suffixes, Some(side), Some((column, _))) => {
                Ok(Sql::Column(side, column.to_owned()))
            }
            (Naming::Suffixes, ..) => Err(Refused::Unknown(format!(
                "the column `{text}`, which ends neither in _l nor in _r"
            ))),
            (Naming::Aliases, ..) => Err(Refused::Unknown(format!(
                "the column `{text}`, which names neither l nor r"
            ))),
        }
    }

    fn aliased(&self, path: &[Ident]) -> Result<Sql, Refused> {
        if let (Naming::Aliases, [alias, column]) = (self.naming, path)
            && let Some(side) = side_named(&alias.value)
        {
            return Ok(Sql::Column(side, column.value.clone()));
        }
        let path: Vec<String> = path.iter().map(|part| part.value.clone()).collect();
        Err(Refused::Unknown(format!("the column `{}`", path.join("."))))
    }
}

fn side_named(text: &str) -> Option<Side> {
    match text {
        "l" | "L" => Some(Side::Left),
        "r" | "R" => Some(Side::Right),
        _ => None,
    }
}

fn constant(value: &Value) -> Result<Sql, Refused> {
    match value {
        Value::Number(digits, _) => Ok(Sql::Number(digits.clone())),
        Value::SingleQuotedString(text) | Value::DoubleQuotedString(text) => {
            Ok(Sql::Text(text.clone()))
        }
        Value::Boolean(truth) => Ok(Sql::Bool(*truth)),
        other => Err(Refused::Unknown(format!("`{other}`"))),
    }
}

/// One name for each kind of value, for the types that a cast may name.
fn type_name(data_type: &DataType) -> String {
    let name = data_type.to_string().to_lowercase();
    match name.as_str() {
        "text" | "varchar" | "string" => "text",
        "float" | "real" | "float4" => "float",
        "double" | "double precision" | "float8" => "double",
        other => other,
    }
    .to_owned()
}
