import { ChildFailed, runChild } from "../../process/child.js";
import { BUILD_ARGS, GO_ENV } from "./go-command.js";

interface CompileOptions {
  readonly signal: AbortSignal;
  readonly onLine?: (line: string) => void;
  /** The machine that the executable is for; default: what Go is set to. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Why a build failed: what the compiler says, or that there is no Go. */
export async function compile(
  project: string,
  executable: string,
  { signal, onLine, env = {} }: CompileOptions,
): Promise<ChildFailed | undefined> {
  try {
    await runChild("go", [...BUILD_ARGS, "-o", executable, "."], {
      cwd: project,
      env: { ...GO_ENV, ...env },
      signal,
      ...(onLine === undefined ? {} : { onLine }),
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    return error;
  }
}
