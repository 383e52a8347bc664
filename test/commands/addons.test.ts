import { execFile, spawnSync } from "node:child_process";
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build } from "../../cli/build/build.js";
import { silentProgress } from "../../cli/run/progress/progress.js";
import { launch } from "../../sdk/typescript/src/testing/launch.js";
import { openPty } from "../../templates/sources/pty/typescript/test/pty.js";
import { ROOT, run } from "../create/support/cli.js";
import { type HostFrame, runHost } from "../hosts/go-host.js";
import { goIsThere } from "../hosts/go-toolchain.js";

/** Reads lines of a serial port, and has the file of one package (napi-rs) and of another whose file is found at run time. */
const PLUGIN = (port: string) => `
  import { crc32 } from "@node-rs/crc32";
  import { channel, datasource } from "laniakea-plugin-sdk";
  import { ReadlineParser, SerialPort } from "serialport";

  export default datasource({
    name: "wired",
    version: "1.0.0",
    async *record({ signal }) {
      yield { crc: crc32("hello") };
      const lines = channel<unknown>({ signal });
      const port = new SerialPort({ path: ${JSON.stringify(port)}, baudRate: 9600 });
      port.on("error", (error) => lines.close(error));
      port.pipe(new ReadlineParser({ delimiter: "\\r\\n" })).on("data", (line: string) => lines.push({ line }));
      try {
        yield* lines;
      } finally {
        port.destroy();
      }
    },
  });
`;

const canMount = spawnSync("unshare", ["--map-root-user", "--mount", "true"]).status === 0;

