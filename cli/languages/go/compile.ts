import { ChildFailed, runChild } from "../../process/child.js";
import { BUILD_ARGS, GO_ENV } from "./project.js";

/** Why a build failed: what the compiler says, or that there is no Go. */
export async function compile(
  project: string,
  executable: string,
  { signal, onLine }: { readonly signal: AbortSignal; readonly onLine?: (line: string) => void },
): Promise<ChildFailed | undefined> {
  try {
    await runChild("go", [...BUILD_ARGS, "-o", executable, "."], {
      cwd: project,
      env: GO_ENV,
      signal,
      ...(onLine === undefined ? {} : { onLine }),
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    return error;
  }
}
