// Signs a demo account in through the form, as a person does, and keeps its cookies.

import { request } from "node:http";
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

// Each account signs in once in a run, however many pages and journeys it opens, and each from an
// address of its own: the city admits only so many log-ins a minute from one, and twenty people
// sit at twenty desks. The form itself is walked through by the journey `sign-in-and-out`.
export function signedIn(base, accounts) {
  const sessions = new Map();
  return (name) => {
    if (name && !sessions.has(name)) {
      const desk = `127.0.0.${sessions.size + 2}`;
      sessions.set(name, sessionFrom(desk, base, accounts[name], name));
    }
    return sessions.get(name);
  };
}

async function sessionFrom(desk, base, account, name) {
  if (!account) throw new Error(`pages.json does not describe the account ${name}`);
  const asked = await ask(desk, base + account.path);
  const csrf = /name="csrf" value="([^"]+)"/.exec(asked.body)?.[1];
  const typed = Object.entries(account.fields).map(([field, value]) => [/name=(\w+)/.exec(field)[1], value]);
  const body = new URLSearchParams([["csrf", csrf], ...typed]).toString();
  const entered = await ask(desk, base + account.path, { cookies: asked.cookies, body });
  if (entered.status !== 303) throw new Error(`signing ${name} in was answered with ${entered.status}`);
  const { hostname } = new URL(base);
  const cookies = [...asked.cookies, ...entered.cookies].map(([key, value]) => ({
    name: key, value, domain: hostname, path: "/", expires: -1, httpOnly: true, secure: false, sameSite: "Lax",
  }));
  return { cookies, origins: [] };
}

// One request from an address of this machine: { status, body, cookies: [[name, value]] }.
function ask(from, url, { cookies = [], body } = {}) {
  const local = new URL(url).hostname === "127.0.0.1" ? { localAddress: from } : {};
  const headers = { cookie: cookies.map((pair) => pair.join("=")).join("; ") };
  if (body) headers["content-type"] = "application/x-www-form-urlencoded";
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: body ? "POST" : "GET", headers, agent: false, ...local }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => {
        const given = (response.headers["set-cookie"] ?? []).map((line) => line.split(";")[0].split(/=(.*)/s, 2));
        resolve({ status: response.statusCode, body: Buffer.concat(parts).toString(), cookies: given });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
