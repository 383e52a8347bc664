import type { Answers } from "../language.js";

/** The package that the SDK itself is: a project's own of that name would hide it. */
const SDK_PACKAGE = "laniakea_plugin_sdk";

/** The name of the import package below src/: a Python identifier, whatever the plugin is called. */
export function pythonPackage({ name }: Pick<Answers, "name">): string {
  const identifier = `laniakea_${name.toLowerCase().replaceAll("-", "_")}`;
  return identifier === SDK_PACKAGE ? `${identifier}_plugin` : identifier;
}

/** The name in pyproject.toml. It must end with a letter or a digit, and no dependency has it. */
export function pythonDistribution({ name, type }: Pick<Answers, "name" | "type">): string {
  const allowed = name.toLowerCase().replace(/[-_]+$/, "");
  return `laniakea-${type}-${allowed || "plugin"}`;
}
