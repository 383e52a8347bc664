import { homedir } from "node:os";

/** This user's home folder; undefined for a user id without HOME and without a line in the password file, as containers have them. */
export function homeFolder(): string | undefined {
  try {
    return homedir() || undefined;
  } catch {
    return undefined;
  }
}
