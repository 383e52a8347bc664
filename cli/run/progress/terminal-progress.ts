import { isCi } from "../environment.js";
import { plainProgress, type Progress } from "./progress.js";

/** A spinner on a terminal; one line per event elsewhere, where the spinner is not even loaded. */
export async function terminalProgress(stream: NodeJS.WriteStream): Promise<Progress> {
  const canRewrite = stream.isTTY === true && process.env["TERM"] !== "dumb" && !isCi();
  if (!canRewrite) return plainProgress(stream);
  const { spinnerProgress } = await import("./spinner-progress.js");
  return spinnerProgress(stream);
}
