//! What a change of law touches: acts, clocks and rules that cite an article.

use fadu_kernel::citation::Citation;
use fadu_pack::packs::Packs;
use fadu_pack::statutes::Law;

/// Places in packs that rest on an article, as `procedure.act` or `procedure.clock`.
pub fn rests_on(packs: &Packs, law: &Law, article: u16, sub: u8) -> Vec<String> {
    let cites = |citation: &Citation| match citation {
        Citation::Law {
            law: cited,
            article: a,
            sub: s,
            ..
        } => {
            let same = *cited == law.key || law.title == *cited || law.aliases.contains(cited);
            same && *a == article && *s == sub
        }
        Citation::Local { .. } => false,
    };
    let mut places = Vec::new();
    for procedure in packs.procedures.iter() {
        let version = procedure.version();
        for act in &procedure.acts {
            let rules = act.requires.iter().map(|require| &require.basis);
            if act.basis.iter().chain(rules).any(cites) {
                places.push(format!("{version} act {}", act.id));
            }
        }
        for clock in procedure
            .clocks
            .iter()
            .filter(|clock| clock.basis.iter().any(cites))
        {
            places.push(format!("{version} clock {}", clock.id));
        }
        let unwritten = procedure
            .unwritten
            .iter()
            .any(|unwritten| cites(&unwritten.basis));
        if unwritten {
            places.push(format!("{version} unwritten"));
        }
    }
    places
}
