import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Candidate, NAMES } from "./candidate.js";

const { version, devDependencies } = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"),
) as { version: string; devDependencies: Readonly<Record<string, string>> };

/** What a generator needs that is written for Yeoman as its documentation has it; ours is made from the same versions. */
const STOCK = ["yeoman-generator", "inquirer", "ejs", "execa"].map((name) => `${name}@${devDependencies[name]}`);

/** Ours first: the others are held against it. */
export const CANDIDATES: readonly Candidate[] = [
  {
    name: NAMES.ours,
    specs: [`${NAMES.ours}@${version}`],
    entry: "node_modules/create-laniakea-plugin/dist/cli.js",
    version: ["--version"],
    help: ["--help"],
    make: (name) => [name, "--yes", "--no-install"],
    project: (name) => name,
    lastFile: ".create-laniakea-plugin.json",
  },
  {
    name: NAMES.vite,
    specs: ["create-vite@9.3.0"],
    entry: "node_modules/create-vite/index.js",
    // With --version it makes a project.
    help: ["--help"],
    make: (name) => [name, "--template", "vanilla-ts", "--no-interactive"],
    project: (name) => name,
    lastFile: "package.json",
  },
  {
    name: NAMES.sv,
    specs: ["sv@0.17.1"],
    entry: "node_modules/sv/dist/bin.mjs",
    version: ["--version"],
    help: ["create", "--help"],
    make: (name) => ["create", name, "--template", "minimal", "--types", "ts", "--no-add-ons", "--no-install"],
    project: (name) => name,
    lastFile: "package.json",
  },
  {
    name: NAMES.grafana,
    specs: ["@grafana/create-plugin@7.1.7"],
    entry: "node_modules/@grafana/create-plugin/dist/bin/run.js",
    version: ["version"],
    // With --help it asks its questions. It formats what it has made with a prettier that it lets npx fetch.
    make: (name) => [`--plugin-name=${name}`, "--org-name=bench", "--plugin-type=datasource", "--no-backend"],
    project: (name) => `bench-${name}-datasource`,
    lastFile: "package.json",
    slow: true,
  },
  {
    name: NAMES.yeoman,
    specs: [...STOCK, "yeoman-environment@6.3.0"],
    entry: "cli.mjs",
    version: ["--version"],
    help: ["--help"],
    make: (name) => [name],
    project: (name) => name,
    // It makes what ours makes.
    lastFile: ".create-laniakea-plugin.json",
    slow: true,
  },
];
