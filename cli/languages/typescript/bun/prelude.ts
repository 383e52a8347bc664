/** The names that stand for `__filename`, `__dirname` and the environment in a bundle for Bun. */
export const BUN_DEFINES = {
  __filename: "__laniakea_filename",
  __dirname: "__laniakea_dirname",
  "import.meta.filename": "__laniakea_filename",
  "import.meta.dirname": "__laniakea_dirname",
  // Bun writes `production` in its place.
  "process.env.NODE_ENV": "__laniakea_env.NODE_ENV",
};

/**
 * Code that stands at the start of a bundle for Bun, before any module: what an executable of Node.js has, Bun's gets.
 * - `__filename`, `__dirname` and `process.argv` name the executable. Bun's own name the file that was compiled, on the machine that did.
 * - `console` writes through process.stdout and process.stderr, as in Node.js. Bun's writes to the file descriptors, past whoever
 *   keeps stdout free for the handshake. Its parts are made when something is printed.
 */
export const BUN_PRELUDE = `
const __laniakea_filename = process.execPath;
const __laniakea_dirname = require("node:path").dirname(__laniakea_filename);
const __laniakea_env = process.env;
process.argv.splice(0, 2, __laniakea_filename, __laniakea_filename);
{
  let made;
  const nodes = () => (made ??= new (require("node:console").Console)({ stdout: process.stdout, stderr: process.stderr }));
  for (const name of ["log", "info", "debug", "warn", "error", "trace", "dir", "dirxml", "table", "assert", "count", "countReset",
      "group", "groupCollapsed", "groupEnd", "time", "timeEnd", "timeLog"]) {
    console[name] = (...values) => nodes()[name](...values);
  }
}`;
