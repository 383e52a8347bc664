import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CLI, fakeNpm, makeFolder, namesIn } from "./support/cli.js";
import { KEYS, Terminal } from "./support/terminal.js";

describe("Esc", () => {
  test("goes back one question, with the earlier answer offered", async () => {
    const cwd = await makeFolder();
    const terminal = new Terminal(["--no-install", "--no-git"], { cwd }, 40);
    await terminal.shows("Folder of the new");
    terminal.type(`first${KEYS.enter}`);
    await terminal.shows("What is it");
    terminal.type(KEYS.escape);
    await terminal.shows("first");
    terminal.type(`second${KEYS.enter}`);
    await terminal.shows("What is it");
    terminal.type(`${KEYS.down}${KEYS.enter}`);
    await terminal.shows("Where do readings");
    terminal.type(KEYS.enter);
    await terminal.shows("In which language");
    terminal.type(`${KEYS.down}${KEYS.enter}`);
    await terminal.shows("Versions of");
    terminal.type(KEYS.escape);
    await terminal.shows("In which language");
    terminal.type(KEYS.enter);
    await terminal.shows("Versions of");
    terminal.type(KEYS.escape);
    await terminal.shows("In which language");
    terminal.type(KEYS.escape);
    await terminal.shows("Where do readings");
    terminal.type(KEYS.escape);
    await terminal.shows("What is it");
    terminal.type(KEYS.enter);
    await terminal.shows("Where do readings");
    terminal.type(KEYS.enter);
    await terminal.shows("In which language");
    terminal.type(KEYS.enter);
    await terminal.shows("Versions of");
    terminal.type(KEYS.enter);
    await terminal.shows("A Laniakea controller");
    terminal.type(KEYS.enter);
    expect(await terminal.ended()).toBe(0);
    expect(await namesIn(cwd)).toEqual(["second"]);
    expect(await readFile(join(cwd, "second/laniakea-plugin.yaml"), "utf8")).toContain('type: "controller"');
    expect(await namesIn(join(cwd, "second"))).toContain("pyproject.toml");
  });

  test("at the first question ends it, with nothing left behind", async () => {
    const cwd = await makeFolder();
    const terminal = new Terminal([], { cwd });
    await terminal.shows("Folder of the new plugin");
    terminal.type(KEYS.escape);
    expect(await terminal.ended()).toBe(130);
    expect(await namesIn(cwd)).toEqual([]);
  });
});

