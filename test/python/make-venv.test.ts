import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cacheFolder } from "../../cli/files/cache-folder.js";
import { makeFolder, namesIn, ROOT, run, start } from "../create/support/cli.js";
import { NO_INDEX, say } from "../create/support/python.js";
import { pythonIsThere } from "./interpreter.js";

const MINUTES = 60_000;

/** It is a project's, but it is the same in all of them. */
const MAKE_VENV = join(ROOT, "sdk/python/tools/make_venv.py");

describe.runIf(pythonIsThere())("tools/make_venv.py", () => {
  test.each([
    { LANIAKEA_PLUGIN_CACHE: "some/where" },
    { XDG_CACHE_HOME: "/x/cache" },
    { XDG_CACHE_HOME: "relative", HOME: "/home/me" },
    { XDG_CACHE_HOME: undefined, HOME: "/home/me" },
  ])("keeps its files where the other builds do: %j", (variables) => {
    const env = { LANIAKEA_PLUGIN_CACHE: undefined, XDG_CACHE_HOME: undefined, ...variables };
    const code = "import make_venv; print(make_venv.cache_folder())";
    const { output } = say("python3", ["-c", code], ROOT, {
      ...env,
      PYTHONPATH: join(MAKE_VENV, ".."),
      PYTHONDONTWRITEBYTECODE: "1",
    });
    expect(output).toBe(`${cacheFolder({ ...process.env, ...env })}\n`);
  });

  test("takes an empty HOME for none", () => {
    const folderWith = (HOME: string | undefined) =>
      say("python3", ["-c", "import make_venv; print(make_venv.cache_folder())"], ROOT, {
        ...{ HOME, LANIAKEA_PLUGIN_CACHE: undefined, XDG_CACHE_HOME: undefined },
        ...{ PYTHONPATH: join(MAKE_VENV, ".."), PYTHONDONTWRITEBYTECODE: "1" },
      }).output;
    expect(folderWith("")).toBe(folderWith(undefined));
  });

  test("says what to set where a user has no home folder", async () => {
    const cwd = await makeFolder();
    await run(["x", "--language", "python", "--yes", "--no-install"], { cwd });
    const code = `
import make_venv as made
from pathlib import Path
def no_home():
    raise RuntimeError("Could not determine home directory.")
Path.home = no_home
made.make_empty_venv = lambda: None
print(made.main())`;
    const env = { LANIAKEA_PLUGIN_CACHE: undefined, XDG_CACHE_HOME: undefined };
    expect(say("python3", ["-c", code], join(cwd, "x/tools"), env).output).toBe(
      "1\nerror: this user has no home folder, where the packages would be kept: set HOME, or LANIAKEA_PLUGIN_CACHE, to a folder that can be written\n",
    );
  });

  test("leaves a .venv alone that it has not made", { timeout: MINUTES }, async () => {
    const cwd = await makeFolder();
    await run(["x", "--language", "python", "--yes", "--no-install"], { cwd });
    await mkdir(join(cwd, "x/.venv"));
    await writeFile(join(cwd, "x/.venv/mine"), "");
    const { code, output } = say("make", ["venv"], join(cwd, "x"), NO_INDEX);
    expect(output).toMatch(/^error: .*\.venv is there, and something else has made it: move it away$/m);
    expect(code).toBe(2);
    expect(await namesIn(join(cwd, "x/.venv"))).toEqual(["mine"]);
  });

  test("says when the lock lacks a package, and keeps what the generator has put into .venv", async () => {
    const cwd = await makeFolder();
    await run(["x", "--language", "python", "--yes", "--no-install"], { cwd });
    const code = `
import make_venv as made
made.make_empty_venv = lambda: made.LAUNCHER.parent.mkdir(parents=True)
made.fetch_packages = made.install_packages = made.install_project = lambda *_: None
made.pip = lambda arguments: ["sh", "-c", "echo x requires pyserial, which is not installed.; exit 1"]
made.make_empty_venv()
made.LAUNCHER.write_text("the launcher")
made.write_json(made.STATE, {})
print(made.main())
print(made.LAUNCHER.read_text(), made.state_of_venv()["project"] == "")`;
    const { output } = say("python3", ["-c", code], join(cwd, "x/tools"));
    expect(output).toBe(
      "1\nthe launcher True\nx requires pyserial, which is not installed.\n" +
        "error: requirements.lock lacks what pyproject.toml asks for: lock it anew with `make lock`\n",
    );
  });

  test(
    "without a network and without the files: exit code 5, what pip says, nothing half made",
    { timeout: MINUTES },
    async () => {
      const cwd = await makeFolder();
      const env = { ...NO_INDEX, LANIAKEA_PLUGIN_CACHE: join(cwd, "cache") };
      const { code, stderr } = await run(["x", "--language", "python", "--yes"], { cwd, env });
      expect(stderr).toMatch(/^error: making \.venv failed; the project itself is complete$/m);
      expect(stderr).toMatch(/^ {2}error: the packages could not be fetched; check the network and pip's index$/m);
      expect(stderr).toMatch(/^→ repeat it: cd x && make venv$/m);
      expect(code).toBe(5);
      expect(await namesIn(join(cwd, "cache"))).toEqual(["logs"]);
      expect(await namesIn(join(cwd, "x"))).not.toContain(".venv");
    },
  );

  test("Ctrl-C while it fetches: 130, how to go on, nothing half made", { timeout: MINUTES }, async () => {
    const cwd = await makeFolder();
    const index = createServer();
    index.listen(0, "127.0.0.1");
    await once(index, "listening");
    const { port } = index.address() as { port: number };
    const env = { ...NO_INDEX, PIP_INDEX_URL: `http://127.0.0.1:${port}/`, LANIAKEA_PLUGIN_CACHE: join(cwd, "cache") };
    const { child, ended } = start(["x", "--language", "python", "--yes"], { cwd, env });
    const [socket] = (await once(index, "connection")) as [Socket];
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    socket.destroy();
    index.close();
    expect(stderr).toMatch(/^interrupted; the project is complete\. Go on: cd x && make venv$/m);
    expect(code).toBe(130);
    expect(await namesIn(join(cwd, "cache"))).toEqual([]);
    expect(await namesIn(join(cwd, "x"))).not.toContain(".venv");
  });
});
