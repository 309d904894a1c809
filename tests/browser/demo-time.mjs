// Moving the demonstration city's days forward, through its own page.

import { press } from "./forms.mjs";

const DAYS_AT_ONCE = 92;

// Moves the days on and stays on the page that tells what the law and the schemes drew from it.
export async function moveDays(desk, base, days) {
  for (let left = days; left > 0; left -= DAYS_AT_ONCE) {
    await desk.goto(`${base}/demo/time`);
    await desk.fill("main [name=days]", String(Math.min(left, DAYS_AT_ONCE)));
    await press(desk, "main form.form button.button");
  }
}
