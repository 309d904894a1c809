// Signs a demo account in through the form, as a person does, and keeps its cookies.

import { visitor } from "./open-browser.mjs";

// `account` is { path, fields: { selector: value }, submit, lands? }.
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
  const lands = account.lands ? pathname.startsWith(account.lands) : pathname !== account.path;
  if (!lands) throw new Error(`signing in led to ${pathname}, not to ${account.lands ?? "a desk"}`);
}

// Each account signs in once in a run, however many pages and journeys it opens: the city admits
// only so many log-ins a minute from one address, and people keep their session too.
export function signedIn(browser, base, accounts) {
  const sessions = new Map();
  return (name) => {
    if (name && !sessions.has(name)) sessions.set(name, signIn(browser, base, accounts[name]));
    return sessions.get(name);
  };
}
