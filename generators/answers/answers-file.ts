import { resolve } from "node:path";
import { addAbortSignal, type Readable } from "node:stream";
import { type Document, isAlias, isMap, isScalar, LineCounter, type Pair, parseDocument } from "yaml";
import { NotRegular, readRegularFile } from "../../cli/files/regular-file.js";
import { ExitCode, UserError } from "../../cli/run/errors.js";
import { reasonOf } from "../../cli/run/system-error.js";
import { nearest } from "../../daemon/nearest.js";
import type { AnswerSchema } from "../languages/question.js";
import { describeAnswers } from "./describe.js";
import type { FileAnswers } from "./known-answers.js";

/** Bytes. All answers there are, with long comments, fit into a tenth; /dev/zero and a disk image given by mistake do not. */
const MAX_SIZE = 64 * 1024;

type Mutable = { texts: Record<string, string>; switches: Record<string, unknown>; places: Record<string, string> };

/**
 * Reads answers from a JSON or YAML file, or from stdin when it is `-`.
 * What is wrong with single answers is returned, to be told together with all else that is wrong.
 * @throws {UserError} exit 2 when it cannot be read or is neither.
 * @throws the signal's reason when aborted.
 */
export async function readAnswers(
  file: string,
  cwd: string,
  stdin: Readable,
  signal: AbortSignal = new AbortController().signal,
): Promise<FileAnswers> {
  const shown = file === "-" ? "stdin" : file;
  const source = await read(file, cwd, stdin, signal);
  const lines = new LineCounter();
  // JSON is YAML, except for tabs that indent and keys that are given twice, which are errors here in both.
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  const placeOf = (offset: number) => `${shown}:${lines.linePos(offset).line}`;
  if (error?.code === "MULTIPLE_DOCS") throw refusal(`${placeOf(error.pos[0])}: a second document begins; give one`);
  if (error) throw refusal(`${placeOf(error.pos[0])}: ${error.message.split("\n", 1)[0]}`);
  const answers: Mutable = { texts: {}, switches: {}, places: {} };
  if (document.contents === null) return { ...answers, problems: [] };
  if (!isMap(document.contents)) throw refusal(`${shown}: answers are a mapping, such as "type: controller"`);
  const problems = document.contents.items.flatMap((pair) => take(pair as Pair, document, placeOf, answers));
  return { ...answers, problems };
}

async function read(file: string, cwd: string, stdin: Readable, signal: AbortSignal): Promise<string> {
  if (file === "") throw refusal("--answers: the file is empty; give a path, or - for stdin");
  try {
    const bytes = file === "-" ? await readStream(stdin, signal) : await readFile(resolve(cwd, file));
    return decode(bytes);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof RangeError) {
      throw refusal(`--answers: ${file} has more than ${MAX_SIZE / 1024} KB: answers are shorter`);
    }
    if (error instanceof NotRegular) {
      throw refusal(
        `--answers: ${file} is ${error.kind}, not a file; --answers - reads what is piped into the command`,
      );
    }
    const { code } = error as NodeJS.ErrnoException;
    throw refusal(`--answers: ${file} cannot be read: ${reasonOf(code) ?? code}`);
  }
}

async function readFile(path: string): Promise<Buffer> {
  return (await readRegularFile(path, MAX_SIZE)).bytes;
}

/** Whoever pipes may never end, or never begin: a signal ends the wait. */
async function readStream(stdin: Readable, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of addAbortSignal(signal, stdin)) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > MAX_SIZE) throw new RangeError("stdin does not end");
  }
  return Buffer.concat(chunks);
}

/** What PowerShell's > writes is UTF-16. */
function decode(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8").decode(bytes);
}

/** Takes one answer over, or says what is wrong with it. */
function take(
  { key, value: node }: Pair,
  document: Document,
  placeOf: (offset: number) => string,
  answers: Mutable,
): readonly string[] {
  const name = isScalar(key) ? String(key.value) : String(key);
  const value = isAlias(node) ? node.resolve(document) : node;
  const place = placeOf(isScalar(key) ? (key.range?.[0] ?? 0) : 0);
  const { properties } = describeAnswers();
  const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (schema === undefined) return [`${place}: ${unknown(name, Object.keys(properties))}`];
  const given = isScalar(value) ? value.value : undefined;
  const problem = typeProblem(name, given, schema);
  if (problem !== undefined) return [`${place}: ${problem}`];
  answers.places[name] = place;
  if (schema.kind === "switch") answers.switches[name] = given;
  else answers.texts[name] = String(given);
  return [];
}

function unknown(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return `there is no answer called ${JSON.stringify(name)}${meant === undefined ? "" : `; did you mean ${meant}?`}`;
}

function typeProblem(name: string, given: unknown, { type }: AnswerSchema): string | undefined {
  if (type === "boolean") return typeof given === "boolean" ? undefined : `${name} is true or false`;
  if (type === "integer") return Number.isInteger(given) ? undefined : `${name} is a whole number`;
  if (given === null) return `${name} is empty; give a text, or leave it out`;
  // 1.10 without quotes is the number 1.1, and no is false.
  return typeof given === "string" ? undefined : `${name} is text; put it in quotes`;
}

function refusal(message: string): UserError {
  return new UserError(message, {
    exitCode: ExitCode.usage,
    hint: "create-laniakea-plugin --describe prints the answers that there are",
  });
}
