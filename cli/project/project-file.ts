import { join } from "node:path";
import { isMap, isScalar, LineCounter, type Pair, parseDocument, Scalar, stringify } from "yaml";
import {
  countProblem,
  ENTRY_DEFAULTS,
  ENTRY_FIELDS,
  type EntryField,
  execOn,
  type PluginEntry,
  PROJECT_FILE,
} from "../../daemon/entry.js";
import { PLUGIN_TYPES, type PluginType } from "../../daemon/handshake.js";
import { execNameProblem, pluginNameProblem } from "../../daemon/names.js";
import { nearest } from "../../daemon/nearest.js";
import { alternatives } from "../../daemon/text.js";
import { NotRegular, readRegularFile } from "../files/regular-file.js";

/** The project's laniakea-plugin.yaml is missing, cannot be read, or says something that the daemon would refuse. */
export class ProjectFileError extends Error {
  override readonly name = "ProjectFileError";

  constructor(
    /** What is wrong and what is allowed, without the place. */
    readonly problem: string,
    readonly file: string,
    /** 1-based; undefined when the problem is the file itself. */
    readonly line?: number,
    /** 1-based, in characters. */
    readonly column?: number,
    options?: ErrorOptions,
  ) {
    super(`${[file, line, column].filter((part) => part !== undefined).join(":")}: ${problem}`, options);
  }
}

/**
 * Reads the entry that a project asks the daemon to have.
 * Its `exec` is the one for the platform.
 * @throws {ProjectFileError} when the file is missing, does not parse, or has a value that the daemon would refuse.
 */
export async function readProjectFile(
  projectDir: string,
  platform: NodeJS.Platform = process.platform,
): Promise<PluginEntry> {
  const file = join(projectDir, PROJECT_FILE);
  const entry = parseProjectFile(await readSource(file, projectDir), file);
  return { ...entry, exec: execOn(platform, entry.exec) };
}

async function readSource(file: string, projectDir: string): Promise<string> {
  try {
    return (await readRegularFile(file)).bytes.toString("utf8");
  } catch (cause) {
    if (cause instanceof NotRegular) throw new ProjectFileError(`is ${cause.kind}, not a file`, file);
    const code = (cause as NodeJS.ErrnoException).code;
    const problem =
      code === "ENOENT" || code === "ENOTDIR"
        ? `not found: ${projectDir} is not the folder of a Laniakea plugin project`
        : `cannot be read (${code ?? String(cause)})`;
    throw new ProjectFileError(problem, file, undefined, undefined, { cause });
  }
}

/**
 * The file's text as an entry. `file` is only for messages.
 * @throws {ProjectFileError} as {@link readProjectFile}.
 */
export function parseProjectFile(source: string, file: string): PluginEntry {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const fail = (problem: string, offset: number): never => {
    const { line, col } = lines.linePos(offset);
    throw new ProjectFileError(problem, file, line, col);
  };
  const [error] = document.errors;
  if (error) return fail(error.message, error.pos[0]);
  const root = document.contents;
  if (!isMap(root)) return fail(`expected the fields ${ENTRY_FIELDS.join(", ")}`, root?.range[0] ?? 0);
  const fields = new Map<EntryField, FieldValue>();
  for (const pair of root.items) {
    const { field, offset } = knownField(pair, fail);
    const { value } = pair;
    fields.set(field, isScalar(value) ? { value: value.value, source: value.source, offset } : { value, offset });
  }
  return entryOf(fields, (problem, offset) => fail(problem, offset ?? root.range?.[0] ?? 0));
}

interface FieldValue {
  readonly value: unknown;
  /** As it is written; undefined for what is no scalar. */
  readonly source?: string | undefined;
  readonly offset: number;
}
type Fail = (problem: string, offset: number) => never;

function knownField(pair: Pair, fail: Fail): { field: EntryField; offset: number } {
  const keyOffset = isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
  const name = isScalar(pair.key) ? String(pair.key.value) : "?";
  const field = ENTRY_FIELDS.find((known) => known === name);
  if (field === undefined) {
    const meant = nearest(name, ENTRY_FIELDS);
    const suggestion = meant ? `; did you mean "${meant}"?` : ".";
    return fail(`unknown field ${JSON.stringify(name)}${suggestion} Known: ${ENTRY_FIELDS.join(", ")}`, keyOffset);
  }
  return { field, offset: (isScalar(pair.value) ? pair.value.range?.[0] : undefined) ?? keyOffset };
}

function entryOf(
  fields: ReadonlyMap<EntryField, FieldValue>,
  fail: (problem: string, offset?: number) => never,
): PluginEntry {
  const text = (field: EntryField): string => {
    const found = fields.get(field);
    if (!found) return fail(`the field "${field}" is missing`);
    if (typeof found.value === "string") return found.value;
    return fail(`"${field}" must be text; put it in quotes`, found.offset);
  };
  const count = (field: "timeout" | "maxTimeouts"): number => {
    const found = fields.get(field);
    if (!found || found.value === null) return ENTRY_DEFAULTS[field];
    const { value, offset } = found;
    // A number within quotes is a text to the daemon.
    const problem = countProblem(typeof value === "number" ? (found.source ?? "") : "");
    return problem === undefined ? Number(value) : fail(`"${field}" ${problem}`, offset);
  };
  const checked = (field: "name" | "exec", problemOf: (value: string) => string | undefined): string => {
    const value = text(field);
    const problem = problemOf(value);
    return problem === undefined ? value : fail(problem, fields.get(field)?.offset);
  };
  const type = (): PluginType => {
    const value = text("type");
    const known = PLUGIN_TYPES.find((candidate) => candidate === value);
    return known ?? fail(`"type" must be ${alternatives(PLUGIN_TYPES)}`, fields.get("type")?.offset);
  };
  return {
    name: checked("name", pluginNameProblem),
    type: type(),
    exec: checked("exec", execNameProblem),
    timeout: count("timeout"),
    maxTimeouts: count("maxTimeouts"),
  };
}

/** The entry as the text of a laniakea-plugin.yaml. Strings are quoted, so that every YAML version reads them alike. */
export function renderProjectFile(entry: PluginEntry): string {
  const quoted = (value: string) => Object.assign(new Scalar(value), { type: Scalar.QUOTE_DOUBLE });
  return stringify({
    name: quoted(entry.name),
    type: quoted(entry.type),
    exec: quoted(entry.exec),
    timeout: entry.timeout,
    maxTimeouts: entry.maxTimeouts,
  });
}
