import { nearest } from "../../daemon/nearest.js";
import { alternatives, quoted } from "../../daemon/text.js";
import { ExitCode, UserError } from "../run/errors.js";

/** A kind of machine that an executable is made for. */
export interface Target {
  /** As `--target` takes it, and as the executable's name ends. */
  readonly name: string;
  /** As Node.js calls it. */
  readonly platform: NodeJS.Platform;
  /** As Node.js calls it. */
  readonly arch: string;
  /** Linux' C library; undefined elsewhere. */
  readonly libc?: "glibc" | "musl";
}

export const TARGETS: readonly Target[] = [
  { name: "linux-x64", platform: "linux", arch: "x64", libc: "glibc" },
  { name: "linux-arm64", platform: "linux", arch: "arm64", libc: "glibc" },
  { name: "linux-x64-musl", platform: "linux", arch: "x64", libc: "musl" },
  { name: "linux-arm64-musl", platform: "linux", arch: "arm64", libc: "musl" },
  { name: "darwin-x64", platform: "darwin", arch: "x64" },
  { name: "darwin-arm64", platform: "darwin", arch: "arm64" },
  { name: "win32-x64", platform: "win32", arch: "x64" },
  { name: "win32-arm64", platform: "win32", arch: "arm64" },
];
export const TARGET_NAMES: readonly string[] = TARGETS.map(({ name }) => name);
/** Stands for all of them. */
export const ALL_TARGETS = "all";

/** Names of 32-bit ARM, as people and tools write it. */
const ARM_32 = /^(?:linux[-/])?(?:arm|arm32|armhf|armel|armv[5-7]\w*)(?:[-/].*)?$/i;
/** Processors that are near to none of ours, whatever their names look like. */
const FOREIGN = /riscv|ppc|s390|mips|loong|sparc|wasm|ia32|[ix]?[3-6]86$/i;

/** The machine that this program runs on; its name is none of `--target`'s where its kind has no runtime. */
export function hostTarget(machine: Machine = process): Target {
  const { platform, arch } = machine;
  const libc = platform === "linux" ? { libc: libcOf(machine) } : {};
  const same = (target: Target) => target.platform === platform && target.arch === arch && target.libc === libc.libc;
  return TARGETS.find(same) ?? { name: `${platform}-${arch}`, platform, arch, ...libc };
}

type Machine = Pick<NodeJS.Process, "platform" | "arch" | "report">;

/** Only glibc tells its version. */
function libcOf({ report }: Machine): "glibc" | "musl" {
  // Without this Node.js looks up the name of every connection, which can take seconds.
  Object.assign(report ?? {}, { excludeNetwork: true });
  const { header } = (report?.getReport() ?? {}) as { header?: { glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime === undefined ? "musl" : "glibc";
}

/**
 * The targets of `--target`, each once, in the order of the table.
 * @param values each may hold several names, separated by commas; `all` stands for all of them.
 * @throws {UserError} exit code 2 for names that are none, with all of them.
 */
export function parseTargets(values: readonly string[]): readonly Target[] {
  const names = values.flatMap((value) => value.split(",")).map((name) => name.trim());
  const given = names.filter((name) => name !== "");
  const problems = [...new Set(given)].flatMap((name) => targetProblem(name) ?? []);
  if (problems.length > 0) {
    const [messages, hints] = [problems.map(({ message }) => message), problems.map(({ hint }) => hint)];
    throw new UserError(messages.join("; "), { exitCode: ExitCode.usage, hint: [...new Set(hints)].join("; ") });
  }
  if (given.length === 0) {
    throw new UserError("--target names no machine", { exitCode: ExitCode.usage, hint: WHAT_THERE_IS });
  }
  return given.includes(ALL_TARGETS) ? TARGETS : TARGETS.filter(({ name }) => given.includes(name));
}

const WHAT_THERE_IS = `give ${alternatives([...TARGET_NAMES, ALL_TARGETS])}; several with commas between them`;

function targetProblem(name: string): { message: string; hint: string } | undefined {
  const known = [...TARGET_NAMES, ALL_TARGETS];
  if (known.includes(name)) return undefined;
  if (ARM_32.test(name)) return withoutRuntime(name);
  const meant = FOREIGN.test(name) ? [] : meantBy(inOurWords(name));
  const asked = meant.length === 0 ? "" : ` (did you mean ${alternatives(meant.map(quoted))}?)`;
  return {
    message: `there is no target ${quoted(name)}${asked}`,
    hint: WHAT_THERE_IS,
  };
}

/** Whoever names the system alone has not said which processor. */
function meantBy(name: string): readonly string[] {
  const ofSystem = TARGETS.filter(({ platform, libc }) => platform === name && libc !== "musl");
  if (ofSystem.length > 0) return ofSystem.map((target) => target.name);
  const one = nearest(name, [...TARGET_NAMES, ALL_TARGETS]);
  return one === undefined ? [] : [one];
}

/** Other tools have other words for the same machines. */
function inOurWords(name: string): string {
  return name
    .toLowerCase()
    .replace(/macos|osx/, "darwin")
    .replace(/\bwin(?:dows|64)?\b/, "win32")
    .replace(/amd64|x86[_-]64/, "x64")
    .replace("aarch64", "arm64")
    .replace("alpine", "musl");
}

/** Why no executable can be made for a machine that neither runtime knows, and what can be done. */
export function withoutRuntime(name: string): { message: string; hint: string } {
  const isArm = ARM_32.test(name);
  return {
    message: `no executable can be made for ${name}: neither Node.js nor Bun runs ${isArm ? "on 32-bit ARM" : "there"}`,
    hint: isArm
      ? "a Go project makes one by make build TARGET=linux/arm/7, and a Python project is built there; or install a 64-bit system there and give linux-arm64"
      : `the machines that there are: ${TARGET_NAMES.join(", ")}`,
  };
}
