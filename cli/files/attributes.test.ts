import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { UserError } from "../run/errors.js";
import { installExecutable, replaceFile, replaceUndoably } from "./atomic-file.js";
import { copyAttributes } from "./attributes.js";
import { Undo } from "./undo.js";

/** The access list of a file of mode 0600 that the user 12345 may read, too, as Linux keeps it: its mode says 0640. */
const NAMED_READER = "02000000 01000600ffffffff 0200040039300000 04000000ffffffff 10000400ffffffff 20000000ffffffff";

/** Runs Python, which knows extended attributes; Node does not. */
function python(code: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync("python3", ["-c", `import os, sys\n${code}`, ...args], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

function setAttribute(file: string, name: string, hex: string): void {
  python("os.setxattr(sys.argv[1], sys.argv[2], bytes.fromhex(sys.argv[3]))", file, name, hex);
}

function attributesOf(file: string): Record<string, string> {
  const code = "print({n: os.getxattr(sys.argv[1], n).hex() for n in sorted(os.listxattr(sys.argv[1]))})";
  return JSON.parse(python(code, file).replaceAll("'", '"')) as Record<string, string>;
}

let dir: string;
let file: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "laniakea-attributes-"));
  file = join(dir, "config.yaml");
  await writeFile(file, "old", { mode: 0o600 });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(dir, { recursive: true, force: true });
});

const isRoot = process.getuid?.() === 0;
const { signal } = new AbortController();

function canHaveAttributes(): boolean {
  try {
    const probe = spawnSync("python3", [
      "-c",
      "import os,tempfile\nwith tempfile.NamedTemporaryFile() as f: os.setxattr(f.name, 'user.a', b'1')",
    ]);
    return process.platform === "linux" && probe.status === 0;
  } catch {
    return false;
  }
}
const canHave = canHaveAttributes();
if (!canHave) console.warn("skipped: extended attributes need Linux, Python and a file system that has them");

describe.skipIf(!canHave && process.env["CI"] === undefined)("a replaced file keeps", () => {
  const replace = () => replaceFile(file, Buffer.from("new"), { like: file }, async () => {});

  it("who may read it: an access list, and its mode", async () => {
    setAttribute(file, "system.posix_acl_access", NAMED_READER);
    const before = [attributesOf(file), statSync(file).mode];
    await replace();
    expect(readFileSync(file, "utf8")).toBe("new");
    expect([attributesOf(file), statSync(file).mode]).toEqual(before);
    expect(before[0]).toHaveProperty(["system.posix_acl_access"]);
  });

  it("its extended attributes", async () => {
    setAttribute(file, "user.ticket", "2031");
    await replace();
    expect(attributesOf(file)).toEqual({ "user.ticket": "2031" });
  });

  it("nothing that its folder gives to new files", async () => {
    const shared = join(dir, "shared");
    await mkdir(shared);
    await writeFile(join(shared, "config.yaml"), "old", { mode: 0o640 });
    setAttribute(shared, "system.posix_acl_default", NAMED_READER);
    file = join(shared, "config.yaml");
    await replace();
    expect(attributesOf(file)).toEqual({});
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  it("them in its backup, too", async () => {
    setAttribute(file, "system.posix_acl_access", NAMED_READER);
    await replaceUndoably(`${file}.bak`, Buffer.from("old"), new Undo(), { like: file });
    expect(attributesOf(`${file}.bak`)).toEqual(attributesOf(file));
  });

  it("its time as that of the change", async () => {
    const before = statSync(file).mtimeMs - 60_000;
    python("os.utime(sys.argv[1], (float(sys.argv[2]),) * 2)", file, String(before / 1000));
    await replace();
    expect(statSync(file).mtimeMs).toBeGreaterThan(before + 30_000);
  });

  it("them for an executable that stands in the place of another", async () => {
    const [built, installed] = [join(dir, "built"), join(dir, "installed")];
    await writeFile(built, "#!/bin/sh\n", { mode: 0o700 });
    await writeFile(installed, "#!/bin/sh\n# old\n", { mode: 0o750 });
    setAttribute(installed, "user.ticket", "2031");
    await installExecutable(built, installed, { signal, like: installed });
    expect(readFileSync(installed, "utf8")).toBe("#!/bin/sh\n");
    expect(attributesOf(installed)).toEqual({ "user.ticket": "2031" });
    expect(statSync(installed).mode & 0o777).toBe(0o750);
  });
});

describe.skipIf(process.platform !== "linux")("where cp(1) is another one than GNU's", () => {
  /** Puts programs before those of the system. */
  async function tools(programs: Record<string, string>): Promise<void> {
    const bin = join(dir, "bin");
    await mkdir(bin);
    for (const [name, script] of Object.entries(programs)) {
      await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    vi.stubEnv("PATH", [bin, process.env["PATH"]].join(delimiter));
  }
  const BUSYBOX = 'echo "cp: unrecognized option: attributes-only" >&2; exit 1';
  const copy = async () => {
    await writeFile(join(dir, "to"), "", { mode: 0o600 });
    await copyAttributes(file, join(dir, "to"));
    return statSync(join(dir, "to")).mode & 0o777;
  };

  it("the mode is kept", async () => {
    await tools({ cp: BUSYBOX, getfattr: "" });
    await chmod(file, 0o640);
    expect(await copy()).toBe(0o640);
  });

  it("a file that has more than that is refused", async () => {
    await tools({ cp: BUSYBOX, getfattr: 'echo "# file: config.yaml"' });
    await expect(copy()).rejects.toThrow(
      /config\.yaml: a changed one would lose what the file has: its access list or ext/,
    );
  });

  it("what cp says it could not keep is refused, with its words", async () => {
    await tools({ cp: 'echo "cp: setting attribute: Operation not permitted" >&2; exit 1' });
    const error = await copy().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      exitCode: 7,
      message: `${file}: a changed one would lose what the file has: cp: setting attribute: Operation not permitted; nothing was changed`,
    });
  });

  it("nothing is left when a file is refused", async () => {
    await tools({ cp: "echo broken >&2; exit 1" });
    await expect(replaceFile(file, Buffer.from("new"), { like: file }, async () => {})).rejects.toThrow("broken");
    expect(readFileSync(file, "utf8")).toBe("old");
    expect(readdirSync(dir).sort()).toEqual(["bin", "config.yaml"]);
  });
});

describe.skipIf(!isRoot)("a file of somebody else's", () => {
  it("stays theirs when root changes it", async () => {
    await chown(file, 12345, 54321);
    await replaceFile(file, Buffer.from("new"), { like: file }, async () => {});
    expect(statSync(file)).toMatchObject({ uid: 12345, gid: 54321 });
  });
});
