import type { Plugin } from "esbuild";
import { DESCRIPTION_FIELD } from "../../command-description.js";

const SDK = "laniakea-plugin-sdk";
const NAMESPACE = "laniakea-plugin-dev";

/** A line on stderr is cut at 16 KiB: a schema that does not fit is left out. */
const MOST_CHARACTERS = 15_000;

/**
 * Under `dev`, `controller` writes what its commands are to stderr: their names, and the JSON Schema of their arguments where
 * the schema's library gives it (https://standardschema.dev/json-schema). Only the bundle of `dev` has that: a binary is
 * bundled without it.
 */
const WITH_DESCRIPTIONS = `
import { controller as define } from "${SDK}";
import { writeSync } from "node:fs";
export * from "${SDK}";

function schemaOf(command) {
  try {
    return command.args?.["~standard"]?.jsonSchema?.input({ target: "draft-2020-12" });
  } catch {
    return undefined; // The library has no JSON Schema for it.
  }
}

function describe([name, command]) {
  const line = (schema) => JSON.stringify({ "${DESCRIPTION_FIELD}": { name, schema } }) + "\\n";
  const full = line(schemaOf(command));
  try {
    writeSync(2, full.length > ${MOST_CHARACTERS} ? line(undefined) : full);
  } catch {
    // Nobody reads: the page does without.
  }
}

export function controller(definition) {
  const made = define(definition);
  Object.entries(definition.commands).forEach(describe);
  return made;
}
`;

/** Puts that in the place of the SDK for the project's own files. */
export function describedCommands(project: string): Plugin {
  return {
    name: "described-commands",
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${SDK}$`) }, ({ namespace }) =>
        namespace === NAMESPACE ? undefined : { path: SDK, namespace: NAMESPACE },
      );
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, () => ({
        contents: WITH_DESCRIPTIONS,
        resolveDir: project,
      }));
    },
  };
}
