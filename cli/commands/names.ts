/** Words that are commands in DIR's place. Written down here, so that making a project need not load the commands. */
export const COMMAND_NAMES: readonly string[] = [
  "build",
  "check",
  "dev",
  "register",
  "unregister",
  "doctor",
  "update",
  "help",
];
