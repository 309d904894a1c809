//! What is said about sources that are not CEL, or not the part of CEL that conditions know.

use super::complaints::{Complaint, complains};

const COMPLAINTS: &[Complaint] = &[
    // What CEL knows and conditions do not.
    (
        "matter.name.startsWith('x')",
        23,
        "x.startsWith(…) is not written here",
        "starts_with(x, …)",
    ),
    (
        "matter.papers.exists(x, x == 'y')",
        21,
        "conditions do not know exists, all, map and their kin",
        "x in list",
    ),
    (
        "matter.papers[0] == 'x'",
        14,
        "conditions do not know taking an item by its number",
        "",
    ),
    ("{'a': 1} == null", 1, "conditions do not know braces", ""),
    ("5u > 1", 1, "conditions do not know a number with u", ""),
    ("b'x' == null", 1, "conditions do not know bytes b'…'", ""),
    (
        "matter.area > 1e3",
        15,
        "“1e3” is not a decimal that can be kept exactly",
        "3.25",
    ),
    // Syntax.
    ("", 1, "the expression is empty", "has(matter.amount)"),
    ("matter.amount >", 16, "the expression ends too early", ""),
    (
        "matter.amount 5",
        15,
        "syntax error: “5” cannot stand here",
        "missing operator",
    ),
    (
        "matter.amount > > 5",
        17,
        "syntax error: “>” cannot stand here",
        "",
    ),
    ("matter.urgent ?", 16, "the expression ends too early", ""),
    (
        "matter.urgent and matter.agreed",
        15,
        "“and” is not an operator",
        "write &&",
    ),
    (
        "not matter.urgent",
        1,
        "“not” is not an operator",
        "write !",
    ),
    (
        "matter.amount = 5",
        15,
        "the character “=” cannot stand here",
        "write ==",
    ),
    (
        "matter.amount ≥ 5",
        15,
        "the character “≥” cannot stand here",
        "write >=",
    ),
    (
        "matter.kind == “minor”",
        16,
        "the character ““” cannot stand here",
        "write '",
    ),
    (
        "标的额 > 5",
        1,
        "the character “标” cannot stand here",
        "English lower case",
    ),
    (
        "matter.name == '赵",
        16,
        "the text has no closing quotation mark",
        "end the text with '",
    ),
    ("(matter.urgent", 1, "( is never closed", "add )"),
    ("matter.urgent)", 14, ") closes nothing", "remove )"),
    ("[1, 2)", 6, ") closes nothing", "] is due here"),
    ("matter.name == '\\q'", 16, "syntax error", ""),
    (
        "matter.urgent &&\n  matter.nmae == 'x'",
        20,
        "nothing is named “matter.nmae”",
        "matter.name",
    ),
    (
        "matter.urgent &&\n  == 'x'",
        20,
        "syntax error: “==” cannot stand here",
        "",
    ),
    (
        "matter.name == '赵某' && fo(1)",
        24,
        "no function is named “fo”",
        "",
    ),
    ("package == 1", 1, "“package” is a reserved word of CEL", ""),
    (
        "99999999999999999999 > 1",
        1,
        "the whole number is too large",
        "",
    ),
];

#[test]
fn names_the_place_that_cannot_be_read() {
    complains(COMPLAINTS);
}
