import { execa } from "execa";
import { type Spread, spreadOf } from "../summary.js";
import type { Candidate } from "./candidate.js";
import { BASES, type Figure, type Scenario } from "./scenarios.js";

/** One life of a plugin, in the Go host's words; a list where it looked several times. */
export type Life = Readonly<Record<string, number | readonly number[] | string | boolean>>;

export interface Result {
  readonly scenario: string;
  readonly candidate: string;
  readonly figure: Figure;
  readonly spread: Spread;
  /** This median over that of each base, by name. */
  readonly ratios: Readonly<Record<string, number>>;
  /** All of them, in the order in which they came. */
  readonly values: readonly number[];
}

export interface MeasureOptions {
  readonly host: string;
  /** Where the plugins put their temporary files, some for good. */
  readonly temporary: string;
  readonly rounds: number;
}

/**
 * Takes the candidates through a scenario in turn, round after round: what else the machine does then weighs on all of
 * them alike. One life before the first round is not counted: it fills the file cache.
 */
export async function measure(
  scenario: Scenario,
  candidates: readonly Candidate[],
  options: MeasureOptions,
): Promise<Result[]> {
  const live = (candidate: Candidate, steps = scenario.steps) => runHost(candidate, { ...scenario, steps }, options);
  for (const candidate of candidates) await live(candidate, ["launch", "exit"]);
  const lives = new Map<Candidate, Life[]>(candidates.map((candidate) => [candidate, []]));
  for (let round = 0; round < options.rounds; round++) {
    const turns = candidates.map((candidate) => async () => void lives.get(candidate)?.push(await live(candidate)));
    if (scenario.together === true) await Promise.all(turns.map((turn) => turn()));
    else for (const turn of turns) await turn();
  }
  return scenario.figures.flatMap((figure) => resultsOf(scenario, figure, lives));
}

async function runHost({ executable }: Candidate, { steps, env }: Scenario, options: MeasureOptions): Promise<Life> {
  const { stdout } = await execa(options.host, ["-plugin", executable, ...steps], {
    env: { ...env, TMPDIR: options.temporary },
    stdin: "ignore",
  });
  return JSON.parse(stdout) as Life;
}

function resultsOf({ title }: Scenario, figure: Figure, lives: ReadonlyMap<Candidate, readonly Life[]>): Result[] {
  const measured = [...lives].map(([candidate, list]) => {
    const values = list.flatMap((life) => life[figure.key] ?? []).filter((value) => typeof value === "number");
    return { scenario: title, candidate: candidate.name, figure, values, spread: spreadOf(values) };
  });
  const medianOf = (name: string) => measured.find(({ candidate }) => candidate === name)?.spread.median ?? Number.NaN;
  const ratios = (median: number) => Object.fromEntries(BASES.map((base) => [base, median / medianOf(base)]));
  return measured.map((result) => ({ ...result, ratios: ratios(result.spread.median) }));
}
