pub fn plan(_: &mut super::plan::Plan<'_>) {}
