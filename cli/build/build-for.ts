import { readdir, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { needsOf } from "../../sdk/typescript/src/testing/format/program.js";
import { sha256OfFile } from "../files/contents/sha256.js";
import { languageOf } from "../languages/detect.js";
import type { Output } from "../languages/language.js";
import { type Target, TARGETS } from "../languages/target.js";
import { OUTPUT_FOLDER } from "../project/project-entry.js";
import { inStep } from "../run/progress/step.js";
import {
  assertReplaceable,
  type BuildOptions,
  type BuildResult,
  type Move,
  movesOf,
  namedExec,
  noticesOf,
  putInPlace,
} from "./build.js";
import { lookAt } from "./look-at.js";
import { proveElsewhere, type ProveOptions, type Trial } from "./prove.js";
import { assertCrosses, assertRuntime } from "./refusals.js";
import { inWorkFolder } from "./work-folder.js";

/** An executable for a machine of `--target`: `dist/<exec>-<target>` in the project. */
export interface TargetResult extends Omit<BuildResult, "startMs">, Trial {
  readonly target: string;
}

/** The sums of all executables that are for a target, as `sha256sum --check` reads them. */
export const SUMS_FILE = "SHA256SUMS";

/**
 * Makes a project's single binaries for several kinds of machine, and their sums. Each is looked at, and started where this
 * machine can. A build that fails or is interrupted leaves the former ones.
 * @throws {UserError} with exit code 5 when a step fails, 4 when a tool is missing, 2 for a language whose executables are for
 * the machine that makes them.
 * @throws the signal's reason when aborted.
 */
export async function buildFor(targets: readonly Target[], options: BuildOptions): Promise<readonly TargetResult[]> {
  const project = resolve(options.project);
  const language = await languageOf(project);
  assertRuntime(language, options.runtime);
  assertCrosses(language);
  const exec = (options.exec ?? (await namedExec(project, options))).replace(/\.exe$/i, "");
  return await inWorkFolder(join(project, OUTPUT_FOLDER), async (work, dist) => {
    for (const target of targets) await assertReplaceable(join(dist, nameFor(exec, target)));
    const outputs = targets.map((target) => {
      const made = join(work, "made", nameFor(exec, target));
      return { target, made, notices: noticesOf(made) };
    });
    const runtimes = await language.make({ ...options, project, work, outputs });
    const results: TargetResult[] = [];
    for (const [index, output] of outputs.entries()) {
      const trial = await inStep(options.progress, `Trying the one for ${output.target.name}`, () =>
        tried(output, work, { ...options, mustSpeak: language.mustSpeak }),
      );
      const executable = join(dist, nameFor(exec, output.target));
      const { size: bytes } = await stat(output.made);
      results.push({ ...trial, target: output.target.name, executable, bytes, runtime: runtimes[index] ?? "" });
    }
    const moves: Move[] = [];
    for (const { target, made } of outputs) moves.push(...(await movesOf(join(dist, nameFor(exec, target)), made)));
    const sums = join(work, SUMS_FILE);
    await writeFile(sums, await sumsOf(dist, exec, moves));
    putInPlace([...moves, [sums, join(dist, SUMS_FILE)]], options.signal);
    return results;
  });
}

/** What an executable for a target is called. */
export function nameFor(exec: string, { name, platform }: Target): string {
  return `${exec}-${name}${platform === "win32" ? ".exe" : ""}`;
}

async function tried(
  { target, made }: Output,
  work: string,
  options: ProveOptions,
): Promise<Trial & { needs: string }> {
  const program = await lookAt(made, target);
  return { needs: needsOf(program), ...(await proveElsewhere(made, target, program, work, options)) };
}

/** Of every target's executable that is there, those of an earlier build too, or is about to be. */
async function sumsOf(dist: string, exec: string, moves: readonly Move[]): Promise<string> {
  const there = await readdir(dist);
  const lines: string[] = [];
  for (const name of TARGETS.map((target) => nameFor(exec, target)).sort()) {
    const place = join(dist, name);
    const made = moves.find((move) => move[1] === place)?.[0];
    if (made !== undefined || there.includes(name)) lines.push(`${await sha256OfFile(made ?? place)}  ${name}\n`);
  }
  return lines.join("");
}
