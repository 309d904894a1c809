// A table with wrong rows is previewed row by row, thrown away, sent again and carried out.

import { press } from "../forms.mjs";

export const name = "import-with-faults";
export const width = 1440;

const TABLE = `活动形式,主题,受众人数,地点
送法进村（社区）,民法典与邻里,45,柳荫村
宪法宣传,国家宪法日,120,市民广场
送法进月球,写错的形式,10,某地
送法进校,没有填受众人数,,实验小学
炕头（入户）学堂,=HYPERLINK("http://a.example"),12,双井村
送法进企业,受众人数不是数,许多,某厂
`;

export async function run({ base, check, shot, as, axe }) {
  const desk = await as("education");
  const preview = async (text, fileName = "activities.csv") => {
    await desk.goto(`${base}/import/education_activity/hold`);
    await desk.setInputFiles("main form.form input[type=file]", {
      name: fileName, mimeType: "text/csv", buffer: Buffer.from(text),
    });
    await press(desk, "main form.form button.button");
  };
  const count = async () => {
    await desk.goto(`${base}/matters?procedure=education_activity&q=${encodeURIComponent("国家宪法日")}`);
    return (await desk.locator("main a[href^='/matters/']").allInnerTexts()).length;
  };
  const before = await count();

  await desk.goto(`${base}/import`);
  await shot("choose", desk);
  await preview(TABLE);
  const words = await desk.innerText("main");
  check("three rows can be done, three cannot", /3 行可以提交，3 行不能提交/.test(words), words.slice(0, 300));
  for (const [line, reason] of [["4", "活动形式"], ["5", "受众人数"], ["7", "受众人数"]]) {
    const row = desk.locator("main tr", { hasText: reason }).filter({ hasText: line });
    check(`line ${line} is told with its reason`, (await row.count()) > 0);
  }
  const violations = await axe(desk);
  check("the preview has no barrier", violations.length === 0, violations.join("; "));
  await shot("preview", desk);
  check("nothing is done by a preview", (await count()) === before);

  await preview(TABLE);
  await press(desk, "main button:has-text('整批撤销')");
  await shot("thrown-away", desk);
  check("throwing away leaves nothing", (await count()) === before);

  await preview(TABLE);
  await press(desk, "main button:has-text('提交 3 行')");
  const done = await desk.innerText("main");
  check("three rows are carried out with receipts",
    (await desk.locator("main a[href^='/acts/'], main a[href^='/receipts/']").count()) >= 3, done.slice(0, 300));
  await shot("carried-out", desk);
  const faults = desk.locator("main a[href$='/faults.xlsx']").first();
  const [download] = await Promise.all([desk.waitForEvent("download"), faults.click()]);
  check("the wrong rows can be taken home", /\.xlsx$/.test(download.suggestedFilename()));
  check("the row is in the record once", (await count()) === before + 1);

  for (const [what, text, fileName] of [
    ["an empty file", "", "empty.csv"],
    ["no table", "\u0000\u0001\u0002PK", "../../etc/passwd.xlsx"],
    ["a table of other things", "甲,乙\n1,2\n", "other.csv"],
  ]) {
    await preview(text, fileName);
    const told = desk.locator("main .error-summary, main .notice");
    check(`${what} gets a clear word`, (await told.count()) > 0, (await desk.innerText("main")).slice(0, 200));
  }
}
