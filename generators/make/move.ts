import { constants } from "node:fs";
import { copyFile, link, lstat, mkdir, rename, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { ExitCode, UserError } from "../../cli/run/errors.js";
import type { KeptCopies } from "../plan/outcome.js";
import type { PlannedFile } from "../plan/planned-files.js";

/** Where copies of replaced files go, in the project; a number follows when it is taken. */
const COPIES_FOLDER = "replaced";

/** Moves all files into a folder that is there, or none. */
export class Move {
  readonly #copies = new Map<string, string>();
  /** What takes back the steps so far, the last one first. */
  readonly #undo: (() => Promise<void>)[] = [];
  #copiesFolder: string | undefined;

  constructor(
    readonly from: string,
    readonly to: string,
    readonly signal: AbortSignal,
  ) {}

  async run(files: readonly PlannedFile[]): Promise<KeptCopies> {
    try {
      for (const file of files) {
        this.signal.throwIfAborted();
        await this.#move(file);
      }
      return this.#copies;
    } catch (error) {
      for (const step of this.#undo.reverse()) await step();
      throw error;
    }
  }

  async #move({ path, status }: PlannedFile): Promise<void> {
    const there = join(this.to, path);
    await this.#makeParents(this.to, path);
    if (status === "replace") {
      const copy = await this.#keepCopy(path);
      await rename(join(this.from, path), there);
      this.#undo.push(() => rename(copy, there));
    } else {
      await assertFree(there);
      await rename(join(this.from, path), there);
      this.#undo.push(() => unlink(there));
    }
  }

  async #keepCopy(path: string): Promise<string> {
    this.#copiesFolder ??= await this.#makeCopiesFolder();
    await this.#makeParents(join(this.to, this.#copiesFolder), path);
    const copy = join(this.to, this.#copiesFolder, path);
    this.#undo.push(() => unlink(copy).catch(() => {}));
    // A second name for the file itself: it needs no room, cannot be half written, and taking it back gives the very same file.
    await link(join(this.to, path), copy).catch(() => copyFile(join(this.to, path), copy, constants.COPYFILE_EXCL));
    this.#copies.set(path, `${this.#copiesFolder}/${path}`);
    return copy;
  }

  async #makeCopiesFolder(): Promise<string> {
    for (let number = 1; ; number++) {
      const name = number === 1 ? COPIES_FOLDER : `${COPIES_FOLDER}-${number}`;
      if (await this.#makeFolder(join(this.to, name))) return name;
    }
  }

  async #makeParents(root: string, path: string): Promise<void> {
    const parts = path.split("/").slice(0, -1);
    for (const index of parts.keys()) await this.#makeFolder(join(root, ...parts.slice(0, index + 1)));
  }

  /** False when it was there. */
  async #makeFolder(folder: string): Promise<boolean> {
    try {
      await mkdir(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw error;
    }
    // Not if somebody has put something there meanwhile: then it is theirs.
    this.#undo.push(() => rmdir(folder).catch(() => {}));
    return true;
  }
}

/** A rename would replace a file silently. */
async function assertFree(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found !== undefined) {
    throw new UserError(`${path} appeared meanwhile`, { exitCode: ExitCode.targetInTheWay });
  }
}
