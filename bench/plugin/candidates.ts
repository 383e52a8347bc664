import { chmod, copyFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { build as esbuild } from "esbuild";
import { build } from "../../cli/build/build.js";
import { bundleOptions } from "../../cli/languages/typescript/bundle.js";
import type { Progress } from "../../cli/run/progress/progress.js";
import { buildGo } from "../../test/hosts/go-toolchain.js";
import type { Candidate } from "./candidate.js";
import { ourGoExecutable } from "./our-go.js";
import { ourPythonExecutable } from "./our-python.js";
import { pythonExecutable } from "./python.js";

const PROJECT = join(import.meta.dirname, "datasource");

export const NAMES = {
  binary: "our binary",
  bundle: "our bundle",
  ourPython: "our Python",
  ourGo: "our Go",
  go: "Go SDK",
  python: "Python SDK",
} as const;

/**
 * Makes what is compared, the first time or when its source has changed. Without a working Python its rows are left out,
 * with a line that says so.
 */
export async function makeCandidates(work: string): Promise<Candidate[]> {
  const made: [string, string | undefined][] = [
    [NAMES.binary, await ourBinary()],
    [NAMES.bundle, await ourBundle(join(work, "ts-plugin"))],
    [NAMES.ourPython, await ourPythonExecutable()],
    [NAMES.ourGo, await ourGoExecutable()],
    // As it would be shipped: the symbols serve debuggers only.
    [NAMES.go, await buildGo({ package: "plugin", env: { GOFLAGS: "-ldflags=-s" } })],
    [NAMES.python, await pythonExecutable()],
  ];
  const candidates = made.map(async ([name, built], index) => {
    if (built === undefined) return [];
    // As `register` installs it. RSS counts what the system keeps of the file, and that depends on how the file was written.
    const executable = join(work, `installed-${index}`);
    await copyFile(built, executable);
    return [{ name, executable, megabytes: (await stat(executable)).size / 1e6 }];
  });
  return (await Promise.all(candidates)).flat();
}

async function ourBinary(): Promise<string> {
  const progress: Progress = { step: () => ({ update() {}, succeed() {}, fail() {} }) };
  const { executable } = await build({ project: PROJECT, signal: new AbortController().signal, progress });
  return executable;
}

/** What the binary holds, as a file that this Node runs. */
async function ourBundle(outfile: string): Promise<string> {
  const { banner, ...options } = bundleOptions(PROJECT, outfile, `node${process.versions.node}`);
  await esbuild({ ...options, banner: { js: `#!${process.execPath}\n${banner.js}` } });
  await chmod(outfile, 0o755);
  return outfile;
}
