import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { run } from "../create/support/cli.js";
import { Dev } from "../create/support/dev.js";

const ROOT = join(import.meta.dirname, "../..");
const COMMAND = join(ROOT, "sdk/typescript/dist/cli/main.js");
const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanUp.splice(0).reverse()) clean();
});

/** A made project, with the modules of this repository in place of its own. */
async function makeProject(type: "datasource" | "controller"): Promise<string> {
  const cwd = mkdtempSync(join(tmpdir(), "dev-"));
  cleanUp.push(() => rmSync(cwd, { recursive: true, force: true }));
  const { code } = await run(["probe", "--type", type, "--yes", "--no-install"], { cwd });
  expect(code).toBe(0);
  symlinkSync(join(ROOT, "node_modules"), join(cwd, "probe/node_modules"));
  return join(cwd, "probe");
}

/** The work folders of a run of `dev`. Other tests have theirs beside them. */
function foldersOf({ child }: Dev): string[] {
  const cache = readdirSync(join(ROOT, "node_modules/.cache"));
  return cache.filter((name) => name.startsWith("laniakea-plugin-dev-") && name.includes(`-${child.pid}-`));
}

test("dev shows a datasource's readings, starts it again on each save, and Ctrl-C ends it", async () => {
  const project = await makeProject("datasource");
  const dev = new Dev(COMMAND, project);
  await dev.shows(/probe \(datasource\) under the built-in host/);
  await dev.shows(/^\d\d:\d\d:\d\d\.\d{3} probe \{"celsius":[\d.]+\}$/);

  dev.type("help");
  await dev.shows(/^a datasource takes no commands; Ctrl-C ends the plugin, and dev with it$/);

  const plugin = join(project, "src/plugin.ts");
  const source = readFileSync(plugin, "utf8");
  writeFileSync(plugin, source.replace("return { celsius:", "return { kelvin:").replaceAll("celsius:", "kelvin:"));
  await dev.shows(/probe \{"kelvin":/);

  writeFileSync(plugin, `${source}\nconst broken = (`);
  await dev.shows(/ERROR.*Unexpected end of file/);
  // A stack names the author's line, not the bundle's.
  writeFileSync(plugin, `${source}\nnull!.oops();\n`.replace("null!", "(null as never as { oops(): void })"));
  await dev.shows(new RegExp(`at .*src/plugin\\.ts:${source.split("\n").length + 1}:\\d+`));
  // So does the error of a value that cannot be sent.
  const forgetful = "{ v: Promise.resolve(1) } as unknown; yield";
  writeFileSync(plugin, source.replace("yield await", `yield ${forgetful} await`));
  const line = source.slice(0, source.indexOf("yield await")).split("\n").length;
  await dev.shows(new RegExp(`^✖ .*is a Promise, .*: await it \\(\\S*src/plugin\\.ts:${line}:\\d+\\)$`));
  writeFileSync(plugin, source);
  await dev.shows(/probe \{"celsius":/);

  expect(await dev.interrupted()).toBe(0);
  await dev.shows(/recording ended/);
  expect(foldersOf(dev)).toEqual([]);
});

test("dev starts a plugin again when its settings file is saved, made or removed", async () => {
  const project = await makeProject("datasource");
  const plugin = join(project, "src/plugin.ts");
  const source = readFileSync(plugin, "utf8");
  const withSettings = source.replace("  version:", '  settings: { place: { default: "lab" } },\n  version:');
  writeFileSync(plugin, withSettings.replace("record({", "record({ settings,").replace(/yield .*;/, "yield settings;"));
  const dev = new Dev(COMMAND, project);
  await dev.shows(/probe \{"place":"lab"\}$/);
  const file = join(project, "settings.json");
  writeFileSync(file, '{"place": "cellar"}');
  await dev.shows(/^the settings file has changed; the plugin starts again$/);
  await dev.shows(/probe \{"place":"cellar"\}$/);
  // As many editors save: another file comes into its place.
  writeFileSync(`${file}~`, '{"place": 5}');
  renameSync(`${file}~`, file);
  await dev.shows(/settings\.json: place is 5 and must be a string, such as "lab"/);
  rmSync(file);
  await dev.shows(/probe \{"place":"lab"\}$/);
  expect(await dev.interrupted()).toBe(0);
});

test("what a killed dev has left in the project is gone with the next one, and what a running one has is not", async () => {
  const project = await makeProject("datasource");
  const [killed, running] = [new Dev(COMMAND, project), new Dev(COMMAND, project)];
  for (const dev of [killed, running]) await dev.shows(/probe \{"celsius":/);
  killed.child.kill("SIGKILL");
  await once(killed.child, "exit");
  expect([foldersOf(killed).length, foldersOf(running).length]).toEqual([1, 1]);
  const next = new Dev(COMMAND, project);
  await next.shows(/probe \{"celsius":/);
  expect([foldersOf(killed).length, foldersOf(running).length]).toEqual([0, 1]);
  for (const dev of [running, next]) expect(await dev.interrupted()).toBe(0);
});

test("dev says once that a plugin has ended, and starts it again at the next save", async () => {
  const project = await makeProject("controller");
  const plugin = join(project, "src/plugin.ts");
  const source = readFileSync(plugin, "utf8");
  writeFileSync(plugin, source.replace("  commands: {", "  commands: {\n    quit() {\n      process.exit(3);\n    },"));
  const dev = new Dev(COMMAND, project);
  await dev.shows(/type a command/);
  dev.type("quit");
  const said = await dev.until(/the plugin ended \(exit code 3\); save a file to start it again$/);
  expect(said.filter((line) => line.startsWith("✖"))).toHaveLength(1);
  dev.type("read");
  expect(await dev.until(/^✖/)).toEqual(["✖ the plugin has ended; save a file to start it again"]);
  writeFileSync(plugin, source);
  expect((await dev.until(/type a command/)).filter((line) => line.startsWith("✖"))).toEqual([]);
  dev.type("read");
  await dev.shows(/probe \{"celsius":/);
  expect(await dev.interrupted()).toBe(0);
});

test("dev says what calls the plugin another type than it is", async () => {
  const project = await makeProject("datasource");
  const entry = join(project, "laniakea-plugin.yaml");
  writeFileSync(entry, readFileSync(entry, "utf8").replace('"datasource"', '"controller"'));
  const record = join(project, ".create-laniakea-plugin.json");
  const text = readFileSync(record, "utf8").replace('"type": "datasource"', '"type": "controller"');
  writeFileSync(record, text);
  const dev = new Dev(COMMAND, project);
  await dev.shows(
    /^warning: the plugin is a datasource, and laniakea-plugin\.yaml says type: "controller": the daemon/,
  );
  await dev.shows(
    /^warning: the plugin is a datasource, and was made as a controller \(\.create-laniakea-plugin\.json\)/,
  );
  await dev.shows(/probe \{"celsius":/);
  // What is wrong is corrected while dev runs, and not said again.
  writeFileSync(entry, readFileSync(entry, "utf8").replace('"controller"', '"datasource"'));
  const plugin = join(project, "src/plugin.ts");
  writeFileSync(plugin, `${readFileSync(plugin, "utf8")}\nconsole.error("saved");\n`);
  const said = await dev.until(/was made as a controller/);
  expect(said.filter((line) => line.includes("laniakea-plugin.yaml"))).toEqual([]);
  expect(await dev.interrupted()).toBe(0);
});

test("dev says that a datasource has ended", async () => {
  const project = await makeProject("datasource");
  const plugin = join(project, "src/plugin.ts");
  writeFileSync(
    plugin,
    `${readFileSync(plugin, "utf8")}\nsetTimeout(() => process.kill(process.pid, "SIGKILL"), 500);\n`,
  );
  const dev = new Dev(COMMAND, project);
  const said = await dev.until(/the plugin ended \(SIGKILL\); save a file to start it again$/);
  expect(said.filter((line) => line.startsWith("✖"))).toHaveLength(1);
  expect(await dev.interrupted()).toBe(0);
});

test("dev names the commands that a controller has, and no others", async () => {
  const project = await makeProject("controller");
  const plugin = join(project, "src/plugin.ts");
  const source = readFileSync(plugin, "utf8");
  writeFileSync(plugin, source.replace(/\bread\b/g, "weigh"));
  const dev = new Dev(COMMAND, project);
  await dev.shows(/^type a command of the plugin's/);
  dev.type("?");
  const hint = await dev.shows(/^type a command of the plugin's .*; Ctrl-C ends/);
  expect(hint).toMatch(/\(weigh, start-record\), as NAME {3}or: NAME \{"KEY": VALUE\} {3}or: \{"command": "NAME", /);
  expect(hint).not.toMatch(/\b(?:read|set)\b/);
  expect(await dev.interrupted()).toBe(0);
});

test("dev says how to start again what has failed, and a save without a change does it", async () => {
  const project = await makeProject("datasource");
  const plugin = join(project, "src/plugin.ts");
  const source = readFileSync(plugin, "utf8");
  // As where the cable is not plugged in.
  const unplugged = source.replace("yield await", 'throw new Error("no device at /dev/ttyUSB0"); yield await');
  writeFileSync(plugin, unplugged);
  const dev = new Dev(COMMAND, project);
  for (let turn = 0; turn < 2; turn++) {
    await dev.shows(/^✖ .*no device at \/dev\/ttyUSB0/);
    await dev.shows(/^the recording has failed; save a file to start again$/);
    writeFileSync(plugin, unplugged);
  }
  writeFileSync(plugin, `process.exit(7);\n${source}`);
  await dev.shows(/^✖ .*exit code 7/);
  await dev.shows(/^the plugin does not run; save a file to start it again$/);
  writeFileSync(plugin, source);
  await dev.shows(/probe \{"celsius":/);
  expect(await dev.interrupted()).toBe(0);
});

test("dev sends a controller the lines that are typed, and Ctrl-C ends it while it streams", async () => {
  const dev = new Dev(COMMAND, await makeProject("controller"));
  await dev.shows(/type a command/);
  dev.type("read");
  await dev.shows(/probe \{"celsius":[\d.]+\}/);
  dev.type("dance");
  await dev.shows(/unknown command "dance"; probe knows: read, start-record/);
  // Words that people try when they want to go on, or away.
  dev.type("stop");
  await dev.shows(/unknown command "stop"; probe knows: read, start-record/);
  await dev.shows(/^Ctrl-C ends the plugin, and dev with it$/);
  dev.type("help");
  await dev.shows(/unknown command "help"/);
  await dev.shows(/^type a command of the plugin's \(read, start-record\), as NAME {3}or: .*; Ctrl-C ends/);
  dev.type("read {oops");
  await dev.shows(/✖ .*JSON/);
  dev.type('{"command": "read", "id": 7}');
  await dev.shows(/"id":7/);
  dev.type("start-record");
  await dev.shows(/probe \{"celsius":/);
  await dev.shows(/probe \{"celsius":/);
  expect(await dev.interrupted()).toBe(0);
  await dev.shows(/stopped/);
});

test("dev gives the plugin the project's settings", async () => {
  const project = await makeProject("datasource");
  writeFileSync(join(project, "settings.json"), '{ "path": "/dev/ttyS9" }');
  const plugin = join(project, "src/plugin.ts");
  const source = readFileSync(plugin, "utf8");
  writeFileSync(
    plugin,
    source
      .replace(/import \{/, "import { readSettings,")
      .replace("yield await", 'yield readSettings("probe", { path: { default: "nowhere" } }); yield await'),
  );
  const dev = new Dev(COMMAND, project);
  await dev.shows(/probe \{"path":"\/dev\/ttyS9"\}/);
  expect(await dev.interrupted()).toBe(0);
});
