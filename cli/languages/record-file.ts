/** Says what made a project, in its folder. */
export const RECORD_FILE = ".create-laniakea-plugin.json";
