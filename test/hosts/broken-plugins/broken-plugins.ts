import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { buildGo } from "../go-toolchain.js";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));

/** The scripts beside this file, by their defect: `text-before-handshake` to its path. `healthy` has none. */
export function brokenScripts(): Map<string, string> {
  const scripts = readdirSync(FOLDER).filter((file) => /\.(sh|py|cjs)$/.test(file));
  return new Map(scripts.map((file) => [parse(file).name, join(FOLDER, file)]));
}

/** Files that are broken as such; Linux only, where their format is known. Made in `folder`. */
export function brokenFiles(folder: string): Map<string, string> {
  const program = readFileSync("/bin/ls");
  const files = {
    empty: Buffer.alloc(0),
    truncated: program.subarray(0, 200),
    // Same length, so that the rest of the program keeps its place.
    "missing-library": replaceBytes(program, "libc.so", "libq.so"),
    "missing-loader": replaceBytes(program, "/ld-", "/lx-"),
  };
  const paths = Object.entries(files).map(([name, bytes]): [string, string] => {
    const path = join(folder, name);
    writeFileSync(path, bytes, { mode: 0o755 });
    return [name, path];
  });
  mkdirSync(join(folder, "is-a-folder"), { recursive: true });
  return new Map([...paths, ["is-a-folder", join(folder, "is-a-folder")], ["not-there", join(folder, "not-there")]]);
}

/** Go plugins: one for another processor, and some that are wrong in what go-plugin is told. Made in `folder`. */
export async function brokenGoPlugins(folder: string): Promise<Map<string, string>> {
  const broken = await buildGo({ package: "broken" });
  const GOARCH = process.arch === "arm64" ? "amd64" : "arm64";
  const paths = new Map([["wrong-architecture", await buildGo({ package: "broken", env: { GOARCH } })]]);
  for (const name of ["go-wrong-cookie", "go-wrong-protocol", "go-net-rpc", "go-panics"]) {
    const path = join(folder, name);
    copyFileSync(broken, path);
    chmodSync(path, 0o755);
    paths.set(basename(path), path);
  }
  return paths;
}

function replaceBytes(bytes: Buffer, search: string, replacement: string): Buffer {
  const at = bytes.indexOf(search);
  if (at === -1) throw new Error(`there is no ${search} in the program to break`);
  const changed = Buffer.from(bytes);
  changed.write(replacement, at, "latin1");
  return changed;
}
