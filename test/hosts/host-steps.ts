import { expect } from "vitest";
import { isAlive } from "../process-alive.js";
import { framesOf, type HostRecord, logOf, type Step } from "./go-host.js";

// What tests read in the steps of a scenario, whichever host has reported them.

export const failed = (steps: readonly Step[]) => steps.filter(({ ok }) => !ok);
export const stepOf = (steps: readonly Step[], name: string) => steps.find(({ step }) => step === name);

export function valuesOf(steps: readonly Step[], name: string): Readonly<Record<string, number | string>> {
  return (stepOf(steps, name)?.value ?? {}) as Readonly<Record<string, number | string>>;
}

export const numbersOf = (steps: readonly Step[], name: string) => valuesOf(steps, name) as Record<string, number>;
export const pidOf = (steps: readonly Step[]) => numbersOf(steps, "launch")["pid"] ?? 0;

export function payloadsOf(steps: readonly Step[], stream?: string) {
  return framesOf(steps, stream).map(({ payload }) => JSON.parse(payload));
}

/** What the plugin logged, and what the host says of it. */
export function pluginLog(steps: readonly Step[]): HostRecord[] {
  return logOf(steps).filter(({ name }) => name.startsWith("host.") && name !== "host.stdio");
}

export const messages = (steps: readonly Step[]) => pluginLog(steps).map(({ message }) => message);

/** Kill did not have to wait for its two seconds, and nothing is left. */
export function expectGracefulKill(steps: readonly Step[], withinMs: number): void {
  expect(pidOf(steps)).toBeGreaterThan(0);
  const kill = stepOf(steps, "kill");
  expect(kill).toMatchObject({ ok: true, value: { graceful: true, gone: true, exitCode: 0 } });
  expect(kill?.ms).toBeLessThan(withinMs);
  expect(isAlive(pidOf(steps))).toBe(false);
}

/** It listens on TCP, at a port of the host's range. */
export function expectPortInRange(steps: readonly Step[]): void {
  const { network, address } = valuesOf(steps, "launch");
  expect(network).toBe("tcp");
  const port = Number(String(address).replace("127.0.0.1:", ""));
  expect(port).toBeGreaterThanOrEqual(10_000);
  expect(port).toBeLessThanOrEqual(25_000);
}
