import { execa } from "execa";
import type { PluginType } from "../../daemon/handshake.js";
import { buildGo } from "./go-toolchain.js";

/** One step of a scenario, as the Go host (test/hosts/go/host) reports it. */
export interface Step {
  /** The verb: `launch`, `frames`... The last one is always `log`. */
  readonly step: string;
  readonly stream?: string;
  readonly ok: boolean;
  readonly value?: unknown;
  readonly error?: string;
  /** Milliseconds that it took. */
  readonly ms: number;
}

/** A frame as the Laniakea SDK's client handed it on, after it swallowed the first one. */
export interface HostFrame {
  readonly source: string;
  readonly type: string;
  readonly timestamp: number;
  readonly payload: string;
  /** Milliseconds since the stream was asked for. */
  readonly at: number;
}

/** A line of the host's log; those that came from the plugin's stderr are named `host.<executable>`. */
export interface HostRecord {
  readonly name: string;
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface Scenario {
  readonly type: PluginType;
  /** See test/hosts/go/host/main.go: `verb[@stream][:argument]`. */
  readonly steps: readonly string[];
}

/** What the daemon does in the life of a plugin. */
export const SCENARIOS = {
  datasource: {
    type: "datasource",
    steps: [
      "launch",
      "push-version:1.0.0",
      "get-version",
      "start-record",
      "frames:2",
      "stop-record",
      "end",
      "start-record",
      "frames:2",
      "stop",
      "end",
      "kill",
    ],
  },
  /** Stays with an open stream until the host is killed: see {@link startHost}. */
  vanish: { type: "datasource", steps: ["launch", "push-version:1.0.0", "start-record", "frames:1", "hang"] },
  "wrong version": { type: "datasource", steps: ["launch", "push-version:99.0.0", "kill"] },
} as const satisfies Record<string, Scenario>;

/** The daemon's pin, and the newest release. */
export type GoPluginVersion = "1.4.4" | "1.8.0";

export interface HostOptions {
  /** Default 1.4.4, which the daemon has. */
  readonly goPlugin?: GoPluginVersion;
  /** Default false, as in the daemon. */
  readonly autoMtls?: boolean;
  /** The longest that a step may take, as a Go duration. Default `15s`. */
  readonly timeout?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A scenario for a controller: each command's JSON with what is to be done with its stream (`end`, `frames:2`...). */
export function commands(list: ReadonlyArray<readonly [command: object, ...then: string[]]>): Scenario {
  const steps = list.flatMap(([command, ...then]) => [`command:${JSON.stringify(command)}`, ...then]);
  return { type: "controller", steps: ["launch", "push-version:1.0.0", "get-version", ...steps, "kill"] };
}

/**
 * Launches an executable as the daemon does and takes it through a scenario. Failed steps are reported, not thrown.
 * @throws when the host itself fails, as it does when a plugin makes go-plugin panic.
 */
export async function runHost(
  scenario: keyof typeof SCENARIOS | Scenario,
  executable: string,
  options: HostOptions = {},
): Promise<Step[]> {
  const { stdout } = await startHost(scenario, executable, options, await hostProgram(options.goPlugin));
  return stdout.split("\n").map(parseStep);
}

/** The host as a running process, whose stdout has a line per step. Ends with the caller's process. */
export function startHost(
  scenario: keyof typeof SCENARIOS | Scenario,
  executable: string,
  { autoMtls = false, timeout = "15s", env = {} }: HostOptions,
  host: string,
) {
  const { type, steps } = typeof scenario === "string" ? SCENARIOS[scenario] : scenario;
  const flags = ["-plugin", executable, "-type", type, "-timeout", timeout, `-auto-mtls=${autoMtls}`];
  return execa(host, [...flags, ...steps], { env: { ...env }, stdin: "ignore", maxBuffer: 1e9 });
}

/** Builds the host, the first time. */
export function hostProgram(goPlugin: GoPluginVersion = "1.4.4"): Promise<string> {
  return buildGo({ package: "host", ...(goPlugin === "1.4.4" ? {} : { modfile: `go-plugin-${goPlugin}.mod` }) });
}

export function parseStep(line: string): Step {
  return JSON.parse(line) as Step;
}

/** The frames of all steps, or of the steps of one stream, in the order in which they came. */
export function framesOf(steps: readonly Step[], stream?: string): HostFrame[] {
  return steps
    .filter((step) => (step.step === "frames" || step.step === "end") && step.stream === stream)
    .flatMap((step) => (step.value ?? []) as HostFrame[]);
}

/** What the host logged. */
export function logOf(steps: readonly Step[]): HostRecord[] {
  return (steps.find((step) => step.step === "log")?.value ?? []) as HostRecord[];
}
