import { LAUNCHER, MAKE_PROGRAMS, PLUGIN_TASKS } from "../plugin-tasks.js";

/** How the programs of a task are called in a place: in the Makefile, or typed. */
interface Programs {
  /** The executable. */
  readonly made: string;
  /** Flags of a build. */
  readonly build: string;
  /** The commands of create-laniakea-plugin. */
  readonly plugin: string;
  /** What a person may add to say where Laniakea's config is. */
  readonly place: string;
  readonly args: string;
}

export interface GoTask {
  readonly name: string;
  /** For README.md, in Markdown. */
  readonly what: string;
  /** Its command lines. */
  lines(programs: Programs): readonly string[];
  /** It says itself what it does, if it does anything. */
  readonly silent?: boolean;
}

/** In the order of a project's README. Its Makefile and its README come from here. */
export const GO_TASKS: readonly GoTask[] = [
  { name: "install", what: "fetches the modules that [`go.mod`](go.mod) names", lines: () => ["go mod download"] },
  {
    name: "dev",
    what: "runs the plugin without Laniakea and starts it again on each save",
    lines: ({ plugin }) => [`${plugin} dev`],
  },
  {
    name: "test",
    what: "speaks to the plugin as Laniakea does, see [`plugin_test.go`](plugin_test.go)",
    // A test that waits for ever ends, with the stacks of all goroutines.
    lines: () => ["go test -timeout 2m ./..."],
  },
  { name: "lint", what: "looks for mistakes", lines: () => ["go vet ./..."] },
  {
    name: "build",
    what: "makes the single executable in `dist`",
    lines: ({ build, made }) => [`go build ${build} -o ${made} .`],
  },
  ...PLUGIN_TASKS,
];

/** As they are called in the Makefile. */
export const IN_MAKE: Programs = { made: "$(MADE)", build: "$(BUILD_FLAGS)", ...MAKE_PROGRAMS };

/** As they are typed. The tags leave no use for cgo, so that the executable is static without an environment variable. */
export function typed(exec: string): Programs {
  const build = '-trimpath -buildvcs=false -tags netgo,osusergo -ldflags="-s -w"';
  return { made: `dist/${exec}`, build, plugin: LAUNCHER, place: "", args: "" };
}

export function taskNamed(name: string): GoTask {
  const task = GO_TASKS.find((candidate) => candidate.name === name);
  if (task === undefined) throw new Error(`a Go project has no task ${name}`);
  return task;
}
