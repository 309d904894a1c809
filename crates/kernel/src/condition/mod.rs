//! Conditions and small expressions of packs: CEL, checked when loaded, printed as sentences.
//!
//! Parsing is CEL's; the type check against declared variables, the evaluation of the accepted
//! subset and the sentences in Chinese and English are ours. A test holds the evaluation against
//! CEL's own. No loops, no I/O, no clock: a condition reads facts and answers.

mod check;
mod dates;
mod evaluate;
mod facts;
mod fault;
mod fit;
mod functions;
mod gate;
mod operators;
mod parse;
mod sentence;
mod tree;
mod types;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

pub use self::check::DEPTH_MAX;
pub use self::facts::{EvaluationFault, FactValue, Facts};
pub use self::fault::ConditionFault;
pub use self::gate::{LENGTH_MAX, NESTING_MAX};
pub use self::types::{ChoiceOption, Expected, Scope, Type, Variable};

use crate::words::Lang;

/// A compiled expression; cheap to clone and equal to any other of the same source.
#[derive(Clone)]
pub struct Condition {
    compiled: Arc<Compiled>,
}

struct Compiled {
    source: String,
    root: tree::Node,
    uses: BTreeSet<String>,
}

impl Condition {
    /// Parses and type-checks an expression for the place where it stands.
    ///
    /// # Errors
    /// The first [`ConditionFault`] found: syntax, unknown name, wrong type, or a limit exceeded
    /// ([`LENGTH_MAX`], [`NESTING_MAX`], [`DEPTH_MAX`]).
    pub fn compile(
        source: &str,
        scope: &Scope,
        expected: &Expected,
    ) -> Result<Self, ConditionFault> {
        let (tree, places) = parse::parse(source)?;
        let (root, uses) = check::check(source, (&tree, &places), scope, expected)?;
        let source = source.to_owned();
        Ok(Self {
            compiled: Arc::new(Compiled { source, root, uses }),
        })
    }

    /// The expression as written.
    pub fn source(&self) -> &str {
        &self.compiled.source
    }

    /// The dotted paths it reads.
    pub fn uses(&self) -> &BTreeSet<String> {
        &self.compiled.uses
    }

    /// The type of its value; a decimal says with how many decimals.
    pub fn result_type(&self) -> &Type {
        &self.compiled.root.ty
    }

    /// Whether it holds; a flag that is missing does not hold.
    ///
    /// # Errors
    /// [`EvaluationFault::Missing`] when a value that has to be compared or calculated with is
    /// missing, and the other side of an `&&` or `||` does not decide; the other faults when facts
    /// do not have their declared type or a calculation leaves its range.
    pub fn holds(&self, facts: &dyn Facts) -> Result<bool, EvaluationFault> {
        evaluate::flag(&self.compiled.root, facts)
    }

    /// Its value; `Null` when it is a missing variable.
    ///
    /// # Errors
    /// As [`Condition::holds`].
    pub fn evaluate(&self, facts: &dyn Facts) -> Result<FactValue, EvaluationFault> {
        evaluate::value(&self.compiled.root, facts)
    }

    /// The expression as a sentence without a full stop, with titles from the scope.
    pub fn sentence(&self, scope: &Scope, lang: Lang) -> String {
        sentence::sentence(&self.compiled.root, scope, lang)
    }
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.source() == other.source()
    }
}

impl Eq for Condition {}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Condition").field(&self.source()).finish()
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.source())
    }
}
