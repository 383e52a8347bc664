import { readFile, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { goIsThere } from "../hosts/go-toolchain.js";
import { pythonIsThere } from "../python/interpreter.js";
import { AXE_FILE, axeFindings } from "./axe.js";
import { browserIsThere, openBrowser } from "./browser.js";
import { type ElementInPage, eventually, frameCount, openPage, shown, status } from "./open-page.js";
import { type Language, start, TestProject } from "./projects.js";

const IS_THERE: Readonly<Record<Language, () => boolean>> = {
  typescript: () => true,
  python: pythonIsThere,
  go: goIsThere,
};
const LANGUAGES = (["typescript", "python", "go"] as const).filter((language) => IS_THERE[language]());
const AXE = await readFile(AXE_FILE, "utf8");

let browser: Browser;
const open = (url: string) => openPage(browser, url);

/** What a plugin counts, several times a second. */
const COUNTING: Readonly<Record<Language, (source: string) => string>> = {
  typescript: (source) =>
    source
      .replace("const INTERVAL = 1000;", "const INTERVAL = 100;\nlet count = 0;")
      .replace(/const celsius = .*;/, "const celsius = count++ / 8;")
      .replace("Math.round(celsius * 100) / 100", "celsius"),
  python: (source) =>
    source
      .replace("INTERVAL = 1.0", "INTERVAL = 0.1\ncounted = iter(range(10**9))")
      .replace(/return \{"celsius".*/, 'return {"celsius": next(counted) / 8}'),
  go: (source) =>
    source
      .replace(/= time\.Second\b/, "= 100 * time.Millisecond")
      .replace(/celsius := .*/, "celsius := float64(count) / 8\n\tcount++")
      .replace("math.Round(celsius*100) / 100", "celsius")
      .replace('\t"math"\n', "")
      .concat("\nvar count int\n"),
};

/** What the page says where a save does not build. */
const WITHOUT_SAVE = "The sources do not build; what runs is the plugin from before this save";

/** What ends a plugin a moment after its start. */
const CRASHING: Readonly<Record<Language, (source: string) => string>> = {
  typescript: (source) => `${source}\nsetTimeout(() => process.kill(process.pid, "SIGKILL"), 500);\n`,
  python: (source) =>
    source.replace(
      "import logging",
      "import logging\nimport os\nimport threading\nthreading.Timer(0.5, os._exit, [3]).start()",
    ),
  go: (source) =>
    source
      .replace('\t"time"\n', '\t"os"\n\t"time"\n')
      .concat("\nfunc init() {\n\ttime.AfterFunc(time.Second/2, func() { os.Exit(3) })\n}\n"),
};

/** A request as another program sends it. @returns its status. */
function ask(url: string, method: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers }, (response) => {
      response.destroy();
      resolve(response.statusCode);
    });
    asked.on("error", reject);
    asked.end(method === "POST" ? '{"on":false}' : undefined);
  });
}

