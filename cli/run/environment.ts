/** Whether a CI runs this: `CI` is set, and not to what people write to say that it is not. */
export function isCi(env: NodeJS.ProcessEnv = process.env): boolean {
  return !["", "false", "0"].includes(env["CI"] ?? "");
}

/**
 * An empty HOME is taken for none by everything that this process starts, and by this process: the user database has the home folder
 * then. Node.js, npm and Python take it for a name instead, and make folders called ~ or .cache in the working folder or at the root.
 */
export function forgetEmptyHome(env: NodeJS.ProcessEnv): void {
  if (env["HOME"] === "") delete env["HOME"];
}
