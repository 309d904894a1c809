// Signs a demo account in through the form, as a person does, and keeps its cookies.

import { visitor } from "./open-browser.mjs";

// `account` is { path, fields: { selector: value }, submit, lands } from pages.json.
export async function signIn(browser, base, account) {
  if (!account) throw new Error("pages.json names an account that it does not describe");
  const context = await visitor(browser, { width: 1440 });
  try {
    const page = await context.newPage();
    await signInOn(page, base, account);
    return await context.storageState();
  } finally {
    await context.close();
  }
}

export async function signInOn(page, base, account) {
  await page.goto(base + account.path);
  for (const [selector, value] of Object.entries(account.fields)) {
    await page.fill(selector, value);
  }
  await Promise.all([page.waitForNavigation(), page.click(account.submit)]);
  const { pathname } = new URL(page.url());
  if (!pathname.startsWith(account.lands)) {
    throw new Error(`signing in led to ${pathname}, not to ${account.lands}`);
  }
}