describe.skipIf(process.platform !== "linux")("a plugin with compiled packages", () => {
  let cwd: string;
  let executable: string;
  let addons: string;
  let pty: Awaited<ReturnType<typeof openPty>>;
  const env = () => ({ LANIAKEA_PLUGIN_ADDONS: addons });
  /** What a start of the binary by hand leaves behind: it loads its modules, and says that it is a plugin. */
  const startByHand = (variables: NodeJS.ProcessEnv = env()) =>
    promisify(execFile)(executable, { env: { PATH: process.env["PATH"], ...variables } }).then(
      () => "",
      (error: { stderr: string }) => error.stderr,
    );

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), "addons-"));
    addons = join(cwd, "unpacked");
    pty = await openPty(join(cwd, "port"));
    const { code } = await run(["wired", "--yes", "--no-install", "--no-git"], { cwd });
    expect(code).toBe(0);
    const project = join(cwd, "wired");
    await symlink(join(ROOT, "node_modules"), join(project, "node_modules"));
    await writeFile(join(project, "src/plugin.ts"), PLUGIN(pty.path));
    const { signal } = new AbortController();
    process.env["LANIAKEA_PLUGIN_ADDONS"] = addons;
    ({ executable } = await build({ project, signal, progress: silentProgress }));
    await rename(join(project, "node_modules"), join(cwd, "moved"));
    await rm(addons, { recursive: true, force: true });
  }, 300_000);
  afterAll(async () => {
    delete process.env["LANIAKEA_PLUGIN_ADDONS"];
    pty.close();
    await rm(cwd, { recursive: true, force: true });
  });

  it("is one binary, which reads a serial line without its node_modules", async () => {
    const plugin = await launch(executable, { env: env() });
    try {
      const seen: unknown[] = [];
      const writing = setInterval(() => pty.write("T=21.5\r\n"), 100);
      for await (const frame of plugin.startRecord()) {
        seen.push(frame.json());
        if (seen.length === 3) await plugin.stopRecord();
      }
      clearInterval(writing);
      expect(seen.slice(0, 3)).toEqual([{ crc: 907060870 }, { line: "T=21.5" }, { line: "T=21.5" }]);
    } finally {
      await plugin.close();
    }
  });

  it.runIf(goIsThere())("does so under the daemon's host library", async () => {
    const writing = setInterval(() => pty.write("T=21.5\r\n"), 100);
    const steps = await runHost(
      { type: "datasource", steps: ["launch", "start-record", "frames:2", "stop", "end", "kill"] },
      executable,
    );
    clearInterval(writing);
    const frames = steps.find(({ step }) => step === "frames")?.value as readonly HostFrame[];
    expect(frames.map(({ payload }) => JSON.parse(payload) as unknown)).toEqual([
      { crc: 907060870 },
      { line: "T=21.5" },
    ]);
  });

  it("unpacks into folders that are the user's alone, once, also when ten plugins start at once", async () => {
    await rm(addons, { recursive: true, force: true });
    const said = await Promise.all(Array.from({ length: 10 }, () => startByHand()));
    for (const stderr of said) expect(stderr).not.toMatch(/Error/);
    const names = await readdir(addons);
    expect(names).toHaveLength(2);
    for (const name of names) expect(name).toMatch(/^[0-9a-f]{64}$/);
    const { mode } = await stat(addons);
    expect(mode & 0o777).toBe(0o700);
  });

  it("replaces a file that is damaged, or that somebody has put there", async () => {
    await startByHand();
    const files = (await readdir(addons, { recursive: true })).filter((name) => name.endsWith(".node"));
    expect(files).toHaveLength(2);
    const before = await Promise.all(files.map((name) => readFile(join(addons, name))));
    for (const name of files) await writeFile(join(addons, name), "damaged");
    expect(await startByHand()).not.toMatch(/Error/);
    const after = await Promise.all(files.map((name) => readFile(join(addons, name))));
    expect(after.map((bytes, index) => bytes.equals(before[index] as Buffer))).toEqual([true, true]);
    expect((await readdir(addons)).filter((name) => name.startsWith("staging-"))).toEqual([]);
  });

  it("replaces a folder that others may write, and a link in its place", async () => {
    await startByHand();
    const [open = "", linked = ""] = (await readdir(addons)).map((name) => join(addons, name));
    await chmod(open, 0o777);
    await rename(linked, join(cwd, "elsewhere"));
    await symlink(join(cwd, "elsewhere"), linked);
    expect(await startByHand()).not.toMatch(/Error/);
    expect((await lstat(open)).mode & 0o077).toBe(0);
    expect((await lstat(linked)).isDirectory()).toBe(true);
  });

  it.skipIf(!canMount)("says what a place is that allows no program code, and which variable to set", async () => {
    const folder = join(cwd, "noexec");
    await mkdir(folder);
    const script = `mount -t tmpfs -o noexec none "$1" && LANIAKEA_PLUGIN_ADDONS="$1" exec "$2"`;
    const { stderr } = spawnSync(
      "unshare",
      ["--map-root-user", "--mount", "sh", "-ec", script, "sh", folder, executable],
      { encoding: "utf8" },
    );
    expect(stderr).toMatch(
      /\.node cannot be loaded: the system allows no program code from its folder \(mounted noexec/,
    );
    expect(stderr).toContain("Set LANIAKEA_PLUGIN_ADDONS to a folder where it does");
  });

  it("says which variable to set where it cannot unpack", async () => {
    const file = join(cwd, "no-folder");
    await writeFile(file, "");
    const said = await startByHand({ LANIAKEA_PLUGIN_ADDONS: file });
    expect(said).toContain(`there is no place for the compiled files of`);
    expect(said).toContain("Set LANIAKEA_PLUGIN_ADDONS to a folder that this user can write");
  });
});

it("a binary whose plugin has no compiled package unpacks nothing", async () => {
  const cwd = await mkdtemp(join(tmpdir(), "no-addons-"));
  try {
    await run(["plain", "--yes", "--no-install", "--no-git"], { cwd });
    await symlink(join(ROOT, "node_modules"), join(cwd, "plain/node_modules"));
    const { signal } = new AbortController();
    const { executable } = await build({ project: join(cwd, "plain"), signal, progress: silentProgress });
    await promisify(execFile)(executable, { env: { HOME: cwd, TMPDIR: cwd } }).catch(() => {});
    expect(await readdir(cwd)).toEqual(["plain"]);
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}, 120_000);
