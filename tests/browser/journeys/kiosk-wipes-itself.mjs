// A shared device in a village: somebody applies, presses the button that ends and wipes, and the
// next person finds nothing of them, neither in the cookies nor by going back.

import { fill, press } from "../forms.mjs";
import { follow } from "../mediation-walk.mjs";

export const name = "kiosk-wipes-itself";

const WHO = "佟秀珍";
const WHAT = "后院的水沟被邻居填了。";

export async function run({ base, check, shot, as, axe }) {
  const page = await as(undefined, 1080);
  await page.goto(`${base}/kiosk`);
  check("the device keeps large print", (await page.getAttribute("html", "class")) === "elder");
  const barriers = await axe(page);
  check("no barrier", barriers.length === 0, barriers.join("; "));
  await shot("doors", page);
  await follow(page, "main a[href='/services/mediation']");
  await follow(page, "main a.button[href^='/apply/mediation/apply']");
  await follow(page, "main a[href*='at=xiaoming_town']");
  await follow(page, "main a[href*='unit=xiaoming_town']");
  check("the way out stands above the form", await page.locator(".wipe-bar button").isVisible());
  check("and the way back to the beginning", await page.locator(".wipe-bar a[href='/kiosk']").isVisible());
  check("nothing else leads astray", (await page.locator(".header-ways").count()) === 0);
  await fill(page, { applicant: WHO, applicant_phone: "139 0411 0933", respondent: "邻居某户", place: "柳荫村", summary: WHAT });
  await press(page);
  await press(page);
  const [number, code] = (await page.locator(".confirmation-number").allInnerTexts()).map((text) => text.trim());
  check("the application is taken", /晓明民调字〔\d{4}〕\d+号/.test(number), number);
  await page.goto(`${base}/track`);
  await fill(page, { number, code });
  await press(page);
  check("its own page is open", (await page.innerText("main")).includes(number));
  await shot("before", page);

  await press(page, ".wipe-bar button");
  check("the first screen is back", new URL(page.url()).pathname === "/kiosk", page.url());
  const kept = (await page.context().cookies()).filter((cookie) => ["pass", "told", "session", "lang"].includes(cookie.name));
  check("no cookie of the person is left", kept.length === 0, kept.map((cookie) => cookie.name).join(", "));
  const stored = await page.evaluate(() => localStorage.length + sessionStorage.length);
  check("and nothing is stored", stored === 0, `${stored} stored`);
  await shot("wiped", page);

  // Back through everything, and each form in the history sent once more.
  for (let steps = 1; steps <= 6; steps += 1) {
    await page.goBack().catch(() => page.waitForTimeout(300));
    await page.reload().catch(() => {});
    const words = await page.locator("body").innerText().catch(() => "");
    const typed = await page.locator("input, textarea").evaluateAll((all) => all.map((one) => one.value).join(" "));
    const found = [WHO, WHAT, "139 0411 0933", number, code].filter((text) => (words + typed).includes(text));
    check(`going back ${steps} shows nothing of the person`, found.length === 0, `${page.url()}: ${found.join(", ")}`);
  }
  await shot("gone-back", page);
  const again = await page.goto(`${base}/track`);
  check("tracking asks for the code again", again.status() === 200
    && (await page.locator("form.form [name=code]").inputValue()) === "");
}
