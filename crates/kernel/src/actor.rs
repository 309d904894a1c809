//! Who acts: a person by a post, a party by its code, anybody, another procedure, a scheme, or the
//! law itself.
//!
//! Whether an actor may do an act is decided here and nowhere else; without a rule that admits
//! the actor the answer is no.

use serde::{Deserialize, Serialize};

use crate::field::Value;
use crate::matter::Matter;
use crate::unit::{UnitId, UnitTree};

/// A role held in a unit (职务): what joins a person to the unit tree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Post {
    /// The role's id, declared by a pack.
    pub role: String,
    /// The unit in which it is held.
    pub unit: UnitId,
}

/// Who does an act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "as", rename_all = "snake_case")]
pub enum Actor {
    /// A person with an account and posts valid on the day.
    Official {
        /// The account's id.
        account: String,
        /// The posts held on the day of the act.
        posts: Vec<Post>,
    },
    /// A party of one matter, known by its number and code.
    Party,
    /// Anybody, without an account.
    Anyone,
    /// Another procedure's act, carried out by whoever did that act.
    Handover {
        /// The account of the person whose act handed over, if it was a person.
        account: Option<String>,
    },
    /// A periodic scheme of the city.
    Scheme,
    /// The law: what takes effect by lapse of time.
    Law,
}

impl Actor {
    /// The account behind the act, if there is one.
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Official { account, .. } => Some(account),
            Self::Handover { account } => account.as_deref(),
            Self::Party | Self::Anyone | Self::Scheme | Self::Law => None,
        }
    }

    /// What is kept of the actor in the record: who and how, not every post held.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Official { .. } => "official",
            Self::Party => "party",
            Self::Anyone => "anyone",
            Self::Handover { .. } => "handover",
            Self::Scheme => "scheme",
            Self::Law => "law",
        }
    }
}

/// One entry of an act's `by`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entitled {
    /// Holds the role, within the reach.
    Role {
        /// The role's id.
        role: String,
        /// How far it reaches.
        reach: Reach,
    },
    /// A party of the matter.
    Party,
    /// Anybody; opening acts only.
    Anyone,
    /// Only through another procedure.
    Handover,
    /// A periodic scheme.
    Scheme,
    /// The law at lapse.
    Law,
}

/// How far a role reaches over the unit tree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// The matter's own unit.
    Unit,
    /// The matter's unit and any unit below the post's.
    Within,
    /// The whole city.
    City,
    /// The unit named by a field of the matter, or one below the post's unit.
    Field(String),
    /// Nobody but the person whose account a field of the matter names, wherever the post is held.
    Person(String),
}

impl Entitled {
    /// Reads `role@unit`, `role@within`, `role@city`, `role@field:x`, `role@person:x`, `party`,
    /// `anyone`, `handover`, `scheme` or `law`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "party" => return Some(Self::Party),
            "anyone" => return Some(Self::Anyone),
            "handover" => return Some(Self::Handover),
            "scheme" => return Some(Self::Scheme),
            "law" => return Some(Self::Law),
            _ => {}
        }
        let (role, reach) = text.split_once('@')?;
        let reach = match reach {
            "unit" => Reach::Unit,
            "within" => Reach::Within,
            "city" => Reach::City,
            other => match other.strip_prefix("person:") {
                Some(field) => Reach::Person(field.to_owned()),
                None => Reach::Field(other.strip_prefix("field:")?.to_owned()),
            },
        };
        Some(Self::Role {
            role: role.to_owned(),
            reach,
        })
    }

    /// The role and unit by which this entry admits the actor; `None` when it does not.
    pub fn admits<'a>(
        &'a self,
        actor: &'a Actor,
        matter: &Matter,
        units: &UnitTree,
    ) -> Option<Admission<'a>> {
        let plain = |word: &'a str| {
            Some(Admission {
                role: word,
                unit: None,
            })
        };
        match (self, actor) {
            (Self::Role { role, reach }, Actor::Official { account, posts }) => {
                let post = posts
                    .iter()
                    .filter(|post| post.role == *role)
                    .find(|post| reach.covers(account, &post.unit, matter, units))?;
                Some(Admission {
                    role: &post.role,
                    unit: Some(&post.unit),
                })
            }
            (Self::Party, Actor::Party) => plain("party"),
            (Self::Anyone, Actor::Anyone | Actor::Party) => plain("anyone"),
            (Self::Handover, Actor::Handover { .. }) => plain("handover"),
            (Self::Scheme, Actor::Scheme) => plain("scheme"),
            (Self::Law, Actor::Law) => plain("law"),
            (
                Self::Role { .. }
                | Self::Party
                | Self::Anyone
                | Self::Handover
                | Self::Scheme
                | Self::Law,
                _,
            ) => None,
        }
    }
}

impl Reach {
    fn covers(&self, account: &str, held_in: &str, matter: &Matter, units: &UnitTree) -> bool {
        let named = |field: &String| matter.fields.get(field).and_then(Value::as_text);
        match self {
            Self::Unit => units
                .carried_on(&matter.unit)
                .any(|unit| unit.id == held_in),
            Self::Within => units.covers(held_in, &matter.unit),
            Self::City => true,
            Self::Field(field) => named(field).is_some_and(|unit| units.covers(held_in, unit)),
            Self::Person(field) => named(field) == Some(account),
        }
    }
}

/// By which role and post an actor was admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admission<'a> {
    /// Role id, or one of `party`, `anyone`, `handover`, `scheme`, `law`.
    pub role: &'a str,
    /// The post's unit.
    pub unit: Option<&'a str>,
}
