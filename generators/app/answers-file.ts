import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { isMap, isScalar, LineCounter, type Pair, parseDocument } from "yaml";
import { ExitCode, UserError } from "../../sdk/cli/errors.js";
import { nearest } from "../../sdk/laniakea/nearest.js";
import { describeAnswers } from "./describe.js";
import type { FileAnswers } from "./given.js";
import type { AnswerSchema } from "./questions.js";

type Mutable = { texts: Record<string, string>; switches: Record<string, unknown>; places: Record<string, string> };

/**
 * Reads answers from a JSON or YAML file, or from stdin when it is `-`.
 * What is wrong with single answers is returned, to be told together with all else that is wrong.
 * @throws {UserError} exit 2 when it cannot be read or is neither.
 */
export async function readAnswers(file: string, cwd: string, stdin: NodeJS.ReadableStream): Promise<FileAnswers> {
  const shown = file === "-" ? "stdin" : file;
  const source = await read(file, cwd, stdin);
  const lines = new LineCounter();
  // JSON is YAML, except for tabs that indent and keys that are given twice, which are errors here in both.
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  const placeOf = (offset: number) => `${shown}:${lines.linePos(offset).line}`;
  if (error) throw refusal(`${placeOf(error.pos[0])}: ${error.message.split("\n", 1)[0]}`);
  const answers: Mutable = { texts: {}, switches: {}, places: {} };
  if (document.contents === null) return { ...answers, problems: [] };
  if (!isMap(document.contents)) throw refusal(`${shown}: answers are a mapping, such as "type: controller"`);
  const problems = document.contents.items.flatMap((pair) => take(pair as Pair, placeOf, answers));
  return { ...answers, problems };
}

async function read(file: string, cwd: string, stdin: NodeJS.ReadableStream): Promise<string> {
  try {
    return file === "-" ? await readAll(stdin) : await readFile(resolve(cwd, file), "utf8");
  } catch (error) {
    throw refusal(`--answers: ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** Takes one answer over, or says what is wrong with it. */
function take({ key, value }: Pair, placeOf: (offset: number) => string, answers: Mutable): readonly string[] {
  const name = isScalar(key) ? String(key.value) : "";
  const place = placeOf(isScalar(key) ? (key.range?.[0] ?? 0) : 0);
  const { properties } = describeAnswers();
  const schema = properties[name];
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
  // 1.10 without quotes is the number 1.1, and no is false.
  return typeof given === "string" ? undefined : `${name} is text; put it in quotes`;
}

function refusal(message: string): UserError {
  return new UserError(message, {
    exitCode: ExitCode.usage,
    hint: "create-laniakea-plugin --describe prints the answers that there are",
  });
}
