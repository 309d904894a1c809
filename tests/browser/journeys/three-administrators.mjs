// Three administrators keep each other in check: each opens only their own pages, none a matter.

import { fill, press } from "../forms.mjs";

export const name = "three-administrators";
export const width = 1440;

const OWN = { system: "/units", security: "/accounts", audit: "/audit" };

export async function run({ base, check, shot, as, axe }) {
  const listing = await as("township");
  await listing.goto(`${base}/matters`);
  const matter = await listing.locator("main a[href^='/matters/']").first().getAttribute("href");
  for (const [who, own] of Object.entries(OWN)) {
    const desk = await as(who);
    for (const address of [...Object.values(OWN), "/matters", "/registers", "/hotline", matter]) {
      const response = await desk.goto(base + address);
      const wanted = address === own ? 200 : 403;
      check(`${who} at ${address === matter ? "a matter" : address}: ${wanted}`,
        response.status() === wanted || (wanted === 403 && response.status() === 404),
        `status ${response.status()}`);
    }
    await desk.goto(`${base}/desk`);
    check(`${who} lands at ${own}`, new URL(desk.url()).pathname === own, desk.url());
    const rail = await desk.locator("nav a[href^='/']").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    const others = rail.filter((address) => Object.values(OWN).includes(address) && address !== own);
    check(`${who} is offered no one else's page`, others.length === 0, others.join(" "));
    const violations = await axe(desk);
    check(`${who} meets no barrier`, violations.length === 0, violations.join("; "));
    await shot(who, desk);
  }

  const worker = await as("township");
  for (const address of Object.values(OWN)) {
    const response = await worker.goto(base + address);
    check(`somebody at work may not open ${address}`, response.status() === 403, `status ${response.status()}`);
  }

  const audit = await as("audit");
  await audit.goto(`${base}/audit?tab=sign-ins`);
  check("the audit sees who signed in", (await audit.innerText("main")).includes("富艳秋"));
  await audit.goto(`${base}/audit?tab=refusals`);
  check("and what was refused", (await audit.locator("main tbody tr, main li").count()) > 0);
  await shot("refusals", audit);
  await audit.goto(`${base}/audit?tab=ledger`);
  await shot("ledger", audit);

  const corrections = await as("corrections");
  await corrections.goto(`${base}/matters?procedure=correction`);
  await Promise.all([corrections.waitForNavigation(), corrections.locator("main a[href^='/matters/']").first().click()]);
  const number = (await corrections.innerText("main")).match(/\S+〔\d{4}〕\d+号/)[0];
  await audit.goto(`${base}/audit?number=${encodeURIComponent(number)}`);
  check("reading sensitive data leaves a trace", (await audit.locator("main table").innerText()).includes("丛立民"),
    (await audit.innerText("main")).slice(0, 300));

  const system = await as("system");
  await system.goto(`${base}/units`);
  await fill(system, {}).then(() => press(system, "main form.form button.button"));
  check("a unit without a name is refused in words", (await system.locator(".error-summary").count()) === 1);
  await shot("unit-refused", system);
}
