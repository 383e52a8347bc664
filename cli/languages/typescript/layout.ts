/** Where a project's modules are. */
export const SOURCES = "src";

/** The file that starts every plugin, below the project. */
export const ENTRY = `${SOURCES}/main.ts`;
