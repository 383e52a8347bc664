import all from "../../../templates/dependency-versions/go.json" with { type: "json" };
import { packagesOf } from "../hardware.js";

/** What a source's projects need besides the SDK, as go.mod and go.sum have it. */
export interface SourceModules {
  /** `path version`: what its code and its tests name. */
  readonly direct: readonly string[];
  /** What those need. */
  readonly indirect: readonly string[];
  /** Lines of go.sum that the SDK's has not. */
  readonly sum: readonly string[];
}

/** What its row names, and what `npm run lock:go` has written. */
export function modulesOf(source: string): SourceModules {
  const { run = [], test = [] } = packagesOf(source, "go");
  const locked: Readonly<Record<string, Omit<SourceModules, "direct">>> = all;
  return { direct: [...run, ...test].sort(), ...(locked[source] ?? { indirect: [], sum: [] }) };
}

/** What of go.sum is the module itself, and not its go.mod. */
const OF_A_MODULE = /^(\S+) (?!\S+\/go\.mod )/;

/** A project's go.sum: the SDK's with a source's. There is one version of each module in a project. */
export function goSum(sdk: string, { sum }: SourceModules): string {
  const paths = new Set(sum.map((line) => OF_A_MODULE.exec(line)?.[1]).filter((path) => path !== undefined));
  const kept = sdk.split("\n").filter((line) => line !== "" && !paths.has(OF_A_MODULE.exec(line)?.[1] ?? ""));
  return [...kept, ...sum]
    .sort(asGoSorts)
    .map((line) => `${line}\n`)
    .join("");
}

/** By path, then by version, then a module before its go.mod. */
function asGoSorts(a: string, b: string): number {
  const [[path = "", version = ""], [otherPath = "", otherVersion = ""]] = [a.split(" "), b.split(" ")];
  if (path !== otherPath) return path < otherPath ? -1 : 1;
  const [bare, other] = [version, otherVersion].map((each) => each.replace("/go.mod", ""));
  return (bare ?? "").localeCompare(other ?? "", "en", { numeric: true }) || version.length - otherVersion.length;
}
