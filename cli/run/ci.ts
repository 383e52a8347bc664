/** Whether a CI runs this: `CI` is set, and not to what people write to say that it is not. */
export function isCi(env: NodeJS.ProcessEnv = process.env): boolean {
  return !["", "false", "0"].includes(env["CI"] ?? "");
}
