import { MAKE_VENV } from "../../../cli/languages/python/layout.js";
import { LAUNCHER, MAKE_PROGRAMS, PLUGIN_TASKS } from "../plugin-tasks.js";

/** How the programs of a task are called in a place: in the Makefile, or typed on Windows. */
interface Programs {
  /** The Python that makes the virtual environment. */
  readonly python: string;
  /** The folder of its programs. */
  readonly venv: string;
  /** The commands of create-laniakea-plugin. */
  readonly plugin: string;
  /** What a person may add to say where Laniakea's config is. */
  readonly place: string;
  readonly args: string;
  readonly separator: "/" | "\\";
  /** What is added where somebody has named a Python. */
  readonly ifNamed?: string;
}

export interface PythonTask {
  readonly name: string;
  /** For README.md, in Markdown. */
  readonly what: string;
  /** Its command lines. */
  lines(programs: Programs): readonly string[];
  /** What else it needs to have been done. */
  readonly needs?: "venv";
  /** It says itself what it does, if it does anything. */
  readonly silent?: boolean;
}

/** In the order of a project's README. Its Makefile and its README come from here. */
export const PYTHON_TASKS: readonly PythonTask[] = [
  {
    name: "venv",
    what: "makes `.venv` with what the other commands need, exactly as in `requirements.lock`",
    // A Python that is asked for by name makes .venv anew; the default one is fine with what another has made.
    lines: ({ python, separator, ifNamed = "" }) => [`${python} ${MAKE_VENV.replace("/", separator)}${ifNamed}`],
    silent: true,
  },
  {
    name: "lock",
    what: "writes `requirements.lock` anew, after a change of the packages in [`pyproject.toml`](pyproject.toml)",
    lines: ({ python, separator }) => [`${python} ${MAKE_VENV.replace("/", separator)} --lock`],
    silent: true,
  },
  {
    name: "dev",
    what: "runs the plugin without Laniakea and starts it again on each save",
    lines: ({ plugin }) => [`${plugin} dev`],
    needs: "venv",
  },
  {
    name: "test",
    what: "starts the plugin and speaks to it as Laniakea does, see [`tests/test_plugin.py`](tests/test_plugin.py)",
    lines: ({ venv, separator }) => [`${venv}${separator}python -m pytest`],
    needs: "venv",
  },
  {
    name: "lint",
    what: "checks style and types: ruff and mypy, both strict",
    lines: ({ venv, separator }) => [
      `${venv}${separator}python -m ruff check`,
      `${venv}${separator}python -m ruff format --check`,
      `${venv}${separator}python -m mypy`,
    ],
    needs: "venv",
  },
  {
    name: "format",
    what: "formats the sources as `lint` wants them, and mends what it can",
    lines: ({ venv, separator }) => [
      `${venv}${separator}python -m ruff check --fix-only`,
      `${venv}${separator}python -m ruff format`,
    ],
    needs: "venv",
  },
  {
    name: "build",
    what: "makes the single executable in `dist`, and starts it once",
    // Not `python -m PyInstaller`: that would print its notes all the same. A missing module is an error, and shown.
    lines: ({ venv, separator }) => [`${venv}${separator}pyinstaller --log-level ERROR --noconfirm plugin.spec`],
    needs: "venv",
  },
  ...PLUGIN_TASKS,
];

export const PROGRAMS = {
  make: {
    python: "$(PYTHON)",
    ifNamed: "$(if $(filter command,$(firstword $(origin PYTHON))), --this-python)",
    venv: "$(VENV)",
    ...MAKE_PROGRAMS,
    separator: "/",
  },
  windows: {
    python: "py -3",
    venv: ".venv\\Scripts",
    plugin: LAUNCHER,
    place: "",
    args: "",
    separator: "\\",
  },
} as const satisfies Record<string, Programs>;

export function taskNamed(name: string): PythonTask {
  const task = PYTHON_TASKS.find((candidate) => candidate.name === name);
  if (task === undefined) throw new Error(`a Python project has no task ${name}`);
  return task;
}
