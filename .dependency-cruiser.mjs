/**
 * Which room may import which: `npm run lint` fails on every other arrow. Imports of types count. ARCHITECTURE.md draws the same arrows, and a test compares the two.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const ARROWS = {
  "generators/cli": [
    "generators",
    "generators/app",
    "generators/update",
    "generators/tell",
    "generators/plan",
    "generators/answers",
    "generators/languages",
    "cli/commands",
    "cli/process",
    "cli/run",
    "cli/text",
    "daemon",
  ],
  "generators/update": [
    "generators",
    "generators/make",
    "generators/plan",
    "generators/answers",
    "generators/languages",
    "cli/languages",
    "cli/files",
    "cli/process",
    "cli/run",
    "cli/text",
  ],
  "generators/app": [
    "generators",
    "generators/tell",
    "generators/make",
    "generators/plan",
    "generators/answers",
    "cli/run",
    "daemon",
  ],
  "generators/tell": [
    "generators",
    "generators/plan",
    "generators/answers",
    "generators/languages",
    "cli/files",
    "cli/run",
    "cli/text",
    "daemon",
  ],
  "generators/make": [
    "generators",
    "generators/plan",
    "generators/languages",
    "cli/build",
    "cli/check",
    "cli/register",
    "cli/doctor",
    "cli/files",
    "cli/process",
    "cli/run",
    "cli/text",
    "sdk/typescript/src/testing",
  ],
  "generators/plan": [
    "generators",
    "generators/answers",
    "generators/languages",
    "cli/register",
    "cli/config",
    "cli/languages",
    "cli/files",
    "cli/process",
    "cli/run",
    "cli/text",
    "daemon",
    "daemon/config",
  ],
  "generators/answers": [
    "generators",
    "generators/languages",
    "cli/commands",
    "cli/languages",
    "cli/files",
    "cli/run",
    "cli/text",
    "daemon",
    "sdk/typescript/src/api",
  ],
  "generators/languages": ["generators", "cli/languages", "cli/files", "cli/process", "cli/run", "cli/text", "daemon"],
  generators: ["cli/run"],

  cli: ["cli/commands", "cli/run"],
  "cli/commands": [
    "cli/build",
    "cli/check",
    "cli/dev",
    "cli/register",
    "cli/doctor",
    "cli/reminder",
    "cli/process",
    "cli/run",
    "cli/text",
  ],
  "cli/reminder": ["cli/languages", "cli/files", "cli/run", "cli/text"],
  "cli/build": [
    "cli/languages",
    "cli/project",
    "cli/files",
    "cli/run",
    "cli/text",
    "daemon",
    "sdk/typescript/src/testing",
  ],
  "cli/check": ["cli/languages", "cli/project", "cli/run", "daemon", "sdk/typescript/src/testing"],
  "cli/dev": [
    "cli/languages",
    "cli/project",
    "cli/run",
    "daemon",
    "sdk/typescript/src/testing",
    "sdk/typescript/src/go-plugin",
    "sdk/typescript/src/api",
  ],
  "cli/register": [
    "cli/doctor",
    "cli/config",
    "cli/languages",
    "cli/project",
    "cli/files",
    "cli/run",
    "cli/text",
    "daemon",
    "daemon/config",
    "sdk/typescript/src/testing",
  ],
  "cli/doctor": ["cli/config", "cli/files", "cli/run", "daemon", "daemon/config", "sdk/typescript/src/testing"],
  "cli/config": ["cli/files", "cli/run", "daemon", "daemon/config"],
  "cli/languages": ["cli/files", "cli/process", "cli/run", "daemon"],
  "cli/project": ["cli/files", "cli/run", "daemon"],
  "cli/process": ["sdk/typescript/src/go-plugin", "cli/files", "cli/run"],
  "cli/files": ["cli/run"],
  "cli/text": [],
  "cli/run": [],

  "sdk/typescript/src": [
    "sdk/typescript/src/runtime",
    "sdk/typescript/src/api",
    "sdk/typescript/src/go-plugin",
    "daemon",
  ],
  "sdk/typescript/src/testing": [
    "sdk/typescript/src/runtime",
    "sdk/typescript/src/api",
    "sdk/typescript/src/go-plugin",
    "daemon",
  ],
  "sdk/typescript/src/runtime": ["sdk/typescript/src/api", "sdk/typescript/src/go-plugin", "daemon"],
  "sdk/typescript/src/api": ["sdk/typescript/src/go-plugin", "daemon"],
  "sdk/typescript/src/go-plugin": [],

  "daemon/config": ["daemon"],
  daemon: [],
};

/** Packages that one room alone knows; all others go through it. */
const PACKAGES = {
  "yeoman-generator|mem-fs|inquirer|@inquirer/core": ["generators/app"],
  ejs: ["generators/plan"],
  execa: ["cli/process"],
  commander: ["generators/cli", "cli", "cli/commands", "cli/run"],
  yaml: ["generators/answers", "generators/update", "cli/project", "daemon/config"],
  "node-diff3|jsonc-parser|@decimalturn/toml-patch": ["generators/update"],
  "@grpc/grpc-js": ["sdk/typescript/src/go-plugin/transport/grpc-js"],
};

const ROOMS = Object.keys(ARROWS);
/** A room's own files: those of another room in its folder are not. */
const filesOf = (room) => ({
  path: `^${room}/`,
  pathNot: ROOMS.filter((other) => other.startsWith(`${room}/`)).map((other) => `^${other}/`),
});

export const OPTIONS = {
  tsPreCompilationDeps: true,
  tsConfig: { fileName: "tsconfig.json" },
  doNotFollow: { path: "node_modules" },
  exclude: { path: ["\\.test\\.ts$", "/dist/"] },
  enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "node", "default"] },
};

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(PACKAGES).map(([packages, rooms]) => ({
      name: `only-in-its-room (${packages})`,
      severity: "error",
      from: { path: `^(${ROOMS.join("|")})/`, pathNot: rooms.map((room) => `^${room}/`) },
      to: { path: `node_modules/(${packages})/` },
    })),
    ...ROOMS.flatMap((room) =>
      ROOMS.filter((other) => other !== room && !ARROWS[room].includes(other)).map((other) => ({
        name: `no-arrow (${room} → ${other})`,
        severity: "error",
        from: filesOf(room),
        to: filesOf(other),
      })),
    ),
  ],
  options: OPTIONS,
};
