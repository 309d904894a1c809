//! Story files that cannot be understood: each complaint names its place and what would be right.

use super::super::StoryFiles;
use super::read;

const STEP: &str = "by = \"village_clerk\"\ndoes = \"education_activity.hold\"";
const GOOD: &str = "form = \"other\", topic = \"t\"";

/// What is wrong with a story, a step or its facts, put together.
fn fault(story: &str, step: &str, facts: &str) -> String {
    let text = format!(
        "[[story]]\nid = \"one\"\nduring = \"2022\"\nunit = \"any:village\"\n{story}\n\
         [[story.step]]\n{step}\nfacts = {{ {facts} }}\n"
    );
    let fault = read(&text, 1).unwrap_err();
    assert!(fault.contains("stories/small.toml, story one"), "{fault}");
    fault
}

#[test]
fn what_is_not_known_is_told_with_its_place_and_what_would_be_right() {
    let cases = [
        ("tell = 3", "", "`tell` is not known"),
        ("tells = { figure = \"F9\" }", "", "F9 is not listed"),
        ("season = \"rain\"", "", "the season rain"),
        ("", "after = [3, 1]", "is empty"),
        ("", "why = 1", "`why` is not known"),
    ];
    for (story, step, words) in cases {
        let fault = fault(story, &format!("{STEP}\n{step}"), GOOD);
        assert!(fault.contains(words), "{fault}");
    }
    assert!(StoryFiles::of_text("small", "[[tale]]\nid = 1\n").is_err());
}

#[test]
fn facts_that_cannot_be_drawn_are_refused() {
    let cases = [
        ("topics = \"t\"", "does not ask for topics"),
        ("topic = \"{name}\"", "{name} stands for nothing"),
        ("topic = { drew = \"person\" }", "there are: draw, pick"),
        ("topic = { draw = \"horse\" }", "person, different_person"),
        ("topic = { same = \"x\" }", "under the name x"),
        ("topic = { unit = \"each:town\" }", "no kind of unit"),
    ];
    for (facts, words) in cases {
        let fault = fault("", STEP, facts);
        assert!(fault.contains(words), "{fault}");
    }
    let by_chance = format!("{STEP}\nwhen = {{ percent = 5 }}");
    let fault = fault("", &by_chance, "topic = { share = 5 }");
    assert!(fault.contains("where chance decides"), "{fault}");
}

#[test]
fn acts_that_nobody_can_do_are_refused() {
    let hold = "does = \"education_activity.hold\"";
    let cases = [
        (format!("by = \"king\"\n{hold}"), GOOD, "no pack declares"),
        (
            format!("by = \"duty_lawyer\"\n{hold}"),
            GOOD,
            "[[staff]] roles",
        ),
        (STEP.replace("hold", "hol"), GOOD, "it has: "),
        (
            "by = \"mediator\"\ndoes = \"mediation.begin\"".to_owned(),
            "both_willing = true",
            "opens a matter of",
        ),
    ];
    for (step, facts, words) in cases {
        let fault = fault("", &step, facts);
        assert!(fault.contains(words), "{fault}");
    }
}
