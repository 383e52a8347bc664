import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Subject } from "../interleaved.js";
import type { Candidate } from "./candidate.js";
import { filesIn, installArgs, type Installed } from "./place.js";

/** So many rounds for what takes seconds. */
const SLOW_STARTS = 3;
const SLOW_INSTALLS = 2;
/** A project has at least so many files. */
const LEAST_FILES = 8;

/** What is measured of a candidate, and how it is called in the tables. */
export type Figure = "cold install" | "warm install" | "--version" | "--help" | "start to files";

export function subjectName({ name }: Candidate, figure: Figure): string {
  return `${name} ${figure}`;
}

/** An install into an empty folder: with an empty npm cache, then with the one that this has filled. */
export function installs(candidate: Candidate, work: string, env: NodeJS.ProcessEnv): readonly Subject[] {
  const cache = join(work, "npm-cache-of-one-install");
  const once = (figure: Figure): Subject => {
    const folder = join(work, "install");
    return {
      name: subjectName(candidate, figure),
      program: "npm",
      args: () => {
        rmSync(folder, { recursive: true, force: true });
        if (figure === "cold install") rmSync(cache, { recursive: true, force: true });
        mkdirSync(folder);
        writeFileSync(join(folder, "package.json"), '{ "private": true }');
        return [...installArgs(candidate), "--prefix", folder, "--cache", cache];
      },
      env,
      verify: () => {
        if (filesIn(join(folder, "node_modules")).length === 0) throw new Error(`${candidate.name}: nothing installed`);
      },
      ...atMost(candidate, SLOW_INSTALLS),
    };
  };
  return [once("cold install"), once("warm install")];
}

export function starts({ candidate, entry }: Installed, work: string, env: NodeJS.ProcessEnv): readonly Subject[] {
  const says = (figure: Figure, args: readonly string[] | undefined): Subject[] =>
    args === undefined
      ? []
      : [
          {
            name: subjectName(candidate, figure),
            args: () => [entry, ...args],
            env,
            verify: (_, stdout) => {
              if (stdout.trim() === "") throw new Error(`${candidate.name} ${args.join(" ")} said nothing`);
            },
            ...atMost(candidate, SLOW_STARTS),
          },
        ];
  const makes: Subject = {
    name: subjectName(candidate, "start to files"),
    args: (run) => [entry, ...candidate.make(`made${run}`)],
    env,
    verify: (run) => void madeBy(candidate, `made${run}`, work),
    ...atMost(candidate, SLOW_STARTS),
  };
  return [...says("--version", candidate.version), ...says("--help", candidate.help), makes];
}

/**
 * Takes a project away, so that the next candidate can have the name.
 * @returns the number of its files.
 * @throws when there is none: a candidate that did nothing must not count.
 */
export function madeBy(candidate: Candidate, name: string, work: string): number {
  const project = join(work, candidate.project(name));
  const files = filesIn(project);
  rmSync(project, { recursive: true, force: true });
  if (files.length < LEAST_FILES || !files.includes(join(project, candidate.lastFile))) {
    throw new Error(`${candidate.name} made ${files.length} files only`);
  }
  return files.length;
}

function atMost({ slow }: Candidate, rounds: number): Pick<Subject, "atMost"> {
  return slow ? { atMost: rounds } : {};
}
