// Filling in and sending forms as a person does: by name of the question, then the check of the
// answers, then the button.

// `answers` is { name: value }; a list ticks several boxes. What lies folded away is opened first.
export async function fill(page, answers) {
  for (const [name, value] of Object.entries(answers)) {
    const control = page.locator(`form.form [name="${name}"]`);
    if ((await control.count()) === 0) throw new Error(`no question ${name} at ${page.url()}`);
    await unfold(control.first());
    const kind = await control.first().evaluate((element) => element.type ?? element.localName);
    if (kind === "radio" || kind === "checkbox") {
      for (const one of [value].flat()) {
        await page.locator(`form.form [name="${name}"][value="${one}"]`).check();
      }
    } else if (kind.startsWith("select")) {
      await control.first().selectOption([value].flat());
    } else if (kind === "file") {
      await control.first().setInputFiles(value);
    } else {
      await control.first().fill(String(value));
    }
  }
}

// Clicks instead of setting an attribute: without script there is nothing else.
async function unfold(control) {
  const folded = control.locator("xpath=ancestor::details[not(@open)]");
  while ((await folded.count()) > 0) await folded.first().locator("> summary").click();
}

// Presses the form's own button and waits for the page that follows.
export async function press(page, button = "form.form .form-end button.button") {
  const [response] = await Promise.all([page.waitForNavigation(), page.locator(button).first().click()]);
  return response;
}

// Fills in, goes to the check, and sends. Throws with the page's own words if it is not taken.
export async function send(page, answers) {
  await fill(page, answers);
  await press(page);
  if ((await page.locator('form.form input[name="form-step"]').count()) === 0) {
    throw new Error(`not ready to send at ${page.url()}: ${await wordsOfRefusal(page)}`);
  }
  const response = await press(page);
  if (response && response.status() >= 400) {
    throw new Error(`not taken at ${page.url()}: ${await wordsOfRefusal(page)}`);
  }
}

// Does one act in a matter, from the matter's page, by the link that offers it.
export async function act(page, number, name, answers = {}) {
  await openMatter(page, number);
  const link = page.locator(`main a[href$="/acts/${name}"]`).first();
  if ((await link.count()) === 0) {
    throw new Error(`${number} does not offer ${name}: ${(await page.innerText("main")).slice(0, 400)}`);
  }
  await Promise.all([page.waitForNavigation(), link.click()]);
  await send(page, answers);
}

export async function openMatter(page, number) {
  await page.goto(new URL(`/matters/${encodeURIComponent(number)}`, page.url()).href);
}

export async function wordsOfRefusal(page) {
  const told = page.locator(".error-summary, .refusal");
  const words = (await told.count()) > 0 ? await told.allInnerTexts() : [await page.innerText("main")];
  return words.join(" ").replace(/\s+/g, " ").slice(0, 400);
}

// A day so many days from today by the city's calendar, as the forms take it.
export function daysAfter(day, count) {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}
