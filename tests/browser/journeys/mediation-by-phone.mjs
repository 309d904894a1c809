// A citizen with a phone applies for mediation and follows it to the court's confirmation.

import { overflow } from "../check-page.mjs";
import { walkToConfirmation } from "../mediation-walk.mjs";

export const name = "mediation-by-phone";

export async function run(journey) {
  const { check, shot, axe } = journey;
  let at = 0;
  const step = async (page, what) => {
    const violations = await axe(page);
    check(`${what} has no barrier`, violations.length === 0, violations.join("; "));
    const { width, widest } = await page.evaluate(overflow);
    const room = page.viewportSize().width;
    check(`${what} fits its window`, width <= room, `${width} px: ${widest}`);
    at += 1;
    await shot(`${String(at).padStart(2, "0")}-${what}`, page);
  };
  await walkToConfirmation(journey, { summary: "排水沟改道淹了菜地", step });
}
