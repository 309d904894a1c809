//! Comparing what a case expects with what came.

use fadu_kernel::hidden::hidden_fields;
use fadu_kernel::indicator::{Measure, Span, value};
use fadu_kernel::matter::{Matter, MatterId};
use fadu_kernel::refusal::Refusal;
use jiff::civil::Date;

use super::city::CityTally;
use super::{Run, actor_of};
use crate::case::{Expect, Step, plain};

impl Run<'_> {
    pub(super) fn compare_refusal(&mut self, step: &Step, refused: Option<&Refusal>) {
        match (&step.expect.refused, refused) {
            (None, None) => {}
            (None, Some(refusal)) => {
                let (rule, words) = (refusal.rule.key(), &refusal.words);
                self.fault(
                    step.line,
                    format!("被拒绝（{rule}）：{}", words.zh),
                    format!("was refused ({rule}): {}", words.en),
                );
            }
            (Some(wanted), None) => self.fault(
                step.line,
                format!("应被拒绝（{wanted}），但通过了"),
                format!("should have been refused ({wanted}) but was not"),
            ),
            (Some(wanted), Some(refusal)) => {
                let cited = refusal
                    .basis
                    .iter()
                    .any(|basis| basis.to_string() == *wanted);
                if refusal.rule.key() != wanted && !cited {
                    let basis: Vec<String> =
                        refusal.basis.iter().map(ToString::to_string).collect();
                    let found = format!("{} {}", refusal.rule.key(), basis.join(" "));
                    self.fault(
                        step.line,
                        format!(
                            "拒绝的依据应为 {wanted}，实为 {found}：{}",
                            refusal.words.zh
                        ),
                        format!("refused by {found} and not {wanted}: {}", refusal.words.en),
                    );
                }
            }
        }
    }

    pub(super) fn compare(&mut self, step: &Step, fired: &[(MatterId, String)]) {
        let expect = &step.expect;
        for (indicator, wanted) in &expect.counts {
            let found = self.printed(indicator);
            if found.as_deref() != Some(wanted.as_str()) {
                let found = found.unwrap_or_else(|| "—".to_owned());
                self.fault(
                    step.line,
                    format!("指标 {indicator} 应为 {wanted}，实为 {found}"),
                    format!("the indicator {indicator} is {found} and not {wanted}"),
                );
            }
        }
        let named = expect.matter.as_ref().or(step.matter.as_ref());
        let id = named.map_or(self.last, |name| self.names.get(name).copied());
        let matter = id.and_then(|id| self.city.matters.get(&id)).cloned();
        if let Some(wanted) = &expect.acts_of_law {
            let found: Vec<String> = fired
                .iter()
                .filter(|(of, _)| Some(*of) == id)
                .map(|(_, act)| act.clone())
                .collect();
            self.differs(
                step.line,
                "acts_of_law",
                &wanted.join(" "),
                &found.join(" "),
            );
        }
        match matter {
            Some(matter) => self.compare_matter(step, &matter, expect),
            None if looks_at_matter(expect) => self.fault(
                step.line,
                "没有可核对的事项".to_owned(),
                "there is no matter to look at".to_owned(),
            ),
            None => {}
        }
    }

    fn compare_matter(&mut self, step: &Step, matter: &Matter, expect: &Expect) {
        if let Some(stage) = &expect.stage {
            self.differs(step.line, "stage", stage, &matter.stage);
        }
        let law = self.packs.procedures.pinned(&matter.version);
        for (id, wanted) in &expect.due {
            let found = matter.clocks.get(id).map(|clock| clock.due.to_string());
            let found = found.unwrap_or_else(|| "none".to_owned());
            let found = if wanted.contains('T') {
                found
            } else {
                date_part(&found)
            };
            self.differs(step.line, &format!("due.{id}"), wanted, &found);
        }
        for (id, wanted) in &expect.light {
            let warn = law
                .and_then(|law| law.clock(id))
                .map_or(0, |clock| clock.warn_days);
            let found = matter
                .clocks
                .get(id)
                .map_or("grey", |c| c.light(step.at, warn).key());
            self.differs(step.line, &format!("light.{id}"), wanted, found);
        }
        for (by, wanted) in &expect.hidden {
            let actor = actor_of(by, &matter.unit, false);
            let found = law.map(|law| hidden_fields(law, matter, &actor, self.units));
            let found: Vec<String> = found.unwrap_or_default().into_iter().collect();
            let what = format!("hidden.{by}");
            self.differs(step.line, &what, &plain(wanted), &found.join("、"));
        }
        for (id, wanted) in &expect.fields {
            let field = law.and_then(|law| law.field(id));
            let wanted_value = field.and_then(|field| field.read(wanted).ok().flatten());
            let found = matter.fields.get(id);
            if found != wanted_value.as_ref() {
                let shown = found.map_or_else(|| "none".to_owned(), |v| format!("{v:?}"));
                self.differs(step.line, &format!("fields.{id}"), &plain(wanted), &shown);
            }
        }
    }

    fn differs(&mut self, line: usize, what: &str, wanted: &str, found: &str) {
        if wanted != found {
            self.fault(
                line,
                format!("{what} 应为“{wanted}”，实为“{found}”"),
                format!("{what} is “{found}” and not “{wanted}”"),
            );
        }
    }

    fn printed(&self, id: &str) -> Option<String> {
        let indicator = self.packs.indicator(id)?;
        let tally = CityTally {
            city: &self.city,
            units: self.units,
            within: None,
        };
        let ever = Span {
            from: Date::constant(1990, 1, 1),
            to: Date::constant(2199, 12, 31),
        };
        let find = |id: &str| self.packs.indicator(id);
        let amount = match value(indicator, &find, &tally, ever) {
            Ok(amount) => amount,
            Err(never) => match never {},
        };
        let decimals = match &indicator.measure {
            Measure::Sum(observed) | Measure::Latest(observed) => {
                indicator.decimals.max(observed.scale)
            }
            _ => indicator.decimals,
        };
        amount.map(|amount| amount.print(decimals))
    }
}

fn looks_at_matter(expect: &Expect) -> bool {
    expect.stage.is_some()
        || !expect.due.is_empty()
        || !expect.light.is_empty()
        || !expect.fields.is_empty()
        || !expect.hidden.is_empty()
}

fn date_part(text: &str) -> String {
    text.split('T').next().unwrap_or(text).to_owned()
}
