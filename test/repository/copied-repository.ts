import { cp, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../create/support/cli.js";

/** What the copy has no use for, by name: at the top, and everywhere. A template may have a folder of tests. */
const LEFT_OUT_AT_TOP = [".git", "test", "bench"];
const LEFT_OUT = ["node_modules", "dist", ".venv"];

/** The sources of both packages in another folder, to be changed there; with the installed packages of this one. */
export async function copyRepository(folder: string): Promise<void> {
  for (const name of await readdir(ROOT)) {
    if ([...LEFT_OUT_AT_TOP, ...LEFT_OUT].includes(name)) continue;
    const filter = (path: string) => !LEFT_OUT.some((left) => path.endsWith(`/${left}`));
    await cp(join(ROOT, name), join(folder, name), { recursive: true, filter });
  }
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"), "junction");
}
