/**
 * What git tells its own children of the repository that it works on (`git rev-parse --local-env-vars`). A run inside a git hook has
 * it too: there a child git would change the repository of the hook, and not the one in its folder. Settings that somebody gives
 * through the environment (GIT_CONFIG_COUNT, GIT_CONFIG_PARAMETERS) stay, as git itself keeps them for a submodule.
 */
const LOCAL_VARIABLES = [
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_COMMON_DIR",
  "GIT_CONFIG",
  "GIT_DIR",
  "GIT_GRAFT_FILE",
  "GIT_IMPLICIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_INTERNAL_SUPER_PREFIX",
  "GIT_NO_REPLACE_OBJECTS",
  "GIT_OBJECT_DIRECTORY",
  "GIT_PREFIX",
  "GIT_REPLACE_REF_BASE",
  "GIT_SHALLOW_FILE",
  "GIT_WORK_TREE",
] as const;

/** For the environment of every child: some of them start git, too. */
export const NO_OUTER_REPOSITORY: Readonly<Record<string, undefined>> = Object.fromEntries(
  LOCAL_VARIABLES.map((name) => [name, undefined]),
);
