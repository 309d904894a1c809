//! The ticket of a call: one form whose buttons are the acts that can end it. Every field stands
//! once; those that only one act needs stand under the name of that act.

use std::collections::BTreeSet;

use fadu_kernel::field::{FieldFault, FieldKind};
use fadu_kernel::words::Words;
use maud::{Markup, html};

use crate::act_form::units_named;
use crate::entries::Entries;
use crate::pages::desk::Opening;
use crate::parts::field::{FieldView, field};
use crate::visit::Visit;

/// The act of an ordinary call; its button is the main one.
const ORDINARY: &str = "answer";
/// Fields at hand in every call, in the order in which people talk.
const AT_HAND: [&str; 6] = [
    "caller_phone",
    "caller",
    "question_kind",
    "subject",
    "question",
    "answer",
];

/// A ticket.
pub(super) struct Ticket<'a> {
    pub(super) visit: &'a Visit,
    pub(super) ways: &'a [Opening<'a>],
    pub(super) entries: &'a Entries,
    pub(super) key: &'a str,
    pub(super) faults: &'a [FieldFault],
}

impl Ticket<'_> {
    /// The form.
    pub(super) fn form(&self) -> Markup {
        let visit = self.visit;
        let mut shown: BTreeSet<&str> = BTreeSet::new();
        let main = self.way(ORDINARY).or(self.ways.first());
        let required =
            |id: &str| main.is_some_and(|way| way.rule.asks.iter().any(|asked| asked == id));
        let at_hand: Vec<Markup> = AT_HAND
            .into_iter()
            .filter(|id| self.is_asked(id) && shown.insert(id))
            .filter_map(|id| self.control(id, required(id)))
            .collect();
        let groups: Vec<Markup> = self
            .ways
            .iter()
            .filter(|way| main.is_none_or(|main| main.rule.id != way.rule.id))
            .map(|way| self.group(way, &mut shown))
            .collect();
        let rest = main.map(|way| self.more(way, &mut shown));
        html! {
            section aria-labelledby="ticket" {
                h2 id="ticket" { (visit.say("来电登记", "The call")) }
                form.form method="post" action="/hotline" novalidate data-once {
                    input type="hidden" name="csrf" value=(visit.token);
                    input type="hidden" name="idempotency_key" value=(self.key);
                    div.form-columns { @for one in &at_hand { (one) } }
                    @if let Some(rest) = rest { (rest) }
                    @for group in &groups { (group) }
                    div.form-end {
                        @if let Some(main) = main { (self.button(main, true)) }
                        @for way in self.ways {
                            @if main.is_none_or(|main| main.rule.id != way.rule.id) {
                                (self.button(way, false))
                            }
                        }
                    }
                }
            }
        }
    }

    fn way(&self, act: &str) -> Option<&Opening<'_>> {
        self.ways.iter().find(|way| way.rule.id == act)
    }

    fn is_asked(&self, id: &str) -> bool {
        let mut asked = self
            .ways
            .iter()
            .flat_map(|way| way.rule.asks.iter().chain(&way.rule.may_ask));
        asked.any(|known| known == id)
    }

    fn button(&self, way: &Opening<'_>, main: bool) -> Markup {
        let class = if main {
            "button"
        } else {
            "button button-quiet"
        };
        html! {
            button class=(class) type="submit" name="act" value=(way.rule.id) {
                (way.rule.title.get(self.visit.lang()))
            }
        }
    }

    /// What only one way of ending the call needs.
    fn group<'w>(&'w self, way: &'w Opening<'_>, shown: &mut BTreeSet<&'w str>) -> Markup {
        let mut controls = Vec::new();
        for (ids, required) in [(&way.rule.asks, true), (&way.rule.may_ask, false)] {
            for id in ids {
                if shown.insert(id.as_str()) {
                    controls.extend(self.control(id, required));
                }
            }
        }
        let touched = self.touched(&way.rule.asks);
        html! {
            @if !controls.is_empty() {
                details open[touched] {
                    summary {
                        "“" (way.rule.title.get(self.visit.lang())) "”"
                        (self.visit.say("另需填写", " also asks"))
                    }
                    @for one in &controls { (one) }
                }
            }
        }
    }

    fn more<'w>(&'w self, way: &'w Opening<'_>, shown: &mut BTreeSet<&'w str>) -> Markup {
        let ids: Vec<&String> = way
            .rule
            .may_ask
            .iter()
            .filter(|id| shown.insert(id.as_str()))
            .collect();
        let controls: Vec<Markup> = ids
            .iter()
            .filter_map(|id| self.control(id, false))
            .collect();
        html! {
            @if !controls.is_empty() {
                details open[self.touched(&way.rule.may_ask)] {
                    summary { (self.visit.say("补充情况（选填）", "More (optional)")) }
                    @for one in &controls { (one) }
                }
            }
        }
    }

    fn touched(&self, ids: &[String]) -> bool {
        let of_this = |id: &&String| !AT_HAND.contains(&id.as_str());
        ids.iter()
            .filter(of_this)
            .any(|id| self.entries.has(id) || self.faults.iter().any(|fault| fault.field == *id))
    }

    fn control(&self, id: &str, required: bool) -> Option<Markup> {
        let law = self.ways.first()?.law;
        let declared = law.field(id)?;
        let units: Vec<(String, Words)> = if declared.kind == FieldKind::Unit {
            units_named(self.visit)
        } else {
            Vec::new()
        };
        let fault = self.faults.iter().find(|fault| fault.field == id);
        // A number just looked up need not be typed again.
        let asked = [crate::asked::Asked::of(self.visit).text("phone")];
        let entered = match self.entries.texts(id) {
            [] if id == "caller_phone" => &asked,
            typed => typed,
        };
        Some(field(
            self.visit.lang(),
            &FieldView {
                field: declared,
                name: id,
                entered,
                fault: fault.map(|fault| &fault.words),
                required,
                hint: None,
                own: false,
                listed: &units,
            },
        ))
    }
}
