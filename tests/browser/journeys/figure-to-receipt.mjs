// A published figure is opened down to one act, and the receipt of that act is verified.

import { fill, press } from "../forms.mjs";
import { follow } from "../mediation-walk.mjs";

export const name = "figure-to-receipt";

export async function run({ page, base, folder, check, shot, as, cli }) {
  await page.goto(`${base}/figures/published`);
  const line = page.locator("main tr, main li", { hasText: "F204" }).first();
  check("the published figure stands beside the counted one", /1,?121/.test(await line.innerText()));
  await shot("published");
  await Promise.all([page.waitForNavigation(), line.locator("a[href*='/figures/']").first().click()]);
  check("the figure says how it is counted", /定义/.test(await page.innerText("main")));
  check("and its value", /1,?121/.test(await page.innerText("main")));
  await shot("figure");
  const act = page.locator("main a[href^='/acts/']").first();
  const number = (await act.getAttribute("href")).split("/").pop();
  await Promise.all([page.waitForNavigation(), act.click()]);
  const told = await page.innerText("main");
  check("the act agrees with its leaf", told.includes("相符"), told.slice(0, 200));
  check("the public reads no name in it", !/申请人\s+[\u4e00-\u9fff]{2,3}\n/.test(told));
  await shot("act");
  const refused = await page.goto(`${base}/receipts/${number}`);
  check("the receipt itself is not for the public", refused.status() === 403, `status ${refused.status()}`);

  const officer = await as("mediation-officer");
  await officer.goto(`${base}/acts/${number}`);
  await follow(officer, "main a[href^='/matters/']");
  await shot("matter", officer);
  await officer.goto(`${base}/receipts/${number}`);
  const [download] = await Promise.all([
    officer.waitForEvent("download"),
    officer.locator("main a[href$='.json']").first().click(),
  ]);
  const path = await download.path();
  await page.goto(`${base}/receipts`);
  await page.setInputFiles("main input[type=file]", path);
  await press(page, "main form[action='/receipts/file'] button");
  check("anybody can check it", (await page.locator(".notice-done").count()) === 1,
    (await page.innerText("main")).slice(0, 200));
  await shot("checked");
  await fill(page, { receipt: "{\"not\": \"a receipt\"}" });
  await press(page, "main form[action='/receipts'] button");
  check("what is no receipt is refused", (await page.locator(".error-summary").count()) === 1);
  if (folder) {
    const { code, out, err } = await cli("verify", "--receipt", path);
    check("the program agrees", code === 0, out + err);
    const recount = await cli("acts", "--data", folder, "--figure", "mediation.disputes_mediated", "--json");
    check("the program answers for the acts of figures", recount.code === 0 || recount.err !== "", recount.err);
  }
}
