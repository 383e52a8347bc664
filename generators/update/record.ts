import { join } from "node:path";
import { readRegularFile } from "../../cli/files/regular-file.js";
import { RECORD_FILE } from "../../cli/languages/record-file.js";
import { ExitCode, UserError } from "../../cli/run/errors.js";
import { isNewer } from "../../cli/text/newer.js";
import { type BaseTexts, unpackBase } from "../plan/base.js";
import { GENERATOR } from "../version.js";

/** What a project says of how it was made. */
export interface Record {
  /** Of the generator. */
  readonly version: string;
  readonly answers: Readonly<{ [key: string]: string | number }>;
  /** The hash of each file, by its path in the project. */
  readonly hashes: ReadonlyMap<string, string>;
  /** Empty in a project of version 0.1.0. */
  readonly texts: BaseTexts;
}

/**
 * Reads a project's record.
 * @throws {UserError} exit 2 where there is none, where it is damaged, and where a newer generator has written it.
 */
export async function readRecord(project: string): Promise<Record> {
  const file = join(project, RECORD_FILE);
  let text: string;
  try {
    text = (await readRegularFile(file)).bytes.toString("utf8");
  } catch (cause) {
    throw new UserError(`${project} is no project of ${GENERATOR.name}: it has no ${RECORD_FILE}`, {
      exitCode: ExitCode.usage,
      hint: "name the folder of a project: update PROJECT",
      cause,
    });
  }
  const record = parsed(text, file);
  if (!isNewer(record.version, GENERATOR.version)) return record;
  throw new UserError(`the project is of version ${record.version}, and this is ${GENERATOR.version}`, {
    exitCode: ExitCode.usage,
    hint: `npx ${GENERATOR.name}@latest update`,
  });
}

function parsed(text: string, file: string): Record {
  try {
    const { generator, answers, files, base } = JSON.parse(text) as { [key: string]: unknown };
    const { version } = generator as { version: unknown };
    const hashes = Object.entries(files as object);
    const isFine = typeof version === "string" && typeof answers === "object" && answers !== null;
    if (!isFine || !hashes.every(([, hash]) => typeof hash === "string")) throw new Error("a field is missing");
    return {
      version,
      answers: answers as Record["answers"],
      hashes: new Map(hashes as [string, string][]),
      texts: typeof base === "string" ? unpackBase(base) : new Map(),
    };
  } catch (cause) {
    throw new UserError(`${file} is damaged`, {
      exitCode: ExitCode.usage,
      hint: "take it back from where it was whole, such as git, and try again",
      cause,
    });
  }
}
