import type { UserError } from "../../run/errors.js";
import { hostTarget } from "../target.js";
import { memoryProblem } from "./memory.js";
import { type RuntimeName, runtimeOf } from "./toolchain/runtime.js";
import { toolchainProblem } from "./toolchain/toolchain.js";

/** Why a build for this machine would fail, for a look before the work; empty where nothing is known to stand in its way. */
export async function buildProblems(wanted: RuntimeName): Promise<readonly UserError[]> {
  const host = hostTarget();
  const name = runtimeOf(wanted, host) === undefined ? "bun" : wanted;
  const problems = [await toolchainProblem(wanted), memoryProblem(name, host.name)];
  return problems.filter((problem) => problem !== undefined);
}