describe.runIf(browserIsThere())("the page of dev", () => {
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  describe.each(LANGUAGES)("in %s", { timeout: 90_000 }, (language) => {
    test("the page shows a datasource's numbers as they were sent, and saves them", async () => {
      const project = await TestProject.make(language, "datasource");
      await project.change(COUNTING[language]);
      const record = join(project.folder, "frames.jsonl");
      const { dev, url } = await project.dev("--record", record);
      const page = await open(url);
      // The first point: its curve is in the legend, with the number that the terminal shows.
      await page.getByRole("button", { name: "celsius" }).waitFor();
      await eventually(() => frameCount(page)).toBeGreaterThan(5);
      await page.getByRole("button", { name: "Stop recording" }).click();
      await shown(page, "not recording");
      const lines = (await dev.until(/recording ended/)).filter((line) => /^\d\d:\d\d:\d\d\.\d{3} probe /.test(line));
      const sent = (await readFile(record, "utf8"))
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).payload.celsius as number);
      expect(sent).toEqual(sent.map((_, index) => index / 8));
      expect(lines.length).toBeLessThanOrEqual(sent.length);
      await eventually(() => frameCount(page)).toBe(sent.length);
      expect(await page.locator(".legend .value").textContent()).toBe(String(sent.at(-1)));

      const download = page.waitForEvent("download");
      await page.getByRole("button", { name: "CSV" }).click();
      const csv = await readFile(await (await download).path(), "utf8");
      const rows = csv
        .trimEnd()
        .split("\r\n")
        .map((row) => row.split(","));
      expect(rows[0]).toEqual(["time", "timestamp_ms", "source", "celsius"]);
      expect(rows.slice(1).map((row) => Number(row[3]))).toEqual(sent);

      const saved = page.waitForEvent("download");
      await page.getByRole("button", { name: "JSON lines" }).click();
      expect(await readFile(await (await saved).path(), "utf8")).toBe(await readFile(record, "utf8"));

      await page.getByRole("button", { name: "Start recording" }).click();
      await eventually(() => frameCount(page)).toBeGreaterThan(sent.length);
      expect(await dev.interrupted()).toBe(0);
      await shown(page, "dev has ended");
    });

    test("a plugin that ends, or cannot start, is an overlay with its place until a save mends it", async () => {
      const project = await TestProject.make(language, "datasource");
      const { dev, url } = await project.dev();
      const page = await open(url);
      await page.getByRole("button", { name: "celsius" }).waitFor();
      const overlay = page.locator(".overlay");
      expect(await overlay.isVisible()).toBe(false);

      const source = await project.change(CRASHING[language]);
      await overlay.getByText(/the plugin ended \((SIGKILL|exit code 3)\)/).waitFor();
      await writeFile(project.plugin, source);
      await overlay.waitFor({ state: "hidden" });

      await eventually(() => status(page, "State")).toBe("recording");
      await writeFile(project.plugin, `${source}\nbroken = ;\n`);
      // Nothing builds Python: it does not start.
      const isBuilt = language !== "python";
      await overlay.getByRole("heading", { name: isBuilt ? WITHOUT_SAVE : "The plugin does not run" }).waitFor();
      const line = source.split("\n").length + 1;
      await overlay
        .getByText(new RegExp(`plugin\\.ts:${line}:|plugin\\.py", line ${line}|plugin\\.go:${line}:`))
        .waitFor();
      await writeFile(project.plugin, source);
      await overlay.waitFor({ state: "hidden" });
      await eventually(() => status(page, "State")).toBe("recording");
      await eventually(() => status(page, "Restarts")).toMatch(/^[2-9]$/);
      expect(await dev.interrupted()).toBe(0);
    });

    test("a command is sent as it is written, and its answers stand beside it", async () => {
      const project = await TestProject.make(language, "controller");
      await project.change(COUNTING[language]);
      const { dev, url } = await project.dev();
      const page = await open(url);
      await eventually(() => status(page, "State")).toBe("takes commands");
      const raw = page.getByRole("form", { name: "any request" });
      const newest = page.locator(".history li").first();
      await raw.getByRole("textbox").fill('{"command": "dance"}');
      await raw.getByRole("button", { name: "Send" }).click();
      await newest.getByText(/unknown command "dance"; probe knows: read, start-record/).waitFor();
      // What the refusal names has a form from then on; a TypeScript plugin's are known before.
      await page.getByRole("form", { name: "read", exact: true }).getByRole("button", { name: "Send" }).click();
      await newest.getByText("done, 1 answer").waitFor();
      expect(await newest.locator("code").textContent()).toBe('{"command":"read"}');
      expect(await newest.locator("pre").textContent()).toMatch(/^\{"celsius":0(\.0)?\}$/);
      await page.getByRole("form", { name: "start-record" }).getByRole("button", { name: "Send" }).click();
      await newest.getByText(/answers come, \d\d answers/).waitFor();
      await page.getByRole("button", { name: "start-record: celsius" }).waitFor();
      // What is typed in the terminal is there, too; and an answer is sent again.
      dev.type('{"command": "read", "id": 7}');
      await page.locator(".history li").first().getByText('"id":7').first().waitFor();
      await page.locator(".history li").first().getByRole("button", { name: "Send again" }).click();
      await eventually(() => page.locator(".history li").count()).toBe(5);
      expect(await dev.interrupted()).toBe(0);
    });
  });

  test(
    "a command's form is made of its schema, and refuses what the schema does not take",
    { timeout: 60_000 },
    async () => {
      const project = await TestProject.make("typescript", "controller");
      await project.change((source) =>
        source.replace('from "laniakea-plugin-sdk";', 'from "laniakea-plugin-sdk";\nimport { z } from "zod";').replace(
          "  commands: {",
          `  commands: {
    set: {
      args: z.object({ target: z.number().min(0).max(50), unit: z.enum(["C", "F"]), fast: z.boolean().optional() }),
      run: ({ args }) => ({ ...args }),
    },`,
        ),
      );
      const { dev, url } = await project.dev();
      const page = await open(url);
      const form = page.getByRole("form", { name: "set" });
      await form.getByLabel("target").fill("21.5");
      await form.getByLabel("unit").selectOption("F");
      await form.getByRole("button", { name: "Send" }).click();
      const newest = page.locator(".history li").first();
      await newest.getByText("done, 1 answer").waitFor();
      expect(await newest.locator("code").textContent()).toBe('{"command":"set","args":{"target":21.5,"unit":"F"}}');
      expect(await newest.locator("pre").textContent()).toBe('{"target":21.5,"unit":"F"}');
      await form.getByLabel("target").fill("51");
      await form.getByRole("button", { name: "Send" }).click();
      expect(
        await form
          .getByLabel("target")
          .evaluate((element) => (element as unknown as ElementInPage).validity.rangeOverflow),
      ).toBe(true);
      expect(await page.locator(".history li").count()).toBe(1);
      expect(await dev.interrupted()).toBe(0);
    },
  );

  test("what is paused or zoomed stays while frames come", { timeout: 60_000 }, async () => {
    const project = await TestProject.make("typescript", "datasource");
    await project.change(COUNTING.typescript);
    const { url } = await project.dev();
    const page = await open(url);
    await page.getByRole("button", { name: "celsius" }).waitFor();
    const plot = page.locator(".plot canvas");
    const picture = () => plot.evaluate((canvas) => (canvas as unknown as ElementInPage).toDataURL());
    const staysWhileFramesCome = async () => {
      const before = await picture();
      const count = await frameCount(page);
      await eventually(() => frameCount(page)).toBeGreaterThan(count + 5);
      return (await picture()) === before;
    };
    await eventually(() => frameCount(page)).toBeGreaterThan(20);
    expect(await staysWhileFramesCome()).toBe(false);
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Continue" }).waitFor();
    // The line to the first sample after the window is drawn as far as its edge.
    const atPause = await frameCount(page);
    await eventually(() => frameCount(page)).toBeGreaterThan(atPause + 1);
    await page.evaluate("new Promise(requestAnimationFrame)");
    expect(await staysWhileFramesCome()).toBe(true);
    const paused = await picture();
    await page.keyboard.press("ArrowLeft");
    await page.evaluate("new Promise(requestAnimationFrame)");
    expect(await picture()).not.toBe(paused);
    await page.keyboard.press("End");
    await page.getByRole("button", { name: "Pause" }).waitFor();

    const box = await page.locator(".plot .u-over").boundingBox();
    if (box === null) throw new Error("there is no plot");
    await page.mouse.move(box.x + box.width * 0.9, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.95, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await page.mouse.move(5, 5);
    await eventually(() => page.getByRole("combobox", { name: "Window" }).inputValue()).toBe("");
    await page.evaluate("new Promise(requestAnimationFrame)");
    expect(await staysWhileFramesCome()).toBe(true);
    await page.getByRole("button", { name: "Follow" }).click();
    expect(await staysWhileFramesCome()).toBe(false);
  });

  test("the plot is saved as a picture of its curves", { timeout: 60_000 }, async () => {
    const project = await TestProject.make("typescript", "datasource");
    await project.change(COUNTING.typescript);
    const { url } = await project.dev();
    const page = await open(url);
    await eventually(() => frameCount(page)).toBeGreaterThan(20);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "PNG" }).click();
    const png = (await readFile(await (await download).path())).toString("base64");
    // The curve of a minute with 2 s of samples, and the square before its name.
    const seen = await page.evaluate(`(async () => {
      const image = new Image();
      image.src = "data:image/png;base64,${png}";
      await image.decode();
      const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
      context.drawImage(image, 0, 0);
      const colour = getComputedStyle(document.querySelector(".swatch")).borderTopColor.match(/\\d+/g).map(Number);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      const rows = { curve: 0, name: 0 };
      const plot = document.querySelector(".plot canvas");
      for (let at = 0; at < data.length; at += 4) {
        if (colour.every((part, index) => data[at + index] === part)) rows[at / 4 / image.width < plot.height ? "curve" : "name"]++;
      }
      return { ...rows, width: image.width - plot.width };
    })()`);
    expect(seen).toMatchObject({ width: 0, name: 100 });
    expect((seen as { curve: number }).curve).toBeGreaterThan(30);
  });

  test("a recording that fails names the author's line", { timeout: 60_000 }, async () => {
    const project = await TestProject.make("typescript", "datasource");
    const source = await project.change((text) =>
      text.replace("const celsius", 'if (Date.now() > 0) throw new Error("not plugged in");\n  const celsius'),
    );
    const line = source.slice(0, source.indexOf("const celsius")).split("\n").length;
    const { url } = await project.dev();
    const page = await open(url);
    const overlay = page.locator(".overlay");
    await overlay.getByRole("heading", { name: "The recording failed" }).waitFor();
    await overlay.getByText("not plugged in").first().waitFor();
    await page.getByRole("tab", { name: "Log" }).click();
    await page.getByRole("combobox", { name: "Level from" }).selectOption("error");
    const errors = page.getByRole("cell", { name: "error", exact: true });
    await errors.first().waitFor();
    await page.getByRole("searchbox", { name: "Search" }).fill("NOT plugged");
    await page.getByText(/^[1-9]\d* of \d+$/).waitFor();
    await page.getByRole("searchbox", { name: "Search" }).fill("no such words");
    await page.getByText(/^0 of \d+$/).waitFor();
    expect(await errors.count()).toBe(0);
    await page.getByRole("searchbox", { name: "Search" }).fill("");
    await page
      .getByRole("cell", { name: /at readSensor/ })
      .first()
      .click();
    const detail = await page.getByRole("region", { name: "The selected row" }).textContent();
    expect(detail).toMatch(new RegExp(`at readSensor \\(.*/src/plugin\\.ts:${line}:`));
    expect(detail).not.toContain("bundle.cjs");
    await writeFile(project.plugin, source);
    await overlay.waitFor({ state: "hidden" });
    await eventually(() => status(page, "State")).toBe("recording");
  });

  test("only the page itself gets in", { timeout: 60_000 }, async () => {
    const project = await TestProject.make("typescript", "datasource");
    const { dev, url } = await project.dev();
    await dev.shows(/probe \{"celsius":/);
    const { origin, host, search } = new URL(url);
    const events = `${origin}/events${search}`;
    const record = `${origin}/record${search}`;
    expect(await ask(url, "GET", {})).toBe(200);
    expect(await ask(origin, "GET", {})).toBe(403);
    expect(await ask(`${origin}/?token=wrong`, "GET", {})).toBe(403);
    expect(await ask(url, "GET", { host: "evil.example" })).toBe(403);
    expect(await ask(`${origin}/events`, "GET", {})).toBe(403);
    expect(await ask(events, "GET", { origin: "http://evil.example" })).toBe(403);
    expect(await ask(events, "GET", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" })).toBe(403);
    expect(await ask(record, "POST", {})).toBe(403);
    expect(await ask(record, "POST", { origin: "http://evil.example" })).toBe(403);
    expect(await ask(record, "POST", { origin: `http://${host}`, host: "evil.example" })).toBe(403);
    expect(await ask(`${origin}/record`, "POST", { origin })).toBe(403);
    expect(await ask(record, "POST", { origin })).toBe(200);
  });

  test("a payload is text, whatever it holds", { timeout: 60_000 }, async () => {
    const project = await TestProject.make("typescript", "datasource");
    const evil = '<img src=x onerror="document.title=1">';
    await project.change((source) =>
      source.replace(
        "yield await readSensor();",
        `yield { ...(await readSensor()), ${JSON.stringify(evil)}: 1, text: ${JSON.stringify(evil)} };`,
      ),
    );
    const { url } = await project.dev();
    const page = await open(url);
    await page.getByRole("button", { name: evil }).waitFor();
    await page
      .getByRole("cell", { name: /onerror/ })
      .first()
      .waitFor();
    expect(await page.locator("img").count()).toBe(0);
  });

  test("everybody can use it: axe finds nothing, light and dark, wide and narrow", { timeout: 90_000 }, async () => {
    const project = await TestProject.make("typescript", "controller");
    const { url } = await project.dev();
    const page = await open(url);
    await page.getByRole("form", { name: "read", exact: true }).getByRole("button", { name: "Send" }).click();
    await page.getByRole("button", { name: "read: celsius" }).waitFor();
    await page.evaluate(AXE);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      for (const tab of ["Commands", "Frames", "Log"]) {
        await page.getByRole("tab", { name: tab }).click();
        expect(await axeFindings(page), `${colorScheme}, ${tab}`).toEqual([]);
      }
    }
    await page.setViewportSize({ width: 400, height: 800 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(400);
  });

  test("a recording is shown again without the plugin, all at once or in time", { timeout: 60_000 }, async () => {
    const project = await TestProject.make("typescript", "datasource");
    const lines = Array.from({ length: 50 }, (_, index) =>
      JSON.stringify({
        at: 1_700_000_000_000 + index * 100,
        recording: 1,
        source: "probe",
        type: "application/json",
        timestamp: 1_700_000_000_000 + index * 100,
        payload: { celsius: index },
      }),
    );
    await writeFile(join(project.folder, "frames.jsonl"), `${lines.join("\n")}\n`);
    for (const args of [
      ["plot", "frames.jsonl"],
      ["dev", "--replay", "frames.jsonl", "--speed", "20"],
    ]) {
      const replay = start(project.folder, ...args);
      const url = /http:\S+/.exec(await replay.shows(/http:/))?.[0] ?? "";
      const page = await open(url);
      await eventually(() => frameCount(page)).toBe(50);
      expect(await page.locator(".legend .value").textContent()).toBe("49");
      expect(await page.getByRole("button", { name: /recording/ }).count()).toBe(0);
      expect(await replay.interrupted()).toBe(0);
    }
    await writeFile(join(project.folder, "wrong.jsonl"), '{"at":1}\n{"at":2}\n');
    const refused = start(project.folder, "plot", "wrong.jsonl");
    await refused.shows(/error: .*wrong\.jsonl:1: it has none of "payload", "text" and "base64"/);
  });

  test("blocks at 10 kHz get to the page without a loss", { timeout: 90_000 }, async () => {
    const project = await TestProject.make("typescript", "datasource");
    const samples = "Array.from({ length: 500 }, (_, place) => Math.sin((n * 500 + place) / 700))";
    await project.change((source) =>
      source
        .replace("yield await readSensor();", `yield { volts: ${samples}, rateHz: 10000, n: n++ };`)
        .replace("log.info", "let n = 0;\n    log.info")
        .replace("const INTERVAL = 1000;", "const INTERVAL = 25;"),
    );
    const record = join(project.folder, "frames.jsonl");
    const { url } = await project.dev("--record", record);
    const page = await open(url);
    await page.getByRole("button", { name: "volts" }).waitFor();
    await eventually(() => frameCount(page)).toBeGreaterThan(150);
    await page.getByRole("button", { name: "Stop recording" }).click();
    await shown(page, "not recording");
    const sent = (await readFile(record, "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).payload.n as number);
    expect(sent).toEqual(sent.map((_, index) => index));
    await eventually(() => status(page, "Frames")).toBe(String(sent.length));
    expect(await page.locator(".legend tr", { hasText: /^n/ }).locator(".value").textContent()).toBe(
      String(sent.length - 1),
    );
  });
});
