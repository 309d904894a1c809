// The head of the city government has two minutes and a phone: one page says what waits for their
// hand and how things stand, every number on it opens, and the decision is signed from there.

import { send } from "../forms.mjs";
import { follow } from "../mediation-walk.mjs";

export const name = "leader-signs-on-a-phone";

export async function run({ base, check, shot, as, axe }) {
  const page = await as("mayor", 390);
  await page.goto(`${base}/brief`);
  const barriers = await axe(page);
  check("no barrier", barriers.length === 0, barriers.join("; "));
  await shot("brief", page);

  const first = page.locator("main .card").first();
  check("what waits for their hand stands first, with the day", /周[一二三四五六日]/.test(await first.innerText()));
  const closed = await page.locator("main .card").evaluateAll((cards) => {
    const counts = cards.flatMap((card) => [...card.querySelectorAll("strong")]);
    return counts.filter((count) => !count.closest("a")).map((count) => count.parentElement.innerText);
  });
  check("every number opens", closed.length === 0, closed.join("; "));

  const late = page.locator("main .card a[href*='light=red&clock=']").first();
  const counted = Number(await late.innerText());
  await follow(page, "main .card a[href*='light=red&clock=']");
  const listed = await page.locator("main table tbody tr").count();
  const hidden = Number(/另有 (\d+) 项/.exec(await page.innerText("main"))?.[1] ?? 0);
  check("a number opens to so many clocks", listed + hidden === counted, `${counted} told, ${listed} listed, ${hidden} hidden`);
  await shot("late", page);

  await page.goto(`${base}/brief`);
  await follow(page, "main .card a[href$='/acts/decide']");
  await send(page, { approval: "head" });
  check("signed in three taps and one answer", new URL(page.url()).searchParams.has("done"), page.url());
  await shot("signed", page);
}