describe("at a prompt", () => {
  test("what is on the screen is the answers and the open question, whatever was gone back from", async () => {
    const cwd = await makeFolder();
    await mkdir(join(cwd, "my-sensor/full"), { recursive: true });
    const terminal = new Terminal(["--no-install", "--no-git"], { cwd }, 60);
    // One that is free is suggested, and the first question is left by Esc.
    await terminal.shows("Esc leave");
    expect(await terminal.screen()).toContain("Folder of the new plugin (my-sensor-2)");
    // Wider than the terminal, with characters that take two columns.
    const folder = `${"木".repeat(25)}/lab`;
    terminal.type(`${folder}${KEYS.enter}`);
    await terminal.shows("What is it");
    expect(await terminal.screen()).toContain("Esc back");
    terminal.type(KEYS.enter);
    await terminal.shows("Where do readings");
    terminal.type(KEYS.enter);
    await terminal.shows("In which language");
    terminal.type(KEYS.escape);
    await terminal.shows("Where do readings");
    terminal.type(KEYS.escape);
    await terminal.shows("What is it");
    expect(await terminal.screen()).toMatch(/^✔ Folder of the new plugin 木[\s\S]*\/lab\n\? What is it\n/);
    terminal.type(KEYS.escape);
    await terminal.shows("Folder of the new plugin");
    expect(await terminal.screen()).toMatch(/^\? Folder of the new plugin \(/);
    expect(await terminal.screen()).not.toMatch(/What is it|✔/);
    terminal.type(KEYS.escape);
    expect(await terminal.ended()).toBe(130);
  });

  test.skipIf(process.platform === "win32")("Ctrl-Z and fg: it goes on where it was", async () => {
    const cwd = await makeFolder();
    const shell = new Terminal(["-i"], { cwd, env: { PS1: "$ " } }, 200, ["/bin/sh"]);
    await shell.shows("$ ");
    shell.type(`'${process.execPath}' '${CLI}' --no-install --no-git${KEYS.enter}`);
    await shell.shows("Folder of the new plugin");
    shell.type(`ab${KEYS.ctrlZ}`);
    await shell.shows("Stopped");
    shell.type(`fg${KEYS.enter}`);
    // It is shown again, with what was typed, before another key is.
    await shell.shows("Folder of the new plugin ab");
    shell.type("c");
    await shell.shows("abc");
    shell.type(KEYS.ctrlC);
    await shell.shows("interrupted; nothing was written");
    expect(await namesIn(cwd)).toEqual([]);
  });

  test("Tab in a text leaves no character that nobody sees", async () => {
    const cwd = await makeFolder();
    const terminal = new Terminal(["--no-install", "--no-git"], { cwd });
    await terminal.shows("Folder of the new plugin");
    terminal.type(`my${KEYS.tab}-heater${KEYS.enter}`);
    await terminal.shows("What is it");
    terminal.type(KEYS.ctrlC);
    expect(await terminal.ended()).toBe(130);
  });

  test("a folder that is there, whose name does not do: the plugin's is asked, also after a step back", async () => {
    const parent = await makeFolder();
    const cwd = join(parent, "my lab");
    await mkdir(cwd);
    const terminal = new Terminal(["--no-install", "--no-git", "--language", "python"], { cwd });
    await terminal.shows("Folder of the new plugin");
    terminal.type(`.${KEYS.enter}`);
    await terminal.shows("Its name in Laniakea (my-lab)");
    terminal.type("a b");
    await terminal.shows('the name "a b" is not allowed');
    terminal.type(`${KEYS.ctrlU}heater${KEYS.enter}`);
    await terminal.shows("What is it");
    terminal.type(KEYS.escape);
    await terminal.shows("Its name in Laniakea (heater)");
    terminal.type(KEYS.enter);
    for (const question of ["What is it", "Where do readings", "Versions of", "Description"]) {
      await terminal.shows(question);
      terminal.type(KEYS.enter);
    }
    expect(await terminal.ended()).toBe(0);
    expect(await readFile(join(cwd, "laniakea-plugin.yaml"), "utf8")).toContain('name: "heater"');
  });
});

describe("before what is there changes", () => {
  test("it is shown, and no means that nothing is written", async () => {
    const cwd = await makeFolder();
    const env = await fakeNpm(cwd, "exit 1");
    await mkdir(join(cwd, "home"));
    await writeFile(join(cwd, "home/config.yaml"), "Plugins:\n");
    await mkdir(join(cwd, "x"));
    await writeFile(join(cwd, "x/README.md"), "mine");
    const args = [
      "x",
      "--type",
      "datasource",
      "--source",
      "none",
      "--language",
      "typescript",
      "--laniakea-version",
      "1.0.0",
      "--description",
      "d",
      "--overwrite",
    ];
    const register = ["--register", "--laniakea-dir", "home", "--no-git"];
    const terminal = new Terminal([...args, ...register], { cwd, env });
    await terminal.shows("Go on?");
    expect(terminal.raw).toMatch(/replace {2}x\/README\.md/);
    expect(terminal.raw).toMatch(/change {3}home\/config\.yaml[\s\S]*\+ {2}- name: "x"/);
    terminal.type(`n${KEYS.enter}`);
    expect(await terminal.ended()).toBe(130);
    await terminal.shows("not agreed to; nothing was written");
    expect(terminal.raw).not.toContain("interrupted");
    expect(await readFile(join(cwd, "x/README.md"), "utf8")).toBe("mine");
    expect(await namesIn(join(cwd, "x"))).toEqual(["README.md"]);
    expect(await readFile(join(cwd, "home/config.yaml"), "utf8")).toBe("Plugins:\n");
  });
});

describe("a plain terminal", () => {
  test.each([
    ["TERM=dumb", [], { TERM: "dumb" }],
    ["--plain", ["--plain"], {}],
  ] as const)("%s: line by line, nothing drawn again, with a way back", async (_, args, env) => {
    const cwd = await makeFolder();
    const terminal = new Terminal([...args, "--no-install", "--no-git"], { cwd, env });
    await terminal.shows("Folder of the new plugin [my-sensor]: ");
    expect(terminal.raw).toContain("< and Enter goes back one question.");
    terminal.type("a b\n");
    await terminal.shows("use letters");
    terminal.type("ab\n");
    await terminal.shows("What is it (datasource or controller) [datasource]: ");
    terminal.type("sensor\n");
    await terminal.shows("answer datasource or controller");
    terminal.type("<\n");
    await terminal.shows("Folder of the new plugin [ab]: ");
    terminal.type("\n");
    await terminal.shows("[datasource]: ");
    terminal.type("controller\n");
    await terminal.shows("Where do readings come from (");
    terminal.type("\n");
    await terminal.shows("In which language (typescript, python or go) [typescript]: ");
    terminal.type("python\n");
    await terminal.shows("Versions of Laniakea that it works with [>= 1.0.0, < 2.0.0]: ");
    terminal.type("\n");
    await terminal.shows("Description [A Laniakea controller]: ");
    terminal.type("\n");
    expect(await terminal.ended()).toBe(0);
    expect(terminal.raw).not.toContain("\u001b");
    expect(await namesIn(cwd)).toEqual(["ab"]);
  });

  test.each([KEYS.ctrlC, KEYS.ctrlD])("%j ends it", async (key) => {
    const cwd = await makeFolder();
    const terminal = new Terminal(["--plain"], { cwd });
    await terminal.shows("Folder of the new plugin [my-sensor]: ");
    terminal.type(key);
    expect(await terminal.ended()).toBe(130);
    expect(await namesIn(cwd)).toEqual([]);
  });
});
