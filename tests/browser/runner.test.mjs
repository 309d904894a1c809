// The runner itself: does it see what is wrong with a page, and let a sound page pass?

import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { checkPage } from "./check-page.mjs";
import { openBrowser } from "./open-browser.mjs";
import { runJourney } from "./run-journey.mjs";
import { signIn } from "./sign-in.mjs";
import { tally } from "./tally.mjs";

const frame = (body, head = "") => `<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>试页</title><link rel="icon" href="data:,">${head}</head>
<body><main>${body}</main></body></html>`;

const pages = {
  "/sound": frame("<h1>法度</h1><p>一页好纸。</p><a href='/next'>下一步</a>"),
  "/next": frame("<h1>下一步</h1>"),
  "/wide": frame("<h1>宽</h1><p style='width:600px'>太宽</p>"),
  "/heavy": frame(`<h1>重</h1><!--${"x".repeat(120 * 1024)}-->`),
  "/barrier": frame("<h1>障碍</h1><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>"),
  "/script": frame("<div id='a'></div><script>a.innerHTML = '<h1>靠脚本</h1>'</script>"),
  "/broken": frame("<h1>出错</h1><script>missing()</script>"),
  "/sign-in": frame("<h1>登录</h1><form method='post' action='/enter'><label>账号<input name='account'></label><button>登录</button></form>"),
};

let browser, server, base, folder;

before(async () => {
  server = createServer((request, response) => {
    if (request.url === "/enter") {
      response.writeHead(303, { location: "/desk", "set-cookie": "session=1; Path=/" }).end();
    } else if (request.url === "/desk") {
      const known = request.headers.cookie === "session=1";
      response.writeHead(known ? 200 : 403, { "content-type": "text/html" });
      response.end(frame(known ? "<h1>待办</h1>" : "<h1>请登录</h1>"));
    } else {
      const page = pages[request.url];
      response.writeHead(page ? 200 : 404, { "content-type": "text/html" }).end(page ?? frame("<h1>没有</h1>"));
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${server.address().port}`;
  folder = await mkdtemp(join(tmpdir(), "fadu-pictures-"));
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

async function failuresOf(entry, session) {
  const count = tally();
  const screenshots = pathToFileURL(`${folder}/`);
  await count.guard(entry.path, (check) => checkPage({ browser, base, entry, session, check, screenshots }));
  return count.failures.map((failure) => failure.split(": ")[1]);
}

test("a sound page passes and leaves three pictures", async () => {
  assert.deepEqual(await failuresOf({ name: "sound", path: "/sound" }), []);
  const pictures = (await readdir(folder)).filter((name) => name.startsWith("sound-"));
  assert.equal(pictures.length, 3);
});

for (const [path, failure] of [
  ["/wide", "fits 320 px"],
  ["/heavy", "is light"],
  ["/barrier", "has no barrier at 390 px"],
  ["/script", "is whole without script"],
  ["/broken", "is quiet"],
  ["/gone", "answers"],
]) {
  test(`${path} is found out: ${failure}`, async () => {
    const failures = await failuresOf({ name: path.slice(1), path });
    assert.ok(failures.includes(failure), `found: ${failures.join(", ")}`);
  });
}

test("a page that is meant to be missing passes", async () => {
  assert.deepEqual(await failuresOf({ name: "gone", path: "/gone", status: 404 }), []);
});

test("an account signs in through the form and sees its page", async () => {
  const account = { path: "/sign-in", fields: { "[name=account]": "a" }, submit: "button", lands: "/desk" };
  const session = await signIn(browser, base, account);
  assert.deepEqual(await failuresOf({ name: "desk", path: "/desk" }, session), []);
  assert.ok((await failuresOf({ name: "desk", path: "/desk" })).includes("answers"));
  const lost = { ...account, lands: "/elsewhere" };
  await assert.rejects(signIn(browser, base, lost), /led to \/desk/);
});

test("a journey that throws is one failure and leaves a picture", async () => {
  const screenshots = pathToFileURL(`${folder}/`);
  const count = tally();
  const journey = {
    name: "lost-way",
    async run({ page, base, check }) {
      await page.goto(`${base}/sound`);
      check("the heading is there", (await page.innerText("h1")) === "法度");
      throw new Error("no way on");
    },
  };
  await count.guard(journey.name, (check) =>
    runJourney({ browser, city: { base }, journey, check, screenshots }));
  assert.equal(count.line(), "1 passed, 1 failed, 0 skipped");
  assert.ok((await readdir(folder)).includes("lost-way-failed.png"));
});
