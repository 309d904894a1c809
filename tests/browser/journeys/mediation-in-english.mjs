// The same way for somebody who reads English: the switch stands on every page, and what the city
// says is English. What people typed and the names of places stay as they are.

import { walkToConfirmation } from "../mediation-walk.mjs";

export const name = "mediation-in-english";
export const width = 1440;

// Labels of forms, headings and buttons are the city's own words, never anybody's typing.
const OWN_WORDS = "main h2, main h3, main label, main legend, main button, header nav a";

export async function run(journey) {
  const { check, shot } = journey;
  let at = 0;
  const step = async (page, what) => {
    if ((await page.getAttribute("html", "lang")) !== "en") {
      const english = page.locator("header a[href*='lang=en']").first();
      check(`${what} has the switch to English`, (await english.count()) === 1);
      // A page that answers a form is left as it is: switching there asks the form anew.
      if (at === 0 || page.url().includes("/matters")) {
        await Promise.all([page.waitForNavigation(), english.click()]);
      }
    }
    check(`${what} is in English`, (await page.getAttribute("html", "lang")) === "en");
    const own = await page.locator(OWN_WORDS).allInnerTexts();
    const chinese = own.filter((words) => /[\u4e00-\u9fff]/.test(words) && !/〔\d{4}〕/.test(words));
    check(`${what} says its own words in English`, chinese.length === 0, chinese.slice(0, 4).join(" | "));
    const back = page.locator("header a[href*='lang=zh']");
    check(`${what} has the switch back`, (await back.count()) > 0);
    at += 1;
    if (["front", "form", "agreed", "confirmed"].includes(what)) await shot(what, page);
  };
  await walkToConfirmation(journey, { summary: "Fence moved by half a metre", step });
}
