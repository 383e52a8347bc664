import { chmod, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { Program } from "../../sdk/typescript/src/testing/format/program.js";
import { exists } from "../files/exists.js";
import type { Target } from "../languages/target.js";
import { quote } from "../text/quote.js";

/** What starts an executable that is for another kind of machine. */
export interface Emulator {
  /** A script that starts the executable. */
  readonly script: string;
  /** As people know it. */
  readonly name: string;
}

/** What there is no emulator for, and what to install to have one. */
export interface NoEmulator {
  readonly reason: string;
}

/** Where Debian and others have the C library of another architecture. */
const LIBRARIES: Readonly<Record<string, string>> = { arm64: "/usr/aarch64-linux-gnu", x64: "/usr/x86_64-linux-gnu" };
const QEMU: Readonly<Record<string, string>> = { arm64: "qemu-aarch64", x64: "qemu-x86_64" };

/**
 * Finds on the PATH what starts a program of another machine: qemu's emulator for Linux of another architecture, Wine for Windows.
 * @param work a folder for the script.
 */
export async function emulatorFor(
  executable: string,
  target: Target,
  { loader = "" }: Program,
  work: string,
): Promise<Emulator | NoEmulator> {
  if (process.platform !== "linux" || target.platform === "darwin")
    return { reason: `this machine runs no ${target.name}` };
  if (target.platform === "win32") {
    if (target.arch !== process.arch) return { reason: `this machine runs no ${target.name}` };
    const wine = await onPath(["wine", "wine64"]);
    if (wine === undefined) return { reason: "wine is not installed" };
    return await script(
      "Wine",
      `WINEDEBUG="\${WINEDEBUG:--all}" exec ${quote(wine, "linux")}`,
      executable,
      target,
      work,
    );
  }
  const qemu = QEMU[target.arch] ?? "";
  const foreign = target.arch !== process.arch;
  const found = foreign ? await onPath([qemu, `${qemu}-static`]) : undefined;
  if (foreign && found === undefined) return { reason: `${qemu} is not installed (qemu-user)` };
  const folders = [process.env["QEMU_LD_PREFIX"], "", foreign ? LIBRARIES[target.arch] : undefined];
  const libraries = await firstWith(
    loader,
    folders.filter((folder) => folder !== undefined),
  );
  if (libraries === undefined) return { reason: `${loader}, the loader of its C library, is not installed` };
  if (found === undefined) return await script("this machine", "exec", executable, target, work);
  return await script(
    qemu,
    `exec ${quote(found, "linux")} -L ${quote(libraries || "/", "linux")}`,
    executable,
    target,
    work,
  );
}

async function script(name: string, start: string, executable: string, { name: target }: Target, work: string) {
  const path = join(work, `start-${target}.sh`);
  await writeFile(path, `#!/bin/sh\n${start} ${quote(executable, "linux")} "$@"\n`);
  await chmod(path, 0o755);
  return { script: path, name };
}

async function onPath(names: readonly string[]): Promise<string | undefined> {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter).filter((each) => each !== "")) {
    for (const name of names) if (await exists(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

async function firstWith(file: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) if (await exists(`${folder}${file}`)) return folder;
  return undefined;
}
