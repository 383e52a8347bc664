import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BundledPlugins } from "../hosts/bundle-plugin.js";
import { bundleCommand, putBuilt } from "./bundled-command.js";

/** Folders and files as containers and careful administrators mount them. Each case has its own mounts, which end with it. */
const canMount =
  process.platform === "linux" && spawnSync("unshare", ["--map-root-user", "--mount", "true"]).status === 0;
if (!canMount) console.warn("skipped: mounts need unshare(1) and user namespaces");

const plugins = new BundledPlugins();
let folder: string;
let program: string;
let plugin: string;
let dir: string;
let home: string;
let config: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "register-mounts-"));
  program = await bundleCommand(folder);
  plugin = await plugins.bundle("counter");
});
afterAll(async () => {
  plugins.remove();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  dir = await mkdtemp(join(folder, "case-"));
  home = join(dir, "my home");
  config = join(home, "config.yaml");
  await mkdir(home);
  await putBuilt(join(dir, "demo"), plugin);
  await writeFile(join(dir, "demo", "laniakea-plugin.yaml"), "name: demo\ntype: datasource\nexec: demo\n");
});
afterEach(() => rm(dir, { recursive: true }));

/** Runs a command where `mounts` (a line of the shell, with $home, $config and $dir) has been done. */
function run(mounts: string, ...args: string[]) {
  const script = `${mounts} && exec "$@"`;
  const command = [process.execPath, program, ...args, "--laniakea-dir", home];
  const shell = ["--map-root-user", "--mount", "sh", "-ec", script, "sh", ...command];
  const env = { ...process.env, home, config, dir };
  const { status, stdout, stderr } = spawnSync("unshare", shell, { cwd: join(dir, "demo"), env, encoding: "utf8" });
  return { code: status, stdout, stderr };
}

describe.skipIf(!canMount && process.env["CI"] === undefined)("a PluginDir from which no program may run", () => {
  const NOEXEC = 'mount -t tmpfs -o noexec none "$home/plugins"';

  beforeEach(async () => {
    await mkdir(join(home, "plugins"));
    await writeFile(config, `PluginDir: ${JSON.stringify(join(home, "plugins"))}\n`);
  });

  it("is refused before anything is written", async () => {
    for (const flags of [[], ["--dry-run"]]) {
      const { code, stderr } = run(NOEXEC, "register", ...flags);
      expect(code).toBe(7);
      expect(stderr).toContain(
        `no program can run in ${home}/plugins: ${home}/plugins is mounted noexec; nothing was changed`,
      );
      expect(stderr).toContain('→ set "PluginDir" to another folder, or have it mounted without noexec');
    }
    expect(await readdir(home)).toEqual(["config.yaml", "plugins"]);
    expect(await readFile(config, "utf8")).not.toContain("demo");
  });

  it("is refused also while it is to be made, below such a mount", async () => {
    const { code, stderr } = run(
      'mount -t tmpfs -o noexec none "$home" && echo "PluginDir: $home/a/b" > "$config"',
      "register",
    );
    expect(code).toBe(7);
    expect(stderr).toContain(`no program can run in ${home}/a/b: ${home} is mounted noexec`);
  });

  it("is named by doctor", async () => {
    await writeFile(
      config,
      `${await readFile(config, "utf8")}Plugins:\n- {name: demo, type: datasource, exec: demo}\n`,
    );
    for (const flags of [[], ["--no-start"]]) {
      const { code, stderr } = run(`${NOEXEC} && cp -p dist/demo "$home/plugins"`, "doctor", ...flags);
      expect(code).toBe(7);
      expect(stderr).toContain(`${home}/plugins/demo cannot run there: ${home}/plugins is mounted noexec`);
    }
  });
});

describe.skipIf(!canMount && process.env["CI"] === undefined)("a file that is a mount of its own", () => {
  it("is refused as a config, with what to mount instead", async () => {
    await writeFile(join(dir, "outside.yaml"), "GrpcPort: 1\n");
    await writeFile(config, "");
    for (const command of [["register"], ["register", "--dry-run"]]) {
      const { code, stderr } = run('mount --bind "$dir/outside.yaml" "$config"', ...command);
      expect(code).toBe(7);
      expect(stderr).toContain(
        `${config} is a mount of its own, as containers have it, and such a file cannot be replaced`,
      );
      expect(stderr).toContain(`→ mount its folder instead: ${home}`);
    }
    expect(await readdir(home)).toEqual(["config.yaml"]);
    expect(await readFile(join(dir, "outside.yaml"), "utf8")).toBe("GrpcPort: 1\n");
  });

  it("is fine as a config in a folder that is mounted", async () => {
    await mkdir(join(dir, "outside"));
    await writeFile(join(dir, "outside", "config.yaml"), "GrpcPort: 1\n");
    expect(run('mount --bind "$dir/outside" "$home"', "register")).toMatchObject({ code: 0, stderr: "" });
    expect(await readFile(join(dir, "outside", "config.yaml"), "utf8")).toContain('name: "demo"');
  });

  it("is refused as an executable to replace", async () => {
    await writeFile(config, "Plugins:\n- {name: demo, type: datasource, exec: demo}\n");
    await writeFile(join(home, "demo"), "");
    await writeFile(join(dir, "outside"), "#!/bin/sh\n", { mode: 0o755 });
    const { code, stderr } = run('mount --bind "$dir/outside" "$home/demo"', "register", "--overwrite");
    expect(code).toBe(7);
    expect(stderr).toContain(`${home}/demo is a mount of its own, which cannot be replaced`);
    expect(await readFile(join(dir, "outside"), "utf8")).toBe("#!/bin/sh\n");
  });

  it("is a config that doctor reads", async () => {
    await writeFile(join(dir, "outside.yaml"), "GrpcPort: 1\n");
    await writeFile(config, "");
    expect(run('mount --bind "$dir/outside.yaml" "$config"', "doctor")).toMatchObject({ code: 0, stderr: "" });
  });
});
