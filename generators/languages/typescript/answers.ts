import { PACKAGE_MANAGERS, type PackageManager } from "../../../cli/languages/typescript/package-manager.js";
import { detectPackageManager } from "../../../cli/languages/typescript/package-manager.js";
import { RUNTIME_NAMES, type RuntimeName } from "../../../cli/languages/typescript/toolchain/runtime.js";
import { alternatives, quoted } from "../../../daemon/text.js";
import { nearestOf, oneOf, onlyOffered } from "../checks.js";
import { npmPackages } from "../hardware.js";
import type { Answers } from "../language.js";
import type { Question, QuestionContext } from "../question.js";

export interface TypeScriptAnswers extends Answers {
  readonly language: "typescript";
  readonly packageManager: PackageManager;
  /** The npm range of the SDK; empty: the project carries the SDK in its vendor folder. */
  readonly sdk: string;
  /** What the plugin's executable runs on. */
  readonly runtime: RuntimeName;
}

/** What npm takes for a range, roughly: versions with what stands before and between them, or a tag that packages have. */
const SDK_RANGE =
  /^(?:|latest|next|\*|(?:(?:[~^]|[<>]?=?) ?v?\d+(?:\.(?:\d+|[xX*])){0,2}(?:[-+][\w.+-]+)?(?: *\|\| *| +- +| +|$))+)$/;

export const TYPESCRIPT_QUESTIONS: readonly Question[] = [
  {
    key: "packageManager",
    flag: "--package-manager <name>",
    help: `TypeScript only: ${alternatives(PACKAGE_MANAGERS)} (default: the one that started this, else npm)`,
    schema: { type: "string", enum: PACKAGE_MANAGERS },
    detect: detectPackageManager,
    default: () => "npm",
    problem: oneOf("package manager", PACKAGE_MANAGERS),
    suggest: nearestOf(PACKAGE_MANAGERS, "npm"),
  },
  {
    key: "sdk",
    flag: "--sdk <range>",
    help: "TypeScript only: take the SDK in this range from the npm registry instead of carrying it in vendor/",
    schema: { type: "string", pattern: SDK_RANGE.source },
    default: () => "",
    problem: sdkProblem,
    suggest: onlyOffered(""),
  },
  {
    key: "runtime",
    flag: "--runtime <name>",
    help: `TypeScript only: what its binary runs on, ${alternatives(RUNTIME_NAMES)} (default: node; build --runtime overrules it)`,
    schema: { type: "string", enum: RUNTIME_NAMES },
    default: () => "node",
    problem: (text, context) => oneOf("runtime", RUNTIME_NAMES)(text) ?? cannotCarry(text, context),
    suggest: () => "node",
  },
];

/** Loose on purpose: npm checks it, this only keeps out what cannot be a range or would not be one line. */
function sdkProblem(text: string): string | undefined {
  return SDK_RANGE.test(text)
    ? undefined
    : `the SDK's version must be a range that npm knows, such as ^0.1.0, not ${quoted(text)}`;
}

/** What a source's packages have compiled goes into executables of one runtime only. */
function cannotCarry(runtime: string, { texts }: QuestionContext): string | undefined {
  const { withoutScripts } = npmPackages(texts["source"] ?? "");
  if (runtime === "node" || withoutScripts.length === 0) return undefined;
  return `an executable on ${runtime} carries no compiled file, and the source ${texts["source"]} has ${alternatives(withoutScripts)}`;
}

/** Whether a project has a lock file before it is installed: npm's is ours to make, for the SDK that the project carries. */
export function carriesLock(answers: Pick<TypeScriptAnswers, "packageManager" | "sdk" | "source">): boolean {
  const { packageManager, sdk, source } = answers;
  const { dependencies, devDependencies } = npmPackages(source);
  // The lock that we have is that of a project without a source's packages.
  const isLocked = Object.keys({ ...dependencies, ...devDependencies }).length === 0;
  return packageManager === "npm" && sdk === "" && isLocked;
}
