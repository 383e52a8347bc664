/**
 * How a person types `laniakea-plugin` with a command in a project: as they have done it just now.
 * @param names the program's, and the command's behind it.
 */
export function typedAs(names: readonly string[], env: NodeJS.ProcessEnv = process.env): string {
  const manager = /^\w+/.exec(env["npm_config_user_agent"] ?? "")?.[0];
  if (manager === undefined) return names.join(" ");
  const script = env["npm_lifecycle_event"];
  // A script has the command in it. npx gives its own name to what it runs.
  if (script !== undefined && script !== "npx") return `${manager} run ${script}${manager === "npm" ? " --" : ""}`;
  return [manager === "npm" ? "npx" : manager, ...names].join(" ");
}
