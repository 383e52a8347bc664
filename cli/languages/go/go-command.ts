/**
 * For a child process: static, and nothing of a workspace that is above the project by chance. A go.work that does not name the
 * project would make Go refuse it.
 */
export const GO_ENV = { CGO_ENABLED: "0", GOWORK: "off" } as const;

/** Without the paths of this machine, the state of a repository and debugging data: the same sources give the same bytes. */
export const BUILD_ARGS: readonly string[] = [
  "build",
  "-trimpath",
  "-buildvcs=false",
  "-tags=netgo,osusergo",
  "-ldflags=-s -w",
];
