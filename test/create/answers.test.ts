import { spawn, spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CLI, makeFolder, namesIn, personalEnv, run } from "./support/cli.js";

describe("--answers", () => {
  test("a file gives what no flag does", async () => {
    const cwd = await makeFolder();
    await writeFile(
      join(cwd, "lab.yaml"),
      "dir: heater\ntype: controller\ntimeout: 60\nmaxTimeouts: 5\ninstall: false\n",
    );
    const outcome = await run(["--answers", "lab.yaml", "--timeout", "90"], { cwd });
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    const entry = await readFile(join(cwd, "heater/laniakea-plugin.yaml"), "utf8");
    expect(entry).toMatch(/type: "controller"[\s\S]*timeout: 90\n[\s\S]*maxTimeouts: 5\n/);
    expect(outcome.stdout).toContain("--timeout 90 --max-timeouts 5 --no-install --yes");
  });

  test("stdin, as JSON; --install overrules the file", async () => {
    const cwd = await makeFolder();
    const child = spawn(process.execPath, [CLI, "x", "--answers", "-", "--install", "--no-build"], {
      cwd,
      env: personalEnv({ PATH: cwd }),
    });
    child.stdin.end('{"install": false, "build": true}');
    const code = await new Promise((resolve) => child.on("close", resolve));
    // It would install: npm is looked for, and is not on that PATH.
    expect(code).toBe(4);
    expect(await namesIn(cwd)).toEqual([]);
  });

  test("all that is wrong in it and on the command line is one error", async () => {
    const cwd = await makeFolder();
    await writeFile(join(cwd, "a.json"), '{\n "type": "sensor",\n "timeouts": 3,\n "name": 5\n}');
    const outcome = await run(["--answers", "a.json", "--laniakea-version", "~1.2"], { cwd });
    expect(outcome.code).toBe(2);
    const lines = outcome.stderr.trimEnd().split("\n");
    expect(lines[0]).toBe("error: 5 answers are missing or wrong");
    expect(lines.slice(1, 6)).toEqual([
      "  DIR is missing: say where the project goes",
      '  a.json:3: there is no answer called "timeouts"; did you mean timeout?',
      "  a.json:4: name is text; put it in quotes",
      '  a.json:2: type: the type must be datasource or controller, not "sensor"',
      expect.stringMatching(/^ {2}--laniakea-version: /),
    ]);
    // A line would lose what the file has to say.
    expect(lines[6]).toBe("→ what there is: create-laniakea-plugin --help");
    expect(await namesIn(cwd)).toEqual(["a.json"]);
  });
});

describe("for programs and shells", () => {
  test("--describe prints the questions as JSON Schema", async () => {
    const cwd = await makeFolder();
    const { code, stdout, stderr } = await run(["--describe"], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout).properties.type).toMatchObject({
      enum: ["datasource", "controller"],
      flag: "--type <type>",
    });
    expect(await namesIn(cwd)).toEqual([]);
  });

  test("--completion refuses a shell that it does not know", async () => {
    const outcome = await run(["--completion", "tcsh"], { cwd: await makeFolder() });
    expect(outcome).toMatchObject({ code: 2, stdout: "" });
    expect(outcome.stderr).toContain('the shell must be bash, zsh or fish, not "tcsh"');
    const reported = await run(["--completion", "tcsh", "--json"], { cwd: await makeFolder() });
    expect(reported.code).toBe(2);
    expect(JSON.parse(reported.stdout)).toMatchObject({ exitCode: 2, error: { code: "usage" } });
  });

  const bash = spawnSync("bash", ["--version"]).status === 0;
  test.skipIf(!bash && !process.env["CI"]).each([
    [["--ty"], ["--type"]],
    [["--type", "c"], ["controller"]],
    [["--type", "=", "d"], ["datasource"]],
    [["reg"], ["register"]],
    [["register", "--lan"], ["--laniakea-dir"]],
    [
      ["x", "--completion", ""],
      ["bash", "zsh", "fish"],
    ],
    [["x", "--laniakea-dir", "my"], ["my lab"]],
  ])("bash completes %j", async (words, expected) => {
    const cwd = await makeFolder();
    const script = (await run(["--completion", "bash"], { cwd })).stdout;
    await run(["my lab/x", "--yes", "--no-install"], { cwd });
    const all = ["create-laniakea-plugin", ...words].map((word) => `'${word}'`).join(" ");
    const asked = `${script}\nCOMP_WORDS=(${all}); COMP_CWORD=${words.length}; _create_laniakea_plugin; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = spawnSync("bash", ["-c", asked], { cwd, encoding: "utf8" });
    expect(stdout.trimEnd().split("\n")).toEqual(expected);
  });

  // No package of npm's or PyPI's has zsh or fish, so no machine needs them. What their scripts say is in words and quotes that bash
  // reads in the same way: it reads them everywhere, and each shell its own where it is installed.
  test.skipIf(!bash && !process.env["CI"]).each(["zsh", "fish"])("%s reads its script", async (shell) => {
    const cwd = await makeFolder();
    const { code, stdout } = await run(["--completion", shell], { cwd });
    expect(code).toBe(0);
    await writeFile(join(cwd, "script"), stdout);
    const there = spawnSync(shell, ["--version"]).status === 0;
    for (const reader of ["bash", ...(there ? [shell] : [])]) {
      const read = spawnSync(reader, ["-n", join(cwd, "script")], { encoding: "utf8" });
      expect(read, reader).toMatchObject({ status: 0, stderr: "" });
    }
  });

  test.skipIf(!bash && !process.env["CI"]).each([
    // What _arguments, and complete, get: a flag is one word with its help, whatever is in that.
    ["zsh", "_arguments() { printf '%s\\n' \"$@\"; }; compdef() { $1; }", (flag: string) => `${flag}=[`],
    ["fish", "complete() { printf '%s|' \"$@\"; echo; }", (flag: string) => `|-l|${flag.slice(2)}|-x|-d|`],
  ] as const)("%s gets each flag with its value and its help", async (shell, reader, begins) => {
    const cwd = await makeFolder();
    const script = (await run(["--completion", shell], { cwd })).stdout;
    const { stdout, status } = spawnSync("bash", ["-c", `${reader}\n${script}`], { cwd, encoding: "utf8" });
    expect(status).toBe(0);
    const { properties } = JSON.parse((await run(["--describe"], { cwd })).stdout);
    for (const { flag, description } of [properties.name, properties.description, properties.laniakeaVersion]) {
      const [long] = flag.split(" ");
      const help = shell === "zsh" ? description.replace(/[[\]:\\]/g, "\\$&") : description;
      expect(stdout).toContain(`${begins(long)}${help}${shell === "zsh" ? "]" : "|"}`);
    }
  });

  const fish = spawnSync("fish", ["--version"]).status === 0;
  test.skipIf(!fish).each([
    ["--ty", ["--type"]],
    ["x --type ", ["controller", "datasource"]],
    ["x --no-g", ["--no-git"]],
    ["reg", ["register"]],
    ["register --lan", ["--laniakea-dir"]],
  ])("fish completes %j", async (line, expected) => {
    const cwd = await makeFolder();
    await writeFile(join(cwd, "script.fish"), (await run(["--completion", "fish"], { cwd })).stdout);
    const asked = `source script.fish; complete -C 'create-laniakea-plugin ${line}'`;
    const { stdout } = spawnSync("fish", ["--no-config", "-c", asked], { cwd, encoding: "utf8" });
    const words = stdout.trimEnd().split("\n");
    expect(words.map((word) => word.split("\t")[0])).toEqual(expected);
  });
});
